package posting

import (
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// match settles additions in doubt by what QuickBooks has of them; those that
// it has nothing of get no outcome. Others are, for each, the documents of its
// order that are known already: they are not this one.
func match(additions []store.Posting, all []found, others map[store.PostingID]map[string]store.PostingID, tells map[string]told) []store.Outcome {
	all = distinct(all)
	taken := map[string]bool{} // records that are one of the postings for certain
	certain := make([][]*found, len(additions))
	for i := range additions {
		q := &additions[i]
		certain[i] = pick(all, func(f *found) bool {
			return others[q.ID][f.id] == 0 && f.isOurs(q) && (f.mayBe(q) || f.isMarked(q) || f.id == tells[q.SetID].ids[requestID(q.ID)])
		})
		for _, f := range certain[i] {
			taken[f.id] = true
		}
	}
	var out []store.Outcome
	for i := range additions {
		q := &additions[i]
		ours := certain[i]
		var rest []*found
		if len(ours) == 0 {
			free := func(f *found) bool { return others[q.ID][f.id] == 0 && !taken[f.id] }
			ours = pick(all, func(f *found) bool { return free(f) && f.isOurs(q) && f.total == planned(q) })
			if len(ours) == 0 {
				rest = pick(all, func(f *found) bool { return free(f) && (f.mayBe(q) || f.speaksOf(q)) })
			}
		}
		o := store.Outcome{Posting: q.ID, From: store.Unsure}
		if settle(&o, q, ours, rest); o.To != "" {
			out = append(out, o)
		}
	}
	return out
}

// pick are the records for which a condition holds.
func pick(all []found, is func(f *found) bool) []*found {
	var out []*found
	for i := range all {
		if is(&all[i]) {
			out = append(out, &all[i])
		}
	}
	return out
}

// isMarked tells whether a record has the GUID that we gave the document.
func (f *found) isMarked(q *store.Posting) bool {
	return q.Document != nil && f.kind == q.Kind && f.guid != "" && strings.EqualFold(f.guid, q.Document.ExternalGUID)
}

// speaksOf tells whether a document of another number speaks of the posting by
// its memo: a sale that a bookkeeper entered as the other kind, or whose amount
// was changed.
func (f *found) speaksOf(q *store.Posting) bool {
	if q.Document == nil || f.memo == "" || f.memo != memoOf(q.Document) {
		return false
	}
	if f.kind != q.Kind {
		return isSale(f.kind) && isSale(q.Kind)
	}
	return f.guid == "" || q.Document.ExternalGUID == ""
}

// settle decides about one addition in doubt: by the records that are it, and
// by those that may be; nothing is decided when there are none.
func settle(o *store.Outcome, q *store.Posting, ours, others []*found) {
	switch {
	case len(ours) == 1:
		f := ours[0]
		o.To, o.TxnID, o.EditSequence, o.TxnNumber = store.Posted, f.id, f.editSequence, f.txnNumber
		o.Reason = "QuickBooks had saved it although its answer was lost; found by asking."
		if !isEntry(q.Kind) && f.ref != q.RefNumber {
			o.RefNumber = f.ref
			o.Reason = fmt.Sprintf("QuickBooks had saved it although its answer was lost. It was found under the number %s: somebody changed it there from %s. It keeps the number that it has now.", orNone(f.ref), q.RefNumber)
		}
		if want := planned(q); !isEntry(q.Kind) && f.total != want {
			o.Lane = laneDiffers
			o.Reason = fmt.Sprintf("It is in QuickBooks with %s, but the order says %s. Correct one of them.", f.total.Grouped(2), want.Grouped(2))
		}
	case len(ours) > 1:
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = fmt.Sprintf("%s stands in QuickBooks %d times (%s). Delete all but one there, then exclude or link it here. Nothing more is sent for it.", q.RefNumber, len(ours), numbers(ours))
	case len(others) > 0 && isEntry(q.Kind):
		o.To, o.Lane, o.Code = store.Refused, string(qbxml.LaneMapping), 3100
		o.Reason = fmt.Sprintf("The name %q is taken in QuickBooks by another entry. Another name, or that entry, is chosen when the order is planned again.", q.RefNumber)
	case len(others) > 0 && q.Kind == books.Adjustment:
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = fmt.Sprintf("QuickBooks has another inventory adjustment with the number %s. It isn't certain whether it is this one, so nothing is sent. Compare the two; renumber or delete the one in QuickBooks if it is not this one.", q.RefNumber)
	case len(others) > 0:
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		f := others[0]
		what := fmt.Sprintf("another document with the number %s", q.RefNumber)
		if f.ref != q.RefNumber {
			what = fmt.Sprintf("a document with the number %s that speaks of this order", orNone(f.ref))
		}
		o.Reason = fmt.Sprintf("QuickBooks has %s (%s, %s). It isn't certain whether it is this order, so nothing is sent. Compare the two; renumber or delete the one in QuickBooks if it is not this order.",
			what, strings.ReplaceAll(string(f.kind), "_", " "), f.total.Grouped(2))
	}
}

// planned is the total that QuickBooks would tell of a posting.
func planned(q *store.Posting) money.Amount {
	if q.Document == nil {
		return 0
	}
	return totalOf(q.Document)
}

// numbers are the numbers of documents, for people.
func numbers(fs []*found) string {
	var out []string
	for _, f := range fs {
		out = append(out, orNone(f.ref))
	}
	return strings.Join(out, ", ")
}
