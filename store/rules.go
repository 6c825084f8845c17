package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// anyVersion saves rules whatever stands.
const anyVersion = -1

// maxWhy bounds the words with which a mapping is changed.
const maxWhy = 500

// SaveRules keeps a new version of a store's mapping and has everything
// planned again that isn't in QuickBooks yet. The same rules again make no
// new version.
func (s *Store) SaveRules(ctx context.Context, by Actor, key sales.StoreKey, r books.Rules) (int64, error) {
	return s.saveRules(ctx, by, key, r, anyVersion, "")
}

// SaveRulesFrom is SaveRules for somebody who read a version (0: there was
// none) and changed it. ErrChanged if another one stands by now: nothing is
// saved then. Why is for people and may be empty.
func (s *Store) SaveRulesFrom(ctx context.Context, by Actor, key sales.StoreKey, r books.Rules, read int64, why string) (int64, error) {
	return s.saveRules(ctx, by, key, r, read, strings.TrimSpace(why))
}

func (s *Store) saveRules(ctx context.Context, by Actor, key sales.StoreKey, r books.Rules, read int64, why string) (int64, error) {
	if len(why) > maxWhy {
		return 0, fmt.Errorf("why a mapping is changed has at most %d characters", maxWhy)
	}
	var version int64
	err := s.write(ctx, func(t *tx) error {
		var err error
		version, err = t.saveRulesFrom(by, key, r, read, why)
		return err
	})
	return version, err
}

func (t *tx) saveRules(by Actor, key sales.StoreKey, r books.Rules) (int64, error) {
	return t.saveRulesFrom(by, key, r, anyVersion, "")
}

func (t *tx) saveRulesFrom(by Actor, key sales.StoreKey, r books.Rules, read int64, why string) (int64, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	var company CompanyKey
	if err := t.row("SELECT company FROM shop WHERE key = $1", []any{string(key)}, &company); err != nil {
		return 0, err
	}
	var version int64
	var old string
	err = t.row("SELECT version, body FROM rules WHERE store = $1 ORDER BY version DESC LIMIT 1", []any{string(key)}, &version, &old)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	if read != anyVersion && read != version {
		return 0, fmt.Errorf("version %d of the mapping was changed, version %d stands: %w", read, version, ErrChanged)
	}
	if old == string(body) {
		return version, nil
	}
	version++
	if _, err := t.exec("INSERT INTO rules (store, version, body, saved, saved_by, why) VALUES ($1, $2, $3, $4, $5, $6)",
		string(key), version, string(body), t.at, by.Name, why); err != nil {
		return 0, err
	}
	var before books.Rules
	if old != "" {
		if err := json.Unmarshal([]byte(old), &before); err != nil {
			return 0, err
		}
	}
	if err := t.rulesMatch(company, key, before.Items, r.Items); err != nil {
		return 0, err
	}
	n, err := t.markStates(company, key, unsettled)
	detail := fmt.Sprintf("version %d; %d orders are planned again", version, n)
	if why != "" {
		detail += ". Why: " + why
	}
	t.log(event{actor: by, action: "rules.changed", company: company, subject: "store " + string(key), detail: detail})
	return version, err
}

// Rules are the newest rules of a store and their version.
func (s *Store) Rules(ctx context.Context, key sales.StoreKey) (books.Rules, int64, error) {
	var r books.Rules
	var body string
	var version int64
	if err := s.row(ctx, "SELECT version, body FROM rules WHERE store = $1 ORDER BY version DESC LIMIT 1", []any{string(key)}, &version, &body); err != nil {
		return r, 0, err
	}
	return r, version, json.Unmarshal([]byte(body), &r)
}

// RulesVersion is one version of a store's mapping.
type RulesVersion struct {
	Version int64
	Saved   time.Time
	By      string
	Why     string
	Rules   books.Rules
}

// RulesAt is one version of a store's mapping; ErrNotFound if there is none.
func (s *Store) RulesAt(ctx context.Context, key sales.StoreKey, version int64) (RulesVersion, error) {
	found, err := s.rulesVersions(ctx, "WHERE store = $1 AND version = $2", string(key), version)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return RulesVersion{}, err
	}
	return found[0], nil
}

