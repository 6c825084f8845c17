package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of a password hash: argon2id with 19 MiB, two passes, one lane
// (OWASP's recommendation), about 20 ms.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltLen   = 16
	hashLen   = 32

	// MinPassword and MaxPassword bound passwords, in bytes.
	MinPassword = 8
	MaxPassword = 1024
)

// slots cap how many hashes are computed at once: each takes 19 MiB, and a
// flood of logins must not take all memory. It holds no state but its count.
var slots = make(chan struct{}, 4)

// Errors of HashPassword.
var (
	ErrShort = fmt.Errorf("the password is shorter than %d characters", MinPassword)
	ErrLong  = fmt.Errorf("the password is longer than %d characters", MaxPassword)
)

// HashPassword makes the PHC text "$argon2id$v=19$m=…,t=…,p=…$salt$hash".
func HashPassword(password string) (string, error) {
	if len(password) < MinPassword {
		return "", ErrShort
	}
	if len(password) > MaxPassword {
		return "", ErrLong
	}
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	key := derive(password, salt, params{memoryKiB, passes, lanes}, hashLen)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes,
		b.EncodeToString(salt), b.EncodeToString(key)), nil
}

// VerifyPassword compares in constant time. Rehash hints that the hash was
// made with other costs than today's and should be made anew from the password
// that was just right. A text that is no hash is never right.
func VerifyPassword(hash, password string) (ok, rehash bool) {
	p, salt, key, err := parsePHC(hash)
	if err != nil || len(password) > MaxPassword {
		return false, false
	}
	got := derive(password, salt, p, len(key))
	if subtle.ConstantTimeCompare(got, key) != 1 {
		return false, false
	}
	return true, p != params{memoryKiB, passes, lanes} || len(key) != hashLen || len(salt) != saltLen
}

// SpendVerify takes as long as VerifyPassword, for names that nobody has: how
// long an answer takes must not tell which names exist.
func SpendVerify(password string) {
	if len(password) > MaxPassword {
		return
	}
	derive(password, make([]byte, saltLen), params{memoryKiB, passes, lanes}, hashLen)
}

type params struct {
	memory uint32
	passes uint32
	lanes  uint8
}

func derive(password string, salt []byte, p params, n int) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	return argon2.IDKey([]byte(password), salt, p.passes, p.memory, p.lanes, uint32(n))
}

var errPHC = errors.New("not an argon2id hash")

// parsePHC reads the text of HashPassword. Costs are bounded, so that a
// foreign hash cannot take the machine's memory.
func parsePHC(s string) (p params, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return p, nil, nil, errPHC
	}
	if parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errPHC
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); n != 3 || err != nil {
		return p, nil, nil, errPHC
	}
	if p.memory < 8 || p.memory > 256*1024 || p.passes < 1 || p.passes > 16 || p.lanes < 1 || p.lanes > 16 {
		return p, nil, nil, errPHC
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return p, nil, nil, errPHC
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) < 16 || len(key) > 64 {
		return p, nil, nil, errPHC
	}
	return p, salt, key, nil
}
