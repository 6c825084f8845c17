package web

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// itemsTabs are the tabs of Items & stock, with their words and what an empty
// one says.
func itemsTabs() []struct {
	key         store.CatalogueTab
	word, empty string
	needs       bool
} {
	return []struct {
		key         store.CatalogueTab
		word, empty string
		needs       bool
	}{
		{store.TabSuggested, "Suggested", "No product waits for a suggestion to be looked at.", true},
		{store.TabMatched, "Matched", "No product of the store is an item of QuickBooks yet.", false},
		{store.TabOnlyStore, "Only in the store", "Every product of the store has its item, or a suggestion.", true},
		{store.TabOnlyBooks, "Only in QuickBooks", "Every item is a product of the store. Items are read at the first calls of the Web Connector.", false},
		{store.TabTwice, "Twice", "No SKU is more than one product or item.", true},
		{store.TabUnusable, "Can’t be used", "Every item that was found is active and can stand on a sale.", true},
		{store.TabNoSKU, "Without SKU", "Every product has a SKU.", true},
		{store.TabOther, "Other kinds", "QuickBooks told no taxes, discounts or subtotals.", false},
	}
}

// itemsAsked is what the address of a list of items asks for.
func itemsAsked(r *http.Request, sc scene) store.CatalogueFilter {
	q := r.URL.Query()
	f := store.CatalogueFilter{Company: sc.company.Key, Search: strings.TrimSpace(q.Get("q")), After: q.Get("after"), Limit: pageRows}
	for _, t := range itemsTabs() {
		if string(t.key) == q.Get("tab") {
			f.Tab = t.key
		}
	}
	for _, s := range sc.shops {
		if string(s.Key) == q.Get("store") {
			f.Store = s.Key
		}
	}
	for _, t := range itemTypes() {
		if t == q.Get("type") {
			f.Type = t
		}
	}
	return f
}

func itemTypes() []string {
	return []string{"Inventory", "InventoryAssembly", "NonInventory", "Service", "OtherCharge", "Group", "Discount", "FixedAsset", "Payment", "SalesTax", "SalesTaxGroup", "Subtotal"}
}

func itemsURL(path string, f store.CatalogueFilter, after string) string {
	v := url.Values{"tab": {string(f.Tab)}}
	for k, s := range map[string]string{"q": f.Search, "store": string(f.Store), "type": f.Type, "after": after} {
		if s != "" {
			v.Set(k, s)
		}
	}
	return path + "?" + v.Encode()
}

// itemsPage reads the page that is asked for. Without a tab it is the first
// that has rows, of what was searched for if something was.
func (d *desk) itemsPage(r *http.Request, f store.CatalogueFilter) (store.CatalogueFilter, store.CataloguePage, error) {
	if f.Tab != "" {
		p, err := d.Store.CataloguePage(r.Context(), f)
		if errors.Is(err, store.ErrBadPlace) { // the list from its beginning
			f.After = ""
			p, err = d.Store.CataloguePage(r.Context(), f)
		}
		return f, p, err
	}
	f.After = ""
	for _, t := range itemsTabs() { // one row of each tells whether it has some
		look := f
		look.Tab, look.Limit, look.RowsOnly = t.key, 1, true
		p, err := d.Store.CataloguePage(r.Context(), look)
		if err != nil {
			return f, p, err
		}
		if len(p.Rows) > 0 {
			f.Tab = t.key
			break
		}
	}
	if f.Tab == "" {
		f.Tab = store.TabSuggested
	}
	p, err := d.Store.CataloguePage(r.Context(), f)
	return f, p, err
}

