package books

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Corners: what happens to an order together with something else.

const cardBack = "card_refund of refund/12 BC10482R1 2026-03-10: "

var fullBack = []sales.RefundItem{goodsBack(1, 2), goodsBack(2, 1), sumBack(sales.RefundShipping, 1, "8")}

func refused(x sales.Refund) sales.Refund {
	x.Payments = slices.Clone(x.Payments)
	for i := range x.Payments {
		x.Payments[i].Declined = true
	}
	return x
}

// nought rewrites an order as a store may that refunded all of it (order-arithmetic T8).
func nought(o *sales.Order) {
	o.Taxes = slices.Clone(o.Taxes)
	for i := range o.Taxes {
		o.Taxes[i].Amount = money.Decimal{}
	}
	o.Total = taxed("0", "0", "0")
}

func then(first func(*sales.Order, *Rules, *world), second func(*sales.Order)) func(*sales.Order, *Rules, *world) {
	return func(o *sales.Order, r *Rules, w *world) { first(o, r, w); second(o) }
}

func TestRefundsAreOfWhatWasSoldWhateverTheStoreRewrites(t *testing.T) {
	full := refundOf(12, "103.94", "5.94", back("braintree", "103.94"), fullBack...)
	whole := []string{"credit_memo of refund/12 BC10482R1 2026-03-10: 103.94 " + receiptLines, cardBack + "103.94 from Undeposited Funds by Visa; refunds credit_memo of refund/12 103.94"}
	most := refundOf(12, "64.97", "2.97", back("braintree", "64.97"), goodsBack(1, 1), goodsBack(2, 1), sumBack(sales.RefundShipping, 1, "8"))
	rest := refundOf(15, "38.97", "2.97", back("braintree", "38.97"), goodsBack(1, 1))
	half := func(o *sales.Order) {
		o.Total = taxed("36", "38.97", "2.97")
		o.Taxes = []sales.TaxRow{{Name: "Texas", Rate: dec("6.25"), Amount: dec("2.25"), LineID: 1, Kind: "item"}, {Name: "Austin", Rate: dec("2"), Amount: dec("0.72"), LineID: 1, Kind: "item"}}
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"all is nought: tax goes back to both agencies", []step{{"sale", nil, []string{paidFor}, ""}, {"refund", then(refunded(sales.Refunded, full), nought), whole, ""}, {"again", nil, nil, ""}}},
		{"only the rows are", []step{{"sale", nil, []string{paidFor}, ""}, {"refund", then(refunded(sales.Refunded, full), func(o *sales.Order) {
			total := o.Total
			nought(o)
			o.Total = total
		}), whole, ""}}},
		{"the rows are gone", []step{{"sale", nil, []string{paidFor}, ""}, {"refund", then(refunded(sales.Refunded, full), func(o *sales.Order) { nought(o); o.Taxes = nil }), whole, ""}}},
		{"what is left is less than what went back, and a try was declined", []step{
			{"sale", nil, []string{paidFor}, ""},
			{"first", then(refunded(sales.PartiallyRefunded, most), half), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 64.97 = Goods:LANTERN x1 40.00, JAR x1 20.00, Coupons -6.00, Shipping 8.00, State Tax 2.25, City Tax 0.72",
				cardBack + "64.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 64.97"}, ""},
			{"declined", refunded(sales.PartiallyRefunded, refused(refundOf(14, "38.97", "2.97", back("braintree", "38.97"), goodsBack(1, 1)))), nil, ""},
			{"last", then(refunded(sales.Refunded, rest), nought), []string{
				"credit_memo of refund/15 BC10482R3 2026-03-10: 38.97 = Goods:LANTERN x1 40.00, Coupons -4.00, State Tax 2.25, City Tax 0.72",
				"card_refund of refund/15 BC10482R3 2026-03-10: 38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/15 38.97"}, ""},
		}},
		{"a marketplace keeps the tax", []step{
			{"sale", func(o *sales.Order, r *Rules, _ *world) {
				o.ChannelType, o.ChannelName, r.Tax.Marketplace = "marketplace", "Amazon", "leave out"
			},
				[]string{strings.NewReplacer("103.94", "98.00", ", State Tax 4.50, City Tax 1.44", "").Replace(paidFor)}, ""},
			{"refund", then(refunded(sales.Refunded, full), nought), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 98.00 = Goods:LANTERN x2 80.00, JAR x1 20.00, Coupons -10.00, Shipping 8.00",
				cardBack + "98.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 98.00"}, ""},
		}},
		{"an edit is none of it", []step{{"sale", nil, []string{paidFor}, ""}, {"refund", then(refunded(sales.PartiallyRefunded, oneLantern), func(o *sales.Order) { o.Total = taxed("98", "100", "2") }),
			nil, "changed-after-posting tax-rows-differ"}}},
	} {
		tell(t, c.name, c.steps)
	}
}

