package stock

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/store"
)

// refuses sends every adjustment that is ready, and has QuickBooks refuse those
// of which the function gives a reason. It tells how many left.
func (s *shelf) refuses(why func(*store.Posting) string) int {
	s.t.Helper()
	ready, err := s.st.ClaimReady(s.t.Context(), "books", 300)
	must(s.t, err)
	if len(ready) == 0 {
		return 0
	}
	var ids []store.PostingID
	var out []store.Outcome
	for i := range ready {
		o := store.Outcome{Posting: ready[i].ID, From: store.Sent, To: store.Posted, TxnID: "T-" + ready[i].RefNumber, EditSequence: "1"}
		if reason := why(&ready[i]); reason != "" {
			o = store.Outcome{Posting: ready[i].ID, From: store.Sent, To: store.Refused, Code: 3140, Lane: "mapping", Reason: reason}
		}
		ids, out = append(ids, ready[i].ID), append(out, o)
	}
	x, err := s.st.MarkSent(s.t.Context(), store.Exchange{Visit: s.v.ID, SetID: "set-" + ready[0].RefNumber, Purpose: "post", Requests: len(ids), Request: []byte("<QBXML/>")}, ids)
	must(s.t, err)
	must(s.t, s.st.Answer(s.t.Context(), x, store.Reply{Response: []byte("<QBXML/>"), Outcomes: out}))
	return len(ids)
}

func moves(p *store.Posting, id string) bool {
	for i := range p.Document.Lines {
		if p.Document.Lines[i].Item.ListID == id {
			return true
		}
	}
	return false
}

var follows = store.StockRules{Master: store.MasterBigCommerce, Adjust: store.StockAdjust{Account: "Inventory Shrinkage"}}

func TestOneItemThatQuickBooksWillNotAdjustIsLeftAloneAndTheOthersGo(t *testing.T) {
	s, _, m := counted(t, follows, map[int64][2]int64{1: {7, 5}, 2: {4, 3}, 3: {9, 8}})
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	posted, left := map[string]bool{}, 0
	for range 6 {
		s.round(m)
		left += s.refuses(func(p *store.Posting) string {
			if moves(p, "8000-2") {
				return "The item SKU-2 is inactive."
			}
			for _, l := range p.Document.Lines {
				posted[l.Item.ListID] = true
			}
			return ""
		})
		var told []books.Entry
		for id, n := range map[string]int64{"1": 7, "2": 4, "3": 9} {
			if posted["8000-"+id] {
				n = map[string]int64{"1": 5, "3": 8}[id]
			}
			told = append(told, item("8000-"+id, "SKU-"+id, onHand(n)))
		}
		s.told(told...)
	}
	if left != 4 || !posted["8000-1"] || !posted["8000-3"] {
		t.Errorf("%d adjustments left, posted are %v; want the one of all, and one of each", left, posted)
	}
	rows := s.list(store.StockLeft)
	if len(rows) != 1 || rows[0].Item.Entry.ListID != "8000-2" || !strings.Contains(rows[0].Why(), "The item SKU-2 is inactive.") {
		t.Fatalf("left alone is %+v", rows)
	}
	if n, err := s.st.StockAgain(t.Context(), tester, "books", "main", 2); n != 1 || err != nil {
		t.Errorf("%d are tried again, %v", n, err)
	}
	s.round(m)
	if n := s.newest(); n == nil || len(n.Document.Lines) != 1 || !moves(n, "8000-2") {
		t.Errorf("tried again is %+v", n)
	}
}

func TestAFaultOfTheAccountStopsAdjustmentsUntilAnotherIsNamed(t *testing.T) {
	s, _, m := counted(t, follows, map[int64][2]int64{1: {7, 5}, 2: {4, 3}, 3: {9, 8}})
	s.told(books.Entry{Kind: books.Accounts, ListID: "A-2", FullName: "Shrinkage", Name: "Shrinkage", Active: true, Type: "CostOfGoodsSold"})
	must(t, s.st.StockGoesLive(t.Context(), tester, "books"))
	left := 0
	for range 8 {
		s.round(m)
		left += s.refuses(func(*store.Posting) string { return "The account is of a kind that takes no adjustments." })
	}
	stand, err := StandOf(t.Context(), s.st, "books")
	if err != nil || left != 4 || !strings.Contains(stand.Paused, "The account is of a kind") {
		t.Fatalf("%d adjustments left, stopped: %q %v", left, stand.Paused, err)
	}
	rules := follows
	rules.Adjust.Account = "Shrinkage"
	_, err = s.st.SaveStockRules(t.Context(), tester, "books", rules, stand.Version, "")
	must(t, err)
	s.round(m)
	if n := s.refuses(func(*store.Posting) string { return "" }); n != 3 {
		t.Errorf("%d adjustments are sent to the other account, want 3", n)
	}
}
