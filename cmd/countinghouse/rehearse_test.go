package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/report"
	"countinghouse/server"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// A rehearsal posts the same orders to a company file of its own, with the
// lists that were read: its ledger must come to the same as the books to which
// they are posted afterwards.
func TestARehearsalComesToWhatThePostingComesTo(t *testing.T) {
	ctx := t.Context()
	w := openWorld(t, worldOptions{Seed: 41, Mix: shop.MixSales(), NoPolling: true})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Start(ctx))
	must(w.Visits(ctx, 3)) // the lists are read
	w.Shop.Sell(40)
	_, err := w.PollShop(ctx)
	must(err)
	from := day.Of(time.Now().AddDate(0, 0, -60), time.UTC)
	before := rehearsed(t, w, from)
	if before.Orders != 40 || before.Posted == 0 || before.Refused != 0 {
		t.Fatalf("the rehearsal: %+v", before)
	}
	if before.Posted+before.Held != before.Orders || before.Held > 10 {
		t.Errorf("%d posted, %d held: %+v", before.Posted, before.Held, before.Causes)
	}
	for _, c := range before.Compared {
		if c.Store != c.Books {
			t.Errorf("%s: the store says %s, the books %s", c.What, c.Store, c.Books)
		}
	}
	page := rehearsalPage(t, w)
	for _, want := range []string{"orders were posted to a simulated company file", "Profit and loss", "Sales tax owed, by agency", "Online Store"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	must(w.Settle(ctx))
	sameLedger(t, w, before)
}

