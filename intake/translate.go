package intake

import (
	"fmt"
	"sort"
	"strings"

	"countinghouse/bigcommerce"
	"countinghouse/money"
	"countinghouse/sales"
)

// Facts are what of the store itself an order is read by.
type Facts struct {
	Store     sales.StoreKey
	Currency  string         // the store's own
	Decimals  map[string]int // by currency, as the store tells; else ISO 4217
	Inclusive bool           // is_price_entered_with_tax of today
	Channels  map[int64]Channel
	hash      string // what the store calls itself
}

// Channel is a sales channel of the store.
type Channel struct {
	Name string
	Type string // pos, marketplace, storefront, marketing
}

// Details are the parts of an order that were asked for one by one. A part
// that was not asked for has Read false; see Needs for when it is.
type Details struct {
	Lines        Part[bigcommerce.OrderProduct]
	Addresses    Part[bigcommerce.ShippingAddress]
	Fees         Part[bigcommerce.Fee]
	Taxes        Part[bigcommerce.OrderTax]
	Coupons      Part[bigcommerce.OrderCoupon]
	Transactions Part[bigcommerce.Transaction]
	Refunds      Part[bigcommerce.Refund]
	Customer     *bigcommerce.Customer
	// Failed says for people which parts could not be read and why; it goes
	// to the order's contradictions, so that the order is held.
	Failed []string
}

// Part is a list that was read or not.
type Part[T any] struct {
	Rows []T
	Read bool
}

// Translate turns an order as BigCommerce tells it into a sale. It is pure,
// and the same input gives the same output to the byte, because the store
// tells changed orders by their content. What does not fit together is not
// mended: it is named in Contradictions, and the order is held.
func Translate(f Facts, o bigcommerce.Order, d Details) sales.Order {
	t := translator{f: f}
	s := t.header(o)
	t.money(&s, o)
	s.Customer = t.customer(o, d.Customer)
	t.destinations(&s, o, d)
	t.lines(&s, o, d)
	t.fees(&s, o, d)
	t.taxes(&s, d)
	t.coupons(&s, d)
	t.payments(&s, d)
	t.refunds(&s, d)
	if t.more > 0 {
		t.wrong = append(t.wrong, fmt.Sprintf("There are %d more things of this kind.", t.more))
	}
	s.Contradictions = append(append([]string(nil), d.Failed...), t.wrong...)
	return s
}

// translator gathers what is wrong while an order is read.
type translator struct {
	f     Facts
	wrong []string
	more  int // things that are wrong beyond maxWrong
}

// maxWrong is how much of what is wrong with one order is told. Nobody reads
// more of it, and an order that is wrong throughout would grow without bounds.
const maxWrong = 200

func (t *translator) say(format string, args ...any) {
	if len(t.wrong) == maxWrong {
		t.more++
		return
	}
	t.wrong = append(t.wrong, fmt.Sprintf(format, args...))
}

// number reads a number; one that cannot be read is a contradiction. The parts
// of the place are put together only then: a page has thousands of numbers.
func (t *translator) number(n bigcommerce.Number, place ...string) money.Decimal {
	d, err := n.Decimal()
	switch {
	case err != nil && len(t.wrong) == maxWrong:
		t.more++
		return money.Decimal{}
	case err != nil:
		t.say("%s is not a number that can be read: %q.", strings.Join(place, ""), cut(n.Text(), 40))
		return money.Decimal{}
	}
	return d
}

// whole reads a count.
func (t *translator) whole(n bigcommerce.Number, place ...string) int64 {
	d := t.number(n, place...)
	a, err := d.Exact(0)
	if err != nil {
		t.say("%s is not a whole number: %s.", strings.Join(place, ""), d)
		return 0
	}
	return int64(a)
}

func (t *translator) taxed(what, of string, ex, inc, tax bigcommerce.Number) sales.Taxed {
	return sales.Taxed{
		Ex:  t.number(ex, what, of, " without tax"),
		Inc: t.number(inc, what, of, " with tax"),
		Tax: t.number(tax, "The tax of ", lower(what), of),
	}
}

