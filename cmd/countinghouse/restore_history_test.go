package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"countinghouse/books"
	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// restoring is a life of a store in the midst of which a backup is put back.
type restoring struct {
	*proving
	t     *testing.T
	d     *rand.Rand
	names *rand.Rand // of who is renamed in QuickBooks
	calm  bool
	ids   []int64
	by    store.Actor
	acts  map[string]int
	plan  func(connector.Call) connector.Fault
	mu    sync.Mutex
	calls int    // of the Web Connector until a backup is made in its midst; 0: none is due
	file  string // the backup
	// refunded are orders of which something was given back.
	refunded map[int64]bool
}

func newRestoring(t *testing.T, seed uint64, o worldOptions) *restoring {
	t.Helper()
	r := &restoring{t: t, d: rand.New(rand.NewPCG(seed, 55)), names: rand.New(rand.NewPCG(seed, 56)), by: store.Actor{Kind: "user", Name: "Dana"}, acts: map[string]int{}, refunded: map[int64]bool{},
		plan: connector.FaultsBySeed(seed, 14, connector.DropBefore, connector.DropAfter, connector.LoseAnswer, connector.SendTwice)}
	o.Seed, o.NoPolling, o.AllPayments, o.Fallback = seed, true, true, true
	o.Fault = func(c connector.Call) connector.Fault {
		r.backupAt()
		if r.calm {
			return connector.NoFault
		}
		return r.plan(c)
	}
	w := openWorld(t, o)
	r.proving = &proving{judge: t, w: w, settings: worldSettings(w.Shop, o), seen: map[int64][]shop.Truth{}, editedLater: map[int64]bool{}, opening: trialBalance(w)}
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// backupAt makes the backup at the call for which it was ordered.
func (r *restoring) backupAt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.calls == 0 {
		return
	}
	if r.calls--; r.calls == 0 {
		r.backup()
	}
}

func (r *restoring) backup() {
	r.file = filepath.Join(r.t.TempDir(), "b.db")
	if _, err := r.w.Store.Backup(r.Context(), r.by, r.file, false); err != nil {
		r.t.Error(err)
	}
}

// live lets much happen to the orders, and QuickBooks call.
func (r *restoring) live(rounds int) {
	ctx := r.Context()
	for range rounds {
		r.ids = append(r.ids, r.w.Shop.Sell(3+r.d.IntN(5))...)
		for range r.d.IntN(7) {
			id := r.ids[r.d.IntN(len(r.ids))]
			switch r.d.IntN(9) {
			case 0, 1:
				err := r.w.Shop.EditRandom(id, r.d.Uint64())
				r.count("edited", err)
				if err == nil && r.refunded[id] {
					r.editedLater[id] = true
				}
			case 2, 3:
				_, err := r.w.Shop.RefundRandom(id, r.d.Uint64())
				r.count("refunded", err)
				r.refunded[id] = r.refunded[id] || err == nil
			case 4:
				r.count("cancelled", r.w.Shop.Cancel(id))
			case 5:
				_, err := r.w.Store.Undo(ctx, r.by, store.UndoScope{Store: worldShop, Order: sales.OrderID(id)}, []books.Operation{books.Void, books.Delete}[r.d.IntN(2)], "A rehearsal.")
				r.count("undone", err)
			case 6:
				_, err := r.w.Store.Redo(ctx, r.by, store.UndoScope{Store: worldShop, Order: sales.OrderID(id)}, "Again.")
				r.count("redone", err)
			default:
				r.count("paid", r.w.Shop.MarkPaid(id))
			}
		}
		r.rename()
		r.look()
		if _, err := r.w.PollShop(ctx); err != nil {
			r.Fatal(err)
		}
		for range 1 + r.d.IntN(3) {
			_, _ = r.w.Web.Run(ctx) // whatever happens, the books must be right afterwards
			if err := r.w.Planned(ctx); err != nil {
				r.Fatal(err)
			}
		}
	}
}

// rename has a person give a customer of a document another name in QuickBooks.
func (r *restoring) rename() {
	all := r.w.Books.Transactions()
	if r.w.o.OneCustomer || len(all) == 0 || r.names.IntN(2) == 0 {
		return
	}
	if name := all[r.names.IntN(len(all))].Customer; name != "" {
		r.count("renamed", r.w.Books.Rename(company.Names, name, name+" & Co"))
	}
}

// madeOnce fails the test if a shopper has several customers.
func (r *restoring) madeOnce() {
	session := r.w.Books.Connect()
	if _, _, _, _, err := session.OpenFile("Countinghouse", ""); err != nil {
		r.Fatal(err)
	}
	answer, err := session.ProcessRequest(`<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError"><CustomerQueryRq>` +
		`<ActiveStatus>All</ActiveStatus><IncludeRetElement>FullName</IncludeRetElement><IncludeRetElement>AccountNumber</IncludeRetElement></CustomerQueryRq></QBXMLMsgsRq></QBXML>`)
	if err != nil {
		r.Fatal(err)
	}
	if err := session.CloseFile(); err != nil {
		r.Fatal(err)
	}
	made := map[string]int{}
	for _, m := range regexp.MustCompile(`<AccountNumber>(BC-[^<]+)</AccountNumber>`).FindAllStringSubmatch(answer, -1) {
		if made[m[1]]++; made[m[1]] == 2 {
			r.Errorf("the shopper %s has two customers", m[1])
		}
	}
	if !r.w.o.OneCustomer && len(made) == 0 {
		r.Errorf("no customer was made: %.300s", answer)
	}
}

