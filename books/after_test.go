package books

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// inWords writes a document as one line: operation, kind, part, number, day,
// total; its lines; what it moves; its links.
func inWords(d Document) string {
	var b strings.Builder
	write := func(format string, args ...any) { fmt.Fprintf(&b, format, args...) }
	if d.Operation != Add {
		write("%s ", d.Operation)
	}
	write("%s", d.Kind)
	if d.Part != "" {
		write(" of %s", d.Part)
	}
	if d.Revision > 1 {
		write(" rev %d", d.Revision)
	}
	write(" %s %s: %s", d.RefNumber, d.Date, d.Total)
	for i, l := range d.Lines {
		write("%s %s", map[bool]string{true: " =", false: ","}[i == 0], l.Item.FullName)
		if !l.Quantity.IsZero() {
			write(" x%s", l.Quantity)
		}
		write(" %s", l.Amount)
	}
	if d.Tax != 0 {
		write(" + tax %s", d.Tax)
	}
	if !d.DepositTo.IsZero() {
		write(" to %s", d.DepositTo.FullName)
	}
	if !d.RefundFrom.IsZero() {
		write(" from %s", d.RefundFrom.FullName)
	}
	if !d.PaymentMethod.IsZero() {
		write(" by %s", d.PaymentMethod.FullName)
	}
	for _, l := range d.Links {
		write("; %s %s", l.Use, l.Kind)
		if l.Part != "" && l.Use != Changes {
			write(" of %s", l.Part)
		}
		if l.Amount != 0 {
			write(" %s", l.Amount)
		}
	}
	return b.String()
}

func allInWords(p Plan) []string {
	out := []string{}
	for _, d := range p.Documents {
		out = append(out, inWords(d))
	}
	return out
}

// priors are a plan's documents as they stand once posted.
func priors(p Plan) []Prior {
	var out []Prior
	for _, d := range p.Documents {
		if d.CustomerKey != "" {
			d.Customer, d.CustomerKey = Ref{"C-1", "Ana Ortiz"}, ""
		}
		out = append(out, Prior{Kind: d.Kind, Part: d.Part, Revision: d.Revision, Operation: d.Operation, Settled: true, Document: d,
			RefNumber: d.RefNumber, Date: d.Date, Total: d.Total, Customer: d.Customer, Fingerprint: p.Fingerprint})
	}
	return out
}

// shopWorld has what payments, refunds and tenders need beside the rest.
func shopWorld() (*world, Rules) {
	w, r := newWorld(), rules()
	w.Items = append(w.Items, item("Store Credit", "OtherCharge", "Store Credit"), item("Allowance", "OtherCharge", "Allowances"), item("Restocking", "OtherCharge", "Other Income"),
		item("Damaged", "NonInventory", "Returns"))
	w.Entries = append(w.Entries, entry(Accounts, "PayPal Clearing", "OtherCurrentAsset"), entry(Accounts, "Store Credit", "OtherCurrentLiability"), entry(PaymentMethods, "PayPal", ""))
	r.Payments["paypal"] = PaymentRule{Method: "PayPal", DepositTo: "PayPal Clearing"}
	r.Payments["braintree"] = PaymentRule{Method: "Visa", DepositTo: "Undeposited Funds"}
	r.Charges.StoreCredit = "Store Credit"
	r.Refunds = RefundRules{Allowance: "Allowance", Restocking: "Restocking", NotRestocked: "Damaged"}
	return w, r
}

func bought(id int64, gateway, amount string, hours int) sales.Payment {
	return sales.Payment{ID: id, Event: "purchase", Method: "credit_card", Gateway: gateway, Amount: dec(amount), OK: true, At: order().Placed.Add(time.Duration(hours) * time.Hour)}
}

const receiptLines = "= Goods:LANTERN x2 80.00, JAR x1 20.00, Coupons -10.00, Shipping 8.00, State Tax 4.50, City Tax 1.44"

