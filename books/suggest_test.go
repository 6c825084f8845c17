package books

import (
	"strings"
	"testing"

	"countinghouse/money"
)

func TestSuggestionsSayWhatSpeaksForThem(t *testing.T) {
	tax := func(name, rate string) Entry {
		return Entry{Kind: Items, ListID: name, Name: name, FullName: name, Type: "SalesTax", Rate: money.MustDecimal(rate), Agency: Ref{FullName: "Texas Comptroller"}, Active: true}
	}
	thing := func(name, part string) Entry {
		return Entry{Kind: Items, ListID: name, Name: name[strings.LastIndex(name, ":")+1:], FullName: name, Type: "Inventory", PartNumber: part, Active: true}
	}
	bank := Entry{Kind: Accounts, ListID: "U", Name: "Undeposited Funds", FullName: "Undeposited Funds", Type: "OtherCurrentAsset", Special: "UndepositedFunds", Active: true}
	clearing := Entry{Kind: Accounts, ListID: "P", Name: "PayPal Clearing", FullName: "PayPal Clearing", Type: "OtherCurrentAsset", Active: true}
	var docs []Document
	for i := range 10 {
		into := "PayPal Clearing"
		if i > 7 {
			into = "Undeposited Funds"
		}
		item := "Throw:Blue 12"
		if i == 0 {
			item = "Throw:Red 12"
		}
		docs = append(docs, Document{Kind: SalesReceipt, DepositTo: Ref{FullName: into}, Lines: []Line{{Item: Ref{FullName: item}, Source: Source{Part: "line", SKU: "BLU-12"}}}})
	}
	inactive := thing("Lamp", "LMP-1")
	inactive.Active = false
	for name, x := range map[string]struct {
		u       Unmapped
		from    []Entry
		booked  []Document
		want    string
		because string
	}{
		"the same name and rate": {Unmapped{Line: SheetLine{Key: "tax.rates", Row: "TX Travis County MUD"}, Rate: money.MustDecimal("1")}, []Entry{tax("TX Travis County MTA", "1"), tax("TX Travis County MUD", "1.0")}, nil, "TX Travis County MUD", "Same name and rate"},
		"the words of a name":    {Unmapped{Line: SheetLine{Key: "tax.rates", Row: "Austin TX"}}, []Entry{tax("TX Austin 8.25%", "8.25"), tax("TX Dallas 8.25%", "8.25")}, nil, "TX Austin 8.25%", "Same words in its name"},
		"two of the same rate":   {Unmapped{Line: SheetLine{Key: "tax.rates", Row: "Round Rock"}, Rate: money.MustDecimal("8.25")}, []Entry{tax("TX Austin", "8.25"), tax("TX Dallas", "8.25")}, nil, "", ""},
		"one of the same rate":   {Unmapped{Line: SheetLine{Key: "tax.rates", Row: "Round Rock"}, Rate: money.MustDecimal("8.25")}, []Entry{tax("TX Austin", "8.25"), tax("TX Reno", "8.3")}, nil, "TX Austin", "Same rate"},
		"a short word":           {Unmapped{Line: SheetLine{Key: "tax.rates", Row: "TX"}}, []Entry{tax("TX Austin", "8.25")}, nil, "", ""},
		"booked before":          {Unmapped{Line: SheetLine{Key: "items.links", Row: "BLU-12"}}, []Entry{thing("Throw:Red 12", "BLU-12"), thing("Throw:Blue 12", "")}, docs, "Throw:Blue 12", "Booked so 9 of 10 times"},
		"the same number":        {Unmapped{Line: SheetLine{Key: "items.links", Row: "BLU-12"}}, []Entry{thing("Throw:Red 12", "BLU-12"), thing("Throw:Blue 13", "")}, nil, "Throw:Red 12", "Same part number"},
		"inactive":               {Unmapped{Line: SheetLine{Key: "items.links", Row: "LMP-1"}}, []Entry{inactive}, nil, "", ""},
		"the product's name":     {Unmapped{Line: SheetLine{Key: "items.links", Row: "X"}, About: "Red Throw, 12 lb"}, []Entry{thing("Throw:Red 12", ""), thing("Throw:Blue 12", "")}, nil, "Throw:Red 12", "Its name is in the product’s name"},
		"where other money went": {Unmapped{Line: SheetLine{Key: "payments.*.deposit_to", Row: "PayPal"}}, []Entry{bank, clearing}, docs, "PayPal, to PayPal Clearing", "Same words in its name"},
		"an unknown way":         {Unmapped{Line: SheetLine{Key: "payments.*.deposit_to", Row: "Klarna"}}, []Entry{bank, clearing}, docs, "PayPal Clearing", "Money of other orders went there 8 of 10 times"},
		"nothing booked yet":     {Unmapped{Line: SheetLine{Key: "payments.*.deposit_to", Row: "Klarna"}}, []Entry{bank, clearing}, nil, "Undeposited Funds", "QuickBooks’ own account for money that isn’t deposited yet"},
		"a usual word":           {Unmapped{Line: SheetLine{Key: "charges.shipping"}}, []Entry{thing("Freight out", ""), thing("Handling", "")}, nil, "Freight out", "Its name says freight"},
	} {
		g, ok := BookedBy(x.booked).Suggest(x.u, x.from, []Entry{{Kind: PaymentMethods, Name: "PayPal", FullName: "PayPal", Active: true}}, Company{})
		if g.Name != x.want || g.Reason != x.because || ok != (x.want != "") {
			t.Errorf("%s: %q because %q, want %q because %q", name, g.Name, g.Reason, x.want, x.because)
		}
		for _, l := range g.Lines {
			if l.Row != x.u.Line.Row || l.Value == "" {
				t.Errorf("%s sets %+v", name, l)
			}
		}
	}
}

