package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"countinghouse/day"
	"countinghouse/report"
	"countinghouse/sales"
	"countinghouse/store"
)

// activityCommand tells what happened: visits of the Web Connector, and who did what.
type activityCommand struct {
	Visits activityVisits `cmd:"" default:"1" help:"Visits of the Web Connector, newest first."`
	Visit  activityVisit  `cmd:"" help:"One visit: what it handed over, and its round trips."`
	Audit  activityAudit  `cmd:"" help:"Who did what, newest first, with what was before and after."`
}

// span are the days of a list, in UTC as all that the command line prints.
type span struct {
	From string `help:"First day (UTC), like 2026-11-01." placeholder:"DAY"`
	To   string `help:"Last day (UTC)." placeholder:"DAY"`
}

func (s span) bounds() (from, until time.Time, err error) {
	if s.From != "" {
		d, err := day.Parse(s.From)
		if err != nil {
			return from, until, err
		}
		from = d.Start(time.UTC)
	}
	if s.To != "" {
		d, err := day.Parse(s.To)
		if err != nil {
			return from, until, err
		}
		until = d.Add(1).Start(time.UTC)
	}
	if !from.IsZero() && !until.IsZero() && !from.Before(until) {
		return from, until, fmt.Errorf("--to %s is before --from %s", s.To, s.From)
	}
	return from, until, nil
}

type activityVisits struct {
	span
	Company string `help:"Only this company file (key)." placeholder:"KEY"`
	Order   int64  `help:"Only visits that handed over something of this order." placeholder:"NUMBER"`
	Did     string `help:"Only visits that did it: posted or read (lists)." enum:"posted,read," default:""`
	Trouble string `help:"Only visits that failed: any, refused (QuickBooks refused something), unanswered (QuickBooks could not answer), lost (broke off) or turned (turned away)." enum:"any,refused,unanswered,lost,turned," default:""`
	Limit   int    `help:"How many at most; 0 is all." default:"100"`
	JSON    bool   `help:"Print JSON."`
}

func (c activityVisits) Run(e *env) error {
	f := store.VisitFilter{Company: store.CompanyKey(c.Company), Order: sales.OrderID(c.Order), Worked: c.Did == "posted", Read: c.Did == "read", Trouble: store.VisitTrouble(c.Trouble), Limit: 500}
	var err error
	if f.From, f.Until, err = c.bounds(); err != nil {
		return err
	}
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	if err := knownCompany(e, st, c.Company); err != nil {
		return err
	}
	rows := []report.Visit{}
	for more := true; more; {
		page, err := st.VisitsPage(e.ctx, f)
		if err != nil {
			return err
		}
		for _, v := range page.Rows {
			rows = append(rows, report.VisitOf(v))
		}
		f.Before = page.Next
		more = page.Next != 0 && (c.Limit == 0 || len(rows) < c.Limit)
	}
	if c.Limit > 0 {
		rows = rows[:min(len(rows), c.Limit)]
	}
	if c.JSON {
		return e.json(rows)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "VISIT\tCOMPANY FILE\tCALLED\tENDED AS\tPOSTED\tREFUSED\tREAD BACK\tROWS READ\tSECONDS\tQUICKBOOKS WORKED\tLAST WORDS")
	for _, r := range rows {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d ms\t%s\n", r.ID, r.Company, r.Started, r.State, r.Posted, r.Refused, r.Verified, r.Read, r.Seconds, r.Busy, r.Message)
	}
	return w.Flush()
}

// knownCompany tells that a company file that is named is none.
func knownCompany(e *env, st *store.Store, key string) error {
	if key == "" {
		return nil
	}
	_, err := st.Company(e.ctx, store.CompanyKey(key))
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no company file %q", key)
	}
	return err
}

type activityVisit struct {
	Number int64 `arg:"" help:"The visit's number, as the list shows it."`
	Wire   bool  `help:"Also the texts of the requests to QuickBooks and of its answers."`
	JSON   bool  `help:"Print JSON."`
}

func (c activityVisit) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	v, sets, err := st.VisitStory(e.ctx, store.VisitID(c.Number))
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no visit %d; countinghouse activity lists them", c.Number)
	}
	if err != nil {
		return err
	}
	docs, total, err := st.VisitDocuments(e.ctx, v.ID, report.MostDocuments)
	if err != nil {
		return err
	}
	story := report.VisitStoryOf(v, sets, docs, total, c.Wire)
	if c.JSON {
		return e.json(story)
	}
	e.printf("Visit %d of %s, %s: %s. %d sent, %d posted, %d refused, %d read back, %d rows of lists. QuickBooks worked %d ms of %d s.\n", story.ID, story.Company, story.Started, story.State,
		story.Sent, story.Posted, story.Refused, story.Verified, story.Read, story.Busy, story.Seconds)
	for _, d := range story.Documents {
		of := ""
		if d.Order != 0 {
			of = fmt.Sprintf("order %d of %s: ", d.Order, d.Store)
		}
		e.printf("  %-28s %14s  %s%s %s\n", d.Name, d.Total, of, d.State, d.Reason)
	}
	if story.More > 0 {
		e.printf("  and %d more\n", story.More)
	}
	for _, x := range story.Wire {
		e.printf("  %s  %s, answered %s %s %s\n", x.Sent, x.Purpose, orText(x.Answered, "not yet"), x.HResult, x.Message)
		if c.Wire {
			e.printf("%s\n%s\n", x.Request, x.Response)
		}
	}
	return nil
}

type activityAudit struct {
	span
	Company string `help:"Only this company file (key). Default: the whole server." placeholder:"KEY"`
	Who     string `help:"Only what this person did in a browser." placeholder:"EMAIL"`
	What    string `help:"Only this kind, such as rules, posting, order, user or token; or one action, such as rules.changed." placeholder:"KIND"`
	Order   int64  `help:"Only about this order." placeholder:"NUMBER"`
	Limit   int    `help:"How many at most; 0 is all." default:"100"`
	JSON    bool   `help:"Print JSON."`
}

func (c activityAudit) Run(e *env) error {
	f := store.EventFilter{Company: store.CompanyKey(c.Company), Person: c.Who, Action: c.What, Order: sales.OrderID(c.Order), Limit: 500}
	var err error
	if f.From, f.Until, err = c.bounds(); err != nil {
		return err
	}
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	if err := knownCompany(e, st, c.Company); err != nil {
		return err
	}
	rows := []report.AuditRow{}
	for more := true; more; {
		page, err := st.Events(e.ctx, f)
		if err != nil {
			return err
		}
		for _, ev := range page.Rows {
			rows = append(rows, report.AuditRowOf(ev))
		}
		f.Before = page.Next
		more = page.Next != 0 && (c.Limit == 0 || len(rows) < c.Limit)
	}
	if c.Limit > 0 {
		rows = rows[:min(len(rows), c.Limit)]
	}
	if c.JSON {
		return e.json(rows)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "WHEN\tWHO\tWHAT\tON\tDETAIL")
	for _, r := range rows {
		on := r.Subject
		if r.Order != 0 && !slices.Contains(strings.Fields(on), fmt.Sprint(r.Order)) {
			on += fmt.Sprintf(", order %d", r.Order)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.At, r.By, r.Action, on, r.Detail)
	}
	return w.Flush()
}