func TestHowMoneyComesIn(t *testing.T) {
	sale := "BC10482 2026-02-28: 103.94 " + receiptLines
	for _, c := range []struct {
		name   string
		change func(*sales.Order, *Rules)
		want   []string
	}{
		{"a certificate pays a part: a liability goes down, the rest is collected", func(o *sales.Order, _ *Rules) { o.GiftCertificatePaid = dec("30") },
			[]string{"sales_receipt BC10482 2026-02-28: 73.94 " + receiptLines + ", Gift Certificates -30.00 to Undeposited Funds by Visa"}},
		{"store credit and a certificate pay all: nothing is collected", func(o *sales.Order, _ *Rules) { o.GiftCertificatePaid, o.StoreCreditPaid = dec("100"), dec("3.94") },
			[]string{"sales_receipt BC10482 2026-02-28: 0.00 " + receiptLines + ", Gift Certificates -100.00, Store Credit -3.94 to Undeposited Funds by Visa"}},
		{"one transaction, by its gateway where the text is not mapped", func(o *sales.Order, _ *Rules) {
			o.PaymentMethod, o.Payments = "Wallet", []sales.Payment{bought(863, "paypal", "103.94", 1)}
		}, []string{"sales_receipt " + sale + " to PayPal Clearing by PayPal"}},
		{"two transactions by one method to one account", func(o *sales.Order, _ *Rules) {
			o.Payments = []sales.Payment{bought(863, "braintree", "100", 1), bought(864, "braintree", "3.94", 2)}
		}, []string{"sales_receipt " + sale + " to Undeposited Funds by Visa"}},
		{"two ways of paying: an invoice and a payment each, on their own days", func(o *sales.Order, _ *Rules) {
			o.Payments = []sales.Payment{bought(864, "paypal", "53.94", 50), bought(863, "braintree", "50", 1)}
		}, []string{"invoice " + sale,
			"payment of payment/863 BC10482-P1 2026-02-28: 50.00 to Undeposited Funds by Visa; pays invoice 50.00",
			"payment of payment/864 BC10482-P2 2026-03-02: 53.94 to PayPal Clearing by PayPal; pays invoice 53.94"}},
		{"a part of it: the rest is open", func(o *sales.Order, _ *Rules) {
			o.Status, o.Payments = sales.AwaitingPayment, []sales.Payment{bought(863, "paypal", "50", 1)}
		}, []string{"invoice " + sale, "payment of payment/863 BC10482-P1 2026-02-28: 50.00 to PayPal Clearing by PayPal; pays invoice 50.00"}},
		{"by a wallet, while the order's text names a method by hand", func(o *sales.Order, r *Rules) {
			o.PaymentMethod, o.Payments = "Cash", []sales.Payment{bought(863, "paypal", "103.94", 1)}
			r.Payments["cash"] = PaymentRule{DepositTo: "Checking"}
		}, []string{"sales_receipt " + sale + " to PayPal Clearing by PayPal"}},
		{"by a method of the merchant's own, called by its name", func(o *sales.Order, r *Rules) {
			p := bought(863, "custom", "103.94", 1)
			p.Method, p.Named = "custom", "Cash at the counter"
			o.Payments = []sales.Payment{p}
			r.Payments["custom"] = PaymentRule{DepositTo: "Undeposited Funds"}
			r.Payments["cash at the counter"] = PaymentRule{DepositTo: "Checking"}
		}, []string{"sales_receipt " + sale + " to Checking"}},
		{"too much: the rest stays the customer's credit", func(o *sales.Order, _ *Rules) { o.Payments = []sales.Payment{bought(863, "paypal", "110", 1)} },
			[]string{"invoice " + sale, "payment of payment/863 BC10482-P1 2026-02-28: 110.00 to PayPal Clearing by PayPal; pays invoice 103.94"}},
		{"a part is taken, the rest reserved: it is open until it is taken", func(o *sales.Order, _ *Rules) {
			taken := bought(2, "braintree", "60", 1)
			taken.Event, taken.RefersTo = "capture", 1
			o.Payments = []sales.Payment{{ID: 1, Event: "authorization", Method: "credit_card", Amount: dec("103.94"), OK: true}, taken}
		}, []string{"invoice " + sale, "payment of payment/2 BC10482-P1 2026-02-28: 60.00 to Undeposited Funds by Visa; pays invoice 60.00"}},
		{"authorized is no money", func(o *sales.Order, _ *Rules) {
			o.Payments = []sales.Payment{{ID: 1, Event: "authorization", Method: "credit_card", Amount: dec("103.94"), OK: true}}
		}, []string{"invoice " + sale}},
		{"always invoices: the status alone says that it is paid", func(_ *sales.Order, r *Rules) { r.Style = "invoice" },
			[]string{"invoice " + sale, "payment of payment/0 BC10482-P1 2026-03-02: 103.94 to Undeposited Funds by Visa; pays invoice 103.94"}},
		{"sales orders: not shipped, the money is the customer's credit", func(o *sales.Order, r *Rules) {
			r.Style, o.Payments = "order", []sales.Payment{bought(863, "braintree", "103.94", 1)}
		}, []string{"sales_order " + sale, "payment of payment/863 BC10482-P1 2026-02-28: 103.94 to Undeposited Funds by Visa"}},
		{"sales orders: shipped at once", func(o *sales.Order, r *Rules) {
			r.Style, o.Status, o.Payments = "order", sales.Shipped, []sales.Payment{bought(863, "braintree", "103.94", 1)}
		},
			[]string{strings.Replace("invoice "+sale, "2026-02-28", "2026-03-02", 1), "payment of payment/863 BC10482-P1 2026-02-28: 103.94 to Undeposited Funds by Visa; pays invoice 103.94"}},
		{"the style of a payment method", func(o *sales.Order, r *Rules) {
			r.Payments["Credit Card"] = PaymentRule{Method: "Visa", DepositTo: "Checking", Style: "invoice"}
		}, []string{"invoice " + sale, "payment of payment/0 BC10482-P1 2026-03-02: 103.94 to Checking by Visa; pays invoice 103.94"}},
	} {
		w, r := shopWorld()
		o := order()
		o.PaymentsRead = true
		c.change(&o, &r)
		p := w.plan(t, o, r)
		if d := cmp.Diff(c.want, allInWords(p)); d != "" {
			t.Errorf("%s (%s %s): %s", c.name, p.Outcome, codes(p), d)
		}
		if again := w.plan(t, o, r, priors(p)...); len(again.Documents) > 0 || again.Outcome != Post {
			t.Errorf("%s: planned again %s %v", c.name, codes(again), allInWords(again))
		}
	}
}

