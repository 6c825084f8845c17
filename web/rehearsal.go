package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// A rehearsal posts a store's orders to a simulated company file that has the
// lists of the real one. It goes on behind the page and is kept.

// ErrNoRehearsal tells that there is no simulated company file of that kind.
var ErrNoRehearsal = errors.New("a company file of this country is not simulated here")

// Rehearse begins to post a store's orders since a day to a simulated company
// file, or goes on where the last rehearsal stopped, behind the page.
// ErrNoRehearsal and store.ErrRehearsing if it can't.
type Rehearse func(ctx context.Context, by store.Actor, key sales.StoreKey, from day.Day, goOn bool) error

const (
	// rehearsalDays is of how many days orders are rehearsed.
	rehearsalDays = 30
	// rehearsedCustomers and rehearsedAgencies bound what the page lists.
	rehearsedCustomers, rehearsedAgencies = 20, 50
)

// askRehearsal begins, goes on with or stops a rehearsal: POST /setup/rehearse.
func (d *desk) askRehearsal(w http.ResponseWriter, r *http.Request, s *setup) error {
	var err error
	switch r.PostFormValue("do") {
	case "stop":
		if err = d.Store.StopRehearsal(r.Context(), d.actor(r), s.shop.Key); errors.Is(err, store.ErrChanged) {
			err = nil // it ended meanwhile, which the page tells
		}
	case "goon":
		err = d.Rehearse(r.Context(), d.actor(r), s.shop.Key, today(s.sc).Add(-rehearsalDays), true)
	default:
		err = d.Rehearse(r.Context(), d.actor(r), s.shop.Key, today(s.sc).Add(-rehearsalDays), false)
	}
	wrong := ""
	switch {
	case errors.Is(err, ErrNoRehearsal):
		wrong = "No company file of this country can be simulated, so nothing was posted anywhere. Go by the figures below, which are those of the plan."
	case errors.Is(err, store.ErrRehearsing):
		wrong = "A rehearsal is under way already, so no other was begun. Wait until it is done, or stop it."
	case err != nil:
		return err
	default:
		http.Redirect(w, r, s.url("rehearse"), http.StatusSeeOther)
		return nil
	}
	return d.showSetup(w, r, s, "rehearse", http.StatusUnprocessableEntity, func(p *templates.Setup) {
		p.Problems, p.ProblemHead = []templates.FormProblem{{Field: "checks", Text: wrong}}, "Nothing was begun"
	})
}

