package web

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

func activityTabs(r *http.Request, on string) []templates.Tab {
	tabs := []templates.Tab{{Word: "Visits", Href: "/activity", On: on == "visits"}, {Word: "Visits that posted", Href: "/activity?worked=1", On: on == "worked"}}
	if who(r.Context()).May(access.SeeAudit) {
		tabs = append(tabs, templates.Tab{Word: "Who did what", Href: "/activity/audit", On: on == "audit"})
	}
	return tabs
}

func (d *desk) visits(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Activity", "activity")
	}
	s, err := d.shellOf(r, sc, "Activity", "activity")
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	worked := r.URL.Query().Get("worked") != ""
	found, err := d.Store.VisitsPage(r.Context(), store.VisitFilter{Company: sc.company.Key, Before: store.VisitID(before), Limit: pageRows, Worked: worked})
	if err != nil {
		return err
	}
	on, base := "visits", "/activity?"
	if worked {
		on, base = "worked", "/activity?worked=1&"
	}
	page := templates.Visits{Shell: s, Tabs: activityTabs(r, on), Empty: templates.Empty{Head: "No visits yet", Line: "Each call of the Web Connector is listed here: what it posted, what was refused, and every request with its answer."}}
	for _, v := range found.Rows {
		page.Rows = append(page.Rows, visitRow(v, sc.now))
	}
	if found.Next != 0 {
		page.Older = fmt.Sprintf("%sbefore=%d", base, found.Next)
	}
	if before > 0 {
		page.Newer = strings.TrimRight(base, "?&")
	}
	return d.render(w, r, http.StatusOK, templates.VisitsPage(page))
}

func visitState(v store.Visit) templates.Status {
	switch v.State {
	case "open":
		return templates.Status{Glyph: "wait", Word: "Under way", Kind: "wait"}
	case "lost":
		return templates.Status{Glyph: "held", Word: "Broke off", Kind: "rev"}
	case "refused":
		return templates.Status{Glyph: "refused", Word: "Turned away", Kind: "bad"}
	}
	if v.Refused > 0 {
		return templates.Status{Glyph: "posted", Word: "Closed, some refused", Kind: "ok"}
	}
	return templates.Status{Glyph: "verified", Word: "Closed", Kind: "ok"}
}

func visitRow(v store.Visit, now time.Time) templates.VisitRow {
	return templates.VisitRow{Href: fmt.Sprintf("/activity/visits/%d", v.ID), When: moment(v.Started, now), Length: visitLength(v), State: visitState(v),
		Posted: v.Posted, Refused: v.Refused, Read: v.Read, Message: v.Message, Result: visitResult(v)}
}

func visitLength(v store.Visit) string {
	end := v.Ended
	if end.IsZero() {
		end = v.LastCall
	}
	return took(end.Sub(v.Started))
}

func visitResult(v store.Visit) string {
	var parts []string
	if v.Posted > 0 {
		parts = append(parts, templates.Plural(v.Posted, "document posted", "documents posted"))
	}
	if v.Verified > 0 {
		parts = append(parts, templates.Plural(v.Verified, "read back", "read back"))
	}
	if v.Read > 0 {
		parts = append(parts, templates.Plural(v.Read, "list row read", "list rows read"))
	}
	if len(parts) == 0 {
		return "Nothing to do"
	}
	return strings.Join(parts, ", ")
}

// visitOf finds the visit of an address, of whichever company file it is.
func (d *desk) visitOf(r *http.Request) (store.Visit, []store.Exchange, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "visit"), 10, 64)
	if err != nil {
		return store.Visit{}, nil, store.ErrNotFound
	}
	return d.Store.VisitStory(r.Context(), store.VisitID(id))
}

func (d *desk) visit(w http.ResponseWriter, r *http.Request) error {
	v, sets, err := d.visitOf(r)
	if err != nil {
		return err
	}
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	s, err := d.shellOf(r, sc, "Visit", "activity")
	if err != nil {
		return err
	}
	page := templates.Visit{Shell: s, Actions: undoVisit(r, v), Head: "Visit of " + moment(v.Started, sc.now), State: visitState(v), Context: visitResult(v) + "."}
	if v.Message != "" {
		page.Context += " Last words to the Web Connector: " + templates.Plain(v.Message)
	}
	page.Facts = []templates.Field{{Name: "Began", Value: moment(v.Started, sc.now)}, {Name: "Took", Value: visitLength(v)}, {Name: "QuickBooks worked", Value: took(v.Busy)},
		{Name: "Documents sent", Value: templates.Count(v.Sent)}, {Name: "Posted", Value: templates.Count(v.Posted)}, {Name: "Refused", Value: templates.Count(v.Refused)},
		{Name: "Read back", Value: templates.Count(v.Verified)}, {Name: "List rows read", Value: templates.Count(v.Read)}}
	page.IDs = []templates.Field{{Name: "Visit", Value: fmt.Sprint(int64(v.ID)), Mono: true}, {Name: "From", Value: v.RemoteAddr, Mono: true}, {Name: "Web Connector version", Value: v.ClientVersion, Mono: true}}
	for i, x := range sets {
		page.Sets = append(page.Sets, setView(sc, v, x, i < maxOpenSets))
	}
	return d.render(w, r, http.StatusOK, templates.VisitPage(page))
}