func TestMoneyOfACancelledOrderThatBecameCreditIsPosted(t *testing.T) {
	paid := []sales.Payment{bought(1, "braintree", "103.94", 1)}
	for _, c := range []struct {
		name   string
		refund sales.Refund
		want   []string
		held   string
	}{
		{"all became store credit", refundOf(12, "103.94", "5.94", back("storecredit", "103.94"), fullBack...),
			[]string{paidFor, "credit_memo of refund/12 BC10482R1 2026-03-10: 0.00 " + receiptLines + ", Store Credit -103.94"}, ""},
		{"a part was declined", refundOf(12, "103.94", "5.94", []sales.RefundPayment{{ID: 1, Provider: "braintree", Amount: dec("53.94")}, {ID: 2, Provider: "paypal", Amount: dec("50"), Declined: true}}, fullBack...),
			[]string{}, "cancelled-with-money"},
		{"all went back", refundOf(12, "103.94", "5.94", back("braintree", "103.94"), fullBack...), []string{}, ""},
	} {
		w, r := shopWorld()
		o := order()
		o.PaymentsRead, o.Payments = true, paid
		refunded(sales.Cancelled, c.refund)(&o, &r, w)
		p := w.plan(t, o, r)
		if d := cmp.Diff(c.want, allInWords(p)); d != "" || codes(p) != c.held {
			t.Errorf("%s: %s %q: %s", c.name, p.Outcome, codes(p), d)
		}
		if again := w.plan(t, o, r, priors(p)...); len(again.Documents) > 0 || codes(again) != c.held {
			t.Errorf("%s: planned again %s %v", c.name, codes(again), allInWords(again))
		}
	}
}

func TestASalesOrderIsNoSaleByARefundThatWasDeclined(t *testing.T) {
	tell(t, "declined", []step{
		{"order", func(o *sales.Order, r *Rules, _ *world) { r.Style, o.Status = "order", sales.AwaitingPayment }, []string{"sales_order " + soldAs}, ""},
		{"declined", refunded(sales.AwaitingPayment, refused(oneLantern)), nil, ""},
	})
}

func TestASalesOrderThatContradictsItselfIsHeldWithTheContradiction(t *testing.T) {
	outside := func(o *sales.Order, r *Rules, _ *world) { // a fee that no total contains, within a limit of rounding
		r.Charges.Rounding, r.Charges.RoundingLimit = "Rounding", 500
		o.Fees = []sales.Fee{{ID: 1, Name: "Delivery", Cost: taxed("5", "5", "0")}}
	}
	for _, status := range []sales.Status{sales.AwaitingPayment, sales.Shipped} {
		tell(t, status.Word(), []step{
			{"order", func(o *sales.Order, r *Rules, _ *world) { r.Style, o.Status = "order", sales.AwaitingPayment }, []string{"sales_order " + soldAs}, ""},
			{"edit", func(o *sales.Order, r *Rules, w *world) { outside(o, r, w); o.Status = status }, nil, "changed-after-posting fees-outside"},
		})
	}
}

func TestAMereSumHasNoTaxWhicheverSideTheStoreComputesOn(t *testing.T) {
	for _, o := range []sales.Order{order(), inclusive()} {
		w, r := shopWorld()
		o.Status, o.RefundsRead = sales.PartiallyRefunded, true
		o.Refunds = []sales.Refund{refundOf(12, "5", "0.41", back("braintree", "5"), sumBack(sales.RefundOrder, int64(o.ID), "5"))}
		if p := w.plan(t, o, r); codes(p) != "refund-differs" || len(p.Documents) != 1 {
			t.Errorf("order %d: %s %q %v", o.ID, p.Outcome, codes(p), allInWords(p))
		}
	}
}

