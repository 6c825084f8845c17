package main

import (
	"errors"
	"fmt"
	"time"

	"countinghouse/store"
)

// lastBackup is the last backup as scripts read it.
type lastBackup struct {
	At    string `json:"at,omitempty"` // of the last good one
	File  string `json:"file,omitempty"`
	Bytes int64  `json:"bytes,omitempty"`
	// Failed says why the last that was tried failed; empty: it did not.
	Failed   string `json:"failed,omitempty"`
	FailedAt string `json:"failedAt,omitempty"`

	age time.Duration
}

func lastBackupOf(e *env, st *store.Store) (*lastBackup, error) {
	good, tried, err := st.LastBackups(e.ctx)
	if err != nil || tried.At.IsZero() {
		return nil, err
	}
	v := &lastBackup{At: stamp(good.At), File: good.File, Bytes: good.Bytes, Failed: tried.Error}
	if v.Failed != "" {
		v.FailedAt = stamp(tried.At)
	}
	if !good.At.IsZero() {
		v.age = time.Since(good.At)
	}
	return v, nil
}

// oldBackup is when a backup is old.
const oldBackup = 48 * time.Hour

func (b *lastBackup) print(e *env) {
	switch {
	case b == nil:
		e.printf("  ! There is no backup yet. countinghouse backup FILE makes one; the server makes one a day.\n")
		return
	case b.Failed != "":
		e.printf("  ! The backup of %s failed: %s\n", b.FailedAt, b.Failed)
	}
	switch {
	case b.At == "":
	case b.age > oldBackup:
		e.printf("  ! The last good backup is of %s.\n", b.At)
	default:
		e.printf("  The last backup is of %s: %s\n", b.At, b.File)
	}
}

// restoredView is a restored company file as scripts read it.
type restoredView struct {
	At    string `json:"at"`
	Since string `json:"since"` // what QuickBooks did since then may not be known yet
	// Unread are the stores that were not read again yet.
	Unread []string `json:"unread"`
	Looked bool     `json:"looked"` // QuickBooks told what was made or changed since
	ToAsk  int      `json:"toAsk"`  // postings that it is asked about before they are sent
	// Unknown are documents of after the backup whose orders are not known here.
	Unknown []string `json:"unknown"`
}

func restoredOf(e *env, st *store.Store, key store.CompanyKey) (*restoredView, error) {
	r, err := st.RestoredCompany(e.ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := &restoredView{At: stamp(r.Restored), Since: stamp(r.Since), Unread: []string{}, Unknown: []string{}, Looked: r.Looked, ToAsk: r.ToAsk}
	unknown, err := st.UnknownDocuments(e.ctx, key)
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

func (r *restoredView) print(e *env) {
	if r == nil {
		return
	}
	e.printf("  Countinghouse was restored on %s from a backup of %s.\n", r.At, r.Since)
	for _, s := range r.Unread {
		e.printf("  ! Nothing is sent until the store %s was read again (countinghouse sync).\n", s)
	}
	for _, u := range r.Unknown {
		e.printf("  ! QuickBooks has the %s, posted after the backup, and its order isn't known here: it was deleted in the store. Void it in QuickBooks if it should not be there.\n", u)
	}
	switch {
	case !r.Looked:
		e.printf("  QuickBooks' next update tells what was made or changed there since; nothing is sent before.\n")
	case r.ToAsk > 0:
		e.printf("  %d postings are asked about in QuickBooks before they are sent.\n", r.ToAsk)
	}
}

// auditChecks look whether the audit is whole, and tell what was restored.
func auditChecks(e *env, st *store.Store) ([]checkItem, error) {
	a, err := st.CheckAudit(e.ctx)
	if err != nil {
		return nil, err
	}
	whole := checkItem{OK: a.Whole(), What: fmt.Sprintf("the audit log is whole (%d rows)", a.Rows)}
	switch {
	case len(a.Broken) > 0:
		whole.Fix = fmt.Sprintf("Rows %v were changed, inserted or moved, or rows before them removed, outside of Countinghouse. Compare with a backup.", a.Broken[:min(len(a.Broken), 20)])
	case a.Cut > 0:
		whole.Fix = fmt.Sprintf("%d rows are missing at its end: they were removed outside of Countinghouse. Compare with a backup.", a.Cut)
	case a.Forked:
		whole.Fix = "Its last rows are not those that were there: they were written anew outside of Countinghouse. Compare with a backup."
	}
	items := []checkItem{whole}
	for _, r := range a.Restorations {
		item := checkItem{OK: r.Explained(), What: "a backup of " + orText(stamp(r.StateOf), "nothing yet") + " was restored on " + stamp(r.At)}
		if r.LostRows > 0 {
			item.What += fmt.Sprintf("; %d rows of the audit log were written after it", r.LostRows)
			if r.Kept != "" {
				item.What += " and are in " + r.Kept
			}
		}
		if !item.OK {
			item.Fix = "Nobody said so: it was noticed because the database was not the one that worked here last. If you put a backup in place, say it: countinghouse restore --confirm --why ... If not, rows of the audit log were removed."
		}
		items = append(items, item)
	}
	return items, nil
}
