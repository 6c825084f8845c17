package main

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// TestTheServerMayBeKilledAtEveryStepOfAVisit kills the server (kill -9) at
// each call of the Web Connector in turn: once its answer is lost, which is the
// crash after what the call did was committed, and in the midst of the call.
// Before most, QuickBooks crashed in the middle of a set, so that the visit has
// to ask, to send and to read back.
func TestTheServerMayBeKilledAtEveryStepOfAVisit(t *testing.T) {
	for _, f := range []connector.Fault{connector.LoseAnswer, connector.DropAfter} {
		t.Run(f.String(), func(t *testing.T) {
			step, calm := 0, false
			reached := connector.Call{}
			w := openWorld(t, worldOptions{
				Seed: 31, Mix: shop.MixPlain(), NoPolling: true, Process: true,
				Fault: func(c connector.Call) connector.Fault {
					if calm || c.Number != step {
						return connector.NoFault
					}
					reached = c
					return f
				},
			})
			ctx := t.Context()
			if err := w.Start(ctx); err != nil {
				t.Fatal(err)
			}
			methods := map[string]int{}
			purposes := []string{"status", "ask", "post", "verify"}
			ended := 0 // visits that ended before their step: they are of different lengths
			for ended < 6 {
				step++
				w.Shop.Sell(3)
				if _, err := w.PollShop(ctx); err != nil {
					t.Fatal(err)
				}
				calm = true
				if ended%2 == 0 { // what QuickBooks saved is in doubt when the step comes
					w.Books.CrashAfter(1 + step%3)
				}
				_, _ = w.Web.Run(ctx)
				calm = false
				w.Shop.Sell(2)
				if _, err := w.PollShop(ctx); err != nil {
					t.Fatal(err)
				}
				reached = connector.Call{}
				_, _ = w.Web.Run(ctx) // whatever happens, the books must be right afterwards
				w.StopServer()
				if err := w.Start(ctx); err != nil {
					t.Fatal(err)
				}
				onlyOnce(t, w)
				if reached.Method == "" { // once more, without a crash and with one, while a sort of set was never out
					lost := given(t, w)
					if !slices.ContainsFunc(purposes, func(p string) bool { return lost[p] == 0 }) {
						break
					}
					ended++
					step = 2
					continue
				}
				methods[reached.Method]++
			}
			for _, m := range []string{"authenticate", "sendRequestXML", "receiveResponseXML"} {
				if methods[m] == 0 {
					t.Errorf("the server was never killed at %s", m)
				}
			}
			if methods["sendRequestXML"] < 3 || methods["receiveResponseXML"] < 3 {
				t.Errorf("too few steps of a visit: %v", methods)
			}
			calm = true
			if err := w.Settle(ctx); err != nil {
				t.Fatal(err)
			}
			agrees(t, w, len(w.Shop.Orders()))
			lost := given(t, w)
			for _, purpose := range purposes {
				if lost[purpose] == 0 {
					t.Errorf("no set of the purpose %s was out when the server was killed", purpose)
				}
			}
			t.Logf("killed at %v; given up %v", methods, lost)
		})
	}
}

// given counts the message sets that were sent and got no answer, by purpose.
func given(t *testing.T, w *world) map[string]int {
	t.Helper()
	page, err := w.Store.VisitsPage(t.Context(), store.VisitFilter{Company: worldCompany, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	lost := map[string]int{}
	for _, v := range page.Rows {
		_, exchanges, err := w.Store.VisitStory(t.Context(), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range exchanges {
			if x.Message == "No answer came." {
				lost[x.Purpose]++
			}
		}
	}
	return lost
}

// TestTheServerMayBeKilledAtEveryCallToTheStore kills the server (kill -9) at
// the first, second, third... request with which it reads new orders, and
// starts it again: it reads on by itself, and every order is there once.
func TestTheServerMayBeKilledAtEveryCallToTheStore(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 32, Mix: shop.MixSales(), Process: true})
	ctx := t.Context()
	var (
		mu     sync.Mutex
		struck = make(chan string, 1)
		at     int
	)
	w.Shop.SetFaults(func(r shop.FaultRequest) shop.Fault {
		return shop.Fault{Before: func() {
			mu.Lock()
			defer mu.Unlock()
			if at--; at == 0 {
				_ = w.process.Process.Kill()
				struck <- r.Path
			}
		}}
	})
	calls := 9
	if os.Getenv("COUNTINGHOUSE_HEAVY") != "" {
		calls = 60
	}
	paths := map[string]int{}
	for n := 1; n <= calls; n++ {
		w.Shop.Sell(12)
		mu.Lock() // its calls wait until it is up
		at = n
		err := w.Start(ctx)
		mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		select {
		case path := <-struck:
			paths[path[strings.LastIndexByte(path, '/')+1:]]++
		case <-time.After(30 * time.Second):
			t.Fatalf("the server made fewer than %d calls to the store", n)
		}
		w.StopServer()
	}
	w.Shop.SetFaults(nil)
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	agrees(t, w, len(w.Shop.Orders())/2)
	if paths["orders"] == 0 || len(paths) < 3 {
		t.Errorf("killed only at %v", paths)
	}
	t.Logf("killed at %v", paths)
}
