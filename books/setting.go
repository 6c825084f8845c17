package books

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"countinghouse/day"
)

// Setting is one cell of the mapping sheet: a field, for some a key of the
// store's (a SKU, a rate, a payment method), and the name that stands there.
// What is put right with one click is one or a few of them.
type Setting struct {
	Field Field  `json:"field"`
	Key   string `json:"key,omitempty"`
	Value string `json:"value"` // "" is none
}

// Field names a field of Rules that a Setting can hold.
type Field string

// The fields. Those that take a key say what it is.
const (
	ItemLink         Field = "items.links"          // SKU
	ItemCustom       Field = "items.custom"         // of products without a SKU
	ItemMake         Field = "items.make"           // SKU; the value is an income account
	ItemFallback     Field = "items.fallback"       //
	TaxRate          Field = "tax.rates"            // rate
	TaxCode          Field = "tax.codes"            // rates joined by " + "; "" is lines without tax
	TaxZero          Field = "tax.zero_item"        //
	TaxMarketplace   Field = "tax.marketplace_item" //
	ChargeShipping   Field = "charges.shipping"
	ChargeHandling   Field = "charges.handling"
	ChargeWrapping   Field = "charges.wrapping"
	ChargeDiscount   Field = "charges.discount"
	ChargeCoupon     Field = "charges.coupon"
	ChargeDiscountBy Field = "charges.discount_by" // name of the discount
	ChargeCouponBy   Field = "charges.coupon_by"   // code
	ChargeFee        Field = "charges.fees"        // name of the fee
	ChargeGift       Field = "charges.gift_certificate"
	ChargeGiftSpent  Field = "charges.gift_certificate_spent"
	ChargeCredit     Field = "charges.store_credit"
	ChargeRounding   Field = "charges.rounding"
	RefundAllowance  Field = "refunds.allowance"
	RefundRestocking Field = "refunds.restocking"
	RefundLost       Field = "refunds.not_restocked"
	PaymentMethodOf  Field = "payments.method"      // the store's payment method
	PaymentDeposit   Field = "payments.deposit_to"  // the store's payment method
	PaymentRefund    Field = "payments.refund_from" // the store's payment method
	Receivable       Field = "receivable_account"
	TheCustomer      Field = "customers.one"
	TheClass         Field = "class"
	TheTerms         Field = "terms"
	ClosedPeriod     Field = "closed_period" // hold or next
	StartDay         Field = "start_date"    // 2026-11-01
)

// text is the field's place for fields without a key; nil for others.
func (r *Rules) text(f Field) *string {
	switch f {
	case ItemCustom:
		return &r.Items.Custom
	case ItemFallback:
		return &r.Items.Fallback
	case TaxZero:
		return &r.Tax.ZeroItem
	case TaxMarketplace:
		return &r.Tax.MarketplaceItem
	case ChargeShipping:
		return &r.Charges.Shipping
	case ChargeHandling:
		return &r.Charges.Handling
	case ChargeWrapping:
		return &r.Charges.Wrapping
	case ChargeDiscount:
		return &r.Charges.Discount
	case ChargeCoupon:
		return &r.Charges.Coupon
	case ChargeGift:
		return &r.Charges.GiftCertificate
	case ChargeGiftSpent:
		return &r.Charges.GiftCertificateSpent
	case ChargeCredit:
		return &r.Charges.StoreCredit
	case ChargeRounding:
		return &r.Charges.Rounding
	case RefundAllowance:
		return &r.Refunds.Allowance
	case RefundRestocking:
		return &r.Refunds.Restocking
	case RefundLost:
		return &r.Refunds.NotRestocked
	case Receivable:
		return &r.ReceivableAccount
	case TheCustomer:
		return &r.Customers.One
	case TheClass:
		return &r.Class
	case TheTerms:
		return &r.Terms
	case ClosedPeriod:
		return &r.ClosedPeriod
	}
	return nil
}

// table is the field's map for fields with a key; nil for others.
func (r *Rules) table(f Field) *map[string]string {
	switch f {
	case ItemLink:
		return &r.Items.Links
	case ItemMake:
		return &r.Items.Make
	case TaxRate:
		return &r.Tax.Rates
	case TaxCode:
		return &r.Tax.Codes
	case ChargeFee:
		return &r.Charges.Fees
	case ChargeDiscountBy:
		return &r.Charges.DiscountBy
	case ChargeCouponBy:
		return &r.Charges.CouponBy
	}
	return nil
}

