package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"countinghouse/books"
	"countinghouse/report"
	"countinghouse/sales"
	"countinghouse/store"
)

// rowsOf is a page of a list: next is the address of the one after it, "" at
// the end.
type rowsOf[T any] struct {
	Company string `json:"company"`
	Rows    []T    `json:"rows"`
	Next    string `json:"next,omitempty"`
}

// only refuses a question with words that its address doesn't know: a mistyped
// filter must not tell everything. It reads limit, 1 to 500, 50 if there is none.
func only(r *http.Request, names ...string) (limit int, err error) {
	limit = pageRows
	for k, v := range r.URL.Query() {
		if k != "company" && !slices.Contains(names, k) {
			known := append([]string{"company"}, names...)
			return 0, apiWrong("The address doesn’t take “"+strings.ToValidUTF8(k, "\uFFFD")+"”", "It takes "+strings.Join(known, ", ")+".")
		}
		if len(v) > 1 {
			return 0, apiWrong("“"+k+"” is said more than once", "Say it once.")
		}
		if k == "limit" {
			if limit, err = strconv.Atoi(v[0]); err != nil || limit < 1 || limit > 500 {
				return 0, apiWrong("The limit is not 1 to 500", "Ask for up to 500 rows and follow next for more.")
			}
		}
	}
	return limit, nil
}

// nextPage is the address of a request with another place in the list.
func nextPage(r *http.Request, key, place string) string {
	if place == "" || place == "0" {
		return ""
	}
	q := url.Values{}
	for k, v := range r.URL.Query() {
		q[k] = v
	}
	q.Set(key, place)
	return r.URL.Path + "?" + q.Encode()
}

func (d *desk) apiToken(w http.ResponseWriter, r *http.Request) error {
	if _, err := only(r); err != nil {
		return err
	}
	v := visitorIn(r)
	apiAnswer(w, http.StatusOK, report.RightsOf(v.token, v.user))
	return nil
}

// apiStatus is `countinghouse status --json` of the company files that the
// token may see; the backup is the server's own affair and left out.
func (d *desk) apiStatus(w http.ResponseWriter, r *http.Request) error {
	if _, err := only(r); err != nil {
		return err
	}
	u, named := who(r.Context()), r.URL.Query().Get("company")
	out, err := report.Statuses(r.Context(), d.Store, func(c store.CompanyKey) bool {
		return u.In(string(c)) != "" && (named == "" || named == string(c))
	})
	if err != nil {
		return err
	}
	if named != "" && len(out) == 0 {
		return store.ErrNotFound
	}
	for i := range out {
		out[i].Backup = nil
	}
	apiAnswer(w, http.StatusOK, out)
	return nil
}

// filterWrong is a filter that could not be read, as its page says it.
func filterWrong(problems []problem) error {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.field+": "+p.text+".")
	}
	return apiWrong("The filter can’t be read", strings.Join(lines, " ")+" Correct it and ask again.")
}

func (d *desk) apiOrders(w http.ResponseWriter, r *http.Request) error {
	limit, err := only(r, "q", "store", "channel", "from", "to", "min", "max", "state", "sort", "after", "limit")
	if err != nil {
		return err
	}
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	a := d.asked(r, sc)
	if state := r.URL.Query().Get("state"); state != a.tab.key {
		var keys []string
		for _, t := range salesTabs()[1:] {
			keys = append(keys, t.key)
		}
		a.problems = append(a.problems, problem{"state", "State", "“" + strings.ToValidUTF8(state, "\uFFFD") + "” is none of " + strings.Join(keys, ", ")})
	}
	if sort := store.OrderSort(r.URL.Query().Get("sort")); !sort.Known() {
		a.problems = append(a.problems, problem{"sort", "Sorted", "“" + strings.ToValidUTF8(string(sort), "\uFFFD") + "” is none of date, number, customer, channel, state, total, with or without a - before it"})
	}
	if len(a.problems) > 0 {
		return filterWrong(a.problems)
	}
	a.filter.Limit = limit
	page, err := d.Store.OrdersPage(r.Context(), a.filter)
	if err != nil {
		return err
	}
	out := rowsOf[report.Order]{string(sc.company.Key), []report.Order{}, nextPage(r, "after", page.Next)}
	for _, o := range page.Rows {
		out.Rows = append(out.Rows, report.OrderOf(o))
	}
	apiAnswer(w, http.StatusOK, out)
	return nil
}

func (d *desk) apiOrder(w http.ResponseWriter, r *http.Request) error {
	if _, err := only(r, "wire"); err != nil {
		return err
	}
	shop, err := url.PathUnescape(chi.URLParam(r, "store"))
	if err != nil {
		return store.ErrNotFound
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return store.ErrNotFound
	}
	story, err := d.Store.OrderStory(r.Context(), sales.StoreKey(shop), sales.OrderID(id))
	if err != nil {
		return err
	}
	apiAnswer(w, http.StatusOK, report.StoryOf(story, r.URL.Query().Get("wire") != ""))
	return nil
}

