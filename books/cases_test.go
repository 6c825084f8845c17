package books

import (
	"strings"
	"testing"

	"countinghouse/sales"
)

func TestACaseChangesWhatIsPostedForTheOrdersThatMeetIt(t *testing.T) {
	w, r, o := newWorld(), rules(), order()
	w.Customers = []Entry{customer("C-9", "eBay Customers", "")}
	w.Entries = append(w.Entries, entry(Classes, "eBay", ""))
	o.ChannelName = "eBay"
	r.Cases = []Case{
		{Name: "eBay", When: Conditions{Channels: []string{"ebay"}, Over: dec("100")}, Then: Actions{Customer: "eBay Customers", Class: "eBay", DepositTo: "Checking", Item: "Custom"}},
		{Name: "not met", When: Conditions{Channels: []string{"ebay"}, Under: dec("100")}, Then: Actions{Class: "Web"}},
	}
	p := w.plan(t, o, r)
	d := posted(t, p)[0]
	proved(t, o, w.Lists, p)
	if d.Customer.ListID != "C-9" || d.Class.FullName != "eBay" || d.DepositTo.FullName != "Checking" || d.Lines[0].Item != ref("Custom") || d.Lines[1].Item != ref("Custom") {
		t.Errorf("%+v", d)
	}
	var told bool
	for _, why := range d.Why {
		told = told || strings.Contains(why.Text, "The rule eBay applies, because the channel is eBay and the total is over 100")
	}
	if !told {
		t.Errorf("the document does not tell the rule: %+v", d.Why)
	}
	o.ChannelName = "Web"
	if d := posted(t, w.plan(t, o, r))[0]; d.Customer.ListID == "C-9" || !d.Class.IsZero() {
		t.Errorf("an order that does not meet it: %+v", d)
	}
}

func TestAnOrderWaitsForItsApproval(t *testing.T) {
	w, r, o := newWorld(), rules(), order()
	r.Cases = []Case{{Name: "large", When: Conditions{Over: dec("100")}, Then: Actions{Approve: "large orders are looked at"}}}
	if p := w.plan(t, o, r); codes(p) != "needs-approval(large)" {
		t.Fatalf("%s %s", p.Outcome, codes(p))
	}
	approved := Decisions{Approved: map[string]string{"large": "Mara Lindqvist"}}
	p := MakePlan(o, r, w.look(NeedsOf(o, r)), chicago(t), nil, approved)
	d := posted(t, p)[0]
	if why := d.Why[len(d.Why)-1]; !strings.Contains(strings.Join(texts(d.Why), "\n"), "Mara Lindqvist approved it (rule large)") {
		t.Errorf("%+v", why)
	}
}

func texts(rs []Reason) []string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Text)
	}
	return out
}

func TestASkippedOrderIsExcludedWithTheRule(t *testing.T) {
	r, o := rules(), order()
	r.Cases = []Case{{Name: "samples", When: Conditions{SKUs: []string{"lan*"}}, Then: Actions{Skip: "samples are given away"}}}
	p := newWorld().plan(t, o, r)
	if p.Outcome != Exclude || p.Reason != "The rule samples leaves it out, because a SKU is LANTERN: samples are given away" {
		t.Errorf("%s %q", p.Outcome, p.Reason)
	}
}

func TestTheFirstCaseThatStopsEndsTheList(t *testing.T) {
	r := Rules{Cases: []Case{
		{When: Conditions{Guest: "no"}, Then: Actions{Class: "A"}, Stop: true},
		{When: Conditions{Guest: "no"}, Then: Actions{Class: "B"}},
	}}
	got, applied := r.For(order())
	if got.Class != "A" || len(applied) != 1 || applied[0].Name != "Rule 1" || len(got.Cases) != 0 {
		t.Errorf("%q %+v", got.Class, applied)
	}
	r.Cases[0].Stop = false
	if got, applied = r.For(order()); got.Class != "B" || len(applied) != 2 {
		t.Errorf("%q %+v", got.Class, applied)
	}
}

