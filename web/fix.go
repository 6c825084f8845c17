package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// fixShown bounds how many orders the form of a cause lists.
const fixShown = 25

// fixOf is the form by which a cause is put right.
func (d *desk) fixOf(r *http.Request, sc scene, c store.Cause, in url.Values, wrong []correction) (*templates.Fix, error) {
	ctx := r.Context()
	id := causeID(c.Code, c.Subject)
	f := &templates.Fix{CauseID: id, Code: c.Code, Subject: c.Subject, Once: once(), Tab: in.Get("tab"), Act: in.Get("act"), Count: c.Orders,
		Sum: signed(c.Amount, c.Currency), MoreURL: "/sales?state=review"}
	if c.Subject != "" && c.Code != store.CauseRefused {
		f.MoreURL += "&q=" + url.QueryEscape(c.Subject)
	}
	a, err := d.about(ctx, sc, c)
	if err != nil {
		return nil, err
	}
	if f.Act == "" || !slices.Contains([]string{"exclude", "assign", "adopt", "comment"}, f.Act) {
		f.Act = ""
		err = d.remedy(r, sc, a, in, wrong, f)
	} else {
		err = d.actForm(r, sc, a, in, wrong, f)
	}
	if err != nil {
		return nil, err
	}
	f.Ticks = f.Act == "exclude" || f.Act == "comment" || f.Act == "" && (f.Do == "approve" || f.Do == "plan" && c.Orders > 1)
	if err := d.fixOrders(ctx, sc, a, in, f); err != nil {
		return nil, err
	}
	otherActs(in, f)
	return f, nil
}

// about is what a cause is looked at with: its store's mapping, and the first
// of its orders.
func (d *desk) about(ctx context.Context, sc scene, c store.Cause) (about, error) {
	a := about{cause: c, facts: sc.company.Facts}
	if a.cause.Store == "" {
		if err := d.Store.Explain(ctx, sc.company.Key, &a.cause); err != nil {
			return a, err
		}
	}
	if a.cause.Store == "" {
		return a, nil
	}
	var err error
	if a.rules, _, err = d.Store.Rules(ctx, a.cause.Store); err != nil && !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	if len(a.cause.FirstOrders) == 0 {
		return a, nil
	}
	if a.story.Order, err = d.Store.Order(ctx, a.cause.Store, a.cause.FirstOrders[0]); errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return a, err
}

// otherActs are what else can be done about a cause.
func otherActs(in url.Values, f *templates.Fix) {
	base := "/review?tab=" + url.QueryEscape(f.Tab) + "&sort=" + url.QueryEscape(in.Get("sort")) + "&cause=" + f.CauseID
	if f.Act != "" {
		f.Cancel = base + "#" + f.CauseID
		return
	}
	for _, o := range []templates.ActLink{{Word: "Assign…", Href: "assign"}, {Word: "Comment…", Href: "comment"}, {Word: "Link a document…", Href: "adopt"}, {Word: "Exclude…", Href: "exclude", Risk: true}} {
		if o.Href == "adopt" && isLink(f.Code) {
			o.Word = linkAnother
		}
		o.Href = base + "&act=" + o.Href + "#" + f.CauseID
		f.Others = append(f.Others, o)
	}
}

func textOfField(wrong []correction, field string) string {
	for _, c := range wrong {
		if c.field == field {
			return c.text
		}
	}
	return ""
}

