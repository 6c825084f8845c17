package report

import (
	"countinghouse/books"
	"countinghouse/sales"
)

// Sheet is a mapping sheet for scripts.
type Sheet struct {
	Store   sales.StoreKey    `json:"store"`
	Version int64             `json:"version"`
	Lines   []books.SheetLine `json:"lines"`
}

// SheetOf is the mapping of a store, of a version.
func SheetOf(key sales.StoreKey, version int64, rules books.Rules) Sheet {
	return Sheet{Store: key, Version: version, Lines: rules.Lines()}
}
