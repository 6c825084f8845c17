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
// QuickBooks (sent, unsure, posted, verified) isn't touched: a change, a void
// or a deletion of it is its next revision. What is ready or was refused is
// brought to what the plan says now, or withdrawn; what an undo made is left
// alone. While it is uncertain whether QuickBooks has a refused document,
// nothing of its order changes: a person decides first.
//
// A plan with documents and problems posts the documents, and the order is
// held for the rest.
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
		p := &planning{t: t, company: key, entries: map[entryKey]resolved{}, touched: map[orderKey]bool{}}
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
	if len(p.Plan.Documents) > 0 || p.Plan.CustomerUpdate != nil || p.Plan.Outcome == books.Post { // its documents stand in posting_body
		short := p.Plan
		short.Documents, short.Customer, short.Items, short.CustomerUpdate = nil, nil, nil, nil
		b, err := json.Marshal(short)
		q.body = string(b)
		return q, err
	}
	return q, nil
}

// planning is the work of one SavePlans.
type planning struct {
	t       *tx
	company CompanyKey
	entries map[entryKey]resolved // customers and items that are made
	touched map[orderKey]bool     // orders whose state is to be derived
	orphans []PostingID           // list entries that may have lost their last document
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
	part        string
	operation   books.Operation
	revision    int
	state       PostingState
	waits       bool
	stale       bool
	lane        string
	ref         string
	customerKey string
	bodyHash    string
	dependsOn   PostingID
	undo        UndoID
	used        bool // the plan wants it
}