func (d *desk) items(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Items", "items")
	}
	s, err := d.shellOf(r, sc, "Items", "items")
	if err != nil {
		return err
	}
	f, found, err := d.itemsPage(r, itemsAsked(r, sc))
	if err != nil {
		return err
	}
	books := f.Tab == store.TabOnlyBooks || f.Tab == store.TabOther
	page := templates.Items{Shell: s, Tab: string(f.Tab), Search: f.Search, Books: books, StoreOn: f.Store != "", TypeOn: f.Type != "", Lead: itemsLead(found, sc.now),
		CSV: itemsURL("/items.csv", f, ""), JSON: itemsURL("/items.json", f, ""), Once: once(), Back: itemsURL("/items", f, ""), All: min(found.Count, stock.MaxAtOnce)}
	for _, t := range itemsTabs() {
		page.Tabs = append(page.Tabs, templates.Tab{Word: t.word, Href: itemsURL("/items", store.CatalogueFilter{Tab: t.key, Search: f.Search}, ""), Count: found.Tabs[t.key], HasCount: true, Needs: t.needs && found.Tabs[t.key] > 0, On: t.key == f.Tab})
		if t.key == f.Tab {
			page.Empty = templates.Empty{Head: "None here", Line: t.empty}
		}
	}
	if f.Search != "" || f.Store != "" || f.Type != "" {
		page.Empty = templates.Empty{Head: "None found", Line: "Nothing in this list matches.", Action: &templates.Action{Word: "Clear the search", Href: itemsURL("/items", store.CatalogueFilter{Tab: f.Tab}, "")}}
	}
	page.Stores, page.Types = []templates.Choice{{Word: "All"}}, []templates.Choice{{Word: "All"}}
	for _, shop := range sc.shops {
		page.Stores = append(page.Stores, templates.Choice{Value: string(shop.Key), Word: sc.shopName(shop.Key), On: f.Store == shop.Key})
	}
	for _, t := range itemTypes() {
		page.Types = append(page.Types, templates.Choice{Value: t, Word: itemKind(t), On: f.Type == t})
	}
	page.MayLink = who(r.Context()).May(access.ChangeMapping)
	page.Accepts = f.Tab == store.TabSuggested
	page.Creates = f.Tab == store.TabSuggested || f.Tab == store.TabOnlyStore
	page.Sells = f.Tab == store.TabOnlyBooks
	page.Ticks = page.MayLink && (page.Creates || page.Sells)
	for _, row := range found.Rows {
		v := itemsRow(row, sc.now)
		if row.Ware == nil && page.Sells && row.Item.Active {
			v.Tick = row.Item.ListID
		}
		if w := row.Ware; w != nil {
			ref := wareValue(stock.WareRef{Store: w.Store, Variant: w.Variant})
			if v.Tick == "" && page.Creates && w.SKU != "" && row.Making == nil {
				v.Tick = ref
			}
			if page.MayLink && w.SKU != "" {
				v.Choose = "/items/choose?" + url.Values{"w": {ref}, "back": {page.Back}}.Encode()
			}
		}
		page.Rows = append(page.Rows, v)
	}
	made, err := d.Store.Creations(r.Context(), sc.company.Key, false, 0, 1)
	if err != nil {
		return err
	}
	if made.Count > 0 {
		page.Made = templates.Action{Word: "Being made (" + templates.Count(made.Count) + ")", Href: "/items/made"}
	}
	page.Shown = fmt.Sprintf("%s of %s", templates.Count(len(found.Rows)), templates.Count(found.Count))
	if f.After != "" {
		page.First = itemsURL("/items", f, "")
	}
	if found.Next != "" {
		page.Next = itemsURL("/items", f, found.Next)
	}
	return d.render(w, r, http.StatusOK, templates.ItemsPage(page))
}

// itemsLead tells when both sides were read.
func itemsLead(p store.CataloguePage, now time.Time) string {
	lead := "QuickBooks’ items aren’t read yet."
	if !p.ItemsRead.IsZero() {
		lead = "As read from QuickBooks, " + moment(p.ItemsRead, now) + "."
	}
	if p.WaresRead.IsZero() {
		return lead + " The store’s products aren’t read yet."
	}
	lead += " The store’s products, " + moment(p.WaresRead, now) + "."
	if p.Unsettled > 0 {
		lead += " " + templates.Plural(p.Unsettled, "product is", "products are") + " still being compared."
	}
	return lead
}

