package posting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// After a backup of Countinghouse was restored QuickBooks may have documents
// that the database does not know. So the stores are read again first, then
// QuickBooks tells what was made, changed and deleted since the backup, and
// then it is asked about each posting before that is sent for the first time.
// At last what the database knew and what changed since is read back.

const (
	forLook     = "look"      // what was made, changed or deleted since the backup
	forAskFirst = "ask first" // does it have what may have been posted since?
)

const (
	askedChanged = "changed"
	askedDeleted = "deleted"
)

// lookMargin is how far before the backup QuickBooks is asked from: the PC's
// zone and clock are not known.
const lookMargin = 48 * time.Hour

// lookingBack is what a visit knows of a restore.
type lookingBack struct {
	over     bool   // nothing is left to find out
	holds    bool   // nothing is sent before more is known
	iterator string // of the reading under way
	failed   bool   // QuickBooks would not tell: not again in this visit
	unasked  map[store.PostingID]bool
	told     map[store.PostingID][]store.RestoredDocument // of the postings that are asked about
}

// restoredDue tells whether something is still to be found out after a restore.
func (d *Desk) restoredDue(ctx context.Context, key store.CompanyKey) (bool, error) {
	r, err := d.store.RestoredCompany(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && len(r.Unread) == 0 && (!r.Looked || !r.Reread || r.Open > 0), err
}

// lookBack asks QuickBooks what was made, changed or deleted since the backup.
// Until it has told, and every store was read again, the visit sends nothing.
func (d *Desk) lookBack(ctx context.Context, s *session) (*set, error) {
	if s.back.over {
		return nil, nil
	}
	r, err := d.store.RestoredCompany(ctx, s.company.Key)
	if errors.Is(err, store.ErrNotFound) { // but what is posted again into a restored company file is asked about too
		toAsk, err := d.store.ToAsk(ctx, s.company.Key, 1)
		s.back.over = len(toAsk) == 0
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	s.back.holds = true
	switch {
	case len(r.Unread) > 0:
		s.message = fmt.Sprintf("A backup of Countinghouse was restored. Nothing is sent until the store %s was read again.", orText(r.Unread[0].Name, string(r.Unread[0].Key)))
		return nil, nil
	case r.Looked:
		s.back.holds = false
		s.back.over = r.Reread && r.ToAsk == 0 && r.Open == 0
		return nil, nil
	case s.back.failed:
		return nil, nil
	}
	from := r.Since.Add(-lookMargin).UTC().Format("2006-01-02T15:04:05")
	query := &qbxml.TransactionQueryRq{
		Iterator: qbxml.IteratorStart, MaxReturned: d.o.PageSize, TxnTypeFilter: lookedAt(),
		TransactionModifiedDateRangeFilter: &qbxml.ModifiedDateRangeFilter{FromModifiedDate: from},
		IncludeRetElement:                  []string{"TxnType", "TxnID", "EntityRef", "TxnDate", "RefNumber", "Amount", "Memo"},
	}
	requests := []qbxml.Request{{ID: askedChanged, Body: query}}
	if s.back.iterator != "" {
		query.Iterator, query.IteratorID = qbxml.IteratorContinue, s.back.iterator
	} else {
		requests = append(requests, qbxml.Request{ID: askedDeleted, Body: &qbxml.TxnDeletedQueryRq{
			TxnDelType: lookedAt(), DeletedDateRangeFilter: &qbxml.DeletedDateRangeFilter{FromDeletedDate: from},
		}})
	}
	return d.encode(s, forLook, requests)
}

// lookedAt are the kinds of documents that Countinghouse makes, as qbXML names
// them.
func lookedAt() []string {
	var out []string
	for _, k := range documentKinds {
		out = append(out, txnElement(k))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// kindOf is the kind of document that qbXML names so; empty: none of ours.
func kindOf(element string) books.Kind {
	for _, k := range documentKinds {
		if txnElement(k) == element {
			return k
		}
	}
	return ""
}

// lookAnswered keeps a page of what QuickBooks told.
func (d *Desk) lookAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	looked := &store.Looked{}
	told := false
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.Err != nil || r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			told, s.back.failed, s.back.iterator = false, true, ""
			s.message = "A backup of Countinghouse was restored, and QuickBooks would not tell what was made since. Nothing is sent until it does."
			break
		}
		for _, ret := range r.Rets {
			switch v := ret.(type) {
			case *qbxml.TransactionRet:
				looked.Documents = append(looked.Documents, store.RestoredDocument{TxnID: v.TxnID, Kind: kindOf(v.TxnType), Ref: v.RefNumber, Memo: v.Memo, Day: v.TxnDate, Total: max(v.Amount, -v.Amount)})
			case *qbxml.TxnDeletedRet:
				looked.Documents = append(looked.Documents, store.RestoredDocument{TxnID: v.TxnID, Kind: kindOf(v.TxnDelType), Ref: v.RefNumber, Deleted: orText(v.TimeDeleted, "deleted")})
			}
		}
		if r.RequestID == askedChanged {
			told = true
			s.back.iterator = ""
			if r.HasIterator && r.IteratorRemaining > 0 {
				s.back.iterator = r.IteratorID
			}
		}
	}
	if told {
		looked.All = s.back.iterator == ""
		reply.Looked = looked
	} else if !s.back.failed {
		s.back.failed = true
	}
	return d.store.Answer(ctx, p.exchange, reply)
}

// askFirst asks QuickBooks whether it has what may have been posted since the
// backup: by number, by name, and by what it told of itself.
func (d *Desk) askFirst(ctx context.Context, s *session) (*set, error) {
	if s.back.over || s.back.holds {
		return nil, nil
	}
	all, err := d.store.ToAsk(ctx, s.company.Key, askChunk+len(s.back.unasked))
	if err != nil {
		return nil, err
	}
	postings := slices.DeleteFunc(all, func(q store.Posting) bool { return s.back.unasked[q.ID] })
	if len(postings) == 0 {
		return nil, nil
	}
	told, err := d.store.RestoredDocuments(ctx, s.company.Key, postings)
	if err != nil {
		return nil, err
	}
	var ask asking
	for i := range postings {
		q := &postings[i]
		switch q.Kind {
		case books.CustomerAdd:
			ask.names = append(ask.names, q.Customer.Name)
		case books.ItemAdd:
			ask.itemNames = append(ask.itemNames, itemName(q.Item))
		case books.Application:
			if l := link(q, books.Pays); l != nil {
				ask.id(books.Invoice, l.TxnID)
			}
		default:
			for _, k := range alsoAs(q.Kind) {
				b := ask.of(k)
				b.refs = append(b.refs, q.RefNumber)
			}
			for _, t := range told[q.ID] {
				if t.Deleted == "" && t.Kind != "" {
					ask.id(t.Kind, t.TxnID)
				}
			}
		}
	}
	next, err := d.encode(s, forAskFirst, ask.requests())
	if err != nil {
		return nil, err
	}
	next.postings, s.back.told = postings, told
	return next, nil
}

// alsoAs are the kinds that a document may stand as: a bookkeeper may have
// entered a sale as the other one.
func alsoAs(k books.Kind) []books.Kind {
	if isSale(k) {
		return []books.Kind{books.SalesReceipt, books.Invoice}
	}
	return []books.Kind{k}
}

// askFirstAnswered settles what was asked about: there and as it should be, it
// is posted; there otherwise, a person decides; not there, it may be sent.
func (d *Desk) askFirstAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	answered := map[string]bool{}
	var all []found
	for i := range rs.Responses {
		r := &rs.Responses[i]
		if r.Err != nil || r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500 {
			continue // could not ask: it is asked about in another visit
		}
		answered[r.RequestID] = true
		for _, ret := range r.Rets {
			all = append(all, foundOf(ret))
			if kind := nameList(ret); kind != "" {
				reply.Rows = append(reply.Rows, entriesOf(kind, []any{ret})...)
			}
		}
	}
	all = distinct(all)
	like, err := d.lookAlike(ctx, s, p.postings)
	if err != nil {
		return err
	}
	for i := range p.postings {
		q := &p.postings[i]
		if !askedAll(q, s.back.told[q.ID], answered) || q.Kind == books.CustomerAdd && !like.read {
			s.back.notAsked(q.ID)
			continue
		}
		o, again := store.Outcome{Posting: q.ID, From: store.Ready, To: store.Ready}, false
		if isEntry(q.Kind) {
			settleEntry(&o, q, all)
			if o.To == store.Ready && q.Kind == books.CustomerAdd {
				like.settle(&o, q)
			}
		} else if q.Kind == books.Application {
			settleApplication(&o, q, all)
		} else {
			known, err := d.store.KnownTxns(ctx, s.company.Key, idsOf(all))
			if err != nil {
				return err
			}
			again = settleFirst(&o, q, slices.DeleteFunc(slices.Clone(all), func(f found) bool { return known[f.id] != 0 }), s.back.told[q.ID])
		}
		reply.Asked = append(reply.Asked, store.Asked{Posting: q.ID, Contents: q.Updated, Again: again})
		reply.Outcomes = append(reply.Outcomes, o)
		switch o.To {
		case store.Posted:
			s.visit.Posted++
		case store.Refused:
			s.visit.Refused++
		default:
		}
	}
	return d.store.Answer(ctx, p.exchange, reply)
}

