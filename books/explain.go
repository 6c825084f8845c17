package books

import (
	"sort"
	"strconv"
	"strings"

	"countinghouse/money"
	"countinghouse/sales"
)

// StockMove is what a document does to the quantity on hand of an item.
type StockMove struct {
	Item     Ref           `json:"item"`
	Quantity money.Decimal `json:"quantity"` // negative: it leaves
}

// Stock is what a document does to stock: sales take it out, credit memos of
// stock items bring it back, sales orders move nothing. Items whose kind is
// not among the lists are taken for items without stock.
func Stock(d Document, l Lists) []StockMove {
	sign := money.Int(-1)
	switch d.Kind {
	case SalesReceipt, Invoice:
	case CreditMemo:
		sign = money.Int(1)
	default:
		return nil
	}
	var moves []StockMove
	for _, line := range d.Lines {
		if line.Quantity.IsZero() || !stocked(line.Item, l) {
			continue
		}
		q := line.Quantity.Mul(sign)
		found := false
		for i := range moves {
			if moves[i].Item == line.Item {
				moves[i].Quantity, found = moves[i].Quantity.Add(q), true
			}
		}
		if !found {
			moves = append(moves, StockMove{line.Item, q})
		}
	}
	return moves
}

func stocked(r Ref, l Lists) bool {
	for _, e := range l.Items {
		if refers(r, e) {
			return e.Type == "Inventory" || e.Type == "InventoryAssembly"
		}
	}
	return false
}

// TaxEffect is what a document adds to what is owed to a sales tax agency.
type TaxEffect struct {
	Agency Ref          `json:"agency"`
	Amount money.Amount `json:"amount"` // negative: less is owed
}

// TaxEffects are what a document does to the tax liability, by agency.
func TaxEffects(d Document, l Lists) []TaxEffect {
	var out []TaxEffect
	for _, e := range Effects(d, l) {
		if e.Agency.IsZero() {
			continue
		}
		found := false
		for i := range out {
			if out[i].Agency == e.Agency {
				out[i].Amount, found = out[i].Amount+e.Credit-e.Debit, true
			}
		}
		if !found {
			out = append(out, TaxEffect{e.Agency, e.Credit - e.Debit})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Agency.FullName < out[b].Agency.FullName })
	return out
}

// CaseTrial tells whether an order meets a case.
type CaseTrial struct {
	Name string `json:"name"`
	Met  bool   `json:"met"`
	// Why is what met it, or the conditions that it did not meet.
	Why string `json:"why"`
	// Changes are what it does to the order's documents; "" if it was not met.
	Changes string `json:"changes,omitempty"`
}

// TryCases tries every case of the rules on an order, to see which would apply.
func (r Rules) TryCases(o sales.Order) []CaseTrial {
	var out []CaseTrial
	stopped := ""
	for i, c := range r.Cases {
		t := CaseTrial{Name: c.Name}
		if t.Name == "" {
			t.Name = "Rule " + strconv.Itoa(i+1)
		}
		why, met := c.When.met(o)
		switch {
		case stopped != "":
			t.Why = "the rule " + stopped + " ended the list"
		case met:
			t.Met, t.Why, t.Changes = true, why, c.Then.all()
			if c.Stop {
				stopped = t.Name
			}
		default:
			t.Why = c.When.unmet(o)
		}
		out = append(out, t)
	}
	return out
}

// all are the words of every action.
func (a Actions) all() string {
	w := a.words()
	for _, x := range []struct{ word, value string }{{"approval: ", a.Approve}, {"left out: ", a.Skip}} {
		if x.value != "" {
			if w != "" {
				w += ", "
			}
			w += x.word + x.value
		}
	}
	return w
}

// unmet names the conditions that an order does not meet, each alone.
func (c Conditions) unmet(o sales.Order) string {
	var words []string
	for _, x := range []struct {
		word string
		one  Conditions
	}{
		{"channel", Conditions{Channels: c.Channels}}, {"source", Conditions{Sources: c.Sources}}, {"status", Conditions{Statuses: c.Statuses}},
		{"customer group", Conditions{Groups: c.Groups}}, {"payment method", Conditions{Methods: c.Methods}}, {"country", Conditions{Countries: c.Countries}},
		{"SKU", Conditions{SKUs: c.SKUs}}, {"total over", Conditions{Over: c.Over}}, {"total under", Conditions{Under: c.Under}}, {"guest", Conditions{Guest: c.Guest}},
	} {
		if _, met := x.one.met(o); !met {
			words = append(words, x.word)
		}
	}
	return "not met: " + strings.Join(words, ", ")
}

// KindName is a kind of document in a bookkeeper's words, at the start of a
// sentence: "Sales receipt".
func KindName(k Kind) string { return kindName(k) }
