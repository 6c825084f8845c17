package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/bigcommerce"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// fillStore is the form of the store's connection.
func (d *desk) fillStore(s *setup, page *templates.Setup) {
	for _, scope := range bigcommerce.LeastScopes() {
		page.Scopes = append(page.Scopes, bigcommerce.ScopeName(scope))
	}
	if !s.has() {
		page.Values["needs-books"] = "yes"
		if s.company.Key != "" {
			page.Values["needs-books"] = ""
		}
		return
	}
	page.Values["name"], page.Values["path"] = s.shop.Name, s.shop.APIURL+"/stores/"+s.shop.Hash+"/v3/"
	read := templates.SetupCheck{Kind: "now", Head: "Reading the store for the first time…", Line: "The orders of the last 30 days."}
	switch {
	case s.shop.LastError != "":
		read = templates.SetupCheck{Kind: "bad", Head: "The store can’t be read", Line: templates.Plain(s.shop.LastError)}
	case !s.shop.LastPoll.IsZero():
		read = templates.SetupCheck{Kind: "done", Head: "The store is read", When: callTime(s.shop.LastPoll, s.sc.now)}
	}
	facts := templates.SetupCheck{Kind: "open", Head: "Time zone and currency"}
	if s.shop.Zone != "" {
		facts = templates.SetupCheck{Kind: "done", Head: "It told its time zone and currency", Line: templates.Plain(s.shop.Zone + ", " + s.shop.Currency + ".")}
	}
	page.Checks = []templates.SetupCheck{{Kind: "done", Head: "The token was accepted", Line: "Every permission that is needed is there."}, read, facts}
}

// connectStore takes the store's connection, after trying it: POST /setup/store.
func (d *desk) connectStore(w http.ResponseWriter, r *http.Request) error {
	s, err := d.setupOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	form := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	name, path, token, file := form("name"), form("path"), form("token"), form("books")
	var problems []templates.FormProblem
	fail := func(field, text string) {
		problems = append(problems, templates.FormProblem{Field: field, Text: text})
	}
	if name == "" {
		fail("name", "Write the store’s name, as you call it.")
	}
	base, hash, err := bigcommerce.SplitAPIPath(path)
	if err != nil {
		fail("path", "Write the API path as the control panel shows it: https://api.bigcommerce.com/stores/abc123/v3/")
	}
	if token == "" && (!s.has() || s.shop.Hash != hash) {
		fail("token", "Paste the access token of the API account.")
	}
	if s.company.Key == "" && file == "" {
		fail("books", "Write the name of the company file, as QuickBooks shows it.")
	}
	shop := s.shop
	if !s.has() {
		shop = store.Shop{PollSeconds: 60, LoginURL: "https://login.bigcommerce.com"}
	}
	shop.Name, shop.APIURL, shop.Hash = name, base, hash
	if token != "" {
		shop.Token = token
	}
	if len(problems) == 0 {
		for _, text := range d.tryStore(ctx, shop) {
			fail("token", text)
		}
	}
	if len(problems) > 0 {
		return d.showSetup(w, r, s, "store", http.StatusUnprocessableEntity, func(p *templates.Setup) {
			p.Problems, p.ProblemHead = problems, "The store isn’t connected"
			p.Values["name"], p.Values["path"], p.Values["books"] = name, path, file
		})
	}
	if s.company.Key == "" {
		company, err := d.newBooks(ctx, r, file)
		if err != nil {
			return err
		}
		s.company = company
	}
	if !s.has() {
		all, err := d.Store.Shops(ctx)
		if err != nil {
			return err
		}
		shop.Key, shop.Company = sales.StoreKey(keyFrom(name, storeTaken(all))), s.company.Key
	}
	if err := d.Store.SaveShop(ctx, d.actor(r), shop); err != nil {
		return err
	}
	s.shop = shop
	http.Redirect(w, r, s.url("store"), http.StatusSeeOther)
	return nil
}

// newBooks makes a company file without a password: nothing can call until
// one is made.
func (d *desk) newBooks(ctx context.Context, r *http.Request, name string) (store.Company, error) {
	all, err := d.Store.Companies(ctx)
	if err != nil {
		return store.Company{}, err
	}
	key := keyFrom(name, func(key string) bool {
		return slices.ContainsFunc(all, func(c store.Company) bool { return string(c.Key) == key || c.User == "qbwc-"+key })
	})
	c := store.Company{Key: store.CompanyKey(key), Name: name, User: "qbwc-" + key, EveryMinutes: 10}
	return c, d.Store.SaveCompany(ctx, d.actor(r), c)
}

