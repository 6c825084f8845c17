package stock

import (
	"context"
	"fmt"
	"testing"

	"countinghouse/sales"
	"countinghouse/store"
)

// silent is a store that takes settings and does not answer; they show late.
type silent struct {
	*counter
	taken []store.PlaceQuantity
}

func (s *silent) SetQuantities(_ context.Context, _ sales.StoreKey, _ string, all []store.PlaceQuantity) ([]store.PlaceRefusal, error) {
	s.taken = append(s.taken, all...)
	return nil, fmt.Errorf("cut off: %w", store.ErrUnanswered)
}

func TestASettingWhoseAnswerWasLostIsNotTakenForLostByOneReading(t *testing.T) {
	s, c, _ := counted(t, store.StockRules{Master: store.MasterQuickBooks}, map[int64][2]int64{1: {7, 9}})
	quiet := &silent{counter: c}
	m := NewMover(s.st, quiet, MoverOptions{Apart: 1, ReadEvery: 1})
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	for range 4 { // the store still shows 9
		_, _ = m.Round(t.Context(), "books") // the lost answer is told
	}
	doubtful, err := s.st.DoubtfulPushes(t.Context(), "books", "main")
	if err != nil || len(doubtful) != 1 || len(quiet.taken) != 1 {
		t.Fatalf("%d settings left, %+v are in doubt, %v", len(quiet.taken), doubtful, err)
	}
	c.at[1] = 7 // it shows now
	s.round(m)
	if doubtful, err = s.st.DoubtfulPushes(t.Context(), "books", "main"); err != nil || len(doubtful) != 0 || len(quiet.taken) != 1 {
		t.Errorf("%d settings left, %+v are in doubt, %v", len(quiet.taken), doubtful, err)
	}
}
