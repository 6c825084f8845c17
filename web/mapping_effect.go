package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	plans "countinghouse/posting"
	"countinghouse/store"
	"countinghouse/templates"
)

// effectOrders is how many of the newest orders a change is tried on.
const effectOrders = 200

func changeRows(changes []books.SheetChange) []templates.ChangeRow {
	var out []templates.ChangeRow
	for _, c := range changes {
		out = append(out, templates.ChangeRow{What: c.Line.Name(), Was: pathName(c.Was), Now: pathName(c.Now)})
	}
	return out
}

// showEffect shows what the change would alter; nothing is saved by it.
func (d *desk) showEffect(w http.ResponseWriter, r *http.Request, s *sheet) error {
	shell, err := d.mappingShell(r, s, http.StatusOK)
	if err != nil {
		return err
	}
	e, err := d.planner().Effect(r.Context(), s.shop.Key, s.newest, s.rules, effectOrders)
	if err != nil {
		return err
	}
	numbers, err := d.accountNumbers(r.Context(), s.sc)
	if err != nil {
		return err
	}
	changes := changeRows(s.rules.Changes(s.newest))
	page := templates.MappingEffect{Shell: shell, Store: string(s.shop.Key), Heading: "What this changes", Kept: s.kept(s.version), Changes: changes, Save: saveWord(e.Released),
		Lead: templates.Plural(len(changes), "line", "lines") + " of the mapping of **" + templates.Plain(s.sc.shopName(s.shop.Key)) + "**. Nothing is saved yet, and nothing that is in QuickBooks is changed by saving."}
	if s.form.to > 0 {
		page.Heading = fmt.Sprintf("Back to version %d", s.form.to)
	}
	page.Release = releaseWords(e)
	page.Newest = newestWords(e)
	for _, c := range e.Documents {
		page.Documents = append(page.Documents, templates.ChangeRow{What: kindWord(c.Kind), Was: templates.Count(c.Was), Now: templates.Count(c.Now)})
	}
	for _, a := range e.Accounts {
		name := account(a.Account, numbers)
		if a.Currency != "" && !strings.EqualFold(a.Currency, s.sc.company.Facts.HomeCurrency) {
			name += ", " + a.Currency
		}
		page.Accounts = append(page.Accounts, templates.AccountRow{Account: name, Was: amountOf(a.Was, a.Decimals), Now: amountOf(a.Now, a.Decimals), Diff: amountOf(a.Now-a.Was, a.Decimals)})
	}
	for _, x := range e.Examples {
		page.Examples = append(page.Examples, templates.ExampleRow{Number: fmt.Sprint(int64(x.Order)), Href: orderURL(s.shop.Key, x.Order), Was: strings.Split(x.Was, "\n"), Now: strings.Split(x.Now, "\n")})
	}
	return d.render(w, r, http.StatusOK, templates.MappingEffectPage(page))
}

func releaseWords(e plans.Effect) string {
	switch {
	case e.Waiting == 0:
		return "No order waits for review."
	case e.Released == 0:
		return templates.Plural(e.Waiting, "order waits", "orders wait") + " for review. This releases none of them."
	}
	return fmt.Sprintf("**%d of %s** that wait for review would be posted: **%s**.", e.Released, templates.Plural(e.Waiting, "order", "orders"), sums(e.ReleasedSums))
}

func newestWords(e plans.Effect) string {
	switch {
	case e.Orders == 0:
		return "No order was read from the store yet."
	case e.Differ == 0:
		return "The newest " + templates.Plural(e.Orders, "order comes", "orders come") + " out the same."
	}
	text := fmt.Sprintf("**%d of the newest %s** would come out otherwise.", e.Differ, templates.Plural(e.Orders, "order", "orders"))
	if e.Freed > 0 {
		text += " " + templates.Plural(e.Freed, "of them needs", "of them need") + " review now and would not."
	}
	if e.Held > 0 {
		text += " **" + templates.Plural(e.Held, "of them would need", "of them would need") + " review.**"
	}
	return text + " Debits less credits of each account, for those orders:"
}

