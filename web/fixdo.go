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
	"unicode/utf8"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/store"
	"countinghouse/templates"
)

// fix does what a form of Needs review asks: the remedy, or something else
// about the cause. What can't be done comes back with the form and all that is
// wrong with it; nothing is changed then.
func (d *desk) fix(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Needs review", "review")
	}
	in := r.PostForm
	c, err := d.causeOf(r.Context(), sc, in.Get("code"), in.Get("subject"))
	if errors.Is(err, store.ErrNotFound) {
		return d.causeGone(w, r, in)
	}
	if err != nil {
		return err
	}
	a, err := d.about(r.Context(), sc, c)
	if err != nil {
		return err
	}
	var id store.StepID
	var wrong []correction
	switch in.Get("do") {
	case "fix":
		id, wrong, err = d.doRemedy(r, sc, a, in)
	case "approve":
		id, wrong, err = d.doApprove(r, sc, a, in)
	case "plan":
		id, wrong, err = d.doOrders(r, sc, a, in, store.Deed{Kind: store.DeedPlan}, "looked at again", "")
	case "exclude":
		id, wrong, err = d.doOrders(r, sc, a, in, store.Deed{Kind: store.DeedExclude, Text: strings.TrimSpace(in.Get("why"))}, "kept out of QuickBooks", "why")
	case "comment":
		wrong, err = d.doComment(r, sc, a, in)
	case "adopt":
		id, wrong, err = d.doAdopt(r, sc, in)
	case "assign":
		wrong, err = d.doAssign(r, sc, a, in)
	case "linked", "unlink":
		id, wrong, err = d.doLink(r, sc, a, in)
	default:
		wrong = []correction{{"fix", "", "The form didn’t say what is to be done. Press one of its buttons."}}
	}
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		in.Set("cause", causeID(c.Code, c.Subject))
		return d.reviewPage(w, r, in, wrong, http.StatusUnprocessableEntity)
	}
	back := "/review?tab=" + url.QueryEscape(in.Get("tab"))
	if do := in.Get("do"); do == "assign" || do == "comment" {
		back += "&cause=" + causeID(c.Code, c.Subject)
	}
	return did(w, r, back, id)
}

// causeOf is one cause as it is now.
func (d *desk) causeOf(ctx context.Context, sc scene, code, subject string) (store.Cause, error) {
	all, err := d.causeList(ctx, sc, false)
	if err != nil {
		return store.Cause{}, err
	}
	i := slices.IndexFunc(all, func(c store.Cause) bool { return c.Code == code && c.Subject == subject })
	if i < 0 {
		return store.Cause{}, store.ErrNotFound
	}
	return all[i], d.Store.Explain(ctx, sc.company.Key, &all[i])
}

// causeGone answers a form whose cause holds nothing any more: it was put
// right meanwhile, or by the same form before.
func (d *desk) causeGone(w http.ResponseWriter, r *http.Request, in url.Values) error {
	in.Del("cause")
	return d.reviewPage(w, r, in, []correction{{"", "", "The cause that you looked at holds no order any more: somebody put it right meanwhile, or the store changed. There is nothing left to do about it."}}, http.StatusConflict)
}

// doRemedy sets what was chosen.
func (d *desk) doRemedy(r *http.Request, sc scene, a about, in url.Values) (store.StepID, []correction, error) {
	wants := wantsOf(a)
	switch {
	case len(wants) > 0 && wants[0].customer:
		return d.doCustomer(r, sc, a, wants[0], in)
	case len(wants) > 0:
		return d.doMap(r, sc, a, wants, in)
	case a.cause.Code == "no-start-date":
		return d.doStart(r, sc, a, in)
	case a.cause.Code == "restock-undecided":
		return d.doGoods(r, sc, a, in)
	}
	return 0, []correction{{"fix", "", "This takes more than a choice here. Do what the cause says, then have the orders looked at again."}}, nil
}

