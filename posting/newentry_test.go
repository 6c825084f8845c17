package posting

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/simulator/company"
	"countinghouse/store"
)

var clerk = store.Actor{Kind: "user", Name: "mo@example.com"}

// klarna are the lines of a way of paying.
var klarna = []books.SheetLine{{Key: "payments.*.method", Row: "Klarna", Value: "Klarna"}, {Key: "payments.*.deposit_to", Row: "Klarna", Value: "Undeposited Funds"}}

// wants has an entry made for a line of the mapping.
func (w *shopWorld) wants(x books.NewEntry, lines ...books.SheetLine) store.Step {
	w.t.Helper()
	step, err := w.store.Do(w.t.Context(), clerk, store.Step{Company: "larkspur", Head: "It is made."}, store.Deed{Kind: store.DeedEntry, Company: "larkspur", NewEntry: &x,
		Then: []store.Deed{{Kind: store.DeedMap, Store: "main", Lines: lines}}})
	w.must(err)
	return step
}

// entry is how far a wanted entry is.
func (w *shopWorld) entry(id int64) store.WantedEntry {
	w.t.Helper()
	x, err := w.store.WantedEntryOf(w.t.Context(), id)
	w.must(err)
	return x
}

// times is how often a text was sent.
func (w *shopWorld) times(text string) int {
	n := 0
	for _, s := range w.sent {
		n += strings.Count(s, text)
	}
	return n
}

func (w *shopWorld) mapped(key, row string) string {
	w.t.Helper()
	r, _, err := w.store.Rules(w.t.Context(), "main")
	if errors.Is(err, store.ErrNotFound) {
		return ""
	}
	w.must(err)
	return r.Value(key, row)
}

func TestAnEntryIsMadeInQuickBooksAndThenMapped(t *testing.T) {
	w := newWorld(t)
	w.must(w.file.SetClasses(true))
	for i, x := range []struct {
		entry books.NewEntry
		line  books.SheetLine
		adds  string
	}{
		{books.NewEntry{List: books.Accounts, Type: "OtherCurrentAsset", Name: "Klarna clearing"}, books.SheetLine{Key: "payments.*.deposit_to", Row: "Klarna", Value: "Klarna clearing"}, "AccountAddRq"},
		{books.NewEntry{List: books.PaymentMethods, Name: "Klarna & Co"}, books.SheetLine{Key: "payments.*.method", Row: "Klarna", Value: "Klarna & Co"}, "PaymentMethodAddRq"},
		{books.NewEntry{List: books.Classes, Name: "Webshop"}, books.SheetLine{Key: "class", Value: "Webshop"}, "ClassAddRq"},
		{books.NewEntry{List: books.TermsList, Name: "Net 45", Days: 45}, books.SheetLine{Key: "terms", Value: "Net 45"}, "StandardTermsAddRq"},
		{books.NewEntry{List: books.ShipMethods, Name: "Bike courier"}, books.SheetLine{Key: "ship_methods", Row: "Bike", Value: "Bike courier"}, "ShipMethodAddRq"},
		{books.NewEntry{List: books.Items, Type: "OtherCharge", Name: "Rush fee", Account: "Sales:Online Store"}, books.SheetLine{Key: "charges.fees", Row: "Rush", Value: "Rush fee"}, "ItemOtherChargeAddRq"},
		{books.NewEntry{List: books.Items, Type: "Service", Name: "Deep engraving", Account: "Sales:Online Store"}, books.SheetLine{Key: "items.links", Row: "ENG-1", Value: "Deep engraving"}, "ItemServiceAddRq"},
		{books.NewEntry{List: books.Items, Type: "NonInventory", Name: "Made to order", Account: "Sales:Online Store"}, books.SheetLine{Key: "items.custom", Value: "Made to order"}, "ItemNonInventoryAddRq"},
		{books.NewEntry{List: books.Items, Type: "Discount", Name: "Coupons", Account: "Sales:Online Store"}, books.SheetLine{Key: "charges.coupon", Value: "Coupons"}, "ItemDiscountAddRq"},
		{books.NewEntry{List: books.Items, Type: "SalesTax", Name: "TX Travis", Rate: money.MustDecimal("8.25"), Agency: "Texas Comptroller"}, books.SheetLine{Key: "tax.rates", Row: "Travis", Value: "TX Travis"}, "ItemSalesTaxAddRq"},
		{books.NewEntry{List: books.Customers, Name: "Amazon shoppers"}, books.SheetLine{Key: "customers.one", Value: "Amazon shoppers"}, "CustomerAddRq"},
	} {
		w.wants(x.entry, x.line)
		if got := w.mapped(x.line.Key, x.line.Row); got != "" {
			t.Errorf("%s is mapped to %q before it is there", x.line.Key, got)
		}
		w.visit()
		if got := w.entry(int64(i + 1)); got.State != store.EntryMade || got.Found || got.ListID == "" {
			t.Errorf("%s: %+v", x.entry.Called(), got)
		}
		if n := w.times("<" + x.adds + " "); n != 1 {
			t.Errorf("%s was sent %d times", x.adds, n)
		}
		if got := w.mapped(x.line.Key, x.line.Row); got != x.line.Value {
			t.Errorf("%s is mapped to %q, want %q", x.line.Key, got, x.line.Value)
		}
		e, err := w.store.EntryByID(t.Context(), "larkspur", x.entry.List, w.entry(int64(i+1)).ListID)
		if err != nil || !e.Active || x.entry.Type != "" && e.Type != x.entry.Type {
			t.Errorf("%s is not in the lists: %+v, %v", x.entry.Called(), e, err)
		}
	}
	sent := len(w.sent)
	if w.visit(); slices.ContainsFunc(w.sent[sent:], func(s string) bool { return strings.Contains(s, "AddRq") }) {
		t.Error("something is made once more")
	}
}

