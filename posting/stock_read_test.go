package posting

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/simulator/company"
)

// stocked is a world whose company file keeps stock of several items, one of
// them an assembly, and whose quantities are followed.
func stocked(t *testing.T, o company.Options, desk func(*Options)) (*shopWorld, []string) {
	t.Helper()
	w := newWorldOf(t, o)
	if desk != nil {
		desk(&w.desk.o)
	}
	for _, it := range []company.Item{
		{Kind: "Inventory", Name: "MUG", Account: "Sales:Online Store", Cost: "3.00", Quantity: "500"},
		{Kind: "Inventory", Name: "OIL", Account: "Sales:Online Store", Cost: "2.00", Quantity: "80"},
		{Kind: "InventoryAssembly", Name: "SET", Account: "Sales:Online Store", Cost: "9.00", Quantity: "10", Members: []string{"MUG", "OIL"}, MemberQuantities: []string{"2", "1"}},
	} {
		if _, err := w.file.AddItem(it); err != nil {
			t.Fatal(err)
		}
	}
	w.now = w.now.Add(2 * time.Hour)
	w.visits() // the lists have the new items
	w.follows()
	w.visits()
	return w, []string{"LANTERN", "MUG", "OIL", "SET"}
}

// known is what the database has of an item's quantity, in hundred-thousandths.
func (w *shopWorld) known(name string) int64 {
	w.t.Helper()
	entries, err := w.store.Entries(w.t.Context(), "larkspur", books.Items, "", 500)
	w.must(err)
	for _, e := range entries {
		if e.FullName != name {
			continue
		}
		all, err := w.store.StockItems(w.t.Context(), "larkspur", []string{e.ListID})
		w.must(err)
		if x := all[e.ListID]; x != nil {
			return int64(x.OnHand)
		}
	}
	w.t.Fatalf("nothing is known of %s", name)
	return 0
}

// agrees compares what is known of items with what QuickBooks has.
func (w *shopWorld) agrees(items []string, after string) {
	w.t.Helper()
	for _, name := range items {
		if truth, _, _ := w.file.OnHand(name); truth != w.known(name) {
			w.t.Errorf("after %s: of %s there are %d, known are %d", after, name, truth/100_000, w.known(name)/100_000)
		}
	}
}

func TestWhateverMovesInQuickBooksIsFoundWithinAVisit(t *testing.T) {
	for _, moves := range []bool{false, true} {
		w, items := stocked(t, company.Options{StockMovesItems: moves}, nil)
		w.agrees(items, "the beginning")
		var last string
		keep := func(id string, err error) {
			t.Helper()
			w.must(err)
			last = id
		}
		for _, step := range []struct {
			name string
			do   func()
		}{
			{"goods came", func() {
				keep(w.file.ReceiveGoods("Mug Makers Inc", "", false, company.Pieces{Item: "MUG", Quantity: "24"}, company.Pieces{Item: "OIL", Quantity: "3"}))
			}},
			{"the receipt was deleted", func() { w.must(w.file.DeleteTxn(last)) }},
			{"a bill came", func() {
				keep(w.file.ReceiveGoods("Mug Makers Inc", "", true, company.Pieces{Item: "OIL", Quantity: "7"}))
			}},
			{"somebody counted", func() { keep(w.file.CountItem("LANTERN", "990", "")) }},
			{"the count was voided", func() { w.must(w.file.VoidTxn(last)) }},
			{"sets were built", func() { keep(w.file.Build("SET", "4", "")) }},
			{"the build was deleted", func() { w.must(w.file.DeleteTxn(last)) }},
			{"one was sold over the counter", func() {
				keep(w.file.SellOverTheCounter(company.Pieces{Item: "MUG", Quantity: "2"}, 2000, ""))
			}},
			{"the sale was deleted", func() { w.must(w.file.DeleteTxn(last)) }},
			{"nothing", func() {}},
		} {
			step.do()
			w.visit()
			w.agrees(items, step.name)
		}
	}
}

