package posting

import (
	"fmt"

	"countinghouse/books"
	"countinghouse/sales"
)

// sendable holds back documents that cannot be rendered for QuickBooks, with
// all that come after them, so that none is ever sent as something else.
func sendable(p books.Plan) books.Plan {
	for i, d := range p.Documents {
		switch d.Kind {
		case books.SalesReceipt, books.Invoice, books.Payment:
			if d.Operation == books.Add {
				continue
			}
		default:
		}
		p.Outcome, p.Documents = books.Hold, p.Documents[:i]
		p.Problems = append(p.Problems, sales.Problem{
			Code: "not-sendable", What: fmt.Sprintf("The order needs a %s in QuickBooks, which is not sent by itself.", d.Kind),
			Means: "QuickBooks shows the order as it was before.", Fix: "Enter it in QuickBooks by hand, then exclude the order from further changes.",
		})
		break
	}
	if len(p.Documents) == 0 {
		p.Customer, p.Items, p.CustomerUpdate = nil, nil, nil
	}
	return p
}