// step is one thing that happens to the order after the last plan was posted.
type step struct {
	name   string
	change func(*sales.Order, *Rules, *world)
	want   []string
	held   string
}

// tell plays steps one after the other on one order.
func tell(t *testing.T, name string, steps []step) {
	t.Helper()
	w, r := shopWorld()
	o := order()
	o.PaymentsRead = true
	var prior []Prior
	for _, s := range steps {
		o.Lines, o.Payments, o.Refunds = slices.Clone(o.Lines), slices.Clone(o.Payments), slices.Clone(o.Refunds)
		if s.change != nil {
			s.change(&o, &r, w)
		}
		p := w.plan(t, o, r, prior...)
		if s.want == nil {
			s.want = []string{}
		}
		if d := cmp.Diff(s.want, allInWords(p)); d != "" || codes(p) != s.held || (p.Outcome == Hold) != (s.held != "") {
			t.Errorf("%s: %s: %s %q, want %q: %s", name, s.name, p.Outcome, codes(p), s.held, d)
			return
		}
		prior = append(prior, priors(p)...)
	}
}

const (
	soldAs   = "BC10482 2026-02-28: 103.94 " + receiptLines
	paidFor  = "sales_receipt " + soldAs + " to Undeposited Funds by Visa"
	invoiced = "invoice " + soldAs
)

func refundOf(id int64, total, tax string, payments []sales.RefundPayment, items ...sales.RefundItem) sales.Refund {
	return sales.Refund{ID: id, Created: time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC), Total: dec(total), Tax: dec(tax), Items: items, Payments: payments}
}

func back(provider, amount string) []sales.RefundPayment {
	return []sales.RefundPayment{{ID: 9, Provider: provider, Amount: dec(amount), Offline: provider == "storecredit" || provider == "Cash"}}
}

func goodsBack(line int64, n int64) sales.RefundItem {
	return sales.RefundItem{Kind: sales.RefundProduct, ID: line, Quantity: money.Int(n)}
}

func sumBack(kind sales.RefundItemKind, id int64, amount string) sales.RefundItem {
	return sales.RefundItem{Kind: kind, ID: id, Requested: dec(amount), HasRequested: true}
}

func refunded(status sales.Status, refunds ...sales.Refund) func(*sales.Order, *Rules, *world) {
	return func(o *sales.Order, _ *Rules, _ *world) {
		o.Status, o.RefundsRead = status, true
		o.Refunds = append(o.Refunds, refunds...)
	}
}

// One lantern of two: 40.00 less 4.00 of the coupon, 2.25 and 0.72 of tax.
var (
	oneLantern  = refundOf(12, "38.97", "2.97", back("braintree", "38.97"), goodsBack(1, 1))
	lanternMemo = "credit_memo of refund/12 BC10482R1 2026-03-10: 38.97 = Goods:LANTERN x1 40.00, Coupons -4.00, State Tax 2.25, City Tax 0.72"
)

