package books

import (
	"fmt"
	"strings"

	"countinghouse/money"
	"countinghouse/sales"
)

// homeCurrency is the company file's own currency: as it says, else its country's.
func (p *planner) homeCurrency() string {
	if c := p.l.Company.HomeCurrency; c != "" {
		return c
	}
	switch strings.ToUpper(p.l.Company.Country) {
	case "CA":
		return "CAD"
	case "UK":
		return "GBP"
	case "AU":
		return "AUD"
	}
	return "USD"
}

// foreign tells whether the order is in another currency than the company file's.
func (p *planner) foreign() bool {
	return p.o.Currency != "" && !same(p.o.Currency, p.homeCurrency())
}

// currencyRule is the rule of the order's currency.
func (r Rules) currencyRule(code string) (CurrencyRule, bool) {
	best := ""
	for k := range r.Currencies {
		if same(k, code) && (best == "" || k < best) {
			best = k
		}
	}
	c, ok := r.Currencies[best]
	return c, ok
}

// currencyHolds checks that the order's currency can be posted. QuickBooks
// keeps amounts with two decimals, so a currency without any (JPY) gets two
// that are nought; one with three can't be kept.
func (p *planner) currencyHolds() {
	code := strings.ToUpper(p.o.Currency)
	if p.o.Currency != "" && p.o.Decimals > 2 {
		p.hold(sales.Problem{
			Code: "currency-decimals", Subject: code,
			What:  fmt.Sprintf("The store keeps %s with %d decimals, QuickBooks keeps amounts with 2.", code, p.o.Decimals),
			Means: "Its amounts could not be posted to the cent.", Fix: "Post such orders by hand and exclude them, or exclude their channel.",
		})
	}
	if !p.foreign() {
		return
	}
	home := p.homeCurrency()
	rule, ok := p.r.currencyRule(code)
	if !ok || !p.l.Company.MultiCurrency {
		more, fix := "and QuickBooks' multiple currencies are off", "Enter it by hand with the exchange rate of the day and exclude it, or exclude its channel."
		if p.l.Company.MultiCurrency {
			more = "and nothing is mapped for " + code
			fix = "Say in Mapping to which accounts sales in " + code + " go and where their exchange rate comes from; all such orders go on by themselves."
		}
		p.hold(sales.Problem{
			Code: "currency", Subject: code,
			What:  fmt.Sprintf("The order is in %s, the company file in %s, %s.", code, home, more),
			Means: "Its amounts would be taken for " + home + ", so it isn't posted.", Fix: fix,
		})
		return
	}
	if rule.Rate != "divide" && rule.Rate != "multiply" {
		return // QuickBooks takes its own rate of the day
	}
	rate := p.o.ExchangeRate
	if rate.Sign() <= 0 || !same(p.o.StoreCurrency, home) {
		p.hold(sales.Problem{
			Code: "exchange-rate", Subject: code,
			What:  fmt.Sprintf("The store tells no exchange rate between %s and %s for the order.", code, home),
			Means: "What it is worth in the books isn't known. " + p.short(),
			Fix:   "Have QuickBooks use its own rate for " + code + ", in Mapping, or enter the order by hand and exclude it.",
		})
		return
	}
	if rule.Rate == "divide" {
		rate = money.Int(1).Div(rate, 8, money.HalfAwayFromZero)
	}
	p.exchange = rate
}

// exchanged sets the exchange rate of a document: home units for one foreign.
func (p *planner) exchanged(d *Document) {
	if p.exchange.IsZero() {
		return
	}
	d.ExchangeRate = p.exchange
	d.Why = append(d.Why, Reason{"rule", fmt.Sprintf("One %s is %s %s, by the order's own rate", strings.ToUpper(p.o.Currency), p.exchange, p.homeCurrency())})
}

// inCurrency tells whether an entry (customer, account) is kept in the
// order's currency; an entry that names none is kept in the company file's own.
func (p *planner) inCurrency(e Entry) bool {
	kept := p.currencyCode(e.Currency)
	of := p.o.Currency
	if of == "" {
		of = p.homeCurrency()
	}
	return same(kept, of)
}

// currencyCode is the code of a currency that QuickBooks tells by its name
// ("US Dollar"); a name that isn't on its list stays as it is.
func (p *planner) currencyCode(name string) string {
	if name == "" {
		return p.homeCurrency()
	}
	for _, c := range p.l.Currencies {
		if same(c.FullName, name) && c.Number != "" {
			return c.Number
		}
	}
	return name
}

// currencyRef is QuickBooks' currency of the order.
func (p *planner) currencyRef() Ref {
	for _, c := range p.l.Currencies {
		if same(c.Number, p.o.Currency) && c.Active {
			return c.Ref()
		}
	}
	code := strings.ToUpper(p.o.Currency)
	if _, ok := p.r.currencyRule(code); !ok || !p.l.Company.MultiCurrency {
		return Ref{} // currencyHolds says why nothing is posted
	}
	p.hold(sales.Problem{
		Code: "currency-missing", Subject: code, What: "QuickBooks has no active currency " + code + ".",
		Means: "A customer can't be kept in it. " + p.short(),
		Fix:   "Make the currency active in QuickBooks (Lists, Currency List) and let the Web Connector update.",
	})
	return Ref{}
}

// receivableName is the account that invoices in the order's currency stand in.
func (p *planner) receivableName() string {
	if p.foreign() {
		if c, ok := p.r.currencyRule(p.o.Currency); ok {
			return c.ReceivableAccount
		}
	}
	return p.r.ReceivableAccount
}

// depositName is the account that money in the order's currency goes to.
func (p *planner) depositName(rule PaymentRule) string {
	if p.foreign() {
		if c, ok := p.r.currencyRule(p.o.Currency); ok && c.DepositTo != "" {
			return c.DepositTo
		}
	}
	if p.r.depositTo != "" {
		return p.r.depositTo // a case says so
	}
	return rule.DepositTo
}

// accountCurrency holds an account that can't take the order's currency.
func (p *planner) accountCurrency(e Entry, used string) bool {
	if !p.l.Company.MultiCurrency || same(p.currencyCode(e.Currency), p.homeCurrency()) && e.Type != "AccountsReceivable" || p.inCurrency(e) {
		return true
	}
	p.hold(sales.Problem{
		Code: "account-currency", Subject: e.FullName,
		What:  fmt.Sprintf("The account %s, which is mapped for %s, is kept in %s, the order is in %s.", e.FullName, used, e.Currency, strings.ToUpper(p.o.Currency)),
		Means: "QuickBooks refuses it. " + p.short(), Fix: "Choose an account of that currency in Mapping.",
	})
	return false
}
