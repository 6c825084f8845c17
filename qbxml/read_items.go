package qbxml

// item reads an item of any kind. Elements mean the same wherever they stand,
// so the two forms of accounting are read into the same fields.
func (sc *scanner) item(kind string) *ItemRet {
	v := &ItemRet{Listed: Listed{IsActive: true}, Kind: kind}
	for sc.child() {
		sc.itemField(v)
	}
	if v.FullName == "" {
		v.FullName = v.Name
	}
	return v
}

func (sc *scanner) itemField(v *ItemRet) {
	switch sc.name {
	case "FullName":
		v.FullName = sc.text()
	case "ParentRef":
		v.ParentRef = sc.ref()
	case "Sublevel":
		v.Sublevel = sc.int()
	case "ClassRef":
		v.ClassRef = sc.ref()
	case "ManufacturerPartNumber":
		v.ManufacturerPartNumber = sc.text()
	case "BarCodeValue":
		v.BarCodeValue = sc.text()
	case "SalesTaxCodeRef":
		v.SalesTaxCodeRef = sc.ref()
	case "ItemSalesTaxRef":
		v.Members = append(v.Members, ItemMember{ItemRef: sc.ref()})
	case "ItemGroupLine", "ItemInventoryAssemblyLine":
		v.Members = append(v.Members, sc.itemMember())
	case "TaxRate":
		v.TaxRate = sc.decimal()
	case "TaxVendorRef":
		v.TaxVendor = sc.ref()
	case "QuantityOnHand":
		v.QuantityOnHand = sc.decimal()
	case "QuantityOnOrder":
		v.QuantityOnOrder = sc.decimal()
	case "QuantityOnSalesOrder":
		v.QuantityOnSalesOrder = sc.decimal()
	case "AverageCost":
		v.AverageCost = sc.decimal()
	case "ExternalGUID":
		v.ExternalGUID = sc.text()
	case "DataExtRet":
		v.DataExt = append(v.DataExt, sc.dataExt())
	case "SalesOrPurchase", "SalesAndPurchase":
		for sc.child() {
			sc.itemAccounting(v)
		}
	default:
		if !sc.listed(&v.Listed) {
			sc.itemAccounting(v)
		}
	}
}

// itemAccounting reads prices, descriptions and accounts.
func (sc *scanner) itemAccounting(v *ItemRet) {
	switch sc.name {
	case "Desc", "SalesDesc", "ItemDesc", "AssetDesc":
		v.Desc = sc.text()
	case "PurchaseDesc":
		v.PurchaseDesc = sc.text()
	case "Price", "SalesPrice", "DiscountRate":
		v.Price = sc.decimal()
	case "PricePercent", "DiscountRatePercent":
		v.PricePercent = sc.decimal()
	case "PurchaseCost":
		v.PurchaseCost = sc.decimal()
	case "AccountRef", "IncomeAccountRef", "DepositToAccountRef":
		v.IncomeAccount = sc.ref()
	case "ExpenseAccountRef":
		v.ExpenseAccount = sc.ref()
	case "COGSAccountRef":
		v.COGSAccount = sc.ref()
	case "AssetAccountRef":
		v.AssetAccount = sc.ref()
	case "PrefVendorRef":
		v.PrefVendor = sc.ref()
	default:
		sc.skip()
	}
}

func (sc *scanner) itemMember() ItemMember {
	var m ItemMember
	for sc.child() {
		switch sc.name {
		case "ItemRef", "ItemInventoryRef":
			m.ItemRef = sc.ref()
		case "Quantity":
			m.Quantity = sc.decimal()
		default:
			sc.skip()
		}
	}
	return m
}
