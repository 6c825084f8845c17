package company

import "fmt"

// Outside the US the rate lives in the sales tax code of each line: the code
// points to a tax item or to a group of them (QuickBooks sheet §1). The tax is
// computed for each code on the sum of its lines, each component rounded to
// the cent; where amounts include tax it is taken out of that sum. Discounts
// are lines of their own code. choice: where amounts include tax, Subtotal is
// without it, so that Subtotal, SalesTaxTotal and TotalAmount add up.

// codeSum is what the lines of one code come to.
type codeSum struct {
	code, item int32
	amount     int64 // of the lines whose tax is computed
	sent       int64 // tax that was sent with lines (Australia)
}

func (s *seller) totalByCodes() *refused {
	f, t := s.c.f, s.t
	t.taxItem, t.percent = 0, 0
	var sums []codeSum
	at := make([]int, len(t.lines)) // the sum that each line is in; -1: none
	for i := range t.lines {
		l := &t.lines[i]
		at[i] = -1
		if l.item == 0 || l.level == 1 || l.code == 0 || f.o.NoSalesTax {
			continue
		}
		if k := f.items.at(l.item - 1).kind; k == subtotalItem || k == paymentItem {
			continue
		}
		code := f.codes.at(l.code - 1)
		if !code.taxable || code.item == 0 {
			if l.hasTax && l.taxAmount != 0 {
				return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: Transaction is not in balance: the tax code %q has no tax.", s.where, code.name)
			}
			continue
		}
		k := 0
		for k < len(sums) && sums[k].code != l.code {
			k++
		}
		if k == len(sums) {
			sums = append(sums, codeSum{code: l.code, item: code.item})
		}
		at[i] = k
		if l.hasTax {
			sums[k].sent += l.taxAmount
		} else {
			sums[k].amount += l.amount
		}
	}
	computed := make([]int64, len(sums))
	for k := range sums {
		computed[k] = s.taxOfCode(&sums[k])
	}
	if t.inclusive {
		s.shareOut(sums, computed, at)
		t.subtotal -= t.tax
	} else {
		t.total += t.tax
	}
	return t.positive()
}

// taxOfCode adds the components' tax of one code and returns what of it was
// computed.
func (s *seller) taxOfCode(c *codeSum) int64 {
	f, t := s.c.f, s.t
	parts := f.components(c.item)
	rate := fix(0)
	for _, p := range parts {
		rate += f.items.at(p - 1).price
	}
	computed, left := int64(0), c.sent
	for i, p := range parts {
		r := f.items.at(p - 1).price
		tax := percentOf(c.amount, r)
		if t.inclusive {
			tax, _ = mulDiv(c.amount, int64(r), int64(100*fixOne+rate))
		}
		computed += tax
		// what was sent is shared out by the rates, the rest to the last
		share, ok := mulDiv(c.sent, int64(r), int64(rate))
		if !ok || i == len(parts)-1 {
			share = left
		}
		left -= share
		t.tax += tax + share
		s.taxes = append(s.taxes, componentTax{p, tax + share})
	}
	return computed
}

// components are the sales tax items of an item or a group.
func (f *File) components(itemPlusOne int32) []int32 {
	it := f.items.at(itemPlusOne - 1)
	if it.kind == salesTax {
		return []int32{itemPlusOne}
	}
	var out []int32
	for _, m := range it.extra().members {
		out = append(out, f.components(m.item)...)
	}
	return out
}

// shareOut tells how much tax is within each line's amount, so that the shares
// of a code's lines add up to its tax.
func (s *seller) shareOut(sums []codeSum, computed []int64, at []int) {
	t := s.t
	s.included = make([]int64, len(t.lines))
	so := make([]int64, len(sums))
	given := make([]int64, len(sums))
	last := make([]int, len(sums))
	for i := range last {
		last[i] = -1
	}
	for i := range t.lines {
		l, k := &t.lines[i], at[i]
		switch {
		case k < 0:
		case l.hasTax:
			s.included[i] = l.taxAmount
		default:
			so[k] += l.amount
			upTo, _ := mulDiv(computed[k], so[k], sums[k].amount)
			s.included[i] = upTo - given[k]
			given[k], last[k] = upTo, i
		}
	}
	for k, i := range last {
		if i >= 0 {
			s.included[i] += computed[k] - given[k]
		}
	}
}

// foreignTaxes are the tax items and codes of a country.
type foreignTaxes struct {
	exempt   string // the code of what is not taxed
	standard string
	home     string // currency
	agencies []string
	items    []Item
	codes    []TaxCode
}

// TaxCode is a sales tax code to be added. Item is the tax item or group that
// it points to; in the US it has none.
type TaxCode struct {
	Name, Desc, Item string
	Taxable          bool
}

