package bigcommerce

import (
	"bytes"
	"encoding/json"
	"errors"
)

const (
	// A row of any of BigCommerce's lists has hundreds of bytes; in memory one
	// has up to 1.4 KB, whatever was sent. An answer may have freeRows rows in
	// all its lists, and one more for each rowBytes bytes, so that what is made
	// of it stays in proportion to what was sent.
	freeRows = 1000
	rowBytes = 80
	// maxNesting is far more than any answer has; theirs have eight.
	maxNesting = 64
	// maxWords is as much of a refusal as is read for its words.
	maxWords = 64 << 10
)

var (
	errTooMany = errors.New("it has more rows than its size can hold")
	errTooDeep = errors.New("its parts are nested deeper than any that BigCommerce sends")
)

// bounded refuses a text that would take out of all proportion of memory or
// time when it is decoded. It does not tell whether it is JSON.
func bounded(b []byte) error {
	var lists [maxNesting]bool
	rows, depth := 0, 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = endOfText(b, i)
		case '{', '[':
			if depth == maxNesting {
				return errTooDeep
			}
			lists[depth] = b[i] == '['
			depth++
			if b[i] == '[' && !bytes.HasPrefix(bytes.TrimLeft(b[i+1:min(i+64, len(b))], " \t\r\n"), []byte("]")) {
				rows++
			}
		case '}', ']':
			depth = max(depth-1, 0)
		case ',':
			if depth > 0 && lists[depth-1] {
				rows++
			}
		}
	}
	if rows > freeRows+len(b)/rowBytes {
		return errTooMany
	}
	return nil
}

// endOfText is the place of the quote that ends the text that begins at i.
func endOfText(b []byte, i int) int {
	for i++; i < len(b) && b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i
}

// rowsOf decodes a list, or null. It makes room once for what the list has.
func rowsOf[T any](b []byte) ([]T, error) {
	rows := make([]T, 0, countRows(b))
	if err := json.Unmarshal(b, &rows); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return rows, nil
}

// countRows is the number of rows that a list seems to have, at most as many
// as bounded lets through.
func countRows(b []byte) int {
	rows, depth := 0, 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = endOfText(b, i)
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth == 1 {
				rows++
			}
		}
	}
	return min(rows+1, freeRows+len(b)/rowBytes)
}
