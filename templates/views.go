package templates

import "strings"

// Shell is what every page of somebody who is signed in carries around its work.
type Shell struct {
	Title   string // of the window: "Sales"
	Current string // key of the navigation entry
	Theme   string // "", "light" or "dark"
	Path    string // to come back to after the theme was changed
	Query   string // what was searched for

	Company   string // name of the company file
	Companies int
	Review    int // causes, not orders
	Beat      Beat
	Person    Person
	Nav       []NavEntry

	Banner *Banner // one at most, first in main
	Toast  string  // what the last step did
	Undo   string  // the form's address that takes it back; "" is none
}

// NavEntry is one line of the navigation.
type NavEntry struct {
	Key, Icon, Word, Href string
	Split                 bool // a line stands before it
}

// Person is who is signed in.
type Person struct{ Name, Email, Role string }

// Beat is QuickBooks' heartbeat.
type Beat struct {
	Kind string // ok, wait, bad
	Head string // "QuickBooks called 10:42"
	Line string // "6 min ago. Next by 10:52"
}

// Glyph is the heartbeat's drawing.
func (b Beat) Glyph() string {
	switch b.Kind {
	case "bad":
		return "refused"
	case "ok":
		return "verified"
	}
	return "wait"
}

// Action is a link that looks like a button.
type Action struct {
	Word, Href, Icon string
	Primary, Quiet   bool
}

// Banner says what happened, what it means and what to do. Texts may hold
// **bold** parts.
type Banner struct {
	Kind    string // bad, rev, info, ok
	Head    string
	Lines   []string
	Links   []Action // of a 422: to each field; else what can be done
	Focus   bool
	Buttons bool // Links are buttons
}

// Glyph is the banner's drawing.
func (b Banner) Glyph() string {
	switch b.Kind {
	case "bad":
		return "refused"
	case "rev":
		return "held"
	case "ok":
		return "verified"
	}
	return "wait"
}

func (b Banner) role() string {
	if b.Kind == "bad" {
		return "alert"
	}
	return "status"
}

// Login is the sign-in page.
type Login struct {
	Theme, Host, Email, Next string
	Problem, Hint            string // one message for a wrong e-mail or password, and what to do
	Note                     string // "You are signed out."
}

// Fault is an error page in the house's words.
type Fault struct {
	Code      int
	Head      string
	Lines     []string
	Reference string
	Search    string // number to look for, on a 404
	Links     []Action
}

// Tab is one tab with its count.
type Tab struct {
	Word, Href string
	Count      int
	HasCount   bool
	Needs      bool // somebody is needed: amber
	On         bool
}

// Event is one line of who did what.
type Event struct {
	Who, What, When, Note, Href, Link string
	Raw                               string // the audit row itself, for Technical details
	Changes                           []Change
}

// Empty is the drawing with a fact below.
type Empty struct {
	Head, Line string
	Action     *Action
}

// Home answers: is everything in the books, and what needs me?
type Home struct {
	Shell
	When       string
	Heading    string
	Lead       string
	Causes     []CauseRow
	CausesNote string
	CausesMore int   // that are not listed
	Nothing    Empty // shown when no cause is open
	Days       []ChartDay
	QB         QuickBooks
	Figures    []FigureRow
	Month      string // "November"
	MonthURL   string
	End        *MonthEnd // nil: there is no month to close
	Poll       string    // "every 2s"
}

// MonthEnd is how far the month before is from being closed.
type MonthEnd struct {
	Month  string // "October"
	Done   int    // of Steps
	Line   string
	Steps  []MonthStep
	Action Action
}

// MonthStep is one of its steps, with the list behind it.
type MonthStep struct {
	Word, Href string
	Done       bool
}

// QuickBooks is the panel about the Web Connector.
type QuickBooks struct {
	Chip       Status
	Big, Line  string
	Ticks      []Tick
	From, To   string
	File       string
	PostedLast string
	Refused    int
	Reading    string // lists being read, empty if not
}