// maxOpenSets bounds how many message sets a visit's page shows with their
// texts; the others are a link away.
const maxOpenSets = 8

func setView(sc scene, v store.Visit, x store.Exchange, texts bool) templates.Set {
	set := templates.Set{When: x.SentAt.In(sc.now.Location()).Format("15:04:05"), What: purposeWord(x.Purpose) + ", " + templates.Plural(x.Requests, "request", "requests")}
	raw := fmt.Sprintf("/activity/visits/%d/%d/", v.ID, x.Seq)
	set.Talk = templates.Talk{Fields: []templates.Field{{Name: "newMessageSetID", Value: x.SetID, Mono: true}}}
	switch {
	case x.HResult != "":
		set.Result = "QuickBooks could not answer: " + x.Message
		set.Talk.Fields = append(set.Talk.Fields, templates.Field{Name: "HRESULT", Value: x.HResult, Mono: true})
	case x.AnsweredAt.IsZero():
		set.Result = "No answer yet"
		if v.State != "open" {
			set.Result = "No answer came; QuickBooks is asked before anything is sent again"
		}
	default:
		set.Took, set.Result = took(x.AnsweredAt.Sub(x.SentAt)), "Answered"
	}
	if texts {
		set.Talk.Request, set.Talk.Response = clipped(x.Request), clipped(x.Response)
	}
	set.Talk.Link = &templates.Action{Word: "The whole request", Href: raw + "request"}
	if len(x.Response) > 0 {
		set.Talk.Link = &templates.Action{Word: "The whole answer", Href: raw + "response"}
	}
	return set
}

// exchange is one request or answer as it went over the wire.
func (d *desk) exchange(w http.ResponseWriter, r *http.Request) error {
	_, sets, err := d.visitOf(r)
	if err != nil {
		return err
	}
	seq, err := strconv.Atoi(chi.URLParam(r, "seq"))
	if err != nil {
		return store.ErrNotFound
	}
	for _, x := range sets {
		if x.Seq != seq {
			continue
		}
		body := x.Request
		if chi.URLParam(r, "part") == "response" {
			body = x.Response
		} else if chi.URLParam(r, "part") != "request" {
			return store.ErrNotFound
		}
		// As text, never as a page: it holds what others typed.
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(strings.ToValidUTF8(string(body), "\uFFFD")))
		return nil
	}
	return store.ErrNotFound
}

func (d *desk) audit(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Activity", "activity")
	}
	s, err := d.shellOf(r, sc, "Activity", "activity")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	filter := auditFilter(r, sc)
	filter.Before, filter.Limit = before, pageRows
	found, err := d.Store.Events(r.Context(), filter)
	if err != nil {
		return err
	}
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	page := templates.Audit{Shell: s, Tabs: activityTabs(r, "audit"), Rows: eventsOf(sc, found.Rows, names, true), Empty: templates.Empty{Head: "Nothing happened yet", Line: "Every change is listed here, with who made it."}}
	kept := url.Values{}
	for _, k := range []string{"who", "what"} {
		if v := q.Get(k); v != "" {
			kept.Set(k, v)
		}
	}
	page.Export = "/activity/audit.csv?" + kept.Encode()
	page.What = auditKinds(q.Get("what"))
	page.Who = []templates.Choice{{Word: "Anybody", On: q.Get("who") == ""}}
	for _, email := range sortedKeys(names) {
		page.Who = append(page.Who, templates.Choice{Value: email, Word: names[email], On: q.Get("who") == email})
	}
	if page.Filtered = len(kept) > 0; page.Filtered {
		page.Empty = templates.Empty{Head: "Nothing of that kind", Line: "Nothing that happened fits the filter.", Action: &templates.Action{Word: "Clear filters", Href: "/activity/audit"}}
	}
	if before > 0 {
		page.Newer = "/activity/audit?" + kept.Encode()
	}
	if found.Next != 0 {
		kept.Set("before", fmt.Sprint(found.Next))
		page.Older = "/activity/audit?" + kept.Encode()
	}
	return d.render(w, r, http.StatusOK, templates.AuditPage(page))
}