func TestWhereNothingMovesNoQuantityIsAskedFor(t *testing.T) {
	w, items := stocked(t, company.Options{}, nil)
	w.sent = nil
	for range 5 {
		w.visit()
	}
	for _, r := range w.sent {
		if strings.Contains(r, "<ItemQueryRq") && strings.Contains(r, "<ListID>") || strings.Contains(r, "IncludeLineItems") && strings.Contains(r, "InventoryAdjustmentQueryRq") {
			t.Errorf("nothing moved, and it is asked: %.400s", r)
		}
	}
	if n := len(w.having("<TransactionQueryRq")); n != 5 {
		t.Errorf("%d times it was asked what moved", n)
	}
	// Between two of its times nobody calls for quantities alone.
	ctx := t.Context()
	w.now = w.now.Add(time.Minute)
	if _, answer, err := w.desk.Authenticate(ctx, worldUser, worldPassword, "10.0.0.9:5000", "2.3"); err != nil || answer != "none" {
		t.Errorf("%q, %v", answer, err)
	}
	w.agrees(items, "rest")
}

// Of a transaction that was deleted before it was ever read nobody knows what
// it moved: every item is asked for, once.
func TestADeletionOfWhatWasNeverReadHasAllItemsAskedFor(t *testing.T) {
	w, items := stocked(t, company.Options{}, nil)
	id, err := w.file.ReceiveGoods("Mug Makers Inc", "", false, company.Pieces{Item: "MUG", Quantity: "24"})
	w.must(err)
	w.must(w.file.DeleteTxn(id))
	w.sent = nil
	w.visit()
	w.agrees(items, "the deletion")
	if n := len(w.having("<ItemQueryRq")); n == 0 {
		t.Error("nothing was asked for")
	}
	w.sent = nil
	w.visit()
	if n := len(w.having("<ListID>")); n != 0 {
		t.Errorf("%d times it was asked again", n)
	}
}

// Once a day, at night, all items are asked for: what no transaction and no
// time of change told is found then.
func TestAtNightAllItemsAreAskedFor(t *testing.T) {
	w, items := stocked(t, company.Options{}, nil)
	w.now = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	w.visits()
	w.sent = nil
	w.now = time.Date(2026, 11, 23, 2, 30, 0, 0, time.UTC)
	w.visit()
	if n := len(w.having("<ListID>")); n != 1 {
		t.Errorf("%d questions for items in the night", n)
	}
	w.sent = nil
	w.visits()
	if n := len(w.having("<ListID>")); n != 0 {
		t.Errorf("%d questions for items in the same night", n)
	}
	w.agrees(items, "the night")
}

func TestAnItemThatIsGoneIsNotAskedForAgain(t *testing.T) {
	w, _ := stocked(t, company.Options{}, nil)
	w.must(w.file.DeleteRow(company.Items, "OIL"))
	w.must(w.store.AskAllItems(t.Context(), "larkspur"))
	w.visit()
	if left, err := w.store.ItemsToAsk(t.Context(), "larkspur", 10); err != nil || len(left) != 0 {
		t.Errorf("%v are still asked for (%v)", left, err)
	}
}

// A count by a person is noted, an adjustment of ours is none, nor is one whose
// answer was lost.
func TestCountsOfPersonsAreToldFromOurAdjustments(t *testing.T) {
	w, _ := stocked(t, company.Options{}, nil)
	counted := func(name string) bool {
		entries, err := w.store.Entries(t.Context(), "larkspur", books.Items, "", 500)
		w.must(err)
		for _, e := range entries {
			if e.FullName == name {
				all, err := w.store.StockItems(t.Context(), "larkspur", []string{e.ListID})
				w.must(err)
				return !all[e.ListID].Counted.IsZero()
			}
		}
		return false
	}
	w.adjusts("-3")
	w.lose = first("InventoryAdjustmentAddRq")
	w.visit()
	w.visits()
	_, err := w.file.CountItem("OIL", "79", "")
	w.must(err)
	w.visit()
	if counted("LANTERN") || !counted("OIL") || counted("MUG") {
		t.Errorf("counted: LANTERN %v, OIL %v, MUG %v", counted("LANTERN"), counted("OIL"), counted("MUG"))
	}
}