// tryStore calls the store with what was typed, and tells all that is missing:
// the token, or a permission.
func (d *desk) tryStore(ctx context.Context, shop store.Shop) []string {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	c, err := bigcommerce.New(bigcommerce.Options{BaseURL: shop.APIURL, StoreHash: shop.Hash, Token: shop.Token, UserAgent: "Countinghouse/" + d.Version, Log: d.Log, Timeout: 10 * time.Second, Retries: -1, LimitRetries: -1})
	if err != nil {
		return []string{err.Error()}
	}
	if _, err := c.Store(ctx); err != nil {
		return []string{bigcommerce.Words(err)}
	}
	var missing []string
	forbidden := func(scope string, err error) {
		var e *bigcommerce.APIError
		switch {
		case err == nil, errors.As(err, &e) && e.Kind == bigcommerce.NotFound:
		case errors.As(err, &e) && e.Kind == bigcommerce.Forbidden:
			missing = append(missing, "The API account lacks the permission "+bigcommerce.ScopeName(scope)+". Add it in BigCommerce, or make another account with it.")
		default:
			missing = append(missing, bigcommerce.Words(err))
		}
	}
	orders, err := c.Orders(ctx, bigcommerce.OrderQuery{Limit: 1, Bare: true, Sort: "id:desc"})
	forbidden(bigcommerce.ScopeOrders, err)
	order := int64(1) // a permission is asked before whether there is such an order
	if len(orders.Rows) > 0 {
		order = int64(orders.Rows[0].Order.ID)
	}
	_, err = c.Transactions(ctx, order)
	forbidden(bigcommerce.ScopeTransactions, err)
	_, err = c.Customers(ctx, []int64{1})
	forbidden(bigcommerce.ScopeCustomers, err)
	_, err = c.Products(ctx, d.Now().Add(time.Hour)) // of the future: none are sent
	forbidden(bigcommerce.ScopeProducts, err)
	return missing
}

// connectBooks makes the Web Connector's password, or takes down which company
// file is meant: POST /setup/quickbooks.
func (d *desk) connectBooks(w http.ResponseWriter, r *http.Request) error {
	s, err := d.setupOf(r)
	if err != nil {
		return err
	}
	if !s.has() {
		return store.ErrNotFound
	}
	ctx := r.Context()
	switch r.PostFormValue("do") {
	case "password":
		password := access.NewPassword()
		c := s.company
		if c.PasswordHash, err = access.HashPassword(password); err != nil {
			return err
		}
		if err := d.Store.SaveCompany(ctx, d.actor(r), c); err != nil {
			return err
		}
		return d.showSetup(w, r, s, "quickbooks", http.StatusOK, func(p *templates.Setup) { p.Password = password })
	case "right":
		if !s.company.Facts.Known {
			break
		}
		if err := d.Store.SetCursor(ctx, s.shop.Key, saidFile, s.company.Facts.Name); err != nil {
			return err
		}
		if err := d.Store.Audit(ctx, d.actor(r), "company.confirmed", "company "+string(s.company.Key), "The company file is "+s.company.Facts.Name+"."); err != nil {
			return err
		}
	case "wrong":
		name, err := s.company.Facts.Name, d.unlearn(r, s.sc)
		banner := &templates.Banner{Kind: "rev", Focus: true, Head: templates.Plain(name) + " is unlearnt", Lines: []string{
			"Nothing was written to it but the mark by which it was recognised, which is refused from now on. Its name, place and lists are forgotten.", nextFile}}
		switch {
		case errors.Is(err, store.ErrWritten):
			banner.Head, banner.Lines = "This file can’t be unlearnt", []string{writtenAlready}
		case err != nil:
			return err
		}
		if s, err = d.setupAgain(r, s); err != nil {
			return err
		}
		return d.showSetup(w, r, s, "quickbooks", http.StatusOK, func(p *templates.Setup) { p.Banner = banner })
	}
	http.Redirect(w, r, s.url("quickbooks"), http.StatusSeeOther)
	return nil
}

// setupAgain is the path as it stands after a change of the company file.
func (d *desk) setupAgain(r *http.Request, s *setup) (*setup, error) {
	company, err := d.Store.Company(r.Context(), s.company.Key)
	if err != nil {
		return nil, err
	}
	again := &setup{sc: s.sc, shop: s.shop, company: company, done: map[string]bool{}}
	again.sc.company = company
	return again, d.lookAt(r.Context(), again)
}

