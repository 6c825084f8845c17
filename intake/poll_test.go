package intake

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/secret"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// house is a database, a simulated shop connected to it, and a poller.
type house struct {
	t     testing.TB
	st    *store.Store
	shop  *shop.Shop
	p     *Poller
	clock *clock
	dir   string
	url   string
	close func() // of the database
}

func newHouse(t testing.TB, so shop.Options, with ...func(*Options)) *house {
	t.Helper()
	h := &house{t: t, clock: new(clock), dir: t.TempDir()}
	if so.Now == nil {
		so.Now = h.clock.now
	}
	h.shop = shop.New(so)
	srv := httptest.NewServer(h.shop.Handler())
	t.Cleanup(func() { srv.Close(); h.shop.Close() })
	h.url = srv.URL
	h.open(with...)
	ctx := t.Context()
	by := store.Actor{Kind: "cli", Name: "test"}
	must(t, h.st.SaveCompany(ctx, by, store.Company{Key: "books", Name: "Books", User: "books", PasswordHash: "x"}))
	must(t, h.st.SaveShop(ctx, by, store.Shop{Key: "main", Company: "books", Name: "Main", APIURL: h.url, Hash: "demo", Token: "shop-token", PollSeconds: 5}))
	_, err := h.st.SaveRules(ctx, by, "main", books.Rules{StartDate: day.Of(time.Now().AddDate(0, 0, -40), time.UTC)})
	must(t, err)
	return h
}

// open opens the database and makes a poller that does not know of any before it.
func (h *house) open(with ...func(*Options)) {
	h.t.Helper()
	sealer, err := secret.LoadKey(h.dir)
	must(h.t, err)
	h.st, err = store.Open(context.Background(), h.dir, store.Options{Sealer: sealer})
	must(h.t, err)
	st := h.st
	h.close = sync.OnceFunc(func() { must(h.t, st.Close()) })
	h.t.Cleanup(h.close)
	o := Options{Client: func(b *bigcommerce.Options) { b.Now, b.Sleep = h.clock.now, h.clock.sleep }}
	for _, w := range with {
		w(&o)
	}
	h.p = NewPoller(h.st, o)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// agree compares what is stored with what the shop sold, order by order.
func (h *house) agree() {
	h.t.Helper()
	n := 0
	for _, truth := range h.shop.Truths() {
		if truth.Archived {
			continue
		}
		n++
		o, err := h.st.Order(h.t.Context(), "main", sales.OrderID(truth.ID))
		if err != nil {
			h.t.Errorf("order %d: %v", truth.ID, err)
			continue
		}
		total, err := o.Total.Inc.Exact(2)
		if err != nil || int64(total) != truth.Total.Cents() || int(o.Status) != int(truth.Status) || !o.Modified.Equal(truth.Modified) {
			h.t.Errorf("order %d: stored %s, status %d, changed %v; the shop has %s, %d, %v", truth.ID,
				o.Total.Inc, o.Status, o.Modified, truth.Total, truth.Status, truth.Modified)
		}
	}
	if n == 0 {
		h.t.Error("the shop has no order, so nothing was compared")
	}
}

// later lets so much time pass that the store's next change shows in the order's
// row (see settled).
func (h *house) later() { h.clock.slept.Add(int64(unsettled + 2*time.Second)) }

func (h *house) poll() Result {
	h.t.Helper()
	r, err := h.p.Poll(h.t.Context(), "main")
	must(h.t, err)
	return r
}

func TestPollBringsEveryOrderOnceAndThenOnlyChanges(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixAll(), Seed: 3})
	h.shop.Sell(600)
	h.later()
	first := h.poll()
	h.agree()
	if first.New != first.Orders || first.Orders < 590 || first.Changed != 0 {
		t.Errorf("%+v", first)
	}
	if per := float64(first.Calls) / float64(first.Orders); per > 1.1 {
		t.Errorf("%.3f calls an order", per)
	}
	again := h.poll()
	if again.Orders != 0 || again.Calls > 2 {
		t.Errorf("nothing changed, and it cost %d calls for %d orders", again.Calls, again.Orders)
	}
	id := h.shop.SellOne(shop.KindTaxed)
	must(t, h.shop.Edit(id))
	must(t, h.shop.Touch(h.shop.Orders()[0]))
	third := h.poll()
	h.agree()
	if third.New != 1 || third.Orders != 2 {
		t.Errorf("one new, one touched: %+v", third)
	}
	s, err := h.st.Shop(t.Context(), "main")
	if err != nil || s.LastError != "" || s.LastPoll.IsZero() || s.Zone != "America/Chicago" || s.Currency != "USD" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAfterARestartPollingGoesOnFromTheMark(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain()})
	h.shop.Sell(500)
	h.poll()
	h.close()
	h.open()
	h.shop.SellOne(shop.KindPlain)
	r := h.poll()
	h.agree()
	if r.New != 1 || r.Pages != 1 {
		t.Errorf("it did not go on from the mark: %+v", r)
	}
	if r.Changed != 0 {
		t.Errorf("%d orders of the overlap count as changed, though nothing in them did", r.Changed)
	}
}

