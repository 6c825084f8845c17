package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"countinghouse/books"
	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// phone is one Web Connector on one PC, with its line.
type phone struct {
	web   *connector.Connector
	fault connector.FaultPlan
	cut   func(c connector.Call, size int) int

	cancel context.CancelFunc
	over   bool // the visit did not come to its end
}

// endless is how many calls a visit of a small store never needs.
const endless = 400

// Run is a visit. One that does not end is cut off.
func (p *phone) Run(ctx context.Context) (connector.RunResult, error) {
	ctx, p.cancel = context.WithTimeout(ctx, time.Minute)
	defer p.cancel()
	p.over = false
	return p.web.Run(ctx)
}

// phone makes a Web Connector that calls from an address of this machine.
func (f *faultWorld) phone(from string) (*phone, error) {
	p := &phone{}
	var err error
	p.web, err = f.connector(from, f.PC.seat(), func(o *connector.Options) {
		o.Added = true
		o.Fault = func(c connector.Call) connector.Fault {
			if c.Number > endless {
				p.over = true
				p.cancel()
			}
			if p.fault == nil {
				return connector.NoFault
			}
			return p.fault(c)
		}
		o.CutAt = func(c connector.Call, size int) int {
			if p.cut == nil {
				return size / 2
			}
			return p.cut(c, size)
		}
	})
	return p, err
}

// mishap has something go wrong in QuickBooks during the next visit, at once
// or before one of its calls.
func (l *life) mishap(ctx context.Context, d *rand.Rand, before map[int]func()) {
	books := l.w.Books
	at := 4 + d.IntN(9)
	during := func(do func()) { before[at] = do }
	switch d.IntN(7) {
	case 0, 1:
		n, forget := d.IntN(9), d.IntN(3) == 0
		during(func() {
			l.fault("QuickBooks crashes in the middle of a set")
			books.ForgetCrashed(forget)
			books.CrashAfter(n)
		})
	case 2:
		x := exception(d, func(x company.Exception) bool { return x.Opening })
		l.fault("HRESULT at opening", x.Code)
		books.ThrowOnOpen(1, x.Code, x.Message)
	case 3, 4:
		x, after := exception(d, func(x company.Exception) bool { return x.Working }), d.IntN(2) == 0
		during(func() {
			kind := "HRESULT instead of an answer, nothing done"
			if after {
				kind = "HRESULT instead of an answer, all done"
			}
			l.fault(kind, x.Code)
			books.ThrowOnRequest(1, after, x.Code, x.Message)
		})
	case 5:
		n := 1 + d.IntN(5)
		during(func() {
			l.fault("QuickBooks refuses writes for the moment")
			books.RefuseWrites(n, 3176, "A related object needed by QuickBooks is in use by another user.")
		})
	default:
		n := 1 + d.IntN(4)
		other, err := l.w.phone("127.0.0.3")
		l.must(err)
		during(func() {
			books.PauseAfter(n, func() {
				l.fault("another PC calls while QuickBooks is in the middle of a set")
				result, err := other.Run(ctx)
				l.tell("    the other PC: %s %v", result.Outcome, err)
			})
		})
	}
}

// exception is one that fits.
func exception(d *rand.Rand, fits func(company.Exception) bool) company.Exception {
	all := company.Exceptions()
	for {
		if x := all[d.IntN(len(all))]; fits(x) {
			return x
		}
	}
}

// meanwhile has something happen before a call in the middle of a visit.
func (l *life) meanwhile(ctx context.Context, d *rand.Rand, before map[int]func()) {
	at := 3 + d.IntN(10)
	switch d.IntN(4) {
	case 0:
		before[at] = func() {
			l.fault("the server starts again in the middle of a visit")
			l.must(l.w.restart(ctx))
		}
	case 1:
		jump := time.Duration(d.IntN(40)-20) * time.Minute
		before[at] = func() {
			l.fault("the server's clock jumps in the middle of a visit", jump)
			l.w.clock.Set(jump, 0)
		}
	case 2:
		n := 1 + d.IntN(3)
		before[at] = func() {
			l.fault("orders change in the middle of a visit")
			l.happen(n)
			_, _ = l.w.poller.Poll(ctx, worldShop)
		}
	default:
		x := l.dice(3<<32 | uint64(l.step))
		before[at] = func() { l.undoes(ctx, x) }
	}
}

