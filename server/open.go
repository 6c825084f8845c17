package server

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"countinghouse/store"
)

// Open opens the database of the data directory, making it when it is new.
func (c Config) Open(ctx context.Context, log *slog.Logger) (*store.Store, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory can't be made: %w", err)
	}
	sealer, err := c.Sealer()
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, c.Data, store.Options{Sealer: sealer, Log: log})
	if err != nil {
		return nil, fmt.Errorf("the database in %s can't be opened: %w", c.Data, err)
	}
	return st, nil
}
