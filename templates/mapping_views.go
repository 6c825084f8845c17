package templates

// Control is one field of the mapping sheet: the same for the first display,
// for a redisplay and after a post.
type Control struct {
	Name, ID string
	Label    string // read by who can't see where it stands
	Shown    bool   // the label is shown above
	Hint     string
	Kind     string // choice, text, day, count, amount, lines, entry, switch
	Value    string
	Word     string // the value in words, where it can only be read
	Choices  []Choice
	List     string // id of the choices that may be typed
	Search   string // address that answers more of them
	Find     bool   // there are more than the list holds: a button finds them
	Empty    string // what an empty one means
	Beside   string // account or agency of the entry
	Error    string
	Read     bool // may only be read
	Unsaved  bool
	Guess    bool     // suggested, not saved
	Create   []string // value of the button that asks for a new entry, and its words
	Tick     string
}

// hinted is what describes the field: its error, else nothing.
func (c Control) hinted() string {
	if c.Error != "" {
		return c.ID + "-e"
	}
	return ""
}

// DataList are entries that may be chosen in a field.
type DataList struct {
	ID      string
	Entries []Choice
}

// SheetGroup is a group of the mapping sheet.
type SheetGroup struct {
	ID         string // anchor
	Head, Hint string
	Rows       []SheetRow
}

// SheetRow is one line of the mapping sheet.
type SheetRow struct {
	Store, StoreSub string
	Part            bool      // heads the rows of a table
	Under           bool      // a row of a table
	New             []Control // of a new row of the table
	Controls        []Control
	More            []Control // under a fold
	Remove          string    // name of the box that takes the row out
	Link            *Action
	QB, QBSub       string // what is only read
	Orders          string // of the last days that are about it
	Waits           string
	WaitsURL        string
	State           Status
	Note            string   // beside the state: "Same name"
	Clear           string   // value of the button that makes it the store's again
	Use             []string // value of the button that uses the suggestion, and its words
	Unsaved         bool
}

// SaveBar is the foot of a form that changes the mapping.
type SaveBar struct {
	Line    string // what is not saved and what it releases
	Why     Control
	Save    string // "Save and post 5 orders"
	Discard string
	Shown   bool
}

// Mapping is the sheet of one store.
type Mapping struct {
	Shell
	Lead     string
	Store    string
	Read     string // the version that was read
	View     string // which page the form belongs to
	Stores   []Choice
	Tabs     []Tab
	Channels []Tab
	Channel  string // whose sheet it is; "": of all
	Kept     []Kept
	Groups   []SheetGroup
	Lists    []DataList
	Actions  []Action
	Bar      SaveBar
	Empty    *Empty
	Edit     bool
}

// Kept is a value of a form that a page carries on.
type Kept struct{ Name, Value string }

// MappingRule is one rule for particular orders.
type MappingRule struct {
	Mapping
	Heading   string
	When      []Control
	Then      []Control
	Try       string
	Tried     []Field // what each rule says of the order
	TriedHead string
	Remove    string
	Move      Control
}

// MappingFind is the search of an entry for one field.
type MappingFind struct {
	Shell
	Heading, Lead  string
	Store          string
	Kept           []Kept
	Name, Search   string
	Found          []BooksFile // Key is the name that is taken
	Note           string
	Create         []string // value of the button that asks for a new entry, and its words
	Value          string
	Mapping        bool
	NothingOffered bool
}

// MappingEffect is what a change would alter.
type MappingEffect struct {
	Shell
	Store, Heading string
	Lead           string
	Kept           []Kept
	Changes        []ChangeRow
	Release        string
	Newest         string
	Documents      []ChangeRow
	Accounts       []AccountRow
	Examples       []ExampleRow
	Why            string
	Save           string
	Same           bool
	Conflict       []ChangeRow // what somebody else changed meanwhile
	ConflictBy     string
	Edit           bool
}

// ChangeRow is one line before and after.
type ChangeRow struct {
	What, Was, Now string
	Both           bool // changed on both sides
}

// AccountRow is an account before and after.
type AccountRow struct {
	Account        string
	Was, Now, Diff Money
}

// ExampleRow is an order before and after.
type ExampleRow struct {
	Number, Href string
	Was, Now     []string
}

// MappingHistory are the versions of a mapping.
type MappingHistory struct {
	Shell
	Store string
	Lead  string
	Tabs  []Tab
	Rows  []VersionRow
	Older string
	Empty *Empty
}

// VersionRow is one version.
type VersionRow struct {
	ID, Head, When, Who, Why string
	Changes                  []ChangeRow
	More                     int
	Orders                   string
	UndoURL                  string
	Back                     string // version to go back to; "" for the newest
	Open                     bool
}

// MappingOpen is what waits for the mapping.
type MappingOpen struct {
	Mapping
	Heading string
	Rows    []OpenRow
	Nothing Empty
}

// OpenRow is one thing that is not mapped, with what waits for it.
type OpenRow struct {
	What, Sub string
	Controls  []Control
	Tick      Control
	Orders    string
	OrdersURL string
	Money     Money
	Reason    string
	Use       []string // value of the button that fills in what isn't sure, and its words
	Link      *Action
}

// MappingUndo is what an undo of a version would take out.
type MappingUndo struct {
	Shell
	Heading, Lead string
	Store         string
	Version       string
	Steps         []UndoRow
	More          int
	Stays         string
	Problem       string
	Command       string
	May           bool
	Nothing       *Empty
}

// UndoRow is one document that an undo takes out, or why it stays.
type UndoRow struct {
	Name, Href, Day, What string
	Stays                 bool
	Total                 Money
}

// MappingFile is the page on which a table is taken in.
type MappingFile struct {
	Shell
	Store    string
	Tabs     []Tab
	Export   []Action
	Problems []string
	More     int
	Text     string
	Edit     bool
}

// MappingCreate asks what an entry is to be that is made in QuickBooks.
type MappingCreate struct {
	Shell
	Heading, Lead string
	Name          string // of the field for which it is made
	Once          string
	Kept          []Kept
	Fields        []Input
}
