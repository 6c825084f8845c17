package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"countinghouse/access"
	"countinghouse/alert"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/store"
	"countinghouse/templates"
)

// monthEnd is how far the month before is: each step is told by what stands in
// the database, and leads to the list behind it. Nil: that month had no orders.
func (d *desk) monthEnd(ctx context.Context, sc scene) (*templates.MonthEnd, error) {
	next := day.New(today(sc).Time().Year(), today(sc).Time().Month(), 1)
	last := next.Add(-1)
	first := day.New(last.Time().Year(), last.Time().Month(), 1)
	figures, err := d.Store.StateFigures(ctx, sc.company.Key, first, last)
	if err != nil {
		return nil, err
	}
	part := func(states ...store.OrderState) store.Figure {
		f := store.Figure{Sums: map[string]money.Amount{}}
		for _, s := range states {
			f.Count += figures[s].Count
			f.Sums = added(f.Sums, figures[s].Sums)
		}
		return f
	}
	held, waiting, posted := part(store.OrderHeld, store.OrderRefused), part(store.OrderNew, store.OrderWaiting, store.OrderAsking), part(store.OrderPosted)
	all := part(store.OrderVerified, store.OrderPosted, store.OrderNew, store.OrderWaiting, store.OrderAsking, store.OrderHeld, store.OrderRefused)
	if all.Count == 0 {
		return nil, nil
	}
	name := last.Time().Format("January")
	m := &templates.MonthEnd{Month: name}
	list := func(state string) string {
		q := url.Values{"from": {first.String()}, "to": {last.String()}}
		if state != "" {
			q.Set("state", state)
		}
		return "/sales?" + q.Encode()
	}
	step := func(done bool, yes, no, href string) {
		s := templates.MonthStep{Word: yes, Done: done, Href: href}
		if !done {
			s.Word = no
		} else {
			m.Done++
		}
		m.Steps = append(m.Steps, s)
	}
	count := func(f store.Figure) string {
		return templates.Plural(f.Count, "order", "orders") + ", " + sums(f.Sums)
	}
	unread := ""
	for _, shop := range sc.shops {
		if !shop.Disabled && (shop.LastError != "" || shop.LastPoll.Before(next.Start(sc.now.Location()))) {
			unread = sc.shopName(shop.Key)
		}
	}
	step(unread == "", "Every store was read to the month’s end", unread+" isn’t read to the month’s end", "/settings")
	step(held.Count == 0, "Nothing of it needs review", count(held)+" to review", list("review"))
	step(waiting.Count == 0, "Nothing of it waits for QuickBooks", count(waiting)+" to post", list("waiting"))
	agrees := held.Count+waiting.Count+posted.Count == 0
	step(agrees, "All of it was read back to the cent", count(posted)+" to be read back", list("posted"))
	if posted.Count == 0 && !agrees {
		m.Steps[len(m.Steps)-1].Word = "Not all of it is in QuickBooks yet"
	}
	closed := sc.company.Facts.ClosingDate
	step(!closed.Before(last) && !closed.IsZero(), "QuickBooks’ books are closed through "+closed.Human(), "QuickBooks’ books aren’t closed for it", fileURL(sc.company.Key))
	m.Line = fmt.Sprintf("**%d of %d** steps done. ", m.Done, len(m.Steps))
	switch {
	case m.Done == len(m.Steps):
		m.Line += name + " agrees, **" + sums(all.Sums) + "**, and is closed."
	case agrees && unread == "":
		m.Line += name + " agrees, **" + sums(all.Sums) + "**, and can be closed: in QuickBooks choose **Company, Set Closing Date**."
	case agrees:
		m.Line += "What was read of " + name + " agrees, **" + sums(all.Sums) + "**."
	default:
		m.Line += name + " has " + count(all) + "; " + templates.Plural(held.Count+waiting.Count+posted.Count, "isn’t confirmed in QuickBooks.", "aren’t confirmed in QuickBooks.")
	}
	m.Action = templates.Action{Word: "Look at " + name, Href: list("")}
	return m, nil
}

