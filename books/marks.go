package books

import (
	"slices"

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