// fillRehearsal are the figures of the last days, as they would be in the books.
func (d *desk) fillRehearsal(ctx context.Context, s *setup, page *templates.Setup) error {
	from := today(s.sc).Add(-rehearsalDays)
	page.Lead = "The orders since **" + from.Human() + "**, planned by the mapping as if it were live since then. Nothing is written anywhere, and nothing is sent to QuickBooks."
	if !s.allLists {
		page.Checks = []templates.SetupCheck{{Kind: "open", Head: "QuickBooks’ lists are not read yet", Line: "The figures come once they are.", Link: &templates.Action{Word: "See how far they are", Href: s.url("lists"), Quiet: true}}}
		return nil
	}
	last, err := d.lastRehearsal(ctx, s)
	if err != nil {
		return err
	}
	if last == nil || !last.Alive(d.Now().UTC()) { // figures that still grow are not asked about
		page.Checks = s.figuresCheck()
	}
	page.Checks = append(page.Checks, d.rehearsalChecks(s, last)...)
	if last != nil && last.Done > 0 && last.Version == s.version && d.Rehearse != nil {
		page.Lead = "The orders since **" + last.Since.Human() + "**, posted to a simulated company file that has the lists of yours. Nothing is written to your own, and nothing is sent to QuickBooks."
		numbers, err := d.accountNumbers(ctx, s.sc)
		page.Figures = rehearsedTables(s, last, numbers)
		return err
	}
	return d.fillTrial(ctx, s, from, page)
}

// fillTrial are the figures by plan alone, of the newest orders.
func (d *desk) fillTrial(ctx context.Context, s *setup, from day.Day, page *templates.Setup) error {
	t, err := d.planner().Trial(ctx, s.shop.Key, from)
	if err != nil {
		return err
	}
	if t.MoreOrders {
		page.Lead += " The newest 500 are taken."
	}
	numbers, err := d.accountNumbers(ctx, s.sc)
	if err != nil {
		return err
	}
	orders := templates.SetupTable{Head: "Orders", Rows: []templates.SetupRow{
		{Word: "Would be posted", Count: templates.Count(t.Posts) + ", " + sums(t.PostsSums)},
		{Word: "Would wait for review", Count: templates.Count(t.Held) + ", " + sums(t.HeldSums)},
		{Word: "No sales, or left out", Count: templates.Count(t.Left)},
	}}
	for _, c := range t.Documents {
		orders.Rows = append(orders.Rows, templates.SetupRow{Word: kindWord(c.Kind), Count: templates.Count(c.Now)})
	}
	page.Figures = append(page.Figures, orders)
	income := templates.SetupTable{Head: "Profit and loss", Hint: "Income is positive, what was taken off it in parentheses"}
	sheet := templates.SetupTable{Head: "Balance sheet", Hint: "Accounts receivable, where the money lands, what is owed; debits less credits"}
	var profit money.Amount
	several := map[string]bool{}
	for _, a := range t.Accounts {
		several[a.Currency] = true
		row := templates.SetupRow{Word: account(a.Account, numbers), Amount: amountOf(a.Now, a.Decimals), Has: true, Count: a.Currency}
		switch t.AccountTypes[a.Account] {
		case "Income", "OtherIncome", "Expense", "OtherExpense", "CostOfGoodsSold":
			row.Amount.Amount = -row.Amount.Amount
			profit += row.Amount.Amount
			income.Rows = append(income.Rows, row)
		default:
			sheet.Rows = append(sheet.Rows, row)
		}
	}
	if len(several) == 1 && len(income.Rows) > 0 {
		income.Total = &templates.SetupRow{Word: "Together, before costs of goods", Amount: amountOf(profit, 2)}
	}
	tax := templates.SetupTable{Head: "Sales tax owed, by agency"}
	for _, a := range t.TaxByAgency {
		tax.Rows = append(tax.Rows, templates.SetupRow{Word: orWords(a.Account, "Without an agency"), Amount: amountOf(a.Now, a.Decimals), Has: true, Count: a.Currency})
	}
	held := templates.SetupTable{Head: "What would wait, and why"}
	for i, p := range t.Problems {
		if i == 20 {
			held.Hint = fmt.Sprintf("The first 20 of %d", len(t.Problems))
			break
		}
		held.Rows = append(held.Rows, templates.SetupRow{Word: p.What, Count: templates.Plural(p.Orders, "order", "orders")})
	}
	for _, table := range []templates.SetupTable{income, sheet, tax, held} {
		if len(table.Rows) > 0 {
			page.Figures = append(page.Figures, table)
		}
	}
	return nil
}

