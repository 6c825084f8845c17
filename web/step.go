package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// What somebody does at the desk is a step: the next page tells it, and takes
// it back with one press while that leaves no trace in the books.

// toastFor is how long the page tells what was done.
const toastFor = 10 * time.Minute

// toast puts what the last step did on the page that follows it.
func (d *desk) toast(r *http.Request, s *templates.Shell) error {
	q := r.URL.Query()
	id, err := strconv.ParseInt(q.Get("done"), 10, 64)
	if err != nil || id <= 0 {
		return nil
	}
	step, err := d.Store.StepOf(r.Context(), store.StepID(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	sc, err := d.scene(r)
	now := d.Now()
	if err != nil || step.Company != sc.company.Key || step.By != who(r.Context()).Email || now.Sub(step.At) > toastFor && now.Sub(step.Undone) > toastFor {
		return nil //nolint:nilerr // a page without a company file has nothing to tell
	}
	q.Del("done")
	s.Path = r.URL.Path
	if rest := q.Encode(); rest != "" {
		s.Path += "?" + rest
	}
	if !step.Undone.IsZero() {
		s.Toast = "Taken back: " + step.Head
		return nil
	}
	s.Toast = step.Head
	if step.CanUndo {
		s.Undo = fmt.Sprintf("/steps/%d/undo", step.ID)
	}
	return nil
}

// did goes to the page after a step, which tells it.
func did(w http.ResponseWriter, r *http.Request, back string, id store.StepID) error {
	u, err := url.Parse(safeNext(back))
	if err != nil {
		u = &url.URL{Path: "/"}
	}
	q := u.Query()
	q.Del("done")
	if id != 0 {
		q.Set("done", fmt.Sprint(int64(id)))
	}
	u.RawQuery = q.Encode()
	http.Redirect(w, r, u.String(), http.StatusSeeOther)
	return nil
}

// once is a fresh key of a form.
func once() string { return rand.Text() }

// do carries deeds out as one step of the person, and lets what they touch be
// planned before the next page looks at it.
func (d *desk) do(r *http.Request, sc scene, step store.Step, deeds ...store.Deed) (store.Step, error) {
	step.Company = sc.company.Key
	if len(step.Once) > 100 {
		step.Once = step.Once[:100]
	}
	done, err := d.Store.Do(r.Context(), d.actor(r), step, deeds...)
	if err == nil {
		d.planned(r, sc)
	}
	return done, err
}

// planned waits a moment until what was changed is planned.
func (d *desk) planned(r *http.Request, sc scene) {
	if d.Planned != nil {
		d.Planned(r.Context(), sc.company.Key)
	}
}

// undoStep takes a step back.
func (d *desk) undoStep(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "step"), 10, 64)
	if err != nil {
		return store.ErrNotFound
	}
	step, err := d.Store.StepOf(r.Context(), store.StepID(id))
	if err != nil {
		return err
	}
	if step.Company != sc.company.Key {
		return store.ErrNotFound
	}
	_, err = d.Store.TakeBack(r.Context(), d.actor(r), step.ID)
	if errors.Is(err, store.ErrUndone) {
		return errStatus{http.StatusConflict, templates.Fault{Code: 409, Head: "It was taken back already",
			Lines: []string{"**" + templates.Plain(strings.TrimSuffix(step.Head, ".")) + "**: somebody took it back before, or it can’t be taken back from here. Nothing was changed now."},
			Links: []templates.Action{{Word: "See what was done today", Href: "/review?tab=fixed"}}}}
	}
	if errors.Is(err, store.ErrWanted) {
		return errStatus{http.StatusConflict, templates.Fault{Code: 409, Head: "It wasn’t taken back", Lines: []string{templates.Plain(deskWords(err)), "Nothing of it was changed. What wasn’t sent yet can be taken back one by one."},
			Links: []templates.Action{{Word: "See what is being made", Href: "/items/made"}}}}
	}
	if err != nil {
		return err
	}
	if _, err := stock.NewKeeper(d.Store, stock.Options{Log: d.Log}).Match(r.Context(), step.Company); err != nil {
		return err
	}
	d.planned(r, sc)
	return did(w, r, r.PostFormValue("back"), step.ID)
}
