package books

import (
	"slices"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
)

// The company file, the mapping sheet and the builders of the book of examples.

// exampleWorld is the company file of Larkspur & Pine: a shop in Texas.
func exampleWorld() *world {
	w := &world{}
	w.Company = Company{Name: "Larkspur & Pine", Country: "US", HomeCurrency: "USD", SalesTax: true, Classes: true, Inventory: true, MultiCurrency: true, Known: true}
	w.Items = []Entry{
		item("LANTERN", "Inventory", "Sales"), item("WICK", "Inventory", "Sales"), item("JAR", "NonInventory", "Sales"), item("EBOOK", "Service", "Download Sales"),
		item("BASKET", "NonInventory", "Sales"), item("Custom work", "Service", "Sales"), item("Other goods", "NonInventory", "Sales"),
		item("Shipping charged", "Service", "Shipping Income"), item("Handling charged", "OtherCharge", "Shipping Income"), item("Gift wrapping", "OtherCharge", "Wrapping Income"),
		item("Online discount", "OtherCharge", "Discounts Given"), item("Online coupon", "OtherCharge", "Discounts Given"), item("Newsletter coupon", "OtherCharge", "Marketing"),
		item("Autumn sale", "OtherCharge", "Promotions"), item("Retail delivery fee", "OtherCharge", "Delivery Fee Payable"),
		item("Gift certificates", "OtherCharge", "Gift Certificates Owed"), item("Store credit", "OtherCharge", "Store Credit Owed"),
		item("Allowance", "OtherCharge", "Returns and Allowances"), item("Restocking fee", "OtherCharge", "Restocking Income"), item("Goods lost", "NonInventory", "Returns and Allowances"),
		item("Rounding", "OtherCharge", "Rounding"), item("Marketplace tax", "OtherCharge", "Marketplace Tax Clearing"),
		taxItem0("Out of State", "0", "Texas Comptroller"), taxItem0("TX State", "6.25", "Texas Comptroller"), taxItem0("TX Austin", "2", "City of Austin"), taxItem0("TX Combined", "8.25", "Texas Comptroller"),
	}
	group := entry(Items, "Austin, TX", "SalesTaxGroup")
	group.ListID, group.Members = "I-Austin, TX", []Ref{ref("TX State"), ref("TX Austin")}
	w.Items, w.TaxGroups = append(w.Items, group), []Entry{group}
	taxCode, non := entry(SalesTaxCodes, "Tax", ""), entry(SalesTaxCodes, "Non", "")
	taxCode.Taxable = true
	w.Entries = []Entry{taxCode, non,
		entry(PaymentMethods, "Visa", ""), entry(PaymentMethods, "PayPal", ""), entry(PaymentMethods, "Check", ""), entry(Classes, "Online", ""), entry(Classes, "eBay", ""), entry(TermsList, "Net 30", "")}
	for name, kind := range map[string]string{
		"Undeposited Funds": "OtherCurrentAsset", "PayPal Clearing": "OtherCurrentAsset", "eBay Clearing": "OtherCurrentAsset", "Checking": "Bank", "Accounts Receivable": "AccountsReceivable",
		"Sales": "Income", "Download Sales": "Income", "Shipping Income": "Income", "Wrapping Income": "Income", "Restocking Income": "Income", "Discounts Given": "Income", "Promotions": "Income",
		"Returns and Allowances": "Income", "Marketing": "Expense", "Rounding": "Expense", "Delivery Fee Payable": "OtherCurrentLiability", "Gift Certificates Owed": "OtherCurrentLiability",
		"Store Credit Owed": "OtherCurrentLiability", "Marketplace Tax Clearing": "OtherCurrentLiability", "Cost of Goods Sold": "CostOfGoodsSold", "Inventory Asset": "OtherCurrentAsset",
	} {
		w.Entries = append(w.Entries, entry(Accounts, name, kind))
	}
	slices.SortFunc(w.Entries, func(a, b Entry) int { return strings.Compare(a.FullName, b.FullName) })
	for code, name := range map[string]string{"USD": "US Dollar", "CAD": "Canadian Dollar", "GBP": "Pound", "AUD": "Australian Dollar", "EUR": "Euro", "JPY": "Yen"} {
		w.Currencies = append(w.Currencies, Entry{Kind: Currencies, ListID: "U-" + code, Name: name, FullName: name, Number: code, Active: true})
	}
	w.Customers = []Entry{customer("C-1", "Ana Ortiz", "ana@example.com")}
	return w
}

