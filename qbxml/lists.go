package qbxml

import (
	"slices"

	"countinghouse/money"
)

// SalesTaxCodeQueryRq asks for sales tax codes ("Tax", "Non").
type SalesTaxCodeQueryRq ListQuery

func (*SalesTaxCodeQueryRq) element() string { return "SalesTaxCodeQueryRq" }

func (*SalesTaxCodeQueryRq) attributes(*writer) {}

func (q *SalesTaxCodeQueryRq) appendTo(w *writer) { (*ListQuery)(q).write(w, nil) }

// ShipMethodQueryRq asks for shipping methods.
type ShipMethodQueryRq ListQuery

func (*ShipMethodQueryRq) element() string { return "ShipMethodQueryRq" }

func (*ShipMethodQueryRq) attributes(*writer) {}

func (q *ShipMethodQueryRq) appendTo(w *writer) { (*ListQuery)(q).write(w, nil) }

// StandardTermsQueryRq asks for terms of payment that count days.
type StandardTermsQueryRq ListQuery

func (*StandardTermsQueryRq) element() string { return "StandardTermsQueryRq" }

func (*StandardTermsQueryRq) attributes(*writer) {}

func (q *StandardTermsQueryRq) appendTo(w *writer) { (*ListQuery)(q).write(w, nil) }

// TermsQueryRq asks for all terms of payment, standard and date driven.
type TermsQueryRq ListQuery

func (*TermsQueryRq) element() string { return "TermsQueryRq" }

func (*TermsQueryRq) attributes(*writer) {}

func (q *TermsQueryRq) appendTo(w *writer) { (*ListQuery)(q).write(w, nil) }

// ClassQueryRq asks for classes.
type ClassQueryRq ListQuery

func (*ClassQueryRq) element() string { return "ClassQueryRq" }

func (*ClassQueryRq) attributes(*writer) {}

func (q *ClassQueryRq) appendTo(w *writer) { (*ListQuery)(q).write(w, nil) }

// PaymentMethodQueryRq asks for methods of payment.
type PaymentMethodQueryRq ListQuery

func (*PaymentMethodQueryRq) element() string { return "PaymentMethodQueryRq" }

func (*PaymentMethodQueryRq) attributes(*writer) {}

func (q *PaymentMethodQueryRq) appendTo(w *writer) { (*ListQuery)(q).write(w, nil) }

// TemplateQueryRq asks for all templates of forms. It has no filters.
type TemplateQueryRq struct {
	none
	IncludeRetElement []string
}

func (*TemplateQueryRq) element() string { return "TemplateQueryRq" }

func (q *TemplateQueryRq) appendTo(w *writer) { w.returned(q.IncludeRetElement, nil) }

// DeletedDateRangeFilter bounds the times of deletion, in local time of the
// QuickBooks PC; either may be empty.
type DeletedDateRangeFilter struct{ FromDeletedDate, ToDeletedDate string }

func (f *DeletedDateRangeFilter) appendTo(w *writer) {
	if f == nil {
		return
	}
	w.open("DeletedDateRangeFilter")
	w.dateTime("FromDeletedDate", f.FromDeletedDate)
	w.dateTime("ToDeletedDate", f.ToDeletedDate)
	w.close()
}

// ListDeletedQueryRq asks which list entries were deleted; QuickBooks
// remembers about 90 days.
type ListDeletedQueryRq struct {
	none
	ListDelType            []string // "Customer", "ItemService", …; at least one
	DeletedDateRangeFilter *DeletedDateRangeFilter
	IncludeRetElement      []string
}

// ListDelTypes are the kinds of list entries that ListDeletedQueryRq may ask
// for and that this package reads.
func ListDelTypes() []string {
	return []string{
		"Account", "Class", "Customer", "DateDrivenTerms", "Employee", "ItemDiscount", "ItemFixedAsset", "ItemGroup",
		"ItemInventory", "ItemInventoryAssembly", "ItemNonInventory", "ItemOtherCharge", "ItemPayment", "ItemSalesTax",
		"ItemSalesTaxGroup", "ItemService", "ItemSubtotal", "OtherName", "PaymentMethod", "SalesTaxCode", "ShipMethod",
		"StandardTerms", "Vendor",
	}
}

func (*ListDeletedQueryRq) element() string { return "ListDeletedQueryRq" }

func (q *ListDeletedQueryRq) appendTo(w *writer) {
	w.kinds("ListDelType", q.ListDelType, ListDelTypes())
	q.DeletedDateRangeFilter.appendTo(w)
	w.returned(q.IncludeRetElement, nil)
}

// kinds writes a repeated enumeration with at least one value.
func (w *writer) kinds(tag string, values, allowed []string) {
	if len(values) == 0 {
		w.problem(tag, "is missing")
	}
	for _, v := range values {
		if !slices.Contains(allowed, v) {
			w.problem(tag, "is %q, not a known kind", v)
			continue
		}
		w.raw(tag, v)
	}
}

// SalesTaxCodeRet is a sales tax code: in the US whether a line is taxable,
// elsewhere also by which items (quickbooks-behaviour §1).
type SalesTaxCodeRet struct {
	Listed
	IsTaxable          bool
	Desc               string
	ItemPurchaseTaxRef Ref // CA, UK, AU: the tax item or group of purchases
	ItemSalesTaxRef    Ref // CA, UK, AU: the tax item or group of sales
}

// PaymentMethodRet is a method of payment.
type PaymentMethodRet struct {
	Listed
	PaymentMethodType string // Cash, Check, Visa, …
}

// ShipMethodRet is a shipping method.
type ShipMethodRet struct{ Listed }

// TermsRet are terms of payment, standard or date driven.
type TermsRet struct {
	Listed
	DateDriven  bool
	StdDueDays  int // standard: days until due
	DiscountPct money.Decimal
}

// ClassRet is a class.
type ClassRet struct {
	Listed
	FullName  string
	ParentRef Ref
	Sublevel  int
}

// TemplateRet is a template of a form.
type TemplateRet struct {
	Listed
	TemplateType string // Invoice, SalesReceipt, …
}

// ListDeletedRet is a list entry that was deleted.
type ListDeletedRet struct {
	ListDelType string
	ListID      string
	TimeCreated string
	TimeDeleted string
	FullName    string
}