// storesOf are the stores of the orders that wait for a cause.
func (d *desk) storesOf(ctx context.Context, sc scene, a about) ([]about, error) {
	var out []about
	after := store.OrderRef{}
	for {
		refs, err := d.Store.CauseOrders(ctx, sc.company.Key, a.cause.Code, a.cause.Subject, after, 1)
		if err != nil || len(refs) == 0 {
			return out, err
		}
		other := a
		other.cause.Store, other.cause.FirstOrders = refs[0].Store, nil
		if refs[0].Store == a.cause.Store {
			other = a
		} else if other.rules, _, err = d.Store.Rules(ctx, refs[0].Store); err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		out = append(out, other)
		after = store.OrderRef{Store: refs[0].Store, ID: 1 << 62} // behind all of this store
	}
}

// doMap writes what was chosen into the mapping of each store whose orders wait.
func (d *desk) doMap(r *http.Request, sc scene, a about, wants []want, in url.Values) (store.StepID, []correction, error) {
	var wrong []correction
	values := make([]string, len(wants))
	made := ""
	var entries []books.NewEntry // that are made in QuickBooks before
	for i, w := range wants {
		if n, ok := newOf(sc, a, w); ok && in.Get(w.name) == "create" {
			x, more, err := d.newEntry(r.Context(), sc, n, in)
			if err != nil {
				return 0, nil, err
			}
			wrong = append(wrong, more...)
			entries, values[i] = append(entries, x), x.Name
			continue
		}
		v, text, err := d.chosen(r.Context(), sc, w, in)
		if err != nil {
			return 0, nil, err
		}
		if text != "" {
			wrong = append(wrong, correction{w.name, w.label, text})
		}
		if values[i] = v; in.Get(w.name) == "make" {
			made = w.makeSKU
		}
	}
	if len(wrong) > 0 {
		return 0, wrong, nil
	}
	shops, err := d.storesOf(r.Context(), sc, a)
	if err != nil {
		return 0, nil, err
	}
	var deeds []store.Deed
	for _, s := range shops {
		deed := store.Deed{Kind: store.DeedMap, Store: s.cause.Store}
		for i, w := range wantsOf(s) {
			if i >= len(values) {
				break
			}
			for _, line := range w.lines {
				line.Value = values[i]
				if made != "" {
					line.Key = "items.make"
				}
				deed.Lines = append(deed.Lines, line)
			}
		}
		deeds = append(deeds, deed)
	}
	head := strings.ReplaceAll(values[len(values)-1], ":", ": ") + " used for " + calledIn(a.cause)
	switch {
	case made != "":
		head = "Item " + made + " is created in QuickBooks, on " + strings.ReplaceAll(values[0], ":", ": ")
	case len(entries) > 0:
		head = madeHead(entries, calledIn(a.cause))
		if wrong := sc.unmapped(shops, deeds); wrong != "" {
			return 0, []correction{{wants[0].name, wants[0].label, wrong}}, nil
		}
		deeds = entryDeed(sc, entries, deeds)
	case a.cause.Code == "closed-period":
		head = "What belongs to a closed period is dated the first open day"
	}
	step, err := d.do(r, sc, stepOf(in, a, head), deeds...)
	if errors.Is(err, store.ErrEntryAsked) {
		return 0, []correction{{wants[0].name + "_name", "Name in QuickBooks", "QuickBooks is asked for an entry of this name already. Wait for the next call, then choose it from the list."}}, nil
	}
	if errors.Is(err, store.ErrRules) {
		return 0, []correction{{wants[0].name, wants[0].label, "With it the mapping would not hold together. See the whole sheet under Mapping: " + err.Error() + "."}}, nil
	}
	return step.ID, nil, err
}

// stepOf names a step for people, with what waited for it.
func stepOf(in url.Values, a about, head string) store.Step {
	return store.Step{Once: in.Get("once"), Head: head + ". " + templates.Plural(a.cause.Orders, "order", "orders") + " waited for it.", Amount: a.cause.Amount, Currency: a.cause.Currency}
}

