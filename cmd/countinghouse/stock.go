package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
)

// stockCommand is the quantities of both sides.
type stockCommand struct {
	List      stockList      `cmd:"" default:"withargs" help:"List quantities: of each product what both sides have, what its store should show, and why it is left alone."`
	Explain   stockExplain   `cmd:"" help:"Why is it 7? The movements of both sides, with sums that end in the figures shown."`
	Moved     stockMoved     `cmd:"" help:"What somebody else moved on either side, newest first."`
	Reconcile stockReconcile `cmd:"" help:"What differs before both sides are kept equal: list, settle, count sheet."`
	Conflicts stockConflicts `cmd:"" help:"What was counted on both sides, and whose count is right. Exit code 3 if somebody must decide."`
	Rules     stockRules     `cmd:"" help:"The rules for quantities. They are changed by apply, or on the page."`
	Status    stockStatus    `cmd:"" help:"How far quantities are followed, and whether they are sent. Exit code 3 if somebody is needed."`
	Live      stockLive      `cmd:"" help:"Let quantities be sent, having seen by list --tab store and --tab books what that changes."`
	Pause     stockPause     `cmd:"" help:"Send no quantities, until go-on."`
	GoOn      stockGoOn      `cmd:"" help:"Send quantities again after pause."`
	Again     stockAgain     `cmd:"" help:"Try quantities again that a store would not set."`
}

type ofStock struct {
	Company string `help:"Company file (key); needed when there are several." placeholder:"KEY"`
}

// quantityView is a row as scripts read it. Quantities of QuickBooks may have
// parts of a piece.
type quantityView struct {
	Store     string            `json:"store,omitempty"`
	Number    int64             `json:"number,omitempty"` // of the product in the store
	SKU       string            `json:"sku,omitempty"`
	Name      string            `json:"name,omitempty"`
	Item      string            `json:"item"`
	Master    store.StockMaster `json:"master"`
	OnHand    *store.Count      `json:"onHand,omitempty"` // nil: QuickBooks told none
	OnSales   *store.Count      `json:"onSalesOrder,omitempty"`
	OnOrder   *store.Count      `json:"onOrder,omitempty"`
	BooksRead string            `json:"booksRead,omitempty"`
	Coming    store.Count       `json:"onItsWay"`
	Buffer    int64             `json:"keptBack"`
	InStore   *int64            `json:"inStore,omitempty"`
	StoreRead string            `json:"storeRead,omitempty"`
	Target    *int64            `json:"target,omitempty"` // what the store should show
	Adjust    store.Count       `json:"adjust"`           // what QuickBooks is to be adjusted by
	Left      string            `json:"leftAlone,omitempty"`
	Conflict  string            `json:"conflict,omitempty"`
}

func quantityOf(r *stock.Row) quantityView {
	x := r.Item
	v := quantityView{Item: x.Entry.FullName, Master: r.Verdict.Rules.Master, Coming: r.Verdict.Figures.Coming, Buffer: r.Verdict.Rules.Buffer + r.Kept, Adjust: r.Verdict.Adjust, Left: r.Why(), Conflict: r.Verdict.Conflict}
	if x.Exchange > 0 {
		v.OnHand, v.OnSales, v.OnOrder, v.BooksRead = &x.OnHand, &x.Promised, &x.Ordered, x.Read.UTC().Format(time.RFC3339)
	}
	if w := r.Ware; w != nil {
		v.Store, v.Number, v.SKU, v.Name = string(w.Store), w.Variant, w.SKU, w.Title
		if !w.Asked.IsZero() {
			v.InStore, v.StoreRead = &w.Level, w.Asked.UTC().Format(time.RFC3339)
		}
		if r.Parked == "" && (v.Master == store.MasterQuickBooks || v.Master == store.MasterBoth) {
			v.Target = &r.Target
		}
	}
	return v
}

// orNone writes a figure, or nothing where there is none.
func orNone[T any](n *T) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

type stockList struct {
	ofStock
	Tab    string `help:"all, store (to be set in a store), books (what QuickBooks is to be adjusted by), left (left alone, or refused) or below (below zero in QuickBooks)." enum:"all,store,books,left,below" default:"all"`
	Store  string `help:"Only this store (key)." placeholder:"KEY"`
	Search string `help:"Only what has this in its SKU or name." placeholder:"TEXT"`
	Limit  int    `help:"How many rows; 0 for all." default:"100"`
	JSON   bool   `help:"Print JSON, one object a line."`
}