// showConflict tells what somebody else changed since the form was read: 409.
func (d *desk) showConflict(w http.ResponseWriter, r *http.Request, s *sheet) error {
	shell, err := d.mappingShell(r, s, http.StatusConflict)
	if err != nil {
		return err
	}
	v, err := d.Store.RulesAt(r.Context(), s.shop.Key, s.version)
	if err != nil {
		return err
	}
	theirs, mine := s.newest.Changes(s.base), s.rules.Changes(s.newest)
	page := templates.MappingEffect{Shell: shell, Store: string(s.shop.Key), Kept: s.kept(s.version), Changes: changeRows(mine), Conflict: changeRows(theirs), Save: "Keep mine too",
		Heading: "The mapping was changed meanwhile", ConflictBy: fmt.Sprintf("%s saved version %d, %s", v.By, v.Version, moment(v.Saved, s.sc.now)),
		Lead: "You read version " + fmt.Sprint(s.read) + ". Nothing of yours is saved yet. Keep yours beside the others, or take the sheet as it is."}
	if len(theirs) == 0 {
		page.Conflict = []templates.ChangeRow{{What: "Nothing that differs in the end", Was: "–", Now: "–"}}
	}
	for i, c := range theirs {
		for _, l := range s.form.lines {
			page.Conflict[i].Both = page.Conflict[i].Both || l.Key == c.Line.Key && l.Row == c.Line.Row
		}
	}
	return d.render(w, r, http.StatusConflict, templates.MappingEffectPage(page))
}

// history are the versions of the mapping: GET /mapping/history.
func (d *desk) history(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Mapping", "mapping")
	}
	if len(sc.shops) == 0 {
		return d.mappingWithoutStore(w, r, sc)
	}
	s, err := d.sheetOf(r, sc)
	if err != nil {
		return err
	}
	shell, err := d.mappingShell(r, s, http.StatusOK)
	if err != nil {
		return err
	}
	const limit = 20
	before := versionOf(r, "before")
	versions, err := d.Store.RulesHistory(r.Context(), s.shop.Key, before, limit+1)
	if err != nil {
		return err
	}
	page := templates.MappingHistory{Shell: shell, Store: string(s.shop.Key), Tabs: s.tabs("history"),
		Lead: "Who changed where each dollar goes, when and why. Going back saves the earlier sheet as a new version."}
	if len(versions) == 0 && before == 0 {
		page.Empty = &templates.Empty{Head: "Nothing is mapped yet", Line: "The first version is made when the sheet is saved.", Action: &templates.Action{Word: "Open the sheet", Href: s.url("/mapping")}}
	}
	var ids []int64
	for _, v := range versions {
		ids = append(ids, v.Version)
	}
	posted, err := d.Store.PostedByRules(r.Context(), s.shop.Key, ids)
	if err != nil {
		return err
	}
	for i, v := range versions[:min(len(versions), limit)] {
		row := templates.VersionRow{ID: fmt.Sprintf("v%d", v.Version), Head: fmt.Sprintf("Version %d", v.Version), When: moment(v.Saved, sc.now), Who: v.By, Why: v.Why, Open: i == 0 && before == 0}
		var prior books.Rules
		first := i+1 == len(versions)
		if !first {
			prior = versions[i+1].Rules
		}
		if !first || v.Version > 1 {
			row.Changes = changeRows(v.Rules.Changes(prior))
		}
		const shown = 12
		if len(row.Changes) > shown {
			row.More = len(row.Changes) - shown
			row.Changes = row.Changes[:shown]
		}
		if v.Version == s.version {
			row.Head += ", which holds now"
		} else if s.edit {
			row.Back = fmt.Sprint(v.Version)
		}
		if n := posted[v.Version]; n > 0 {
			if row.Orders = templates.Plural(n, "order posted", "orders posted"); n > store.MostPosted {
				row.Orders = "more than " + templates.Count(store.MostPosted) + " orders posted"
			}
			row.UndoURL = s.url("/mapping/undo", "version", fmt.Sprint(v.Version))
		}
		page.Rows = append(page.Rows, row)
	}
	if len(versions) > limit {
		page.Older = s.url("/mapping/history", "before", fmt.Sprint(versions[limit-1].Version))
	}
	return d.render(w, r, http.StatusOK, templates.MappingHistoryPage(page))
}

// versionOf is a number of the address; 0 if there is none.
func versionOf(r *http.Request, name string) int64 {
	var n int64
	if _, err := fmt.Sscanf(r.FormValue(name), "%d", &n); err != nil || n < 0 {
		return 0
	}
	return n
}

// mostUndone is how many documents of an undo a page shows.
const mostUndone = 200

// undoOf shows what an undo of a version takes out: GET /mapping/undo.
func (d *desk) undoOf(w http.ResponseWriter, r *http.Request) error {
	return d.showUndo(w, r, http.StatusOK, "")
}

// tooMany tells whether a version posted more orders than a page looks at, or
// one press takes out.
func (d *desk) tooMany(r *http.Request, s *sheet, version int64) (bool, error) {
	n, err := d.Store.PostedByRules(r.Context(), s.shop.Key, []int64{version})
	return n[version] > store.MostPosted, err
}

