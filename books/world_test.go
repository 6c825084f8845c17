package books

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// A small company file and the mapping sheet of a store, for all tests.

func dec(s string) money.Decimal { return money.MustDecimal(s) }

func taxed(ex, inc, tax string) sales.Taxed {
	return sales.Taxed{Ex: dec(ex), Inc: dec(inc), Tax: dec(tax)}
}

func chicago(t interface{ Fatal(...any) }) *time.Location {
	z, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func item(name, kind, account string) Entry {
	last := name[strings.LastIndex(name, ":")+1:]
	return Entry{Kind: Items, ListID: "I-" + name, Name: last, FullName: name, Type: kind, Active: true, Account: Ref{"a-" + account, account}}
}

func taxItem0(name, rate, agency string) Entry {
	e := item(name, "SalesTax", "")
	e.Account = Ref{}
	e.Rate, e.Agency = dec(rate), Ref{"V-" + agency, agency}
	return e
}

func entry(kind ListKind, name, typ string) Entry {
	return Entry{Kind: kind, ListID: string(kind[0]) + "-" + name, Name: name, FullName: name, Type: typ, Active: true}
}

// world is everything that QuickBooks has; look finds what an order needs of
// it, as the store does.
type world struct {
	Lists
}

func newWorld() *world {
	w := &world{}
	w.Company = Company{Name: "Larkspur", Country: "US", HomeCurrency: "USD", SalesTax: true, Classes: true, Inventory: true, Known: true}
	w.Items = []Entry{
		item("Goods:LANTERN", "Inventory", "Sales"), item("JAR", "NonInventory", "Sales"), item("WICK", "Service", "Sales"), item("BASKET", "InventoryAssembly", "Sales"),
		item("Custom", "Service", "Sales"), item("Shipping", "Service", "Shipping Income"), item("Handling", "OtherCharge", "Shipping Income"),
		item("Wrapping", "OtherCharge", "Shipping Income"), item("Discounts", "OtherCharge", "Discounts Given"), item("Coupons", "OtherCharge", "Discounts Given"),
		item("Old Discount", "Discount", "Discounts Given"), item("Delivery Fee", "OtherCharge", "Fees Payable"),
		item("Gift Certificates", "OtherCharge", "Gift Certificates"), item("Rounding", "OtherCharge", "Rounding"), item("Kit", "Group", ""),
		taxItem0("Zero", "0", "State"), taxItem0("State Tax", "6.25", "State"), taxItem0("City Tax", "2", "City"), taxItem0("Flat", "8.25", "State"),
	}
	group := entry(Items, "State + City", "SalesTaxGroup")
	group.ListID, group.Members = "I-State + City", []Ref{{"I-State Tax", "State Tax"}, {"I-City Tax", "City Tax"}}
	w.Items = append(w.Items, group)
	w.TaxGroups = []Entry{group}
	tax, non := entry(SalesTaxCodes, "Tax", ""), entry(SalesTaxCodes, "Non", "")
	tax.Taxable = true
	w.Entries = []Entry{
		tax, non, entry(Accounts, "Undeposited Funds", "OtherCurrentAsset"), entry(Accounts, "Checking", "Bank"), entry(Accounts, "Sales", "Income"), entry(Accounts, "Shipping Income", "Income"),
		entry(Accounts, "Accounts Receivable", "AccountsReceivable"), entry(Accounts, "Gift Certificates", "OtherCurrentLiability"),
		entry(PaymentMethods, "Visa", ""), entry(PaymentMethods, "Check", ""), entry(Classes, "Web", ""), entry(TermsList, "Net 30", ""),
		entry(Templates, "Web Invoice", ""), entry(Templates, "Web Receipt", ""), entry(ShipMethods, "UPS", ""),
	}
	return w
}

func rules() Rules {
	return Rules{
		StartDate: day.MustParse("2026-01-01"), RefPrefix: "BC",
		Items: ItemRules{Custom: "Custom"},
		Charges: ChargeRules{Shipping: "Shipping", Handling: "Handling", Wrapping: "Wrapping", Discount: "Discounts", Coupon: "Coupons",
			Fees: map[string]string{"Delivery": "Delivery Fee"}, GiftCertificate: "Gift Certificates"},
		Tax:               TaxRules{Rates: map[string]string{"Texas": "State Tax", "Austin": "City Tax", "Flat": "Flat"}, ZeroItem: "Zero"},
		Payments:          map[string]PaymentRule{"Credit Card": {Method: "Visa", DepositTo: "Undeposited Funds"}, "Check": {Method: "Check", DepositTo: "Checking", Later: true}, "*": {DepositTo: "Undeposited Funds"}},
		ReceivableAccount: "Accounts Receivable",
	}
}

func namesOf(list []Entry) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.FullName)
	}
	return out
}

