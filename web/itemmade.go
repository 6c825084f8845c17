package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// madeStatus is where an item that was asked for stands.
func madeStatus(c store.Creation) templates.Status {
	switch c.State {
	case store.Ready:
		return templates.Status{Glyph: "wait", Word: "At the next visit", Kind: "wait"}
	case store.Sent, store.Unsure:
		return templates.Status{Glyph: "wait", Word: "On its way", Kind: "wait"}
	case store.Refused:
		return templates.Status{Glyph: "refused", Word: "Not made", Kind: "bad"}
	case store.Withdrawn:
		return templates.Status{Glyph: "excluded", Word: "Taken back", Kind: ""}
	case store.Posted, store.Verified:
	}
	return templates.Status{Glyph: "verified", Word: "In QuickBooks", Kind: "ok"}
}

// itemMade lists what was asked for.
func (d *desk) itemMade(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Items", "items")
	}
	s, err := d.shellOf(r, sc, "Being made", "items")
	if err != nil {
		return err
	}
	all, ofStore := r.URL.Query().Get("all") != "", r.URL.Query().Get("of") == "store"
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	found, err := d.Store.Creations(r.Context(), sc.company.Key, all, store.PostingID(max(before, 0)), pageRows)
	if err != nil {
		return err
	}
	page := templates.ItemMade{Shell: s, Lead: "Items that were asked for outside of an order. QuickBooks makes them at its next visit.", Once: once(), Back: r.URL.RequestURI(),
		May: who(r.Context()).May(access.ChangeMapping), Empty: templates.Empty{Head: "None here", Line: "Nothing that was asked for waits.", Action: &templates.Action{Word: "Products without an item", Href: "/items?tab=store"}},
		Tabs: []templates.Tab{{Word: "Open", Href: "/items/made", Count: found.Count, HasCount: true, Needs: found.Refused > 0, On: !all && !ofStore}, {Word: "All", Href: "/items/made?all=1", On: all && !ofStore}, {Word: "In the store", Href: "/items/made?of=store", On: ofStore}}}
	if ofStore {
		if err := d.madeProducts(r, sc, &page); err != nil {
			return err
		}
		return d.render(w, r, http.StatusOK, templates.ItemMadePage(page))
	}
	for _, c := range found.Rows {
		page.Rows = append(page.Rows, d.madeRow(sc, c))
	}
	page.Shown = templates.Plural(len(page.Rows), "item", "items")
	if found.Next != 0 {
		v := url.Values{"before": {fmt.Sprint(int64(found.Next))}}
		if all {
			v.Set("all", "1")
		}
		page.Next = "/items/made?" + v.Encode()
	}
	return d.render(w, r, http.StatusOK, templates.ItemMadePage(page))
}

func (d *desk) madeRow(sc scene, c store.Creation) templates.ItemMadeRow {
	row := templates.ItemMadeRow{Name: strings.ReplaceAll(c.Item.FullName(), ":", ": "), Sub: joinedBy(" · ", itemKind(c.Item.Type), strings.ReplaceAll(c.Item.Account.FullName, ":", ": ")),
		For: c.Title, ForSub: c.SKU, State: madeStatus(c), Reason: c.Reason, Who: c.By + ", " + moment(c.Asked, sc.now)}
	if !c.Sent() {
		row.Key = c.Item.Key
	}
	if c.State == store.Refused && !c.Sent() {
		row.Again = fmt.Sprint(int64(c.Posting))
		if c.Variant != 0 {
			row.Edit, row.EditWord = "/items/create?"+url.Values{"link": {wareValue(stock.WareRef{Store: c.Store, Variant: c.Variant})}, "back": {"/items/made"}}.Encode(), "Another name…"
		}
	}
	return row
}

// doItemMade takes back what was asked for, or tries it again.
func (d *desk) doItemMade(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	back := safeNext(r.PostFormValue("back"))
	key := r.PostFormValue("key")
	if of, ok := strings.CutPrefix(key, "product|"); ok {
		return d.unsell(w, r, sc, of, back)
	}
	c, err := d.Store.CreationOf(r.Context(), sc.company.Key, key)
	if err != nil {
		return err
	}
	if again := r.PostFormValue("again"); again != "" {
		if err := d.Store.RetryPosting(r.Context(), d.actor(r), c.Posting); err != nil && !errors.Is(err, store.ErrChanged) {
			return err
		}
		return did(w, r, back, 0)
	}
	step, err := d.do(r, sc, store.Step{Once: cutOnce(r.PostFormValue("once")), Head: "The item " + strings.ReplaceAll(c.Item.FullName(), ":", ": ") + " isn’t made."},
		store.Deed{Kind: store.DeedUncreate, Company: sc.company.Key, Create: []store.WantedItem{{Item: books.NewItem{Key: key, Name: c.Item.Name, Parent: c.Item.Parent}, Store: c.Store, Variant: c.Variant, SKU: c.SKU}}})
	if errors.Is(err, store.ErrWanted) {
		return errStatus{http.StatusConflict, templates.Fault{Code: 409, Head: "It wasn’t taken back", Lines: []string{templates.Plain(deskWords(err))}, Links: []templates.Action{{Word: "Back to the list", Href: back}}}}
	}
	if err != nil {
		return err
	}
	return did(w, r, back, step.ID)
}

