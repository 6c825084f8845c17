// Package truth works out what a store's orders must have done to a company
// file: an account of its own, made from what really was sold, paid and given
// back (shop.Truth) and from what the bookkeeper chose. It shares nothing with
// what the product plans or posts by, and knows the API neither: it is what
// the demo and the property tests compare the ledger with.
package truth

import (
	"maps"
	"slices"

	"countinghouse/simulator/shop"
)

// Settings are the bookkeeper's choices, by the names of the company file.
type Settings struct {
	// Goods are the items of SKUs; Other is of everything without one.
	Goods map[string]Good
	Other Good
	// Accounts of what is no goods.
	Shipping, Handling, Wrapping, Discounts, Certificates, StoreCredit, Allowances, Receivable string
	Fees                                                                                       map[string]string // by name
	// Tenders are where money goes to and comes from, by tender.
	Tenders map[string]Tender
	// Taxes are the account of tax, and whose it is, by rate.
	Taxes map[string]Tax
	// ByPayments tells that an order is paid by its transactions only; else the
	// store's status tells it of orders that have none.
	ByPayments bool
	// AtShipment tells that a sale is entered when it is shipped; before, there
	// is only the money.
	AtShipment bool
	// RefundsFirst settles refunds that the platform did not pay against what was
	// open when they were made, as books do that were told of them before of
	// later payments; else against what is open in the end.
	RefundsFirst bool
	// SoldAsElse tells that what was refunded was sold for something else by the
	// time when it was read: then only the sums of refunds can be right.
	SoldAsElse bool
	// KeepCredit leaves money of refunds as the customer's credit.
	KeepCredit bool
	// HandWaits tells that what went back outside the platform is not entered yet:
	// while an order is held, whether it was paid out or settled the invoice is
	// not known to books that stopped behind the credit memo.
	HandWaits bool
	// Lost tells that refunded goods do not come back to stock; they are then
	// entered on the account NotRestocked.
	Lost         bool
	NotRestocked string
}

// Good is what a SKU is in the books.
type Good struct {
	Account string // income
	// Item is the stock item, Cost what a piece of it cost; "" has no stock.
	Item string
	Cost Cents
}

// Tender is a way of paying.
type Tender struct {
	Account string
	// OnAccount: the store's status does not tell whether the money came.
	OnAccount bool
	// Electronic: money that comes leaves a transaction, always.
	Electronic bool
}

// Tax is where a rate's tax goes.
type Tax struct{ Account, Agency string }

// Cents is money in whole cents.
type Cents int64

// The accounts of stock.
const (
	CostOfGoods = "Cost of Goods Sold"
	StockAsset  = "Inventory Asset"
)

// Effect is what an order did to the ledger.
type Effect struct {
	Accounts map[string]Cents // debits positive
	Agencies map[string]Cents // sales tax that is owed
	// Days are the same by account and day ("Sales 2026-03-09"), for all but
	// receivables and money, of which the books may know another day. Nil where
	// the day of the sale isn't told.
	Days  map[string]Cents
	Stock map[string]int64 // pieces by item; what went out is negative
	// Parts counts what was refunded in parts: the store tells only the sum of
	// such a refund, so each account may be a cent away for each of them.
	Parts int
}

// NewEffect is nothing.
func NewEffect() Effect {
	return Effect{map[string]Cents{}, map[string]Cents{}, map[string]Cents{}, map[string]int64{}, 0}
}

// Add adds another effect.
func (e *Effect) Add(x Effect) {
	for k, v := range x.Accounts {
		e.Accounts[k] += v
	}
	for k, v := range x.Agencies {
		e.Agencies[k] += v
	}
	for k, v := range x.Days {
		e.Days[k] += v
	}
	for k, v := range x.Stock {
		e.Stock[k] += v
	}
	e.Parts += x.Parts
}

// cents is store money, which has four decimals, in whole cents.
func cents(m shop.Money) Cents { return Cents(m / 100) }

// maker gathers the effect of one order.
type maker struct {
	Settings
	t   shop.Truth
	day string // of what is being entered
	e   Effect
}

