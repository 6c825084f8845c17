package web

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	plans "countinghouse/posting"
	"countinghouse/sales"
	"countinghouse/store"
)

// tell lets QuickBooks tell entries of its lists, all of them read.
func (h *house) tell(rows ...books.Entry) {
	h.t.Helper()
	ctx := h.t.Context()
	v, err := h.store.OpenVisit(ctx, "larkspur", rand.Text(), "10.0.0.9", "2.3.0.207", 0)
	must(h.t, err)
	x, err := h.store.MarkSent(ctx, store.Exchange{Visit: v.ID, Purpose: "read", Requests: 1, Request: []byte("<QBXML/>")}, nil)
	must(h.t, err)
	var progress []store.ListProgress
	for _, kind := range []books.ListKind{books.Accounts, books.Customers, books.Vendors, books.Employees, books.OtherNames, books.Items, books.SalesTaxCodes, books.PaymentMethods, books.ShipMethods, books.TermsList, books.Classes, books.Templates, books.Currencies} {
		progress = append(progress, store.ListProgress{Kind: kind, Done: true, Started: h.now, Finished: h.now})
	}
	must(h.t, h.store.Answer(ctx, x, store.Reply{Response: []byte("<QBXML/>"), Rows: rows, Progress: progress}))
	must(h.t, h.store.CloseVisit(ctx, v.ID, "closed", "All done"))
}

func item(id, name, kind, account string) books.Entry {
	last := name[strings.LastIndex(name, ":")+1:]
	return books.Entry{Kind: books.Items, ListID: id, Name: last, FullName: name, Type: kind, Account: books.Ref{FullName: account}, Active: true}
}

func entry(kind books.ListKind, id, name, typ string) books.Entry {
	return books.Entry{Kind: kind, ListID: id, Name: name, FullName: name, Type: typ, Active: true}
}

// mappingWorld is a store whose lists were read and whose orders wait for an
// item; plan plans what waits, as the server does.
func mappingWorld(t testing.TB, change ...func(*Options)) *house {
	t.Helper()
	h := bare(t, change...)
	h.furnish()
	h.learn()
	tax := item("T-1", "TX Austin 8.25%", "SalesTax", "")
	tax.Agency = books.Ref{FullName: "Texas Comptroller"}
	off := entry(books.Accounts, "A-9", "Old Bank", "Bank")
	off.Active = false
	rows := []books.Entry{item("I-9", "Throw:Blue 12", "Inventory", "Sales:Home goods"), item("I-10", "Throw:Red 12", "Inventory", "Sales:Home goods"), item("S-1", "Shipping charged", "OtherCharge", "Freight income"), item("S-2", "Discount", "Discount", "Discounts"),
		item("S-3", "Gift wrap", "Service", "Other income"), tax, item("T-0", "No tax", "SalesTax", ""), entry(books.PaymentMethods, "P-1", "Visa/Mastercard", ""), entry(books.PaymentMethods, "P-2", "PayPal", ""),
		entry(books.Accounts, "A-1", "Checking", "Bank"), entry(books.Accounts, "A-2", "PayPal Clearing", "OtherCurrentAsset"), off, entry(books.Classes, "C-1", "Online", ""), entry(books.SalesTaxCodes, "X-1", "Tax", ""), entry(books.SalesTaxCodes, "X-2", "Non", ""),
		entry(books.Accounts, "A-3", "Freight income", "Income"), entry(books.Accounts, "A-4", "Discounts", "Income"), entry(books.Accounts, "A-5", "Other income", "Income")}
	rows[0].BarCode = "BLU-12"
	h.tell(rows...)
	for i, sku := range []string{"BLU-12", "BLU-12", "BLU-12", "WIC-77"} {
		o := order(10500+i, day.New(2026, 11, 9), "Kit Holloway", "64.20")
		o.Lines[0].SKU, o.Lines[0].Name = sku, map[string]string{"BLU-12": "Blue Throw, 12 lb", "WIC-77": "Wicker Basket"}[sku]
		o.ItemsTotal, o.Lines[0].Price, o.Lines[0].BasePrice, o.Lines[0].BaseTotal = 4, sales.Taxed{Ex: money.MustDecimal("16.05"), Inc: money.MustDecimal("16.05")}, money.MustDecimal("16.05"), money.MustDecimal("64.20")
		_, err := h.store.SaveOrders(t.Context(), "main", []sales.Order{o})
		must(t, err)
	}
	h.planned()
	h.signIn("marguerite@larkspurandpine.com")
	return h
}

