package templates

// Items is the page of products beside QuickBooks' items.
type Items struct {
	Shell
	Lead    string
	Tabs    []Tab
	Tab     string
	Search  string
	Stores  []Choice
	Types   []Choice
	StoreOn bool
	TypeOn  bool
	Books   bool // the rows are items, not products
	Rows    []ItemsRow
	Empty   Empty
	Shown   string
	First   string // the list from its beginning; "": this is it
	Next    string
	CSV     string
	JSON    string
	// MayLink lets suggestions be accepted: Ticks are the rows' marks then.
	MayLink bool
	Ticks   bool
	Once    string
	Back    string
	All     int // suggestions under the filter
	Accepts bool
	Creates bool
	Sells   bool   // the rows are items that may become products
	Made    Action // what was asked for
}

// ItemsRow is a product with its item, or an item.
type ItemsRow struct {
	Tick       string // value of its mark; "": it can't be ticked
	Name, Sub  string
	Item, Kind string
	Account    string
	Reason     string
	Store      string // figure, with when it was read
	StoreRead  string
	QB         string
	QBRead     string
	Waiting    string
	WaitingURL string
	Inactive   bool
	Making     string // the item that was asked for
	Parts      string // what it is put together of
	Choose     string // where another item is chosen
}

// tickWords say what a row's mark is for.
func tickWords(r ItemsRow) string {
	switch {
	case r.Item == "":
		return "Choose " + r.Name
	case r.Name == "":
		return "Choose " + r.Item
	}
	return "Use " + r.Item + " for " + r.Name
}
