package qbxml

import "slices"

// TxnVoidRq voids a document: it stays, with zero amounts. There is no void of
// payments received and of sales orders (qbxml-rules §7, quickbooks-behaviour §12).
type TxnVoidRq struct {
	none
	TxnVoidType string // see TxnVoidTypes
	TxnID       string
}

// TxnVoidTypes are the types of documents that can be voided.
func TxnVoidTypes() []string {
	return []string{
		"ARRefundCreditCard", "Bill", "BillPaymentCheck", "BillPaymentCreditCard", "Charge", "Check", "CreditCardCharge",
		"CreditCardCredit", "CreditMemo", "Deposit", "InventoryAdjustment", "Invoice", "ItemReceipt", "JournalEntry",
		"SalesReceipt", "VendorCredit",
	}
}

func (*TxnVoidRq) element() string { return "TxnVoidRq" }

func (r *TxnVoidRq) appendTo(w *writer) {
	w.kind("TxnVoidType", r.TxnVoidType, TxnVoidTypes())
	w.needID("TxnID", r.TxnID)
}

// TxnDelRq deletes a document. QuickBooks refuses it when others depend on it.
type TxnDelRq struct {
	none
	TxnDelType string // see TxnDelTypes
	TxnID      string
}

func (*TxnDelRq) element() string { return "TxnDelRq" }

func (r *TxnDelRq) appendTo(w *writer) {
	w.kind("TxnDelType", r.TxnDelType, TxnDelTypes())
	w.needID("TxnID", r.TxnID)
}

// ListDelRq deletes an entry of a list. QuickBooks refuses it when something
// uses the entry.
type ListDelRq struct {
	none
	ListDelType string // see ListDelTypes
	ListID      string
}

func (*ListDelRq) element() string { return "ListDelRq" }

func (r *ListDelRq) appendTo(w *writer) {
	w.kind("ListDelType", r.ListDelType, ListDelTypes())
	w.needID("ListID", r.ListID)
}

// kind writes an enumeration that must be given.
func (w *writer) kind(tag, value string, allowed []string) {
	switch {
	case value == "":
		w.problem(tag, "is missing")
	case !slices.Contains(allowed, value):
		w.problem(tag, "is %q, not a known kind", value)
	default:
		w.raw(tag, value)
	}
}

// TxnVoidRet is a document that was voided.
type TxnVoidRet struct {
	TxnVoidType  string
	TxnID        string
	TimeCreated  string
	TimeModified string
	RefNumber    string
}

// TxnDelRet is a document that was deleted.
type TxnDelRet struct {
	TxnDelType  string
	TxnID       string
	TimeDeleted string
	RefNumber   string
}

// ListDelRet is an entry of a list that was deleted.
type ListDelRet struct {
	ListDelType string
	ListID      string
	TimeDeleted string
	FullName    string
}

// removed is the Ret that the response fills with its own children: nil for
// all responses but those to TxnVoidRq, TxnDelRq and ListDelRq, whose children
// stand in no Ret of their own.
func removed(response string) any {
	switch response {
	case "TxnVoidRs":
		return &TxnVoidRet{}
	case "TxnDelRs":
		return &TxnDelRet{}
	case "ListDelRs":
		return &ListDelRet{}
	}
	return nil
}

// removal reads a child of such a response; false, and nothing consumed, for
// other elements.
func (sc *scanner) removal(ret any) bool {
	var into *string
	switch v := ret.(type) {
	case *TxnVoidRet:
		into = map[string]*string{
			"TxnVoidType": &v.TxnVoidType, "TxnID": &v.TxnID, "TimeCreated": &v.TimeCreated, "TimeModified": &v.TimeModified,
			"RefNumber": &v.RefNumber,
		}[sc.name]
	case *TxnDelRet:
		into = map[string]*string{
			"TxnDelType": &v.TxnDelType, "TxnID": &v.TxnID, "TimeDeleted": &v.TimeDeleted, "RefNumber": &v.RefNumber,
		}[sc.name]
	case *ListDelRet:
		into = map[string]*string{
			"ListDelType": &v.ListDelType, "ListID": &v.ListID, "TimeDeleted": &v.TimeDeleted, "FullName": &v.FullName,
		}[sc.name]
	}
	if into == nil {
		return false
	}
	*into = sc.text()
	return true
}
