package store

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countinghouse/access"
)

func newToken(t testing.TB, s *Store, by Actor, token access.Token) (string, int64) {
	t.Helper()
	plain := access.NewToken()
	if token.Name == "" {
		token.Name = "reports"
	}
	if token.Role == "" {
		token.Role = access.Viewer
	}
	if token.Ends.IsZero() {
		token.Ends = s.now().Add(access.TokenUsual)
	}
	id, err := s.AddToken(t.Context(), by, plain, token)
	must(t, err)
	return plain, id
}

func TestATokenIsKeptByItsHashOnly(t *testing.T) {
	s, _ := fresh(t)
	plain, id := newToken(t, s, operator, access.Token{})
	got, err := s.TokenOf(t.Context(), id)
	must(t, err)
	if got.Hint != plain[len(plain)-4:] || got.Name != "reports" || got.Role != access.Viewer {
		t.Errorf("it is kept as %+v", got)
	}
	var dump string
	must(t, s.row(t.Context(), "SELECT hash || name || hint || companies || made_by FROM api_token", nil, &dump))
	if strings.Contains(dump, strings.TrimPrefix(plain, access.TokenPrefix)[:40]) {
		t.Error("the token stands in the database in clear")
	}
	page, err := s.Events(t.Context(), EventFilter{Action: "token"})
	must(t, err)
	if len(page.Rows) != 1 || page.Rows[0].Detail != "viewer of every company file, until 2027-02-05" || strings.Contains(page.Rows[0].Subject+page.Rows[0].Detail, plain[10:]) {
		t.Errorf("the audit says %+v", page.Rows)
	}
}

func TestATokenOpensNothingAfterItsEnd(t *testing.T) {
	s, c := fresh(t)
	late, _ := newToken(t, s, operator, access.Token{Ends: s.now().Add(time.Hour)})
	ended, id := newToken(t, s, operator, access.Token{})
	token, u, err := s.Bearer(t.Context(), ended, "192.0.2.1")
	must(t, err)
	if u.In("larkspur") != access.Viewer || token.ID != id {
		t.Errorf("it may %+v", u)
	}
	must(t, s.EndToken(t.Context(), operator, id))
	wantErr(t, s.EndToken(t.Context(), operator, id), ErrChanged)
	wantErr(t, s.EndToken(t.Context(), operator, 99), ErrNotFound)
	for what, plain := range map[string]string{"ended": ended, "unknown": access.NewToken(), "no": "", "a hint of a": ended[:20]} {
		if _, _, err := s.Bearer(t.Context(), plain, "192.0.2.1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s token: %v", what, err)
		}
	}
	if _, _, err := s.Bearer(t.Context(), late, ""); err != nil {
		t.Error(err)
	}
	c.forward(time.Hour)
	_, _, err = s.Bearer(t.Context(), late, "")
	wantErr(t, err, ErrNotFound)
}

func TestATokenMayWhatItsMakerMayNow(t *testing.T) {
	s, _ := fresh(t)
	maker := access.User{Email: "ana@example.com", Name: "Ana", Role: access.Admin, PasswordHash: "x"}
	must(t, s.SaveUser(t.Context(), operator, maker))
	must(t, s.SaveUser(t.Context(), operator, access.User{Email: "other@example.com", Name: "Other", Role: access.Admin, PasswordHash: "x"}))
	plain, _ := newToken(t, s, Actor{Kind: "user", Name: maker.Email}, access.Token{Role: access.Accountant})
	role := func() access.Role {
		t.Helper()
		_, u, err := s.Bearer(t.Context(), plain, "")
		must(t, err)
		return u.In("larkspur")
	}
	if got := role(); got != access.Accountant {
		t.Errorf("of an admin it is %q", got)
	}
	maker.Role = access.Viewer
	must(t, s.SaveUser(t.Context(), operator, maker))
	if got := role(); got != access.Viewer {
		t.Errorf("of a viewer it is %q", got)
	}
	maker.Disabled = true
	must(t, s.SaveUser(t.Context(), operator, maker))
	_, _, err := s.Bearer(t.Context(), plain, "")
	wantErr(t, err, ErrNotFound)
}

func TestATokenTellsWhenItWasLastUsedAtMostOnceAMinute(t *testing.T) {
	s, c := fresh(t)
	plain, id := newToken(t, s, operator, access.Token{})
	use := func(from string) access.Token {
		t.Helper()
		_, _, err := s.Bearer(t.Context(), plain, from)
		must(t, err)
		got, err := s.TokenOf(t.Context(), id)
		must(t, err)
		return got
	}
	first := c.now()
	if got := use("192.0.2.1"); !got.LastUsed.Equal(first) || got.LastFrom != "192.0.2.1" {
		t.Errorf("%+v", got)
	}
	c.forward(30 * time.Second)
	if got := use("192.0.2.2"); !got.LastUsed.Equal(first) {
		t.Errorf("%+v", got)
	}
	c.forward(30 * time.Second)
	if got := use("192.0.2.2"); !got.LastUsed.Equal(c.now()) || got.LastFrom != "192.0.2.2" {
		t.Errorf("%+v", got)
	}
}

func TestATokenOfNoCompanyFileIsRefused(t *testing.T) {
	s, _ := fresh(t)
	_, err := s.AddToken(t.Context(), operator, access.NewToken(), access.Token{Name: "x", Role: access.Viewer, Companies: []string{"nobody"}, Ends: s.now().Add(time.Hour)})
	if err == nil || !strings.Contains(err.Error(), `no company file "nobody"`) {
		t.Error(err)
	}
	if list, err := s.Tokens(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

// A token that somebody ended since the backup does not come back to life.
func TestRestoreEndsEveryToken(t *testing.T) {
	dir, c := founded(t)
	s := away(t, dir, c)
	plain, id := newToken(t, s, operator, access.Token{})
	file := filepath.Join(t.TempDir(), "b.db")
	_, err := s.Backup(t.Context(), operator, file, false)
	must(t, err)
	must(t, s.EndToken(t.Context(), operator, id))
	must(t, s.Close())
	_, err = Restore(t.Context(), dir, file, restoreOptions(t, dir, c))
	must(t, err)
	s = away(t, dir, c)
	defer func() { must(t, s.Close()) }()
	_, _, err = s.Bearer(t.Context(), plain, "")
	wantErr(t, err, ErrNotFound)
	page, err := s.Events(t.Context(), EventFilter{Action: "token"})
	must(t, err)
	if len(page.Rows) != 2 || page.Rows[0].Detail != "a backup was put in place" {
		t.Errorf("the audit says %+v", page.Rows)
	}
}
