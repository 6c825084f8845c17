package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

type benchCommand struct {
	Orders int  `help:"Orders that are read and posted." default:"10000"`
	Stored int  `help:"Orders that are stored beforehand." default:"100000"`
	Items  int  `help:"Items in QuickBooks." default:"200000"`
	Detail int  `help:"Orders with tax and coupons that are read." default:"2000"`
	JSON   bool `help:"Print JSON."`
	Keep   bool `help:"Keep the directory."`
}

// figure is one measured figure beside what is asked for.
type figure struct {
	What   string `json:"what"`
	Value  string `json:"value"`
	Target string `json:"target,omitempty"`
	OK     bool   `json:"ok"`
}

func (c benchCommand) Run(e *env) error {
	dir, err := os.MkdirTemp("", "countinghouse-bench-")
	if err != nil {
		return err
	}
	if !c.Keep {
		defer os.RemoveAll(dir)
	}
	b := &bench{c: c, e: e, dir: dir}
	if err := b.run(e.ctx); err != nil {
		return err
	}
	if c.JSON {
		return e.json(b.figures)
	}
	e.printf("\n%d cores, %s/%s, %s; server and simulators share them; simulators with zero think time; every commit durable (synchronous=FULL).\n\n",
		runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "FIGURE\tMEASURED\tASKED FOR\t")
	bad := false
	for _, f := range b.figures {
		mark := ""
		if f.Target != "" && !f.OK {
			mark, bad = "missed", true
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.What, f.Value, f.Target, mark)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if bad {
		return errAttention
	}
	return nil
}

// bench measures the server as a process of its own, while the simulators run
// in this one.
type bench struct {
	c       benchCommand
	e       *env
	dir     string
	w       *world
	memory  *memory
	calls   []soapCall
	figures []figure
}

func (b *bench) add(what, value, target string, ok bool) {
	b.figures = append(b.figures, figure{what, value, target, ok})
	fmt.Fprintf(b.e.errOut, "  %s: %s\n", what, value)
}

func (b *bench) step(format string, args ...any) {
	fmt.Fprintf(b.e.errOut, format+"\n", args...)
}

func (b *bench) run(ctx context.Context) error {
	b.step("A fresh database, a store, and a company file with %d items", b.c.Items)
	w, err := newWorld(ctx, worldOptions{
		Dir: b.dir, Seed: 1, Mix: shop.MixPlain(), OneCustomer: true, Items: b.c.Items, NoPolling: true, Process: true, Log: b.e.log,
		Event: b.event,
	})
	if err != nil {
		return err
	}
	b.w = w
	defer w.Close()
	if err := w.Start(ctx); err != nil {
		return err
	}
	b.memory = watchMemory(ctx, w.ProcessID())
	for _, phase := range []func(context.Context) error{b.lists, b.fill, b.intake, b.post, b.detail} {
		if err := phase(ctx); err != nil {
			return err
		}
	}
	peak := b.memory.peak()
	b.add("resident memory of the server, peak throughout", fmt.Sprintf("%d MB", peak>>20), "under 150 MB", peak < 150<<20)
	return nil
}

// event takes the duration of every SOAP call.
func (b *bench) event(ev connector.Event) {
	if ev.Kind == connector.EventCalled && ev.Err == nil {
		b.calls = append(b.calls, soapCall{ev.Method, ev.Took})
	}
}

// soapCall is one call of the Web Connector as it saw it.
type soapCall struct {
	method string
	took   time.Duration
}

// slowest names the three methods with the slowest calls, each with its slowest.
func slowest(calls []soapCall) string {
	most, count := map[string]time.Duration{}, map[string]int{}
	for _, c := range calls {
		most[c.method] = max(most[c.method], c.took)
		count[c.method]++
	}
	methods := slices.SortedFunc(maps.Keys(most), func(a, b string) int { return cmp.Compare(most[b], most[a]) })
	methods = methods[:min(len(methods), 3)]
	parts := make([]string, len(methods))
	for i, m := range methods {
		parts[i] = fmt.Sprintf("%s %.1f ms of %d", m, most[m].Seconds()*1000, count[m])
	}
	return strings.Join(parts, ", ")
}

// lists has the first visit read all lists.
func (b *bench) lists(ctx context.Context) error {
	b.step("Reading QuickBooks' lists")
	began := time.Now()
	if err := b.w.Visits(ctx, 1); err != nil {
		return err
	}
	took := time.Since(began)
	b.add(fmt.Sprintf("reading %d items by iterator", b.c.Items), fmt.Sprintf("%.1f s, %.0f a second", took.Seconds(), float64(b.c.Items)/took.Seconds()), "", true)
	peak := b.memory.peak()
	b.add("resident memory of the server, peak while reading them", fmt.Sprintf("%d MB", peak>>20), "under 150 MB", peak < 150<<20)
	return nil
}

// fill stores orders of the time before going live.
func (b *bench) fill(ctx context.Context) error {
	b.step("Storing %d orders", b.c.Stored)
	began := time.Now()
	if err := b.w.StoreOldOrders(ctx, b.c.Stored); err != nil {
		return err
	}
	took := time.Since(began)
	b.add(fmt.Sprintf("storing and planning %d orders", b.c.Stored), fmt.Sprintf("%.0f a second", float64(b.c.Stored)/took.Seconds()), "", true)
	return nil
}

// intake reads plain orders from the shop.
func (b *bench) intake(ctx context.Context) error {
	b.step("Reading %d orders from the store", b.c.Orders)
	b.w.Shop.Sell(b.c.Orders)
	began := time.Now()
	result, err := b.w.PollShop(ctx)
	if err != nil {
		return err
	}
	took := time.Since(began)
	if result.New < b.c.Orders {
		return fmt.Errorf("read %d new orders of %d", result.New, b.c.Orders)
	}
	each := float64(result.Calls) / float64(b.c.Orders)
	limit := time.Duration(float64(20*time.Second) * float64(b.c.Orders) / 10000)
	b.add(fmt.Sprintf("intake of %d orders", b.c.Orders), fmt.Sprintf("%.1f s", took.Seconds()), fmt.Sprintf("under %.0f s", limit.Seconds()), took < limit)
	b.add("API calls an order without tax or coupon detail", fmt.Sprintf("%.4f", each), "at most 0.05", each <= 0.05)
	return b.w.Planned(ctx)
}

// post has them posted.
func (b *bench) post(ctx context.Context) error {
	b.step("Posting them")
	b.calls = nil
	work, err := b.w.Store.WorkCounts(ctx, worldCompany)
	if err != nil {
		return err
	}
	if work.Ready == 0 {
		return errors.New("nothing is ready to be posted")
	}
	if err := b.w.Visits(ctx, 3); err != nil {
		return err
	}
	posted, trips, took, err := b.postingTime(ctx)
	if err != nil {
		return err
	}
	if posted < work.Ready {
		return fmt.Errorf("posted %d of %d orders", posted, work.Ready)
	}
	rate := float64(posted) / took.Seconds()
	b.add(fmt.Sprintf("posting, %d orders from ready to posted", posted), fmt.Sprintf("%.0f a second", rate), "at least 3,000 a second", rate >= 3000)
	b.add("orders a round trip", fmt.Sprintf("%.0f", float64(posted)/float64(trips)), "at least 50", posted >= 50*trips)
	slices.SortFunc(b.calls, func(x, y soapCall) int { return cmp.Compare(x.took, y.took) })
	at := func(q float64) time.Duration { return b.calls[min(int(q*float64(len(b.calls))), len(b.calls)-1)].took }
	b.add(fmt.Sprintf("SOAP calls (%d) with %d orders stored, median", len(b.calls), b.c.Stored+b.c.Orders), fmt.Sprintf("%.1f ms", at(0.5).Seconds()*1000), "", true)
	b.add("SOAP calls, 99th percentile", fmt.Sprintf("%.1f ms", at(0.99).Seconds()*1000), "under 50 ms", at(0.99) < 50*time.Millisecond)
	b.add("SOAP calls, slowest", slowest(b.calls), "", true)
	return nil
}

// postingTime reads from the record of the visits how many orders were posted,
// in how many message sets, and how long that took.
func (b *bench) postingTime(ctx context.Context) (posted, trips int, took time.Duration, err error) {
	page, err := b.w.Store.VisitsPage(ctx, store.VisitFilter{Company: worldCompany, Limit: 50})
	if err != nil {
		return 0, 0, 0, err
	}
	for _, v := range page.Rows {
		_, exchanges, err := b.w.Store.VisitStory(ctx, v.ID)
		if err != nil {
			return 0, 0, 0, err
		}
		var first, last time.Time
		for _, x := range exchanges {
			if x.Purpose != "post" {
				continue
			}
			trips++
			posted += x.Requests
			if first.IsZero() {
				first = x.SentAt
			}
			last = x.AnsweredAt
		}
		took += last.Sub(first)
	}
	return posted, trips, took, nil
}

// detail reads orders that need calls of their own.
func (b *bench) detail(ctx context.Context) error {
	b.step("Reading %d orders with tax and coupons", b.c.Detail)
	s := shop.New(shop.Options{Seed: 2, Hash: "detail", Mix: shop.Mix{shop.KindTaxed: 1}})
	s.Sell(b.c.Detail)
	result, err := b.w.PollOther(ctx, s, "detail")
	if err != nil {
		return err
	}
	each := float64(result.Calls) / float64(b.c.Detail)
	b.add("API calls an order with tax or coupon detail", fmt.Sprintf("%.3f", each), "at most 1.1", each <= 1.1)
	return nil
}