func TestOrderChangingBetweenPagesIsStoredAsItIsInTheEnd(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain()}, func(o *Options) { o.PageSize = 20 })
	h.shop.Sell(200)
	all := h.shop.Orders()
	page := 0
	h.shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
		if !strings.HasSuffix(r.Path, "/orders") {
			return shop.Fault{}
		}
		page++
		n := page
		return shop.Fault{Before: func() {
			if n < 10 { // an order that was read already, and one that was not
				_ = h.shop.Edit(all[n*3])
				_ = h.shop.Edit(all[199-n*3])
			}
		}}
	})
	h.poll()
	h.shop.SetFaults(nil)
	h.poll()
	h.agree()
	if page < 10 {
		t.Errorf("only %d pages were read", page)
	}
}

func TestTroublesOfTheShopAreToldAndLoseNothing(t *testing.T) {
	for name, c := range map[string]struct {
		fault shop.Faults
		kind  bigcommerce.Kind
		says  string
	}{
		"token refused":     {shop.FaultOn("/orders", 3, shop.Fault{Status: 401}), bigcommerce.Unauthorized, "refused the token"},
		"scope missing":     {shop.FaultOn("/orders", 3, shop.Fault{Status: 403}), bigcommerce.Forbidden, "“Orders: read-only”"},
		"fault of theirs":   {atOrFrom("/orders", 3, shop.Fault{Status: 500}), bigcommerce.Unavailable, "HTTP 500"},
		"web page":          {atOrFrom("/orders", 3, shop.Fault{Status: 502, HTML: true}), bigcommerce.Unavailable, "HTTP 502"},
		"suspended":         {atOrFrom("/orders", 3, shop.Fault{Status: 503}), bigcommerce.Unavailable, "suspended"},
		"limited":           {atOrFrom("/orders", 3, shop.Fault{Status: 429}), bigcommerce.Limited, "limiting this store's calls"},
		"limited, overload": {atOrFrom("/orders", 3, shop.Fault{Status: 429, NoLimitHeaders: true}), bigcommerce.Limited, "limiting this store's calls"},
		"page broken off":   {atOrFrom("/orders", 3, shop.Fault{Cut: true}), bigcommerce.BadAnswer, "broke off after"},
		"page cut silently": {atOrFrom("/orders", 3, shop.Fault{CutSilently: true}), bigcommerce.BadAnswer, "broke off after"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, shop.Options{Mix: shop.MixPlain(), NoGzip: true}, func(o *Options) { o.PageSize = 20 })
			h.shop.Sell(120)
			h.shop.SetFaults(c.fault)
			r, err := h.p.Poll(t.Context(), "main")
			if !bigcommerce.IsKind(err, c.kind) {
				t.Fatalf("%v", err)
			}
			s, err := h.st.Shop(t.Context(), "main")
			if err != nil || !strings.Contains(s.LastError, c.says) || strings.Contains(s.LastError, "<") {
				t.Errorf("%v: %s", err, s.LastError)
			}
			if r.Orders < 20 {
				t.Errorf("pages read before the trouble are not saved: %+v", r)
			}
			h.shop.SetFaults(nil)
			after := h.poll()
			h.agree()
			if after.New+r.New != 120 {
				t.Errorf("%d and %d of 120 orders", r.New, after.New)
			}
			if s, _ := h.st.Shop(t.Context(), "main"); s.LastError != "" {
				t.Errorf("the trouble is over, and still told: %s", s.LastError)
			}
		})
	}
}

