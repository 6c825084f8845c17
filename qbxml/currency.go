package qbxml

import "countinghouse/money"

// CurrencyQueryRq asks for currencies. QuickBooks does not page it, and refuses
// it when several currencies are switched off.
type CurrencyQueryRq ListQuery

func (*CurrencyQueryRq) element() string { return "CurrencyQueryRq" }

func (*CurrencyQueryRq) attributes(*writer) {}

func (q *CurrencyQueryRq) appendTo(w *writer) { (*ListQuery)(q).write(w, nil) }

// CurrencyRet is a currency. Customers and A/R and bank accounts each belong to
// one (quickbooks-behaviour §10).
type CurrencyRet struct {
	Listed
	CurrencyCode          string // ISO 4217: "EUR"
	DecimalPlaces         int    // as QuickBooks shows it: 0 or 2
	IsUserDefinedCurrency bool
	ExchangeRate          money.Decimal // home units for one of it, as it was last set
	AsOfDate              string        // since when
}

func (sc *scanner) currency() *CurrencyRet {
	v := &CurrencyRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch sc.name {
		case "CurrencyCode":
			v.CurrencyCode = sc.text()
		case "CurrencyFormat":
			for sc.child() {
				if sc.name == "DecimalPlaces" {
					v.DecimalPlaces = sc.int()
					continue
				}
				sc.skip()
			}
		case "IsUserDefinedCurrency":
			v.IsUserDefinedCurrency = sc.flag()
		case "ExchangeRate":
			v.ExchangeRate = sc.decimal()
		case "AsOfDate":
			v.AsOfDate = sc.text()
		default:
			if !sc.listed(&v.Listed) {
				sc.skip()
			}
		}
	}
	return v
}
