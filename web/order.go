package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

func (d *desk) order(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Sales", "sales")
	}
	typed := chi.URLParam(r, "id")
	key, err := url.PathUnescape(chi.URLParam(r, "store"))
	id, bad := strconv.ParseInt(typed, 10, 64)
	if err != nil || bad != nil {
		return noOrder(typed)
	}
	story, err := d.Store.OrderStory(r.Context(), sales.StoreKey(key), sales.OrderID(id))
	if errors.Is(err, store.ErrNotFound) {
		return noOrder(typed)
	}
	if err != nil {
		return err
	}
	s, err := d.shellOf(r, sc, "Order "+typed, "sales")
	if err != nil {
		return err
	}
	page, err := d.orderPage(r.Context(), sc, story)
	if err != nil {
		return err
	}
	if err := d.orderMenu(r.Context(), sc, story, &page); err != nil {
		return err
	}
	page.Shell = s
	return d.render(w, r, http.StatusOK, templates.OrderPage(page))
}

func noOrder(number string) error {
	return missing("Order "+number+" isn’t here", "It was not read from a store, or it belongs to another one. Search for it by another part of it: the customer, the amount, a SKU.", number)
}

// preview is the order beside the Sales list; none if the address names none.
func (d *desk) preview(r *http.Request, sc scene, a asked, open string) (*templates.Preview, error) {
	key, number, _ := strings.Cut(open, "/")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, nil
	}
	story, err := d.Store.OrderStory(r.Context(), sales.StoreKey(key), sales.OrderID(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	page, err := d.orderPage(r.Context(), sc, story)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	p := &templates.Preview{Order: page, Customer: customerOf(story), OpenURL: orderURL(story.Order.Store, story.Order.ID),
		CloseURL: a.url("/sales", "after", a.filter.After, "n", q.Get("n"))}
	p.State = templates.OrderStatus(story.State)
	p.Kind, p.Note = previewNote(sc, story)
	p.Document = "No document yet"
	if doc, ok := mainDocument(story); ok {
		p.Document = kindWord(doc.Kind) + " " + doc.RefNumber
		p.Dated = joinedBy(", ", "Dated "+dayIn(doc.Date, sc.now), doc.Terms.FullName)
		p.Customer = doc.Customer.FullName
		if doc.Class.FullName != "" {
			p.Class = "Class: " + doc.Class.FullName
		}
	}
	return p, nil
}

func joinedBy(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// previewNote says when it posts, or why not.
func previewNote(sc scene, st store.OrderStory) (kind, note string) {
	doc, ok := mainDocument(st)
	switch st.State {
	case store.OrderHeld:
		return "rev", "**Not posted.** " + templates.Plain(st.Reason)
	case store.OrderRefused:
		return "bad", "**QuickBooks refused it.** " + templates.Plain(st.Reason)
	case store.OrderExcluded, store.OrderWatched:
		return "info", templates.Plain(st.Reason)
	case store.OrderVerified:
		return "ok", "**Agrees to the cent.** Read back from QuickBooks."
	case store.OrderPosted:
		return "ok", "**Posted.** It is read back at one of the next calls."
	case store.OrderAsking:
		return "info", "**Asking QuickBooks.** No answer came when it was sent, so QuickBooks is asked before anything is sent again."
	}
	note = "**Posts at the next call**"
	if by := nextCall(sc.company, sc.now); by != "" {
		note += ", " + by
	}
	if ok {
		return "info", note + ", as " + article(kindWord(doc.Kind)) + " dated " + dayIn(doc.Date, sc.now) + ". Nothing is missing."
	}
	return "info", "**Read from the store.** It is planned in a moment."
}

func article(word string) string {
	w := strings.ToLower(word)
	if strings.HasPrefix(w, "i") {
		return "an " + w
	}
	return "a " + w
}

func customerOf(st store.OrderStory) string {
	o := st.Order
	name := strings.TrimSpace(o.Customer.FirstName + " " + o.Customer.LastName)
	if name == "" {
		name = strings.TrimSpace(o.Billing.FirstName + " " + o.Billing.LastName)
	}
	for _, n := range []string{o.Billing.Company, o.Customer.Company, name, o.Customer.Email, o.Billing.Email} {
		if strings.TrimSpace(n) != "" {
			return n
		}
	}
	return "No name"
}

// shown is a document's amount as it moves the sale: what is given back stands
// in parentheses.
func shown(doc books.Document) templates.Money {
	a := doc.Total
	if a > 0 && (doc.Kind == books.CreditMemo || doc.Kind == books.CardRefund || doc.Kind == books.Check) {
		a = -a
	}
	return amountOf(a, doc.Decimals)
}

func (d *desk) orderPage(ctx context.Context, sc scene, st store.OrderStory) (templates.Order, error) {
	o := st.Order
	page := templates.Order{Number: fmt.Sprint(int64(o.ID)), State: templates.OrderStatus(st.State), Agrees: st.State == store.OrderVerified}
	if page.Agrees {
		page.State.Word = "Agrees to the cent"
	}
	page.Context = orderContext(sc, st)
	page.Problems = problemsOf(sc, st)
	page.Nodes = timelineOf(sc, st)
	currency, decimals := o.Currency, o.Decimals
	total := dueTotal(st)
	page.StoreSum = templates.Money{Amount: total, Decimals: decimals, Sign: templates.Sign(currency)}
	page.Heading, page.QBHead = "The order", "QuickBooks"
	f, ok := mainFiled(st)
	doc := f.doc
	numbers, err := d.accountNumbers(ctx, sc)
	if err != nil {
		return page, err
	}
	if ok && f.out {
		page.QBHead, page.Absent = "Taken out of QuickBooks: "+kindInText(doc.Kind)+" "+doc.RefNumber, "Taken out"
		page.StoreSum.Amount = storeTotal(st)
	}
	if ok && !f.out {
		page.Heading = "The order and the " + kindInText(doc.Kind)
		page.QBHead = "QuickBooks, " + kindInText(doc.Kind) + " " + doc.RefNumber
		if f.summary {
			page.QBHead = "QuickBooks, its part of the daily " + kindInText(doc.Kind) + " " + doc.RefNumber
		}
		page.Rows = documentRows(st, doc, numbers)
		page.HasQB = true
		page.QBSum = templates.Money{Amount: doc.Total, Decimals: decimals, Sign: templates.Sign(currency)}
		page.Diff = amountOf(doc.Total-total, decimals)
		page.Fields = documentFields(doc)
		if page.Agrees || st.State == store.OrderPosted {
			page.Net = netOf(st, doc)
		}
		if page.Ledgers, err = d.ledgersOf(ctx, sc, st, numbers); err != nil {
			return page, err
		}
	} else {
		page.Rows = storeRows(o)
	}
	page.Notes = notesOf(st)
	names, err := d.names(ctx)
	if err != nil {
		return page, err
	}
	page.Events = eventsOf(sc, newestFirst(st.Events), names, false)
	page.IDs = idsOf(st)
	page.Talks = talksOf(sc, st)
	return page, nil
}

func newestFirst(es []store.Event) []store.Event {
	out := slices.Clone(es)
	slices.Reverse(out)
	return out
}

func orderContext(sc scene, st store.OrderStory) string {
	parts := []string{templates.Plain(customerOf(st)), longDay(day.Of(st.Order.Placed, sc.now.Location()), sc.now), templates.Plain(sc.shopName(st.Order.Store))}
	said := strings.Join(parts, ", ") + "."
	switch st.State {
	case store.OrderVerified:
		if at := lastVerified(st); !at.IsZero() {
			said += " Read back from QuickBooks on " + longDay(day.Of(at, sc.now.Location()), sc.now) + " at " + clock(at, sc.now) + "."
		}
	case store.OrderExcluded, store.OrderWatched:
		said += " " + templates.Plain(st.Reason)
	}
	return said
}

func lastVerified(st store.OrderStory) time.Time {
	var at time.Time
	for _, p := range st.Postings {
		if p.VerifiedAt.After(at) {
			at = p.VerifiedAt
		}
	}
	return at
}

// storeTotal is what the store charged.
func storeTotal(st store.OrderStory) money.Amount {
	if st.Plan.Total != 0 {
		return st.Plan.Total
	}
	a, err := st.Order.Total.Inc.Round(st.Order.Decimals, money.HalfAwayFromZero)
	if err != nil {
		return 0
	}
	return a
}

// problemsOf are what keeps the order out of the books, in three parts.
func problemsOf(sc scene, st store.OrderStory) []templates.Problem {
	var out []templates.Problem
	for _, p := range st.Problems {
		out = append(out, templates.Problem{Place: p.Place, What: p.What, Means: p.Means, Fix: p.Fix, Actions: remedies(st.Order.Store, p.Code, p.Subject, p.Fix)})
	}
	for _, p := range st.Postings {
		if p.State != store.Refused {
			continue
		}
		short := "Sales for " + longDay(p.Day, sc.now) + " are " + signed(p.Total, st.Order.Currency).Text() + " short until it is in."
		if p.Kind == books.CustomerAdd {
			short = "The documents of this customer wait for it."
		}
		what := "QuickBooks refused the " + kindInText(p.Kind) + "."
		switch p.Lane {
		case "changed": // what a person did there is in the way
			what = "What was to be done in QuickBooks was not: " + p.Name() + "."
			short = "It stands in QuickBooks as it was."
		case "parked": // sent several times in vain
			what = "The " + kindInText(p.Kind) + " is set aside: QuickBooks never answered for it."
		case "uncertain":
			what = "It isn’t certain whether the " + kindInText(p.Kind) + " is in QuickBooks."
			short = "It isn’t sent again by itself, so that nothing is posted twice."
		}
		out = append(out, templates.Problem{What: what, Means: short, Fix: p.Reason})
	}
	return out
}

// notesOf is what was settled or shortened without holding the order.
func notesOf(st store.OrderStory) []string {
	var out []string
	add := func(ns []sales.Note) {
		for _, n := range ns {
			text := n.Text
			if n.Place != "" {
				text = strings.ToUpper(n.Place[:1]) + n.Place[1:] + ": " + text
			}
			out = append(out, text)
		}
	}
	add(st.Plan.Notes)
	if st.Plan.Customer != nil {
		add(st.Plan.Customer.Notes)
	}
	for _, f := range standingOf(st) {
		add(f.doc.Notes)
	}
	seen, kept := map[string]bool{}, out[:0]
	for _, t := range out {
		if !seen[t] {
			seen[t] = true
			kept = append(kept, t)
		}
	}
	return kept
}
