package books

import (
	"strings"
	"testing"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Each case spoils one thing; the order is held for that one reason.
func TestWhatHoldsAnOrder(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*sales.Order, *Rules, *world)
		want   string
	}{
		{"no go-live day", func(_ *sales.Order, r *Rules, _ *world) { r.StartDate = day.Day{} }, "no-start-date"},
		{"QuickBooks never called", func(_ *sales.Order, _ *Rules, w *world) { w.Company = Company{} }, "quickbooks-unknown"},
		{"another country", func(_ *sales.Order, _ *Rules, w *world) { w.Company.Country = "NZ" }, "country(NZ)"},
		{"another currency", func(o *sales.Order, _ *Rules, _ *world) { o.Currency = "EUR" }, "currency(EUR)"},
		{"another currency, multicurrency on", func(o *sales.Order, _ *Rules, w *world) { o.Currency = "EUR"; w.Company.MultiCurrency = true }, "currency(EUR)"},
		{"a currency of three decimals", func(o *sales.Order, _ *Rules, w *world) {
			o.Currency, o.Decimals, w.Company.HomeCurrency = "KWD", 3, "KWD"
		}, "currency-decimals(KWD)"},
		{"closed on the day", func(_ *sales.Order, _ *Rules, w *world) { w.Company.ClosingDate = day.MustParse("2026-02-28") }, "closed-period(2026-02-28)"},
		{"verification", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.ManualVerification }, "manual-verification"},
		{"dispute", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Disputed }, "disputed"},
		{"refunded", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Refunded }, "refunded"},
		{"partly refunded", func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.PartiallyRefunded }, "refunded"},
		{"unknown status", func(o *sales.Order, _ *Rules, _ *world) { o.Status = 99 }, "status-unknown(99)"},
		{"gift certificate spent, its item not in QuickBooks", func(o *sales.Order, r *Rules, _ *world) {
			o.GiftCertificatePaid, r.Charges.GiftCertificateSpent = dec("30"), "None"
		}, "list-missing(item None)"},
		{"store credit spent, unmapped", func(o *sales.Order, _ *Rules, _ *world) { o.StoreCreditPaid = dec("30") }, "mapping-missing(store credit item)"},
		{"no day", func(o *sales.Order, _ *Rules, _ *world) { o.Placed = time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC) }, "no-date"},
		{"a marketplace's tax", func(o *sales.Order, _ *Rules, _ *world) { o.ChannelType, o.ChannelName = "marketplace", "Amazon" }, "marketplace-tax(Amazon)"},
		{"a marketplace's tax, by source", func(o *sales.Order, _ *Rules, _ *world) { o.Source = "ebay" }, "marketplace-tax(ebay)"},
		{"no lines at all", func(o *sales.Order, _ *Rules, _ *world) {
			o.Lines, o.ItemsTotal, o.Coupons, o.CouponDiscount, o.Taxes = nil, 0, nil, money.Decimal{}, nil
			o.Subtotal, o.Total = sales.Taxed{}, o.ShippingCost
		}, "lines-missing"},
		{"figures that contradict", func(o *sales.Order, _ *Rules, _ *world) { o.Total = taxed("103", "108.94", "5.94") }, "total-unexplained"},
		{"number too long", func(_ *sales.Order, r *Rules, _ *world) { r.RefPrefix = "STORE-A-" }, "ref-number(STORE-A-)"},
		{"no item for a SKU", func(o *sales.Order, _ *Rules, _ *world) { o.Lines[1].SKU = "BLU-12" }, "item-missing(BLU-12)"},
		{"no SKU, no custom item", func(o *sales.Order, r *Rules, _ *world) { o.Lines[1].SKU, r.Items.Custom = "", "" }, "item-missing"},
		{"inactive item", func(_ *sales.Order, _ *Rules, w *world) { w.item("JAR").Active = false }, "item-inactive(jar)"},
		{"several items", func(_ *sales.Order, _ *Rules, w *world) {
			w.Items = append(w.Items, item("Old:LANTERN", "Service", "Sales"))
		}, "item-ambiguous(LANTERN)"},
		{"an item group for a SKU", func(o *sales.Order, _ *Rules, _ *world) { o.Lines[1].SKU = "KIT" }, "group-unread(Kit)"},
		{"link to nothing", func(_ *sales.Order, r *Rules, _ *world) { r.Items.Links = map[string]string{"LANTERN": "Lamp"} }, "list-missing(item Lamp)"},
		{"shipping unmapped", func(_ *sales.Order, r *Rules, _ *world) { r.Charges.Shipping = "" }, "mapping-missing(shipping item)"},
		{"shipping on a stock item", func(_ *sales.Order, r *Rules, _ *world) { r.Charges.Shipping = "Goods:LANTERN" }, "item-kind(Goods:LANTERN)"},
		{"discount unmapped", func(_ *sales.Order, r *Rules, _ *world) { r.Charges.Discount, r.Charges.Coupon = "", "" }, "mapping-missing(discount item)"},
		{"certificates on income", func(o *sales.Order, r *Rules, w *world) {
			o.Lines[1].Type = sales.GiftCertificate
			w.item("Gift Certificates").Account = Ref{"a-Undeposited Funds", "Undeposited Funds"}
		}, "item-kind(Gift Certificates)"},
		{"rates unmapped, all at once", func(_ *sales.Order, r *Rules, _ *world) { r.Tax.Rates = nil }, "tax-unmapped(Texas) tax-unmapped(Austin)"},
		{"a rate on a group", func(_ *sales.Order, r *Rules, _ *world) { r.Tax.Rates["Texas"] = "State + City" }, "item-kind(State + City)"},
		{"a rate on another item", func(_ *sales.Order, r *Rules, _ *world) { r.Tax.Rates["Texas"] = "Shipping" }, "item-kind(Shipping)"},
		{"tax without rows", func(o *sales.Order, _ *Rules, _ *world) { o.Taxes = nil }, "tax-rows-missing"},
		{"tax, but QuickBooks has it off", func(_ *sales.Order, _ *Rules, w *world) { w.Company.SalesTax = false }, "sales-tax-off"},
		{"no item of 0 %", func(_ *sales.Order, r *Rules, _ *world) { r.Tax.ZeroItem = "" }, "mapping-missing(sales tax item of 0 %)"},
		{"an item of 0 % that is not", func(_ *sales.Order, r *Rules, _ *world) { r.Tax.ZeroItem = "Flat" }, "zero-item(Flat)"},
		{"exempt code that is taxable", func(_ *sales.Order, r *Rules, _ *world) { r.Tax.ExemptCode = "Tax" }, "tax-code-kind(Tax)"},
		{"no group of the rates", func(_ *sales.Order, r *Rules, w *world) {
			r.Tax.Treatment = "quickbooks"
			w.TaxGroups = nil
		}, "tax-group-missing(City Tax + State Tax)"},
		{"a group whose member isn't read", func(o *sales.Order, r *Rules, w *world) {
			r.Tax.Treatment = "quickbooks"
			r.Tax.Rates["Texas"], r.Tax.Rates["Austin"] = "State + City", "State + City"
			w.item("City Tax").Active = true
			w.item("City Tax").Type = "Service"
		}, "tax-group-unread(State + City)"},
		{"payment method unmapped", func(o *sales.Order, r *Rules, _ *world) {
			o.PaymentMethod = "Klarna"
			delete(r.Payments, "*")
		}, "payment-unmapped(Klarna)"},
		{"a certificate is named as what paid, and paid a part", func(o *sales.Order, r *Rules, _ *world) {
			o.PaymentMethod, o.GiftCertificatePaid = "Gift Certificate", dec("30")
			delete(r.Payments, "*")
		}, "payment-unclear"},
		{"store credit is named as what paid, and paid a part", func(o *sales.Order, r *Rules, w *world) {
			o.PaymentMethod, o.StoreCreditPaid = "Store Credit", dec("30")
			w.Items = append(w.Items, item("Store Credit", "OtherCharge", "Gift Certificates"))
			r.Charges.StoreCredit = "Store Credit"
			delete(r.Payments, "*")
		}, "payment-unclear"},
		{"a certificate is named as what paid, and paid nothing", func(o *sales.Order, r *Rules, _ *world) {
			o.PaymentMethod = "Gift Certificate"
			delete(r.Payments, "*")
		}, "payment-unmapped(Gift Certificate)"},
		{"another way than the certificate is named", func(o *sales.Order, r *Rules, _ *world) {
			o.PaymentMethod, o.GiftCertificatePaid = "Klarna", dec("30")
			delete(r.Payments, "*")
		}, "payment-unmapped(Klarna)"},
		{"money came by a way that nothing names", func(o *sales.Order, r *Rules, _ *world) {
			o.PaymentMethod, o.GiftCertificatePaid = "Gift Certificate", dec("30")
			o.PaymentsRead, o.Payments = true, []sales.Payment{bought(1, "klarna", "73.94", 1)}
			delete(r.Payments, "*")
		}, "payment-unmapped(klarna)"},
		{"deposit to income", func(_ *sales.Order, r *Rules, _ *world) { r.Payments["Credit Card"] = PaymentRule{DepositTo: "Sales"} }, "account-kind(Sales)"},
		{"deposit account inactive", func(_ *sales.Order, _ *Rules, w *world) { w.entry(Accounts, "Undeposited Funds").Active = false }, "list-inactive(account Undeposited Funds)"},
		{"payment method not in QuickBooks", func(_ *sales.Order, r *Rules, _ *world) {
			r.Payments["Credit Card"] = PaymentRule{Method: "Amex", DepositTo: "Checking"}
		}, "list-missing(payment method Amex)"},
		{"no receivable account", func(o *sales.Order, r *Rules, _ *world) {
			o.Status, r.ReceivableAccount = sales.AwaitingPayment, ""
		}, "mapping-missing(receivable account)"},
		{"receivable on a bank", func(o *sales.Order, r *Rules, _ *world) {
			o.Status, r.ReceivableAccount = sales.AwaitingPayment, "Checking"
		}, "account-kind(Checking)"},
		{"classes off", func(_ *sales.Order, r *Rules, w *world) { r.Class, w.Company.Classes = "Web", false }, "classes-off(Web)"},
		{"ship method gone", func(_ *sales.Order, r *Rules, _ *world) { r.ShipMethods = map[string]string{"UPS Ground": "UPS Gnd"} }, "list-missing(ship method UPS Gnd)"},
		{"template gone", func(_ *sales.Order, r *Rules, _ *world) { r.ReceiptTemplate = "Fancy" }, "list-missing(template Fancy)"},
	} {
		o, r, w := order(), rules(), newWorld()
		c.change(&o, &r, w)
		p := w.plan(t, o, r)
		if p.Outcome != Hold || codes(p) != c.want {
			t.Errorf("%s: outcome %s, problems %q, want %q", c.name, p.Outcome, codes(p), c.want)
		}
		if len(p.Documents) > 0 || p.Customer != nil {
			t.Errorf("%s: a held order has documents", c.name)
		}
		for _, x := range p.Problems {
			if x.What == "" || x.Means == "" || x.Fix == "" {
				t.Errorf("%s: a part of the message is missing: %+v", c.name, x)
			}
		}
	}
}