// notAsked keeps a posting out of the rest of the visit.
func (b *lookingBack) notAsked(id store.PostingID) {
	if b.unasked == nil {
		b.unasked = map[store.PostingID]bool{}
	}
	b.unasked[id] = true
}

func idsOf(all []found) []string {
	ids := make([]string, 0, len(all))
	for i := range all {
		ids = append(ids, all[i].id)
	}
	return ids
}

// askedAll tells whether everything was answered that was asked about a posting.
func askedAll(q *store.Posting, told []store.RestoredDocument, answered map[string]bool) bool {
	switch q.Kind {
	case books.CustomerAdd:
		return answered[askedCustomers] && answered[askedNames]
	case books.ItemAdd:
		return answered[askedItems]
	case books.Application:
		return answered[askedByID(books.Invoice)]
	default:
	}
	for _, k := range alsoAs(q.Kind) {
		if !answered[askedByRef(k)] {
			return false
		}
	}
	for _, t := range told {
		if t.Deleted == "" && t.Kind != "" && !answered[askedByID(t.Kind)] {
			return false
		}
	}
	return true
}

// settleEntry decides about a customer or an item. A name that somebody else
// has is found out when it is sent: QuickBooks has no name twice.
func settleEntry(o *store.Outcome, q *store.Posting, all []found) {
	for i := range all {
		if f := &all[i]; f.mayBe(q) && f.isOurs(q) {
			o.To, o.TxnID, o.EditSequence, o.Reason = store.Posted, f.id, f.editSequence, adopted
			return
		}
	}
}