func TestMoneyGivenBackOutsideTheStoreLeavesTheGatewaysAccountAlone(t *testing.T) {
	outside := func(provider string) sales.Refund {
		x := refundOf(12, "38.97", "2.97", back(provider, "38.97"), goodsBack(1, 1))
		x.Payments[0].Offline = true
		return x
	}
	for _, c := range []struct {
		name, provider string
		change         func(*sales.Order, *Rules)
		from, held     string
	}{
		{"the merchant's own way is mapped", "custom", func(_ *sales.Order, r *Rules) { r.Payments["custom"] = PaymentRule{DepositTo: "Checking"} }, "from Checking", ""},
		{"it is one of the rest", "custom", func(_ *sales.Order, r *Rules) { r.Payments["*"] = PaymentRule{DepositTo: "Checking"} }, "from Checking", ""},
		{"named as the gateway that took it", "paypal", func(_ *sales.Order, r *Rules) { r.Payments["*"] = PaymentRule{DepositTo: "Checking"} }, "from Checking", ""},
		{"nothing is mapped for it", "custom", func(_ *sales.Order, r *Rules) { delete(r.Payments, "*") }, "", "payment-unmapped(custom)"},
		{"the order itself was paid outside: the same way back", "custom", func(o *sales.Order, r *Rules) {
			r.Payments["*"], o.Payments[0].Method = PaymentRule{DepositTo: "Checking"}, "offline"
		}, "from Undeposited Funds by Visa", ""},
	} {
		w, r := shopWorld()
		o := order()
		o.PaymentsRead, o.Payments = true, []sales.Payment{bought(1, "paypal", "103.94", 1)}
		c.change(&o, &r)
		refunded(sales.PartiallyRefunded, outside(c.provider))(&o, &r, w)
		p := w.plan(t, o, r)
		docs := allInWords(p)
		if got := docs[len(docs)-1]; codes(p) != c.held || !strings.Contains(got, c.from) {
			t.Errorf("%s: %s %q %v", c.name, p.Outcome, codes(p), docs)
		}
	}
}

func TestARefundThatIsHeldHoldsNoSaleOfTheDaysJournal(t *testing.T) {
	w, r := shopWorld()
	r.Style, r.Customers = "journal", CustomerRules{Policy: "one", One: "Web"}
	w.Customers = []Entry{entry(Customers, "Web", "")}
	w.item("Goods:LANTERN").Type = "NonInventory"
	o := order()
	refunded(sales.PartiallyRefunded, refundOf(11, "37", "2.97", back("braintree", "37"), goodsBack(1, 1)))(&o, &r, w)
	if p := w.plan(t, o, r); p.Contribution == nil || codes(p) != "refund-unexplained" {
		t.Errorf("%s %q %+v", p.Outcome, codes(p), p.Contribution)
	}
}

