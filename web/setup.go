package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"countinghouse/books"
	plans "countinghouse/posting"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// The set-up path: each step is told by what stands in the database, so it can
// be left and taken up again at any time, on any machine.
var setupSteps = []string{"store", "quickbooks", "lists", "map", "check", "rehearse", "live"}

// What a person said on the path, beside a store's other cursors.
const (
	saidFile      = "setup:file"      // the company file's name that was confirmed
	saidRehearsed = "setup:rehearsed" // the version of the mapping whose figures were found right
)

// setup is what the path knows of one store and its company file.
type setup struct {
	sc       scene
	shop     store.Shop // zero: none yet
	company  store.Company
	rules    books.Rules
	version  int64
	lists    []store.ListProgress
	entries  map[books.ListKind]int
	allLists bool
	visits   []store.Visit
	waits    []store.Waiting
	file     string
	figures  string
	done     map[string]bool
}

func (s *setup) has() bool { return s.shop.Key != "" }

// setupOf looks at everything once.
func (d *desk) setupOf(r *http.Request) (*setup, error) {
	ctx := r.Context()
	sc, err := d.scene(r)
	if err != nil && !errors.Is(err, errNoCompany) {
		return nil, err
	}
	s := &setup{sc: sc, company: sc.company, done: map[string]bool{}}
	if len(sc.shops) > 0 {
		s.shop = sc.shops[0]
		for _, shop := range sc.shops { // the first that isn't live, unless one is named
			if rules, _, err := d.Store.Rules(ctx, shop.Key); err != nil || rules.StartDate.IsZero() {
				s.shop = shop
				break
			}
		}
		if key := r.FormValue("store"); key != "" {
			s.shop = shopOf(sc, key)
		}
	}
	return s, d.lookAt(ctx, s)
}