func (t *translator) header(o bigcommerce.Order) sales.Order {
	s := sales.Order{
		Store: t.f.Store, ID: sales.OrderID(o.ID), Status: sales.Status(o.StatusID),
		StatusLabel: string(first(o.CustomStatus, o.Status)),
		Placed:      o.DateCreated.Time(), Modified: o.DateModified.Time(), Shipped: o.DateShipped.Time(), Archived: bool(o.IsDeleted),
		ChannelID: int64(o.ChannelID), Source: string(o.OrderSource),
		ExternalSource: string(o.ExternalSource), ExternalID: string(first(o.ExternalID, o.ExternalOrderID)),
		Message: string(o.CustomerMessage), InclusiveFlag: bool(o.IsTaxInclusivePricing), StoreInclusive: t.f.Inclusive,
		TaxProvider: string(o.TaxProviderID), PaymentMethod: string(o.PaymentMethod), PaymentStatus: string(o.PaymentStatus),
		Currency: strings.ToUpper(string(o.DefaultCurrencyCode)),
	}
	if e := string(o.EbayOrderID); s.ExternalID == "" && e != "" && e != "0" {
		s.ExternalID = e
	}
	if c, ok := t.f.Channels[s.ChannelID]; ok {
		s.ChannelName, s.ChannelType = c.Name, c.Type
	}
	if o.ID <= 0 {
		t.say("The order has no number.")
	}
	if s.Placed.IsZero() {
		t.say("The day of the order cannot be read: date_created is %q.", cut(o.DateCreated.Text(), 60))
	}
	if s.Modified.IsZero() {
		t.say("The time of its last change cannot be read: date_modified is %q.", cut(o.DateModified.Text(), 60))
	}
	if o.BillingAddress.Set {
		s.Billing = address(o.BillingAddress.Value)
		s.PONumber = poNumber(o.BillingAddress.Value.FormFields)
	}
	return s
}

// money reads the amounts and the currencies of the header.
func (t *translator) money(s *sales.Order, o bigcommerce.Order) {
	s.Subtotal = t.taxed("The subtotal", "", o.SubtotalExTax, o.SubtotalIncTax, o.SubtotalTax)
	s.ShippingCost = t.taxed("Shipping", "", o.ShippingCostExTax, o.ShippingCostIncTax, o.ShippingCostTax)
	s.Handling = t.taxed("Handling", "", o.HandlingCostExTax, o.HandlingCostIncTax, o.HandlingCostTax)
	s.Wrapping = t.taxed("Gift wrapping", "", o.WrappingCostExTax, o.WrappingCostIncTax, o.WrappingCostTax)
	s.Total = t.taxed("The total", "", o.TotalExTax, o.TotalIncTax, o.TotalTax)
	if !o.TotalIncTax.IsSet() || !o.TotalTax.IsSet() {
		t.say("The order came without its total or without the tax in it.")
	}
	s.BaseShipping = t.number(o.BaseShippingCost, "The base shipping cost")
	s.Discount = t.number(o.DiscountAmount, "The discount")
	s.CouponDiscount = t.number(o.CouponDiscount, "The coupon discount")
	s.StoreCreditPaid = t.number(o.StoreCreditAmount, "The store credit")
	s.GiftCertificatePaid = t.number(o.GiftCertificateAmount, "The gift certificate")
	s.ItemsTotal = t.whole(o.ItemsTotal, "The number of items")

	if s.Currency != "" && !currencyForm(s.Currency) { // that it is missing is for Order.Check
		t.say("The currency of the order cannot be read: default_currency_code is %q.", cut(s.Currency, 20))
	}
	s.Decimals = t.decimals(s.Currency)
	s.StoreCurrency = t.f.Currency
	// The rate is only meaningful together with the currency beside it: with
	// multi-currency off it is "" and "1.0000000000" (reference: bigcommerce-api §2.3).
	if c := strings.ToUpper(string(o.StoreDefaultCurrencyCode)); c != "" {
		s.StoreCurrency = c
		s.ExchangeRate = t.number(o.StoreToTransactionalRate, "The exchange rate")
	} else if s.Currency == s.StoreCurrency && s.Currency != "" {
		s.ExchangeRate = money.Int(1)
	}
}

