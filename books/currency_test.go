package books

import (
	"slices"
	"testing"

	"countinghouse/sales"
)

// euros is the order in EUR, of a store whose own currency is USD.
func euros() (*world, Rules, sales.Order) {
	w, r, o := newWorld(), rules(), order()
	w.Company.MultiCurrency = true
	ar := entry(Accounts, "Receivable EUR", "AccountsReceivable")
	ar.Currency = "EUR"
	w.Entries = append(w.Entries, ar)
	w.Currencies = []Entry{{Kind: Currencies, ListID: "M-EUR", Name: "Euro", FullName: "Euro", Number: "EUR", Active: true}}
	r.Currencies = map[string]CurrencyRule{"eur": {ReceivableAccount: "Receivable EUR"}}
	o.Currency, o.StoreCurrency, o.ExchangeRate = "EUR", "USD", dec("0.8")
	return w, r, o
}

func TestASaleInAForeignCurrencyNamesACustomerOfThatCurrency(t *testing.T) {
	w, r, o := euros()
	home := entry(Customers, "Ana Ortiz", "")
	home.Email, home.Currency = "ana@example.com", "USD"
	w.Customers = []Entry{home}
	p := w.plan(t, o, r)
	d := posted(t, p)[0]
	if p.Customer == nil || p.Customer.Currency.ListID != "M-EUR" || p.Customer.Name != "Ana Ortiz EUR" || p.Customer.Key != "main/51207/EUR" || d.CustomerKey != p.Customer.Key {
		t.Errorf("customer %+v", p.Customer)
	}
	if !d.ExchangeRate.IsZero() {
		t.Errorf("a rate of %s is sent although QuickBooks' own was chosen", d.ExchangeRate)
	}
	proved(t, o, w.Lists, p)
	own := entry(Customers, "Ana Ortiz EUR", "")
	own.Email, own.Currency = "ana@example.com", "Euro"
	w.Customers = append(w.Customers, own)
	p = w.plan(t, o, r)
	if d := posted(t, p)[0]; d.Customer != own.Ref() || p.Customer != nil {
		t.Errorf("customer %+v", d.Customer)
	}
}

func TestTheOrdersOwnRateIsDividedOrMultipliedAsChosen(t *testing.T) {
	for rate, want := range map[string]string{"divide": "1.25", "multiply": "0.8"} {
		w, r, o := euros()
		r.Currencies["eur"] = CurrencyRule{ReceivableAccount: "Receivable EUR", Rate: rate}
		o.Status = sales.AwaitingPayment
		d := posted(t, w.plan(t, o, r))[0]
		if d.Kind != Invoice || !d.ExchangeRate.Equal(dec(want)) || d.ARAccount.FullName != "Receivable EUR" {
			t.Errorf("%s: %s %s on %s", rate, d.Kind, d.ExchangeRate, d.ARAccount.FullName)
		}
		o.StoreCurrency = "GBP"
		if p := w.plan(t, o, r); codes(p) != "exchange-rate(EUR)" {
			t.Errorf("%s, a store of another currency: %s %s", rate, p.Outcome, codes(p))
		}
	}
}

func TestAForeignInvoiceNeedsAnAccountOfItsCurrency(t *testing.T) {
	w, r, o := euros()
	o.Status = sales.AwaitingPayment
	r.Currencies["eur"] = CurrencyRule{ReceivableAccount: "Accounts Receivable"}
	w.entry(Accounts, "Accounts Receivable").Currency = "USD"
	if p := w.plan(t, o, r); codes(p) != "account-currency(Accounts Receivable)" {
		t.Errorf("%s %s", p.Outcome, codes(p))
	}
}

func TestACurrencyWithoutDecimalsGetsTwo(t *testing.T) {
	w, r, o := newWorld(), rules(), untaxed()
	w.Company.MultiCurrency = true
	w.Currencies = []Entry{{Kind: Currencies, ListID: "M-JPY", Name: "Japanese Yen", FullName: "Japanese Yen", Number: "JPY", Active: true}}
	r.Currencies = map[string]CurrencyRule{"JPY": {ReceivableAccount: "Accounts Receivable"}}
	o.Currency, o.Decimals = "JPY", 0
	p := w.plan(t, o, r)
	if d := posted(t, p)[0]; d.Total != 9800 || d.Decimals != 2 || d.Lines[0].Amount != 8000 {
		t.Errorf("%+v", d)
	}
}

func amazon() sales.Order {
	o := order()
	o.ChannelType, o.ChannelName = "marketplace", "Amazon"
	return o
}

func TestTaxOfAMarketplaceGoesWhereTheBookkeeperSaid(t *testing.T) {
	w, r := newWorld(), rules()
	w.Items = append(w.Items, item("Marketplace Tax", "OtherCharge", "Gift Certificates"))
	if p := w.plan(t, amazon(), r); codes(p) != "marketplace-tax(Amazon)" {
		t.Errorf("by default: %s %s", p.Outcome, codes(p))
	}

	r.Tax.Marketplace = "own"
	if d := posted(t, w.plan(t, amazon(), r))[0]; d.Total != 10394 || owed(d, w.Lists)["City"] != 144 {
		t.Errorf("own: %+v", d)
	}

	r.Tax.Marketplace, r.Tax.MarketplaceItem = "item", "Marketplace Tax"
	p := w.plan(t, amazon(), r)
	d := posted(t, p)[0]
	proved(t, amazon(), w.Lists, p)
	last := d.Lines[len(d.Lines)-1]
	if d.Total != 10394 || last.Item != ref("Marketplace Tax") || last.Amount != 594 || last.Account.FullName != "Gift Certificates" || len(owed(d, w.Lists)) != 0 {
		t.Errorf("item: %+v", d)
	}

	r.Tax.Marketplace = "leave out"
	p = w.plan(t, amazon(), r)
	d = posted(t, p)[0]
	if d.Total != 9800 || d.Tax != 0 || slices.ContainsFunc(d.Lines, func(l Line) bool { return l.Source.Part == "tax" }) || p.Total != 10394 {
		t.Errorf("leave out: %+v", d)
	}
}

func TestDiscountsAndCouponsMayHaveItemsOfTheirOwn(t *testing.T) {
	w, r, o := newWorld(), rules(), untaxed()
	w.Items = append(w.Items, item("Autumn", "OtherCharge", "Discounts Given"), item("Bulk", "OtherCharge", "Discounts Given"))
	r.Charges.CouponBy = map[string]string{"autumn10": "Autumn"}
	r.Charges.DiscountBy = map[string]string{"Buy two": "Bulk"}
	o.Discount, o.Total = dec("3"), taxed("95", "95", "0")
	o.Lines[0].Discounts = []sales.Applied{{Name: "Buy two", Amount: dec("2")}}
	o.Lines[1].Discounts = []sales.Applied{{Name: "Manual Discount", Amount: dec("1")}}
	p := w.plan(t, o, r)
	d := posted(t, p)[0]
	proved(t, o, w.Lists, p)
	got := map[string]string{}
	for _, l := range d.Lines {
		got[l.Item.FullName] = l.Amount.Text(2)
	}
	if got["Autumn"] != "-10.00" || got["Bulk"] != "-2.00" || got["Discounts"] != "-1.00" {
		t.Errorf("%v", got)
	}
	// Where the lines do not tell all of it, the discount stays whole.
	o.Lines[1].Discounts = nil
	got = map[string]string{}
	for _, l := range posted(t, w.plan(t, o, r))[0].Lines {
		got[l.Item.FullName] = l.Amount.Text(2)
	}
	if got["Discounts"] != "-3.00" {
		t.Errorf("%v", got)
	}
}