func TestTaxGoesBackToTheAgenciesOfTheDestination(t *testing.T) {
	w, r := shopWorld()
	o := order()
	o.Shipping = []sales.Parcel{{ID: 1, Cost: taxed("5", "5.31", "0.31"), Handling: taxed("4", "4.25", "0.25")}, {ID: 2, Cost: taxed("3", "3.06", "0.06"), Handling: taxed("2", "2.04", "0.04")}}
	o.ShippingCost, o.Handling, o.BaseShipping = taxed("8", "8.37", "0.37"), taxed("6", "6.29", "0.29"), dec("8")
	o.Lines[0].AddressID, o.Lines[1].AddressID = 1, 2
	o.Taxes = append(slices.Clone(o.Taxes),
		sales.TaxRow{Name: "Texas", Rate: dec("6.25"), Amount: dec("0.31"), Kind: "shipping", AddressID: 1}, sales.TaxRow{Name: "Austin", Rate: dec("2"), Amount: dec("0.06"), Kind: "shipping", AddressID: 2},
		sales.TaxRow{Name: "Texas", Rate: dec("6.25"), Amount: dec("0.25"), Kind: "handling", LineID: 1, AddressID: 1}, sales.TaxRow{Name: "Austin", Rate: dec("2"), Amount: dec("0.04"), Kind: "handling", LineID: 2, AddressID: 2})
	o.Total = taxed("104", "110.60", "6.60")
	for want, x := range map[string]sales.Refund{
		"3.06 = Shipping 3.00, City Tax 0.06":  refundOf(12, "3.06", "0.06", back("paypal", "3.06"), sumBack(sales.RefundShipping, 2, "3")),
		"4.25 = Handling 4.00, State Tax 0.25": refundOf(12, "4.25", "0.25", back("paypal", "4.25"), sumBack(sales.RefundHandling, 1, "4")),

		"18.00 = JAR x1 20.00, Coupons -2.00": refundOf(12, "18", "0", back("paypal", "18"), goodsBack(2, 1)),
	} {
		o.Status, o.RefundsRead, o.Refunds = sales.PartiallyRefunded, true, []sales.Refund{x}
		p := w.plan(t, o, r)
		if len(p.Documents) != 3 {
			t.Fatalf("%s: %s %q %+v", want, p.Outcome, codes(p), p.Problems)
		}
		if _, got, _ := strings.Cut(inWords(p.Documents[1]), ": "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	// The row of the jar's handling does not make the jar a taxed thing.
	if q := (&planner{o: o}); q.taxed(o.Lines[1]) || !q.taxed(o.Lines[0]) {
		t.Error("handling that names a line was taken for the line's own tax")
	}
}

func TestStoreCreditInAnotherCurrencyThanTheStoresIsForAPerson(t *testing.T) {
	w, r, o := euros()
	w.Items = append(w.Items, item("Store Credit", "OtherCharge", "Gift Certificates"))
	r.Charges.StoreCredit = "Store Credit"
	o.StoreCreditPaid = dec("10")
	if p := w.plan(t, o, r); codes(p) != "credit-currency" {
		t.Errorf("%s %q", p.Outcome, codes(p))
	}
	o.StoreCurrency = "EUR"
	if p := w.plan(t, o, r); p.Outcome != Post {
		t.Errorf("%s %q", p.Outcome, codes(p))
	}
}

func TestAPaymentOfARefundKeepsItsDocumentWhenAnotherIsDeclined(t *testing.T) {
	two := refundOf(12, "38.97", "2.97", []sales.RefundPayment{{ID: 9, Provider: "braintree", Amount: dec("30")}, {ID: 10, Provider: "paypal", Amount: dec("8.97")}}, goodsBack(1, 1))
	tell(t, "the first is declined later", []step{
		{"sale", nil, []string{paidFor}, ""},
		{"refund", refunded(sales.PartiallyRefunded, two), []string{lanternMemo, cardBack + "30.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 30.00",
			"card_refund of refund/12/2 BC10482R1B 2026-03-10: 8.97 from PayPal Clearing by PayPal; refunds credit_memo of refund/12 8.97"}, ""},
		{"declined", func(o *sales.Order, _ *Rules, _ *world) {
			o.Refunds[0].Payments = slices.Clone(o.Refunds[0].Payments)
			o.Refunds[0].Payments[0].Declined = true
		}, nil, "gone-from-store"},
	})
	first := two
	first.Payments = slices.Clone(two.Payments)
	first.Payments[0].Declined = true
	tell(t, "the first is paid later", []step{
		{"sale", nil, []string{paidFor}, ""},
		{"refund", refunded(sales.PartiallyRefunded, first), []string{lanternMemo, "card_refund of refund/12/2 BC10482R1B 2026-03-10: 8.97 from PayPal Clearing by PayPal; refunds credit_memo of refund/12 8.97"}, ""},
		{"paid", func(o *sales.Order, _ *Rules, _ *world) { o.Refunds[0] = two }, []string{cardBack + "30.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 30.00"}, ""},
	})
}

func amazonKeeps(fate string) func(*sales.Order, *Rules, *world) {
	return func(o *sales.Order, r *Rules, _ *world) {
		o.ChannelType, o.ChannelName, r.Tax.Marketplace, r.Tax.MarketplaceItem = "marketplace", "Amazon", fate, "Delivery Fee"
	}
}

func TestTaxGoesBackToWhereItStandsWhateverTheRulesSayNow(t *testing.T) {
	card := cardBack + "38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"
	toAmazon := strings.Replace(paidFor, "State Tax 4.50, City Tax 1.44", "Delivery Fee 5.94", 1)
	memoToAmazon := strings.Replace(lanternMemo, "State Tax 2.25, City Tax 0.72", "Delivery Fee 2.97", 1)
	keptOut := strings.NewReplacer("103.94", "98.00", ", State Tax 4.50, City Tax 1.44", "").Replace(paidFor)
	refundUnder := func(change func(*Rules)) func(*sales.Order, *Rules, *world) {
		return func(o *sales.Order, r *Rules, w *world) {
			change(r)
			refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
		}
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"it was a marketplace's", []step{{"sale", amazonKeeps("item"), []string{toAmazon}, ""},
			{"refund", refundUnder(func(r *Rules) { r.Tax.Marketplace, r.Tax.MarketplaceItem = "own", "" }), []string{memoToAmazon, card}, ""}}},
		{"it was the seller's own", []step{{"sale", amazonKeeps("own"), []string{paidFor}, ""},
			{"refund", refundUnder(func(r *Rules) { r.Tax.Marketplace = "hold" }), []string{lanternMemo, card}, ""}}},
		{"its rate is mapped otherwise since", []step{{"sale", nil, []string{paidFor}, ""},
			{"refund", refundUnder(func(r *Rules) { r.Tax.Rates = map[string]string{"Austin": "City Tax", "Texas": "Flat"} }), []string{lanternMemo, card}, ""}}},
		{"it was left out, and goes the other way", []step{{"sale", amazonKeeps("leave out"), []string{keptOut}, ""},
			{"refund", refunded(sales.PartiallyRefunded, refundOf(12, "7", "-1", back("braintree", "7"), sumBack(sales.RefundShipping, 1, "8"))), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 8.00 = Shipping 8.00", cardBack + "8.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 8.00"}, ""}}},
		{"it is all that goes back, and QuickBooks computed it", []step{
			{"sale", func(_ *sales.Order, r *Rules, _ *world) { r.Tax.Treatment = "quickbooks" },
				[]string{"sales_receipt BC10482 2026-02-28: 103.94 = Goods:LANTERN x2 80.00, JAR x1 20.00, Coupons -8.00, Coupons -2.00, Shipping 8.00 + tax 5.94 to Undeposited Funds by Visa"}, ""},
			{"refund", refunded(sales.PartiallyRefunded, refundOf(12, "5.94", "5.94", back("braintree", "5.94"))), []string{
				"credit_memo of refund/12 BC10482R1 2026-03-10: 5.94 = State Tax 4.50, City Tax 1.44", cardBack + "5.94 from Undeposited Funds by Visa; refunds credit_memo of refund/12 5.94"}, ""}}},
	} {
		tell(t, c.name, c.steps)
	}
}

func TestAMappingThatIsAnotherNowDoubtsNoMoneyThatIsPosted(t *testing.T) {
	to := func(names ...string) func(*sales.Order, *Rules, *world) {
		return func(_ *sales.Order, r *Rules, _ *world) {
			for _, n := range names {
				r.Payments[n] = PaymentRule{Method: "PayPal", DepositTo: "PayPal Clearing"}
			}
		}
	}
	found := func(o *sales.Order, _ *Rules, _ *world) {
		o.Payments = []sales.Payment{bought(1, "braintree", "103.94", 1)}
	}
	tell(t, "the transactions were known", []step{{"sale", found, []string{paidFor}, ""}, {"mapped otherwise", to("braintree"), nil, ""}})
	tell(t, "they were found, and all is mapped otherwise since", []step{{"sale", nil, []string{paidFor}, ""}, {"found", found, nil, ""}, {"mapped otherwise", to("braintree", "Credit Card"), nil, ""}})
	tell(t, "they were found on another account", []step{{"sale", nil, []string{paidFor}, ""}, {"found", func(o *sales.Order, r *Rules, w *world) { found(o, r, w); to("braintree")(o, r, w) }, nil, "paid-otherwise"}})
}

func TestWhatBecameInactiveSinceTheSaleHoldsItsRefund(t *testing.T) {
	tell(t, "item", []step{{"sale", nil, []string{paidFor}, ""}, {"refund", func(o *sales.Order, r *Rules, w *world) {
		w.item("Goods:LANTERN").Active = false
		refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
	}, nil, "item-inactive(Goods:LANTERN)"}, {"active again", func(_ *sales.Order, _ *Rules, w *world) { w.item("Goods:LANTERN").Active = true },
		[]string{lanternMemo, cardBack + "38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"}, ""}})
	tell(t, "customer", []step{{"sale", nil, []string{paidFor}, ""}, {"refund", func(o *sales.Order, r *Rules, w *world) {
		w.Linked = &Entry{Kind: Customers, ListID: "C-1", FullName: "Ana Ortiz"}
		refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
	}, nil, "customer-inactive(Ana Ortiz)"}})
}

func TestARefundThatWaitsWithItsOrderIsTold(t *testing.T) {
	tell(t, "archived", []step{{"sale", nil, []string{paidFor}, ""}, {"refund", func(o *sales.Order, r *Rules, w *world) {
		o.Archived = true
		refunded(sales.PartiallyRefunded, oneLantern)(o, r, w)
	}, nil, "archived-after-posting refund-waits"}, {"restored", func(o *sales.Order, _ *Rules, _ *world) { o.Archived = false },
		[]string{lanternMemo, cardBack + "38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"}, ""},
		{"archived again", func(o *sales.Order, _ *Rules, _ *world) { o.Archived = true }, nil, "archived-after-posting"}})
}

func TestTheInvoiceOfASalesOrderIsOfTheDayOnWhichTheGoodsLeft(t *testing.T) {
	on := func(day string) string {
		return strings.Replace(invoiced, "2026-02-28", day, 1) + "; fulfils sales_order"
	}
	ordered := step{"order", func(o *sales.Order, r *Rules, _ *world) { r.Style, o.Status = "order", sales.AwaitingPayment }, []string{"sales_order " + soldAs}, ""}
	sent := func(at time.Time) func(*sales.Order, *Rules, *world) {
		return func(o *sales.Order, _ *Rules, _ *world) {
			o.Status, o.Shipped, o.Modified = sales.Shipped, at, order().Placed.AddDate(0, 1, 0)
			o.Payments = []sales.Payment{bought(7, "braintree", "103.94", 26)}
		}
	}
	for _, c := range []struct {
		name string
		at   time.Time
		day  string
	}{
		{"late in the evening of the store", time.Date(2026, 3, 6, 5, 30, 0, 0, time.UTC), "2026-03-05"},
		{"not told by the store: when it was seen", time.Time{}, "2026-03-31"},
		{"told before the order itself", time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC), "2026-02-28"},
	} {
		tell(t, c.name, []step{ordered, {"shipped, and paid before", sent(c.at),
			[]string{on(c.day), "payment of payment/7 BC10482-P1 2026-03-01: 103.94 to Undeposited Funds by Visa; pays invoice 103.94"}, ""}})
	}
	tell(t, "the month of the order is closed, not that of the shipment", []step{ordered, {"shipped", func(o *sales.Order, _ *Rules, w *world) {
		o.Status, o.Shipped, w.Company.ClosingDate = sales.Shipped, time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC), day.MustParse("2026-02-28")
	}, []string{on("2026-03-06"), "payment of payment/0 BC10482-P1 2026-03-02: 103.94 to Undeposited Funds by Visa; pays invoice 103.94"}, ""}})
}

func TestWhatTheStoreWasNotAskedForStandsAsItWasPosted(t *testing.T) {
	pays := "payment of payment/1 BC10482-P1 2026-02-28: 103.94 to Undeposited Funds by Visa"
	paid := func(style string) func(*sales.Order, *Rules, *world) {
		return func(o *sales.Order, r *Rules, _ *world) {
			r.Style, o.Payments = style, []sales.Payment{bought(1, "braintree", "103.94", 1)}
		}
	}
	lost := func(read bool, status sales.Status) func(*sales.Order, *Rules, *world) {
		return func(o *sales.Order, _ *Rules, _ *world) { o.Payments, o.PaymentsRead, o.Status = nil, read, status }
	}
	tell(t, "payments that are not read are not posted by the status once more", []step{
		{"sale", paid("invoice"), []string{invoiced, pays + "; pays invoice 103.94"}, ""},
		{"not read", lost(false, sales.Completed), nil, ""},
		{"read, and gone", lost(true, sales.Completed), nil, "gone-from-store"},
	})
	tell(t, "a prepayment that is not read is what the invoice takes", []step{
		{"order", paid("order"), []string{"sales_order " + soldAs, pays}, ""},
		{"not read", lost(false, sales.AwaitingShipment), nil, ""},
		{"shipped", lost(false, sales.Shipped), []string{strings.Replace(invoiced, "2026-02-28", "2026-03-02", 1) + "; fulfils sales_order; uses payment of payment/1 103.94"}, ""},
	})
	tell(t, "refunds that are not read", []step{
		{"sale", nil, []string{paidFor}, ""},
		{"refund", refunded(sales.PartiallyRefunded, oneLantern), []string{lanternMemo, cardBack + "38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"}, ""},
		{"not read", func(o *sales.Order, _ *Rules, _ *world) { o.Refunds, o.RefundsRead = nil, false }, nil, ""},
		{"read, and gone", func(o *sales.Order, _ *Rules, _ *world) { o.RefundsRead, o.Status = true, sales.Shipped }, nil, "gone-from-store gone-from-store"},
	})
}

func TestNothingIsPostedOfWhatCouldNotBeRead(t *testing.T) {
	undated := oneLantern
	undated.Created = time.Time{}
	tell(t, "a refund without its day", []step{
		{"sale", nil, []string{paidFor}, ""},
		{"refund", then(refunded(sales.PartiallyRefunded, undated), func(o *sales.Order) { o.Contradictions = []string{"The day of refund 12 cannot be read."} }), nil, "reading"},
		{"read", func(o *sales.Order, _ *Rules, _ *world) {
			o.Refunds, o.Contradictions = []sales.Refund{oneLantern}, nil
		},
			[]string{lanternMemo, cardBack + "38.97 from Undeposited Funds by Visa; refunds credit_memo of refund/12 38.97"}, ""},
		{"nothing is to be posted, and nothing held", func(o *sales.Order, _ *Rules, _ *world) { o.Contradictions = []string{"The messages cannot be read."} }, nil, ""},
	})
}

func TestWhatWasPaidTooMuchIsNoAllowanceWhenItGoesBack(t *testing.T) {
	over := func(o *sales.Order, _ *Rules, _ *world) {
		o.Payments = []sales.Payment{bought(1, "braintree", "110", 1)}
	}
	sale := []string{invoiced, "payment of payment/1 BC10482-P1 2026-02-28: 110.00 to Undeposited Funds by Visa; pays invoice 103.94"}
	sum := func(total string) sales.Refund {
		return refundOf(12, total, "0", back("braintree", total), sumBack(sales.RefundOrder, 10482, total))
	}
	tell(t, "it may be the excess", []step{{"sale", over, sale, ""}, {"refund", refunded(sales.PartiallyRefunded, sum("6.06")), nil, "refund-of-excess"}})
	tell(t, "it is more than that", []step{{"sale", over, sale, ""}, {"refund", refunded(sales.PartiallyRefunded, sum("7")), []string{
		"credit_memo of refund/12 BC10482R1 2026-03-10: 7.00 = Allowance 7.00", cardBack + "7.00 from Undeposited Funds by Visa; refunds credit_memo of refund/12 7.00"}, ""}})
}

func TestACancelledInvoiceIsNotVoidedWhereItsSalesOrderIsOfAClosedPeriod(t *testing.T) {
	tell(t, "cancelled", []step{
		{"order", func(o *sales.Order, r *Rules, _ *world) { r.Style, o.Status = "order", sales.AwaitingPayment }, []string{"sales_order " + soldAs}, ""},
		{"shipped on account", func(o *sales.Order, r *Rules, _ *world) {
			r.Payments["Credit Card"] = PaymentRule{Method: "Visa", DepositTo: "Undeposited Funds", Later: true}
			o.Status = sales.Shipped
		}, []string{strings.Replace(invoiced, "2026-02-28", "2026-03-02", 1) + "; fulfils sales_order"}, ""},
		{"cancelled", func(o *sales.Order, r *Rules, w *world) {
			o.Status, r.Cancelled, w.Company.ClosingDate = sales.Cancelled, "void", day.MustParse("2026-02-28")
		}, nil, "cancelled-after-posting"},
	})
}
