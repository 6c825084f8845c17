// Package report is what scripts read of Countinghouse: the same shapes from the
// command line (--json) and from the JSON API. Amounts are texts in the
// currency's own decimals, so that no reader turns them into floats; times are
// RFC 3339 in UTC, days are 2026-11-05.
package report

import (
	"encoding/json"
	"io"
	"time"
)

// Write writes a value as every answer for scripts is written.
func Write(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Stamp writes a time; "" for none.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