func (h *house) planned() {
	h.t.Helper()
	must(h.t, plans.NewPlanner(h.store, nil).All(h.t.Context()))
}

// fields are the values that a browser would send with a form that holds one.
func (a answer) fields(action string) url.Values {
	v := url.Values{}
	form := find(a.page, func(n *html.Node) bool {
		return n.Data == "form" && attr(n, "action") == action && attr(n, "method") == "post"
	})
	if form == nil {
		return v
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if name := attr(n, "name"); n.Type == html.ElementNode && name != "" && n.Data != "button" {
			switch {
			case n.Data == "select":
				value, first := "", true
				for o := n.FirstChild; o != nil; o = o.NextSibling {
					if o.Data == "option" && (first || hasAttr(o, "selected")) {
						value, first = attr(o, "value"), false
					}
				}
				v.Add(name, value)
			case n.Data == "textarea":
				if n.FirstChild != nil {
					v.Add(name, n.FirstChild.Data)
				} else {
					v.Add(name, "")
				}
			case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
				if hasAttr(n, "checked") {
					v.Add(name, attr(n, "value"))
				}
			case attr(n, "type") != "file":
				v.Add(name, attr(n, "value"))
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(form)
	return v
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

const toMapping = "/mapping#top"

// send fills in a form as it stands and presses a button.
func (h *house) send(a answer, do string, values ...string) answer {
	h.t.Helper()
	form := a.fields(toMapping)
	if len(form) == 0 {
		h.t.Fatalf("there is no form: %s", a.text())
	}
	form.Set("do", do)
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	return h.do(http.MethodPost, "/mapping", form)
}

func (h *house) sheetRules() (books.Rules, int64) {
	h.t.Helper()
	r, v, err := h.store.Rules(h.t.Context(), "main")
	must(h.t, err)
	return r, v
}

func TestMappingReadsAsAnAccountantsSheet(t *testing.T) {
	h := mappingWorld(t)
	text := h.see("/mapping").text()
	wants(t, "Mapping", text, "Orders placed from", "Austin TX", "Shipping charged to the customer", "Handling", "Not mapped", "Texas Comptroller", "2 lines hold 4 orders, $256.80", "3 wait", "Add a rule")
	h.signIn("aiko@larkspurandpine.com")
	a := h.see("/mapping")
	wants(t, "an accountant's Mapping", a.text(), "1 Oct 2026", "TX Austin 8.25%", "Shipping charged", "Visa/Mastercard", "Every order goes by the sheet")
	wantsNot(t, "an accountant's Mapping", a.body, `name="charges.shipping"`, ">Save<")
	if a := h.do(http.MethodPost, "/mapping", url.Values{"store": {"main"}, "do": {"save"}, "class": {"Online"}}); a.code != http.StatusForbidden {
		t.Errorf("an accountant changes the mapping: %d", a.code)
	}
}

// The sheet has a field for every setting, and as it stands it changes nothing.
func TestTheSheetSentBackAsItStandsChangesNothing(t *testing.T) {
	h := mappingWorld(t)
	r, before := h.sheetRules()
	r.Currencies = map[string]books.CurrencyRule{"EUR": {ReceivableAccount: "AR"}}
	r.Cases = []books.Case{{Name: "eBay", When: books.Conditions{Channels: []string{"eBay", "Amazon"}}, Then: books.Actions{Class: "Online"}}}
	r.Tax.Codes, r.ExcludeOrders, r.Items.MatchBy = map[string]string{"": "Non"}, map[sales.OrderID]string{77: "By hand"}, []string{"barcode", "name"}
	before, err := h.store.SaveRulesFrom(t.Context(), tester, "main", r, before, "")
	must(t, err)
	a, rule := h.see("/mapping"), h.see("/mapping/rule?rule=1")
	for _, g := range books.Sheet() {
		for _, p := range g.Parts {
			var columns []books.SheetField
			if p.Field != nil {
				columns = []books.SheetField{*p.Field}
			} else {
				columns = p.Table.Columns
			}
			for _, f := range columns {
				if !strings.Contains(a.body+rule.body, `name="`+f.Key) && !strings.Contains(a.body, f.Key+`"`) {
					t.Errorf("%s has no field", f.Key)
				}
			}
		}
	}
	for _, page := range []answer{a, rule} {
		for _, do := range []string{"save", "effect", "show"} {
			if b := h.send(page, do); b.code >= 400 {
				t.Errorf("%s answers %d: %s", do, b.code, b.text())
			}
		}
	}
	if now, v := h.sheetRules(); v != before {
		t.Errorf("version %d became %d: %v", before, v, now.Changes(r))
	}
}

func TestAChangeIsSeenBeforeItIsSavedAndStandsInTheHistory(t *testing.T) {
	h := mappingWorld(t)
	_, before := h.sheetRules()
	a := h.send(h.see("/mapping"), "effect", "items.links[BLU-12]", "throw:blue 12", "why", "Marguerite looked it up")
	if a.code != http.StatusOK {
		t.Fatalf("%d %s", a.code, a.text())
	}
	wants(t, "the effect", a.text(), "What this changes", "SKUs that are called otherwise, BLU-12", "Throw: Blue 12", "3 of 4 orders that wait for review would be posted: $192.60", "3 of the newest 4 orders would come out otherwise", "Sales receipt", "Home goods", "(192.60)", "Save and post 3 orders")
	if _, v := h.sheetRules(); v != before {
		t.Error("looking saved it")
	}
	back := h.send(a, "show")
	wants(t, "back on the sheet", back.text(), "1 change not saved.", "It releases 3 orders, $192.60, and alters none already in QuickBooks.", "Not saved yet", "Save and post 3 orders")
	saved := h.send(back, "save")
	if saved.code != http.StatusSeeOther {
		t.Fatalf("saving answers %d: %s", saved.code, saved.text())
	}
	r, v := h.sheetRules()
	if r.Items.Links["BLU-12"] != "Throw:Blue 12" || v != before+1 { // as QuickBooks spells it
		t.Errorf("version %d says %v", v, r.Items.Links)
	}
	wants(t, "the sheet after saving", h.see(saved.header.Get("Location")).text(), fmt.Sprintf("Version %d of the mapping is saved.", v))
	h.planned()
	wants(t, "the orders", h.see("/sales?state=waiting").text(), "10500", "10501", "10502")
	wants(t, "the history", h.see("/mapping/history").text(), fmt.Sprintf("Version %d, which holds now", v), "marguerite@larkspurandpine.com", "Marguerite looked it up", "none Throw: Blue 12", "The first version")

	// Back to the version before is a new version.
	a = h.see("/mapping/history")
	back = h.do(http.MethodPost, "/mapping", url.Values{"store": {"main"}, "to": {fmt.Sprint(before)}, "do": {"effect"}})
	wants(t, "the effect of going back", back.text(), fmt.Sprintf("Back to version %d", before), "Throw: Blue 12")
	if b := h.send(back, "save"); b.code != http.StatusSeeOther {
		t.Errorf("going back answers %d", b.code)
	}
	if r, again := h.sheetRules(); again != v+1 || len(r.Items.Links) != 0 {
		t.Errorf("version %d says %v", again, r.Items.Links)
	}
	wants(t, "the history", h.see("/mapping/history").text(), fmt.Sprintf("Back to version %d", before))
}

func TestWhatQuickBooksDoesNotHaveIsRefusedAtItsField(t *testing.T) {
	h := mappingWorld(t)
	for name, x := range map[string]struct{ value, says string }{
		"charges.shipping":              {"Postage", "QuickBooks has no item named “Postage”"},
		"charges.handling":              {"Throw:Blue 12", "is an inventory part"},
		"payments.*.deposit_to[Visa]":   {"Sales:Home goods", "is an account of the type income"},
		"payments.*.deposit_to[PayPal]": {"Old Bank", "is inactive in QuickBooks"},
		"start_date":                    {"1/11/26", "is not a day"},
		"ref_prefix":                    {"TOOLONG", "at most 5 plain characters"},
		"customers.policy":              {"one", "name the customer"},
		"tax.allowed":                   {"99", "write 0 to 25 cents"},
		"customers.groups[wholesale]":   {"Nobody", "QuickBooks has no customer named “Nobody”"},
	} {
		a := h.send(h.see("/mapping"), "save", name, x.value)
		if a.code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.code)
			continue
		}
		wants(t, name, a.text(), x.says, "1 thing to correct", "Nothing was changed")
		wants(t, name, a.element("title"), "Error: Mapping")
		if name == "customers.policy" {
			name = "customers.one"
			x.value = ""
		}
		field := find(a.page, func(n *html.Node) bool { return attr(n, "aria-invalid") == "true" })
		if field == nil || !strings.Contains(a.byID(attr(field, "aria-describedby")), x.says) || attr(field, "name") != name || attr(field, "value") != x.value {
			t.Errorf("%s: the field is %+v", name, field)
		} else if find(a.page, func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == "#"+attr(field, "id") }) == nil {
			t.Errorf("%s: no link leads to the field", name)
		}
	}
	a := h.send(h.see("/mapping"), "save", "charges.shipping", "Postage", "charges.handling", "Nothing", "new:tax.rates:tax.rates", "No tax")
	wants(t, "three at once", a.text(), "3 things to correct", "write rate in the store")
	if a := h.send(a, "save", "charges.shipping", "Shipping charged", "charges.handling", "", "new:tax.rates:key", "New York"); a.code != http.StatusSeeOther {
		t.Errorf("put right it answers %d: %s", a.code, a.text())
	}
	if r, _ := h.sheetRules(); r.Tax.Rates["New York"] != "No tax" {
		t.Errorf("the new row is %v", r.Tax.Rates)
	}
}

func TestTheSecondOfTwoPeopleSeesWhatTheFirstChanged(t *testing.T) {
	h := mappingWorld(t)
	mine := h.see("/mapping")
	if a := h.send(h.see("/mapping"), "save", "charges.wrapping", "Gift wrap", "class", "Online"); a.code != http.StatusSeeOther {
		t.Fatalf("the first is refused: %s", a.text())
	}
	_, v := h.sheetRules()
	a := h.send(mine, "save", "ref_prefix", "LP", "charges.wrapping", "")
	if a.code != http.StatusConflict {
		t.Fatalf("the second answers %d: %s", a.code, a.text())
	}
	wants(t, "the conflict", a.text(), "The mapping was changed meanwhile", fmt.Sprintf("marguerite@larkspurandpine.com saved version %d", v), "Gift wrapping", "Class of every document", "BC LP")
	if _, now := h.sheetRules(); now != v {
		t.Error("the second was saved unseen")
	}
	if a := h.send(a, "save"); a.code != http.StatusSeeOther {
		t.Fatalf("keeping both answers %d: %s", a.code, a.text())
	}
	if r, _ := h.sheetRules(); r.RefPrefix != "LP" || r.Class != "Online" || r.Charges.Wrapping != "Gift wrap" {
		t.Errorf("both together are %+v", r)
	}
}

func TestWhatWaitsIsMappedInBulkWithSuggestions(t *testing.T) {
	h := mappingWorld(t)
	a := h.see("/mapping/open")
	wants(t, "the worklist", a.text(), "2 things that aren’t mapped hold 4 orders", "$256.80 waits", "BLU-12", "Same barcode")
	form := a.fields(toMapping)
	if form.Get("items.links[BLU-12]") != "Throw:Blue 12" || !slices.Contains(form["take"], "items.links[BLU-12]") {
		t.Fatalf("the suggestion is %v", form)
	}
	if a := h.do(http.MethodPost, "/mapping", url.Values{"store": {"main"}, "view": {"open"}, "only": {"ticked"}, "do": {"save"}}); a.code != http.StatusUnprocessableEntity {
		t.Errorf("nothing ticked answers %d", a.code)
	}
	form.Set("items.links[WIC-77]", "Throw:Red 12") // not ticked
	form.Set("do", "save")
	if a := h.do(http.MethodPost, "/mapping", form); a.code != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/mapping/open") {
		t.Fatalf("%d %s", a.code, a.text())
	}
	if r, _ := h.sheetRules(); len(r.Items.Links) != 1 || r.Items.Links["BLU-12"] != "Throw:Blue 12" {
		t.Errorf("mapped are %v", r.Items.Links)
	}
	h.planned()
	wants(t, "the worklist", h.see("/mapping/open").text(), "1 thing that isn’t mapped holds 1 order", "WIC-77")
	// On the sheet a button takes the suggestion, which is not saved by it.
	row := find(h.see("/mapping").page, func(n *html.Node) bool {
		return n.Data == "button" && strings.HasPrefix(attr(n, "value"), "use:")
	})
	if row == nil {
		t.Fatal("the sheet suggests nothing")
	}
	used := h.send(h.see("/mapping"), attr(row, "value"))
	wants(t, "the sheet", used.text(), "Not saved yet", "not saved.")
}

