package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/sales"
)

// mostRevisions is of how many revisions of a document the marks are told: one
// that was taken out and posted again ten times is known still.
const mostRevisions = 24

// Marks are the ExternalGUIDs that a document may bear in QuickBooks: its own,
// and those of its other revisions. After a restore the database may not know
// that a document was taken out and posted again under a later one.
func Marks(store sales.StoreKey, order sales.OrderID, d *Document) []string {
	out := []string{d.ExternalGUID}
	for revision := 1; revision <= mostRevisions; revision++ {
		if g := guidOf(store, order, slot{d.Kind, d.Part}, revision); !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// MarkedOrder tells which order a document of QuickBooks is of, by its memo;
// false: none, or one that a person wrote otherwise.
func MarkedOrder(memo string) (store sales.StoreKey, order sales.OrderID, ok bool) {
	memo = strings.TrimPrefix(memo, "VOID: ")
	if _, err := fmt.Sscanf(memo, "BigCommerce order %d (store ", &order); err != nil || order <= 0 {
		return "", 0, false
	}
	_, rest, found := strings.Cut(memo, "(store ")
	key, _, closed := strings.Cut(rest, ")")
	if !found || !closed || !strings.HasPrefix(memo, mark(sales.Order{ID: order, Store: sales.StoreKey(key)})) {
		return "", 0, false
	}
	return sales.StoreKey(key), order, true
}
