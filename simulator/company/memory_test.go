package company

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
)

// heap is what is in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestRowsAreHeldLean(t *testing.T) {
	f, s := newTestFile(t)
	before := heap()
	const items = 50_000
	if err := f.AddItems(items, func(i int) Item {
		return Item{Kind: "NonInventory", Name: fmt.Sprintf("SKU-%06d", i), Desc: fmt.Sprintf("Product number %d", i), Price: "9.95"}
	}); err != nil {
		t.Fatal(err)
	}
	perItem := (heap() - before) / items
	before = heap()
	const orders = 5_000
	for i := 0; i < orders; i += 100 {
		var rq []string
		for k := i; k < i+100; k++ {
			rq = append(rq, receiptRq(k))
		}
		ask(t, s, set("", rq...))
	}
	perOrder := (heap() - before) / orders
	t.Logf("%d bytes an item, %d bytes an order", perItem, perOrder)
	if perItem > 400 || perOrder > 900 {
		t.Errorf("%d bytes an item, %d bytes an order", perItem, perOrder)
	}
	runtime.KeepAlive(f)
}

func TestManySessionsAtOnce(t *testing.T) {
	f, _ := newTestFile(t)
	var wg sync.WaitGroup
	for n := range 4 {
		s := open(t, f)
		wg.Go(func() {
			for i := range 50 {
				if _, err := s.ProcessRequest(set("", receiptRq(n*1000+i), `<ItemQueryRq iterator="Start"><MaxReturned>3</MaxReturned></ItemQueryRq>`)); err != nil {
					t.Error(err)
				}
				f.TrialBalance()
			}
		})
	}
	wg.Wait()
	balanced(t, f)
	if got := len(f.UndepositedFunds()); got != 200 {
		t.Error(got)
	}
}