func TestWhatMayBeMeantIsOfferedToMapAndNeverTicked(t *testing.T) {
	h := mappingWorld(t)
	h.tell(item("I-11", "WIC", "Inventory", "Sales:Home goods"), item("I-12", "Basket:Large Wicker Basket", "Inventory", "Sales:Home goods"))
	wants(t, "the worklist", h.see("/mapping/open").text(), "Same words in its name")
	weak := h.see("/mapping/open")
	form := weak.fields(toMapping)
	if form.Get("items.links[WIC-77]") != "" || slices.Contains(form["take"], "items.links[WIC-77]") {
		t.Fatalf("what isn't sure is filled in: %v", form)
	}
	use := find(weak.page, func(n *html.Node) bool {
		return n.Data == "button" && strings.HasPrefix(attr(n, "value"), "use:") && strings.Contains(attr(n, "value"), "WIC-77")
	})
	if use == nil {
		t.Fatal("it isn't offered")
	}
	used := h.send(weak, attr(use, "value"))
	if form := used.fields(toMapping); form.Get("items.links[WIC-77]") == "" || !slices.Contains(form["take"], "items.links[WIC-77]") {
		t.Fatalf("what its button fills in is %v", form)
	}
	if a := h.send(used, "save"); a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.text())
	}
	if r, _ := h.sheetRules(); r.Items.Links["WIC-77"] != "Basket:Large Wicker Basket" {
		t.Errorf("mapped are %v", r.Items.Links)
	}
}

