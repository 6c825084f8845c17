package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/web"
)

// benchWebCommand measures the pages over a database of many orders.
type benchWebCommand struct {
	Orders  int    `help:"Orders that are stored." default:"1000000"`
	Times   int    `help:"How often each page is asked for." default:"30"`
	Dir     string `name:"keep" aliases:"dir" help:"Directory in which the database is kept; one that is there is used again. Empty: a temporary one." placeholder:"DIR"`
	Only    string `help:"Only pages whose name holds this." placeholder:"TEXT"`
	Profile string `help:"Write a processor profile of the pages to this file." placeholder:"FILE"`
	JSON    bool   `help:"Print JSON."`
}

// pageTarget is what each page must answer within, at the 95th percentile.
const pageTarget = 100 * time.Millisecond

// pageTime is how long a page took.
type pageTime struct {
	Page   string  `json:"page"`
	Path   string  `json:"path"`
	Median float64 `json:"medianMs"`
	P95    float64 `json:"p95Ms"`
	CPU    float64 `json:"cpuP95Ms"` // of processors, client and server; 0: not measured
	KB     int     `json:"kb"`
	OK     bool    `json:"ok"`
}

func (c benchWebCommand) Run(e *env) error {
	dir := c.Dir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "countinghouse-bench-web-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); errors.Is(err, os.ErrNotExist) {
		fmt.Fprintf(e.errOut, "Storing %d orders\n", c.Orders)
		began := time.Now()
		if err := fillForWeb(e.ctx, dir, c.Orders, func(format string, args ...any) { fmt.Fprintf(e.errOut, format, args...) }); err != nil {
			return err
		}
		fmt.Fprintf(e.errOut, "  that took %.0f s\n", time.Since(began).Seconds())
	}
	times, err := c.measure(e, dir)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(times)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "PAGE\tMEDIAN\t95TH\tPROCESSOR, 95TH\tSIZE\t")
	bad := false
	for _, t := range times {
		mark := ""
		if !t.OK {
			mark, bad = "missed", true
		}
		fmt.Fprintf(w, "%s\t%.1f ms\t%.1f ms\t%.1f ms\t%d KB\t%s\n", t.Page, t.Median, t.P95, t.CPU, t.KB, mark)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if bad {
		return errAttention
	}
	return nil
}

// measure asks for every page, signed in as an admin, who may see all of them.
func (c benchWebCommand) measure(e *env, dir string) ([]pageTime, error) {
	config := e.config
	config.Data = dir
	st, err := config.Open(e.ctx, e.log)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	srv := httptest.NewServer(web.New(web.Options{Store: st, Version: "bench", SessionKey: []byte(strings.Repeat("b", 32))}))
	defer srv.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(path string) (int, int, error) {
		r, err := http.NewRequestWithContext(e.ctx, http.MethodGet, srv.URL+path, nil)
		if err != nil {
			return 0, 0, err
		}
		if strings.Contains(path, "part=live") {
			r.Header.Set("HX-Request", "true")
		}
		res, err := client.Do(r)
		if err != nil {
			return 0, 0, err
		}
		defer res.Body.Close()
		n, err := io.Copy(io.Discard, res.Body)
		return res.StatusCode, int(n), err
	}
	hash, err := access.HashPassword(benchPassword)
	if err != nil {
		return nil, err
	}
	if err := st.SaveUser(e.ctx, store.Actor{Kind: "system", Name: "bench"}, access.User{Email: benchUser, Name: "Marguerite Oduya", Role: access.Admin, PasswordHash: hash}); err != nil {
		return nil, err
	}
	login, err := client.PostForm(srv.URL+"/login", url.Values{"email": {benchUser}, "password": {benchPassword}})
	if err != nil {
		return nil, err
	}
	_ = login.Body.Close()
	if login.StatusCode != http.StatusSeeOther {
		return nil, fmt.Errorf("signing in answers %d", login.StatusCode)
	}
	all, err := st.OrdersPage(e.ctx, store.OrderFilter{Company: benchCompany, Limit: 1})
	if err != nil {
		return nil, err
	}
	middle, err := st.OrdersPage(e.ctx, store.OrderFilter{Company: benchCompany, Limit: 1, To: all.Rows[0].Day.Add(-int(int64(all.Count) * 45 / 86400))})
	if err != nil {
		return nil, err
	}
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return nil, err
		}
		defer pprof.StopCPUProfile()
	}
	var out []pageTime
	visits, err := st.VisitsPage(e.ctx, store.VisitFilter{Company: benchCompany, Worked: true, Limit: 1})
	if err != nil || len(visits.Rows) == 0 {
		return nil, errors.Join(err, errors.New("there is no visit"))
	}
	for _, p := range benchPages(benchMarks{all.Count, middle.Next, int64(visits.Rows[0].ID) / 2}) {
		if !strings.Contains(p.name, c.Only) {
			continue
		}
		t := pageTime{Page: p.name, Path: p.path}
		var took, worked []time.Duration
		for i := range c.Times + 2 {
			began, busy := time.Now(), processorTime()
			code, n, err := get(p.path)
			if err != nil {
				return nil, err
			}
			if code != http.StatusOK && code != http.StatusSeeOther {
				return nil, fmt.Errorf("%s answers %d", p.path, code)
			}
			if i >= 2 { // the first fill the caches
				took, worked = append(took, time.Since(began)), append(worked, processorTime()-busy)
			}
			t.KB = n >> 10
		}
		slices.Sort(took)
		slices.Sort(worked)
		at := func(q float64, of []time.Duration) time.Duration { return of[min(int(q*float64(len(of))), len(of)-1)] }
		t.Median, t.P95, t.OK = at(0.5, took).Seconds()*1000, at(0.95, took).Seconds()*1000, at(0.95, took) < pageTarget
		t.CPU = at(0.95, worked).Seconds() * 1000
		fmt.Fprintf(e.errOut, "  %-44s %8.1f ms, of processors %8.1f ms\n", t.Page, t.P95, t.CPU)
		out = append(out, t)
	}
	return out, nil
}

