package main

import (
	"fmt"
	"time"

	"countinghouse/report"
	"countinghouse/store"
)

// oldBackup is when a backup is old.
const oldBackup = 48 * time.Hour

func printBackup(e *env, b *report.Backup) {
	switch {
	case b == nil:
		e.printf("  ! There is no backup yet. countinghouse backup FILE makes one; the server makes one a day.\n")
		return
	case b.Failed != "":
		e.printf("  ! The backup of %s failed: %s\n", b.FailedAt, b.Failed)
	}
	switch {
	case b.At == "":
	case b.Age > oldBackup:
		e.printf("  ! The last good backup is of %s.\n", b.At)
	default:
		e.printf("  The last backup is of %s: %s\n", b.At, b.File)
	}
}

func printRestored(e *env, r *report.Restored) {
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
		item := checkItem{OK: r.Explained(), What: "a backup of " + orText(report.Stamp(r.StateOf), "nothing yet") + " was restored on " + report.Stamp(r.At)}
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