func (d *desk) showUndo(w http.ResponseWriter, r *http.Request, code int, problem string) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Mapping", "mapping")
	}
	if len(sc.shops) == 0 {
		return store.ErrNotFound
	}
	s, err := d.sheetOf(r, sc)
	if err != nil {
		return err
	}
	version := versionOf(r, "version")
	if version == 0 {
		return store.ErrNotFound
	}
	shell, err := d.mappingShell(r, s, http.StatusOK)
	if err != nil {
		return err
	}
	if problem != "" {
		shell.Title = "Error: " + shell.Title
		shell.Banner = &templates.Banner{Kind: "bad", Focus: true, Head: "Nothing was taken out: 1 thing to correct", Links: []templates.Action{{Word: "Reason: " + problem, Href: "#why"}}}
	}
	many, err := d.tooMany(r, s, version)
	if err != nil {
		return err
	}
	var plan store.UndoPlan
	if !many {
		if plan, err = d.Store.PreviewUndo(r.Context(), store.UndoScope{Store: s.shop.Key, RulesVersion: version}, books.Void); err != nil {
			return err
		}
	}
	page := templates.MappingUndo{Shell: shell, Store: string(s.shop.Key), Version: fmt.Sprint(version), May: s.edit, Problem: problem,
		Heading: fmt.Sprintf("Take out what version %d posted", version),
		Lead:    "Its documents are voided in QuickBooks at the next call, and the orders stay out until you let them be posted again. Whether somebody changed, deposited or reconciled one is asked of QuickBooks first; such a one stays."}
	if many {
		page.Nothing = &templates.Empty{Head: "It posted more than " + templates.Count(store.MostPosted) + " orders", Line: "So many are not taken out by one press. Take them out in parts, in Sales: filter by days, tick all of the list, then **Take out of QuickBooks…**. Nothing was changed.",
			Action: &templates.Action{Word: "Go to Sales", Href: "/sales?state=posted&store=" + url.QueryEscape(string(s.shop.Key))}}
	} else if len(plan.Steps) == 0 {
		page.Nothing = &templates.Empty{Head: "Nothing of it stands in QuickBooks", Line: "What this version posted was taken out, or changed by a later one."}
	}
	currency := sc.company.Facts.HomeCurrency
	for i, step := range plan.Steps {
		if i == mostUndone {
			page.More = len(plan.Steps) - mostUndone
			break
		}
		row := templates.UndoRow{Name: step.Name, Day: dayIn(step.Day, sc.now), What: stepWords(step), Stays: step.Stays(), Total: amountOf(step.Total, money.Decimals(currency))}
		if step.Order > 0 {
			row.Href = orderURL(step.Store, step.Order)
		}
		page.Steps = append(page.Steps, row)
	}
	if plan.Stays > 0 {
		page.Stays = templates.Plural(plan.Stays, "document stays", "documents stay")
	}
	return d.render(w, r, code, templates.MappingUndoPage(page))
}

func stepWords(u store.UndoStep) string {
	word := map[books.Operation]string{books.Void: "Voided", books.Delete: "Deleted", books.Modify: "Changed back"}[u.Operation]
	switch {
	case u.UnderWay():
		word = "Taken out already"
	case u.Withdrawn:
		word = "Not sent"
	}
	if u.Why != "" {
		return strings.Trim(word+". "+u.Why, ". ") + "."
	}
	return word
}

// undo takes a version's documents out: POST /mapping/undo.
func (d *desk) undo(w http.ResponseWriter, r *http.Request) error {
	why := strings.TrimSpace(r.PostFormValue("why"))
	if why == "" || len(why) > 300 {
		return d.showUndo(w, r, http.StatusUnprocessableEntity, "say why they are taken out, in at most 300 characters")
	}
	sc, err := d.scene(r)
	if err != nil || len(sc.shops) == 0 {
		return store.ErrNotFound
	}
	shop := shopOf(sc, r.PostFormValue("store"))
	scope := store.UndoScope{Store: shop.Key, RulesVersion: versionOf(r, "version")}
	if many, err := d.tooMany(r, &sheet{sc: sc, shop: shop}, scope.RulesVersion); err != nil || many {
		if err == nil {
			err = d.showUndo(w, r, http.StatusUnprocessableEntity, "they are too many for one press")
		}
		return err
	}
	plan, err := d.Store.PreviewUndo(r.Context(), scope, books.Void)
	if err != nil {
		return err
	}
	if fmt.Sprint(len(plan.Steps)) != r.PostFormValue("count") {
		return d.showUndo(w, r, http.StatusUnprocessableEntity, "the documents are others by now; look at them again")
	}
	if _, err := d.Store.Undo(r.Context(), d.actor(r), scope, books.Void, why); err != nil {
		return err
	}
	s := &sheet{sc: sc, shop: shop}
	http.Redirect(w, r, s.url("/mapping/history"), http.StatusSeeOther)
	return nil
}
