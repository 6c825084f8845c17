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

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/store"
	"countinghouse/templates"
)

// What is done about one order or some of them, from the order's page, from
// Sales and from a visit: a page that asks where more than a press is needed
// (/act by GET), and what then does it (/act by POST).

// actMost bounds about how many orders one form is.
const actMost = 200

// filterMost bounds about how many orders a whole filtered list may be.
const filterMost = 5000

// acting is what a form or an address of /act is about.
type acting struct {
	sc     scene
	do     string
	orders []store.OrderRef
	rows   []store.OrderRow // of the orders, as far as they are shown
	scope  store.UndoScope  // of an undo that is not of orders: a visit
	in     url.Values
	back   string
	filter string // the list that the orders are all of
}

// acts are what /act knows.
var acts = []string{"exclude", "include", "plan", "undo", "redo", "comment", "link", "goods", "approve", "retry", "linked", "unlink"}

// actingOf reads what it is about; what names nothing of these books is a 404.
func (d *desk) actingOf(r *http.Request, in url.Values) (acting, error) {
	sc, err := d.scene(r)
	if err != nil {
		return acting{}, store.ErrNotFound
	}
	a := acting{sc: sc, do: in.Get("do"), in: in, back: safeNext(in.Get("back")), filter: in.Get("filter")}
	if !slices.Contains(acts, a.do) {
		return a, missing("There is no such thing to do", "The address or the form was cut off. Nothing was changed.", "")
	}
	for _, v := range in["o"] {
		ref, ok := sc.refOf(v)
		if !ok {
			return a, store.ErrNotFound
		}
		if !slices.Contains(a.orders, ref) {
			a.orders = append(a.orders, ref)
		}
	}
	if v := in.Get("visit"); v != "" {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return a, store.ErrNotFound
		}
		if c, err := d.Store.VisitCompany(r.Context(), store.VisitID(id)); err != nil || c != sc.company.Key {
			return a, store.ErrNotFound
		}
		a.scope.Visit = store.VisitID(id)
	}
	if a.filter != "" && in.Get("all") != "" {
		if a.orders, err = d.filtered(r, sc, a.filter); err != nil {
			return a, err
		}
	}
	if len(a.orders) == 0 && a.scope.Visit == 0 {
		return a, errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "No order is chosen", Lines: []string{"Tick the orders that it is about, then press the button again. Nothing was changed."},
			Links: []templates.Action{{Word: "Go back", Href: a.back}}}}
	}
	if len(a.orders) > actMost && a.filter == "" || len(a.orders) > filterMost {
		return a, errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "These are too many orders at once", Lines: []string{fmt.Sprintf("At most %s orders are changed by one press. Narrow the list by a filter and do it in parts. Nothing was changed.", templates.Count(filterMost))},
			Links: []templates.Action{{Word: "Go back", Href: a.back}}}}
	}
	a.rows, err = d.Store.OrderRowsOf(r.Context(), a.orders[:min(len(a.orders), 50)])
	if err == nil && len(a.rows) == 0 && a.scope.Visit == 0 {
		return a, noOrder(fmt.Sprint(int64(a.orders[0].ID)))
	}
	return a, err
}

// filtered are all orders of a list, by the query of its address.
func (d *desk) filtered(r *http.Request, sc scene, query string) ([]store.OrderRef, error) {
	other := r.Clone(r.Context())
	other.URL = &url.URL{Path: "/sales", RawQuery: query}
	asked := d.asked(other, sc)
	if len(asked.problems) > 0 {
		return nil, store.ErrNotFound
	}
	var out []store.OrderRef
	errFull := errors.New("full")
	err := d.everyOrder(r, asked, func(o store.OrderRow) error {
		if len(out) > filterMost {
			return errFull
		}
		out = append(out, store.OrderRef{Store: o.Store, ID: o.ID})
		return nil
	})
	if errors.Is(err, errFull) {
		err = nil
	}
	return out, err
}

// many names the orders within a sentence: "order 10531", "12 orders".
func (a acting) many() string {
	if len(a.orders) == 1 {
		return fmt.Sprintf("order %d", a.orders[0].ID)
	}
	return templates.Plural(len(a.orders), "order", "orders")
}

// askAct is the page that asks.
func (d *desk) askAct(w http.ResponseWriter, r *http.Request) error {
	a, err := d.actingOf(r, r.URL.Query())
	if err != nil {
		return err
	}
	return d.actPage(w, r, a, nil, http.StatusOK)
}

