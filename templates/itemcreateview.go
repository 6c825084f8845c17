package templates

// ItemCreate is the form that has items made for products.
type ItemCreate struct {
	Shell
	Lead        string
	ProblemHead string
	Problems    []FormProblem
	Banner      *Banner
	Hidden      []Field
	Kinds       []Pick
	Names       []Pick
	Variants    []Pick
	Incomes     []Pick
	Costs       []Pick
	Assets      []Pick
	Codes       []Pick
	Parent      string
	Rows        []ItemCreateRow
	More        string // of those that are not shown one by one
	Keep        bool   // the rule is kept for new items
	Skip        bool   // what can't be made is left out
	Word        string // of the button
	Back        string
}

// ItemCreateRow is one item that would be made.
type ItemCreateRow struct {
	Ref        string // of the product, in the form
	Title, Sub string
	Field      string // of the name
	Under      string // the item that it stands under, with a colon
	Name       string
	Kind       string
	Account    string
	Price      string
	Notes      []string
	Problems   []string
	On         bool
}

// ItemMade lists what was asked for.
type ItemMade struct {
	Shell
	Lead  string
	Tabs  []Tab
	Rows  []ItemMadeRow
	Empty Empty
	Shown string
	Next  string
	Once  string
	Back  string
	May   bool
}

// ItemMadeRow is one item that was asked for, or a product.
type ItemMadeRow struct {
	Name, Sub   string
	For, ForSub string
	State       Status
	Reason      string
	Who         string
	Key         string // of its forms; "": nothing can be done about it
	Again       string // value of the button that tries it again
	Edit        string // where another name is given
	EditWord    string
}

// ItemChoose is the search for the item that a product is.
type ItemChoose struct {
	Shell
	Product  string
	Sub      string
	Now      string // what it is now
	Why      string
	Ref      string
	Search   string
	Problem  string
	Rows     []ItemChooseRow
	Shown    string
	Empty    string
	Once     string
	Back     string
	MayTake  bool // a person linked it, so the link can be taken away
	CreateAt string
}

// ItemChooseRow is an item that may be chosen.
type ItemChooseRow struct {
	Name, Sub, Account, Figure string
	Why                        string // it can't be chosen
	Here                       bool   // it is the product's now
}

// ItemSell is the form that has products made in a store.
type ItemSell struct {
	Shell
	Lead        string
	ProblemHead string
	Problems    []FormProblem
	Hidden      []Field
	Stores      []Pick
	Rows        []ItemSellRow
	Word        string
	Back        string
}

// ItemSellRow is one product that would be made.
type ItemSellRow struct {
	ID, Item, Sub string
	Name, SKU     string
	Price, Weight string
	Notes         []string
	Problems      []string
}