// Tick is one stretch of the day in the call strip.
type Tick int

// The ticks.
const (
	TickNone   Tick = iota // before QuickBooks ever called
	TickCalled             // at least one call
	TickMissed             // a call was expected
)

// FigureRow is a row of the Figures panel.
type FigureRow struct {
	Word         string
	Href         string
	Count        int
	Today, Month Money
	Total        bool
	Agrees       bool
}

// OrderLine is a row of the Sales list.
type OrderLine struct {
	Number, Href, OpenHref string
	Day, Customer, Channel string
	Store                  string
	State                  Status
	Reason                 string
	Document               string
	Value                  string // of its tick
	Currency               string
	Total                  Money
	Current                bool
}

// Choice is an option of a select.
type Choice struct {
	Value, Word string
	On          bool
}

// Sales is the list of orders.
type Sales struct {
	Shell
	Tabs       []Tab
	Search     string
	State      string
	From, To   string
	Min, Max   string
	Stores     []Choice
	Channels   []Choice
	StoreOn    bool
	ChannelOn  bool
	Errors     map[string]string // by field: what is wrong with what was typed
	Filtered   bool
	Rows       []OrderLine
	Several    bool // several stores: the store has its column
	Currencies bool // several currencies: the code has its column
	Shown      string
	PageSum    string
	WholeSum   string
	Newer      string
	Older      string
	Before     string // what the two of them are called: that depends on the sort
	After      string
	Heads      map[string]SortHead // by what they sort by
	Sorts      []Choice
	SortOn     bool
	SortNote   string // why it isn't sorted as was asked
	Caption    string
	CSV, JSON  string
	ClearURL   string
	Empty      Empty
	Preview    *Preview
	Poll       string
	LiveURL    string

	Views      []ViewLink
	ViewQuery  string // of this list, to be saved
	ViewsBack  string
	MayShare   bool
	MayAct     bool
	CompanyKey string
	Total      int    // orders of the whole list
	Back       string // this page
	Filter     string // the whole list, as a query
}

// SortHead is the head of a column that the list can be sorted by.
type SortHead struct {
	Href string
	Word string // what following it does
	Sort string // ascending, descending; "" it is sorted by another
}

// ViewLink is a saved view of Sales.
type ViewLink struct {
	ID, Name, Href string
	Shared, On     bool
	MayRemove      bool
}

// MatchRow is one line of the comparison: store, QuickBooks, difference, why.
type MatchRow struct {
	StoreText, StoreSub string
	Store               Money
	HasStore            bool
	QBText, QBSub       string
	QB                  Money
	HasQB               bool
	Diff                Money
	Why                 []string
}

// Effect is a debit or a credit.
type Effect struct {
	Number, Account, Agency string
	Debit, Credit           Money
	HasDebit, HasCredit     bool
}

// Ledger is the debits and credits of one document.
type Ledger struct {
	Word    string // "Invoice"
	Figure  Money
	Effects []Effect
	Sum     Money
	Agrees  bool
}

// Node is one step of an order's timeline.
type Node struct {
	Kind   string // done, due, stop, ask
	Glyph  string
	Head   string
	Lines  []string
	Amount Money
	Has    bool
	Next   bool // what follows is still expected
}

// Problem is a reason why an order is not in the books, in three parts.
type Problem struct {
	Place, What, Means, Fix string
	Actions                 []Action // what leads to the remedy
	Presses                 []Press
	Compared                []Compared // what the order says, and what QuickBooks has
}

// Compared is one side of a link that a person confirms.
type Compared struct {
	Head, Customer, Day string
	Total               Money
}

// Press is a button that does one thing at once.
type Press struct {
	Word, Do        string
	Hidden          []Field
	Lock            string // why the person may not
	Button, Primary bool
}

// Field is a name and its value.
type Field struct {
	Name, Value string
	Mono        bool
}

// Talk is a request and its answer, for Technical details.
type Talk struct {
	Head              string
	Fields            []Field
	Request, Response string
	Link              *Action
}

