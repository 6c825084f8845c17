package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// Reconciling: what differs between both sides is settled before they are kept
// equal, one by one, in bulk, or by what was counted.

const reconcilePath = "/stock/reconcile"

func differencesAsked(q url.Values, sc scene) store.StockDifferenceFilter {
	f := store.StockDifferenceFilter{Company: sc.company.Key, Settled: q.Get("tab") == "settled", Search: strings.TrimSpace(q.Get("q")), After: q.Get("after"), Limit: pageRows}
	for _, s := range sc.shops {
		if string(s.Key) == q.Get("store") {
			f.Store = s.Key
		}
	}
	if m := q.Get("more"); m == store.ChooseBooks || m == store.ChooseShop {
		f.More = m
	}
	return f
}

func differencesURL(path string, f store.StockDifferenceFilter, after string) string {
	v := url.Values{}
	tab := ""
	if f.Settled {
		tab = "settled"
	}
	for k, s := range map[string]string{"tab": tab, "q": f.Search, "store": string(f.Store), "more": f.More, "after": after} {
		if s != "" {
			v.Set(k, s)
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func (d *desk) reconcile(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Reconcile", "items")
	}
	return d.reconcilePage(w, r, sc, differencesAsked(r.URL.Query(), sc), settingsForm{})
}

func (d *desk) reconcilePage(w http.ResponseWriter, r *http.Request, sc scene, f store.StockDifferenceFilter, form settingsForm) error {
	s, err := d.shellOf(r, sc, "Reconcile", "items")
	if err != nil {
		return err
	}
	s.Path = differencesURL(reconcilePath, f, f.After)
	found, err := d.Store.StockDifferences(r.Context(), f)
	if errors.Is(err, store.ErrBadPlace) {
		f.After = ""
		found, err = d.Store.StockDifferences(r.Context(), f)
	}
	if err != nil {
		return err
	}
	stand, err := stock.StandOf(r.Context(), d.Store, sc.company.Key)
	if err != nil {
		return err
	}
	page := templates.Reconcile{Shell: s, Head: "Not everything was settled", Problems: form.problems, Settled: f.Settled, Search: f.Search, Stores: storeChoices(sc, f.Store), StoreOn: f.Store != "", MoreOn: f.More != "",
		More: []templates.Choice{{Word: "Either"}, {Value: store.ChooseBooks, Word: "QuickBooks", On: f.More == store.ChooseBooks}, {Value: store.ChooseShop, Word: "The store", On: f.More == store.ChooseShop}},
		Back: s.Path, May: who(r.Context()).May(access.ChangeSettings), Lock: lockFor(r, access.ChangeSettings), Count: found.Count, Lead: reconcileLead(stand),
		Links: []templates.Action{{Word: "Print a count sheet", Href: differencesURL("/stock/sheet", f, "")}, {Word: "Count sheet (CSV)", Href: differencesURL("/stock/sheet.csv", f, ""), Icon: "download"}}}
	if len(page.Problems) > 0 {
		page.Title = "Error: " + page.Title
	}
	page.End = found.Open == 0 && stand.Rules.Uses(store.MasterBoth) && stand.Settled.IsZero()
	page.Tabs = []templates.Tab{{Word: "To settle", Href: reconcilePath, Count: found.Open, HasCount: true, Needs: found.Open > 0, On: !f.Settled}, {Word: "Settled", Href: reconcilePath + "?tab=settled", Count: found.Settled, HasCount: true, On: f.Settled}}
	page.Empty = templates.Empty{Head: "Nothing differs", Line: "Both sides say the same of every product that is kept equal."}
	switch {
	case !stand.Rules.Uses(store.MasterBoth):
		page.Empty = templates.Empty{Head: "There is nothing to reconcile", Line: "Only where both sides count, differences are settled first. By the rules they don’t.", Action: &templates.Action{Word: "See the rules", Href: "/stock/rules"}}
	case f.Search != "" || f.Store != "" || f.More != "":
		page.Empty = templates.Empty{Head: "None found", Line: "Nothing in this list matches.", Action: &templates.Action{Word: "Clear the search", Href: reconcilePath}}
	case f.Settled:
		page.Empty = templates.Empty{Head: "None yet", Line: "Nobody settled a difference yet."}
	case stand.Todo > 0:
		page.Empty = templates.Empty{Head: "Still being compared", Line: templates.Plural(stand.Todo, "item or order is", "items and orders are") + " still being worked out. What differs is listed here."}
	}
	for _, h := range [][2]string{{"q", f.Search}, {"store", string(f.Store)}, {"more", f.More}} {
		page.Hidden = append(page.Hidden, templates.Field{Name: h[0], Value: h[1]})
	}
	for i := range found.Rows {
		row, err := d.reconcileRow(r, sc, &found.Rows[i])
		if err != nil {
			return err
		}
		row.Typed = form.or("count."+row.Key, row.Typed)
		page.Rows = append(page.Rows, row)
	}
	page.Shown = fmt.Sprintf("%s of %s", templates.Count(len(found.Rows)), templates.Count(found.Count))
	if f.After != "" {
		page.First = differencesURL(reconcilePath, f, "")
	}
	if found.Next != "" {
		page.Next = differencesURL(reconcilePath, f, found.Next)
	}
	return d.render(w, r, form.code(), templates.ReconcilePage(page))
}

func reconcileLead(s stock.Stand) string {
	switch {
	case !s.Settled.IsZero():
		return "The reconciliation was done. What differs by a product that came since is listed here."
	case s.Rules.Uses(store.MasterBoth):
		return "Both sides are kept equal only from a common figure. Say of each product that differs which side is right; the other follows when sending is switched on."
	}
	return "What differs is settled here before both sides are kept equal."
}

func (d *desk) reconcileRow(r *http.Request, sc scene, x *store.StockDifference) (templates.ReconcileRow, error) {
	v := templates.ReconcileRow{Key: string(x.Store) + "/" + strconv.FormatInt(x.Variant, 10), Href: stockItemURL(x.Item), QB: x.Books.String(), Store: strconv.FormatInt(x.Shop, 10), Difference: (store.Pieces(x.Shop) - x.Books).String(), By: x.By}
	row, err := d.Store.WareOf(r.Context(), sc.company.Key, x.Store, x.Variant)
	switch {
	case errors.Is(err, store.ErrNotFound):
		v.Name = "A product that the store doesn’t have any more"
	case err != nil:
		return v, err
	default:
		v.Name, v.Sub = row.Ware.Title(), row.Ware.SKU
		if row.Item != nil {
			v.Sub = joinedBy(" · ", v.Sub, row.Item.FullName)
		}
		if len(sc.shops) > 1 {
			v.Sub = joinedBy(" · ", v.Sub, sc.shopName(x.Store))
		}
	}
	switch x.Choice {
	case store.ChooseBooks:
		v.Choice = "QuickBooks is right"
	case store.ChooseShop:
		v.Choice = "The store is right"
	case store.ChooseCount:
		v.Choice = fmt.Sprintf("%d were counted", x.Counted)
		v.Typed = strconv.FormatInt(x.Counted, 10)
	}
	return v, nil
}

// settleDifferences takes a person's word: POST /stock/reconcile.
func (d *desk) settleDifferences(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	back := r.PostFormValue("back")
	u, err := url.Parse(safeNext(back))
	if err != nil || u.Path != reconcilePath {
		u = &url.URL{Path: reconcilePath}
	}
	f := differencesAsked(u.Query(), sc)
	form := settingsForm{in: r.PostForm}
	ctx, by := r.Context(), d.actor(r)
	switch do := form.text("do"); do {
	case "end":
		err := stock.EndReconciliation(ctx, d.Store, by, sc.company.Key)
		if errors.Is(err, store.ErrUnsettled) {
			form.fail("said", sentence(upperFirst(err.Error())))
			return d.reconcilePage(w, r, sc, f, form)
		}
		if err != nil {
			return err
		}
		return d.noted(w, r, "/stock/start", "The reconciliation is done. Sending is switched on by an admin.")
	case "all-books", "all-shop":
		n, not, err := stock.SettleAll(ctx, d.Store, by, differencesAsked(r.PostForm, sc), strings.TrimPrefix(do, "all-"))
		return d.settledHow(w, r, sc, f, form, n, not, err)
	}
	all := []stock.Settling{}
	for _, choice := range []string{store.ChooseBooks, store.ChooseShop} {
		for _, v := range form.in[choice] {
			if s, ok := settlingOf(v); ok {
				s.Choice = choice
				all = append(all, s)
			}
		}
	}
	if form.text("do") == "counted" {
		for name := range form.in {
			s, ok := settlingOf(strings.TrimPrefix(name, "count."))
			if !ok || !strings.HasPrefix(name, "count.") || form.text(name) == "" {
				continue
			}
			if s.Counted, err = strconv.ParseInt(form.text(name), 10, 64); err != nil || s.Counted < 0 || s.Counted > 2_147_483_647 {
				form.fail("said", fmt.Sprintf("“%s” is no whole number from 0 of pieces that were counted.", typedText(form.text(name))))
			}
			s.Choice = store.ChooseCount
			all = append(all, s)
		}
	}
	if len(all) == 0 && len(form.problems) == 0 {
		form.fail("said", "Nothing was said: choose which side is right, or fill in what was counted.")
	}
	if len(form.problems) > 0 {
		return d.reconcilePage(w, r, sc, f, form)
	}
	n, not, err := stock.Settle(ctx, d.Store, by, sc.company.Key, all)
	return d.settledHow(w, r, sc, f, form, n, not, err)
}

func settlingOf(v string) (stock.Settling, bool) {
	key, id, _ := strings.Cut(v, "/")
	n, err := strconv.ParseInt(id, 10, 64)
	return stock.Settling{Store: sales.StoreKey(key), Variant: n}, err == nil && key != ""
}

// settledHow tells what was settled, and what was not and why.
func (d *desk) settledHow(w http.ResponseWriter, r *http.Request, sc scene, f store.StockDifferenceFilter, form settingsForm, n int, not []stock.Unsettled, err error) error {
	if err != nil {
		return err
	}
	if len(not) == 0 {
		return d.noted(w, r, differencesURL(reconcilePath, f, ""), templates.Plural(n, "difference is", "differences are")+" settled.")
	}
	for i, u := range not {
		if i == mostProblems {
			form.fail("said", "And "+templates.Count(len(not)-i)+" more.")
			break
		}
		form.fail("said", u.Name+": "+u.Why)
	}
	if n > 0 {
		form.fail("said", templates.Plural(n, "other was", "others were")+" settled.")
	}
	return d.reconcilePage(w, r, sc, f, form)
}

// takeCount reads a count sheet: POST /stock/reconcile/count.
func (d *desk) takeCount(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	form := settingsForm{in: url.Values{}}
	f := differencesAsked(url.Values{}, sc)
	body, problem := countSheet(r)
	if problem != "" {
		form.fail("file", problem)
		return d.reconcilePage(w, r, sc, f, form)
	}
	all, bad := stock.ReadSheet(body)
	for i, err := range bad {
		if i == mostProblems {
			form.fail("file", "And "+templates.Count(len(bad)-i)+" more.")
			break
		}
		form.fail("file", sentence(upperFirst(err.Error())))
	}
	if len(bad) > 0 {
		return d.reconcilePage(w, r, sc, f, form)
	}
	n, not, err := stock.Settle(r.Context(), d.Store, d.actor(r), sc.company.Key, all)
	return d.settledHow(w, r, sc, f, form, n, not, err)
}

// countSheet is the file that was sent.
func countSheet(r *http.Request) (body []byte, problem string) {
	if err := r.ParseMultipartForm(stock.MaxSheet); err != nil {
		return nil, "No count sheet arrived, or it is too large. Choose the file, and send it again."
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return nil, "Choose the file of the count sheet that was filled in."
	}
	defer func() { _ = file.Close() }()
	if body, err = io.ReadAll(io.LimitReader(file, stock.MaxSheet+1)); err != nil {
		return nil, "The file did not arrive whole. Send it again."
	}
	return body, ""
}

// sheetCSV is a count sheet for a spreadsheet: GET /stock/sheet.csv.
func (d *desk) sheetCSV(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="count-sheet-`+today(sc).String()+`.csv"`)
	if err := stock.WriteSheet(r.Context(), w, d.Store, differencesAsked(r.URL.Query(), sc), r.URL.Query().Get("all") != ""); err != nil {
		d.Log.Error("a count sheet broke off", "error", err)
		panic(http.ErrAbortHandler) // a cut file must not look whole
	}
	return nil
}

// sheetRows is how many lines one printed page of a count sheet has.
const sheetRows = 200

// sheet is a count sheet to be printed: GET /stock/sheet.
func (d *desk) sheet(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Count sheet", "items")
	}
	s, err := d.shellOf(r, sc, "Count sheet", "items")
	if err != nil {
		return err
	}
	f := differencesAsked(r.URL.Query(), sc)
	f.Settled, f.Limit = false, sheetRows
	found, err := d.Store.StockDifferences(r.Context(), f)
	if errors.Is(err, store.ErrBadPlace) {
		f.After = ""
		found, err = d.Store.StockDifferences(r.Context(), f)
	}
	if err != nil {
		return err
	}
	refs := make([]store.StockRef, len(found.Rows))
	for i, x := range found.Rows {
		refs[i] = store.StockRef{Item: x.Item, Store: x.Store, Variant: x.Variant}
	}
	rows, err := stock.Look(r.Context(), d.Store, sc.company.Key, refs)
	if err != nil {
		return err
	}
	page := templates.CountSheet{Shell: s, When: "As of " + moment(sc.now, sc.now) + ". Counted by: ____________________"}
	for i := range rows {
		x := &rows[i]
		page.Rows = append(page.Rows, templates.CountRow{Name: x.Ware.Title, SKU: x.Ware.SKU, Item: x.Item.Entry.FullName, QB: (x.Verdict.Figures.Have + x.Verdict.Figures.Coming).String(), Store: strconv.FormatInt(x.Ware.Level+x.Ware.Later, 10)})
	}
	page.Shown = fmt.Sprintf("%s of %s", templates.Count(len(rows)), templates.Count(found.Count))
	if f.After != "" {
		page.First = differencesURL("/stock/sheet", f, "")
	}
	if found.Next != "" {
		page.Next = differencesURL("/stock/sheet", f, found.Next)
	}
	return d.render(w, r, http.StatusOK, templates.CountSheetPage(page))
}