// overlap has a visit begin while another one is under way, from the same PC
// or from another; then the first goes on.
func (l *life) overlap(ctx context.Context, d *rand.Rand) {
	from := []string{"", "127.0.0.2"}[d.IntN(2)]
	second, err := l.w.phone(from)
	l.must(err)
	x := l.dice(2<<32 | uint64(l.step))
	late := d.IntN(3) == 0
	before := map[int]func(){4 + d.IntN(9): func() {
		if from == "" {
			l.fault("a second visit of the same PC overlaps")
		} else {
			l.fault("a second visit of another PC overlaps")
		}
		if late {
			l.w.clock.Pass(6 * time.Minute) // longer than a lease
		}
		l.call(ctx, x, second, nil)
	}}
	l.call(ctx, d, l.phone, before)
}

// otherPC has another PC's Web Connector call with the same login.
func (l *life) otherPC(ctx context.Context, d *rand.Rand) {
	l.fault("another PC calls with the same login")
	if d.IntN(2) == 0 {
		l.w.clock.Pass(6 * time.Minute)
	}
	other, err := l.w.phone("127.0.0.2")
	l.must(err)
	before := map[int]func(){}
	if d.IntN(2) == 0 {
		l.mishap(ctx, d, before)
	}
	l.mortal(ctx, d)
	l.call(ctx, d, other, before)
}