// rehearsed posts the world's orders since a day to a simulated company file.
func rehearsed(t *testing.T, w *world, from day.Day) store.Rehearsal {
	t.Helper()
	r, err := w.Store.BeginRehearsal(t.Context(), cli(), worldShop, from, time.UTC, false)
	if err == nil {
		r, err = server.Rehearse(t.Context(), w.Store, r, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// However many orders there are, they are posted in parts, each kept: a
// rehearsal that was stopped goes on where it was, and comes to the same.
func TestARehearsalThatWasStoppedGoesOnAndComesToTheSame(t *testing.T) {
	ctx := t.Context()
	w := openWorld(t, worldOptions{Seed: 43, Mix: shop.MixAll(), NoPolling: true})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Start(ctx))
	must(w.Visits(ctx, 3))
	w.Shop.Sell(300)
	_, err := w.PollShop(ctx)
	must(err)
	from := day.Of(time.Now().AddDate(0, 0, -60), time.UTC)
	whole := rehearsed(t, w, from)
	if whole.State != store.RehearsalDone || whole.Done != 300 || whole.Orders != 300 || whole.Posted+whole.Held+whole.Excluded+whole.Refused+whole.Waiting != 300 {
		t.Fatalf("the rehearsal: %+v", whole)
	}
	for _, c := range whole.Compared {
		if c.Store != c.Books {
			t.Errorf("%s: the store says %s, the books %s", c.What, c.Store, c.Books)
		}
	}
	r, err := w.Store.BeginRehearsal(ctx, cli(), worldShop, from, time.UTC, false)
	must(err)
	if _, err := w.Store.BeginRehearsal(ctx, cli(), worldShop, from, time.UTC, false); !errors.Is(err, store.ErrRehearsing) {
		t.Errorf("a second one began: %v", err)
	}
	r, err = server.Rehearse(ctx, w.Store, r, func(store.Rehearsal) { must(w.Store.StopRehearsal(ctx, cli(), worldShop)) })
	must(err)
	if r.State != store.RehearsalStopped || r.Done == 0 || r.Done >= 300 {
		t.Fatalf("it was stopped: %s, %d of %d", r.State, r.Done, r.Orders)
	}
	stopped := r.Done
	r, err = w.Store.BeginRehearsal(ctx, cli(), worldShop, from, time.UTC, true)
	must(err)
	if r.Done != stopped {
		t.Errorf("it goes on after %d orders, not %d", r.Done, stopped)
	}
	r, err = server.Rehearse(ctx, w.Store, r, nil)
	must(err)
	for _, x := range []*store.Rehearsal{&whole, &r} {
		x.Began, x.Ended = time.Time{}, time.Time{}
	}
	if d := cmp.Diff(report.RehearsalOf(whole), report.RehearsalOf(r)); d != "" {
		t.Errorf("it came to something else: %s", d)
	}
}

// Elsewhere than in the US the tax is in the codes of the lines: there too a
// rehearsal comes to what posting comes to.
func TestARehearsalAbroadComesToWhatThePostingComesTo(t *testing.T) {
	for _, country := range []string{"CA", "GB", "AU"} {
		t.Run(country, func(t *testing.T) {
			ctx := t.Context()
			w := openWorld(t, worldOptions{Seed: 47, Mix: shop.MixSales(), NoPolling: true, Country: country})
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(w.Start(ctx))
			must(w.Visits(ctx, 3))
			w.Shop.Sell(25)
			_, err := w.PollShop(ctx)
			must(err)
			before := rehearsed(t, w, day.Of(time.Now().AddDate(0, 0, -60), time.UTC))
			if before.Orders != 25 || before.Posted < 15 || before.Refused != 0 {
				t.Fatalf("the rehearsal: %+v", before)
			}
			must(w.Settle(ctx))
			sameLedger(t, w, before)
		})
	}
}

// sameLedger holds a rehearsal against the books of the same orders.
func sameLedger(t *testing.T, w *world, before store.Rehearsal) {
	t.Helper()
	now := map[string]money.Amount{}
	for _, b := range w.Books.TrialBalance() {
		if b.Type == "Income" || b.Type == "AccountsReceivable" || b.Type == "OtherCurrentLiability" || b.Type == "Bank" || b.Account == "Undeposited Funds" {
			now[b.Account] = money.Amount(b.Debit) - money.Amount(b.Credit)
		}
	}
	for _, a := range before.Accounts {
		if want, is := now[a.Name]; is && want != a.Amount {
			t.Errorf("%s: rehearsed %s, posted %s", a.Name, a.Amount, want)
		}
		delete(now, a.Name)
	}
	for name, amount := range now {
		t.Errorf("%s: %s was posted and not rehearsed", name, amount)
	}
	var owed, posted money.Amount
	for _, x := range before.Taxes {
		owed += x.Amount
	}
	for _, x := range w.Books.TaxLiability() {
		posted += money.Amount(x.Owed)
	}
	if owed != posted {
		t.Errorf("tax: rehearsed %s, posted %s", owed, posted)
	}
}

// deskBrowser is somebody who signed in as the admin: ask fetches a page, or
// sends a form, and tells the words and the status.
func deskBrowser(t *testing.T, w *world) (ask func(path string, form url.Values) (string, int)) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	ask = func(path string, form url.Values) (string, int) {
		t.Helper()
		method, body := http.MethodGet, ""
		if form != nil {
			method, body = http.MethodPost, form.Encode()
		}
		req, err := http.NewRequestWithContext(t.Context(), method, w.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := browser.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return html.UnescapeString(string(text)), res.StatusCode
	}
	if _, code := ask("/login", url.Values{"email": {demoUser}, "password": {w.Password}}); code != http.StatusOK {
		t.Fatalf("the sign-in answers %d", code)
	}
	return ask
}

// rehearsalPage has the set-up path rehearse, as an admin does in the browser,
// and waits until it is done.
func rehearsalPage(t *testing.T, w *world) string {
	t.Helper()
	ask := deskBrowser(t, w)
	page, code := ask("/setup/rehearse", url.Values{"store": {worldShop}, "do": {"simulate"}})
	for code == http.StatusOK && !strings.Contains(page, "Show its figures") {
		page, code = ask("/setup/rehearse?store="+worldShop, nil)
	}
	if code != http.StatusOK {
		t.Fatalf("the page answers %d", code)
	}
	return page
}

// The page tells how far a rehearsal is, whoever runs it, and what can be done.
func TestTheSetUpPathTellsHowFarARehearsalIs(t *testing.T) {
	ctx := t.Context()
	w := openWorld(t, worldOptions{Seed: 53, Mix: shop.MixAll(), NoPolling: true, MissingSKUs: 60})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Start(ctx))
	must(w.Visits(ctx, 3))
	w.Shop.Sell(12)
	_, err := w.PollShop(ctx)
	must(err)
	from := day.Of(time.Now().AddDate(0, 0, -60), time.UTC)
	ask := deskBrowser(t, w)
	sees := func(what, page string, words ...string) {
		t.Helper()
		for _, want := range words {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page does not say %q", what, want)
			}
		}
	}
	post := func(do string) (string, int) {
		return ask("/setup/rehearse", url.Values{"store": {worldShop}, "do": {do}})
	}
	page, _ := ask("/setup/rehearse", nil)
	sees("before", page, "have all of them posted to a simulated company file")
	r, err := w.Store.BeginRehearsal(ctx, cli(), worldShop, from, time.UTC, false) // as another process does
	must(err)
	page, _ = ask("/setup/rehearse", nil)
	sees("under way", page, "0 of 12 orders", "<progress", `value="stop"`)
	page, code := post("simulate")
	if code != http.StatusUnprocessableEntity {
		t.Errorf("a second one answers %d", code)
	}
	sees("a second one", page, "A rehearsal is under way already, so no other was begun. Wait until it is done, or stop it.")
	r.Done, r.Posted = 5, 4
	must(w.Store.KeepRehearsal(ctx, r))
	page, _ = post("stop")
	sees("stopped", page, "The rehearsal stopped after 5 of 12 orders", "Go on where it stopped", "Begin again", "Not rehearsed yet")
	page, _ = post("stop") // nothing runs any more: it is as it was
	sees("stopped twice", page, "The rehearsal stopped after 5 of 12 orders")
	if err := w.Store.KeepRehearsal(ctx, r); !errors.Is(err, store.ErrChanged) {
		t.Errorf("what was stopped is written: %v", err)
	}
	page = rehearsalPage(t, w)
	sees("done", page, "The store’s own totals beside the books", "The same", "What waits, and why")
	last, err := w.Store.LastRehearsal(ctx, worldShop)
	must(err)
	if last.Held == 0 || !strings.Contains(page, fmt.Sprintf(`href="/orders/%s/%d"`, worldShop, last.Causes[0].First[0])) {
		t.Error("the orders that wait are not linked")
	}
	rules, _, err := w.Store.Rules(ctx, worldShop)
	must(err)
	rules.RefPrefix = "ZZ"
	_, err = w.Store.SaveRules(ctx, cli(), worldShop, rules)
	must(err)
	page, _ = ask("/setup/rehearse", nil)
	sees("another mapping", page, "The mapping was changed since the orders were posted to a simulated company file")
}