func settleApplication(o *store.Outcome, q *store.Posting, all []found) {
	l := link(q, books.Pays)
	for i := range all {
		if f := &all[i]; l != nil && f.kind == books.Invoice && f.id == l.TxnID && isApplied(q, f) {
			o.To, o.TxnID, o.Reason = store.Posted, f.id, adopted
			return
		}
	}
}

// adopted is what people read of what was posted after the backup.
const adopted = "It was posted after the backup that was restored: QuickBooks has it. It was taken over, nothing was sent."

// settleFirst decides about a document. True: it is asked about again if a
// person has it tried again.
func settleFirst(o *store.Outcome, q *store.Posting, all []found, told []store.RestoredDocument) (again bool) {
	marks := books.Marks(q.Store, q.Order, q.Document)
	var live, void, others []*found
	for i := range all {
		f := &all[i]
		switch {
		case f.kind == q.Kind && bears(f, q, marks):
			if f.isVoid(q.Total) {
				void = append(void, f)
			} else {
				live = append(live, f)
			}
		case f.ref == q.RefNumber && slices.Contains(alsoAs(q.Kind), f.kind):
			others = append(others, f)
		}
	}
	name := upperFirst(called(q))
	decide := func(why string) {
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = why
	}
	const choice = " Try again to have it posted again; or exclude the order and try again, to leave it as it is."
	switch {
	case len(live) == 1:
		f := live[0]
		o.To, o.TxnID, o.EditSequence, o.TxnNumber, o.Reason = store.Posted, f.id, f.editSequence, f.txnNumber, adopted
		if f.ref != q.RefNumber {
			o.Reason += fmt.Sprintf(" Its number there is %s.", orNone(f.ref))
		}
		if diff := withoutNumber(q, f); len(diff) > 0 {
			o.Lane = laneDiffers
			o.Reason = fmt.Sprintf("%s was posted after the backup that was restored, and QuickBooks has it otherwise than the order says now: %s. Nothing was sent. Correct it in QuickBooks, or void it there and exclude the order here.",
				name, strings.Join(diff, "; "))
		}
	case len(live) > 1:
		decide(fmt.Sprintf("%s stands in QuickBooks %d times. Nothing is sent for it. Delete all but one there, then try again: the one that is left is taken over.", name, len(live)))
		return true
	case len(void) > 0:
		decide(name + " was posted after the backup that was restored, and is void in QuickBooks: it may have been undone, or somebody voided it there. It is not posted again by itself." + choice)
	case len(others) > 0:
		f := others[0]
		decide(fmt.Sprintf("A backup was restored, and QuickBooks has another document with the number %s: %s. It isn't certain whether it is this order, so nothing is sent. Compare the two: if it is this order, exclude the order here and try again; if not, try again, and it is posted.",
			q.RefNumber, savedWords(f)))
	default:
		if t := deletedSince(q, told); t != nil {
			decide(fmt.Sprintf("%s was posted after the backup that was restored, and was deleted in QuickBooks on %s: it may have been undone, or somebody deleted it there. It is not posted again by itself.%s", name, dayOf(t.Deleted), choice))
		}
	}
	return false
}

