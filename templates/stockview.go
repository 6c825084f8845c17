package templates

// Stock is the list of quantities of both sides.
type Stock struct {
	Shell
	Lead     string
	Note     *Banner
	Tabs     []Tab
	Tab      string
	Search   string
	Stores   []Choice
	StoreOn  bool
	Items    bool // the rows are items, not products
	Rows     []StockRow
	Empty    Empty
	Shown    string
	First    string // the list from its beginning; "": this is it
	Next     string
	CSV      string
	JSON     string
	Links    []Action
	AgainURL string // where refused quantities are tried again; "": none are, or she may not
}

// StockRow is a product with its item, as both sides have them.
type StockRow struct {
	Href            string
	Name, Sub       string
	Item, Master    string
	Store, Should   string
	StoreRead, Kept string
	QB, Coming      string
	QBRead          string
	Why             string
	Differs         bool
}

// StockWhy tells why a figure is what it is.
type StockWhy struct {
	Shell
	Heading string
	State   Status
	Lead    string
	Note    *Banner
	Sides   []StockSide
	Rows    []StockMove
	Facts   []Field
	Newest  string // address of the movements from the newest; "": these are they
	Older   string
}

// StockSide is one side's account.
type StockSide struct {
	ID, Head, Sub string
	Accounts      []StockAccount
	Left          string // why it is left alone
}

// StockAccount is a figure with the lines that sum up to it.
type StockAccount struct {
	Head, Total string
	Lines       []StockLine
}

// StockLine is one of them.
type StockLine struct{ Text, Sub, Quantity, Word, Href string }

// StockMove is one movement.
type StockMove struct {
	When, Where, What string
	Word, Href        string // of its order or document
	Quantity, Then    string
}

// Reconcile lists what differs before both sides are kept equal.
type Reconcile struct {
	Shell
	Lead     string
	Note     *Banner
	Head     string // of what is wrong
	Problems []FormProblem
	Tabs     []Tab
	Settled  bool
	Search   string
	Stores   []Choice
	StoreOn  bool
	More     []Choice
	MoreOn   bool
	Rows     []ReconcileRow
	Empty    Empty
	Shown    string
	First    string
	Next     string
	Back     string
	May      bool // she may settle
	Lock     string
	Count    int // under the filter
	End      bool
	Links    []Action
	Hidden   []Field // the filter, for what is done in bulk
}

// ReconcileRow is one product of which both sides differ.
type ReconcileRow struct {
	Key        string // store/number
	Href       string
	Name, Sub  string
	QB, Store  string
	Difference string
	Choice, By string
	Typed      string
}

// CountSheet is a count sheet to be printed.
type CountSheet struct {
	Shell
	When  string
	Rows  []CountRow
	Shown string
	Next  string
	First string
}

// CountRow is a line of it.
type CountRow struct{ Name, SKU, Item, QB, Store string }