// figuresCheck asks whether the figures are right.
func (s *setup) figuresCheck() []templates.SetupCheck {
	c := templates.SetupCheck{Kind: "now", Head: "Are these figures what you expect?", Line: "Compare them with the store’s own report of the same days, and with how you booked such sales so far.", Ask: []templates.SetupAsk{{Do: "right", Word: "Yes, they are right", Primary: true}},
		Link: &templates.Action{Word: "Change the mapping", Href: "/mapping?store=" + string(s.shop.Key), Quiet: true}}
	if s.done["rehearse"] {
		c = templates.SetupCheck{Kind: "done", Head: fmt.Sprintf("The figures of version %d of the mapping were found right", s.version)}
	}
	if s.version == 0 {
		c = templates.SetupCheck{Kind: "open", Head: "Nothing is mapped yet", Link: &templates.Action{Word: "Map first", Href: s.url("map"), Quiet: true}}
	}
	return []templates.SetupCheck{c}
}

func orWords(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

// rehearsed takes down that the figures were found right: POST /setup/rehearse.
func (d *desk) rehearsed(w http.ResponseWriter, r *http.Request) error {
	s, err := d.setupOf(r)
	if err != nil {
		return err
	}
	if !s.has() {
		return store.ErrNotFound
	}
	if do := r.PostFormValue("do"); d.Rehearse != nil && s.allLists && s.version > 0 && slices.Contains([]string{"simulate", "goon", "stop"}, do) {
		return d.askRehearsal(w, r, s)
	}
	if r.PostFormValue("do") == "right" && s.version > 0 {
		if err := d.Store.SetCursor(r.Context(), s.shop.Key, saidRehearsed, fmt.Sprint(s.version)); err != nil {
			return err
		}
		if err := d.Store.Audit(r.Context(), d.actor(r), "rehearsal.agreed", "store "+string(s.shop.Key), fmt.Sprintf("The figures of version %d of the mapping were found right.", s.version)); err != nil {
			return err
		}
	}
	http.Redirect(w, r, s.url("rehearse"), http.StatusSeeOther)
	return nil
}

// goLive sets the day from which orders are posted: POST /setup/live. What
// would harm the books stops it; what would only hold orders doesn't.
func (d *desk) goLive(w http.ResponseWriter, r *http.Request) error {
	s, err := d.setupOf(r)
	if err != nil {
		return err
	}
	if !s.has() {
		return store.ErrNotFound
	}
	text := strings.TrimSpace(r.PostFormValue("from"))
	from, err := readDay(text, today(s.sc))
	var problems []templates.FormProblem
	fail := func(text string) {
		problems = append(problems, templates.FormProblem{Field: "from", Text: text})
	}
	closed := s.company.Facts.ClosingDate
	switch {
	case err != nil:
		fail("“" + text + "” is not a day like 1 Dec 2026.")
	case !closed.IsZero() && !from.After(closed):
		fail("QuickBooks’ books are closed through " + closed.Human() + ". Choose a later day.")
	case from.Before(today(s.sc).Add(-730)):
		fail("That is more than two years ago, and such orders stand in the books already. Choose a later day.")
	}
	if !s.done["quickbooks"] {
		fail("The company file isn’t confirmed, and nothing is posted into a file that nobody named. Say under Connect QuickBooks that it is the right one.")
	}
	if !s.allLists {
		fail("QuickBooks’ lists aren’t read completely, so customers and items would be made a second time. Wait until they are.")
	}
	rules, wrong := s.rules, []books.LineError(nil)
	if len(problems) == 0 {
		rules, wrong = s.rules.With([]books.SheetLine{{Key: "start_date", Value: from.String()}})
		for _, e := range append(wrong, rules.Problems()...) {
			fail(e.Line.Name() + ": " + e.Text)
		}
	}
	if len(problems) > 0 {
		return d.showSetup(w, r, s, "live", http.StatusUnprocessableEntity, func(p *templates.Setup) {
			p.Problems, p.ProblemHead = problems, "Nothing is live yet"
			p.Values["from"] = text
		})
	}
	_, err = d.Store.SaveRulesFrom(r.Context(), d.actor(r), s.shop.Key, rules, s.version, "Live from "+from.Human())
	if errors.Is(err, store.ErrChanged) {
		return d.showSetup(w, r, s, "live", http.StatusUnprocessableEntity, func(p *templates.Setup) {
			p.Problems, p.ProblemHead = []templates.FormProblem{{Field: "from", Text: "The mapping was changed meanwhile: look at the rehearsal again."}}, "Nothing is live yet"
		})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
