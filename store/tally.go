package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// Counting a million rows for each page and each call of the Web Connector
// would be slow, so the counts stand in two small tables. Every transaction
// that changes a state collects the differences and writes them before its
// commit.

type tallyKey struct {
	company  CompanyKey
	day      string
	store    sales.StoreKey
	state    OrderState
	currency string
	channel  string
}

type tallied struct {
	orders int
	total  money.Amount
}

// count adds orders (or takes them away) in the tally of their day and state.
func (t *tx) count(k tallyKey, orders int, total money.Amount) {
	v := t.tally[k]
	t.tally[k] = tallied{v.orders + orders, v.total + total}
	t.countWork(k.company, "order:"+string(k.state), orders)
}

func (t *tx) flushTally() error {
	var args []any
	for k, v := range t.tally {
		if v != (tallied{}) {
			args = append(args, string(k.company), k.day, string(k.store), string(k.state), k.currency, k.channel, v.orders, int64(v.total))
		}
	}
	return t.insertRows("INSERT INTO tally (company, day, store, state, currency, channel, orders, total) VALUES", 8, args,
		` ON CONFLICT (company, day, store, state, currency, channel) DO UPDATE SET
			orders = tally.orders + excluded.orders, total = tally.total + excluded.total`)
}

type workKey struct {
	company CompanyKey
	name    string
}

// countWork adds to one of a company file's counters.
func (t *tx) countWork(c CompanyKey, name string, n int) { t.work[workKey{c, name}] += n }

func (t *tx) flushWork() error {
	var args []any
	for k, n := range t.work {
		if n != 0 {
			args = append(args, string(k.company), k.name, n)
		}
	}
	return t.insertRows("INSERT INTO work_count (company, name, n) VALUES", 3, args,
		" ON CONFLICT (company, name) DO UPDATE SET n = work_count.n + excluded.n")
}

// The names of counters beside "order:STATE" and "posting:STATE".
const (
	countToPlan  = "to plan"
	countBlocked = "posting:ready, blocked"
	countDiffers = "posting:posted, differs"
)

// countName is the counter that a posting belongs to.
func countName(state PostingState, waits, stale bool, lane string) string {
	switch {
	case state == Ready && (waits || stale):
		return countBlocked
	case state == Posted && lane != "":
		return countDiffers
	}
	return "posting:" + string(state)
}

func (s *Store) workCounts(ctx context.Context, key CompanyKey) (map[string]int, error) {
	counts := map[string]int{}
	err := s.query(ctx, "SELECT name, n FROM work_count WHERE company = $1", []any{string(key)}, func(r *sql.Rows) error {
		var name string
		var n int
		err := r.Scan(&name, &n)
		counts[name] = n
		return err
	})
	return counts, err
}

// WorkCounts tells what a company file has to do, from counters: it costs the
// same with a million orders as with ten.
func (s *Store) WorkCounts(ctx context.Context, key CompanyKey) (Work, error) {
	c, err := s.workCounts(ctx, key)
	if err != nil {
		return Work{}, err
	}
	var later int
	err = s.row(ctx, `SELECT count(*) FROM posting
		WHERE company = $1 AND state = 'ready' AND not_before <> '' AND not_before > $2 AND not_before <= $3 AND waits = 0 AND stale = 0`,
		[]any{string(key), stamp(s.now()), stamp(s.now().Add(LongestPause))}, &later)
	return Work{
		ToPlan: c[countToPlan], Ready: c[countName(Ready, false, false, "")] - later, Blocked: c[countBlocked] + later,
		Sent: c[countName(Sent, false, false, "")], Unsure: c[countName(Unsure, false, false, "")],
		Posted: c[countName(Posted, false, false, "")], Differs: c[countDiffers], Verified: c[countName(Verified, false, false, "")],
		Refused: c[countName(Refused, false, false, "")], Held: c["order:"+string(OrderHeld)],
	}, err
}

// StateFigures tells how many orders and how much money are in each state,
// over the days from and to (both inclusive, zero: open).
func (s *Store) StateFigures(ctx context.Context, key CompanyKey, from, to day.Day) (map[OrderState]Figure, error) {
	figures := map[OrderState]*figure{}
	err := s.query(ctx, "SELECT state, currency, sum(orders), sum(total) FROM tally WHERE company = $1 AND day >= $2 AND day <= $3 GROUP BY state, currency",
		[]any{string(key), from.String(), lastDay(to)}, func(r *sql.Rows) error {
			var state OrderState
			var currency string
			var v tallied
			if err := r.Scan(&state, &currency, &v.orders, &v.total); err != nil {
				return err
			}
			if figures[state] == nil {
				figures[state] = &figure{}
			}
			figures[state].add(currency, v)
			return nil
		})
	out := make(map[OrderState]Figure, len(figures))
	for state, f := range figures {
		if f.Count != 0 {
			out[state] = f.Figure
		}
	}
	return out, err
}

