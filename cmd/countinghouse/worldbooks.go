package main

import (
	"fmt"
	"time"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/simulator/company"
	"countinghouse/simulator/shop"
)

// seedBooks fills a company file for a simulated store of seed 1.
func seedBooks(f *company.File) error {
	country := f.Country()
	if country == "UK" { // as QuickBooks calls what BigCommerce calls GB
		country = "GB"
	}
	return stockBooks(f, shop.New(shop.Options{Seed: 1, Country: country}), worldOptions{})
}

// stockBooks gives a company file the items, tax items and methods that the
// store's orders need, as a bookkeeper would have them; the last missing SKUs
// are left out, and further items are added.
func stockBooks(f *company.File, s *shop.Shop, o worldOptions) error {
	if err := company.SeedStandard(f); err != nil {
		return err
	}
	for _, a := range []company.Account{
		{Name: "PayPal Clearing", Type: "Bank"},
		{Name: "Amazon Clearing", Type: "Bank"},
		{Name: "Retail Delivery Fees Collected", Type: "OtherCurrentLiability"},
		{Name: "Returns and Allowances", Type: "Income"},
	} {
		if _, err := f.AddAccount(a); err != nil {
			return err
		}
	}
	for _, it := range []company.Item{
		{Kind: "OtherCharge", Name: "Store Discount", Desc: "Discount", Account: "Sales Discounts"},
		{Kind: "OtherCharge", Name: "Store Coupon", Desc: "Coupon", Account: "Sales Discounts"},
		{Kind: "OtherCharge", Name: "Retail Delivery Fee", Account: "Retail Delivery Fees Collected", TaxCode: f.ExemptCode()},
		{Kind: "OtherCharge", Name: "Rush Fee", Account: "Handling Income"},
		{Kind: "OtherCharge", Name: "Assembly Fee", Account: "Handling Income"},
		{Kind: "OtherCharge", Name: "Environmental Fee", Account: "Handling Income"},
		{Kind: "OtherCharge", Name: "Refund Allowance", Account: "Returns and Allowances", TaxCode: f.ExemptCode()},
		{Kind: "NonInventory", Name: "Returned Goods, Lost", Account: "Returns and Allowances"},
	} {
		if _, err := f.AddItem(it); err != nil {
			return err
		}
	}
	if f.Country() == "US" { // elsewhere the file has its country's codes
		if err := stockTaxes(f, s); err != nil {
			return err
		}
	}
	goods := s.Goods()
	for i, g := range goods[:max(len(goods)-o.MissingSKUs, 0)] {
		it := company.Item{Kind: "NonInventory", Name: g.SKU, Desc: g.Name, Account: "Sales:Online Store", PartNumber: g.SKU}
		switch {
		case g.Digital:
			it.Kind = "Service"
		case i%3 == 0 && !o.NoStock: // stock is kept of some
			it.Kind, it.Cost, it.Quantity = "Inventory", "4.00", "100000"
		case i%7 == 0: // called otherwise in the books, found by part number
			it.Name = fmt.Sprintf("Goods %d", i)
		}
		if _, err := f.AddItem(it); err != nil {
			return err
		}
	}
	return f.AddItems(o.Items, func(i int) company.Item {
		return company.Item{Kind: "NonInventory", Name: fmt.Sprintf("Part %07d", i), Desc: "A part of the catalogue", Price: "12.50", Account: "Sales:Online Store", PartNumber: fmt.Sprintf("PN-%07d", i)}
	})
}

// worldRules is the mapping of the store.
func worldRules(s *shop.Shop, o worldOptions) books.Rules {
	r := books.Rules{
		StartDate: day.Of(o.now().AddDate(0, 0, -60), time.UTC),
		RefPrefix: "BC",
		Items:     books.ItemRules{MatchBy: []string{"name", "part_number"}, Custom: "Online Product"},
		Charges: books.ChargeRules{
			Shipping: "Online Shipping", Handling: "Online Handling", Wrapping: "Online Wrapping",
			Discount: "Store Discount", Coupon: "Store Coupon", GiftCertificate: "Gift Card Sold",
			GiftCertificateSpent: "Gift Card Redeemed", StoreCredit: "Store Credit Redeemed",
			Fees: map[string]string{"Colorado Retail Delivery Fee": "Retail Delivery Fee", "Rush Fee": "Rush Fee",
				"Assembly Fee": "Assembly Fee", "Environmental Handling Fee": "Environmental Fee"},
		},
		Refunds:   books.RefundRules{Allowance: "Refund Allowance", NotRestocked: "Returned Goods, Lost", By: o.RefundBy, Restock: o.Restock},
		Tax:       books.TaxRules{Treatment: o.Treatment, Allowed: o.Allowed},
		Style:     o.Style,
		PaidBy:    o.PaidBy,
		Cancelled: o.Cancelled,
		Payments: map[string]books.PaymentRule{
			"Credit Card":    {Method: "Visa", DepositTo: "Undeposited Funds"},
			"PayPal":         {Method: "PayPal", DepositTo: "PayPal Clearing"},
			"Amazon":         {DepositTo: "Amazon Clearing"},
			"Cash":           {Method: "Cash", DepositTo: "Undeposited Funds"},
			"Manual":         {Method: "Cash", DepositTo: "Undeposited Funds"},
			"Pay in Store":   {Method: "Cash", DepositTo: "Undeposited Funds"},
			"Check":          {Method: "Check", DepositTo: "Undeposited Funds"},
			"Bank Transfer":  {Method: "Bank Transfer", DepositTo: "Checking"},
			"Purchase Order": {Method: "Check", DepositTo: "Undeposited Funds", Later: true},
			// The same by gateway, for orders that were paid in several ways.
			"stripe":        {Method: "Visa", DepositTo: "Undeposited Funds"},
			"braintree":     {Method: "Visa", DepositTo: "Undeposited Funds"},
			"paypalexpress": {Method: "PayPal", DepositTo: "PayPal Clearing"},
			"bankdeposit":   {Method: "Bank Transfer", DepositTo: "Checking"},
			"cheque":        {Method: "Check", DepositTo: "Undeposited Funds"},
			"instore":       {Method: "Cash", DepositTo: "Undeposited Funds"},
			"custom":        {Method: "Cash", DepositTo: "Undeposited Funds"},
		},
		ReceivableAccount: "Accounts Receivable",
		Terms:             "Net 30",
		ShipMethods:       map[string]string{"UPS Ground": "UPS Ground", "USPS Priority": "USPS Priority", "Free Shipping": "Free Shipping"},
	}
	mapTaxes(&r, s, o)
	if o.NewItems {
		r.Items.Create = books.NewItemRules{Type: "inventory", Income: "Sales:Online Store", Cost: "Cost of Goods Sold", Asset: "Inventory Asset", Variants: "sub"}
		if o.NoStock {
			r.Items.Create = books.NewItemRules{Type: "non_inventory", Income: "Sales:Online Store", Variants: "sub"}
		}
	}
	if o.Currencies {
		r.Currencies = map[string]books.CurrencyRule{"EUR": {ReceivableAccount: "Accounts Receivable - EUR", Rate: "divide"}}
	}
	if o.Fallback {
		r.Items.Fallback = "Online Product"
	}
	if o.OneCustomer {
		r.Customers = books.CustomerRules{Policy: "one", One: "Online Customer"}
	}
	return r
}
