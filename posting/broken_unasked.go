//go:build broken_unasked && !broken_unsaved

package posting

const (
	brokenUnsaved = false
	brokenUnasked = true
)
