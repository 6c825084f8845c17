package company

import (
	"fmt"
	"strconv"
)

// Multi-currency (QuickBooks sheet §10): the currency belongs to the customer
// and to accounts of receivables and banks; a transaction has only an exchange
// rate. The amounts of its lines are in its customer's currency, the ledger is
// in home currency; accounts of a currency have a balance in it too.

// oneRate is an exchange rate of one: rates have eight decimals.
const oneRate = 100_000_000

var currencySeeds = [...]struct {
	name, code string
	rate       int64 // US dollars for one
}{
	{"US Dollar", "USD", oneRate}, {"Canadian Dollar", "CAD", 73_500_000}, {"British Pound Sterling", "GBP", 127_000_000},
	{"Australian Dollar", "AUD", 66_000_000}, {"Euro", "EUR", 108_500_000},
}

func (f *File) homeName() string {
	if home := taxesOf[f.o.Country].home; home != "" {
		return home
	}
	return "US Dollar"
}

// seedCurrencies makes the currencies and the account of exchange gains.
func (f *File) seedCurrencies() {
	home := int64(oneRate)
	for _, c := range currencySeeds {
		if c.name == f.homeName() {
			home = c.rate
		}
	}
	for _, c := range currencySeeds {
		_, _ = f.addSimple(Currencies, c.name, c.code) // cannot fail: fixed names, empty list
		f.money.at(f.money.named(c.name)).rate, _ = mulDiv(c.rate, oneRate, home)
	}
	f.prefs.Home = f.money.named(f.homeName()) + 1
	_, _ = f.addAccount(Account{Name: "Exchange Gain or Loss", Type: "OtherExpense", Special: "ExchangeGainLoss"})
	f.prefs.Exchange = f.accounts.named("Exchange Gain or Loss") + 1
}

// seedReceivables makes accounts of receivables in the foreign currencies.
func (f *File) seedReceivables() error {
	for _, c := range currencySeeds {
		if c.name == f.homeName() {
			continue
		}
		if _, err := f.addAccount(Account{Name: "Accounts Receivable - " + c.code, Type: "AccountsReceivable", Currency: c.name}); err != nil {
			return err
		}
	}
	return nil
}

// currencyNamed is the place plus one of a currency; 0 is home currency.
func (f *File) currencyNamed(name string) (int32, error) {
	if name == "" {
		return 0, nil
	}
	p, err := placeOf(&f.money, name, "")
	if p == f.prefs.Home {
		p = 0
	}
	return p, err
}

// SetExchangeRate sets what one unit of a currency is worth in home currency,
// as a decimal text.
func (f *File) SetExchangeRate(currency, rate string) error {
	v, ok := parseDecimal(rate, 8)
	if !ok || v <= 0 {
		return fmt.Errorf("%q is not an exchange rate", rate)
	}
	return f.edit(Currencies, currency, func(_ anyList, place int32) error {
		f.money.at(place).rate = v
		return nil
	})
}

// personCurrency reads a customer's CurrencyRef.
func (c *call) personCurrency(n int32, p *person, where string) *refused {
	f := c.f
	if !f.o.MultiCurrency {
		return refuse(3250, "%s", featureOff)
	}
	var to int32
	if refusal := setRef(c.d, n, &f.money, &to, "Currency", where); refusal != nil {
		return refusal
	}
	if to == f.prefs.Home {
		to = 0
	}
	if to != p.currency && p.num != 0 { // a Mod
		place := f.people.numbered(p.num)
		for i := range f.register.rows {
			if r := &f.register.rows[i]; !r.deleted && r.customer == place+1 {
				return cannotModify("Customer", "The currency of a customer with transactions can't be changed.")
			}
		}
	}
	p.currency = to
	return nil
}

// exchangeRate reads an ExchangeRate.
func (c *call) exchangeRate(n int32, to *int64) *refused {
	if !c.f.o.MultiCurrency {
		return refuse(3250, "%s (ExchangeRate)", featureOff)
	}
	text := c.d.nodes[n].text
	if text == "" {
		return nil
	}
	v, ok := parseDecimal(text, 8)
	if !ok || v <= 0 {
		return refuse(3210, "The \"ExchangeRate\" field has an invalid value %q.", text)
	}
	*to = v
	return nil
}

