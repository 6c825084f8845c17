package books

import (
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Outcome is what becomes of an order.
type Outcome string

// The outcomes.
const (
	Post    Outcome = "post"    // Documents say what; none when everything already stands
	Hold    Outcome = "hold"    // Problems say why; Documents, if there are any, are right nevertheless and are posted
	Exclude Outcome = "exclude" // Reason says why: not a sale, before go-live, test money
	Watch   Outcome = "watch"   // not a sale yet: looked at again when it changes
)

// Prior is what was already handed to QuickBooks for the order, in the states
// sent, unsure, posted and verified; every revision of every document, oldest first.
type Prior struct {
	Kind      Kind
	Part      string
	Revision  int
	Operation Operation
	// Settled tells that QuickBooks has confirmed it: it is posted or verified.
	Settled bool
	// Summarized tells that it is part of a daily summary: Document is what it
	// contributed, RefNumber the summary's.
	Summarized bool
	// Document is what was handed over.
	Document    Document
	RefNumber   string
	Date        day.Day
	Total       money.Amount
	Customer    Ref
	CustomerKey string
	// Fingerprint is the order's (sales.Order.Fingerprint) when it was planned.
	Fingerprint string
}

// Decisions are what persons decided about one order.
type Decisions struct {
	// Excluded is why a person keeps the order out of QuickBooks; "" is not.
	Excluded string `json:"excluded,omitempty"`
	// Undone tells who took its documents out of QuickBooks and why. Nothing is
	// posted again until a person says so.
	Undone string `json:"undone,omitempty"`
	// Approved are the names of rules of which a person approved the order, with who did.
	Approved map[string]string `json:"approved,omitempty"`
	// Restock says for a refund's line (refund id, line id) whether the goods
	// went back to stock; a missing line is decided by the rule.
	Restock map[int64]map[int64]bool `json:"restock,omitempty"`
	// NewCustomer tells that a person decided that the shopper is nobody of those that look alike.
	NewCustomer bool `json:"newCustomer,omitempty"`
	// Linking is the document by which a person says that the order stands in
	// QuickBooks already, in words ("invoice 9847"), until QuickBooks told that it
	// does: nothing is posted meanwhile. LinkSays is what it told, if it isn't so.
	Linking  string `json:"linking,omitempty"`
	LinkSays string `json:"linkSays,omitempty"`
}

// Plan is what should stand in QuickBooks for an order, or why it cannot.
type Plan struct {
	Outcome  Outcome      `json:"outcome"`
	Reason   string       `json:"reason,omitempty"` // of Exclude and Watch, for people
	Customer *NewCustomer `json:"customer,omitempty"`
	// Documents are what is still to be posted, in the order of their
	// dependence; what Prior says is done does not come again.
	Documents []Document      `json:"documents,omitempty"`
	Problems  []sales.Problem `json:"problems,omitempty"`
	Notes     []sales.Note    `json:"notes,omitempty"`
	// Day is the order's day in the store's zone, Total and Tax its money.
	Day   day.Day      `json:"day"`
	Total money.Amount `json:"total"`
	Tax   money.Amount `json:"tax"`
	// Items are to be created before the documents that name them by their keys.
	Items []NewItem `json:"items,omitempty"`
	// CustomerUpdate fills what is blank in the customer's record.
	CustomerUpdate *CustomerFill `json:"customerUpdate,omitempty"`
	// Contribution is the sale's receipt when it is part of a daily summary: it
	// is posted with the day's others as one document. Summary tells which.
	Contribution *Document `json:"contribution,omitempty"`
	Summary      string    `json:"summary,omitempty"`
	// Fingerprint is of the money and goods of the order that was planned.
	Fingerprint string `json:"fingerprint"`
}