func (d *desk) apiReview(w http.ResponseWriter, r *http.Request) error {
	if _, err := only(r); err != nil {
		return err
	}
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	causes, err := report.Causes(r.Context(), d.Store, sc.company.Key)
	if err != nil {
		return err
	}
	apiAnswer(w, http.StatusOK, rowsOf[report.Cause]{string(sc.company.Key), causes, ""})
	return nil
}

func (d *desk) apiVisits(w http.ResponseWriter, r *http.Request) error {
	limit, err := only(r, "from", "to", "order", "did", "trouble", "before", "limit")
	if err != nil {
		return err
	}
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	a := askedVisits(r, sc)
	if len(a.problems) > 0 {
		return filterWrong(a.problems)
	}
	a.visits.Limit = limit
	page, err := d.Store.VisitsPage(r.Context(), a.visits)
	if err != nil {
		return err
	}
	out := rowsOf[report.Visit]{string(sc.company.Key), []report.Visit{}, nextPage(r, "before", fmt.Sprint(int64(page.Next)))}
	for _, v := range page.Rows {
		out.Rows = append(out.Rows, report.VisitOf(v))
	}
	apiAnswer(w, http.StatusOK, out)
	return nil
}

func (d *desk) apiVisit(w http.ResponseWriter, r *http.Request) error {
	if _, err := only(r, "wire"); err != nil {
		return err
	}
	v, sets, err := d.visitOf(r)
	if err != nil {
		return err
	}
	docs, total, err := d.Store.VisitDocuments(r.Context(), v.ID, report.MostDocuments)
	if err != nil {
		return err
	}
	apiAnswer(w, http.StatusOK, report.VisitStoryOf(v, sets, docs, total, r.URL.Query().Get("wire") != ""))
	return nil
}

// apiAudit is the audit of one company file: people and other company files are
// an admin's to see, at the desk.
func (d *desk) apiAudit(w http.ResponseWriter, r *http.Request) error {
	limit, err := only(r, "who", "what", "from", "to", "order", "before", "limit")
	if err != nil {
		return err
	}
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	a := askedAudit(r, sc, false)
	if len(a.problems) > 0 {
		return filterWrong(a.problems)
	}
	a.events.Limit = limit
	page, err := d.Store.Events(r.Context(), a.events)
	if err != nil {
		return err
	}
	out := rowsOf[report.AuditRow]{string(sc.company.Key), []report.AuditRow{}, nextPage(r, "before", fmt.Sprint(page.Next))}
	for _, e := range page.Rows {
		out.Rows = append(out.Rows, report.AuditRowOf(e))
	}
	apiAnswer(w, http.StatusOK, out)
	return nil
}

func (d *desk) apiMapping(w http.ResponseWriter, r *http.Request) error {
	if _, err := only(r); err != nil {
		return err
	}
	shop, err := url.PathUnescape(chi.URLParam(r, "store"))
	if err != nil {
		return store.ErrNotFound
	}
	rules, version, err := d.Store.Rules(r.Context(), sales.StoreKey(shop))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	sheet, err := report.SheetOf(r.Context(), d.Store, sales.StoreKey(shop), version, rules, d.Now())
	if err != nil {
		return err
	}
	apiAnswer(w, http.StatusOK, sheet)
	return nil
}

func (d *desk) apiItems(w http.ResponseWriter, r *http.Request) error {
	return d.apiEntries(w, r, books.Items)
}

func (d *desk) apiCustomers(w http.ResponseWriter, r *http.Request) error {
	return d.apiEntries(w, r, books.Customers)
}

// apiEntries is one of QuickBooks' lists as it was last read: all of it page by
// page, or what a search finds.
func (d *desk) apiEntries(w http.ResponseWriter, r *http.Request, kind books.ListKind) error {
	limit, err := only(r, "q", "after", "limit")
	if err != nil {
		return err
	}
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	q, next := strings.TrimSpace(r.URL.Query().Get("q")), ""
	var rows []books.Entry
	if q != "" {
		if r.URL.Query().Get("after") != "" {
			return apiWrong("What a search finds has no further pages", "Search for more, or leave out q and follow next.")
		}
		rows, err = d.Store.Entries(r.Context(), sc.company.Key, kind, q, limit)
	} else {
		rows, next, err = d.Store.EntriesAfter(r.Context(), sc.company.Key, kind, r.URL.Query().Get("after"), limit)
	}
	if err != nil {
		return err
	}
	apiAnswer(w, http.StatusOK, rowsOf[books.Entry]{string(sc.company.Key), append([]books.Entry{}, rows...), nextPage(r, "after", next)})
	return nil
}