// text is the field's place in a payment rule; nil for other fields.
func (p *PaymentRule) text(f Field) *string {
	switch f {
	case PaymentMethodOf:
		return &p.Method
	case PaymentDeposit:
		return &p.DepositTo
	case PaymentRefund:
		return &p.RefundFrom
	}
	return nil
}

// spelled is the key as it stands in a table already, whatever its case.
func spelled[V any](m map[string]V, key string) string {
	if _, ok := m[key]; ok {
		return key
	}
	var like []string
	for k := range m {
		if same(k, key) {
			like = append(like, k)
		}
	}
	if len(like) == 0 {
		return key
	}
	return slices.Min(like)
}

// Get is what stands in a cell; "" is nothing.
func (r Rules) Get(f Field, key string) string {
	if f == StartDay {
		if r.StartDate.IsZero() {
			return ""
		}
		return r.StartDate.String()
	}
	if s := r.text(f); s != nil {
		return *s
	}
	if m := r.table(f); m != nil {
		return (*m)[spelled(*m, key)]
	}
	p := r.Payments[spelled(r.Payments, key)]
	if s := p.text(f); s != nil {
		return *s
	}
	return ""
}

// Set writes a cell and tells what stood there before. The maps of the rules
// are copied, never changed: who holds the rules as they were keeps them.
func (r *Rules) Set(s Setting) (old Setting, err error) {
	old = Setting{Field: s.Field, Key: s.Key, Value: r.Get(s.Field, s.Key)}
	if s.Field == StartDay {
		r.StartDate = day.Day{}
		if s.Value != "" {
			r.StartDate, err = day.Parse(s.Value)
		}
		return old, err
	}
	if t := r.text(s.Field); t != nil {
		*t = s.Value
		return old, nil
	}
	if m := r.table(s.Field); m != nil {
		*m = with(*m, spelled(*m, s.Key), s.Value, s.Value == "")
		return old, nil
	}
	key := spelled(r.Payments, s.Key)
	p := r.Payments[key]
	t := p.text(s.Field)
	if t == nil {
		return old, fmt.Errorf("the mapping has no field %q", s.Field)
	}
	if strings.TrimSpace(s.Key) == "" {
		return old, fmt.Errorf("%s needs the payment method", s.Field)
	}
	*t = s.Value
	r.Payments = with(r.Payments, key, p, p == PaymentRule{})
	return old, nil
}

// with is a copy of a map with one value set, or taken out.
func with[V any](m map[string]V, key string, v V, out bool) map[string]V {
	c := make(map[string]V, len(m)+1)
	for k, x := range m {
		c[k] = x
	}
	c[key] = v
	if out {
		delete(c, key)
	}
	return c
}

// plainOf are the fields without a key that name an entry of each list.
var plainOf = map[ListKind][]Field{
	Items: {ItemCustom, ItemFallback, TaxZero, TaxMarketplace, ChargeShipping, ChargeHandling, ChargeWrapping, ChargeDiscount, ChargeCoupon, ChargeGift,
		ChargeGiftSpent, ChargeCredit, ChargeRounding, RefundAllowance, RefundRestocking, RefundLost},
	Accounts:  {Receivable},
	Customers: {TheCustomer},
	Classes:   {TheClass},
	TermsList: {TheTerms},
}

// tablesOf are those with a key.
var tablesOf = map[ListKind][]Field{
	Items:         {ItemLink, TaxRate, ChargeFee, ChargeDiscountBy, ChargeCouponBy},
	SalesTaxCodes: {TaxCode},
	Accounts:      {ItemMake},
}

// paymentsOf are those of payment rules.
var paymentsOf = map[ListKind][]Field{
	PaymentMethods: {PaymentMethodOf},
	Accounts:       {PaymentDeposit, PaymentRefund},
}

// Uses are the cells that name an entry of one of QuickBooks' lists, in a
// fixed order: what is to be changed where the entry can't be used any more.
func (r Rules) Uses(list ListKind, name string) []Setting {
	var out []Setting
	for _, f := range plainOf[list] {
		if v := *r.text(f); v != "" && same(v, name) {
			out = append(out, Setting{f, "", v})
		}
	}
	for _, f := range tablesOf[list] {
		m := *r.table(f)
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if same(m[k], name) {
				out = append(out, Setting{f, k, m[k]})
			}
		}
	}
	for _, f := range paymentsOf[list] {
		for _, k := range slices.Sorted(maps.Keys(r.Payments)) {
			p := r.Payments[k]
			if v := *p.text(f); v != "" && same(v, name) {
				out = append(out, Setting{f, k, v})
			}
		}
	}
	return out
}