// calledIn is what a cause is about, within a sentence.
func calledIn(c store.Cause) string {
	switch {
	case strings.HasPrefix(c.Code, "item-") && c.Subject == "":
		return "products without a SKU"
	case strings.HasPrefix(c.Code, "item-"):
		return "SKU " + c.Subject
	case c.Code == "tax-unmapped" && c.Subject == "":
		return "lines without tax"
	case c.Code == "tax-unmapped":
		return "the rate " + c.Subject
	case c.Code == "payment-unmapped":
		return "money paid by " + c.Subject
	case c.Code == "fee-unmapped":
		return "the fee " + c.Subject
	case c.Code == "mapping-missing":
		return "the " + c.Subject
	}
	return "“" + c.Subject + "”"
}

// chosen is the full name (or id) that a choice came to, or what is wrong.
func (d *desk) chosen(ctx context.Context, sc scene, w want, in url.Values) (value, wrong string, err error) {
	v, other := in.Get(w.name), in.Get(w.name+"_other")
	noun := lowerFirst(w.label)
	if v == "" && other != "" {
		v = "other" // chosen from the list, and its box not pressed
	}
	if v != "other" && v != "" && other != "" && strings.TrimPrefix(v, "=") != other {
		return "", "Two are chosen: the box that is pressed, and “" + pathName(other) + "” from the list. Press the box of the list, or set the list back.", nil
	}
	switch {
	case v == "" && w.optional:
		return "", "", nil
	case v == "":
		return "", "Choose one; without it the orders still wait.", nil
	case w.fixed != nil:
		if slices.ContainsFunc(w.fixed, func(o fixedOption) bool { return o.value == v }) {
			return v, "", nil
		}
		return "", "Choose one of the options.", nil
	case v == "other":
		if v = other; v == "" && w.optional {
			return "", "", nil
		}
		if v == "" {
			return "", "Choose the " + noun + " from the list; without it the orders still wait.", nil
		}
	case v == "make" && w.makeSKU != "":
		account := in.Get(w.name + "_account")
		e, ok, err := d.entryNamed(ctx, sc, books.Accounts, account)
		if err != nil || ok && e.Active && slices.Contains(incomeTypes, e.Type) {
			return e.FullName, "", err
		}
		return "", "Choose the income account that the new item sells to.", nil
	default:
		v = strings.TrimPrefix(v, "=")
	}
	if w.customer {
		return v, "", nil
	}
	e, ok, err := d.entryNamed(ctx, sc, w.list, v)
	switch {
	case err != nil:
		return "", "", err
	case !ok:
		return "", "QuickBooks has no " + noun + " named “" + v + "”, as its lists were last read. Choose another.", nil
	case !e.Active:
		return "", e.FullName + " is inactive in QuickBooks. Choose another, or make it active there.", nil
	case len(w.types) > 0 && !slices.Contains(w.types, e.Type):
		return "", e.FullName + " can’t stand here: in QuickBooks it is " + strings.ToLower(itemKind(e.Type)) + ". Choose another.", nil
	}
	return e.FullName, "", nil
}

// entryNamed is the entry of a full name.
func (d *desk) entryNamed(ctx context.Context, sc scene, list books.ListKind, name string) (books.Entry, bool, error) {
	found, err := d.Store.EntriesOf(ctx, sc.company.Key, list, nil, name, 50)
	var inactive books.Entry
	some := false
	for _, e := range found {
		switch {
		case !strings.EqualFold(e.FullName, name):
		case e.Active:
			return e, true, err
		default:
			inactive, some = e, true
		}
	}
	return inactive, some, err
}

