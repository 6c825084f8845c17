package server

import (
	"context"
	"time"

	"countinghouse/store"
)

// plannedWithin is how long a page waits for what a person changed to be
// planned; what takes longer goes on behind it.
const plannedWithin = 2 * time.Second

// planned has the planner look at once, and waits until nothing of the company
// file is to be planned any more, a moment at most.
func (s *Server) planned(ctx context.Context, key store.CompanyKey) {
	ctx, cancel := context.WithTimeout(ctx, plannedWithin)
	defer cancel()
	s.Planner.Wake()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for {
		work, err := s.Store.WorkCounts(ctx, key)
		if err != nil || work.ToPlan == 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