// auditFilter is what the address asks of the audit.
func auditFilter(r *http.Request, sc scene) store.EventFilter {
	q := r.URL.Query()
	f := store.EventFilter{Person: q.Get("who")}
	for _, c := range auditKinds(q.Get("what")) {
		if c.On {
			f.Action = c.Value
		}
	}
	if !who(r.Context()).May(access.ManageUsers) {
		f.Company = sc.company.Key // people and other company files are an admin's to see
	}
	return f
}

// auditKinds are the kinds of what happened, to filter by.
func auditKinds(chosen string) []templates.Choice {
	out := []templates.Choice{{Word: "Everything"}, {Value: "rules", Word: "Mapping"}, {Value: "undo", Word: "Undo"}, {Value: "cause", Word: "Causes assigned"}, {Value: "step", Word: "Taken back at the desk"},
		{Value: "visit", Word: "Visits"}, {Value: "session", Word: "Signing in and out"}, {Value: "company", Word: "Company files"}, {Value: "store", Word: "Stores"}, {Value: "user", Word: "People"}}
	for i := range out {
		out[i].On = out[i].Value == chosen
	}
	return out
}

// auditMost bounds how many rows one export of the audit has.
const auditMost = 50_000

// auditCSV is the filtered audit as a table for a spreadsheet, newest first.
func (d *desk) auditCSV(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return missing("There is nothing to export", "No company file is set up yet.", "")
	}
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="activity-`+today(sc).String()+`.csv"`)
	out := csv.NewWriter(w)
	if err := out.Write([]string{"When", "Who", "What", "Detail", "Store", "Order", "Action", "Subject"}); err != nil {
		return nil // the browser went away
	}
	f := auditFilter(r, sc)
	f.Limit = 500
	for rows := 0; rows < auditMost; {
		page, err := d.Store.Events(r.Context(), f)
		if err != nil {
			d.Log.Error("an export broke off", "error", err)
			panic(http.ErrAbortHandler) // a cut file must not look whole
		}
		for _, e := range page.Rows {
			what, _ := happened(e)
			order := ""
			if e.Order != 0 {
				order = fmt.Sprint(int64(e.Order))
			}
			if err := out.Write([]string{e.At.UTC().Format(time.RFC3339), cell(actorWord(e.Actor, names)), cell(what), cell(e.Detail), cell(string(e.Store)), order, e.Action, cell(e.Subject)}); err != nil {
				return nil
			}
		}
		rows += len(page.Rows)
		if f.Before = page.Next; page.Next == 0 {
			break
		}
	}
	out.Flush()
	return nil
}

// names are people's names by their e-mail, as the audit knows them.
func (d *desk) names(ctx context.Context) (map[string]string, error) {
	users, err := d.Store.Users(ctx)
	out := make(map[string]string, len(users))
	for _, u := range users {
		if u.Name != "" {
			out[u.Email] = u.Name
		}
	}
	return out, err
}

// eventsOf writes audit rows for people; with links and the rows themselves
// where they are read apart from what they are about.
func eventsOf(sc scene, es []store.Event, names map[string]string, apart bool) []templates.Event {
	out := make([]templates.Event, 0, len(es))
	for _, e := range es {
		v := templates.Event{Who: actorWord(e.Actor, names), When: moment(e.At, sc.now)}
		v.What, v.Note = happened(e)
		if e.Action == "posting."+string(store.Verified) {
			v.Who = "Countinghouse" // it read back what QuickBooks had saved
		}
		if apart {
			v.Raw = joinedBy(" · ", e.Action, e.Subject, e.Detail)
			v.Link = subjectWord(e.Subject)
			if e.Order != 0 {
				v.Link, v.Href = fmt.Sprintf("Order %d", e.Order), orderURL(e.Store, sales.OrderID(e.Order))
			}
		}
		out = append(out, v)
	}
	return out
}

func actorWord(a store.Actor, names map[string]string) string {
	switch a.Kind {
	case "system":
		return "Countinghouse"
	case "connector":
		return "QuickBooks"
	case "cli":
		return strings.TrimSpace(a.Name + " (command line)")
	}
	if n := names[a.Name]; n != "" {
		return n
	}
	if a.Name == "" {
		return "Somebody"
	}
	return a.Name
}

// subjectWord leaves out what only the program counts by.
func subjectWord(s string) string {
	kind, name, _ := strings.Cut(s, " ")
	switch kind {
	case "posting", "visit":
		return ""
	case "store", "company", "user":
		return name
	}
	return s
}

// happened tells an audit row in words: what, and what there is to know.
func happened(e store.Event) (what, note string) {
	if done, ok := strings.CutPrefix(e.Action, "posting."); ok {
		document, _, _ := strings.Cut(e.Detail, ", ")
		document, _, _ = strings.Cut(document, ": ")
		return postingWords(done, "the "+strings.ToLower(document[:min(1, len(document))])+document[min(1, len(document)):]), ""
	}
	switch e.Action {
	case "order.read":
		return "read the order from the store", ""
	case "order.changed":
		return "saw the order changed in the store", e.Detail
	case "order.planned":
		return "planned the order", e.Detail
	case "order.held":
		return "held the order for review", e.Detail
	case "order.excluded":
		return "left the order out of the books", e.Detail
	case "order.watched":
		return "watches the order: it isn’t a sale yet", e.Detail
	case "order.plan_again", "orders.plan_again":
		return "had orders planned again", e.Detail
	case "order.undone":
		return "had the order taken out of QuickBooks", e.Detail
	case "order.redone":
		return "let the order be posted again", e.Detail
	case "order.summarized":
		return "put the order into a daily summary", e.Detail
	case "order.excluded_by_person":
		return "kept the order out of QuickBooks", e.Detail
	case "order.included":
		return "let the order into QuickBooks again", ""
	case "order.approved":
		return "approved the order", e.Detail
	case "order.disapproved":
		return "took back the approval of the order", e.Detail
	case "order.commented":
		return "commented", e.Detail
	case "cause.assigned":
		return "gave a cause of Needs review to somebody", e.Detail
	case "step.taken_back":
		return "took back what was done at the desk", e.Detail
	case "view.saved":
		return "saved a view of Sales", strings.TrimPrefix(e.Subject, "view ")
	case "view.removed":
		return "removed a view of Sales", strings.TrimPrefix(e.Subject, "view ")
	case "order.restock":
		return "decided about goods that came back", e.Detail
	case "order.customer":
		return "chose the order’s customer", e.Detail
	case "undo.begun":
		return "began to take documents out of QuickBooks", e.Detail
	case "visit.opened":
		return "called", ""
	case "visit.closed":
		return "ended the visit", e.Detail
	case "visit.lost":
		return "noted that a visit broke off", e.Detail
	case "session.opened":
		return "signed in", ""
	case "session.refused":
		return "was not let in", e.Detail
	case "user.added":
		return "let a person sign in", e.Detail
	case "user.changed":
		return "changed a person", e.Detail
	case "user.password":
		return "set a person’s password", e.Detail
	case "user.second_factor":
		return "changed a second factor", e.Detail
	case "user.recovery_codes":
		return "made new recovery codes", ""
	case "user.recovery_code":
		return "signed in with a recovery code", ""
	case "setting.second_factor":
		return "said who needs a second factor", e.Detail
	case "secrets.resealed", "secrets.key_changed":
		return "changed the key of stored secrets", e.Detail
	case "session.closed":
		return "signed out", ""
	case "rules.changed":
		return "changed the mapping", e.Detail
	case "qwc.downloaded":
		return "downloaded the .qwc file", ""
	case "customer.linked":
		return "linked a customer", ""
	case "company.recognised", "company.facts":
		return "told about the company file", ""
	case "company.stopped":
		return "stopped writing", e.Detail
	case "company.resumed":
		return "resumed writing", e.Detail
	}
	thing, done, _ := strings.Cut(e.Action, ".")
	if thing == "store" && done == "poll_failed" {
		return "could not read the store", e.Detail
	}
	return strings.TrimSpace(strings.ReplaceAll(done, "_", " ") + " a " + thing), e.Detail
}

func postingWords(done, document string) string {
	switch store.PostingState(done) {
	case store.Posted:
		return "posted " + document
	case store.Verified:
		return "read back " + document + ", no difference"
	case store.Refused:
		return "refused " + document
	case store.Sent:
		return "handed over " + document
	case store.Unsure:
		return "got no answer about " + document
	case store.Withdrawn:
		return "withdrew " + document
	case store.Ready:
		return "made " + document + " ready"
	}
	return strings.ReplaceAll(done, "_", " ") + " " + document
}

// undoVisit leads to the page that takes out what a visit posted.
func undoVisit(r *http.Request, v store.Visit) []templates.Action {
	if v.Posted == 0 || !who(r.Context()).May(access.DecideOrders) {
		return nil
	}
	return []templates.Action{{Word: "Take out what it posted…", Href: fmt.Sprintf("/act?do=undo&visit=%d&back=/activity/visits/%d", v.ID, v.ID)}}
}