// exampleRules is the mapping sheet.
func exampleRules() Rules {
	return Rules{
		StartDate: day.MustParse("2026-01-01"), RefPrefix: "BC",
		Items: ItemRules{Custom: "Custom work"},
		Charges: ChargeRules{Shipping: "Shipping charged", Handling: "Handling charged", Wrapping: "Gift wrapping", Discount: "Online discount", Coupon: "Online coupon",
			Fees: map[string]string{"Retail delivery fee": "Retail delivery fee"}, GiftCertificate: "Gift certificates", StoreCredit: "Store credit",
			CouponBy: map[string]string{"NEWS5": "Newsletter coupon"}, DiscountBy: map[string]string{"Autumn sale": "Autumn sale"}},
		Tax: TaxRules{Rates: map[string]string{"Texas State": "TX State", "Austin City": "TX Austin", "Texas combined": "TX Combined"}, ZeroItem: "Out of State"},
		Payments: map[string]PaymentRule{
			"Credit Card": {Method: "Visa", DepositTo: "Undeposited Funds"}, "braintree": {Method: "Visa", DepositTo: "Undeposited Funds"},
			"PayPal": {Method: "PayPal", DepositTo: "PayPal Clearing"}, "Check": {Method: "Check", DepositTo: "Checking", RefundBy: "check"},
			"Bank Transfer": {DepositTo: "Checking", RefundBy: "check"}, "Purchase Order": {Method: "Check", DepositTo: "Checking", Later: true},
		},
		Refunds:           RefundRules{Allowance: "Allowance", Restocking: "Restocking fee", NotRestocked: "Goods lost"},
		ReceivableAccount: "Accounts Receivable",
	}
}

// part builds on an order.
type partOf func(*sales.Order)

// sold is an order of Ana Ortiz of 10 March 2026, noon in Chicago, paid by
// card and not shipped yet, with what the parts say.
func sold(id sales.OrderID, parts ...partOf) sales.Order {
	o := sales.Order{
		Store: "main", ID: id, Status: sales.AwaitingFulfilment, StatusLabel: "Awaiting Fulfillment", Placed: time.Date(2026, 3, 10, 17, 0, 0, 0, time.UTC), Modified: time.Date(2026, 3, 10, 17, 5, 0, 0, time.UTC),
		Currency: "USD", Decimals: 2, TaxesRead: true, PaymentMethod: "Credit Card",
		Customer: sales.Customer{ID: 51207, Email: "ana@example.com", FirstName: "Ana", LastName: "Ortiz"},
		Billing: sales.Address{FirstName: "Ana", LastName: "Ortiz", Street1: "9 Elm St", City: "Austin", State: "Texas", PostalCode: "78701",
			Country: "United States", CountryISO: "US", Email: "ana@example.com"},
	}
	for _, p := range parts {
		p(&o)
	}
	add(&o)
	return o
}