func (d *desk) actPage(w http.ResponseWriter, r *http.Request, a acting, wrong []correction, code int) error {
	title := map[string]string{"exclude": "Exclude", "undo": "Take out of QuickBooks", "redo": "Post again", "link": "Link a document", "goods": "Goods that came back", "comment": "Comment"}[a.do]
	if title == "" {
		title = "Decide"
	}
	s, err := d.shellOf(r, a.sc, title, "sales")
	if err != nil {
		return err
	}
	page := templates.Act{Shell: s, Do: a.do, Back: a.back, Crumb: templates.Action{Word: "Sales", Href: "/sales"}, Hidden: a.hidden(len(a.orders) > actMost)}
	if len(a.orders) == 1 {
		page.Crumb = templates.Action{Word: upperFirst(a.many()), Href: orderURL(a.orders[0].Store, a.orders[0].ID)}
	}
	for _, o := range a.rows {
		page.Orders = append(page.Orders, templates.CauseOrder{Number: fmt.Sprint(int64(o.ID)), Href: orderURL(o.Store, o.ID), Day: dayIn(o.Day, a.sc.now), Customer: o.Customer,
			Note: templates.OrderStatus(o.State).Word, Total: amountOf(o.Total, o.Decimals)})
	}
	if n := len(a.orders) - len(a.rows); n > 0 {
		page.More = "and " + templates.Plural(n, "other order", "other orders")
	}
	if err := d.actAsks(r, a, wrong, &page); err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Title = "Error: " + title
		page.Banner = &templates.Banner{Kind: "bad", Head: "Nothing was changed: " + templates.Plural(len(wrong), "thing to correct", "things to correct"), Focus: true}
		for _, c := range wrong {
			page.Banner.Links = append(page.Banner.Links, templates.Action{Word: strings.TrimPrefix(c.word+": "+c.text, ": "), Href: "#f-" + c.field})
		}
	}
	return d.render(w, r, code, templates.ActPage(page))
}

// hidden is what the form carries along.
func (a acting) hidden(whole bool) []templates.Field {
	out := []templates.Field{{Name: "once", Value: once()}, {Name: "back", Value: a.back}, {Name: "company", Value: string(a.sc.company.Key)}, {Name: "count", Value: fmt.Sprint(len(a.orders))}}
	if whole || a.in.Get("all") != "" {
		return append(out, templates.Field{Name: "filter", Value: a.filter}, templates.Field{Name: "all", Value: "1"})
	}
	for _, o := range a.orders {
		out = append(out, templates.Field{Name: "o", Value: fmt.Sprintf("%s/%d", o.Store, o.ID)})
	}
	if a.scope.Visit != 0 {
		out = append(out, templates.Field{Name: "visit", Value: fmt.Sprint(int64(a.scope.Visit))})
	}
	return out
}

// actAsks is what the page of each act asks and shows.
func (d *desk) actAsks(r *http.Request, a acting, wrong []correction, page *templates.Act) error {
	field := func(i templates.Input) templates.Input {
		i.Value, i.Error = a.in.Get(i.Name), textOfField(wrong, i.Name)
		return i
	}
	why := field(templates.Input{Name: "why", Label: "Why", Hint: "It stands with the order and in the record of who did what."})
	switch a.do {
	case "exclude":
		page.Heading, page.Button, page.Risk = "Keep "+a.many()+" out of QuickBooks?", "Exclude "+a.many(), true
		page.Lead = "What already stands in QuickBooks stays there; take it out by **Take it out of QuickBooks**. An excluded order can be let in again."
		page.Fields = []templates.Input{why}
	case "undo":
		page.Fields = []templates.Input{why}
		return d.undoAsks(r, a, page)
	case "redo":
		page.Heading, page.Button = "Post "+a.many()+" again?", "Post "+a.many()+" again"
		page.Lead = "It is planned as it is in the store now. What the undo has not taken out yet stays."
		page.Fields = []templates.Input{why}
		page.Fields[0].Optional = true
	case "comment":
		page.Heading, page.Button = "Comment on "+a.many(), "Add the comment"
		page.Fields = []templates.Input{field(templates.Input{Name: "text", Label: "Comment", Area: true, Hint: "It stands with each order and can’t be changed afterwards."})}
	case "link":
		page.Heading, page.Button = "As which document does "+a.many()+" stand in QuickBooks?", "Link it"
		page.Lead = "QuickBooks is asked for it at its next call. If it is there with the same customer, day and total, the order is left alone here, and found by that number; else you see both and decide. Nothing of the order is posted before."
		page.Fields = []templates.Input{documentField(a.in, wrong), field(templates.Input{Name: "number", Label: "Number in QuickBooks", Hint: "As the document shows it."})}
	case "goods":
		page.Heading, page.Button = "What became of the goods of "+a.many()+"?", "Save it"
		page.Lead = "Back in stock or lost makes another cost of goods. It counts for what is not posted yet."
		rows, err := d.goodsRows(r.Context(), a.orders[0], a.in)
		for _, g := range rows {
			g.Error = textOfField(wrong, g.Name)
			page.Goods = append(page.Goods, g)
		}
		if len(rows) == 0 {
			page.Heading, page.Button = "Nothing of "+a.many()+" was refunded", ""
		}
		return err
	default: // a press without a question came back
		page.Heading = "Nothing was changed"
	}
	return nil
}

