package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// orderMenu puts on the order's page what can be done about it: pages that ask
// and buttons that do one thing at once.
func (d *desk) orderMenu(ctx context.Context, sc scene, st store.OrderStory, page *templates.Order) error {
	o := st.Order
	ref := fmt.Sprintf("%s/%d", o.Store, o.ID)
	back := orderURL(o.Store, o.ID)
	u := who(ctx)
	may := u.May(access.DecideOrders)
	lock := ""
	if !may {
		lock = "Your role, " + strings.ToLower(roleWord(u.Role)) + ", reads only. A bookkeeper does it."
	}
	hidden := func(more ...templates.Field) []templates.Field {
		return append([]templates.Field{{Name: "once", Value: once()}, {Name: "o", Value: ref}, {Name: "back", Value: back}, {Name: "company", Value: string(sc.company.Key)}}, more...)
	}
	link := func(word, do string, risk bool) {
		page.Menu = append(page.Menu, templates.ActLink{Word: word, Risk: risk, Href: "/act?" + url.Values{"do": {do}, "o": {ref}, "back": {back}, "company": {string(sc.company.Key)}}.Encode()})
	}
	press := func(word, do string, more ...templates.Field) {
		page.Presses = append(page.Presses, templates.Press{Word: word, Do: do, Hidden: hidden(more...), Lock: lock})
	}
	decided, err := d.Store.Decisions(ctx, o.Store, o.ID)
	if err != nil {
		return err
	}
	standing := stands(st)
	if standing {
		link("Take it out of QuickBooks…", "undo", true)
	}
	if decided.Undone != "" {
		link("Post it again…", "redo", false)
	}
	if hasGoods(o) {
		link("Goods that came back…", "goods", false)
	}
	if decided.Excluded == "" {
		link("Link a document…", "link", false)
		link("Exclude…", "exclude", true)
	} else {
		press("Let it into QuickBooks again", "include")
	}
	press("Look at it again", "plan")
	page.CanComment, page.CommentHidden = may, hidden()
	d.problemPresses(ctx, st, page, hidden, lock)
	return d.linkedNode(ctx, sc, st, page)
}

// stands tells whether anything of the order is in QuickBooks or on its way.
func stands(st store.OrderStory) bool {
	for _, f := range standingOf(st) {
		if f.posting.ID != 0 && f.posting.State != store.Withdrawn && f.posting.State != store.Refused {
			return true
		}
	}
	return false
}

// hasGoods tells whether goods of the order were refunded.
func hasGoods(o sales.Order) bool {
	for _, r := range o.Refunds {
		for _, x := range r.Items {
			if x.Kind == sales.RefundProduct {
				return true
			}
		}
	}
	return false
}

// problemPresses puts beside each problem what puts it right.
func (d *desk) problemPresses(ctx context.Context, st store.OrderStory, page *templates.Order, hidden func(...templates.Field) []templates.Field, lock string) {
	u := who(ctx)
	for i, p := range st.Problems {
		if i >= len(page.Problems) {
			return
		}
		view := &page.Problems[i]
		if p.Code == "needs-approval" {
			press := templates.Press{Word: "Approve it", Do: "approve", Hidden: hidden(templates.Field{Name: "rule", Value: p.Subject}), Lock: lock, Button: true, Primary: true}
			rules, _, err := d.Store.Rules(ctx, st.Order.Store)
			if lock == "" && (err != nil || approver(rules, p.Subject) == access.Admin && !u.May(access.ApproveOrders)) {
				press.Lock = "The rule “" + p.Subject + "” asks for an admin."
			}
			view.Presses = append(view.Presses, press)
			continue
		}
		id := causeID(p.Code, p.Subject)
		view.Actions = append([]templates.Action{{Word: "Put it right", Href: "/review?cause=" + id + "#" + id, Primary: i == 0}}, view.Actions...)
	}
	at := len(st.Problems)
	for _, p := range st.Postings {
		if p.State != store.Refused || at >= len(page.Problems) {
			continue
		}
		word := "Try it again"
		if p.Lane == "uncertain" {
			word = "QuickBooks doesn’t have it: send it again"
		}
		page.Problems[at].Presses = append(page.Problems[at].Presses, templates.Press{Word: word, Do: "retry", Hidden: hidden(templates.Field{Name: "posting", Value: fmt.Sprint(int64(p.ID))}), Lock: lock, Button: true, Primary: at == 0})
		at++
	}
}

// linkedNode shows the document that the order was linked to.
func (d *desk) linkedNode(ctx context.Context, sc scene, st store.OrderStory, page *templates.Order) error {
	a, err := d.Store.AdoptedBy(ctx, store.OrderRef{Store: st.Order.Store, ID: st.Order.ID})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || len(page.Nodes) == 0 {
		return err
	}
	node := templates.Node{Kind: "done", Glyph: "posted", Head: kindWord(books.Kind(a.Kind)) + " " + a.Number, Lines: []string{"Entered in QuickBooks by hand", "Linked " + moment(a.At, sc.now)}}
	page.Nodes[0].Next = false
	page.Nodes = append([]templates.Node{page.Nodes[0], node}, page.Nodes[1:]...)
	return nil
}
