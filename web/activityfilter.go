package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// askedActivity is what an address of Activity asks for.
type askedActivity struct {
	visits   store.VisitFilter
	events   store.EventFilter
	values   url.Values // of the filters, without the page
	problems []problem
	from, to day.Day
	order    sales.OrderID
}

// askedVisits is what the address asks of the visits.
func askedVisits(r *http.Request, sc scene) askedActivity {
	a := askedOf(r, sc, "from", "to", "order", "did", "trouble")
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	a.visits = store.VisitFilter{Company: sc.company.Key, Before: store.VisitID(max(0, before)), Order: a.order}
	a.visits.From, a.visits.Until = a.span(sc)
	switch did := a.values.Get("did"); did {
	case "posted":
		a.visits.Worked = true
	case "read":
		a.visits.Read = true
	case "":
	default:
		a.problems = append(a.problems, unknownChoice("did", "What it did", did, visitDeeds("")))
	}
	a.visits.Trouble = store.VisitTrouble(a.values.Get("trouble"))
	if !chosen(visitTroubles(string(a.visits.Trouble))) {
		a.problems = append(a.problems, unknownChoice("trouble", "What went wrong", string(a.visits.Trouble), visitTroubles("")))
		a.visits.Trouble = ""
	}
	return a
}

// askedAudit is what the address asks of the audit: of the company file, or,
// where everything may be seen, of the whole server.
func askedAudit(r *http.Request, sc scene, everything bool) askedActivity {
	a := askedOf(r, sc, "who", "what", "from", "to", "order")
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	a.events = store.EventFilter{Person: a.values.Get("who"), Action: a.values.Get("what"), Before: max(0, before), Order: a.order}
	a.events.From, a.events.Until = a.span(sc)
	if !chosen(auditKinds(a.events.Action)) {
		a.problems = append(a.problems, unknownChoice("what", "What", a.events.Action, auditKinds("")))
		a.events.Action = ""
	}
	if !everything {
		a.events.Company = sc.company.Key // people and other company files are an admin's to see
	}
	return a
}

func unknownChoice(field, word, typed string, of []templates.Choice) problem {
	var known []string
	for _, c := range of {
		if c.Value != "" {
			known = append(known, c.Value)
		}
	}
	return problem{field, word, "“" + strings.ToValidUTF8(typed, "\uFFFD") + "” is none of " + strings.Join(known, ", ")}
}

func chosen(cs []templates.Choice) bool {
	for _, c := range cs {
		if c.On {
			return true
		}
	}
	return false
}

func askedOf(r *http.Request, sc scene, names ...string) askedActivity {
	a := askedActivity{values: url.Values{}}
	for _, k := range names {
		if v := strings.TrimSpace(r.URL.Query().Get(k)); v != "" {
			a.values.Set(k, v)
		}
	}
	var err error
	if a.from, err = typedDay(a.values.Get("from"), today(sc)); err != nil {
		a.problems = append(a.problems, problem{"from", "From", err.Error()})
	}
	if a.to, err = typedDay(a.values.Get("to"), today(sc)); err != nil {
		a.problems = append(a.problems, problem{"to", "To", err.Error()})
	}
	if !a.from.IsZero() && !a.to.IsZero() && a.to.Before(a.from) {
		a.problems = append(a.problems, problem{"to", "To", a.to.Human() + " is before " + a.from.Human()})
		a.to = day.Day{}
	}
	if typed := strings.TrimPrefix(a.values.Get("order"), "#"); typed != "" {
		n, err := strconv.ParseInt(typed, 10, 64)
		if err != nil || n <= 0 {
			a.problems = append(a.problems, problem{"order", "Order", "“" + typedText(typed) + "” is no order number like 10184"})
		} else {
			a.order = sales.OrderID(n)
		}
	}
	return a
}

// span is when the days begin and are over, where the books are kept.
func (a askedActivity) span(sc scene) (from, until time.Time) {
	zone := sc.now.Location()
	if !a.from.IsZero() {
		from = a.from.Start(zone)
	}
	if !a.to.IsZero() {
		until = a.to.Add(1).Start(zone)
	}
	return from, until
}

// url is an address with the filters, and with a place in the list.
func (a askedActivity) url(path string, place ...string) string {
	v := url.Values{}
	for k, vs := range a.values {
		v[k] = vs
	}
	if len(place) == 2 {
		v.Set(place[0], place[1])
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// filters are the fields of the form, with what is wrong with them.
func (a askedActivity) filters(clear string) templates.ActivityFilters {
	f := templates.ActivityFilters{From: typedAs(a.values.Get("from"), a.from), To: typedAs(a.values.Get("to"), a.to), Order: a.values.Get("order"), Filtered: len(a.values) > 0, Clear: clear, Errors: map[string]string{}}
	if len(a.problems) == 0 {
		return f
	}
	f.Banner = &templates.Banner{Kind: "bad", Head: "The list isn’t filtered as you asked: " + templates.Plural(len(a.problems), "thing to correct", "things to correct"), Focus: true}
	for _, p := range a.problems {
		f.Errors[p.field] = p.text
		f.Banner.Links = append(f.Banner.Links, templates.Action{Word: p.word + ": " + p.text, Href: "#f-" + p.field})
	}
	f.Banner.Lines = []string{"Correct what is marked and choose Filter. Nothing was changed."}
	return f
}

// code is that of the page; a filter that can't be read stands in its title too.
func (a askedActivity) code(s *templates.Shell) int {
	if len(a.problems) == 0 {
		return http.StatusOK
	}
	s.Title = "Error: " + s.Title
	return http.StatusUnprocessableEntity
}

// visitDeeds are what a visit may have done, to filter by.
func visitDeeds(on string) []templates.Choice {
	out := []templates.Choice{{Word: "Anything"}, {Value: "posted", Word: "Documents"}, {Value: "read", Word: "Lists read"}}
	for i := range out {
		out[i].On = out[i].Value == on
	}
	return out
}

// visitTroubles are the kinds of failure, to filter by.
func visitTroubles(on string) []templates.Choice {
	out := []templates.Choice{{Word: "All visits"}, {Value: string(store.TroubleAny), Word: "Anything that went wrong"}, {Value: string(store.TroubleRefused), Word: "QuickBooks refused something"},
		{Value: string(store.TroubleUnanswered), Word: "QuickBooks couldn’t answer"}, {Value: string(store.TroubleLost), Word: "Broke off"}, {Value: string(store.TroubleTurned), Word: "Turned away"}}
	for i := range out {
		out[i].On = out[i].Value == on
	}
	return out
}
