package store

import (
	"errors"
	"fmt"
	"testing"

	"countinghouse/books"
)

func TestAMappingIsSavedOnlyFromTheVersionThatWasRead(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	_, read, err := s.Rules(ctx, "main")
	if err != nil && !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	first, err := s.SaveRulesFrom(ctx, tester, "main", books.Rules{Class: "Online"}, read, " asked by the auditor ")
	must(t, err)
	if first != read+1 {
		t.Errorf("version %d follows %d", first, read)
	}
	if _, err := s.SaveRulesFrom(ctx, tester, "main", books.Rules{Class: "Retail"}, read, ""); !errors.Is(err, ErrChanged) {
		t.Errorf("a second person saves over the first: %v", err)
	}
	if _, err := s.SaveRulesFrom(ctx, tester, "main", books.Rules{Class: "Online"}, first, "again"); err != nil {
		t.Error(err)
	}
	history, err := s.RulesHistory(ctx, "main", 0, 10)
	must(t, err)
	if history[0].Version != first || history[0].Why != "asked by the auditor" || history[0].By != tester.Name || history[0].Rules.Class != "Online" || history[0].Saved.IsZero() {
		t.Errorf("the history begins with %+v", history[0])
	}
	if at, err := s.RulesAt(ctx, "main", first); err != nil || at.Rules.Class != "Online" {
		t.Errorf("%+v %v", at, err)
	}
	if _, err := s.RulesAt(ctx, "main", 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	older, err := s.RulesHistory(ctx, "main", first, 10)
	must(t, err)
	for _, v := range older {
		if v.Version >= first {
			t.Errorf("version %d is not before %d", v.Version, first)
		}
	}
}

func TestWhatWaitsIsCountedForEachStore(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	saveOrders(t, s, order(1, "10.00"), order(2, "20.00"), order(3, "5.00"))
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Order.ID == 3 {
			return holdPlan(o.Order, "tax-unmapped")
		}
		return holdPlan(o.Order, "item-missing")
	})
	waits, err := s.WaitingOf(ctx, "larkspur", "main")
	must(t, err)
	if len(waits) != 2 || waits[0].Code != "item-missing" || waits[0].Orders != 2 || waits[0].Amount != 3000 || waits[0].First != 1 || waits[1].Orders != 1 {
		t.Errorf("%+v", waits)
	}
	held, err := s.HeldOrders(ctx, "main", 10)
	must(t, err)
	newest, err := s.NewestOrders(ctx, "main", 2)
	must(t, err)
	if len(held) != 3 || len(newest) != 2 || newest[0].Order.ID < newest[1].Order.ID {
		t.Errorf("%d held, newest %+v", len(held), newest)
	}
}

func TestEntriesAreFoundByAnyPartOfTheirNameAndOnlyOfTheirKind(t *testing.T) {
	s, _ := fresh(t)
	ctx := t.Context()
	var rows []books.Entry
	for i := range 300 {
		rows = append(rows, books.Entry{Kind: books.Items, ListID: fmt.Sprintf("I-%d", i), Name: fmt.Sprintf("Blue %03d", i), FullName: fmt.Sprintf("Throw:Blue %03d", i), Type: "Inventory", Active: i != 7})
	}
	rows = append(rows, books.Entry{Kind: books.Items, ListID: "T-1", Name: "Blue State", FullName: "Blue State", Type: "SalesTax", Active: true})
	must(t, s.write(ctx, func(tx *tx) error { return tx.saveEntries("larkspur", rows, true) }))
	all, err := s.EntriesFitting(ctx, "larkspur", books.Items, []string{"Inventory", "Service"}, "blue", 20)
	must(t, err)
	if len(all) != 20 || all[len(all)-1].FullName != "Throw:Blue 007" { // inactive ones stand behind
		t.Errorf("%d entries, last %s", len(all), all[len(all)-1].FullName)
	}
	one, err := s.EntriesFitting(ctx, "larkspur", books.Items, []string{"Inventory"}, "LUE 12", 20)
	must(t, err)
	if len(one) != 10 {
		t.Errorf("%d entries hold it", len(one))
	}
	tax, err := s.EntriesFitting(ctx, "larkspur", books.Items, []string{"SalesTax"}, "", 20)
	must(t, err)
	if len(tax) != 1 || tax[0].ListID != "T-1" {
		t.Errorf("tax items: %+v", tax)
	}
	named, err := s.EntriesNamed(ctx, "larkspur", books.Items, "throw:blue 001", "Blue 002", "nothing")
	must(t, err)
	if len(named) != 2 {
		t.Errorf("named: %+v", named)
	}
}
