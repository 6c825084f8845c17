package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Parse is a sealer with one key given as text (COUNTINGHOUSE_KEY). Older keys
// may follow after commas: they open, the first seals.
func Parse(text string) (*Sealer, error) {
	keys, err := parseKeys(text)
	if err != nil {
		return nil, err
	}
	return NewSealer(keys[0], keys[1:]...)
}

func parseKeys(text string) ([]Key, error) {
	var keys []Key
	for part := range strings.SplitSeq(text, ",") {
		k, err := ParseKey(part)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// maxKeyFile bounds a key file: hundreds of keys fit.
const maxKeyFile = 64 << 10

// readKeys reads the keys of a file, one a line.
func readKeys(path string) ([]Key, os.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("the key file can't be read: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 {
		return nil, nil, fmt.Errorf("the key file %s may be written by others (%v): run chmod 600 on it, and find out who could have changed it", path, info.Mode().Perm())
	}
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, nil, err
	}
	text := strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(string(b), "\r", "")), "\n", ",")
	keys, err := parseKeys(text)
	if err != nil {
		return nil, nil, fmt.Errorf("the key file %s: %w", path, err)
	}
	return keys, info, nil
}

// Private tells whether nobody but its owner can read a file; a file that isn't
// there is private.
func Private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s can be read by others on this machine (%v): run chmod 600 on it; if others use the machine, take a new key with countinghouse key rotate", path, info.Mode().Perm())
	}
	return nil
}

// LoadFile is a sealer with the keys of a file, one a line; the first seals,
// the others open what was sealed before. The file may be changed while the
// sealer is in use.
func LoadFile(path string) (*Sealer, error) {
	keys, info, err := readKeys(path)
	if err != nil {
		return nil, err
	}
	s := &Sealer{path: path, read: info}
	return s, s.set(keys)
}

// Refresh reads the keys again if their file was changed. Sealing, and opening
// with a key that isn't known, do it by themselves.
func (s *Sealer) Refresh() error { return s.refresh() }

// refresh reads the keys again if their file was changed.
func (s *Sealer) refresh() error {
	if s.path == "" {
		return nil
	}
	now, err := os.Stat(s.path)
	if err != nil {
		return fmt.Errorf("the key file can't be read: %w", err)
	}
	s.mu.RLock()
	same := os.SameFile(now, s.read) && now.ModTime().Equal(s.read.ModTime()) && now.Size() == s.read.Size()
	s.mu.RUnlock()
	if same {
		return nil
	}
	keys, info, err := readKeys(s.path)
	if err != nil {
		return err
	}
	if err := s.set(keys); err != nil {
		return err
	}
	s.mu.Lock()
	s.read = info
	s.mu.Unlock()
	return nil
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

// FileName is the name of the key file in a data directory.
const FileName = "secret.key"

// LoadKey is LoadOrCreate of the key file of a data directory, which nobody
// else may read.
func LoadKey(dir string) (*Sealer, error) {
	path := filepath.Join(dir, FileName)
	if err := Private(path); err != nil {
		return nil, err
	}
	return LoadOrCreate(path)
}

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
