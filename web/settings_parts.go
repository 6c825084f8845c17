package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// Parts of the pages of Settings. A page is made of what is set; a form that
// can't be taken makes it again with what was typed over it.

// settingsForm is what somebody typed into a form of Settings, and what is
// wrong with it.
type settingsForm struct {
	in       url.Values // nil: nothing was sent
	problems []templates.FormProblem
}

func (f *settingsForm) fail(field, text string) {
	f.problems = append(f.problems, templates.FormProblem{Field: field, Text: text})
}

func (f *settingsForm) text(name string) string { return strings.TrimSpace(f.in.Get(name)) }

// or is what was typed, or else what is set.
func (f *settingsForm) or(name, set string) string {
	if f.in == nil || !f.in.Has(name) {
		return set
	}
	return f.in.Get(name)
}

// whole reads a whole number from 1 to another.
func (f *settingsForm) whole(name, what string, most int) int {
	n, err := strconv.Atoi(f.text(name))
	if err != nil || n < 1 || n > most {
		f.fail(name, fmt.Sprintf("%s is a whole number from 1 to %s, not “%s”.", what, templates.Count(most), typedText(f.text(name))))
	}
	return n
}

// hour reads a time of the day; empty is none.
func (f *settingsForm) hour(name string) string {
	text := f.text(name)
	if text == "" {
		return ""
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		f.fail(name, "“"+typedText(text)+"” is no time of the day such as 22:00.")
		return text
	}
	return at.Format("15:04")
}

// settingsPage is what all of them have.
func (d *desk) settingsPage(r *http.Request, heading, lead string, f settingsForm) (templates.SettingsPanels, error) {
	p := templates.SettingsPanels{Heading: heading, Lead: lead, Problems: f.problems, ProblemHead: "Nothing was changed"}
	var err error
	if p.Shell, err = d.shell(r, heading, "settings"); err != nil {
		return p, err
	}
	p.Path = r.URL.Path
	if len(f.problems) > 0 {
		p.Title = "Error: " + p.Title
	}
	return p, nil
}

func (f *settingsForm) code() int {
	if len(f.problems) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// lockFor is why this person may not send a form; "" if she may.
func lockFor(r *http.Request, a access.Action) string {
	switch {
	case who(r.Context()).May(a):
		return ""
	case a == access.ChangeSettings:
		return "A bookkeeper or an admin changes this."
	}
	return "An admin changes this."
}

// noted tells on the next page what was done, where there is a company file.
func (d *desk) noted(w http.ResponseWriter, r *http.Request, back, head string) error {
	sc, err := d.scene(r)
	if err != nil {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return nil //nolint:nilerr // without a company file the page itself shows it
	}
	step, err := d.Store.Do(r.Context(), d.actor(r), store.Step{Company: sc.company.Key, Head: head})
	if err != nil {
		return err
	}
	return did(w, r, back, step.ID)
}

// factsOf leaves out what is not known.
func factsOf(pairs ...string) []templates.Field {
	var out []templates.Field
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, templates.Field{Name: pairs[i], Value: pairs[i+1]})
		}
	}
	return out
}

func plainField(name, label, kind, value, hint string) templates.SettingsField {
	return templates.SettingsField{Name: name, Label: label, Kind: kind, Value: value, Hint: hint, Complete: "off"}
}

func oneGroup(fields ...templates.SettingsField) []templates.SettingsGroup {
	return []templates.SettingsGroup{{Fields: fields}}
}

func (d *desk) showSettings(w http.ResponseWriter, r *http.Request, p templates.SettingsPanels, f settingsForm) error {
	return d.render(w, r, f.code(), templates.SettingsPanelsPage(p))
}
