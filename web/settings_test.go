package web

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/access"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

func TestTheScheduleIsSavedAndTakenBack(t *testing.T) {
	h := story(t) // signed in as the bookkeeper
	a := h.follow(h.post("/settings/files/larkspur", "every", "5", "quiet_from", "22:00", "quiet_to", "5:30"))
	wants(t, "the page", a.text(), "QuickBooks is expected every 5 minutes, not from 22:00 to 05:30. Set the same in the Web Connector.", "Quiet hours 22:00 to 05:30", "in the time of America/Chicago")
	c, err := h.store.Company(t.Context(), "larkspur")
	must(t, err)
	if c.EveryMinutes != 5 || c.QuietFrom != "22:00" || c.QuietTo != "05:30" {
		t.Errorf("saved is %+v", c)
	}
	a = h.follow(h.post(a.undo(t)))
	if c, err = h.store.Company(t.Context(), "larkspur"); err != nil || c.EveryMinutes != 10 || c.QuietFrom != "" {
		t.Errorf("taken back it is %+v, %v", c, err)
	}
	wants(t, "the page", a.text(), "Taken back: QuickBooks is expected every 5 minutes")
	a = h.post("/settings/files/larkspur", "every", "0", "quiet_from", "late", "quiet_to", "")
	if a.code != http.StatusUnprocessableEntity {
		t.Errorf("it answers %d", a.code)
	}
	wants(t, "the form", a.text(), "Error:", "3 things to correct", "The interval is a whole number from 1 to 1,440, not “0”", "“late” is no time of the day", "Quiet hours need both a beginning and an end")
	wants(t, "the form", a.body, `value="late"`)
}

// undo is the address that takes back what the page tells was done.
func (a answer) undo(t *testing.T) string {
	t.Helper()
	_, rest, ok := strings.Cut(a.body, `action="/steps/`)
	path, _, also := strings.Cut(rest, `"`)
	if !ok || !also {
		t.Fatalf("nothing can be taken back: %.800s", a.text())
	}
	return "/steps/" + path
}

func TestSettingsShowWhatIsLockedAndWhoMayChangeIt(t *testing.T) {
	h := story(t)
	a := h.see("/settings/files/larkspur")
	wants(t, "to a bookkeeper", a.text(), "Save the schedule", "Make a new password", "An admin changes this.", "Home currency USD", `C:\Books\larkspur.qbw`)
	wantsNot(t, "to a bookkeeper", a.body, "/settings/files/larkspur/password", "/settings/qwc")
	h.http = browser(t)
	h.signIn("vera@larkspurandpine.com")
	for _, path := range []string{"/settings/files/larkspur", "/settings/stores/main"} {
		a = h.see(path)
		wants(t, "to a viewer", a.text(), "A bookkeeper or an admin changes this.", "An admin changes this.")
		wantsNot(t, "to a viewer", a.body, "tok-very-secret", `action="/settings/`)
	}
	wantsNot(t, "the overview", h.see("/settings").text(), "Alerts and mail", "Backup")
}

func TestTheConnectionAndPasswordOfTheWebConnectorAreChangedByAnAdmin(t *testing.T) {
	h := story(t)
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	must(t, h.store.SaveCompany(t.Context(), tester, store.Company{Key: "other", Name: "Other", User: "taken", EveryMinutes: 10}))
	a := h.post("/settings/files/larkspur/connection", "name", "", "company_name", "Larkspur", "file_path", "", "user", "taken")
	wants(t, "the form", a.text(), "2 things to correct", "The books need a name", "Another company file has this user already")
	a = h.follow(h.post("/settings/files/larkspur/connection", "name", "Larkspur Books", "company_name", "Larkspur & Pine, Inc.", "file_path", `C:\Books\New.qbw`, "user", "larkspur"))
	wants(t, "the page", a.text(), "The connection is saved. Download the .qwc file again", "Name in QuickBooks Larkspur & Pine, Inc.")
	c, err := h.store.Company(t.Context(), "larkspur")
	must(t, err)
	if c.Name != "Larkspur Books" || c.ExpectedName != "Larkspur & Pine, Inc." || c.FilePath != `C:\Books\New.qbw` || c.EveryMinutes != 10 {
		t.Errorf("saved is %+v", c)
	}
	a = h.follow(h.post("/settings/files/larkspur/password"))
	plain := a.element("code")
	if c, err = h.store.Company(t.Context(), "larkspur"); err != nil {
		t.Fatal(err)
	}
	if ok, _ := access.VerifyPassword(c.PasswordHash, plain); !ok {
		t.Errorf("the page shows %q", plain)
	}
	wantsNot(t, "the page again", h.see("/settings/files/larkspur").body, plain)
	h.audited("company.changed", "password changed", plain)
}