func TestEveryConditionIsLookedAt(t *testing.T) {
	o := order()
	o.ChannelID, o.ChannelType, o.Source, o.StatusLabel, o.Customer.GroupID = 667, "pos", "www", "Awaiting Fulfillment", 3
	o.Shipping[0].Address.CountryISO = "US"
	for name, c := range map[string]struct{ yes, no Conditions }{
		"channel number":     {Conditions{Channels: []string{"667"}}, Conditions{Channels: []string{"66"}}},
		"channel type":       {Conditions{Channels: []string{"x", "POS"}}, Conditions{Channels: []string{"posx"}}},
		"source":             {Conditions{Sources: []string{"www"}}, Conditions{Sources: []string{"mobile"}}},
		"status":             {Conditions{Statuses: []string{"11"}}, Conditions{Statuses: []string{"10"}}},
		"group":              {Conditions{Groups: []string{"3"}}, Conditions{Groups: []string{"0"}}},
		"method":             {Conditions{Methods: []string{"credit card"}}, Conditions{Methods: []string{"Check"}}},
		"country":            {Conditions{Countries: []string{"us"}}, Conditions{Countries: []string{"CA"}}},
		"SKU":                {Conditions{SKUs: []string{"JAR"}}, Conditions{SKUs: []string{"JA"}}},
		"over":               {Conditions{Over: dec("103.93")}, Conditions{Over: dec("103.94")}},
		"under":              {Conditions{Under: dec("103.95")}, Conditions{Under: dec("103.94")}},
		"guest":              {Conditions{Guest: "no"}, Conditions{Guest: "yes"}},
		"all must hold":      {Conditions{Guest: "no", SKUs: []string{"JAR"}}, Conditions{Guest: "no", SKUs: []string{"X"}}},
		"nothing to look at": {Conditions{}, Conditions{Over: dec("9999")}},
	} {
		if why, met := c.yes.met(o); !met || why == "" {
			t.Errorf("%s: not met", name)
		}
		if why, met := c.no.met(o); met {
			t.Errorf("%s: met by %q", name, why)
		}
	}
}

func TestRulesThatCannotBeMeantAreRefusedAllAtOnce(t *testing.T) {
	r := Rules{
		Style: "letter", Edits: "never", Cases: []Case{{Then: Actions{Approve: "x"}}, {Name: "empty"}, {Name: "Empty", When: Conditions{Countries: []string{"Texas"}}}},
		Customers: CustomerRules{NameFormat: "{last} {nick}", Policy: "group"}, Items: ItemRules{Create: NewItemRules{Type: "inventory"}},
		Tax: TaxRules{Marketplace: "item", Allowed: 100},
	}
	err := r.Validate()
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"style", "edits", "cases[0].name", "cases[1].then", `cases[2].name "Empty" is that of cases[1] too`, `cases[2].when.countries: "Texas"`, "{nick}", "customers.groups", "items.create.income", "items.create.cost", "tax.allowed", "tax.marketplace_item"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named in:\n%v", want, err)
		}
	}
}

func TestOneCustomerForAGroup(t *testing.T) {
	w, r, o := newWorld(), rules(), order()
	w.Customers = []Entry{customer("C-3", "Wholesale", ""), customer("C-4", "Retail", "")}
	r.Customers = CustomerRules{Policy: "group", Groups: map[string]string{"3": "Wholesale"}, One: "Retail"}
	o.Customer.GroupID = 3
	if d := posted(t, w.plan(t, o, r))[0]; d.Customer.ListID != "C-3" {
		t.Errorf("%+v", d.Customer)
	}
	o.Customer.GroupID = 4
	if d := posted(t, w.plan(t, o, r))[0]; d.Customer.ListID != "C-4" {
		t.Errorf("the rest: %+v", d.Customer)
	}
	r.Customers.One = ""
	if p := w.plan(t, o, r); p.Customer == nil {
		t.Errorf("without one for the rest each shopper has a customer: %+v", p.Documents)
	}
}

func TestAPersonSaysThatALookAlikeIsSomebodyElse(t *testing.T) {
	w, r, o := newWorld(), rules(), order()
	w.Customers = []Entry{customer("C-1", "Ana Ortiz", "other@example.com")}
	if p := w.plan(t, o, r); !strings.HasPrefix(codes(p), "customer-unsure") {
		t.Fatalf("%s", codes(p))
	}
	p := MakePlan(o, r, w.look(NeedsOf(o, r)), chicago(t), nil, Decisions{NewCustomer: true})
	if p.Customer == nil || p.Customer.Name != "Ana Ortiz (BC 51207)" {
		t.Errorf("%+v %s", p.Customer, codes(p))
	}
}

