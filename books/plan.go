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
	Hold    Outcome = "hold"    // Problems say why
	Exclude Outcome = "exclude" // Reason says why: not a sale, before go-live, test money
	Watch   Outcome = "watch"   // not a sale yet: looked at again when it changes
)

// Prior is what was already handed to QuickBooks for the order, in the states
// sent, unsure, posted and verified.
type Prior struct {
	Kind        Kind
	Revision    int
	RefNumber   string
	Date        day.Day
	Total       money.Amount
	Customer    Ref
	CustomerKey string
	// Fingerprint is the order's (sales.Order.Fingerprint) when it was planned.
	Fingerprint string
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
	// Fingerprint is of the money and goods of the order that was planned.
	Fingerprint string `json:"fingerprint"`
}
