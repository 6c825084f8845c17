package posting

import (
	"strings"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// found is a record that QuickBooks has, as far as it is compared.
type found struct {
	kind         books.Kind
	id           string
	editSequence string
	txnNumber    string
	ref          string // number or name
	memo         string
	guid         string
	account      string // customer's account number: our mark
	email        string
	itemType     string
	total        money.Amount

	date      string
	customer  qbxml.Ref
	tax       money.Amount
	lines     []savedLine
	links     []savedLink
	depositTo qbxml.Ref // where its money went, or came from
	ret       any
}

// savedLine is a line of a document as QuickBooks has it.
type savedLine struct {
	id       string // TxnLineID
	item     qbxml.Ref
	desc     string
	quantity money.Decimal
	amount   money.Amount
	invoiced money.Decimal // sales orders
	debit    bool          // journal entries
	account  qbxml.Ref     // journal entries, checks
}

// savedLink is a document that another is linked to, and with how much.
type savedLink struct {
	id, kind, ref string
	amount        money.Amount // never negative
}

// isVoid tells whether a document that had the total before is void: it is
// there, with nothing in it. What never had an amount is void by its memo.
func (f *found) isVoid(before money.Amount) bool {
	if f.total != 0 {
		return false
	}
	for _, l := range f.lines {
		if l.amount != 0 {
			return false
		}
	}
	return before != 0 || strings.HasPrefix(strings.ToUpper(f.memo), "VOID")
}

func saleLines(lines []qbxml.TxnLineRet) []savedLine {
	out := make([]savedLine, len(lines))
	for i := range lines {
		l := &lines[i]
		out[i] = savedLine{id: l.TxnLineID, item: l.ItemRef, desc: l.Desc, quantity: l.Quantity, amount: l.Amount, invoiced: l.Invoiced}
	}
	return out
}

func linkedTxns(linked []qbxml.LinkedTxn) []savedLink {
	out := make([]savedLink, len(linked))
	for i, l := range linked {
		out[i] = savedLink{l.TxnID, l.TxnType, l.RefNumber, max(l.Amount, -l.Amount)}
	}
	return out
}

func txn(k books.Kind, s qbxml.Saved, ref, memo, guid, date string, customer qbxml.Ref, total money.Amount, ret any) found {
	return found{kind: k, id: s.TxnID, editSequence: s.EditSequence, txnNumber: s.TxnNumber, ref: ref, memo: memo, guid: guid, date: date,
		customer: customer, total: total, ret: ret}
}

// foundOf is a record of QuickBooks' answer; the zero value for what is none.
func foundOf(ret any) found {
	switch v := ret.(type) {
	case *qbxml.CustomerRet:
		return found{kind: books.CustomerAdd, id: v.ListID, editSequence: v.EditSequence, ref: v.FullName, account: v.AccountNumber, email: v.Email, ret: ret}
	case *qbxml.VendorRet:
		return found{kind: "vendor", id: "v" + v.ListID, ref: v.Name}
	case *qbxml.EmployeeRet:
		return found{kind: "employee", id: "e" + v.ListID, ref: v.Name}
	case *qbxml.OtherNameRet:
		return found{kind: "other name", id: "o" + v.ListID, ref: v.Name}
	case *qbxml.ItemRet:
		return found{kind: books.ItemAdd, id: v.ListID, editSequence: v.EditSequence, ref: v.FullName, itemType: v.Kind, ret: ret}
	case *qbxml.SalesReceiptRet:
		f := txn(books.SalesReceipt, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.CustomerRef, v.TotalAmount, ret)
		f.tax, f.lines, f.depositTo = v.SalesTaxTotal, saleLines(v.Lines), v.DepositToAccountRef
		return f
	case *qbxml.InvoiceRet: // it has no total of its own
		f := txn(books.Invoice, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.CustomerRef, money.Sum(v.Subtotal, v.SalesTaxTotal), ret)
		f.tax, f.lines, f.links = v.SalesTaxTotal, saleLines(v.Lines), linkedTxns(v.LinkedTxns)
		return f
	case *qbxml.SalesOrderRet:
		f := txn(books.SalesOrder, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.CustomerRef, v.TotalAmount, ret)
		f.tax, f.lines, f.links = v.SalesTaxTotal, saleLines(v.Lines), linkedTxns(v.LinkedTxns)
		return f
	case *qbxml.CreditMemoRet:
		f := txn(books.CreditMemo, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.CustomerRef, v.TotalAmount, ret)
		f.tax, f.lines, f.links = v.SalesTaxTotal, saleLines(v.Lines), linkedTxns(v.LinkedTxns)
		return f
	default:
		return moneyOf(ret)
	}
}

// moneyOf is foundOf for what moves money without goods.
func moneyOf(ret any) found {
	switch v := ret.(type) {
	case *qbxml.ReceivePaymentRet:
		f := txn(books.Payment, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.CustomerRef, v.TotalAmount, ret)
		f.depositTo = v.DepositToAccountRef
		for _, a := range v.AppliedToTxn {
			f.links = append(f.links, savedLink{a.TxnID, a.TxnType, a.RefNumber, max(a.Amount, -a.Amount)})
		}
		return f
	case *qbxml.ARRefundCreditCardRet:
		f := txn(books.CardRefund, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.CustomerRef, v.TotalAmount, ret)
		f.depositTo = v.RefundFromAccountRef
		for _, a := range v.RefundAppliedToTxn {
			f.links = append(f.links, savedLink{a.TxnID, a.TxnType, a.RefNumber, max(a.RefundAmount, -a.RefundAmount)})
		}
		return f
	case *qbxml.CheckRet:
		f := txn(books.Check, v.Saved, v.RefNumber, v.Memo, v.ExternalGUID, v.TxnDate, v.PayeeEntityRef, v.Amount, ret)
		f.links = linkedTxns(v.LinkedTxns)
		for _, l := range v.ExpenseLines {
			f.lines = append(f.lines, savedLine{id: l.TxnLineID, account: l.AccountRef, amount: l.Amount})
		}
		return f
	case *qbxml.JournalEntryRet:
		f := txn(books.Journal, v.Saved, v.RefNumber, "", v.ExternalGUID, v.TxnDate, qbxml.Ref{}, 0, ret)
		for _, l := range v.Lines {
			if !l.Credit {
				f.total += l.Amount
			}
			if f.memo == "" {
				f.memo = l.Memo
			}
			f.lines = append(f.lines, savedLine{id: l.TxnLineID, account: l.AccountRef, desc: l.Memo, amount: l.Amount, debit: !l.Credit})
		}
		return f
	case *qbxml.InventoryAdjustmentRet: // what its pieces are worth follows from QuickBooks' average cost
		return adjustmentFound(v)
	}
	return found{}
}

// mayBe tells whether the record could be the posting: same number or name.
func (f *found) mayBe(q *store.Posting) bool {
	switch {
	case q.Kind == books.CustomerAdd:
		return f.kind != books.ItemAdd && strings.EqualFold(f.ref, q.Customer.Name)
	case q.Kind == books.ItemAdd:
		return f.kind == books.ItemAdd && strings.EqualFold(f.ref, itemName(q.Item))
	case isSale(q.Kind) && isSale(f.kind): // a bookkeeper may have entered the order as the other one
	case f.kind != q.Kind:
		return false
	}
	return f.ref == q.RefNumber
}

func isSale(k books.Kind) bool { return k == books.SalesReceipt || k == books.Invoice }

// itemName is the full name of a new item.
func itemName(i *books.NewItem) string {
	if i.Parent.FullName != "" {
		return i.Parent.FullName + ":" + i.Name
	}
	return i.Name
}

// isOurs tells whether the record carries our mark: the GUID that we gave it,
// or our memo; for customers the account number. An item is ours when it is
// what was to be made: its kind, and its part number.
func (f *found) isOurs(q *store.Posting) bool {
	switch q.Kind {
	case books.CustomerAdd:
		return f.kind == books.CustomerAdd && f.account != "" && f.account == q.Customer.AccountNumber
	case books.ItemAdd:
		i, ok := f.ret.(*qbxml.ItemRet)
		part := q.Item.PartNumber
		if i != nil && (i.Kind == "Service" || i.Kind == "OtherCharge") { // these have none
			part = ""
		}
		return ok && i.Kind == q.Item.Type && i.ManufacturerPartNumber == part &&
			(q.Item.Account.ListID == "" || i.IncomeAccount.ListID == "" || i.IncomeAccount.ListID == q.Item.Account.ListID)
	default:
	}
	if f.kind != q.Kind {
		return false
	}
	if f.guid != "" && q.Document.ExternalGUID != "" {
		return strings.EqualFold(f.guid, q.Document.ExternalGUID)
	}
	return f.memo != "" && f.memo == memoOf(q.Document)
}

// memoOf is the memo by which a document is known as ours: a journal entry
// has none but those of its lines.
func memoOf(d *books.Document) string {
	if d.Kind == books.Journal && len(d.Lines) > 0 && d.Lines[0].Desc != "" {
		return d.Lines[0].Desc
	}
	return d.Memo
}

// distinct drops records that came in two answers.
func distinct(fs []found) []found {
	seen := map[string]bool{}
	out := fs[:0]
	for _, f := range fs {
		if !seen[f.id] {
			seen[f.id] = true
			out = append(out, f)
		}
	}
	return out
}
