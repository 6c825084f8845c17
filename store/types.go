package store

import (
	"errors"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Errors of the store. Callers compare with errors.Is.
var (
	ErrNotFound = errors.New("not found")
	// ErrBusy: another visit holds the company file's lease.
	ErrBusy = errors.New("another visit is under way for this company file")
	// ErrChanged: a guarded change found another state than expected; nothing was changed.
	ErrChanged = errors.New("changed meanwhile")
	// ErrNewer: the database was made by a newer version of the program.
	ErrNewer = errors.New("the database was made by a newer version of Countinghouse")
)

// CompanyKey is the short name of a company file: "larkspur".
type CompanyKey string

// Company is a company file and its Web Connector login.
type Company struct {
	Key          CompanyKey
	Name         string // for people; the .qwc's application name is made of it
	User         string // Web Connector user name, unique
	PasswordHash string // argon2id, PHC text
	OwnerID      string // GUID in braces, made once
	FileID       string // GUID in braces, made once
	EveryMinutes int    // schedule of the .qwc
	FilePath     string // what authenticate asks to open; empty: whatever is open
	// ExpectedName is the company name that a person confirmed or that was
	// learnt at the first recognised visit; another one stops all writing.
	ExpectedName string
	QuietFrom    string // "22:00" in the server's zone; empty: no quiet hours
	QuietTo      string

	// What QuickBooks said at its last recognised visit.
	Facts                  books.Company
	FilePathSeen           string
	QBXMLMajor, QBXMLMinor int
	LastCall               time.Time // zero: never
	// Stopped says in words for people why nothing is written; empty: all is well.
	Stopped string
	// BatchSize is how many requests the next message set may hold (1 to 200).
	BatchSize int
}

// Shop is a connected store.
type Shop struct {
	Key          sales.StoreKey
	Company      CompanyKey
	Name         string
	APIURL       string // https://api.bigcommerce.com
	LoginURL     string // https://login.bigcommerce.com
	Hash         string // store hash
	Token        string // opened; sealed in the database
	ClientID     string
	ClientSecret string // opened; sealed in the database
	PollSeconds  int
	Zone         string // IANA name, from the store's information
	Currency     string // the store's own
	Inclusive    bool   // is_price_entered_with_tax
	Disabled     bool
	// LastPoll and LastError tell how polling goes; LastError is for people.
	LastPoll  time.Time
	LastError string
	// Webhooks says whether BigCommerce may tell of changes: HooksYes (default),
	// HooksNo, HooksSigned.
	Webhooks string
	// App tells that the token came by the single-click app.
	App bool
}

// PostingState is the state of a posting (architecture: a posting's life).
type PostingState string

// The states. A held order has no posting; its problems are rows of their own.
const (
	Ready     PostingState = "ready"
	Sent      PostingState = "sent"      // committed before a byte left
	Unsure    PostingState = "unsure"    // no answer came; asked about before anything is sent again
	Posted    PostingState = "posted"    // QuickBooks said yes
	Verified  PostingState = "verified"  // read back, equal to the plan to the cent
	Refused   PostingState = "refused"   // QuickBooks said no
	Withdrawn PostingState = "withdrawn" // the order changed before it was sent; replaced
)

// PostingID is the row of a posting; requestID on the wire is "p" and this number.
type PostingID int64

// Posting is one document (or list entry) on its way into QuickBooks.
type Posting struct {
	ID      PostingID
	Company CompanyKey
	Store   sales.StoreKey // empty for list entries shared by orders
	Order   sales.OrderID
	Kind    books.Kind
	// Part is what of the order it stands for; Operation what it does to the
	// document of that kind and part.
	Part      string
	Operation books.Operation
	Revision  int
	State     PostingState
	// Customer is set for kind customer, Item for kind item, Fill for kind
	// customer_update, Document for all others.
	Customer *books.NewCustomer
	Item     *books.NewItem
	Fill     *books.CustomerFill
	Document *books.Document
	// Links are the documents that this one needs, resolved.
	Links       []PostingLink
	Fingerprint string
	RefNumber   string
	Total       money.Amount
	Day         day.Day
	DependsOn   PostingID // the customer that is made for the document; 0: none
	// ListID of the customer that the document names, resolved.
	CustomerListID string
	// RulesVersion is of the store's rules when it was planned; 0: not known.
	RulesVersion int64
	// Undo is the undo that made it; 0: a plan did.
	Undo UndoID

	Attempts                                       int
	Solo                                           bool // to be sent alone in its message set: it may be what made QuickBooks refuse a whole set
	NotBefore                                      time.Time
	TxnID                                          string // ListID for list entries
	EditSequence                                   string
	TxnNumber                                      string
	Code                                           int    // last status code
	Lane                                           string // lane of the status table: lock, mapping, data, setting, bug, uncertain
	Reason                                         string // for people: what QuickBooks said and what to do
	Created, Updated, SentAt, PostedAt, VerifiedAt time.Time
	Exchange                                       int64  // the last message set it was in
	SetID                                          string // the newMessageSetID of that set; filled for unsure postings
	Superseded                                     bool   // a later posting changed its document; filled for unverified postings
}

// UndoID is one attempt to take things out of QuickBooks again.
type UndoID int64

// PostingLink is a document that another needs, with what QuickBooks calls it.
// An item that is made for a line is one too, with use Follows, kind item and
// the item's key as part.
type PostingLink struct {
	Use     books.LinkUse
	Posting PostingID
	Kind    books.Kind
	Part    string
	State   PostingState
	// TxnID and EditSequence as QuickBooks told them last; "" until it is posted.
	TxnID, EditSequence string
	Amount              money.Amount
}

// Outcome is what one response said of one posting.
type Outcome struct {
	Posting                        PostingID
	From                           PostingState // guard: must still be this
	To                             PostingState
	TxnID, EditSequence, TxnNumber string
	Code                           int
	Lane                           string
	Reason                         string
	Solo                           bool
	// NotBefore delays a retry; zero: at once.
	NotBefore time.Time
	// Attempt counts one more try.
	Attempt bool
	// RefNumber is the number that the document has in QuickBooks, when a person
	// gave it another one than it was sent with; empty: it has that.
	RefNumber string
}

// VisitID is one run of the Web Connector.
type VisitID int64

// Visit is one run of the Web Connector, from authenticate to closeConnection.
type Visit struct {
	ID                        VisitID
	Company                   CompanyKey
	Ticket                    string
	Started, Ended, LastCall  time.Time // Ended zero: under way
	RemoteAddr, ClientVersion string
	State                     string // open, closed, lost (its lease ran out or it was superseded), refused
	// Sent, Posted, Refused, Verified, Read count postings and list rows.
	Sent, Posted, Refused, Verified, Read int
	Trips                                 int
	Busy                                  time.Duration // how long QuickBooks took, all trips
	Message                               string        // last words to the Web Connector
}

// Exchange is one message set: what was sent, and what came back.
type Exchange struct {
	ID                 int64
	Visit              VisitID
	Seq                int
	SetID              string // newMessageSetID; at most 23 characters; empty for reads
	Purpose            string // post, verify, ask, read, company
	Requests           int
	Request            []byte // the bytes as sent
	Response           []byte // the text as received; nil until it came
	HResult, Message   string
	SentAt, AnsweredAt time.Time
	// Contents are the Updated of the postings as they were rendered: MarkSent
	// refuses a set of which one was planned anew since. Who is not named is
	// not looked at.
	Contents map[PostingID]time.Time
	Ending   Ending
	Again    int64 // the exchange whose very bytes it sent once more; 0: none
}

// Actor is who did something, for the audit.
type Actor struct {
	Kind string // user, connector, system, cli
	Name string
}

// Event is a row of the audit: who did what to what, when.
type Event struct {
	ID      int64
	At      time.Time
	Actor   Actor
	Action  string // "order.held", "posting.posted", "rules.changed"
	Store   sales.StoreKey
	Order   sales.OrderID
	Subject string // "posting 17", "company larkspur"
	Detail  string // for people
}

// OrderState is where an order stands, for lists and filters.
type OrderState string

// The states of an order, derived from its plan and postings in one place.
const (
	OrderNew      OrderState = "new"     // read, not planned yet
	OrderWatched  OrderState = "watched" // not a sale yet
	OrderExcluded OrderState = "excluded"
	OrderHeld     OrderState = "held"    // needs review
	OrderWaiting  OrderState = "waiting" // postings ready or sent
	OrderAsking   OrderState = "asking"  // a posting is unsure
	OrderRefused  OrderState = "refused"
	OrderPosted   OrderState = "posted"   // all posted, not all read back
	OrderVerified OrderState = "verified" // agrees to the cent
)

// OrderRow is an order in a list.
type OrderRow struct {
	Store    sales.StoreKey
	ID       sales.OrderID
	State    OrderState
	Status   sales.Status
	Placed   time.Time
	Day      day.Day
	Customer string
	Channel  string
	Currency string
	Decimals int
	Total    money.Amount
	Tax      money.Amount
	Reason   string // first problem, or why excluded
	Document string // kind and number: "Sales receipt BC100482"
	Problems int
	Refunds  int // that the store tells
}

// PlannedOrder is an order to be planned, with what the planner must know.
type PlannedOrder struct {
	Order     sales.Order
	Prior     []books.Prior
	Decisions books.Decisions
	Version   int64 // guards SavePlans: the order must not have changed since
}

// PlanResult is what became of one order's plan.
type PlanResult struct {
	Store   sales.StoreKey
	Order   sales.OrderID
	Version int64
	Plan    books.Plan
	// RulesVersion is of the store's rules by which the plan was made.
	RulesVersion int64
}
