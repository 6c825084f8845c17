package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// Products are made in a store of items that QuickBooks has, hidden until a
// person shows them there.

// sellMost is how many products one form is about.
const sellMost = 50

// selling is what a form or an address of /items/sell is about.
type selling struct {
	sc    scene
	in    url.Values
	back  string
	store sales.StoreKey
	items []string
	edits map[string]stock.ProductEdit
}

func (d *desk) sellingOf(r *http.Request, in url.Values) (selling, error) {
	sc, err := d.scene(r)
	if err != nil {
		return selling{}, store.ErrNotFound
	}
	s := selling{sc: sc, in: in, back: safeNext(in.Get("back")), edits: map[string]stock.ProductEdit{}}
	if s.back == "/" {
		s.back = "/items?tab=books"
	}
	for _, shop := range sc.shops {
		if s.store == "" || string(shop.Key) == in.Get("store") {
			s.store = shop.Key
		}
	}
	for _, id := range in["link"] {
		if len(id) < 60 && !slices.Contains(s.items, id) && len(s.items) < sellMost {
			s.items = append(s.items, id)
			s.edits[id] = stock.ProductEdit{Name: in.Get("name-" + id), SKU: in.Get("sku-" + id), Price: in.Get("price-" + id), Weight: in.Get("weight-" + id)}
		}
	}
	if len(s.items) == 0 || s.store == "" {
		return s, errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "No item is chosen",
			Lines: []string{"Tick the items that products are to be made of, then choose **Create in the store…**. Nothing was changed."}, Links: []templates.Action{{Word: "Back to the list", Href: s.back}}}}
	}
	return s, nil
}

func (d *desk) itemSell(w http.ResponseWriter, r *http.Request) error {
	s, err := d.sellingOf(r, r.URL.Query())
	if err != nil {
		return err
	}
	return d.sellPage(w, r, s, "", http.StatusOK)
}

func (d *desk) sellPage(w http.ResponseWriter, r *http.Request, s selling, refused string, code int) error {
	all, err := stock.NewKeeper(d.Store, stock.Options{Log: d.Log}).ProposeProducts(r.Context(), s.sc.company.Key, s.store, s.items, s.edits)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return store.ErrNotFound
	}
	shell, err := d.shellOf(r, s.sc, "Create in the store", "items")
	if err != nil {
		return err
	}
	page := templates.ItemSell{Shell: shell, ProblemHead: "Nothing was asked for", Back: s.back, Word: "Create " + templates.Plural(len(all), "product", "products"),
		Lead:   "The store makes them within a minute, hidden: shoppers see nothing before you show it there. How many there are comes by the rules for stock.",
		Hidden: []templates.Field{{Name: "once", Value: orWords(s.in.Get("once"), once())}, {Name: "back", Value: s.back}}}
	for _, shop := range s.sc.shops {
		page.Stores = append(page.Stores, templates.Pick{Value: string(shop.Key), Word: s.sc.shopName(shop.Key), On: shop.Key == s.store})
	}
	if refused != "" {
		page.Problems = append(page.Problems, templates.FormProblem{Field: "name-" + all[0].Item.ListID, Text: refused})
	}
	for _, p := range all {
		n, id := p.Want.Product, p.Item.ListID
		row := templates.ItemSellRow{ID: id, Item: nameWords(p.Item.FullName), Sub: joinedBy(" · ", itemKind(p.Item.Type), p.Item.PartNumber), Name: n.Name, SKU: n.SKU, Price: n.Price.String(), Weight: n.Weight.String(), Notes: p.Notes}
		if e := s.edits[id]; e.Price != "" || e.Weight != "" { // as it was typed, right or wrong
			row.Price, row.Weight = orWords(e.Price, row.Price), orWords(e.Weight, row.Weight)
		}
		if code != http.StatusOK && len(p.Problems) > 0 {
			page.Problems = append(page.Problems, templates.FormProblem{Field: "name-" + id, Text: nameWords(p.Item.FullName) + ": " + strings.Join(p.Problems, " ")})
		} else {
			row.Problems = p.Problems
		}
		page.Rows = append(page.Rows, row)
	}
	if len(page.Problems) > 0 {
		page.Title = "Error: " + page.Title
	}
	return d.render(w, r, code, templates.ItemSellPage(page))
}

