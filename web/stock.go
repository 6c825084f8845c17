package web

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// Quantities: what both sides have of each product, what its store should show,
// and why a figure is what it is.

// stockTabs are the lists of quantities, with their words and what an empty one
// says.
func stockTabs() []struct {
	key         store.StockTab
	word, empty string
	needs       bool
} {
	return []struct {
		key         store.StockTab
		word, empty string
		needs       bool
	}{
		{store.StockAll, "All", "No product that the store counts is an item of QuickBooks yet, or nobody chose whose quantities count.", false},
		{store.StockShops, "To set in a store", "Every store shows what it should.", false},
		{store.StockBooks, "To adjust in QuickBooks", "QuickBooks is to be adjusted by nothing.", false},
		{store.StockLeft, "Left alone", "No product is left alone.", true},
		{store.StockBelow, "Below 0", "QuickBooks has no item below 0.", true},
	}
}

func stockAsked(r *http.Request, sc scene) store.StockFilter {
	q := r.URL.Query()
	f := store.StockFilter{Company: sc.company.Key, Tab: store.StockAll, Search: strings.TrimSpace(q.Get("q")), After: q.Get("after"), Limit: pageRows}
	for _, t := range stockTabs() {
		if string(t.key) == q.Get("tab") {
			f.Tab = t.key
		}
	}
	for _, s := range sc.shops {
		if string(s.Key) == q.Get("store") {
			f.Store = s.Key
		}
	}
	return f
}

func stockURL(path string, f store.StockFilter, after string) string {
	v := url.Values{"tab": {string(f.Tab)}}
	for k, s := range map[string]string{"q": f.Search, "store": string(f.Store), "after": after} {
		if s != "" {
			v.Set(k, s)
		}
	}
	return path + "?" + v.Encode()
}

func stockItemURL(item string) string { return "/stock/items/" + url.PathEscape(item) }

// storeChoices are the stores of the company file, for a filter.
func storeChoices(sc scene, on sales.StoreKey) []templates.Choice {
	out := []templates.Choice{{Word: "All"}}
	for _, shop := range sc.shops {
		out = append(out, templates.Choice{Value: string(shop.Key), Word: sc.shopName(shop.Key), On: on == shop.Key})
	}
	return out
}

func (d *desk) stock(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Quantities", "items")
	}
	s, err := d.shellOf(r, sc, "Quantities", "items")
	if err != nil {
		return err
	}
	f := stockAsked(r, sc)
	found, err := d.Store.StockPage(r.Context(), f)
	if errors.Is(err, store.ErrBadPlace) { // the list from its beginning
		f.After = ""
		found, err = d.Store.StockPage(r.Context(), f)
	}
	if err != nil {
		return err
	}
	rows, err := stock.Look(r.Context(), d.Store, sc.company.Key, found.Refs)
	if err != nil {
		return err
	}
	stand, err := stock.StandOf(r.Context(), d.Store, sc.company.Key)
	if err != nil {
		return err
	}
	page := templates.Stock{Shell: s, Lead: upperFirst(stand.Words()), Tab: string(f.Tab), Search: f.Search, StoreOn: f.Store != "", Stores: storeChoices(sc, f.Store),
		Items: f.Tab == store.StockBooks || f.Tab == store.StockBelow, CSV: stockURL("/stock.csv", f, ""), JSON: stockURL("/stock.json", f, ""), Note: stockNote(stand),
		Links: []templates.Action{{Word: "Moved by others", Href: "/stock/moved"}, {Word: "Reconcile", Href: "/stock/reconcile"}, {Word: "Rules", Href: "/stock/rules"}}}
	if stand.Todo > 0 {
		page.Lead += " " + templates.Plural(stand.Todo, "item or order is", "items and orders are") + " still being worked out."
	}
	for _, t := range stockTabs() {
		page.Tabs = append(page.Tabs, templates.Tab{Word: t.word, Href: stockURL("/stock", store.StockFilter{Tab: t.key, Search: f.Search}, ""), Count: found.Tabs[t.key], HasCount: true, Needs: t.needs && found.Tabs[t.key] > 0, On: t.key == f.Tab})
		if t.key == f.Tab {
			page.Empty = templates.Empty{Head: "None here", Line: t.empty}
		}
	}
	if f.Search != "" || f.Store != "" {
		page.Empty = templates.Empty{Head: "None found", Line: "Nothing in this list matches.", Action: &templates.Action{Word: "Clear the search", Href: stockURL("/stock", store.StockFilter{Tab: f.Tab}, "")}}
	}
	for i := range rows {
		page.Rows = append(page.Rows, stockRow(&rows[i], sc))
		if x := &rows[i]; x.Ware != nil && (x.Ware.Refused != "" || x.Item != nil && x.Item.Refused != "") && who(r.Context()).May(access.ChangeSettings) {
			page.AgainURL = "/stock/again"
		}
	}
	page.Shown = fmt.Sprintf("%s of %s", templates.Count(len(found.Refs)), templates.Count(found.Count))
	if f.After != "" {
		page.First = stockURL("/stock", f, "")
	}
	if found.Next != "" {
		page.Next = stockURL("/stock", f, found.Next)
	}
	return d.render(w, r, http.StatusOK, templates.StockPage(page))
}

