package posting

import (
	"context"
	"time"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// listRead is one list query of a message set.
type listRead struct {
	kind     books.ListKind
	iterator bool
	progress store.ListProgress
}

// listKinds are the lists that are cached, in the order in which they are
// read: what mappings name first, the long ones last.
var listKinds = []struct {
	kind     books.ListKind
	iterator bool // QuickBooks pages it (reference: qbxml-rules §9)
}{
	{books.Accounts, false},
	{books.SalesTaxCodes, false},
	{books.PaymentMethods, false},
	{books.ShipMethods, false},
	{books.TermsList, false},
	{books.Classes, false},
	{books.Templates, false},
	{books.Currencies, false},
	{books.Employees, false},
	{books.OtherNames, false},
	{books.Vendors, true},
	{books.Customers, true},
	{books.Items, true},
}

// listsDue tells whether the cached lists are old.
func (d *Desk) listsDue(ctx context.Context, company store.Company) (bool, error) {
	all, err := d.store.ListsProgress(ctx, company.Key)
	if err != nil {
		return false, err
	}
	fresh := map[books.ListKind]bool{}
	for _, p := range all {
		fresh[p.Kind] = p.Done && within(d.o.Now(), p.Finished, d.o.ListsEvery)
	}
	for _, k := range listKinds {
		if has(company.Facts, k.kind) && !fresh[k.kind] {
			return true, nil
		}
	}
	return false, nil
}

// has tells whether the company file has a list at all: without several
// currencies it refuses to tell any.
func has(facts books.Company, kind books.ListKind) bool {
	return kind != books.Currencies || facts.MultiCurrency
}

// readLists asks for what changed in the lists that this visit has not read
// yet: all short lists in one message set, then page after page of the long
// ones. An iterator lives as long as the visit; a new visit starts it again.
func (d *Desk) readLists(ctx context.Context, s *session) (*set, error) {
	var reads []listRead
	var requests []qbxml.Request
	for _, k := range listKinds {
		if !has(s.company.Facts, k.kind) {
			s.lists[string(k.kind)] = true
		}
		if s.lists[string(k.kind)] || k.iterator && len(reads) > 0 {
			continue
		}
		progress, err := d.store.ListProgress(ctx, s.company.Key, k.kind)
		if err != nil {
			return nil, err
		}
		if progress.Done && within(d.o.Now(), progress.Finished, listsFresh) {
			s.lists[string(k.kind)] = true
			continue
		}
		if !s.iterating(k.kind) {
			progress.IteratorID = ""
			progress.Started = d.o.Now()
		}
		reads = append(reads, listRead{kind: k.kind, iterator: k.iterator, progress: progress})
		requests = append(requests, qbxml.Request{ID: string(k.kind), Body: d.listQuery(k.kind, progress)})
		if k.iterator {
			break
		}
	}
	if len(requests) == 0 {
		return nil, nil
	}
	next, err := d.encode(s, forLists, requests)
	if err != nil {
		return nil, err
	}
	next.reads = reads
	return next, nil
}

// listsRead tells whether every list was read at least once: before that
// nothing can be said to be missing.
func listsRead(facts books.Company, all []store.ListProgress) bool {
	done := map[books.ListKind]bool{}
	for _, p := range all {
		done[p.Kind] = p.Done
	}
	for _, k := range listKinds {
		if has(facts, k.kind) && !done[k.kind] {
			return false
		}
	}
	return true
}

// listsFresh is how soon after a reading a list is not read again.
const listsFresh = 20 * time.Second

// overlap is how far before the newest modified time a list is read again:
// QuickBooks' offsets are off by an hour on some PCs around clock changes
// (reference: qbxml-rules §8).
const overlap = time.Hour

// since is the FromModifiedDate for the next reading: local time of the
// QuickBooks PC without an offset; empty at the first.
func since(p store.ListProgress) string {
	if len(p.ModifiedFrom) < 19 {
		return ""
	}
	t, err := time.Parse("2006-01-02T15:04:05", p.ModifiedFrom[:19])
	if err != nil {
		return ""
	}
	return t.Add(-overlap).Format("2006-01-02T15:04:05")
}

// listsAnswered takes in one page of lists.
func (d *Desk) listsAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	byID := map[string]*qbxml.Response{}
	for i := range rs.Responses {
		byID[rs.Responses[i].RequestID] = &rs.Responses[i]
	}
	for _, read := range p.reads {
		r := byID[string(read.kind)]
		progress := read.progress
		switch {
		case r == nil || r.StatusCode < 0 || r.Err != nil && r.IteratorID != "" && !r.HasIterator:
			d.skipList(s, read, "no answer")
			continue
		case r.StatusCode == 3391: // the iterator died: begin again
			s.stopIterating(read.kind)
			continue
		case r.StatusCode != 0 && r.StatusCode != 1 && r.StatusCode != 500:
			// A list that this edition does not have, or may not be read: what
			// needs it is held by name.
			d.skipList(s, read, r.Message)
			progress.Done, progress.Finished, progress.IteratorID = true, d.o.Now(), ""
			reply.Progress = append(reply.Progress, progress)
			continue
		}
		if r.Err != nil { // what needs that entry is held by name; the others serve
			d.log.WarnContext(ctx, "an entry of a QuickBooks list could not be read and is left out", "list", read.kind, "error", r.Err)
		}
		page := entriesOf(read.kind, r.Rets)
		reply.Rows = append(reply.Rows, page...)
		for _, e := range page {
			if len(e.Modified) >= 19 && e.Modified[:19] > progress.ModifiedSeen {
				progress.ModifiedSeen = e.Modified[:19]
			}
		}
		progress.Rows += len(page)
		progress.IteratorID, progress.Remaining = r.IteratorID, r.IteratorRemaining
		s.iterate(read.kind, r.IteratorID)
		if !read.iterator || !r.HasIterator || r.IteratorRemaining == 0 {
			progress.Done, progress.Finished, progress.IteratorID = true, d.o.Now(), ""
			if progress.ModifiedSeen > progress.ModifiedFrom {
				progress.ModifiedFrom = progress.ModifiedSeen
			}
			progress.ModifiedSeen = ""
			s.lists[string(read.kind)] = true
			s.stopIterating(read.kind)
		}
		reply.Progress = append(reply.Progress, progress)
		s.visit.Read += len(page)
	}
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	return d.afterLists(ctx, s, reply)
}

// afterLists has held orders planned again once the lists are read: what they
// miss may be there now.
func (d *Desk) afterLists(ctx context.Context, s *session, reply store.Reply) error {
	if len(reply.Rows) > 0 {
		d.setUnchanged(s.company.Key, false)
	}
	for _, k := range listKinds {
		if !s.lists[string(k.kind)] {
			return nil
		}
	}
	if d.isUnchanged(s.company.Key) {
		return nil
	}
	if _, err := d.store.PlanAgain(ctx, s.company.Key, "QuickBooks' lists were read"); err != nil {
		return err
	}
	d.setUnchanged(s.company.Key, true)
	return nil
}

// isUnchanged tells whether held orders were planned again since a list last
// changed. It outlives the visit, since a reading may take several, and is
// forgotten at a restart: then they are planned again once too often.
func (d *Desk) isUnchanged(c store.CompanyKey) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.unchanged[c]
}

func (d *Desk) setUnchanged(c store.CompanyKey, on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unchanged[c] = on
}

func (d *Desk) skipList(s *session, read listRead, why string) {
	d.log.Warn("a list of QuickBooks was not read", "list", read.kind, "reason", why)
	s.lists[string(read.kind)] = true
	s.stopIterating(read.kind)
}
