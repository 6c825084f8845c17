package qbxml

import (
	"slices"
	"strconv"

	"countinghouse/money"
)

// ListEntryAdd is what the adds of short lists have: a name.
type ListEntryAdd struct {
	Name     string // one level
	IsActive *bool
}

// PaymentMethodAddRq creates a method of payment (XSD qbxml130,
// PaymentMethodAdd). Without a type QuickBooks takes "Other".
type PaymentMethodAddRq struct {
	none
	PaymentMethodAdd  ListEntryAdd
	IncludeRetElement []string
}

func (*PaymentMethodAddRq) element() string { return "PaymentMethodAddRq" }

func (r *PaymentMethodAddRq) appendTo(w *writer) {
	w.open("PaymentMethodAdd")
	w.name(r.PaymentMethodAdd.Name, MaxPaymentMethodName)
	w.flag("IsActive", r.PaymentMethodAdd.IsActive)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ShipMethodAddRq creates a shipping method.
type ShipMethodAddRq struct {
	none
	ShipMethodAdd     ListEntryAdd
	IncludeRetElement []string
}

func (*ShipMethodAddRq) element() string { return "ShipMethodAddRq" }

func (r *ShipMethodAddRq) appendTo(w *writer) {
	w.open("ShipMethodAdd")
	w.name(r.ShipMethodAdd.Name, MaxShipMethodName)
	w.flag("IsActive", r.ShipMethodAdd.IsActive)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ClassAddRq creates a class.
type ClassAddRq struct {
	none
	ClassAdd          ClassAdd
	IncludeRetElement []string
}

// ClassAdd is a class to be created.
type ClassAdd struct {
	Name      string
	IsActive  *bool
	ParentRef Ref
}

func (*ClassAddRq) element() string { return "ClassAddRq" }

func (r *ClassAddRq) appendTo(w *writer) {
	w.open("ClassAdd")
	w.name(r.ClassAdd.Name, MaxClassName)
	w.flag("IsActive", r.ClassAdd.IsActive)
	w.ref("ParentRef", r.ClassAdd.ParentRef, MaxClassFullName)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// StandardTermsAddRq creates terms of payment that count days.
type StandardTermsAddRq struct {
	none
	StandardTermsAdd  StandardTermsAdd
	IncludeRetElement []string
}

// StandardTermsAdd are terms to be created.
type StandardTermsAdd struct {
	Name       string
	IsActive   *bool
	StdDueDays *int
}

func (*StandardTermsAddRq) element() string { return "StandardTermsAddRq" }

func (r *StandardTermsAddRq) appendTo(w *writer) {
	t := &r.StandardTermsAdd
	w.open("StandardTermsAdd")
	w.name(t.Name, MaxTermsName)
	w.flag("IsActive", t.IsActive)
	if n := t.StdDueDays; n != nil {
		if *n < 0 {
			w.problem("StdDueDays", "is %d, it must be at least 0", *n)
		}
		w.raw("StdDueDays", strconv.Itoa(*n))
	}
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// AccountAddRq creates an account.
type AccountAddRq struct {
	none
	AccountAdd        AccountAdd
	IncludeRetElement []string
}

// AccountAdd is an account to be created. AccountType is needed.
type AccountAdd struct {
	Name        string
	IsActive    *bool
	ParentRef   Ref
	AccountType string
	Desc        string
}

func (*AccountAddRq) element() string { return "AccountAddRq" }

func (r *AccountAddRq) appendTo(w *writer) {
	a := &r.AccountAdd
	w.open("AccountAdd")
	w.name(a.Name, MaxAccountName)
	w.flag("IsActive", a.IsActive)
	w.ref("ParentRef", a.ParentRef, MaxAccountFullName)
	w.kinds("AccountType", []string{a.AccountType}, newAccountTypes())
	w.line("Desc", a.Desc, MaxAccountDesc)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// newAccountTypes are those that can be created: receivables, payables and
// NonPosting are QuickBooks' own affair.
func newAccountTypes() []string {
	return slices.DeleteFunc(AccountTypes(), func(t string) bool { return t == "AccountsPayable" || t == "AccountsReceivable" || t == "NonPosting" })
}

// ItemSalesTaxAddRq creates a sales tax item.
type ItemSalesTaxAddRq struct {
	none
	ItemSalesTaxAdd   ItemSalesTaxAdd
	IncludeRetElement []string
}

// ItemSalesTaxAdd is a sales tax item to be created: its rate in percent, and
// the vendor to whom the tax is owed.
type ItemSalesTaxAdd struct {
	Name         string
	IsActive     *bool
	ItemDesc     string
	TaxRate      *money.Decimal
	TaxVendorRef Ref
}

func (*ItemSalesTaxAddRq) element() string { return "ItemSalesTaxAddRq" }

func (r *ItemSalesTaxAddRq) appendTo(w *writer) {
	i := &r.ItemSalesTaxAdd
	w.open("ItemSalesTaxAdd")
	w.name(i.Name, MaxSalesTaxItemName)
	w.flag("IsActive", i.IsActive)
	w.text("ItemDesc", i.ItemDesc, MaxDesc)
	w.decimal("TaxRate", i.TaxRate)
	w.ref("TaxVendorRef", i.TaxVendorRef, MaxCustomerName)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}
