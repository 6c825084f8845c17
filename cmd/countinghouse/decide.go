package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// decideCommand writes down what a person decided about one order.
type decideCommand struct {
	ID      int64         `arg:"" help:"Order number."`
	Store   string        `help:"Store (key); needed when several stores have the number." placeholder:"KEY"`
	Exclude string        `help:"Keep the order out of QuickBooks; the text says why." placeholder:"WHY" xor:"what"`
	Include bool          `help:"Take back --exclude." xor:"what"`
	Approve string        `help:"Let the order go that the rule of this name holds." placeholder:"RULE" xor:"what"`
	Restock restockChoice `help:"Say whether the goods of a refund's line went back to stock: REFUND/LINE/yes or REFUND/LINE/no." placeholder:"R/L/yes" xor:"what"`
	// Customer is a ListID, or "new".
	Customer string `help:"The customer of QuickBooks who bought (its ListID), or new: nobody of those that look alike." placeholder:"LISTID" xor:"what"`
	Retry    int64  `help:"Try a posting again that QuickBooks refused, by its number; also says of an uncertain one that QuickBooks does not have it." placeholder:"POSTING" xor:"what"`
	Comment  string `help:"Words that stand with the order; they can't be changed afterwards." placeholder:"TEXT" xor:"what"`
	// Link is a document's kind and number.
	Link linkChoice `help:"The order stands in QuickBooks already, as this document: sales_receipt/NUMBER, invoice/NUMBER, journal/NUMBER, credit_memo/NUMBER or sales_order/NUMBER. It is left alone from then on." placeholder:"KIND/NUMBER" xor:"what"`
	JSON bool       `help:"Print the decisions as JSON."`
}

// linkChoice is the document by which an order stands in QuickBooks.
type linkChoice struct {
	kind   books.Kind
	number string
}

// UnmarshalText reads "invoice/9847".
func (l *linkChoice) UnmarshalText(text []byte) error {
	kind, number, _ := strings.Cut(string(text), "/")
	l.kind, l.number = books.Kind(kind), strings.TrimSpace(number)
	kinds := []books.Kind{books.SalesReceipt, books.Invoice, books.Journal, books.CreditMemo, books.SalesOrder}
	if !slices.Contains(kinds, l.kind) || l.number == "" {
		return fmt.Errorf("write the document's kind, one of %v, and its number: invoice/9847", kinds)
	}
	return nil
}

// restockChoice is one line of a refund and what became of its goods.
type restockChoice struct {
	refund, line int64
	back, set    bool
}

// UnmarshalText reads "12/3/yes".
func (r *restockChoice) UnmarshalText(text []byte) error {
	var answer string
	n, err := fmt.Sscanf(string(text), "%d/%d/%s", &r.refund, &r.line, &answer)
	if err != nil || n != 3 || answer != "yes" && answer != "no" {
		return errors.New("write the refund's number, the line's number, and yes or no: 12/345/yes")
	}
	r.back, r.set = answer == "yes", true
	return nil
}

