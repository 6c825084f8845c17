package qbxml

import "slices"

// GoodsTxnQueryRq asks for documents of one type by their TxnIDs, with their
// lines: for the items that they move. Of the types that have no query of their
// own here no more is read than that (GoodsTxnRet).
type GoodsTxnQueryRq struct {
	none
	TxnKind string // one of GoodsTxnTypes
	TxnID   []string
}

// GoodsTxnTypes are the types of documents that move quantities of items, on
// hand or promised, as TransactionQueryRq calls them.
func GoodsTxnTypes() []string {
	return []string{
		"Bill", "BuildAssembly", "Charge", "Check", "CreditCardCharge", "CreditCardCredit", "CreditMemo", "InventoryAdjustment", "Invoice",
		"ItemReceipt", "SalesOrder", "SalesReceipt", "VendorCredit",
	}
}

func (q *GoodsTxnQueryRq) element() string { return q.TxnKind + "QueryRq" }

func (q *GoodsTxnQueryRq) appendTo(w *writer) {
	if !slices.Contains(GoodsTxnTypes(), q.TxnKind) {
		w.problem("", "is of the type %q, which moves no goods", q.TxnKind)
	}
	if len(q.TxnID) == 0 {
		w.problem("TxnID", "is missing")
	}
	w.ids("TxnID", q.TxnID)
	switch q.TxnKind {
	case "Charge": // its one item is told in any case
	case "BuildAssembly":
		w.raw("IncludeComponentLineItems", "true")
	default:
		w.raw("IncludeLineItems", "true")
	}
}

// GoodsTxnRet is a document of a type of which only the items matter here:
// bills, item receipts, credits and charges of vendors and cards, statement
// charges, and builds of assemblies.
type GoodsTxnRet struct {
	Saved
	TxnKind   string // "ItemReceipt"
	TxnDate   string
	RefNumber string
	Memo      string
	// Items are those of its lines, a group's members too; of a build the
	// assembly and its components. An item may come twice.
	Items []Ref
}

// goodsKind is the type of a Ret that is read as a GoodsTxnRet.
func goodsKind(name string) (string, bool) {
	switch name {
	case "BillRet", "BuildAssemblyRet", "ChargeRet", "CreditCardChargeRet", "CreditCardCreditRet", "ItemReceiptRet", "VendorCreditRet":
		return name[:len(name)-len("Ret")], true
	}
	return "", false
}

func (sc *scanner) goods(kind string) *GoodsTxnRet {
	v := &GoodsTxnRet{TxnKind: kind}
	for sc.child() {
		switch sc.name {
		case "TxnDate":
			v.TxnDate = sc.text()
		case "RefNumber":
			v.RefNumber = sc.text()
		case "Memo":
			v.Memo = sc.text()
		case "ItemRef", "ItemInventoryAssemblyRef":
			v.Items = append(v.Items, sc.ref())
		case "ItemLineRet", "ItemGroupLineRet", "ComponentItemLineRet":
			sc.goodsLine(v)
		default:
			if !sc.saved(&v.Saved) {
				sc.skip()
			}
		}
	}
	return v
}

func (sc *scanner) goodsLine(v *GoodsTxnRet) {
	for sc.child() {
		switch sc.name {
		case "ItemRef", "ItemGroupRef":
			v.Items = append(v.Items, sc.ref())
		case "ItemLineRet":
			sc.goodsLine(v)
		default:
			sc.skip()
		}
	}
}
