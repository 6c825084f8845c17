package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// everyOrder walks the whole filtered list, page by page.
func (d *desk) everyOrder(r *http.Request, a asked, each func(store.OrderRow) error) error {
	f := a.filter
	f.Limit, f.After = 500, ""
	for {
		page, err := d.Store.OrdersPage(r.Context(), f)
		if err != nil {
			return err
		}
		for _, o := range page.Rows {
			if err := each(o); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		f.After = page.Next
	}
}

func (d *desk) exportOf(r *http.Request) (scene, asked, error) {
	sc, err := d.scene(r)
	if err != nil {
		return sc, asked{}, missing("There is nothing to export", "No company file is set up yet.", "")
	}
	a := d.asked(r, sc)
	if len(a.problems) > 0 {
		lines := []string{"What to export isn’t certain, so no file was made. Correct the filter in Sales, then export again."}
		for _, p := range a.problems {
			lines = append(lines, templates.Plain(p.word+": "+p.text))
		}
		return sc, a, errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: "Nothing was exported", Lines: lines, Links: []templates.Action{{Word: "Back to Sales", Href: a.url("/sales")}}}}
	}
	return sc, a, nil
}

// salesCSV is the filtered list as a table for a spreadsheet.
func (d *desk) salesCSV(w http.ResponseWriter, r *http.Request) error {
	sc, a, err := d.exportOf(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="sales-`+today(sc).String()+`.csv"`)
	out := csv.NewWriter(w)
	if err := out.Write([]string{"Store", "Order", "Date", "Customer", "Channel", "State", "Document", "Reason", "Currency", "Tax", "Total"}); err != nil {
		return nil // the browser went away
	}
	err = d.everyOrder(r, a, func(o store.OrderRow) error {
		return out.Write([]string{cell(sc.shopName(o.Store)), fmt.Sprint(int64(o.ID)), o.Day.String(), cell(o.Customer), cell(o.Channel), templates.OrderStatus(o.State).Word,
			cell(o.Document), cell(o.Reason), o.Currency, o.Tax.Text(o.Decimals), o.Total.Text(o.Decimals)})
	})
	out.Flush()
	if err != nil {
		d.Log.Error("an export broke off", "error", err)
		panic(http.ErrAbortHandler) // a cut file must not look whole
	}
	return nil
}

// cell keeps a text from being taken for a formula by a spreadsheet.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// exported is an order in the JSON export; amounts are texts, so that no
// reader turns them into floats.
type exported struct {
	Store    sales.StoreKey `json:"store"`
	Order    sales.OrderID  `json:"order"`
	Date     string         `json:"date"`
	Customer string         `json:"customer"`
	Channel  string         `json:"channel"`
	State    string         `json:"state"`
	Document string         `json:"document,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Currency string         `json:"currency"`
	Tax      string         `json:"tax"`
	Total    string         `json:"total"`
}

func (d *desk) salesJSON(w http.ResponseWriter, r *http.Request) error {
	sc, a, err := d.exportOf(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="sales-`+today(sc).String()+`.json"`)
	enc, sep := json.NewEncoder(w), "[\n"
	err = d.everyOrder(r, a, func(o store.OrderRow) error {
		if _, err := w.Write([]byte(sep)); err != nil {
			return err
		}
		sep = ","
		return enc.Encode(exported{o.Store, o.ID, o.Day.String(), o.Customer, o.Channel, string(o.State), o.Document, o.Reason, o.Currency, o.Tax.Text(o.Decimals), o.Total.Text(o.Decimals)})
	})
	if err != nil {
		d.Log.Error("an export broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
	if sep == "[\n" {
		_, _ = w.Write([]byte(sep))
	}
	_, _ = w.Write([]byte("]\n"))
	return nil
}