func TestNamesByAPattern(t *testing.T) {
	o := order()
	for pattern, want := range map[string]string{
		"{last}, {first} ({id})": "Ortiz, Ana (51207)",
		"{company} {last}":       "Ortiz",
		"{last} ({company})":     "Ortiz",
		"{email}":                "ana@example.com",
		"Web: {first} {last}":    "Web: Ana Ortiz",
		"{company}":              "Ana Ortiz", // nothing to show: as without a pattern
	} {
		if got := o.CustomerName(pattern); got != want {
			t.Errorf("%s is %q, want %q", pattern, got, want)
		}
	}
	if f := sales.UnknownField("{last} {nick}"); f != "{nick}" {
		t.Errorf("unknown field %q", f)
	}
}

func TestOnlyBlanksOfAKnownCustomerAreFilled(t *testing.T) {
	w, r, o := newWorld(), rules(), order()
	e := customer("C-1", "Ana", "ana@example.com")
	e.FirstName = "Anna"
	w.Customers = []Entry{e}
	if p := w.plan(t, o, r); p.CustomerUpdate != nil {
		t.Errorf("filled although the rules do not want it: %+v", p.CustomerUpdate)
	}
	r.Customers.Fill = "blanks"
	f := w.plan(t, o, r).CustomerUpdate
	if f == nil || f.Phone != "337-555-0142" || f.FirstName != "" || f.LastName != "" || f.Email != "" || f.Customer.ListID != "C-1" {
		t.Errorf("%+v", f)
	}
	if len(f.BillTo.Lines) == 0 || f.BillTo.PostalCode != "70501" || f.ShipTo.IsZero() {
		t.Errorf("addresses %+v, %+v", f.BillTo, f.ShipTo)
	}
	w.Customers[0].Phone, w.Customers[0].PostalCode = "1", "70501"
	if f := w.plan(t, o, r).CustomerUpdate; f != nil {
		t.Errorf("nothing is blank: %+v", f)
	}
}

func TestEveryCaseIsTriedOnAnOrder(t *testing.T) {
	r := Rules{Cases: []Case{
		{Name: "Canada", When: Conditions{Countries: []string{"CA"}, Guest: "yes"}, Then: Actions{Class: "North"}},
		{Name: "large", When: Conditions{Over: dec("100")}, Then: Actions{Class: "Web", Approve: "large"}, Stop: true},
		{Then: Actions{Class: "Rest"}},
	}}
	got := r.TryCases(order())
	if got[0].Met || got[0].Why != "not met: country, guest" || !got[1].Met || got[1].Changes != "class Web, approval: large" || got[2].Met || got[2].Name != "Rule 3" {
		t.Errorf("%+v", got)
	}
}

func TestADocumentTellsItsTaxAndItsStock(t *testing.T) {
	w := newWorld()
	d := posted(t, w.plan(t, order(), rules()))[0]
	tax := TaxEffects(d, w.Lists)
	if len(tax) != 2 || tax[0].Agency.FullName != "City" || tax[0].Amount != 144 || tax[1].Amount != 450 {
		t.Errorf("tax %+v", tax)
	}
	stock := Stock(d, w.Lists)
	if len(stock) != 1 || stock[0].Item != ref("Goods:LANTERN") || stock[0].Quantity.String() != "-2" { // the jar has no stock
		t.Errorf("stock %+v", stock)
	}
	d.Kind = CreditMemo
	if back := Stock(d, w.Lists); back[0].Quantity.String() != "2" {
		t.Errorf("a credit memo: %+v", back)
	}
}

func TestAnOrderThatIsSaidToStandInQuickBooksWaitsForItsAnswer(t *testing.T) {
	w, r, o := newWorld(), rules(), order()
	for says, want := range map[string]string{"": "link-asking", "QuickBooks has none of that number.": "link-unclear"} {
		p := MakePlan(o, r, w.look(NeedsOf(o, r)), chicago(t), nil, Decisions{Linking: "invoice 9847", LinkSays: says})
		if p.Outcome != Hold || !strings.Contains(codes(p), want) || len(p.Documents) != 0 {
			t.Errorf("%q: %s %s, %d documents", says, p.Outcome, codes(p), len(p.Documents))
		}
	}
}
