package sales

import (
	"countinghouse/money"
)

// The documents below are those of order-arithmetic §13 and §14, as published.

func dec(s string) money.Decimal { return money.MustDecimal(s) }

func taxed(ex, inc, tax string) Taxed { return Taxed{Ex: dec(ex), Inc: dec(inc), Tax: dec(tax)} }

func line(id int64, sku string, quantity int64, base string, price, total Taxed) Line {
	return Line{ID: id, SKU: sku, Name: "Line " + sku, Type: Physical, Quantity: money.Int(quantity),
		BasePrice: dec(base), BaseTotal: dec(base).Mul(money.Int(quantity)), Price: price, Total: total}
}

// order247 and its lines 238 to 241: inclusive at 8.25 %, fully consistent.
func order247() Order {
	child := line(241, "", 4, "0", Taxed{}, Taxed{})
	child.ParentID = 240
	return Order{
		Store: "main", ID: 247, Status: AwaitingFulfilment, Currency: "USD", Decimals: 2, ItemsTotal: 11,
		Lines: []Line{
			line(238, "Jour-BLK", 1, "45", taxed("41.57", "45", "3.43"), taxed("41.57", "45", "3.43")),
			line(239, "", 2, "7.87", taxed("7.27", "7.87", "0.60"), taxed("14.54", "15.74", "1.20")),
			line(240, "SKU-201", 4, "235", taxed("217.09", "235", "17.91"), taxed("868.36", "940", "71.64")),
			child,
		},
		Subtotal: taxed("924.47", "1000.74", "76.27"), ShippingCost: taxed("7.39", "8", "0.61"), BaseShipping: dec("8"),
		Total: taxed("931.86", "1008.74", "76.88"),
	}
}

// order218 as published: inclusive, two discounts, fees that were pasted in
// later. Its lines are not published, so two are made that give its subtotal.
func order218() Order {
	return Order{
		Store: "main", ID: 218, Status: AwaitingPayment, Currency: "USD", Decimals: 2, ItemsTotal: 4,
		Lines: []Line{
			line(1, "A", 3, "19.28", taxed("17.8106", "19.28", "1.4694"), taxed("53.4319", "57.84", "4.4081")),
			line(2, "B", 1, "10", taxed("9.2474", "10", "0.7526"), taxed("9.2474", "10", "0.7526")),
		},
		Subtotal: taxed("62.6793", "67.84", "4.40"), ShippingCost: taxed("11.09", "12", "0.91"), BaseShipping: dec("12"),
		Discount: dec("5"), CouponDiscount: dec("5"), Coupons: []Coupon{{ID: 1, Code: "S2549JM0Y", Type: 2, Discount: dec("5")}},
		Fees: []Fee{
			{ID: 1, Name: "A Fee", Cost: taxed("12.30", "12.30", "0")},
			{ID: 2, Name: "B Fee", Cost: taxed("4.00", "12.00", "8.00")},
		},
		Total: taxed("64.53", "69.84", "5.31"),
	}
}

// order100 as published: no tax in the total, 25.63 of it in the subtotal.
func order100() Order {
	return Order{
		Store: "main", ID: 100, Status: AwaitingFulfilment, Currency: "USD", Decimals: 2, ItemsTotal: 17,
		Subtotal: taxed("336.32", "361.95", "25.63"), Total: taxed("361.95", "361.95", "0"),
	}
}

// sample2013: exclusive at 6.25 %, one coupon; the subtotal's tax is before discounts.
func sample2013() Order {
	return Order{
		Store: "main", ID: 2013, Status: AwaitingFulfilment, Currency: "USD", Decimals: 2, ItemsTotal: 2,
		Lines:    []Line{line(1, "C", 2, "280", taxed("280", "297.5", "17.5"), taxed("560", "595", "35"))},
		Subtotal: taxed("560", "595", "35"), ShippingCost: taxed("20", "21.25", "1.25"), BaseShipping: dec("20"),
		CouponDiscount: dec("28"), Coupons: []Coupon{{ID: 1, Code: "FIVE", Type: 1, Discount: dec("28")}},
		Taxes: []TaxRow{
			{Name: "Texas", Rate: dec("6.25"), Amount: dec("33.25"), LineID: 1, Kind: "item"},
			{Name: "Texas", Rate: dec("6.25"), Amount: dec("1.25"), Kind: "shipping"},
		},
		TaxesRead: true,
		Total:     taxed("552", "586.50", "34.50"),
	}
}

// sampleEUR (20 %), phpAUD (10 %) and b2b126 (no tax): header and one line.
func sampleEUR() Order {
	return oneLine("EUR", taxed("35", "42", "7"))
}

func phpAUD() Order { return oneLine("AUD", taxed("1815", "1996.5", "181.5")) }

func b2b126() Order { return oneLine("USD", taxed("100", "100", "0")) }

func oneLine(currency string, t Taxed) Order {
	return Order{
		Store: "main", ID: 126, Status: AwaitingPayment, Currency: currency, Decimals: 2, ItemsTotal: 1,
		Lines:    []Line{{ID: 1, Name: "One", SKU: "ONE", Type: Physical, Quantity: money.Int(1), Price: t, Total: t}},
		Subtotal: t, Total: t,
	}
}