// audited sees that something stands in the audit log, and something else in
// none of its rows.
func (h *house) audited(action, detail, never string) {
	h.t.Helper()
	rows, err := h.store.Events(h.t.Context(), store.EventFilter{Limit: 200})
	must(h.t, err)
	found := false
	for _, e := range rows.Rows {
		found = found || e.Action == action && strings.Contains(e.Detail, detail)
		if never != "" && strings.Contains(e.Detail, never) {
			h.t.Errorf("the audit log holds a secret: %s", e.Action)
		}
	}
	if !found {
		h.t.Errorf("the audit log has no %s with %q", action, detail)
	}
}

func TestAFileAtAnotherPlaceIsConfirmedWhereAPersonMeetsIt(t *testing.T) {
	h := story(t)
	ctx := t.Context()
	_, err := h.store.SeeCompanyFile(ctx, "larkspur", `C:\Books\larkspur.qbw`)
	must(t, err)
	const there = `D:\Moved\larkspur.qbw`
	if known, err := h.store.SeeCompanyFile(ctx, "larkspur", there); err != nil || known {
		t.Fatalf("%v %v", known, err)
	}
	must(t, h.store.StopCompany(ctx, "larkspur", "It is open from another place than before: "+there))
	wants(t, "Home", h.see("/").text(), "The company file is open from another place", there, "Say what this file is")
	wants(t, "Needs review", h.see("/review").text(), "The company file is open from another place")
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	a := h.see("/settings/files/larkspur")
	wants(t, "the page", a.text(), "Nothing is written while the file is open from here.", "It is the same file")
	wants(t, "a place that is none", h.post("/settings/files/larkspur/place", "path", "nowhere").text(), "never opened from there")
	a = h.follow(h.post("/settings/files/larkspur/place", "path", there))
	wants(t, "the page", a.text(), "is the same one. Writing goes on at the next call.", "By tomas@larkspurandpine.com")
	if known, err := h.store.SeeCompanyFile(ctx, "larkspur", there); err != nil || !known {
		t.Errorf("it is not confirmed: %v %v", known, err)
	}
}

// lose has QuickBooks lose the newest of what was posted.
func (h *house) lose(n int) {
	h.t.Helper()
	done, err := h.store.NewestDone(h.t.Context(), "larkspur", nil, n)
	must(h.t, err)
	var ids []store.PostingID
	for _, p := range done {
		ids = append(ids, p.ID)
	}
	must(h.t, h.store.SaveMissing(h.t.Context(), "larkspur", ids, "restored"))
	must(h.t, h.store.StopCompany(h.t.Context(), "larkspur", "The company file was restored."))
}

func TestARestoredFileIsDecidedAboutOnItsPage(t *testing.T) {
	h := story(t)
	h.lose(2)
	wants(t, "Home", h.see("/").text(), "Is this the right company file? 2 documents are missing in it", "Nothing is written", "Say what this file is")
	wants(t, "Needs review", h.see("/review").text(), "2 documents are missing in it")
	wants(t, "to a bookkeeper", h.see("/settings/files/larkspur").text(), "2 documents missing in the open file", "An admin changes this.")
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	a := h.see("/settings/files/larkspur")
	wants(t, "the page", a.text(), "Post 2 documents again", "The wrong file was open", "Sales receipt BC10567")
	wants(t, "without a reason", h.post("/settings/files/larkspur/missing", "do", "again", "count", "2").text(), "Say why: it stands in the record")
	wants(t, "another number", h.post("/settings/files/larkspur/missing", "do", "again", "count", "3", "why_again", "x").text(), "another number than when you looked")
	a = h.follow(h.post("/settings/files/larkspur/missing", "do", "wrong", "why", "the copy was open"))
	wants(t, "the wrong file", a.text(), "Nothing was changed. Writing goes on once the right file is open", "2 documents missing")
	h.audited("company.wrong_file", "the copy was open", "")
	a = h.follow(h.post("/settings/files/larkspur/missing", "do", "again", "count", "2", "why_again", "the disk broke"))
	wants(t, "the restored file", a.text(), "2 documents go to QuickBooks again at the next call")
	if n, err := h.store.CountMissing(t.Context(), "larkspur"); err != nil || n != 0 {
		t.Errorf("%d are missing, %v", n, err)
	}
	h.audited("company.post_again", "the disk broke", "")
	wants(t, "once more", h.post("/settings/files/larkspur/missing", "do", "again", "count", "2", "why_again", "x").text(), "Nothing is missing any more")
}

