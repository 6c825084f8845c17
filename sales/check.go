package sales

// Closing names the explanation by which an order's charges lead to its total
// (reference: order-arithmetic §5 steps 4 and 5).
type Closing string

// The known explanations. Exactly one must close an order.
const (
	// ClosedNot: none, or several; the order has a problem.
	ClosedNot Closing = ""
	// ClosedPlain: lines + shipping + handling + wrapping − discounts.
	ClosedPlain Closing = "plain"
	// ClosedWithFees: the order's fees are part of its total.
	ClosedWithFees Closing = "fees"
	// ClosedShippingNet: shipping is already net of its coupons, which the
	// coupon discount counts once more.
	ClosedShippingNet Closing = "shipping coupons"
	// ClosedDiscounted: the lines' own totals after discounts lead to the total.
	ClosedDiscounted Closing = "discounted lines"
)

// Findings is what checking an order's figures against each other showed.
type Findings struct {
	// Side is the side of tax on which the order was computed.
	Side Side
	// SideBy tells in words what evidence decided the side.
	SideBy string
	// Closing is the explanation by which the charges lead to the total.
	Closing Closing
	// FeesInTotal tells that fees with an amount are part of the total.
	FeesInTotal bool
	// Problems are all contradictions, each with its place and both figures.
	Problems []Problem
	// Notes are disagreements that evidence settled.
	Notes []Note
}

// OK tells whether no contradiction was found.
func (f Findings) OK() bool { return len(f.Problems) == 0 }

// Check holds the figures of the order against each other and returns every
// contradiction at once (reference: order-arithmetic §2 to §5).
func (o Order) Check() Findings {
	return Findings{}
}
