package templates

// Review is the list of causes.
type Review struct {
	Shell
	Heading string
	Lead    string
	Tabs    []Tab
	Sort    []Choice
	Tab     string
	Rows    []CauseRow
	Note    string // how many more causes there are
	Steps   []StepRow
	Fixed   bool // the tab of what was fixed today
	Empty   Empty
}

// StepRow is something that was done today and may be taken back.
type StepRow struct {
	ID        string
	Head      string
	Who, When string
	Amount    Money
	Has       bool // it has an amount
	CanUndo   bool
}

// CauseRow is one cause of Needs review.
type CauseRow struct {
	ID      string // anchor
	Kind    string // rev, bad, wait
	Head    string
	Line    string // how many wait, what is suggested
	Held    Money
	Minutes int
	Word    string // of the button on Home
	Href    string
	Toggle  string // the address that opens or closes it
	Primary bool
	Means   string
	Text    string // what to do
	Code    string // for Technical details
	Count   int
	Open    bool
	Actions []Action // what leads to the remedy
	// Remind are the fields of the form that reminds whom it waits for; nil: it
	// waits for nobody else.
	Remind []Field
	Owner  Owner
	Fix    *Fix // of the one that is open
}

// Owner is who looks after a cause.
type Owner struct{ Name, Note string }

// Glyph is the cause's drawing.
func (c CauseRow) Glyph() string {
	switch c.Kind {
	case "bad":
		return "refused"
	case "wait":
		return "wait"
	}
	return "held"
}

// Fix is the form by which a cause is put right, right where it is read.
type Fix struct {
	CauseID       string
	Code, Subject string
	Once          string // key of the form: a second press does nothing
	Tab           string
	Act           string // "" the remedy itself; exclude, assign, adopt, comment
	Question      string
	Picks         []Selection
	Goods         []GoodsRow
	Fields        []Input
	Unusual       []Field
	Do            string // value of the button
	Primary       string // "Use it and post 5 orders"; "" is none
	Risk          bool   // the button takes something out
	Pending       string // what is under way for it; with Stuck: what came of it
	Stuck         bool
	Lock          string     // why the person may not; "" may
	Compared      []Compared // what the order says, and what QuickBooks has
	Link          string     // which answer of QuickBooks' is before the person's eyes
	Wrong         string     // of a decision that asks for no field
	Plain         bool       // the button isn't what is likely
	Also          *Choice    // a second button
	Waits         string     // above the orders; "": they post by themselves once it is fixed
	Others        []ActLink
	Cancel        string // address that leaves the act
	Orders        []CauseOrder
	Ticks         bool // orders are chosen by ticks
	Last          string
	Rest          int // orders that are not shown
	RestOn        bool
	MoreURL       string
	Sum           Money
	Count         int
}

// ActLink is another thing that can be done about a cause.
type ActLink struct {
	Word, Href string
	Risk       bool
	On         bool
}

// Selection is a choice of one entry of a list.
type Selection struct {
	Name, Label string
	Options     []SelectionOption
	Others      []Choice // the rest of a short list
	OtherWord   string   // "Another item"
	OtherOn     bool
	Last        *SelectionOption // stands after the rest: a new entry
	Making      []Input          // what the new entry is, below it
	Find        *Find            // a long list is searched
	Error       string
}

// Plain tells whether it is no more than a select.
func (p Selection) Plain() bool { return len(p.Options) == 0 && p.Find == nil && p.Last == nil }

// SelectionOption is one box to choose.
type SelectionOption struct {
	Value, Head, Sub string
	Tag              string
	On, Off          bool
	// SelectName is a list within the option: the account of a new item.
	SelectName, SelectLabel string
	Select                  []Choice
}

// Find is the search of a long list.
type Find struct{ Name, Query, Label, Note string }

// Input is one typed field.
type Input struct {
	Name, Label, Value, Hint, Error string
	Optional, Area                  bool
	Choices                         []Choice // a select
	Pressed                         bool
}

// GoodsRow is a line of a refund whose goods may have come back.
type GoodsRow struct {
	Name, Order, What string
	Value             string // "", yes, no
	Error             string
}

// CauseOrder is an order that waits for a cause.
type CauseOrder struct {
	Number, Href, Day, Customer string
	Value                       string // of its tick
	Ticked                      bool
	Note                        string
	Total                       Money
}