// RulesHistory are the versions of a store's mapping, newest first, those
// before a version (0: from the newest).
func (s *Store) RulesHistory(ctx context.Context, key sales.StoreKey, before int64, limit int) ([]RulesVersion, error) {
	if before <= 0 {
		before = 1 << 62
	}
	return s.rulesVersions(ctx, "WHERE store = $1 AND version < $2 ORDER BY version DESC LIMIT $3", string(key), before, pageLimit(limit))
}

func (s *Store) rulesVersions(ctx context.Context, where string, args ...any) ([]RulesVersion, error) {
	var out []RulesVersion
	err := s.query(ctx, "SELECT version, saved, saved_by, why, body FROM rules "+where, args, func(r *sql.Rows) error {
		var v RulesVersion
		var body []byte
		if err := r.Scan(&v.Version, instant{&v.Saved}, &v.By, &v.Why, &body); err != nil {
			return err
		}
		err := json.Unmarshal(body, &v.Rules)
		out = append(out, v)
		return err
	})
	return out, err
}

// Waiting is what holds orders of one store, with how many and how much.
type Waiting struct {
	Code, Subject string
	Orders        int
	Currency      string // of Amount: the one with the most orders
	Amount        money.Amount
	First         sales.OrderID // the oldest by number
}

// WaitingOf are the causes that hold orders of one store, what holds the most
// orders first.
func (s *Store) WaitingOf(ctx context.Context, company CompanyKey, key sales.StoreKey) ([]Waiting, error) {
	var out []Waiting
	at := map[string]int{}
	// Of several currencies the one with the most orders comes first.
	err := s.query(ctx, `SELECT code, subject, currency, orders, total, (SELECT min(p.order_id) FROM problem p
			WHERE p.company = c.company AND p.code = c.code AND p.subject = c.subject AND p.leads = 1 AND p.store = c.store)
		FROM cause_tally c WHERE company = $1 AND store = $2 AND code <> 'refused' ORDER BY orders DESC, code, subject, currency`,
		[]any{string(company), string(key)}, func(r *sql.Rows) error {
			var w Waiting
			if err := r.Scan(&w.Code, &w.Subject, &w.Currency, &w.Orders, &w.Amount, &w.First); err != nil {
				return err
			}
			k := w.Code + "|" + w.Subject
			if i, known := at[k]; known {
				out[i].Orders += w.Orders
				out[i].First = min(out[i].First, w.First)
				return nil
			}
			at[k] = len(out)
			out = append(out, w)
			return nil
		})
	return out, err
}

// NewestOrders are the newest orders of a store as a planner sees them,
// whether they are to be planned or not, newest first.
func (s *Store) NewestOrders(ctx context.Context, key sales.StoreKey, limit int) ([]PlannedOrder, error) {
	return s.planned(ctx, "WHERE o.store = $1 ORDER BY o.placed DESC, o.id DESC LIMIT $2", string(key), pageLimit(limit))
}

// HeldOrders are orders of a store that need review, oldest first.
func (s *Store) HeldOrders(ctx context.Context, key sales.StoreKey, limit int) ([]PlannedOrder, error) {
	return s.planned(ctx, "WHERE o.store = $1 AND o.state = 'held' ORDER BY o.placed, o.id LIMIT $2", string(key), pageLimit(limit))
}

