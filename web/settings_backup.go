package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"countinghouse/access"
	"countinghouse/store"
	"countinghouse/templates"
)

// Backups of Countinghouse's own database. Where they are written, and putting
// one back, is the operator's: a browser that was left open must not be a way to
// write files elsewhere, to take all books home, or to put the clock back.

const backupPath = "/settings/backup"

// backupsShown bounds how many are listed.
const backupsShown = 20

// backupPlan is when backups are made: as an admin said, or else the operator.
func (d *desk) backupPlan(r *http.Request) (store.BackupPlan, error) {
	p, err := d.Store.BackupPlan(r.Context())
	if errors.Is(err, store.ErrNotFound) {
		return store.BackupPlan{At: d.BackupAt, Keep: d.BackupKeep}, nil
	}
	return p, err
}

// orUsual is how many backups are kept, a week of them where nobody said it.
func orUsual(keep int) int {
	if keep < 1 {
		return 7
	}
	return keep
}

func (d *desk) backupSettings(w http.ResponseWriter, r *http.Request) error {
	return d.backupPage(w, r, settingsForm{})
}

func (d *desk) backupPage(w http.ResponseWriter, r *http.Request, f settingsForm) error {
	page, err := d.settingsPage(r, "Backup", "A backup is a complete copy of what Countinghouse knows: orders, mapping, people, and what was posted. QuickBooks’ own file is backed up in QuickBooks.", f)
	if err != nil {
		return err
	}
	plan, err := d.backupPlan(r)
	if err != nil {
		return err
	}
	good, tried, err := d.Store.LastBackups(r.Context())
	if err != nil {
		return err
	}
	made, err := d.Store.BackupsMade(r.Context(), backupsShown)
	if err != nil {
		return err
	}
	now := d.localNow(r)
	page.Chip = templates.Status{Glyph: "held", Word: "None yet", Kind: "rev"}
	if !good.At.IsZero() {
		page.Chip = templates.Status{Glyph: "verified", Word: "Last " + callTime(good.At, now), Kind: "ok"}
	}
	if page.Banner = backupBanner(good, tried, now); page.Banner != nil {
		page.Chip = templates.Status{Glyph: "refused", Word: "Failed", Kind: "bad"}
	}
	every := "Never"
	if plan.At != "" {
		every = "Every day at " + plan.At + ", by the server’s clock"
	}
	kept := "" // a server that makes none keeps none
	if plan.Keep > 0 {
		kept = templates.Plural(plan.Keep, "backup, then the oldest gives way", "backups, then the oldest gives way")
	}
	size := ""
	if good.Bytes > 0 {
		size = sizeWord(good.Bytes)
	}
	daily := templates.SettingsPanel{ID: "daily", Head: "Daily backup", Facts: factsOf("Made", every, "Kept", kept, "Written to", d.BackupDir, "Last good one", moment(good.At, now), "Its size", size),
		Lines: []string{"Keep the copies, and apart from them the server’s key (**secret.key** in its data folder): tokens and passwords in a backup are sealed with it, and it is not in the backup. Which folder they go to is told to the server at its start; choose one on another disk."},
		Forms: []templates.SettingsForm{
			{Action: backupPath, Word: "Save when", Primary: true, Groups: oneGroup(
				plainField("at", "Made every day at", "text", f.or("at", plan.At), "Like 03:15, by the server’s clock. Empty: never by itself."),
				plainField("keep", "How many are kept", "text", f.or("keep", fmt.Sprint(orUsual(plan.Keep))), "1 to 365."))},
			{Action: backupPath + "/now", Word: "Make a backup now", Line: "It is written to the same folder while everything goes on, checked, and counts among those that are kept."}}}
	if d.BackupNow == nil {
		daily.Forms[1].Lock = "This server makes none by itself; whoever runs it does: countinghouse backup FILE."
	}
	page.Panels = append(page.Panels, daily)
	list := templates.SettingsPanel{ID: "made", Head: "Backups that were made", Table: &templates.SettingsTable{Caption: "Backups, the newest first", Heads: []string{"File", "Made", "Size", "State"}}}
	if len(made) == 0 {
		list.Lines = []string{"None yet."}
	}
	for _, b := range made {
		row := templates.SettingsRow{Head: b.File, Cells: []string{moment(b.At, now), sizeWord(b.Bytes)}, State: templates.Status{Glyph: "verified", Word: "Checked", Kind: "ok"}}
		if b.Error != "" {
			row.Sub, row.Cells[1], row.State = sentence(upperFirst(b.Error)), "", templates.Status{Glyph: "refused", Word: "Failed", Kind: "bad"}
		}
		list.Table.Rows = append(list.Table.Rows, row)
	}
	page.Panels = append(page.Panels, list, templates.SettingsPanel{ID: "restore", Head: "Putting one back", Lines: []string{
		"That is done on the server, so that nobody does it by a click: whoever runs it stops the server, runs **countinghouse restore FILE** and starts it again.",
		"Nothing is posted twice then: QuickBooks is asked what it has before anything is sent. Everybody signs in again, and decisions and mappings of after the backup are made anew."}})
	return d.showSettings(w, r, page, f)
}