func (t *translator) decimals(currency string) int {
	if n, ok := t.f.Decimals[currency]; ok {
		return n
	}
	return money.Decimals(currency)
}

func currencyForm(c string) bool {
	return len(c) == 3 && strings.IndexFunc(c, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// customer is who bought: the billing address, and for a registered customer
// whose record was read also its groups and exemption.
func (t *translator) customer(o bigcommerce.Order, c *bigcommerce.Customer) sales.Customer {
	b := o.BillingAddress.Value
	s := sales.Customer{ID: int64(o.CustomerID), Email: string(b.Email), FirstName: string(b.FirstName),
		LastName: string(b.LastName), Company: string(b.Company), Phone: string(b.Phone)}
	if c == nil {
		return s
	}
	s.GroupID, s.ExemptCategory = int64(c.CustomerGroupID), string(c.TaxExemptCategory)
	for _, f := range []struct {
		to   *string
		from bigcommerce.Text
	}{{&s.Email, c.Email}, {&s.FirstName, c.FirstName}, {&s.LastName, c.LastName}, {&s.Company, c.Company}, {&s.Phone, c.Phone}} {
		if *f.to == "" {
			*f.to = string(f.from)
		}
	}
	return s
}

func (t *translator) destinations(s *sales.Order, o bigcommerce.Order, d Details) {
	rows := d.Addresses.Rows
	if !d.Addresses.Read {
		rows = o.Consignments.Shipping
	}
	for _, a := range rows {
		place := "Shipping to " + cut(string(first(a.City, a.Country, "a destination")), 60)
		low := lower(place)
		s.Shipping = append(s.Shipping, sales.Parcel{
			ID: int64(a.ID), Address: address(a.Address), Method: string(a.ShippingMethod),
			Cost:       t.taxed(place, "", a.CostExTax, a.CostIncTax, a.CostTax),
			Handling:   t.taxed("Handling for ", low, a.HandlingCostExTax, a.HandlingCostIncTax, a.HandlingCostTax),
			ItemsTotal: t.whole(a.ItemsTotal, "The number of items of a destination"),
		})
		if s.PONumber == "" {
			s.PONumber = poNumber(a.FormFields)
		}
	}
	sort.SliceStable(s.Shipping, func(i, j int) bool { return s.Shipping[i].ID < s.Shipping[j].ID })
	s.Pickup = len(o.Consignments.Pickups) > 0
}

func address(a bigcommerce.Address) sales.Address {
	return sales.Address{FirstName: string(a.FirstName), LastName: string(a.LastName), Company: string(a.Company),
		Street1: string(a.Street1), Street2: string(a.Street2), City: string(a.City), State: string(a.State),
		PostalCode: string(a.Zip), Country: string(a.Country), CountryISO: strings.ToUpper(string(a.CountryISO2)),
		Phone: string(a.Phone), Email: string(a.Email)}
}

// poNumber finds a purchase order number among the fields that merchants add
// to their forms, by the names that such fields go by.
func poNumber(fields []bigcommerce.FormField) string {
	for _, f := range fields {
		name := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, strings.ToLower(string(f.Name)))
		switch strings.TrimPrefix(strings.TrimPrefix(name, "your"), "customer") {
		case "po", "pono", "ponr", "ponumber", "ponum", "poref", "poreference",
			"purchaseorder", "purchaseorderno", "purchaseordernr", "purchaseordernumber":
			if v := strings.TrimSpace(string(f.Value)); v != "" {
				return v
			}
		}
	}
	return ""
}

func first(ts ...bigcommerce.Text) bigcommerce.Text {
	for _, t := range ts {
		if t != "" {
			return t
		}
	}
	return ""
}

// lower makes the first letter small, for use inside a sentence.
func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