// lost are the documents that are known to stand and that the company file
// doesn't have.
func (r *restoring) lost() (names []string) {
	done, err := r.w.Store.NewestDone(r.Context(), worldCompany, nil, 10_000)
	if err != nil {
		r.Fatal(err)
	}
	have := map[string]bool{}
	for _, x := range r.w.Books.Transactions() {
		have[x.TxnID] = true
	}
	for i := range done {
		if q := &done[i]; q.Document != nil && q.Kind != books.Application && q.Operation == books.Add && !q.Over && !have[q.TxnID] {
			names = append(names, q.Name())
		}
	}
	return names
}

func (r *restoring) count(act string, err error) {
	if err == nil {
		r.acts[act]++
	}
}

// restore puts the backup back: by the command's means, or as people do by hand.
func (r *restoring) restore(byHand bool) {
	ctx := r.Context()
	r.w.StopServer()
	if err := r.w.Store.Close(); err != nil {
		r.Fatal(err)
	}
	if byHand {
		copied, err := os.ReadFile(r.file)
		if err != nil {
			r.Fatal(err)
		}
		for _, suffix := range []string{"-wal", "-shm"} {
			_ = os.Remove(filepath.Join(r.w.o.Dir, store.FileName+suffix))
		}
		if err := os.WriteFile(filepath.Join(r.w.o.Dir, store.FileName), copied, 0o600); err != nil {
			r.Fatal(err)
		}
	} else {
		sealer, err := r.w.config.Sealer()
		if err != nil {
			r.Fatal(err)
		}
		if _, err := store.Restore(ctx, r.w.o.Dir, r.file, store.RestoreOptions{Sealer: sealer}); err != nil {
			r.Fatal(err)
		}
	}
	if err := r.w.reopen(ctx); err != nil {
		r.Fatal(err)
	}
	if err := r.w.Start(ctx); err != nil {
		r.Fatal(err)
	}
}

// quiet has the faults stop and everything come to its end.
func (r *restoring) quiet() {
	ctx := r.Context()
	r.calm = true
	r.look()
	for range 3 { // a fault may still be due
		_, _ = r.w.Web.Run(ctx)
	}
	before := ""
	for range 30 {
		if _, err := r.w.PollShop(ctx); err != nil {
			r.Fatal(err)
		}
		if err := r.w.Visits(ctx, 1); err != nil {
			r.Fatal(err)
		}
		work, err := r.w.Store.WorkCounts(ctx, worldCompany)
		if err != nil {
			r.Fatal(err)
		}
		now := fmt.Sprint(work)
		if now == before && work.ToPlan+work.Sent+work.Unsure+work.Posted == 0 { // what is blocked waits for a person
			return
		}
		before = now
	}
	r.Errorf("work is left: %s", before)
}

// whole fails the test unless each order stands once and right, or not at all,
// or a person is told why.
func (r *restoring) whole() (verified, decide int) {
	ctx := r.Context()
	onlyOnce(r.t, r.w)
	r.madeOnce()
	reasons(r.t, r.w)
	states, err := r.w.states(ctx)
	if err != nil {
		r.Fatal(err)
	}
	all := r.booked()
	sold := map[int64]int{}
	for _, x := range r.w.Books.Transactions() {
		if id := orderOf(x.Memo); id != 0 && !x.Void && (x.Type == "SalesReceipt" || x.Type == "Invoice") {
			if sold[id]++; sold[id] > 1 {
				r.Errorf("order %d is sold %d times: now by %s %s", id, sold[id], x.Type, x.RefNumber)
			}
		}
	}
	for _, x := range r.w.Shop.Truths() {
		b, state := all[x.ID], states[x.ID]
		var wrong []string
		switch state {
		case store.OrderVerified:
			verified++
			if wrong = differences(r.of(x, b), b); len(wrong) > 0 && b == nil {
				wrong = append(wrong, "nothing of it stands")
			}
		case store.OrderExcluded, store.OrderWatched:
			wrong = differences(truth.NewEffect(), b)
		case store.OrderHeld, store.OrderRefused, store.OrderPosted:
			decide++
			story, err := r.w.Store.OrderStory(ctx, worldShop, sales.OrderID(x.ID))
			if err != nil {
				r.Fatal(err)
			}
			if story.Reason == "" && len(story.Problems) == 0 {
				wrong = []string{"nobody is told why"}
			}
		default:
			wrong = []string{"it is " + string(state)}
		}
		if len(wrong) > 0 {
			story, _ := r.w.Store.OrderStory(ctx, worldShop, sales.OrderID(x.ID))
			refs := ""
			if b != nil {
				refs = strings.Join(b.refs, "; ")
			}
			r.Errorf("order %d (%s, status %d) is %s:\n  %s\n  documents: %s\n  story: %s\n  postings: %s", x.ID, x.Kind, x.Status, state, strings.Join(wrong, "\n  "), refs, r.story(x.ID), postings(story))
		}
	}
	if a, err := r.w.Store.CheckAudit(ctx); err != nil || !a.Whole() {
		r.Errorf("the audit: %+v %v", a, err)
	}
	return verified, decide
}

