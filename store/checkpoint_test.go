package store

import (
	"os"
	"path/filepath"
	"testing"

	"countinghouse/sales"
)

func TestTheLogIsCopiedIntoTheFileWhileOthersWrite(t *testing.T) {
	s, c := fresh(t)
	s.stop() // by hand from here on
	s.copying.Wait()
	saveOrders(t, s, order(1, "10.00"))
	done := make(chan error)
	go func() {
		var err error
		for i := range 50 {
			if _, e := s.SaveOrders(t.Context(), "main", ordersFrom(10+i, 1)); e != nil {
				err = e
			}
		}
		done <- err
	}()
	for range 5 {
		must(t, s.checkpoint(t.Context(), 0))
	}
	must(t, <-done)
	must(t, s.checkpoint(t.Context(), 0)) // nobody writes or reads now: all of it is copied

	// The file without its log has everything.
	whole, err := os.ReadFile(s.path)
	must(t, err)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, FileName), whole, 0o600))
	alone := openAt(t, dir, c)
	page, err := alone.OrdersPage(t.Context(), OrderFilter{Store: "main", Limit: 100})
	must(t, err)
	if page.Count != 51 {
		t.Errorf("the file without its log has %d orders, want 51", page.Count)
	}
}

func TestALongLogBeginsAnew(t *testing.T) {
	s, _ := fresh(t)
	s.stop() // by hand from here on
	s.copying.Wait()
	saveOrders(t, s, ordersFrom(1, 200)...)
	must(t, s.checkpoint(t.Context(), 0))
	long, err := s.copyLog(t.Context())
	must(t, err)
	saveOrders(t, s, ordersFrom(1000, 1)...)
	short, err := s.copyLog(t.Context())
	must(t, err)
	if short >= long {
		t.Errorf("the log has %d pages after %d: it did not begin anew", short, long)
	}
}

func TestAClosedStoreLeavesNoLog(t *testing.T) {
	c := newClock()
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, Options{Now: c.now})
	must(t, err)
	must(t, s.SaveCompany(t.Context(), tester, Company{Key: "larkspur", Name: "Larkspur", User: "larkspur", EveryMinutes: 10}))
	must(t, s.Close())
	if _, err := os.Stat(filepath.Join(dir, FileName+"-wal")); !os.IsNotExist(err) {
		t.Errorf("the log is still there: %v", err)
	}
}

// ordersFrom are n orders numbered from first.
func ordersFrom(first, n int) []sales.Order {
	orders := make([]sales.Order, n)
	for i := range orders {
		orders[i] = order(first+i, "10.00")
	}
	return orders
}
