package qbxml

import "strings"

// AdviseHResult tells what an HRESULT of the Web Connector means (qbwc-protocol
// §8). It comes in connectionError, when QuickBooks could not be opened, and in
// receiveResponseXML, when it did not answer a message set. For the latter
// Probe tells whether the outcome is unknown: always, except when QuickBooks
// could not read the document. It is read without regard to case, with or
// without 0x.
func AdviseHResult(hresult string) Advice {
	code := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(hresult)), "0X")
	for i := range hresultRows {
		row := &hresultRows[i]
		if row.code != code {
			continue
		}
		a := Advice{Lane: row.lane, Retry: row.lane == LaneLock, Probe: true, What: row.what, Fix: row.fix}
		switch code {
		case "80040400":
			a.ParseError, a.Probe = true, false
		case "80040423":
			a.Probe = false // refused before it was read
		}
		return a
	}
	return Advice{
		Lane: LaneUncertain, Retry: true, Probe: true,
		What: "QuickBooks or the Web Connector failed with " + hresultText(code) + ", which Countinghouse does not know.",
		Fix:  "It is tried again on the next run. If it repeats, look at the QuickBooks PC and tell support this number.",
	}
}

func hresultText(code string) string {
	if code == "" {
		return "an error without a number"
	}
	return "0x" + clip(code)
}

// hresultRow is a row of the table of HRESULTs. LaneLock means that the next
// run tries again by itself, LaneSetting that somebody must do something on
// the QuickBooks PC first.
type hresultRow struct {
	code      string
	lane      Lane
	what, fix string
}

const (
	nextRun = "It is tried again on the next run."
	grantIt = "In QuickBooks, as Admin: Edit, Preferences, Integrated Applications, Company Preferences; allow Countinghouse there."
)

// hresultRows is the table of qbwc-protocol §8; it never changes.
var hresultRows = [...]hresultRow{
	{"80040400", LaneBug, "QuickBooks could not read what was sent, so nothing of it was done.", tellSupport},
	{"80040401", LaneLock, "QuickBooks could not be reached.", nextRun + " See that QuickBooks runs on its PC."},
	{"80040402", LaneUncertain, "QuickBooks had an unexpected error.", nextRun + " If it repeats, restart QuickBooks; the file qbsdklog.txt on its PC tells more."},
	{"80040406", LaneSetting, "The name of the company file is not valid.", "Correct the path of the company file in Countinghouse, or leave it empty and keep the file open in QuickBooks."},
	{"80040408", LaneSetting, "QuickBooks could not be started.", "Start QuickBooks on its PC and open the company file."},
	{"8004040A", LaneSetting, "Another company file is open in QuickBooks than the one that is to be updated.", "Close it and open the right company file, then update again."},
	{"8004040D", LaneUncertain, "QuickBooks ended the session.", nextRun},
	{"80040410", LaneSetting, "The company file is open in the other mode (single-user or multi-user).", "Switch the mode in QuickBooks (File), or close the file."},
	{"80040414", LaneLock, "A dialog is open in QuickBooks, which blocks everything else.", "Close the dialog in QuickBooks. " + nextRun},
	{"80040416", LaneSetting, "QuickBooks is not running, and it is not known which company file to open.", "Open the company file in QuickBooks, or set its path in Countinghouse."},
	{"80040417", LaneSetting, "QuickBooks is running without a company file.", "Open the company file in QuickBooks, or set its path in Countinghouse."},
	{"80040418", LaneSetting, "The Admin user of QuickBooks has not yet allowed the Web Connector to open this file.", "Open the company file as Admin in single-user mode, update in the Web Connector, and answer its question with yes."},
	{"8004041A", LaneSetting, "Countinghouse may not open this company file.", grantIt},
	{"8004041B", LaneLock, "QuickBooks is locked for the moment.", nextRun},
	{"8004041C", LaneUncertain, "QuickBooks had an internal error.", nextRun + " If it repeats, restart QuickBooks."},
	{"8004041D", LaneSetting, "QuickBooks may not be opened without a person.", "Open the company file by hand, or allow automatic login. " + grantIt},
	{"8004041E", LaneSetting, "The certificate of the application has expired.", "Remove the application in the Web Connector and add the .qwc file again."},
	{"8004041F", LaneSetting, "QuickBooks Basic cannot be used with the Web Connector.", "Use QuickBooks Pro, Premier or Enterprise."},
	{"80040420", LaneSetting, "Somebody refused the Web Connector access to QuickBooks.", grantIt},
	{"80040421", LaneSetting, "QuickBooks has a message for you.", "Look at the QuickBooks PC."},
	{"80040422", LaneLock, "QuickBooks needs single-user mode for this, or another application uses the file.", nextRun},
	{"80040423", LaneBug, "This QuickBooks does not speak the version of qbXML that was used.", "Update QuickBooks, or tell support."},
	{"80040424", LaneLock, "QuickBooks has not finished starting.", nextRun},
	{"80040427", LaneSetting, "QuickBooks is not registered.", "Register QuickBooks on its PC."},
	{"8004042A", LaneSetting, "QuickBooks does not allow access from another computer.", grantIt},
	{"8004042C", LaneSetting, "The certificate of the application was revoked.", "Remove the application in the Web Connector and add the .qwc file again."},
	{"80040308", LaneSetting, "A part of QuickBooks that the Web Connector needs is not installed.", "Install the Web Connector again, from Intuit's page."},
	{"80040154", LaneSetting, "A part of QuickBooks or the Web Connector is not installed properly.", "Repair the installation of QuickBooks and of the Web Connector."},
	{"80010105", LaneUncertain, "QuickBooks may have crashed.", "Start QuickBooks again. " + nextRun},
}