// remedy is what puts the cause right itself.
func (d *desk) remedy(r *http.Request, sc scene, a about, in url.Values, wrong []correction, f *templates.Fix) error {
	c, n := a.cause, templates.Plural(a.cause.Orders, "order", "orders")
	u := who(r.Context())
	if !u.May(access.DecideOrders) {
		f.Lock = "Your role, " + strings.ToLower(roleWord(u.Role)) + ", reads only. A bookkeeper puts it right."
	}
	wants := wantsOf(a)
	if len(wants) > 0 {
		f.Question = question(a, wants)
		f.Do, f.Primary = "fix", "Use it and post "+n
		for _, w := range wants {
			p, err := d.pickOf(r.Context(), sc, a, w, in, wrong)
			if err != nil {
				return err
			}
			p.Error = textOfField(wrong, w.name)
			f.Picks = append(f.Picks, p)
		}
		return nil
	}
	switch c.Code {
	case "needs-approval":
		f.Do, f.Primary = "approve", "Approve "+n
		f.Unusual = []templates.Field{{Name: "Rule", Value: c.Subject}}
		if by := approver(a.rules, c.Subject); by == access.Admin && u.May(access.DecideOrders) && !u.May(access.ApproveOrders) {
			f.Lock = "The rule “" + c.Subject + "” asks for an admin. Assign it to one, or exclude the orders."
		}
	case "no-start-date":
		f.Question = "From which day on are orders posted?"
		f.Fields = []templates.Input{{Name: "day", Label: "Go-live day", Value: in.Get("day"), Hint: "Like 1 Nov 2026. Orders placed before it are never posted.", Error: textOfField(wrong, "day")}}
		f.Do, f.Primary = "fix", "Start from that day"
	case "link-asking", "link-unclear":
		return d.linkRemedy(r.Context(), sc, c, wrong, f)
	case "restock-undecided":
		f.Question = "What became of the goods?"
		f.Do, f.Primary = "fix", "Save it and post "+n
		return d.goodsOf(r.Context(), sc, a, in, wrong, f)
	case store.CauseRefused:
		f.Do, f.Primary = "plan", "Try "+n+" again"
	default:
		f.Do, f.Primary = "plan", "Look at "+n+" again"
	}
	return nil
}

// approver is the least role that a rule asks for.
func approver(rules books.Rules, name string) access.Role {
	for _, c := range rules.Cases {
		if c.Name == name && c.Then.ApproveBy == "bookkeeper" {
			return access.Bookkeeper
		}
	}
	return access.Admin
}

// pickOf is one choice, with what is suggested and what was typed.
func (d *desk) pickOf(ctx context.Context, sc scene, a about, w want, in url.Values, wrong []correction) (templates.Selection, error) {
	p := templates.Selection{Name: w.name, Label: w.label}
	chosen := in.Get(w.name)
	for i, o := range w.fixed {
		p.Options = append(p.Options, templates.SelectionOption{Value: o.value, Head: o.head, Sub: o.sub, On: chosen == o.value || chosen == "" && i == 0})
	}
	if w.fixed != nil {
		return p, nil
	}
	numbers, err := d.accountNumbers(ctx, sc)
	if err != nil {
		return p, err
	}
	if w.customer {
		return p, d.customerPick(ctx, sc, a, w, in, &p)
	}
	value := func(e books.Entry) string { return e.FullName }
	count, err := d.Store.CountEntries(ctx, sc.company.Key, w.list, w.types, shortList+1)
	if err != nil {
		return p, err
	}
	var all []books.Entry
	short := count <= shortList
	if short {
		if all, err = d.Store.EntriesOf(ctx, sc.company.Key, w.list, w.types, "", shortList); err != nil {
			return p, err
		}
	}
	found, err := d.suggest(ctx, sc, a, w, all)
	if err != nil {
		return p, err
	}
	for i, s := range found {
		p.Options = append(p.Options, templates.SelectionOption{Value: "=" + value(s.Entry), Head: pathName(s.Name), Tag: "Suggested",
			Sub: joinedBy(" ", s.Reason+".", entrySub(s.Entry, numbers)), On: chosen == "="+value(s.Entry) || chosen == "" && i == 0 && s.Sure})
	}
	if short {
		none := "Choose…"
		if w.optional {
			none = "None"
		}
		p.Others, p.OtherWord = choicesOf(all, value, in.Get(w.name+"_other"), none), "Another "+lowerFirst(w.label)
		if len(found) == 0 {
			p.OtherWord = "Choose the " + lowerFirst(w.label)
		}
		p.OtherOn = chosen == "other" || chosen == "" && len(found) == 0
	} else if err := d.findPick(ctx, sc, w, in, &p, value, numbers); err != nil {
		return p, err
	}
	switch n, ok := newOf(sc, a, w); {
	case w.makeSKU != "":
		return p, d.makeOption(ctx, sc, a, w, in, &p)
	case ok:
		p.Last = &templates.SelectionOption{Value: "create", Head: "Create it in QuickBooks", Sub: "At the next call; the orders post once it is there.", On: chosen == "create"}
		p.Making, err = d.makeFields(ctx, sc, n, in, wrong)
	}
	return p, err
}

