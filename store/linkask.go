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
	"countinghouse/day"
	"countinghouse/money"
)

// FoundDocument is a document that QuickBooks has under a number that a person
// named.
type FoundDocument struct {
	TxnID    string       `json:"txnId"`
	Kind     books.Kind   `json:"kind"`
	Number   string       `json:"number"`
	Customer string       `json:"customer"` // full name
	Date     day.Day      `json:"date"`
	Total    money.Amount `json:"total"` // minor units, of the document's currency
	Memo     string       `json:"memo,omitempty"`
	Void     bool         `json:"void,omitempty"`
	// Of says of which other order it is, as far as it is known here: "order
	// 900", or "several orders" of a summary; "" if of none.
	Of string `json:"of,omitempty"`
}

// LinkState is how far it is whether an order stands in QuickBooks already.
type LinkState string

// The states. One that is found as the order has it is linked, and no question
// any more.
const (
	LinkAsking  LinkState = "asking"  // QuickBooks is asked at its next call
	LinkDiffers LinkState = "differs" // it has such a document, with other figures: a person says
	LinkMissing LinkState = "missing" // it has none of that number
)

// LinkQuestion is whether an order stands in QuickBooks as a document.
type LinkQuestion struct {
	Order    OrderRef
	Company  CompanyKey
	Kind     books.Kind
	Number   string
	State    LinkState
	Found    []FoundDocument
	Asked    time.Time
	By       Actor
	Answered time.Time
	// What the order says: who bought, what it came to, its day.
	Customer string
	Total    money.Amount
	Decimals int
	Currency string
	Day      day.Day
}

// doAskLink has QuickBooks asked for a document before an order is linked to it.
func (t *tx) doAskLink(by Actor, d Deed) (*Deed, error) {
	number := strings.TrimSpace(d.Text)
	if number == "" || d.Document == "" || len(d.Orders) != 1 {
		return nil, errors.New("say which document of which order")
	}
	o := d.Orders[0]
	var company CompanyKey
	if err := t.row("SELECT company FROM sales_order WHERE store = $1 AND id = $2", []any{string(o.Store), int64(o.ID)}, &company); err != nil {
		return nil, err
	}
	if _, err := t.exec(`INSERT INTO link_question (store, order_id, company, kind, number, state, asked, by_kind, by_name) VALUES ($1, $2, $3, $4, $5, 'asking', $6, $7, $8)
		ON CONFLICT (store, order_id) DO UPDATE SET kind = excluded.kind, number = excluded.number, state = 'asking', found = '', asked = excluded.asked,
			by_kind = excluded.by_kind, by_name = excluded.by_name, answered = ''`,
		string(o.Store), int64(o.ID), string(company), string(d.Document), number, t.at, by.Kind, by.Name); err != nil {
		return nil, err
	}
	name := lowerFirst(postingName(d.Document, books.Add, number))
	if err := t.decide(by, o.Store, o.ID, "order.link_asked", postingName(d.Document, books.Add, number), func(x *books.Decisions) error {
		x.Linking, x.LinkSays = name, ""
		return nil
	}); err != nil {
		return nil, err
	}
	return &Deed{Kind: DeedUnaskLink, Orders: []OrderRef{o}}, nil
}