// stockNote tells what somebody has to do about quantities; nil: nothing.
func stockNote(s stock.Stand) *templates.Banner {
	link := func(word, href string) []templates.Action {
		return []templates.Action{{Word: word, Href: href, Primary: true}}
	}
	switch {
	case s.Began.IsZero():
		return &templates.Banner{Kind: "info", Head: "Nobody chose whose quantities count", Buttons: true, Links: link("Choose", "/stock/rules"),
			Lines: []string{"Quantities of both sides are shown under Items, and nothing is sent to either. Choose whether the stores follow QuickBooks, QuickBooks follows the store, or both follow each other."}}
	case s.Held != "" && !s.Live.IsZero():
		return &templates.Banner{Kind: "rev", Head: "Quantities wait", Lines: []string{templates.Plain(s.Held)}}
	case s.Paused != "":
		return &templates.Banner{Kind: "rev", Head: "Sending of quantities is stopped", Buttons: true, Links: link("Go on", "/stock/start"),
			Lines: []string{templates.Plain(s.Paused), "What is sold meanwhile is worked out, and sent when it goes on."}}
	case s.Conflicts > 0:
		return &templates.Banner{Kind: "rev", Head: templates.Plural(s.Conflicts, "item was", "items were") + " counted on both sides", Buttons: true, Links: link("Say which count is right", "/stock/conflicts"),
			Lines: []string{"Their quantities are left as they are on both sides until somebody says which count is right."}}
	case s.Differences > 0:
		return &templates.Banner{Kind: "rev", Head: templates.Plural(s.Differences, "product differs", "products differ") + " between both sides", Buttons: true, Links: link("Settle them", "/stock/reconcile"),
			Lines: []string{"Both sides are kept equal only from a common figure. Until somebody says which is right, these are left alone."}}
	case s.Live.IsZero() && (s.Master != store.MasterNone || len(s.Rules.Exceptions) > 0):
		return &templates.Banner{Kind: "info", Head: "Nothing is sent yet", Buttons: true, Links: link("See what the first sending changes", "/stock/start"),
			Lines: []string{"The figures below are worked out as if it were. An admin switches the sending on, having seen what it changes."}}
	}
	return nil
}

func stockRow(x *stock.Row, sc scene) templates.StockRow {
	e := &x.Item.Entry
	v := templates.StockRow{Href: stockItemURL(e.ListID), Name: e.FullName, Master: stock.MasterWord(x.Verdict.Rules.Master), Why: x.Why(), Differs: x.Differs()}
	if v.Name == "" {
		v.Name = "An item that QuickBooks hasn’t told yet"
	}
	if x.Item.Exchange > 0 {
		v.QB = x.Item.OnHand.String()
		parts := []string{}
		if x.Item.Promised != 0 {
			parts = append(parts, x.Item.Promised.String()+" on sales orders")
		}
		if x.Item.Ordered != 0 {
			parts = append(parts, x.Item.Ordered.String()+" on order")
		}
		v.QBRead = joinedBy(", ", append(parts, moment(x.Item.Read, sc.now))...)
	}
	if n := x.Verdict.Figures.Coming; n != 0 {
		v.Coming = n.String()
	}
	if n := x.Verdict.Adjust; n != 0 {
		v.Why = joinedBy(" ", v.Why, "QuickBooks is to be adjusted by "+n.String()+".")
	}
	w := x.Ware
	if w == nil {
		if len(x.Item.Wares) > 0 {
			v.Sub = joinedBy(" · ", x.Item.Wares[0].Title, x.Item.Wares[0].SKU)
		}
		return v
	}
	v.Item, v.Name, v.Sub = v.Name, w.Title, w.SKU
	if len(sc.shops) > 1 {
		v.Sub = joinedBy(" · ", w.SKU, sc.shopName(w.Store))
	}
	if !w.Asked.IsZero() {
		v.Store, v.StoreRead = strconv.FormatInt(w.Level, 10), moment(w.Asked, sc.now)
	}
	if m := x.Verdict.Rules.Master; x.Parked == "" && (m == store.MasterQuickBooks || m == store.MasterBoth) {
		v.Should = strconv.FormatInt(x.Target, 10)
		if kept := x.Verdict.Rules.Buffer + x.Kept; kept > 0 {
			v.Kept = fmt.Sprintf("%d kept back", kept)
		}
	}
	return v
}

