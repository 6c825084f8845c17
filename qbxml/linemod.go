package qbxml

import (
	"slices"

	"countinghouse/money"
)

// NewLine is the TxnLineID of a line that a change adds.
const NewLine = "-1"

// TxnLineMod is a line of a changed document. The TxnLineID alone keeps a line
// as it is; with fields, only what is set is changed. Lines stand in the order
// of the document, new ones (NewLine) where they shall be; lines that are not
// among them are deleted (qbxml-rules §7). DataExt and LinkToTxn cannot be
// changed so.
type TxnLineMod struct {
	TxnLineID  string // must be given
	TxnLineAdd        // Group stays nil here

	// ModGroup makes this a line for an item group; nothing of TxnLineAdd is
	// set then.
	ModGroup *TxnLineGroupMod
}

// TxnLineGroupMod is a line for an item group of a changed document.
type TxnLineGroupMod struct {
	ItemGroupRef  Ref
	Quantity      *money.Decimal
	UnitOfMeasure string
	// Members are the lines of the group. What QuickBooks does with members that
	// are not told is not confirmed: tell all of them, each with its TxnLineID.
	Members []TxnLineMod
}

// lineKind is how the lines of a type of document are called and what they can
// hold beside what all lines have.
type lineKind struct {
	add, addGroup string // "InvoiceLineAdd", "InvoiceLineGroupAdd"
	mod, modGroup string // "InvoiceLineMod", "InvoiceLineGroupMod"
	priceRules    bool   // OptionForPriceRuleConflict
	links         bool   // LinkToTxn
	orders        bool   // IsManuallyClosed, but no ServiceDate and OverrideItemAccountRef
}

func salesReceiptLines() lineKind {
	return lineKind{add: "SalesReceiptLineAdd", addGroup: "SalesReceiptLineGroupAdd", mod: "SalesReceiptLineMod", modGroup: "SalesReceiptLineGroupMod", priceRules: true}
}

func invoiceLines() lineKind {
	return lineKind{add: "InvoiceLineAdd", addGroup: "InvoiceLineGroupAdd", mod: "InvoiceLineMod", modGroup: "InvoiceLineGroupMod", priceRules: true, links: true}
}

func creditMemoLines() lineKind {
	return lineKind{add: "CreditMemoLineAdd", addGroup: "CreditMemoLineGroupAdd", mod: "CreditMemoLineMod", modGroup: "CreditMemoLineGroupMod"}
}

func salesOrderLines() lineKind {
	return lineKind{add: "SalesOrderLineAdd", addGroup: "SalesOrderLineGroupAdd", mod: "SalesOrderLineMod", modGroup: "SalesOrderLineGroupMod", priceRules: true, orders: true}
}

// modLines writes the lines of a changed document.
func (w *writer) modLines(kind lineKind, lines []TxnLineMod) {
	for i := range lines {
		l := &lines[i]
		if l.TxnLineID != NewLine && slices.ContainsFunc(lines[:i], func(o TxnLineMod) bool { return o.TxnLineID == l.TxnLineID }) {
			w.problem("TxnLineID", "%q is used twice", l.TxnLineID)
		}
		if l.Group != nil || len(l.DataExt) > 0 || l.LinkToTxn != nil {
			w.problem("TxnLineMod", "has a Group, DataExt or LinkToTxn, which only new documents take")
		}
		if l.ModGroup == nil {
			w.openNth(kind.mod, i+1)
			w.needID("TxnLineID", l.TxnLineID)
			if l.isEmpty() && l.TxnLineID == NewLine {
				w.problem("", "is empty")
			}
			w.lineFields(kind, &l.TxnLineAdd)
			w.close()
			continue
		}
		w.openNth(kind.modGroup, i+1)
		if !l.isEmpty() {
			w.problem("", "is a group line and sets fields of a plain line")
		}
		w.needID("TxnLineID", l.TxnLineID)
		g := l.ModGroup
		if l.TxnLineID == NewLine && g.ItemGroupRef.IsZero() {
			w.problem("ItemGroupRef", "is missing")
		}
		w.ref("ItemGroupRef", g.ItemGroupRef, MaxItemName)
		w.decimal("Quantity", g.Quantity)
		w.text("UnitOfMeasure", g.UnitOfMeasure, MaxUnitOfMeasure)
		if slices.ContainsFunc(g.Members, func(m TxnLineMod) bool { return m.ModGroup != nil }) {
			w.problem("", "has a group within a group")
		} else {
			w.modLines(kind, g.Members)
		}
		w.close()
	}
}

// changed writes what every change of a document begins with.
func (w *writer) changed(txnID, editSequence string, clear []string) {
	w.needID("TxnID", txnID)
	w.sequence(editSequence)
	w.clear = clear
}

// sequence writes the EditSequence, by which QuickBooks sees that nobody
// changed the record since it was read. It is opaque.
func (w *writer) sequence(s string) {
	if s == "" {
		w.problem("EditSequence", "is missing: it comes with what was read last")
	}
	w.line("EditSequence", s, MaxEditSequence)
}

// empties tells whether a text is to be emptied: an empty element does it in a
// change (qbxml-rules §7).
func (w *writer) empties(tag string) bool {
	name := tag
	for i := len(w.path) - 1; i > 0; i-- {
		name = w.path[i].tag + "/" + name
	}
	if !slices.Contains(w.clear, name) {
		return false
	}
	w.emptied = append(w.emptied, name)
	return true
}

// cleared ends a change: everything that was to be emptied must have been one
// of its texts, without a new value.
func (w *writer) cleared(clear []string) {
	for _, name := range clear {
		if !slices.Contains(w.emptied, name) {
			w.problem(name, "cannot be emptied: it is no text of this record, or it is set")
		}
	}
	w.clear, w.emptied = nil, nil
}