// inTheWay has something stand in the way at the PC during a visit.
func (l *life) inTheWay(ctx context.Context, d *rand.Rand) {
	file, name, path := l.w.Books, l.w.Books.Name(), l.w.Books.Path()
	var undo func()
	switch d.IntN(7) {
	case 0:
		l.fault("a modal dialog is open")
		file.OpenDialog(true)
		undo = func() { file.OpenDialog(false) }
	case 1:
		l.fault("QuickBooks is busy")
		file.SetBusy(true)
		undo = func() { file.SetBusy(false) }
	case 2:
		l.fault("no company file is open")
		file.CloseInQuickBooks()
		undo = file.OpenInQuickBooks
	case 3:
		l.fault("another company file is open")
		l.w.PC.Switch(l.w.Other)
		undo = func() { l.w.PC.Switch(file) }
	case 4:
		l.fault("another company file of the same name is open")
		l.must(l.w.Other.SetName(name))
		l.must(l.w.Other.Connect().Stamp(l.w.template.owner, "{00000000-1111-2222-3333-444444444444}"))
		l.w.PC.Switch(l.w.Other)
		undo = func() { l.w.PC.Switch(file) }
	case 5:
		l.fault("the company is renamed")
		l.must(file.SetName("Hill Country Goods (old)"))
		undo = func() { l.must(file.SetName(name)) }
	default:
		l.fault("the company file is moved")
		l.must(file.Move(`D:\Moved\` + name + `.qbw`))
		undo = func() { l.must(file.Move(path)) }
	}
	l.call(ctx, d, l.phone, nil)
	if d.IntN(2) == 0 {
		l.call(ctx, d, l.phone, nil)
	}
	undo()
}

// undoes has a person take an order out of QuickBooks, or let it in again.
func (l *life) undoes(ctx context.Context, d *rand.Rand) {
	ids := l.w.Shop.Orders()
	if len(ids) == 0 {
		return
	}
	id := ids[d.IntN(len(ids))]
	scope, by := store.UndoScope{Store: worldShop, Order: salesID(id)}, store.Actor{Kind: "user", Name: "dana@example.com"}
	if d.IntN(2) == 0 {
		if n, err := l.w.Store.Redo(ctx, by, scope, "It was right after all."); err == nil && n > 0 {
			l.tell("  order %d is to be posted again", id)
			return
		}
	}
	choice := []books.Operation{books.Void, books.Delete}[d.IntN(2)]
	if _, err := l.w.Store.Undo(ctx, by, scope, choice, "The mapping was wrong."); err == nil {
		l.tell("  order %d is undone (%s)", id, choice)
	}
}

// works has the bookkeeper do something to a document of an order that
// changes no figure.
func (l *life) works(_ context.Context, d *rand.Rand) {
	all := l.w.Books.Transactions()
	if len(all) == 0 {
		return
	}
	x := all[d.IntN(len(all))]
	id := orderOf(x.Memo)
	if id == 0 || x.RefNumber == "" {
		return
	}
	switch d.IntN(3) {
	case 0:
		if l.w.Books.EditRefNumber(x.TxnID, x.RefNumber+"X") == nil {
			l.fault("a document is renumbered in QuickBooks", x.Type, x.RefNumber)
			l.touched[id] = true
		}
	case 1:
		if l.w.Books.EditMemo(x.TxnID, x.Memo+" seen by Dana") == nil {
			l.fault("a memo is edited in QuickBooks", x.Type, x.RefNumber)
			l.touched[id] = true
		}
	default:
		if l.w.Books.LockTxn(x.TxnID, true) == nil {
			l.fault("a document stands open in front of another user", x.Type, x.RefNumber)
			l.undo = append(l.undo, func() { _ = l.w.Books.LockTxn(x.TxnID, false) })
		}
	}
}

// storm is how badly the store's platform answers for a while.
func (l *life) storm(d *rand.Rand) shop.Faults {
	l.polls++
	perMille, poll := []int{30, 120, 350}[d.IntN(3)], l.polls
	var lived atomic.Bool
	return func(r shop.FaultRequest) shop.Fault {
		h := uint64(14695981039346656037)
		for _, c := range []byte(r.Path) {
			h = (h ^ uint64(c)) * 1099511628211
		}
		x := rand.New(rand.NewPCG(l.seed^h, poll<<32|uint64(r.Seen))) //nolint:gosec // repeatable by intent
		if x.IntN(1000) >= perMille {
			return shop.Fault{}
		}
		switch x.IntN(14) {
		case 0, 1:
			l.fault("the store's platform answers 5xx", r.Path)
			return shop.Fault{Status: []int{500, 502, 503, 504}[x.IntN(4)], HTML: x.IntN(2) == 0}
		case 2:
			l.fault("the store's platform says that there are too many calls", r.Path)
			return shop.Fault{Status: http.StatusTooManyRequests, NoLimitHeaders: x.IntN(3) == 0}
		case 3, 4:
			l.fault("the store's answer breaks off", r.Path)
			return shop.Fault{Cut: true, CutAt: 1 + x.IntN(999)}
		case 5, 6:
			l.fault("the store's answer is cut and looks whole", r.Path)
			return shop.Fault{CutSilently: true, CutAt: 1 + x.IntN(999)}
		case 7:
			l.fault("the store leads elsewhere", r.Path)
			return shop.Fault{Redirect: "http://127.0.0.1:1/login"}
		case 8:
			l.fault("the store answers with a page", r.Path)
			return shop.Fault{Page: true}
		case 9:
			l.fault("the store is slow", r.Path)
			return shop.Fault{Delay: time.Millisecond}
		case 10:
			l.fault("the store's platform refuses", r.Path)
			return shop.Fault{Status: []int{401, 403, 404, 409, 422, 423}[x.IntN(6)]}
		default:
			if lived.Swap(true) {
				return shop.Fault{}
			}
			l.fault("orders change between two calls", r.Path)
			n := 1 + x.IntN(2)
			return shop.Fault{Before: func() { l.happen(n) }}
		}
	}
}