func TestRefundsBecomeCreditMemosAndMoneyOut(t *testing.T) {
	card := "card_refund of refund/12 BC10482R1 2026-03-10: 38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"after the sale", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", refunded(sales.PartiallyRefunded, oneLantern), []string{lanternMemo, card}, ""},
			{"nothing more", nil, nil, ""},
		}},
		{"before the sale was posted: both, in their order", []step{{"sale and refund", refunded(sales.PartiallyRefunded, oneLantern), []string{paidFor, lanternMemo, card}, ""}}},
		{"several, each with its number", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"first", refunded(sales.PartiallyRefunded, oneLantern), []string{lanternMemo, card}, ""},
			{"second", refunded(sales.PartiallyRefunded, refundOf(15, "8", "0", back("paypal", "8"), sumBack(sales.RefundShipping, 1, "8"))), []string{
				"credit_memo of refund/15 BC10482R2 2026-03-10: 8.00 = Shipping 8.00",
				"card_refund of refund/15 BC10482R2 2026-03-10: 8.00 from PayPal Clearing by PayPal; refunds credit_memo of refund/15 8.00"}, ""},
		}},
		{"the goods did not come back", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				r.Refunds.Restock = "no"
				refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
			}, []string{strings.Replace(lanternMemo, "Goods:LANTERN", "Damaged", 1), card}, ""},
		}},
		{"whether they came back is for a person", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				r.Refunds.Restock = "ask"
				refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
			}, nil, "restock-undecided"},
		}},
		{"by check", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				r.Payments["braintree"] = PaymentRule{Method: "Visa", DepositTo: "Undeposited Funds", RefundFrom: "Checking", RefundBy: "check"}
				refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
			}, []string{lanternMemo, "check of refund/12 BC10482R1 2026-03-10: 38.97 from Checking; refunds credit_memo of refund/12 38.97"}, ""},
		}},
		{"left as credit, and a rule of later does not pay it out", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				r.Refunds.By = "credit"
				refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
			}, []string{lanternMemo}, ""},
			{"another rule", func(_ *sales.Order, r *Rules, _ *world) { r.Refunds.By = "card" }, nil, ""},
		}},
		{"to store credit: a liability instead of money", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", refunded(sales.PartiallyRefunded, refundOf(12, "38.97", "2.97", back("storecredit", "38.97"), goodsBack(1, 1))),
				[]string{strings.Replace(lanternMemo, ": 38.97", ": 0.00", 1) + ", Store Credit -38.97"}, ""},
		}},
		{"to two tenders", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", refunded(sales.PartiallyRefunded, refundOf(12, "38.97", "2.97", append(back("braintree", "30"), sales.RefundPayment{ID: 10, Provider: "paypal", Amount: dec("8.97")}), goodsBack(1, 1))),
				[]string{lanternMemo,
					"card_refund of refund/12 BC10482R1 2026-03-10: 30.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 30.00",
					"card_refund of refund/12/2 BC10482R1B 2026-03-10: 8.97 from PayPal Clearing by PayPal; refunds credit_memo of refund/12 8.97"}, ""},
		}},
		{"a mere sum has no tax", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", refunded(sales.PartiallyRefunded, refundOf(12, "5", "0", back("Cash", "5"), sumBack(sales.RefundOrder, 10482, "5"))), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 5.00 = Allowance 5.00",
				"card_refund of refund/12 BC10482R1 2026-03-10: 5.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 5.00"}, ""},
		}},
		{"a sum was kept back", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", refunded(sales.PartiallyRefunded, refundOf(12, "35.97", "2.97", back("braintree", "35.97"),
				sales.RefundItem{Kind: sales.RefundProduct, ID: 1, Quantity: money.Int(1), Adjustment: dec("-3")})), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 35.97 = Goods:LANTERN x1 40.00, Coupons -4.00, Restocking -3.00, State Tax 2.25, City Tax 0.72",
				strings.ReplaceAll(card, "38.97", "35.97")}, ""},
		}},
		{"only tax", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", refunded(sales.PartiallyRefunded, refundOf(12, "5.94", "5.94", back("braintree", "5.94"))), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 5.94 = State Tax 4.50, City Tax 1.44", strings.ReplaceAll(card, "38.97", "5.94")}, ""},
		}},
		{"dictated by a person: the difference is an allowance", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				x := refundOf(12, "30", "2", back("braintree", "30"), goodsBack(1, 1))
				x.Override = true
				refunded(sales.PartiallyRefunded, x)(o, r, w)
			}, []string{"credit_memo of refund/12 BC10482R1 2026-03-10: 30.00 = Goods:LANTERN x1 40.00, Coupons -4.00, Allowance -8.00, State Tax 1.52, City Tax 0.48",
				strings.ReplaceAll(card, "38.97", "30.00")}, ""},
		}},
		{"declined moves nothing", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				x := oneLantern
				x.Payments = []sales.RefundPayment{{ID: 9, Provider: "braintree", Amount: dec("38.97"), Declined: true}}
				refunded(sales.PartiallyRefunded, x)(o, r, w)
			}, nil, ""},
		}},
		{"declined after it was posted", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", refunded(sales.PartiallyRefunded, oneLantern), []string{lanternMemo, card}, ""},
			{"declined", func(o *sales.Order, _ *Rules, _ *world) {
				o.Refunds[0].Payments = []sales.RefundPayment{{ID: 9, Provider: "braintree", Amount: dec("38.97"), Declined: true}}
			}, nil, "gone-from-store gone-from-store"},
		}},
		{"of an invoice that is not paid: applied to it", []step{
			{"sale", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.AwaitingPayment }, []string{invoiced}, ""},
			{"refund", refunded(sales.AwaitingPayment, refundOf(12, "38.97", "2.97", nil, goodsBack(1, 1))), []string{lanternMemo,
				"application of refund/12 BC10482R1 2026-03-10: 38.97; uses credit_memo of refund/12 38.97; pays invoice 38.97"}, ""},
			{"the rest is paid", func(o *sales.Order, _ *Rules, _ *world) {
				o.Status, o.Payments = sales.PartiallyRefunded, []sales.Payment{bought(900, "braintree", "103.94", 300)}
			}, []string{"payment of payment/900 BC10482-P1 2026-03-13: 103.94 to Undeposited Funds by Visa; pays invoice 64.97"}, ""},
		}},
		{"that can't be explained: only it is held, the sale is posted", []step{
			{"sale and refunds", refunded(sales.PartiallyRefunded, refundOf(11, "37", "2.97", back("braintree", "37"), goodsBack(1, 1)),
				refundOf(12, "8", "0", back("braintree", "8"), sumBack(sales.RefundShipping, 1, "8"))), []string{paidFor,
				"credit_memo of refund/12 BC10482R2 2026-03-10: 8.00 = Shipping 8.00",
				"card_refund of refund/12 BC10482R2 2026-03-10: 8.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 8.00"}, "refund-unexplained"},
		}},
		{"in a closed period: on the first open day", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				r.ClosedPeriod, w.Company.ClosingDate = "next", day.MustParse("2026-03-31")
				refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
			}, []string{strings.Replace(lanternMemo, "2026-03-10", "2026-04-01", 1), strings.Replace(card, "2026-03-10", "2026-04-01", 1)}, ""},
		}},
		{"the store rewrote its tax when it refunded: the sale stays", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"refund", func(o *sales.Order, r *Rules, w *world) {
				refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
				o.Taxes = []sales.TaxRow{{Name: "Texas", Rate: dec("6.25"), Amount: dec("2.25"), LineID: 1, Kind: "item"}, {Name: "Austin", Rate: dec("2"), Amount: dec("0.72"), LineID: 1, Kind: "item"}}
				o.Total = taxed("62", "64.97", "2.97")
			}, []string{lanternMemo, card}, ""},
		}},
	} {
		tell(t, c.name, c.steps)
	}
}

