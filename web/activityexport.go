package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"countinghouse/access"
	"countinghouse/report"
	"countinghouse/store"
	"countinghouse/templates"
)

// auditMost bounds how many rows one export of the audit has.
const auditMost = 50_000

// attached names the file that an export is, and refuses one whose filter could
// not be read: a file that is of something else than was asked for would be
// taken for the right one.
func attached(w http.ResponseWriter, sc scene, a askedActivity, name, kind, back string) error {
	if len(a.problems) > 0 {
		lines := []string{"What to export isn’t certain, so no file was made. Correct the filter in Activity, then export again."}
		for _, p := range a.problems {
			lines = append(lines, templates.Plain(p.word+": "+p.text))
		}
		return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "Nothing was exported", Lines: lines, Links: []templates.Action{{Word: "Back to Activity", Href: a.url(back)}}}}
	}
	w.Header().Set("Content-Type", map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json"}[kind])
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-"+today(sc).String()+"."+kind+`"`)
	return nil
}

// jsonRows writes a list of any length row by row.
func jsonRows[T any](d *desk, w http.ResponseWriter, each func(func(T) error) error) error {
	enc, sep := json.NewEncoder(w), "[\n"
	enc.SetEscapeHTML(false)
	err := each(func(row T) error {
		if _, err := w.Write([]byte(sep)); err != nil {
			return err
		}
		sep = ","
		return enc.Encode(row)
	})
	d.whole(err)
	if sep == "[\n" {
		_, _ = w.Write([]byte(sep))
	}
	_, _ = w.Write([]byte("]\n"))
	return nil
}

// whole breaks an export off that came to an error: a cut file must not look whole.
func (d *desk) whole(err error) {
	if err != nil {
		d.Log.Error("an export broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
}

// everyVisit walks the filtered visits, page by page.
func (d *desk) everyVisit(r *http.Request, a askedActivity, each func(store.Visit) error) error {
	f := a.visits
	f.Limit, f.Before = 500, 0
	for {
		page, err := d.Store.VisitsPage(r.Context(), f)
		if err != nil {
			return err
		}
		for _, v := range page.Rows {
			if err := each(v); err != nil {
				return err
			}
		}
		if f.Before = page.Next; page.Next == 0 {
			return nil
		}
	}
}

func (d *desk) visitsExport(w http.ResponseWriter, r *http.Request, kind string) (askedActivity, error) {
	sc, err := d.scene(r)
	if err != nil {
		return askedActivity{}, missing("There is nothing to export", "No company file is set up yet.", "")
	}
	a := askedVisits(r, sc)
	return a, attached(w, sc, a, "visits", kind, "/activity")
}

// visitsCSV is the filtered visits as a table for a spreadsheet, newest first.
func (d *desk) visitsCSV(w http.ResponseWriter, r *http.Request) error {
	a, err := d.visitsExport(w, r, "csv")
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	err = out.Write([]string{"Called", "Ended", "How it ended", "Seconds", "Seconds QuickBooks worked", "Documents sent", "Posted", "Refused", "Read back", "List rows read", "Round trips", "Last words", "From"})
	if err == nil {
		err = d.everyVisit(r, a, func(v store.Visit) error {
			x := report.VisitOf(v)
			return out.Write([]string{x.Started, x.Ended, visitState(v).Word, fmt.Sprint(x.Seconds), fmt.Sprintf("%d.%03d", x.Busy/1000, x.Busy%1000), fmt.Sprint(x.Sent), fmt.Sprint(x.Posted), fmt.Sprint(x.Refused),
				fmt.Sprint(x.Verified), fmt.Sprint(x.Read), fmt.Sprint(x.Trips), cell(x.Message), cell(x.From)})
		})
	}
	out.Flush()
	d.whole(err)
	return nil
}

func (d *desk) visitsJSON(w http.ResponseWriter, r *http.Request) error {
	a, err := d.visitsExport(w, r, "json")
	if err != nil {
		return err
	}
	return jsonRows(d, w, func(row func(report.Visit) error) error {
		return d.everyVisit(r, a, func(v store.Visit) error { return row(report.VisitOf(v)) })
	})
}

// visitJSON is a visit with all that it did, asked and was answered.
func (d *desk) visitJSON(w http.ResponseWriter, r *http.Request) error {
	v, sets, err := d.visitOf(r)
	if err != nil {
		return err
	}
	docs, total, err := d.Store.VisitDocuments(r.Context(), v.ID, report.MostDocuments)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="visit-%d.json"`, v.ID))
	return report.Write(w, report.VisitStoryOf(v, sets, docs, total, true))
}

// everyEvent walks the filtered audit, newest first, and tells no more than
// auditMost rows.
func (d *desk) everyEvent(r *http.Request, a askedActivity, each func(store.Event) error) error {
	f, rows := a.events, 0
	f.Limit, f.Before = 500, 0
	for rows < auditMost {
		page, err := d.Store.Events(r.Context(), f)
		if err != nil {
			return err
		}
		for _, e := range page.Rows {
			if err := each(e); err != nil {
				return err
			}
		}
		rows += len(page.Rows)
		if f.Before = page.Next; page.Next == 0 {
			return nil
		}
	}
	return nil
}

func (d *desk) auditExport(w http.ResponseWriter, r *http.Request, kind string) (askedActivity, error) {
	sc, err := d.scene(r)
	if err != nil {
		return askedActivity{}, missing("There is nothing to export", "No company file is set up yet.", "")
	}
	a := askedAudit(r, sc, who(r.Context()).May(access.ManageUsers))
	return a, attached(w, sc, a, "activity", kind, "/activity/audit")
}

// auditCSV is the filtered audit as a table for a spreadsheet, newest first: one
// row for each thing that was changed.
func (d *desk) auditCSV(w http.ResponseWriter, r *http.Request) error {
	names, err := d.names(r.Context())
	if err != nil {
		return err
	}
	a, err := d.auditExport(w, r, "csv")
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	err = out.Write([]string{"When", "Who", "What", "Detail", "Changed", "Before", "After", "Store", "Order", "Action", "Subject"})
	if err == nil {
		err = d.everyEvent(r, a, func(e store.Event) error {
			what, _ := happened(e)
			order := ""
			if e.Order != 0 {
				order = fmt.Sprint(int64(e.Order))
			}
			changes := []templates.Change{{}}
			if all := e.Changes(); len(all) > 0 {
				changes = changes[:0]
				for _, c := range all {
					changes = append(changes, changeView(c))
				}
			}
			for _, c := range changes {
				if err := out.Write([]string{e.At.UTC().Format(time.RFC3339), cell(actorWord(e.Actor, names)), cell(what), cell(e.Detail), cell(c.What), cell(c.Was), cell(c.Now), cell(string(e.Store)), order, e.Action, cell(e.Subject)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	out.Flush()
	d.whole(err)
	return nil
}

func (d *desk) auditJSON(w http.ResponseWriter, r *http.Request) error {
	a, err := d.auditExport(w, r, "json")
	if err != nil {
		return err
	}
	return jsonRows(d, w, func(row func(report.AuditRow) error) error {
		return d.everyEvent(r, a, func(e store.Event) error { return row(report.AuditRowOf(e)) })
	})
}
