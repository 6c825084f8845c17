package sales

// Problem is one reason why an order cannot go into the books as it stands.
// All problems of an order are reported at once. It is written for a
// bookkeeper: what happened, what it means for the books, what to do.
type Problem struct {
	// Code is the stable kind of problem, "item-missing". Together with
	// Subject it is the cause by which the review groups orders.
	Code string `json:"code"`
	// Subject is the thing to be put right once for all orders: the SKU, the
	// tax rate, the payment method. For a fault of this one order it is empty.
	Subject string `json:"subject,omitempty"`
	// Place is where in the order: "line 3, SKU BLU-12", "shipping".
	Place string `json:"place,omitempty"`
	What  string `json:"what"`  // what happened
	Means string `json:"means"` // what it means for the books
	Fix   string `json:"fix"`   // what to do
}

// Cause is the key under which orders with the same remedy stand together.
func (p Problem) Cause() string { return p.Code + "|" + p.Subject }

// Note is something worth knowing that does not hold an order: a disagreement
// that was settled by evidence, a text that was shortened.
type Note struct {
	Code  string `json:"code"`
	Place string `json:"place,omitempty"`
	Text  string `json:"text"`
}
