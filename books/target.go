package books

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"countinghouse/money"
	"countinghouse/sales"
)

// slot is the identity of a document within its order, apart from its revision.
type slot struct {
	kind Kind
	part string
}

// want is one document that should stand for the order as it is now.
type want struct {
	slot
	// print is of the store's figures of which the document is made.
	print string
	total money.Amount
	// build makes the document; what is in the way is held.
	build func(p *planner) Document
}

// latest is the last revision that was handed over, whatever it did. Daily
// summaries are documents by themselves.
func (p *planner) latest(s slot) *Prior { return p.newest(s, false) }

func (p *planner) newest(s slot, summarized bool) *Prior {
	var last *Prior
	for i := range p.prior {
		x := &p.prior[i]
		if (slot{x.Kind, x.Part}) == s && x.Summarized == summarized && (last == nil || x.Revision >= last.Revision) {
			last = x
		}
	}
	return last
}

// stands is the document that stands in QuickBooks, or will when what is on
// its way is there; nil if there is none, or it was taken back. It is the
// order's own, or the daily summary of which it is part.
func (p *planner) stands(s slot) *Prior {
	for _, summarized := range []bool{false, true} {
		if x := p.newest(s, summarized); x != nil && x.Operation != Void && x.Operation != Delete {
			return x
		}
	}
	return nil
}

// standing are all documents that stand, in the order in which they first came.
func (p *planner) standing() []*Prior {
	var all []*Prior
	seen := map[slot]bool{}
	for i := range p.prior {
		s := slot{p.prior[i].Kind, p.prior[i].Part}
		if x := p.stands(s); x != nil && !seen[s] {
			all = append(all, x)
		}
		seen[s] = true
	}
	return all
}

// revision is that of the next posting for a document.
func (p *planner) revision(s slot) int {
	if x := p.latest(s); x != nil {
		return x.Revision + 1
	}
	return 1
}

// put brings one document to what it should be: it is added, changed or left
// as it is. False: it can't, and why is held.
func (p *planner) put(w want) bool {
	p.wanted[w.slot] = true
	s := p.stands(w.slot)
	if s != nil && p.asWanted(s, w) {
		return true
	}
	before := p.faults
	if !p.checked {
		p.companyHolds()
	}
	if !p.l.Company.Known {
		return false
	}
	if s != nil {
		return p.edit(s, w)
	}
	d := w.build(p)
	d.Kind, d.Part, d.Fingerprint, d.Revision = w.kind, w.part, w.print, p.revision(w.slot)
	d.ExternalGUID = guidOf(p.o.Store, p.o.ID, w.slot, d.Revision)
	p.inOpenPeriod(&d)
	if p.faults > before {
		return false
	}
	p.docs = append(p.docs, d)
	return true
}

// asWanted tells whether a document stands as it should: made of the same
// figures of the store. Documents of older versions of this program know only
// the order's own fingerprint.
func (p *planner) asWanted(s *Prior, w want) bool {
	was := s.Document.Fingerprint
	switch {
	case w.part == "" && was == "" && s.Fingerprint != "":
		return s.Fingerprint == p.print
	case w.part == "" && was != "":
		return whole(was) == whole(w.print)
	case was == "":
		return s.Total == w.total
	}
	return was == w.print
}

// salePrint is the fingerprint of the sale: of all its figures, and of those
// that no refund can change.
func (p *planner) salePrint() string {
	o := p.o
	o.Taxes, o.Total = nil, sales.Taxed{}
	o.ShippingCost.Tax, o.Handling.Tax, o.Wrapping.Tax = money.Decimal{}, money.Decimal{}, money.Decimal{}
	return p.print + "/" + o.Fingerprint()
}

// whole and goods are the two halves of a sale's fingerprint.
func whole(print string) string { return strings.Split(print, "/")[0] }

func goods(print string) string {
	if _, g, ok := strings.Cut(print, "/"); ok {
		return g
	}
	return ""
}

// printOf is a fingerprint of figures.
func printOf(figures ...any) string {
	h := sha256.New()
	for _, f := range figures {
		s := fmt.Sprint(f)
		fmt.Fprintf(h, "%d:%s", len(s), s) // a hash never fails to take bytes
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// apart plans something that may be held by itself: what is in its way holds
// back only what was planned in f.
func (p *planner) apart(f func(q *planner)) bool {
	q := *p
	q.docs, q.problems, q.faults, q.notes = nil, nil, 0, nil
	f(&q)
	for _, x := range q.problems {
		p.hold(x)
	}
	if len(q.problems) > 0 {
		return false
	}
	p.docs, p.notes = append(p.docs, q.docs...), append(p.notes, q.notes...)
	p.newItems, p.update = q.newItems, q.update
	return true
}

// asDocument is a document that stands, as other documents of the order must
// know it.
func (p *planner) asDocument(s *Prior) Document {
	d := s.Document
	d.Kind, d.Part, d.RefNumber, d.Date, d.Total = s.Kind, s.Part, s.RefNumber, s.Date, s.Total
	d.Customer, d.CustomerKey = s.Customer, ""
	if s.Customer.IsZero() {
		d.CustomerKey = s.CustomerKey
	}
	d.Currency, d.Decimals = p.o.Currency, p.o.Decimals
	return d
}
