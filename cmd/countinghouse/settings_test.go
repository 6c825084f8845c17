package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/report"
)

// What the pages of settings show is told on the command line too, without
// secrets, and with what the operator's environment says.
func TestSettingsAreToldOnTheCommandLineWithoutSecrets(t *testing.T) {
	do := command(t)
	for name, value := range map[string]string{"TEST_QB_PASSWORD": "a long password", "TEST_TOKEN": "token-of-the-store", "TEST_MAIL": "password-of-the-mail"} {
		t.Setenv(name, value)
	}
	file := filepath.Join(t.TempDir(), "c.yaml")
	declared := `companies: [{key: a, name: A, user: qbwc-a, every_minutes: 20, quiet_from: "22:00", quiet_to: "05:30", password: {env: TEST_QB_PASSWORD}}]
stores: [{key: s, company: a, name: S, hash: abc, token: {env: TEST_TOKEN}, poll_seconds: 45, webhooks: signed, disabled: true}]
sign_in: {second_factor: [admin]}
alerts: {held_hours: 12, digest_at: "07:30", off: [differs], to: [{email: ana@example.com, company: a, alerts: true}]}
mail: {host: mail.example.com, user: books, password: {env: TEST_MAIL}, from: books@example.com}
backup: {at: "04:30", keep: 14}
`
	if err := os.WriteFile(file, []byte(declared), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func() (s report.Settings) {
		t.Helper()
		said := do("settings", "--json")
		if err := json.Unmarshal([]byte(said.out), &s); err != nil || said.code != exitOK {
			t.Fatalf("%v: %s%s", err, said.out, said.err)
		}
		for _, secret := range []string{"a long password", "token-of-the-store", "password-of-the-mail"} {
			if strings.Contains(said.out, secret) {
				t.Errorf("%q is told", secret)
			}
		}
		return s
	}
	if s := read(); len(s.Companies) != 0 || s.Mail.Host != "" || s.Backup.At != "03:15" || s.Backup.Keep != 7 || !s.Backup.Operator || len(s.Alerts.Kinds) != 5 || s.Backup.Last != nil {
		t.Errorf("on an empty database: %+v", s)
	}
	do("apply", "-f", file).want(t, exitOK)
	s := read()
	if len(s.Companies) != 1 || len(s.Stores) != 1 || len(s.Alerts.To) != 1 {
		t.Fatalf("%+v", s)
	}
	if c := s.Companies[0]; c.EveryMinutes != 20 || c.QuietFrom != "22:00" || c.QuietTo != "05:30" || c.User != "qbwc-a" {
		t.Errorf("%+v", c)
	}
	if x := s.Stores[0]; x.EverySeconds != 45 || x.Webhooks != "signed" || !x.Disabled || x.Company != "a" {
		t.Errorf("%+v", x)
	}
	if s.Alerts.HeldHours != 12 || s.Alerts.DigestAt != "07:30" || s.Alerts.To[0].Email != "ana@example.com" || s.Alerts.To[0].Company != "a" || strings.Join(s.SignIn.SecondFactor, " ") != "admin" {
		t.Errorf("%+v %+v", s.Alerts, s.SignIn)
	}
	for _, k := range s.Alerts.Kinds {
		if k.On == (k.Kind == "differs") {
			t.Errorf("%+v", k)
		}
	}
	if s.Mail.Host != "mail.example.com" || !s.Mail.Password || s.Mail.Operator || s.Backup.At != "04:30" || s.Backup.Keep != 14 || s.Backup.Operator {
		t.Errorf("%+v %+v", s.Mail, s.Backup)
	}
	do("settings").want(t, exitOK, "every 20 minutes, quiet from 22:00 to 05:30", "every 45 seconds, told of changes: signed, not read", "held over 12 hours; digest at 07:30", "to ana@example.com of a", "mail.example.com, port 587", "at 04:30, 14 kept")
	// The operator's mail server goes before the one of the page, as in the server.
	t.Setenv("COUNTINGHOUSE_MAIL_HOST", "relay.example.com")
	t.Setenv("COUNTINGHOUSE_MAIL_FROM", "books@example.com")
	if s := read(); s.Mail.Host != "relay.example.com" || !s.Mail.Operator || s.Mail.Password {
		t.Errorf("%+v", s.Mail)
	}
	do("backup", filepath.Join(t.TempDir(), "b.db")).want(t, exitOK)
	if s := read(); s.Backup.Last == nil || len(s.Backup.Made) != 1 || s.Backup.Made[0].Bytes == 0 {
		t.Errorf("%+v", s.Backup)
	}
}
