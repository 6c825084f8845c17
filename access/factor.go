package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// FactorPeriod is how long a code of the second factor is shown (RFC 6238).
const FactorPeriod = 30 * time.Second

// NewFactorSecret is a secret for a telephone's app: 160 random bits in base32.
func NewFactorSecret() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])
}

// FactorKey is the secret as apps take it: as text and as a picture.
func FactorKey(secret, email, host string) (*otp.Key, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return nil, err
	}
	return totp.Generate(totp.GenerateOpts{Issuer: "Countinghouse " + strings.ReplaceAll(host, ":", " "), AccountName: email, Secret: raw})
}

// FactorStep tells of which time step a code is, counted in FactorPeriod. Clocks
// may differ by one step either way. The store takes each step once.
func FactorStep(secret, code string, now time.Time) (step int64, ok bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if len(code) != 6 {
		return 0, false
	}
	for _, d := range []time.Duration{0, -FactorPeriod, FactorPeriod} {
		at := now.Add(d)
		want, err := totp.GenerateCode(secret, at)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at.Unix() / int64(FactorPeriod/time.Second), true
		}
	}
	return 0, false
}

// RecoveryCodes is how many recovery codes a person gets.
const RecoveryCodes = 10

// NewRecoveryCodes are codes to sign in without the telephone, each once: 120
// random bits, so that a plain hash of one gives nothing away.
func NewRecoveryCodes() []string {
	out := make([]string, RecoveryCodes)
	for i := range out {
		var b [15]byte
		_, _ = rand.Read(b[:]) // never fails, see crypto/rand
		s := strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
		out[i] = s[:6] + "-" + s[6:12] + "-" + s[12:18] + "-" + s[18:]
	}
	return out
}

// HashRecovery is what is kept of a recovery code; how it is spaced and in which
// letters does not matter.
func HashRecovery(code string) string {
	plain := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(strings.TrimSpace(code)))
	sum := sha256.Sum256([]byte("countinghouse recovery code\n" + plain))
	return hex.EncodeToString(sum[:])
}

// NewPassword is a password that an admin hands to a person for her first
// sign-in: 80 random bits in groups that can be read aloud.
func NewPassword() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	s := strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}
