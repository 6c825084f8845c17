package qbxml

// Words that several rows share.
const (
	tellSupport   = "Nothing to do for you: tell support, who see the whole exchange."
	readAndDecide = "Read what QuickBooks said, correct it in QuickBooks or in the store, then send it again."
	askedAgain    = "Countinghouse asks QuickBooks for it before anything is sent again."
)

// statusRows is the table of qbxml-status-codes §2 and §4; it never changes.
// Where that sheet has no source for a code, the row neither retries nor
// claims more than the lane. Codes from 0 to 599 that are not here are notes
// on something that worked.
var statusRows = [...]statusRow{
	{1, 1, LaneUncertain, false, true, "QuickBooks found nothing that fits.", readAndDecide},
	{500, 500, LaneUncertain, false, true, "QuickBooks did not find all of what was asked for.", readAndDecide},
	{510, 510, LaneUncertain, false, true, "QuickBooks saved it but could not read it back.", askedAgain},
	{530, 531, LaneFinished, false, false, "QuickBooks saved it but left out a field that this version does not have.", ""},
	{550, 550, LaneFinished, false, false, "QuickBooks saved it without its notes.", ""},
	{570, 570, LaneFinished, false, false, "QuickBooks saved it but could not link it, because the other document is closed.", "Link the two by hand in QuickBooks if they belong together."},
	{2, 599, LaneFinished, false, false, "QuickBooks did it, with a remark.", ""},
	{600, 600, LaneUncertain, false, true, "QuickBooks does not remember this message set.", askedAgain},

	{1000, 1000, LaneUncertain, false, true, "QuickBooks had an internal error and did not say whether it saved the record.", askedAgain + " If it repeats, verify the company file (File, Utilities, Verify Data)."},
	{1010, 1010, LaneLock, true, false, "QuickBooks was not ready.", "It is tried again by itself. If it repeats, restart QuickBooks on its PC."},
	{1030, 1060, LaneBug, false, false, "QuickBooks does not take this request.", tellSupport},
	{2000, 2999, LaneBug, false, false, "This edition of QuickBooks does not have this request.", tellSupport},

	{3000, 3000, LaneMapping, false, false, "QuickBooks does not accept one of its own internal numbers: it comes from another company file, or the record is gone.", "Choose the entry again in the mappings."},
	{3010, 3065, LaneBug, false, false, "QuickBooks could not read a value.", tellSupport},
	{3070, 3070, LaneData, false, false, "A text is too long for QuickBooks.", "Shorten it in the store, or tell support."},
	{3080, 3080, LaneData, false, false, "A text has characters that QuickBooks does not take.", "Correct it in the store, or tell support."},
	{3085, 3085, LaneBug, false, false, "QuickBooks could not read a number.", tellSupport},
	{3090, 3090, LaneData, false, false, "A name has characters that QuickBooks does not take in names, such as a colon.", "Correct the name in the store, or tell support."},
	{3100, 3100, LaneMapping, false, true, "The name is already used in QuickBooks, perhaps by a vendor, an employee or an inactive record.", "Countinghouse asks whose it is. If it is the same person, choose that customer for the order; else rename one of them."},
	{3101, 3101, LaneData, false, false, "QuickBooks does not take this name.", readAndDecide},
	{3110, 3110, LaneBug, false, false, "QuickBooks does not know a word that was sent.", tellSupport},
	{3120, 3120, LaneMapping, false, false, "A record that is named here is not in QuickBooks any more: it was deleted or merged with another.", "Choose another one in the mappings, or restore it in QuickBooks."},
	{3130, 3130, LaneMapping, false, false, "The entry above this one (its parent) is not in QuickBooks.", "Create the parent in QuickBooks, or choose another entry in the mappings."},
	{3140, 3140, LaneMapping, false, false, "Something that is named here is not in QuickBooks, is inactive, or is of another kind.", "Create it or make it active in QuickBooks, or choose another one in the mappings."},
	{3150, 3153, LaneBug, false, false, "QuickBooks misses something, or does not take two things together.", tellSupport},
	{3160, 3160, LaneData, false, false, "QuickBooks does not delete this record, because others depend on it.", "Void or delete it by hand in QuickBooks."},
	{3161, 3161, LaneSetting, false, false, "The books are closed for that day.", "A bookkeeper must reopen the period, or the order gets a later date."},
	{3162, 3162, LaneLock, false, false, "QuickBooks cannot do this while several people work in the company file.", "Switch QuickBooks to single-user mode for a moment, then send it again."},
	{3170, 3170, LaneData, false, false, "QuickBooks could not change the record.", readAndDecide},
	{3171, 3171, LaneSetting, false, false, "The books are closed for that day: the closing date protects it.", "The bookkeeper decides: post with the first open day (a setting of the store), or set the closing date back in QuickBooks (Edit, Preferences, Accounting)."},
	{3172, 3173, LaneData, false, false, "QuickBooks did not let the record be changed.", readAndDecide},
	{3175, 3175, LaneLock, true, false, "Somebody is working on the same record in QuickBooks.", "It is tried again by itself. If it stays so, close the form that is open in QuickBooks."},
	{3176, 3176, LaneLock, true, false, "Somebody is working in QuickBooks on a record that belongs to this one, such as its customer, a payment or a deposit.", "It is tried again by itself. If it stays so, close the form that is open in QuickBooks."},
	{3177, 3177, LaneLock, false, false, "Somebody is working on the same list in QuickBooks.", "Close the form that is open in QuickBooks, then send it again."},
	{3180, 3180, LaneData, false, false, "QuickBooks could not save the record.", readAndDecide},
	{3185, 3185, LaneData, false, false, "QuickBooks could not void the record.", "Void it by hand in QuickBooks."},
	{3190, 3190, LaneBug, false, false, "QuickBooks does not let a field be emptied.", tellSupport},
	{3200, 3200, LaneStale, true, false, "Somebody changed the record in QuickBooks meanwhile.", "Countinghouse reads it again and compares."},
	{3205, 3205, LaneData, false, false, "QuickBooks does not take the address.", "Correct the address in the store or on the order."},
	{3210, 3210, LaneData, false, false, "QuickBooks refused a value.", readAndDecide},
	{3220, 3230, LaneUncertain, false, true, "QuickBooks did not do it, or undid it.", askedAgain},
	{3231, 3231, LaneUncertain, false, true, "QuickBooks did not come to this record, because one before it failed.", askedAgain},
	{3240, 3240, LaneStale, false, true, "The record was changed in QuickBooks meanwhile.", "Countinghouse reads it again and compares."},
	{3250, 3250, LaneSetting, false, false, "This QuickBooks does not have a feature that the record needs, or it is switched off (classes, sales tax, inventory, several currencies, sites).", "An administrator switches it on in QuickBooks (Edit, Preferences), or the mapping that needs it is removed."},
	{3260, 3260, LaneSetting, false, false, "The QuickBooks user of the Web Connector may not do this.", "An administrator gives that user the right, or chooses another user under Edit, Preferences, Integrated Applications."},
	{3261, 3261, LaneSetting, false, false, "The Web Connector may not see personal data.", "An administrator allows it under Edit, Preferences, Integrated Applications."},
	{3263, 3263, LaneSetting, false, false, "The application was added to QuickBooks for reading only.", "Remove it in the Web Connector and add the .qwc file again, with reading and writing."},
	{3270, 3280, LaneMapping, false, false, "An account or an item does not fit what it is used for.", "Choose another one in the mappings."},
	{3290, 3290, LaneBug, false, false, "The order of the lines is not the one that QuickBooks has.", tellSupport},
	{3300, 3300, LaneData, false, true, "QuickBooks could not add the record.", readAndDecide},
	{3391, 3391, LaneStale, true, false, "QuickBooks forgot where the reading of a list had come to.", "Countinghouse begins to read the list again."},

	{9001, 9001, LaneBug, false, true, "QuickBooks knows this message set with other contents.", askedAgain},
	{9002, 9003, LaneUncertain, false, true, "QuickBooks knows this message set but not what came of it.", askedAgain},
	{9004, 9004, LaneBug, false, true, "The name of the message set is too long for QuickBooks.", tellSupport},
	{9005, 9005, LaneUncertain, false, true, "QuickBooks could not keep the outcome of this message set; it probably ran.", askedAgain},
	{9100, 9199, LaneBug, false, false, "QuickBooks does not know a name within the message set.", tellSupport},
}