// Of is what the order does to the ledger: the sale, the money that came, and
// every refund but those left out.
func (s Settings) Of(t shop.Truth, without ...int64) Effect {
	m := &maker{Settings: s, t: t, day: t.Day, e: NewEffect()}
	due := cents(t.Total - t.Tenders["Gift Certificate"] - t.Tenders["Store Credit"])
	if !s.AtShipment || Shipped(t) {
		m.sale()
	}
	got := m.moneyIn(due)
	settled := Cents(0)
	for _, r := range t.Refunds {
		if slices.Contains(without, r.ID) || declined(r) {
			continue
		}
		came := got
		if s.RefundsFirst {
			for _, p := range t.Payments {
				if p.ID != 0 && p.At.After(r.At) && m.liability(p.Tender) == "" {
					came -= cents(p.Amount)
				}
			}
		}
		settled += m.refund(r, max(due-came-settled, 0))
	}
	var sum Cents
	for _, v := range m.e.Accounts {
		sum += v
	}
	m.e.Accounts[s.Receivable] -= sum // what is on no other account is owed, or is a credit
	maps.DeleteFunc(m.e.Accounts, func(_ string, v Cents) bool { return v == 0 })
	maps.DeleteFunc(m.e.Agencies, func(_ string, v Cents) bool { return v == 0 })
	maps.DeleteFunc(m.e.Days, func(_ string, v Cents) bool { return v == 0 })
	if s.AtShipment {
		m.e.Days = nil // when the goods left, the platform tells only once all of them have
	}
	maps.DeleteFunc(m.e.Stock, func(_ string, v int64) bool { return v == 0 })
	return m.e
}

// declined tells that nothing of a refund was paid.
func declined(r shop.TruthRefund) bool {
	for _, p := range r.Payments {
		if !p.Declined {
			return false
		}
	}
	return len(r.Payments) > 0
}

// debit enters an amount on an account and on its day.
func (m *maker) debit(account string, a Cents) {
	m.e.Accounts[account] += a
	m.e.Days[account+" "+m.day] += a
}

// money is entered without a day.
func (m *maker) money(account string, a Cents) { m.e.Accounts[account] += a }

func (m *maker) good(sku string) Good {
	if g, ok := m.Goods[sku]; ok && sku != "" {
		return g
	}
	return m.Other
}

// stock moves pieces of an item.
func (m *maker) stock(g Good, pieces int64) {
	if g.Item == "" || pieces == 0 {
		return
	}
	m.e.Stock[g.Item] += pieces
	m.debit(StockAsset, g.Cost*Cents(pieces))
	m.debit(CostOfGoods, -g.Cost*Cents(pieces))
}

// tax credits what was collected, or debits what was given back, by rate.
func (m *maker) tax(sum shop.Money, rates map[string]shop.Money, sign Cents) {
	for name, a := range rates {
		x := m.Taxes[name]
		m.debit(x.Account, -sign*cents(a))
		if x.Agency != "" {
			m.e.Agencies[x.Agency] += sign * cents(a)
		}
		sum -= a
	}
	if sum != 0 { // told without a rate
		m.debit("tax without a rate", -sign*cents(sum))
	}
}

// Shipped tells that the goods have left, by the store's status; what was given
// back was a sale.
func Shipped(t shop.Truth) bool {
	switch t.Status {
	case shop.Shipped, shop.PartiallyShipped, shop.Completed, shop.Refunded, shop.PartiallyRefunded:
		return true
	}
	return len(t.Refunds) > 0
}

// sale enters what was sold and what was spent of liabilities.
func (m *maker) sale() {
	t := m.t
	for _, l := range t.Lines {
		if l.Gift {
			m.debit(m.Certificates, -cents(l.Net))
			continue
		}
		g := m.good(l.SKU)
		m.debit(g.Account, -cents(l.Net))
		m.stock(g, -l.Quantity)
	}
	m.debit(m.Discounts, cents(t.Discount))
	m.debit(m.Shipping, -cents(t.Shipping))
	m.debit(m.Handling, -cents(t.Handling))
	m.debit(m.Wrapping, -cents(t.Wrapping))
	for name, fee := range t.FeesByName {
		m.debit(m.Fees[name], -cents(fee))
	}
	m.tax(t.Tax, t.TaxByRate, 1)
	for tender, account := range map[string]string{"Gift Certificate": m.Certificates, "Store Credit": m.StoreCredit} {
		m.debit(account, cents(t.Tenders[tender]))
	}
}

// Money is what was to come for an order, and what came by transactions, in
// money: gift certificates and store credit are none.
type Money struct{ Due, Got Cents }

// Came tells an order's money.
func (s Settings) Came(t shop.Truth) Money {
	m := Money{Due: cents(t.Total - t.Tenders["Gift Certificate"] - t.Tenders["Store Credit"])}
	for _, p := range t.Payments {
		if p.ID != 0 && p.Tender != "Gift Certificate" && p.Tender != "Store Credit" {
			m.Got += cents(p.Amount)
		}
	}
	return m
}

