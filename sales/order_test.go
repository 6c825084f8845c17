package sales

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"countinghouse/money"
)

func TestTheFingerprintIsOfMoneyAndGoodsOnly(t *testing.T) {
	base := sample2013()
	print := base.Fingerprint()
	for name, change := range map[string]func(*Order){
		"status":         func(o *Order) { o.Status, o.StatusLabel = Completed, "Done" },
		"modified":       func(o *Order) { o.Modified = o.Modified.Add(time.Hour) },
		"payments":       func(o *Order) { o.Payments, o.PaymentsRead = []Payment{{ID: 1}}, true },
		"address":        func(o *Order) { o.Billing.City = "Austin" },
		"refunded goods": func(o *Order) { o.Lines[0].Refunded = 1 },
		"trailing zeros": func(o *Order) { o.Total.Inc = dec("586.5000") },
		"order of rows":  func(o *Order) { o.Taxes[0], o.Taxes[1] = o.Taxes[1], o.Taxes[0] },
	} {
		o := sample2013()
		change(&o)
		if o.Fingerprint() != print {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	for name, change := range map[string]func(*Order){
		"total":         func(o *Order) { o.Total.Inc = dec("586.51") },
		"tax":           func(o *Order) { o.Total.Tax = dec("34.51") },
		"SKU":           func(o *Order) { o.Lines[0].SKU = "D" },
		"quantity":      func(o *Order) { o.Lines[0].Quantity = money.Int(3) },
		"line total":    func(o *Order) { o.Lines[0].Total.Ex = dec("561") },
		"one line more": func(o *Order) { o.Lines = append(o.Lines, Line{ID: 9}) },
		"shipping":      func(o *Order) { o.ShippingCost.Inc = dec("21.26") },
		"discount":      func(o *Order) { o.Discount = dec("1") },
		"coupon":        func(o *Order) { o.Coupons[0].Code = "SIX" },
		"fee":           func(o *Order) { o.Fees = []Fee{{Name: "Fee"}} },
		"tax row":       func(o *Order) { o.Taxes[0].Name = "Iowa" },
		"currency":      func(o *Order) { o.Currency = "CAD" },
		"certificate":   func(o *Order) { o.GiftCertificatePaid = dec("1") },
		"other order":   func(o *Order) { o.ID++ },
		"other store":   func(o *Order) { o.Store = "second" },
	} {
		o := sample2013()
		change(&o)
		if o.Fingerprint() == print {
			t.Errorf("%s does not change the fingerprint", name)
		}
	}
}

func TestMoneyReceived(t *testing.T) {
	buy := func(id int64, event, amount string) Payment {
		return Payment{ID: id, Event: event, Amount: dec(amount), OK: true}
	}
	refers := func(p Payment, to int64) Payment { p.RefersTo = to; return p }
	for _, c := range []struct {
		name string
		ps   []Payment
		want string
	}{
		{"a purchase", []Payment{buy(1, "purchase", "10")}, "10"},
		{"an authorization is no money", []Payment{buy(1, "authorization", "10")}, "0"},
		{"an authorization and its capture count once", []Payment{buy(1, "authorization", "10"), refers(buy(2, "capture", "10"), 1)}, "10"},
		{"two captures", []Payment{buy(1, "authorization", "10"), refers(buy(2, "capture", "6"), 1), refers(buy(3, "capture", "4"), 1)}, "10"},
		{"settled alone", []Payment{buy(1, "settled", "10")}, "10"},
		{"settled after its purchase", []Payment{buy(1, "purchase", "10"), refers(buy(2, "settled", "10"), 1)}, "10"},
		{"settled after its capture, by the authorization", []Payment{buy(1, "authorization", "10"), refers(buy(2, "capture", "10"), 1), refers(buy(3, "settled", "10"), 1)}, "10"},
		{"settled without saying after what", []Payment{buy(1, "purchase", "10"), buy(2, "settled", "10")}, "10"},
		{"pending is not received", []Payment{{ID: 1, Event: "pending", Method: "offline", Amount: dec("25"), OK: true}}, "0"},
		{"an error is no money", []Payment{{ID: 1, Event: "purchase", Amount: dec("10")}}, "0"},
		{"a test is no money", []Payment{{ID: 1, Event: "purchase", Amount: dec("10"), OK: true, Test: true}}, "0"},
		{"void and refund bring none", []Payment{buy(1, "purchase", "10"), buy(2, "refund", "3"), buy(3, "void", "1")}, "10"},
		{"certificates and credit are liabilities", []Payment{
			{ID: 1, Event: "purchase", Method: "gift_certificate", Amount: dec("3"), OK: true},
			{ID: 2, Event: "purchase", Method: "store_credit", Amount: dec("2"), OK: true}, buy(3, "purchase", "5"),
		}, "5"},
	} {
		o := b2b126()
		o.Payments, o.PaymentsRead = c.ps, true
		if got, known := o.Received(); !known || !got.Equal(dec(c.want)) {
			t.Errorf("%s: %s (known %v), want %s", c.name, got, known, c.want)
		}
	}
	if _, known := b2b126().Received(); known {
		t.Error("payments that were not read are known")
	}
}

func TestPaidByStatusAndByPayments(t *testing.T) {
	paid := map[Status]bool{Shipped: true, PartiallyShipped: true, Refunded: true, AwaitingPickup: true, AwaitingShipment: true,
		Completed: true, AwaitingFulfilment: true, PartiallyRefunded: true}
	for s := Incomplete; s <= PartiallyRefunded; s++ {
		o := b2b126()
		o.Status = s
		if o.Paid("status") != paid[s] || o.Paid("") != paid[s] {
			t.Errorf("status %d: paid %v, want %v", s, o.Paid("status"), paid[s])
		}
		if o.Paid("payments") {
			t.Errorf("status %d: paid without payments", s)
		}
	}
	o := b2b126()
	o.PaymentsRead, o.Payments = true, []Payment{{ID: 1, Event: "purchase", Amount: dec("70"), OK: true}}
	if o.Paid("payments") {
		t.Error("70 of 100 is paid")
	}
	o.GiftCertificatePaid = dec("30")
	if !o.Paid("payments") {
		t.Error("70 and a certificate of 30 is not paid")
	}
}

func TestAnOfflinePaymentDoesNotHoldAPaidOrder(t *testing.T) {
	o := order247()
	o.PaymentsRead = true
	o.Payments = []Payment{{ID: 1, Event: "pending", Method: "offline", Gateway: "instore", Amount: o.Total.Inc, OK: true}}
	f := o.Check()
	if !f.OK() {
		t.Errorf("held: %+v", f.Problems)
	}
	noted := false
	for _, n := range f.Notes {
		noted = noted || n.Code == "paid-disagree"
	}
	if !noted {
		t.Error("that no payment brought money yet is not noted")
	}
}

func TestTestMoneyIsRecognized(t *testing.T) {
	o := order247()
	if o.TestMoney() {
		t.Error("an order without payments is test money")
	}
	for name, change := range map[string]func(*Order){
		"method":  func(o *Order) { o.PaymentMethod = "Test Payment Gateway" },
		"payment": func(o *Order) { o.Payments = []Payment{{Test: true}} },
		"gateway": func(o *Order) { o.Payments = []Payment{{Gateway: "testgateway"}} },
	} {
		x := order247()
		if change(&x); !x.TestMoney() {
			t.Errorf("%s: not recognized", name)
		}
	}
}

func TestWhoBought(t *testing.T) {
	o := Order{Store: "main", ID: 7, Customer: Customer{ID: 51207, Email: " Ana@Example.com "},
		Billing: Address{FirstName: "Ana", LastName: "Ortiz", Company: "Ortiz & Sons"}}
	for format, want := range map[string]string{"": "Ana Ortiz", "first last": "Ana Ortiz", "last, first": "Ortiz, Ana", "company": "Ortiz & Sons"} {
		if got := o.CustomerName(format); got != want {
			t.Errorf("format %q: %s, want %s", format, got, want)
		}
	}
	if o.CustomerKey() != "main/51207" || o.Email() != "ana@example.com" {
		t.Errorf("key %s, e-mail %s", o.CustomerKey(), o.Email())
	}
	guest := Order{Store: "main", ID: 7, Billing: Address{Email: "ANA@example.com"}}
	if guest.CustomerKey() != "main/guest/ana@example.com" || guest.CustomerName("") != "ana@example.com" {
		t.Errorf("guest: key %s, name %s", guest.CustomerKey(), guest.CustomerName(""))
	}
	nobody := Order{Store: "main", ID: 7}
	if nobody.CustomerKey() != "main/order/7" || nobody.CustomerName("company") != "BigCommerce order 7" {
		t.Errorf("nobody: key %s, name %s", nobody.CustomerKey(), nobody.CustomerName("company"))
	}
}

// Spoiling any one figure of money of a consistent order by a cent or more is noticed.
func TestNoSpoiledFigurePasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := sample2013()
		by := money.NewDecimal(rapid.Int64Range(1, 100_000).Draw(t, "cents"), 2)
		figures := []*money.Decimal{
			&o.Total.Ex, &o.Total.Inc, &o.Total.Tax, &o.ShippingCost.Ex, &o.ShippingCost.Inc, &o.ShippingCost.Tax,
			&o.Lines[0].Total.Ex, &o.Lines[0].Total.Inc, &o.Lines[0].Total.Tax, &o.CouponDiscount, &o.Discount,
			&o.Taxes[0].Amount, &o.Coupons[0].Discount, &o.Handling.Ex, &o.Wrapping.Inc,
		}
		i := rapid.IntRange(0, len(figures)-1).Draw(t, "figure")
		*figures[i] = figures[i].Add(by)
		if f := o.Check(); f.OK() {
			t.Fatalf("figure %d is %s too high, and nothing was found", i, by)
		}
	})
}