// lastRehearsal is what is kept of a store's; nil: there was none.
func (d *desk) lastRehearsal(ctx context.Context, s *setup) (*store.Rehearsal, error) {
	last, err := d.Store.LastRehearsal(ctx, s.shop.Key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &last, err
}

// rehearsalChecks say how far it is, and what can be done.
func (d *desk) rehearsalChecks(s *setup, last *store.Rehearsal) []templates.SetupCheck {
	if d.Rehearse == nil || s.version == 0 {
		return nil
	}
	again := templates.SetupAsk{Do: "simulate", Word: "Post them to a simulated company file"}
	if last == nil {
		return []templates.SetupCheck{{Kind: "open", Head: "To be quite sure, have all of them posted to a simulated company file", Line: "It has the lists of yours, takes the same requests, and refuses what QuickBooks refuses. It goes on while you do something else.", Ask: []templates.SetupAsk{again}}}
	}
	now := d.Now().UTC()
	far := templates.Count(last.Done) + " of " + templates.Plural(last.Orders, "order", "orders")
	c := templates.SetupCheck{When: "begun " + callTime(last.Began, s.sc.now), Part: last.Done, Whole: last.Orders}
	again.Word = "Begin again"
	switch {
	case last.Alive(now):
		c.Kind, c.Head, c.Line = "now", "They are being posted to a simulated company file: "+far, "It goes on while you do something else. Your own company file is not touched."
		c.Ask = []templates.SetupAsk{{Do: "stop", Word: "Stop"}}
		return []templates.SetupCheck{c}
	case last.State == store.RehearsalDone && last.Version == s.version:
		c.Kind, c.Part, c.Whole = "done", 0, 0
		c.Head = templates.Plural(last.Posted, "order was posted", "orders were posted") + " to a simulated company file"
		c.When, c.Link = callTime(last.Ended, s.sc.now), &templates.Action{Word: "Show its figures", Href: s.url("rehearse"), Quiet: true}
		if apart := notSame(last.Compared); len(apart) > 0 {
			c.Kind, c.Line = "bad", "They don’t come to what the store says: see below what differs."
		}
	case last.State == store.RehearsalDone:
		c.Kind, c.Part, c.Whole, c.When = "open", 0, 0, callTime(last.Ended, s.sc.now)
		c.Head, c.Line = "The mapping was changed since the orders were posted to a simulated company file", "Its figures are of another version and are not shown. Have them posted anew."
	case last.State == store.RehearsalFailed:
		c.Kind, c.Head, c.Line = "bad", "The rehearsal broke off after "+far, templates.Plain(last.Wrong)
	default:
		c.Kind, c.Head, c.Line = "open", "The rehearsal stopped after "+far, "What was posted so far is kept."
	}
	if last.Resumable(now, s.version) {
		c.Ask = append(c.Ask, templates.SetupAsk{Do: "goon", Word: "Go on where it stopped", Primary: true})
	}
	c.Ask = append(c.Ask, again)
	return []templates.SetupCheck{c}
}

func notSame(all []store.Beside) []store.Beside {
	var out []store.Beside
	for _, c := range all {
		if c.Store != c.Books {
			out = append(out, c)
		}
	}
	return out
}

// rehearsedTables are the figures of a rehearsal.
func rehearsedTables(s *setup, last *store.Rehearsal, numbers map[string]string) []templates.SetupTable {
	orders := templates.SetupTable{Head: "Orders", Hint: "Since " + last.Since.Human() + ", as posted to a simulated company file", Rows: []templates.SetupRow{
		{Word: "Posted", Count: templates.Count(last.Posted)}, {Word: "Wait for review", Count: templates.Count(last.Held)}, {Word: "Refused by the simulated QuickBooks", Count: templates.Count(last.Refused)},
		{Word: "No sales, or left out", Count: templates.Count(last.Excluded)}}}
	if last.Waiting > 0 {
		orders.Rows = append(orders.Rows, templates.SetupRow{Word: "Not posted in the time that there was", Count: templates.Count(last.Waiting)})
	}
	if last.Done < last.Orders {
		orders.Rows = append(orders.Rows, templates.SetupRow{Word: "Not rehearsed yet", Count: templates.Count(last.Orders - last.Done)})
	}
	income := templates.SetupTable{Head: "Profit and loss", Hint: "Costs of goods are not known to it"}
	sheet := templates.SetupTable{Head: "Balance sheet", Hint: "Debits less credits"}
	var profit money.Amount
	for _, a := range last.Accounts {
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
	taxes := templates.SetupTable{Head: "Sales tax owed, by agency"}
	for i, x := range last.Taxes {
		if i == rehearsedAgencies {
			taxes.Hint = fmt.Sprintf("The first %d of %d", rehearsedAgencies, len(last.Taxes))
			break
		}
		taxes.Rows = append(taxes.Rows, templates.SetupRow{Word: x.Name, Amount: amountOf(x.Amount, 2), Has: true})
	}
	owing := templates.SetupTable{Head: "Accounts receivable, by customer"}
	var all, rest money.Amount
	for i, x := range last.Receivables {
		all += x.Amount
		if i >= rehearsedCustomers {
			rest += x.Amount
			continue
		}
		owing.Rows = append(owing.Rows, templates.SetupRow{Word: x.Name, Amount: amountOf(x.Amount, 2), Has: true})
	}
	all, rest = all+last.Others.Amount, rest+last.Others.Amount
	if rest != 0 || len(last.Receivables) > rehearsedCustomers {
		owing.Hint = fmt.Sprintf("The %d who owe most, or have most credit", rehearsedCustomers)
		owing.Rows = append(owing.Rows, templates.SetupRow{Word: "All others", Amount: amountOf(rest, 2), Has: true})
	}
	owing.Total = &templates.SetupRow{Word: "Together", Amount: amountOf(all, 2)}
	var filled []templates.SetupTable
	for _, t := range []templates.SetupTable{orders, comparedTable(last), heldTable(s, last), income, sheet, taxes, owing} {
		if len(t.Rows) > 0 {
			filled = append(filled, t)
		}
	}
	return filled
}

// comparedTable holds the books against what the store itself says.
func comparedTable(last *store.Rehearsal) templates.SetupTable {
	t := templates.SetupTable{Head: "The store’s own totals beside the books", Hint: "Of the orders that were posted, tax included"}
	for _, c := range last.Compared {
		word := "Sales, less what gift certificates and store credit paid"
		if c.What == store.BesideRefunds {
			word = "Refunds"
		}
		row := func(of string, a money.Amount) {
			t.Rows = append(t.Rows, templates.SetupRow{Word: of, Amount: templates.Money{Amount: a, Decimals: c.Decimals, Sign: templates.Sign(c.Currency)}, Has: true})
		}
		row(word+", the store says", c.Store)
		row(word+", the books say", c.Books)
		if c.Store != c.Books {
			row("Difference", c.Books-c.Store)
		} else {
			t.Rows[len(t.Rows)-1].Count = "The same"
		}
	}
	return t
}

// heldTable is why orders wait, each with where it is put right.
func heldTable(s *setup, last *store.Rehearsal) templates.SetupTable {
	t := templates.SetupTable{Head: "What waits, and why"}
	for i, c := range last.Causes {
		if i == rehearsedCustomers {
			t.Hint = fmt.Sprintf("The first %d of %d", rehearsedCustomers, len(last.Causes))
			break
		}
		row := templates.SetupRow{Word: c.What, Sub: c.Fix, Count: templates.Plural(c.Orders, "order", "orders")}
		if c.Code != store.CauseRefused && byMapping(s, c) {
			row.Links = append(row.Links, templates.Action{Word: "Map it", Href: "/mapping/open?store=" + string(s.shop.Key)})
		}
		for _, id := range c.First {
			row.Links = append(row.Links, templates.Action{Word: fmt.Sprintf("Order %d", id), Href: orderURL(s.shop.Key, id)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// byMapping tells whether a line of the mapping would let orders go.
func byMapping(s *setup, c store.RehearsedCause) bool {
	return strings.TrimSpace(c.Code) != "" && len(s.rules.SheetLinesOf(c.Code, c.Subject, s.company.Facts)) > 0
}