func TestAnEntryAmongManyIsFoundWithScriptsOff(t *testing.T) {
	h := mappingWorld(t)
	var rows []books.Entry
	for i := range 400 {
		rows = append(rows, item(fmt.Sprintf("N-%d", i), fmt.Sprintf("Lamp:Model %03d", i), "NonInventory", "Sales:Home goods"))
	}
	h.tell(rows...)
	a := h.see("/mapping")
	if len(a.body) > 150<<10 {
		t.Errorf("the sheet has %d bytes", len(a.body))
	}
	found := h.send(a, "find:items.custom", "items.custom", "model 37", "class", "Online")
	wants(t, "what was found", found.text(), "Lamp: Model 370", "Lamp: Model 379", "10 found")
	back := h.send(found, "pick:items.custom", "pick", "Lamp:Model 377")
	wants(t, "the sheet", back.text(), "2 changes not saved.")
	if got := back.fields(toMapping); got.Get("items.custom") != "Lamp:Model 377" || got.Get("class") != "Online" {
		t.Errorf("what was typed is %q and %q", got.Get("items.custom"), got.Get("class"))
	}
	options := h.see("/mapping/options?store=main&key=items.custom&q=Model+39")
	if n := strings.Count(options.body, "<option"); n != 10 {
		t.Errorf("%d options", n)
	}
}

