package posting

import (
	"context"
	"errors"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// forLinks is a message set that asks for documents to which persons link
// orders: a link is believed once QuickBooks has the document.
const forLinks = "links"

const linksAtOnce = 50

// askLinks asks for the documents by their numbers, each kind once.
func (d *Desk) askLinks(ctx context.Context, s *session) (*set, error) {
	if s.linksAsked {
		return nil, nil
	}
	asked, err := d.store.LinksToAsk(ctx, s.company.Key, linksAtOnce)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	s.linksAsked = true // what is left of many waits for the next visit
	var ask asking
	for _, q := range asked {
		b := ask.of(q.Kind)
		b.refs = append(b.refs, q.Number)
	}
	next, err := d.encode(s, forLinks, ask.requests())
	if err != nil {
		return nil, err
	}
	next.links = asked
	return next, nil
}

// linksAnswered links the orders whose documents are as the orders are; what
// differs or isn't there is a person's.
func (d *Desk) linksAnswered(ctx context.Context, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	answered := map[string]bool{}
	var all []found
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.Err != nil || r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue
		}
		answered[r.RequestID] = true
		for _, ret := range r.Rets {
			all = append(all, foundOf(ret))
		}
	}
	for _, q := range p.links {
		if !answered[askedByRef(q.Kind)] {
			continue // the next visit asks again
		}
		var has []store.FoundDocument
		for i := range all {
			if f := &all[i]; f.kind == q.Kind && strings.EqualFold(f.ref, q.Number) {
				has = append(has, documentFound(f))
			}
		}
		same := len(has) == 1 && d.isOrder(ctx, q, has[0])
		if err := d.store.LinkAnswered(ctx, q, has, same); err != nil && !errors.Is(err, store.ErrChanged) {
			return err
		}
	}
	return nil
}

func documentFound(f *found) store.FoundDocument {
	out := store.FoundDocument{TxnID: f.id, Kind: f.kind, Number: f.ref, Customer: f.customer.FullName, Total: f.total, Memo: f.memo}
	if date, err := day.Parse(f.date); err == nil {
		out.Date = date
	}
	if f.kind == books.Journal { // it has no total: what it debits
		for _, l := range f.lines {
			if l.debit {
				out.Total = money.Sum(out.Total, l.amount)
			}
		}
	}
	out.Void = f.isVoid(1)
	return out
}

// isOrder tells whether a document is the order beyond doubt: the same
// customer, day and total, and not void.
func (d *Desk) isOrder(ctx context.Context, q store.LinkQuestion, f store.FoundDocument) bool {
	return !f.Void && f.Total == q.Total && f.Date == q.Day && d.isCustomer(ctx, q, f.Customer)
}

// isCustomer tells whether a customer's name in QuickBooks is the order's: its
// own, or that of the customer to whom its shopper is linked.
func (d *Desk) isCustomer(ctx context.Context, q store.LinkQuestion, name string) bool {
	if books.SameName(name, q.Customer) {
		return true
	}
	o, err := d.store.Order(ctx, q.Order.Store, q.Order.ID)
	if err != nil {
		return false
	}
	rules, _, err := d.store.Rules(ctx, q.Order.Store)
	if err != nil {
		return false
	}
	if rules.Customers.One != "" && books.SameName(name, rules.Customers.One) {
		return true
	}
	lists, err := d.store.Lists(ctx, q.Company, books.NeedsOf(o, rules))
	if err != nil {
		return false
	}
	return lists.Linked != nil && books.SameName(lists.Linked.FullName, name)
}
