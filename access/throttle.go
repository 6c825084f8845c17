package access

import (
	"strings"
	"sync"
	"time"
)

// How wrong logins are slowed down. An account stands a few slips of the
// fingers; an address, behind which many people may sit, some more. Each
// further failure doubles the wait.
const (
	freeByAccount = 5
	freeByAddress = 20
	firstWait     = time.Second
	longestWait   = 15 * time.Minute
	forgetAfter   = time.Hour
	// maxTracked bounds memory: names are chosen by whoever guesses.
	maxTracked = 10_000
)

// Throttle slows down guessing of passwords, by account and by address. It is
// told the time, so that it can be tested, and is safe for concurrent use.
type Throttle struct {
	mu        sync.Mutex
	accounts  map[string]failures
	addresses map[string]failures
}

type failures struct {
	n    int
	last time.Time
}

// NewThrottle is a throttle that has seen nothing.
func NewThrottle() *Throttle {
	return &Throttle{accounts: map[string]failures{}, addresses: map[string]failures{}}
}

// Wait is how long the next try must wait; zero: it may go on. While it waits
// the password is not even looked at.
func (t *Throttle) Wait(account, address string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(t.accounts[accountKey(account)].wait(freeByAccount, now), t.addresses[address].wait(freeByAddress, now))
}

// Failed counts a wrong password or an unknown name.
func (t *Throttle) Failed(account, address string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	count(t.accounts, accountKey(account), now)
	count(t.addresses, address, now)
}

// Succeeded forgets the account's failures. The address keeps its own, since
// whoever has one account could otherwise guess others for ever.
func (t *Throttle) Succeeded(account, _ string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.accounts, accountKey(account))
}

func (f failures) wait(free int, now time.Time) time.Duration {
	if f.n < free || now.Sub(f.last) >= forgetAfter {
		return 0
	}
	wait := longestWait
	if over := f.n - free; over < 10 {
		wait = min(firstWait<<over, longestWait)
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

// makeRoom drops what is forgotten anyway, else the one that failed longest ago.
func makeRoom(m map[string]failures, now time.Time) {
	var oldest string
	var at time.Time
	for k, f := range m {
		if now.Sub(f.last) >= forgetAfter {
			delete(m, k)
		} else if oldest == "" || f.last.Before(at) {
			oldest, at = k, f.last
		}
	}
	if len(m) >= maxTracked {
		delete(m, oldest)
	}
}

func accountKey(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) > 128 {
		s = s[:128]
	}
	return s
}
