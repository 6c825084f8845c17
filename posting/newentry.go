package posting

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// Entries that a person has made in QuickBooks' lists. QuickBooks keeps each
// name of a list once (qbxml-rules §3), so whether it is there is asked before
// every sending, the first one too: what is there is taken, what was sent and
// whose answer was lost is found, and nothing is made twice.

// The purposes of their message sets.
const (
	forEntryAsk = "entry ask" // are they there?
	forEntry    = "entry"     // one that is to be made
)

const (
	entriesAtOnce = 50
	// entryTries is how often a visit sends an entry whose name QuickBooks says
	// is taken, and then tells nobody who has it.
	entryTries = 2
)

// making is what a visit knows of entries that are to be made.
type making struct {
	asked map[int64]bool // not there, as QuickBooks said in this visit
	left  map[int64]bool // could not be asked, or QuickBooks was busy: not again in this visit
	tries map[int64]int
}

func newMaking() making {
	return making{map[int64]bool{}, map[int64]bool{}, map[int64]int{}}
}

// makeEntries asks for the entries that are to be made, and makes those that
// are not there, one at a time.
func (d *Desk) makeEntries(ctx context.Context, s *session) (*set, error) {
	if s.back.holds {
		return nil, nil
	}
	wanted, err := d.store.EntriesToMake(ctx, s.company.Key, entriesAtOnce)
	if err != nil || len(wanted) == 0 {
		return nil, err
	}
	var ask []store.WantedEntry
	for _, w := range wanted {
		if !s.making.asked[w.ID] && !s.making.left[w.ID] {
			ask = append(ask, w)
		}
	}
	if len(ask) > 0 {
		next, err := d.encode(s, forEntryAsk, entryQuestions(ask))
		if err != nil {
			return nil, err
		}
		next.entries = ask
		return next, nil
	}
	for _, w := range wanted {
		if s.making.left[w.ID] {
			continue
		}
		if w.Dropped { // it isn't there, and nobody wants it any more
			if err := d.store.EntryDropped(ctx, w.ID); err != nil && !errors.Is(err, store.ErrChanged) {
				return nil, err
			}
			continue
		}
		next, err := d.encode(s, forEntry, []qbxml.Request{{ID: entryID(w.ID), Body: entryAdd(w.Entry)}})
		var bad *qbxml.EncodeError
		if errors.As(err, &bad) { // QuickBooks never meets a text that it can't hold
			if err := d.store.EntryRefused(ctx, w.ID, 0, "QuickBooks can't hold it: "+bad.Error()+". Ask for it under another name."); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		next.entries = []store.WantedEntry{w}
		return next, nil
	}
	return nil, nil
}

func entryID(id int64) string { return "n" + strconv.FormatInt(id, 10) }

// entryQuestions ask by name, each list once.
func entryQuestions(wanted []store.WantedEntry) []qbxml.Request {
	names := map[books.ListKind][]string{}
	var lists []books.ListKind
	for _, w := range wanted {
		l := w.Entry.List
		if names[l] == nil {
			lists = append(lists, l)
		}
		names[l] = append(names[l], w.Entry.Name)
	}
	var out []qbxml.Request
	for _, l := range lists {
		full := once(names[l])
		var q any
		switch l {
		case books.Accounts:
			q = &qbxml.AccountQueryRq{FullName: full}
		case books.PaymentMethods:
			q = &qbxml.PaymentMethodQueryRq{FullName: full}
		case books.ShipMethods:
			q = &qbxml.ShipMethodQueryRq{FullName: full}
		case books.TermsList:
			q = &qbxml.TermsQueryRq{FullName: full}
		case books.Classes:
			q = &qbxml.ClassQueryRq{FullName: full}
		case books.Customers: // vendors, employees and others have names of the same space
			q = &qbxml.EntityQueryRq{FullName: full}
		default:
			q = &qbxml.ItemQueryRq{FullName: full}
		}
		out = append(out, qbxml.Request{ID: string(l), Body: q})
	}
	return out
}

// entryAdd is the request that makes an entry.
func entryAdd(x books.NewEntry) any {
	account := qbxml.Ref{FullName: x.Account}
	one := &qbxml.SalesOrPurchase{Desc: x.Desc, AccountRef: account}
	switch x.List {
	case books.Accounts:
		return &qbxml.AccountAddRq{AccountAdd: qbxml.AccountAdd{Name: x.Name, AccountType: x.Type, Desc: x.Desc}}
	case books.PaymentMethods:
		return &qbxml.PaymentMethodAddRq{PaymentMethodAdd: qbxml.ListEntryAdd{Name: x.Name}}
	case books.ShipMethods:
		return &qbxml.ShipMethodAddRq{ShipMethodAdd: qbxml.ListEntryAdd{Name: x.Name}}
	case books.TermsList:
		return &qbxml.StandardTermsAddRq{StandardTermsAdd: qbxml.StandardTermsAdd{Name: x.Name, StdDueDays: &x.Days}}
	case books.Classes:
		return &qbxml.ClassAddRq{ClassAdd: qbxml.ClassAdd{Name: x.Name}}
	case books.Customers:
		return &qbxml.CustomerAddRq{CustomerAdd: qbxml.CustomerAdd{Name: x.Name}}
	}
	switch x.Type {
	case "SalesTax":
		return &qbxml.ItemSalesTaxAddRq{ItemSalesTaxAdd: qbxml.ItemSalesTaxAdd{Name: x.Name, ItemDesc: x.Desc, TaxRate: &x.Rate, TaxVendorRef: qbxml.Ref{FullName: x.Agency}}}
	case "Discount":
		return &qbxml.ItemDiscountAddRq{ItemDiscountAdd: qbxml.ItemDiscountAdd{Name: x.Name, ItemDesc: x.Desc, AccountRef: account}}
	case "Service":
		return &qbxml.ItemServiceAddRq{ItemServiceAdd: qbxml.ItemServiceAdd{Name: x.Name, SalesOrPurchase: one}}
	case "NonInventory":
		return &qbxml.ItemNonInventoryAddRq{ItemNonInventoryAdd: qbxml.ItemNonInventoryAdd{Name: x.Name, SalesOrPurchase: one}}
	}
	return &qbxml.ItemOtherChargeAddRq{ItemOtherChargeAdd: qbxml.ItemOtherChargeAdd{Name: x.Name, SalesOrPurchase: one}}
}

// entriesLeave notes, before a byte leaves, what is handed over.
func (d *Desk) entriesLeave(ctx context.Context, next *set) error {
	if next.purpose != forEntry {
		return nil
	}
	for _, w := range next.entries {
		if err := d.store.EntryLeaves(ctx, w.ID); err != nil {
			return err
		}
	}
	return nil
}

// entriesAsked settles what is there already; what is not there may be sent.
func (d *Desk) entriesAsked(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	answered, there := map[string]bool{}, map[string]books.Entry{}
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.Err != nil || r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue
		}
		answered[r.RequestID] = true
		rows := entriesFound(books.ListKind(r.RequestID), r.Rets)
		reply.Rows = append(reply.Rows, rows...)
		for _, e := range rows {
			there[r.RequestID+"/"+strings.ToLower(e.FullName)] = e
		}
	}
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	for _, w := range p.entries {
		e, found := there[string(w.Entry.List)+"/"+strings.ToLower(w.Entry.Name)]
		var err error
		switch {
		case !answered[string(w.Entry.List)]: // nothing is sent that could not be asked for
			s.making.left[w.ID] = true
		case !found && s.making.tries[w.ID] >= entryTries:
			err = d.store.EntryRefused(ctx, w.ID, 3100, "QuickBooks says that the name "+w.Entry.Name+" is taken, and doesn't tell by what. Ask for it under another name.")
		case !found:
			s.making.asked[w.ID] = true
		default:
			if but := otherThan(w.Entry, e); but != "" {
				err = d.store.EntryRefused(ctx, w.ID, 3100, but)
			} else {
				err = d.store.EntryIsThere(ctx, w.ID, e.ListID, true)
			}
		}
		if err != nil && !errors.Is(err, store.ErrChanged) {
			return err
		}
	}
	return nil
}

