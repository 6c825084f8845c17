package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// Items are made in QuickBooks for products that have none: a page shows what
// would be made, and under which names; the next visit makes it.

// createShown is how many items a page shows one by one.
const createShown = 100

// creating is what a form or an address of /items/create is about.
type creating struct {
	sc    scene
	in    url.Values
	back  string
	refs  []stock.WareRef
	edits map[stock.WareRef]stock.ItemEdit
	all   bool // of the list that back names
}

func wareValue(ref stock.WareRef) string { return string(ref.Store) + "/" + fmt.Sprint(ref.Variant) }

// wareRef reads a ware of this company file's stores.
func wareRef(sc scene, v string) (stock.WareRef, bool) {
	key, id, _ := strings.Cut(v, "/")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || !slices.ContainsFunc(sc.shops, func(s store.Shop) bool { return string(s.Key) == key }) {
		return stock.WareRef{}, false
	}
	return stock.WareRef{Store: sales.StoreKey(key), Variant: n}, true
}

func (d *desk) creatingOf(r *http.Request, in url.Values) (creating, error) {
	sc, err := d.scene(r)
	if err != nil {
		return creating{}, store.ErrNotFound
	}
	c := creating{sc: sc, in: in, back: safeNext(in.Get("back")), edits: map[stock.WareRef]stock.ItemEdit{}}
	if c.back == "/" {
		c.back = "/items?tab=store"
	}
	if in.Get("all") != "" {
		c.all = true
		u, err := url.Parse(c.back)
		if err != nil {
			return c, store.ErrNotFound
		}
		c.refs, err = stock.OnlyInStore(r.Context(), d.Store, itemsAsked(&http.Request{URL: u}, sc), stock.MaxCreate)
		if err != nil {
			return c, err
		}
	} else {
		for _, v := range in["link"] {
			if ref, ok := wareRef(sc, v); ok && !slices.Contains(c.refs, ref) && len(c.refs) < stock.MaxCreate {
				c.refs = append(c.refs, ref)
			}
		}
	}
	rule := store.ItemRule{Type: in.Get("type"), Income: in.Get("income"), Cost: in.Get("cost"), Asset: in.Get("asset"),
		Parent: strings.TrimSpace(in.Get("parent")), Variants: in.Get("variants"), Name: in.Get("named"), TaxCode: in.Get("code")}
	if !rule.Counted() {
		rule.Asset = ""
	}
	for _, ref := range c.refs {
		c.edits[ref] = stock.ItemEdit{Name: in.Get("name-" + wareValue(ref)), Rule: rule}
	}
	return c, nil
}

// rule is the rule that a form says for all.
func (c creating) rule() store.ItemRule {
	for _, e := range c.edits {
		return e.Rule
	}
	return store.ItemRule{}
}

// itemCreate shows what would be made.
func (d *desk) itemCreate(w http.ResponseWriter, r *http.Request) error {
	c, err := d.creatingOf(r, r.URL.Query())
	if err != nil {
		return err
	}
	return d.createPage(w, r, c, nil, http.StatusOK)
}

func (d *desk) createPage(w http.ResponseWriter, r *http.Request, c creating, problems []templates.FormProblem, code int) error {
	if len(c.refs) == 0 {
		return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "No product is chosen",
			Lines: []string{"Tick the products that items are to be made for, then choose **Create in QuickBooks…**. Nothing was changed."}, Links: []templates.Action{{Word: "Back to the list", Href: c.back}}}}
	}
	all, err := stock.NewKeeper(d.Store, stock.Options{Log: d.Log}).Propose(r.Context(), c.sc.company.Key, c.refs, c.edits)
	if err != nil {
		return err
	}
	s, err := d.shellOf(r, c.sc, "Create in QuickBooks", "items")
	if err != nil {
		return err
	}
	page := templates.ItemCreate{Shell: s, ProblemHead: "Nothing was asked for", Problems: problems, Back: c.back, Keep: c.in.Get("keep") != "", Skip: c.in.Get("skip") != "",
		Hidden: []templates.Field{{Name: "once", Value: orWords(c.in.Get("once"), once())}, {Name: "back", Value: c.back}},
		Lead:   "QuickBooks makes them at its next visit, and orders that wait for them are posted by themselves. Until then it can be taken back.",
		Word:   "Create " + templates.Plural(len(all), "item", "items"), Parent: c.in.Get("parent")}
	if len(problems) > 0 {
		page.Title = "Error: " + page.Title
	}
	if c.all {
		page.Hidden = append(page.Hidden, templates.Field{Name: "all", Value: "1"})
	}
	bad := 0
	for i, p := range all {
		if len(p.Problems) > 0 {
			bad++
		}
		if i < createShown {
			page.Rows = append(page.Rows, createRow(p))
		}
	}
	if n := len(all) - len(page.Rows); n > 0 {
		page.More = fmt.Sprintf("The first %d of %s. The others are made by the same rule.", len(page.Rows), templates.Count(len(all)))
	}
	if bad > 0 && len(problems) == 0 {
		page.Banner = &templates.Banner{Kind: "rev", Head: templates.Plural(bad, "product", "products") + " can’t have an item yet", Lines: []string{"The reason stands at each. Put it right and look again, or have them left out."}}
	}
	return d.createChoices(w, r, c, page, code)
}

