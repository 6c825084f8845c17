package access

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestGuessingFromOnePlaceIsSlowedDownMoreEachTime(t *testing.T) {
	th := NewThrottle()
	now := noon
	ana := Try{Account: "ana@example.com", Place: "192.0.2.7"}
	for i := range freeByPair {
		if w := th.Wait(ana, now); w != 0 {
			t.Fatalf("after %d slips one waits %v", i, w)
		}
		th.Failed(ana, now)
	}
	last := time.Duration(0)
	for want := firstWait; last < longestWait; want = min(2*want, longestWait) {
		got := th.Wait(Try{Account: " ANA@example.com", Place: "192.0.2.7"}, now) // in another spelling it is the same account
		if got != want {
			t.Fatalf("one waits %v, want %v", got, want)
		}
		if th.Wait(ana, now.Add(got)) != 0 {
			t.Fatal("the wait does not end")
		}
		now, last = now.Add(got), got
		th.Failed(ana, now)
	}
	if w := th.Wait(Try{Account: "ben@example.com", Place: "198.51.100.1"}, now); w != 0 {
		t.Errorf("another account from another address waits %v", w)
	}
	if w := th.Wait(ana, now.Add(forgetAfter)); w != 0 {
		t.Errorf("after an hour of peace one waits %v", w)
	}
	th.Succeeded(ana, now)
	if w := th.Wait(ana, now); w != 0 {
		t.Errorf("after the right password one waits %v", w)
	}
}

func TestAStrangerLocksNobodyOutWhoComesAsAlways(t *testing.T) {
	th := NewThrottle()
	pc := Try{Account: "qbwc-larkspur", Place: "203.0.113.5"}
	browser := Try{Account: "ana@example.com", Place: "browser 7f3a", Known: true}
	th.Succeeded(pc, noon) // it called before, from where it always calls
	now := noon
	for i := range 5000 { // from many machines, as fast as they are let
		for _, account := range []string{"qbwc-larkspur", "ana@example.com"} {
			stranger := Try{Account: account, Place: fmt.Sprintf("198.51.%d.%d", i/250, i%250)}
			if w := th.Wait(stranger, now); w > longestForAccount {
				t.Fatalf("a stranger's guesses make others wait %v", w)
			}
			th.Failed(stranger, now)
		}
		now = now.Add(time.Second)
	}
	for _, known := range []Try{pc, browser} {
		if w := th.Wait(known, now); w != 0 {
			t.Errorf("%v waits %v", known, w)
		}
	}
	if w := th.Wait(Try{Account: "ana@example.com", Place: "203.0.113.77"}, now); w == 0 || w > longestForAccount {
		t.Errorf("from a new place one waits %v", w)
	}
	// A known place is slowed down by its own failures only.
	for range freeByPair {
		th.Failed(pc, now)
	}
	if w := th.Wait(pc, now); w != firstWait {
		t.Errorf("a known place that guesses waits %v", w)
	}
	if w := th.Wait(Try{Account: "other", Place: "203.0.113.5"}, now); w != 0 {
		t.Errorf("it counts against the place: %v", w)
	}
}

func TestAnAccountStandsLessThanAHundredGuessesAnHourFromEverywhere(t *testing.T) {
	th := NewThrottle()
	guesses := 0
	for now := noon; now.Before(noon.Add(time.Hour)); now = now.Add(time.Second) {
		try := Try{Account: "ana@example.com", Place: fmt.Sprint("place ", guesses)}
		if th.Wait(try, now) == 0 {
			guesses++
			th.Failed(try, now)
		}
	}
	if guesses >= 100 || guesses < freeByAccount {
		t.Errorf("%d guesses were looked at", guesses)
	}
}

func TestOnePlaceGuessesManyAccountsSlowlyAlsoAfterOneRightPassword(t *testing.T) {
	th := NewThrottle()
	for i := range freeByPlace {
		try := Try{Account: fmt.Sprint("name ", i), Place: "192.0.2.7"}
		if w := th.Wait(try, noon); w != 0 {
			t.Fatalf("after %d names it waits %v", i, w)
		}
		th.Failed(try, noon)
	}
	if w := th.Wait(Try{Account: "somebody new", Place: "192.0.2.7"}, noon); w != firstWait {
		t.Errorf("it waits %v", w)
	}
	th.Succeeded(Try{Account: "its own", Place: "192.0.2.7"}, noon)
	if w := th.Wait(Try{Account: "somebody new", Place: "192.0.2.7"}, noon); w != firstWait {
		t.Errorf("one right password freed the address: %v", w)
	}
	if w := th.Wait(Try{Account: "somebody new", Place: "192.0.2.8"}, noon); w != 0 {
		t.Errorf("another address waits %v", w)
	}
}

func TestTheAddressesOfOneHouseholdAreOne(t *testing.T) {
	for a, b := range map[string]string{"2001:db8:1:2:3:4:5:6": "2001:db8:1:2:ffff::1", "192.0.2.7": "::ffff:192.0.2.7"} {
		if placeKey(a) != placeKey(b) {
			t.Errorf("%s and %s are two", a, b)
		}
	}
	for a, b := range map[string]string{"2001:db8:1:2::1": "2001:db8:1:3::1", "192.0.2.7": "192.0.2.8", "no address": "none"} {
		if placeKey(a) == placeKey(b) {
			t.Errorf("%s and %s are one", a, b)
		}
	}
}

func TestWhatTheThrottleRemembersIsBounded(t *testing.T) {
	th := NewThrottle()
	for range freeByAccount { // the one that a flood is to make forgotten
		th.Failed(Try{Account: "ana@example.com", Place: "192.0.2.7"}, noon)
	}
	for i := range maxTracked + 500 {
		try := Try{Account: fmt.Sprint("name ", i), Place: fmt.Sprint("place ", i)}
		th.Failed(try, noon.Add(time.Duration(i)*time.Millisecond))
		if i%7 == 0 {
			th.Succeeded(try, noon)
		}
	}
	for i := range maxTracked + 50 {
		th.Succeeded(Try{Account: fmt.Sprint("name ", i), Place: "x"}, noon)
	}
	if len(th.accounts) > maxTracked || len(th.places) > maxTracked || len(th.pairs) > maxTracked || len(th.known) > maxTracked {
		t.Errorf("%d accounts, %d places, %d pairs and %d known are remembered", len(th.accounts), len(th.places), len(th.pairs), len(th.known))
	}
	if th.accounts[fmt.Sprint("name ", maxTracked+499)].n != 1 {
		t.Error("the newest was forgotten")
	}
	if th.accounts["ana@example.com"].n != freeByAccount {
		t.Error("a flood of names made the throttle forget whom it slows down")
	}
	long := strings.Repeat("a", 10_000)
	th.Failed(Try{Account: long, Place: long}, noon)
	for k := range th.pairs {
		if len(k) > 300 {
			t.Errorf("a name of %d characters is kept whole", len(k))
		}
	}
}
