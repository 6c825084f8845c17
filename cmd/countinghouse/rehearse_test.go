package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/simulator/shop"
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
	before, err := w.Server.Rehearse(ctx, worldShop, from)
	must(err)
	if before.Orders != 40 || before.Posted == 0 || before.Refused != 0 {
		t.Fatalf("the rehearsal: %+v", before)
	}
	if before.Posted+before.Held != before.Orders || before.Held > 10 {
		t.Errorf("%d posted, %d held: %+v", before.Posted, before.Held, before.Reasons)
	}
	page := rehearsalPage(t, w)
	for _, want := range []string{"orders were posted to a simulated company file", "Profit and loss", "Sales tax owed, by agency", "Online Store"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	must(w.Settle(ctx))
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
	var owed money.Amount
	for _, x := range before.Taxes {
		owed += x.Amount
	}
	var posted money.Amount
	for _, x := range w.Books.TaxLiability() {
		posted += money.Amount(x.Owed)
	}
	if owed != posted {
		t.Errorf("tax: rehearsed %s, posted %s", owed, posted)
	}
}

// rehearsalPage has the set-up path rehearse, as an admin does in the browser.
func rehearsalPage(t *testing.T, w *world) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	var body []byte
	for _, form := range []struct {
		path   string
		values url.Values
	}{{"/login", url.Values{"email": {demoUser}, "password": {w.Password}}}, {"/setup/rehearse", url.Values{"store": {worldShop}, "do": {"simulate"}}}} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+form.path, strings.NewReader(form.values.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := browser.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %d %v", form.path, res.StatusCode, err)
		}
	}
	return html.UnescapeString(string(body))
}
