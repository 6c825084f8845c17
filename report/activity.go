package report

import (
	"strings"

	"countinghouse/access"
	"countinghouse/store"
)

// Visit is a visit of the Web Connector as scripts read it.
type Visit struct {
	ID       int64  `json:"id"`
	Company  string `json:"company"`
	State    string `json:"state"` // open, closed, lost (it broke off), refused (it was turned away)
	Started  string `json:"started"`
	Ended    string `json:"ended,omitempty"`
	Seconds  int64  `json:"seconds"`          // from its first call to its last
	Busy     int64  `json:"quickbooksMillis"` // how long QuickBooks worked, in milliseconds
	Sent     int    `json:"sent"`             // documents and entries
	Posted   int    `json:"posted"`
	Refused  int    `json:"refused"`
	Verified int    `json:"verified"` // read back
	Read     int    `json:"read"`     // rows of lists
	Trips    int    `json:"trips"`
	Message  string `json:"message,omitempty"` // last words to the Web Connector
	From     string `json:"from,omitempty"`    // address
	Client   string `json:"client,omitempty"`  // the Web Connector's version
}

// VisitOf is a visit of a list.
func VisitOf(v store.Visit) Visit {
	end := v.Ended
	if end.IsZero() {
		end = v.LastCall
	}
	return Visit{
		ID: int64(v.ID), Company: string(v.Company), State: v.State, Started: Stamp(v.Started), Ended: Stamp(v.Ended), Seconds: int64(end.Sub(v.Started).Seconds()), Busy: v.Busy.Milliseconds(),
		Sent: v.Sent, Posted: v.Posted, Refused: v.Refused, Verified: v.Verified, Read: v.Read, Trips: v.Trips, Message: v.Message, From: v.RemoteAddr, Client: v.ClientVersion,
	}
}

// VisitStory is a visit with what it did.
type VisitStory struct {
	Visit
	Documents []VisitDocument `json:"documents"`
	// More are documents beyond those told one by one.
	More int    `json:"moreDocuments,omitempty"`
	Wire []Wire `json:"wire"`
}

// VisitDocument is something that a visit handed to QuickBooks.
type VisitDocument struct {
	Posting   int64  `json:"posting"`
	Store     string `json:"store,omitempty"`
	Order     int64  `json:"order,omitempty"` // none of a daily summary, and of a customer or item, which several orders may need
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Operation string `json:"operation,omitempty"`
	RefNumber string `json:"refNumber,omitempty"`
	Total     string `json:"total,omitempty"`
	State     string `json:"state"` // where it stands now
	Reason    string `json:"reason,omitempty"`
}

// MostDocuments is how many documents of a visit are told one by one.
const MostDocuments = 500

// VisitStoryOf is a visit's story; with wire also the texts that went to
// QuickBooks and came back. Total is the number of its documents.
func VisitStoryOf(v store.Visit, xs []store.Exchange, docs []store.VisitDocument, total int, wire bool) VisitStory {
	out := VisitStory{Visit: VisitOf(v), Documents: []VisitDocument{}, More: max(0, total-len(docs)), Wire: []Wire{}}
	for i := range docs {
		d := &docs[i]
		amount := ""
		if d.Order != 0 {
			amount = d.Total.Text(d.Decimals)
		}
		out.Documents = append(out.Documents, VisitDocument{
			Posting: int64(d.Posting), Store: string(d.Store), Order: max(0, int64(d.Order)), Name: d.Name(), Kind: string(d.Kind), Operation: string(d.Operation),
			RefNumber: d.RefNumber, Total: amount, State: string(d.State), Reason: d.Reason,
		})
	}
	for i := range xs {
		w := wireOf(&xs[i])
		if !wire {
			w.Request, w.Response = "", ""
		}
		out.Wire = append(out.Wire, w)
	}
	return out
}

// AuditRow is one row of the audit log as scripts read it.
type AuditRow struct {
	ID      int64    `json:"id"`
	At      string   `json:"at"`
	By      string   `json:"by"` // kind and name: "user ana@example.com"
	Action  string   `json:"action"`
	Store   string   `json:"store,omitempty"`
	Order   int64    `json:"order,omitempty"`
	Subject string   `json:"subject,omitempty"`
	Detail  string   `json:"detail,omitempty"`
	Changes []Change `json:"changes,omitempty"`
}

// Change is one thing that was changed, from what to what; of a secret neither
// is told.
type Change struct {
	What   string `json:"what"`
	Was    string `json:"was"`
	Now    string `json:"now"`
	Secret bool   `json:"secret,omitempty"`
}

// AuditRowOf is a row of the audit log.
func AuditRowOf(e store.Event) AuditRow {
	row := AuditRow{
		ID: e.ID, At: Stamp(e.At), By: strings.TrimSpace(e.Actor.Kind + " " + e.Actor.Name), Action: e.Action, Store: string(e.Store), Order: int64(e.Order),
		Subject: e.Subject, Detail: e.Detail,
	}
	for _, c := range e.Changes() {
		row.Changes = append(row.Changes, Change(c))
	}
	return row
}

// Rights are what a token may, as the program that has it reads them.
type Rights struct {
	Name  string            `json:"name"`
	Ends  string            `json:"ends"`
	Roles map[string]string `json:"roles"` // by company file
}

// RightsOf is what a token may now.
func RightsOf(t access.Token, u access.User) Rights {
	r := Rights{Name: t.Name, Ends: Stamp(t.Ends), Roles: map[string]string{}}
	for c, role := range u.Companies {
		r.Roles[c] = string(role)
	}
	return r
}