// everyQuantity gives every row of a list to each.
func (d *desk) everyQuantity(r *http.Request, f store.StockFilter, each func(*stock.Row) error) error {
	f.After, f.Limit = "", 500
	for {
		p, err := d.Store.StockPage(r.Context(), f)
		if err != nil {
			return err
		}
		rows, err := stock.Look(r.Context(), d.Store, f.Company, p.Refs)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := each(&rows[i]); err != nil {
				return err
			}
		}
		if f.After = p.Next; f.After == "" {
			return nil
		}
	}
}

// stockHeads are the columns of an export.
var stockHeads = []string{"store", "number", "sku", "product", "item", "master", "in store", "store read", "should show", "kept back", "on hand", "on sales orders", "on order", "on its way", "adjust by", "quickbooks read", "why"}

func stockCells(x *stock.Row) map[string]string {
	c := map[string]string{"item": x.Item.Entry.FullName, "master": string(x.Verdict.Rules.Master), "on its way": x.Verdict.Figures.Coming.String(), "adjust by": x.Verdict.Adjust.String(), "kept back": strconv.FormatInt(x.Verdict.Rules.Buffer+x.Kept, 10), "why": x.Why()}
	if x.Item.Exchange > 0 {
		c["on hand"], c["on sales orders"], c["on order"], c["quickbooks read"] = x.Item.OnHand.String(), x.Item.Promised.String(), x.Item.Ordered.String(), x.Item.Read.UTC().Format(time.RFC3339)
	}
	if w := x.Ware; w != nil {
		c["store"], c["number"], c["sku"], c["product"] = string(w.Store), strconv.FormatInt(w.Variant, 10), w.SKU, w.Title
		if !w.Asked.IsZero() {
			c["in store"], c["store read"] = strconv.FormatInt(w.Level, 10), w.Asked.UTC().Format(time.RFC3339)
		}
		if m := x.Verdict.Rules.Master; x.Parked == "" && (m == store.MasterQuickBooks || m == store.MasterBoth) {
			c["should show"] = strconv.FormatInt(x.Target, 10)
		}
	}
	return c
}

