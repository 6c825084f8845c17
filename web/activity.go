package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

func activityTabs(r *http.Request, on string) []templates.Tab {
	tabs := []templates.Tab{{Word: "Visits", Href: "/activity", On: on == "visits"}}
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
	a := askedVisits(r, sc)
	a.visits.Limit = pageRows
	found, err := d.Store.VisitsPage(r.Context(), a.visits)
	if err != nil {
		return err
	}
	page := templates.Visits{Shell: s, Tabs: activityTabs(r, "visits"), Filters: a.filters("/activity"), Did: visitDeeds(a.values.Get("did")), Trouble: visitTroubles(a.values.Get("trouble")),
		CSV: a.url("/activity.csv"), JSON: a.url("/activity.json"),
		Empty: templates.Empty{Head: "No visits yet", Line: "Each call of the Web Connector is listed here: what it posted, what was refused, and every request with its answer."}}
	if page.Filters.Filtered {
		page.Empty = templates.Empty{Head: "No such visit", Line: "No visit of the Web Connector fits the filter.", Action: &templates.Action{Word: "Clear filters", Href: "/activity"}}
	}
	for _, v := range found.Rows {
		page.Rows = append(page.Rows, visitRow(v, sc.now))
	}
	if found.Next != 0 {
		page.Older = a.url("/activity", "before", fmt.Sprint(int64(found.Next)))
	}
	if a.visits.Before > 0 {
		page.Newer = a.url("/activity")
	}
	return d.render(w, r, a.code(&page.Shell), templates.VisitsPage(page))
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
		Busy: took(v.Busy), Posted: v.Posted, Refused: v.Refused, Read: v.Read, Message: v.Message, Result: visitResult(v)}
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
	if v.Refused > 0 {
		parts = append(parts, templates.Count(v.Refused)+" refused")
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
	docs, total, err := d.Store.VisitDocuments(r.Context(), v.ID, maxVisitDocuments)
	if err != nil {
		return err
	}
	for i := range docs {
		page.Documents = append(page.Documents, visitDocument(sc, &docs[i]))
	}
	if total > len(docs) {
		page.DocumentsMore = "And " + templates.Count(total-len(docs)) + " more. Export the visit to see them."
	}
	page.Actions = append(page.Actions, templates.Action{Word: "Export (JSON)", Href: fmt.Sprintf("/activity/visits/%d/all.json", v.ID), Icon: "download"})
	for i, x := range sets {
		page.Sets = append(page.Sets, setView(sc, v, x, i < maxOpenSets))
	}
	return d.render(w, r, http.StatusOK, templates.VisitPage(page))
}

// maxVisitDocuments bounds how many documents a visit's page lists.
const maxVisitDocuments = 100

// visitDocument is what a visit did with one document, and how that stands now.
func visitDocument(sc scene, v *store.VisitDocument) templates.VisitDocument {
	d := templates.VisitDocument{Name: upperFirst(v.Name()), Amount: v.Total.Grouped(v.Decimals), Reason: v.Reason}
	switch v.State {
	case store.Verified:
		d.State, d.Reason = templates.Status{Glyph: "verified", Word: "Posted, read back", Kind: "ok"}, ""
	case store.Posted:
		d.State, d.Reason = templates.Status{Glyph: "posted", Word: "Posted", Kind: "ok"}, ""
	case store.Refused:
		d.State = templates.Status{Glyph: "refused", Word: "Refused", Kind: "bad"}
	case store.Unsure:
		d.State = templates.Status{Glyph: "held", Word: "No answer came", Kind: "rev"}
	default:
		d.State = templates.Status{Glyph: "wait", Word: "Handed over", Kind: "wait"}
	}
	switch {
	case v.Order > 0:
		d.Link, d.Href = fmt.Sprintf("Order %d", v.Order), orderURL(v.Store, v.Order)
	case v.Order < 0:
		d.Link = "Daily summary"
	default: // an entry of a list, which several orders may need
		d.Amount = ""
	}
	if len(sc.shops) > 1 && v.Store != "" {
		d.Link += ", " + sc.shopName(v.Store)
	}
	return d
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

// undoVisit leads to the page that takes out what a visit posted.
func undoVisit(r *http.Request, v store.Visit) []templates.Action {
	if v.Posted == 0 || !who(r.Context()).May(access.DecideOrders) {
		return nil
	}
	return []templates.Action{{Word: "Take out what it posted…", Href: fmt.Sprintf("/act?do=undo&visit=%d&back=/activity/visits/%d", v.ID, v.ID)}}
}
