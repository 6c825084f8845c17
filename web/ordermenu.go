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
	act := func(do string) string {
		return "/act?" + url.Values{"do": {do}, "o": {ref}, "back": {back}, "company": {string(sc.company.Key)}}.Encode()
	}
	link := func(word, do string, risk bool) {
		page.Menu = append(page.Menu, templates.ActLink{Word: word, Risk: risk, Href: act(do)})
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
	if decided.Linking != "" {
		press(linkBack, "unlink")
	}
	if decided.Excluded == "" {
		if _, posted := postedAs(st); !posted {
			link("Link a document…", "link", false)
		}
		link("Exclude…", "exclude", true)
	} else {
		press("Let it into QuickBooks again", "include")
	}
	if _, posted := postedAs(st); posted && decided.Excluded != "" {
		page.Context += " Excluded: " + templates.Plain(sentence(decided.Excluded)) + " What stands in QuickBooks stays as it is."
	}
	press("Look at it again", "plan")
	page.CanComment, page.CommentHidden = may, hidden()
	d.problemPresses(ctx, st, page, hidden, lock)
	if err := d.linkCompared(ctx, st, page, hidden, lock, act("link")); err != nil {
		return err
	}
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

// postedAs is the document by which Countinghouse posted the order's sale, if
// it stands in QuickBooks. Such an order is linked to no other document: it
// would be in the books twice, and nobody would be told.
func postedAs(st store.OrderStory) (string, bool) {
	for _, f := range standingOf(st) {
		sale := f.doc.Kind == books.SalesReceipt || f.doc.Kind == books.Invoice || f.doc.Kind == books.Journal
		if sale && f.done() {
			return kindInText(f.doc.Kind) + " " + f.doc.RefNumber, true
		}
	}
	return "", false
}

// linkable refuses to link an order that was posted.
func (d *desk) linkable(ctx context.Context, ref store.OrderRef, field string) ([]correction, error) {
	st, err := d.Store.OrderStory(ctx, ref.Store, ref.ID)
	if err != nil {
		return nil, err
	}
	name, posted := postedAs(st)
	if !posted {
		return nil, nil
	}
	return []correction{{field, "", fmt.Sprintf("Order %d was posted as %s and stands in QuickBooks; linked to another document it would be in the books twice. Take it out of QuickBooks first, then link it.", ref.ID, name)}}, nil
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
		if isLink(p.Code) {
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

// linkCompared puts beside a link that QuickBooks did not bear out what the
// order says and what QuickBooks has, for a person to decide.
func (d *desk) linkCompared(ctx context.Context, st store.OrderStory, page *templates.Order, hidden func(...templates.Field) []templates.Field, lock, another string) error {
	for i, p := range st.Problems {
		if !isLink(p.Code) || i >= len(page.Problems) {
			continue
		}
		view := &page.Problems[i]
		back := templates.Press{Word: linkBack, Do: "unlink", Hidden: hidden(), Lock: lock, Button: true}
		q, err := d.Store.LinkQuestionOf(ctx, store.OrderRef{Store: st.Order.Store, ID: st.Order.ID})
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if q.State == store.LinkDiffers {
			view.Presses = append(view.Presses, templates.Press{Word: linkConfirm, Do: "linked", Hidden: hidden(templates.Field{Name: "link", Value: linkKey(q)}), Lock: lock, Button: true, Primary: true})
			view.Compared = compareLink(q)
		}
		view.Presses = append(view.Presses, back)
		if lock == "" {
			view.Actions = append(view.Actions, templates.Action{Word: linkAnother, Href: another})
		}
	}
	return nil
}

// linkedNode shows the document that the order was linked to.
func (d *desk) linkedNode(ctx context.Context, sc scene, st store.OrderStory, page *templates.Order) error {
	if q, err := d.Store.LinkQuestionOf(ctx, store.OrderRef{Store: st.Order.Store, ID: st.Order.ID}); err == nil && len(page.Nodes) > 0 {
		node := templates.Node{Kind: "ask", Glyph: "asking", Head: kindWord(q.Kind) + " " + q.Number, Lines: []string{"Named " + moment(q.Asked, sc.now), "QuickBooks is asked at its next call"}}
		if q.State != store.LinkAsking {
			node.Kind, node.Glyph, node.Lines[1] = "stop", "held", "QuickBooks answered "+moment(q.Answered, sc.now)
		}
		page.Nodes = append([]templates.Node{page.Nodes[0], node}, page.Nodes[1:]...)
		return nil
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
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