func (d *desk) stockCSV(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	f := stockAsked(r, sc)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="quantities-`+string(f.Tab)+`-`+today(sc).String()+`.csv"`)
	out := csv.NewWriter(w)
	if err := out.Write(stockHeads); err != nil {
		return nil //nolint:nilerr // the browser went away
	}
	err = d.everyQuantity(r, f, func(x *stock.Row) error {
		cells, line := stockCells(x), make([]string, len(stockHeads))
		for i, h := range stockHeads {
			line[i] = cells[h]
			if h == "sku" || h == "product" || h == "item" || h == "why" {
				line[i] = cell(cells[h]) // a negative figure is no formula
			}
		}
		return out.Write(line)
	})
	out.Flush()
	if err != nil {
		d.Log.Error("an export broke off", "error", err)
		panic(http.ErrAbortHandler) // a cut file must not look whole
	}
	return nil
}

func (d *desk) stockJSON(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	f := stockAsked(r, sc)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="quantities-`+string(f.Tab)+`-`+today(sc).String()+`.json"`)
	enc := json.NewEncoder(w)
	sep := "[\n"
	err = d.everyQuantity(r, f, func(x *stock.Row) error {
		if _, err := w.Write([]byte(sep)); err != nil {
			return err
		}
		sep = ","
		return enc.Encode(stockCells(x))
	})
	if err == nil && sep == "[\n" {
		_, err = w.Write([]byte(sep))
	}
	if err == nil {
		_, err = w.Write([]byte("]\n"))
	}
	if err != nil {
		d.Log.Error("an export broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// stockAgain has what stores would not set tried again: POST /stock/again.
func (d *desk) stockAgain(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	all := 0
	for _, s := range sc.shops {
		n, err := d.Store.StockAgain(r.Context(), d.actor(r), sc.company.Key, s.Key, 0)
		if err != nil {
			return err
		}
		all += n
	}
	return d.noted(w, r, "/stock?tab=left", templates.Plural(all, "quantity is", "quantities are")+" tried again.")
}

// movesShown is how many movements one page of an item tells.
const movesShown = 50

// stockWhy answers: why is it 7? GET /stock/items/{item}.
func (d *desk) stockWhy(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	item, err := url.PathUnescape(chi.URLParam(r, "item"))
	if err != nil {
		return store.ErrNotFound
	}
	x, err := stock.Explain(r.Context(), d.Store, sc.company.Key, item)
	if errors.Is(err, store.ErrNotFound) {
		return missing("Nobody follows this quantity", "There is no such item in these books, or no rule says whose quantities count. Look for it under **Items**.", "")
	}
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	events, err := d.Store.StockEvents(r.Context(), sc.company.Key, item, max(before, 0), movesShown+1)
	if err != nil {
		return err
	}
	s, err := d.shellOf(r, sc, x.Name, "items")
	if err != nil {
		return err
	}
	page := templates.StockWhy{Shell: s, Heading: x.Name, Lead: "Why is it " + x.Books.Has.Total.String() + "? Every figure with what it comes from."}
	if x.Name == "" {
		page.Heading = "An item that QuickBooks hasn’t told yet"
	}
	if x.Conflict != "" {
		page.Note = &templates.Banner{Kind: "rev", Head: "Somebody must say which side is right", Lines: []string{templates.Plain(x.Conflict)}, Buttons: true, Links: []templates.Action{{Word: "Say it", Href: "/stock/conflicts", Primary: true}}}
	}
	page.Sides = append(page.Sides, sideView(sc, "books", "In QuickBooks", readWords(x.Row.Item.Read, sc.now), x.Books))
	for i, side := range x.Shops {
		page.Sides = append(page.Sides, sideView(sc, "store"+strconv.Itoa(i), sc.shopName(side.Store)+": "+side.Name, readWords(x.Row.Item.Wares[i].Asked, sc.now), side))
	}
	for i, e := range events {
		if i == movesShown {
			page.Older = stockItemURL(item) + "?before=" + strconv.FormatInt(events[i-1].ID, 10)
			break
		}
		page.Rows = append(page.Rows, moveView(sc, e))
	}
	if before > 0 {
		page.Newest = stockItemURL(item)
	}
	rules := x.Row.Verdict.Rules
	which := "On hand"
	if rules.Available {
		which = "On hand, less sales orders"
	}
	page.Facts = factsOf("Whose count", stock.MasterWord(rules.Master), "QuickBooks’ quantity", which, "Kept back", fmt.Sprint(rules.Buffer), "Most that is shown", capWord(rules.Cap), "Kind", itemKind(x.Row.Item.Entry.Type))
	return d.render(w, r, http.StatusOK, templates.StockWhyPage(page))
}

func capWord(n int64) string {
	if n == 0 {
		return "No cap"
	}
	return strconv.FormatInt(n, 10)
}

func readWords(t, now time.Time) string {
	if t.IsZero() {
		return "Not read yet"
	}
	return "Read " + moment(t, now)
}

func sideView(sc scene, id, head, sub string, side stock.Side) templates.StockSide {
	v := templates.StockSide{ID: id, Head: head, Sub: sub, Left: side.Parked}
	for _, a := range []*stock.Account{&side.Has, side.Should} {
		if a == nil || len(a.Lines) == 0 && a.Total == 0 && side.Parked != "" {
			continue
		}
		view := templates.StockAccount{Head: a.Head, Total: a.Total.String()}
		for _, l := range a.Lines {
			line := templates.StockLine{Text: l.Text, Quantity: l.Quantity.String()}
			if l.Times > 1 {
				line.Sub = templates.Plural(l.Times, "movement", "movements")
			}
			if l.Order > 0 {
				line.Word, line.Href = fmt.Sprintf("order %d", l.Order), fmt.Sprintf("/orders/%s/%d", url.PathEscape(string(l.Store)), l.Order)
				if len(sc.shops) > 1 {
					line.Sub = sc.shopName(l.Store)
				}
			}
			view.Lines = append(view.Lines, line)
		}
		v.Accounts = append(v.Accounts, view)
	}
	return v
}

func moveView(sc scene, e store.StockEvent) templates.StockMove {
	m := templates.StockMove{When: moment(e.At, sc.now), Where: "QuickBooks", What: stock.MovedWords(e), Word: e.Ref, Quantity: e.Quantity.String(), Then: e.Balance.String()}
	if e.Store != "" {
		m.Where = sc.shopName(e.Store)
	}
	if key := sales.StoreKey(strings.TrimPrefix(e.Detail, "store ")); e.Order > 0 {
		if e.Store != "" {
			key = e.Store
		}
		m.Word = fmt.Sprintf("order %d", e.Order)
		if key != "" {
			m.Href = fmt.Sprintf("/orders/%s/%d", url.PathEscape(string(key)), e.Order)
		}
	}
	return m
}
