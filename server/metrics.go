package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"countinghouse/store"
)

// metricsHandler serves the figures that operators watch, read from the store
// when they are asked for.
func metricsHandler(st *store.Store, log *slog.Logger) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(&storeCollector{
		store: st, log: log,
		postings: prometheus.NewDesc("countinghouse_postings", "Postings by state.", []string{"company", "state"}, nil),
		orders:   prometheus.NewDesc("countinghouse_orders", "Orders by state.", []string{"company", "state"}, nil),
		oldest:   prometheus.NewDesc("countinghouse_oldest_ready_seconds", "Age of the oldest posting that waits for QuickBooks.", []string{"company"}, nil),
		called:   prometheus.NewDesc("countinghouse_last_call_seconds", "Time since QuickBooks last called.", []string{"company"}, nil),
		backup:   prometheus.NewDesc("countinghouse_last_backup_seconds", "Time since the last good backup.", nil, nil),
		asking:   prometheus.NewDesc("countinghouse_restored_to_ask", "Postings that QuickBooks is asked about before they are sent, after a restore.", []string{"company"}, nil),
	}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

type storeCollector struct {
	store                            *store.Store
	log                              *slog.Logger
	postings, orders, oldest, called *prometheus.Desc
	backup, asking                   *prometheus.Desc
}

// Describe tells which figures there are.
func (c *storeCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.postings
	ch <- c.orders
	ch <- c.oldest
	ch <- c.called
	ch <- c.backup
	ch <- c.asking
}

// Collect reads them.
func (c *storeCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	stats, err := c.store.Stats(ctx)
	if err != nil {
		c.log.ErrorContext(ctx, "metrics can't be read", "error", err)
		return
	}
	now := time.Now()
	good, _, err := c.store.LastBackups(ctx)
	if err != nil {
		c.log.ErrorContext(ctx, "metrics of backups can't be read", "error", err)
	} else if !good.At.IsZero() {
		ch <- prometheus.MustNewConstMetric(c.backup, prometheus.GaugeValue, now.Sub(good.At).Seconds())
	}
	for _, s := range stats.Companies {
		key := string(s.Company)
		if r, err := c.store.RestoredCompany(ctx, s.Company); err == nil {
			ch <- prometheus.MustNewConstMetric(c.asking, prometheus.GaugeValue, float64(r.ToAsk), key)
		}
		for state, n := range s.Postings {
			ch <- prometheus.MustNewConstMetric(c.postings, prometheus.GaugeValue, float64(n), key, string(state))
		}
		for state, n := range s.Orders {
			ch <- prometheus.MustNewConstMetric(c.orders, prometheus.GaugeValue, float64(n), key, string(state))
		}
		if !s.OldestReady.IsZero() {
			ch <- prometheus.MustNewConstMetric(c.oldest, prometheus.GaugeValue, now.Sub(s.OldestReady).Seconds(), key)
		}
		if !s.LastCall.IsZero() {
			ch <- prometheus.MustNewConstMetric(c.called, prometheus.GaugeValue, now.Sub(s.LastCall).Seconds(), key)
		}
	}
}