// newOf is for what an entry can be made in QuickBooks to put a cause right.
func newOf(sc scene, a about, w want) (newFor, bool) {
	if w.customer || w.fixed != nil || len(w.lines) == 0 || w.makeSKU != "" {
		return newFor{}, false
	}
	f, _, ok := books.SheetFieldOf(w.lines[0].Key)
	f.Types = w.types
	n := newFor{field: f, prefix: w.name, called: w.lines[0].Row, rate: w.rate}
	if n.called == "" || n.called == "*" {
		n.called = w.about
	}
	if n.called == "" && a.cause.Code == "mapping-missing" {
		n.called = upperFirst(strings.TrimSuffix(a.cause.Subject, " item"))
	}
	return n, ok && n.makes(sc)
}

// findPick adds the search of a long list, with what it found.
func (d *desk) findPick(ctx context.Context, sc scene, w want, in url.Values, p *templates.Selection, value func(books.Entry) string, numbers map[string]string) error {
	q, chosen := strings.TrimSpace(in.Get(w.name+"_find")), in.Get(w.name)
	p.Find = &templates.Find{Name: w.name + "_find", Query: q, Label: "Search all " + listWord(w.list), Note: "Its name begins with it, or it is its number, barcode or e-mail address."}
	if q == "" {
		return nil
	}
	found, err := d.Store.EntriesOf(ctx, sc.company.Key, w.list, w.types, q, 12)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		p.Find.Note = "Nothing begins with “" + q + "”. Try the first letters of its name."
	}
	for _, e := range found {
		v := "=" + value(e)
		if slices.ContainsFunc(p.Options, func(o templates.SelectionOption) bool { return o.Value == v }) {
			continue
		}
		p.Options = append(p.Options, templates.SelectionOption{Value: v, Head: strings.ReplaceAll(e.FullName, ":", ": "), Sub: entrySub(e, numbers), On: chosen == v, Off: !e.Active})
	}
	return nil
}

// makeOption offers to make a new item for a SKU.
func (d *desk) makeOption(ctx context.Context, sc scene, a about, w want, in url.Values, p *templates.Selection) error {
	accounts, err := d.Store.EntriesOf(ctx, sc.company.Key, books.Accounts, incomeTypes, "", shortList)
	if err != nil || len(accounts) == 0 {
		return err
	}
	account := in.Get(w.name + "_account")
	if account == "" {
		account = a.rules.Items.Create.Income
	}
	if account == "" {
		if account, err = d.usualIncome(ctx, sc); err != nil {
			return err
		}
	}
	if account == "" {
		account = accounts[0].FullName
	}
	p.Last = &templates.SelectionOption{Value: "make", Head: "Create " + w.makeSKU + " in QuickBooks", Sub: "As a non-inventory part, named as the SKU, on the account:",
		On: in.Get(w.name) == "make", SelectName: w.name + "_account", SelectLabel: "Income account", Select: choicesOf(accounts, func(e books.Entry) string { return e.FullName }, account, "Choose…")[1:]}
	return nil
}