func createRow(p stock.Proposal) templates.ItemCreateRow {
	i := p.Want.Item
	ref := wareValue(stock.WareRef{Store: p.Want.Store, Variant: p.Want.Variant})
	row := templates.ItemCreateRow{Ref: ref, Title: p.Want.Title, Sub: joinedBy(" · ", p.Want.SKU, p.Row.Ware.UPC), Field: "name-" + ref, Name: i.Name, Notes: p.Notes, Problems: p.Problems, On: true}
	if i.Type != "" {
		row.Kind, row.Account = itemKind(i.Type), strings.ReplaceAll(i.Account.FullName, ":", ": ")
	}
	if i.Parent.FullName != "" {
		row.Under = strings.ReplaceAll(i.Parent.FullName, ":", ": ") + ":"
		if p.Under != nil {
			row.Notes = append(row.Notes, "The item "+i.Parent.FullName+" is made first.")
		}
	}
	if !i.Price.IsZero() {
		row.Price = i.Price.String()
	}
	if p.Want.Link {
		row.Notes = append(row.Notes, "The SKU is linked to it in the mapping.")
	}
	return row
}

// createChoices fills in the choices of kinds and accounts.
func (d *desk) createChoices(w http.ResponseWriter, r *http.Request, c creating, page templates.ItemCreate, code int) error {
	rules, err := d.Store.CreateRules(r.Context(), c.sc.company.Key)
	if err != nil {
		return err
	}
	rule := c.rule()
	first := "Choose"
	if rules.Items.Type != "" {
		first = "As the rules for new items say"
	}
	page.Kinds = []templates.Pick{{Value: "", Word: first, On: rule.Type == ""}}
	words := map[string]string{"inventory": "Inventory part", "assembly": "Inventory assembly", "non_inventory": "Non-inventory part", "service": "Service", "other_charge": "Other charge"}
	for _, t := range store.ItemRuleTypes() {
		page.Kinds = append(page.Kinds, templates.Pick{Value: t, Word: words[t], On: rule.Type == t})
	}
	page.Names = []templates.Pick{{Value: "sku", Word: "Their SKU", On: rule.Name != "title"}, {Value: "title", Word: "Their title", On: rule.Name == "title"}}
	page.Variants = []templates.Pick{{Value: "flat", Word: "Stand by themselves", On: rule.Variants != "sub"}, {Value: "sub", Word: "Stand under an item of their product’s name", On: rule.Variants == "sub"}}
	accounts, err := d.everyEntry(r, c.sc, books.Accounts)
	if err != nil {
		return err
	}
	pick := func(on string, types ...string) []templates.Pick {
		out := []templates.Pick{{Value: "", Word: "None", On: on == ""}}
		for _, e := range accounts {
			if e.Active && slices.Contains(types, e.Type) {
				out = append(out, templates.Pick{Value: e.FullName, Word: strings.ReplaceAll(e.FullName, ":", ": "), On: books.SameName(e.FullName, on)})
			}
		}
		return out
	}
	page.Incomes = pick(rule.Income, "Income", "OtherIncome")
	page.Costs = pick(rule.Cost, "CostOfGoodsSold", "Expense", "OtherExpense")
	page.Assets = pick(rule.Asset, "OtherCurrentAsset")
	codes, err := d.everyEntry(r, c.sc, books.SalesTaxCodes)
	if err != nil {
		return err
	}
	page.Codes = []templates.Pick{{Value: "", Word: "QuickBooks’ own", On: rule.TaxCode == ""}}
	for _, e := range codes {
		if e.Active {
			page.Codes = append(page.Codes, templates.Pick{Value: e.Name, Word: e.Name, On: books.SameName(e.Name, rule.TaxCode)})
		}
	}
	return d.render(w, r, code, templates.ItemCreatePage(page))
}

