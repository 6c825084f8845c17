//go:build !broken_unsaved && !broken_unasked

package posting

// Two builds are broken on purpose, to show that the tests with faults would
// find it. This is the whole one: what the constants switch is dead code in it.
const (
	// brokenUnsaved hands a message set out before it is committed that it was sent.
	brokenUnsaved = false
	// brokenUnasked sends what is in doubt again without asking QuickBooks.
	brokenUnasked = false
)