// undoAsks shows what an undo would do and what stays, and why.
func (d *desk) undoAsks(r *http.Request, a acting, page *templates.Act) error {
	choice, verb := books.Void, "Void"
	if a.in.Get("choice") == "delete" {
		choice, verb = books.Delete, "Delete"
	}
	page.Hidden = append(page.Hidden, templates.Field{Name: "choice", Value: string(choice)})
	look := func(c string) string {
		q := url.Values{"do": {"undo"}, "choice": {c}, "back": {a.back}, "company": {string(a.sc.company.Key)}}
		for _, o := range a.orders {
			q.Add("o", fmt.Sprintf("%s/%d", o.Store, o.ID))
		}
		if a.scope.Visit != 0 {
			q.Set("visit", fmt.Sprint(int64(a.scope.Visit)))
		}
		return "/act?" + q.Encode()
	}
	page.Choices = []templates.SelectionOption{{Value: look("void"), Head: "Void", Sub: "The documents stay in QuickBooks at 0.00, with their numbers. What can’t be voided is deleted.", On: choice == books.Void},
		{Value: look("delete"), Head: "Delete", Sub: "The documents go, and customers and items that were made for them too where nothing else uses them.", On: choice == books.Delete}}
	what := a.many()
	if a.scope.Visit != 0 {
		what = "all that this visit posted"
	}
	page.Heading = "Take " + what + " out of QuickBooks?"
	page.Lead = "QuickBooks is asked before each document whether somebody edited, deposited or reconciled it; then it stays. The orders stay out until **Post again**."
	does, stays := 0, 0
	for _, scope := range a.scopes() {
		plan, err := d.Store.PreviewUndo(r.Context(), scope, choice)
		switch {
		case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrNothingStands):
			continue
		case err != nil:
			page.Stays = strings.TrimSpace(page.Stays + " " + sentence(upperFirst(err.Error())))
			continue
		}
		for i := range plan.Steps {
			step := &plan.Steps[i]
			if step.Order == 0 && step.Stays() {
				continue // list entries that others use
			}
			if step.Stays() {
				stays++
			} else if !step.UnderWay() {
				does++
			}
			if len(page.Steps) < 300 {
				page.Steps = append(page.Steps, undoRow(a.sc, step))
			}
		}
	}
	page.StepsAre = templates.Plural(does, "document or entry is taken out", "documents and entries are taken out") + "."
	if stays > 0 {
		page.Stays = strings.TrimSpace(templates.Plural(stays, "document stays", "documents stay") + ". " + page.Stays)
	}
	if does == 0 {
		page.Heading, page.Fields = "Nothing of "+what+" is to be taken out", nil
		page.Lead = "It was taken out already, never sent, or it stays for the reasons below."
		return nil
	}
	page.Button, page.Risk = verb+" "+templates.Plural(does, "document", "documents"), true
	return nil
}

// scopes are what an undo is of.
func (a acting) scopes() []store.UndoScope {
	if a.scope.Visit != 0 {
		return []store.UndoScope{a.scope}
	}
	var out []store.UndoScope
	for _, o := range a.orders {
		out = append(out, store.UndoScope{Store: o.Store, Order: o.ID})
	}
	return out
}

