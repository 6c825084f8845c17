package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"countinghouse/intake"
	"countinghouse/store"
)

// metricsHandler serves the figures that operators watch, read from the store
// when they are asked for.
func metricsHandler(st *store.Store, hooks *intake.Hooks, log *slog.Logger) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(&storeCollector{
		store: st, hooks: hooks, log: log,
		postings: prometheus.NewDesc("countinghouse_postings", "Postings by state.", []string{"company", "state"}, nil),
		orders:   prometheus.NewDesc("countinghouse_orders", "Orders by state.", []string{"company", "state"}, nil),
		oldest:   prometheus.NewDesc("countinghouse_oldest_ready_seconds", "Age of the oldest posting that waits for QuickBooks.", []string{"company"}, nil),
		called:   prometheus.NewDesc("countinghouse_last_call_seconds", "Time since QuickBooks last called.", []string{"company"}, nil),
		backup:   prometheus.NewDesc("countinghouse_last_backup_seconds", "Time since the last good backup.", nil, nil),
		asking:   prometheus.NewDesc("countinghouse_restored_to_ask", "Postings that QuickBooks is asked about before they are sent, after a restore.", []string{"company"}, nil),
		messages: prometheus.NewDesc("countinghouse_webhooks_total", "Webhook messages since the start.", []string{"store", "result"}, nil),
		hooked:   prometheus.NewDesc("countinghouse_webhook_state", "1 for the state of a store's webhooks.", []string{"store", "state"}, nil),
		heard:    prometheus.NewDesc("countinghouse_webhook_last_seconds", "Time since a webhook message came.", []string{"store"}, nil),
	}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

type storeCollector struct {
	store                            *store.Store
	hooks                            *intake.Hooks
	log                              *slog.Logger
	postings, orders, oldest, called *prometheus.Desc
	backup, asking                   *prometheus.Desc
	messages, hooked, heard          *prometheus.Desc
}

// Describe tells which figures there are.
func (c *storeCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.postings
	ch <- c.orders
	ch <- c.oldest
	ch <- c.called
	ch <- c.backup
	ch <- c.asking
	ch <- c.messages
	ch <- c.hooked
	ch <- c.heard
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
	c.webhooks(ctx, ch, now)
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

// webhooks reads how the webhooks of each store stand.
func (c *storeCollector) webhooks(ctx context.Context, ch chan<- prometheus.Metric, now time.Time) {
	for key, n := range c.hooks.Counts() {
		for result, v := range map[string]uint64{"taken": n.Taken, "repeated": n.Repeated, "refused": n.Refused} {
			ch <- prometheus.MustNewConstMetric(c.messages, prometheus.CounterValue, float64(v), string(key), result)
		}
	}
	states, err := c.store.HookStates(ctx)
	if err != nil {
		c.log.ErrorContext(ctx, "the state of webhooks can't be read", "error", err)
		return
	}
	for _, h := range states {
		if h.State != "" {
			ch <- prometheus.MustNewConstMetric(c.hooked, prometheus.GaugeValue, 1, string(h.Store), string(h.State))
		}
		if !h.LastEvent.IsZero() {
			ch <- prometheus.MustNewConstMetric(c.heard, prometheus.GaugeValue, now.Sub(h.LastEvent).Seconds(), string(h.Store))
		}
	}
}