// currencyOf is the currency of a transaction: of its customer, of a deposit
// that of the bank. Plus one; 0: home currency.
func (f *File) currencyOf(t *txn) int32 {
	switch {
	case t.kind == deposit:
		return f.accounts.at(t.account - 1).currency
	case t.customer == 0 || t.kind == journalEntry:
		return 0
	}
	return f.people.at(t.customer - 1).currency
}

// receivablesOf is the account of receivables that a customer's transactions
// use when none is named: that of the customer's currency.
func (f *File) receivablesOf(customer int32) int32 {
	if customer == 0 || f.people.at(customer-1).currency == 0 {
		return f.prefs.AR
	}
	for i := range f.accounts.rows {
		a := &f.accounts.rows[i]
		if a.kind == "AccountsReceivable" && a.currency == f.people.at(customer-1).currency && !a.deleted && !a.inactive {
			return int32(i) + 1
		}
	}
	return f.prefs.AR
}

// rateOf completes a transaction's exchange rate and checks its accounts: that
// of receivables must be of the customer's currency, that of the money of the
// same or of home currency.
func (f *File) rateOf(t *txn, where string) *refused {
	if !f.o.MultiCurrency {
		return nil
	}
	currency := f.currencyOf(t)
	if currency == 0 {
		if t.exchange != 0 && t.exchange != oneRate {
			return refuse(3210, "The \"ExchangeRate\" field has an invalid value: the transaction is in home currency.")
		}
		t.exchange = 0
	} else if t.exchange == 0 {
		t.exchange = f.money.at(currency - 1).rate
	}
	for _, account := range []int32{t.account, f.paysInto(t)} {
		if account == 0 {
			continue
		}
		a := f.accounts.at(account - 1)
		if a.kind == "AccountsReceivable" && a.currency != currency {
			return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The customer and the accounts receivable account must use the same currency.", where)
		}
		if a.currency != 0 && a.currency != currency {
			return refuse(3180, "There was an error when saving a %s.  QuickBooks error message: The account %q uses another currency.", where, f.accounts.fullName(account-1))
		}
	}
	return nil
}

// paysInto is the second account of a transaction that has two.
func (f *File) paysInto(t *txn) int32 {
	switch t.kind {
	case receivePayment, cardRefund:
		return t.template
	case check:
		account, _ := f.receivableAccount(t)
		return account
	}
	return 0
}

// home is an amount of a transaction in home currency.
func home(amount, exchange int64) int64 {
	if exchange == 0 {
		return amount
	}
	v, _ := mulDiv(amount, exchange, oneRate)
	return v
}

// toHome turns the entries of a foreign transaction into home currency; what
// rounding leaves over goes to the second entry. Accounts of the transaction's
// currency keep the foreign amount beside.
func (f *File) toHome(t *txn) {
	if t.exchange == 0 {
		return
	}
	currency, sum := f.currencyOf(t), int64(0)
	for i := range t.posts {
		p := &t.posts[i]
		if f.accounts.at(p.account).currency == currency {
			p.foreign = p.amount
		}
		p.amount = home(p.amount, t.exchange)
		sum += p.amount
	}
	if len(t.posts) > 1 {
		t.posts[1].amount -= sum
	}
}

// gains writes the exchange gain or loss of what a foreign credit paid: the
// charge was worth another amount in home currency than the credit.
func (f *File) gains(t *txn) {
	if t.exchange == 0 || len(t.applied) == 0 {
		return
	}
	account, customer := f.receivableAccount(t)
	for _, a := range t.applied {
		charge := f.read(a.charge)
		sum := a.amount + a.discount
		if d := home(sum, t.exchange) - home(sum, charge.exchange); d != 0 {
			t.posts = append(t.posts, post{account: account - 1, amount: d, person: customer}, post{account: f.prefs.Exchange - 1, amount: -d})
		}
	}
}

