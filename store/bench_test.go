package store

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
)

// manyOrders stores n orders, planned and ready, over a year of days.
func manyOrders(tb testing.TB, s *Store, n int) {
	tb.Helper()
	const page = 250
	for first := 1; first <= n; first += page {
		var orders []sales.Order
		for id := first; id < first+page && id <= n; id++ {
			o := order(id, "12.30")
			o.Placed = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(id) * 5 * time.Minute)
			orders = append(orders, o)
		}
		_, err := s.SaveOrders(tb.Context(), "main", orders)
		must(tb, err)
	}
	for {
		orders, err := s.OrdersToPlan(tb.Context(), "larkspur", 200)
		must(tb, err)
		if len(orders) == 0 {
			return
		}
		var plans []PlanResult
		for _, o := range orders {
			plan := receipts(o)
			if o.Order.ID%10 == 0 {
				plan = holdPlan(o.Order, "item-missing")
			}
			plans = append(plans, PlanResult{Store: "main", Order: o.Order.ID, Version: o.Version, Plan: plan})
		}
		_, err = s.SavePlans(tb.Context(), "larkspur", plans)
		must(tb, err)
	}
}

func BenchmarkSaveOrders250(b *testing.B) {
	s, _ := fresh(b)
	id := 1
	for b.Loop() {
		orders := make([]sales.Order, 250)
		for i := range orders {
			orders[i] = order(id, "12.30")
			id++
		}
		_, err := s.SaveOrders(b.Context(), "main", orders)
		must(b, err)
	}
}

func BenchmarkPlan100(b *testing.B) {
	s, _ := fresh(b)
	id := 1
	for b.Loop() {
		b.StopTimer()
		orders := make([]sales.Order, 100)
		for i := range orders {
			orders[i] = order(id, "12.30")
			id++
		}
		saveOrders(b, s, orders...)
		b.StartTimer()
		if n := planAll(b, s, receipts); n != 100 {
			b.Fatal(n)
		}
	}
}

// BenchmarkSendAndAnswer200 is the hot path: what one round trip of 200
// receipts costs the database, durable.
func BenchmarkSendAndAnswer200(b *testing.B) {
	s, _ := fresh(b)
	v := visit(b, s)
	id := 1
	body := bytes.Repeat([]byte("<SalesReceiptAddRq requestID=\"p1\"><SalesReceiptAdd><CustomerRef><ListID>80000A1C-1704067200</ListID></CustomerRef></SalesReceiptAdd></SalesReceiptAddRq>"), 200*5)
	var claiming, sending, answering time.Duration
	for b.Loop() {
		b.StopTimer()
		orders := make([]sales.Order, 200)
		for i := range orders {
			orders[i] = order(id, "12.30")
			id++
		}
		saveOrders(b, s, orders...)
		planAll(b, s, receipts)
		b.StartTimer()
		at := time.Now()
		ids := claim(b, s, 200)
		claiming += time.Since(at)
		at = time.Now()
		x, err := s.MarkSent(b.Context(), Exchange{Visit: v.ID, SetID: fmt.Sprint("s", id), Purpose: "post", Requests: 200, Request: body}, ids)
		must(b, err)
		sending += time.Since(at)
		at = time.Now()
		must(b, s.Answer(b.Context(), x, Reply{Response: body, Outcomes: posted(ids...)}))
		answering += time.Since(at)
	}
	b.ReportMetric(float64(claiming.Microseconds())/float64(b.N)/1000, "claim-ms")
	b.ReportMetric(float64(sending.Microseconds())/float64(b.N)/1000, "sent-ms")
	b.ReportMetric(float64(answering.Microseconds())/float64(b.N)/1000, "answer-ms")
}

func BenchmarkPagesOf100000Orders(b *testing.B) {
	s, _ := fresh(b)
	manyOrders(b, s, 100_000)
	pages := map[string]func() error{
		"first": func() error { _, err := s.OrdersPage(b.Context(), OrderFilter{Company: "larkspur"}); return err },
		"held": func() error {
			_, err := s.OrdersPage(b.Context(), OrderFilter{Company: "larkspur", States: []OrderState{OrderHeld}})
			return err
		},
		"search": func() error {
			_, err := s.OrdersPage(b.Context(), OrderFilter{Company: "larkspur", Search: "okafor777"})
			return err
		},
		"common": func() error {
			_, err := s.OrdersPage(b.Context(), OrderFilter{Company: "larkspur", Search: "ana"})
			return err
		},
		"twoWords": func() error {
			_, err := s.OrdersPage(b.Context(), OrderFilter{Company: "larkspur", Search: "ana okafor99"})
			return err
		},
		"channel": func() error {
			_, err := s.OrdersPage(b.Context(), OrderFilter{Company: "larkspur", Channel: "eBay"})
			return err
		},
		"work":   func() error { _, err := s.WorkCounts(b.Context(), "larkspur"); return err },
		"states": func() error { _, err := s.StateFigures(b.Context(), "larkspur", day.Day{}, day.Day{}); return err },
		"causes": func() error { _, err := s.Causes(b.Context(), "larkspur"); return err },
		"stats":  func() error { _, err := s.Stats(b.Context()); return err },
		"claim":  func() error { _, err := s.ClaimReady(b.Context(), "larkspur", 200); return err },
		"lists": func() error {
			_, err := s.Lists(b.Context(), "larkspur", books.Needs{SKUs: []string{"BLK-1", "BLK-2"}, Emails: []string{"a@b.c"}, CustomerNames: []string{"Ana Okafor"}, CustomerKey: "main/1"})
			return err
		},
	}
	for name, page := range pages {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				must(b, page())
			}
		})
	}
}
