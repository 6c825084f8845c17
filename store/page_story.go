package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/sales"
)

// OrderStory is everything about one order: what the store says, what was
// planned, what was said to QuickBooks about it and what happened to it.
func (s *Store) OrderStory(ctx context.Context, key sales.StoreKey, id sales.OrderID) (OrderStory, error) {
	var st OrderStory
	var body, planBody []byte
	var ids string
	var modified time.Time
	args := []any{string(key), int64(id)}
	err := s.row(ctx, `SELECT b.body, o.modified, o.state, o.reason, o.to_plan, o.version, o.first_read, coalesce(p.body, ''), coalesce(p.planned, ''), coalesce(p.postings, '')
		FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		LEFT JOIN order_plan p ON p.store = o.store AND p.order_id = o.id WHERE o.store = $1 AND o.id = $2`, args,
		&body, instant{&modified}, &st.State, &st.Reason, &st.ToPlan, &st.Version, instant{&st.Read}, &planBody, instant{&st.PlanTime}, &ids)
	if err != nil {
		return st, err
	}
	if st.Order, err = decodeOrder(body, modified); err != nil {
		return st, err
	}
	if st.Postings, err = s.postings(ctx, `WHERE p.store = $1 AND p.order_id = $2 ORDER BY p.id`, args...); err != nil {
		return st, err
	}
	if err := s.storyEntries(ctx, &st); err != nil {
		return st, err
	}
	if err := s.storySummary(ctx, &st); err != nil {
		return st, err
	}
	if len(planBody) > 0 {
		if err := json.Unmarshal(planBody, &st.Plan); err != nil {
			return st, err
		}
		fillPlan(&st, ids)
	}
	st.Problems = st.Plan.Problems
	err = s.query(ctx, eventColumns+" WHERE store = $1 AND order_id = $2 AND order_id <> 0 ORDER BY id", args, func(r *sql.Rows) error {
		e, err := scanEvent(r)
		st.Events = append(st.Events, e)
		return err
	})
	if err != nil {
		return st, err
	}
	return st, s.storyExchanges(ctx, &st)
}

// storySummary adds the daily summary that the order is part of, each of its
// postings with what the order contributes as its document.
func (s *Store) storySummary(ctx context.Context, st *OrderStory) error {
	var summary int64
	var body []byte
	err := s.row(ctx, "SELECT summary, body FROM summary_part WHERE store = $1 AND order_id = $2 AND summary > 0",
		[]any{string(st.Order.Store), int64(st.Order.ID)}, &summary, &body)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := s.postings(ctx, "WHERE p.store = $1 AND p.order_id = $2 AND p.state <> 'withdrawn' ORDER BY p.id", string(st.Order.Store), -summary)
	if err != nil {
		return err
	}
	for _, p := range all {
		var d books.Document
		if err := json.Unmarshal(body, &d); err != nil {
			return err
		}
		d.Operation, d.RefNumber, d.Date = p.Operation, p.RefNumber, p.Day
		p.Document, p.Total = &d, d.Total
		st.Summaries = append(st.Summaries, p)
	}
	return nil
}

// storyEntries puts the customers and items that the order's documents waited
// for before the documents.
func (s *Store) storyEntries(ctx context.Context, st *OrderStory) error {
	var ids []int64
	add := func(id PostingID) {
		if id != 0 && !slices.Contains(ids, int64(id)) {
			ids = append(ids, int64(id))
		}
	}
	for _, p := range st.Postings {
		add(p.DependsOn)
		for _, l := range p.Links {
			if isEntry(l.Kind) {
				add(l.Posting)
			}
		}
	}
	var entries []Posting
	err := inLists(ids, func(list string, args []any) error {
		some, err := s.postings(ctx, "WHERE p.id IN "+list+" ORDER BY p.id", args...)
		entries = append(entries, some...)
		return err
	})
	st.Postings = append(entries, st.Postings...)
	return err
}

// fillPlan puts the documents back into a plan that was kept without them.
func fillPlan(st *OrderStory, ids string) {
	for _, text := range strings.Fields(ids) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			continue
		}
		for _, p := range st.Postings {
			switch {
			case p.ID != PostingID(n):
			case p.Customer != nil:
				st.Plan.Customer = p.Customer
			case p.Item != nil:
				st.Plan.Items = append(st.Plan.Items, *p.Item)
			case p.Fill != nil:
				st.Plan.CustomerUpdate = p.Fill
			case p.Document != nil:
				st.Plan.Documents = append(st.Plan.Documents, *p.Document)
			}
		}
	}
}

func (s *Store) storyExchanges(ctx context.Context, st *OrderStory) error {
	ids := make([]int64, len(st.Postings))
	for i, p := range st.Postings {
		ids[i] = int64(p.ID)
	}
	seen := map[int64]bool{}
	err := inLists(ids, func(list string, args []any) error {
		xs, err := s.exchanges(ctx, "WHERE x.id IN (SELECT exchange FROM exchange_posting WHERE posting IN "+list+") ORDER BY x.id", args...)
		for _, x := range xs {
			if !seen[x.ID] {
				seen[x.ID] = true
				st.Exchanges = append(st.Exchanges, x)
			}
		}
		return err
	})
	return err
}
