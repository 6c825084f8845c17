package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/intake"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// life is one history with faults: a small store lives, and at every wire
// things go wrong, all by the seed. Then the faults stop, there are a few quiet
// visits, and every order must stand in the company file once, or say why not.
type life struct {
	w     *faultWorld
	phone *phone
	seed  uint64
	skip  map[int]bool // steps that are left out, to find the shortest story
	p     *proving

	mu      sync.Mutex // of the store's acts
	runs    uint64     // visits so far
	polls   uint64
	step    int
	counts  map[string]int
	story   []string
	steps   []int
	before  map[string]bool          // documents that stood at the beginning
	touched map[int64]bool           // orders of which a person changed something in QuickBooks
	undo    []func()                 // takes back what a person left in the way
	parked  map[store.PostingID]bool // what a person tried again
	// readsOnly tells that what dies is who reads the store, which is never the
	// process that talks to QuickBooks.
	readsOnly bool

	found             []finding
	orders, documents int // in the end
	kills             int // of processes
}

// finding is something that is wrong in the end.
type finding struct {
	kind string // duplicate, loss, cents, stranger, reason, audit, stuck, wrong file
	text string
}

// Context and the others make a life the judge of its proof.
func (l *life) Context() context.Context { return context.Background() }

// Errorf takes down what differs.
func (l *life) Errorf(format string, args ...any) { l.find("cents", format, args...) }

// Logf is of no interest here.
func (l *life) Logf(string, ...any) {}

// Fatal ends the history.
func (l *life) Fatal(args ...any) { panic(givenUp(fmt.Sprint(args...))) }

// Fatalf ends the history.
func (l *life) Fatalf(format string, args ...any) { panic(givenUp(fmt.Sprintf(format, args...))) }

// givenUp is why a history could not be finished.
type givenUp string

func (l *life) find(kind, format string, args ...any) {
	l.found = append(l.found, finding{kind, fmt.Sprintf(format, args...)})
}

// tell adds a line to the story.
func (l *life) tell(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.story = append(l.story, fmt.Sprintf("%3d  ", l.step)+fmt.Sprintf(format, args...))
}

// fault counts a fault, and tells of it.
func (l *life) fault(kind string, more ...any) {
	l.mu.Lock()
	l.counts[kind]++
	l.mu.Unlock()
	l.tell("%s", kind+" "+strings.TrimSpace(fmt.Sprintln(more...)))
}

// lifeStep is something that may happen in a history.
type lifeStep struct {
	name   string
	weight int
	do     func(*life, context.Context, *rand.Rand)
}

func lifeSteps() []lifeStep {
	return []lifeStep{
		{"the store lives", 4, (*life).live},
		{"the store is read", 5, (*life).read},
		{"the store is read twice at once", 1, (*life).readTwice},
		{"a visit", 16, (*life).visit},
		{"a visit begins while another is under way", 3, (*life).overlap},
		{"another PC calls", 2, (*life).otherPC},
		{"a person undoes or redoes", 2, (*life).undoes},
		{"a person works in QuickBooks", 3, (*life).works},
		{"something is in the way at the PC", 3, (*life).inTheWay},
		{"the clock", 2, (*life).clock},
		{"the disk is full", 1, (*life).fullDisk},
		{"the server starts again", 1, (*life).again},
	}
}

// throwStep chooses what happens next.
func throwStep(d *rand.Rand) lifeStep {
	all, sum := lifeSteps(), 0
	for _, s := range all {
		sum += s.weight
	}
	n := d.IntN(sum)
	for _, s := range all {
		if n -= s.weight; n < 0 {
			return s
		}
	}
	return all[0]
}

// dice of a stream of the seed: leaving out one step changes no other.
func (l *life) dice(stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(l.seed, stream)) //nolint:gosec // repeatable by intent
}

// live runs a history to its end and judges it.
func (l *life) run(ctx context.Context) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case givenUp:
			l.find("stuck", "%s", string(v))
			l.duplicates()
		case runtime.Error:
			panic(v)
		default:
			panic(v)
		}
	}()
	d := l.dice(0)
	n := 10 + d.IntN(8)
	for l.step = 1; l.step <= n; l.step++ {
		x := l.dice(uint64(l.step))
		s := throwStep(x)
		if l.step <= 2 {
			s = []lifeStep{{"the store lives", 0, (*life).live}, {"the store is read", 0, (*life).read}}[l.step-1]
		}
		if l.skip[l.step] {
			continue
		}
		l.steps = append(l.steps, l.step)
		l.tell("%s", s.name)
		s.do(l, ctx, x)
		l.revive(ctx)
	}
	l.calm(ctx)
	l.judgement(ctx)
}

// revive starts the server again if it died.
func (l *life) revive(ctx context.Context) {
	if l.w.gone() {
		l.w.kills++
	}
	if l.w.disk.Dead() || l.w.gone() {
		l.must(l.w.restart(ctx))
	}
	l.w.disk.Revive()
}

func (l *life) must(err error) {
	if err != nil {
		l.Fatal(err)
	}
}

