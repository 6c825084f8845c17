package alert

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/secret"
	"countinghouse/store"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// post is a mail server: it takes what is sent to it, or refuses addresses.
type post struct {
	t      *testing.T
	port   int
	mu     sync.Mutex
	got    []letter
	refuse map[string]bool
	wg     sync.WaitGroup
}

type letter struct {
	to, subject, plain, rich string
	head                     mail.Header
}

func newPost(t *testing.T) *post {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &post{t: t, port: l.Addr().(*net.TCPAddr).Port, refuse: map[string]bool{}}
	p.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.wg.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); p.wg.Wait() })
	return p
}

// serve speaks as much SMTP (RFC 5321) as a sender without TLS needs.
func (p *post) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(c, format+"\r\n", args...) }
	say("220 post.example ESMTP")
	to := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO", "HELO":
			say("250 post.example")
		case "RCPT":
			to = strings.Trim(strings.TrimPrefix(rest, "TO:"), "<>")
			p.mu.Lock()
			refused := p.refuse[to]
			p.mu.Unlock()
			if refused {
				say("550 no such mailbox")
				continue
			}
			say("250 ok")
		case "DATA":
			say("354 go on")
			var b strings.Builder
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				b.WriteString(strings.TrimPrefix(line, "."))
			}
			p.keep(to, b.String())
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (p *post) keep(to, raw string) {
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		p.t.Errorf("%v in %q", err, raw)
		return
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		p.t.Error(err)
	}
	l := letter{to: to, subject: subject, head: m.Header}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		p.t.Error(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			break
		}
		body := io.Reader(part)
		if part.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			body = quotedprintable.NewReader(part)
		}
		b, err := io.ReadAll(body)
		if err != nil {
			p.t.Error(err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.rich = string(b)
		} else {
			l.plain = strings.ReplaceAll(string(b), "\r\n", "\n")
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, l)
}

// letters are what came since the last time.
func (p *post) letters() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	got := p.got
	p.got = nil
	return got
}

type desk struct {
	t    *testing.T
	st   *store.Store
	post *post
	w    *Watch
	now  time.Time
	last store.PostingID // that was posted
}

var tester = store.Actor{Kind: "cli", Name: "test"}

