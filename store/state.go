package store

import (
	"database/sql"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// part is what the state of an order depends on, of one of its postings.
type part struct {
	kind      books.Kind
	part      string
	operation books.Operation
	revision  int
	state     PostingState
	// dependency is the worst state of the list entries that it waits for; empty: none.
	dependency PostingState
	lane       string
	ref        string
	reason     string
	// dependencyReason says what QuickBooks said of that entry.
	dependencyReason string
	// summarized tells that it is of a daily summary, a document by itself;
	// summary is the day of the one that it waits to be part of; "" is none.
	summarized bool
	summary    string
}

// gone tells whether the part took its document out of QuickBooks.
func (p *part) gone() bool { return p.operation == books.Void || p.operation == books.Delete }

// done tells whether QuickBooks did what the part says.
func (p *part) done() bool { return p.state == Posted || p.state == Verified }

// superseded tells whether a later revision of the same document is done, so
// that this one says nothing any more. Parts are oldest first.
func superseded(parts []part, i int) bool {
	for j := i + 1; j < len(parts); j++ {
		if q := &parts[j]; q.kind == parts[i].kind && q.part == parts[i].part && q.summarized == parts[i].summarized && q.done() {
			return true
		}
	}
	return false
}

// deriveState is the one place that says where an order stands: from what its
// last plan came to and the states of its postings. What is in doubt comes
// first, then what needs a person, then what is under way. A document that was
// changed counts as it is now; one that was taken out does not count any more.
func deriveState(outcome books.Outcome, parts []part) OrderState {
	var live, verified, gone int
	var applied, appliedVerified int // applications of credit: they stand with the documents
	var unsure, refused, sent, ready bool
	for i := range parts {
		p := &parts[i]
		if p.state == Withdrawn || p.kind == books.CustomerUpdate || len(parts) > 1 && p.done() && superseded(parts, i) {
			continue
		}
		switch {
		case p.state == Verified && p.gone():
			gone++
			continue
		case p.kind == books.Application && p.done():
			applied++
			if p.state == Verified {
				appliedVerified++
			}
			continue
		}
		live++
		switch p.state {
		case Unsure:
			unsure = true
		case Refused:
			refused = true
		case Sent:
			sent = true
		case Ready:
			ready = true
			unsure = unsure || p.dependency == Unsure
			refused = refused || p.dependency == Refused
		case Verified:
			verified++
		case Posted, Withdrawn:
		}
	}
	if live > 0 || gone == 0 {
		live, verified = live+applied, verified+appliedVerified
	}
	switch {
	case unsure:
		return OrderAsking
	case refused:
		return OrderRefused
	case outcome == books.Hold: // also while a part of it is on its way
		return OrderHeld
	case sent, ready:
		return OrderWaiting
	case live > 0 && live == verified:
		return OrderVerified
	case live > 0:
		return OrderPosted
	case outcome == books.Exclude:
		return OrderExcluded
	case outcome == books.Watch:
		return OrderWatched
	case gone > 0:
		return OrderVerified
	}
	return OrderNew
}

// deriveReason says in words for a list why the order is in its state.
func deriveReason(state OrderState, planReason string, parts []part) string {
	for _, p := range parts {
		switch {
		case p.kind == books.CustomerUpdate:
		case state == OrderWaiting && p.summary != "":
			return "It is part of the daily summary of " + humanDay(p.summary) + ", which is posted when that day is over."
		case state == OrderAsking && p.state == Unsure, state == OrderRefused && p.state == Refused,
			state == OrderPosted && p.state == Posted && p.lane != "":
			return p.reason
		case state == OrderAsking && p.state == Ready && p.dependency == Unsure, state == OrderRefused && p.state == Ready && p.dependency == Refused:
			return p.dependencyReason
		}
	}
	switch state {
	case OrderHeld, OrderExcluded, OrderWatched:
		return planReason
	case OrderNew, OrderWaiting, OrderAsking, OrderRefused, OrderPosted, OrderVerified:
	}
	return ""
}

// deriveDocument names the document of the sale in QuickBooks; where there is
// none, the first of the others.
func deriveDocument(parts []part) string {
	best := -1
	for i := range parts {
		if parts[i].state == Withdrawn || parts[i].kind == books.CustomerUpdate {
			continue
		}
		if best < 0 || better(parts, i, best) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	p := &parts[best]
	if p.summary != "" {
		return "" // its summary has no number yet
	}
	name := postingName(p.kind, books.Add, p.ref)
	if p.gone() && p.done() {
		name = postingName(p.kind, p.operation, p.ref)
	}
	return name
}

// better tells whether a later part stands for the sale better than the best
// before: a better kind, or of the same one what stands, or the newer.
func better(parts []part, i, best int) bool {
	a, b := saleRank(&parts[i]), saleRank(&parts[best])
	if a != b {
		return a > b
	}
	out := func(i int) bool { return parts[i].gone() && parts[i].done() || superseded(parts, i) }
	return a > 0 && (!out(i) || out(best))
}

// saleRank tells how well a document stands for the sale: an invoice better
// than the sales order that it fulfils, anything else not at all.
func saleRank(p *part) int {
	switch {
	case p.part != "":
		return 0
	case p.kind == books.SalesReceipt, p.kind == books.Invoice:
		return 3
	case p.kind == books.SalesOrder:
		return 2
	case p.kind == books.Journal, p.kind == books.CreditMemo:
		return 1
	}
	return 0
}

// orderKey names an order within the database.
type orderKey struct {
	store sales.StoreKey
	id    sales.OrderID
}

// derive brings the touched orders to the state that their postings say, and
// the tally with them.
func (t *tx) derive(touched map[orderKey]bool) error {
	if err := t.membersOf(touched); err != nil {
		return err
	}
	byStore := map[sales.StoreKey][]int64{}
	for k := range touched {
		byStore[k.store] = append(byStore[k.store], int64(k.id))
	}
	for store, ids := range byStore {
		err := inLists(ids, func(list string, args []any) error {
			return t.deriveSome(store, list, append([]any{string(store)}, args...))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// waitingFor adds to parts what became of the items that they wait for.
func (t *tx) waitingFor(waiting map[PostingID]partOf, parts map[int64][]part) error {
	ids := make([]int64, 0, len(waiting))
	for id := range waiting {
		ids = append(ids, int64(id))
	}
	return inLists(ids, func(list string, args []any) error {
		return t.query(`SELECT l.posting, d.state, d.reason FROM posting_link l JOIN posting d ON d.id = l.needs
			WHERE l.posting IN `+list+" AND d.order_id = 0 AND d.state IN ('unsure', 'refused') ORDER BY d.id", args, func(r *sql.Rows) error {
			var id PostingID
			var state PostingState
			var reason string
			if err := r.Scan(&id, &state, &reason); err != nil {
				return err
			}
			at := waiting[id]
			if p := &parts[at.order][at.index]; p.dependency != Unsure && p.dependency != Refused {
				p.dependency, p.dependencyReason = state, reason
			}
			return nil
		})
	})
}

// partOf is where a part stands among those of its order.
type partOf struct {
	order int64
	index int
}

type derived struct {
	id         int64
	company    CompanyKey
	state      OrderState
	outcome    books.Outcome
	day        string
	currency   string
	channel    string
	total      money.Amount
	planReason string
	reason     string
	document   string
}

func (t *tx) deriveSome(store sales.StoreKey, list string, args []any) error {
	parts := map[int64][]part{}
	waiting := map[PostingID]partOf{}
	err := t.query(`SELECT p.order_id, p.id, p.kind, p.part, p.operation, p.revision, p.state, p.waits, p.lane, p.ref, p.reason, coalesce(d.state, ''), coalesce(d.reason, '')
		FROM posting p LEFT JOIN posting d ON d.id = p.depends_on
		WHERE p.store = $1 AND p.order_id IN `+list+` ORDER BY p.order_id, p.id`, args, func(r *sql.Rows) error {
		var order int64
		var id PostingID
		var p part
		var waits bool
		err := r.Scan(&order, &id, &p.kind, &p.part, &p.operation, &p.revision, &p.state, &waits, &p.lane, &p.ref, &p.reason, &p.dependency, &p.dependencyReason)
		if waits && p.state == Ready {
			waiting[id] = partOf{order, len(parts[order])}
		}
		parts[order] = append(parts[order], p)
		return err
	})
	if err != nil {
		return err
	}
	if err := t.waitingFor(waiting, parts); err != nil {
		return err
	}
	if err := t.summarized(parts, list, args); err != nil {
		return err
	}
	var orders []derived
	err = t.query(`SELECT id, company, state, outcome, day, currency, channel, total, plan_reason, reason, document FROM sales_order
		WHERE store = $1 AND id IN `+list, args, func(r *sql.Rows) error {
		var d derived
		err := r.Scan(&d.id, &d.company, &d.state, &d.outcome, &d.day, &d.currency, &d.channel, &d.total, &d.planReason, &d.reason, &d.document)
		orders = append(orders, d)
		return err
	})
	if err != nil {
		return err
	}
	alike := map[derivedAs][]int64{}
	for _, o := range orders {
		state := deriveState(o.outcome, parts[o.id])
		as := derivedAs{state, deriveReason(state, o.planReason, parts[o.id]), deriveDocument(parts[o.id])}
		if as == (derivedAs{o.state, o.reason, o.document}) {
			continue
		}
		if as.document == o.document {
			as.document = keepDocument
		}
		alike[as] = append(alike[as], o.id)
		if state != o.state {
			t.count(tallyKey{o.company, o.day, store, o.state, o.currency, o.channel}, -1, -o.total)
			t.count(tallyKey{o.company, o.day, store, state, o.currency, o.channel}, 1, o.total)
		}
	}
	for as, ids := range alike {
		err := inLists(ids, func(list string, args []any) error {
			_, err := t.exec("UPDATE sales_order SET state = $1, reason = $2, document = CASE WHEN $3 <> $4 THEN $3 ELSE document END WHERE store = $5 AND id IN "+list,
				append([]any{string(as.state), as.reason, as.document, keepDocument, string(store)}, args...)...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// derivedAs is what an order is brought to; orders that are brought to the
// same are written by one statement.
type derivedAs struct {
	state    OrderState
	reason   string
	document string
}

// keepDocument stands for the document that an order has already.
const keepDocument = "\x00"
