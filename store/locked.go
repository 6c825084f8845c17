package store

import (
	"context"
	"time"
)

// laneLock marks a refused posting that QuickBooks was too busy for each time:
// somebody had a record open that belongs to it.
const laneLock = "lock"

// FreeLocked makes ready again, as they are, the postings of a company file
// that were refused because somebody worked in QuickBooks on what belongs to
// them, each when it was refused so long ago: nobody tells when a form is
// closed, so it is tried. It tells how many. Each keeps the status that refused
// it until it is answered, by which it is known that it was tried often before.
// A refusal that seems to come, since the clock was set back, counts as old.
// Daily summaries are made anew by FreeRefusedSummaries instead, and adjustments
// of quantities of what was read since: the one that was refused would move the
// pieces a second time.
func (s *Store) FreeLocked(ctx context.Context, company CompanyKey, ago time.Duration) (int, error) {
	const where = `company = $1 AND state = 'refused' AND lane = '` + laneLock + `' AND (updated <= $2 OR updated > $3) AND (order_id >= 0 OR operation <> '') AND kind <> 'adjustment'`
	args := []any{string(company), stamp(s.now().Add(-ago)), stamp(s.now().Add(ago))}
	n := 0
	if err := s.row(ctx, "SELECT count(*) FROM posting WHERE "+where, args, &n); err != nil || n == 0 {
		return 0, err
	}
	err := s.write(ctx, func(t *tx) error {
		locked, err := t.settledWhere("WHERE p.id IN (SELECT id FROM posting WHERE "+where+")", args...)
		if err != nil {
			return err
		}
		n = len(locked)
		touched := map[orderKey]bool{}
		var entries []PostingID
		for _, p := range locked {
			if err := t.one("UPDATE posting SET state = 'ready', lane = '', reason = '', attempts = 0, not_before = '', updated = $2 WHERE id = $1 AND state = 'refused'", int64(p.id), t.at); err != nil {
				return err
			}
			t.countWork(p.company, countName(Refused, p.waits, p.stale, p.lane), -1)
			t.countWork(p.company, countName(Ready, p.waits, p.stale, ""), 1)
			t.log(postingEvent(system, p, Ready, postingName(p.kind, p.operation, p.ref)+", tried again"))
			if k, ok := orderOf(p.store, p.order); ok {
				touched[k] = true
			} else {
				entries = append(entries, p.id)
			}
		}
		if err := t.dependents(entries, touched); err != nil {
			return err
		}
		return t.derive(touched)
	})
	return n, err
}