func TestEachProblemOfTheRulesStandsAtItsLine(t *testing.T) {
	over := money.MustDecimal("5")
	r := Rules{RefPrefix: "TOOLONG", Style: "memo", Customers: CustomerRules{Policy: "one", NameFormat: "{age}"}, Items: ItemRules{Create: NewItemRules{Type: "inventory"}}, Charges: ChargeRules{RoundingLimit: 500},
		Tax: TaxRules{Allowed: 99, Marketplace: "item", TaxableCode: "LONG"}, Refunds: RefundRules{Restock: "no"}, Payments: map[string]PaymentRule{"Visa: debit. card": {}, "Bank": {DepositTo: "X", RefundBy: "cash"}},
		Currencies: map[string]CurrencyRule{"EUR": {Rate: "add"}}, Cases: []Case{{Name: "A", When: Conditions{Over: over}}, {Name: "a", Then: Actions{Class: "X"}}, {Then: Actions{Approve: "why"}, When: Conditions{Countries: []string{"USA"}, SKUs: []string{"*"}}}}}
	got := map[string]bool{}
	for _, e := range r.Problems() {
		if e.Line.Key == "" {
			t.Errorf("nowhere: %s", e.Text)
		}
		if strings.ContainsAny(e.Text, "_") || strings.Contains(e.Text, "cases[") {
			t.Errorf("%s: %s", e.Line.Key, e.Text)
		}
		got[e.Line.Key+"|"+e.Line.Row] = true
	}
	for _, want := range []string{"ref_prefix|", "style|", "customers.one|", "customers.name_format|", "items.create.income|", "items.create.cost|", "charges.rounding_limit|", "charges.rounding|", "tax.allowed|", "tax.marketplace_item|", "tax.taxable_code|",
		"refunds.not_restocked|", "payments.*.deposit_to|Visa: debit. card", "payments.*.refund_by|Bank", "currencies.*.rate|EUR", "cases.then.skip|1", "cases.name|2", "cases.name|3", "cases.when.countries|3", "cases.when.skus|3"} {
		if !got[want] {
			t.Errorf("no problem stands at %s: %v", want, got)
		}
	}
	if p := (Rules{}).Problems(); p != nil {
		t.Errorf("empty rules: %v", p)
	}
}

