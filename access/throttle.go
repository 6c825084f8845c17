package access

import (
	"net/netip"
	"strings"
	"sync"
	"time"
)

// How wrong logins are slowed down.
//
// What counts most is the pair of account and place: it stands a few slips of
// the fingers, then each further failure doubles the wait. Behind it stand a
// count by account over all strange places, against guessing from many
// machines, and one by strange place over all accounts, against trying one
// password on many.
//
// A place is known to an account once the right password came from there: an
// address, or a browser that kept its cookie. Only the pair counts for it. So a
// stranger who guesses can make no Web Connector and no bookkeeper wait who
// comes as always; who comes from a new place waits a minute at most.
const (
	freeByPair    = 5
	freeByAccount = 20
	freeByPlace   = 20
	firstWait     = time.Second
	longestWait   = 15 * time.Minute
	// longestForAccount keeps a stranger from locking an account: with it an
	// account stands some eighty guesses an hour from all strange places together.
	longestForAccount = time.Minute
	forgetAfter       = time.Hour
	// maxTracked bounds memory: names are chosen by whoever guesses.
	maxTracked = 10_000
)

// Try is a login about to be looked at.
type Try struct {
	Account string
	Place   string // an address, or the mark of a browser that is known
	Known   bool   // the account was rightly used from this place before
}

// Throttle slows down guessing of passwords. It is told the time, so that it
// can be tested, and is safe for concurrent use. It forgets with the process:
// a restart gives a guesser the free tries again, and no more.
type Throttle struct {
	mu       sync.Mutex
	pairs    map[string]failures
	accounts map[string]failures
	places   map[string]failures
	known    map[string]failures // pairs of the right password; n is 0
}

type failures struct {
	n    int
	last time.Time
}

// NewThrottle is a throttle that has seen nothing.
func NewThrottle() *Throttle {
	return &Throttle{pairs: map[string]failures{}, accounts: map[string]failures{}, places: map[string]failures{}, known: map[string]failures{}}
}

// Wait is how long the next try must wait; zero: it may go on. While it waits
// the password is not even looked at.
func (t *Throttle) Wait(try Try, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	account, place := accountKey(try.Account), placeKey(try.Place)
	wait := t.pairs[account+"\x00"+place].wait(freeByPair, longestWait, now)
	if _, known := t.known[account+"\x00"+place]; known || try.Known {
		return wait
	}
	return max(wait, t.accounts[account].wait(freeByAccount, longestForAccount, now), t.places[place].wait(freeByPlace, longestWait, now))
}

// Failed counts a wrong password or an unknown name.
func (t *Throttle) Failed(try Try, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	account, place := accountKey(try.Account), placeKey(try.Place)
	count(t.pairs, account+"\x00"+place, now)
	if _, known := t.known[account+"\x00"+place]; known || try.Known {
		return
	}
	count(t.accounts, account, now)
	count(t.places, place, now)
}

// Succeeded forgets the pair's failures and remembers that the place belongs to
// the account. The counts of the account and of the place stay, since whoever
// has one account could otherwise guess others for ever.
func (t *Throttle) Succeeded(try Try, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	pair := accountKey(try.Account) + "\x00" + placeKey(try.Place)
	delete(t.pairs, pair)
	if len(t.known) >= maxTracked {
		makeRoom(t.known, time.Time{})
	}
	t.known[pair] = failures{0, now}
}

func (f failures) wait(free int, longest time.Duration, now time.Time) time.Duration {
	if f.n < free || now.Sub(f.last) >= forgetAfter {
		return 0
	}
	wait := longest
	if over := f.n - free; over < 10 {
		wait = min(firstWait<<over, longest)
	}
	return max(f.last.Add(wait).Sub(now), 0)
}

func count(m map[string]failures, key string, now time.Time) {
	f := m[key]
	if now.Sub(f.last) >= forgetAfter {
		f.n = 0
	}
	if f.n == 0 && len(m) >= maxTracked {
		makeRoom(m, now)
	}
	m[key] = failures{f.n + 1, now}
}

// makeRoom drops what is forgotten anyway, else the one that failed least, and
// of those the oldest: a flood of names pushes itself out, not what it is to
// hide.
func makeRoom(m map[string]failures, now time.Time) {
	var victim string
	var least failures
	for k, f := range m {
		if now.Sub(f.last) >= forgetAfter {
			delete(m, k)
		} else if victim == "" || f.n < least.n || f.n == least.n && f.last.Before(least.last) {
			victim, least = k, f
		}
	}
	if len(m) >= maxTracked {
		delete(m, victim)
	}
}

// accountKey is an account as it is counted: of a name that is longer than any
// its beginning, as a copy, so that it doesn't keep the rest in memory.
func accountKey(s string) string {
	s = strings.TrimSpace(s)
	s = strings.ToLower(s[:min(len(s), 512)])
	return strings.Clone(s[:min(len(s), 128)])
}

// placeKey takes the addresses of one household for one: who has an IPv6
// address has 2^64 of them.
func placeKey(s string) string {
	addr, err := netip.ParseAddr(s)
	switch {
	case err != nil && len(s) > 128:
		return strings.Clone(s[:128])
	case err != nil:
		return strings.Clone(s)
	case addr.Unmap().Is6():
		p, _ := addr.Prefix(64) // 64 is a length of every IPv6 address
		return p.Masked().String()
	}
	return addr.Unmap().String()
}