// usualIncome is the account that most goods sell to, of the first of them;
// "" if there are none.
func (d *desk) usualIncome(ctx context.Context, sc scene) (string, error) {
	goods, err := d.Store.EntriesOf(ctx, sc.company.Key, books.Items, []string{"Inventory", "NonInventory"}, "", shortList)
	count, best := map[string]int{}, ""
	for _, e := range goods {
		if name := e.Account.FullName; name != "" && e.Active {
			if count[name]++; count[name] > count[best] || count[name] == count[best] && name < best {
				best = name
			}
		}
	}
	return best, err
}

// customerPick is who bought: those that look alike, others by search, or
// nobody of them.
func (d *desk) customerPick(ctx context.Context, sc scene, a about, w want, in url.Values, p *templates.Selection) error {
	value := func(e books.Entry) string { return e.ListID }
	chosen := in.Get(w.name)
	lists, err := d.Store.Lists(ctx, sc.company.Key, books.NeedsOf(a.story.Order, a.rules))
	if err != nil {
		return err
	}
	o := a.story.Order
	for _, e := range lists.Customers {
		if len(p.Options) == 5 {
			break
		}
		reason := "Same name."
		if e.Email != "" && strings.EqualFold(e.Email, o.Email()) {
			reason = "Same e-mail address."
		}
		p.Options = append(p.Options, templates.SelectionOption{Value: "=" + value(e), Head: strings.ReplaceAll(e.FullName, ":", ": "), Tag: "Looks alike", Sub: joinedBy(" ", reason, entrySub(e, nil)), On: chosen == "="+value(e), Off: !e.Active})
	}
	if w.mayBeNew {
		p.Last = &templates.SelectionOption{Value: "new", Head: "Nobody of these: a new customer", Sub: "It is made in QuickBooks before the order is posted.", On: chosen == "new"}
	}
	return d.findPick(ctx, sc, w, in, p, value, nil)
}

// goodsOf asks for each line of each refund whether its goods came back.
func (d *desk) goodsOf(ctx context.Context, sc scene, a about, in url.Values, wrong []correction, f *templates.Fix) error {
	refs, err := d.Store.CauseOrders(ctx, sc.company.Key, a.cause.Code, a.cause.Subject, store.OrderRef{}, fixShown)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		rows, err := d.goodsRows(ctx, ref, in)
		if err != nil {
			return err
		}
		for _, g := range rows {
			g.Error = textOfField(wrong, g.Name)
			f.Goods = append(f.Goods, g)
		}
	}
	return nil
}

// goodsRows are the refunded lines of an order, as questions.
func (d *desk) goodsRows(ctx context.Context, ref store.OrderRef, in url.Values) ([]templates.GoodsRow, error) {
	o, err := d.Store.Order(ctx, ref.Store, ref.ID)
	if err != nil {
		return nil, err
	}
	decided, err := d.Store.Decisions(ctx, ref.Store, ref.ID)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for _, l := range o.Lines {
		names[l.ID] = l.Name
	}
	var out []templates.GoodsRow
	for _, refund := range o.Refunds {
		for _, x := range refund.Items {
			if x.Kind != sales.RefundProduct || names[x.ID] == "" {
				continue
			}
			g := templates.GoodsRow{Name: fmt.Sprintf("goods~%s~%d~%d~%d", ref.Store, ref.ID, refund.ID, x.ID), Order: fmt.Sprintf("Order %d, refund of %s", ref.ID, refund.Created.Format("2 Jan")),
				What: x.Quantity.String() + " × " + names[x.ID]}
			if back, told := decided.Restock[refund.ID][x.ID]; told {
				g.Value = map[bool]string{true: "yes", false: "no"}[back]
			}
			if v := in.Get(g.Name); v != "" {
				g.Value = v
			}
			out = append(out, g)
		}
	}
	return out, nil
}

