package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// minutesFor is how long a remedy takes once, in whole minutes: a choice from
// a list is one, a look at two systems more.
func minutesFor(code string) int {
	switch {
	case strings.Contains(code, "missing"), strings.Contains(code, "unmapped"), strings.Contains(code, "inactive"):
		return 1
	case strings.Contains(code, "contradict"), strings.Contains(code, "customer"):
		return 4
	}
	return 2
}

func causeID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "|")))
	return "c" + hex.EncodeToString(sum[:4])
}

func orderURL(key sales.StoreKey, id sales.OrderID) string {
	return fmt.Sprintf("/orders/%s/%d", url.PathEscape(string(key)), id)
}

func heldCause(c store.Cause) templates.CauseRow {
	id := causeID(c.Code, c.Subject)
	row := templates.CauseRow{ID: id, Kind: "rev", Head: causeHead(c), Held: amountOf(c.Amount, money.Decimals(c.Currency)),
		Line: templates.Plural(c.Orders, "order waits.", "orders wait.") + " " + templates.Plain(c.Fix), Minutes: minutesFor(c.Code), Word: "See how", Href: "/review?cause=" + id + "#" + id,
		Means: c.Means, Fix: c.Fix, Code: strings.Trim(c.Code+" "+c.Subject, " "), More: c.Orders - len(c.FirstOrders), MoreURL: "/sales?state=review"}
	if c.Orders > 1 {
		row.Means = "Sales are " + signed(c.Amount, c.Currency).Text() + " short until these orders are posted."
	}
	row.Actions = remedies(c.Store, c.Code, c.Subject, c.Fix)
	if len(row.Actions) == 0 && len(c.FirstOrders) > 0 {
		row.Actions = []templates.Action{{Word: fmt.Sprintf("Open order %d", c.FirstOrders[0]), Href: orderURL(c.Store, c.FirstOrders[0])}}
	}
	if len(row.Actions) > 0 {
		row.Actions[0].Primary = true
	}
	if c.Subject != "" {
		row.MoreURL += "&q=" + url.QueryEscape(c.Subject)
	}
	for _, o := range c.FirstOrders {
		row.Orders = append(row.Orders, templates.CauseOrder{Number: fmt.Sprint(int64(o)), Href: orderURL(c.Store, o)})
	}
	return row
}

// refusedCauses groups refused orders by what QuickBooks said.
func (d *desk) refusedCauses(ctx context.Context, sc scene) ([]templates.CauseRow, error) {
	page, err := d.Store.OrdersPage(ctx, store.OrderFilter{Company: sc.company.Key, States: []store.OrderState{store.OrderRefused}, Limit: 200})
	if err != nil {
		return nil, err
	}
	var rows []templates.CauseRow
	at := map[string]int{}
	for _, o := range page.Rows {
		i, ok := at[o.Reason]
		if !ok {
			i = len(rows)
			at[o.Reason] = i
			id := causeID("refused", o.Reason)
			rows = append(rows, templates.CauseRow{ID: id, Kind: "bad", Minutes: 2, Word: "See why", Href: "/review?cause=" + id + "#" + id,
				Held: amountOf(0, o.Decimals), Fix: o.Reason, Code: "refused", MoreURL: "/sales?state=review",
				Actions: []templates.Action{{Word: fmt.Sprintf("Open order %d", o.ID), Href: orderURL(o.Store, o.ID), Primary: true}},
				Head:    fmt.Sprintf("QuickBooks refused order %d", o.ID),
				Means:   fmt.Sprintf("Sales for %s are short by these orders, or not as they are now, until it is put right.", longDay(o.Day, sc.now))})
		}
		row := &rows[i]
		row.Held.Amount += o.Total
		if len(row.Orders) == 5 {
			row.More++
			continue
		}
		row.Orders = append(row.Orders, templates.CauseOrder{Number: fmt.Sprint(int64(o.ID)), Href: orderURL(o.Store, o.ID),
			Day: dayIn(o.Day, sc.now), Customer: o.Customer, Total: amountOf(o.Total, o.Decimals)})
	}
	for i := range rows {
		n := len(rows[i].Orders) + rows[i].More
		if n > 1 {
			rows[i].Head = "QuickBooks refused " + templates.Plural(n, "order", "orders")
		}
		rows[i].Line = templates.Plain(rows[i].Fix)
	}
	return rows, nil
}

func (d *desk) review(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Needs review", "review")
	}
	s, err := d.shellOf(r, sc, "Needs review", "review")
	if err != nil {
		return err
	}
	page := templates.Review{Shell: s, Heading: "Nothing needs you", Empty: templates.Empty{Head: "Every order is placed", Line: "What the store sold is in QuickBooks, or waits for the next call.",
		Action: &templates.Action{Word: "See the sales", Href: "/sales"}}}
	if page.Rows, err = d.causes(r.Context(), sc); err != nil {
		return err
	}
	figures, err := d.Store.StateFigures(r.Context(), sc.company.Key, day.Day{}, day.Day{})
	if err != nil {
		return err
	}
	open := r.URL.Query().Get("cause")
	for i := range page.Rows {
		page.Rows[i].Open = page.Rows[i].ID == open || (open == "" && i == 0)
		if err := d.fillOrders(r.Context(), &page.Rows[i], sc); err != nil {
			return err
		}
	}
	if n := figures[store.OrderHeld].Count + figures[store.OrderRefused].Count; n > 0 {
		verb := "hold "
		if len(page.Rows) == 1 {
			verb = "holds "
		}
		page.Heading = templates.Plural(len(page.Rows), "cause", "causes") + " " + verb + templates.Plural(n, "order", "orders")
		page.Lead = "**" + sums(added(figures[store.OrderHeld].Sums, figures[store.OrderRefused].Sums)) + "** of sales isn’t in QuickBooks yet, or not as it is now. Fix a cause once: all that waited for it posts at the next call."
	}
	return d.render(w, r, http.StatusOK, templates.ReviewPage(page))
}

// fillOrders adds day, customer and total to the orders of a cause.
func (d *desk) fillOrders(ctx context.Context, row *templates.CauseRow, sc scene) error {
	ids := map[sales.StoreKey][]sales.OrderID{}
	at := map[string]int{}
	for i, o := range row.Orders {
		if key, id, ok := orderOf(o.Href); ok && o.Day == "" {
			ids[key] = append(ids[key], id)
			at[o.Href] = i
		}
	}
	for key, wanted := range ids {
		found, err := d.Store.OrderRows(ctx, key, wanted)
		if err != nil {
			return err
		}
		for _, o := range found {
			view := &row.Orders[at[orderURL(o.Store, o.ID)]]
			view.Day, view.Customer, view.Total = dayIn(o.Day, sc.now), o.Customer, amountOf(o.Total, o.Decimals)
		}
	}
	return nil
}

// orderOf reads the address of an order's page.
func orderOf(href string) (sales.StoreKey, sales.OrderID, bool) {
	parts := strings.Split(strings.TrimPrefix(href, "/orders/"), "/")
	if len(parts) != 2 {
		return "", 0, false
	}
	key, err := url.PathUnescape(parts[0])
	if err != nil {
		return "", 0, false
	}
	var id int64
	if _, err := fmt.Sscanf(parts[1], "%d", &id); err != nil {
		return "", 0, false
	}
	return sales.StoreKey(key), sales.OrderID(id), true
}

func added(ms ...map[string]money.Amount) map[string]money.Amount {
	out := map[string]money.Amount{}
	for _, m := range ms {
		for c, a := range m {
			out[c] += a
		}
	}
	return out
}