// A card that was authorized and given up, or refused, brought nothing, whatever
// the status says; a check that staff marked as received has no transaction,
// and a card that was tried beside it says nothing of it.
func TestMoneyHasNotComeWhereOnlyElectronicPaymentsAreToldAndNoneBroughtAny(t *testing.T) {
	pay := func(event, method string, ok bool) Payment { return Payment{Event: event, Method: method, OK: ok} }
	for _, c := range []struct {
		name string
		pays []Payment
		read bool
		want bool
	}{
		{"authorized", []Payment{pay("authorization", "credit_card", true)}, true, true},
		{"authorized and voided", []Payment{pay("authorization", "credit_card", true), pay("void", "credit_card", true)}, true, true},
		{"refused", []Payment{pay("purchase", "credit_card", false)}, true, true},
		{"taken", []Payment{pay("purchase", "electronic_wallet", true)}, true, false},
		{"a check awaited", []Payment{pay("pending", "offline", true)}, true, false},
		{"a check awaited, and a card given up", []Payment{pay("pending", "offline", true), pay("authorization", "credit_card", true), pay("void", "credit_card", true)}, true, false},
		{"not read", []Payment{pay("authorization", "credit_card", true)}, false, false},
		{"none", nil, true, false},
		{"a gift certificate only", []Payment{pay("purchase", "gift_certificate", true)}, true, false},
	} {
		if got := (Order{Payments: c.pays, PaymentsRead: c.read}).NotCome(); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

func TestWhatIsReservedIsNeitherTakenNorGivenUp(t *testing.T) {
	pay := func(id int64, event, amount string, of int64) Payment {
		return Payment{ID: id, Event: event, Method: "credit_card", Amount: money.MustDecimal(amount), RefersTo: of, OK: true}
	}
	refused := pay(5, "authorization", "30", 0)
	refused.OK = false
	for _, c := range []struct {
		name string
		pays []Payment
		want string
	}{
		{"nothing", nil, "0"},
		{"all of it", []Payment{pay(1, "authorization", "30", 0)}, "30"},
		{"the rest of it", []Payment{pay(1, "authorization", "30", 0), pay(2, "capture", "12.50", 1)}, "17.5"},
		{"taken whole, and another", []Payment{pay(1, "authorization", "30", 0), pay(2, "capture", "30", 1), pay(3, "authorization", "4", 0)}, "4"},
		{"given up", []Payment{pay(1, "authorization", "30", 0), pay(2, "capture", "10", 1), pay(3, "void", "20", 1)}, "0"},
		{"refused", []Payment{refused}, "0"},
	} {
		if got := (Order{Payments: c.pays}).Authorized(); !got.Equal(money.MustDecimal(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