// bears tells whether a document of QuickBooks is the posting's: by the mark
// that we gave it, or where it has none by our memo and its number or total.
func bears(f *found, q *store.Posting, marks []string) bool {
	if f.guid != "" {
		return slices.ContainsFunc(marks, func(g string) bool { return strings.EqualFold(g, f.guid) })
	}
	memo := strings.TrimPrefix(f.memo, voidMemo)
	return memo != "" && memo == memoOf(q.Document) && (f.ref == q.RefNumber || f.total == totalOf(q.Document) && f.date == q.Document.Date.String())
}

// voidMemo begins the memo of what was voided.
const voidMemo = "VOID: "

// withoutNumber are the differences that matter: a number that somebody
// changed in QuickBooks does not.
func withoutNumber(q *store.Posting, f *found) []string {
	same := *f
	same.ref = q.Document.RefNumber
	return differences(q, &same, false)
}

// deletedSince is the document of the posting's number that was deleted since
// the backup; nil: none.
func deletedSince(q *store.Posting, told []store.RestoredDocument) *store.RestoredDocument {
	for i := range told {
		if t := &told[i]; t.Deleted != "" && t.Ref == q.RefNumber && slices.Contains(alsoAs(q.Kind), t.Kind) {
			return t
		}
	}
	return nil
}

// dayOf is the day of a time as QuickBooks writes it, for people.
func dayOf(text string) string {
	if t, err := time.Parse("2006-01-02", text[:min(len(text), 10)]); err == nil {
		return t.Format("2 January 2006")
	}
	return text
}

// rereadKnown has what the database knew, and what QuickBooks changed or
// deleted since the backup, read back again, once everything else is settled.
func (d *Desk) rereadKnown(ctx context.Context, s *session) (*set, error) {
	if s.back.over || s.back.holds {
		return nil, nil
	}
	w, err := d.store.WorkCounts(ctx, s.company.Key)
	if err != nil || w.ToPlan > 0 {
		return nil, err
	}
	if err := d.store.RereadRestored(ctx, s.company.Key); err != nil {
		return nil, err
	}
	return nil, d.store.Strangers(ctx, s.company.Key)
}
