package templates

// Act is a page that asks before something is done about some orders: what it
// is about, what it does to each, and why.
type Act struct {
	Shell
	Crumb    Action // the page it came from
	Heading  string
	Lead     string
	Hidden   []Field // of the form
	Orders   []CauseOrder
	More     string // "and 12 others"
	Steps    []ActStep
	Stays    string
	Goods    []GoodsRow
	Fields   []Input
	Choices  []SelectionOption // how it is done; Value is the address to look at it so
	Button   string            // "" is none: there is nothing to do
	Risk     bool
	Lock     string
	Do       string
	Back     string
	StepsAre string
}

// ActStep is what becomes of one document.
type ActStep struct {
	Order, Href   string
	Document, Day string
	Amount        Money
	Has           bool
	Does          string
	Kind          string // ok, wait, rev
	Glyph         string
	Why           string
}
