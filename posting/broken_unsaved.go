//go:build broken_unsaved

package posting

const (
	brokenUnsaved = true
	brokenUnasked = false
)