// add makes the order's totals of its parts, as a store does.
func add(o *sales.Order) {
	var sub sales.Taxed
	o.ItemsTotal = 0
	for _, l := range o.Lines {
		n, _ := l.Quantity.Exact(0)
		o.ItemsTotal += int64(n)
		sub.Ex, sub.Inc, sub.Tax = sub.Ex.Add(l.Total.Ex), sub.Inc.Add(l.Total.Inc), sub.Tax.Add(l.Total.Tax)
	}
	o.Subtotal = sub
	total := sub
	parts := []sales.Taxed{o.ShippingCost, o.Handling, o.Wrapping}
	for _, f := range o.Fees {
		parts = append(parts, f.Cost)
	}
	for _, t := range parts {
		total.Ex, total.Inc = total.Ex.Add(t.Ex), total.Inc.Add(t.Inc)
	}
	var tax money.Decimal
	for _, r := range o.Taxes {
		tax = tax.Add(r.Amount)
	}
	off := o.Discount.Add(o.CouponDiscount)
	total.Tax = tax
	if o.InclusiveFlag {
		total.Inc = total.Inc.Sub(off)
		total.Ex = total.Inc.Sub(tax)
	} else {
		total.Ex = total.Ex.Sub(off)
		total.Inc = total.Ex.Add(tax)
	}
	o.Total = total
}

// side makes both sides of an amount of the store's side.
func side(o *sales.Order, real, tax string) sales.Taxed {
	t := sales.Taxed{Ex: dec(real), Inc: dec(real), Tax: dec(tax)}
	if o.InclusiveFlag {
		t.Ex = t.Inc.Sub(t.Tax)
	} else {
		t.Inc = t.Ex.Add(t.Tax)
	}
	return t
}

// inclusivePrices says that prices are entered with tax; it stands first.
func inclusivePrices(o *sales.Order) { o.InclusiveFlag = true }

var goodsNames = map[string]string{"LANTERN": "Brass Lantern", "JAR": "Glass Jar", "WICK": "Wick", "EBOOK": "Lamp Book", "BASKET": "Gift Basket"}

// line is a line by SKU: pieces, price of one, and the tax of the whole line.
func line(sku string, pieces int64, price, tax string, more ...func(*sales.Line)) partOf {
	return func(o *sales.Order) {
		q := money.Int(pieces)
		total := side(o, dec(price).Mul(q).String(), tax)
		name := goodsNames[sku]
		if name == "" {
			name = "Article " + sku
		}
		l := sales.Line{ID: int64(len(o.Lines) + 1), ProductID: 100, Name: name, SKU: sku, Type: sales.Physical, Quantity: q, BasePrice: dec(price), BaseTotal: dec(price).Mul(q), Total: total}
		l.Price = side(o, price, dec(tax).Div(q, 6, money.HalfAwayFromZero).String())
		for _, m := range more {
			m(&l)
		}
		o.Lines = append(o.Lines, l)
	}
}

// rate is a tax row: of a line by its number, or of what is named.
func rate(name, percent, amount string, of any) partOf {
	return func(o *sales.Order) {
		r := sales.TaxRow{Name: name, Rate: dec(percent), Amount: dec(amount), Kind: "item"}
		switch v := of.(type) {
		case int:
			r.LineID = int64(v)
		case string:
			r.Kind = v
		}
		o.Taxes = append(o.Taxes, r)
	}
}

func ship(real, tax string) partOf {
	return func(o *sales.Order) { o.ShippingCost, o.BaseShipping = side(o, real, tax), dec(real) }
}

func handling(real, tax string) partOf {
	return func(o *sales.Order) { o.Handling = side(o, real, tax) }
}

func wrapping(real, tax string) partOf {
	return func(o *sales.Order) { o.Wrapping = side(o, real, tax) }
}

func fee(name, real, tax string) partOf {
	return func(o *sales.Order) {
		o.Fees = append(o.Fees, sales.Fee{ID: int64(len(o.Fees) + 1), Name: name, Cost: side(o, real, tax)})
	}
}

// coupon is a code with its kind: 0 per item, 1 percent, 2 fixed, 4 free shipping.
func coupon(code string, kind int, off string) partOf {
	return func(o *sales.Order) {
		o.Coupons = append(o.Coupons, sales.Coupon{ID: int64(len(o.Coupons) + 1), Code: code, Type: kind, Discount: dec(off)})
		o.CouponDiscount = o.CouponDiscount.Add(dec(off))
	}
}

