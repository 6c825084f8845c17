package qbxml

import (
	"fmt"
	"strings"

	"countinghouse/money"
)

// The countries of company files (HostRet.Country). They differ in where sales
// tax lives: in the US in an item of the header, elsewhere in the sales tax
// codes of the lines (quickbooks-behaviour §1).
const (
	CountryUS = "US"
	CountryCA = "CA"
	CountryUK = "UK"
	CountryAU = "AU"
)

// ParseCountry is the edition of a company file, as MessageSet.Country takes it,
// by what QuickBooks tells of it (HostRet.Country, or the country of the Web
// Connector's first call). Empty, which is not known yet, stays empty. It is an
// error, in words for a person, when the edition is none of the four.
func ParseCountry(told string) (string, error) {
	switch c := strings.ToUpper(strings.TrimSpace(told)); c {
	case "", CountryUS, CountryCA, CountryUK, CountryAU:
		return c, nil
	case "CANADA":
		return CountryCA, nil
	case "AUSTRALIA":
		return CountryAU, nil
	default:
		return "", fmt.Errorf("this company file is of the %s edition of QuickBooks; only those of the US, Canada, the UK and Australia can be posted to, because sales tax works differently in others", c)
	}
}

// notUS records a problem when a company file of the US gets an element that
// only other editions take, although the schema has it for all (qbxml-rules §11).
func (w *writer) notUS(tag string, used bool) {
	if used && (w.country == "" || w.country == CountryUS) {
		w.problem(tag, "is only for company files of Canada, the UK and Australia; QuickBooks US refuses it")
	}
}

// taxIncluded writes IsTaxIncluded: the amounts of the lines contain the tax.
func (w *writer) taxIncluded(v *bool) {
	w.notUS("IsTaxIncluded", v != nil)
	w.flag("IsTaxIncluded", v)
}

// taxAmount writes the tax of a line, which only Australian files take.
func (w *writer) taxAmount(a *money.Amount) {
	if a != nil && w.country != CountryAU {
		w.problem("TaxAmount", "is only for company files of Australia")
	}
	w.amount("TaxAmount", a)
}

// taxCode writes a reference to a sales tax code. Its name has at most 3
// characters, in Australia 6 (qbxml-rules §4); the 13.0 schema allows 3 for
// all, so there a ListID is the surer reference.
func (w *writer) taxCode(tag string, r Ref) {
	limit := MaxSalesTaxCode
	if w.country == CountryAU {
		limit = MaxSalesTaxCodeAU
	}
	w.ref(tag, r, limit)
}