// entriesFound are the rows of a list that were told, those of other lists of
// names among them.
func entriesFound(list books.ListKind, rets []any) []books.Entry {
	var out []books.Entry
	for _, ret := range rets {
		k := list
		if of := nameList(ret); of != "" {
			k = of
		}
		out = append(out, entriesOf(k, []any{ret})...)
	}
	return out
}

// otherThan tells in words why an entry that is there is not the one that was
// asked for; "": it is.
func otherThan(x books.NewEntry, e books.Entry) string {
	has := "QuickBooks has " + e.FullName + " already"
	choose := ". Choose it from the list if it is what you mean, or ask for another name."
	switch {
	case e.Kind != x.List:
		return has + ", as " + strings.ReplaceAll(string(e.Kind), "_", " ") + ". Ask for another name."
	case !e.Active:
		return has + ", and it is inactive. Make it active in QuickBooks, then choose it from the list."
	case x.Type != "" && e.Type != x.Type:
		return has + ", of another kind" + choose
	case x.Type == "SalesTax" && !e.Rate.Equal(x.Rate):
		return fmt.Sprintf("%s, with a rate of %s%%, not %s%%%s", has, e.Rate, x.Rate, choose)
	case x.Type == "SalesTax" && e.Agency.FullName != "" && !books.SameName(e.Agency.FullName, x.Agency):
		return has + ", owed to " + e.Agency.FullName + ", not to " + x.Agency + choose
	case x.Account != "" && e.Account.FullName != "" && !books.SameName(e.Account.FullName, x.Account):
		return has + ", posting to " + e.Account.FullName + ", not to " + x.Account + choose
	}
	return ""
}