func TestWhatIsChangedAfterPosting(t *testing.T) {
	cheaper := func(o *sales.Order, _ *Rules, _ *world) { // the jar is 15.00 now
		o.Lines[1].Price, o.Lines[1].Total, o.Lines[1].BasePrice, o.Lines[1].BaseTotal = taxed("15", "15", "0"), taxed("15", "15", "0"), dec("15"), dec("15")
		o.Subtotal, o.Total = taxed("95", "101.60", "6.60"), taxed("93", "98.94", "5.94")
	}
	edited := "BC10482 2026-02-28: 98.94 = Goods:LANTERN x2 80.00, JAR x1 15.00, Coupons -10.00, Shipping 8.00, State Tax 4.50, City Tax 1.44"
	unpaid := func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.AwaitingPayment }
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"a receipt", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"edit", cheaper, []string{"modify sales_receipt rev 2 " + edited + " to Undeposited Funds by Visa; changes sales_receipt"}, ""},
		}},
		{"a receipt whose money is known to be another", []step{
			{"sale", func(o *sales.Order, _ *Rules, _ *world) {
				o.Payments = []sales.Payment{bought(1, "braintree", "103.94", 1)}
			}, []string{paidFor}, ""},
			{"edit", cheaper, nil, "changed-after-posting"},
		}},
		{"an invoice with its payment: first the payment is taken off it", []step{
			{"sale", func(o *sales.Order, r *Rules, _ *world) {
				r.Style, o.Payments = "invoice", []sales.Payment{bought(1, "braintree", "103.94", 1)}
			},
				[]string{invoiced, "payment of payment/1 BC10482-P1 2026-02-28: 103.94 to Undeposited Funds by Visa; pays invoice 103.94"}, ""},
			{"edit", cheaper, []string{"modify payment of payment/1 rev 2 BC10482-P1 2026-02-28: 103.94 to Undeposited Funds by Visa; changes payment; pays invoice 98.94",
				"modify invoice rev 2 " + edited + "; changes invoice; follows payment of payment/1"}, ""},
		}},
		{"by rule a person does it", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"edit", func(o *sales.Order, r *Rules, w *world) { r.Edits = "hold"; cheaper(o, r, w) }, nil, "changed-after-posting"},
		}},
		{"refunded as well", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"edit", func(o *sales.Order, r *Rules, w *world) {
				cheaper(o, r, w)
				refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
			}, nil, "changed-after-posting"},
		}},
		{"a sales order is shipped: the invoice takes it over, and the money", []step{
			{"sale", func(o *sales.Order, r *Rules, _ *world) {
				r.Style, o.Payments = "order", []sales.Payment{bought(1, "braintree", "103.94", 1)}
			},
				[]string{"sales_order " + soldAs, "payment of payment/1 BC10482-P1 2026-02-28: 103.94 to Undeposited Funds by Visa"}, ""},
			{"ready for collection", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.AwaitingPickup }, nil, ""},
			{"shipped", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.PartiallyShipped },
				[]string{strings.Replace(invoiced, "2026-02-28", "2026-03-02", 1) + "; fulfils sales_order; uses payment of payment/1 103.94"}, ""},
			{"delivered", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Completed }, nil, ""},
		}},
		{"the status said that it was paid, then its transaction is found: it is not paid twice", []step{
			{"sale", func(_ *sales.Order, r *Rules, _ *world) { r.Style = "invoice" },
				[]string{invoiced, "payment of payment/0 BC10482-P1 2026-03-02: 103.94 to Undeposited Funds by Visa; pays invoice 103.94"}, ""},
			{"found", func(o *sales.Order, _ *Rules, _ *world) {
				o.Payments = []sales.Payment{bought(1, "braintree", "103.94", 1)}
			}, nil, ""},
			{"one more", func(o *sales.Order, _ *Rules, _ *world) {
				o.Payments = append(o.Payments, bought(2, "paypal", "10", 100))
			},
				[]string{"payment of payment/2 BC10482-P2 2026-03-05: 10.00 to PayPal Clearing by PayPal"}, ""},
		}},
		{"other transactions than the status said", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"found", func(o *sales.Order, _ *Rules, _ *world) {
				o.Payments = []sales.Payment{bought(1, "braintree", "110", 1)}
			}, nil, "payment-unclear"},
		}},
		{"paid less than its status says", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"found", func(o *sales.Order, _ *Rules, _ *world) {
				o.Payments = []sales.Payment{bought(1, "braintree", "50", 1)}
			}, nil, "payment-differs"},
		}},
		{"a payment that the store shows no more", []step{
			{"sale", func(o *sales.Order, r *Rules, _ *world) {
				r.Style, o.Payments = "invoice", []sales.Payment{bought(1, "braintree", "103.94", 1)}
			},
				[]string{invoiced, "payment of payment/1 BC10482-P1 2026-02-28: 103.94 to Undeposited Funds by Visa; pays invoice 103.94"}, ""},
			{"gone", func(o *sales.Order, _ *Rules, _ *world) { o.Status, o.Payments = sales.AwaitingPayment, nil }, nil, "gone-from-store"},
		}},
		{"cancelled before it was paid, voided by rule, and a sale again", []step{
			{"sale", unpaid, []string{invoiced}, ""},
			{"cancelled", func(o *sales.Order, r *Rules, _ *world) { o.Status, r.Cancelled = sales.Cancelled, "void" }, []string{"void invoice rev 2 BC10482 2026-02-28: 0.00; changes invoice"}, ""},
			{"nothing more", nil, nil, ""},
			{"again", unpaid, []string{strings.Replace(invoiced, "invoice", "invoice rev 3", 1)}, ""},
		}},
		{"cancelled, given back by a credit memo, and a sale again", []step{
			{"sale", unpaid, []string{invoiced}, ""},
			{"cancelled", func(o *sales.Order, r *Rules, _ *world) { o.Status, r.Cancelled = sales.Cancelled, "credit" }, []string{
				"credit_memo of cancelled BC10482C 2026-03-02: 103.94 " + receiptLines,
				"application of cancelled BC10482C 2026-03-02: 103.94; uses credit_memo of cancelled 103.94; pays invoice 103.94"}, ""},
			{"nothing more", nil, nil, ""},
			{"again", unpaid, nil, "reinstated-after-cancelling"},
		}},
		{"cancelled, by default for a person", []step{{"sale", unpaid, []string{invoiced}, ""}, {"cancelled", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Cancelled }, nil, "cancelled-after-posting"}}},
		{"cancelled in a closed period is not voided", []step{
			{"sale", unpaid, []string{invoiced}, ""},
			{"cancelled", func(o *sales.Order, r *Rules, w *world) {
				o.Status, r.Cancelled, w.Company.ClosingDate = sales.Cancelled, "void", day.MustParse("2026-02-28")
			}, nil, "cancelled-after-posting"},
		}},
		{"a sales order was paid by its status and is no longer", []step{
			{"sale", func(_ *sales.Order, r *Rules, _ *world) { r.Style = "order" },
				[]string{"sales_order " + soldAs, "payment of payment/0 BC10482-P1 2026-03-02: 103.94 to Undeposited Funds by Visa"}, ""},
			{"not paid", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.AwaitingPayment }, nil, "unpaid-after-posting"},
		}},
		{"the status said that it was paid, and the money came to another account", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"found", func(o *sales.Order, _ *Rules, _ *world) {
				o.Payments = []sales.Payment{bought(1, "paypal", "103.94", 1)}
			}, nil, "paid-otherwise"},
		}},
		{"a sales order is deleted when it is cancelled", []step{
			{"sale", func(o *sales.Order, r *Rules, w *world) { r.Style = "order"; unpaid(o, r, w) }, []string{"sales_order " + soldAs}, ""},
			{"cancelled", func(o *sales.Order, r *Rules, _ *world) { o.Status, r.Cancelled = sales.Cancelled, "void" }, []string{"delete sales_order rev 2 BC10482 2026-02-28: 0.00; changes sales_order"}, ""},
		}},
		{"cancelled after it was paid", []step{{"sale", nil, []string{paidFor}, ""}, {"cancelled", func(o *sales.Order, r *Rules, _ *world) { o.Status, r.Cancelled = sales.Cancelled, "void" }, nil, "cancelled-after-posting"}}},
		{"cancelled and refunded in full", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"cancelled", refunded(sales.Cancelled, refundOf(12, "103.94", "5.94", back("braintree", "103.94"), goodsBack(1, 2), goodsBack(2, 1), sumBack(sales.RefundShipping, 1, "8"))), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 103.94 " + receiptLines,
				"card_refund of refund/12 BC10482R1 2026-03-10: 103.94 from Undeposited Funds by Visa; refunds credit_memo of refund/12 103.94"}, ""},
		}},
		{"deleted in the store", []step{{"sale", nil, []string{paidFor}, ""}, {"deleted", func(o *sales.Order, _ *Rules, _ *world) { o.Gone = true }, nil, "deleted-after-posting"}}},
		{"refunded by status, without a record", []step{{"sale", nil, []string{paidFor}, ""}, {"status", refunded(sales.Refunded), nil, "refunded-after-posting"}}},
	} {
		tell(t, c.name, c.steps)
	}
}

