package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/posting"
	"countinghouse/sales"
	simulated "countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/store"
	"countinghouse/web"
)

const (
	// rehearsedOrders bounds the orders of a rehearsal.
	rehearsedOrders = 500
	// rehearsalRuns bounds the calls of the simulated Web Connector.
	rehearsalRuns = 60
)

// Rehearse posts a store's orders since a day to a simulated company file with
// the lists of the real one: a server of its own on a database of its own, the
// same planner and the same conversation, and a QuickBooks that keeps a ledger.
// Nothing of it outlives the call, and nothing of the real books is touched.
func (s *Server) Rehearse(ctx context.Context, key sales.StoreKey, from day.Day) (web.Rehearsal, error) {
	var out web.Rehearsal
	shop, err := s.Store.Shop(ctx, key)
	if err != nil {
		return out, err
	}
	own, err := s.Store.Company(ctx, shop.Company)
	if err != nil {
		return out, err
	}
	if own.Facts.Country != "" && own.Facts.Country != "US" {
		return out, web.ErrNoRehearsal
	}
	rules, _, err := s.Store.Rules(ctx, key)
	if err != nil {
		return out, err
	}
	rules.StartDate = from
	planned, err := s.Store.NewestOrders(ctx, key, rehearsedOrders)
	if err != nil {
		return out, err
	}
	var orders []sales.Order
	for _, p := range planned {
		if !day.Of(p.Order.Placed, posting.Zone(shop)).Before(from) {
			orders = append(orders, p.Order)
		}
	}
	slices.Reverse(orders)
	out.Orders = len(orders)
	file := simulated.New(simulated.Options{Name: own.Facts.Name, Classes: own.Facts.Classes, MultiCurrency: own.Facts.MultiCurrency, NoSalesTax: !own.Facts.SalesTax, Zone: posting.Zone(shop)})
	seed := &seeding{file: file, added: map[string]bool{}}
	if err := s.seedFor(ctx, seed, shop.Company, rules, orders); err != nil {
		return out, err
	}
	r := rehearsal{file: file, key: key, company: shop.Company}
	if err := r.run(ctx, shop, own, rules, orders); err != nil {
		return out, err
	}
	r.figures(&out)
	return out, nil
}

// rehearsal is a server that lives for one rehearsal.
type rehearsal struct {
	file    *simulated.File
	key     sales.StoreKey
	company store.CompanyKey
	store   *store.Store
	found   web.Rehearsal
}

func (r *rehearsal) run(ctx context.Context, shop store.Shop, own store.Company, rules books.Rules, orders []sales.Order) error {
	dir, err := os.MkdirTemp("", "countinghouse-rehearsal-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	log := slog.New(slog.DiscardHandler)
	if r.store, err = store.Open(ctx, dir, store.Options{Log: log}); err != nil {
		return err
	}
	defer func() { _ = r.store.Close() }()
	password := access.NewPassword()
	hash, err := access.HashPassword(password)
	if err != nil {
		return err
	}
	by := store.Actor{Kind: "system", Name: "rehearsal"}
	c := store.Company{Key: r.company, Name: own.Name, User: "rehearsal", PasswordHash: hash, EveryMinutes: 1}
	if err := r.store.SaveCompany(ctx, by, c); err != nil {
		return err
	}
	// Disabled: nothing is read from the store, its orders are here.
	if err := r.store.SaveShop(ctx, by, store.Shop{Key: r.key, Company: r.company, Name: shop.Name, APIURL: shop.APIURL, Hash: shop.Hash, PollSeconds: 3600, Zone: shop.Zone, Currency: shop.Currency, Inclusive: shop.Inclusive, Disabled: true}); err != nil {
		return err
	}
	if _, err := r.store.SaveRules(ctx, by, r.key, rules); err != nil {
		return err
	}
	if _, err := r.store.SaveOrders(ctx, r.key, orders); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return err
	}
	url := "http://localhost:" + port
	srv, err := New(r.store, Options{Listen: Listen{Listen: "localhost:" + port, Lease: 5 * time.Minute, Patience: time.Nanosecond, Aim: 10 * time.Second, MaxBatch: 64}, Log: log, ListsEvery: time.Hour, Simulated: true}) //nolint:contextcheck // e-mails outlive the request that they tell of
	if err != nil {
		_ = l.Close()
		return err
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = srv.Serve(serving, l) // it ends when the rehearsal does
	}()
	defer func() { stop(); <-ended }()
	if c, err = r.store.Company(ctx, r.company); err != nil {
		return err
	}
	qwc, err := QWC(c, url).Encode()
	if err != nil {
		return err
	}
	caller, err := connector.New(connector.Options{QWC: qwc, Password: password, Processor: r.file.Connect(), NoOpWait: 50 * time.Millisecond})
	if err != nil {
		return err
	}
	for range rehearsalRuns {
		result, err := caller.Run(ctx)
		if err != nil {
			return err
		}
		if result.Outcome == connector.InvalidUser || result.Outcome == connector.NotOpened || result.Outcome == connector.Failed {
			return fmt.Errorf("the simulated Web Connector ended %q: %s %s", result.Outcome, result.LastError, result.Message)
		}
		if err := srv.Planner.All(ctx); err != nil {
			return err
		}
		ready, err := srv.Planner.ListsRead(ctx, r.company)
		if err != nil {
			return err
		}
		work, err := r.store.WorkCounts(ctx, r.company)
		if err != nil {
			return err
		}
		if ready && work.ToPlan+work.Ready+work.Blocked+work.Sent+work.Unsure == 0 {
			return r.count(ctx)
		}
	}
	return r.count(ctx) // what is left over waits; the counts say so
}

