package secret

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A key file is changed in steps each of which leaves every value open: first a
// new key is put before the old ones (AddKey), then all values are sealed again,
// then the old keys go (DropOld). Stopped at any moment, it goes on from there.

// AddKey puts a new key before those of a file, unless there are several
// already, as after a change of keys that was interrupted. It tells the id of
// the key that seals from now on and whether it was made now.
func AddKey(path string) (id string, added bool, err error) {
	keys, _, err := readKeys(path)
	if err != nil {
		return "", false, err
	}
	if len(keys) > 1 {
		return keys[0].ID(), false, nil
	}
	fresh := NewKey()
	return fresh.ID(), true, replace(path, []Key{fresh, keys[0]})
}

// DropOld leaves only the key that seals in a file. The others are kept beside,
// each in a file of its own: backups made before need them. It tells where.
func DropOld(path string) (retired []string, err error) {
	keys, _, err := readKeys(path)
	if err != nil || len(keys) == 1 {
		return nil, err
	}
	for _, k := range keys[1:] {
		if k == keys[0] {
			continue
		}
		to := filepath.Join(filepath.Dir(path), "retired-"+k.ID()+".key")
		if err := replace(to, []Key{k}); err != nil {
			return retired, err
		}
		retired = append(retired, to)
	}
	return retired, replace(path, keys[:1])
}

func replace(path string, keys []Key) error {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(k.Text() + "\n")
	}
	return WriteFile(path, []byte(b.String()))
}

// WriteFile puts a file in the place of another, whole or not at all, readable
// by its owner only and brought to the disk.
func WriteFile(path string, body []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // made with 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	if _, err := tmp.Write(body); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("the key file can't be replaced: %w", err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	_ = dir.Sync() // some systems can't bring a directory to the disk by itself
	return dir.Close()
}
