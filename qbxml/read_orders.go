package qbxml

func (sc *scanner) salesOrder() *SalesOrderRet {
	v := &SalesOrderRet{}
	for sc.child() {
		switch sc.name {
		case "CustomerRef":
			v.CustomerRef = sc.ref()
		case "ClassRef":
			v.ClassRef = sc.ref()
		case "TemplateRef":
			v.TemplateRef = sc.ref()
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "BillAddress":
			v.BillAddress = sc.address()
		case "ShipAddress":
			v.ShipAddress = sc.address()
		case "PONumber":
			v.PONumber = sc.text()
		case "TermsRef":
			v.TermsRef = sc.ref()
		case "DueDate":
			v.DueDate = sc.text()
		case "ShipDate":
			v.ShipDate = sc.text()
		case "ShipMethodRef":
			v.ShipMethodRef = sc.ref()
		case "Subtotal":
			v.Subtotal = sc.amount()
		case "ItemSalesTaxRef":
			v.ItemSalesTaxRef = sc.ref()
		case "SalesTaxPercentage":
			v.SalesTaxPercentage = sc.decimal()
		case "SalesTaxTotal":
			v.SalesTaxTotal = sc.amount()
		case "TotalAmount":
			v.TotalAmount = sc.amount()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "ExchangeRate":
			v.ExchangeRate = sc.text()
		case "IsManuallyClosed":
			v.IsManuallyClosed = sc.flag()
		case "IsFullyInvoiced":
			v.IsFullyInvoiced = sc.flag()
		case "Memo":
			v.Memo = sc.text()
		case "IsTaxIncluded":
			v.IsTaxIncluded = sc.flag()
		case "CustomerSalesTaxCodeRef":
			v.CustomerSalesTaxCodeRef = sc.ref()
		case "Other":
			v.Other = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "LinkedTxn":
			v.LinkedTxns = append(v.LinkedTxns, sc.linkedTxn())
		case "SalesOrderLineRet":
			v.Lines = append(v.Lines, sc.line())
		case "SalesOrderLineGroupRet":
			v.Lines = append(v.Lines, sc.lineGroup("SalesOrderLineRet"))
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