// atOrFrom does f to the nth request for a path and all after it.
func atOrFrom(suffix string, n int, f shop.Fault) shop.Faults {
	return func(r shop.FaultRequest) shop.Fault {
		if strings.HasSuffix(r.Path, suffix) && r.Seen >= n {
			return f
		}
		return shop.Fault{}
	}
}

func TestBadWeatherOnlyDelays(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixAll(), Seed: 4}, func(o *Options) { o.PageSize = 50 })
	h.shop.Sell(300)
	h.shop.SetFaults(shop.FaultWeather(7, 100))
	var err error
	for range 20 {
		if _, err = h.p.Poll(t.Context(), "main"); err == nil {
			break
		}
	}
	must(t, err)
	h.shop.SetFaults(nil)
	h.poll() // reads again what the weather left in part
	h.agree()
	for _, truth := range h.shop.Truths() {
		if o, err := h.st.Order(t.Context(), "main", sales.OrderID(truth.ID)); err == nil && len(o.Contradictions) > 0 {
			t.Errorf("order %d: %q", truth.ID, o.Contradictions)
		}
	}
}

func TestQuotaIsKeptAndAReserveLeft(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.Mix{shop.KindTaxed: 1}, Quota: 40, Window: 400 * time.Millisecond},
		func(o *Options) { o.Client = nil })
	h.shop.Sell(120)
	r := h.poll()
	h.agree()
	if r.Stats.Limited != 0 || r.Stats.Waited == 0 {
		t.Errorf("it ran into %d refusals and waited %v", r.Stats.Limited, r.Stats.Waited)
	}
}

func TestOrderReadInPartIsReadAgain(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.Mix{shop.KindTaxed: 1}})
	ids := h.shop.Sell(10)
	broken := "orders/" + itoa(ids[4]) + "/taxes"
	h.shop.SetFaults(atOrFrom(broken, 1, shop.Fault{Status: 500}))
	r := h.poll()
	o, err := h.st.Order(t.Context(), "main", sales.OrderID(ids[4]))
	if err != nil || len(o.Contradictions) == 0 || r.Held != 1 || r.Orders != 10 {
		t.Fatalf("%v %q %+v", err, o.Contradictions, r)
	}
	h.shop.SetFaults(nil)
	h.close()
	h.open() // the list of what to read again survives a restart
	if r := h.poll(); r.Held != 0 {
		t.Errorf("%+v", r)
	}
	if o, err = h.st.Order(t.Context(), "main", sales.OrderID(ids[4])); err != nil || len(o.Contradictions) != 0 || !o.TaxesRead {
		t.Errorf("%v %q taxes read %v", err, o.Contradictions, o.TaxesRead)
	}
}

func TestOrdersToBeReadAgainAreNotForgottenWhenThatFails(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.Mix{shop.KindTaxed: 1}})
	ids := h.shop.Sell(10)
	first, second := "orders/"+itoa(ids[2]), "orders/"+itoa(ids[6])
	h.shop.SetFaults(shop.FaultFirst(atOrFrom(first+"/taxes", 1, shop.Fault{Status: 500}), atOrFrom(second+"/taxes", 1, shop.Fault{Status: 500})))
	if r := h.poll(); r.Held != 2 {
		t.Fatalf("%+v", r)
	}
	h.shop.SetFaults(atOrFrom(second, 1, shop.Fault{Status: 401}))
	if _, err := h.p.Poll(t.Context(), "main"); err == nil {
		t.Fatal("the store refused, and the poll did not fail")
	}
	h.shop.SetFaults(nil)
	h.close()
	h.open()
	if r := h.poll(); r.Held != 0 {
		t.Errorf("%+v", r)
	}
	for _, id := range []int64{ids[2], ids[6]} {
		if o, err := h.st.Order(t.Context(), "main", sales.OrderID(id)); err != nil || len(o.Contradictions) != 0 || !o.TaxesRead {
			t.Errorf("order %d: %v %q taxes read %v", id, err, o.Contradictions, o.TaxesRead)
		}
	}
}

