package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	plans "countinghouse/posting"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// minutesFor is how long a remedy takes once, in whole minutes: a choice from
// a list is one, a look at two systems more.
func minutesFor(code string) int {
	switch {
	case strings.Contains(code, "missing"), strings.Contains(code, "unmapped"), strings.Contains(code, "inactive"):
		return 1
	case strings.Contains(code, "contradict"), strings.Contains(code, "customer"):
		return 4
	}
	return 2
}

func causeID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "|")))
	return "c" + hex.EncodeToString(sum[:4])
}

func orderURL(key sales.StoreKey, id sales.OrderID) string {
	return fmt.Sprintf("/orders/%s/%d", url.PathEscape(string(key)), id)
}

// causeList are all causes of a company file with their numbers, the quickest
// to put right first; by amount if asked.
func (d *desk) causeList(ctx context.Context, sc scene, byAmount bool) ([]store.Cause, error) {
	held, err := d.Store.HeldCauses(ctx, sc.company.Key)
	if err != nil {
		return nil, err
	}
	refused, err := d.Store.RefusedCauses(ctx, sc.company.Key)
	if err != nil {
		return nil, err
	}
	all := append(held, refused...)
	slices.SortStableFunc(all, func(a, b store.Cause) int {
		if byAmount {
			return cmp.Compare(b.Amount, a.Amount)
		}
		return cmp.Compare(minutesFor(a.Code), minutesFor(b.Code))
	})
	return all, nil
}

// causeRow is a cause as a row: of Home, and of Needs review.
func (d *desk) causeRow(ctx context.Context, sc scene, c *store.Cause) (templates.CauseRow, error) {
	if err := d.Store.Explain(ctx, sc.company.Key, c); err != nil {
		return templates.CauseRow{}, err
	}
	id := causeID(c.Code, c.Subject)
	row := templates.CauseRow{ID: id, Kind: "rev", Head: causeHead(*c), Held: amountOf(c.Amount, money.Decimals(c.Currency)), Count: c.Orders,
		Line: templates.Plural(c.Orders, "order waits.", "orders wait."), Minutes: minutesFor(c.Code), Word: wordFor(c.Code), Href: "/review?cause=" + id + "#" + id,
		Means: c.Means, Text: c.Fix, Code: strings.Trim(c.Code+" "+c.Subject, " ")}
	switch {
	case c.Code == store.CauseRefused:
		row.Kind, row.Means, row.Code = "bad", "Sales are "+signed(c.Amount, c.Currency).Text()+" short of it, or not as they are now, until it is put right.", "refused"
		row.Head = "QuickBooks refused " + templates.Plural(c.Orders, "order", "orders")
		if c.Orders == 1 && len(c.FirstOrders) == 1 {
			row.Head = fmt.Sprintf("QuickBooks refused order %d", c.FirstOrders[0])
		}
		if strings.Contains(c.Subject, plans.NeverSaid) { // set aside after several tries
			row.Head = "QuickBooks never answered for " + templates.Plural(c.Orders, "order", "orders")
			if c.Orders == 1 && len(c.FirstOrders) == 1 {
				row.Head = fmt.Sprintf("QuickBooks never answered for order %d", c.FirstOrders[0])
			}
		}
		row.Line += " " + c.Fix
	case c.Orders > 1:
		row.Means = "Sales are " + signed(c.Amount, c.Currency).Text() + " short until these orders are posted."
	}
	if c.Code == "needs-approval" {
		row.Kind = "wait"
		row.Head = fmt.Sprintf("%s for approval", templates.Plural(c.Orders, "order waits", "orders wait"))
		row.Line = "Rule “" + c.Subject + "”."
	}
	if c.Code == "link-asking" {
		row.Kind, row.Minutes = "wait", 0
	}
	row.Actions = remedies(c.Store, c.Code, c.Subject, c.Fix)
	if len(row.Actions) == 0 && c.Orders == 1 && len(c.FirstOrders) > 0 {
		row.Actions = []templates.Action{{Word: fmt.Sprintf("Open order %d", c.FirstOrders[0]), Href: orderURL(c.Store, c.FirstOrders[0])}}
	}
	return row, nil
}

// wordFor is Home's button for a cause.
func wordFor(code string) string {
	switch {
	case code == store.CauseRefused:
		return "Fix"
	case strings.HasPrefix(code, "customer-"):
		return "Compare"
	case strings.Contains(code, "missing"), strings.Contains(code, "unmapped"), strings.Contains(code, "inactive"), strings.Contains(code, "ambiguous"):
		return "Choose"
	case code == "needs-approval":
		return "Look"
	}
	return "Decide"
}

// causesShown bounds how many causes one page lists.
const causesShown = 50

// review is what is asked of Needs review: which tab, which cause is open,
// and what was typed so far.
func (d *desk) review(w http.ResponseWriter, r *http.Request) error {
	return d.reviewPage(w, r, r.URL.Query(), nil, http.StatusOK)
}

