package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"countinghouse/sales"
)

func doors(t *testing.T, s *Store) []HookDoor {
	t.Helper()
	d, err := s.HookDoors(t.Context())
	must(t, err)
	return d
}

func TestAWebhookThatComesAgainDoesNothing(t *testing.T) {
	s, c := fresh(t)
	_, err := s.NewHookSecret(t.Context(), "main")
	must(t, err)
	take := func(ids ...string) []bool {
		t.Helper()
		var events []HookEvent
		for _, id := range ids {
			events = append(events, HookEvent{Store: "main", ID: id, Scope: "store/order/updated", Order: 7})
		}
		first, err := s.TakeHooks(t.Context(), events)
		must(t, err)
		return first
	}
	if got := take("a", "b", "a"); !slices.Equal(got, []bool{true, true, false}) {
		t.Errorf("%v", got)
	}
	c.forward(time.Hour)
	if got := take("b", "c"); !slices.Equal(got, []bool{false, true}) {
		t.Errorf("%v", got)
	}
	if _, err := s.TakeHooks(t.Context(), []HookEvent{{Store: "nobody", ID: "a"}}); err == nil {
		t.Error("a message of no store was kept")
	}
}

func TestOldWebhooksAreSwept(t *testing.T) {
	s, c := fresh(t)
	_, err := s.NewHookSecret(t.Context(), "main")
	must(t, err)
	take := func(from, n int) {
		events := make([]HookEvent, n)
		for i := range events {
			events[i] = HookEvent{Store: "main", ID: fmt.Sprint(from + i), Scope: "x"}
		}
		_, err := s.TakeHooks(t.Context(), events)
		must(t, err)
	}
	left := func() (n int) {
		must(t, s.row(t.Context(), "SELECT count(*) FROM hook_event", nil, &n))
		return n
	}
	take(0, 4500)
	c.forward(time.Hour)
	take(10_000, 10)
	n, err := s.SweepHooks(t.Context(), c.now().Add(-time.Minute))
	must(t, err)
	if n != 4500 || left() != 10 {
		t.Errorf("%d were swept, %d are left", n, left())
	}
	for i := range 30 { // each a moment later
		c.forward(time.Second)
		take(20_000+i, 1)
	}
	n, err = s.sweepHooks(t.Context(), time.Time{}, 25)
	must(t, err)
	if n != 15 || left() != 25 {
		t.Errorf("%d were swept, %d are left of at most 25", n, left())
	}
}

func TestTheSecretOfWebhooksIsSealedAndTheOneBeforeIsLetIn(t *testing.T) {
	dir := t.TempDir()
	c := newClock()
	s := openAt(t, dir, c)
	must(t, s.SaveCompany(t.Context(), tester, Company{Key: "larkspur", Name: "Larkspur", User: "larkspur"}))
	must(t, s.SaveShop(t.Context(), tester, Shop{Key: "main", Company: "larkspur", Hash: "abcde", ClientSecret: "client-secret"}))
	if len(doors(t, s)) != 0 {
		t.Error("a store without webhooks lets messages in")
	}
	var made []string
	for range 3 {
		secret, err := s.NewHookSecret(t.Context(), "main")
		must(t, err)
		if len(secret) < 40 || slices.Contains(made, secret) {
			t.Fatalf("the secret %q", secret)
		}
		made = append(made, secret)
	}
	d := doors(t, s)
	if len(d) != 1 || !slices.Equal(d[0].Secrets, []string{made[2], made[1]}) || d[0].Hash != "abcde" || d[0].ClientSecret != "client-secret" || !d[0].Made.Equal(c.now()) {
		t.Errorf("%+v", d)
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, FileName) + suffix)
		must(t, err)
		for _, secret := range made {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("the secret stands open in the file%s", suffix)
			}
		}
	}
	if _, err := s.NewHookSecret(t.Context(), "nobody"); err == nil {
		t.Error("a secret was made for no store")
	}
}

