package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// planned is one plan, prepared to be written.
type planned struct {
	PlanResult
	body string
	hash string
}

// SavePlans writes what became of planned orders, in one transaction: each
// order's state and problems, and its postings. It tells how many orders; one
// that changed since it was read (PlanResult.Version) is left out and stays to
// be planned.
//
// There is never a second posting for one document. What was handed to
// QuickBooks (sent, unsure, posted, verified) isn't touched. What is ready or
// was refused is brought to what the plan says now, or withdrawn. While it is
// uncertain whether QuickBooks has a refused document, nothing of its order
// changes: a person decides first.
func (s *Store) SavePlans(ctx context.Context, key CompanyKey, plans []PlanResult) (int, error) {
	prepared := make([]planned, 0, len(plans))
	for _, p := range plans {
		q, err := preparePlan(p)
		if err != nil {
			return 0, fmt.Errorf("plan of order %d: %w", p.Order, err)
		}
		prepared = append(prepared, q)
	}
	saved := 0
	err := s.write(ctx, func(t *tx) error {
		saved = 0
		p := &planning{t: t, company: key, customers: map[string]resolved{}, touched: map[orderKey]bool{}}
		orders, err := p.load(prepared)
		if err != nil {
			return err
		}
		for i := range prepared {
			o := orders[orderKey{prepared[i].Store, prepared[i].Order}]
			if o == nil || o.company != key || !o.toPlan || o.mark != prepared[i].Version {
				continue
			}
			o.toPlan = false // of two plans for one order the second is void
			if err := p.save(&prepared[i], o); err != nil {
				return fmt.Errorf("plan of order %d: %w", prepared[i].Order, err)
			}
			saved++
		}
		t.countWork(key, countToPlan, -saved)
		return p.finish()
	})
	if err != nil {
		return 0, err
	}
	return saved, nil
}

func preparePlan(p PlanResult) (planned, error) {
	whole, err := json.Marshal(p.Plan)
	if err != nil {
		return planned{}, err
	}
	q := planned{PlanResult: p, body: string(whole), hash: hashOf(whole)}
	if p.Plan.Outcome == books.Post { // its documents stand in posting_body
		short := p.Plan
		short.Documents, short.Customer = nil, nil
		b, err := json.Marshal(short)
		q.body = string(b)
		return q, err
	}
	return q, nil
}

// planning is the work of one SavePlans.
type planning struct {
	t         *tx
	company   CompanyKey
	customers map[string]resolved // by customer key
	touched   map[orderKey]bool   // orders whose state is to be derived
	orphans   []PostingID         // customers that may have lost their last document
}

// plannable is an order as it stands before its plan is saved.
type plannable struct {
	key      orderKey
	company  CompanyKey
	mark     int64
	toPlan   bool
	state    OrderState
	outcome  books.Outcome
	day      string
	currency string
	channel  string
	total    money.Amount
	tax      money.Amount
	planHash string
	postings []*existing
}

// existing is a document's posting as it stands.
type existing struct {
	id          PostingID
	kind        books.Kind
	revision    int
	state       PostingState
	waits       bool
	stale       bool
	lane        string
	ref         string
	customerKey string
	bodyHash    string
	dependsOn   PostingID
	used        bool // the plan wants it
}

// handedOver tells whether QuickBooks has the posting or may have it.
func (e *existing) handedOver() bool {
	switch e.state {
	case Sent, Unsure, Posted, Verified:
		return true
	case Refused:
		return e.lane == laneUncertain
	case Ready, Withdrawn:
	}
	return false
}