// correction is what a form of Needs review lacks: a text for each field.
type correction struct {
	field, word, text string
}

func (d *desk) reviewPage(w http.ResponseWriter, r *http.Request, in url.Values, wrong []correction, code int) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Needs review", "review")
	}
	s, err := d.shellOf(r, sc, "Needs review", "review")
	if err != nil {
		return err
	}
	s.Path = "/review?tab=" + url.QueryEscape(in.Get("tab"))
	page := templates.Review{Shell: s, Tab: in.Get("tab"), Heading: "Nothing needs you"}
	if err := d.reviewHead(r, sc, &page); err != nil {
		return err
	}
	if err := d.reviewRows(r, sc, in, wrong, &page); err != nil {
		return err
	}
	if page.Banner, err = d.stoppedBanner(r, sc); err != nil {
		return err
	}
	if len(wrong) > 0 {
		page.Title = "Error: Needs review"
		page.Banner = &templates.Banner{Kind: "bad", Head: "Nothing was changed: " + templates.Plural(len(wrong), "thing to correct", "things to correct"), Focus: true}
		for _, c := range wrong {
			page.Banner.Links = append(page.Banner.Links, templates.Action{Word: strings.TrimPrefix(c.word+": "+c.text, ": "), Href: "#f-" + c.field})
		}
	}
	return d.render(w, r, code, templates.ReviewPage(page))
}

// reviewHead is the page's sentence.
func (d *desk) reviewHead(r *http.Request, sc scene, page *templates.Review) error {
	figures, err := d.Store.StateFigures(r.Context(), sc.company.Key, day.Day{}, day.Day{})
	if err != nil {
		return err
	}
	n := figures[store.OrderHeld].Count + figures[store.OrderRefused].Count
	if n == 0 {
		return nil
	}
	verb := "hold "
	if page.Review == 1 {
		verb = "holds "
	}
	page.Heading = templates.Plural(page.Review, "cause", "causes") + " " + verb + templates.Plural(n, "order", "orders")
	page.Lead = "**" + sums(added(figures[store.OrderHeld].Sums, figures[store.OrderRefused].Sums)) + "** of sales isn’t in QuickBooks yet, or not as it is now. Fix a cause once: all that waited for it posts at the next call."
	work, err := d.Store.WorkCounts(r.Context(), sc.company.Key)
	if work.ToPlan > 0 {
		page.Lead += " " + templates.Plural(work.ToPlan, "order is", "orders are") + " being looked at again right now."
	}
	return err
}

// sortWords are the orders in which causes stand.
func sortWords(now string) []templates.Choice {
	return []templates.Choice{{Value: "", Word: "Quickest first", On: now == ""}, {Value: "amount", Word: "Largest first", On: now == "amount"}}
}

func (d *desk) reviewRows(r *http.Request, sc scene, in url.Values, wrong []correction, page *templates.Review) error {
	ctx := r.Context()
	all, err := d.causeList(ctx, sc, in.Get("sort") == "amount")
	if err != nil {
		return err
	}
	owners, err := d.owners(ctx, sc)
	if err != nil {
		return err
	}
	me := who(ctx).Email
	steps, err := d.Store.StepsSince(ctx, sc.company.Key, today(sc).Start(sc.now.Location()), 200)
	if err != nil {
		return err
	}
	mine, forAdmin := 0, 0
	var chosen []store.Cause
	for _, c := range all {
		own, admin := owners[c.Code+"|"+c.Subject].email == me, c.Code == "needs-approval"
		if own {
			mine++
		}
		if admin {
			forAdmin++
		}
		if page.Tab == "mine" && !own || page.Tab == "admin" && !admin {
			continue
		}
		chosen = append(chosen, c)
	}
	tab := func(key, word string, n int) templates.Tab {
		return templates.Tab{Word: word, Href: "/review?tab=" + key, Count: n, HasCount: true, On: page.Tab == key}
	}
	page.Tabs = []templates.Tab{tab("", "All", len(all)), tab("mine", "Yours", mine), tab("admin", "For an admin", forAdmin), tab("fixed", "Fixed today", len(steps))}
	page.Sort = sortWords(in.Get("sort"))
	page.Empty = templates.Empty{Head: "Every order is placed", Line: "What the store sold is in QuickBooks, or waits for the next call.", Action: &templates.Action{Word: "See the sales", Href: "/sales"}}
	if page.Tab != "" && len(all) > 0 {
		page.Empty = templates.Empty{Head: "Nothing here", Line: templates.Plural(len(all), "cause waits", "causes wait") + " under **All**.", Action: &templates.Action{Word: "See all causes", Href: "/review"}}
	}
	if page.Tab == "fixed" {
		page.Fixed = true
		page.Empty.Head, page.Empty.Line = "Nothing was fixed today", "What somebody puts right here is listed, and can be taken back."
		return d.stepRows(r, sc, steps, page)
	}
	open := in.Get("cause")
	waits, err := d.pendingCauses(ctx, sc, chosen)
	if err != nil {
		return err
	}
	for i := range chosen {
		id := causeID(chosen[i].Code, chosen[i].Subject)
		w, pending := waits[i]
		if open == "" && (!pending || w.State == store.EntryRefused) { // the quickest that somebody can do something about
			open = id
		}
		isOpen := id == open
		if len(page.Rows) >= causesShown && !isOpen {
			continue
		}
		row, err := d.causeRow(ctx, sc, &chosen[i])
		if err != nil {
			return err
		}
		if o := owners[chosen[i].Code+"|"+chosen[i].Subject]; o.name != "" {
			row.Owner = templates.Owner{Name: o.name, Note: o.note}
		}
		if w, ok := waits[i]; ok {
			pendingRow(&row, w)
		}
		base := "/review?tab=" + url.QueryEscape(page.Tab) + "&sort=" + url.QueryEscape(in.Get("sort")) + "&cause="
		if row.Toggle = base + id + "#" + id; isOpen {
			row.Toggle = base + "none#" + id
			row.Open = true
			if row.Fix, err = d.fixOf(r, sc, chosen[i], in, wrong); err != nil {
				return err
			}
			if w, ok := waits[i]; ok && row.Fix.Act == "" {
				text, wait := makingWords(w)
				row.Fix.Pending, row.Fix.Stuck = text, !wait
			}
		}
		if row.Fix != nil && row.Fix.Primary != "" && row.Fix.Question != "" {
			row.Actions = nil // the remedy is right there
		}
		if chosen[i].Code == "needs-approval" && !who(ctx).May(access.ApproveOrders) {
			row.Minutes = 0
		}
		page.Rows = append(page.Rows, row)
	}
	if n := len(chosen) - len(page.Rows); n > 0 {
		page.Note = templates.Plural(n, "more cause is", "more causes are") + " not shown: they come up as those above go."
	}
	return nil
}

