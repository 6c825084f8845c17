package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

func (d *desk) audit(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Activity", "activity")
	}
	s, err := d.shellOf(r, sc, "Activity", "activity")
	if err != nil {
		return err
	}
	a := askedAudit(r, sc, who(r.Context()).May(access.ManageUsers))
	a.events.Limit = pageRows
	found, err := d.Store.Events(r.Context(), a.events)
	if err != nil {
		return err
	}
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	page := templates.Audit{Shell: s, Tabs: activityTabs(r, "audit"), Filters: a.filters("/activity/audit"), Rows: eventsOf(sc, found.Rows, names, true), Empty: templates.Empty{Head: "Nothing happened yet", Line: "Every change is listed here, with who made it."},
		CSV: a.url("/activity/audit.csv"), JSON: a.url("/activity/audit.json"), What: auditKinds(a.values.Get("what"))}
	person := a.values.Get("who")
	page.Who = []templates.Choice{{Word: "Anybody", On: person == ""}}
	for _, email := range sortedKeys(names) {
		page.Who = append(page.Who, templates.Choice{Value: email, Word: names[email], On: person == email})
	}
	if page.Filters.Filtered {
		page.Empty = templates.Empty{Head: "Nothing of that kind", Line: "Nothing that happened fits the filter.", Action: &templates.Action{Word: "Clear filters", Href: "/activity/audit"}}
	}
	if a.events.Before > 0 {
		page.Newer = a.url("/activity/audit")
	}
	if found.Next != 0 {
		page.Older = a.url("/activity/audit", "before", fmt.Sprint(found.Next))
	}
	return d.render(w, r, a.code(&page.Shell), templates.AuditPage(page))
}

// auditKinds are the kinds of what happened, to filter by.
func auditKinds(chosen string) []templates.Choice {
	out := []templates.Choice{{Word: "Everything"}, {Value: "rules", Word: "Mapping"}, {Value: "posting", Word: "Documents in QuickBooks"}, {Value: "order", Word: "Orders"}, {Value: "undo", Word: "Undo"}, {Value: "cause", Word: "Causes assigned"}, {Value: "step", Word: "Taken back at the desk"}, {Value: "entry", Word: "Entries made in QuickBooks"},
		{Value: "visit", Word: "Visits"}, {Value: "session", Word: "Signing in and out"}, {Value: "company", Word: "Company files"}, {Value: "store", Word: "Stores"}, {Value: "user", Word: "People"}, {Value: "token", Word: "API tokens"}, {Value: "setting", Word: "Settings"}, {Value: "backup", Word: "Backups"}}
	for i := range out {
		out[i].On = out[i].Value == chosen
	}
	return out
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
		for _, c := range e.Changes() {
			v.Changes = append(v.Changes, changeView(c))
		}
		if len(v.Changes) > 0 {
			v.Note = ""
		}
		if e.Action == "posting."+string(store.Verified) {
			v.Who = "Countinghouse" // it read back what QuickBooks had saved
		}
		if apart {
			v.Raw = joinedBy(" · ", e.Action, e.Subject, e.Detail)
			v.Link = subjectWord(e.Subject)
			if e.Action == "rules.changed" { // what was before and after stands there, line by line
				v.Href = "/mapping/history?store=" + url.QueryEscape(v.Link)
			}
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
	case "posting", "visit", "token":
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
	case "order.link_asked":
		return "had QuickBooks asked for a document to link the order to", e.Detail
	case "order.link_dropped":
		return "took back the link to a document", e.Detail
	case "order.link_answered":
		return "answered about the document to link the order to", e.Detail
	case "order.commented":
		return "commented", e.Detail
	case "cause.assigned":
		return "gave a cause of Needs review to somebody", e.Detail
	case "entry.wanted":
		return "had an entry made in QuickBooks", entrySubject(e)
	case "entry.sent":
		return "handed over a new entry", entrySubject(e)
	case "entry.made":
		return "made a new entry", entrySubject(e)
	case "entry.found":
		return "had the entry already, which is used", entrySubject(e)
	case "entry.refused":
		return "refused a new entry", entrySubject(e)
	case "entry.withdrawn":
		return "took back a new entry before it was handed over", entrySubject(e)
	case "entry.kept":
		return "took back what an entry was made for", entrySubject(e)
	case "item.asked_for":
		return "asked for an item in QuickBooks", joinedBy(": ", strings.TrimPrefix(e.Subject, "item "), e.Detail)
	case "item.not_asked_for":
		return "took back that an item is made", strings.TrimPrefix(e.Subject, "item ")
	case "item.not_linked":
		return "could not link an item to its SKU", e.Detail
	case "product.asked_for":
		return "asked for a product in the store", joinedBy(": ", strings.TrimPrefix(e.Subject, "product "), e.Detail)
	case "product.not_asked_for":
		return "took back that a product is made", strings.TrimPrefix(e.Subject, "product ")
	case "product.ready", "product.sent", "product.unsure", "product.posted", "product.refused":
		done := map[string]string{"ready": "is sent again", "sent": "was handed over to the store", "unsure": "got no answer of the store", "posted": "is in the store", "refused": "was refused by the store"}[strings.TrimPrefix(e.Action, "product.")]
		return "noted that a product " + done, joinedBy(". ", upperFirst(e.Subject), e.Detail)
	case "create_rules.changed":
		return "changed the rules for new items and products", e.Detail
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
	case "token.made":
		return "made an API token", strings.TrimPrefix(e.Subject, "token ") + ", " + e.Detail
	case "token.ended":
		return "ended an API token", joinedBy(", ", strings.TrimPrefix(e.Subject, "token "), e.Detail)
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

// entrySubject is which entry of QuickBooks' lists it is about.
func entrySubject(e store.Event) string {
	return joinedBy(". ", upperFirst(strings.TrimPrefix(e.Subject, "entry ")), e.Detail)
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

// changeView is one thing that was changed, before and after.
func changeView(c store.Change) templates.Change {
	v := templates.Change{What: upperFirst(c.What), Was: c.Was, Now: c.Now}
	if c.Secret {
		v.Was, v.Now = "kept secret", "another one"
	}
	for _, side := range []*string{&v.Was, &v.Now} {
		switch *side {
		case "":
			*side = "nothing"
		case "true":
			*side = "yes"
		case "false":
			*side = "no"
		}
	}
	return v
}
