package qbxml

func (sc *scanner) creditMemo() *CreditMemoRet {
	v := &CreditMemoRet{}
	for sc.child() {
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
		case "CreditRemaining":
			v.CreditRemaining = sc.amount()
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
		case "Other":
			v.Other = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "LinkedTxn":
			v.LinkedTxns = append(v.LinkedTxns, sc.linkedTxn())
		case "CreditMemoLineRet":
			v.Lines = append(v.Lines, sc.line())
		case "CreditMemoLineGroupRet":
			v.Lines = append(v.Lines, sc.lineGroup("CreditMemoLineRet"))
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

func (sc *scanner) refund() *ARRefundCreditCardRet {
	v := &ARRefundCreditCardRet{}
	for sc.child() {
		switch sc.name {
		case "CustomerRef":
			v.CustomerRef = sc.ref()
		case "RefundFromAccountRef":
			v.RefundFromAccountRef = sc.ref()
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
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "RefundAppliedToTxnRet":
			v.RefundAppliedToTxn = append(v.RefundAppliedToTxn, sc.refundAppliedToTxn())
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

func (sc *scanner) refundAppliedToTxn() RefundAppliedToTxnRet {
	var v RefundAppliedToTxnRet
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
		case "CreditRemaining":
			v.CreditRemaining = sc.amount()
		case "RefundAmount":
			v.RefundAmount = sc.amount()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) check() *CheckRet {
	v := &CheckRet{}
	for sc.child() {
		switch sc.name {
		case "AccountRef":
			v.AccountRef = sc.ref()
		case "PayeeEntityRef":
			v.PayeeEntityRef = sc.ref()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "TxnDate":
			v.TxnDate = sc.text()
		case "Amount":
			v.Amount = sc.amount()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "ExchangeRate":
			v.ExchangeRate = sc.text()
		case "Memo":
			v.Memo = sc.text()
		case "IsToBePrinted":
			v.IsToBePrinted = sc.flag()
		case "IsTaxIncluded":
			v.IsTaxIncluded = sc.flag()
		case "SalesTaxCodeRef":
			v.SalesTaxCodeRef = sc.ref()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "LinkedTxn":
			v.LinkedTxns = append(v.LinkedTxns, sc.linkedTxn())
		case "ExpenseLineRet":
			v.ExpenseLines = append(v.ExpenseLines, sc.expenseLine())
		case "ItemLineRet", "ItemGroupLineRet":
			var goods GoodsTxnRet
			sc.goodsLine(&goods)
			v.Items = append(v.Items, goods.Items...)
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

func (sc *scanner) expenseLine() ExpenseLineRet {
	var v ExpenseLineRet
	for sc.child() {
		switch sc.name {
		case "TxnLineID":
			v.TxnLineID = sc.text()
		case "AccountRef":
			v.AccountRef = sc.ref()
		case "Amount":
			v.Amount = sc.amount()
		case "TaxAmount":
			v.TaxAmount = sc.amount()
		case "Memo":
			v.Memo = sc.text()
		case "CustomerRef":
			v.CustomerRef = sc.ref()
		case "ClassRef":
			v.ClassRef = sc.ref()
		case "SalesTaxCodeRef":
			v.SalesTaxCodeRef = sc.ref()
		default:
			sc.skip()
		}
	}
	return v
}