func itemsRow(row store.CatalogueRow, now time.Time) templates.ItemsRow {
	var v templates.ItemsRow
	if w := row.Ware; w != nil {
		v.Name, v.Sub, v.Reason = w.Title(), joinedBy(" · ", w.SKU, w.UPC), w.Reason
		if row.Item != nil && w.SKU != "" {
			v.Tick = string(w.Store) + "/" + fmt.Sprint(w.Variant)
		}
		v.Store = "Not counted"
		if n, read, ok := row.Level(); ok {
			v.Store, v.StoreRead = templates.Count(int(n)), moment(read, now)
		}
		if row.Making != nil {
			v.Making = "Being made: " + strings.ReplaceAll(row.Making.Item.FullName(), ":", ": ") + ", " + strings.ToLower(madeStatus(*row.Making).Word)
		}
		v.Parts = bundleWords(row.Bundle)
		if row.Waiting > 0 {
			v.Waiting, v.WaitingURL = templates.Count(row.Waiting), "/sales?state=review&q="+url.QueryEscape(w.SKU)
		}
	}
	e := row.Item
	if e == nil {
		return v
	}
	v.Item, v.Kind, v.Inactive, v.Account = e.FullName, itemKind(e.Type), !e.Active, strings.ReplaceAll(e.Account.FullName, ":", ": ")
	if row.Ware == nil {
		v.Sub = joinedBy(" · ", e.PartNumber, e.BarCode)
	}
	if n, ok := row.OnHand(); ok {
		v.QB, v.QBRead = sales.Figure(n, 0), moment(row.Told, now)
		var more []string
		if !e.OnSalesOrder.IsZero() {
			more = append(more, sales.Figure(e.OnSalesOrder, 0)+" on sales orders")
		}
		if !e.OnOrder.IsZero() {
			more = append(more, sales.Figure(e.OnOrder, 0)+" on order")
		}
		v.QBRead = joinedBy(", ", append(more, v.QBRead)...)
	}
	if !e.Rate.IsZero() {
		v.QB = e.Rate.String() + "%"
	}
	if e.Agency.FullName != "" {
		v.Account = e.Agency.FullName
	}
	return v
}

// bundleWords are what a product is put together of.
func bundleWords(b *store.Bundle) string {
	if b == nil {
		return ""
	}
	var names []string
	for _, p := range b.Parts {
		if p.Title != "" && len(names) < 4 {
			names = append(names, p.Title)
		}
	}
	if n := len(b.Parts) - len(names); n > 0 {
		names = append(names, templates.Count(n)+" more")
	}
	word := "Put together of "
	if b.Choice {
		word = "Put together by the shopper of "
	}
	return word + strings.Join(names, ", ")
}

// acceptItems uses the suggested items that were ticked.
func (d *desk) acceptItems(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	back := safeNext(r.PostFormValue("back"))
	u, err := url.Parse(back)
	if err != nil {
		return store.ErrNotFound
	}
	var links []stock.Link
	if r.PostFormValue("all") != "" {
		f := itemsAsked(&http.Request{URL: u}, sc)
		links, err = stock.Suggested(r.Context(), d.Store, f)
	} else {
		links, err = d.tickedLinks(r, sc)
	}
	if err != nil {
		return err
	}
	refused := func(why string) error {
		return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "Nothing was linked",
			Lines: []string{why, "Orders of these products still wait for their items. Tick the suggestions that are right, and choose **Use these items**."}, Links: []templates.Action{{Word: "Back to the list", Href: back}}}}
	}
	if len(links) == 0 {
		return refused("No suggestion was ticked, or what was ticked isn’t suggested any more.")
	}
	step, err := stock.NewKeeper(d.Store, stock.Options{Log: d.Log}).Accept(r.Context(), d.actor(r), sc.company.Key, store.Step{Once: r.PostFormValue("once")}, links...)
	if errors.Is(err, stock.ErrLink) || errors.Is(err, store.ErrRules) {
		return refused(templates.Plain(upperFirst(err.Error()) + "."))
	}
	if err != nil {
		return err
	}
	d.planned(r, sc)
	return did(w, r, back, step.ID)
}