func newDesk(t *testing.T, rules store.Alerts) *desk {
	t.Helper()
	d := &desk{t: t, post: newPost(t), now: time.Date(2026, 11, 10, 16, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	sealer, err := secret.LoadOrCreate(filepath.Join(dir, "secret.key"))
	must(t, err)
	d.st, err = store.Open(t.Context(), dir, store.Options{Sealer: sealer, Now: func() time.Time { return d.now }})
	must(t, err)
	t.Cleanup(func() { must(t, d.st.Close()) })
	must(t, d.st.SaveCompany(t.Context(), tester, store.Company{Key: "larkspur", Name: "Larkspur & Pine", User: "larkspur", EveryMinutes: 10}))
	must(t, d.st.SaveShop(t.Context(), tester, store.Shop{Key: "main", Company: "larkspur", Name: "larkspur.example", Zone: "America/Chicago", Currency: "USD", Token: "t"}))
	must(t, d.st.SaveAlerts(t.Context(), tester, rules))
	d.restart()
	return d
}

// restart forgets what the watch keeps in memory.
func (d *desk) restart() {
	d.w = New(d.st, Options{Mail: Mail{Host: "127.0.0.1", Port: d.post.port, TLS: "none", From: "Countinghouse <books@example.com>"}, Link: "https://books.example.com", Now: func() time.Time { return d.now }})
}

// look looks once and gives what was sent.
func (d *desk) look() []letter {
	d.t.Helper()
	must(d.t, d.w.Look(d.t.Context()))
	return d.post.letters()
}

func (d *desk) call() {
	d.t.Helper()
	v, err := d.st.OpenVisit(d.t.Context(), "larkspur", fmt.Sprint("ticket ", d.now), "192.0.2.7", "2.3", 0)
	must(d.t, err)
	must(d.t, d.st.CloseVisit(d.t.Context(), v.ID, "closed", ""))
}

func one(t *testing.T, got []letter) letter {
	t.Helper()
	if len(got) != 1 {
		t.Fatalf("%d e-mails: %+v", len(got), got)
	}
	return got[0]
}

func says(t *testing.T, l letter, want ...string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(l.subject+"\n"+l.plain, s) {
			t.Errorf("it does not say %q:\n%s\n%s", s, l.subject, l.plain)
		}
	}
}

func alertsTo(emails ...string) store.Alerts {
	var a store.Alerts
	for _, e := range emails {
		a.To = append(a.To, store.AlertTo{Email: e, Alerts: true})
	}
	return a
}

func TestThatQuickBooksStoppedIsToldOnceAndItsEndToo(t *testing.T) {
	d := newDesk(t, alertsTo("ana@example.com"))
	if got := d.look(); len(got) != 0 {
		t.Errorf("it never called, and that is told: %+v", got)
	}
	d.call()
	d.now = d.now.Add(59 * time.Minute)
	if got := d.look(); len(got) != 0 {
		t.Errorf("told too early: %+v", got)
	}
	d.now = d.now.Add(2 * time.Minute)
	l := one(t, d.look())
	says(t, l, "Larkspur & Pine: QuickBooks stopped", "has not called since 10 November at 10:00", "Auto-Run ticked", "nothing is lost", "https://books.example.com/")
	if l.to != "ana@example.com" || !strings.Contains(l.rich, "<p>QuickBooks has not called") || l.head.Get("Auto-Submitted") != "auto-generated" || l.head.Get("Date") == "" || l.head.Get("Message-Id") == "" {
		t.Errorf("%+v", l)
	}
	d.now = d.now.Add(5 * time.Hour)
	d.restart()
	if got := d.look(); len(got) != 0 {
		t.Errorf("told again: %+v", got)
	}
	d.call()
	says(t, one(t, d.look()), "it is over", "QuickBooks calls again", "It was told on 10 November at 11:01", "has not called since")
	if got := d.look(); len(got) != 0 {
		t.Errorf("its end is told again: %+v", got)
	}
}

func TestQuietHoursAreNoStop(t *testing.T) {
	d := newDesk(t, alertsTo("ana@example.com"))
	must(t, d.st.SaveCompany(t.Context(), tester, store.Company{Key: "larkspur", Name: "Larkspur", User: "larkspur", EveryMinutes: 10, QuietFrom: "22:00", QuietTo: "05:30"}))
	d.now = time.Date(2026, 11, 11, 3, 55, 0, 0, time.UTC) // 21:55 in Chicago
	d.call()
	for _, at := range []time.Duration{2 * time.Hour, 7 * time.Hour, 8 * time.Hour} { // the last is 05:55
		d.now = time.Date(2026, 11, 11, 3, 55, 0, 0, time.UTC).Add(at)
		if got := d.look(); len(got) != 0 {
			t.Errorf("after %v: %+v", at, got)
		}
	}
	d.now = time.Date(2026, 11, 11, 12, 45, 0, 0, time.UTC) // 06:45
	one(t, d.look())
}

func TestAStoreThatCantBeReadIsToldAfterAnHour(t *testing.T) {
	d := newDesk(t, alertsTo("ana@example.com"))
	fail := func(words string) { must(t, d.st.SaveShopPoll(t.Context(), "main", d.now, words)) }
	fail("BigCommerce refused the token of this store.")
	for range 3 {
		if got := d.look(); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		d.now = d.now.Add(19 * time.Minute)
	}
	fail("") // it mended itself
	d.look()
	fail("BigCommerce refused the token of this store.")
	d.look()
	d.now = d.now.Add(time.Hour)
	says(t, one(t, d.look()), "larkspur.example can't be read", "refused the token")
	fail("")
	says(t, one(t, d.look()), "larkspur.example is read again")
}

// sell keeps an order, held or not.
func (d *desk) sell(id int, total string, held bool) {
	d.t.Helper()
	v := money.MustDecimal(total)
	o := sales.Order{Store: "main", ID: sales.OrderID(id), Status: sales.AwaitingFulfilment, Currency: "USD", Decimals: 2, Placed: d.now, Modified: d.now, Total: sales.Taxed{Ex: v, Inc: v},
		Lines: []sales.Line{{ID: 1, SKU: "A", Quantity: money.Int(1), Total: sales.Taxed{Ex: v, Inc: v}}}}
	_, err := d.st.SaveOrders(d.t.Context(), "main", []sales.Order{o})
	must(d.t, err)
	if !held {
		return
	}
	next, err := d.st.OrdersToPlan(d.t.Context(), "larkspur", 10)
	must(d.t, err)
	for _, p := range next {
		if p.Order.ID == o.ID {
			_, err = d.st.SavePlans(d.t.Context(), "larkspur", []store.PlanResult{{Store: "main", Order: o.ID, Version: p.Version,
				Plan: books.Plan{Outcome: books.Hold, Problems: []sales.Problem{{Code: "item", Subject: "A", What: "No item for SKU A.", Means: "m", Fix: "f"}}}}})
			must(d.t, err)
		}
	}
}

func TestAnOrderHeldOverADayIsTold(t *testing.T) {
	d := newDesk(t, alertsTo("ana@example.com"))
	d.sell(1, "10.00", true)
	d.now = d.now.Add(23 * time.Hour)
	if got := d.look(); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	d.now = d.now.Add(2 * time.Hour)
	says(t, one(t, d.look()), "1 order waits for review", "for over 24 hours, the oldest since 10 November", "https://books.example.com/review")
}

func TestTheMorningDigestComesOnce(t *testing.T) {
	d := newDesk(t, store.Alerts{DigestAt: "07:30", To: []store.AlertTo{{Email: "ana@example.com", Digest: true}, {Email: "bo@example.com"}, {Email: "cy@example.com", Company: "another", Digest: true}}})
	d.sell(1, "1234.50", false)
	d.sell(2, "10.00", true)
	d.now = time.Date(2026, 11, 11, 13, 29, 0, 0, time.UTC) // 07:29 in Chicago
	if got := d.look(); len(got) != 0 {
		t.Errorf("too early: %+v", got)
	}
	d.now = d.now.Add(time.Minute)
	l := one(t, d.look())
	says(t, l, "Larkspur & Pine: not all of 2 orders are in QuickBooks yet", "10 Nov", "The store sold", "2 orders, 1,244.50 USD", "In QuickBooks, read back", "0 orders, 0.00 USD",
		"Waiting for QuickBooks  ", "1 order, 1,234.50 USD", "Needs review", "1 order, 10.00 USD", "No item for SKU A.", "QuickBooks has never called.")
	if l.to != "ana@example.com" || !strings.Contains(l.rich, "<td>No item for SKU A.</td>") {
		t.Errorf("%+v", l)
	}
	d.restart()
	d.now = d.now.Add(8 * time.Hour)
	if got := d.look(); len(got) != 0 {
		t.Errorf("again: %+v", got)
	}
	d.now = time.Date(2026, 11, 12, 20, 0, 0, 0, time.UTC) // the server did not run in the morning
	says(t, one(t, d.look()), "no orders on")
}

func TestMailThatFailsIsTriedAgainAndNobodyIsToldTwice(t *testing.T) {
	d := newDesk(t, alertsTo("ana@example.com", "wrong@example.com"))
	d.call()
	d.now = d.now.Add(2 * time.Hour)
	d.post.refuse["ana@example.com"], d.post.refuse["wrong@example.com"] = true, true
	if err := d.w.Look(t.Context()); err == nil || !strings.Contains(err.Error(), "ana@example.com") {
		t.Errorf("%v", err)
	}
	if err := d.w.Look(t.Context()); err != nil { // it waits a little
		t.Errorf("%v", err)
	}
	d.post.mu.Lock()
	delete(d.post.refuse, "ana@example.com")
	d.post.mu.Unlock()
	d.now = d.now.Add(pause)
	if l := one(t, d.look()); l.to != "ana@example.com" {
		t.Errorf("%+v", l)
	}
	d.now = d.now.Add(pause)
	if got := d.look(); len(got) != 0 {
		t.Errorf("told again because of a wrong address: %+v", got)
	}
}

func TestWhatStandsInATextDoesNotBecomeAHeaderOrATag(t *testing.T) {
	tx := &text{link: "https://books.example.com"}
	tx.say("<script>%s", "x")
	m := tx.message("Larkspur\r\nBcc: evil@example.com\r\n\r\nbody "+strings.Repeat("a", 500), "/")
	if strings.ContainsAny(m.Subject, "\r\n") || len(m.Subject) > 200 || strings.Contains(m.HTML, "<script>") {
		t.Errorf("%q %q", m.Subject, m.HTML)
	}
	p := newPost(t)
	m.To = "ana@example.com"
	must(t, Mail{Host: "127.0.0.1", Port: p.port, TLS: "none", From: "books@example.com"}.Send(context.Background(), m, time.Now()))
	if l := one(t, p.letters()); l.head.Get("Bcc") != "" || !strings.HasPrefix(l.subject, "Larkspur Bcc: evil") {
		t.Errorf("%+v", l)
	}
}

func TestMailSettingsThatCannotWorkAreAllNamed(t *testing.T) {
	err := Mail{Host: "mail.example.com", Port: 0, TLS: "none", User: "u", From: "nobody"}.Validate()
	for _, want := range []string{"port", "no e-mail address", "this machine only", "go together"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	for _, good := range []Mail{{}, {Host: "mail.example.com", Port: 587, From: "a@example.com"}, {Host: "localhost", Port: 25, TLS: "none", From: "a@example.com", User: "u", Password: "p"}} {
		if err := good.Validate(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	if (Mail{Host: "x", Port: 1, From: "a@example.com", TLS: "ssl3"}).Validate() == nil {
		t.Error("an unknown TLS was taken")
	}
}

// A mail server that offers no TLS gets neither password nor figures.
func TestWithoutTLSNothingIsSentUnlessItIsSaid(t *testing.T) {
	p := newPost(t)
	err := Mail{Host: "127.0.0.1", Port: p.port, From: "books@example.com", User: "u", Password: "p"}.Send(t.Context(), Message{To: "ana@example.com", Subject: "s", Text: "t", HTML: "h"}, time.Now())
	if err == nil || len(p.letters()) != 0 {
		t.Errorf("%v", err)
	}
}

// What somebody changed or deleted in QuickBooks is told, and that it was put right.
func TestADifferenceInQuickBooksIsTold(t *testing.T) {
	d := newDesk(t, alertsTo("ana@example.com"))
	d.post1(7)
	if got := d.look(); len(got) != 0 {
		t.Errorf("told of what agrees: %+v", got)
	}
	d.found(store.Outcome{From: store.Posted, To: store.Posted, Lane: "differs", Reason: "QuickBooks has 12.00, the store 10.00."})
	says(t, one(t, d.look()), "Larkspur & Pine: a difference was found in QuickBooks", "1 document in QuickBooks is not as posted", "https://books.example.com/review")
	if got := d.look(); len(got) != 0 {
		t.Errorf("it is told again: %+v", got)
	}
	d.found(store.Outcome{From: store.Posted, To: store.Verified})
	says(t, one(t, d.look()), "it is over", "agrees with what was posted again")
}

// post1 posts a receipt of an order.
func (d *desk) post1(id int) {
	d.t.Helper()
	ctx := d.t.Context()
	d.sell(id, "10.00", false)
	next, err := d.st.OrdersToPlan(ctx, "larkspur", 10)
	must(d.t, err)
	doc := books.Document{Kind: books.SalesReceipt, Customer: books.Ref{ListID: "C-1"}, Date: day.Of(d.now, time.UTC), RefNumber: fmt.Sprint("BC", id), Currency: "USD", Decimals: 2, Total: 1000}
	_, err = d.st.SavePlans(ctx, "larkspur", []store.PlanResult{{Store: "main", Order: sales.OrderID(id), Version: next[0].Version,
		Plan: books.Plan{Outcome: books.Post, Documents: []books.Document{doc}, Day: doc.Date, Total: 1000, Fingerprint: next[0].Order.Fingerprint()}}})
	must(d.t, err)
	ready, err := d.st.ClaimReady(ctx, "larkspur", 10)
	must(d.t, err)
	d.last = ready[0].ID
	d.answer(ready[0].ID, store.Outcome{Posting: ready[0].ID, From: store.Sent, To: store.Posted, TxnID: "T-1", EditSequence: "1"})
}

// found is what was read back of the document that was posted last.
func (d *desk) found(o store.Outcome) {
	d.t.Helper()
	o.Posting = d.last
	d.answer(0, o)
}

// answer is an exchange of a visit; claimed is what it hands over.
func (d *desk) answer(claimed store.PostingID, o store.Outcome) {
	d.t.Helper()
	ctx := d.t.Context()
	v, err := d.st.OpenVisit(ctx, "larkspur", fmt.Sprint("ticket ", d.now, o.To, o.Lane), "192.0.2.7", "2.3", 0)
	must(d.t, err)
	var ids []store.PostingID
	if claimed != 0 {
		ids = append(ids, claimed)
	}
	x, err := d.st.MarkSent(ctx, store.Exchange{Visit: v.ID, SetID: fmt.Sprint("set", o.To, o.Lane), Purpose: "post", Requests: 1, Request: []byte("<QBXML/>")}, ids)
	must(d.t, err)
	must(d.t, d.st.Answer(ctx, x, store.Reply{Response: []byte("<QBXML/>"), Outcomes: []store.Outcome{o}}))
	must(d.t, d.st.CloseVisit(ctx, v.ID, "closed", ""))
}

// A backup is of no company file: it is told to those who get the alerts of all.
func TestABackupThatFailedIsToldToThoseWhoGetAllAlerts(t *testing.T) {
	rules := alertsTo("ana@example.com")
	rules.To = append(rules.To, store.AlertTo{Email: "bo@example.com", Company: "larkspur", Alerts: true}, store.AlertTo{Email: "cy@example.com", Digest: true})
	d := newDesk(t, rules)
	file := filepath.Join(t.TempDir(), "a file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := d.st.BackupDaily(t.Context(), tester, file, 3); err == nil {
		t.Fatal("a backup was written into a file")
	}
	l := one(t, d.look())
	says(t, l, "Countinghouse: the backup failed", "what happens from now on is in no backup until one is made", "There is no good backup at all.", "https://books.example.com/settings/backup")
	if l.to != "ana@example.com" {
		t.Errorf("it goes to %s", l.to)
	}
	if got := d.look(); len(got) != 0 {
		t.Errorf("it is told again: %+v", got)
	}
	d.now = d.now.Add(time.Hour)
	if _, err := d.st.BackupDaily(t.Context(), tester, t.TempDir(), 3); err != nil {
		t.Fatal(err)
	}
	says(t, one(t, d.look()), "it is over", "A backup was made again.")
}

// A kind that is switched off is not told, and has no end to be told of either.
func TestAKindThatIsSwitchedOffIsNotTold(t *testing.T) {
	for _, kind := range store.AlertKinds() {
		rules := alertsTo("ana@example.com")
		d := newDesk(t, rules)
		begin := map[string]func(){
			"stopped": func() { must(t, d.st.StopCompany(t.Context(), "larkspur", "Another company file is open.")) },
			"unread": func() {
				must(t, d.st.SaveShopPoll(t.Context(), "main", d.now, "BigCommerce refused the token of this store."))
				d.look()
				d.now = d.now.Add(61 * time.Minute)
			},
			"held": func() { d.sell(1, "10.00", true); d.now = d.now.Add(25 * time.Hour) },
			"differs": func() {
				d.post1(7)
				d.found(store.Outcome{From: store.Posted, To: store.Posted, Lane: "differs", Reason: "Other figures."})
			},
			"backup": func() {
				file := filepath.Join(t.TempDir(), "a file")
				must(t, os.WriteFile(file, nil, 0o600))
				if _, err := d.st.BackupDaily(t.Context(), tester, file, 3); err == nil {
					t.Fatal("a backup was written into a file")
				}
			},
		}[kind]
		if begin == nil {
			t.Fatalf("no test brings about %q", kind)
		}
		rules.Off = []string{kind}
		must(t, d.st.SaveAlerts(t.Context(), tester, rules))
		begin()
		if got := d.look(); len(got) != 0 {
			t.Errorf("%s is switched off and told: %+v", kind, got)
		}
		rules.Off = nil
		must(t, d.st.SaveAlerts(t.Context(), tester, rules))
		d.look()
		d.now = d.now.Add(61 * time.Minute) // what has to last has lasted
		d.look()
		rules.Off = []string{kind}
		must(t, d.st.SaveAlerts(t.Context(), tester, rules))
		if got := d.look(); len(got) != 0 {
			t.Errorf("%s was switched off, and its end is told: %+v", kind, got)
		}
	}
}