func TestARehearsalIsToldOnTheCommandLine(t *testing.T) {
	ctx := t.Context()
	w := openWorld(t, worldOptions{Seed: 59, Mix: shop.MixPlain(), NoPolling: true})
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COUNTINGHOUSE_DATA", w.o.Dir)
	do := func(args ...string) said {
		t.Helper()
		var out, errOut bytes.Buffer
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	do("rehearse").want(t, exitFailed, "lists are not read completely yet")
	do("rehearse", "--last").want(t, exitFailed, "was never rehearsed")
	do("rehearse", "--store", "nowhere").want(t, exitFailed, `there is no store "nowhere"`)
	do("rehearse", "--days", "0").want(t, exitUsage, "--days is 1 to 366")
	if err := w.Visits(ctx, 3); err != nil {
		t.Fatal(err)
	}
	w.Shop.Sell(3)
	if _, err := w.PollShop(ctx); err != nil {
		t.Fatal(err)
	}
	do("rehearse").want(t, exitOK, "3 of 3 orders rehearsed", "3 posted", "THE STORE BESIDE THE BOOKS", "TRIAL BALANCE")
	var got report.Rehearsal
	said := do("rehearse", "--last", "--json")
	if err := json.Unmarshal([]byte(said.out), &got); err != nil || said.code != exitOK {
		t.Fatalf("%v: %s%s", err, said.out, said.err)
	}
	if got.State != "done" || got.Posted != 3 || len(got.Compared) != 1 || !got.Compared[0].Same || len(got.Accounts) == 0 {
		t.Errorf("%+v", got)
	}
}
