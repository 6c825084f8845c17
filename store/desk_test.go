package store

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

func TestWhatIsDoneAtTheDeskIsTakenBackWhole(t *testing.T) {
	s, c := fresh(t)
	ctx := t.Context()
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"), order(3, "30.00"))
	planAll(t, s, func(o PlannedOrder) books.Plan { return holdPlan(o.Order, "item-missing") })
	_, err := s.SaveRules(ctx, tester, "main", books.Rules{Items: books.ItemRules{Links: map[string]string{"BLK-20": "Old"}}})
	must(t, err)
	planAll(t, s, func(o PlannedOrder) books.Plan { return holdPlan(o.Order, "item-missing") })
	one, two := OrderRef{"main", 1}, OrderRef{"main", 2}
	for name, d := range map[string]Deed{
		"exclude":  {Kind: DeedExclude, Orders: []OrderRef{one, two}, Text: "A test."},
		"approve":  {Kind: DeedApprove, Orders: []OrderRef{one, two}, Text: "eBay over 1,000"},
		"adopt":    {Kind: DeedAdopt, Orders: []OrderRef{one}, Document: books.Invoice, Text: "9847"},
		"restock":  {Kind: DeedRestock, Orders: []OrderRef{one}, Restock: []RestockLine{{Refund: 7, Line: 1, Back: true, Decided: true}}},
		"map":      {Kind: DeedMap, Store: "main", Lines: []books.SheetLine{{Key: "items.links", Row: "BLK-21", Value: "Throw"}, {Key: "items.links", Row: "BLK-20", Value: "New"}}},
		"customer": {Kind: DeedCustomer, Orders: []OrderRef{one}},
	} {
		c.forward(time.Second)
		decided := func() [2]books.Decisions {
			a, err := s.Decisions(ctx, "main", 1)
			must(t, err)
			b, err := s.Decisions(ctx, "main", 2)
			must(t, err)
			for _, d := range []*books.Decisions{&a, &b} {
				if len(d.Approved) == 0 {
					d.Approved = nil
				}
				if len(d.Restock[7]) == 0 {
					d.Restock = nil
				}
			}
			return [2]books.Decisions{a, b}
		}
		before := decided()
		rulesBefore, _, err := s.Rules(ctx, "main")
		must(t, err)
		step, err := s.Do(ctx, tester, Step{Company: "larkspur", Once: name, Head: name}, d)
		must(t, err)
		rulesNow, _, err := s.Rules(ctx, "main")
		must(t, err)
		if cmp.Equal(before, decided()) && cmp.Equal(rulesBefore.Items.Links, rulesNow.Items.Links) {
			t.Errorf("%s changes nothing", name)
		}
		if work, err := s.WorkCounts(ctx, "larkspur"); err != nil || work.ToPlan == 0 {
			t.Errorf("%s: nothing is planned again (%v)", name, err)
		}
		if again, err := s.Do(ctx, tester, Step{Company: "larkspur", Once: name, Head: name}, d); err != nil || !again.Again || again.ID != step.ID {
			t.Errorf("%s: the form sent twice is %+v, %v", name, again, err)
		}
		if !step.CanUndo {
			t.Errorf("%s can't be taken back", name)
			continue
		}
		_, err = s.TakeBack(ctx, tester, step.ID)
		must(t, err)
		if d := cmp.Diff(before, decided()); d != "" {
			t.Errorf("%s taken back: %s", name, d)
		}
		rulesNow, _, err = s.Rules(ctx, "main")
		must(t, err)
		if d := cmp.Diff(rulesBefore.Items.Links, rulesNow.Items.Links); d != "" {
			t.Errorf("%s taken back: %s", name, d)
		}
		if _, err := s.TakeBack(ctx, tester, step.ID); !errors.Is(err, ErrUndone) {
			t.Errorf("%s taken back twice: %v", name, err)
		}
		planAll(t, s, func(o PlannedOrder) books.Plan { return holdPlan(o.Order, "item-missing") })
	}
	if steps, err := s.StepsSince(ctx, "larkspur", time.Time{}, 0); err != nil || len(steps) != 0 {
		t.Errorf("what was taken back is still told: %v, %v", steps, err)
	}
}