func TestRulesForOrdersHaveAPageOfTheirOwn(t *testing.T) {
	h := mappingWorld(t)
	a := h.send(h.see("/mapping/rule?rule=new"), "save", "cases.name[1]", "eBay", "cases.when.channels[1]", "eBay\r\nebay.co.uk", "cases.then.class[1]", "Online", "cases.when.over[1]", "1,000.00")
	if a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.text())
	}
	if a := h.send(h.see("/mapping/rule?rule=new"), "save", "cases.name[2]", "large", "cases.then.approve[2]", "they are looked at", "cases.when.over[2]", "10"); a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.text())
	}
	r, _ := h.sheetRules()
	if len(r.Cases) != 2 || len(r.Cases[0].When.Channels) != 2 || r.Cases[0].When.Over.String() != "1000" && r.Cases[0].When.Over.String() != "1000.00" {
		t.Fatalf("the rules are %+v", r.Cases)
	}
	wants(t, "the sheet", h.see("/mapping").text(), "eBay", "Channel is eBay, ebay.co.uk; Total is over", "Class Online", "large")
	wants(t, "the trial", h.see("/mapping/rule?rule=2&try=10500").text(), "Order 10500", "Applies, because the total is over 10", "Doesn’t apply: not met: channel")
	if a := h.send(h.see("/mapping/rule?rule=2"), "save", "cases[2]", "1"); a.code != http.StatusSeeOther {
		t.Errorf("moving answers %d", a.code)
	}
	if a := h.send(h.see("/mapping/rule?rule=2"), "save", "out:cases[2]", "yes"); a.code != http.StatusSeeOther {
		t.Errorf("taking out answers %d", a.code)
	}
	if r, _ := h.sheetRules(); len(r.Cases) != 1 || r.Cases[0].Name != "large" {
		t.Errorf("the rules are %+v", r.Cases)
	}
	if a := h.send(h.see("/mapping/rule?rule=new"), "save", "cases.then.approve[2]", "why"); a.code != http.StatusUnprocessableEntity {
		t.Errorf("an approval without a name answers %d", a.code)
	} else {
		wants(t, "the rule", a.text(), "name the rule")
	}
}