// doCustomer says who bought.
func (d *desk) doCustomer(r *http.Request, sc scene, a about, w want, in url.Values) (store.StepID, []correction, error) {
	ctx := r.Context()
	refs, err := d.Store.CauseOrders(ctx, sc.company.Key, a.cause.Code, a.cause.Subject, store.OrderRef{}, 5000)
	if err != nil {
		return 0, nil, err
	}
	deed := store.Deed{Kind: store.DeedCustomer}
	head := "A new customer is made for " + a.cause.Subject
	if in.Get(w.name) == "new" && w.mayBeNew {
		deed.Orders = refs
	} else {
		id, text, err := d.chosen(ctx, sc, w, in)
		if err != nil {
			return 0, nil, err
		}
		e, lookErr := d.Store.EntryByID(ctx, sc.company.Key, books.Customers, id)
		switch {
		case text == "" && errors.Is(lookErr, store.ErrNotFound):
			text = "QuickBooks has no such customer, as its lists were last read. Choose another."
		case text == "" && lookErr == nil && !e.Active:
			text = e.FullName + " is inactive in QuickBooks. Choose another, or make it active there."
		case text == "" && lookErr != nil:
			return 0, nil, lookErr
		}
		if text != "" {
			return 0, []correction{{w.name, w.label, text}}, nil
		}
		// The link is of the person: each order's own, if they were bought under several accounts.
		deed.ListID, deed.Orders, head = id, refs, e.FullName+" is who bought: "+a.cause.Subject
	}
	step, err := d.do(r, sc, stepOf(in, a, head), deed)
	return step.ID, nil, err
}

// doStart sets the go-live day.
func (d *desk) doStart(r *http.Request, sc scene, a about, in url.Values) (store.StepID, []correction, error) {
	day, err := typedDay(in.Get("day"), today(sc))
	if err == nil && day.IsZero() {
		err = errors.New("type the day, like 1 Nov 2026")
	}
	if err != nil {
		return 0, []correction{{"day", "Go-live day", err.Error() + "."}}, nil
	}
	shops, err := d.storesOf(r.Context(), sc, a)
	if err != nil {
		return 0, nil, err
	}
	var deeds []store.Deed
	for _, s := range shops {
		deeds = append(deeds, store.Deed{Kind: store.DeedMap, Store: s.cause.Store, Lines: []books.SheetLine{{Key: "start_date", Value: day.String()}}})
	}
	step, err := d.do(r, sc, stepOf(in, a, "Orders are posted from "+day.Human()+" on"), deeds...)
	return step.ID, nil, err
}

// doGoods says for each line of a refund whether its goods came back.
func (d *desk) doGoods(r *http.Request, sc scene, a about, in url.Values) (store.StepID, []correction, error) {
	var wrong []correction
	byOrder := map[store.OrderRef][]store.RestockLine{}
	var order []store.OrderRef
	refs, err := d.Store.CauseOrders(r.Context(), sc.company.Key, a.cause.Code, a.cause.Subject, store.OrderRef{}, fixShown)
	if err != nil {
		return 0, nil, err
	}
	for _, ref := range refs {
		rows, err := d.goodsRows(r.Context(), ref, in)
		if err != nil {
			return 0, nil, err
		}
		lines, missing := restockLines(rows, in)
		if len(lines) == 0 {
			continue
		}
		wrong = append(wrong, missing...)
		byOrder[ref], order = lines, append(order, ref)
	}
	if len(order) == 0 {
		wrong = append(wrong, correction{"fix", "", "Say for the lines of at least one order whether the goods are back in stock or lost."})
	}
	if len(wrong) > 0 {
		return 0, wrong, nil
	}
	var deeds []store.Deed
	for _, ref := range order {
		deeds = append(deeds, store.Deed{Kind: store.DeedRestock, Orders: []store.OrderRef{ref}, Restock: byOrder[ref]})
	}
	step := stepOf(in, a, "It is said what became of refunded goods")
	step.Head = "What became of refunded goods is said for " + templates.Plural(len(order), "order", "orders") + "."
	done, err := d.do(r, sc, step, deeds...)
	return done.ID, nil, err
}

// restockLines reads what was said of an order's lines: of all, or of none.
func restockLines(rows []templates.GoodsRow, in url.Values) (lines []store.RestockLine, wrong []correction) {
	for _, g := range rows {
		v := in.Get(g.Name)
		if v == "" {
			wrong = append(wrong, correction{g.Name, g.What, "Say whether it is back in stock or lost."})
			continue
		}
		parts := strings.Split(g.Name, "~")
		refund, _ := strconv.ParseInt(parts[3], 10, 64)
		line, _ := strconv.ParseInt(parts[4], 10, 64)
		lines = append(lines, store.RestockLine{Refund: refund, Line: line, Back: v == "yes", Decided: true})
	}
	return lines, wrong
}

