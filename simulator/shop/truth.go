package shop

import (
	"slices"
	"time"
)

// Truth is what an order really is, told without the API: what tests and the
// demo compare the books with.
//
//	Items - Discount + GiftCertificates + Shipping + Handling + Wrapping + Fees + Tax = Total
//
// holds for every order without a Contradiction. All but Total are without tax.
type Truth struct {
	ID            int64
	Kind          Kind
	Contradiction string // "" adds up
	Status        Status
	Archived      bool
	Migrated      bool // external_source M-MIG
	Test          bool // paid by a test gateway: no money
	Created       time.Time
	Modified      time.Time
	Day           string // of Created in the store's zone: "2026-11-07"
	Currency      string
	Channel       int64

	Total            Money // what the shopper owes, tax included
	Tax              Money
	TaxByRate        map[string]Money // "Texas State": 6.25
	Items            Money            // goods at full price
	GiftCertificates Money            // certificates sold
	Discount         Money            // on goods; not negative
	Shipping         Money            // net of shipping coupons
	Handling         Money
	Wrapping         Money
	Fees             Money
	FeesByName       map[string]Money
	// Tenders is what came in, by method: purchases and captures that are no
	// test; for a marketplace, which collects by itself, its name and the total.
	Tenders     map[string]Money
	Refunded    Money
	RefundedTax Money

	CustomerID int64 // 0 is a guest
	Email      string
	Name       string // first and last, as billed
	Company    string
	Lines      []TruthLine
}

// TruthLine is one line of an order.
type TruthLine struct {
	ID       int64
	SKU      string
	Name     string
	Quantity int64
	Net      Money // before discounts, without tax
	Charged  Money // after discounts, without tax
	Child    bool  // part of a bundle: its parent carries the price
}

// Truth tells one order; false if there is none of that id.
func (s *Shop) Truth(id int64) (Truth, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	o := s.order(id)
	if o == nil {
		return Truth{}, false
	}
	return s.truth(o), true
}

// Truths tells all orders, by id.
func (s *Shop) Truths() []Truth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Truth, len(s.orders))
	for i, o := range s.orders {
		all[i] = s.truth(o)
	}
	return all
}

// Sale tells whether the order is a sale that belongs in the books by its
// status: paid, or checkout complete and awaiting payment; no test, no
// migrated history, not archived.
func (t Truth) Sale() bool {
	switch t.Status {
	case Shipped, PartiallyShipped, Refunded, AwaitingPayment, AwaitingPickup, AwaitingShipment, Completed, AwaitingFulfilment, PartiallyRefunded:
		return !t.Test && !t.Migrated && !t.Archived
	}
	return false
}

// Received is the money that came in by all tenders.
func (t Truth) Received() Money {
	var sum Money
	for _, m := range t.Tenders {
		sum += m
	}
	return sum
}

func (s *Shop) truth(o *order) Truth {
	t := Truth{
		ID: o.id, Kind: o.kind, Contradiction: o.contradiction, Status: o.status, Archived: o.archived, Migrated: o.externalSource == "M-MIG",
		Created: at(o.created), Modified: at(o.modified), Day: at(o.created).In(s.zone).Format(time.DateOnly), Currency: s.currencyOf(o), Channel: o.channel,
		Total: o.tot.inc, Tax: o.tot.tax, TaxByRate: map[string]Money{}, FeesByName: map[string]Money{}, Tenders: map[string]Money{},
		Shipping: o.ship.ex, Handling: o.hand.ex, Wrapping: o.wrap.ex,
		CustomerID: o.customerID, Email: o.billing.email, Name: o.billing.first + " " + o.billing.last, Company: o.billing.company,
	}
	for _, r := range o.taxes {
		t.TaxByRate[r.rate.name] += r.amount
	}
	for i := range o.lines {
		l := &o.lines[i]
		if l.kind == "giftcertificate" {
			t.GiftCertificates += l.total.ex
		} else {
			t.Items += l.total.ex
			t.Discount += l.total.ex - l.charged.ex
		}
		t.Lines = append(t.Lines, TruthLine{ID: l.id, SKU: l.sku, Name: l.name, Quantity: l.quantity, Net: l.total.ex, Charged: l.charged.ex, Child: l.parent > 0})
	}
	for _, f := range o.fees {
		t.Fees += f.cost.ex
		t.FeesByName[f.name] += f.cost.ex
	}
	for i := range o.transactions {
		tx := &o.transactions[i]
		t.Test = t.Test || tx.test
		if tx.received() {
			t.Tenders[tx.payment] += tx.amount
		}
	}
	if o.channel == channelAmazon {
		t.Tenders[o.method] = o.tot.inc
	}
	t.Refunded, t.RefundedTax = o.refunded()
	return t
}

// currencyOf is the order's transactional currency.
func (s *Shop) currencyOf(o *order) string {
	if o.foreign {
		return s.secondCurrency()
	}
	return s.opt.Currency
}

func (s *Shop) secondCurrency() string {
	if s.opt.Currency == "EUR" {
		return "USD"
	}
	return "EUR"
}

// multiCurrency tells whether the store sells in a second currency at all.
func (s *Shop) multiCurrency() bool {
	return s.opt.MultiCurrency || slices.Contains(s.kinds, KindForeignCurrency)
}