// look answers Needs as the store does: whatever bears one of the names.
func (w *world) look(n Needs) Lists {
	has := func(names []string, values ...string) bool {
		for _, n := range names {
			for _, v := range values {
				if v != "" && strings.EqualFold(n, v) {
					return true
				}
			}
		}
		return false
	}
	l := Lists{Company: w.Company, Linked: w.Linked, PendingCustomer: w.PendingCustomer, PendingNames: w.PendingNames, TaxGroups: w.TaxGroups, TaxItems: w.TaxItems, Currencies: w.Currencies}
	names := n.ItemNames
	for _, g := range w.TaxGroups {
		for _, m := range g.Members {
			names = append(names, m.FullName)
		}
	}
	for _, e := range w.Items {
		if has(n.SKUs, e.Name, e.FullName, e.PartNumber, e.BarCode) || has(names, e.FullName, e.Name) {
			l.Items = append(l.Items, e)
		}
	}
	for _, e := range w.Customers {
		if has(n.Emails, e.Email) || has(n.CustomerNames, e.Name, e.FullName) {
			l.Customers = append(l.Customers, e)
		}
	}
	for _, e := range w.OtherNames {
		if has(n.CustomerNames, e.Name, e.FullName) {
			l.OtherNames = append(l.OtherNames, e)
		}
	}
	for _, g := range l.Items {
		if g.Type == "Group" {
			for _, m := range g.Members {
				if e := w.item(m.FullName); e.ListID != "" && !has(namesOf(l.Items), e.FullName) {
					l.Items = append(l.Items, *e)
				}
			}
		}
	}
	ofItem := func(account string) bool {
		for _, e := range l.Items {
			if same(e.Account.FullName, account) {
				return true
			}
		}
		return false
	}
	for _, e := range w.Entries {
		if has(n.Names[e.Kind], e.Name, e.FullName) || e.Kind == Accounts && ofItem(e.FullName) {
			l.Entries = append(l.Entries, e)
		}
	}
	return l
}

// plan looks up what the order needs and plans it.
func (w *world) plan(t interface{ Fatal(...any) }, o sales.Order, r Rules, prior ...Prior) Plan {
	return MakePlan(o, r, w.look(NeedsOf(o, r)), chicago(t), prior, Decisions{})
}

func (w *world) item(name string) *Entry {
	for i := range w.Items {
		if w.Items[i].FullName == name {
			return &w.Items[i]
		}
	}
	return &Entry{}
}

func (w *world) entry(kind ListKind, name string) *Entry {
	for i := range w.Entries {
		if w.Entries[i].Kind == kind && w.Entries[i].FullName == name {
			return &w.Entries[i]
		}
	}
	return &Entry{}
}

// order is a paid order, before tax at 6.25 % and 2 %: two lanterns and a jar
// that is not taxed, a coupon, shipping.
func order() sales.Order {
	return sales.Order{
		Store: "main", ID: 10482, Status: sales.AwaitingFulfilment, Placed: time.Date(2026, 3, 1, 2, 30, 0, 0, time.UTC), Modified: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
		Currency: "USD", Decimals: 2, ItemsTotal: 3,
		Customer: sales.Customer{ID: 51207, Email: "ana@example.com", FirstName: "Ana", LastName: "Ortiz"},
		Billing: sales.Address{FirstName: "Ana", LastName: "Ortiz", Street1: "12 Rue de l'Église", City: "Lafayette", State: "Louisiana", PostalCode: "70501",
			Country: "United States", CountryISO: "US", Phone: "337-555-0142", Email: "ana@example.com"},
		Shipping: []sales.Parcel{{ID: 1, Address: sales.Address{FirstName: "Ben", LastName: "Ortiz", Street1: "9 Elm St", City: "Austin", State: "Texas", PostalCode: "78701", Country: "United States"}, Method: "UPS Ground"}},
		PONumber: "PO-7781",
		Lines: []sales.Line{
			{ID: 1, Name: "Brass Lantern", SKU: "LANTERN", Type: sales.Physical, Quantity: money.Int(2), BasePrice: dec("40"), BaseTotal: dec("80"),
				Price: taxed("40", "43.30", "3.30"), Total: taxed("80", "86.60", "6.60"), Options: []sales.Option{{Name: "Size", Value: "small"}}},
			{ID: 2, Name: "Jar", SKU: "jar", Type: sales.Physical, Quantity: money.Int(1), BasePrice: dec("20"), BaseTotal: dec("20"),
				Price: taxed("20", "20", "0"), Total: taxed("20", "20", "0")},
		},
		Subtotal: taxed("100", "106.60", "6.60"), ShippingCost: taxed("8", "8", "0"), BaseShipping: dec("8"),
		CouponDiscount: dec("10"), Coupons: []sales.Coupon{{ID: 1, Code: "AUTUMN10", Type: 1, Discount: dec("10")}},
		// 8.00 of the coupon fell on the lanterns: 72.00 at 6.25 % and 2 %.
		Taxes: []sales.TaxRow{
			{Name: "Texas", Rate: dec("6.25"), Amount: dec("4.50"), LineID: 1, Kind: "item"},
			{Name: "Austin", Rate: dec("2"), Amount: dec("1.44"), LineID: 1, Kind: "item"},
		},
		TaxesRead: true, PaymentMethod: "Credit Card", Total: taxed("98", "103.94", "5.94"),
	}
}

