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
	for range 3 {
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
	for seed := range uint64(6) {
		w := newWorld(t)
		r := rand.New(rand.NewPCG(seed, 7))
		const orders = 8
		for id := 1; id <= orders; id++ {
			w.sell(id)
			kind := []books.Kind{books.SalesReceipt, books.Invoice, books.SalesOrder}[id%3]
			w.plan(id, w.doc(kind, id))
		}
		var runs []*caller
		responses := map[*caller][]string{}
		for range 120 {
			w.now = w.now.Add(time.Duration(r.IntN(90)) * time.Second)
			if len(runs) < 2 || r.IntN(10) == 0 {
				remote := "10.0.0.1"
				if seed%2 == 1 && r.IntN(2) == 0 {
					remote = "10.0.0.2"
				}
				if c, answer := w.calls(remote); answer == "" {
					runs = append(runs, c)
				}
				continue
			}
			c := runs[len(runs)-1-r.IntN(min(2, len(runs)))]
			switch r.IntN(6) {
			case 0, 1:
				c.ask()
			case 2, 3: // carried out now, however long ago it was handed out
				if c.request != "" {
					responses[c] = append(responses[c], c.process())
				}
			case 4: // the newest answer
				if n := len(responses[c]); n > 0 {
					c.answer(responses[c][n-1])
				}
			case 5: // any answer, an old one too, under any ticket
				from := runs[r.IntN(len(runs))]
				if n := len(responses[from]); n > 0 {
					c.answer(responses[from][r.IntN(n)])
				}
			}
		}
		for range 3 {
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