// pendingCauses are the entries that are made in QuickBooks for causes, by the
// cause's place.
func (d *desk) pendingCauses(ctx context.Context, sc scene, causes []store.Cause) (map[int]store.WantedEntry, error) {
	making, err := d.making(ctx, sc)
	if err != nil || len(making) == 0 {
		return nil, err
	}
	out := map[int]store.WantedEntry{}
	rules := map[sales.StoreKey]books.Rules{}
	for i := range causes {
		c := &causes[i]
		if c.Code == store.CauseRefused {
			continue
		}
		if err := d.Store.Explain(ctx, sc.company.Key, c); err != nil {
			return nil, err
		}
		r, known := rules[c.Store]
		if !known {
			if r, _, err = d.Store.Rules(ctx, c.Store); err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			rules[c.Store] = r
		}
		for _, l := range r.SheetLinesOf(c.Code, c.Subject, sc.company.Facts) {
			if w, ok := making[makingKey(c.Store, l)]; ok {
				out[i] = w
			}
		}
	}
	return out, nil
}

// pendingRow says in a cause's row what is under way for it.
func pendingRow(row *templates.CauseRow, w store.WantedEntry) {
	if w.State == store.EntryRefused {
		row.Kind = "bad"
		row.Line = strings.TrimSuffix(row.Line, ".") + "; QuickBooks didn’t create " + w.Entry.Called() + "."
		return
	}
	row.Kind, row.Minutes = "wait", 0
	row.Line = strings.TrimSuffix(row.Line, ".") + " for " + w.Entry.Called() + ", which QuickBooks is asked to create at its next call."
}

// owner is who looks after a cause.
type owner struct{ email, name, note string }

func (d *desk) owners(ctx context.Context, sc scene) (map[string]owner, error) {
	list, err := d.Store.Owners(ctx, sc.company.Key)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	names, err := d.names(ctx)
	out := map[string]owner{}
	for _, o := range list {
		name := names[o.Email]
		if name == "" {
			name = o.Email
		}
		out[o.Code+"|"+o.Subject] = owner{o.Email, name, o.Note}
	}
	return out, err
}

func (d *desk) stepRows(r *http.Request, sc scene, steps []store.Step, page *templates.Review) error {
	names, err := d.names(r.Context())
	for _, s := range steps {
		row := templates.StepRow{ID: fmt.Sprint(int64(s.ID)), Head: s.Head, Who: actorWord(store.Actor{Kind: "user", Name: s.By}, names), When: clock(s.At, sc.now), CanUndo: s.CanUndo && who(r.Context()).May(access.DecideOrders)}
		if s.Currency != "" {
			row.Amount, row.Has = amountOf(s.Amount, money.Decimals(s.Currency)), true
		}
		page.Steps = append(page.Steps, row)
	}
	return err
}

func added(ms ...map[string]money.Amount) map[string]money.Amount {
	out := map[string]money.Amount{}
	for _, m := range ms {
		for c, a := range m {
			out[c] += a
		}
	}
	return out
}