func (h *house) upload(path, file string) answer {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("file", "mapping.csv")
	must(h.t, err)
	_, err = w.Write([]byte(file))
	must(h.t, err)
	must(h.t, m.Close())
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url+path, &b)
	must(h.t, err)
	r.Header.Set("Content-Type", m.FormDataContentType())
	res, err := h.http.Do(r)
	must(h.t, err)
	defer func() { _ = res.Body.Close() }()
	page, err := html.Parse(res.Body)
	must(h.t, err)
	return answer{code: res.StatusCode, header: res.Header, page: page}
}

func TestTheMappingGoesOutAndInAsATable(t *testing.T) {
	h := mappingWorld(t)
	out := h.see("/mapping.csv?store=main")
	if !strings.HasPrefix(out.body, "\ufeffKey,What,In the store,In QuickBooks\n") || !strings.Contains(out.header.Get("Content-Disposition"), "mapping-main-1.csv") {
		t.Errorf("%.80q %v", out.body, out.header)
	}
	_, before := h.sheetRules()
	a := h.upload("/mapping/import?store=main", strings.ReplaceAll(out.body, "Austin TX", "Austin City")+"items.links,,WIC-77,Throw:Red 12\n")
	if a.code != http.StatusOK {
		t.Fatalf("%d %s", a.code, a.text())
	}
	wants(t, "the effect of a file", a.text(), "2 lines of the mapping", "Austin City", "WIC-77", "Save and post 1 order")
	if _, v := h.sheetRules(); v != before {
		t.Error("looking at a file saved it")
	}
	if b := h.send(a, "save"); b.code != http.StatusSeeOther {
		t.Fatalf("%d %s", b.code, b.text())
	}
	if r, _ := h.sheetRules(); r.Tax.Rates["Austin City"] == "" || r.Tax.Rates["Austin TX"] == "" || r.Items.Links["WIC-77"] == "" {
		t.Errorf("%+v", r.Tax.Rates)
	}
	bad := h.upload("/mapping/import?store=main", "Key,In the store,In QuickBooks\ncharges.postage,,X\ncharges.shipping,,Postage\n")
	wants(t, "a wrong file", bad.text(), "1 thing to correct", "line 2: “charges.postage” is no line of the mapping sheet")
	bad = h.upload("/mapping/import?store=main", "Key,In the store,In QuickBooks\ncharges.shipping,,Postage\ncharges.handling,,Nothing\n")
	wants(t, "entries that are not there", bad.text(), "2 things to correct", "QuickBooks has no item named “Postage”")
	if bad.code != http.StatusUnprocessableEntity {
		t.Errorf("%d", bad.code)
	}
	// A large table goes through the page of its effect as well.
	var big strings.Builder
	big.WriteString("Key,In the store,In QuickBooks\n")
	for i := range 3000 {
		fmt.Fprintf(&big, "items.links,SKU-%d,Throw:Red 12\n", i)
	}
	a = h.upload("/mapping/import?store=main", big.String())
	if b := h.send(a, "save"); b.code != http.StatusSeeOther {
		t.Fatalf("%d %s", b.code, b.text())
	}
	if r, _ := h.sheetRules(); len(r.Items.Links) != 3001 {
		t.Errorf("%d links", len(r.Items.Links))
	}
	if a := h.see("/mapping"); len(a.body) > 150<<10 {
		t.Errorf("the sheet has %d bytes", len(a.body))
	}
}

func TestWhatAVersionPostedIsTakenOutFromItsHistory(t *testing.T) {
	h := mappingWorld(t)
	if a := h.send(h.see("/mapping"), "save", "items.links[BLU-12]", "Throw:Blue 12"); a.code != http.StatusSeeOther {
		t.Fatal(a.text())
	}
	h.planned()
	h.call(true)
	_, v := h.sheetRules()
	path := fmt.Sprintf("/mapping/undo?store=main&version=%d", v)
	wants(t, "the history", h.see("/mapping/history").text(), "3 orders posted", "Take out what it posted…")
	a := h.see(path)
	wants(t, "the undo", a.text(), fmt.Sprintf("Take out what version %d posted", v), "Sales receipt BC10500", "Voided", "64.20")
	form := a.fields("/mapping/undo")
	if a := h.do(http.MethodPost, "/mapping/undo", form); a.code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason it answers %d", a.code)
	}
	form.Set("why", "The wrong item")
	if a := h.do(http.MethodPost, "/mapping/undo", form); a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.text())
	}
	h.planned()
	h.call(true)
	wants(t, "the order", h.see("/orders/main/10500").text(), "voided", "The wrong item")
}