// remind asks whom a cause waits for to look at it: POST /review/remind.
func (d *desk) remind(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Needs review", "review")
	}
	in := r.PostForm
	back := safeNext(in.Get("back"))
	cannot := func(head string, lines ...string) error {
		return errStatus{http.StatusUnprocessableEntity, templates.Fault{Code: 422, Head: head, Lines: append(lines, "Nothing was changed."), Links: []templates.Action{{Word: "Go back", Href: back}}}}
	}
	c, err := d.causeOf(r.Context(), sc, in.Get("code"), in.Get("subject"))
	if err != nil {
		return cannot("There is nothing to remind of any more", "Somebody decided meanwhile: no order waits for it.")
	}
	people, names, err := d.deciders(r, sc, c)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return cannot("There is nobody to remind", "No admin may sign in. Whoever runs this server makes one.")
	}
	server, err := alert.MailOf(r.Context(), d.Store, d.Mail)
	if err != nil {
		return err
	}
	if server.Host == "" || d.Tell == nil {
		return cannot("No e-mail can be sent from here", "There is no mail server yet, so nobody was reminded. Tell "+templates.Plain(listed(names))+" yourself, or ask an admin to name a mail server under Settings, Alerts and mail.")
	}
	last, ok, err := d.Store.Remind(r.Context(), d.actor(r), sc.company.Key, c.Code, c.Subject, listed(names))
	if err != nil {
		return err
	}
	if !ok {
		return d.noted(w, r, back, listed(names)+" was reminded at "+clock(last, sc.now)+" already. An hour later it can be done again.")
	}
	line := templates.Plural(c.Orders, "order waits", "orders wait") + " in " + companyName(sc.company) + ", " + signed(c.Amount, c.Currency).Text() + ": " + causeHead(c)
	if c.Code == "needs-approval" {
		line = templates.Plural(c.Orders, "order waits", "orders wait") + " for approval in " + companyName(sc.company) + ", " + signed(c.Amount, c.Currency).Text() + ", by the rule “" + c.Subject + "”."
	}
	for _, email := range people {
		d.tell(email, who(r.Context()).Name+" reminds you of what waits for you", sentence(line), "Look at it here: "+d.baseURL(r)+"/review?cause="+causeID(c.Code, c.Subject))
	}
	return d.noted(w, r, back, "An e-mail reminds "+listed(names)+".")
}

// deciders are whom a cause waits for: who looks after it, or else the admins.
func (d *desk) deciders(r *http.Request, sc scene, c store.Cause) (emails, names []string, err error) {
	owners, err := d.owners(r.Context(), sc)
	if err != nil {
		return nil, nil, err
	}
	if o := owners[c.Code+"|"+c.Subject]; o.email != "" && o.email != who(r.Context()).Email {
		return []string{o.email}, []string{o.name}, nil
	}
	users, err := d.Store.Users(r.Context())
	for _, u := range users {
		if !u.Disabled && u.MayIn(string(sc.company.Key), access.ApproveOrders) {
			name := u.Name
			if name == "" {
				name = u.Email
			}
			emails, names = append(emails, u.Email), append(names, name)
		}
	}
	return emails, names, err
}

// reminded is what Home says of a cause that waits for somebody else.
func (d *desk) reminded(ctx context.Context, sc scene, c store.Cause, row *templates.CauseRow) error {
	owners, err := d.owners(ctx, sc)
	if err != nil {
		return err
	}
	waits := "an admin"
	if o := owners[c.Code+"|"+c.Subject]; o.name != "" {
		waits = o.name
	}
	row.Line = "Waits for **" + templates.Plain(waits) + "**"
	last, err := d.Store.Reminded(ctx, sc.company.Key, c.Code, c.Subject)
	if err != nil {
		return err
	}
	if !last.IsZero() && sc.now.Sub(last) < 24*time.Hour {
		row.Line += ", reminded at " + clock(last, sc.now)
	}
	row.Line += ". " + templates.Plural(c.Orders, "order", "orders") + ", rule “" + templates.Plain(c.Subject) + "”."
	if who(ctx).May(access.DecideOrders) {
		row.Word = "Remind"
		row.Remind = []templates.Field{{Name: "code", Value: c.Code}, {Name: "subject", Value: c.Subject}, {Name: "company", Value: string(sc.company.Key)}, {Name: "back", Value: "/"}}
	}
	return nil
}