func TestADeedThatCannotBeDoneChangesNothing(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	saveOrders(t, s, order(1, "10.00"))
	for name, d := range map[string]Deed{
		"no reason":     {Kind: DeedExclude, Orders: []OrderRef{{"main", 1}}, Text: " "},
		"no such order": {Kind: DeedExclude, Orders: []OrderRef{{"main", 1}, {"main", 99}}, Text: "x"},
		"no such field": {Kind: DeedMap, Store: "main", Lines: []books.SheetLine{{Key: "nothing", Value: "x"}}},
		"not valid":     {Kind: DeedMap, Store: "main", Lines: []books.SheetLine{{Key: "closed_period", Value: "perhaps"}}},
		"no kind":       {Kind: DeedAdopt, Orders: []OrderRef{{"main", 1}}, Text: "9847"},
		"no such deed":  {Kind: "dance"},
	} {
		if _, err := s.Do(ctx, tester, Step{Company: "larkspur", Once: name}, d); err == nil {
			t.Errorf("%s: it is done", name)
		}
	}
	if d, err := s.Decisions(ctx, "main", 1); err != nil || d.Excluded != "" {
		t.Errorf("%+v, %v", d, err)
	}
	if steps, err := s.StepsSince(ctx, "larkspur", time.Time{}, 0); err != nil || len(steps) != 0 {
		t.Errorf("%v, %v", steps, err)
	}
}

func TestAnOrderThatStandsInQuickBooksAlreadyIsLinkedToItsDocument(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	saveOrders(t, s, order(1, "10.00"))
	one := OrderRef{"main", 1}
	_, err := s.Do(ctx, tester, Step{Company: "larkspur"}, Deed{Kind: DeedAdopt, Orders: []OrderRef{one}, Document: books.Invoice, Text: "a-9847"})
	must(t, err)
	a, err := s.AdoptedBy(ctx, one)
	must(t, err)
	if a.Kind != string(books.Invoice) || a.Number != "A-9847" || a.By != tester.Name {
		t.Errorf("%+v", a)
	}
	if found, err := s.OrdersByNumber(ctx, "larkspur", "A-9847"); err != nil || len(found) != 1 || found[0].ID != 1 {
		t.Errorf("by its number in QuickBooks %v is found, %v", found, err)
	}
	if d, err := s.Decisions(ctx, "main", 1); err != nil || d.Excluded != "It stands in QuickBooks already, as invoice a-9847." {
		t.Errorf("%+v, %v", d, err)
	}
	must(t, s.IncludeOrder(ctx, tester, "main", 1))
	_, err = s.AdoptedBy(ctx, one)
	wantErr(t, err, ErrNotFound)
}

func TestACauseIsGivenToAPersonWhoMaySignIn(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	must(t, s.SaveUser(ctx, tester, access.User{Email: "mo@example.com", Name: "Mo", Role: access.Bookkeeper, PasswordHash: "x"}))
	wantErr(t, s.Assign(ctx, tester, "larkspur", "item-missing", "BLU-12", "nobody@example.com", ""), ErrNotFound)
	must(t, s.Assign(ctx, tester, "larkspur", "item-missing", "BLU-12", " MO@example.com", "Ask the buyer."))
	owners, err := s.Owners(ctx, "larkspur")
	must(t, err)
	if len(owners) != 1 || owners[0].Email != "mo@example.com" || owners[0].Note != "Ask the buyer." {
		t.Fatalf("%+v", owners)
	}
	must(t, s.Assign(ctx, tester, "larkspur", "item-missing", "BLU-12", "", ""))
	if owners, err = s.Owners(ctx, "larkspur"); err != nil || len(owners) != 0 {
		t.Errorf("%v, %v", owners, err)
	}
}

func TestACommentStandsInTheOrdersStory(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	saveOrders(t, s, order(1, "10.00"))
	must(t, s.Comment(ctx, tester, OrderRef{"main", 1}, "Asked the customer."))
	wantErr(t, s.Comment(ctx, tester, OrderRef{"main", 2}, "Lost."), ErrNotFound)
	st, err := s.OrderStory(ctx, "main", 1)
	must(t, err)
	if e := st.Events[len(st.Events)-1]; e.Action != "order.commented" || e.Detail != "Asked the customer." || e.Actor != tester {
		t.Errorf("%+v", e)
	}
}