// ticked are the orders that the form chose: those ticked, and with rest those
// behind the last one shown. The number is guarded: what came since was not
// looked at.
func (d *desk) ticked(ctx context.Context, sc scene, a about, in url.Values) ([]store.OrderRef, []correction, error) {
	var out []store.OrderRef
	for _, v := range in["o"] {
		ref, ok := sc.refOf(v)
		if !ok {
			return nil, []correction{{"fix", "", "One of the orders isn’t of this company file. Nothing was changed; look at the list again."}}, nil
		}
		out = append(out, ref)
	}
	if in.Get("rest") != "" {
		if n, _ := strconv.Atoi(in.Get("count")); n != a.cause.Orders {
			return nil, []correction{{"fix", "", fmt.Sprintf("%s for this cause now, %d when you looked. Look at them, then press the button again.", templates.Plural(a.cause.Orders, "order waits", "orders wait"), n)}}, nil
		}
		after, _ := sc.refOf(in.Get("last"))
		for {
			refs, err := d.Store.CauseOrders(ctx, sc.company.Key, a.cause.Code, a.cause.Subject, after, 500)
			if err != nil {
				return nil, nil, err
			}
			if out = append(out, refs...); len(refs) < 500 {
				break
			}
			after = refs[len(refs)-1]
		}
	}
	if len(out) == 0 && in.Get("last") != "" {
		return nil, []correction{{"fix", "", "No order is ticked. Tick those that it is about."}}, nil
	}
	return out, nil, nil
}

// doOrders does one deed about the orders that are ticked.
func (d *desk) doOrders(r *http.Request, sc scene, a about, in url.Values, deed store.Deed, what, whyField string) (store.StepID, []correction, error) {
	refs, wrong, err := d.ticked(r.Context(), sc, a, in)
	if err != nil {
		return 0, nil, err
	}
	if len(refs) == 0 && len(wrong) == 0 { // a single order has no tick
		if refs, err = d.Store.CauseOrders(r.Context(), sc.company.Key, a.cause.Code, a.cause.Subject, store.OrderRef{}, 5000); err != nil {
			return 0, nil, err
		}
	}
	if whyField != "" {
		if text := tooLong(deed.Text, 500, "Say why: it stands with the order."); text != "" {
			wrong = append(wrong, correction{whyField, "Why", text})
		}
	}
	if len(wrong) > 0 {
		return 0, wrong, nil
	}
	deed.Orders = refs
	head := templates.Plural(len(refs), "order is", "orders are") + " " + what
	if len(refs) == 1 {
		head = fmt.Sprintf("Order %d is %s", refs[0].ID, what)
	}
	switch deed.Kind {
	case store.DeedApprove:
		head += " “" + deed.Text + "”."
	case store.DeedExclude:
		head += ". " + sentence(deed.Text)
	default:
		head += "."
	}
	step, err := d.do(r, sc, store.Step{Once: in.Get("once"), Head: head}, deed)
	return step.ID, nil, err
}

// tooLong tells what is wrong with a text: none, or more than it may have.
func tooLong(text string, most int, none string) string {
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case n == 0:
		return none
	case n > most:
		return fmt.Sprintf("It has %d characters; %d are the most.", n, most)
	}
	return ""
}

// doApprove approves what a rule holds, for whom the rule asks.
func (d *desk) doApprove(r *http.Request, sc scene, a about, in url.Values) (store.StepID, []correction, error) {
	if a.cause.Code != "needs-approval" {
		return 0, []correction{{"fix", "", "These orders wait for something else than an approval."}}, nil
	}
	if err := mayApprove(r.Context(), a.rules, a.cause.Subject); err != nil {
		return 0, nil, err
	}
	return d.doOrders(r, sc, a, in, store.Deed{Kind: store.DeedApprove, Text: a.cause.Subject}, "approved, rule", "")
}

