package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/stock"
	"countinghouse/store"
)

// stockLife is a small store and its company file whose quantities are kept
// equal while everything lives. What should be in the end is kept here, by what
// persons did and what the store sold, and by nothing of the product.
type stockLife struct {
	*faultWorld
	t     *testing.T
	ctx   context.Context
	d     *rand.Rand
	mover *stock.Mover
	goods map[string]int64 // variants by SKU, of what both sides count
	skus  []string
	rules store.StockRules

	// byBooks and byShop are what persons moved on each side, by SKU.
	byBooks, byShop map[string]int64
	hidden          map[string]int64 // of byShop, by orders that nobody could read
	// began, shown and docs are what QuickBooks and the store had when it was let
	// live, and what documents had moved by then.
	began, shown, docs map[string]int64
	moves              int // of the store's stock until then
	named              map[int64]string
	log                []string
	faults             bool
	killed             int
}

var stockPerson = store.Actor{Kind: "user", Name: "Dana"}

// newStockLife opens a world whose quantities are followed, and lets it live.
func newStockLife(t *testing.T, x *template, seed uint64, rules store.StockRules) *stockLife {
	t.Helper()
	w, err := x.open(t.Context(), t.TempDir(), seed, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	l := &stockLife{faultWorld: w, t: t, ctx: t.Context(), d: rand.New(rand.NewPCG(seed, 11)), goods: map[string]int64{}, rules: rules,
		byBooks: map[string]int64{}, byShop: map[string]int64{}, began: map[string]int64{}, shown: map[string]int64{}, named: map[int64]string{}, hidden: map[string]int64{}}
	s, err := l.Store.Shop(l.ctx, worldShop)
	if err != nil {
		t.Fatal(err)
	}
	s.Disabled = false
	l.must(l.Store.SaveShop(l.ctx, stockPerson, s))
	if l.Web, err = l.connector("", l.PC.seat(), func(o *connector.Options) {}); err != nil {
		t.Fatal(err)
	}
	l.revived()
	if _, err := l.Store.SaveStockRules(l.ctx, stockPerson, worldCompany, rules, 0, ""); err != nil {
		t.Fatal(err)
	}
	counted := map[string]bool{}
	for _, g := range l.Books.StockOnHand() {
		counted[g.Item] = true
	}
	for _, g := range l.Shop.Wares() {
		if g.Counted && counted[g.SKU] {
			l.goods[g.SKU] = g.Variant
			l.named[g.Variant] = g.SKU
			l.skus = append(l.skus, g.SKU)
			n := 20 + l.d.Int64N(60)
			_, err := l.Books.CountItem(g.SKU, fmt.Sprint(n), "")
			l.must(err)
			if rules.Master != store.MasterQuickBooks {
				l.must(l.Shop.CountStock(g.Variant, 1, n))
			}
		}
	}
	l.visit()
	_, err = l.poller.Catalogue(l.ctx, worldShop, true)
	l.must(err)
	_, err = stock.NewKeeper(l.Store, stock.Options{}).Match(l.ctx, worldCompany)
	l.must(err)
	l.visit()
	l.round()
	if rules.Master == store.MasterBoth {
		l.reconcile()
	}
	l.must(l.Store.StockGoesLive(l.ctx, stockPerson, worldCompany))
	l.round()
	for _, sku := range l.skus {
		l.began[sku], l.shown[sku] = l.onHand(sku), l.level(sku)
	}
	l.docs, l.moves = l.documents(), len(l.Shop.StockMoves())
	return l
}

// reconcile settles what differs in favour of QuickBooks.
func (l *stockLife) reconcile() {
	l.t.Helper()
	l.round()
	if err := l.Store.StockGoesLive(l.ctx, stockPerson, worldCompany); !errors.Is(err, store.ErrUnsettled) {
		l.t.Fatalf("both sides are kept equal over differences that nobody settled: %v", err)
	}
	if _, not, err := stock.SettleAll(l.ctx, l.Store, stockPerson, store.StockDifferenceFilter{Company: worldCompany}, store.ChooseBooks); err != nil || len(not) > 0 {
		l.t.Fatalf("not settled: %v, %v", not, err)
	}
	l.round()
	l.must(stock.EndReconciliation(l.ctx, l.Store, stockPerson, worldCompany))
}

func (l *stockLife) must(err error) {
	l.t.Helper()
	if err != nil {
		for _, x := range l.log[max(0, len(l.log)-20):] {
			l.t.Log(x)
		}
		l.t.Fatal(err)
	}
}

// revived makes what works on the database anew, after the server was killed.
func (l *stockLife) revived() {
	l.mover = stock.NewMover(l.Store, l.poller, stock.MoverOptions{Apart: time.Nanosecond, ReadEvery: time.Nanosecond, Now: l.clock.Server})
}

// visit reads the store, plans, and has the Web Connector call.
func (l *stockLife) visit() {
	l.t.Helper()
	l.clock.Pass(time.Minute)
	if _, err := l.poller.Poll(l.ctx, worldShop); err != nil {
		l.tell("poll: %v", err)
	}
	if err := l.planner.All(l.ctx); err != nil {
		l.tell("plan: %v", err)
	}
	if _, err := l.Web.Run(l.ctx); err != nil {
		l.tell("visit: %v", err)
	}
	if err := l.planner.All(l.ctx); err != nil {
		l.tell("plan: %v", err)
	}
}

// round keeps quantities equal once.
func (l *stockLife) round() stock.Result {
	l.clock.Pass(10 * time.Second)
	r, err := l.mover.Round(l.ctx, worldCompany)
	if err != nil {
		l.tell("round: %v", err)
	}
	if r.Pushed+r.Adjusted > 0 {
		l.tell("round: %d set, %d adjusted", r.Pushed, r.Adjusted)
	}
	return r
}

func (l *stockLife) tell(format string, args ...any) {
	l.log = append(l.log, fmt.Sprintf(format, args...))
}

// level is what the store truly has of a SKU at its first location.
func (l *stockLife) level(sku string) int64 {
	for _, x := range l.Shop.StockLevels() {
		if x.Variant == l.goods[sku] && x.Location == 1 {
			return x.OnHand
		}
	}
	return 0
}

// onHand is what QuickBooks truly has.
func (l *stockLife) onHand(sku string) int64 {
	n, _, _ := l.Books.OnHand(sku)
	return n / 100_000
}

// step lets something happen.
func (l *stockLife) step() {
	sku := l.skus[l.d.IntN(len(l.skus))]
	l.clock.Pass(time.Duration(1+l.d.IntN(20)) * time.Second)
	switch n := l.d.IntN(100); {
	case n < 50:
		for _, h := range l.Shop.Live(1) {
			l.tell("%+v", h)
		}
	case n < 58:
		n := 1 + l.d.Int64N(20)
		_, err := l.Books.ReceiveGoods(l.vendor(), "", l.d.IntN(2) == 0, company.Pieces{Item: sku, Quantity: fmt.Sprint(n)})
		l.must(err)
		l.byBooks[sku] += n
		l.tell("%d of %s received in QuickBooks", n, sku)
	case n < 63:
		n := l.d.Int64N(7) - 3
		if n == 0 {
			return
		}
		_, err := l.Books.MoveItem(sku, fmt.Sprint(n), "")
		l.must(err)
		l.byBooks[sku] += n
		l.tell("%s moved by %d in QuickBooks", sku, n)
	case n < 71:
		if l.rules.Master == store.MasterQuickBooks && l.d.IntN(4) > 0 {
			return
		}
		n := l.d.Int64N(9) - 3
		l.must(l.Shop.MoveStock(l.goods[sku], 1, n))
		l.byShop[sku] += n
		l.tell("%s moved by %d in the store", sku, n)
	case n < 80 && l.faults:
		l.mishap()
	case n < 90:
		l.visit()
	default:
		l.round()
	}
	l.live()
}

// mishap has something go wrong at a wire or in the server, soon.
func (l *stockLife) mishap() {
	switch l.d.IntN(6) {
	case 0:
		n, behind := 1+l.d.IntN(60), l.d.IntN(2) == 0
		l.tell("the server will be killed at its commit %d, behind it: %t", n, behind)
		l.disk.Die(n, behind)
	case 1:
		l.tell("QuickBooks will crash in the middle of a set")
		l.Books.CrashAfter(l.d.IntN(6))
	case 2:
		l.tell("quantities will be set, and the answer lost")
		l.Shop.SetFaults(shop.FaultOn("inventory/adjustments/absolute", 1, shop.Fault{Status: 502, Done: true, HTML: true}))
	case 3:
		l.tell("the answer to quantities will be cut")
		l.Shop.SetFaults(shop.FaultOn("inventory/adjustments/absolute", 1, shop.Fault{Cut: true}))
	case 4:
		l.tell("quantities can't be read for the moment")
		l.Shop.SetFaults(shop.FaultOn("inventory/items", 1, shop.Fault{Status: 503}))
	default:
		l.tell("bad weather at the store")
		l.Shop.SetFaults(shop.FaultWeather(l.d.Uint64(), 120))
	}
	if l.d.IntN(3) == 0 {
		l.round()
	} else {
		l.visit()
		l.live()
		l.round()
	}
	l.live()
	l.Shop.SetFaults(nil)
}

// live begins another life of the server if it was killed.
func (l *stockLife) live() {
	if !l.disk.Dead() {
		return
	}
	l.tell("the server was killed, and starts again")
	l.must(l.restart(l.ctx))
	l.revived()
	l.killed++
}

func (l *stockLife) vendor() string { return "Texas Comptroller" }

// quiet lets everything come to rest.
func (l *stockLife) quiet() {
	l.Shop.SetFaults(nil)
	l.disk.Revive()
	l.Shop.SettleStock()
	l.clock.Pass(10 * time.Minute)
	for range 6 {
		l.visit()
		l.round()
	}
	_, err := l.poller.Catalogue(l.ctx, worldShop, true) // what persons moved in the store is seen by reading
	l.must(err)
	for range 6 {
		l.round()
		l.visit()
	}
	l.round()
}

// open is what of each SKU was sold and not given back, and is in no document of
// the company file, by what the file itself has.
func (l *stockLife) open() map[string]int64 {
	moved := map[string]int64{} // by order and SKU
	for _, d := range l.Books.TransactionsInFull() {
		sign := int64(-1)
		switch d.Type {
		case "CreditMemo":
			sign = 1
		case "SalesReceipt", "Invoice":
		default:
			continue
		}
		ref := strings.TrimPrefix(d.RefNumber, "BC")
		if i := strings.IndexAny(ref, "R-"); i >= 0 {
			ref = ref[:i]
		}
		if d.Void {
			continue
		}
		for _, x := range d.Lines {
			moved[ref+" "+x.Item] += sign * x.Quantity / 100_000
		}
	}
	out := map[string]int64{}
	for _, o := range l.Shop.Truths() {
		sold := map[string]int64{}
		for _, x := range o.Lines {
			if o.Status != shop.Incomplete && o.Status != shop.Cancelled && o.Status != shop.Declined && !o.Deleted && !o.Test && !o.Migrated {
				sold[x.SKU] += x.Quantity - x.Refunded
			} else {
				sold[x.SKU] += 0
			}
		}
		for _, sku := range l.skus { // of a line that an edit took out only the document tells
			sold[sku] += 0
		}
		for sku, n := range sold {
			n += moved[fmt.Sprintf("%d %s", o.ID, sku)]
			if l.rules.Master == store.MasterQuickBooks {
				n = max(n, 0)
			}
			out[sku] += n
		}
	}
	return out
}

// agree holds both sides against each other: the store shows no more than what
// QuickBooks has, less what is on its way and what is kept back, and when all
// is quiet exactly that.
func (l *stockLife) agree(quiet bool) {
	l.t.Helper()
	open := l.open()
	for _, sku := range l.skus {
		want := l.onHand(sku) - open[sku] - l.rules.Buffer
		if l.rules.Master != store.MasterBigCommerce {
			want = max(want, 0)
		}
		if n := l.level(sku); n > want && l.rules.Master != store.MasterBigCommerce || quiet && n != want {
			l.t.Errorf("%s shows %d, want %d: %d on hand, %d on their way\n%s", sku, n, want, l.onHand(sku), open[sku], l.why(sku))
		}
	}
}

// kept holds what there is against what persons did and the documents of
// orders moved, on the side that counts.
func (l *stockLife) kept() {
	l.t.Helper()
	orders := map[string]int64{}
	for _, m := range l.Shop.StockMoves()[l.moves:] {
		if m.Why == shop.MovedByOrder {
			orders[l.named[m.Variant]] += m.By
		}
	}
	docs := l.documents()
	for _, sku := range l.skus {
		switch l.rules.Master {
		case store.MasterQuickBooks: // nothing of ours moved it there
			if want := l.began[sku] + l.byBooks[sku] + docs[sku] - l.docs[sku]; l.onHand(sku) != want {
				l.t.Errorf("QuickBooks has %d of %s, want %d\n%s", l.onHand(sku), sku, want, l.why(sku))
			}
		case store.MasterBigCommerce: // nothing of ours moved it in the store
			if want := l.shown[sku] + l.byShop[sku] - l.hidden[sku] + orders[sku]; l.level(sku) != want {
				l.t.Errorf("the store has %d of %s, want %d\n%s", l.level(sku), sku, want, l.why(sku))
			}
		case store.MasterBoth:
			if want := l.began[sku] + l.byBooks[sku] + l.byShop[sku] + docs[sku] - l.docs[sku]; l.onHand(sku) != want {
				l.t.Errorf("QuickBooks has %d of %s, want %d\n%s", l.onHand(sku), sku, want, l.why(sku))
			}
		}
	}
}

// explained holds the product's own account of every item against its figures,
// and against what persons truly moved.
func (l *stockLife) explained() {
	l.t.Helper()
	check := func(sku string, a *stock.Account, want int64) {
		sum := store.Count(0)
		for _, x := range a.Lines {
			sum += x.Quantity
		}
		if sum != a.Total || a.Total != store.Pieces(want) {
			l.t.Errorf("%s, %s: the lines come to %s, the account says %s, and there are %d: %+v", sku, a.Head, sum, a.Total, want, a.Lines)
		}
	}
	others := func(a *stock.Account) store.Count {
		sum := store.Count(0)
		for _, x := range a.Lines {
			if strings.HasSuffix(x.Text, "by others") {
				sum += x.Quantity
			}
		}
		return sum
	}
	for _, sku := range l.skus {
		entries, err := l.Store.EntriesNamed(l.ctx, worldCompany, books.Items, sku)
		l.must(err)
		e, err := stock.Explain(l.ctx, l.Store, worldCompany, entries[0].ListID)
		l.must(err)
		check(sku, &e.Books.Has, l.onHand(sku))
		if n := others(&e.Books.Has); n != store.Pieces(l.byBooks[sku]) {
			l.t.Errorf("others are said to have moved %s of %s in QuickBooks, and moved %d\n%s", n, sku, l.byBooks[sku], l.why(sku))
		}
		if len(e.Shops) != 1 {
			l.t.Errorf("%s is explained with %d products", sku, len(e.Shops))
			continue
		}
		check(sku, &e.Shops[0].Has, l.level(sku))
		if e.Shops[0].Should != nil {
			check(sku, e.Shops[0].Should, l.level(sku))
		}
		if l.rules.Master == store.MasterQuickBooks {
			continue // what a person moves there is written over
		}
		if n := others(&e.Shops[0].Has); n != store.Pieces(l.byShop[sku]) {
			l.t.Errorf("others are said to have moved %s of %s in the store, and moved %d\n%s", n, sku, l.byShop[sku], l.why(sku))
		}
	}
}

// unseen counts orders that were deleted before anybody read them: the store
// has moved their goods, and nothing tells of them any more.
func (l *stockLife) unseen() {
	for _, o := range l.Shop.Truths() {
		if _, err := l.Store.Order(l.ctx, worldShop, sales.OrderID(o.ID)); !o.Deleted || !errors.Is(err, store.ErrNotFound) {
			continue
		}
		for _, m := range l.Shop.StockMoves()[l.moves:] {
			if m.Order == o.ID {
				l.byShop[l.named[m.Variant]] += m.By
				l.hidden[l.named[m.Variant]] += m.By
			}
		}
	}
}

// documents is what sales and credit memos in the company file moved.
func (l *stockLife) documents() map[string]int64 {
	out := map[string]int64{}
	for _, d := range l.Books.TransactionsInFull() {
		sign := map[string]int64{"SalesReceipt": -1, "Invoice": -1, "CreditMemo": 1}[d.Type]
		for _, x := range d.Lines {
			if !d.Void {
				out[x.Item] += sign * x.Quantity / 100_000
			}
		}
	}
	return out
}

// why is all that the product knows of an item.
func (l *stockLife) why(sku string) string {
	entries, err := l.Store.EntriesNamed(l.ctx, worldCompany, books.Items, sku)
	l.must(err)
	items, err := l.Store.StockItems(l.ctx, worldCompany, []string{entries[0].ListID})
	l.must(err)
	x := items[entries[0].ListID]
	out := fmt.Sprintf("on hand %s by %d, explained %t, others %s\n", x.OnHand, x.Exchange, x.Explained, x.Others)
	for _, e := range x.Open {
		out += fmt.Sprintf("  open: order %d posting %d %s %s %s sent %d settled %d\n", e.Order, e.Posting, e.Kind, e.Ref, e.Quantity, e.Sent, e.Settled)
		if o, err := l.Store.PlannedOrder(l.ctx, e.Store, e.Order); err == nil {
			out += fmt.Sprintf("    status %d, refunds %+v\n", o.Order.Status, o.Order.Refunds)
			rows, err := l.Store.OrderRows(l.ctx, e.Store, []sales.OrderID{e.Order})
			l.must(err)
			out += fmt.Sprintf("    %s: %s %s\n", rows[0].State, rows[0].Document, rows[0].Reason)
		}
	}
	for _, w := range x.Wares {
		out += fmt.Sprintf("  ware: %+v\n", w)
	}
	events, err := l.Store.StockEvents(l.ctx, worldCompany, x.Entry.ListID, 0, 500)
	l.must(err)
	for _, e := range events {
		out += fmt.Sprintf("  event %d: %s %s order %d %s: %s makes %s at %s %s\n", e.ID, e.Store, e.Kind, e.Order, e.Ref, e.Quantity, e.Balance, e.At.Format("15:04:05"), e.Detail)
	}
	for _, m := range l.Shop.StockMoves()[l.moves:] {
		if m.Variant == l.goods[sku] {
			out += fmt.Sprintf("  truth: %s %s order %d: %d makes %d\n", m.At.Format("15:04:05"), m.Why, m.Order, m.By, m.To)
		}
	}
	return out
}

// stockTemplate is a world from which stock histories begin.
func stockTemplate(t *testing.T) *template {
	t.Helper()
	all := newTemplates(t.TempDir())
	all.ways = []worldOptions{{Fallback: true, OneCustomer: true, StockMoves: true}}
	x, err := all.Of(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestQuantitiesComeToRestEqual lets a small store live under each master, and
// holds both sides against an account that is kept independently.
func TestQuantitiesComeToRestEqual(t *testing.T) {
	x := stockTemplate(t)
	adjust := store.StockAdjust{Account: "Inventory Shrinkage"}
	for _, rules := range []store.StockRules{
		{Master: store.MasterQuickBooks, Buffer: 2},
		{Master: store.MasterBigCommerce, Adjust: adjust},
		{Master: store.MasterBoth, Adjust: adjust},
	} {
		t.Run(string(rules.Master), func(t *testing.T) {
			l := newStockLife(t, x, stockSeed(), rules)
			l.agree(true)
			l.faults = true
			for range stockSteps() {
				l.step()
			}
			l.quiet()
			l.unseen()
			l.agree(true)
			l.kept()
			l.explained()
			t.Logf("%d times killed", l.killed)
			if l.round(); rules.Master == store.MasterBoth {
				if r := l.round(); r.Pushed+r.Adjusted > 0 {
					t.Errorf("with nothing happening %d were set and %d adjusted", r.Pushed, r.Adjusted)
				}
			}
			if t.Failed() && os.Getenv("COUNTINGHOUSE_STORY") != "" {
				t.Log(strings.Join(l.log, "\n"))
			}
		})
	}
}

// stockSeed and stockSteps choose the history, from the environment or as usual.
func stockSeed() uint64 {
	if n, err := strconv.ParseUint(os.Getenv("COUNTINGHOUSE_SEED"), 10, 64); err == nil {
		return n
	}
	return 5
}

func stockSteps() int {
	if n, err := strconv.Atoi(os.Getenv("COUNTINGHOUSE_STEPS")); err == nil {
		return n
	}
	return 120
}