// moneyIn enters what came, and tells how much.
func (m *maker) moneyIn(due Cents) Cents {
	var got Cents
	for _, p := range m.t.Payments {
		if p.Marked || p.Marketplace || m.liability(p.Tender) != "" {
			continue
		}
		m.money(m.Tenders[p.Tender].Account, cents(p.Amount))
		got += cents(p.Amount)
	}
	if by := m.Tenders[m.t.Method]; got == 0 && due > 0 && !m.ByPayments && !by.OnAccount && m.saidPaid() && (!by.Electronic || m.byWord()) {
		m.money(by.Account, due)
		got = due
	}
	return got
}

// byWord tells that a person, or a marketplace, says that the money came.
func (m *maker) byWord() bool {
	return slices.ContainsFunc(m.t.Payments, func(p shop.TruthPayment) bool { return p.Marked || p.Marketplace })
}

// saidPaid tells that the store's status says that the order was paid.
func (m *maker) saidPaid() bool { return SaidPaid(m.t) }

// SaidPaid tells that the store's status says that the order was paid, or that
// it was given back whole.
func SaidPaid(t shop.Truth) bool {
	switch t.Status {
	case shop.Shipped, shop.PartiallyShipped, shop.AwaitingPickup, shop.AwaitingShipment, shop.Completed, shop.AwaitingFulfilment, shop.Refunded, shop.PartiallyRefunded:
		return true
	}
	var back shop.Money
	for _, r := range t.Refunds {
		if !declined(r) {
			back += r.Total
		}
	}
	return back > 0 && back >= t.Total
}

// liability is the account of a tender that is no money; "" is money.
func (m *maker) liability(tender string) string {
	switch tender {
	case "Gift Certificate":
		return m.Certificates
	case "Store Credit":
		return m.StoreCredit
	}
	return ""
}

// refund enters what was given back, of which what the platform did not pay
// settles what is open of the sale first; it tells how much.
func (m *maker) refund(r shop.TruthRefund, open Cents) Cents {
	m.day = max(r.Day, m.t.Day)
	for _, l := range r.Lines {
		m.goodsBack(l)
	}
	m.debit(m.Shipping, cents(r.Shipping))
	m.debit(m.Handling, cents(r.Handling))
	m.debit(m.Wrapping, cents(r.Wrapping))
	for name, fee := range r.FeesByName {
		m.debit(m.Fees[name], cents(fee))
	}
	m.debit(m.Allowances, cents(r.Allowance)+cents(r.Adjustment))
	m.tax(r.Tax, r.TaxByRate, -1)
	if m.e.Parts += len(r.Lines) + 4; m.SoldAsElse {
		m.e.Parts += int(cents(r.Total) + cents(r.Tax) + cents(r.Goods) + max(cents(r.Adjustment), -cents(r.Adjustment)))
	}

	var offline Cents
	for _, p := range r.Payments {
		if !p.Declined && p.Offline && m.liability(p.Tender) == "" {
			offline += cents(p.Amount)
		}
	}
	if len(r.Payments) == 0 {
		offline = cents(r.Total)
	}
	settles := min(offline, open)
	settled := settles
	for _, p := range r.Payments {
		a := cents(p.Amount)
		switch account := m.liability(p.Tender); {
		case p.Declined:
		case account != "":
			m.debit(account, -a)
		default:
			if p.Offline {
				taken := min(settles, a)
				settles, a = settles-taken, a-taken
			}
			if !m.KeepCredit && !(m.HandWaits && p.Offline) {
				m.money(m.Tenders[p.Tender].Account, -a)
			}
		}
	}
	return settled
}

// goodsBack enters goods that were given back: at their full price, less what
// had been taken off it; or for the sum that was asked for.
func (m *maker) goodsBack(l shop.TruthRefundLine) {
	i := slices.IndexFunc(m.t.Lines, func(x shop.TruthLine) bool { return x.ID == l.Line })
	if l.Gift || i < 0 {
		m.debit(m.Certificates, cents(l.Net))
		return
	}
	sold := m.t.Lines[i]
	full := l.Net
	if !l.Asked && sold.Quantity > 0 {
		full = sold.Net * shop.Money(l.Quantity) / shop.Money(sold.Quantity) / 100 * 100
	}
	g := m.good(sold.SKU)
	account := g.Account
	if m.Lost && g.Item != "" {
		account = m.NotRestocked
	}
	m.debit(account, cents(full))
	m.debit(m.Discounts, -cents(full-l.Net))
	if m.SoldAsElse { // price and discount of then are told nowhere, only what went back
		m.e.Parts += int(max(cents(full-l.Net), cents(l.Net-full)))
	}
	if !m.Lost {
		m.stock(g, l.Quantity)
	}
}
