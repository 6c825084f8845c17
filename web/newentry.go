package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// "Create in QuickBooks…": what a line of the mapping lacks is made there at
// the next call, and the line is set once it is there.

// newFor is for what an entry is made: a field of the sheet, and what is known.
type newFor struct {
	field  books.SheetField
	prefix string // of the form's fields
	called string // in the store
	rate   money.Decimal
}

// makes tells whether something can be made for it.
func (n newFor) makes(sc scene) bool { return len(n.field.Makes(sc.company.Facts)) > 0 }

// typeWord is what a kind of item or account is called in the form.
func typeWord(list books.ListKind, t string) string {
	if list == books.Items {
		return itemKind(t)
	}
	return upperFirst(accountWord(t))
}

// accountWord is an account type as bookkeepers read it.
func accountWord(t string) string {
	words := map[string]string{"OtherCurrentAsset": "other current asset (a clearing account)", "OtherCurrentLiability": "other current liability", "OtherIncome": "other income", "CostOfGoodsSold": "cost of goods sold", "CreditCard": "credit card"}
	if w := words[t]; w != "" {
		return w
	}
	return strings.ToLower(t)
}

// makeFields are the fields of a new entry, as they were typed or as they are
// likely meant.
func (d *desk) makeFields(ctx context.Context, sc scene, n newFor, in url.Values, wrong []correction) ([]templates.Input, error) {
	makes := n.field.Makes(sc.company.Facts)
	typed := in.Has(n.prefix + "_name")
	field := func(part, label, otherwise, hint string) templates.Input {
		name := n.prefix + "_" + part
		i := templates.Input{Name: name, Label: label, Value: otherwise, Hint: hint, Error: textOfField(wrong, name)}
		if typed {
			i.Value = in.Get(name)
		}
		return i
	}
	out := []templates.Input{field("name", "Name in QuickBooks", books.NewName(n.field.List, n.called), "")}
	if len(makes) > 1 {
		kind := field("type", "Kind", makes[0], "")
		for _, t := range makes {
			kind.Choices = append(kind.Choices, templates.Choice{Value: t, Word: typeWord(n.field.List, t), On: t == kind.Value})
		}
		out = append(out, kind)
	}
	if on := n.field.MakesOn(); len(on) > 0 {
		usual, err := d.usualIncome(ctx, sc)
		if err != nil {
			return nil, err
		}
		account := field("account", "Account that it posts to", "", "")
		all, err := d.Store.EntriesOf(ctx, sc.company.Key, books.Accounts, on, "", shortList)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(e books.Entry) bool { return e.FullName == usual }) && !typed && on[0] == "Income" {
			account.Value = usual
		}
		account.Choices = choicesOf(all, func(e books.Entry) string { return e.FullName }, account.Value, "Choose…")
		out = append(out, account)
	}
	if slices.Contains(makes, "SalesTax") {
		agencies, usual, err := d.agencies(ctx, sc)
		if err != nil {
			return nil, err
		}
		agency := field("agency", "Owed to", usual, "A vendor in QuickBooks.")
		agency.Choices = []templates.Choice{{Word: "Choose…", On: agency.Value == ""}}
		for _, name := range agencies {
			agency.Choices = append(agency.Choices, templates.Choice{Value: name, Word: name, On: name == agency.Value})
		}
		out = append(out, field("rate", "Rate in percent", n.rate.String(), ""), agency)
	}
	if n.field.List == books.TermsList {
		out = append(out, field("days", "Due in days", "30", ""))
	}
	return out, nil
}

// agencies are the vendors to whom tax may be owed: those to whom it is first,
// the commonest of them, then all others, if there are not too many.
func (d *desk) agencies(ctx context.Context, sc scene) (names []string, usual string, err error) {
	taxes, err := d.Store.EntriesOf(ctx, sc.company.Key, books.Items, []string{"SalesTax"}, "", 500)
	if err != nil {
		return nil, "", err
	}
	count := map[string]int{}
	for _, e := range taxes {
		if name := e.Agency.FullName; name != "" && e.Active {
			if count[name]++; count[name] > count[usual] || count[name] == count[usual] && name < usual {
				usual = name
			}
		}
	}
	names = sortedKeys(count)
	vendors, err := d.Store.EntriesOf(ctx, sc.company.Key, books.Vendors, nil, "", shortList)
	for _, e := range vendors {
		if e.Active && count[e.FullName] == 0 {
			names = append(names, e.FullName)
		}
	}
	return names, usual, err
}