// mayApprove refuses who is not trusted with what a rule holds.
func mayApprove(ctx context.Context, rules books.Rules, rule string) error {
	if approver(rules, rule) == access.Admin && !who(ctx).May(access.ApproveOrders) {
		return forbidden(who(ctx), access.ApproveOrders)
	}
	return nil
}

func (d *desk) doComment(r *http.Request, sc scene, a about, in url.Values) ([]correction, error) {
	refs, wrong, err := d.ticked(r.Context(), sc, a, in)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(in.Get("text"))
	if bad := tooLong(text, 2000, "Write the comment."); bad != "" {
		wrong = append(wrong, correction{"text", "Comment", bad})
	}
	if len(wrong) > 0 {
		return wrong, nil
	}
	for _, ref := range refs {
		if err := d.Store.Comment(r.Context(), d.actor(r), ref, text); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// doAdopt links one order to the document by which it stands in QuickBooks.
func (d *desk) doAdopt(r *http.Request, sc scene, in url.Values) (store.StepID, []correction, error) {
	var wrong []correction
	ref, ok := sc.refOf(in.Get("order"))
	if !ok {
		wrong = append(wrong, correction{"order", "Order", "Choose the order."})
	}
	deed, more := adoption(in)
	if wrong = append(wrong, more...); len(wrong) > 0 {
		return 0, wrong, nil
	}
	if wrong, err := d.linkable(r.Context(), ref, "order"); err != nil || len(wrong) > 0 {
		return 0, wrong, err
	}
	deed.Orders = []store.OrderRef{ref}
	step, err := d.do(r, sc, adoptionStep(in, ref, deed), deed)
	return step.ID, nil, err
}

func adoptionStep(in url.Values, ref store.OrderRef, deed store.Deed) store.Step {
	head := fmt.Sprintf("QuickBooks is asked for %s %s at its next call. Order %d is linked to it if it is there with the same customer, day and total, and isn’t posted before.", kindInText(deed.Document), deed.Text, ref.ID)
	if deed.Kind == store.DeedAdopt {
		head = fmt.Sprintf("Order %d is linked to %s %s in QuickBooks, and left alone here.", ref.ID, kindInText(deed.Document), deed.Text)
	}
	return store.Step{Once: in.Get("once"), Head: head}
}

// adoption reads which document it is.
func adoption(in url.Values) (store.Deed, []correction) {
	var wrong []correction
	number := strings.TrimSpace(in.Get("number"))
	if text := tooLong(number, 30, "Type the number as the document shows it."); text != "" {
		wrong = append(wrong, correction{"number", "Number in QuickBooks", text})
	}
	kind := books.Kind(in.Get("document"))
	if !slices.ContainsFunc(documentField(nil, nil).Choices, func(c templates.Choice) bool { return c.Value == string(kind) }) {
		wrong = append(wrong, correction{"document", "Document", "Choose what kind of document it is."})
	}
	return store.Deed{Kind: store.DeedAskLink, Document: kind, Text: number}, wrong
}

// doAssign gives a cause to a person.
func (d *desk) doAssign(r *http.Request, sc scene, a about, in url.Values) ([]correction, error) {
	email := in.Get("email")
	people, err := d.peopleOf(r.Context(), sc, email)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(people, func(c templates.Choice) bool { return c.Value == email }) {
		return []correction{{"email", "Who looks after it", "Choose a person who works on this company file."}}, nil
	}
	if email == "nobody" {
		email = ""
	}
	note := strings.TrimSpace(in.Get("note"))
	if n := utf8.RuneCountInString(note); n > 300 {
		return []correction{{"note", "Note", fmt.Sprintf("It has %d characters; 300 are the most.", n)}}, nil
	}
	err = d.Store.Assign(r.Context(), d.actor(r), sc.company.Key, a.cause.Code, a.cause.Subject, email, note)
	if errors.Is(err, store.ErrNotFound) {
		return []correction{{"email", "Who looks after it", "That person can’t sign in any more. Choose another."}}, nil
	}
	return nil, err
}