func TestAnEntryWhoseAnswerWasLostIsFoundAndNotMadeTwice(t *testing.T) {
	for _, name := range []string{"lost after QuickBooks made it", "lost on its way to QuickBooks", "the answer can't be read", "QuickBooks crashed after it"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			first := true
			once := func(request string) bool {
				if first && strings.Contains(request, "PaymentMethodAddRq") {
					first = false
					return true
				}
				return false
			}
			switch name {
			case "lost after QuickBooks made it":
				w.lose = once
			case "lost on its way to QuickBooks":
				w.cut = once
			case "the answer can't be read":
				w.spoil = func(request, response string) string {
					if once(request) {
						return response[:len(response)/2]
					}
					return response
				}
			default:
				w.file.CrashAfter(1)
			}
			w.wants(books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}, klarna...)
			w.visit()
			if got := w.entry(1); got.State != store.EntrySent {
				t.Fatalf("after the fault it is %s", got.State)
			}
			w.visits()
			if got := w.entry(1); got.State != store.EntryMade || got.Found || w.mapped("payments.*.method", "Klarna") != "Klarna" {
				t.Errorf("it is %+v", got)
			}
			if n := w.times("<PaymentMethodAddRq "); (name == "lost on its way to QuickBooks") != (n == 2) {
				t.Errorf("it was sent %d times", n)
			}
		})
	}
}

