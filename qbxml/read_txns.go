package qbxml

// saved reads what every document has; false, and nothing consumed, for other
// elements.
func (sc *scanner) saved(v *Saved) bool {
	switch sc.name {
	case "TxnID":
		v.TxnID = sc.text()
	case "TimeCreated":
		v.TimeCreated = sc.text()
	case "TimeModified":
		v.TimeModified = sc.text()
	case "EditSequence":
		v.EditSequence = sc.text()
	case "TxnNumber":
		v.TxnNumber = sc.text()
	default:
		return false
	}
	return true
}

func (sc *scanner) salesReceipt() *SalesReceiptRet {
	v := &SalesReceiptRet{}
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
		case "IsPending":
			v.IsPending = sc.flag()
		case "CheckNumber":
			v.CheckNumber = sc.text()
		case "PaymentMethodRef":
			v.PaymentMethodRef = sc.ref()
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
		case "Memo":
			v.Memo = sc.text()
		case "IsTaxIncluded":
			v.IsTaxIncluded = sc.flag()
		case "CustomerSalesTaxCodeRef":
			v.CustomerSalesTaxCodeRef = sc.ref()
		case "DepositToAccountRef":
			v.DepositToAccountRef = sc.ref()
		case "Other":
			v.Other = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "SalesReceiptLineRet":
			v.Lines = append(v.Lines, sc.line())
		case "SalesReceiptLineGroupRet":
			v.Lines = append(v.Lines, sc.lineGroup("SalesReceiptLineRet"))
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

func (sc *scanner) invoice() *InvoiceRet {
	v := &InvoiceRet{}
	for sc.child() {
		if !sc.saved(&v.Saved) && !sc.invoiceFigure(v) {
			sc.invoiceField(v)
		}
	}
	return v
}

// invoiceFigure reads the amounts of an invoice; false, and nothing consumed,
// for other elements.
func (sc *scanner) invoiceFigure(v *InvoiceRet) bool {
	switch sc.name {
	case "Subtotal":
		v.Subtotal = sc.amount()
	case "ItemSalesTaxRef":
		v.ItemSalesTaxRef = sc.ref()
	case "SalesTaxPercentage":
		v.SalesTaxPercentage = sc.decimal()
	case "SalesTaxTotal":
		v.SalesTaxTotal = sc.amount()
	case "AppliedAmount":
		v.AppliedAmount = sc.amount()
	case "BalanceRemaining":
		v.BalanceRemaining = sc.amount()
	case "CurrencyRef":
		v.CurrencyRef = sc.ref()
	case "ExchangeRate":
		v.ExchangeRate = sc.text()
	case "IsPaid":
		v.IsPaid = sc.flag()
	case "LinkedTxn":
		v.LinkedTxns = append(v.LinkedTxns, sc.linkedTxn())
	default:
		return false
	}
	return true
}

func (sc *scanner) invoiceField(v *InvoiceRet) {
	switch sc.name {
	case "CustomerRef":
		v.CustomerRef = sc.ref()
	case "ClassRef":
		v.ClassRef = sc.ref()
	case "ARAccountRef":
		v.ARAccountRef = sc.ref()
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
	case "IsPending":
		v.IsPending = sc.flag()
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
	case "InvoiceLineRet":
		v.Lines = append(v.Lines, sc.line())
	case "InvoiceLineGroupRet":
		v.Lines = append(v.Lines, sc.lineGroup("InvoiceLineRet"))
	case "DataExtRet":
		v.DataExt = append(v.DataExt, sc.dataExt())
	default:
		sc.skip()
	}
}

func (sc *scanner) linkedTxn() LinkedTxn {
	var v LinkedTxn
	for sc.child() {
		switch sc.name {
		case "TxnID":
			v.TxnID = sc.text()
		case "TxnType":
			v.TxnType = sc.text()
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "LinkType":
			v.LinkType = sc.text()
		case "Amount":
			v.Amount = sc.amount()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) line() TxnLineRet {
	var v TxnLineRet
	for sc.child() {
		sc.lineField(&v)
	}
	return v
}

func (sc *scanner) lineField(v *TxnLineRet) {
	switch sc.name {
	case "TxnLineID":
		v.TxnLineID = sc.text()
	case "ItemRef", "ItemGroupRef":
		v.ItemRef = sc.ref()
	case "Desc":
		v.Desc = sc.text()
	case "Quantity":
		v.Quantity = sc.decimal()
	case "UnitOfMeasure":
		v.UnitOfMeasure = sc.text()
	case "Rate":
		v.Rate = sc.decimal()
	case "RatePercent":
		v.RatePercent = sc.decimal()
	case "ClassRef":
		v.ClassRef = sc.ref()
	case "Amount":
		v.Amount = sc.amount()
	case "TaxAmount":
		v.TaxAmount = sc.amount()
	case "Invoiced":
		v.Invoiced = sc.decimal()
	case "IsManuallyClosed":
		v.IsManuallyClosed = sc.flag()
	case "ServiceDate":
		v.ServiceDate = sc.text()
	case "SalesTaxCodeRef":
		v.SalesTaxCodeRef = sc.ref()
	case "Other1":
		v.Other1 = sc.text()
	case "Other2":
		v.Other2 = sc.text()
	case "DataExtRet":
		v.DataExt = append(v.DataExt, sc.dataExt())
	default:
		sc.skip()
	}
}

// lineGroup reads a line for an item group, whose members are elements named member.
func (sc *scanner) lineGroup(member string) TxnLineRet {
	v := TxnLineRet{Group: true}
	for sc.child() {
		switch sc.name {
		case "TotalAmount":
			v.Amount = sc.amount()
		case member:
			v.Members = append(v.Members, sc.line())
		default:
			sc.lineField(&v)
		}
	}
	return v
}

func (sc *scanner) payment() *ReceivePaymentRet {
	v := &ReceivePaymentRet{}
	for sc.child() {
		switch sc.name {
		case "CustomerRef":
			v.CustomerRef = sc.ref()
		case "ARAccountRef":
			v.ARAccountRef = sc.ref()
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "TotalAmount":
			v.TotalAmount = sc.amount()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "ExchangeRate":
			v.ExchangeRate = sc.text()
		case "PaymentMethodRef":
			v.PaymentMethodRef = sc.ref()
		case "Memo":
			v.Memo = sc.text()
		case "DepositToAccountRef":
			v.DepositToAccountRef = sc.ref()
		case "UnusedPayment":
			v.UnusedPayment = sc.amount()
		case "UnusedCredits":
			v.UnusedCredits = sc.amount()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "AppliedToTxnRet":
			v.AppliedToTxn = append(v.AppliedToTxn, sc.appliedToTxn())
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

func (sc *scanner) appliedToTxn() AppliedToTxnRet {
	var v AppliedToTxnRet
	for sc.child() {
		switch sc.name {
		case "TxnID":
			v.TxnID = sc.text()
		case "TxnType":
			v.TxnType = sc.text()
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "BalanceRemaining":
			v.BalanceRemaining = sc.amount()
		case "Amount":
			v.Amount = sc.amount()
		case "DiscountAmount":
			v.DiscountAmount = sc.amount()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) transaction() *TransactionRet {
	v := &TransactionRet{}
	for sc.child() {
		switch sc.name {
		case "TxnType":
			v.TxnType = sc.text()
		case "TxnID":
			v.TxnID = sc.text()
		case "TxnLineID":
			v.TxnLineID = sc.text()
		case "TimeCreated":
			v.TimeCreated = sc.text()
		case "TimeModified":
			v.TimeModified = sc.text()
		case "EntityRef":
			v.EntityRef = sc.ref()
		case "AccountRef":
			v.AccountRef = sc.ref()
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "Amount":
			v.Amount = sc.amount()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "ExchangeRate":
			v.ExchangeRate = sc.text()
		case "AmountInHomeCurrency":
			v.AmountInHomeCurrency = sc.amount()
		case "Memo":
			v.Memo = sc.text()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) txnDeleted() *TxnDeletedRet {
	v := &TxnDeletedRet{}
	for sc.child() {
		switch sc.name {
		case "TxnDelType":
			v.TxnDelType = sc.text()
		case "TxnID":
			v.TxnID = sc.text()
		case "TimeCreated":
			v.TimeCreated = sc.text()
		case "TimeDeleted":
			v.TimeDeleted = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		default:
			sc.skip()
		}
	}
	return v
}
