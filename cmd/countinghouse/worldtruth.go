package main

import (
	"strconv"

	"countinghouse/cmd/countinghouse/internal/truth"
	"countinghouse/simulator/shop"
)

// worldSettings are the choices of worldRules and stockBooks told once more,
// by accounts, for the calculation that the books are compared with.
func worldSettings(s *shop.Shop, o worldOptions) truth.Settings {
	t := truth.Settings{
		Goods:    map[string]truth.Good{},
		Other:    truth.Good{Account: "Sales:Online Store"},
		Shipping: "Shipping Income", Handling: "Handling Income", Wrapping: "Handling Income", Discounts: "Sales Discounts",
		Certificates: "Gift Cards Outstanding", StoreCredit: "Store Credit Outstanding", Allowances: "Returns and Allowances",
		Receivable: "Accounts Receivable", NotRestocked: "Returns and Allowances",
		Fees: map[string]string{"Colorado Retail Delivery Fee": "Retail Delivery Fees Collected", "Rush Fee": "Handling Income",
			"Assembly Fee": "Handling Income", "Environmental Handling Fee": "Handling Income"},
		Tenders: map[string]truth.Tender{
			"Credit Card": {Account: "Undeposited Funds", Electronic: true}, "PayPal": {Account: "PayPal Clearing", Electronic: true},
			"Amazon": {Account: "Amazon Clearing"}, "Bank Transfer": {Account: "Checking"}, "Check": {Account: "Undeposited Funds"},
			"Cash": {Account: "Undeposited Funds"}, "Manual": {Account: "Undeposited Funds"}, "Pay in Store": {Account: "Undeposited Funds"},
			"Purchase Order": {Account: "Undeposited Funds", OnAccount: true},
		},
		Taxes:      map[string]truth.Tax{},
		ByPayments: o.PaidBy == "payments",
		AtShipment: o.Style == "order",
		Lost:       o.Restock == "no",
		KeepCredit: o.RefundBy == "credit",
	}
	for i, g := range s.Goods() {
		x := truth.Good{Account: "Sales:Online Store"}
		if i%3 == 0 && !g.Digital && !o.NoStock {
			x.Item, x.Cost = g.SKU, 400
		}
		t.Goods[g.SKU] = x
	}
	for _, r := range s.Rates() {
		switch {
		case edition(o.Country) == "":
			t.Taxes[r.Name] = truth.Tax{Account: "Sales Tax Payable", Agency: "Dept of Revenue " + r.State}
		case o.Treatment == "quickbooks":
			t.Taxes[r.Name] = truth.Tax{Account: "Sales Tax Payable", Agency: "Agency of " + r.Name}
		default:
			t.Taxes[r.Name] = truth.Tax{Account: r.Name + " Collected"}
		}
	}
	return t
}

// orderOf reads the order's number from the memo that every document bears.
func orderOf(memo string) int64 {
	const before = "BigCommerce order "
	i := 0
	if len(memo) <= len(before) || memo[:len(before)] != before {
		return 0
	}
	for i = len(before); i < len(memo) && memo[i] >= '0' && memo[i] <= '9'; i++ {
	}
	id, err := strconv.ParseInt(memo[len(before):i], 10, 64)
	if err != nil {
		return 0
	}
	return id
}