// lastDay is the text of an upper bound; after every day for none.
func lastDay(d day.Day) string {
	if d.IsZero() {
		return "9999-12-31"
	}
	return d.String()
}

// figure adds up a Figure and knows which currency has the most orders.
type figure struct {
	Figure
	most int
}

func (f *figure) add(currency string, v tallied) {
	if v == (tallied{}) {
		return
	}
	if f.Sums == nil {
		f.Sums = map[string]money.Amount{}
	}
	f.Count += v.orders
	f.Sums[currency] += v.total
	if v.orders > f.most {
		f.most = v.orders
		f.Sum = f.Sums[currency]
	}
}

// DayFigures tells for each day and currency what the store sold and how far
// it is in the books, over the days from and to (both inclusive), in order.
func (s *Store) DayFigures(ctx context.Context, key CompanyKey, from, to day.Day) ([]DayFigure, error) {
	var out []DayFigure
	err := s.query(ctx, `SELECT day, currency, state, sum(orders), sum(total) FROM tally
		WHERE company = $1 AND day >= $2 AND day <= $3 GROUP BY day, currency, state HAVING sum(orders) <> 0 ORDER BY day, currency, state`,
		[]any{string(key), from.String(), lastDay(to)}, func(r *sql.Rows) error {
			var text, currency string
			var state OrderState
			var v tallied
			if err := r.Scan(&text, &currency, &state, &v.orders, &v.total); err != nil {
				return err
			}
			var d day.Day
			if err := d.UnmarshalText([]byte(text)); err != nil {
				return err
			}
			if n := len(out); n == 0 || out[n-1].Day != d || out[n-1].Currency != currency {
				out = append(out, DayFigure{Day: d, Currency: currency})
			}
			out[len(out)-1].add(state, currency, v)
			return nil
		})
	return out, err
}

func (d *DayFigure) add(state OrderState, currency string, v tallied) {
	into := func(f *Figure) {
		f.Count += v.orders
		f.Sum += v.total
		if f.Sums == nil {
			f.Sums = map[string]money.Amount{}
		}
		f.Sums[currency] += v.total
	}
	switch state {
	case OrderExcluded:
		into(&d.Excluded)
		return
	case OrderWatched:
		into(&d.Watched)
		return
	case OrderVerified:
		into(&d.Verified)
	case OrderPosted:
		into(&d.Posted)
	case OrderHeld, OrderRefused:
		into(&d.Held)
	case OrderNew, OrderWaiting, OrderAsking:
		into(&d.Waiting)
	}
	into(&d.Store)
}

// Stats reads the figures for metrics.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var stats Stats
	err := s.query(ctx, "SELECT key, last_call, stopped FROM company ORDER BY key", nil, func(r *sql.Rows) error {
		c := CompanyStats{Postings: map[PostingState]int{}, Orders: map[OrderState]int{}}
		var stopped string
		err := r.Scan(&c.Company, instant{&c.LastCall}, &stopped)
		c.Stopped = stopped != ""
		stats.Companies = append(stats.Companies, c)
		return err
	})
	if err != nil {
		return stats, err
	}
	for i := range stats.Companies {
		if err := s.companyStats(ctx, &stats.Companies[i]); err != nil {
			return stats, err
		}
	}
	return stats, nil
}

func (s *Store) companyStats(ctx context.Context, c *CompanyStats) error {
	counts, err := s.workCounts(ctx, c.Company)
	if err != nil {
		return err
	}
	c.ToPlan = counts[countToPlan]
	for name, n := range counts {
		if state, ok := strings.CutPrefix(name, "order:"); ok {
			c.Orders[OrderState(state)] += n
		}
		if state, ok := strings.CutPrefix(name, "posting:"); ok {
			state, _, _ = strings.Cut(state, ",")
			c.Postings[PostingState(state)] += n
		}
	}
	key := []any{string(c.Company)}
	for rank := range ranks { // along the index, by which the first of each rank is the oldest
		var oldest time.Time
		err := s.row(ctx, `SELECT created FROM posting WHERE company = $1 AND state = 'ready' AND waits = 0 AND stale = 0 AND rank = $2
			ORDER BY id LIMIT 1`, append(key, rank), instant{&oldest})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil && (c.OldestReady.IsZero() || oldest.Before(c.OldestReady)) {
			c.OldestReady = oldest
		}
	}
	return s.row(ctx, "SELECT coalesce(max(started), '') FROM visit WHERE company = $1 AND id = (SELECT max(id) FROM visit WHERE company = $1)", key, instant{&c.LastVisit})
}
