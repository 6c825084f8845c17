package store

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/access"
	"countinghouse/secret"
)

func grant() AppInstall {
	return AppInstall{Hash: "g5cd38", Token: "app-token-1", Scopes: []string{"store_v2_orders_read_only"}, UserID: 7, User: "owner@shop.example", OwnerID: 7, Owner: "owner@shop.example"}
}

// withApp is a database with an installation that waits, and two people.
func withApp(t *testing.T) (*Store, *clock) {
	t.Helper()
	s, c := fresh(t)
	for email, role := range map[string]access.Role{"ana@example.com": access.Admin, "bo@example.com": access.Bookkeeper} {
		must(t, s.SaveUser(t.Context(), tester, access.User{Email: email, Name: email, Role: role, PasswordHash: "x"}))
	}
	key, err := s.SaveAppInstall(t.Context(), grant())
	must(t, err)
	if key != "" {
		t.Fatalf("an installation became store %s by itself", key)
	}
	return s, c
}

// told is a callback that was not told before.
func told(c *clock, hash string, user int64, email string, issued time.Time) Callback {
	return Callback{ID: rand.Text(), Hash: hash, UserID: user, Email: email, Issued: issued, Expires: c.now().Add(24 * time.Hour)}
}

func installs(t *testing.T, s *Store) []AppInstall {
	t.Helper()
	list, err := s.AppInstalls(t.Context())
	must(t, err)
	return list
}

func newShop() Shop {
	return Shop{Key: "app", Company: "larkspur", Name: "App", APIURL: "https://api.bigcommerce.com", PollSeconds: 60}
}

func TestAnInstallationWaitsForAnAdmin(t *testing.T) {
	s, _ := withApp(t)
	list := installs(t, s)
	if len(list) != 1 || list[0].State != AppWaits || list[0].Token != "" || list[0].Owner != "owner@shop.example" {
		t.Fatalf("%+v", list)
	}
	if _, err := s.Shop(t.Context(), "app"); !errors.Is(err, ErrNotFound) {
		t.Errorf("it is a store already: %v", err)
	}
	must(t, s.ConnectApp(t.Context(), tester, "g5cd38", newShop()))
	shop, err := s.Shop(t.Context(), "app")
	if err != nil || shop.Token != "app-token-1" || shop.Hash != "g5cd38" || !shop.App || installs(t, s)[0].State != AppConnected {
		t.Errorf("%+v, %v", shop, err)
	}
	wantErr(t, s.ConnectApp(t.Context(), tester, "g5cd38", newShop()), ErrChanged)
	wantErr(t, s.ConnectApp(t.Context(), tester, "unknown", newShop()), ErrChanged)
	// Installed again its token is the store's at once.
	again := grant()
	again.Token = "app-token-2"
	if key, err := s.SaveAppInstall(t.Context(), again); err != nil || key != "app" {
		t.Errorf("%q, %v", key, err)
	}
	if shop, err = s.Shop(t.Context(), "app"); err != nil || shop.Token != "app-token-2" {
		t.Errorf("%+v, %v", shop, err)
	}
}

// A store that is connected by an API account keeps it until an admin says so.
func TestAnInstallationTakesNoStoreThatAnAPIAccountConnected(t *testing.T) {
	s, _ := fresh(t)
	must(t, s.SaveShop(t.Context(), tester, Shop{Key: "main", Company: "larkspur", Name: "Main", Hash: "g5cd38", Token: "account-token"}))
	if key, err := s.SaveAppInstall(t.Context(), grant()); err != nil || key != "" {
		t.Errorf("%q, %v", key, err)
	}
	shop, err := s.Shop(t.Context(), "main")
	if err != nil || shop.Token != "account-token" || shop.App {
		t.Errorf("%+v, %v", shop, err)
	}
	must(t, s.ConnectApp(t.Context(), tester, "g5cd38", shop))
	if shop, err = s.Shop(t.Context(), "main"); err != nil || shop.Token != "app-token-1" || !shop.App {
		t.Errorf("%+v, %v", shop, err)
	}
}

