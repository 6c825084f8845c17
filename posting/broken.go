package posting

import (
	"context"

	"countinghouse/store"
)

// unsaved hands out a message set that nothing is written down of; broken
// builds only.
func (d *Desk) unsaved(s *session, next *set) string {
	next.sentAt = d.o.Now()
	s.next, s.pending = nil, next
	return string(next.bytes)
}

// unasked has everything that is in doubt sent again; broken builds only.
func (d *Desk) unasked(ctx context.Context, s *session) (*set, error) {
	unsure, err := d.store.UnsurePostings(ctx, s.company.Key, askChunk)
	if err != nil || len(unsure) == 0 {
		return nil, err
	}
	outcomes := make([]store.Outcome, len(unsure))
	for i := range unsure {
		outcomes[i] = store.Outcome{Posting: unsure[i].ID, From: store.Unsure, To: store.Ready}
	}
	return nil, d.store.Settle(ctx, outcomes)
}