// fixOrders are the orders of a cause, with the ticks as they were.
func (d *desk) fixOrders(ctx context.Context, sc scene, a about, in url.Values, f *templates.Fix) error {
	limit := 5
	if f.Ticks {
		limit = fixShown
	}
	refs, err := d.Store.CauseOrders(ctx, sc.company.Key, a.cause.Code, a.cause.Subject, store.OrderRef{}, limit)
	if err != nil {
		return err
	}
	rows, err := d.Store.OrderRowsOf(ctx, refs)
	if err != nil {
		return err
	}
	again := in.Has("once") && in.Get("cause") == f.CauseID && in.Has("do") // the form came back
	for _, o := range rows {
		v := openKey(o)
		row := templates.CauseOrder{Number: fmt.Sprint(int64(o.ID)), Href: orderURL(o.Store, o.ID), Day: dayIn(o.Day, sc.now), Customer: o.Customer, Value: v,
			Ticked: !again || slices.Contains(in["o"], v), Total: amountOf(o.Total, o.Decimals)}
		if a.cause.Code == "needs-approval" {
			if row.Note, err = d.unusual(ctx, sc, store.OrderRef{Store: o.Store, ID: o.ID}); err != nil {
				return err
			}
		}
		f.Orders = append(f.Orders, row)
		f.Last = v
	}
	f.Rest, f.RestOn = max(0, a.cause.Orders-len(rows)), !again || in.Get("rest") != ""
	return nil
}

// unusual says what an admin should know of an order before she approves it.
func (d *desk) unusual(ctx context.Context, sc scene, ref store.OrderRef) (string, error) {
	o, err := d.Store.Order(ctx, ref.Store, ref.ID)
	if err != nil {
		return "", err
	}
	var said []string
	if o.Status == sales.ManualVerification {
		said = append(said, "the store wants it verified")
	}
	if len(o.Shipping) > 0 {
		p := o.Shipping[0]
		switch {
		case p.Address.CountryISO != "" && o.Billing.CountryISO != "" && p.Address.CountryISO != o.Billing.CountryISO:
			said = append(said, "shipped to "+p.Address.Country+", billed to "+o.Billing.Country)
		case p.Address.PostalCode != "" && o.Billing.PostalCode != "" && p.Address.PostalCode != o.Billing.PostalCode:
			said = append(said, "shipped to another address than billed")
		}
	}
	if o.Customer.ID == 0 {
		said = append(said, "bought as a guest")
	}
	if email := o.Email(); email != "" {
		page, err := d.Store.OrdersPage(ctx, store.OrderFilter{Company: sc.company.Key, Search: email, Limit: 1})
		if err != nil {
			return "", err
		}
		if page.Count <= 1 && !page.Wide {
			said = append(said, "the first order of this e-mail address")
		}
	}
	off := o.Discount.Add(o.CouponDiscount)
	if !off.IsZero() {
		if a, err := off.Round(o.Decimals, money.HalfAwayFromZero); err == nil {
			said = append(said, amountOf(a, o.Decimals).Text()+" taken off")
		}
	}
	for _, l := range o.Lines {
		if l.Quantity.Cmp(money.Int(10)) >= 0 {
			said = append(said, l.Quantity.String()+" × "+l.Name)
			break
		}
	}
	if o.PaymentMethod != "" {
		said = append(said, "paid by "+o.PaymentMethod)
	}
	text := strings.Join(said, ", ")
	if text == "" {
		return "", nil
	}
	return upperFirst(text) + ".", nil
}