func (c stockList) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	if !c.JSON {
		fmt.Fprintln(w, "SKU\tPRODUCT\tIN STORE\tSHOULD SHOW\tITEM\tIN QUICKBOOKS\tON ITS WAY\tADJUST BY\tWHY")
	}
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	f := store.StockFilter{Company: key, Tab: store.StockTab(c.Tab), Store: sales.StoreKey(c.Store), Search: c.Search, Limit: 500}
	for n := 0; ; {
		p, err := st.StockPage(e.ctx, f)
		if err != nil {
			return err
		}
		rows, err := stock.Look(e.ctx, st, key, p.Refs)
		if err != nil {
			return err
		}
		for i := range rows {
			if n++; c.Limit > 0 && n > c.Limit {
				return w.Flush()
			}
			v := quantityOf(&rows[i])
			if c.JSON {
				if err := enc.Encode(v); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.SKU, v.Name, orNone(v.InStore), orNone(v.Target), v.Item, orNone(v.OnHand), v.Coming, v.Adjust, v.Left)
		}
		if f.After = p.Next; f.After == "" {
			return w.Flush()
		}
	}
}

type stockExplain struct {
	ofStock
	SKU   string `arg:"" help:"The SKU, or an item's full name."`
	Store string `help:"Store (key), when several have the SKU for different items." placeholder:"KEY"`
	Limit int    `help:"How many movements are listed, newest first." default:"50"`
	JSON  bool   `help:"Print JSON."`
}

func (c stockExplain) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	item, err := stock.ItemBySKU(e.ctx, st, key, sales.StoreKey(c.Store), c.SKU)
	if err != nil {
		return err
	}
	x, err := stock.Explain(e.ctx, st, key, item)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("nobody follows the quantity of %s: choose in the rules for quantities whose count", c.SKU)
	}
	if err != nil {
		return err
	}
	events, err := st.StockEvents(e.ctx, key, item, 0, c.Limit)
	if err != nil {
		return err
	}
	if c.JSON {
		if events == nil {
			events = []store.StockEvent{}
		}
		return e.json(struct {
			stock.Explanation
			Movements []store.StockEvent `json:"movements"`
		}{x, events})
	}
	e.printf("%s\n", x.Name)
	for _, side := range append([]stock.Side{x.Books}, x.Shops...) {
		if side.Store != "" {
			e.printf("\n%s, store %s\n", side.Name, side.Store)
		}
		accountText(e, &side.Has)
		if side.Should != nil {
			accountText(e, side.Should)
		}
		if side.Parked != "" {
			e.printf("  Left alone: %s\n", side.Parked)
		}
	}
	if x.Conflict != "" {
		e.printf("\n%s\n", x.Conflict)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\nWHEN\tWHERE\tWHAT\tQUANTITY\tTHEN\tOF")
	for _, v := range events {
		where, of := "QuickBooks", v.Ref
		if v.Store != "" {
			where = "store " + string(v.Store)
		}
		if v.Order > 0 {
			of = strings.TrimSpace(fmt.Sprintf("order %d %s", v.Order, v.Ref))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", v.At.Local().Format("2006-01-02 15:04"), where, stock.MovedWords(v), v.Quantity, v.Balance, of)
	}
	return w.Flush()
}

// accountText prints a figure with what it comes from.
func accountText(e *env, a *stock.Account) {
	e.printf("  %s: %s\n", a.Head, a.Total)
	for _, l := range a.Lines {
		text := l.Text
		if l.Order > 0 {
			text += fmt.Sprintf(" (order %d)", l.Order)
		}
		e.printf("    %12s  %s\n", l.Quantity, text)
	}
}

type stockMoved struct {
	ofStock
	Limit int  `help:"How many, newest first." default:"100"`
	JSON  bool `help:"Print JSON."`
}

func (c stockMoved) Run(e *env) error {
	st, key, err := e.ofCompany(c.Company)
	if err != nil {
		return err
	}
	defer st.Close()
	all, err := stock.Drift(e.ctx, st, key, 0, c.Limit)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(all)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "WHEN\tWHERE\tITEM\tEXPECTED\tFOUND\tQUANTITY\tWHAT")
	for _, v := range all {
		where := "QuickBooks"
		if v.Store != "" {
			where = "store " + string(v.Store)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.At.Local().Format("2006-01-02 15:04"), where, v.Name, v.Expected, v.Balance, v.Quantity, stock.MovedWords(v.StockEvent))
	}
	return w.Flush()
}
