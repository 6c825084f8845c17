package secret

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Parse is a sealer with one key given as text (COUNTINGHOUSE_KEY). Older keys
// may follow after commas: they open, the first seals.
func Parse(text string) (*Sealer, error) {
	var keys []Key
	for part := range bytes.SplitSeq([]byte(text), []byte{','}) {
		k, err := ParseKey(string(part))
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return NewSealer(keys[0], keys[1:]...)
}

// LoadFile is a sealer with the keys of a file, one a line; the first seals,
// the others open what was sealed before.
func LoadFile(path string) (*Sealer, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the key file can't be read: %w", err)
	}
	text := bytes.ReplaceAll(bytes.TrimSpace(bytes.ReplaceAll(b, []byte("\r"), nil)), []byte("\n"), []byte{','})
	s, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("the key file %s: %w", path, err)
	}
	return s, nil
}

// LoadOrCreate is LoadFile, with the file made once (readable by its owner
// only) when it does not exist. Two processes that start at once agree on one key.
func LoadOrCreate(path string) (*Sealer, error) {
	s, err := LoadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := create(path, NewKey()); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("the key file can't be made: %w", err)
	}
	return LoadFile(path)
}

// LoadKey is LoadOrCreate of secret.key in the directory.
func LoadKey(dir string) (*Sealer, error) { return LoadOrCreate(filepath.Join(dir, "secret.key")) }

// create writes the key beside and links it into place: the file is never
// seen half written, and an existing one is never replaced.
func create(path string, k Key) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // made with 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	if _, err := fmt.Fprintln(tmp, k.Text()); err != nil {
		_ = tmp.Close()
		return err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Link(tmp.Name(), path)
}