func TestSavedViewsAreAPersonsOwnOrEverybodys(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	ben := Actor{Kind: "user", Name: "ben@example.com"}
	for _, v := range []View{{Owner: tester.Name, Name: "Mine", Query: "q=a"}, {Name: "Ours", Query: "q=b"}, {Owner: ben.Name, Name: "His", Query: "q=c"}, {Owner: tester.Name, Name: "Mine", Query: "q=d"}} {
		must(t, s.SaveView(ctx, tester, "larkspur", v))
	}
	names := func(who string) (out []string) {
		vs, err := s.Views(ctx, "larkspur", who)
		must(t, err)
		for _, v := range vs {
			out = append(out, v.Name+" "+v.Query)
		}
		return out
	}
	if d := cmp.Diff([]string{"Mine q=d", "Ours q=b"}, names(tester.Name)); d != "" {
		t.Error(d)
	}
	vs, err := s.Views(ctx, "larkspur", ben.Name)
	must(t, err)
	for _, v := range vs {
		err := s.RemoveView(ctx, tester, "larkspur", v.ID)
		if v.Owner == ben.Name {
			wantErr(t, err, ErrNotFound)
		} else {
			must(t, err)
		}
	}
	if d := cmp.Diff([]string{"His q=c"}, names(ben.Name)); d != "" {
		t.Error(d)
	}
}