func undoRow(sc scene, s *store.UndoStep) templates.ActStep {
	row := templates.ActStep{Document: s.Name, Why: s.Why, Kind: "wait", Glyph: "excluded"}
	if s.Order > 0 {
		row.Order, row.Href = fmt.Sprint(int64(s.Order)), orderURL(s.Store, s.Order)
	}
	if s.Order != 0 {
		row.Day, row.Amount, row.Has = dayIn(s.Day, sc.now), amountOf(s.Total, money.Decimals(sc.company.Facts.HomeCurrency)), true
	}
	switch {
	case s.Withdrawn:
		row.Does = "Never sent, and won’t be"
	case s.UnderWay():
		row.Does, row.Glyph = "Taken out already", "wait"
	case s.Stays():
		row.Does, row.Kind, row.Glyph = "Stays", "rev", "held"
	case s.Operation == books.Void:
		row.Does = "Voided"
	case s.Operation == books.Delete:
		row.Does = "Deleted"
	default:
		row.Does = "Changed back"
	}
	return row
}

// carryOut does what the form asks.
func (d *desk) carryOut(w http.ResponseWriter, r *http.Request) error {
	a, err := d.actingOf(r, r.PostForm)
	if err != nil {
		return err
	}
	var id store.StepID
	var wrong []correction
	if n, err := strconv.Atoi(a.in.Get("count")); err == nil && a.in.Get("all") != "" && n != len(a.orders) {
		wrong = []correction{{"why", "", fmt.Sprintf("The list has %s now, %d when you looked. Look at them, then press the button again.", templates.Plural(len(a.orders), "order", "orders"), n)}}
		return d.actPage(w, r, a, wrong, http.StatusUnprocessableEntity)
	}
	switch a.do {
	case "undo":
		id, wrong, err = d.actUndo(r, a)
	case "redo":
		id, wrong, err = d.actRedo(r, a)
	case "comment":
		wrong, err = d.actComment(r, a)
	case "retry":
		id, wrong, err = d.actRetry(r, a)
	default:
		id, wrong, err = d.actDeed(r, a)
	}
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return d.actPage(w, r, a, wrong, http.StatusUnprocessableEntity)
	}
	return did(w, r, a.back, id)
}

// actDeed are the acts that one press takes back.
func (d *desk) actDeed(r *http.Request, a acting) (store.StepID, []correction, error) {
	deed := store.Deed{Orders: a.orders}
	what := ""
	are := "is "
	if len(a.orders) > 1 {
		are = "are "
	}
	switch a.do {
	case "exclude":
		deed.Kind, deed.Text = store.DeedExclude, strings.TrimSpace(a.in.Get("why"))
		what = "kept out of QuickBooks. " + sentence(deed.Text)
		if slices.ContainsFunc(a.rows, func(o store.OrderRow) bool { return o.State == store.OrderPosted || o.State == store.OrderVerified }) {
			what = "left alone from now on; what stands in QuickBooks stays. " + sentence(deed.Text)
		}
		if text := tooLong(deed.Text, 500, "Say why: it stands with the order."); text != "" {
			return 0, []correction{{"why", "Why", text}}, nil
		}
	case "include":
		deed.Kind, what = store.DeedInclude, "let into QuickBooks like any other."
	case "plan":
		deed.Kind, what = store.DeedPlan, "looked at again."
	case "approve":
		deed.Kind, deed.Text = store.DeedApprove, a.in.Get("rule")
		what = "approved, rule “" + deed.Text + "”."
		for _, o := range a.orders {
			if err := d.approvable(r.Context(), o, deed.Text); err != nil {
				return 0, nil, err
			}
		}
	case "linked":
		deed, wrong, err := d.confirmLink(r.Context(), a.orders[0], a.in)
		if err != nil || len(wrong) > 0 {
			return 0, wrong, err
		}
		step, err := d.do(r, a.sc, adoptionStep(a.in, a.orders[0], deed), deed)
		return step.ID, nil, err
	case "unlink":
		deed.Kind, deed.Orders, what = store.DeedUnaskLink, a.orders[:1], "not linked to a document, and goes on like any other."
	case "link":
		var wrong []correction
		if deed, wrong = adoption(a.in); len(wrong) > 0 {
			return 0, wrong, nil
		}
		if wrong, err := d.linkable(r.Context(), a.orders[0], "number"); err != nil || len(wrong) > 0 {
			return 0, wrong, err
		}
		deed.Orders = a.orders[:1]
		step, err := d.do(r, a.sc, adoptionStep(a.in, a.orders[0], deed), deed)
		return step.ID, nil, err
	case "goods":
		rows, err := d.goodsRows(r.Context(), a.orders[0], a.in)
		if err != nil {
			return 0, nil, err
		}
		lines, wrong := restockLines(rows, a.in)
		if len(wrong) > 0 {
			return 0, wrong, nil
		}
		deed = store.Deed{Kind: store.DeedRestock, Orders: a.orders[:1], Restock: lines}
		step, err := d.do(r, a.sc, store.Step{Once: a.in.Get("once"), Head: "What became of the goods of " + a.many() + " is said."}, deed)
		return step.ID, nil, err
	}
	step, err := d.do(r, a.sc, store.Step{Once: a.in.Get("once"), Head: upperFirst(a.many()) + " " + are + what}, deed)
	return step.ID, nil, err
}