// tickedLinks are the suggestions that were ticked, as they stand now.
func (d *desk) tickedLinks(r *http.Request, sc scene) ([]stock.Link, error) {
	var out []stock.Link
	for _, t := range r.PostForm["link"] {
		var variant int64
		key, id, _ := strings.Cut(t, "/")
		if _, err := fmt.Sscanf(id, "%d", &variant); err != nil || len(out) == stock.MaxAtOnce {
			continue
		}
		row, err := d.Store.WareOf(r.Context(), sc.company.Key, sales.StoreKey(key), variant)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if row.Ware.State == store.WareSuggested && row.Item != nil {
			out = append(out, stock.Link{Store: row.Ware.Store, SKU: row.Ware.SKU, Item: row.Item.FullName})
		}
	}
	return out, nil
}

// everyItem gives every row of a list to each.
func (d *desk) everyItem(r *http.Request, f store.CatalogueFilter, each func(store.CatalogueRow) error) error {
	f.After, f.Limit = "", 500
	for {
		p, err := d.Store.CataloguePage(r.Context(), f)
		if err != nil {
			return err
		}
		for _, row := range p.Rows {
			if err := each(row); err != nil {
				return err
			}
		}
		if f.After = p.Next; f.After == "" {
			return nil
		}
	}
}

// itemCells are a row as exports have it.
func itemCells(row store.CatalogueRow) map[string]string {
	c := map[string]string{}
	if w := row.Ware; w != nil {
		c["store"], c["sku"], c["product"], c["state"], c["why"] = string(w.Store), w.SKU, w.Title(), string(w.State), w.Reason
		if n, read, ok := row.Level(); ok {
			c["in store"], c["store read"] = fmt.Sprint(n), read.UTC().Format(time.RFC3339)
		}
		c["orders waiting"] = fmt.Sprint(row.Waiting)
	}
	if e := row.Item; e != nil {
		c["item"], c["kind"] = e.FullName, itemKind(e.Type)
		if n, ok := row.OnHand(); ok {
			c["on hand"], c["on sales orders"], c["on order"] = n.String(), e.OnSalesOrder.String(), e.OnOrder.String()
		}
		if !row.Told.IsZero() {
			c["quickbooks read"] = row.Told.UTC().Format(time.RFC3339)
		}
	}
	return c
}

func (d *desk) itemsCSV(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	f, _, err := d.itemsPage(r, itemsAsked(r, sc))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="items-`+string(f.Tab)+`-`+today(sc).String()+`.csv"`)
	heads := []string{"store", "sku", "product", "state", "item", "kind", "in store", "store read", "on hand", "on sales orders", "on order", "quickbooks read", "orders waiting", "why"}
	out := csv.NewWriter(w)
	if err := out.Write(heads); err != nil {
		return nil //nolint:nilerr // the browser went away
	}
	err = d.everyItem(r, f, func(row store.CatalogueRow) error {
		cells, line := itemCells(row), make([]string, len(heads))
		for i, h := range heads {
			line[i] = cell(cells[h])
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

func (d *desk) itemsJSON(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	f, _, err := d.itemsPage(r, itemsAsked(r, sc))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="items-`+string(f.Tab)+`-`+today(sc).String()+`.json"`)
	enc := json.NewEncoder(w)
	sep := "[\n"
	err = d.everyItem(r, f, func(row store.CatalogueRow) error {
		if _, err := w.Write([]byte(sep)); err != nil {
			return err
		}
		sep = ","
		return enc.Encode(itemCells(row))
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