// TestARestoredServerPostsNothingTwiceWhateverHappenedSinceTheBackup backs a
// living server up at a random call of the Web Connector, lets it live on, puts
// the backup back and lets it live on again, with faults on the line all the
// while. In the end every order stands once and to the cent, or not at all, or
// a person is told why.
func TestARestoredServerPostsNothingTwiceWhateverHappenedSinceTheBackup(t *testing.T) {
	seeds := 8
	if heavyProof() {
		seeds = 200
	}
	styles := []worldOptions{{Mix: shop.MixSales()}, {Mix: shop.MixSales(), Style: "invoice", PaidBy: "payments"}, {Mix: shop.MixSales(), OneCustomer: true, Style: "order"},
		{Mix: shop.MixSales(), OneCustomer: true, RefundBy: "credit"}}
	verified, decide, acts := 0, 0, map[string]int{}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := newRestoring(t, uint64(400+seed), styles[seed%len(styles)])
			r.live(1 + r.d.IntN(3))
			r.mu.Lock()
			r.calls = 1 + r.d.IntN(25)
			r.mu.Unlock()
			r.live(2)
			r.mu.Lock()
			if r.file == "" {
				r.calls = 0
				r.backup()
			}
			r.mu.Unlock()
			r.live(1 + r.d.IntN(3))
			r.restore(seed%3 == 2)
			r.live(1 + r.d.IntN(2))
			r.quiet()
			v, n := r.whole()
			verified, decide = verified+v, decide+n
			for k, n := range r.acts {
				acts[k] += n
			}
		})
	}
	t.Logf("%d orders agree, %d wait for a person; %v", verified, decide, acts)
	if verified < 3*decide {
		t.Errorf("%d orders agree, and %d wait for a person: too many", verified, decide)
	}
}

// TestARestoredCompanyFileIsMadeWholeWhateverItLost backs the company file up in
// the midst of a life, lets the life go on, puts the backup back and has what is
// missing posted again, or the right file opened again. No write reaches the
// restored file before a person decided, and in the end the books are right.
func TestARestoredCompanyFileIsMadeWholeWhateverItLost(t *testing.T) {
	seeds := 6
	if heavyProof() {
		seeds = 100
	}
	styles := []worldOptions{{Mix: shop.MixSales()}, {Mix: shop.MixSales(), Style: "invoice", PaidBy: "payments"}, {Mix: shop.MixSales(), OneCustomer: true, RefundBy: "credit"}}
	verified, decide, missed := 0, 0, 0
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := newRestoring(t, uint64(700+seed), styles[seed%len(styles)])
			ctx := t.Context()
			r.live(1 + r.d.IntN(3))
			old, err := r.w.Books.BackUp()
			if err != nil {
				t.Fatal(err)
			}
			r.live(1 + r.d.IntN(3))
			right, err := r.w.Books.BackUp()
			if err != nil {
				t.Fatal(err)
			}
			if err := r.w.Books.Restore(old); err != nil {
				t.Fatal(err)
			}
			lost := r.lost()
			before := balances(r.w)
			r.live(1) // nobody noticed yet, and the line is as bad as ever
			missing, err := r.w.Store.CountMissing(ctx, worldCompany)
			if err != nil {
				t.Fatal(err)
			}
			if now := balances(r.w); missing > 0 && now != before {
				t.Errorf("the restored file was written to: from\n%s to\n%s", before, now)
			}
			for range 20 { // until a visit comes through
				if missing > 0 {
					break
				}
				_, _ = r.w.Web.Run(ctx)
				if missing, err = r.w.Store.CountMissing(ctx, worldCompany); err != nil {
					t.Fatal(err)
				}
			}
			if missing == 0 { // right if all that was lost was in doubt: that is asked about and sent anew
				if len(lost) > 0 {
					t.Fatalf("nobody noticed that the company file was restored; it has lost %v", lost)
				}
				r.quiet()
				r.whole()
				return
			}
			missed += missing
			if seed%3 == 1 {
				err = r.w.Books.Restore(right)
			} else {
				_, err = r.w.Store.PostMissingAgain(ctx, r.by, worldCompany, "The disk broke.")
			}
			if err != nil {
				t.Fatal(err)
			}
			r.live(1 + r.d.IntN(2))
			r.quiet()
			v, n := r.whole()
			verified, decide = verified+v, decide+n
		})
	}
	t.Logf("%d orders agree, %d wait for a person; %d postings were missing", verified, decide, missed)
	if verified < 3*decide {
		t.Errorf("%d orders agree, and %d wait for a person: too many", verified, decide)
	}
}
