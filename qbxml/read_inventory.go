package qbxml

func (sc *scanner) adjustment() *InventoryAdjustmentRet {
	v := &InventoryAdjustmentRet{}
	for sc.child() {
		switch sc.name {
		case "AccountRef":
			v.AccountRef = sc.ref()
		case "InventorySiteRef":
			v.InventorySiteRef = sc.ref()
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "CustomerRef":
			v.CustomerRef = sc.ref()
		case "ClassRef":
			v.ClassRef = sc.ref()
		case "Memo":
			v.Memo = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "InventoryAdjustmentLineRet":
			v.Lines = append(v.Lines, sc.adjustmentLine())
		case "DataExtRet":
			v.DataExt = append(v.DataExt, sc.dataExt())
		default:
			if !sc.saved(&v.Saved) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) adjustmentLine() InventoryAdjustmentLineRet {
	var v InventoryAdjustmentLineRet
	for sc.child() {
		switch sc.name {
		case "TxnLineID":
			v.TxnLineID = sc.text()
		case "ItemRef":
			v.ItemRef = sc.ref()
		case "SerialNumber":
			v.SerialNumber = sc.text()
		case "LotNumber":
			v.LotNumber = sc.text()
		case "QuantityDifference":
			v.QuantityDifference = sc.decimal()
		case "ValueDifference":
			v.ValueDifference = sc.amount()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) site() *InventorySiteRet {
	v := &InventorySiteRet{Listed: Listed{IsActive: true}}
	for sc.child() {
		switch sc.name {
		case "ParentSiteRef":
			v.ParentSiteRef = sc.ref()
		case "IsDefaultSite":
			v.IsDefaultSite = sc.flag()
		case "SiteDesc":
			v.SiteDesc = sc.text()
		default:
			if !sc.listed(&v.Listed) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) itemSites() *ItemSitesRet {
	v := &ItemSitesRet{}
	for sc.child() {
		switch sc.name {
		case "ListID":
			v.ListID = sc.text()
		case "TimeModified":
			v.TimeModified = sc.text()
		case "EditSequence":
			v.EditSequence = sc.text()
		case "ItemInventoryRef", "ItemInventoryAssemblyRef":
			v.ItemRef = sc.ref()
		case "InventorySiteRef":
			v.InventorySiteRef = sc.ref()
		case "QuantityOnHand":
			v.QuantityOnHand = sc.decimal()
		case "QuantityOnSalesOrders":
			v.QuantityOnSalesOrder = sc.decimal()
		default:
			sc.skip()
		}
	}
	return v
}
