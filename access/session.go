package access

import (
	"crypto/rand"
	"encoding/base64"
	"time"
)

// How long a sign-in lasts.
const (
	IdleLimit     = 12 * time.Hour      // without a page being asked for
	AbsoluteLimit = 14 * 24 * time.Hour // in all
)

// Session is one sign-in of a person in one browser. The browser's cookie
// holds ID only; the row decides.
type Session struct {
	ID        string // random; the store keeps its hash
	User      string // e-mail
	Created   time.Time
	LastSeen  time.Time
	Remote    string // address, for people
	UserAgent string // for people
}

// NewSession is a fresh sign-in with a random id.
func NewSession(user, remote, userAgent string, now time.Time) Session {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	if len(userAgent) > 256 {
		userAgent = userAgent[:256]
	}
	return Session{ID: base64.RawURLEncoding.EncodeToString(b[:]), User: NormalEmail(user), Created: now, LastSeen: now,
		Remote: remote, UserAgent: userAgent}
}

// Expired tells whether the sign-in is over: idle too long, or too old. A
// clock that went backwards by more than an hour ends it too.
func (s Session) Expired(now time.Time) bool {
	return now.Sub(s.LastSeen) >= IdleLimit || now.Sub(s.Created) >= AbsoluteLimit || s.Created.Sub(now) > time.Hour
}

// Touch tells whether LastSeen is old enough to be written again: once a
// minute is enough, not with every page.
func (s Session) Touch(now time.Time) bool { return now.Sub(s.LastSeen) >= time.Minute }

// Expires is when the session ends if no page is asked for any more.
func (s Session) Expires() time.Time {
	idle, absolute := s.LastSeen.Add(IdleLimit), s.Created.Add(AbsoluteLimit)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}