func signedIn(t *testing.T, s *Store, c *clock, email string) (still func() bool) {
	t.Helper()
	session := access.NewSession(email, "192.0.2.7", "test", c.now())
	must(t, s.CreateSession(t.Context(), session))
	return func() bool {
		_, _, err := s.Session(t.Context(), session.ID)
		return err == nil
	}
}

func TestUninstallingForgetsTheTokenAndSignsOut(t *testing.T) {
	s, c := withApp(t)
	must(t, s.ConnectApp(t.Context(), tester, "g5cd38", newShop()))
	must(t, s.SaveAppPerson(t.Context(), tester, "g5cd38", "bo@shop.example", "bo@example.com"))
	bo, ana := signedIn(t, s, c, "bo@example.com"), signedIn(t, s, c, "ana@example.com")
	must(t, s.UninstallApp(t.Context(), told(c, "g5cd38", 0, "owner@shop.example", c.now().Add(-time.Hour)), true)) // of an installation before
	if shop, err := s.Shop(t.Context(), "app"); err != nil || shop.Token == "" || !bo() {
		t.Errorf("an old callback uninstalled: %+v, %v", shop, err)
	}
	must(t, s.UninstallApp(t.Context(), told(c, "another", 0, "", c.now()), true))
	must(t, s.UninstallApp(t.Context(), told(c, "g5cd38", 0, "owner@shop.example", c.now()), true))
	shop, err := s.Shop(t.Context(), "app")
	if err != nil || shop.Token != "" || shop.LastError != AppIsGone || shop.Disabled || installs(t, s)[0].State != AppUninstalled {
		t.Errorf("%+v, %v", shop, err)
	}
	if bo() || !ana() {
		t.Errorf("bo is signed in: %v; ana: %v", bo(), ana())
	}
	if p, err := s.AppPeople(t.Context()); err != nil || len(p) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	must(t, s.UninstallApp(t.Context(), told(c, "g5cd38", 0, "", c.now()), true)) // told again
	if key, err := s.SaveAppInstall(t.Context(), grant()); err != nil || key != "app" {
		t.Errorf("installed again: %q, %v", key, err)
	}
	if shop, err = s.Shop(t.Context(), "app"); err != nil || shop.Token != "app-token-1" || shop.LastError != "" {
		t.Errorf("%+v, %v", shop, err)
	}
}