func TestAnEntryOfThatNameIsTakenIfItIsWhatWasAskedFor(t *testing.T) {
	for name, x := range map[string]struct {
		prepare func(*shopWorld) error
		entry   books.NewEntry
		refused string
	}{
		"there already": {func(w *shopWorld) error {
			_, err := w.file.Add(company.PaymentMethods, "KLARNA", "Other")
			return err
		}, books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}, ""},
		"inactive": {func(w *shopWorld) error {
			_, err := w.file.Add(company.PaymentMethods, "Klarna", "Other")
			return errors.Join(err, w.file.MakeInactive(company.PaymentMethods, "Klarna"))
		}, books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}, "it is inactive. Make it active in QuickBooks"},
		"another kind": {func(w *shopWorld) error {
			_, err := w.file.AddItem(company.Item{Kind: "Service", Name: "Rush", Account: "Sales:Online Store"})
			return err
		}, books.NewEntry{List: books.Items, Type: "OtherCharge", Name: "Rush", Account: "Sales:Online Store"}, "of another kind. Choose it from the list"},
		"another account": {func(w *shopWorld) error {
			_, err := w.file.AddItem(company.Item{Kind: "OtherCharge", Name: "Rush", Account: "Sales"})
			return err
		}, books.NewEntry{List: books.Items, Type: "OtherCharge", Name: "Rush", Account: "Sales:Online Store"}, "posting to Sales, not to Sales:Online Store"},
		"a vendor's name": {func(w *shopWorld) error {
			_, err := w.file.AddPerson(company.Person{Kind: "Vendor", Name: "Amazon"})
			return err
		}, books.NewEntry{List: books.Customers, Name: "Amazon"}, "as vendor. Ask for another name."},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.must(x.prepare(w))
			w.wants(x.entry, books.SheetLine{Key: "ref_prefix", Value: "X"})
			w.visits()
			got := w.entry(1)
			if x.refused == "" && (got.State != store.EntryMade || !got.Found || w.mapped("ref_prefix", "") != "X") {
				t.Errorf("%+v", got)
			}
			if x.refused != "" && (got.State != store.EntryRefused || !strings.Contains(got.Reason, x.refused) || w.mapped("ref_prefix", "") != "") {
				t.Errorf("%+v, want it refused: %s", got, x.refused)
			}
			if w.times("AddRq ") != 0 {
				t.Error("it was sent all the same")
			}
		})
	}
}

func TestAnEntryThatQuickBooksRefusesIsToldInWords(t *testing.T) {
	w := newWorld(t) // without classes
	w.must(w.file.SetClasses(false))
	w.wants(books.NewEntry{List: books.Classes, Name: "Webshop"}, books.SheetLine{Key: "class", Value: "Webshop"})
	w.wants(books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}, klarna...)
	w.visits()
	if got := w.entry(1); got.State != store.EntryRefused || got.Reason == "" || got.Code == 0 || strings.Contains(got.Reason, fmt.Sprint(got.Code)) {
		t.Errorf("the class: %+v", got)
	}
	if got := w.entry(2); got.State != store.EntryMade {
		t.Errorf("one that was refused stops the others: %+v", got)
	}
	if n := w.times("<ClassAddRq "); n != 1 {
		t.Errorf("what is refused was sent %d times", n)
	}
	if got := w.mapped("class", ""); got != "" {
		t.Errorf("the class is mapped to %q", got)
	}
}

func TestAnEntryIsTakenBackBeforeItIsSentAndItsMappingAfterwards(t *testing.T) {
	w := newWorld(t)
	method := books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}
	line := klarna[0]
	step := w.wants(method, klarna...)
	if _, err := w.store.Do(t.Context(), clerk, store.Step{Company: "larkspur"}, store.Deed{Kind: store.DeedEntry, Company: "larkspur", NewEntry: &method}); !errors.Is(err, store.ErrEntryAsked) {
		t.Errorf("the same again: %v", err)
	}
	_, err := w.store.TakeBack(t.Context(), clerk, step.ID)
	w.must(err)
	w.visits()
	if got := w.entry(1); got.State != store.EntryWithdrawn || w.times("PaymentMethodAddRq") != 0 {
		t.Fatalf("taken back, it is %s", got.State)
	}
	step = w.wants(method, klarna...)
	w.visits()
	if got := w.mapped(line.Key, line.Row); got != "Klarna" {
		t.Fatalf("it is mapped to %q", got)
	}
	back, err := w.store.TakeBack(t.Context(), clerk, step.ID)
	w.must(err)
	if got := w.mapped(line.Key, line.Row); got != "" || !strings.Contains(back.Head, "stays there") {
		t.Errorf("taken back, it is mapped to %q: %s", got, back.Head)
	}
	if got := w.entry(2); got.State != store.EntryMade {
		t.Errorf("it is %s", got.State)
	}
}