func TestCausesLeadToTheirLines(t *testing.T) {
	r := Rules{Charges: ChargeRules{Shipping: "Freight"}, Items: ItemRules{Links: map[string]string{"A": "Freight"}}, Payments: map[string]PaymentRule{"Visa": {DepositTo: "Old Bank", Method: "Visa card"}}}
	for _, x := range []struct{ code, subject, want string }{
		{"tax-unmapped", "Austin", "tax.rates|Austin"}, {"fee-unmapped", "Delivery fee", "charges.fees|Delivery fee"}, {"payment-unmapped", "(none)", "payments.*.deposit_to|*"}, {"payment-unmapped", "PayPal", "payments.*.deposit_to|PayPal"},
		{"item-missing", "BLU-12", "items.links|BLU-12"}, {"item-missing", "", "items.custom|"}, {"mapping-missing", "shipping item", "charges.shipping|"}, {"mapping-missing", "store credit item", "charges.store_credit|"},
		{"mapping-missing", "sales tax item of 0 %", "tax.zero_item|"}, {"list-missing", "item freight", "items.links|A charges.shipping|"}, {"list-inactive", "account Old Bank", "payments.*.deposit_to|Visa"},
		{"list-missing", "payment method Visa card", "payments.*.method|Visa"}, {"account-kind", "Old Bank", "payments.*.deposit_to|Visa"}, {"currency", "EUR", "currencies.*.receivable_account|EUR"}, {"disputed", "", ""},
	} {
		var got []string
		for _, l := range r.SheetLinesOf(x.code, x.subject, Company{}) {
			got = append(got, l.Key+"|"+l.Row)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s %s leads to %v, want %s", x.code, x.subject, got, x.want)
		}
	}
	abroad := Rules{Tax: TaxRules{Treatment: "quickbooks"}}
	if l := abroad.SheetLinesOf("tax-unmapped", "GST + PST", Company{Country: "CA"}); l[0].Key != "tax.codes" {
		t.Errorf("in Canada it leads to %v", l)
	}
}