func TestOnlyWhomAnAdminConnectedOpensTheDeskFromBigCommerce(t *testing.T) {
	s, c := withApp(t)
	open := func(hash string, id int64, email string) error {
		_, _, err := s.OpenFromApp(t.Context(), told(c, hash, id, email, c.now()))
		return err
	}
	// The same address is not enough: it has to be said.
	wantErr(t, open("g5cd38", 7, "ana@example.com"), ErrNotFound)
	wantErr(t, s.SaveAppPerson(t.Context(), tester, "g5cd38", "bo@shop.example", "nobody@example.com"), ErrNotFound)
	if s.SaveAppPerson(t.Context(), tester, "g5cd38", " ", "bo@example.com") == nil || s.SaveAppPerson(t.Context(), tester, "", "x@example.com", "bo@example.com") == nil {
		t.Error("an empty address was connected")
	}
	must(t, s.SaveAppPerson(t.Context(), tester, "g5cd38", "Bo@Shop.example", "bo@example.com"))
	wantErr(t, open("another", 8, "bo@shop.example"), ErrNotFound)
	wantErr(t, open("g5cd38", 8, "ana@example.com"), ErrNotFound)
	wantErr(t, open("g5cd38", 0, "bo@shop.example"), ErrNotFound)
	wantErr(t, open("g5cd38", 8, ""), ErrNotFound)
	ticket, person, err := s.OpenFromApp(t.Context(), told(c, "g5cd38", 8, "BO@shop.example", c.now()))
	if err != nil || person != "bo@example.com" {
		t.Fatalf("%q, %v", person, err)
	}
	// The user's number is known now: whoever gets the address later is another.
	wantErr(t, open("g5cd38", 9, "bo@shop.example"), ErrOtherUser)
	must(t, open("g5cd38", 8, "bo@shop.example"))
	if got, err := s.SpendTicket(t.Context(), ticket); err != nil || got != "bo@example.com" {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{ticket, "", "x"} {
		_, err := s.SpendTicket(t.Context(), bad)
		wantErr(t, err, ErrNotFound)
	}
	late, _, err := s.OpenFromApp(t.Context(), told(c, "g5cd38", 8, "bo@shop.example", c.now()))
	must(t, err)
	c.forward(ticketFor)
	_, err = s.SpendTicket(t.Context(), late)
	wantErr(t, err, ErrNotFound)
	must(t, s.SaveUser(t.Context(), tester, access.User{Email: "bo@example.com", Name: "Bo", Role: access.Bookkeeper, Disabled: true}))
	wantErr(t, open("g5cd38", 8, "bo@shop.example"), ErrNotFound)
}

func TestWhoIsRemovedInBigCommerceIsSignedOut(t *testing.T) {
	s, c := withApp(t)
	must(t, s.SaveAppPerson(t.Context(), tester, "g5cd38", "bo@shop.example", "bo@example.com"))
	ticket, _, err := s.OpenFromApp(t.Context(), told(c, "g5cd38", 8, "bo@shop.example", c.now()))
	must(t, err)
	bo := signedIn(t, s, c, "bo@example.com")
	must(t, s.RemoveAppUser(t.Context(), told(c, "g5cd38", 9, "bo@shop.example", c.now()))) // another user of that address
	must(t, s.RemoveAppUser(t.Context(), told(c, "another", 8, "bo@shop.example", c.now())))
	must(t, s.RemoveAppUser(t.Context(), told(c, "g5cd38", 8, "bo@shop.example", c.now().Add(-time.Hour)))) // from before
	if !bo() {
		t.Error("bo was signed out for somebody else")
	}
	must(t, s.RemoveAppUser(t.Context(), told(c, "g5cd38", 8, "changed@shop.example", c.now())))
	if bo() {
		t.Error("bo is still signed in")
	}
	_, err = s.SpendTicket(t.Context(), ticket)
	wantErr(t, err, ErrNotFound)
	_, _, err = s.OpenFromApp(t.Context(), told(c, "g5cd38", 8, "bo@shop.example", c.now()))
	wantErr(t, err, ErrNotFound)
	// Who never opened it is known by the address alone.
	must(t, s.SaveAppPerson(t.Context(), tester, "g5cd38", "ana@shop.example", "ana@example.com"))
	must(t, s.RemoveAppUser(t.Context(), told(c, "g5cd38", 3, "ANA@shop.example", c.now())))
	if p, err := s.AppPeople(t.Context()); err != nil || len(p) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
}

// A callback counts once, with what is done for it: one of which nothing could
// be done may come again, and none counts for two things.
func TestACallbackCountsOnce(t *testing.T) {
	s, c := withApp(t)
	must(t, s.SaveAppPerson(t.Context(), tester, "g5cd38", "bo@shop.example", "bo@example.com"))
	open := func(cb Callback) error {
		_, _, err := s.OpenFromApp(t.Context(), cb)
		return err
	}
	one := told(c, "g5cd38", 8, "bo@shop.example", c.now())
	run := func(sql string) {
		t.Helper()
		must(t, s.write(t.Context(), func(t *tx) error { _, err := t.exec(sql); return err }))
	}
	run("CREATE TRIGGER full BEFORE UPDATE ON app_person BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
	if err := open(one); err == nil || errors.Is(err, ErrSpent) {
		t.Fatalf("it could not fail: %v", err)
	}
	run("DROP TRIGGER full")
	must(t, open(one)) // told again
	wantErr(t, open(one), ErrSpent)
	wantErr(t, s.UninstallApp(t.Context(), one, true), ErrSpent)
	wantErr(t, s.RemoveAppUser(t.Context(), one), ErrSpent)
	nobody := told(c, "g5cd38", 9, "who@shop.example", c.now())
	wantErr(t, open(nobody), ErrNotFound)
	wantErr(t, open(nobody), ErrSpent) // its answer was given
	if _, err := s.SpendTicket(t.Context(), one.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("a callback was a ticket: %v", err)
	}
	c.forward(23 * time.Hour)
	wantErr(t, open(one), ErrSpent)
	c.forward(2 * time.Hour)
	wantErr(t, open(told(c, "g5cd38", 9, "", c.now())), ErrNotFound)
	var n int
	must(t, s.row(t.Context(), "SELECT count(*) FROM app_once", nil, &n))
	if n != 1 {
		t.Errorf("%d callbacks are remembered", n)
	}
}

// Without a refusal the word that the app was uninstalled changes nothing; the
// first refusal within two days makes it true, and an installation forgets it.
func TestAnUninstallationIsTrueWhenTheTokenIsRefused(t *testing.T) {
	s, c := withApp(t)
	must(t, s.ConnectApp(t.Context(), tester, "g5cd38", newShop()))
	must(t, s.SaveAppPerson(t.Context(), tester, "g5cd38", "bo@shop.example", "bo@example.com"))
	refused := func(want bool) {
		t.Helper()
		gone, err := s.AppRefused(t.Context(), "app")
		if err != nil || gone != want {
			t.Errorf("gone: %v, %v", gone, err)
		}
	}
	doubted := func(want bool) {
		t.Helper()
		shop, err := s.Shop(t.Context(), "app")
		people, err2 := s.AppPeople(t.Context())
		if i := installs(t, s)[0]; err != nil || err2 != nil || shop.Token == "" || len(people) != 1 || i.State != AppConnected || i.Doubted.IsZero() == want {
			t.Errorf("%+v, %v, %+v, %v", shop, err, people, err2)
		}
	}
	refused(false) // a token that ended otherwise
	must(t, s.UninstallApp(t.Context(), told(c, "g5cd38", 0, "owner@shop.example", c.now()), false))
	doubted(true)
	c.forward(49 * time.Hour)
	refused(false)
	must(t, s.UninstallApp(t.Context(), told(c, "g5cd38", 0, "owner@shop.example", c.now()), false))
	_, err := s.SaveAppInstall(t.Context(), grant())
	must(t, err)
	doubted(false)
	refused(false)
	c.forward(time.Hour)
	must(t, s.UninstallApp(t.Context(), told(c, "g5cd38", 0, "owner@shop.example", c.now()), false))
	refused(true)
	if shop, err := s.Shop(t.Context(), "app"); err != nil || shop.Token != "" || shop.LastError != AppIsGone || installs(t, s)[0].State != AppUninstalled {
		t.Errorf("%+v, %v", shop, err)
	}
	refused(false) // once
}

func TestEverySealedColumnIsSealedAgainWithANewKey(t *testing.T) {
	dir := t.TempDir()
	c := newClock()
	s := openAt(t, dir, c)
	must(t, s.SaveCompany(t.Context(), tester, Company{Key: "larkspur", Name: "Larkspur", User: "larkspur"}))
	must(t, s.SaveShop(t.Context(), tester, Shop{Key: "main", Company: "larkspur", Token: "token-1", ClientSecret: "client-1"}))
	for range 2 {
		_, err := s.NewHookSecret(t.Context(), "main")
		must(t, err)
	}
	_, err := s.SaveAppInstall(t.Context(), grant())
	must(t, err)
	before, err := s.HookDoors(t.Context())
	must(t, err)
	old, err := os.ReadFile(filepath.Join(dir, "secret.key"))
	must(t, err)
	oldKey, err := secret.ParseKey(strings.TrimSpace(string(old)))
	must(t, err)
	s.sealer, err = secret.NewSealer(secret.NewKey(), oldKey)
	must(t, err)
	n, err := s.ResealSecrets(t.Context(), tester)
	must(t, err)
	if n != 5 {
		t.Errorf("%d values were sealed again", n)
	}
	if n, err = s.ResealSecrets(t.Context(), tester); err != nil || n != 0 {
		t.Errorf("again: %d, %v", n, err)
	}
	after, err := s.HookDoors(t.Context())
	must(t, err)
	if after[0].Secrets[0] != before[0].Secrets[0] || after[0].Secrets[1] != before[0].Secrets[1] || after[0].ClientSecret != "client-1" {
		t.Errorf("%+v, before %+v", after, before)
	}
	must(t, s.ConnectApp(t.Context(), tester, "g5cd38", newShop()))
}