func (c decideCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	scope, err := undoScope{Order: c.ID, Store: c.Store}.resolve(e, st)
	if err != nil {
		return err
	}
	key, id, by := scope.Store, sales.OrderID(c.ID), cli()
	switch {
	case c.Exclude != "":
		err = st.ExcludeOrder(e.ctx, by, key, id, c.Exclude)
	case c.Include:
		err = st.IncludeOrder(e.ctx, by, key, id)
	case c.Approve != "":
		if err = approvable(e, st, key, c.Approve); err == nil {
			err = st.ApproveOrder(e.ctx, by, key, id, c.Approve)
		}
	case c.Restock.set:
		if err = c.Restock.check(e, st, key, id); err == nil {
			err = st.Restock(e.ctx, by, key, id, c.Restock.refund, c.Restock.line, c.Restock.back)
		}
	case c.Customer == "new":
		err = st.ChooseCustomer(e.ctx, by, key, id, "")
	case c.Customer != "":
		err = st.ChooseCustomer(e.ctx, by, key, id, c.Customer)
	case c.Retry != 0:
		err = c.retry(e, st, key, id)
	case c.Comment != "":
		err = st.Comment(e.ctx, by, store.OrderRef{Store: key, ID: id}, c.Comment)
	case c.Link.number != "":
		_, err = st.Do(e.ctx, by, store.Step{Company: companyOf(e, st, key), Head: fmt.Sprintf("Order %d is linked to %s %s in QuickBooks, and left alone here.", id, c.Link.kind, c.Link.number)},
			store.Deed{Kind: store.DeedAdopt, Orders: []store.OrderRef{{Store: key, ID: id}}, Document: c.Link.kind, Text: c.Link.number})
	default:
		err = errors.New("say what is decided: --exclude, --include, --approve, --restock, --customer, --retry, --comment or --link")
	}
	if errors.Is(err, store.ErrNotFound) {
		if c.Customer != "" {
			return fmt.Errorf("there is no order %d, or no customer %s in QuickBooks as it was last read", c.ID, c.Customer)
		}
		return fmt.Errorf("order %d was not read from store %s", c.ID, key)
	}
	if err != nil {
		return err
	}
	d, err := st.Decisions(e.ctx, key, id)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(d)
	}
	e.printf("Order %d: noted. It is planned again; countinghouse order %d shows what becomes of it.\n", c.ID, c.ID)
	return nil
}

// companyOf is the company file of a store; "" if it can't be told.
func companyOf(e *env, st *store.Store, key sales.StoreKey) store.CompanyKey {
	shop, err := st.Shop(e.ctx, key)
	if err != nil {
		return ""
	}
	return shop.Company
}

// check finds the refund's line in the order: a decision about one that isn't
// there would do nothing and say nothing.
func (r restockChoice) check(e *env, st *store.Store, key sales.StoreKey, id sales.OrderID) error {
	o, err := st.Order(e.ctx, key, id)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, l := range o.Lines {
		names[l.ID] = l.Name
	}
	var have []string
	for _, f := range o.Refunds {
		for _, item := range f.Items {
			if item.Kind != sales.RefundProduct {
				continue
			}
			if f.ID == r.refund && item.ID == r.line {
				return nil
			}
			have = append(have, fmt.Sprintf("%d/%d (%s)", f.ID, item.ID, names[item.ID]))
		}
	}
	if len(have) == 0 {
		return fmt.Errorf("order %d has no refund of goods", id)
	}
	return fmt.Errorf("order %d has no refund %d with a line %d; it has %s", id, r.refund, r.line, strings.Join(have, ", "))
}

// approvable tells whether a rule of the name holds orders for a person.
func approvable(e *env, st *store.Store, key sales.StoreKey, name string) error {
	rules, _, err := st.Rules(e.ctx, key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	var have []string
	for _, c := range rules.Cases {
		if c.Then.Approve == "" {
			continue
		}
		if c.Name == name {
			return nil
		}
		have = append(have, strconv.Quote(c.Name))
	}
	if len(have) == 0 {
		return fmt.Errorf("store %s has no rule that holds orders for approval", key)
	}
	return fmt.Errorf("store %s has no rule %q that holds orders for approval; there are %s", key, name, strings.Join(have, ", "))
}

func (c decideCommand) retry(e *env, st *store.Store, key sales.StoreKey, id sales.OrderID) error {
	story, err := st.OrderStory(e.ctx, key, id)
	if err != nil {
		return err
	}
	for _, p := range story.Postings {
		if p.ID == store.PostingID(c.Retry) {
			err := st.RetryPosting(e.ctx, cli(), p.ID)
			if errors.Is(err, store.ErrChanged) {
				return fmt.Errorf("posting %d is %s, not refused: there is nothing to try again", c.Retry, p.State)
			}
			return err
		}
	}
	return fmt.Errorf("posting %d is not of order %d", c.Retry, c.ID)
}
