package server

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"countinghouse/store"
)

func TestAlertsAreDeclaredAndExported(t *testing.T) {
	st := connected(t)
	by := store.Actor{Kind: "cli", Name: "t"}
	apply := func(text string) error {
		d, err := ReadDeclaration([]byte(text))
		must(t, err)
		_, err = Apply(t.Context(), st, by, d)
		return err
	}
	must(t, apply("alerts:\n  held_hours: 12\n  digest_at: \"07:30\"\n  to:\n  - {email: Ana@Example.com, alerts: true, digest: true}\n  - {email: bo@example.com, company: books, digest: true}\n"))
	want := store.Alerts{HeldHours: 12, DigestAt: "07:30", To: []store.AlertTo{{Email: "ana@example.com", Alerts: true, Digest: true}, {Email: "bo@example.com", Company: "books", Digest: true}}}
	got, err := st.Alerts(t.Context())
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	text, err := Export(t.Context(), st)
	must(t, err)
	must(t, apply("alerts: {}\n"))
	if got, err = st.Alerts(t.Context()); err != nil || len(got.To) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	must(t, apply(string(text)))
	if got, err = st.Alerts(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after export and apply: %+v, %v\n%s", got, err, text)
	}
	must(t, apply("companies: []\n"))
	if got, err = st.Alerts(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("left out, it changed: %+v, %v", got, err)
	}
	err = apply("alerts:\n  held_hours: 1000\n  digest_at: \"25:00\"\n  to:\n  - {email: nobody, alerts: true}\n  - {email: a@example.com}\n  - {email: b@example.com, company: none, digest: true}\n")
	for _, part := range []string{"held_hours is 1 to 744", "digest_at is a time", `"nobody" is no e-mail address`, "say alerts: true", `company "none" is not declared`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}

func TestTheMailServersPasswordComesFromItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	must(t, os.WriteFile(file, []byte("from the file\n"), 0o600))
	m := Mail{MailHost: "mail.example.com", MailPort: 587, MailTLS: "starttls", MailUser: "u", MailFrom: "books@example.com", MailPasswordFile: file}
	got, err := m.Settings()
	if err != nil || got.Password != "from the file" || got.Host != "mail.example.com" {
		t.Errorf("%v", err)
	}
	m.MailPassword = "x"
	if _, err := m.Settings(); err == nil {
		t.Error("both were taken")
	}
	if _, err := (Mail{MailHost: "mail.example.com", MailTLS: "none"}).Settings(); err == nil {
		t.Error("settings that cannot work were taken")
	}
	if _, err := (Mail{}).Settings(); err != nil {
		t.Errorf("no mail server: %v", err)
	}
}

