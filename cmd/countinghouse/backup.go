package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"countinghouse/report"
	"countinghouse/store"
)

type backupCommand struct {
	File    string `arg:"" help:"File to write; with --keep a directory, in which each backup gets the date in its name."`
	Replace bool   `help:"Replace the file if it exists."`
	Keep    int    `help:"Remove all but this many of the dated backups in the directory. For cron." placeholder:"N"`
	JSON    bool   `help:"Print JSON."`
}

// backupView is a backup as scripts read it.
type backupView struct {
	File    string   `json:"file"`
	At      string   `json:"at"`
	Bytes   int64    `json:"bytes"`
	Removed []string `json:"removed"`
	// Keys open the secrets in it; KeyFrom is where they stand.
	Keys    []string `json:"keys"`
	KeyFrom string   `json:"keyFrom"`
}

// Validate refuses what contradicts itself.
func (c *backupCommand) Validate() error {
	if c.Keep < 0 {
		return errors.New("--keep is at least 1")
	}
	if c.Keep > 0 && c.Replace {
		return errors.New("--replace is for a file, --keep for a directory")
	}
	return nil
}

func (c backupCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	var made store.BackupMade
	if c.Keep > 0 {
		made, err = st.BackupDaily(e.ctx, cli(), c.File, c.Keep)
	} else {
		made, err = st.Backup(e.ctx, cli(), c.File, c.Replace)
	}
	if err != nil {
		return err
	}
	v := backupView{File: made.File, At: report.Stamp(made.At), Bytes: made.Bytes, Removed: append([]string{}, made.Removed...), Keys: append([]string{}, made.Keys...), KeyFrom: keyFrom(e)}
	if c.JSON {
		return e.json(v)
	}
	e.printf("The database was copied to %s (%d bytes) and the copy was checked.\n", v.File, v.Bytes)
	for _, old := range v.Removed {
		e.printf("The older backup %s was removed.\n", old)
	}
	if len(v.Keys) > 0 {
		e.printf("To restore it the key %s is needed too, which is in %s and not in the copy: without it the stores' tokens can't be opened. Keep it in another place.\n", strings.Join(v.Keys, ", "), v.KeyFrom)
	}
	return nil
}

// keyFrom tells people where the sealing key is.
func keyFrom(e *env) string {
	switch {
	case e.config.Key != "":
		return "COUNTINGHOUSE_KEY"
	case e.config.KeyFile != "":
		return e.config.KeyFile
	}
	return filepath.Join(e.config.Data, "secret.key")
}

type restoreCommand struct {
	File       string `arg:"" optional:"" help:"Backup to put in place."`
	WithoutKey bool   `help:"Restore also where the key does not open the stores' tokens; give them again with apply."`
	Damaged    bool   `help:"Restore also where rows of the backup's audit log were changed or removed."`
	InPlace    bool   `help:"The database was put back by other means, such as a snapshot of the machine: treat it as restored."`
	Confirm    bool   `help:"A restore that was noticed by itself was meant: check says so no longer."`
	Why        string `help:"Why, for the audit log."`
	JSON       bool   `help:"Print JSON."`
}

// restoreView is a restore as scripts read it.
type restoreView struct {
	File      string   `json:"file"`
	StateOf   string   `json:"stateOf"`
	Schema    int64    `json:"schema"`
	Orders    int      `json:"orders"`
	Companies []string `json:"companies"`
	AuditRows int      `json:"auditRows"`
	LostRows  int64    `json:"lostRows"`
	Kept      string   `json:"kept,omitempty"`
	Unopened  []string `json:"unopened"`
}

// Validate refuses what contradicts itself.
func (c *restoreCommand) Validate() error {
	n := 0
	for _, on := range []bool{c.File != "", c.InPlace, c.Confirm} {
		if on {
			n++
		}
	}
	if n != 1 {
		return errors.New("name the backup to restore, or say --in-place or --confirm")
	}
	if c.File == "" && strings.TrimSpace(c.Why) == "" {
		return errors.New("say why (--why)")
	}
	return nil
}

func (c restoreCommand) Run(e *env) error {
	switch {
	case c.InPlace:
		return c.inPlace(e)
	case c.Confirm:
		return c.confirm(e)
	}
	if _, err := os.Stat(c.File); err != nil {
		return fmt.Errorf("the backup can't be read: %w", err)
	}
	sealer, err := e.config.Sealer()
	if err != nil {
		return err
	}
	r, err := store.Restore(e.ctx, e.config.Data, c.File, store.RestoreOptions{
		Sealer: sealer, WithoutKey: c.WithoutKey, Damaged: c.Damaged, Options: store.Options{Log: e.log},
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(restoreView{File: c.File, StateOf: report.Stamp(r.StateOf), Schema: r.Schema, Orders: r.Orders, Companies: append([]string{}, r.Companies...),
			AuditRows: r.AuditRows, LostRows: r.LostRows, Kept: r.Kept, Unopened: append([]string{}, r.Unopened...)})
	}
	e.printf("Restored: the state of %s, with %d orders, for %s.\n", report.Stamp(r.StateOf), r.Orders, orText(strings.Join(r.Companies, ", "), "no company file yet"))
	if r.Kept != "" {
		e.printf("The database that was there is kept as %s.\n", r.Kept)
	}
	for _, x := range r.Unopened {
		e.printf("  ! The key does not open the %s. Give it again with apply.\n", x)
	}
	e.printf("%s", afterRestore)
	return nil
}

// afterRestore says what happens from here on.
const afterRestore = `Start the server. The stores and QuickBooks' lists are read again; then QuickBooks is asked whether it has what may have been posted since the backup, and only what it does not have is sent. Everybody has to sign in again. countinghouse status tells how far it is.
`

func (c restoreCommand) inPlace(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.TellRestored(e.ctx, cli(), c.Why); err != nil {
		return err
	}
	if c.JSON {
		return e.json(map[string]bool{"restored": true})
	}
	e.printf("The database counts as restored from now on.\n%s", strings.TrimPrefix(afterRestore, "Start the server. "))
	return nil
}

func (c restoreCommand) confirm(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	n, err := st.ConfirmRestorations(e.ctx, cli(), c.Why)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(map[string]int{"confirmed": n})
	}
	if n == 0 {
		return errors.New("no restore waits to be confirmed")
	}
	e.printf("It is written down that the restore was meant.\n")
	return nil
}