// count reads the states of the orders while their database is open.
func (r *rehearsal) count(ctx context.Context) error {
	states, err := r.store.StateFigures(ctx, r.company, day.Day{}, day.Day{})
	if err != nil {
		return err
	}
	r.found.Posted = states[store.OrderPosted].Count + states[store.OrderVerified].Count
	r.found.Held, r.found.Refused = states[store.OrderHeld].Count, states[store.OrderRefused].Count
	causes, err := r.store.Causes(ctx, r.company)
	if err != nil {
		return err
	}
	for _, c := range causes[:min(len(causes), 20)] {
		r.found.Reasons = append(r.found.Reasons, web.Reason{Text: c.What, Orders: c.Orders})
	}
	refused, err := r.store.OrdersPage(ctx, store.OrderFilter{Company: r.company, States: []store.OrderState{store.OrderRefused}, Limit: 100})
	for _, o := range refused.Rows {
		if o.Reason != "" && !slices.Contains(r.found.Refusals, o.Reason) && len(r.found.Refusals) < 10 {
			r.found.Refusals = append(r.found.Refusals, o.Reason)
		}
	}
	return err
}

// figures are the reports of the simulated QuickBooks.
func (r *rehearsal) figures(out *web.Rehearsal) {
	orders := out.Orders
	*out = r.found
	out.Orders = orders
	for _, b := range r.file.TrialBalance() {
		out.Accounts = append(out.Accounts, web.Rehearsed{Name: b.Account, Type: b.Type, Amount: money.Amount(b.Debit) - money.Amount(b.Credit)})
	}
	for _, t := range r.file.TaxLiability() {
		out.Taxes = append(out.Taxes, web.Rehearsed{Name: t.Agency, Amount: money.Amount(t.Owed)})
	}
	for _, c := range r.file.Receivables() {
		out.Receivables = append(out.Receivables, web.Rehearsed{Name: c.Customer, Amount: money.Amount(c.Balance)})
	}
}

// seeding fills a simulated company file, each name once.
type seeding struct {
	file  *simulated.File
	added map[string]bool
	tax   string // one of the sales tax items
}

// once runs add for a name that isn't there yet, and for the names above it.
func (s *seeding) once(list, name string, add func(name string) error) error {
	for i, c := range name + ":" {
		if c != ':' || i == 0 {
			continue
		}
		part := name[:i]
		if k := list + "|" + strings.ToLower(part); !s.added[k] {
			s.added[k] = true
			if err := add(part); err != nil {
				return fmt.Errorf("%s %s: %w", list, part, err)
			}
		}
	}
	return nil
}

// seedFor adds what the orders need of the real lists: what the planner looks
// up for each, and what that names.
func (s *Server) seedFor(ctx context.Context, to *seeding, key store.CompanyKey, rules books.Rules, orders []sales.Order) error {
	// What every company file has from its first day.
	for list, names := range map[string][]string{"account": {"accounts receivable", "undeposited funds", "sales tax payable", "opening balance equity", "retained earnings"}, "code": {"tax", "non"}, "template": {"intuit product invoice", "custom sales receipt"}} {
		for _, n := range names {
			to.added[list+"|"+n] = true
		}
	}
	for _, a := range []simulated.Account{{Name: "Sales", Type: "Income"}, {Name: "Cost of Goods Sold", Type: "CostOfGoodsSold", Special: "CostOfGoodsSold"}, {Name: "Inventory Asset", Type: "OtherCurrentAsset", Special: "InventoryAssets"}} {
		if err := to.once("account", a.Name, func(string) error { _, err := to.file.AddAccount(a); return err }); err != nil {
			return err
		}
	}
	var entries, items, people []books.Entry
	seen := map[string]bool{}
	take := func(into *[]books.Entry, from ...books.Entry) {
		for _, e := range from {
			if k := string(e.Kind) + e.ListID; e.ListID != "" && !seen[k] {
				seen[k] = true
				*into = append(*into, e)
			}
		}
	}
	for _, o := range orders {
		l, err := s.Store.Lists(ctx, key, books.NeedsOf(o, rules))
		if err != nil {
			return err
		}
		take(&entries, l.Entries...)
		take(&items, l.Items...)
		take(&items, l.TaxItems...)
		take(&items, l.TaxGroups...)
		take(&people, l.Customers...)
		take(&people, l.OtherNames...)
		if l.Linked != nil {
			take(&people, *l.Linked)
		}
	}
	for _, e := range entries {
		if e.Kind == books.Accounts {
			if err := to.account(e); err != nil {
				return err
			}
		}
	}
	for _, e := range entries {
		if err := to.small(e, rules); err != nil {
			return err
		}
	}
	for _, groups := range []bool{false, true} { // groups name their members
		for _, e := range items {
			if (e.Type == "SalesTaxGroup" || e.Type == "Group") == groups {
				if err := to.item(e); err != nil {
					return err
				}
			}
		}
	}
	for _, e := range people {
		if err := to.person(e); err != nil {
			return err
		}
	}
	for _, name := range []string{rules.Tax.ZeroItem, to.tax} { // one is the most common, or sales tax counts as switched off
		if to.added["item|"+strings.ToLower(name)] {
			return to.file.SetTaxItem(name)
		}
	}
	return nil
}