func TestAFileThatSomethingWasSentToIsNotUnlearnt(t *testing.T) {
	h := story(t)
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	wantsNot(t, "the page", h.see("/settings/files/larkspur").text(), "Is it another file?")
	wants(t, "the form", h.post("/settings/files/larkspur/forget", "seen", "Larkspur & Pine, LLC").text(), "Something was sent to this file already")
	h = bare(t)
	h.furnish()
	h.learn()
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the page", h.see("/settings/files/larkspur").text(), "Is it another file?", "No, another file")
	wants(t, "the page", h.follow(h.post("/settings/files/larkspur/forget", "seen", "Larkspur & Pine, LLC")).text(), "The file is unlearnt.", "QuickBooks has not opened it")
}

func TestAStoresReadingIsChangedAndItsTokenIsTriedFirst(t *testing.T) {
	h := story(t)
	a := h.follow(h.post("/settings/stores/main", "every", "90", "told", "no", "off", "yes"))
	wants(t, "the page", a.text(), "larkspurandpine.com is not read any more.", "Switched off", "Orders placed from 1 Oct 2026 on")
	h.follow(h.post(a.undo(t)))
	s, err := h.store.Shop(t.Context(), "main")
	must(t, err)
	if s.Disabled || s.PollSeconds != 30 || s.Webhooks != store.HooksYes {
		t.Errorf("taken back it is %+v", s)
	}
	wants(t, "the form", h.post("/settings/stores/main", "every", "x", "told", "signed").text(), "2 things to correct", "The interval is a whole number", "Give it below first")

	full := httptest.NewServer(shop.New(shop.Options{Seed: 1, Hash: "abc123", Token: "good-token"}).Handler())
	defer full.Close()
	must(t, h.store.ChangeShop(t.Context(), tester, "main", func(s *store.Shop) error { s.APIURL = full.URL; return nil }))
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	a = h.post("/settings/stores/main/connection", "name", "Larkspur", "token", "bad-token")
	wants(t, "a bad token", a.text(), "Nothing was changed", "refused the token")
	wantsNot(t, "a bad token", a.body, "bad-token")
	a = h.follow(h.post("/settings/stores/main/connection", "name", "Larkspur", "token", "good-token", "client_secret", "very-hidden"))
	wants(t, "a good one", a.text(), "The new token works and is saved.", "Client secret Given, and never shown")
	wantsNot(t, "the page", a.body, "good-token", "very-hidden")
	if s, err = h.store.Shop(t.Context(), "main"); err != nil || s.Token != "good-token" || s.ClientSecret != "very-hidden" || s.Name != "Larkspur" {
		t.Errorf("saved is %+v, %v", s, err)
	}
	h.audited("store.changed", "token changed", "good-token")
}