// nameWords is a full name for people.
func nameWords(full string) string { return strings.ReplaceAll(full, ":", ": ") }

func (d *desk) doItemSell(w http.ResponseWriter, r *http.Request) error {
	s, err := d.sellingOf(r, r.PostForm)
	if err != nil {
		return err
	}
	if s.in.Get("do") != "make" {
		return d.sellPage(w, r, s, "", http.StatusOK)
	}
	k := stock.NewKeeper(d.Store, stock.Options{Log: d.Log})
	all, err := k.ProposeProducts(r.Context(), s.sc.company.Key, s.store, s.items, s.edits)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(p stock.ProductProposal) bool { return len(p.Problems) > 0 }) {
		return d.sellPage(w, r, s, "", http.StatusUnprocessableEntity)
	}
	step, err := k.CreateProducts(r.Context(), d.actor(r), s.sc.company.Key, store.Step{Once: cutOnce(s.in.Get("once"))}, all)
	if errors.Is(err, stock.ErrCreate) {
		return d.sellPage(w, r, s, deskWords(err), http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return did(w, r, "/items/made?of=store", step.ID)
}

// madeProducts lists the products that were asked for.
func (d *desk) madeProducts(r *http.Request, sc scene, page *templates.ItemMade) error {
	all, err := d.Store.WantedProducts(r.Context(), sc.company.Key, true, 200)
	if err != nil {
		return err
	}
	page.Lead = "Products that were asked for in the store, the newest 200. They are hidden from shoppers until you show them there."
	page.Empty = templates.Empty{Head: "None here", Line: "No product was asked for.", Action: &templates.Action{Word: "Items that no product is", Href: "/items?tab=books"}}
	for _, p := range all {
		c := store.Creation{State: p.State}
		row := templates.ItemMadeRow{Name: p.Product.Name, Sub: joinedBy(" · ", p.Product.SKU, sc.shopName(p.Store)), For: nameWords(p.Item), State: madeStatus(c), Reason: p.Reason, Who: p.By + ", " + moment(p.Asked, sc.now)}
		switch p.State {
		case store.Posted:
			row.State.Word = "In the store, hidden when it was made"
		case store.Ready:
			row.State.Word = "Within a minute"
		default:
		}
		if p.State == store.Ready || p.State == store.Refused {
			row.Key = "product|" + string(p.Store) + "|" + p.Product.SKU
		}
		if p.State == store.Refused {
			row.Edit, row.EditWord = "/items/sell?"+url.Values{"link": {p.ListID}, "store": {string(p.Store)}, "name-" + p.ListID: {p.Product.Name}, "sku-" + p.ListID: {p.Product.SKU}}.Encode(), "Change and try again…"
		}
		page.Rows = append(page.Rows, row)
	}
	page.Shown = templates.Plural(len(page.Rows), "product", "products")
	return nil
}

// unsell takes back a product that was asked for.
func (d *desk) unsell(w http.ResponseWriter, r *http.Request, sc scene, key, back string) error {
	of, sku, _ := strings.Cut(key, "|")
	if !slices.ContainsFunc(sc.shops, func(s store.Shop) bool { return string(s.Key) == of }) {
		return store.ErrNotFound
	}
	step, err := d.do(r, sc, store.Step{Once: cutOnce(r.PostFormValue("once")), Head: "The product of SKU " + sku + " isn’t made."},
		store.Deed{Kind: store.DeedUnproduct, Company: sc.company.Key, Products: []store.WantedProduct{{Store: sales.StoreKey(of), Product: store.NewProduct{SKU: sku, Name: sku}}}})
	if errors.Is(err, store.ErrWanted) {
		return errStatus{http.StatusConflict, templates.Fault{Code: 409, Head: "It wasn’t taken back", Lines: []string{templates.Plain(deskWords(err))}, Links: []templates.Action{{Word: "Back to the list", Href: back}}}}
	}
	if err != nil {
		return err
	}
	return did(w, r, back, step.ID)
}
