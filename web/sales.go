package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"countinghouse/access"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// tab is a tab of Sales: a word in the address and the states behind it.
type tab struct {
	key, word string
	states    []store.OrderState
	needs     bool
	refunds   bool // only orders with refunds
}

func salesTabs() []tab {
	return []tab{
		{"", "All", nil, false, false},
		{"waiting", "Waiting", []store.OrderState{store.OrderNew, store.OrderWaiting, store.OrderAsking}, false, false},
		{"review", "Needs review", []store.OrderState{store.OrderHeld, store.OrderRefused}, true, false},
		{"posted", "In QuickBooks", []store.OrderState{store.OrderPosted, store.OrderVerified}, false, false},
		{"excluded", "Excluded", []store.OrderState{store.OrderExcluded, store.OrderWatched}, false, false},
		{"refunds", "Refunds", nil, false, true},
	}
}

// asked is what the address of a Sales page asks for.
type asked struct {
	filter   store.OrderFilter
	tab      tab
	values   url.Values // of the filters, without page and preview
	problems []problem
}

// problem is a filter that could not be read.
type problem struct{ field, word, text string }

const pageRows = 50

// searched is what is looked for: an amount as it is written in orders.
func searched(q string) string {
	q = strings.TrimSpace(q)
	if strings.ContainsAny(q, "$€£,") {
		if a, err := typedAmount(q); err == nil {
			return a.Text(2)
		}
	}
	return q
}

func (d *desk) asked(r *http.Request, sc scene) asked {
	q := r.URL.Query()
	a := asked{filter: store.OrderFilter{Company: sc.company.Key, Search: searched(q.Get("q")), Channel: q.Get("channel"), Limit: pageRows, After: q.Get("after")}, values: url.Values{}}
	for _, t := range salesTabs() {
		if t.key == q.Get("state") {
			a.tab = t
		}
	}
	if a.tab.word == "" {
		a.tab = salesTabs()[0]
	}
	a.filter.States, a.filter.Refunded = a.tab.states, a.tab.refunds
	for _, k := range []string{"q", "store", "channel", "from", "to", "min", "max", "state"} {
		if v := strings.TrimSpace(q.Get(k)); v != "" {
			a.values.Set(k, v)
		}
	}
	if sort := store.OrderSort(q.Get("sort")); sort != sortNewest && sort.Known() && sort != "" {
		a.filter.Sort = sort
		a.values.Set("sort", string(sort))
	}
	for _, s := range sc.shops {
		if string(s.Key) == q.Get("store") {
			a.filter.Store = s.Key
		}
	}
	var err error
	if a.filter.From, err = typedDay(q.Get("from"), today(sc)); err != nil {
		a.problems = append(a.problems, problem{"from", "From", err.Error()})
	}
	if a.filter.To, err = typedDay(q.Get("to"), today(sc)); err != nil {
		a.problems = append(a.problems, problem{"to", "To", err.Error()})
	}
	if f := a.filter; !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		a.problems = append(a.problems, problem{"to", "To", f.To.Human() + " is before " + f.From.Human()})
		a.filter.To = day.Day{}
	}
	if typed := strings.TrimSpace(q.Get("q")); typed != "" && !strings.ContainsFunc(typed, wordRune) {
		a.problems = append(a.problems, problem{"q", "Search", "“" + strings.ToValidUTF8(typed, "\uFFFD") + "” has no letter and no figure to look for"})
		a.filter.Search = ""
	}
	a.filter.MinTotal = a.limit("min", "At least", q.Get("min"))
	a.filter.MaxTotal = a.limit("max", "At most", q.Get("max"))
	if least, most := a.filter.MinTotal, a.filter.MaxTotal; least != nil && most != nil && *most < *least {
		a.problems = append(a.problems, problem{"max", "At most", most.Grouped(2) + " is less than " + least.Grouped(2)})
		a.filter.MaxTotal = nil
	}
	return a
}