// newEntry reads what was typed of a new entry, and finds all that is wrong
// with it.
func (d *desk) newEntry(ctx context.Context, sc scene, n newFor, in url.Values) (books.NewEntry, []correction, error) {
	get := func(part string) string { return strings.TrimSpace(in.Get(n.prefix + "_" + part)) }
	labels := map[string]string{"name": "Name in QuickBooks", "type": "Kind", "account": "Account that it posts to", "agency": "Owed to", "rate": "Rate in percent", "days": "Due in days"}
	var wrong []correction
	say := func(part, text string) {
		name := n.prefix + "_" + part
		if textOfField(wrong, name) == "" {
			wrong = append(wrong, correction{name, labels[part], upperFirst(text) + "."})
		}
	}
	makes := n.field.Makes(sc.company.Facts)
	x := books.NewEntry{List: n.field.List, Name: get("name"), Type: get("type"), Account: get("account"), Agency: get("agency")}
	if len(makes) == 1 {
		x.Type = makes[0]
	}
	if text := strings.TrimSuffix(get("rate"), "%"); text != "" && x.Type == "SalesTax" {
		rate, err := money.ParseDecimal(strings.TrimSpace(text))
		if err != nil {
			say("rate", "write the rate in percent, like 8.25")
		}
		x.Rate = rate
	}
	if text := get("days"); text != "" && n.field.List == books.TermsList {
		days, err := strconv.Atoi(text)
		if err != nil {
			say("days", "write in how many days it is due, 0 to 999")
		}
		x.Days = days
	}
	for _, p := range x.Problems(n.field, sc.company.Facts) {
		say(p.Part, p.Text)
	}
	if x.Account != "" {
		e, ok, err := d.entryNamed(ctx, sc, books.Accounts, x.Account)
		if err != nil {
			return x, nil, err
		}
		if !ok || !e.Active || !slices.Contains(n.field.MakesOn(), e.Type) {
			say("account", "choose an account of QuickBooks’ list that such an item may post to")
		}
		x.Account = e.FullName
	}
	if x.Agency != "" {
		e, ok, err := d.entryNamed(ctx, sc, books.Vendors, x.Agency)
		if err != nil {
			return x, nil, err
		}
		if !ok || !e.Active {
			say("agency", "choose an active vendor of QuickBooks’ list")
		}
		x.Agency = e.FullName
	}
	if e, ok, err := d.entryNamed(ctx, sc, x.List, x.Name); err != nil {
		return x, nil, err
	} else if ok && e.Active {
		say("name", "QuickBooks has "+e.FullName+" already: choose it from the list, or write another name")
	} else if ok {
		say("name", "QuickBooks has "+e.FullName+", and it is inactive: make it active there, or write another name")
	}
	return x, wrong, nil
}

// entryDeed has entries made one after the other, and then the deeds done.
func entryDeed(sc scene, entries []books.NewEntry, then []store.Deed) []store.Deed {
	for i := len(entries) - 1; i >= 0; i-- {
		then = []store.Deed{{Kind: store.DeedEntry, Company: sc.company.Key, NewEntry: &entries[i], Then: then}}
	}
	return then
}

// madeHead says that entries are made, for what.
func madeHead(entries []books.NewEntry, used string) string {
	var names []string
	for _, x := range entries {
		names = append(names, x.Called())
	}
	verb := " is"
	if len(names) > 1 {
		verb = " are"
	}
	return upperFirst(strings.Join(names, " and ")) + verb + " created in QuickBooks at its next call, then used for " + used
}

// making are the entries that are made for lines of the mapping, by store and
// the line's field.
func (d *desk) making(ctx context.Context, sc scene) (map[string]store.WantedEntry, error) {
	open, err := d.Store.EntriesOpen(ctx, sc.company.Key)
	out := map[string]store.WantedEntry{}
	var note func(w store.WantedEntry, deeds []store.Deed)
	note = func(w store.WantedEntry, deeds []store.Deed) {
		for _, deed := range deeds {
			for _, l := range deed.Lines {
				out[makingKey(deed.Store, l)] = w
			}
			note(w, deed.Then)
		}
	}
	for _, w := range open {
		note(w, w.Deeds)
	}
	return out, err
}

func makingKey(key sales.StoreKey, l books.SheetLine) string {
	return string(key) + "|" + strings.ToLower(lineName(l))
}

// makingWords say how far an entry is; wait tells that nobody has to do anything.
func makingWords(w store.WantedEntry) (text string, wait bool) {
	name := upperFirst(w.Entry.Called())
	switch w.State {
	case store.EntryRefused:
		return "QuickBooks didn’t create " + w.Entry.Called() + ". " + w.Reason, false
	case store.EntrySent:
		return name + " was handed to QuickBooks, and no answer came yet. The next call asks for it first, so it isn’t created twice.", true
	}
	return name + " is created in QuickBooks at its next call. What waits for it then posts by itself.", true
}

// unmapped tells why the lines that are set once an entry is there would not
// hold together; "": they do.
func (scene) unmapped(shops []about, deeds []store.Deed) string {
	for i, deed := range deeds {
		next, wrong := shops[i].rules.With(deed.Lines)
		if len(wrong) == 0 {
			if err := next.Validate(); err == nil {
				continue
			}
			wrong = next.Problems()
		}
		if len(wrong) > 0 {
			return "With it the mapping would not hold together. See the whole sheet under Mapping: " + wrong[0].Error() + "."
		}
	}
	return ""
}