// The names in the database of bench web.
const (
	benchCompany  = store.CompanyKey("bench")
	benchShop     = sales.StoreKey("bench")
	benchUser     = "mo@bench.example"
	benchPassword = "a row of a million orders"
)

//go:embed benchfill.sql
var benchFill string

// fillForWeb makes a database of many orders: what the store's methods make of
// one order, many times by plain statements, and the counts anew.
func fillForWeb(ctx context.Context, dir string, orders int, tell func(string, ...any)) error {
	const template = 9_999_999
	if orders >= template {
		return fmt.Errorf("at most %d orders", template-1)
	}
	st, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		return err
	}
	if err := furnishForWeb(ctx, st, template); err != nil {
		_ = st.Close()
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.FileName)+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-400000)&_pragma=temp_store(FILE)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	indexes, err := takeIndexes(ctx, db)
	if err != nil {
		return err
	}
	args := []any{sql.Named("orders", orders), sql.Named("now", time.Now().UTC().Unix()), sql.Named("store", string(benchShop)), sql.Named("company", string(benchCompany)), sql.Named("template", template)}
	for _, part := range append(strings.Split(benchFill, "\n----\n"), indexes...) {
		var used []any
		for _, a := range args {
			if n, ok := a.(sql.NamedArg); ok && strings.Contains(part, ":"+n.Name) {
				used = append(used, a)
			}
		}
		began := time.Now()
		if _, err := db.ExecContext(ctx, part, used...); err != nil {
			return fmt.Errorf("%.60s: %w", strings.TrimSpace(part), err)
		}
		if took := time.Since(began); took > 5*time.Second {
			tell("  %s: %.0f s\n", firstWords(part), took.Seconds())
		}
	}
	return nil
}

// firstWords are the line of a statement that says what it does.
func firstWords(statement string) string {
	for line := range strings.Lines(statement) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			return line[:min(len(line), 60)]
		}
	}
	return ""
}

