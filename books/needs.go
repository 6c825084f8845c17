package books

import "countinghouse/sales"

// NeedsOf tells what must be looked up in QuickBooks' lists to plan the order.
func NeedsOf(o sales.Order, r Rules) Needs {
	return Needs{}
}
