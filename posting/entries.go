package posting

import (
	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// listQuery is the query that reads what changed of a list. Inactive entries
// come too: their names are taken, and what is mapped to them must say so.
func (d *Desk) listQuery(k books.ListKind, p store.ListProgress) any {
	plain := qbxml.ListQuery{ActiveStatus: qbxml.AllEntries, FromModifiedDate: since(p)}
	iterator := qbxml.IteratorStart
	if p.IteratorID != "" {
		iterator = qbxml.IteratorContinue
	}
	paged := qbxml.PagedOwnedListQuery{
		Iterator: iterator, IteratorID: p.IteratorID, MaxReturned: d.o.PageSize,
		ActiveStatus: qbxml.AllEntries, FromModifiedDate: since(p),
	}
	names := []string{"ListID", "TimeModified", "EditSequence", "Name", "IsActive"}
	switch k {
	case books.Accounts:
		return &qbxml.AccountQueryRq{ActiveStatus: qbxml.AllEntries, FromModifiedDate: since(p)}
	case books.SalesTaxCodes:
		return (*qbxml.SalesTaxCodeQueryRq)(&plain)
	case books.PaymentMethods:
		return (*qbxml.PaymentMethodQueryRq)(&plain)
	case books.ShipMethods:
		return (*qbxml.ShipMethodQueryRq)(&plain)
	case books.TermsList:
		return (*qbxml.TermsQueryRq)(&plain)
	case books.Classes:
		return (*qbxml.ClassQueryRq)(&plain)
	case books.Templates:
		return &qbxml.TemplateQueryRq{}
	case books.Currencies:
		return (*qbxml.CurrencyQueryRq)(&plain)
	case books.Employees: // only what makes a name taken: the rest is personal
		return &qbxml.EmployeeQueryRq{ActiveStatus: qbxml.AllEntries, FromModifiedDate: since(p), IncludeRetElement: names}
	case books.OtherNames:
		return &qbxml.OtherNameQueryRq{ActiveStatus: qbxml.AllEntries, FromModifiedDate: since(p), IncludeRetElement: names}
	case books.Vendors:
		paged.IncludeRetElement = names
		return (*qbxml.VendorQueryRq)(&paged)
	case books.Customers:
		return (*qbxml.CustomerQueryRq)(&paged)
	default:
		return (*qbxml.ItemQueryRq)(&paged)
	}
}

// entriesOf translates the rows of an answer.
func entriesOf(k books.ListKind, rets []any) []books.Entry {
	out := make([]books.Entry, 0, len(rets))
	for _, ret := range rets {
		switch v := ret.(type) {
		case *qbxml.AccountRet:
			e := entry(k, v.Listed, v.FullName)
			e.Type, e.Number, e.Currency = v.AccountType, v.AccountNumber, v.CurrencyRef.FullName
			if v.SpecialAccountType != "" {
				e.Special = v.SpecialAccountType
			}
			out = append(out, e)
		case *qbxml.CustomerRet:
			out = append(out, customerEntry(v))
		case *qbxml.ItemRet:
			out = append(out, itemEntry(v))
		case *qbxml.VendorRet:
			out = append(out, entry(k, v.Listed, v.Name))
		case *qbxml.EmployeeRet:
			out = append(out, entry(k, v.Listed, v.Name))
		case *qbxml.OtherNameRet:
			out = append(out, entry(k, v.Listed, v.Name))
		case *qbxml.SalesTaxCodeRet:
			e := entry(k, v.Listed, v.Name)
			e.Taxable, e.TaxItem = v.IsTaxable, ref(v.ItemSalesTaxRef)
			out = append(out, e)
		case *qbxml.PaymentMethodRet:
			out = append(out, entry(k, v.Listed, v.Name))
		case *qbxml.ShipMethodRet:
			out = append(out, entry(k, v.Listed, v.Name))
		case *qbxml.TermsRet:
			out = append(out, entry(k, v.Listed, v.Name))
		case *qbxml.ClassRet:
			out = append(out, entry(k, v.Listed, v.FullName))
		case *qbxml.CurrencyRet:
			e := entry(k, v.Listed, v.Name)
			e.Number = v.CurrencyCode
			out = append(out, e)
		case *qbxml.TemplateRet:
			e := entry(k, v.Listed, v.Name)
			e.Type = v.TemplateType
			out = append(out, e)
		}
	}
	return out
}

func entry(k books.ListKind, l qbxml.Listed, full string) books.Entry {
	if full == "" {
		full = l.Name
	}
	return books.Entry{
		Kind: k, ListID: l.ListID, Name: l.Name, FullName: full,
		EditSequence: l.EditSequence, Modified: l.TimeModified, Active: l.IsActive,
	}
}

func customerEntry(v *qbxml.CustomerRet) books.Entry {
	e := entry(books.Customers, v.Listed, v.FullName)
	e.Number, e.Email, e.Company, e.Phone = v.AccountNumber, v.Email, v.CompanyName, v.Phone
	e.FirstName, e.LastName, e.PostalCode = v.FirstName, v.LastName, v.BillAddress.PostalCode
	e.TaxCode, e.TaxItem = ref(v.SalesTaxCodeRef), ref(v.ItemSalesTaxRef)
	e.Currency = v.CurrencyRef.FullName
	return e
}

func itemEntry(v *qbxml.ItemRet) books.Entry {
	e := entry(books.Items, v.Listed, v.FullName)
	e.Type = v.Kind
	e.PartNumber, e.BarCode = v.ManufacturerPartNumber, v.BarCodeValue
	e.Account, e.TaxCode = ref(v.IncomeAccount), ref(v.SalesTaxCodeRef)
	e.Rate, e.Agency = v.TaxRate, ref(v.TaxVendor)
	e.OnHand, e.OnSalesOrder, e.OnOrder = v.QuantityOnHand, v.QuantityOnSalesOrder, v.QuantityOnOrder
	e.Price, e.BuyCost = v.Price, v.PurchaseCost
	if books.Sellable(v.Kind) {
		e.Desc = firstOf(v.Desc, maxDesc)
	}
	for _, m := range v.Members {
		e.Members = append(e.Members, ref(m.ItemRef))
		if v.Kind == "Group" {
			e.Quantities = append(e.Quantities, m.Quantity)
		}
	}
	return e
}

// maxDesc is how much of an item's description is kept, in characters: a
// product's name holds no more.
const maxDesc = 250

// firstOf are the first characters of a text.
func firstOf(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

func ref(r qbxml.Ref) books.Ref { return books.Ref{ListID: r.ListID, FullName: r.FullName} }

// wire is a reference as it is sent: by ListID where it is known, since names
// get renamed and ListIDs stay.
func wire(r books.Ref) qbxml.Ref {
	if r.ListID != "" {
		return qbxml.Ref{ListID: r.ListID}
	}
	return qbxml.Ref{FullName: r.FullName}
}
