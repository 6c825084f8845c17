package store

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

// deflate packs a text for the database, at the fastest level: message sets
// repeat themselves, and their size on disk is what matters.
func (s *Store) deflate(b []byte) ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(len(b)/4 + 64)
	w, _ := s.deflaters.Get().(*flate.Writer)
	if w == nil {
		var err error
		if w, err = flate.NewWriter(&buf, flate.BestSpeed); err != nil {
			return nil, err
		}
	} else {
		w.Reset(&buf)
	}
	defer s.deflaters.Put(w) // its tables are large
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func inflate(b []byte) ([]byte, error) {
	out, err := io.ReadAll(flate.NewReader(bytes.NewReader(b)))
	if err != nil {
		return nil, fmt.Errorf("a packed text is damaged: %w", err)
	}
	return out, nil
}
