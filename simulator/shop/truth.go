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
	Deleted       bool // gone for good: the API gives 404
	Migrated      bool // external_source M-MIG
	Test          bool // paid by a test gateway: no money
	Created       time.Time
	Modified      time.Time
	Day           string // of Created in the store's zone: "2026-11-07"
	Currency      string
	// Rate is units of Currency for one of the store's: "0.9100000000"; "" for its own.
	Rate      string
	Channel   int64
	Method    string // as the order tells it
	Inclusive bool   // prices are entered with tax

	Total Money // what the shopper owes, tax included
	Tax   Money
	// TaxByRate is by name ("Texas State": 6.25), of fees too; empty where a
	// marketplace tells the sum only.
	TaxByRate        map[string]Money
	Items            Money // goods at full price
	GiftCertificates Money // certificates sold
	Discount         Money // on goods; not negative
	Shipping         Money // net of shipping coupons
	Handling         Money
	Wrapping         Money
	Fees             Money
	FeesByName       map[string]Money
	// The parts of Tax that are not on goods.
	ShippingTax, HandlingTax, WrappingTax, FeesTax Money
	// Tenders is what came in, by method: purchases and captures that are no
	// test; for a marketplace, which collects by itself, its name and the total.
	// What staff marked as paid is not in it, but in Payments.
	Tenders  map[string]Money
	Payments []TruthPayment // the same one by one, with what staff marked as paid
	Reserved Money          // authorized and not captured, nor voided
	// Refunded and RefundedTax are the sums of Refunds, declined payments
	// included; TendersOut is the money that really went back.
	Refunded    Money
	RefundedTax Money
	TendersOut  map[string]Money
	Refunds     []TruthRefund
	Shipments   []TruthShipment

	CustomerID int64 // 0 is a guest
	Email      string
	Name       string // first and last, as billed
	Company    string
	Zip        string
	Country    string // ISO code of the billing address
	Group      int64  // of the customer; 0 for none
	Exempt     string // the customer's category; "" is taxable
	PONumber   string
	Lines      []TruthLine
}

// TruthLine is one line of an order.
type TruthLine struct {
	ID        int64
	ProductID int64 // 0: in no catalogue
	VariantID int64
	SKU       string
	Name      string
	Quantity  int64
	Shipped   int64
	Refunded  int64 // pieces, of all refunds
	Net       Money // before discounts, without tax
	Charged   Money // after discounts, without tax
	Tax       Money // on Charged
	TaxByRate map[string]Money
	Wrapping  Money // without tax
	Discounts []TruthDiscount
	Child     bool  // part of a bundle
	Parent    int64 // the line of the bundle; 0 for none
	Gift      bool  // a gift certificate
	Digital   bool
	Taxable   bool
}

// TruthDiscount is a discount on a line: money of the side on which prices are entered.
type TruthDiscount struct {
	Name   string
	Code   string // of a coupon; "" for promotions and manual discounts
	Manual bool   // by staff
	Amount Money
}

// TruthPayment is money, or a tender, that came in.
type TruthPayment struct {
	ID      int64 // of the transaction; 0 for marked and marketplace payments
	At      time.Time
	Day     string // in the store's zone
	Tender  string
	Gateway string
	Amount  Money
	// Marked is what staff took as received by setting the status: no
	// transaction tells of it.
	Marked bool
	// Marketplace is what a marketplace collected and pays out by itself.
	Marketplace bool
}

// TruthRefund is one refund.
//
//	Goods + GiftCertificates + Shipping + Handling + Wrapping + Fees + Allowance + Adjustment + Tax = Total
//
// All but Total are without tax.
type TruthRefund struct {
	ID    int64
	At    time.Time
	Day   string // in the store's zone
	Total Money
	Tax   Money // negative where tax was taken by refunding less
	// TaxByRate is Tax by rate. The records do not tell it. Of a part it is each
	// rate's row on the order in proportion, rounded so that all parts together
	// make the row; of tax alone, or a dictated sum, it is spread over the rates
	// in proportion. Empty where the order tells no rates.
	TaxByRate map[string]Money
	Override  bool // total and tax were dictated by the merchant

	Lines            []TruthRefundLine // goods and certificates
	Goods            Money             // at what was charged, or the amount asked for
	GiftCertificates Money             // certificates sold that were taken back
	Shipping         Money
	Handling         Money
	Wrapping         Money
	Fees             Money
	FeesByName       map[string]Money
	Allowance        Money // sums on the order, without tax
	// Adjustment is what deductions and dictated totals make of it: negative
	// where less was given back than the parts are worth.
	Adjustment Money

	Tenders  map[string]Money // money out, without declined payments
	Declined Money
	Payments []TruthRefundPayment
}