func TestHowWebhooksStandIsKeptAndItsChangesAreAudited(t *testing.T) {
	s, c := fresh(t)
	state := func() Hooks {
		t.Helper()
		h, err := s.HookStates(t.Context())
		must(t, err)
		if len(h) != 1 {
			t.Fatalf("%+v", h)
		}
		return h[0]
	}
	if h := state(); h != (Hooks{Store: "main", Wanted: HooksYes}) {
		t.Errorf("at first: %+v", h)
	}
	count := func() int {
		p, err := s.Events(t.Context(), EventFilter{Action: "store", Limit: 100})
		must(t, err)
		return len(p.Rows)
	}
	n := count()
	_, err := s.NewHookSecret(t.Context(), "main")
	must(t, err)
	must(t, s.SaveHooks(t.Context(), "main", HooksOn, "https://books.example.com/h", ""))
	if count() != n+2 {
		t.Errorf("%d audit rows for a secret and a change", count()-n)
	}
	must(t, s.SaveHooks(t.Context(), "main", HooksOn, "https://books.example.com/h", ""))
	if count() != n+2 {
		t.Error("nothing changed, and it is in the audit")
	}
	c.forward(time.Minute)
	_, err = s.TakeHooks(t.Context(), []HookEvent{{Store: "main", ID: "a", SignedBy: KeyMark("x")}, {Store: "main", ID: "b", Doubt: "odd"}})
	must(t, err)
	if h := state(); !h.Signed || !h.LastEvent.Equal(c.now()) || h.Doubt != "odd" || !h.Doubted.Equal(c.now()) || h.State != HooksOn {
		t.Errorf("%+v", h)
	}
	if d := doors(t, s); d[0].SignedBy != KeyMark("x") || d[0].SignedBy == KeyMark("y") {
		t.Errorf("%+v", d)
	}
	must(t, s.SaveHooks(t.Context(), "main", HooksOff, "", ""))
	if h := state(); h.Signed || h.Doubt != "" || h.State != HooksOff {
		t.Errorf("switched off: %+v", h)
	}
}

func TestOrdersThatMessagesNameAreLookedAtOnce(t *testing.T) {
	s, c := fresh(t)
	_, err := s.NewHookSecret(t.Context(), "main")
	must(t, err)
	_, err = s.SaveOrders(t.Context(), "main", []sales.Order{order(1, "10.00"), order(2, "10.00"), order(3, "10.00")})
	must(t, err)
	_, err = s.TakeHooks(t.Context(), []HookEvent{
		{Store: "main", ID: "a", Order: 2, ToRead: true}, {Store: "main", ID: "b", Order: 1, ToRead: true}, {Store: "main", ID: "c", Order: 2, ToRead: true},
		{Store: "main", ID: "d", Order: 99, ToRead: true}, {Store: "main", ID: "e", Order: 3},
	})
	must(t, err)
	until := c.now()
	c.forward(time.Second)
	_, err = s.TakeHooks(t.Context(), []HookEvent{{Store: "main", ID: "f", Order: 1, ToRead: true}})
	must(t, err)
	list := func(until time.Time, limit int) []sales.OrderID {
		t.Helper()
		ids, err := s.HookedOrders(t.Context(), "main", until, limit)
		must(t, err)
		return ids
	}
	if got := list(until, 10); !slices.Equal(got, []sales.OrderID{1, 2}) {
		t.Errorf("%v", got)
	}
	if got := list(until, 1); len(got) != 1 {
		t.Errorf("%v", got)
	}
	must(t, s.HooksRead(t.Context(), "main", until, []sales.OrderID{1, 2}))
	if got := list(c.now(), 10); !slices.Equal(got, []sales.OrderID{1}) { // a message came since
		t.Errorf("%v", got)
	}
	must(t, s.HooksRead(t.Context(), "main", c.now(), nil))
	must(t, s.HooksRead(t.Context(), "main", c.now(), []sales.OrderID{1}))
	if got := list(c.now(), 10); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestTheWebhookSettingIsKept(t *testing.T) {
	s, _ := fresh(t)
	shop, err := s.Shop(t.Context(), "main")
	must(t, err)
	if shop.Webhooks != HooksYes || shop.App {
		t.Errorf("%+v", shop)
	}
	shop.Webhooks, shop.App = HooksSigned, true
	must(t, s.SaveShop(t.Context(), tester, shop))
	shop.Webhooks = ""
	must(t, s.SaveShop(t.Context(), tester, shop))
	if shop, err = s.Shop(t.Context(), "main"); err != nil || shop.Webhooks != HooksSigned || !shop.App {
		t.Errorf("%+v, %v", shop, err)
	}
	shop.Webhooks = "perhaps"
	if err := s.SaveShop(t.Context(), tester, shop); err == nil {
		t.Error("an unknown setting was kept")
	}
}