var taxesOf = map[string]foreignTaxes{
	"CA": {exempt: "E", standard: "G", home: "Canadian Dollar",
		agencies: []string{"Receiver General", "BC Minister of Finance", "Revenu Quebec"},
		items: []Item{
			{Kind: "SalesTax", Name: "GST", Price: "5.0", Agency: "Receiver General"},
			{Kind: "SalesTax", Name: "HST ON", Price: "13.0", Agency: "Receiver General"},
			{Kind: "SalesTax", Name: "HST NS", Price: "15.0", Agency: "Receiver General"},
			{Kind: "SalesTax", Name: "PST BC", Price: "7.0", Agency: "BC Minister of Finance"},
			{Kind: "SalesTax", Name: "QST", Price: "9.975", Agency: "Revenu Quebec"},
			{Kind: "SalesTax", Name: "GST Zero", Price: "0.0", Agency: "Receiver General"},
			{Kind: "SalesTaxGroup", Name: "GST+PST BC", Members: []string{"GST", "PST BC"}},
			{Kind: "SalesTaxGroup", Name: "GST+QST", Members: []string{"GST", "QST"}},
		},
		codes: []TaxCode{{"G", "GST only", "GST", true}, {"H", "HST Ontario", "HST ON", true}, {"HNS", "HST Nova Scotia", "HST NS", true},
			{"S", "GST and PST", "GST+PST BC", true}, {"Q", "GST and QST", "GST+QST", true}, {"P", "PST only", "PST BC", true}, {"Z", "Zero rated", "GST Zero", true}}},
	"UK": {exempt: "E", standard: "S", home: "British Pound Sterling",
		agencies: []string{"HM Revenue & Customs"},
		items: []Item{
			{Kind: "SalesTax", Name: "VAT Standard", Price: "20.0", Agency: "HM Revenue & Customs"},
			{Kind: "SalesTax", Name: "VAT Reduced", Price: "5.0", Agency: "HM Revenue & Customs"},
			{Kind: "SalesTax", Name: "VAT Zero", Price: "0.0", Agency: "HM Revenue & Customs"},
		},
		codes: []TaxCode{{"S", "Standard rate", "VAT Standard", true}, {"R", "Reduced rate", "VAT Reduced", true}, {"Z", "Zero rate", "VAT Zero", true},
			{"O", "Outside the scope", "", false}}},
	"AU": {exempt: "FRE", standard: "GST", home: "Australian Dollar",
		agencies: []string{"Australian Taxation Office"},
		items: []Item{
			{Kind: "SalesTax", Name: "GST 10%", Price: "10.0", Agency: "Australian Taxation Office"},
			{Kind: "SalesTax", Name: "GST Export", Price: "0.0", Agency: "Australian Taxation Office"},
		},
		codes: []TaxCode{{"GST", "Goods and services tax", "GST 10%", true}, {"EXPORT", "Export sales", "GST Export", true}, {"N-T", "Not reportable", "", false}}},
}

// seedAbroad fills a file of another country than the US: the accounts and
// methods of every file, with the country's taxes.
func (f *File) seedAbroad() error {
	taxes, ok := taxesOf[f.o.Country]
	if !ok {
		return fmt.Errorf("country %q: %w", f.o.Country, ErrNotFound)
	}
	for _, a := range taxes.agencies {
		if _, err := f.addPerson(Person{Kind: "Vendor", Name: a, TaxAgency: true}); err != nil {
			return err
		}
	}
	for _, it := range taxes.items {
		it.Desc = it.Name
		if _, err := f.addItem(it); err != nil {
			return err
		}
	}
	for _, c := range taxes.codes {
		if err := f.addTaxCode(c); err != nil {
			return err
		}
	}
	f.prefs.TaxCode = f.codes.named(taxes.standard) + 1
	for _, p := range standardNames {
		if p.TaxAgency {
			continue
		}
		p.TaxCode = ""
		if _, err := f.addPerson(p); err != nil {
			return err
		}
	}
	for _, it := range standardItems {
		switch {
		case it.Kind == "SalesTax" || it.Kind == "SalesTaxGroup":
			continue
		case it.TaxCode == "Non":
			it.TaxCode = taxes.exempt
		}
		if _, err := f.addItem(it); err != nil {
			return err
		}
	}
	f.prefs.TaxItem = f.codes.at(f.prefs.TaxCode - 1).item // a preference that has no effect on sales here
	f.touch(rowPrefs, 0)
	return f.flush()
}

// Country is the edition: "US", "CA", "UK" or "AU".
func (f *File) Country() string { return f.o.Country }

// ExemptCode is the name of the sales tax code of what is not taxed.
func (f *File) ExemptCode() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return nameAt(&f.codes, f.prefs.NonCode)
}

func (f *File) addTaxCode(c TaxCode) error {
	word := ""
	if c.Taxable {
		word = "taxable"
	}
	if _, err := f.addSimple(TaxCodes, c.Name, word); err != nil {
		return err
	}
	place := f.codes.named(c.Name)
	row := f.codes.at(place)
	if c.Desc != "" {
		row.word = c.Desc
	}
	item, err := placeOf(&f.items, c.Item, "")
	row.item = item
	return err
}

// AddTaxCode adds a sales tax code. Outside the US it points to a tax item or
// a group of them.
func (f *File) AddTaxCode(c TaxCode) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.addTaxCode(c); err != nil {
		return err
	}
	return f.flush()
}