func TestAlertsAreChosenByKindAndPerson(t *testing.T) {
	h := story(t)
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	a := h.see("/settings/alerts")
	wants(t, "the page", a.text(), "Nobody gets e-mail", "QuickBooks stopped", "No backup could be made", "Another recipient", "Save a mail server first.")
	form := []string{"form", "alerts", "kind-stopped", "yes", "kind-held", "yes", "kind-unread", "yes", "kind-backup", "yes", "held_hours", "12", "digest_at", "7:30",
		"email-0", "Ana@Example.com", "alerts-0", "yes", "digest-0", "yes", "email-1", "bo@example.com", "of-1", "larkspur", "digest-1", "yes"}
	wants(t, "the page", h.follow(h.post("/settings/alerts", form...)).text(), "The alerts are saved.", "2 recipients", "Recipient 2")
	got, err := h.store.Alerts(t.Context())
	must(t, err)
	want := store.Alerts{HeldHours: 12, DigestAt: "07:30", Off: []string{"differs"}, To: []store.AlertTo{{Email: "ana@example.com", Alerts: true, Digest: true}, {Email: "bo@example.com", Company: "larkspur", Digest: true}}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("saved is %+v, want %+v", got, want)
	}
	a = h.post("/settings/alerts", "form", "alerts", "held_hours", "0", "digest_at", "", "email-0", "nobody", "alerts-0", "yes", "email-1", "a@example.com", "email-2", "b@example.com", "of-2", "none", "digest-2", "yes")
	wants(t, "the form", a.text(), "5 things to correct", "whole number from 1 to 744", "“nobody” is no e-mail address", "a@example.com would get nothing", "Choose one of the company files", "it has no hour")
	wants(t, "the form", a.body, `value="nobody"`)
	h.audited("setting.alerts", "bo@example.com", "")
}

// mailbox takes e-mail without a sign-in, and refuses a recipient.
func mailbox(t *testing.T) (port string, got chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	got = make(chan string, 8)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			takeMail(c, got)
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	_, port, err = net.SplitHostPort(l.Addr().String())
	must(t, err)
	return port, got
}

func takeMail(c net.Conn, got chan string) {
	defer func() { _ = c.Close() }()
	buf := make([]byte, 64<<10)
	say := func(s string) { _, _ = fmt.Fprintf(c, "%s\r\n", s) }
	say("220 mail.example ESMTP")
	data, letter := false, ""
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		text := string(buf[:n])
		switch {
		case data:
			if letter += text; strings.HasSuffix(letter, "\r\n.\r\n") {
				data = false
				got <- letter
				say("250 taken")
			}
		case strings.HasPrefix(text, "RCPT TO:<refused@"):
			say("550 no such mailbox")
		case strings.HasPrefix(text, "DATA"):
			data = true
			say("354 go on")
		case strings.HasPrefix(text, "QUIT"):
			say("221 bye")
			return
		default:
			say("250 yes")
		}
	}
}

func TestTheMailServerIsNamedAndTried(t *testing.T) {
	h := story(t)
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "before", h.post("/settings/alerts/test", "to", "ana@example.com").text(), "There is no mail server yet")
	a := h.post("/settings/alerts/mail", "host", "https://mail", "port", "99999", "tls", "none", "user", "u", "password", "", "from", "nobody")
	wants(t, "the form", a.text(), "5 things to correct", "is no name of a server", "The port is a whole number", "Without encryption mail goes to this machine only", "The sender is no e-mail address", "Type the password of u")
	port, letters := mailbox(t)
	a = h.follow(h.post("/settings/alerts/mail", "host", "127.0.0.1", "port", port, "tls", "none", "user", "", "from", "Countinghouse <books@example.com>"))
	wants(t, "the page", a.text(), "The mail server is saved. Send a test message.", "Server 127.0.0.1")
	a = h.follow(h.post("/settings/alerts/test", "to", "ana@example.com"))
	wants(t, "the test", a.text(), "127.0.0.1 took the test message to ana@example.com.")
	wants(t, "the letter", <-letters, "Subject: Countinghouse: a test message", "ana@example.com")
	wants(t, "a refused one", h.post("/settings/alerts/test", "to", "refused@example.com").text(), "The test message was not sent.", "not this recipient")
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	_, dead, err := net.SplitHostPort(closed.Addr().String())
	must(t, err)
	must(t, closed.Close())
	h.follow(h.post("/settings/alerts/mail", "host", "127.0.0.1", "port", dead, "tls", "none", "user", "ana", "password", "very-hidden", "from", "books@example.com"))
	a = h.post("/settings/alerts/test", "to", "ana@example.com")
	wants(t, "a server that isn’t there", a.text(), "Nothing takes e-mail at 127.0.0.1 on this port.")
	wantsNot(t, "the page", a.body, "very-hidden")
	h.follow(h.post("/settings/alerts/mail", "host", "127.0.0.1", "port", port, "tls", "none", "user", "ana", "password", "", "from", "books@example.com"))
	if m, err := h.store.MailServer(t.Context()); err != nil || m.Password != "very-hidden" {
		t.Errorf("an empty password does not keep the one that is there: %+v, %v", m, err)
	}
	b, err := os.ReadFile(filepath.Join(h.dir, store.FileName))
	must(t, err)
	if strings.Contains(string(b), "very-hidden") {
		t.Error("the password stands in the database unsealed")
	}
	h.audited("setting.mail", "password changed", "very-hidden")
	h.follow(h.post("/settings/alerts/mail", "host", ""))
	if m, err := h.store.MailServer(t.Context()); err != nil || m.Host != "" || m.Password != "" {
		t.Errorf("it is still there: %v", err)
	}
}

