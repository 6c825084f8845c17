package server

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
	simulated "countinghouse/simulator/company"
	"countinghouse/store"
)

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
func seedFor(ctx context.Context, st *store.Store, to *seeding, key store.CompanyKey, rules books.Rules, orders []sales.Order) error {
	// What every company file has from its first day.
	for list, names := range map[string][]string{"account": {"accounts receivable", "undeposited funds", "sales tax payable", "opening balance equity", "retained earnings"}, "code": {"tax", strings.ToLower(to.file.ExemptCode())}, "template": {"intuit product invoice", "custom sales receipt"}} {
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
		l, err := st.Lists(ctx, key, books.NeedsOf(o, rules))
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
	// Outside the US tax codes name tax items; goods name codes, and groups members.
	byType := func(fits func(kind string) bool) error {
		for _, e := range items {
			if fits(e.Type) {
				if err := to.item(e); err != nil {
					return err
				}
			}
		}
		return nil
	}
	isTax := func(kind string) bool { return kind == "SalesTax" || kind == "SalesTaxGroup" }
	if err := errors.Join(byType(func(kind string) bool { return kind == "SalesTax" }), byType(func(kind string) bool { return kind == "SalesTaxGroup" })); err != nil {
		return err
	}
	for _, e := range entries {
		if err := to.small(e, rules); err != nil {
			return err
		}
	}
	if err := errors.Join(byType(func(kind string) bool { return !isTax(kind) && kind != "Group" }), byType(func(kind string) bool { return kind == "Group" })); err != nil {
		return err
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
		c := simulated.TaxCode{Name: e.Name, Taxable: e.Taxable}
		if s.file.Country() != "US" && s.added["item|"+strings.ToLower(e.TaxItem.FullName)] {
			c.Item = e.TaxItem.FullName
		}
		return s.once("code", c.Name, func(string) error { return s.file.AddTaxCode(c) })
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
	kind := string(e.Kind)
	if e.Kind == books.Templates {
		kind = "template"
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