// TestAnyMovementIsFoundWhateverBreaks lets people move stock at random while
// answers are lost, cut and spoilt: two visits later what is known agrees.
func TestAnyMovementIsFoundWhateverBreaks(t *testing.T) {
	for seed := range uint64(2) {
		w, items := stocked(t, company.Options{Seed: int64(seed), StockMovesItems: seed%2 == 1}, func(o *Options) { o.PageSize = 6 })
		rng := rand.New(rand.NewPCG(seed, 5))
		var ids []string
		for round := range 10 {
			for range rng.IntN(6) {
				id, err := "", error(nil)
				item, n := items[rng.IntN(3)], fmt.Sprint(1+rng.IntN(9))
				switch rng.IntN(6) {
				case 0:
					id, err = w.file.ReceiveGoods("Mug Makers Inc", "", rng.IntN(2) == 0, company.Pieces{Item: item, Quantity: n}, company.Pieces{Item: items[rng.IntN(3)], Quantity: "1"})
				case 1:
					id, err = w.file.CountItem(item, fmt.Sprint(60+rng.IntN(400)), "")
				case 2:
					id, err = w.file.MoveItem(item, "-"+n, "")
				case 3:
					id, err = w.file.SellOverTheCounter(company.Pieces{Item: item, Quantity: n}, 900, "")
				case 4:
					id, err = w.file.Build("SET", "1", "")
				default:
					if len(ids) > 0 {
						i := rng.IntN(len(ids))
						if rng.IntN(3) == 0 && w.file.VoidTxn(ids[i]) == nil {
							break
						}
						w.must(w.file.DeleteTxn(ids[i]))
						ids = append(ids[:i], ids[i+1:]...)
					}
				}
				w.must(err)
				if id != "" {
					ids = append(ids, id)
				}
			}
			hit := rng.IntN(3)
			count := 0
			breaks := func(string) bool { count++; return count == 1+rng.IntN(6) }
			w.lose, w.cut, w.spoil = nil, nil, nil
			switch hit {
			case 0:
				w.lose = breaks
			case 1:
				w.cut = breaks
			default:
				w.spoil = func(_, response string) string {
					if breaks("") {
						return response[:len(response)/2]
					}
					return response
				}
			}
			w.visit()
			w.lose, w.cut, w.spoil = nil, nil, nil
			w.now = w.now.Add(10 * time.Minute)
			w.visit()
			w.visit()
			w.agrees(items, fmt.Sprintf("round %d of seed %d", round, seed))
			if t.Failed() {
				return
			}
		}
	}
}

func TestReadingsSayWhichPostingsTheyHold(t *testing.T) {
	w, _ := stocked(t, company.Options{}, nil)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.visit()
	entry, err := w.store.StockItems(t.Context(), "larkspur", []string{w.item.ListID})
	w.must(err)
	if n := w.lanterns(); n != 998 || int64(entry[w.item.ListID].OnHand) != n*100_000 {
		t.Errorf("%d lanterns, known are %+v", n, entry[w.item.ListID])
	}
}

func TestAThousandChangedQuantitiesAreKnownAfterOneVisit(t *testing.T) {
	w := newWorld(t)
	const many = 1000
	name := func(i int) string { return fmt.Sprintf("BEAD %04d", i) }
	w.must(w.file.AddItems(many, func(i int) company.Item {
		return company.Item{Kind: "Inventory", Name: name(i), Account: "Sales:Online Store", Cost: "1.00", Quantity: "10"}
	}))
	w.now = w.now.Add(2 * time.Hour)
	w.visit()
	w.follows()
	w.visit()
	for i := range many {
		_, err := w.file.MoveItem(name(i), fmt.Sprint(1+i%7), "")
		w.must(err)
	}
	w.sent = nil
	w.visit()
	trips := len(w.sent)
	for i := range many {
		entries, err := w.store.Entries(t.Context(), "larkspur", books.Items, name(i), 1)
		w.must(err)
		known, err := w.store.StockItems(t.Context(), "larkspur", []string{entries[0].ListID})
		w.must(err)
		truth, _, _ := w.file.OnHand(name(i))
		if x := known[entries[0].ListID]; x == nil || int64(x.OnHand) != truth {
			t.Fatalf("of %s there are %d, known is %+v", name(i), truth, x)
		}
	}
	if trips > 25 {
		t.Errorf("it took %d round trips", trips)
	}
}