func (s *seeding) account(e books.Entry) error {
	return s.once("account", e.FullName, func(name string) error {
		_, err := s.file.AddAccount(simulated.Account{Name: name, Type: e.Type, Number: e.Number, Inactive: !e.Active && name == e.FullName, Currency: e.Currency})
		return err
	})
}

// small adds a row of one of the short lists.
func (s *seeding) small(e books.Entry, rules books.Rules) error {
	word := ""
	var list simulated.List
	switch e.Kind {
	case books.SalesTaxCodes:
		list = simulated.TaxCodes
		if e.Taxable {
			word = "taxable"
		}
	case books.PaymentMethods:
		list, word = simulated.PaymentMethods, "Other"
	case books.ShipMethods:
		list = simulated.ShipMethods
	case books.TermsList:
		list, word = simulated.Terms, "30"
	case books.Classes:
		list = simulated.Classes
	case books.Templates:
		list, word = simulated.Templates, "Invoice"
		switch {
		case books.SameName(e.FullName, rules.ReceiptTemplate):
			word = "SalesReceipt"
		case books.SameName(e.FullName, rules.Refunds.Template):
			word = "CreditMemo"
		}
	default:
		return nil
	}
	kind := map[books.ListKind]string{books.SalesTaxCodes: "code", books.Templates: "template"}[e.Kind]
	if kind == "" {
		kind = string(e.Kind)
	}
	name := e.FullName
	if name == "" {
		name = e.Name
	}
	return s.once(kind, name, func(name string) error {
		_, err := s.file.Add(list, name, word)
		return err
	})
}

func (s *seeding) item(e books.Entry) error {
	if e.Account.FullName != "" {
		if !s.added["account|"+strings.ToLower(e.Account.FullName)] {
			if err := s.account(books.Entry{Kind: books.Accounts, FullName: e.Account.FullName, Type: "Income", Active: true}); err != nil {
				return err
			}
		}
	}
	return s.once("item", e.FullName, func(name string) error {
		it := simulated.Item{Kind: e.Type, Name: name, Account: e.Account.FullName, Inactive: !e.Active && name == e.FullName, PartNumber: e.PartNumber, BarCode: e.BarCode}
		if name != e.FullName { // an item above it
			it.PartNumber, it.BarCode = "", ""
		}
		if s.added["code|"+strings.ToLower(e.TaxCode.FullName)] {
			it.TaxCode = e.TaxCode.FullName
		}
		switch e.Type {
		case "SalesTax":
			it.Price, it.Agency, s.tax = e.Rate.String(), e.Agency.FullName, name
			if it.Agency == "" {
				it.Agency = "Tax agency"
			}
			agency := it.Agency
			if err := s.once("person", agency, func(n string) error {
				_, err := s.file.AddPerson(simulated.Person{Kind: "Vendor", Name: n, TaxAgency: true})
				return err
			}); err != nil {
				return err
			}
		case "Inventory", "InventoryAssembly":
			it.Kind, it.Price = "Inventory", e.Price.String() // what it is assembled of isn't needed to sell it
			it.Quantity, it.Cost = "1000000", "0"
		case "SalesTaxGroup", "Group":
			for i, m := range e.Members {
				if !s.added["item|"+strings.ToLower(m.FullName)] {
					return nil // its members weren't read: no order can use it
				}
				it.Members = append(it.Members, m.FullName)
				if e.Type == "Group" && i < len(e.Quantities) {
					it.MemberQuantities = append(it.MemberQuantities, e.Quantities[i].String())
				}
			}
		default:
			it.Price = e.Price.String()
		}
		_, err := s.file.AddItem(it)
		return err
	})
}

func (s *seeding) person(e books.Entry) error {
	kind := map[books.ListKind]string{books.Customers: "Customer", books.Vendors: "Vendor", books.Employees: "Employee", books.OtherNames: "OtherName"}[e.Kind]
	if kind == "" {
		return nil
	}
	return s.once("person", e.FullName, func(name string) error {
		p := simulated.Person{Kind: kind, Name: name, Inactive: !e.Active && name == e.FullName, Company: e.Company, First: e.FirstName, Last: e.LastName, Email: e.Email, Phone: e.Phone, Currency: e.Currency}
		if s.added["code|"+strings.ToLower(e.TaxCode.FullName)] && kind == "Customer" {
			p.TaxCode = e.TaxCode.FullName
		}
		_, err := s.file.AddPerson(p)
		return err
	})
}
