package posting

import (
	"context"
	"errors"

	"countinghouse/books"
	"countinghouse/store"
)

// restore rebuilds a visit after a restart: the set that was sent and not
// answered is found in the store, so that its answer, if it still comes, is
// taken in. Questions (lists, read-backs) are simply asked again.
func (d *Desk) restore(ctx context.Context, s *session) error {
	x, err := d.store.Pending(ctx, s.visit.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p := &set{purpose: x.Purpose, setID: x.SetID, bytes: x.Request, requests: x.Requests, exchange: x.ID, sentAt: x.SentAt}
	if x.Purpose == forPost {
		p.postings, err = d.store.ExchangePostings(ctx, x.ID)
		if err != nil {
			return err
		}
		s.checked = true // it was recognised before this was sent
		s.company.Facts.Known = true
	} else {
		p.purpose = forForgotten
	}
	s.pending = p
	return nil
}

// forForgotten is a question whose asker is gone: its answer is kept for the
// record, and whatever it told is asked again.
const forForgotten = "forgotten"

func (s *session) iterating(k books.ListKind) bool { return s.iterators[k] != "" }

func (s *session) iterate(k books.ListKind, id string) {
	if id != "" {
		s.iterators[k] = id
	}
}

func (s *session) stopIterating(k books.ListKind) { delete(s.iterators, k) }
