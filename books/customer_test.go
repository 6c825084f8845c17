package books

import (
	"strings"
	"testing"

	"countinghouse/sales"
)

func customer(id, name, email string) Entry {
	return Entry{Kind: Customers, ListID: id, Name: name[strings.LastIndex(name, ":")+1:], FullName: name, Email: email, Active: true}
}

func TestWhoTheDocumentNames(t *testing.T) {
	inactive := func(e Entry) Entry { e.Active = false; return e }
	marked := func(e Entry, number string) Entry { e.Number = number; return e }
	postal := func(e Entry, code string) Entry { e.PostalCode = code; return e }
	linked := customer("C-9", "Somebody", "")
	for _, c := range []struct {
		name   string
		change func(*sales.Order, *Rules, *world)
		want   string // ListID, "new NAME", or problems
	}{
		{"nobody yet: a new one", nil, "new Ana Ortiz"},
		{"the one linked before", func(_ *sales.Order, _ *Rules, w *world) {
			w.Linked = &linked
			w.Customers = []Entry{customer("C-1", "Ana Ortiz", "ana@example.com")}
		}, "C-9"},
		{"linked before, inactive now", func(_ *sales.Order, _ *Rules, w *world) { e := inactive(linked); w.Linked = &e }, "customer-inactive(Somebody)"},
		{"the one being created", func(_ *sales.Order, _ *Rules, w *world) {
			w.PendingCustomer = &NewCustomer{Key: "main/51207", Name: "Ana Ortiz (BC 51207)"}
		}, "new Ana Ortiz (BC 51207)"},
		{"by e-mail, whatever the name", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{customer("C-1", "Anita O.", "ANA@example.com")}
		}, "C-1"},
		{"by e-mail, the active one", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{inactive(customer("C-1", "Old Ana", "ana@example.com")), customer("C-2", "Ana", "ana@example.com")}
		}, "C-2"},
		{"two of one e-mail", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{customer("C-1", "Ana O", "ana@example.com"), customer("C-2", "Ana", "ana@example.com")}
		}, "customer-unsure(Ana Ortiz (ana@example.com))"},
		{"inactive by e-mail", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{inactive(customer("C-1", "Ana O", "ana@example.com"))}
		}, "customer-inactive(Ana O)"},
		{"by name, nothing else known", func(_ *sales.Order, _ *Rules, w *world) { w.Customers = []Entry{customer("C-1", "ana ortiz", "")} }, "customer-unsure(Ana Ortiz (ana@example.com))"},
		{"by name the other way round, same postal code", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{postal(customer("C-1", "Ortiz, Ana", ""), "70501")}
		}, "C-1"},
		{"by name, same postal code", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{postal(customer("C-1", "Ana Ortiz", ""), "70501-1234")}
		}, "C-1"},
		{"by name, another postal code", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{postal(customer("C-1", "Ana Ortiz", ""), "99999")}
		}, "customer-unsure(Ana Ortiz (ana@example.com))"},
		{"by name, another e-mail", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{customer("C-1", "Ana Ortiz", "other@example.com")}
		}, "customer-unsure(Ana Ortiz (ana@example.com))"},
		{"inactive by name", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{inactive(postal(customer("C-1", "Ana Ortiz", ""), "70501"))}
		}, "customer-inactive(Ana Ortiz)"},
		{"by our mark", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{marked(customer("C-1", "Ana Ortiz (BC 51207)", "new@example.com"), "BC-main-51207")}
		}, "C-1"},
		{"of the same name, marked as somebody else", func(_ *sales.Order, _ *Rules, w *world) {
			w.Customers = []Entry{marked(customer("C-1", "Ana Ortiz", "other@example.com"), "BC-main-7")}
		}, "new Ana Ortiz (BC 51207)"},
		{"a vendor bears the name", func(_ *sales.Order, _ *Rules, w *world) {
			w.OtherNames = []Entry{{Kind: Vendors, ListID: "V", Name: "ANA ORTIZ", FullName: "ANA ORTIZ", Active: true}}
		}, "new Ana Ortiz (BC 51207)"},
		{"an inactive employee bears it", func(_ *sales.Order, _ *Rules, w *world) {
			w.OtherNames = []Entry{{Kind: Employees, ListID: "E", Name: "Ana Ortiz", FullName: "Ana Ortiz"}}
		}, "new Ana Ortiz (BC 51207)"},
		{"one being created bears it", func(_ *sales.Order, _ *Rules, w *world) { w.PendingNames = []string{"Ana Ortiz"} }, "new Ana Ortiz (BC 51207)"},
		{"both names are taken", func(_ *sales.Order, _ *Rules, w *world) {
			w.OtherNames = []Entry{{Kind: Vendors, Name: "Ana Ortiz", Active: true}, {Kind: OtherNames, Name: "Ana Ortiz (BC 51207)", Active: true}}
		}, "customer-name(Ana Ortiz (ana@example.com))"},
		{"not created by rule", func(_ *sales.Order, r *Rules, _ *world) { r.Customers.Create = "hold" }, "customer-missing(Ana Ortiz (ana@example.com))"},
		{"one for all", func(_ *sales.Order, r *Rules, w *world) {
			r.Customers = CustomerRules{Policy: "one", One: "Web Shop"}
			w.Customers = []Entry{customer("C-5", "Web Shop", "")}
		}, "C-5"},
		{"one for all, not there", func(_ *sales.Order, r *Rules, _ *world) { r.Customers = CustomerRules{Policy: "one", One: "Web Shop"} }, "list-missing(customer Web Shop)"},
		{"one for all, not chosen", func(_ *sales.Order, r *Rules, _ *world) { r.Customers = CustomerRules{Policy: "one"} }, "mapping-missing(customer)"},
		{"kept in another currency", func(_ *sales.Order, _ *Rules, w *world) {
			e := customer("C-1", "Ana", "ana@example.com")
			e.Currency = "EUR"
			w.Customers = []Entry{e}
		}, "new Ana Ortiz"},
		{"linked to one kept in another currency", func(_ *sales.Order, _ *Rules, w *world) {
			e := customer("C-1", "Ana", "ana@example.com")
			e.Currency = "EUR"
			w.Linked = &e
		}, "customer-currency(Ana)"},
		{"exempt in QuickBooks, which computes", func(_ *sales.Order, r *Rules, w *world) {
			r.Tax.Treatment = "quickbooks"
			e := customer("C-1", "Ana", "ana@example.com")
			e.TaxCode = Ref{"s-Non", "Non"}
			w.Customers = []Entry{e}
		}, "customer-exempt(Ana)"},
		{"exempt in QuickBooks, tax on lines", func(_ *sales.Order, _ *Rules, w *world) {
			e := customer("C-1", "Ana", "ana@example.com")
			e.TaxCode = Ref{"s-Non", "Non"}
			w.Customers = []Entry{e}
		}, "C-1"},
	} {
		o, r, w := order(), rules(), newWorld()
		if c.change != nil {
			c.change(&o, &r, w)
		}
		p := w.plan(t, o, r)
		got := codes(p)
		if p.Outcome == Post {
			got = p.Documents[0].Customer.ListID
			if p.Customer != nil {
				got = "new " + p.Customer.Name
				if p.Documents[0].CustomerKey != p.Customer.Key || p.Customer.Key != "main/51207" {
					t.Errorf("%s: keys %q and %q", c.name, p.Documents[0].CustomerKey, p.Customer.Key)
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNamesOfNewCustomersFit(t *testing.T) {
	for _, c := range []struct {
		name, first, last, company, format string
		id                                 int64
		taken                              bool
		want                               string
	}{
		{"first last", "Ana", "Ortiz", "", "", 51207, false, "Ana Ortiz"},
		{"last, first", "Ana", "Ortiz", "", "last, first", 51207, false, "Ortiz, Ana"},
		{"company", "Ana", "Ortiz", "Ortiz: Sons", "company", 51207, false, "Ortiz- Sons"},
		{"41 characters", "Hubert Blaine", "Wolfeschlegelsteinhausenbergerdorff", "", "", 51207, false, "Hubert Blaine Wolfeschlegelsteinhausenber"},
		{"the suffix stays whole", "Hubert Blaine", "Wolfeschlegelsteinhausenbergerdorff", "", "", 51207, true, "Hubert Blaine Wolfeschlegelste (BC 51207)"},
		{"nothing of the name can be written", "明", "李", "", "", 51207, false, "ana@example.com"},
		{"a guest's suffix is of the e-mail", "Ana", "Ortiz", "", "", 0, true, "Ana Ortiz (BC guest 8e43ca37)"},
	} {
		o, r, w := order(), rules(), newWorld()
		o.Customer.ID, o.Customer.FirstName, o.Customer.LastName = c.id, "", ""
		o.Billing.FirstName, o.Billing.LastName, o.Billing.Company, r.Customers.NameFormat = c.first, c.last, c.company, c.format
		if c.taken {
			plain, _, _ := newNames(o, r)
			w.OtherNames = []Entry{{Kind: Vendors, Name: plain, FullName: plain, Active: true}}
		}
		p := w.plan(t, o, r)
		posted(t, p)
		if p.Customer.Name != c.want || len([]rune(p.Customer.Name)) > 41 {
			t.Errorf("%s: %q, want %q", c.name, p.Customer.Name, c.want)
		}
	}
}

func TestAGuestIsTheSameCustomerWhicheverOrderComesFirst(t *testing.T) {
	a, b := order(), order()
	a.Customer, b.Customer = sales.Customer{Email: "ana@example.com"}, sales.Customer{Email: "ANA@example.com "}
	b.ID, b.Billing.Street1 = 20000, "1 Other St"
	w := newWorld()
	w.OtherNames = []Entry{{Kind: Vendors, Name: "Ana Ortiz", FullName: "Ana Ortiz", Active: true}}
	pa, pb := w.plan(t, a, rules()), w.plan(t, b, rules())
	posted(t, pa)
	posted(t, pb)
	if pa.Customer.Key != "main/guest/ana@example.com" || pa.Customer.Key != pb.Customer.Key || pa.Customer.Name != pb.Customer.Name {
		t.Errorf("%+v and %+v", pa.Customer, pb.Customer)
	}
}

func TestShortenedTextsAreNoted(t *testing.T) {
	o := order()
	o.Billing.Street1 = "12345 A Street Whose Name Is Longer Than QuickBooks Allows"
	o.Billing.City = "Łódź"
	p := newWorld().plan(t, o, rules())
	d := posted(t, p)[0]
	if d.BillTo.Lines[1] != "12345 A Street Whose Name Is Longer Than" || d.BillTo.City != "Lódz" {
		t.Errorf("%+v", d.BillTo)
	}
	street, city := false, false
	for _, n := range p.Notes {
		street = street || strings.Contains(n.Place, "bill-to address, street")
		city = city || strings.Contains(n.Place, "bill-to address, city")
	}
	if !street || !city {
		t.Errorf("notes: %+v", p.Notes)
	}
	proved(t, o, Lists{}, p)
}
