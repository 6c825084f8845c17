package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/templates"
)

// Rehearsal is what came of posting a store's orders to a simulated company
// file that has the lists of the real one.
type Rehearsal struct {
	Orders, Posted, Held, Refused int
	// Accounts is the trial balance, debits less credits; Taxes what is owed to
	// agencies; Receivables who owes. Amounts are in the home currency.
	Accounts, Taxes, Receivables []Rehearsed
	// Refusals are what the simulated QuickBooks said no to, each once; Reasons
	// why orders wait.
	Refusals []string
	Reasons  []Reason
}

// Reason is why orders of a rehearsal wait.
type Reason struct {
	Text   string
	Orders int
}

// Rehearsed is one figure of a rehearsal.
type Rehearsed struct {
	Name, Type string
	Amount     money.Amount
}

// ErrNoRehearsal tells that there is no simulated company file of that kind.
var ErrNoRehearsal = errors.New("a company file of this country is not simulated here")

// Rehearse posts a store's orders since a day to a simulated company file.
type Rehearse func(context.Context, sales.StoreKey, day.Day) (Rehearsal, error)

// longestRehearsal bounds one rehearsal.
const longestRehearsal = 2 * time.Minute

// simulate runs a rehearsal and shows its figures. They are of this moment and
// not kept.
func (d *desk) simulate(w http.ResponseWriter, r *http.Request, s *setup) error {
	ctx, cancel := context.WithTimeout(r.Context(), longestRehearsal)
	defer cancel()
	out, err := d.Rehearse(ctx, s.shop.Key, today(s.sc).Add(-30))
	if err != nil {
		banner := templates.Banner{Kind: "rev", Focus: true, Head: "The rehearsal broke off", Lines: []string{"Nothing was written anywhere. The figures below are by plan alone; try it again, or go on with them."}}
		if errors.Is(err, ErrNoRehearsal) {
			banner.Head = "There is no simulated company file for this country"
		} else {
			d.Log.WarnContext(ctx, "a rehearsal broke off", "store", s.shop.Key, "error", err)
		}
		return d.showSetup(w, r, s, "rehearse", http.StatusOK, func(p *templates.Setup) { p.Banner = &banner })
	}
	if err := d.Store.Audit(r.Context(), d.actor(r), "rehearsal.done", "store "+string(s.shop.Key), templates.Plural(out.Posted, "order was posted", "orders were posted")+" to a simulated company file."); err != nil {
		return err
	}
	numbers, err := d.accountNumbers(r.Context(), s.sc)
	if err != nil {
		return err
	}
	return d.showSetup(w, r, s, "rehearse", http.StatusOK, func(p *templates.Setup) {
		p.Banner = &templates.Banner{Kind: "ok", Focus: true, Head: templates.Plural(out.Posted, "order was posted", "orders were posted") + " to a simulated company file",
			Lines: []string{"It has the lists of yours and nothing else; your own company file was not touched. These are its reports."}}
		p.Figures = rehearsedTables(out, numbers)
	})
}

func rehearsedTables(out Rehearsal, numbers map[string]string) []templates.SetupTable {
	orders := templates.SetupTable{Head: "Orders", Rows: []templates.SetupRow{
		{Word: "Posted", Count: templates.Count(out.Posted)}, {Word: "Wait for review", Count: templates.Count(out.Held)}, {Word: "Refused by the simulated QuickBooks", Count: templates.Count(out.Refused)}}}
	for _, text := range out.Refusals {
		orders.Rows = append(orders.Rows, templates.SetupRow{Word: text})
	}
	income := templates.SetupTable{Head: "Profit and loss", Hint: "Costs of goods are not known to it"}
	sheet := templates.SetupTable{Head: "Balance sheet", Hint: "Debits less credits"}
	var profit money.Amount
	for _, a := range out.Accounts {
		row := templates.SetupRow{Word: account(a.Name, numbers), Amount: amountOf(a.Amount, 2), Has: true}
		switch a.Type {
		case "Income", "OtherIncome", "Expense", "OtherExpense", "CostOfGoodsSold":
			row.Amount.Amount = -a.Amount
			profit -= a.Amount
			income.Rows = append(income.Rows, row)
		default:
			sheet.Rows = append(sheet.Rows, row)
		}
	}
	income.Total = &templates.SetupRow{Word: "Together", Amount: amountOf(profit, 2)}
	held := templates.SetupTable{Head: "What waits, and why"}
	for _, x := range out.Reasons {
		held.Rows = append(held.Rows, templates.SetupRow{Word: x.Text, Count: templates.Plural(x.Orders, "order", "orders")})
	}
	tables := []templates.SetupTable{orders, income, sheet, held}
	tables = append(tables, templates.SetupTable{Head: "Sales tax owed, by agency", Rows: rehearsedRows(out.Taxes, 50)},
		templates.SetupTable{Head: "Accounts receivable, by customer", Rows: rehearsedRows(out.Receivables, 20)})
	var filled []templates.SetupTable
	for _, t := range tables {
		if len(t.Rows) > 0 {
			filled = append(filled, t)
		}
	}
	return filled
}

func rehearsedRows(figures []Rehearsed, most int) []templates.SetupRow {
	var rows []templates.SetupRow
	for i, f := range figures {
		if i == most {
			rows = append(rows, templates.SetupRow{Word: "and " + templates.Plural(len(figures)-most, "more", "more")})
			break
		}
		rows = append(rows, templates.SetupRow{Word: f.Name, Amount: amountOf(f.Amount, 2), Has: true})
	}
	return rows
}