// doUnaskLink drops a question; if it was answered meanwhile and the order was
// linked, that is taken back as well.
func (t *tx) doUnaskLink(by Actor, d Deed) (*Deed, error) {
	for _, o := range d.Orders {
		n, err := t.exec("DELETE FROM link_question WHERE store = $1 AND order_id = $2", string(o.Store), int64(o.ID))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			if err := t.decide(by, o.Store, o.ID, "order.link_dropped", "", func(x *books.Decisions) error {
				x.Linking, x.LinkSays = "", ""
				return nil
			}); err != nil {
				return nil, err
			}
			continue
		}
		var kind string
		err = t.row("SELECT kind FROM adopted WHERE store = $1 AND order_id = $2", []any{string(o.Store), int64(o.ID)}, &kind)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, err := t.doOrders(by, Deed{Kind: DeedInclude, Orders: []OrderRef{o}}); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

const questionColumns = `SELECT q.store, q.order_id, q.company, q.kind, q.number, q.state, q.found, q.asked, q.by_kind, q.by_name, q.answered, o.customer, o.total, o.decimals, o.currency, o.day
	FROM link_question q JOIN sales_order o ON o.store = q.store AND o.id = q.order_id WHERE `

func scanQuestion(r *sql.Rows) (LinkQuestion, error) {
	var q LinkQuestion
	var found, dayText string
	if err := r.Scan(&q.Order.Store, &q.Order.ID, &q.Company, &q.Kind, &q.Number, &q.State, &found, instant{&q.Asked}, &q.By.Kind, &q.By.Name, instant{&q.Answered},
		&q.Customer, &q.Total, &q.Decimals, &q.Currency, &dayText); err != nil {
		return q, err
	}
	if err := q.Day.UnmarshalText([]byte(dayText)); err != nil {
		return q, err
	}
	if found == "" {
		return q, nil
	}
	return q, json.Unmarshal([]byte(found), &q.Found)
}

// LinksToAsk are the questions that a visit asks, oldest first.
func (s *Store) LinksToAsk(ctx context.Context, key CompanyKey, limit int) ([]LinkQuestion, error) {
	var out []LinkQuestion
	err := s.query(ctx, questionColumns+"q.company = $1 AND q.state = 'asking' ORDER BY q.asked, q.store, q.order_id LIMIT $2", []any{string(key), limit}, func(r *sql.Rows) error {
		q, err := scanQuestion(r)
		out = append(out, q)
		return err
	})
	return out, err
}

// LinkQuestionOf is the question about an order; ErrNotFound if there is none.
func (s *Store) LinkQuestionOf(ctx context.Context, o OrderRef) (LinkQuestion, error) {
	var q LinkQuestion
	some := false
	err := s.query(ctx, questionColumns+"q.store = $1 AND q.order_id = $2", []any{string(o.Store), int64(o.ID)}, func(r *sql.Rows) error {
		var err error
		q, err = scanQuestion(r)
		some = true
		return err
	})
	if err == nil && !some {
		err = ErrNotFound
	}
	return q, err
}

// LinkAnswered takes in what QuickBooks has under the number that was asked
// for. Where it is the order's (same), and no other order's, the order is linked
// to it, by the person who asked. ErrChanged: it was asked otherwise or taken back meanwhile.
func (s *Store) LinkAnswered(ctx context.Context, q LinkQuestion, found []FoundDocument, same bool) error {
	return s.write(ctx, func(t *tx) error {
		words := "QuickBooks has it, and it isn't as the order is: a person says whether it is this order."
		for i := range found {
			var err error
			if found[i].Of, err = t.documentOf(q, &found[i]); err != nil {
				return err
			}
			if found[i].Of != "" {
				same = false
				words = "QuickBooks has it, and it stands for " + found[i].Of + " already. If this order were linked to it, it would be in the books nowhere."
			}
		}
		if same {
			if err := t.one("DELETE FROM link_question WHERE store = $1 AND order_id = $2 AND state = 'asking' AND asked = $3", string(q.Order.Store), int64(q.Order.ID), stamp(q.Asked)); err != nil {
				return err
			}
			_, err := t.doOrders(q.By, Deed{Kind: DeedAdopt, Orders: []OrderRef{q.Order}, Document: q.Kind, Text: q.Number})
			return err
		}
		state := LinkDiffers
		if len(found) == 0 {
			state, words = LinkMissing, "QuickBooks has none of that number."
		}
		body, err := json.Marshal(found)
		if err != nil {
			return err
		}
		if err := t.decide(quickbooks, q.Order.Store, q.Order.ID, "order.link_answered", postingName(q.Kind, books.Add, q.Number)+". "+words, func(x *books.Decisions) error {
			x.LinkSays = words
			return nil
		}); err != nil {
			return err
		}
		return t.one("UPDATE link_question SET state = $4, found = $5, answered = $6 WHERE store = $1 AND order_id = $2 AND state = 'asking' AND asked = $3",
			string(q.Order.Store), int64(q.Order.ID), stamp(q.Asked), string(state), string(body), t.at)
	})
}

// documentOf tells for which other order a document stands that was found for a
// question: one that we entered, one that we may have entered (its answer is
// lost), or one to which another order is linked.
func (t *tx) documentOf(q LinkQuestion, f *FoundDocument) (string, error) {
	var other int64
	err := t.row(`SELECT order_id FROM posting WHERE company = $1 AND txn_id = $2 AND txn_id <> '' AND NOT (store = $3 AND order_id = $4) LIMIT 1`,
		[]any{string(q.Company), f.TxnID, string(q.Order.Store), int64(q.Order.ID)}, &other)
	if errors.Is(err, ErrNotFound) {
		err = t.row(`SELECT order_id FROM posting WHERE company = $1 AND state IN ('sent', 'unsure') AND kind = $2 AND lower(ref) = lower($3) AND NOT (store = $4 AND order_id = $5) LIMIT 1`,
			[]any{string(q.Company), string(f.Kind), f.Number, string(q.Order.Store), int64(q.Order.ID)}, &other)
	}
	if errors.Is(err, ErrNotFound) {
		err = t.row(`SELECT order_id FROM adopted WHERE company = $1 AND kind = $2 AND lower(number) = lower($3) AND NOT (store = $4 AND order_id = $5) LIMIT 1`,
			[]any{string(q.Company), string(f.Kind), f.Number, string(q.Order.Store), int64(q.Order.ID)}, &other)
	}
	switch {
	case errors.Is(err, ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	case other == 0:
		return "several orders", nil
	}
	return fmt.Sprintf("order %d", other), nil
}
