package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"countinghouse/secret"
	"countinghouse/store"
)

type keyCommand struct {
	Show   keyShowCommand   `cmd:"" default:"1" help:"Show the fingerprint of the key and what each key opens; never a key."`
	Rotate keyRotateCommand `cmd:"" help:"Take a new key: seal every stored secret again with it, and sign everybody out at the next start. Also while the server runs."`
}

type keyShowCommand struct {
	JSON bool `help:"Print JSON."`
}

func (c keyShowCommand) Run(e *env) error {
	sealer, st, err := openSealed(e)
	if err != nil {
		return err
	}
	defer st.Close()
	with, err := st.SealedWith(e.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(struct {
			Current string
			Sealed  map[string]int
		}{sealer.Current(), with})
	}
	e.printf("The key that seals has the fingerprint %s.\n", sealer.Current())
	for _, id := range slices.Sorted(maps.Keys(with)) {
		e.printf("%d stored secrets open with %s.\n", with[id], id)
	}
	return nil
}

// openSealed opens the database together with the sealer that it uses.
func openSealed(e *env) (*secret.Sealer, *store.Store, error) {
	sealer, err := e.config.Sealer()
	if err != nil {
		return nil, nil, err
	}
	st, err := e.open()
	return sealer, st, err
}

// keyChecks looks whether the key is kept as it should be.
func keyChecks(e *env, st *store.Store) ([]checkItem, error) {
	var items []checkItem
	for _, path := range []string{e.config.KeyPath(), e.config.SessionKeyPath()} {
		if path == "" {
			continue
		}
		item := checkItem{OK: true, What: filepath.Base(path) + " is its owner's alone"}
		if err := secret.Private(path); err != nil {
			item.OK, item.Fix = false, err.Error()
		}
		items = append(items, item)
	}
	with, err := st.SealedWith(e.ctx)
	if err != nil {
		return nil, err
	}
	sealer, err := e.config.Sealer()
	if err != nil {
		return nil, err
	}
	delete(with, sealer.Current())
	return append(items, checkItem{OK: len(with) == 0, What: "every stored secret is sealed with the key " + sealer.Current(),
		Fix: "Older keys (" + strings.Join(slices.Sorted(maps.Keys(with)), ", ") + ") are still needed: run countinghouse key rotate."}), nil
}

type keyRotateCommand struct{}

// Run changes the key so that it may be stopped at any moment: the new key is
// put before the old one, everything is sealed again in one transaction, and
// only when nothing needs the old key does it leave the file.
func (keyRotateCommand) Run(e *env) error {
	sealer, st, err := openSealed(e)
	if err != nil {
		return err
	}
	defer st.Close()
	path := e.config.KeyPath()
	if path == "" {
		n, err := st.ResealSecrets(e.ctx, cli())
		if err != nil {
			return err
		}
		e.printf("%d stored secrets are sealed again with the key %s, the first of COUNTINGHOUSE_KEY.\n", n, sealer.Current())
		e.printf("To take a new key, put it before the present one (COUNTINGHOUSE_KEY=NEW,OLD), restart the server, run this again, then leave the old one out.\n")
		return nil
	}
	var id string
	var added bool
	n, err := st.RotateKey(e.ctx, cli(), func() (err error) {
		id, added, err = secret.AddKey(path)
		return err
	})
	if err != nil {
		return fmt.Errorf("the key was not changed, and everything opens as before; run this again: %w", err)
	}
	if !added {
		e.printf("A change of keys was under way; it is brought to its end.\n")
	}
	var retired []string
	left, err := st.RetireKeys(e.ctx, cli(), func() (err error) {
		retired, err = secret.DropOld(path)
		return err
	})
	if err != nil {
		return fmt.Errorf("everything is sealed with the new key %s; the old one is still in %s; run this again: %w", id, path, err)
	}
	if left > 0 {
		return errors.New("something was sealed with the old key in between; run this again")
	}
	if _, err := e.config.NewSessionKey(); err != nil {
		return fmt.Errorf("everything is sealed with the new key %s; the key of sign-ins could not be changed; run this again: %w", id, err)
	}
	e.printf("%d stored secrets are sealed with the new key %s; the file is %s.\n", n, id, path)
	for _, r := range retired {
		e.printf("The old key is in %s: backups made before today need it. Keep it apart with them, or delete it.\n", r)
	}
	e.printf("A server that runs goes on with the new key. Restart it to sign everybody out.\n")
	return nil
}