// live lets a few things happen to orders.
func (l *life) live(_ context.Context, d *rand.Rand) {
	n := 1 + d.IntN(4)
	if l.step == 1 {
		n = 4 + d.IntN(8)
	}
	l.w.clock.Pass(time.Duration(1+d.IntN(30)) * time.Minute)
	l.happen(n)
}

func (l *life) happen(n int) {
	l.mu.Lock()
	made := l.w.Shop.Live(n)
	l.p.look()
	l.mu.Unlock()
	for _, h := range made {
		l.tell("  order %d: %s", h.Order, h.Act)
	}
}

// read reads the store, badly or well.
func (l *life) read(ctx context.Context, d *rand.Rand) {
	if d.IntN(2) == 0 {
		l.w.Shop.SetFaults(l.storm(d))
	}
	l.readsOnly = true
	l.mortal(ctx, d)
	l.readsOnly = false
	_, err := l.w.poller.Poll(ctx, worldShop)
	l.w.Shop.SetFaults(nil)
	if err != nil {
		l.tell("  reading ended: %v", err)
	}
}

// readTwice reads the store from two sides at once: the server, and a command.
func (l *life) readTwice(ctx context.Context, d *rand.Rand) {
	l.fault("the store is read twice at once")
	if d.IntN(3) == 0 {
		l.w.Shop.SetFaults(l.storm(d))
	}
	var wg sync.WaitGroup
	other := intake.NewPoller(l.w.Store, l.w.polling())
	wg.Go(func() { _, _ = l.w.poller.Poll(ctx, worldShop) })
	wg.Go(func() { _, _ = other.Poll(ctx, worldShop) })
	wg.Wait()
	l.w.Shop.SetFaults(nil)
}

// mortal lets the server die at a commit, sometimes.
func (l *life) mortal(ctx context.Context, d *rand.Rand) {
	if d.IntN(4) > 0 {
		return
	}
	n, behind := 1+d.IntN(10), d.IntN(2) == 0
	kind := "the server dies before a commit"
	if behind {
		kind = "the server dies behind a commit"
	}
	l.counts[kind]++
	l.tell("  %s, the %d.", kind, n)
	if l.w.o.Process && !l.readsOnly {
		l.w.dieAt, l.w.dieBehind = n, behind
		l.must(l.w.spawn(ctx))
		return
	}
	l.w.disk.Die(n, behind)
}

// visit is one call of the Web Connector, badly or well.
func (l *life) visit(ctx context.Context, d *rand.Rand) {
	if d.IntN(3) > 0 { // something is there to be posted
		l.w.clock.Pass(time.Duration(1+d.IntN(30)) * time.Minute)
		l.happen(1 + d.IntN(3))
		_, _ = l.w.poller.Poll(ctx, worldShop)
	}
	before := map[int]func(){}
	if d.IntN(2) == 0 {
		l.mishap(ctx, d, before)
	}
	if d.IntN(4) == 0 {
		l.meanwhile(ctx, d, before)
	}
	l.mortal(ctx, d)
	l.call(ctx, d, l.phone, before)
}

// call has a Web Connector call, while the wire is as bad as the dice say, and
// something else happens before some calls.
func (l *life) call(ctx context.Context, d *rand.Rand, p *phone, before map[int]func()) {
	l.runs++
	bad := []int{0, 5, 15, 30}[d.IntN(4)]
	x := rand.New(rand.NewPCG(l.seed, 1<<32|l.runs)) //nolint:gosec // repeatable by intent
	all := connector.Faults()
	p.fault = func(c connector.Call) connector.Fault {
		if do := before[c.Number]; do != nil {
			do()
		}
		chance := bad / 4
		switch c.Method { // what the other calls say matters less
		case "sendRequestXML":
			chance = bad
		case "receiveResponseXML":
			chance = 2 * bad
		}
		if l.w.o.Process && x.IntN(12) == 0 {
			l.fault("the server is killed at any moment of a call", c.Method)
			after := time.Duration(x.IntN(6000)) * time.Microsecond
			go func(p *os.Process) {
				time.Sleep(after)
				_ = p.Kill()
			}(l.w.process.Process)
		}
		if x.IntN(100) >= chance {
			return connector.NoFault
		}
		f := all[x.IntN(len(all))]
		l.fault(f.String(), "at", c.Method, c.Number)
		return f
	}
	p.cut = func(_ connector.Call, size int) int { return x.IntN(size + 1) }
	result, err := p.Run(ctx)
	p.fault, p.cut = nil, nil
	if p.over {
		l.Fatalf("a visit does not come to its end after %d calls", result.Calls)
	}
	if err != nil {
		l.tell("  it ended: %v", err)
	} else {
		l.tell("  it ended: %s %s", result.Outcome, result.LastError)
	}
}

// again starts the server again.
func (l *life) again(ctx context.Context, _ *rand.Rand) {
	l.fault("the server starts again")
	l.must(l.w.restart(ctx))
}