// approvable refuses an approval that no rule asks for, or not of this person.
func (d *desk) approvable(ctx context.Context, o store.OrderRef, rule string) error {
	rules, _, err := d.Store.Rules(ctx, o.Store)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if !slices.ContainsFunc(rules.Cases, func(c books.Case) bool { return c.Name == rule && c.Then.Approve != "" }) {
		return missing("No rule of that name holds orders", "It may have been changed meanwhile. Nothing was approved.", "")
	}
	return mayApprove(ctx, rules, rule)
}

func (d *desk) actUndo(r *http.Request, a acting) (store.StepID, []correction, error) {
	why := strings.TrimSpace(a.in.Get("why"))
	if text := tooLong(why, 500, "Say why it is taken out of QuickBooks."); text != "" {
		return 0, []correction{{"why", "Why", text}}, nil
	}
	choice := books.Void
	if a.in.Get("choice") == "delete" {
		choice = books.Delete
	}
	does, stays := 0, 0
	for _, scope := range a.scopes() {
		plan, err := d.Store.Undo(r.Context(), d.actor(r), scope, choice, why)
		if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrNothingStands) {
			continue
		}
		if err != nil {
			return 0, []correction{{"why", "", sentence(upperFirst(err.Error()))}}, nil
		}
		does, stays = does+plan.Open, stays+plan.Stays
		for i := range plan.Steps {
			if plan.Steps[i].Order == 0 && plan.Steps[i].Stays() {
				stays-- // list entries that others use
			}
		}
	}
	head := templates.Plural(does, "document is", "documents are") + " taken out of QuickBooks at the next call."
	if stays > 0 {
		head += " " + templates.Plural(stays, "stays", "stay") + "."
	}
	step, err := d.do(r, a.sc, store.Step{Once: a.in.Get("once"), Head: head})
	return step.ID, nil, err
}

func (d *desk) actRedo(r *http.Request, a acting) (store.StepID, []correction, error) {
	n := 0
	for _, scope := range a.scopes() {
		k, err := d.Store.Redo(r.Context(), d.actor(r), scope, strings.TrimSpace(a.in.Get("why")))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return 0, nil, err
		}
		n += k
	}
	if n == 0 {
		return 0, []correction{{"why", "", "None of it was taken out by an undo, so there is nothing to post again."}}, nil
	}
	step, err := d.do(r, a.sc, store.Step{Once: a.in.Get("once"), Head: templates.Plural(n, "order is", "orders are") + " posted again at the next call."})
	return step.ID, nil, err
}

func (d *desk) actComment(r *http.Request, a acting) ([]correction, error) {
	text := strings.TrimSpace(a.in.Get("text"))
	if bad := tooLong(text, 2000, "Write the comment."); bad != "" {
		return []correction{{"text", "Comment", bad}}, nil
	}
	for _, o := range a.orders {
		if err := d.Store.Comment(r.Context(), d.actor(r), o, text); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// actRetry tries a posting again that QuickBooks refused.
func (d *desk) actRetry(r *http.Request, a acting) (store.StepID, []correction, error) {
	id, _ := strconv.ParseInt(a.in.Get("posting"), 10, 64)
	story, err := d.Store.OrderStory(r.Context(), a.orders[0].Store, a.orders[0].ID)
	if err != nil {
		return 0, nil, err
	}
	i := slices.IndexFunc(story.Postings, func(p store.Posting) bool { return p.ID == store.PostingID(id) })
	if i < 0 {
		return 0, nil, store.ErrNotFound
	}
	name := story.Postings[i].Name()
	err = d.Store.RetryPosting(r.Context(), d.actor(r), store.PostingID(id))
	if errors.Is(err, store.ErrChanged) {
		return 0, []correction{{"why", "", name + " isn’t refused any more: there is nothing to try again."}}, nil
	}
	if err != nil {
		return 0, nil, err
	}
	step, err := d.do(r, a.sc, store.Step{Once: a.in.Get("once"), Head: name + " is tried again at the next call."})
	return step.ID, nil, err
}
