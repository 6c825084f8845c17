package posting

import (
	"math/rand/v2"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/store"
)

// From another address a second Web Connector is told that the file is busy,
// until the first has been silent for the lease.
func TestTheCompanyFileBelongsToOneRun(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	a, _ := w.calls("10.0.0.1")
	a.goOn("AddRq")
	for range 2 {
		w.now = w.now.Add(time.Minute)
		if _, answer := w.calls("10.0.0.2"); answer != "busy" {
			t.Fatalf("the second is told %q", answer)
		}
	}
	w.now = w.now.Add(3 * time.Minute) // the first crashed
	b, answer := w.calls("10.0.0.2")
	if answer != "" {
		t.Fatalf("the lease is not free: %q", answer)
	}
	b.ends()
	if p := a.answer(a.process()); p != -1 || a.ask() != "" {
		t.Errorf("the first goes on: %d", p)
	}
	w.visits()
	w.onceEach(1)
	w.state(1, store.OrderVerified)
}

// Two Web Connectors with one login, from one address or two, each with a
// QuickBooks of its own on the same file, whose calls interleave in every
// order, are lost, come late, come again, or come under the other's ticket.
func TestTwoWebConnectorsSaveNothingTwice(t *testing.T) {
	for seed := range uint64(3) {
		w := newWorld(t)
		r := rand.New(rand.NewPCG(seed, 7))
		orders := 0
		var runs []*caller
		responses := map[*caller][]string{}
		for range 110 {
			w.now = w.now.Add(time.Duration(r.IntN(12)) * time.Second)
			if len(runs) < 2 || r.IntN(20) == 0 {
				remote := "10.0.0.1"
				if seed%2 == 1 && r.IntN(2) == 0 {
					remote = "10.0.0.2"
				}
				if c, answer := w.calls(remote); answer == "" {
					runs = append(runs, c)
				}
				continue
			}
			c := runs[len(runs)-1]
			if r.IntN(4) == 0 {
				c = runs[len(runs)-2]
			}
			switch n := len(responses[c]); r.IntN(10) {
			default: // one round, as it should be
				if c.ask() != "" {
					responses[c] = append(responses[c], c.process())
					c.answer(responses[c][n])
				}
			case 0: // handed out, and nothing more is heard for a while
				c.ask()
			case 1, 2: // carried out now, however long ago it was handed out
				if c.request != "" {
					responses[c] = append(responses[c], c.process())
				}
			case 3: // the newest answer, late or again
				if n > 0 {
					c.answer(responses[c][n-1])
				}
			case 4: // any answer, an old one too, under another's ticket
				from := runs[r.IntN(len(runs))]
				if n := len(responses[from]); n > 0 {
					c.answer(responses[from][r.IntN(n)])
				}
			case 5: // more to sell
				if orders < 12 {
					orders++
					w.sell(orders)
					w.plan(orders, w.doc([]books.Kind{books.SalesReceipt, books.Invoice, books.SalesOrder}[orders%3], orders))
				}
			}
		}
		for range 2 {
			w.visits()
		}
		w.onceEach(orders)
		for id := 1; id <= orders; id++ {
			w.state(id, store.OrderVerified)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
