// Package secret seals credentials at rest: a stolen database file alone
// gives nothing away. It uses AES-256-GCM of the standard library.
//
// A sealed text is "v1:KEYID:BASE64", where KEYID tells which key opens it.
// What a value belongs to (table, column, row) is sealed in with it, so that
// one cannot be put in the place of another.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Errors of opening.
var (
	// ErrKey: the value was sealed with a key that this sealer does not have.
	ErrKey = errors.New("sealed with another key: start Countinghouse with the key that this database was made with (COUNTINGHOUSE_KEY, COUNTINGHOUSE_KEY_FILE or secret.key)")
	// ErrTampered: the key is right, but the value was changed or moved.
	ErrTampered = errors.New("the sealed value was changed, cut or moved to another place")
)

// Key is a sealing key.
type Key struct{ b [KeySize]byte }

// NewKey makes a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k.b[:]) // never fails, see crypto/rand
	return k
}

// ParseKey reads 32 bytes in base64 (either alphabet, with or without padding).
func ParseKey(text string) (Key, error) {
	var k Key
	t := strings.TrimRight(strings.TrimSpace(text), "=")
	b, err := base64.RawStdEncoding.DecodeString(t)
	if err != nil {
		b, err = base64.RawURLEncoding.DecodeString(t)
	}
	if err != nil {
		return k, errors.New("the key is not base64: it must be 32 random bytes in base64, such as `openssl rand -base64 32` prints")
	}
	if len(b) != KeySize {
		return k, fmt.Errorf("the key has %d bytes: it must be %d, such as `openssl rand -base64 32` prints", len(b), KeySize)
	}
	copy(k.b[:], b)
	return k, nil
}

// ID tells keys apart without giving them away: a part of the key's hash.
func (k Key) ID() string {
	h := sha256.Sum256(append([]byte("countinghouse key id\n"), k.b[:]...))
	return hex.EncodeToString(h[:4])
}

// Text is the base64 form, for the key file.
func (k Key) Text() string { return base64.StdEncoding.EncodeToString(k.b[:]) }

// String keeps the key out of logs.
func (k Key) String() string { return "key " + k.ID() }

// GoString keeps the key out of logs.
func (k Key) GoString() string { return k.String() }

// Place is what a sealed value belongs to.
type Place struct{ Table, Column, Row string }

func (p Place) bytes() []byte {
	return fmt.Appendf(nil, "%d:%s%d:%s%d:%s", len(p.Table), p.Table, len(p.Column), p.Column, len(p.Row), p.Row)
}

// Sealer seals with its first key and opens with any of its keys. One of a file
// looks at the file again when that was changed: a key that was put before the
// others by another process seals from then on. It is safe for concurrent use.
type Sealer struct {
	path string // of the file with the keys; "": they stay

	mu      sync.RWMutex
	current string
	keys    map[string]cipher.AEAD
	read    os.FileInfo // the file as it was read
}

// NewSealer is a sealer that seals with current and also opens what older keys
// sealed.
func NewSealer(current Key, older ...Key) (*Sealer, error) {
	s := &Sealer{}
	return s, s.set(append([]Key{current}, older...))
}

func (s *Sealer) set(keys []Key) error {
	made := map[string]cipher.AEAD{}
	for _, k := range keys {
		block, err := aes.NewCipher(k.b[:])
		if err != nil {
			return err
		}
		if made[k.ID()], err = cipher.NewGCM(block); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current, s.keys = keys[0].ID(), made
	return nil
}

// key is the cipher of a key, and its id; "" asks for the one that seals.
func (s *Sealer) key(id string) (string, cipher.AEAD) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if id == "" {
		id = s.current
	}
	return id, s.keys[id]
}

// Current is the id of the key that seals.
func (s *Sealer) Current() string {
	id, _ := s.key("")
	return id
}

const version = "v1"

// Seal makes the text to be stored. The empty text stays empty: there is
// nothing to hide.
func (s *Sealer) Seal(plain string, at Place) (string, error) {
	if plain == "" {
		return "", nil
	}
	if err := s.refresh(); err != nil {
		return "", err
	}
	id, aead := s.key("")
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	sealed := aead.Seal(nonce, nonce, []byte(plain), at.bytes())
	return version + ":" + id + ":" + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// Open gives back what was sealed for this place.
func (s *Sealer) Open(sealed string, at Place) (string, error) {
	if sealed == "" {
		return "", nil
	}
	id, body, err := split(sealed)
	if err != nil {
		return "", err
	}
	_, aead := s.key(id)
	if aead == nil { // another process may have put a new key into the file
		if err := s.refresh(); err != nil {
			return "", err
		}
		_, aead = s.key(id)
	}
	if aead == nil {
		return "", fmt.Errorf("%w (it needs key %s)", ErrKey, id)
	}
	if len(body) < aead.NonceSize() {
		return "", ErrTampered
	}
	plain, err := aead.Open(nil, body[:aead.NonceSize()], body[aead.NonceSize():], at.bytes())
	if err != nil {
		return "", ErrTampered
	}
	return string(plain), nil
}

// Stale tells whether a value was sealed with another key than the current
// one and should be sealed again (Open, then Seal).
func (s *Sealer) Stale(sealed string) bool {
	id, _, err := split(sealed)
	return err == nil && id != s.Current()
}

func split(sealed string) (id string, body []byte, err error) {
	v, rest, ok := strings.Cut(sealed, ":")
	if !ok || v != version {
		return "", nil, ErrTampered
	}
	id, text, ok := strings.Cut(rest, ":")
	if !ok {
		return "", nil, ErrTampered
	}
	if body, err = base64.RawStdEncoding.DecodeString(text); err != nil {
		return "", nil, ErrTampered
	}
	return id, body, nil
}