func TestTheOrdersOfACauseArePagedAndRefusedOnesAreGroupedByReason(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	var orders []sales.Order
	for i := range 12 {
		orders = append(orders, order(i+1, "10.00"))
	}
	saveOrders(t, s, orders...)
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Order.ID > 7 {
			return receipts(o)
		}
		return holdPlan(o.Order, "item-missing")
	})
	var got []sales.OrderID
	for after := (OrderRef{}); ; {
		refs, err := s.CauseOrders(ctx, "larkspur", "item-missing", "BLK-21", after, 3)
		must(t, err)
		if len(refs) == 0 {
			break
		}
		for _, r := range refs {
			got = append(got, r.ID)
		}
		after = refs[len(refs)-1]
	}
	if d := cmp.Diff([]sales.OrderID{1, 2, 3, 4, 5, 6, 7}, got); d != "" {
		t.Error(d)
	}
	ready, err := s.ClaimReady(ctx, "larkspur", 10)
	must(t, err)
	var out []Outcome
	for _, p := range ready {
		reason := "The item is inactive."
		if p.Order == 12 {
			reason = "The customer is inactive."
		}
		out = append(out, Outcome{Posting: p.ID, From: Ready, To: Refused, Code: 3140, Lane: "mapping", Reason: reason})
	}
	must(t, s.Settle(ctx, out))
	causes, err := s.RefusedCauses(ctx, "larkspur")
	must(t, err)
	if len(causes) != 2 || causes[0].Orders != 4 || causes[0].Subject != "The item is inactive." || causes[0].Amount != 4000 || causes[0].Currency != "USD" || causes[1].Orders != 1 {
		t.Fatalf("%+v", causes)
	}
	must(t, s.Explain(ctx, "larkspur", &causes[0]))
	if d := cmp.Diff([]sales.OrderID{8, 9, 10, 11}, causes[0].FirstOrders); d != "" {
		t.Error(d)
	}
	rows, err := s.OrderRowsOf(ctx, []OrderRef{{"main", 9}, {"main", 99}, {"main", 2}})
	if err != nil || len(rows) != 2 || rows[0].ID != 9 || rows[1].ID != 2 {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestOrdersWithRefundsAreAListOfTheirOwn(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	back := order(2, "20.00")
	back.Refunds = []sales.Refund{{ID: 1}}
	saveOrders(t, s, order(1, "10.00"), back, order(3, "30.00"))
	find := func() OrdersPage {
		page, err := s.OrdersPage(ctx, OrderFilter{Company: "larkspur", Refunded: true, From: day.New(2026, 10, 1)})
		must(t, err)
		return page
	}
	if p := find(); p.Count != 1 || len(p.Rows) != 1 || p.Rows[0].ID != 2 || p.Sum["USD"] != 2000 {
		t.Errorf("%+v", p)
	}
	late := order(3, "30.00")
	late.Refunds, late.Modified = []sales.Refund{{ID: 2}}, late.Modified.Add(time.Hour)
	saveOrders(t, s, late)
	if p := find(); p.Count != 2 || p.Rows[0].ID != 3 {
		t.Errorf("%+v", p)
	}
}

func TestEntriesToChooseFromAreOfTheRightKind(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	must(t, s.write(ctx, func(tx *tx) error {
		return tx.saveEntries("larkspur", []books.Entry{
			{Kind: books.Items, ListID: "1", Name: "Zilker", FullName: "Zilker", Type: "SalesTax", Active: true},
			{Kind: books.Items, ListID: "2", Name: "Austin", FullName: "Austin", Type: "SalesTax"},
			{Kind: books.Items, ListID: "3", Name: "All", FullName: "All", Type: "SalesTaxGroup", Active: true},
			{Kind: books.Items, ListID: "4", Name: "Austin mug", FullName: "Austin mug", Type: "NonInventory", Active: true},
		}, false)
	}))
	names := func(types []string, search string) (out []string) {
		found, err := s.EntriesOf(ctx, "larkspur", books.Items, types, search, 10)
		must(t, err)
		for _, e := range found {
			out = append(out, e.FullName)
		}
		return out
	}
	tax := []string{"SalesTax", "SalesTaxGroup"}
	for _, c := range []struct {
		types  []string
		search string
		want   []string
	}{{tax, "", []string{"All", "Austin", "Zilker"}}, {tax, "aus", []string{"Austin"}}, {nil, "aus", []string{"Austin", "Austin mug"}}, {[]string{"Service"}, "", nil}} {
		if d := cmp.Diff(c.want, names(c.types, c.search)); d != "" {
			t.Errorf("%v %q: %s", c.types, c.search, d)
		}
	}
	if n, err := s.CountEntries(ctx, "larkspur", books.Items, tax, 100); err != nil || n != 3 {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := s.CountEntries(ctx, "larkspur", books.Items, nil, 2); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	if e, err := s.EntryByID(ctx, "larkspur", books.Items, "2"); err != nil || e.FullName != "Austin" || e.Active {
		t.Errorf("%+v, %v", e, err)
	}
	_, err := s.EntryByID(ctx, "larkspur", books.Items, "9")
	wantErr(t, err, ErrNotFound)
}

func TestADeedOfAnEarlierBuildIsStillTakenBack(t *testing.T) {
	var d Deed
	must(t, json.Unmarshal([]byte(`{"kind":"map","store":"main","settings":[{"field":"items.links","key":"BLK-20","value":"Old"},{"field":"payments.deposit_to","key":"Visa","value":""},{"field":"style","value":"invoice"}]}`), &d))
	want := Deed{Kind: DeedMap, Store: "main", Lines: []books.SheetLine{{Key: "items.links", Row: "BLK-20", Value: "Old"}, {Key: "payments.*.deposit_to", Row: "Visa"}, {Key: "style", Value: "invoice"}}}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}
}

func TestALineIsSetUnderTheSpellingOfItsRow(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	_, err := s.SaveRules(ctx, tester, "main", books.Rules{Payments: map[string]books.PaymentRule{"Visa": {DepositTo: "Bank"}}})
	must(t, err)
	step, err := s.Do(ctx, tester, Step{Company: "larkspur", Once: "a"}, Deed{Kind: DeedMap, Store: "main", Lines: []books.SheetLine{{Key: "payments.*.deposit_to", Row: "VISA", Value: "Clearing"}, {Key: "payments.*.method", Row: "visa", Value: "Card"}}})
	must(t, err)
	rules := func() map[string]books.PaymentRule {
		r, _, err := s.Rules(ctx, "main")
		must(t, err)
		return r.Payments
	}
	if d := cmp.Diff(map[string]books.PaymentRule{"Visa": {DepositTo: "Clearing", Method: "Card"}}, rules()); d != "" {
		t.Error(d)
	}
	_, err = s.TakeBack(ctx, tester, step.ID)
	must(t, err)
	if d := cmp.Diff(map[string]books.PaymentRule{"Visa": {DepositTo: "Bank"}}, rules()); d != "" {
		t.Error(d)
	}
}