func TestTheOperatorsMailServerIsShownAndNotChanged(t *testing.T) {
	h := bare(t, func(o *Options) { o.Mail.Host, o.Mail.Port, o.Mail.From = "mail.example.com", 587, "books@example.com" })
	h.furnish()
	h.signIn("tomas@larkspurandpine.com")
	a := h.see("/settings/alerts")
	wants(t, "the page", a.text(), "Whoever runs this server named it", "Server mail.example.com", "Encryption STARTTLS")
	wantsNot(t, "the page", a.body, "/settings/alerts/mail")
	wants(t, "the form", h.post("/settings/alerts/mail", "host", "other.example.com").text(), "Whoever runs this server named the mail server")
}

func TestBackupsAreSeenPlannedAndMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "backups")
	var h *house
	h = bare(t, func(o *Options) {
		o.BackupAt, o.BackupKeep, o.BackupDir = "03:15", 7, dir
		o.BackupNow = func(by store.Actor) bool {
			_, err := h.store.BackupDaily(t.Context(), by, dir, 7)
			return err == nil
		}
	})
	h.furnish()
	h.learn()
	h.signIn("tomas@larkspurandpine.com")
	wants(t, "the page", h.see("/settings/backup").text(), "None yet", "Every day at 03:15", "countinghouse restore FILE", dir)
	a := h.follow(h.post("/settings/backup/now"))
	wants(t, "the page", a.text(), "A backup is being made.", "Checked", "Last 10:48")
	wants(t, "the form", h.post("/settings/backup", "at", "late", "keep", "0").text(), "2 things to correct", "no time of the day", "whole number from 1 to 365")
	a = h.follow(h.post("/settings/backup", "at", "", "keep", "3"))
	wants(t, "the page", a.text(), "No backup is made by itself any more.", "Made Never", "Kept 3 backups")
	if p, err := h.store.BackupPlan(t.Context()); err != nil || p != (store.BackupPlan{Keep: 3}) {
		t.Errorf("%+v, %v", p, err)
	}
	// One that fails is told on Home, in Settings and here.
	file := filepath.Join(t.TempDir(), "a file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := h.store.BackupDaily(t.Context(), tester, file, 3); err == nil {
		t.Fatal("a backup was written into a file")
	}
	wants(t, "Home", h.see("/").text(), "The backup of 10:48 failed", "The last good one is of 10 Nov, 10:48", "See the backups")
	wants(t, "Settings", h.see("/settings").text(), "The last one, of 10 Nov, 10:48, failed.")
	wants(t, "the page", h.see("/settings/backup").text(), "The backup of 10:48 failed", "Failed")
}

func TestWhatWasTypedComesBackButNeverAPassword(t *testing.T) {
	h := story(t)
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	for path, form := range map[string]url.Values{
		"/settings/alerts/mail":            {"host": {"typed.example.com"}, "port": {"x"}, "password": {"typed-secret"}},
		"/settings/stores/main/connection": {"name": {""}, "client_id": {"typed-id"}, "token": {"typed-secret"}, "client_secret": {"typed-secret"}},
	} {
		a := h.do(http.MethodPost, path, form)
		if a.code != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", path, a.code)
		}
		wants(t, path, a.body, "typed")
		wantsNot(t, path, a.body, "typed-secret")
	}
}