// Order is the story of one order.
type Order struct {
	Shell
	Number   string
	State    Status
	Context  string
	Actions  []Action
	Nodes    []Node
	Net      string
	Problems []Problem
	Heading  string // "The order and the invoice"
	QBHead   string // "QuickBooks, invoice 10183"
	Rows     []MatchRow
	StoreSum Money
	QBSum    Money
	HasQB    bool
	Absent   string // why QuickBooks has nothing, if it isn't that it is planned yet
	Diff     Money
	Agrees   bool
	Fields   []Field
	Ledgers  []Ledger
	Notes    []string
	Events   []Event
	IDs      []Field
	Talks    []Talk

	Menu          []ActLink // what leads to a page that asks
	Presses       []Press   // what is done at once
	CanComment    bool
	CommentHidden []Field
}

// Preview is the pane beside the Sales list.
type Preview struct {
	Order
	Kind     string // note: info, rev, bad, ok
	Note     string
	Document string
	Dated    string
	Customer string
	Class    string
	OpenURL  string
	CloseURL string
}

// VisitRow is one visit of the Web Connector.
type VisitRow struct {
	Href, When, Length, Result string
	Busy                       string // how long QuickBooks worked
	State                      Status
	Posted, Refused, Read      int
	Message                    string
}

// Visits is Activity's first tab.
type Visits struct {
	Shell
	Filters      ActivityFilters
	Did, Trouble []Choice
	CSV, JSON    string
	Tabs         []Tab
	Rows         []VisitRow
	Older        string
	Newer        string
	Empty        Empty
}

// Visit is one visit with its message sets.
type Visit struct {
	Shell
	Head          string
	State         Status
	Context       string
	Actions       []Action
	Facts         []Field
	Documents     []VisitDocument
	DocumentsMore string // that there are others
	Sets          []Set
	IDs           []Field
}

// VisitDocument is what a visit did with one document.
type VisitDocument struct {
	Name, Amount, Link, Href string
	State                    Status
	Reason                   string
}

// ActivityFilters are the typed filters of Activity.
type ActivityFilters struct {
	Banner          *Banner
	From, To, Order string
	Filtered        bool
	Clear           string // address without filters
	Errors          map[string]string
}

// Change is one thing that was changed.
type Change struct{ What, Was, Now string }

// Set is one exchange of a visit.
type Set struct {
	When, What, Took, Result string
	State                    Status
	Talk                     Talk
}

// Audit is Activity's second tab.
type Audit struct {
	Shell
	Filters   ActivityFilters
	Who, What []Choice
	CSV, JSON string
	Tabs      []Tab
	Rows      []Event
	Older     string
	Newer     string
	Empty     Empty
}

// Connection is a store or a company file in Settings.
type Connection struct {
	Head    string
	State   Status
	Line    string
	Facts   []Field
	IDs     []Field // for Technical details
	Actions []Action
}

// Settings shows how everything is connected and who may do what.
type Settings struct {
	Shell
	Shops     []Connection
	Companies []Connection
	Server    []Connection // alerts and backup, for admins
	Users     []UserRow
	ShowUsers bool
	Version   string
	Links     []Action
}

// UserRow is one person in Settings.
type UserRow struct{ Name, Email, Role, Last string }

// ListRow is an entry of a QuickBooks list.
type ListRow struct {
	Name, Sub, Kind, Account, Figure string
	Inactive                         bool
}

// List is a searchable page of one of QuickBooks' lists.
type List struct {
	Shell
	Heading, Lead string
	Path          string
	Search        string
	Heads         []string // name, kind, account, figure
	Rows          []ListRow
	Note          string
	Empty         Empty
}

// Books is the choice of the company file.
type Books struct {
	Shell
	Files []BooksFile
}

// BooksFile is a company file to choose.
type BooksFile struct {
	Key, Name, Line string
	On              bool
}

// Plain is a page of navigation or help.
type Plainly struct {
	Shell
	Heading string
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}