func TestWhatIsMadeForOneLineIsMadeInTurn(t *testing.T) {
	w := newWorld(t)
	account := books.NewEntry{List: books.Accounts, Type: "OtherCurrentAsset", Name: "Klarna clearing"}
	method := books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}
	step, err := w.store.Do(t.Context(), clerk, store.Step{Company: "larkspur", Head: "Both are made."}, store.Deed{Kind: store.DeedEntry, Company: "larkspur", NewEntry: &method, Then: []store.Deed{
		{Kind: store.DeedEntry, Company: "larkspur", NewEntry: &account, Then: []store.Deed{{Kind: store.DeedMap, Store: "main", Lines: []books.SheetLine{klarna[0], {Key: "payments.*.deposit_to", Row: "Klarna", Value: "Klarna clearing"}}}}}}})
	w.must(err)
	w.visit()
	if got := w.mapped("payments.*.deposit_to", "Klarna"); got != "Klarna clearing" || w.mapped("payments.*.method", "Klarna") != "Klarna" {
		t.Errorf("after one visit money goes to %q", got)
	}
	_, err = w.store.TakeBack(t.Context(), clerk, step.ID)
	w.must(err)
	if got := w.mapped("payments.*.deposit_to", "Klarna"); got != "" {
		t.Errorf("taken back, money goes to %q", got)
	}
}

// Two lines may each want an entry of their own first, and then the same one.
func TestAnEntryThatTwoWaitForIsMadeOnceAndStopsNoOther(t *testing.T) {
	w := newWorld(t)
	method := books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}
	for _, row := range []string{"Klarna", "Klarna Pay"} {
		account := books.NewEntry{List: books.Accounts, Type: "OtherCurrentAsset", Name: row + " clearing"}
		_, err := w.store.Do(t.Context(), clerk, store.Step{Company: "larkspur", Head: "Both are made."}, store.Deed{Kind: store.DeedEntry, Company: "larkspur", NewEntry: &account, Then: []store.Deed{
			{Kind: store.DeedEntry, Company: "larkspur", NewEntry: &method, Then: []store.Deed{{Kind: store.DeedMap, Store: "main", Lines: []books.SheetLine{{Key: "payments.*.method", Row: row, Value: "Klarna"}, {Key: "payments.*.deposit_to", Row: row, Value: row + " clearing"}}}}}}})
		w.must(err)
	}
	w.wants(books.NewEntry{List: books.ShipMethods, Name: "Bike courier"}, books.SheetLine{Key: "ship_methods", Row: "Bike", Value: "Bike courier"})
	w.visits()
	if n := w.times("<PaymentMethodAddRq "); n != 1 || w.mapped("payments.*.method", "Klarna") != "Klarna" || w.mapped("ship_methods", "Bike") != "Bike courier" {
		t.Errorf("the payment method was sent %d times; mapped to %q and %q", n, w.mapped("payments.*.method", "Klarna"), w.mapped("ship_methods", "Bike"))
	}
	if got := w.entry(2); got.State != store.EntryMade || got.Reason == "" {
		t.Errorf("the second account: %+v", got)
	}
}

// What was taken back while its answer was lost is not sent once more.
func TestAnEntryThatWasTakenBackAfterItWasSentIsNotSentAgain(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		w := newWorld(t)
		if fault := first("PaymentMethodAddRq"); arrived {
			w.lose = fault
		} else {
			w.cut = fault
		}
		step := w.wants(books.NewEntry{List: books.PaymentMethods, Name: "Klarna"}, klarna...)
		w.visit()
		_, err := w.store.TakeBack(t.Context(), clerk, step.ID)
		w.must(err)
		w.visits()
		want := store.EntryWithdrawn
		if arrived {
			want = store.EntryMade
		}
		if got := w.entry(1); got.State != want || w.times("<PaymentMethodAddRq ") != 1 || w.mapped("payments.*.method", "Klarna") != "" {
			t.Errorf("arrived %t: it is %s, sent %d times", arrived, got.State, w.times("<PaymentMethodAddRq "))
		}
	}
}