func codes(p Plan) string {
	var c []string
	for _, x := range p.Problems {
		code := x.Code
		if x.Subject != "" {
			code += "(" + x.Subject + ")"
		}
		c = append(c, code)
	}
	return strings.Join(c, " ")
}

// proved checks what every plan that posts must be: documents that add up to
// the order, effects that balance, references and texts that QuickBooks takes.
func proved(t interface {
	Helper()
	Fatalf(string, ...any)
}, o sales.Order, l Lists, p Plan) {
	t.Helper()
	for _, d := range p.Documents {
		var debit, credit money.Amount
		for _, e := range Effects(d, l) {
			debit, credit = debit+e.Debit, credit+e.Credit
			if e.Account.IsZero() || (e.Debit > 0) == (e.Credit > 0) {
				t.Fatalf("%s: effect %+v", d.Kind, e)
			}
		}
		var positive money.Amount
		for _, line := range d.Lines {
			positive += line.Amount
		}
		if debit != credit {
			t.Fatalf("%s: debits %s, credits %s", d.Kind, debit, credit)
		}
		switch d.Kind {
		case SalesReceipt, SalesOrder, Invoice, CreditMemo:
			if positive+d.Tax != d.Total {
				t.Fatalf("%s: lines %s and tax %s are not %s", d.Kind, positive, d.Tax, d.Total)
			}
		}
		if d.Total.Decimal(o.Decimals).Cmp(o.Total.Inc) != 0 || p.Total != d.Total {
			t.Fatalf("%s: total %s, the order's is %s", d.Kind, d.Total, o.Total.Inc)
		}
		if d.Customer.IsZero() == (d.CustomerKey == "") || d.Date.IsZero() || d.Memo == "" {
			t.Fatalf("%s: header %+v", d.Kind, d)
		}
		fits(t, d)
	}
}

// fits checks lengths and characters.
func fits(t interface {
	Helper()
	Fatalf(string, ...any)
}, d Document) {
	t.Helper()
	limit := 11
	if d.Kind == Payment {
		limit = 20
	}
	check := func(what, s string, n int) {
		if len([]rune(s)) > n {
			t.Fatalf("%s %q has more than %d characters", what, s, n)
		}
		for _, r := range s {
			if r < ' ' || r > 0xFF {
				t.Fatalf("%s %q has the character %q", what, s, r)
			}
		}
	}
	check("number", d.RefNumber, limit)
	check("memo", d.Memo, 4095)
	check("PO number", d.PONumber, 25)
	for _, a := range []Address{d.BillTo, d.ShipTo} {
		if len(a.Lines) > 5 {
			t.Fatalf("address has %d lines", len(a.Lines))
		}
		for _, s := range a.Lines {
			check("address line", s, 41)
		}
		check("city", a.City, 31)
		check("state", a.State, 21)
		check("postal code", a.PostalCode, 13)
		check("country", a.Country, 31)
	}
	for _, line := range d.Lines {
		check("description", line.Desc, 4095)
		if line.Item.IsZero() || len(line.Why) == 0 {
			t.Fatalf("line %+v has no item or no reason", line)
		}
	}
}

func posted(t *testing.T, p Plan) []Document {
	t.Helper()
	if p.Outcome != Post {
		t.Fatalf("outcome %s, reason %q, problems %s\n%+v", p.Outcome, p.Reason, codes(p), p.Problems)
	}
	return p.Documents
}
