package stock

import (
	"crypto/rand"
	"testing"

	"countinghouse/store"
)

// restored has a person say that a backup was put in place.
func (s *shelf) restored() {
	s.t.Helper()
	must(s.t, s.st.TellRestored(s.t.Context(), tester, "The machine was put back."))
	v, err := s.st.OpenVisit(s.t.Context(), "books", rand.Text(), "10.0.0.9", "2.3.0", 0)
	must(s.t, err)
	s.v = v
}

// looked has QuickBooks tell what it did since.
func (s *shelf) looked() {
	s.t.Helper()
	s.answer(store.Reply{Response: []byte("<QBXML/>"), Looked: &store.Looked{All: true}})
	must(s.t, s.st.RereadRestored(s.t.Context(), "books"))
}

func TestAfterARestoreNothingIsSetBeforeQuickBooksToldAndIsReadAnew(t *testing.T) {
	s, c, m := counted(t, store.StockRules{Master: store.MasterQuickBooks}, map[int64][2]int64{1: {7, 7}})
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	s.restored()
	c.at[1] = 9
	s.told(item("8000-1", "SKU-1", onHand(3)))
	s.round(m)
	if stand, err := StandOf(t.Context(), s.st, "books"); err != nil || c.at[1] != 9 || stand.Held == "" {
		t.Fatalf("set to %d while QuickBooks had not told what it did: %+v %v", c.at[1], stand, err)
	}
	s.looked()
	s.round(m)
	if c.at[1] != 9 {
		t.Fatalf("set to %d by what was read before QuickBooks had told what it did", c.at[1])
	}
	s.told(item("8000-1", "SKU-1", onHand(4)))
	s.round(m)
	s.round(m)
	if c.at[1] != 4 {
		t.Errorf("the store shows %d, want the 4 that QuickBooks has", c.at[1])
	}
}

func TestAnAdjustmentOfBeforeARestoreIsMadeAnew(t *testing.T) {
	s, c, m := counted(t, store.StockRules{Master: store.MasterBigCommerce, Adjust: store.StockAdjust{Account: "Inventory Shrinkage"}}, map[int64][2]int64{1: {7, 5}})
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	s.round(m)
	old := s.newest()
	if old == nil {
		t.Fatal("no adjustment is ready")
	}
	s.restored()
	s.round(m)
	s.looked()
	// QuickBooks is asked about it, and doesn't have it.
	s.answer(store.Reply{Response: []byte("<QBXML/>"), Asked: []store.Asked{{Posting: old.ID, Contents: old.Updated}}})
	c.at[1] = 4
	s.told(item("8000-1", "SKU-1", onHand(6)))
	s.round(m)
	s.told(item("8000-1", "SKU-1", onHand(6)))
	s.round(m)
	s.round(m)
	if p, err := s.st.Posting(t.Context(), old.ID); err != nil || p.State != store.Withdrawn {
		t.Errorf("the old one is %s, %v", p.State, err)
	}
	if n := s.newest(); n == nil || n.Document.Lines[0].Quantity.String() != "-2" {
		t.Errorf("made anew is %+v, want 2 less", n)
	}
}

// newest is the newest adjustment that is ready to be sent.
func (s *shelf) newest() *store.Posting {
	s.t.Helper()
	ready, err := s.st.ClaimReady(s.t.Context(), "books", 10)
	must(s.t, err)
	asked, err := s.st.ToAsk(s.t.Context(), "books", 10)
	must(s.t, err)
	if ready = append(ready, asked...); len(ready) == 0 {
		return nil
	}
	return &ready[len(ready)-1]
}

func TestAStoppedCompanyFileStopsQuantities(t *testing.T) {
	s, c, m := counted(t, store.StockRules{Master: store.MasterQuickBooks}, map[int64][2]int64{1: {7, 7}})
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	must(t, s.st.StopCompany(t.Context(), "books", "Another company file is open."))
	s.told(item("8000-1", "SKU-1", onHand(3)))
	s.round(m)
	if c.at[1] != 7 {
		t.Fatalf("set to %d though nothing may be written", c.at[1])
	}
	must(t, s.st.StopCompany(t.Context(), "books", ""))
	s.round(m)
	if c.at[1] != 3 {
		t.Errorf("the store shows %d, want 3", c.at[1])
	}
}

func TestWhatASideMovedBeforeBothWereFoundEqualMovesNothing(t *testing.T) {
	s, c, m := counted(t, store.StockRules{Master: store.MasterBoth, Adjust: store.StockAdjust{Account: "Inventory Shrinkage"}}, map[int64][2]int64{1: {7, 5}, 2: {3, 3}})
	c.at[1] = 7 // a person puts the store right by hand
	s.round(m)
	must(t, s.st.StockReconciled(t.Context(), tester, "books"))
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	s.round(m)
	s.round(m)
	if n := s.newest(); n != nil || c.at[1] != 7 {
		t.Errorf("the store shows %d, and %+v is sent to QuickBooks", c.at[1], n)
	}
}