// takeIndexes drops the indexes, and gives the statements that make them anew:
// made at once at the end they take a fraction of the time.
func takeIndexes(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('sales_order', 'posting', 'event', 'problem', 'list_entry', 'visit')")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names, texts []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		names, texts = append(names, name), append(texts, text)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for _, n := range names {
		if _, err := db.ExecContext(ctx, "DROP INDEX "+n); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// furnishForWeb sets up the company file, its lists, its store and one order
// that is posted: the template of all others.
func furnishForWeb(ctx context.Context, st *store.Store, template sales.OrderID) error {
	by := store.Actor{Kind: "system", Name: "bench"}
	hash, err := access.HashPassword(benchPassword)
	if err != nil {
		return err
	}
	rules := books.Rules{StartDate: day.New(2020, 1, 1), RefPrefix: "BC", Charges: books.ChargeRules{Shipping: "Part 000001"}, Payments: map[string]books.PaymentRule{"*": {DepositTo: "Undeposited Funds"}}}
	if err := errors.Join(
		st.SaveCompany(ctx, by, store.Company{Key: benchCompany, Name: "Bench", User: "bench", PasswordHash: hash, EveryMinutes: 10}),
		st.SaveShop(ctx, by, store.Shop{Key: benchShop, Company: benchCompany, Name: "bench.example", Zone: "UTC", Currency: "USD"}),
	); err != nil {
		return err
	}
	for _, prefix := range []string{"A", rules.RefPrefix} { // two versions
		rules.RefPrefix = prefix
		if _, err := st.SaveRules(ctx, by, benchShop, rules); err != nil {
			return err
		}
	}
	if err := learnForWeb(ctx, st); err != nil {
		return err
	}
	price := sales.Taxed{Ex: money.NewDecimal(1230, 2), Inc: money.NewDecimal(1230, 2)}
	o := sales.Order{Store: benchShop, ID: template, Status: sales.AwaitingFulfilment, StatusLabel: "Awaiting fulfilment", Currency: "USD", Decimals: 2, Placed: time.Now().UTC().AddDate(-3, 0, 0), Modified: time.Now().UTC(),
		Billing:  sales.Address{FirstName: "Elena", LastName: "Marchetti", Street1: "1 Main St", City: "Austin", State: "Texas", PostalCode: "78701", CountryISO: "US", Email: "elena@example.com"},
		Subtotal: price, Total: price, PaymentMethod: "Credit Card", ChannelName: "Online",
		Lines: []sales.Line{{ID: 1, ProductID: 100, Name: "Enamel Camp Mug", SKU: "HC-1001", Type: sales.Physical, Quantity: money.Int(1), BasePrice: price.Inc, BaseTotal: price.Inc, Price: price, Total: price}}}
	if _, err := st.SaveOrders(ctx, benchShop, []sales.Order{o}); err != nil {
		return err
	}
	waiting, err := st.OrdersToPlan(ctx, benchCompany, 1)
	if err != nil || len(waiting) != 1 {
		return errors.Join(err, errors.New("the template is not to be planned"))
	}
	doc := books.Document{Kind: books.SalesReceipt, Customer: books.Ref{ListID: "C-1", FullName: "Customer 000001"}, Date: day.Of(o.Placed, time.UTC), RefNumber: fmt.Sprintf("BC%d", template), Currency: "USD", Decimals: 2, Total: 1230,
		DepositTo: books.Ref{ListID: "A-1", FullName: "Undeposited Funds"}, Lines: []books.Line{{Item: books.Ref{ListID: "I-1", FullName: "Part 000001"}, Account: books.Ref{ListID: "A-2", FullName: "Sales"}, Quantity: money.Int(1), Amount: 1230,
			Source: books.Source{Part: "line", LineID: 1, Text: "1 × Enamel Camp Mug", SKU: "HC-1001", Amount: 1230}, Why: []books.Reason{{By: "list", Text: "SKU HC-1001 is the item Part 000001, matched by name"}}}}}
	_, err = st.SavePlans(ctx, benchCompany, []store.PlanResult{{Store: benchShop, Order: template, Version: waiting[0].Version,
		Plan: books.Plan{Outcome: books.Post, Documents: []books.Document{doc}, Day: doc.Date, Total: 1230, Fingerprint: o.Fingerprint()}}})
	return err
}

// learnForWeb lets QuickBooks tell its company file and large lists.
func learnForWeb(ctx context.Context, st *store.Store) error {
	v, err := st.OpenVisit(ctx, benchCompany, rand.Text(), "10.0.0.9", "2.3.0.207", 0)
	if err != nil {
		return err
	}
	if err := st.LearnCompany(ctx, v.ID, benchCompany, books.Company{Name: "Bench, LLC", Country: "US", Product: "QuickBooks Enterprise 24.0", HomeCurrency: "USD", Known: true}, `C:\Books\bench.qbw`, 16, 0); err != nil {
		return err
	}
	account := books.Ref{ListID: "A-2", FullName: "Sales"}
	rows := []books.Entry{{Kind: books.Accounts, ListID: "A-1", Name: "Undeposited Funds", FullName: "Undeposited Funds", Type: "OtherCurrentAsset", Active: true},
		{Kind: books.Accounts, ListID: "A-2", Name: "Sales", FullName: "Sales", Type: "Income", Active: true}}
	// The first of each long list; the others are made of it.
	rows = append(rows, books.Entry{Kind: books.Items, ListID: "I-1", Name: "Part 000001", FullName: "Part 000001", PartNumber: "PN000001", Type: "NonInventory", Account: account, Active: true},
		books.Entry{Kind: books.Customers, ListID: "C-1", Name: "Customer 000001", FullName: "Customer 000001", Email: "c000001@example.com", Active: true})
	x, err := st.MarkSent(ctx, store.Exchange{Visit: v.ID, Purpose: "read", Requests: 1, Request: []byte("<QBXML/>")}, nil)
	if err != nil {
		return err
	}
	if err := st.Answer(ctx, x, store.Reply{Response: []byte("<QBXML/>"), Rows: rows}); err != nil {
		return err
	}
	return st.CloseVisit(ctx, v.ID, "closed", "All done")
}
