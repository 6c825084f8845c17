package company

import (
	"fmt"
	"strconv"
	"strings"
)

func (f *File) addAccount(a Account) (string, error) {
	e, err := split(&f.accounts, a.Name)
	if err != nil {
		return "", err
	}
	if accountOrder(a.Type) == len(accountTypes) {
		return "", fmt.Errorf("account %q: type %q is not one of qbXML's", a.Name, a.Type)
	}
	e.inactive = a.Inactive
	currency, err := f.currencyNamed(a.Currency)
	if err != nil {
		return "", err
	}
	place := f.accounts.add(account{entry: e, currency: currency, kind: a.Type, special: a.Special, number: a.Number, desc: a.Desc}, f.now())
	f.touch(rowAccount, place)
	return f.accounts.at(place).listID(), nil
}

func (f *File) addSimple(l List, name, word string) (string, error) {
	for i, s := range smallLists {
		if s != l {
			continue
		}
		rows := f.small(i)
		e, err := split(rows, name)
		if err != nil {
			return "", err
		}
		row := simple{entry: e, word: word}
		switch l {
		case TaxCodes:
			row.taxable, row.word = word == "taxable", map[bool]string{true: "Taxable Sales", false: "Non-Taxable Sales"}[word == "taxable"]
		case Terms:
			days, err := strconv.Atoi(word)
			if err != nil {
				return "", fmt.Errorf("terms %q: due days: %w", name, err)
			}
			row.days, row.word = int32(days), ""
		}
		place := rows.add(row, f.now())
		f.touch(rowSimple+byte(i), place)
		return rows.at(place).listID(), nil
	}
	return "", fmt.Errorf("list %q has no rows of this kind", l)
}

func (f *File) addPerson(in Person) (string, error) {
	p := person{kind: aCustomer, agency: in.TaxAgency}
	for k, w := range personWords {
		if w == in.Kind && w != "" {
			p.kind = personKind(k)
		}
	}
	var err error
	if p.entry, err = split(&f.people, in.Name); err != nil {
		return "", err
	}
	p.inactive = in.Inactive
	if err = p.forced(in.ListID); err != nil {
		return "", err
	}
	if p.kind == aCustomer {
		if f.o.Country == "US" {
			p.taxCode, p.taxItem = f.prefs.TaxCode, f.prefs.TaxItem
		}
		if in.TaxCode != "" {
			if p.taxCode, err = placeOf(&f.codes, in.TaxCode, ""); err != nil {
				return "", err
			}
		}
		if in.TaxItem != "" {
			if p.taxItem, err = placeOf(&f.items, in.TaxItem, ""); err != nil {
				return "", err
			}
		}
	}
	if p.terms, err = placeOf(&f.terms, in.Terms, ""); err != nil {
		return "", err
	}
	if p.currency, err = f.currencyNamed(in.Currency); err != nil {
		return "", err
	}
	b := keep(nil, fieldCompany, in.Company)
	for _, x := range []struct {
		field byte
		text  string
	}{{fieldFirst, in.First}, {fieldLast, in.Last}, {fieldPhone, in.Phone}, {fieldEmail, in.Email}, {fieldAccountNumber, in.Account}} {
		b = keep(b, x.field, x.text)
	}
	p.detail = kept(b)
	place := f.people.add(p, f.now())
	if p.parent != 0 {
		f.people.at(p.parent - 1).hasJobs = true
		f.touch(rowPerson, p.parent-1)
	}
	f.touch(rowPerson, place)
	return f.people.at(place).listID(), nil
}

func (f *File) addItem(in Item) (string, error) {
	it := item{desc: strings.Clone(in.Desc), percent: in.Percent}
	for k, w := range itemWords {
		if w == in.Kind && w != "" {
			it.kind = itemKind(k)
		}
	}
	if it.kind == 0 {
		return "", fmt.Errorf("item %q: kind %q is not one of qbXML's", in.Name, in.Kind)
	}
	var err error
	if it.entry, err = split(&f.items, in.Name); err != nil {
		return "", err
	}
	it.inactive = in.Inactive
	if err = it.forced(in.ListID); err != nil {
		return "", err
	}
	for _, x := range []struct {
		to   *fix
		text string
	}{{&it.price, in.Price}, {&it.cost, in.Cost}} {
		if x.text == "" {
			continue
		}
		v, ok := parseDecimal(x.text, 5)
		if !ok {
			return "", fmt.Errorf("item %q: %q is not a number", in.Name, x.text)
		}
		*x.to = fix(v)
	}
	if err = f.itemAccounts(&it, in); err != nil {
		return "", fmt.Errorf("item %q: %w", in.Name, err)
	}
	if err = f.itemMembers(&it, in); err != nil {
		return "", fmt.Errorf("item %q: %w", in.Name, err)
	}
	place := f.items.add(it, f.now())
	f.touch(rowItem, place)
	id := f.items.at(place).listID()
	if qty := fixOf(in.Quantity); qty != 0 {
		value, _ := extend(qty, it.cost)
		if refusal := f.openStock(place, qty, value, f.today()); refusal != nil {
			return "", fmt.Errorf("item %q: %s", in.Name, refusal.message)
		}
	}
	return id, nil
}

// itemAccounts resolves what the item's kind posts to.
func (f *File) itemAccounts(it *item, in Item) (err error) {
	switch it.kind {
	case service, nonInventory, otherCharge, inventory, assembly, discount:
		if it.taxCode, err = placeOf(&f.codes, in.TaxCode, ""); err != nil {
			return err
		}
		if it.taxCode == 0 {
			it.taxCode = f.prefs.TaxCode
		}
		it.income, err = placeOf(&f.accounts, in.Account, "Sales")
	case paymentItem:
		it.income, err = placeOf(&f.accounts, in.Account, "Undeposited Funds")
	case salesTax:
		if it.agency, err = placeOf(&f.people, in.Agency, ""); err == nil && it.agency != 0 {
			f.people.at(it.agency - 1).agency = true
			f.touch(rowPerson, it.agency-1)
		}
		if err == nil && it.agency == 0 {
			return fmt.Errorf("a sales tax item needs an agency")
		}
	}
	if err != nil {
		return err
	}
	if it.kind == inventory || it.kind == assembly {
		if it.cogs, err = placeOf(&f.accounts, in.COGS, "Cost of Goods Sold"); err == nil {
			it.asset, err = placeOf(&f.accounts, in.Asset, "Inventory Asset")
		}
	}
	return err
}

func (f *File) itemMembers(it *item, in Item) error {
	if in.PartNumber == "" && in.BarCode == "" && len(in.Members) == 0 {
		return nil
	}
	it.more = &itemMore{part: strings.Clone(in.PartNumber), barcode: strings.Clone(in.BarCode)}
	for i, name := range in.Members {
		p, err := placeOf(&f.items, name, "")
		if err != nil {
			return err
		}
		qty := fixOne
		if i < len(in.MemberQuantities) {
			if qty = fixOf(in.MemberQuantities[i]); qty <= 0 {
				return fmt.Errorf("%q is not a quantity", in.MemberQuantities[i])
			}
		}
		it.more.members = append(it.more.members, member{p, qty})
	}
	return nil
}