// wordRune tells whether a search can find anything by r.
func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// typedAs is a day as its field shows it again: with the year that it was
// taken to be of, but "today" as it was typed and what is wrong untouched.
func typedAs(typed string, d day.Day) string {
	if d.IsZero() || !strings.ContainsFunc(typed, unicode.IsDigit) {
		return typed
	}
	return d.Human()
}

func (a *asked) limit(field, word, typed string) *money.Amount {
	if strings.TrimSpace(typed) == "" {
		return nil
	}
	v, err := typedAmount(typed)
	if err != nil {
		a.problems = append(a.problems, problem{field, word, err.Error()})
		return nil
	}
	return &v
}

// filtered tells whether anything but the tab narrows the list.
func (a asked) filtered() bool {
	for k := range a.values {
		if k != "state" && k != "sort" {
			return true
		}
	}
	return false
}

// url is the address of the list with some values changed; an empty value is left out.
func (a asked) url(path string, changes ...string) string {
	v := url.Values{}
	for k, vs := range a.values {
		v[k] = vs
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if v.Set(changes[i], changes[i+1]); changes[i+1] == "" {
			v.Del(changes[i])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func (d *desk) sales(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Sales", "sales")
	}
	a := d.asked(r, sc)
	s, err := d.shellOf(r, sc, "Sales", "sales")
	if err != nil {
		return err
	}
	page, err := d.salesPage(r, sc, a, s)
	if err != nil {
		return err
	}
	code := http.StatusOK
	if len(a.problems) > 0 {
		code = http.StatusUnprocessableEntity
		page.Title = "Error: Sales"
		page.Banner = &templates.Banner{Kind: "bad", Head: "The list isn’t filtered as you asked: " + templates.Plural(len(a.problems), "thing to correct", "things to correct"), Focus: true}
		page.Banner.Lines = []string{"The orders below are listed without it, so their sums are of more than you asked for. Correct what is marked and choose **Filter**."}
		page.Errors = map[string]string{}
		for _, p := range a.problems {
			page.Errors[p.field] = p.text
			page.Banner.Links = append(page.Banner.Links, templates.Action{Word: p.word + ": " + p.text, Href: "#f-" + p.field})
		}
	}
	if part(r) && code == http.StatusOK {
		return d.render(w, r, code, templates.SalesLive(page))
	}
	return d.render(w, r, code, templates.SalesPage(page))
}

func (d *desk) salesPage(r *http.Request, sc scene, a asked, shell templates.Shell) (templates.Sales, error) {
	ctx, q := r.Context(), r.URL.Query()
	found, err := d.Store.OrdersPage(ctx, a.filter)
	if err != nil && a.filter.After != "" { // a place that is none: the list from its beginning
		a.filter.After = ""
		q.Del("n")
		found, err = d.Store.OrdersPage(ctx, a.filter)
	}
	if err != nil {
		return templates.Sales{}, err
	}
	p := templates.Sales{Shell: shell, Search: strings.TrimSpace(q.Get("q")), State: a.tab.key, From: typedAs(q.Get("from"), a.filter.From), To: typedAs(q.Get("to"), a.filter.To), Min: q.Get("min"), Max: q.Get("max"),
		StoreOn: a.filter.Store != "", ChannelOn: a.filter.Channel != "", Filtered: a.filtered(), Several: len(sc.shops) > 1,
		CSV: a.url("/sales.csv"), JSON: a.url("/sales.json"), ClearURL: (asked{values: url.Values{}}).url("/sales", "state", a.tab.key, "sort", string(a.filter.Sort)), Poll: "every 2s"}
	p.Query = p.Search
	open := q.Get("open")
	p.LiveURL = a.url("/sales", "part", "live", "after", a.filter.After, "n", q.Get("n"), "open", open)
	if p.Tabs, err = d.tabCounts(r, a, found); err != nil {
		return p, err
	}
	if err := d.choices(r, sc, a, &p); err != nil {
		return p, err
	}
	p.Currencies = len(found.Sum) > 1
	a.sorted(found.Wide, &p)
	pageSum := map[string]money.Amount{}
	for i, o := range found.Rows {
		line := d.orderLine(sc, a, o, q)
		if i == 0 && !p.Currencies {
			line.Total.Sign = templates.Sign(o.Currency)
		}
		line.Current = open == openKey(o)
		pageSum[o.Currency] += o.Total
		p.Rows = append(p.Rows, line)
	}
	d.pageNotes(a, found, pageSum, q, &p)
	p.Empty = salesEmpty(sc, a, p)
	if len(found.Rows) == 0 && a.filter.Search != "" && !part(r) { // the words of an order are the store's: a number of QuickBooks is none
		numbered, err := d.Store.OrdersByNumber(ctx, sc.company.Key, strings.ToUpper(a.filter.Search))
		if err != nil {
			return p, err
		}
		if len(numbered) == 1 {
			o := numbered[0]
			p.Empty = templates.Empty{Head: fmt.Sprintf("That is order %d", o.ID), Line: "“" + templates.Plain(a.filter.Search) + "” is its number in QuickBooks, not one of the store’s.",
				Action: &templates.Action{Word: fmt.Sprintf("Open order %d", o.ID), Href: orderURL(o.Store, o.ID)}}
		}
	}
	if err := d.salesViews(r, sc, a, &p); err != nil {
		return p, err
	}
	p.MayAct, p.CompanyKey = who(ctx).May(access.DecideOrders), string(sc.company.Key)
	p.Total, p.Back, p.Filter = found.Count, a.url("/sales", "after", a.filter.After, "n", q.Get("n"), "open", open), a.values.Encode()
	if p.Filter == "" {
		p.Filter = "state="
	}
	if open != "" {
		if p.Preview, err = d.preview(r, sc, a, open); err != nil {
			return p, err
		}
	}
	return p, nil
}

func openKey(o store.OrderRow) string { return fmt.Sprintf("%s/%d", o.Store, o.ID) }

func (d *desk) orderLine(sc scene, a asked, o store.OrderRow, q url.Values) templates.OrderLine {
	return templates.OrderLine{Number: fmt.Sprint(int64(o.ID)), Href: orderURL(o.Store, o.ID), OpenHref: a.url("/sales", "open", openKey(o), "after", a.filter.After, "n", q.Get("n")),
		Day: dayIn(o.Day, sc.now), Customer: o.Customer, Channel: o.Channel, Store: sc.shopName(o.Store), State: templates.OrderStatus(o.State),
		Reason: o.Reason, Document: o.Document, Value: openKey(o), Currency: o.Currency, Total: amountOf(o.Total, o.Decimals)}
}

// pageNotes tell where in the list the page is, and its sums.
func (d *desk) pageNotes(a asked, found store.OrdersPage, pageSum map[string]money.Amount, q url.Values, p *templates.Sales) {
	first, err := strconv.Atoi(q.Get("n"))
	if err != nil || first < 1 || first > found.Count && !found.Capped && !found.Wide {
		first = 1
	}
	last := min(first+len(found.Rows)-1, found.Count)
	if found.Capped || found.Wide {
		last = first + len(found.Rows) - 1
	}
	p.Shown = fmt.Sprintf("%s to %s of %s", templates.Count(first), templates.Count(last), templates.Count(found.Count))
	p.PageSum, p.WholeSum = "This page "+sums(pageSum), "All "+sums(found.Sum)
	if found.Capped {
		p.Shown, p.WholeSum = fmt.Sprintf("%s to %s of more than %s", templates.Count(first), templates.Count(last), templates.Count(found.Count)), ""
	}
	if found.Wide {
		p.Shown, p.WholeSum = fmt.Sprintf("%s to %s; too many are found to count them", templates.Count(first), templates.Count(last)), ""
	}
	if !found.Searched.IsZero() {
		p.Shown += ". Looked through the orders " + lookedThrough(a.filter, found.Searched) + "; the next page looks further"
	}
	if found.Prev != "" {
		p.Newer = a.url("/sales", "after", found.Prev, "n", fmt.Sprint(max(1, first-pageRows)))
	}
	if found.Next != "" {
		p.Older = a.url("/sales", "after", found.Next, "n", fmt.Sprint(last+1))
	}
}

// sought says what a list without a row was to hold: "No order needs review
// with “adeyemi”, from 1 Nov 2026, of at least 1,000.00".
func (a asked) sought(sc scene) string {
	said := map[string]string{"waiting": "No order waits", "review": "No order needs review", "posted": "No order is in QuickBooks", "excluded": "No order is excluded", "refunds": "No order has refunds"}[a.tab.key]
	if said == "" {
		said = "There is no order"
	}
	var parts []string
	if q := strings.TrimSpace(a.values.Get("q")); a.filter.Search != "" {
		if r := []rune(strings.ToValidUTF8(q, "\uFFFD")); len(r) > 60 {
			q = string(r[:60]) + "…"
		}
		parts = append(parts, "with “"+templates.Plain(q)+"”")
	}
	if a.filter.Store != "" {
		parts = append(parts, "of "+templates.Plain(sc.shopName(a.filter.Store)))
	}
	if c := a.filter.Channel; c != "" {
		parts = append(parts, "from "+templates.Plain(c))
	}
	if d := a.filter.From; !d.IsZero() {
		parts = append(parts, "since "+d.Human())
	}
	if d := a.filter.To; !d.IsZero() {
		parts = append(parts, "until "+d.Human())
	}
	if m := a.filter.MinTotal; m != nil {
		parts = append(parts, "of at least "+m.Grouped(2))
	}
	if m := a.filter.MaxTotal; m != nil {
		parts = append(parts, "of at most "+m.Grouped(2))
	}
	return joinedBy(" ", said, strings.Join(parts, ", "))
}

func salesEmpty(sc scene, a asked, p templates.Sales) templates.Empty {
	if p.Older != "" && len(p.Rows) == 0 { // it stopped before it found one
		return templates.Empty{Head: "None found so far", Line: p.Shown[strings.Index(p.Shown, "Looked"):] + ".", Action: &templates.Action{Word: "Look further", Href: p.Older}}
	}
	if a.filtered() {
		return templates.Empty{Head: "No order matches", Line: a.sought(sc) + ".", Action: &templates.Action{Word: "Clear filters", Href: p.ClearURL}}
	}
	switch a.tab.key {
	case "waiting":
		return templates.Empty{Head: "Nothing waits", Line: "Every order that was read is placed.", Action: &templates.Action{Word: "See all orders", Href: "/sales"}}
	case "review":
		return templates.Empty{Head: "Nothing needs you", Line: "No order is held or refused.", Action: &templates.Action{Word: "See all orders", Href: "/sales"}}
	case "refunds":
		return templates.Empty{Head: "No refunds", Line: "The store gave nothing back on any order that was read.", Action: &templates.Action{Word: "See all orders", Href: "/sales"}}
	case "":
		return templates.Empty{Head: "No orders yet", Line: "They appear here as soon as the store has been read."}
	}
	return templates.Empty{Head: "No orders here", Line: "No order is " + strings.ToLower(a.tab.word[:1]) + a.tab.word[1:] + ".", Action: &templates.Action{Word: "See all orders", Href: "/sales"}}
}

// tabCounts counts the orders behind each tab under the same filters; what is
// not counted stands without a number.
func (d *desk) tabCounts(r *http.Request, a asked, found store.OrdersPage) ([]templates.Tab, error) {
	byState, refunds := found.ByState, found.WithRefunds
	if byState == nil && !found.Wide && !a.narrow() || a.filter.Refunded && len(a.filter.Search) == 0 {
		var err error
		if byState, refunds, err = d.Store.ListFigures(r.Context(), a.filter); err != nil {
			return nil, err
		}
	}
	var out []templates.Tab
	for _, t := range salesTabs() {
		view := templates.Tab{Word: t.word, Href: a.url("/sales", "state", t.key), HasCount: byState != nil, Needs: t.needs, On: t.key == a.tab.key}
		for s, n := range byState {
			if len(t.states) == 0 || containsState(t.states, s) {
				view.Count += n
			}
		}
		if t.refunds {
			view.Count, view.HasCount = refunds, view.HasCount && refunds >= 0
		}
		out = append(out, view)
	}
	return out, nil
}

// narrow tells of a search within a tab: the store tells of which it counted
// the other tabs too.
func (a asked) narrow() bool {
	return a.filter.Search != "" && (len(a.filter.States) > 0 || a.filter.Refunded)
}

func containsState(list []store.OrderState, s store.OrderState) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// choices are the stores and channels to filter by.
func (d *desk) choices(r *http.Request, sc scene, a asked, p *templates.Sales) error {
	p.Stores = []templates.Choice{{Word: "All"}}
	for _, s := range sc.shops {
		p.Stores = append(p.Stores, templates.Choice{Value: string(s.Key), Word: sc.shopName(s.Key), On: a.filter.Store == s.Key})
	}
	if part(r) {
		return nil // the filters are not drawn again
	}
	channels, err := d.Store.Channels(r.Context(), sc.company.Key)
	if err != nil {
		return err
	}
	p.Channels = []templates.Choice{{Word: "All"}}
	for _, c := range channels {
		p.Channels = append(p.Channels, templates.Choice{Value: c, Word: c, On: a.filter.Channel == c})
	}
	return nil
}

// search goes straight to the one order that is meant, else to the list.
func (d *desk) search(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Search", "search")
	}
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	if q == "" {
		s, err := d.shellOf(r, sc, "Search", "search")
		if err != nil {
			return err
		}
		return d.render(w, r, http.StatusOK, templates.SearchPage(s))
	}
	if href, err := d.exactly(r, sc, q); err != nil || href != "" {
		if err == nil {
			http.Redirect(w, r, href, http.StatusSeeOther)
		}
		return err
	}
	http.Redirect(w, r, "/sales?q="+url.QueryEscape(q), http.StatusSeeOther)
	return nil
}

// exactly finds the order whose number was typed, or the only one found.
func (d *desk) exactly(r *http.Request, sc scene, q string) (string, error) {
	var hits []string
	if id, err := strconv.ParseInt(strings.TrimPrefix(q, "#"), 10, 64); err == nil && id > 0 {
		for _, shop := range sc.shops {
			switch _, err := d.Store.Order(r.Context(), shop.Key, sales.OrderID(id)); {
			case err == nil:
				hits = append(hits, orderURL(shop.Key, sales.OrderID(id)))
			case !errors.Is(err, store.ErrNotFound):
				return "", err
			}
		}
	}
	if len(hits) == 1 {
		return hits[0], nil
	}
	numbered, err := d.Store.OrdersByNumber(r.Context(), sc.company.Key, strings.ToUpper(q))
	if err != nil {
		return "", err
	}
	if len(numbered) == 1 {
		return orderURL(numbered[0].Store, numbered[0].ID), nil
	}
	page, err := d.Store.OrdersPage(r.Context(), store.OrderFilter{Company: sc.company.Key, Search: searched(q), Limit: 2})
	if err != nil {
		return "", err
	}
	if page.Count == 1 && len(page.Rows) == 1 {
		return orderURL(page.Rows[0].Store, page.Rows[0].ID), nil
	}
	return "", nil
}