// clock moves on, or is set back.
func (l *life) clock(_ context.Context, d *rand.Rand) {
	switch d.IntN(6) {
	case 0:
		l.fault("the server's clock is set back")
		l.w.clock.Set(-time.Duration(1+d.IntN(180))*time.Minute, 0)
	case 1:
		l.fault("the clock of the PC is set back")
		l.w.clock.Set(0, -time.Duration(1+d.IntN(90))*time.Minute)
	case 2:
		l.w.clock.Pass(time.Duration(1+d.IntN(20)) * time.Hour)
	default:
		l.w.clock.Pass(time.Duration(1+d.IntN(30)) * time.Minute)
	}
}

// fullDisk has the server work while the disk is full.
func (l *life) fullDisk(ctx context.Context, d *rand.Rand) {
	l.fault("the disk is full")
	l.w.disk.Fill(true)
	l.must(l.w.restart(ctx))
	for range 1 + d.IntN(3) {
		if d.IntN(2) == 0 {
			l.happen(1)
			_, err := l.w.poller.Poll(ctx, worldShop)
			l.tell("  reading ended: %v", err)
		} else {
			l.call(ctx, d, l.phone, nil)
		}
	}
	l.w.disk.Fill(false)
	l.must(l.w.restart(ctx))
}

// calm ends all faults, and settles.
func (l *life) calm(ctx context.Context) {
	l.step++
	l.tell("the faults stop")
	l.w.Shop.SetFaults(nil)
	l.w.Books.Calm()
	l.w.PC.Switch(l.w.Books)
	for _, do := range l.undo {
		do()
	}
	l.must(l.w.restart(ctx))
	l.w.clock.Pass(24 * time.Hour) // further than any clock was ever set back
	for round := range 14 {
		l.w.clock.Pass(70 * time.Minute)
		if _, err := l.w.poller.Poll(ctx, worldShop); err != nil {
			l.find("stuck", "the store can't be read although nothing is wrong: %v", err)
			return
		}
		result, err := l.phone.Run(ctx)
		if l.phone.over {
			l.find("stuck", "a quiet visit does not come to its end after %d calls", result.Calls)
			return
		}
		if err == nil && !slices.Contains([]connector.Outcome{connector.Completed, connector.NoData, connector.Told}, result.Outcome) {
			err = errors.New(string(result.Outcome) + ": " + result.LastError + result.Message)
		}
		if err != nil && round > 1 { // a call that was late arrives in the first
			l.find("stuck", "a quiet visit ended: %v", err)
			return
		}
		l.must(l.w.planner.All(ctx))
		work, err := l.w.Store.WorkCounts(ctx, worldCompany)
		l.must(err)
		if work.ToPlan+work.Ready+work.Sent+work.Unsure+work.Posted == 0 && round > 0 && !l.triesParked(ctx) {
			return
		}
	}
	l.find("stuck", "work is left after the quiet visits")
}

// triesParked has a person try again what was parked after several tries whose
// answers were all lost; it tells whether there was any.
func (l *life) triesParked(ctx context.Context) (some bool) {
	page, err := l.w.Store.OrdersPage(ctx, store.OrderFilter{Store: worldShop, Limit: 500, States: []store.OrderState{store.OrderRefused}})
	l.must(err)
	for _, r := range page.Rows {
		story, err := l.w.Store.OrderStory(ctx, worldShop, r.ID)
		l.must(err)
		for _, p := range story.Postings {
			if p.State == store.Refused && p.Lane == "parked" && !l.parked[p.ID] {
				l.parked[p.ID], some = true, true
				l.must(l.w.Store.RetryPosting(ctx, store.Actor{Kind: "user", Name: "dana@example.com"}, p.ID))
				l.tell("%s was parked and is tried again", p.Name())
			}
		}
	}
	return some
}

// newLife opens the world of a seed.
func newLife(ctx context.Context, t *templates, dir string, seed uint64, kill bool, skip map[int]bool) (*life, error) {
	way := int(seed % uint64(len(faultWays()))) //nolint:gosec // few
	template, err := t.Of(ctx, way)
	if err != nil {
		return nil, err
	}
	w, err := template.open(ctx, dir, seed, kill)
	if err != nil {
		return nil, err
	}
	l := &life{w: w, seed: seed, skip: skip, counts: map[string]int{}, touched: map[int64]bool{}, before: map[string]bool{}, parked: map[store.PostingID]bool{}}
	if err := l.plug(); err != nil {
		w.close()
		return nil, err
	}
	l.p = &proving{judge: l, w: w.world, settings: worldSettings(w.Shop, w.o), seen: map[int64][]shop.Truth{}, opening: map[string]truth.Cents{}}
	l.p.opening, l.p.touched = trialBalance(w.world), l.touched
	for _, x := range w.Books.Transactions() {
		l.before[x.TxnID] = true
	}
	return l, nil
}

// unsettled are the states in which no order may be in the end.
var unsettled = []store.OrderState{store.OrderNew, store.OrderWaiting, store.OrderAsking, store.OrderPosted}
