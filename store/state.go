package store

import (
	"database/sql"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
)

// part is what the state of an order depends on, of one of its postings.
type part struct {
	kind     books.Kind
	revision int
	state    PostingState
	// dependency is the state of the posting that it waits for; empty: none.
	dependency PostingState
	lane       string
	ref        string
	reason     string
	// dependencyReason says what QuickBooks said of that posting.
	dependencyReason string
}

// deriveState is the one place that says where an order stands: from what its
// last plan came to and the states of its postings. What is in doubt comes
// first, then what needs a person, then what is under way.
func deriveState(outcome books.Outcome, parts []part) OrderState {
	var live, verified int
	var unsure, refused, sent, ready bool
	for _, p := range parts {
		if p.state == Withdrawn {
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
	switch {
	case unsure:
		return OrderAsking
	case refused:
		return OrderRefused
	case sent:
		return OrderWaiting
	case outcome == books.Hold:
		return OrderHeld
	case ready:
		return OrderWaiting
	case live > 0 && live == verified:
		return OrderVerified
	case live > 0:
		return OrderPosted
	case outcome == books.Exclude:
		return OrderExcluded
	case outcome == books.Watch:
		return OrderWatched
	}
	return OrderNew
}

// deriveReason says in words for a list why the order is in its state.
func deriveReason(state OrderState, planReason string, parts []part) string {
	for _, p := range parts {
		switch {
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

// deriveDocument names the document that stands for the order in QuickBooks.
func deriveDocument(parts []part) string {
	best := -1
	for i, p := range parts {
		if p.state == Withdrawn || p.kind == books.Payment {
			continue
		}
		if best < 0 || p.revision >= parts[best].revision {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return kindLabel(parts[best].kind) + " " + parts[best].ref
}

// kindLabel is what people call a kind of posting.
func kindLabel(k books.Kind) string {
	switch k {
	case books.CustomerAdd:
		return "Customer"
	case books.SalesReceipt:
		return "Sales receipt"
	case books.Invoice:
		return "Invoice"
	case books.Payment:
		return "Payment"
	}
	return string(k)
}

// orderKey names an order within the database.
type orderKey struct {
	store sales.StoreKey
	id    sales.OrderID
}

// derive brings the touched orders to the state that their postings say, and
// the tally with them.
func (t *tx) derive(touched map[orderKey]bool) error {
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
	err := t.query(`SELECT p.order_id, p.kind, p.revision, p.state, p.lane, p.ref, p.reason, coalesce(d.state, ''), coalesce(d.reason, '')
		FROM posting p LEFT JOIN posting d ON d.id = p.depends_on
		WHERE p.store = $1 AND p.order_id IN `+list+` AND p.kind <> 'customer' ORDER BY p.order_id, p.id`, args, func(r *sql.Rows) error {
		var id int64
		var p part
		err := r.Scan(&id, &p.kind, &p.revision, &p.state, &p.lane, &p.ref, &p.reason, &p.dependency, &p.dependencyReason)
		parts[id] = append(parts[id], p)
		return err
	})
	if err != nil {
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