// itemChoose looks for the item that a product is.
func (d *desk) itemChoose(w http.ResponseWriter, r *http.Request) error {
	return d.choosePage(w, r, r.URL.Query(), "", http.StatusOK)
}

// chooseRows is how many items a search shows.
const chooseRows = 50

func (d *desk) choosePage(w http.ResponseWriter, r *http.Request, in url.Values, problem string, code int) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	ref, ok := wareRef(sc, in.Get("w"))
	if !ok {
		return store.ErrNotFound
	}
	row, err := d.Store.WareOf(r.Context(), sc.company.Key, ref.Store, ref.Variant)
	if err != nil {
		return err
	}
	s, err := d.shellOf(r, sc, "Which item is it?", "items")
	if err != nil {
		return err
	}
	back := safeNext(in.Get("back"))
	if back == "/" {
		back = "/items"
	}
	page := templates.ItemChoose{Shell: s, Product: row.Ware.Title(), Sub: row.Ware.SKU, Ref: in.Get("w"), Search: strings.TrimSpace(in.Get("q")), Problem: problem, Once: once(), Back: back,
		Why: row.Ware.Reason, Now: "It is no item of QuickBooks yet."}
	if problem != "" {
		page.Title = "Error: " + page.Title
	}
	switch {
	case row.Ware.State == store.WareMatched && row.Item != nil:
		page.Now = "It is the item " + strings.ReplaceAll(row.Item.FullName, ":", ": ") + "."
	case row.Making != nil:
		page.Now = "The item " + strings.ReplaceAll(row.Making.Item.FullName(), ":", ": ") + " was asked for: " + strings.ToLower(madeStatus(*row.Making).Word) + "."
	case row.Item != nil:
		page.Now = "The item " + strings.ReplaceAll(row.Item.FullName, ":", ": ") + " is suggested."
	}
	if row.Ware.State != store.WareMatched && row.Making == nil && strings.TrimSpace(row.Ware.SKU) != "" {
		page.CreateAt = "/items/create?" + url.Values{"link": {page.Ref}, "back": {back}}.Encode()
	}
	rules, _, err := d.Store.Rules(r.Context(), ref.Store)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	for sku := range rules.Items.Links {
		page.MayTake = page.MayTake || store.SKUKey(sku) == store.SKUKey(row.Ware.SKU)
	}
	found, err := d.Store.Entries(r.Context(), sc.company.Key, books.Items, page.Search, chooseRows)
	if err != nil {
		return err
	}
	page.Empty = "No item’s name, part number or barcode begins with that. Search for the beginning of its name, or create the item."
	if len(found) == chooseRows {
		page.Shown = fmt.Sprintf("The first %d. Search for the beginning of a name, or a part number.", chooseRows)
	}
	for _, e := range found {
		page.Rows = append(page.Rows, chooseRow(e, row))
	}
	return d.render(w, r, code, templates.ItemChoosePage(page))
}

func chooseRow(e books.Entry, row store.CatalogueRow) templates.ItemChooseRow {
	v := templates.ItemChooseRow{Name: e.FullName, Sub: joinedBy(" · ", itemKind(e.Type), e.PartNumber, e.BarCode), Account: strings.ReplaceAll(e.Account.FullName, ":", ": ")}
	if n, ok := (store.CatalogueRow{Item: &e}).OnHand(); ok {
		v.Figure = sales.Figure(n, 0)
	}
	switch {
	case row.Ware.State == store.WareMatched && row.Ware.Item == e.ListID:
		v.Here = true
	case !e.Active:
		v.Why = "Inactive in QuickBooks"
	case !books.Sellable(e.Type):
		v.Why = "Can’t stand on a sale"
	}
	return v
}

// doItemChoose links a product to the item that was chosen, or takes the link away.
func (d *desk) doItemChoose(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	ref, ok := wareRef(sc, r.PostFormValue("w"))
	if !ok {
		return store.ErrNotFound
	}
	row, err := d.Store.WareOf(r.Context(), sc.company.Key, ref.Store, ref.Variant)
	if err != nil {
		return err
	}
	l := stock.Link{Store: ref.Store, SKU: strings.TrimSpace(row.Ware.SKU), Item: r.PostFormValue("item")}
	step, err := stock.NewKeeper(d.Store, stock.Options{Log: d.Log}).Accept(r.Context(), d.actor(r), sc.company.Key, store.Step{Once: cutOnce(r.PostFormValue("once"))}, l)
	if errors.Is(err, stock.ErrLink) || errors.Is(err, store.ErrRules) {
		return d.choosePage(w, r, r.PostForm, deskWords(err), http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	d.planned(r, sc)
	return did(w, r, safeNext(r.PostFormValue("back")), step.ID)
}