// TruthRefundLine is goods that came back, or were paid for as if.
type TruthRefundLine struct {
	Line     int64
	SKU      string
	Quantity int64
	Net      Money // without tax, before an adjustment
	Tax      Money
	Gift     bool
	Asked    bool // a sum was asked for, instead of what the pieces had cost
}

// TruthRefundPayment is one payment of a refund.
type TruthRefundPayment struct {
	ID       int64
	Tender   string
	Provider string
	Amount   Money
	Offline  bool // the platform moved no money
	Declined bool
}

// TruthShipment is one parcel.
type TruthShipment struct {
	ID     int64
	At     time.Time
	Day    string
	Pieces map[int64]int64 // by line
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
		return !t.Test && !t.Migrated && !t.Archived && !t.Deleted
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

// Due is what has still to come in, by transactions; negative when too much came.
func (t Truth) Due() Money { return t.Total - t.Received() }

func (s *Shop) truth(o *order) Truth {
	t := Truth{
		ID: o.id, Kind: o.kind, Contradiction: o.contradiction, Status: o.status, Archived: o.archived, Deleted: o.deleted, Migrated: o.externalSource == "M-MIG",
		Created: at(o.created), Modified: at(o.modified), Day: s.day(o.created), Currency: s.currencyOf(o), Channel: o.channel, Method: o.method, Inclusive: o.inclusive,
		Total: o.tot.inc, Tax: o.tot.tax, TaxByRate: map[string]Money{}, FeesByName: map[string]Money{}, Tenders: map[string]Money{}, TendersOut: map[string]Money{},
		Shipping: o.ship.ex, Handling: o.hand.ex, Wrapping: o.wrap.ex, ShippingTax: o.ship.tax, HandlingTax: o.hand.tax, WrappingTax: o.wrap.tax,
		CustomerID: o.customerID, Email: o.billing.email, Name: o.billing.first + " " + o.billing.last, Company: o.billing.company,
		Zip: o.billing.place.zip, Country: o.billing.place.iso(), PONumber: o.poNumber,
	}
	if o.foreign {
		t.Rate = s.secondRate()
	}
	if o.customerID > 0 {
		t.Group, t.Exempt = o.billing.group, o.billing.exempt
	}
	for _, r := range o.taxes {
		t.TaxByRate[r.rate.name] += r.amount
	}
	t.Lines = make([]TruthLine, len(o.lines))
	for i := range o.lines {
		l := &o.lines[i]
		if l.kind == "giftcertificate" {
			t.GiftCertificates += l.total.ex
		} else {
			t.Items += l.total.ex
			t.Discount += l.total.ex - l.charged.ex
		}
		t.Lines[i] = truthLine(l)
	}
	for _, r := range o.taxes {
		if r.kind == "item" && r.of < len(t.Lines) {
			l := &t.Lines[r.of]
			if l.TaxByRate == nil {
				l.TaxByRate = map[string]Money{}
			}
			l.TaxByRate[r.rate.name] += r.amount
		}
	}
	for _, f := range o.fees {
		t.Fees += f.cost.ex
		t.FeesTax += f.cost.tax
		t.FeesByName[f.name] += f.cost.ex
	}
	s.truthMoney(o, &t)
	t.Refunded, t.RefundedTax = o.refunded()
	for _, r := range o.refunds {
		x := s.truthRefund(r)
		for tender, m := range x.Tenders {
			t.TendersOut[tender] += m
		}
		t.Refunds = append(t.Refunds, x)
	}
	for _, p := range o.shipments {
		x := TruthShipment{ID: p.id, At: at(p.created), Day: s.day(p.created), Pieces: map[int64]int64{}}
		for _, it := range p.items {
			x.Pieces[it.id] += it.quantity
		}
		t.Shipments = append(t.Shipments, x)
	}
	return t
}

func truthLine(l *line) TruthLine {
	t := TruthLine{ID: l.id, ProductID: l.productID(), SKU: l.sku, Name: l.name, Quantity: l.quantity, Shipped: l.shipped, Refunded: l.refunded,
		Net: l.total.ex, Charged: l.charged.ex, Tax: l.charged.tax, Wrapping: l.wrap.ex, Child: l.parent > 0, Parent: l.parent,
		Gift: l.kind == "giftcertificate", Digital: l.kind == "digital", Taxable: l.class != classNonTaxable}
	if l.variant != nil {
		t.VariantID = l.variant.id
	}
	for _, a := range l.applied {
		t.Discounts = append(t.Discounts, TruthDiscount{Name: a.name, Code: a.code, Manual: a.id == manualDiscount, Amount: a.amount})
	}
	return t
}

// truthMoney tells what came in and what is reserved.
func (s *Shop) truthMoney(o *order, t *Truth) {
	pay := func(p TruthPayment, unix int64) {
		p.At, p.Day = at(unix), s.day(unix)
		t.Payments = append(t.Payments, p)
	}
	for i := range o.transactions {
		tx := &o.transactions[i]
		t.Test = t.Test || tx.test
		if tx.event == "authorization" && tx.status == "ok" && !tx.closed && !tx.test {
			t.Reserved += tx.amount - tx.taken
		}
		if tx.received() {
			t.Tenders[tx.payment] += tx.amount
			pay(TruthPayment{ID: tx.id, Tender: tx.payment, Gateway: tx.gateway, Amount: tx.amount}, tx.at)
		}
	}
	for _, m := range o.marked {
		pay(TruthPayment{Tender: m.tender, Amount: m.amount, Marked: true}, m.at)
	}
	if o.channel == channelAmazon {
		t.Tenders[o.method] = o.tot.inc
		pay(TruthPayment{Tender: o.method, Amount: o.tot.inc, Marketplace: true}, o.created)
	}
}

func (s *Shop) truthRefund(r *refund) TruthRefund {
	t := TruthRefund{ID: r.id, At: at(r.created), Day: s.day(r.created), Total: r.total, Tax: r.tax, Override: r.override,
		TaxByRate: map[string]Money{}, FeesByName: map[string]Money{}, Tenders: map[string]Money{}}
	for _, x := range r.rates {
		t.TaxByRate[x.name] += x.amount
	}
	t.Adjustment = r.total - r.tax
	for i, p := range r.parts {
		t.Adjustment -= p.worth.ex
		switch p.kind {
		case RefundProduct:
			t.Lines = append(t.Lines, TruthRefundLine{Line: p.id, SKU: p.name, Quantity: p.quantity, Net: p.worth.ex, Tax: p.worth.tax, Gift: p.gift, Asked: r.items[i].hasAmount})
			if p.gift {
				t.GiftCertificates += p.worth.ex
			} else {
				t.Goods += p.worth.ex
			}
		case RefundShipping:
			t.Shipping += p.worth.ex
		case RefundHandling:
			t.Handling += p.worth.ex
		case RefundWrapping:
			t.Wrapping += p.worth.ex
		case RefundFee:
			t.Fees += p.worth.ex
			t.FeesByName[p.name] += p.worth.ex
		case RefundOrder:
			t.Allowance += p.worth.ex
		}
	}
	for _, p := range r.payments {
		t.Payments = append(t.Payments, TruthRefundPayment{ID: p.id, Tender: p.tender, Provider: p.provider, Amount: p.amount, Offline: p.offline, Declined: p.declined})
		if p.declined {
			t.Declined += p.amount
		} else {
			t.Tenders[p.tender] += p.amount
		}
	}
	return t
}

// day is a moment's date in the store's zone.
func (s *Shop) day(unix int64) string { return at(unix).In(s.zone).Format(time.DateOnly) }

// currencyOf is the order's transactional currency.
func (s *Shop) currencyOf(o *order) string {
	if o.foreign {
		return s.secondCurrency()
	}
	return s.opt.Currency
}

// secondCurrency is what the store sells in beside its own currency.
func (s *Shop) secondCurrency() string { return s.opt.SecondCurrency }

// secondRate is units of the second currency for one of the store's.
func (s *Shop) secondRate() string { return s.opt.SecondRate }

// multiCurrency tells whether the store sells in a second currency at all.
func (s *Shop) multiCurrency() bool {
	return s.opt.MultiCurrency || slices.Contains(s.kinds, KindForeignCurrency)
}
