package report

import (
	"context"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

// Sheet is a mapping sheet for scripts.
type Sheet struct {
	Store   sales.StoreKey `json:"store"`
	Version int64          `json:"version"`
	Lines   []SheetLine    `json:"lines"`
}

// SheetLine is a line of the sheet. Orders are those of the last 90 days that it
// is about; left out where that isn't counted.
type SheetLine struct {
	books.SheetLine
	Orders *int `json:"orders,omitempty"`
}

// SheetOf is the mapping of a store, of a version, as of a moment.
func SheetOf(ctx context.Context, st *store.Store, key sales.StoreKey, version int64, rules books.Rules, now time.Time) (Sheet, error) {
	s := Sheet{Store: key, Version: version, Lines: []SheetLine{}}
	lines := rules.Lines()
	var counted []books.SheetLine
	for _, l := range lines {
		if books.Counted(l) {
			counted = append(counted, l)
		}
	}
	found, err := st.LineUses(ctx, key, day.Of(now, time.UTC).Add(-store.UseDays), "", counted)
	for _, l := range lines {
		row := SheetLine{SheetLine: l}
		if books.Counted(l) {
			n := found[books.UseOf(l)]
			row.Orders = &n
		}
		s.Lines = append(s.Lines, row)
	}
	return s, err
}