// lookAt finds out which steps are done.
func (d *desk) lookAt(ctx context.Context, s *setup) error {
	if !s.has() {
		return nil
	}
	var err error
	if s.rules, s.version, err = d.Store.Rules(ctx, s.shop.Key); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if s.lists, err = d.Store.ListsProgress(ctx, s.company.Key); err != nil {
		return err
	}
	s.entries = map[books.ListKind]int{}
	for _, l := range s.lists {
		if s.entries[l.Kind], err = d.Store.CountEntries(ctx, s.company.Key, l.Kind, nil, 1<<30); err != nil {
			return err
		}
	}
	if s.allLists, err = d.planner().ListsRead(ctx, s.company.Key); err != nil {
		return err
	}
	if s.visits, err = d.Store.VisitsSince(ctx, s.company.Key, d.Now().Add(-7*24*time.Hour)); err != nil {
		return err
	}
	if s.waits, err = d.Store.WaitingOf(ctx, s.company.Key, s.shop.Key); err != nil {
		return err
	}
	for name, to := range map[string]*string{saidFile: &s.file, saidRehearsed: &s.figures} {
		if *to, err = d.Store.Cursor(ctx, s.shop.Key, name); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	s.done["store"] = !s.shop.LastPoll.IsZero() && s.shop.LastError == ""
	s.done["quickbooks"] = s.company.Facts.Known && s.file != "" && s.file == s.company.Facts.Name
	s.done["lists"] = s.allLists
	s.done["map"] = s.allLists && s.version > 0 && len(s.toMap()) == 0
	checks, err := d.goingLive(ctx, s)
	if err != nil {
		return err
	}
	s.done["check"] = s.allLists && !slices.ContainsFunc(checks, func(c templates.SetupCheck) bool { return c.Kind != "done" })
	s.done["rehearse"] = s.version > 0 && s.figures == fmt.Sprint(s.version)
	s.done["live"] = !s.rules.StartDate.IsZero()
	return nil
}

// toMap is what holds orders and has a line of the mapping, the day of going
// live apart.
func (s *setup) toMap() []store.Waiting {
	var out []store.Waiting
	for _, w := range s.waits {
		if w.Code != "no-start-date" && len(s.rules.SheetLinesOf(w.Code, w.Subject, s.company.Facts)) > 0 {
			out = append(out, w)
		}
	}
	return out
}

func (s *setup) url(step string) string {
	u := "/setup/" + step
	if s.has() {
		u += "?store=" + url.QueryEscape(string(s.shop.Key))
	}
	return u
}

// startSetup leads to the first step that is open: GET /setup.
func (d *desk) startSetup(w http.ResponseWriter, r *http.Request) error {
	s, err := d.setupOf(r)
	if err != nil {
		return err
	}
	step := setupSteps[len(setupSteps)-1]
	for _, name := range setupSteps {
		if !s.done[name] {
			step = name
			break
		}
	}
	http.Redirect(w, r, s.url(step), http.StatusSeeOther)
	return nil
}

// setupStep shows one step: GET /setup/{leg}.
func (d *desk) setupStep(w http.ResponseWriter, r *http.Request) error {
	s, err := d.setupOf(r)
	if err != nil {
		return err
	}
	return d.showSetup(w, r, s, chi.URLParam(r, "leg"), http.StatusOK, nil)
}

// takeStep takes what was filled in on a step: POST /setup/{leg}.
func (d *desk) takeStep(w http.ResponseWriter, r *http.Request) error {
	switch chi.URLParam(r, "leg") {
	case "store":
		return d.connectStore(w, r)
	case "quickbooks":
		return d.connectBooks(w, r)
	case "rehearse":
		return d.rehearsed(w, r)
	case "live":
		return d.goLive(w, r)
	}
	return store.ErrNotFound
}

// showSetup is the page of a step; change puts more on it.
func (d *desk) showSetup(w http.ResponseWriter, r *http.Request, s *setup, step string, code int, change func(*templates.Setup)) error {
	n := slices.Index(setupSteps, step)
	if n < 0 {
		return store.ErrNotFound
	}
	if !s.has() && step != "store" {
		http.Redirect(w, r, "/setup/store", http.StatusSeeOther)
		return nil
	}
	shell, err := d.shellOf(r, s.sc, "Set-up", "setup")
	if err != nil {
		return err
	}
	shell.Path = s.url(step)
	page := templates.Setup{Shell: shell, N: n + 1, Step: step, Store: string(s.shop.Key), Values: map[string]string{}, Looked: "Looked at " + s.sc.now.Format("15:04:05") + "."}
	page.Live = s.url(step)
	if !strings.Contains(page.Live, "?") {
		page.Live += "?"
	}
	page.Live += "&part=live"
	for i, name := range setupSteps {
		word := setupWords[name]
		page.Steps = append(page.Steps, templates.SetupStep{N: i + 1, Word: word.step, Line: d.setupLine(s, name), Href: s.url(name), Done: s.done[name], On: i == n})
	}
	page.Heading, page.Lead = setupWords[step].head, setupWords[step].lead
	if n > 0 {
		page.BackURL = s.url(setupSteps[n-1])
	}
	if n+1 < len(setupSteps) {
		page.Next, page.NextURL = "Go on: "+strings.ToLower(setupWords[setupSteps[n+1]].step[:1])+setupWords[setupSteps[n+1]].step[1:], s.url(setupSteps[n+1])
	}
	if err := d.fillStep(r.Context(), s, step, &page); err != nil {
		return err
	}
	open := 0
	for _, c := range page.Checks {
		if c.Kind != "done" {
			open++
		}
	}
	if open > 0 {
		page.Open = templates.Plural(open, "check is open.", "checks are open.")
	}
	if change != nil {
		change(&page)
	}
	if len(page.Problems) > 0 {
		page.Title = "Error: " + page.Title
	}
	if part(r) {
		return d.render(w, r, code, templates.SetupChecks(page))
	}
	return d.render(w, r, code, templates.SetupPage(page))
}

var setupWords = map[string]struct{ step, head, lead string }{
	"store":      {"Connect the store", "Connect the store", "Countinghouse reads the store’s orders by an API account. It takes about three minutes."},
	"quickbooks": {"Connect QuickBooks", "Connect QuickBooks", "Do this on the PC where QuickBooks Enterprise runs, signed in to QuickBooks as its Admin. It takes about five minutes."},
	"lists":      {"Read QuickBooks’ lists", "Read QuickBooks’ lists", "Accounts, items, customers, tax items and all else that the mapping chooses from. QuickBooks tells them at its calls; nothing is changed there."},
	"map":        {"Map", "Map what the store sells to your books", "What the orders of the last 30 days need, with suggestions. Nothing is posted before you go live."},
	"check":      {"Check", "Check before going live", "What would hold orders, or harm the books."},
	"rehearse":   {"Rehearse", "Rehearse: the last 30 days on paper", ""},
	"live":       {"Go live", "Go live", "From the day that you choose, orders are posted at each call of the Web Connector."},
}

// setupLine is the short result of a step.
func (d *desk) setupLine(s *setup, step string) string {
	switch step {
	case "store":
		if s.has() {
			return s.sc.shopName(s.shop.Key)
		}
		return "BigCommerce"
	case "quickbooks":
		if s.company.Facts.Known {
			return companyName(s.company)
		}
		return "By the Web Connector"
	case "lists":
		rows := 0
		for _, n := range s.entries {
			rows += n
		}
		if rows > 0 {
			return templates.Plural(rows, "entry read", "entries read")
		}
		return "About 2 minutes"
	case "map":
		if n := len(s.toMap()); n > 0 {
			return templates.Plural(n, "thing to map", "things to map")
		}
		return "With suggestions"
	case "check":
		return "SKUs, taxes, accounts"
	case "rehearse":
		return "Nothing is written"
	}
	if !s.rules.StartDate.IsZero() {
		return "Since " + s.rules.StartDate.Human()
	}
	return "From a day you choose"
}

// fillStep puts on the page what the step is about.
func (d *desk) fillStep(ctx context.Context, s *setup, step string, page *templates.Setup) error {
	var err error
	switch step {
	case "store":
		d.fillStore(s, page)
	case "quickbooks":
		page.QWC, page.QWCName, page.User = "/settings/qwc/"+url.PathEscape(string(s.company.Key)), safeName(string(s.company.Key))+".qwc", s.company.User
		page.Checks = quickBooksChecks(s)
	case "lists":
		page.Checks = listChecks(s)
	case "map":
		page.Checks = mapChecks(s)
	case "check":
		page.Checks, err = d.goingLive(ctx, s)
	case "rehearse":
		err = d.fillRehearsal(ctx, s, page)
	case "live":
		page.Values["from"] = today(s.sc).Human()
		if !s.rules.StartDate.IsZero() {
			page.Values["from"] = s.rules.StartDate.Human()
		}
		for _, name := range setupSteps[:len(setupSteps)-1] {
			page.Checks = append(page.Checks, stepCheck(s, name))
		}
	}
	return err
}

func stepCheck(s *setup, name string) templates.SetupCheck {
	c := templates.SetupCheck{Kind: "open", Head: setupWords[name].step, Line: "Open", Link: &templates.Action{Word: "Go there", Href: s.url(name), Quiet: true}}
	if s.done[name] {
		return templates.SetupCheck{Kind: "done", Head: setupWords[name].step}
	}
	return c
}

// quickBooksChecks tell how far QuickBooks' first call is.
func quickBooksChecks(s *setup) []templates.SetupCheck {
	c, now := s.company, s.sc.now
	called := templates.SetupCheck{Kind: "now", Head: "Waiting for QuickBooks’ first call…", Line: "It comes when you choose **Update Selected** in the Web Connector."}
	if !c.LastCall.IsZero() {
		called = templates.SetupCheck{Kind: "done", Head: "The Web Connector called", Line: "Its password was accepted.", When: callTime(c.LastCall, now)}
		if n := len(s.visits); n > 0 {
			called.Line = "From " + s.visits[n-1].RemoteAddr + ". Its password was accepted."
			if s.visits[n-1].RemoteAddr == "" {
				called.Line = "Its password was accepted."
			}
		}
	}
	answered := templates.SetupCheck{Kind: "open", Head: "QuickBooks answers"}
	switch {
	case c.Stopped != "":
		answered = templates.SetupCheck{Kind: "bad", Head: "QuickBooks answered, and nothing is written", Line: templates.Plain(c.Stopped)}
	case c.Facts.Known:
		line := strings.TrimSpace(c.Facts.Product)
		if c.Facts.Country != "" {
			line += ", " + c.Facts.Country + " edition"
		}
		answered = templates.SetupCheck{Kind: "done", Head: "QuickBooks answered", Line: templates.Plain(line + ".")}
	}
	right := templates.SetupCheck{Kind: "open", Head: "Is it the right company file?"}
	if c.Facts.Known {
		line := "The open file is **" + templates.Plain(c.Facts.Name) + "**"
		if c.FilePathSeen != "" {
			line += ", in " + templates.Plain(c.FilePathSeen)
		}
		right.Kind, right.Line = "now", line+". From now on this connection writes to no other."
		right.Ask = []templates.SetupAsk{{Do: "right", Word: "Yes, this one", Primary: true}, {Do: "wrong", Word: "No, another file"}}
		if s.done["quickbooks"] {
			right.Kind, right.Ask, right.Line = "done", nil, line+"."
		}
	}
	second := templates.SetupCheck{Kind: "open", Head: "A second call comes by itself", Line: "Tick **Auto-Run** in the Web Connector."}
	if len(s.visits) > 1 {
		second = templates.SetupCheck{Kind: "done", Head: "A second call came"}
	}
	return []templates.SetupCheck{called, answered, right, second}
}

// listChecks tell how far QuickBooks' lists are read.
func listChecks(s *setup) []templates.SetupCheck {
	var out []templates.SetupCheck
	known := map[books.ListKind]store.ListProgress{}
	for _, l := range s.lists {
		known[l.Kind] = l
	}
	for _, kind := range []books.ListKind{books.Accounts, books.Items, books.Customers, books.PaymentMethods, books.SalesTaxCodes, books.Vendors, books.Classes, books.TermsList, books.ShipMethods, books.Templates} {
		l, ok := known[kind]
		c := templates.SetupCheck{Kind: "open", Head: strings.ToUpper(listsWord(kind)[:1]) + listsWord(kind)[1:]}
		switch {
		case ok && l.Done:
			c.Kind, c.Line, c.When = "done", templates.Plural(s.entries[kind], "entry.", "entries."), callTime(l.Finished, s.sc.now)
		case ok:
			c.Kind, c.Line = "now", templates.Plural(l.Rows, "entry so far, ", "entries so far, ")+templates.Plural(l.Remaining, "to come.", "to come.")
		}
		out = append(out, c)
	}
	if !s.allLists {
		out = append([]templates.SetupCheck{{Kind: "now", Head: "QuickBooks tells its lists at its calls", Line: "Choose **Update Selected** in the Web Connector to have them read at once."}}, out...)
	}
	return out
}

// mapChecks tell what the mapping lacks.
func mapChecks(s *setup) []templates.SetupCheck {
	to := "?store=" + url.QueryEscape(string(s.shop.Key))
	open := s.toMap()
	if !s.allLists {
		return []templates.SetupCheck{{Kind: "open", Head: "QuickBooks’ lists are not read yet", Line: "What the store needs is known once they are.", Link: &templates.Action{Word: "See how far they are", Href: s.url("lists"), Quiet: true}}}
	}
	c := templates.SetupCheck{Kind: "done", Head: "Everything that the orders of the last 30 days need is mapped", Link: &templates.Action{Word: "See the sheet", Href: "/mapping" + to}}
	if len(open) > 0 {
		orders := 0
		for _, w := range open {
			orders += w.Orders
		}
		c = templates.SetupCheck{Kind: "now", Head: templates.Plural(len(open), "thing isn’t mapped", "things aren’t mapped"), Line: "They hold " + templates.Plural(orders, "order", "orders") + ". Suggestions are ticked for you.",
			Link: &templates.Action{Word: "Map them", Href: "/mapping/open" + to, Primary: true}}
	}
	saved := templates.SetupCheck{Kind: "open", Head: "The sheet was never saved", Line: "Look through it once: documents, customers, how tax is written.", Link: &templates.Action{Word: "Open the sheet", Href: "/mapping" + to}}
	if s.version > 0 {
		saved = templates.SetupCheck{Kind: "done", Head: fmt.Sprintf("Version %d of the sheet is saved", s.version)}
	}
	return []templates.SetupCheck{c, saved}
}

// goingLive are the checks before going live.
func (d *desk) goingLive(ctx context.Context, s *setup) ([]templates.SetupCheck, error) {
	sheet := func(word string) *templates.Action {
		return &templates.Action{Word: word, Href: "/mapping?store=" + url.QueryEscape(string(s.shop.Key)), Quiet: true}
	}
	var out []templates.SetupCheck
	add := func(ok bool, good, bad, line string, link *templates.Action) {
		if ok {
			out = append(out, templates.SetupCheck{Kind: "done", Head: good})
			return
		}
		out = append(out, templates.SetupCheck{Kind: "bad", Head: bad, Line: line, Link: link})
	}
	add(s.done["store"], "The store is read", "The store isn’t read", templates.Plain(s.shop.LastError), &templates.Action{Word: "Go there", Href: s.url("store"), Quiet: true})
	add(s.done["quickbooks"], "The company file is confirmed", "The company file isn’t confirmed", "Nothing is posted into a file that nobody named.", &templates.Action{Word: "Go there", Href: s.url("quickbooks"), Quiet: true})
	add(s.allLists, "QuickBooks’ lists are read", "QuickBooks’ lists aren’t read completely", "", &templates.Action{Word: "Go there", Href: s.url("lists"), Quiet: true})
	problems := s.rules.Problems()
	add(len(problems) == 0, "The mapping doesn’t contradict itself", templates.Plural(len(problems), "line can’t be meant", "lines can’t be meant"), lineWords(problems), sheet("Open the sheet"))
	entries := plans.NewEntryBook(d.Store, s.company.Key)
	wrong, err := entries.Lines(ctx, s.rules.Lines())
	if err != nil {
		return nil, err
	}
	add(len(wrong) == 0, "Every account, item and tax item of the mapping is active in QuickBooks", templates.Plural(len(wrong), "entry is missing or doesn’t fit", "entries are missing or don’t fit"), lineWords(wrong), sheet("Open the sheet"))
	codes := map[string]int{}
	for _, w := range s.toMap() {
		codes[strings.SplitN(w.Code, "-", 2)[0]]++
	}
	open := &templates.Action{Word: "Map them", Href: "/mapping/open?store=" + url.QueryEscape(string(s.shop.Key)), Quiet: true}
	add(codes["item"] == 0, "Every SKU of the last 30 days has its item", templates.Plural(codes["item"], "SKU has no item", "SKUs have no item"), "Orders with it wait for review.", open)
	add(codes["tax"] == 0, "Every tax rate has its sales tax item", templates.Plural(codes["tax"], "tax rate isn’t mapped", "tax rates aren’t mapped"), "Orders with it wait for review.", open)
	add(codes["payment"] == 0, "Every way of paying has its account", templates.Plural(codes["payment"], "way of paying isn’t mapped", "ways of paying aren’t mapped"), "Orders paid so wait for review.", open)
	return out, nil
}

func lineWords(errs []books.LineError) string {
	var words []string
	for i, e := range errs {
		if i == 3 {
			words = append(words, fmt.Sprintf("and %d more", len(errs)-3))
			break
		}
		words = append(words, templates.Plain(e.Line.Name()+": "+e.Text))
	}
	return strings.Join(words, "; ")
}

// setupCount is the entry of the navigation while something isn't live yet;
// empty when all is.
func (d *desk) setupCount(ctx context.Context, sc scene) (string, error) {
	for _, shop := range sc.shops {
		rules, _, err := d.Store.Rules(ctx, shop.Key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
		if rules.StartDate.IsZero() {
			return "Set-up", nil
		}
	}
	if len(sc.shops) == 0 {
		return "Set-up", nil
	}
	return "", nil
}

// keyFrom makes a short name of what people call something: "Larkspur & Pine,
// LLC" is larkspur-pine-llc. Taken ones get a number.
func keyFrom(name string, taken func(string) bool) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	key := strings.Trim(b.String(), "-")
	key = strings.Trim(key[:min(len(key), 24)], "-")
	if key == "" {
		key = "books"
	}
	for n, base := 2, key; taken(key); n++ {
		key = fmt.Sprintf("%s-%d", base, n)
	}
	return key
}

// storeTaken tells whether a key is a store's.
func storeTaken(shops []store.Shop) func(string) bool {
	return func(key string) bool {
		return slices.ContainsFunc(shops, func(s store.Shop) bool { return s.Key == sales.StoreKey(key) })
	}
}