func TestWhatPersonsDecide(t *testing.T) {
	w, r := shopWorld()
	o := order()
	posted := priors(w.plan(t, o, r))
	plan := func(o sales.Order, r Rules, d Decisions, prior ...Prior) Plan {
		return MakePlan(o, r, w.look(NeedsOf(o, r)), chicago(t), prior, d)
	}
	if p := plan(o, r, Decisions{Excluded: "entered by hand"}); p.Outcome != Exclude || !strings.Contains(p.Reason, "entered by hand") {
		t.Errorf("%s %s", p.Outcome, p.Reason)
	}
	cancelled := o
	cancelled.Status = sales.Cancelled
	if p := plan(cancelled, r, Decisions{Excluded: "reversed by hand"}, posted...); p.Outcome != Exclude || len(p.Documents) > 0 {
		t.Errorf("a person put it right, and it is still %s %s", p.Outcome, codes(p))
	}
	void := append(slices.Clone(posted), Prior{Kind: SalesReceipt, Revision: 2, Operation: Void})
	if p := plan(o, r, Decisions{Undone: "Ana, on 3 March: wrong mapping."}, void...); p.Outcome != Exclude || !strings.Contains(p.Reason, "wrong mapping") {
		t.Errorf("undone, and %s %s", p.Outcome, p.Reason)
	}
	if got := allInWords(plan(o, r, Decisions{}, void...)); len(got) != 1 || !strings.HasPrefix(got[0], "sales_receipt rev 3 BC10482") {
		t.Errorf("posted again: %v", got)
	}
	r.Refunds.Restock = "ask"
	refunded(sales.PartiallyRefunded, oneLantern)(&o, &r, w)
	for back, item := range map[bool]string{true: "Goods:LANTERN", false: "Damaged"} {
		got := allInWords(plan(o, r, Decisions{Restock: map[int64]map[int64]bool{12: {1: back}}}, posted...))
		if len(got) != 2 || !strings.Contains(got[0], "= "+item+" x1") {
			t.Errorf("restocked %v: %v", back, got)
		}
	}
}

