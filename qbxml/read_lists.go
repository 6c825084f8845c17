package qbxml

import "strings"

// listed reads what every list entry has; false, and nothing consumed, for
// other elements.
func (sc *scanner) listed(v *Listed) bool {
	switch sc.name {
	case "ListID":
		v.ListID = sc.text()
	case "TimeCreated":
		v.TimeCreated = sc.text()
	case "TimeModified":
		v.TimeModified = sc.text()
	case "EditSequence":
		v.EditSequence = sc.text()
	case "Name":
		v.Name = sc.text()
	case "IsActive":
		v.IsActive = sc.flag()
	default:
		return false
	}
	return true
}

func (sc *scanner) account() *AccountRet {
	v := &AccountRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch sc.name {
		case "FullName":
			v.FullName = sc.text()
		case "ParentRef":
			v.ParentRef = sc.ref()
		case "Sublevel":
			v.Sublevel = sc.int()
		case "AccountType":
			v.AccountType = sc.text()
		case "SpecialAccountType":
			v.SpecialAccountType = sc.text()
		case "AccountNumber":
			v.AccountNumber = sc.text()
		case "Desc":
			v.Desc = sc.text()
		case "Balance":
			v.Balance = sc.amount()
		case "TotalBalance":
			v.TotalBalance = sc.amount()
		case "SalesTaxCodeRef":
			v.SalesTaxCodeRef = sc.ref()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "DataExtRet":
			v.DataExt = append(v.DataExt, sc.dataExt())
		default:
			if !sc.listed(&v.Listed) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) customer() *CustomerRet {
	v := &CustomerRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch sc.name {
		case "FullName":
			v.FullName = sc.text()
		case "ParentRef":
			v.ParentRef = sc.ref()
		case "Sublevel":
			v.Sublevel = sc.int()
		case "ClassRef":
			v.ClassRef = sc.ref()
		case "CompanyName":
			v.CompanyName = sc.text()
		case "FirstName":
			v.FirstName = sc.text()
		case "MiddleName":
			v.MiddleName = sc.text()
		case "LastName":
			v.LastName = sc.text()
		case "BillAddress":
			v.BillAddress = sc.address()
		case "ShipAddress":
			v.ShipAddress = sc.address()
		case "Phone":
			v.Phone = sc.text()
		case "Email":
			v.Email = sc.text()
		case "TermsRef":
			v.TermsRef = sc.ref()
		case "Balance":
			v.Balance = sc.amount()
		case "TotalBalance":
			v.TotalBalance = sc.amount()
		case "SalesTaxCodeRef":
			v.SalesTaxCodeRef = sc.ref()
		case "ItemSalesTaxRef":
			v.ItemSalesTaxRef = sc.ref()
		case "AccountNumber":
			v.AccountNumber = sc.text()
		case "PreferredPaymentMethodRef":
			v.PreferredPaymentMethodRef = sc.ref()
		case "Notes":
			v.Notes = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "DataExtRet":
			v.DataExt = append(v.DataExt, sc.dataExt())
		default:
			if !sc.listed(&v.Listed) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) vendor() *VendorRet {
	v := &VendorRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch sc.name {
		case "CompanyName":
			v.CompanyName = sc.text()
		case "FirstName":
			v.FirstName = sc.text()
		case "LastName":
			v.LastName = sc.text()
		case "Email":
			v.Email = sc.text()
		case "IsTaxAgency", "IsSalesTaxAgency": // the first in US editions
			v.IsSalesTaxAgency = sc.flag() || v.IsSalesTaxAgency
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		default:
			if !sc.listed(&v.Listed) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) employee() *EmployeeRet {
	v := &EmployeeRet{Listed: Listed{IsActive: true}}
	sc.onlyListed(&v.Listed)
	return v
}

// onlyListed reads an entry of which nothing else matters.
func (sc *scanner) onlyListed(v *Listed) {
	for sc.child() {
		if !sc.listed(v) {
			sc.skip()
		}
	}
}

func (sc *scanner) otherName() *OtherNameRet {
	v := &OtherNameRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch sc.name {
		case "CompanyName":
			v.CompanyName = sc.text()
		case "FirstName":
			v.FirstName = sc.text()
		case "LastName":
			v.LastName = sc.text()
		case "Email":
			v.Email = sc.text()
		default:
			if !sc.listed(&v.Listed) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) salesTaxCode() *SalesTaxCodeRet {
	v := &SalesTaxCodeRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch sc.name {
		case "IsTaxable":
			v.IsTaxable = sc.flag()
		case "ItemPurchaseTaxRef":
			v.ItemPurchaseTaxRef = sc.ref()
		case "ItemSalesTaxRef":
			v.ItemSalesTaxRef = sc.ref()
		case "Desc":
			v.Desc = sc.text()
		default:
			if !sc.listed(&v.Listed) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) paymentMethod() *PaymentMethodRet {
	v := &PaymentMethodRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch {
		case sc.name == "PaymentMethodType":
			v.PaymentMethodType = sc.text()
		case !sc.listed(&v.Listed):
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) shipMethod() *ShipMethodRet {
	v := &ShipMethodRet{Listed: Listed{IsActive: true}}
	sc.onlyListed(&v.Listed)
	return v
}

func (sc *scanner) terms(dateDriven bool) *TermsRet {
	v := &TermsRet{Listed: Listed{IsActive: true}, DateDriven: dateDriven}
	for sc.child() {
		switch {
		case sc.name == "StdDueDays":
			v.StdDueDays = sc.int()
		case sc.name == "DiscountPct":
			v.DiscountPct = sc.decimal()
		case !sc.listed(&v.Listed):
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) class() *ClassRet {
	v := &ClassRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch {
		case sc.name == "FullName":
			v.FullName = sc.text()
		case sc.name == "ParentRef":
			v.ParentRef = sc.ref()
		case sc.name == "Sublevel":
			v.Sublevel = sc.int()
		case !sc.listed(&v.Listed):
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) template() *TemplateRet {
	v := &TemplateRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch {
		case sc.name == "TemplateType":
			v.TemplateType = sc.text()
		case !sc.listed(&v.Listed):
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) listDeleted() *ListDeletedRet {
	v := &ListDeletedRet{}
	for sc.child() {
		switch sc.name {
		case "ListDelType":
			v.ListDelType = sc.text()
		case "ListID":
			v.ListID = sc.text()
		case "TimeCreated":
			v.TimeCreated = sc.text()
		case "TimeDeleted":
			v.TimeDeleted = sc.text()
		case "FullName":
			v.FullName = sc.text()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) dataExt() DataExtRet {
	var v DataExtRet
	for sc.child() {
		switch sc.name {
		case "OwnerID":
			v.OwnerID = sc.text()
		case "DataExtName":
			v.DataExtName = sc.text()
		case "DataExtType":
			v.DataExtType = sc.text()
		case "DataExtValue":
			v.DataExtValue = sc.text()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) address() Address {
	var a Address
	for sc.child() {
		switch sc.name {
		case "Addr1":
			a.Addr1 = sc.text()
		case "Addr2":
			a.Addr2 = sc.text()
		case "Addr3":
			a.Addr3 = sc.text()
		case "Addr4":
			a.Addr4 = sc.text()
		case "Addr5":
			a.Addr5 = sc.text()
		case "City":
			a.City = sc.text()
		case "State":
			a.State = sc.text()
		case "PostalCode":
			a.PostalCode = sc.text()
		case "Country":
			a.Country = sc.text()
		case "Note":
			a.Note = sc.text()
		default:
			sc.skip()
		}
	}
	return a
}

// itemKind is the kind of item that an element is, such as Inventory of
// ItemInventoryRet.
func itemKind(element string) (string, bool) {
	kind, isRet := strings.CutSuffix(strings.TrimPrefix(element, "Item"), "Ret")
	if !isRet || len(kind)+len("ItemRet") != len(element) {
		return "", false
	}
	switch kind {
	case "Service", "NonInventory", "OtherCharge", "Inventory", "InventoryAssembly", "FixedAsset", "Subtotal",
		"Discount", "Payment", "SalesTax", "SalesTaxGroup", "Group":
		return kind, true
	}
	return "", false
}
