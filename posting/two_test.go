package posting

import (
	"math/rand/v2"
	"strings"
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
// QuickBooks of its own on the same file: again and again one takes over while
// the other's batch is out, which is carried out at some moment later, and
// answers come late, again, or under the other's ticket.
func TestTwoWebConnectorsSaveNothingTwice(t *testing.T) {
	for seed := range uint64(4) {
		w := newWorld(t)
		r := rand.New(rand.NewPCG(seed, 7))
		orders := 0
		var hung []*caller // their batch is out
		var responses []string
		late := func() {
			if len(hung) == 0 {
				return
			}
			k := r.IntN(len(hung))
			response := hung[k].process()
			responses = append(responses, response)
			if r.IntN(2) == 0 {
				hung[k].answer(response)
			}
			if r.IntN(3) > 0 { // else it is carried out once more
				hung = append(hung[:k:k], hung[k+1:]...)
			}
		}
		for range 6 {
			for range 1 + r.IntN(2) {
				orders++
				w.sell(orders)
				w.plan(orders, w.doc([]books.Kind{books.SalesReceipt, books.Invoice, books.SalesOrder}[orders%3], orders))
			}
			remote := "10.0.0.1"
			if w.now = w.now.Add(2 * time.Minute); seed%2 == 1 && r.IntN(2) == 0 {
				remote = "10.0.0.2"
				w.now = w.now.Add(6 * time.Minute)
			}
			c, answer := w.calls(remote)
			if answer == "busy" { // the other address had the file last
				w.now = w.now.Add(6 * time.Minute)
				c, answer = w.calls(remote)
			}
			if answer != "" {
				t.Fatalf("authenticate says %q", answer)
			}
			for range 40 {
				if c.ask() == "" {
					break
				}
				if strings.Contains(c.request, "AddRq") && r.IntN(3) > 0 {
					hung = append(hung, c)
					break
				}
				if r.IntN(4) == 0 {
					late()
				}
				if n := len(responses); n > 0 && r.IntN(4) == 0 {
					c.answer(responses[r.IntN(n)]) // under another's ticket
				}
				response := c.process()
				responses = append(responses, response)
				if p := c.answer(response); p < 0 || p >= 100 {
					break
				}
			}
			if r.IntN(3) == 0 {
				late()
			}
		}
		w.visit()
		for len(hung) > 0 {
			late()
		}
		w.visits()
		w.onceEach(orders)
		for id := 1; id <= orders; id++ {
			w.state(id, store.OrderVerified)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
