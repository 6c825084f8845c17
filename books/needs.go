package books

import (
	"slices"
	"strings"

	"countinghouse/sales"
)

// NeedsOf tells what must be looked up in QuickBooks' lists to plan the order.
// Members of sales tax groups that are mapped or found by their members are to
// be looked up with the groups: they cannot be known before. Names are sorted
// and each stands once.
func NeedsOf(o sales.Order, r Rules) Needs {
	r, _ = r.For(o)
	n := Needs{CustomerKey: o.CustomerKey(), Names: map[ListKind][]string{}}
	for _, l := range o.Lines {
		sku := strings.TrimSpace(l.SKU)
		switch {
		case l.Type == sales.GiftCertificate:
			n.ItemNames = append(n.ItemNames, r.Charges.GiftCertificate)
		case r.Items.all != "":
			n.ItemNames = append(n.ItemNames, r.Items.all)
		case sku == "":
			n.ItemNames = append(n.ItemNames, r.Items.Custom)
		default:
			if name, ok := r.Items.link(sku); ok {
				n.ItemNames = append(n.ItemNames, name)
				continue
			}
			n.SKUs = append(n.SKUs, sku)
			n.ItemNames = append(n.ItemNames, r.Items.Fallback)
			if account, ok := pick(r.Items.Make, sku); ok {
				n.Names[Accounts] = append(n.Names[Accounts], account)
			}
			if product := r.Items.Create.productName(l); product != "" {
				n.ItemNames = append(n.ItemNames, product)
				if longSKU(sku) {
					n.ItemNames = append(n.ItemNames, product+":"+skuName(sku))
				}
			}
			if longSKU(sku) {
				n.ItemNames = append(n.ItemNames, skuName(sku))
				if under := r.Items.Create.Parent; under != "" {
					n.ItemNames = append(n.ItemNames, under+":"+skuName(sku))
				}
			}
		}
	}
	for _, f := range o.Fees {
		item, _ := r.Charges.fee(f.Name)
		n.ItemNames = append(n.ItemNames, item)
	}
	for _, t := range o.Taxes {
		item, _ := pick(r.Tax.Rates, t.Name)
		n.ItemNames = append(n.ItemNames, item)
	}
	c := r.Charges
	n.ItemNames = append(n.ItemNames, c.Shipping, c.Handling, c.Wrapping, c.Discount, c.Coupon, c.Rounding, r.Tax.ZeroItem, r.Tax.MarketplaceItem)
	for _, own := range []map[string]string{c.DiscountBy, c.CouponBy} {
		for _, item := range own {
			n.ItemNames = append(n.ItemNames, item)
		}
	}
	n.after(o, r)
	n.customer(o, r)
	n.references(o, r)
	n.SKUs, n.ItemNames = tidy(n.SKUs), tidy(n.ItemNames)
	n.Emails, n.CustomerNames = tidy(n.Emails), tidy(n.CustomerNames)
	for k, names := range n.Names {
		if n.Names[k] = tidy(names); len(n.Names[k]) == 0 {
			delete(n.Names, k)
		}
	}
	return n
}

// after are the items of what pays for the order and of what goes back.
func (n *Needs) after(o sales.Order, r Rules) {
	c := r.Charges
	certificate, credit := !o.GiftCertificatePaid.IsZero(), !o.StoreCreditPaid.IsZero()
	for _, f := range o.Refunds {
		for _, p := range f.Payments {
			certificate, credit = certificate || backToCertificate(p.Provider), credit || backToCredit(p.Provider)
		}
	}
	if certificate {
		n.ItemNames = append(n.ItemNames, c.GiftCertificate, c.GiftCertificateSpent)
	}
	if credit {
		n.ItemNames = append(n.ItemNames, c.StoreCredit)
	}
	if len(o.Refunds) > 0 {
		for _, item := range r.Tax.Rates { // the store may have rewritten its tax rows since the sale
			n.ItemNames = append(n.ItemNames, item)
		}
		n.ItemNames = append(n.ItemNames, r.Refunds.NotRestocked, r.Refunds.Allowance, r.Refunds.Restocking)
	}
}

func (n *Needs) customer(o sales.Order, r Rules) {
	if r.Style == "summary" || r.Style == "journal" {
		n.CustomerNames = append(n.CustomerNames, r.Customers.One)
	}
	if name, _, ok := r.sharedCustomer(o); ok {
		n.CustomerNames = append(n.CustomerNames, name)
		return
	}
	n.Emails = append(n.Emails, o.Email())
	plain, suffixed, _ := newNames(o, r)
	n.CustomerNames = append(append(n.CustomerNames, plain, suffixed), likelyNames(o, r)...)
}

// references are the entries that rules name, apart from items and customers.
func (n *Needs) references(o sales.Order, r Rules) {
	add := func(kind ListKind, names ...string) { n.Names[kind] = append(n.Names[kind], names...) }
	rule, _ := r.paymentRule(o.PaymentMethod)
	rules := []PaymentRule{rule, r.Payments["*"]}
	for _, p := range o.Receipts() {
		named, _, _ := r.ruleOf(p.Named, p.Gateway)
		rules = append(rules, named)
	}
	for _, f := range o.Refunds {
		add(Templates, r.Refunds.Template)
		add(Accounts, rule.RefundFrom, r.Payments["*"].RefundFrom)
		for _, p := range f.Payments {
			named, _ := r.namedRule(p.Provider)
			rules = append(rules, named)
			add(Accounts, named.RefundFrom)
		}
	}
	for _, x := range rules {
		add(PaymentMethods, x.Method)
		add(Accounts, x.DepositTo)
	}
	add(Accounts, r.depositTo, r.ReceivableAccount, "Sales Tax Payable")
	if c, ok := r.currencyRule(o.Currency); ok {
		add(Accounts, c.ReceivableAccount, c.DepositTo)
	}
	if c := r.Items.Create; c.Type != "" {
		add(Accounts, c.Income, c.Cost, c.Asset)
		n.ItemNames = append(n.ItemNames, c.Parent)
	}
	add(Classes, r.Class)
	add(TermsList, r.Terms)
	add(Templates, r.InvoiceTemplate, r.ReceiptTemplate)
	for _, m := range shipMethods(o) {
		name, _ := pick(r.ShipMethods, m)
		add(ShipMethods, name)
	}
	taxable, exempt := r.Tax.TaxableCode, r.Tax.ExemptCode
	if taxable == "" {
		taxable = "Tax"
	}
	if exempt == "" {
		exempt = "Non"
	}
	add(SalesTaxCodes, taxable, exempt)
	for _, code := range r.Tax.Codes { // which of them depends on the company file and the rates of each line
		add(SalesTaxCodes, code)
	}
}

// tidy sorts names, each once, without the empty one.
func tidy(names []string) []string {
	names = slices.DeleteFunc(names, func(s string) bool { return strings.TrimSpace(s) == "" })
	slices.Sort(names)
	return slices.Compact(names)
}
