package store

import (
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// OrdersSaved counts what SaveOrders did with what it was given.
type OrdersSaved struct{ New, Changed, Same int }

// Reply is what came back for an exchange and what it means; Answer writes
// all of it in one transaction.
type Reply struct {
	Response         []byte // as received; nil when none came
	HResult, Message string
	AnsweredAt       time.Time // zero: now
	Ending           Ending    // of a set that wrote; Unanswered when nobody can tell
	Outcomes         []Outcome
	// Concerns are postings that the exchange was about without an outcome: it
	// belongs to the story of their orders.
	Concerns []PostingID
	// Rows are list entries as QuickBooks told them, each with its Kind.
	Rows []books.Entry
	// Kind is the list that Deleted is about.
	Kind    books.ListKind
	Deleted []string // ListIDs
	Facts   *books.Company
	// Progress tells how far lists are read.
	Progress []ListProgress
	// Moved are ListIDs of items of which a transaction that QuickBooks told of
	// moved some: their quantities are asked for (ItemsToAsk). StockMarks are
	// words to be kept, see Store.StockMark.
	// Counted are ListIDs of items that a person counted in QuickBooks: an
	// adjustment that isn't ours.
	Moved      []string
	Counted    []string
	StockMarks map[string]string
	// Txns are transactions that move goods, as they were read; TxnsGone are
	// TxnIDs of such that were deleted. What they move, or moved when they were
	// read before, is asked for. ItemsGone are ListIDs of items that were asked
	// for and that QuickBooks does not have any more.
	Txns      []StockTxn
	TxnsGone  []string
	ItemsGone []string
	// Looked is what QuickBooks told of the time since a backup that was
	// restored; Asked are postings that it was asked about before they are sent.
	Looked *Looked
	Asked  []Asked
	// Unanswered is what becomes of postings of the set that no outcome names
	// and that are still sent. Default Unsure: they are asked about.
	Unanswered PostingState
}

// ListProgress is how far a list was read.
type ListProgress struct {
	Kind books.ListKind
	// ModifiedFrom is the newest TimeModified of the last complete reading, as
	// QuickBooks wrote it; ModifiedSeen that of the reading under way.
	ModifiedFrom, ModifiedSeen string
	IteratorID                 string
	Remaining                  int
	Done                       bool // it was read completely at least once
	Started, Finished          time.Time
	Rows                       int
}

// Work counts what a company file has to do.
type Work struct {
	ToPlan   int // orders to be planned
	Ready    int // postings that can be sent now
	Blocked  int // ready, but waiting for another posting, for a new plan or for a time
	Sent     int
	Unsure   int
	Posted   int // to be read back; those found to differ are not counted
	Differs  int // posted, and read back with other figures
	Verified int
	Refused  int
	Held     int // orders
}

// OrderFilter chooses orders of a list. Store or Company must be given.
type OrderFilter struct {
	Store   sales.StoreKey
	Company CompanyKey
	States  []OrderState // none: all
	// Search finds words: order number, reference, customer, e-mail, SKU, total.
	Search             string
	From, To           day.Day // both inclusive; zero: open
	Channel            string
	Refunded           bool // only those of which the store tells refunds
	MinTotal, MaxTotal *money.Amount
	Sort               OrderSort // "" is the newest first
	After              string    // OrdersPage.Next or Prev of another page
	Limit              int       // default 50, at most 500
	noChannel          bool      // Channel "" asks for those without one
}

// OrdersPage is a part of a list.
type OrdersPage struct {
	Rows []OrderRow
	// Next and Prev are for OrderFilter.After; empty: there is no such page.
	Next, Prev string
	// Count and Sum are of all orders that the filter finds, by currency.
	Count int
	Sum   map[string]money.Amount
	// Capped tells that there are more than Count; Sum is empty then.
	Capped bool
	// Wide tells of a search that finds too many orders to count or to sort: they
	// come by their date, and Count is 0. Searched is the day down to which it
	// looked, where it stopped before the page was full; Next goes on from there.
	Wide     bool
	Searched day.Day
	// ByState and WithRefunds count what a search, or a list by amount that is
	// short among many orders, finds in all states; nil otherwise.
	ByState     map[OrderState]int
	WithRefunds int
	small       bool // few orders are left without the amounts: all are looked at
	without     int  // how many orders are left without the amounts
}

// OrderStory is everything about one order.
type OrderStory struct {
	Order    sales.Order
	State    OrderState
	Reason   string
	ToPlan   bool // it is to be planned again
	Version  int64
	Read     time.Time // when it was first read
	Plan     books.Plan
	PlanTime time.Time // zero: never planned
	Postings []Posting
	// Summaries are the postings of the daily summary that the order is part of,
	// oldest first; the document of each is what the order contributes.
	Summaries []Posting
	Problems  []sales.Problem
	// Exchanges are those that its postings were in, bodies included.
	Exchanges []Exchange
	Events    []Event // oldest first
}

// Cause is one remedy that a number of held orders wait for.
type Cause struct {
	Code, Subject string
	What          string // of one of the orders
	Means         string
	Fix           string
	Place         string         // in one of the orders
	Store         sales.StoreKey // of one of the orders
	Orders        int
	Currency      string // of Amount; the one with the most orders
	Amount        money.Amount
	FirstOrders   []sales.OrderID // at most five, oldest first
}

// VisitFilter chooses visits, newest first.
type VisitFilter struct {
	Company CompanyKey // empty: all
	Before  VisitID    // keyset: 0 is the newest page
	Limit   int        // default 50
	// Worked leaves out visits that sent nothing.
	Worked      bool
	Read        bool          // only those that read lists
	Trouble     VisitTrouble  // only those that failed so; empty: all
	Order       sales.OrderID // only those that handed over something of this order, of whichever store; 0: all
	From, Until time.Time     // began at From or later, before Until; zero: open
}

// VisitsPage is a part of the list of visits.
type VisitsPage struct {
	Rows []Visit
	Next VisitID // for VisitFilter.Before; 0: no more
}

// EventFilter chooses events, newest first.
type EventFilter struct {
	Company     CompanyKey // empty: all
	Store       sales.StoreKey
	Order       sales.OrderID // of Store, or of whichever
	From, Until time.Time     // at From or later, before Until; zero: open
	Actor       string        // name
	Person      string        // e-mail of somebody who did it in a browser
	Action      string        // whole, or its first part: "rules" finds "rules.changed"
	Before      int64         // keyset: 0 is the newest page
	Limit       int           // default 50
}

// EventsPage is a part of the audit.
type EventsPage struct {
	Rows []Event
	Next int64 // for EventFilter.Before; 0: no more
}

// Figure is a number of orders and their money.
type Figure struct {
	Count int
	// Sum is in the currency that most orders have; Sums are all of them.
	Sum  money.Amount
	Sums map[string]money.Amount
}

// DayFigure is one day of one currency: what the store sold and how far it is
// in the books. Excluded orders and orders that are not sales yet stand apart.
type DayFigure struct {
	Day      day.Day
	Currency string
	Store    Figure // all that is or should be in the books
	Verified Figure
	Posted   Figure
	Waiting  Figure // new, waiting, asking
	Held     Figure // held and refused
	Excluded Figure
	Watched  Figure
}

// Stats are figures for metrics.
type Stats struct{ Companies []CompanyStats }

// CompanyStats are figures of one company file.
type CompanyStats struct {
	Company     CompanyKey
	Postings    map[PostingState]int
	Orders      map[OrderState]int
	ToPlan      int
	OldestReady time.Time // when the oldest ready posting was made; zero: none
	LastCall    time.Time // when QuickBooks last called; zero: never
	LastVisit   time.Time
	Stopped     bool
}