// mostEntries bounds a choice that is a list.
const mostEntries = 2000

// everyEntry is a short list of QuickBooks.
func (d *desk) everyEntry(r *http.Request, sc scene, kind books.ListKind) ([]books.Entry, error) {
	var out []books.Entry
	for after := ""; len(out) < mostEntries; {
		some, next, err := d.Store.EntriesAfter(r.Context(), sc.company.Key, kind, after, 500)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
		if after = next; after == "" {
			break
		}
	}
	return out, nil
}

// doItemCreate looks again, or asks for what is chosen.
func (d *desk) doItemCreate(w http.ResponseWriter, r *http.Request) error {
	c, err := d.creatingOf(r, r.PostForm)
	if err != nil {
		return err
	}
	if c.in.Get("do") != "make" || len(c.refs) == 0 {
		return d.createPage(w, r, c, nil, map[bool]int{true: http.StatusUnprocessableEntity, false: http.StatusOK}[len(c.refs) == 0])
	}
	keeper := stock.NewKeeper(d.Store, stock.Options{Log: d.Log})
	all, err := keeper.Propose(r.Context(), c.sc.company.Key, c.refs, c.edits)
	if err != nil {
		return err
	}
	var problems []templates.FormProblem
	fine := all[:0:0]
	for _, p := range all {
		if len(p.Problems) == 0 {
			fine = append(fine, p)
			continue
		}
		ref := wareValue(stock.WareRef{Store: p.Want.Store, Variant: p.Want.Variant})
		if len(problems) < 20 {
			problems = append(problems, templates.FormProblem{Field: "name-" + ref, Text: p.Want.Title + ": " + p.Problems[0]})
		}
	}
	if c.in.Get("skip") != "" {
		problems = nil
	}
	if len(problems) == 0 && len(fine) == 0 {
		problems = append(problems, templates.FormProblem{Field: "type", Text: "None of these products can have an item yet. The reason stands at each."})
	}
	if len(problems) > 0 {
		return d.createPage(w, r, c, problems, http.StatusUnprocessableEntity)
	}
	if rule := c.rule(); c.in.Get("keep") != "" && rule.Type != "" {
		rules, err := d.Store.CreateRules(r.Context(), c.sc.company.Key)
		if err == nil {
			rules.Items = rule
			err = d.Store.SaveCreateRules(r.Context(), d.actor(r), c.sc.company.Key, rules)
		}
		if errors.Is(err, store.ErrRules) {
			return d.createPage(w, r, c, []templates.FormProblem{{Field: "type", Text: "The rule can’t be kept: " + ruleWords(err) + "."}}, http.StatusUnprocessableEntity)
		}
		if err != nil {
			return err
		}
	}
	step, err := keeper.Create(r.Context(), d.actor(r), c.sc.company.Key, store.Step{Once: cutOnce(c.in.Get("once"))}, fine)
	if errors.Is(err, stock.ErrCreate) {
		return d.createPage(w, r, c, []templates.FormProblem{{Field: "type", Text: deskWords(err)}}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	d.planned(r, c.sc)
	return did(w, r, "/items/made", step.ID)
}

func cutOnce(s string) string { return s[:min(len(s), 100)] }

// ruleWords are what is wrong with a rule, without what it is of.
func ruleWords(err error) string {
	return strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(err.Error(), store.ErrRules.Error()+": "), "items: "), "\nitems: ", "; ")
}

// deskWords are the words of an error that says why something can't be done.
func deskWords(err error) string {
	s := err.Error()
	for _, e := range []error{stock.ErrCreate, stock.ErrLink, store.ErrWanted} {
		s = strings.TrimPrefix(s, e.Error()+": ")
	}
	return upperFirst(s) + "."
}