// BookedDocuments are the newest sales of a store that QuickBooks confirmed,
// as they were handed over: what was booked how before.
func (s *Store) BookedDocuments(ctx context.Context, key sales.StoreKey, limit int) ([]books.Document, error) {
	var out []books.Document
	err := s.query(ctx, `SELECT b.body FROM (SELECT store, id FROM (
			SELECT * FROM (SELECT store, id, placed FROM sales_order WHERE store = $1 AND state = 'posted' ORDER BY placed DESC, id DESC LIMIT $2) AS p
			UNION ALL SELECT * FROM (SELECT store, id, placed FROM sales_order WHERE store = $1 AND state = 'verified' ORDER BY placed DESC, id DESC LIMIT $2) AS v) AS b
			ORDER BY placed DESC, id DESC LIMIT $2) AS o
		JOIN posting p ON p.store = o.store AND p.order_id = o.id AND p.kind IN ('sales_receipt', 'invoice', 'payment') AND p.operation = '' AND p.state IN ('posted', 'verified')
		JOIN posting_body b ON b.posting = p.id`, []any{string(key), pageLimit(limit)}, func(r *sql.Rows) error {
		var body sql.RawBytes
		if err := r.Scan(&body); err != nil {
			return err
		}
		var d books.Document
		err := json.Unmarshal(body, &d)
		out = append(out, d)
		return err
	})
	return out, err
}

// MostPosted is how many orders of a version of the mapping are counted.
const MostPosted = 1000

// PostedByRules tells how many orders have documents in QuickBooks, or handed
// over, that a version of the mapping made; more than MostPosted are one more
// than that.
func (s *Store) PostedByRules(ctx context.Context, key sales.StoreKey, versions []int64) (map[int64]int, error) {
	out := map[int64]int{}
	for _, v := range versions {
		var n int
		// In the order of the index, so that it stops when enough are found.
		err := s.row(ctx, `SELECT count(*) FROM (SELECT DISTINCT order_id FROM posting INDEXED BY posting_rules WHERE store = $1 AND rules_version > 0 AND rules_version = $2 AND order_id <> 0
			AND state IN ('sent', 'unsure', 'posted', 'verified') LIMIT $3) AS some`, []any{string(key), v, MostPosted + 1}, &n)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out[v] = n
		}
	}
	return out, nil
}

// EntriesFitting are entries of a list that may be chosen, by name: those of
// the given types (none: all) whose name, part number or barcode holds the
// search. Inactive ones are among them, behind the others.
func (s *Store) EntriesFitting(ctx context.Context, key CompanyKey, kind books.ListKind, types []string, search string, limit int) ([]books.Entry, error) {
	limit = pageLimit(limit)
	args := []any{string(key), string(kind), fold(search), limit}
	var text strings.Builder
	part := func(where string) {
		if text.Len() > 0 {
			text.WriteString(" UNION ALL ")
		}
		// The names are gone through in the index; bodies are read of what is found.
		text.WriteString("SELECT * FROM (SELECT list_id, full_name_key, type FROM list_entry WHERE company = $1 AND kind = $2" + where +
			" AND ($3 = '' OR instr(full_name_key, $3) > 0) ORDER BY full_name_key LIMIT $4)")
	}
	if len(types) == 0 {
		part("")
	}
	for _, t := range types {
		args = append(args, t)
		part(fmt.Sprintf(" AND type = $%d", len(args)))
	}
	var out, inactive []books.Entry
	err := s.query(ctx, "SELECT e.body FROM ("+text.String()+` ORDER BY full_name_key LIMIT $4) AS f
		JOIN list_entry e ON e.company = $1 AND e.kind = $2 AND e.list_id = f.list_id ORDER BY f.full_name_key`, args, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		if e.Active {
			out = append(out, e)
		} else {
			inactive = append(inactive, e)
		}
		return err
	})
	return append(out, inactive...), err
}

// EntriesNamed are the entries of a list with a name: the whole one, or its
// last level. Inactive ones are among them.
func (s *Store) EntriesNamed(ctx context.Context, key CompanyKey, kind books.ListKind, names ...string) ([]books.Entry, error) {
	find := &lookup{s: s, ctx: ctx}
	find.by(kind, byFull, folded(names))
	find.by(kind, byName, folded(names))
	err := find.find(key)
	return find.out, err
}

// EntriesBySKU are the items whose name, part number or barcode is one of the SKUs.
func (s *Store) EntriesBySKU(ctx context.Context, key CompanyKey, skus ...string) ([]books.Entry, error) {
	find := &lookup{s: s, ctx: ctx}
	for _, column := range []string{byFull, byName, byPart, byBarcode} {
		find.by(books.Items, column, folded(skus))
	}
	err := find.find(key)
	return find.out, err
}