func TestAllReasonsAreToldAtOnce(t *testing.T) {
	o, r, w := order(), rules(), newWorld()
	o.Lines[0].SKU, o.Lines[1].SKU = "X-1", "X-2"
	o.PaymentMethod, o.Total = "Klarna", taxed("103", "108.94", "5.94")
	delete(r.Payments, "*")
	r.Charges.Shipping, r.Tax.Rates = "", nil
	w.Company.ClosingDate = day.MustParse("2026-03-31")
	w.Customers = []Entry{{Kind: Customers, ListID: "C-1", Name: "Ana", FullName: "Ana", Email: "ana@example.com"}}
	p := w.plan(t, o, r)
	for _, want := range []string{"item-missing(X-1)", "item-missing(X-2)", "payment-unmapped(Klarna)", "total-unexplained", "mapping-missing(shipping item)",
		"tax-unmapped(Texas)", "tax-unmapped(Austin)", "closed-period", "customer-inactive(Ana)"} {
		if !strings.Contains(codes(p), want) {
			t.Errorf("%s is missing in %s", want, codes(p))
		}
	}
}

func TestWhatIsNoSaleIsWatchedOrExcluded(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*sales.Order, *Rules)
		want   Outcome
	}{
		{"incomplete", func(o *sales.Order, _ *Rules) { o.Status = sales.Incomplete }, Watch},
		{"pending", func(o *sales.Order, _ *Rules) { o.Status = sales.Pending }, Watch},
		{"cancelled", func(o *sales.Order, _ *Rules) { o.Status = sales.Cancelled }, Exclude},
		{"declined", func(o *sales.Order, _ *Rules) { o.Status = sales.Declined }, Exclude},
		{"test gateway", func(o *sales.Order, _ *Rules) { o.PaymentMethod = "Test Payment Gateway" }, Exclude},
		{"test payment", func(o *sales.Order, _ *Rules) { o.Payments = []sales.Payment{{Test: true}} }, Exclude},
		{"imported history", func(o *sales.Order, _ *Rules) { o.ExternalSource = "M-MIG" }, Exclude},
		{"before go-live", func(_ *sales.Order, r *Rules) { r.StartDate = day.MustParse("2026-03-01") }, Exclude},
		{"excluded channel", func(o *sales.Order, r *Rules) { o.ChannelID, r.ExcludeChannels = 7, []int64{7} }, Exclude},
		{"archived", func(o *sales.Order, _ *Rules) { o.Archived = true }, Exclude},
		{"free, by rule", func(o *sales.Order, r *Rules) { o.Total, r.ZeroTotals = taxed("0", "0", "0"), "exclude" }, Exclude},
	} {
		o, r := order(), rules()
		c.change(&o, &r)
		p := newWorld().plan(t, o, r)
		if p.Outcome != c.want || p.Reason == "" || len(p.Documents) > 0 || len(p.Problems) > 0 {
			t.Errorf("%s: %s %q, problems %s", c.name, p.Outcome, p.Reason, codes(p))
		}
	}
	// On the go-live day itself, and in the first moment of it, orders are posted.
	r := rules()
	r.StartDate = day.MustParse("2026-02-28")
	if p := newWorld().plan(t, order(), r); p.Outcome != Post {
		t.Errorf("the go-live day: %s %s", p.Outcome, p.Reason)
	}
}