// actForm is the form of something else than the remedy.
func (d *desk) actForm(r *http.Request, sc scene, a about, in url.Values, wrong []correction, f *templates.Fix) error {
	n := templates.Plural(a.cause.Orders, "order", "orders")
	field := func(i templates.Input) templates.Input {
		i.Value, i.Error = in.Get(i.Name), textOfField(wrong, i.Name)
		return i
	}
	if u := who(r.Context()); !u.May(access.DecideOrders) {
		f.Lock = "Your role, " + strings.ToLower(roleWord(u.Role)) + ", reads only."
	}
	switch f.Act {
	case "exclude":
		f.Question = "Keep these orders out of QuickBooks?"
		f.Fields = []templates.Input{field(templates.Input{Name: "why", Label: "Why", Hint: "It stands with the order and in the record of who did what."})}
		f.Do, f.Primary, f.Risk = "exclude", "Exclude "+n, true
	case "comment":
		f.Fields = []templates.Input{field(templates.Input{Name: "text", Label: "Comment", Hint: "It stands with each of the orders. It can’t be changed afterwards.", Area: true})}
		f.Do, f.Primary = "comment", "Comment on "+n
	case "adopt":
		f.Question = "Which document in QuickBooks is it?"
		order := templates.Input{Name: "order", Label: "Order", Error: textOfField(wrong, "order")}
		refs, err := d.Store.CauseOrders(r.Context(), sc.company.Key, a.cause.Code, a.cause.Subject, store.OrderRef{}, shortList)
		if err != nil {
			return err
		}
		for _, o := range refs {
			v := fmt.Sprintf("%s/%d", o.Store, o.ID)
			order.Choices = append(order.Choices, templates.Choice{Value: v, Word: fmt.Sprint(int64(o.ID)), On: in.Get("order") == v})
		}
		f.Fields = []templates.Input{order, documentField(in, wrong),
			field(templates.Input{Name: "number", Label: "Number in QuickBooks", Hint: "As the document shows it. QuickBooks is asked for it at its next call, before the order is left alone here."})}
		f.Do, f.Primary = "adopt", "Link it"
	case "assign":
		people, err := d.peopleOf(r.Context(), sc, in.Get("email"))
		if err != nil {
			return err
		}
		f.Fields = []templates.Input{{Name: "email", Label: "Who looks after it", Choices: people, Error: textOfField(wrong, "email")},
			field(templates.Input{Name: "note", Label: "Note", Optional: true})}
		f.Do, f.Primary = "assign", "Assign it"
	}
	return nil
}

// documentField asks for the kind of a document.
func documentField(in url.Values, wrong []correction) templates.Input {
	i := templates.Input{Name: "document", Label: "Document", Error: textOfField(wrong, "document")}
	for _, k := range []books.Kind{books.SalesReceipt, books.Invoice, books.Journal, books.CreditMemo, books.SalesOrder} {
		i.Choices = append(i.Choices, templates.Choice{Value: string(k), Word: kindWord(k), On: in.Get("document") == string(k)})
	}
	return i
}

// peopleOf are who can be given something of a company file.
func (d *desk) peopleOf(ctx context.Context, sc scene, chosen string) ([]templates.Choice, error) {
	users, err := d.Store.Users(ctx)
	out := []templates.Choice{{Value: "nobody", Word: "Nobody", On: chosen == "nobody"}}
	for _, u := range users {
		if !u.Disabled && u.MayIn(string(sc.company.Key), access.DecideOrders) {
			name := u.Name
			if name == "" {
				name = u.Email
			}
			out = append(out, templates.Choice{Value: u.Email, Word: name + ", " + strings.ToLower(roleWord(u.In(string(sc.company.Key)))), On: chosen == u.Email || chosen == "" && u.Email == who(ctx).Email})
		}
	}
	return out, err
}

// refOf reads "store/number"; only of the scene's stores.
func (s scene) refOf(v string) (store.OrderRef, bool) {
	i := strings.LastIndexByte(v, '/')
	if i < 0 {
		return store.OrderRef{}, false
	}
	id, err := strconv.ParseInt(v[i+1:], 10, 64)
	if err != nil || id <= 0 {
		return store.OrderRef{}, false
	}
	for _, shop := range s.shops {
		if string(shop.Key) == v[:i] {
			return store.OrderRef{Store: shop.Key, ID: sales.OrderID(id)}, true
		}
	}
	return store.OrderRef{}, false
}
