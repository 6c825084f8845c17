package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"countinghouse/books"
	"countinghouse/stock"
	"countinghouse/templates"
)

func (d *desk) sheetFor(r *http.Request) (*sheet, error) {
	sc, err := d.scene(r)
	if err != nil || len(sc.shops) == 0 {
		return nil, missing("There is no mapping yet", "A mapping belongs to a store. Connect one first.", "")
	}
	return d.sheetOf(r, sc)
}

// mappingCSV is the whole sheet as a table: GET /mapping.csv.
func (d *desk) mappingCSV(w http.ResponseWriter, r *http.Request) error {
	s, err := d.sheetFor(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="mapping-%s-%d.csv"`, safeName(string(s.shop.Key)), s.version))
	_, _ = w.Write(append([]byte("\ufeff"), books.MappingCSV(s.newest)...)) // with the mark spreadsheets read it as UTF-8
	return nil
}

// mappingJSON is the same for programs: GET /mapping.json.
func (d *desk) mappingJSON(w http.ResponseWriter, r *http.Request) error {
	s, err := d.sheetFor(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]any{"store": s.shop.Key, "version": s.version, "lines": s.newest.Lines()})
}

// mappingFile is the page of files: GET /mapping/file.
func (d *desk) mappingFile(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Mapping", "mapping")
	}
	if len(sc.shops) == 0 {
		return d.mappingWithoutStore(w, r, sc)
	}
	s, err := d.sheetOf(r, sc)
	if err != nil {
		return err
	}
	return d.showFile(w, r, s, http.StatusOK, nil, "")
}

// mostProblems is how many problems of a file a page tells.
const mostProblems = 40

func (d *desk) showFile(w http.ResponseWriter, r *http.Request, s *sheet, code int, problems []string, text string) error {
	shell, err := d.mappingShell(r, s, http.StatusOK)
	if err != nil {
		return err
	}
	page := templates.MappingFile{Shell: shell, Store: string(s.shop.Key), Tabs: s.tabs("file"), Edit: s.edit, Text: text,
		Export: []templates.Action{{Word: "Spreadsheet, CSV", Href: s.url("/mapping.csv"), Icon: "download"}, {Word: "For programs, JSON", Href: s.url("/mapping.json")}}}
	if len(problems) > 0 {
		page.Title = "Error: " + page.Title
		page.Banner = &templates.Banner{Kind: "bad", Focus: true, Head: "The file isn’t taken: " + templates.Plural(len(problems), "thing to correct", "things to correct"),
			Lines: []string{"Nothing was changed."}, Links: []templates.Action{{Word: "See what is wrong", Href: "#file"}}}
		if len(problems) > mostProblems {
			problems = append(problems[:mostProblems:mostProblems], "and "+templates.Plural(len(problems)-mostProblems, "more", "more"))
		}
		page.Problems = problems
	}
	return d.render(w, r, code, templates.MappingFilePage(page))
}

// maxFile bounds the table that is taken in, and the form that carries what it
// changes from the page of its effect to saving.
const maxFile = books.MaxMappingCSV + 64<<10

// bodyLimit is how much may be sent to an address, in bytes.
func bodyLimit(path string) int64 {
	if path == "/stock/reconcile/count" {
		return stock.MaxSheet + 64<<10
	}
	if path == "/mapping" || path == "/mapping/import" {
		return maxFile
	}
	return maxForm
}

// takeFile reads a table and shows what it would change: POST /mapping/import.
func (d *desk) takeFile(w http.ResponseWriter, r *http.Request) error {
	s, err := d.sheetFor(r)
	if err != nil {
		return err
	}
	body, problem := readFile(r)
	if problem != "" {
		return d.showFile(w, r, s, http.StatusUnprocessableEntity, []string{problem}, "")
	}
	text := ""
	if len(body) < 64<<10 {
		text = string(body)
	}
	lines, err := books.ParseMappingCSV(body)
	var wrong books.MappingErrors
	if errors.As(err, &wrong) {
		var problems []string
		for _, e := range wrong {
			problems = append(problems, e.Error())
		}
		return d.showFile(w, r, s, http.StatusUnprocessableEntity, problems, text)
	}
	for _, l := range lines {
		s.setLine(l)
	}
	s.form.raw, s.form.view, s.form.why = map[string]string{}, "sheet", "From a file"
	if err := s.apply(r.Context()); err != nil {
		return err
	}
	if len(s.errs) > 0 {
		var problems []string
		for _, name := range sortedKeys(s.errs) {
			text := s.errs[name]
			if l, ok := lineOf(name); ok {
				text = l.Name() + ": " + text
			}
			problems = append(problems, text)
		}
		return d.showFile(w, r, s, http.StatusUnprocessableEntity, problems, text)
	}
	return d.showEffect(w, r, s)
}

// readFile is the file that was sent, else the text that was pasted.
func readFile(r *http.Request) (body []byte, problem string) {
	if err := r.ParseMultipartForm(maxFile); err != nil {
		return nil, "the file is too large, or did not arrive whole: send it again"
	}
	f, _, err := r.FormFile("file")
	if err == nil {
		defer func() { _ = f.Close() }()
		if body, err = io.ReadAll(io.LimitReader(f, books.MaxMappingCSV+1)); err != nil {
			return nil, "the file did not arrive whole: send it again"
		}
	}
	if len(body) == 0 {
		body = []byte(r.PostFormValue("text"))
	}
	if len(body) == 0 {
		return nil, "choose a file, or paste its text"
	}
	return body, ""
}