// The command line may read a store while the server does.
func TestTwoReadersOfAStoreForgetNothingOfEachOther(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain()})
	reader := func(ids ...sales.OrderID) *run {
		f := &fetcher{again: map[sales.OrderID]bool{}}
		for _, id := range ids {
			f.again[id] = true
		}
		return &run{p: h.p, shop: store.Shop{Key: "main"}, fetch: f}
	}
	one, two := reader(7, 9), reader(8) // both began when nothing was on the list
	for _, r := range []*run{one, two} {
		if err := r.saveAgain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	delete(one.fetch.again, 7) // it was read
	if err := one.saveAgain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text, err := h.st.Cursor(t.Context(), "main", againCursor); err != nil || text != "[8,9]" {
		t.Errorf("to be read again: %s %v", text, err)
	}
}

func TestStoppedPollGoesOnWhereItStopped(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain()}, func(o *Options) { o.PageSize = 20 })
	h.shop.Sell(200)
	ctx, cancel := context.WithCancel(t.Context())
	h.p.o.Saved = sync.OnceFunc(cancel)
	r, err := h.p.Poll(ctx, "main")
	if !errors.Is(err, context.Canceled) || r.Orders == 0 || r.Orders == 200 {
		t.Fatalf("%v %+v", err, r)
	}
	if s, _ := h.st.Shop(t.Context(), "main"); s.LastError != "" {
		t.Errorf("being stopped is no fault of the store: %s", s.LastError)
	}
	h.poll()
	h.agree()
}

func TestStartDateThatMovesBackBringsOlderOrders(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain(), History: 60 * 24 * time.Hour})
	by := store.Actor{Kind: "cli", Name: "test"}
	set := func(daysAgo int) {
		_, err := h.st.SaveRules(t.Context(), by, "main", books.Rules{StartDate: day.Of(time.Now().AddDate(0, 0, -daysAgo), time.UTC)})
		must(t, err)
	}
	h.shop.Sell(300)
	h.later()
	set(10)
	first := h.poll()
	if first.New >= 200 {
		t.Fatalf("%d of 300 orders in 60 days came, though only 17 days were asked for", first.New)
	}
	set(70)
	second := h.poll()
	h.agree()
	if first.New+second.New != 300 {
		t.Errorf("%d and %d orders", first.New, second.New)
	}
	if third := h.poll(); third.Orders != 0 || third.Pages != 1 {
		t.Errorf("it reads the old ones again and again: %+v", third)
	}
}

func TestBackfillLeavesTheMarkAlone(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain(), History: 90 * 24 * time.Hour})
	h.shop.Sell(300)
	h.poll()
	before, err := h.st.Cursor(t.Context(), "main", markCursor)
	must(t, err)
	r, err := h.p.Backfill(t.Context(), "main", time.Now().AddDate(0, 0, -100), time.Now())
	must(t, err)
	h.agree()
	if after, _ := h.st.Cursor(t.Context(), "main", markCursor); after != before || r.New == 0 {
		t.Errorf("mark %s became %s, %d new", before, after, r.New)
	}
}

func TestOrderOfTheFutureDoesNotMoveTheMarkPastNow(t *testing.T) {
	at := time.Now()
	h := newHouse(t, shop.Options{Mix: shop.MixPlain(), Now: func() time.Time { return at }})
	h.shop.Sell(20)
	at = at.AddDate(50, 0, 0)
	h.shop.SellOne(shop.KindPlain)
	at = time.Now()
	h.poll()
	mark, err := h.st.Cursor(t.Context(), "main", markCursor)
	must(t, err)
	if m, err := time.Parse(time.RFC3339, mark); err != nil || m.After(time.Now().Add(time.Minute)) {
		t.Errorf("mark %s, %v", mark, err)
	}
}