func (p *planning) load(plans []planned) (map[orderKey]*plannable, error) {
	byStore := map[sales.StoreKey][]int64{}
	for _, q := range plans {
		byStore[q.Store] = append(byStore[q.Store], int64(q.Order))
	}
	out := map[orderKey]*plannable{}
	for store, ids := range byStore {
		err := inLists(ids, func(list string, args []any) error {
			return p.loadSome(out, store, list, append([]any{string(store)}, args...))
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *planning) loadSome(out map[orderKey]*plannable, store sales.StoreKey, list string, args []any) error {
	err := p.t.query(`SELECT o.id, o.company, o.mark, o.to_plan, o.state, o.outcome, o.day, o.currency, o.channel, o.total, o.tax, coalesce(q.hash, '')
		FROM sales_order o LEFT JOIN order_plan q ON q.store = o.store AND q.order_id = o.id
		WHERE o.store = $1 AND o.id IN `+list, args, func(r *sql.Rows) error {
		o := plannable{key: orderKey{store: store}}
		err := r.Scan(&o.key.id, &o.company, &o.mark, &o.toPlan, &o.state, &o.outcome, &o.day, &o.currency, &o.channel, &o.total, &o.tax, &o.planHash)
		out[o.key] = &o
		return err
	})
	if err != nil {
		return err
	}
	return p.t.query(`SELECT order_id, id, kind, revision, state, waits, stale, lane, ref, customer_key, body_hash, depends_on FROM posting
		WHERE store = $1 AND order_id IN `+list+` AND kind <> 'customer' ORDER BY order_id, kind, revision`, args, func(r *sql.Rows) error {
		k := orderKey{store: store}
		var e existing
		if err := r.Scan(&k.id, &e.id, &e.kind, &e.revision, &e.state, &e.waits, &e.stale, &e.lane, &e.ref, &e.customerKey, &e.bodyHash, &e.dependsOn); err != nil {
			return err
		}
		if o := out[k]; o != nil {
			o.postings = append(o.postings, &e)
		}
		return nil
	})
}

// save writes one plan.
func (p *planning) save(q *planned, o *plannable) error {
	frozen, live := false, false
	for _, e := range o.postings {
		frozen = frozen || e.state == Refused && e.lane == laneUncertain
		live = live || e.handedOver()
	}
	var written []PostingID
	if !frozen {
		var docs []books.Document
		if q.Plan.Outcome == books.Post {
			if problem := p.impossible(&q.Plan, o, live); problem != nil {
				q.Plan.Outcome, q.Plan.Problems = books.Hold, append(q.Plan.Problems, *problem)
				again, err := preparePlan(q.PlanResult)
				if err != nil {
					return err
				}
				*q = again
			} else {
				docs = q.Plan.Documents
			}
		}
		var err error
		if written, err = p.documents(o, &q.Plan, docs); err != nil {
			return err
		}
	}
	p.touched[o.key] = true
	if err := p.order(q, o); err != nil {
		return err
	}
	if q.hash == o.planHash && len(written) == 0 {
		return nil
	}
	return p.keepPlan(q, o, written)
}

// impossible tells why a plan cannot be carried out, if it can't: then the
// order is held with that as its problem, so that it is never silently lost.
func (p *planning) impossible(plan *books.Plan, o *plannable, live bool) *sales.Problem {
	bug := func(what string) *sales.Problem {
		return &sales.Problem{Code: "plan-incomplete", What: what, Means: "The order is not in QuickBooks yet.",
			Fix: "Plan the order again. If it stays like this, tell support: this is a fault of Countinghouse, not of the order."}
	}
	if len(plan.Documents) == 0 && !live {
		return bug("The plan of this order came to no document.")
	}
	invoice := latestInvoice(o.postings) != nil
	for _, d := range plan.Documents {
		invoice = invoice || d.Kind == books.Invoice
		if d.Kind == books.Payment && !invoice {
			return bug("There is a payment without the invoice that it pays.")
		}
	}
	for _, d := range plan.Documents {
		if d.CustomerKey == "" {
			continue
		}
		if c, err := p.customer(d.CustomerKey, plan.Customer); err != nil || !c.ok {
			return bug("The customer " + d.CustomerKey + " is neither in QuickBooks nor to be made.")
		}
	}
	return nil
}

// order writes what lists show of the plan.
func (p *planning) order(q *planned, o *plannable) error {
	t, plan := p.t, &q.Plan
	dayText, total, tax := o.day, o.total, o.tax
	if !plan.Day.IsZero() {
		dayText = plan.Day.String()
	}
	if plan.Total != 0 || plan.Outcome == books.Post {
		total, tax = plan.Total, plan.Tax
	}
	reason := plan.Reason
	if plan.Outcome == books.Hold && len(plan.Problems) > 0 {
		reason = plan.Problems[0].What
	}
	if err := t.one(`UPDATE sales_order SET to_plan = 0, outcome = $3, plan_reason = $4, problems = $5, planned = $6, day = $7, total = $8, tax = $9
		WHERE store = $1 AND id = $2 AND to_plan = 1`,
		string(o.key.store), int64(o.key.id), string(plan.Outcome), reason, len(plan.Problems), t.at, dayText, int64(total), int64(tax)); err != nil {
		return err
	}
	if dayText != o.day || total != o.total {
		t.count(tallyKey{p.company, o.day, o.key.store, o.state, o.currency, o.channel}, -1, -o.total)
		t.count(tallyKey{p.company, dayText, o.key.store, o.state, o.currency, o.channel}, 1, total)
	}
	o.total = total
	return nil
}

// keepPlan writes the plan itself and its problems, when it is another than before.
func (p *planning) keepPlan(q *planned, o *plannable, written []PostingID) error {
	t, store, id := p.t, string(o.key.store), int64(o.key.id)
	list := make([]string, len(written))
	for i, w := range written {
		list[i] = strconv.FormatInt(int64(w), 10)
	}
	if _, err := t.exec(`INSERT INTO order_plan (store, order_id, planned, hash, body, postings) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (store, order_id) DO UPDATE SET planned = excluded.planned, hash = excluded.hash, body = excluded.body, postings = excluded.postings`,
		store, id, t.at, q.hash, q.body, strings.Join(list, " ")); err != nil {
		return err
	}
	if q.hash == o.planHash {
		return nil
	}
	if o.outcome != "" { // planned before: it may have had problems
		if _, err := t.exec("DELETE FROM problem WHERE store = $1 AND order_id = $2", store, id); err != nil {
			return err
		}
	}
	var rows []any
	seen := map[string]bool{}
	for i, pr := range q.Plan.Problems {
		rows = append(rows, store, id, i, string(p.company), pr.Code, pr.Subject, flag(!seen[pr.Cause()]), o.currency, int64(o.total), pr.Place, pr.What, pr.Means, pr.Fix)
		seen[pr.Cause()] = true
	}
	t.log(planEvent(p.company, q))
	return t.insertRows("INSERT INTO problem (store, order_id, idx, company, code, subject, leads, currency, total, place, what, means, fix) VALUES", 13, rows, "")
}

func planEvent(company CompanyKey, q *planned) event {
	e := event{company: company, store: q.Store, order: q.Order, subject: orderSubject(q.Order), detail: q.Plan.Reason}
	switch q.Plan.Outcome {
	case books.Hold:
		e.action = "order.held"
		var what []string
		for _, pr := range q.Plan.Problems {
			what = append(what, pr.What)
		}
		e.detail = strings.Join(what, " ")
	case books.Exclude:
		e.action = "order.excluded"
	case books.Watch:
		e.action = "order.watched"
	case books.Post:
		e.action = "order.planned"
		var names []string
		for _, d := range q.Plan.Documents {
			names = append(names, kindLabel(d.Kind)+" "+d.RefNumber)
		}
		e.detail = strings.Join(names, ", ")
	}
	return e
}

// finish withdraws customers that no document waits for any more, and brings
// the orders to their states.
func (p *planning) finish() error {
	err := inLists(rawIDs(p.orphans), func(list string, args []any) error {
		lost, err := p.t.settledWhere("WHERE p.id IN "+list+` AND p.kind = 'customer' AND (p.state = 'ready' OR p.state = 'refused' AND p.lane <> 'uncertain')
			AND NOT EXISTS (SELECT 1 FROM posting q WHERE q.depends_on = p.id AND q.depends_on > 0 AND q.state <> 'withdrawn')`, args...)
		if err != nil {
			return err
		}
		for _, c := range lost {
			if err := p.t.withdraw(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.t.derive(p.touched)
}

// withdraw takes back a posting that was not sent.
func (t *tx) withdraw(c settled) error {
	if err := t.one("UPDATE posting SET state = 'withdrawn', stale = 0, updated = $3 WHERE id = $1 AND state = $2", int64(c.id), string(c.state), t.at); err != nil {
		return err
	}
	t.countWork(c.company, countName(c.state, c.waits, c.stale, c.lane), -1)
	t.countWork(c.company, countName(Withdrawn, false, false, ""), 1)
	t.log(postingEvent(system, c, Withdrawn, kindLabel(c.kind)+" "+c.ref))
	return nil
}