// The mail server is declared like all else; its password stays while it is
// left out, and is never exported.
func TestTheMailServerIsDeclaredAndExportedWithoutItsPassword(t *testing.T) {
	st := connected(t)
	t.Setenv("TEST_MAIL_PASSWORD", "a secret of the mail server")
	apply := func(text string) error {
		_, err := Apply(t.Context(), st, operator, declared(t, text))
		return err
	}
	is := func(want store.MailServer) {
		t.Helper()
		if got, err := st.MailServer(t.Context()); err != nil || got != want {
			t.Errorf("%+v, %v", got, err)
		}
	}
	must(t, apply("mail: {host: mail.example.com, user: books, password: {env: TEST_MAIL_PASSWORD}, from: Countinghouse <books@example.com>}\n"))
	want := store.MailServer{Host: "mail.example.com", Port: 587, TLS: "starttls", User: "books", Password: "a secret of the mail server", From: "Countinghouse <books@example.com>"}
	is(want)
	text, err := Export(t.Context(), st)
	must(t, err)
	if strings.Contains(string(text), "secret of") || !strings.Contains(string(text), "host: mail.example.com") {
		t.Errorf("the export is\n%s", text)
	}
	must(t, apply(string(text))) // the same again: the password stays
	is(want)
	must(t, apply("mail: {host: mail.example.com, port: 465, tls: tls, user: books, from: books@example.com}\n"))
	want.Port, want.TLS, want.From = 465, "tls", "books@example.com"
	is(want)
	must(t, apply("companies: []\n")) // left out: as it was
	is(want)
	// Another user doesn't get the password of the one before.
	if err := apply("mail: {host: mail.example.com, user: another, from: books@example.com}\n"); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("another user without a password: %v", err)
	}
	is(want)
	for text, says := range map[string]string{
		"mail: {host: mail.example.com, tls: none, from: books@example.com}":               "mail:",
		"mail: {host: mail.example.com, from: nobody}":                                     "mail:",
		"mail: {host: mail.example.com, port: 99999, from: books@example.com}":             "mail:",
		"mail: {host: mail.example.com, tls: soon, from: books@example.com}":               "mail:",
		"mail: {host: m.example.com, user: u, password: {env: TEST_NONE}, from: a@b.test}": "TEST_NONE is empty",
		"mail: {host: m.example.com, form: a@b.test}":                                      "form",
	} {
		d, err := ReadDeclaration([]byte(text))
		if err == nil {
			_, err = Apply(t.Context(), st, operator, d)
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	is(want)
	must(t, apply("mail: {host: \"\"}\n")) // none any more
	is(store.MailServer{})
	if text, err = Export(t.Context(), st); err != nil || strings.Contains(string(text), "mail:") {
		t.Errorf("%v, the export is\n%s", err, text)
	}
}

func TestBackupsAreDeclaredAndExported(t *testing.T) {
	st := connected(t)
	apply := func(text string) error {
		_, err := Apply(t.Context(), st, operator, declared(t, text))
		return err
	}
	is := func(want store.BackupPlan) {
		t.Helper()
		if got, err := st.BackupPlan(t.Context()); err != nil || got != want {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if text, err := Export(t.Context(), st); err != nil || strings.Contains(string(text), "backup:") {
		t.Errorf("nobody said anything of backups: %v\n%s", err, text)
	}
	must(t, apply("backup: {at: \"04:30\", keep: 14}\n"))
	is(store.BackupPlan{At: "04:30", Keep: 14})
	text, err := Export(t.Context(), st)
	must(t, err)
	must(t, apply("backup: {at: never}\n"))
	is(store.BackupPlan{Keep: 7})
	never, err := Export(t.Context(), st)
	must(t, err)
	must(t, apply(string(text)))
	is(store.BackupPlan{At: "04:30", Keep: 14})
	must(t, apply(string(never)))
	is(store.BackupPlan{Keep: 7})
	must(t, apply("companies: []\n")) // left out: as it was
	is(store.BackupPlan{Keep: 7})
	err = apply("backup: {at: \"25:00\", keep: 400}\n")
	for _, part := range []string{"at is a time such as 03:15, or never", "keep is 1 to 365"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
	is(store.BackupPlan{Keep: 7})
}

func TestQuietHoursAreDeclaredAndExported(t *testing.T) {
	st := connected(t)
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	apply := func(text string) error {
		_, err := Apply(t.Context(), st, operator, declared(t, text))
		return err
	}
	must(t, apply("companies: [{key: a, name: A, user: qbwc-a, every_minutes: 20, quiet_from: \"22:00\", quiet_to: \"05:30\", password: {env: TEST_QB_PASSWORD}}]\n"))
	text, err := Export(t.Context(), st)
	must(t, err)
	must(t, apply("companies: [{key: a, name: A, user: qbwc-a}]\n"))
	c, err := st.Company(t.Context(), "a")
	if err != nil || c.QuietFrom != "" || c.QuietTo != "" {
		t.Errorf("left out of the company file, they are none: %q to %q, %v", c.QuietFrom, c.QuietTo, err)
	}
	must(t, apply(string(text)))
	if c, err = st.Company(t.Context(), "a"); err != nil || c.QuietFrom != "22:00" || c.QuietTo != "05:30" || c.EveryMinutes != 20 {
		t.Errorf("after export and apply: %+v, %v", c, err)
	}
	for text, says := range map[string]string{
		"companies: [{key: a, name: A, user: qbwc-a, quiet_from: \"22:00\"}]":                      "quiet",
		"companies: [{key: a, name: A, user: qbwc-a, quiet_from: \"24:00\", quiet_to: \"05:30\"}]": "quiet",
	} {
		if err := apply(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