func TestWhatHappensAfterPosting(t *testing.T) {
	o := order()
	receipt := Prior{Kind: SalesReceipt, Revision: 1, RefNumber: "BC10482", Date: day.MustParse("2026-02-28"), Total: 10394, Fingerprint: o.Fingerprint()}
	invoice := receipt
	invoice.Kind = Invoice
	for _, c := range []struct {
		name   string
		prior  Prior
		change func(*sales.Order, *Rules, *world)
		want   string // problems; "" posts nothing more
	}{
		{"nothing", receipt, func(*sales.Order, *Rules, *world) {}, ""},
		{"shipped", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Shipped }, ""},
		{"mappings gone, period closed, go-live moved: what stands, stands", receipt, func(_ *sales.Order, r *Rules, w *world) {
			*r = Rules{StartDate: day.MustParse("2027-01-01")}
			w.Items, w.Company.ClosingDate = nil, day.MustParse("2026-12-31")
		}, ""},
		{"address changed", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Billing.City = "Austin" }, ""},
		{"total changed", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Total.Inc = dec("104.94") }, "changed-after-posting header-sum"},
		{"lines changed, and changes are for a person", receipt, func(o *sales.Order, r *Rules, _ *world) { o.Lines[0].SKU, r.Edits = "WICK", "hold" }, "changed-after-posting"},
		{"lines changed in a closed period", receipt, func(o *sales.Order, _ *Rules, w *world) {
			o.Lines[0].SKU, w.Company.ClosingDate = "WICK", day.MustParse("2026-02-28")
		}, "changed-after-posting"},
		{"cancelled", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Cancelled }, "cancelled-after-posting"},
		{"declined", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Declined }, "cancelled-after-posting"},
		{"refunded", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Refunded }, "refunded-after-posting"},
		{"partly refunded", invoice, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.PartiallyRefunded }, "refunded-after-posting"},
		{"archived", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Archived = true }, "archived-after-posting"},
		{"disputed", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Disputed }, "doubted-after-posting"},
		{"pending again", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.Pending }, "unsold-after-posting"},
		{"no longer paid", receipt, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.AwaitingPayment }, "unpaid-after-posting"},
		{"invoice not paid yet", invoice, func(o *sales.Order, _ *Rules, _ *world) { o.Status = sales.AwaitingPayment }, ""},
		{"paid in a closed period", invoice, func(_ *sales.Order, _ *Rules, w *world) { w.Company.ClosingDate = day.MustParse("2026-03-02") }, "closed-period(2026-03-02)"},
		{"changed and cancelled", receipt, func(o *sales.Order, _ *Rules, _ *world) {
			o.Status, o.Total.Inc = sales.Cancelled, dec("1")
		}, "cancelled-after-posting changed-after-posting"},
	} {
		o, r, w := order(), rules(), newWorld()
		c.change(&o, &r, w)
		p := w.plan(t, o, r, c.prior)
		outcome := Hold
		if c.want == "" {
			outcome = Post
		}
		if p.Outcome != outcome || codes(p) != c.want || len(p.Documents) > 0 {
			t.Errorf("%s: %s, problems %q, documents %d; want %q", c.name, p.Outcome, codes(p), len(p.Documents), c.want)
		}
		if c.name == "total changed" && (!strings.Contains(p.Problems[0].What, "103.94") || !strings.Contains(p.Problems[0].What, "104.94")) {
			t.Errorf("both figures are not told: %s", p.Problems[0].What)
		}
	}
}