func TestRunPollsWakesAndBacksOff(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain()})
	saved := make(chan struct{}, 100)
	h.p.o.Saved = func() { saved <- struct{}{} }
	h.p.o.Tick = 10 * time.Millisecond
	h.shop.Sell(5)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { h.p.Run(ctx); close(done) }()
	wait := func(what string) {
		t.Helper()
		select {
		case <-saved:
		case <-time.After(10 * time.Second):
			t.Fatal(what)
		}
	}
	wait("the first poll did not come")
	h.shop.SellOne(shop.KindPlain)
	h.p.Wake("main")
	wait("it was woken and did not poll")
	cancel()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("Run did not end")
	}

	now := time.Now()
	d, every := &due{}, store.Shop{PollSeconds: 20}
	var waits []time.Duration
	for range 8 {
		d.after(now, every, &bigcommerce.APIError{Kind: bigcommerce.Unavailable})
		waits = append(waits, d.at.Sub(now))
	}
	m := time.Minute
	if want := []time.Duration{m, 2 * m, 4 * m, 8 * m, 16 * m, 30 * m, 30 * m, 30 * m}; !slices.Equal(waits, want) {
		t.Errorf("pauses after failures: %v", waits)
	}
	d.after(now, every, nil)
	if d.at.Sub(now) != 20*time.Second {
		t.Errorf("after a good poll: %v", d.at.Sub(now))
	}
}

// How long it takes is measured by `countinghouse bench`.
func TestTenThousandOrdersComeInByOneCallEach(t *testing.T) {
	n := 10_000
	if raceEnabled || testing.Short() {
		n = 500 // the figure is not measured, the rest is
	}
	h := newHouse(t, shop.Options{Mix: shop.MixSales(), Seed: 8})
	h.shop.Sell(n)
	r := h.poll()
	t.Logf("%d orders in %v, %.3f calls an order, %d MiB", r.Orders, r.Took, float64(r.Calls)/float64(r.Orders), r.Stats.Bytes>>20)
	if r.Orders != n || float64(r.Calls) > 1.1*float64(n) {
		t.Errorf("%+v", r)
	}
}

func itoa(n int64) string { b, _ := json.Marshal(n); return string(b) }

func TestAnotherStoreBehindTheSameKeyIsRefused(t *testing.T) {
	h := newHouse(t, shop.Options{Mix: shop.MixPlain()})
	h.shop.Sell(20)
	h.poll()
	other := shop.New(shop.Options{Mix: shop.MixPlain(), Seed: 8, Hash: "other"})
	srv := httptest.NewServer(other.Handler())
	t.Cleanup(func() { srv.Close(); other.Close() })
	other.Sell(20)
	s, err := h.st.Shop(t.Context(), "main")
	must(t, err)
	by := store.Actor{Kind: "cli", Name: "test"}
	ours := s
	s.APIURL, s.Hash = srv.URL, "other"
	must(t, h.st.SaveShop(t.Context(), by, s))
	_, err = h.p.Poll(t.Context(), "main")
	if err == nil || !strings.Contains(err.Error(), "another BigCommerce store (other) than before (demo)") {
		t.Errorf("the orders of another store were read: %v", err)
	}
	if s, err = h.st.Shop(t.Context(), "main"); err != nil || !strings.Contains(s.LastError, "another BigCommerce store") {
		t.Errorf("people are told %q, %v", s.LastError, err)
	}
	must(t, h.st.SaveShop(t.Context(), by, ours))
	h.poll()
	h.agree()
}

// Times of change are whole seconds, and of a payment a list's row shows nothing
// else: one that comes within the second of a reading is read with the next.
func TestAPaymentInTheSecondOfAReadingIsReadWithTheNext(t *testing.T) {
	at := time.Now().Truncate(time.Second)
	h := newHouse(t, shop.Options{Mix: shop.MixPlain(), Now: func() time.Time { return at }})
	h.p.o.Detail = Detail{Transactions: Always}
	id := h.shop.SellOne(shop.KindOnAccount)
	must(t, h.shop.PayWith(id, 5*100*shop.Cent, "Check"))
	h.poll()
	before := h.order(id)
	must(t, h.shop.PayWith(id, 5*100*shop.Cent, "Check"))
	for range 3 {
		at = at.Add(5 * time.Second)
		h.poll()
	}
	if now := h.order(id); len(now.Payments) != len(before.Payments)+1 || len(before.Payments) == 0 {
		t.Errorf("%d payments at first, %d at the end", len(before.Payments), len(now.Payments))
	}
	if r := h.poll(); r.Orders != 0 {
		t.Errorf("it is read again and again: %+v", r)
	}
}