// regain writes the gains anew after the applications of a credit changed.
func (f *File) regain(t *txn) {
	if t.exchange == 0 {
		return
	}
	if !t.pending {
		f.post(t.posts, -1)
	}
	for n := len(t.posts); n > 1 && t.posts[n-1].account == f.prefs.Exchange-1; n = len(t.posts) {
		t.posts = t.posts[:n-2]
	}
	f.gains(t)
	if !t.pending {
		f.post(t.posts, 1)
	}
}

// depositCurrency reads a deposit's CurrencyRef, which must be the bank's.
func (c *call) depositCurrency(t *txn, n int32) *refused {
	f := c.f
	if !f.o.MultiCurrency {
		return refuse(3250, "%s (CurrencyRef)", featureOff)
	}
	var to int32
	if refusal := setRef(c.d, n, &f.money, &to, "Currency", "Deposit"); refusal != nil {
		return refusal
	}
	if to == f.prefs.Home {
		to = 0
	}
	if t.account != 0 && f.accounts.at(t.account-1).currency != to {
		return refuse(3180, "There was an error when saving a Deposit.  QuickBooks error message: The account uses another currency.")
	}
	return nil
}

// depositRate is the exchange rate of a deposit to a bank of another currency.
func (f *File) depositRate(t *txn) *refused { return f.rateOf(t, txnWords[deposit]) }

// intoBank is the amount of a payment in the currency of the bank that it is
// deposited to: its own, or home currency at the payment's rate.
func (f *File) intoBank(t, payment *txn, x depositable) (int64, *refused) {
	bank := int32(0)
	if t.account != 0 {
		bank = f.accounts.at(t.account - 1).currency
	}
	switch own := f.currencyOf(payment); {
	case own == bank:
		return x.amount, nil
	case bank == 0:
		return home(x.amount, payment.exchange), nil
	}
	return 0, refuse(3180, "There was an error when saving a Deposit.  QuickBooks error message: The payment and the account use different currencies.")
}

// homeOf is the amount of a deposit's line in home currency: a payment's at its
// own rate, so that it leaves nothing in Undeposited Funds.
func (f *File) homeOf(t *txn, l *line) int64 {
	if l.link == 0 || f.accounts.at(t.account-1).currency == 0 {
		return home(l.amount, t.exchange)
	}
	p := f.read(l.link - 1)
	return home(l.amount, p.exchange)
}

// currencyRef writes a row's currency.
func (c *call) currencyRef(currency int32) {
	if !c.f.o.MultiCurrency {
		return
	}
	if currency == 0 {
		currency = c.f.prefs.Home
	}
	writeRef(c.w, "CurrencyRef", &c.f.money, currency)
}

// inCurrency writes a transaction's currency, its rate, and an amount of it in
// home currency under that name ("" for none).
func (c *call) inCurrency(t *txn, name string, amount int64) {
	if !c.f.o.MultiCurrency {
		return
	}
	w := c.w
	c.currencyRef(c.f.currencyOf(t))
	if w.wants("ExchangeRate") {
		rate := t.exchange
		if rate == 0 {
			rate = oneRate
		}
		w.start("ExchangeRate")
		w.b = appendRate(w.b, rate)
		w.end("ExchangeRate")
	}
	if name != "" {
		w.cents(name, home(amount, t.exchange))
	}
}

func appendRate(b []byte, rate int64) []byte {
	b = append(strconv.AppendInt(b, rate/oneRate, 10), '.')
	rest := rate % oneRate
	for n := 0; n < 8 && (n < 2 || rest != 0); n++ {
		rest *= 10
		b = append(b, byte('0'+rest/oneRate))
		rest %= oneRate
	}
	return b
}

func (c *call) currencyRet(place int32) {
	s := c.f.money.at(place)
	c.simpleHead("CurrencyRet", s)
	c.w.str("CurrencyCode", s.word)
	c.w.boolean("IsUserDefinedCurrency", false)
	if c.w.wants("ExchangeRate") {
		c.w.start("ExchangeRate")
		c.w.b = appendRate(c.w.b, s.rate)
		c.w.end("ExchangeRate")
	}
	c.w.retEnd("CurrencyRet")
}
