package qbxml

func (sc *scanner) journalEntry() *JournalEntryRet {
	v := &JournalEntryRet{}
	for sc.child() {
		switch sc.name {
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "IsAdjustment":
			v.IsAdjustment = sc.flag()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "ExchangeRate":
			v.ExchangeRate = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "JournalDebitLine":
			v.Lines = append(v.Lines, sc.journalLine(false))
		case "JournalCreditLine":
			v.Lines = append(v.Lines, sc.journalLine(true))
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

func (sc *scanner) journalLine(credit bool) JournalLineRet {
	v := JournalLineRet{Credit: credit}
	for sc.child() {
		switch sc.name {
		case "TxnLineID":
			v.TxnLineID = sc.text()
		case "AccountRef":
			v.AccountRef = sc.ref()
		case "Amount":
			v.Amount = sc.amount()
		case "Memo":
			v.Memo = sc.text()
		case "EntityRef":
			v.EntityRef = sc.ref()
		case "ClassRef":
			v.ClassRef = sc.ref()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) deposit() *DepositRet {
	v := &DepositRet{}
	for sc.child() {
		switch sc.name {
		case "TxnDate":
			v.TxnDate = sc.text()
		case "DepositToAccountRef":
			v.DepositToAccountRef = sc.ref()
		case "Memo":
			v.Memo = sc.text()
		case "DepositTotal":
			v.DepositTotal = sc.amount()
		case "CurrencyRef":
			v.CurrencyRef = sc.ref()
		case "ExchangeRate":
			v.ExchangeRate = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		case "DepositLineRet":
			v.DepositLines = append(v.DepositLines, sc.depositLine())
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

func (sc *scanner) depositLine() DepositLineRet {
	var v DepositLineRet
	for sc.child() {
		switch sc.name {
		case "TxnType":
			v.TxnType = sc.text()
		case "TxnID":
			v.TxnID = sc.text()
		case "TxnLineID":
			v.TxnLineID = sc.text()
		case "PaymentTxnLineID":
			v.PaymentTxnLineID = sc.text()
		case "EntityRef":
			v.EntityRef = sc.ref()
		case "AccountRef":
			v.AccountRef = sc.ref()
		case "Memo":
			v.Memo = sc.text()
		case "CheckNumber":
			v.CheckNumber = sc.text()
		case "PaymentMethodRef":
			v.PaymentMethodRef = sc.ref()
		case "ClassRef":
			v.ClassRef = sc.ref()
		case "Amount":
			v.Amount = sc.amount()
		default:
			sc.skip()
		}
	}
	return v
}

func (sc *scanner) toDeposit() *ReceivePaymentToDepositRet {
	v := &ReceivePaymentToDepositRet{}
	for sc.child() {
		switch sc.name {
		case "TxnID":
			v.TxnID = sc.text()
		case "TxnLineID":
			v.TxnLineID = sc.text()
		case "TxnType":
			v.TxnType = sc.text()
		case "CustomerRef":
			v.CustomerRef = sc.ref()
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
		default:
			sc.skip()
		}
	}
	return v
}