func discount(off string) partOf {
	return func(o *sales.Order) { o.Discount = o.Discount.Add(dec(off)) }
}

// fell says what of a discount fell on a line, by a coupon's code or a promotion's name.
func fell(code, name, off string) func(*sales.Line) {
	return func(l *sales.Line) {
		l.Discounts = append(l.Discounts, sales.Applied{Code: code, Name: name, Amount: dec(off)})
	}
}

func by(method string) partOf { return func(o *sales.Order) { o.PaymentMethod = method } }

func status(s sales.Status) partOf {
	return func(o *sales.Order) { o.Status, o.StatusLabel = s, s.Word() }
}

// march is a time of March 2026 in UTC, five hours after Chicago's since the 8th.
func march(d, hour int) time.Time { return time.Date(2026, 3, d, hour, 0, 0, 0, time.UTC) }

// paid is a transaction of the store on a day of March at noon.
func paid(id int64, event, gateway, amount string, d int) partOf {
	return func(o *sales.Order) {
		o.PaymentsRead = true
		o.Payments = append(o.Payments, sales.Payment{ID: id, Event: event, Method: "credit_card", Gateway: gateway, Amount: dec(amount), OK: true, At: march(d, 17)})
		o.Modified = march(d, 17)
	}
}

// refund is a refund on a day of March, of these things, to these tenders.
func refund(id int64, d int, total, tax string, parts ...func(*sales.Refund)) partOf {
	return func(o *sales.Order) {
		r := sales.Refund{ID: id, Created: march(d, 17), Total: dec(total), Tax: dec(tax)}
		for _, p := range parts {
			p(&r)
		}
		o.RefundsRead = true
		o.Refunds = append(o.Refunds, r)
		status(sales.PartiallyRefunded)(o)
		o.Modified = march(d, 17)
	}
}

// pieces are goods that came back.
func pieces(line, n int64, kept ...string) func(*sales.Refund) {
	return func(r *sales.Refund) {
		x := sales.RefundItem{Kind: sales.RefundProduct, ID: line, Quantity: money.Int(n)}
		if len(kept) > 0 {
			x.Adjustment = dec(kept[0]).Neg()
		}
		r.Items = append(r.Items, x)
	}
}

// sum is a refunded sum: of shipping, handling, tax, or of the order as a whole.
func sum(kind sales.RefundItemKind, amount string) func(*sales.Refund) {
	return func(r *sales.Refund) {
		r.Items = append(r.Items, sales.RefundItem{Kind: kind, ID: 1, Requested: dec(amount), HasRequested: true})
	}
}

// to is the money of a refund: by its provider.
func to(provider, amount string) func(*sales.Refund) {
	return func(r *sales.Refund) {
		r.Payments = append(r.Payments, sales.RefundPayment{ID: int64(len(r.Payments) + 1), Provider: provider, Amount: dec(amount)})
	}
}

// offline says that the store moved none of the money itself; declined that none moved.
func offline(r *sales.Refund) {
	for i := range r.Payments {
		r.Payments[i].Offline = true
	}
}

func declined(r *sales.Refund) {
	for i := range r.Payments {
		r.Payments[i].Declined = true
	}
}

// all does several things to an order.
func all(parts ...partOf) partOf {
	return func(o *sales.Order) {
		for _, p := range parts {
			p(o)
		}
	}
}

// lanterns are two lanterns at 40.00 with 6.25 % and 2 % of tax, and shipping
// of 8.00 without tax: 94.60.
func lanterns(id sales.OrderID, more ...partOf) sales.Order {
	return sold(id, append([]partOf{line("LANTERN", 2, "40", "6.60"), rate("Texas State", "6.25", "5.00", 1), rate("Austin City", "2", "1.60", 1), ship("8", "0")}, more...)...)
}

// jars are five jars at 20.00 without any tax: 100.00.
func jars(id sales.OrderID, more ...partOf) sales.Order {
	return sold(id, append([]partOf{line("JAR", 5, "20", "0")}, more...)...)
}
