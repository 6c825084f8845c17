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