func TestItemsAreFoundAsTheRulesSay(t *testing.T) {
	for _, c := range []struct {
		name   string
		sku    string
		change func(*Rules, *world)
		want   string
	}{
		{"by the last level, without regard to case", "lantern", nil, "Goods:LANTERN"},
		{"by the full name", "goods:lantern", nil, "Goods:LANTERN"},
		{"the full name before a last level", "JAR", func(_ *Rules, w *world) { w.Items = append(w.Items, item("Old:JAR", "Service", "Sales")) }, "JAR"},
		{"by part number", "PN-1", func(_ *Rules, w *world) { w.item("WICK").PartNumber = "pn-1" }, "WICK"},
		{"by barcode, when asked", "0123", func(r *Rules, w *world) {
			r.Items.MatchBy, w.item("WICK").BarCode = []string{"name", "barcode"}, "0123"
		}, "WICK"},
		{"by link first", "JAR", func(r *Rules, _ *world) { r.Items.Links = map[string]string{"jar": "WICK"} }, "WICK"},
		{"by the fallback, where one was chosen", "NONE-1", func(r *Rules, _ *world) { r.Items.Fallback = "BASKET" }, "BASKET"},
		{"the custom item without a SKU", "", nil, "Custom"},
		{"one active of several", "WICK", func(_ *Rules, w *world) {
			old := item("Old:WICK", "Service", "Sales")
			old.Active = false
			w.item("WICK").FullName = "Goods:WICK"
			w.Items = append(w.Items, old)
		}, "Goods:WICK"},
	} {
		o, r, w := order(), rules(), newWorld()
		o.Lines[1].SKU = c.sku
		if c.change != nil {
			c.change(&r, w)
		}
		p := w.plan(t, o, r)
		docs := posted(t, p)
		if got := docs[0].Lines[1].Item.FullName; got != c.want || len(docs[0].Lines[1].Why) == 0 {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestEveryChoiceTellsItsReason(t *testing.T) {
	d := posted(t, newWorld().plan(t, order(), rules()))[0]
	for _, l := range d.Lines {
		for _, w := range l.Why {
			if w.By == "" || w.Text == "" {
				t.Errorf("%s: %+v", l.Source.Text, w)
			}
		}
	}
	if got := d.Lines[0].Why[0].Text; got != "SKU LANTERN is the item Goods:LANTERN, matched by name" {
		t.Errorf("%s", got)
	}
	if len(d.Why) < 4 {
		t.Errorf("header: %+v", d.Why)
	}
}

func TestADiscountItemIsTakenWithANote(t *testing.T) {
	r := rules()
	r.Charges.Coupon = "Old Discount"
	p := newWorld().plan(t, order(), r)
	d := posted(t, p)[0]
	if l := d.Lines[2]; l.Amount != -1000 || !l.Quantity.IsZero() {
		t.Errorf("%+v", l)
	}
	found := false
	for _, n := range p.Notes {
		found = found || n.Code == "discount-item"
	}
	if !found {
		t.Error("no note")
	}
}

func TestADifferenceOfRoundingNeedsALimit(t *testing.T) {
	o := order()
	// Tax included, no discount; the lines' taxes make a cent more than the order's.
	o.Coupons, o.CouponDiscount = nil, money.Decimal{}
	o.Lines = []sales.Line{{ID: 1, Name: "Jar", SKU: "JAR", Type: sales.Physical, Quantity: money.Int(3), BasePrice: dec("10"), BaseTotal: dec("30"),
		Price: taxed("9.24", "10", "0.76"), Total: taxed("27.72", "30", "2.28")}}
	o.Subtotal, o.ShippingCost, o.BaseShipping = taxed("27.72", "30", "2.28"), sales.Taxed{}, money.Decimal{}
	o.Taxes = []sales.TaxRow{{Name: "Flat", Rate: dec("8.25"), Amount: dec("2.29")}}
	o.Total = taxed("27.71", "30", "2.29")
	p := newWorld().plan(t, o, rules())
	if codes(p) != "rounding" || !strings.Contains(p.Problems[0].What, "27.72") || !strings.Contains(p.Problems[0].What, "27.71") {
		t.Fatalf("without a limit: %s %+v", codes(p), p.Problems)
	}
	r := rules()
	r.Charges.Rounding, r.Charges.RoundingLimit = "Rounding", 1
	p = newWorld().plan(t, o, r)
	d := posted(t, p)[0]
	if l := d.Lines[1]; l.Source.Part != "rounding" || l.Amount != -1 || l.Item != ref("Rounding") {
		t.Errorf("%+v", l)
	}
	proved(t, o, Lists{}, p)
}
