package main

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/simulator/company"
	"countinghouse/simulator/shop"
)

// edition is QuickBooks' edition for a store's country.
func edition(country string) string {
	if country == "GB" {
		return "UK"
	}
	return country
}

// stockTaxes gives the file a sales tax item for every rate of the store, with
// an agency for each state.
func stockTaxes(f *company.File, s *shop.Shop) error {
	agencies := map[string]bool{}
	for _, r := range s.Rates() {
		agency := "Dept of Revenue " + r.State
		if !agencies[agency] {
			agencies[agency] = true
			if _, err := f.AddPerson(company.Person{Kind: "Vendor", Name: agency, TaxAgency: true}); err != nil {
				return err
			}
		}
		if _, err := f.AddItem(company.Item{Kind: "SalesTax", Name: taxItemOf(r.Name), Desc: r.Name, Price: r.Percent, Agency: agency}); err != nil {
			return err
		}
	}
	for _, j := range s.Jurisdictions() {
		group := company.Item{Kind: "SalesTaxGroup", Name: j.City + " " + j.State, Desc: "Sales tax of " + j.City}
		for _, r := range j.Rates {
			group.Members = append(group.Members, taxItemOf(r))
		}
		if _, err := f.AddItem(group); err != nil {
			return err
		}
	}
	return nil
}

// taxItemOf is what the books call a rate of the store.
func taxItemOf(rate string) string { return rate + " Sales Tax" }

// stockTaxesAbroad gives a file of another country what its taxes need: for each
// rate an agency, a tax item and an other charge item on a liability of its
// own, and a sales tax code for each set of rates that can stand on a line.
func stockTaxesAbroad(f *company.File, s *shop.Shop) error {
	for _, r := range s.Rates() {
		if _, err := f.AddPerson(company.Person{Kind: "Vendor", Name: "Agency of " + r.Name, TaxAgency: true}); err != nil {
			return err
		}
		if _, err := f.AddAccount(company.Account{Name: r.Name + " Collected", Type: "OtherCurrentLiability"}); err != nil {
			return err
		}
		for _, it := range []company.Item{
			{Kind: "SalesTax", Name: taxItemOf(r.Name), Desc: r.Name, Price: r.Percent, Agency: "Agency of " + r.Name},
			{Kind: "OtherCharge", Name: r.Name + " Collected", Account: r.Name + " Collected", TaxCode: f.ExemptCode()},
		} {
			if _, err := f.AddItem(it); err != nil {
				return err
			}
		}
	}
	for i, rates := range rateSets(s) {
		item := taxItemOf(rates[0])
		if len(rates) > 1 {
			group := company.Item{Kind: "SalesTaxGroup", Name: "Taxes " + taxCode(i), Desc: strings.Join(rates, " + ")}
			for _, r := range rates {
				group.Members = append(group.Members, taxItemOf(r))
			}
			if _, err := f.AddItem(group); err != nil {
				return err
			}
			item = group.Name
		}
		if err := f.AddTaxCode(company.TaxCode{Name: taxCode(i), Desc: strings.Join(rates, " + "), Item: item, Taxable: true}); err != nil {
			return err
		}
	}
	return nil
}

// rateSets are the sets of rates that can stand on a line, each sorted.
func rateSets(s *shop.Shop) [][]string {
	var sets [][]string
	add := func(rates ...string) {
		slices.Sort(rates)
		if !slices.ContainsFunc(sets, func(x []string) bool { return slices.Equal(x, rates) }) {
			sets = append(sets, rates)
		}
	}
	for _, r := range s.Rates() {
		add(r.Name)
	}
	for _, j := range s.Jurisdictions() {
		add(slices.Clone(j.Rates)...)
	}
	return sets
}

// taxCode is the code of a set of rates: at most three characters.
func taxCode(i int) string { return fmt.Sprintf("X%02d", i) }

// exemptCodes are the codes of lines without tax, by country.
var exemptCodes = map[string]string{"CA": "E", "GB": "E", "AU": "FRE"}

// mapTaxes maps the store's rates: in the US to the tax items; elsewhere to
// codes, where QuickBooks computes, or to items on liabilities.
func mapTaxes(r *books.Rules, s *shop.Shop, o worldOptions) {
	r.Tax.Rates = map[string]string{}
	exempt, abroad := exemptCodes[o.Country]
	for _, rate := range s.Rates() {
		r.Tax.Rates[rate.Name] = taxItemOf(rate.Name)
		if abroad {
			r.Tax.Rates[rate.Name] = rate.Name + " Collected"
		}
	}
	if !abroad {
		r.Tax.ZeroItem = "Online Zero Tax"
		return
	}
	r.Tax.Codes = map[string]string{"": exempt}
	for i, rates := range rateSets(s) {
		r.Tax.Codes[strings.Join(rates, " + ")] = taxCode(i)
	}
}