func TestWhatIsHeldOrLeftOutBeforePosting(t *testing.T) {
	money := []sales.Payment{bought(1, "braintree", "103.94", 1)}
	for _, c := range []struct {
		name    string
		change  func(*sales.Order, *Rules)
		outcome Outcome
		held    string
	}{
		{"cancelled with the shopper's money", func(o *sales.Order, _ *Rules) { o.Status, o.Payments = sales.Cancelled, money }, Hold, "cancelled-with-money"},
		{"cancelled, and all went back", func(o *sales.Order, r *Rules) {
			o.Payments = money
			refunded(sales.Cancelled, refundOf(1, "103.94", "5.94", back("braintree", "103.94")))(o, r, nil)
		}, Exclude, ""},
		{"deleted", func(o *sales.Order, _ *Rules) { o.Gone = true }, Exclude, ""},
		{"placed before go-live, refunded since", func(o *sales.Order, r *Rules) {
			r.StartDate = day.MustParse("2026-03-05")
			refunded(sales.PartiallyRefunded, oneLantern)(o, r, nil)
		}, Hold, "refund-before-start"},
		{"refunded by status, without a record", func(o *sales.Order, r *Rules) { refunded(sales.Refunded)(o, r, nil) }, Hold, "refunded"},
		{"paid less than its status says", func(o *sales.Order, _ *Rules) { o.Payments = []sales.Payment{bought(1, "braintree", "50", 1)} }, Hold, "payment-differs"},
		{"more certificates than the total", func(o *sales.Order, _ *Rules) { o.GiftCertificatePaid, o.Status = dec("200"), sales.AwaitingPayment }, Hold, "tender-exceeds"},
		{"a certificate on income", func(o *sales.Order, r *Rules) {
			o.GiftCertificatePaid, r.Charges.GiftCertificateSpent = dec("3"), "Allowance"
		}, Hold, "item-kind(Allowance)"},
	} {
		w, r := shopWorld()
		w.Entries = append(w.Entries, entry(Accounts, "Allowances", "Income"))
		for i := range w.Items {
			if w.Items[i].FullName == "Allowance" {
				w.Items[i].Account = Ref{"a-Allowances", "Allowances"}
				r.Payments["*"] = PaymentRule{DepositTo: "Allowances"} // so that the account is looked up
			}
		}
		o := order()
		o.PaymentsRead = true
		c.change(&o, &r)
		p := w.plan(t, o, r)
		if p.Outcome != c.outcome || codes(p) != c.held || len(p.Documents) > 0 {
			t.Errorf("%s: %s %q %s, want %s %q", c.name, p.Outcome, codes(p), p.Reason, c.outcome, c.held)
		}
		for _, x := range p.Problems {
			if x.What == "" || x.Means == "" || x.Fix == "" {
				t.Errorf("%s: a part of the message is missing: %+v", c.name, x)
			}
		}
	}
}