// entryAnswered takes in what became of an entry that was handed over.
func (d *Desk) entryAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	w := p.entries[0]
	var r *qbxml.Response
	for i := range rs.Responses {
		if rs.Responses[i].RequestID == entryID(w.ID) {
			r = &rs.Responses[i]
		}
	}
	var made []books.Entry
	if r != nil && r.Err == nil && (r.StatusCode == 0 || qbxml.Advise(*r).Lane == qbxml.LaneFinished) {
		made = entriesOf(w.Entry.List, r.Rets)
		reply.Rows = append(reply.Rows, made...)
	}
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	delete(s.making.asked, w.ID)
	var err error
	pause := ""
	switch {
	case len(made) == 1 && made[0].ListID != "":
		err = d.store.EntryIsThere(ctx, w.ID, made[0].ListID, false)
	case r == nil || r.Err != nil || r.StatusCode == 0: // made, perhaps: it is asked for, once more in this visit
		if s.making.tries[w.ID]++; s.making.tries[w.ID] > entryTries {
			s.making.left[w.ID] = true
		}
	case r.StatusCode == 3100: // the name is taken: it is asked by what
		s.making.tries[w.ID]++
	default:
		advice := qbxml.Advise(*r)
		switch {
		case stopsAll(r.StatusCode):
			s.making.left[w.ID] = true
			pause = advice.Words(r.Message)
		case advice.Lane == qbxml.LaneLock || advice.Probe:
			s.making.left[w.ID] = true // the next visit asks and tries again
		default:
			err = d.store.EntryRefused(ctx, w.ID, r.StatusCode, advice.Words(r.Message))
		}
	}
	if err != nil && !errors.Is(err, store.ErrChanged) {
		return err
	}
	if pause != "" {
		return d.refuse(ctx, s, pause)
	}
	return nil
}

// entryBroken takes in that QuickBooks could not read the request for an entry:
// nothing ran, and the same request fares no better.
func (d *Desk) entryBroken(ctx context.Context, p *set, words string) error {
	err := d.store.EntryRefused(ctx, p.entries[0].ID, 0, words)
	if errors.Is(err, store.ErrChanged) {
		return nil
	}
	return err
}