func TestChangesOfAMappingAreToldInWords(t *testing.T) {
	was := Rules{RefPrefix: "BC", Style: "receipt", Tax: TaxRules{Rates: map[string]string{"Austin": "TX Austin"}}, Payments: map[string]PaymentRule{"Visa": {DepositTo: "Checking"}}}
	now, errs := was.With([]SheetLine{{"style", "", "invoice"}, {"tax.rates", "Dallas", "TX Dallas"}, {"tax.rates", "Austin", ""}, {"payments.*.later", "Visa", "yes"}, {"start_date", "", "2026-11-01"}, {"paid_by", "", "status"}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var got []string
	for _, c := range now.Changes(was) {
		got = append(got, c.String())
	}
	want := "Orders placed from: none → 1 Nov 2026\nSales tax rates, Austin: TX Austin → none\nSales tax rates, Dallas: none → TX Dallas\nWays of paying, Visa: Paid later, on account: no → yes\nDocument of a sale: Sales receipt when paid, else invoice → Always invoice and payments"
	if strings.Join(got, "\n") != want {
		t.Errorf("the changes are\n%s", strings.Join(got, "\n"))
	}
	if c := was.Changes(was); len(c) != 0 {
		t.Errorf("nothing changed, but %v", c)
	}
}

func TestWhatSpeaksALittleIsShownAndNeverFilledIn(t *testing.T) {
	thing := func(name string) Entry {
		return Entry{Kind: Items, ListID: name, Name: name, FullName: name, Type: "Inventory", Active: true}
	}
	for name, x := range map[string]struct {
		row, about string
		from       Entry
		because    string
	}{
		"a number of the same product": {"BRASS-S-9", "", thing("BRASS-S"), "Its name begins alike"},
		"a word of the product":        {"X", "Brass Lantern", thing("Lantern oil"), "It shares “lantern”"},
	} {
		u := Unmapped{Line: SheetLine{Key: "items.links", Row: x.row}, About: x.about}
		if g, ok := (Booked{}).Suggest(u, []Entry{x.from}, nil, Company{}); ok {
			t.Errorf("%s: %s is filled in unasked", name, g.Name)
		}
		got := (Booked{}).Suggestions(u, []Entry{x.from, x.from, thing("Nothing alike")}, 2)
		if len(got) != 1 || got[0].Entry.ListID != x.from.ListID || got[0].Reason != x.because {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestOnlyWhatIsSurelyMeantMayBeChosenUnasked(t *testing.T) {
	thing := func(name, part, code string) Entry {
		return Entry{Kind: Items, ListID: name, Name: name, FullName: name, Type: "Inventory", PartNumber: part, BarCode: code, Active: true}
	}
	tax := func(name, rate string) Entry {
		return Entry{Kind: Items, ListID: name, Name: name, FullName: name, Type: "SalesTax", Rate: money.MustDecimal(rate), Active: true}
	}
	booked := func(item string, times int) []Document {
		var out []Document
		for range times {
			out = append(out, Document{Kind: SalesReceipt, Lines: []Line{{Item: Ref{FullName: item}, Source: Source{Part: "line", SKU: "SET-3"}}}})
		}
		return out
	}
	sku := func(about, code string) Unmapped {
		return Unmapped{Line: SheetLine{Key: "items.links", Row: "SET-3"}, About: about, Barcode: code}
	}
	rate := func(row, percent string) Unmapped {
		return Unmapped{Line: SheetLine{Key: "tax.rates", Row: row}, Rate: money.MustDecimal(percent)}
	}
	pay := Unmapped{Line: SheetLine{Key: "payments.*.deposit_to", Row: "Klarna"}}
	bank := Entry{Kind: Accounts, ListID: "U", Name: "Undeposited Funds", FullName: "Undeposited Funds", Type: "OtherCurrentAsset", Special: "UndepositedFunds", Active: true}
	for name, x := range map[string]struct {
		u       Unmapped
		from    []Entry
		booked  []Document
		sure    bool
		because string
	}{
		"the same number as a name":       {sku("", ""), []Entry{thing("SET-3", "", "")}, nil, true, "Same name"},
		"the same part number":            {sku("", ""), []Entry{thing("Set of three", "SET-3", "")}, nil, true, "Same part number"},
		"the number as a barcode":         {sku("", ""), []Entry{thing("Set of three", "", "SET-3")}, nil, true, "Same barcode"},
		"the product's barcode":           {sku("", "0123"), []Entry{thing("Set of three", "", "0123")}, nil, true, "Same barcode"},
		"the product's name":              {sku("Set of three", ""), []Entry{thing("Set of three", "", "")}, nil, true, "Same name"},
		"booked so nearly always":         {sku("", ""), []Entry{thing("Tray", "", "")}, append(booked("Tray", 9), booked("Bowl", 1)...), true, "Booked so 9 of 10 times"},
		"booked so mostly":                {sku("", ""), []Entry{thing("Tray", "", "")}, append(booked("Tray", 8), booked("Bowl", 2)...), false, "Booked so 8 of 10 times"},
		"booked so once":                  {sku("", ""), []Entry{thing("Tray", "", "")}, booked("Tray", 1), false, "Booked so 1 of 1 times"},
		"a figure in common":              {sku("", ""), []Entry{thing("DL-3", "", "")}, nil, false, "It shares “3”"},
		"a beginning in common":           {sku("", ""), []Entry{thing("SET-34", "", "")}, nil, false, "Its name begins alike"},
		"its words in the product's name": {sku("Red set of three", ""), []Entry{thing("Set of three", "", "")}, nil, false, "Its name is in the product’s name"},
		"words in common":                 {sku("Set three", ""), []Entry{thing("Three in a set", "", "")}, nil, false, "Same words in its name"},
		"two of the same name":            {sku("", ""), []Entry{thing("SET-3", "", ""), {Kind: Items, ListID: "2", Name: "SET-3", FullName: "Old:SET-3", Type: "Inventory", Active: true}}, nil, false, "Same name"},
		"the same rate of the same name":  {rate("TX Austin", "8.25"), []Entry{tax("TX Austin", "8.25")}, nil, true, "Same name and rate"},
		"another rate of the same name":   {rate("TX Austin", "8.25"), []Entry{tax("TX Austin", "8")}, nil, false, "Same name, but its rate is 8% and the store’s 8.25%"},
		"the same rate only":              {rate("Travis County", "8.25"), []Entry{tax("TX Austin", "8.25")}, nil, false, "Same rate"},
		"where money usually goes":        {pay, []Entry{bank}, nil, false, "QuickBooks’ own account for money that isn’t deposited yet"},
		"a usual word":                    {Unmapped{Line: SheetLine{Key: "charges.shipping"}}, []Entry{thing("Freight out", "", "")}, nil, false, "Its name says freight"},
	} {
		got := BookedBy(x.booked).Suggestions(x.u, x.from, 2)
		if len(got) == 0 || got[0].Sure != x.sure || got[0].Reason != x.because {
			t.Errorf("%s: %+v; want sure %t because %s", name, got, x.sure, x.because)
		}
		if g, ok := BookedBy(x.booked).Suggest(x.u, x.from, nil, Company{}); ok && g.Sure != x.sure {
			t.Errorf("%s: on the sheet it is sure: %t", name, g.Sure)
		}
	}
}