// undoing tells whether an undo wants the posting: plans leave it alone.
func (e *existing) undoing() bool { return e.undo != 0 && e.state != Withdrawn }

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
	return p.t.query(`SELECT order_id, id, kind, part, operation, revision, state, waits, stale, lane, ref, customer_key, body_hash, depends_on, undo FROM posting
		WHERE store = $1 AND order_id IN `+list+` ORDER BY order_id, kind, part, revision`, args, func(r *sql.Rows) error {
		k := orderKey{store: store}
		var e existing
		if err := r.Scan(&k.id, &e.id, &e.kind, &e.part, &e.operation, &e.revision, &e.state, &e.waits, &e.stale, &e.lane, &e.ref, &e.customerKey, &e.bodyHash,
			&e.dependsOn, &e.undo); err != nil {
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
		if e.kind == books.CustomerUpdate {
			continue // of no document
		}
		frozen = frozen || e.state == Refused && e.lane == laneUncertain
		live = live || e.handedOver()
	}
	var written []PostingID
	if !frozen {
		problem, err := p.impossible(&q.Plan, o, live)
		if err != nil {
			return err
		}
		if problem != nil {
			q.Plan.Outcome, q.Plan.Problems = books.Hold, append(q.Plan.Problems, *problem)
			q.Plan.Documents, q.Plan.Customer, q.Plan.Items, q.Plan.CustomerUpdate, q.Plan.Contribution = nil, nil, nil, nil, nil
			again, err := preparePlan(q.PlanResult)
			if err != nil {
				return err
			}
			*q = again
		}
		if written, err = p.documents(o, q); err != nil {
			return err
		}
		if err := p.contribute(q, o); err != nil {
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
func (p *planning) impossible(plan *books.Plan, o *plannable, live bool) (*sales.Problem, error) {
	bug := func(what string) (*sales.Problem, error) {
		return &sales.Problem{Code: "plan-incomplete", What: what, Means: "The order is not in QuickBooks yet.",
			Fix: "Plan the order again. If it stays like this, tell support: this is a fault of Countinghouse, not of the order."}, nil
	}
	if len(plan.Documents) == 0 {
		if plan.Outcome == books.Post && !live && len(plan.Problems) == 0 && plan.Contribution == nil && !p.inSummary(o) {
			return bug("The plan of this order came to no document.")
		}
		return nil, nil
	}
	for i := range plan.Documents {
		d := &plan.Documents[i]
		for _, l := range linksOf(d) {
			if !p.comes(plan.Documents[:i], o, l) {
				return bug(missingLink(d, l))
			}
		}
		if d.CustomerKey != "" {
			if r, err := p.customer(d.CustomerKey, plan.Customer); err != nil {
				return nil, err
			} else if !r.ok {
				return bug("The customer " + d.CustomerKey + " is neither in QuickBooks nor to be made.")
			}
		}
		for _, l := range d.Lines {
			if l.ItemKey == "" {
				continue
			}
			if r, err := p.item(l.ItemKey, plan); err != nil {
				return nil, err
			} else if !r.ok {
				return bug("The item " + l.ItemKey + " is neither in QuickBooks nor to be made.")
			}
		}
	}
	return nil, nil
}

// comes tells whether what a link names is made before, by this plan, or
// stands already.
func (p *planning) comes(before []books.Document, o *plannable, l books.Link) bool {
	stands := false
	for _, e := range o.postings {
		if e.kind == l.Kind && e.part == l.Part && e.handedOver() {
			stands = l.Use == books.Follows || e.operation == books.Add || e.operation == books.Modify
		}
	}
	for i := range before {
		if d := &before[i]; d.Kind == l.Kind && d.Part == l.Part {
			stands = l.Use == books.Follows || d.Operation == books.Add || d.Operation == books.Modify
		}
	}
	return stands
}

// missingLink says what a document lacks.
func missingLink(d *books.Document, l books.Link) string {
	other := strings.ToLower(postingName(l.Kind, books.Add, l.RefNumber))
	switch l.Use {
	case books.Pays:
		return "There is a payment without the " + other + " that it pays."
	case books.Refunds:
		return "There is a refund without the " + other + " that it pays out."
	case books.Uses:
		return "There is credit to be used of a " + other + " that isn't there."
	case books.Fulfils:
		return "There is an invoice for a " + other + " that isn't there."
	case books.Changes:
		return "There is a change of a " + other + " that isn't in QuickBooks."
	case books.Follows:
	}
	return kindLabel(d.Kind) + " " + d.RefNumber + " is to follow a " + other + " that isn't there."
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
	reason, outcome := plan.Reason, plan.Outcome
	if len(plan.Problems) > 0 {
		reason, outcome = plan.Problems[0].What, books.Hold
	}
	if err := t.one(`UPDATE sales_order SET to_plan = 0, outcome = $3, plan_reason = $4, problems = $5, planned = $6, day = $7, total = $8, tax = $9
		WHERE store = $1 AND id = $2 AND to_plan = 1`,
		string(o.key.store), int64(o.key.id), string(outcome), reason, len(plan.Problems), t.at, dayText, int64(total), int64(tax)); err != nil {
		return err
	}
	if dayText != o.day || total != o.total {
		t.count(tallyKey{p.company, o.day, o.key.store, o.state, o.currency, o.channel}, -1, -o.total)
		t.count(tallyKey{p.company, dayText, o.key.store, o.state, o.currency, o.channel}, 1, total)
		t.spanned(spanKey{o.key.store, dayText}, o.key.id)
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
	var names, what []string
	for i := range q.Plan.Documents {
		d := &q.Plan.Documents[i]
		names = append(names, postingName(d.Kind, d.Operation, d.RefNumber))
	}
	if q.Plan.Contribution != nil {
		names = append(names, "its part of the daily summary of "+q.Plan.Contribution.Date.Human())
	}
	for _, pr := range q.Plan.Problems {
		what = append(what, pr.What)
	}
	switch {
	case len(what) > 0 && len(names) > 0:
		e.action, e.detail = "order.held", strings.Join(names, ", ")+". Held for the rest: "+strings.Join(what, " ")
	case len(what) > 0 || q.Plan.Outcome == books.Hold:
		e.action, e.detail = "order.held", strings.Join(what, " ")
	case q.Plan.Outcome == books.Exclude:
		e.action = "order.excluded"
	case q.Plan.Outcome == books.Watch:
		e.action = "order.watched"
	default:
		e.action, e.detail = "order.planned", strings.Join(names, ", ")
	}
	return e
}

// finish withdraws list entries that no document waits for any more, and
// brings the orders to their states.
func (p *planning) finish() error {
	err := inLists(rawIDs(p.orphans), func(list string, args []any) error {
		lost, err := p.t.settledWhere("WHERE p.id IN "+list+` AND p.order_id = 0 AND p.undo = 0 AND (p.state = 'ready' OR p.state = 'refused' AND p.lane <> 'uncertain')
			AND NOT EXISTS (SELECT 1 FROM wanted_item w WHERE w.company = p.company AND w.part = p.part)
			AND NOT EXISTS (SELECT 1 FROM posting q WHERE q.depends_on = p.id AND q.depends_on > 0 AND q.state <> 'withdrawn')
			AND NOT EXISTS (SELECT 1 FROM posting_link l JOIN posting q ON q.id = l.posting WHERE l.needs = p.id AND q.state <> 'withdrawn')`, args...)
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
	t.log(postingEvent(system, c, Withdrawn, postingName(c.kind, c.operation, c.ref)))
	return nil
}
