package report

import (
	"context"
	"errors"
	"time"

	"countinghouse/store"
)

// Backup is the last backup as scripts read it.
type Backup struct {
	At    string `json:"at,omitempty"` // of the last good one
	File  string `json:"file,omitempty"`
	Bytes int64  `json:"bytes,omitempty"`
	// Failed says why the last that was tried failed; empty: it did not.
	Failed   string `json:"failed,omitempty"`
	FailedAt string `json:"failedAt,omitempty"`

	// Age is how old the last good one is.
	Age time.Duration `json:"-"`
}

// BackupOf is the last backup of the database; nil: there was none.
func BackupOf(ctx context.Context, st *store.Store) (*Backup, error) {
	good, tried, err := st.LastBackups(ctx)
	if err != nil || tried.At.IsZero() {
		return nil, err
	}
	v := &Backup{At: Stamp(good.At), File: good.File, Bytes: good.Bytes, Failed: tried.Error}
	if v.Failed != "" {
		v.FailedAt = Stamp(tried.At)
	}
	if !good.At.IsZero() {
		v.Age = time.Since(good.At)
	}
	return v, nil
}

// Restored is a restored company file as scripts read it.
type Restored struct {
	At    string `json:"at"`
	Since string `json:"since"` // what QuickBooks did since then may not be known yet
	// Unread are the stores that were not read again yet.
	Unread []string `json:"unread"`
	Looked bool     `json:"looked"` // QuickBooks told what was made or changed since
	ToAsk  int      `json:"toAsk"`  // postings that it is asked about before they are sent
	// Unknown are documents of after the backup whose orders are not known here.
	Unknown []string `json:"unknown"`
}

// RestoredOf tells what a restored company file still has to find out; nil: it was not restored.
func RestoredOf(ctx context.Context, st *store.Store, key store.CompanyKey) (*Restored, error) {
	r, err := st.RestoredCompany(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := &Restored{At: Stamp(r.Restored), Since: Stamp(r.Since), Unread: []string{}, Unknown: []string{}, Looked: r.Looked, ToAsk: r.ToAsk}
	unknown, err := st.UnknownDocuments(ctx, key)
	if err != nil {
		return nil, err
	}
	for i := range unknown {
		v.Unknown = append(v.Unknown, unknown[i].Words())
	}
	for _, s := range r.Unread {
		v.Unread = append(v.Unread, string(s.Key))
	}
	return v, nil
}