// backupBanner tells that the last backup failed; nil: it did not.
func backupBanner(good, tried store.BackupMade, now time.Time) *templates.Banner {
	if tried.Error == "" {
		return nil
	}
	last := "There is no good backup at all."
	if !good.At.IsZero() {
		last = "The last good one is of **" + moment(good.At, now) + "**."
	}
	return &templates.Banner{Kind: "rev", Head: "The backup of " + callTime(tried.At, now) + " failed", Lines: []string{templates.Plain(sentence(upperFirst(tried.Error))),
		"The books are not touched by it. " + last + " What happened since is in no backup until one is made. Whoever runs this server looks at the disk and the folder."}}
}

// sizeWord is a file's size: "3.4 MB".
func sizeWord(bytes int64) string {
	switch {
	case bytes < 1000:
		return templates.Plural(int(bytes), "byte", "bytes")
	case bytes < 1000_000:
		return fmt.Sprintf("%d KB", bytes/1000)
	case bytes < 1000_000_000:
		return fmt.Sprintf("%d.%d MB", bytes/1000_000, bytes/100_000%10)
	}
	return fmt.Sprintf("%d.%d GB", bytes/1000_000_000, bytes/100_000_000%10)
}

// saveBackup: POST /settings/backup.
func (d *desk) saveBackup(w http.ResponseWriter, r *http.Request) error {
	f := settingsForm{in: r.PostForm}
	p := store.BackupPlan{At: f.hour("at"), Keep: f.whole("keep", "How many are kept", store.MostBackups)}
	if len(f.problems) > 0 {
		return d.backupPage(w, r, f)
	}
	if err := d.Store.SaveBackupPlan(r.Context(), d.actor(r), p); err != nil {
		return err
	}
	head := "A backup is made every day at " + p.At + "; " + templates.Plural(p.Keep, "is kept.", "are kept.")
	if p.At == "" {
		head = "No backup is made by itself any more."
	}
	return d.noted(w, r, backupPath, head)
}

// makeBackup: POST /settings/backup/now.
func (d *desk) makeBackup(w http.ResponseWriter, r *http.Request) error {
	head := "A backup is being made. It is listed here once it was checked."
	switch {
	case d.BackupNow == nil:
		var f settingsForm
		f.fail("at", "This server makes no backups by itself, so none was made. Ask whoever runs it for one: countinghouse backup FILE.")
		return d.backupPage(w, r, f)
	case !d.BackupNow(d.actor(r)):
		head = "A backup is asked for already, and is made now."
	}
	return d.noted(w, r, backupPath, head)
}

// failedBackup is Home's word of a backup that failed, for whom it concerns.
func (d *desk) failedBackup(r *http.Request, now time.Time) *templates.Banner {
	good, tried, err := d.Store.LastBackups(r.Context())
	if err != nil {
		return nil
	}
	b := backupBanner(good, tried, now)
	if b != nil && who(r.Context()).May(access.Connect) {
		b.Buttons, b.Links = true, []templates.Action{{Word: "See the backups", Href: backupPath}}
	}
	return b
}
