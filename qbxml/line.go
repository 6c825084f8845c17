package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// TxnLineAdd is a line of a document of sale to be created. Send
// Quantity and Amount, no Rate: QuickBooks then computes the rate, and the
// amount stays what the order says.
type TxnLineAdd struct {
	ItemRef                  Ref    // absent: a line of text only
	Desc                     string // at most 4095 characters
	Quantity                 *money.Decimal
	UnitOfMeasure            string
	Rate                     *money.Decimal // one of Rate, RatePercent, PriceLevelRef
	RatePercent              *money.Decimal
	PriceLevelRef            Ref
	ClassRef                 Ref
	Amount                   *money.Amount // hundredths; 0.00 must be sent for free goods
	TaxAmount                *money.Amount // AU only: the tax of the line
	PriceRuleConflict        string        // OptionForPriceRuleConflict: Zero, BasePrice
	InventorySiteRef         Ref
	InventorySiteLocationRef Ref
	SerialNumber             string // or LotNumber
	LotNumber                string
	ServiceDate              day.Day
	SalesTaxCodeRef          Ref
	OverrideItemAccountRef   Ref
	IsManuallyClosed         *bool // sales orders only: nothing more of it is to be invoiced
	Other1, Other2           string
	LinkToTxn                *LinkToTxn // invoices only: the line of a sales order that it bills
	DataExt                  []DataExt

	// Group makes this a line for an item group; nothing else is set then.
	Group *TxnLineGroupAdd
}

// TxnLineGroupAdd is a line for an item group. QuickBooks inserts the members
// with its own prices.
type TxnLineGroupAdd struct {
	ItemGroupRef             Ref
	Quantity                 *money.Decimal
	UnitOfMeasure            string
	InventorySiteRef         Ref
	InventorySiteLocationRef Ref
	DataExt                  []DataExt
}

// LinkToTxn names the line of another document, such as a sales order of which
// a part is invoiced. QuickBooks takes the item from there: whether it takes an
// ItemRef beside it is not confirmed, so leave that out.
type LinkToTxn struct {
	TxnID     string
	TxnLineID string
}

// DataExt is a custom field to be set.
type DataExt struct {
	OwnerID      string // "0": a field that users see
	DataExtName  string
	DataExtValue string
}

// txnLines writes the lines of a new document.
func (w *writer) txnLines(kind lineKind, lines []TxnLineAdd) {
	for i := range lines {
		l := &lines[i]
		if l.Group != nil {
			w.openNth(kind.addGroup, i+1)
			w.lineGroup(l.Group)
			rest := *l
			rest.Group = nil
			if !rest.isEmpty() {
				w.problem("", "is a group line and sets fields of a plain line")
			}
		} else {
			w.openNth(kind.add, i+1)
			w.txnLine(kind, l)
		}
		w.close()
	}
}

func (l *TxnLineAdd) isEmpty() bool {
	return l.ItemRef.IsZero() && l.Desc == "" && l.Quantity == nil && l.UnitOfMeasure == "" && l.Rate == nil &&
		l.RatePercent == nil && l.PriceLevelRef.IsZero() && l.ClassRef.IsZero() && l.Amount == nil &&
		l.PriceRuleConflict == "" && l.InventorySiteRef.IsZero() && l.InventorySiteLocationRef.IsZero() &&
		l.SerialNumber == "" && l.LotNumber == "" && l.ServiceDate.IsZero() && l.SalesTaxCodeRef.IsZero() &&
		l.OverrideItemAccountRef.IsZero() && l.TaxAmount == nil && l.IsManuallyClosed == nil && l.LinkToTxn == nil && l.Other1 == "" && l.Other2 == "" && len(l.DataExt) == 0
}

func (w *writer) txnLine(kind lineKind, l *TxnLineAdd) {
	if l.isEmpty() {
		w.problem("", "is empty")
	}
	w.lineFields(kind, l)
	if t := l.LinkToTxn; t != nil {
		w.open("LinkToTxn")
		w.needID("TxnID", t.TxnID)
		w.needID("TxnLineID", t.TxnLineID)
		w.close()
		w.unless(kind.links, "LinkToTxn", true)
	}
	w.dataExts(l.DataExt)
}

// unless records a problem when lines of the document cannot hold an element.
func (w *writer) unless(can bool, tag string, used bool) {
	if used && !can {
		w.problem(tag, "cannot stand on a line of this type of document")
	}
}

// lineFields writes what lines of new and of changed documents have in common.
func (w *writer) lineFields(kind lineKind, l *TxnLineAdd) {
	w.ref("ItemRef", l.ItemRef, MaxItemFullName)
	w.text("Desc", l.Desc, MaxDesc)
	w.decimal("Quantity", l.Quantity)
	w.text("UnitOfMeasure", l.UnitOfMeasure, MaxUnitOfMeasure)
	w.one("Rate, RatePercent and PriceLevelRef", l.Rate != nil, l.RatePercent != nil, !l.PriceLevelRef.IsZero())
	w.decimal("Rate", l.Rate)
	w.decimal("RatePercent", l.RatePercent)
	w.ref("PriceLevelRef", l.PriceLevelRef, MaxPriceLevelName)
	w.ref("ClassRef", l.ClassRef, MaxClassFullName)
	w.amount("Amount", l.Amount)
	w.taxAmount(l.TaxAmount)
	w.unless(kind.priceRules, "OptionForPriceRuleConflict", l.PriceRuleConflict != "")
	w.since(priceRulesSince(), "OptionForPriceRuleConflict", l.PriceRuleConflict != "")
	w.enum("OptionForPriceRuleConflict", l.PriceRuleConflict, "Zero", "BasePrice")
	w.sites(l.InventorySiteRef, l.InventorySiteLocationRef)
	w.one("SerialNumber and LotNumber", l.SerialNumber != "", l.LotNumber != "")
	w.text("SerialNumber", l.SerialNumber, MaxDesc)
	w.text("LotNumber", l.LotNumber, MaxLotNumber)
	w.unless(!kind.orders, "ServiceDate", !l.ServiceDate.IsZero())
	w.day("ServiceDate", l.ServiceDate)
	w.taxCode("SalesTaxCodeRef", l.SalesTaxCodeRef)
	w.unless(!kind.orders, "OverrideItemAccountRef", !l.OverrideItemAccountRef.IsZero())
	w.unless(kind.orders, "IsManuallyClosed", l.IsManuallyClosed != nil)
	w.flag("IsManuallyClosed", l.IsManuallyClosed)
	w.ref("OverrideItemAccountRef", l.OverrideItemAccountRef, MaxAccountFullName)
	w.text("Other1", l.Other1, MaxOther)
	w.text("Other2", l.Other2, MaxOther)
}

func (w *writer) lineGroup(g *TxnLineGroupAdd) {
	w.needRef("ItemGroupRef", g.ItemGroupRef, MaxItemName)
	w.decimal("Quantity", g.Quantity)
	w.text("UnitOfMeasure", g.UnitOfMeasure, MaxUnitOfMeasure)
	w.sites(g.InventorySiteRef, g.InventorySiteLocationRef)
	w.dataExts(g.DataExt)
}

func (w *writer) sites(site, location Ref) {
	used := !site.IsZero() || !location.IsZero()
	w.since(sitesSince(), "InventorySiteRef", used)
	if used && w.country == CountryAU {
		w.problem("InventorySiteRef", "is not for company files of Australia")
	}
	w.ref("InventorySiteRef", site, MaxSiteName)
	w.ref("InventorySiteLocationRef", location, MaxSiteName)
}

func (w *writer) dataExts(exts []DataExt) {
	for i, x := range exts {
		w.openNth("DataExt", i+1)
		if x.OwnerID == "" || x.DataExtName == "" || x.DataExtValue == "" {
			w.problem("", "needs OwnerID, DataExtName and DataExtValue")
		}
		w.guid("OwnerID", x.OwnerID)
		w.line("DataExtName", x.DataExtName, MaxDataExtName)
		w.text("DataExtValue", x.DataExtValue, 0)
		w.close()
	}
}

// TxnLineRet is a line of a document of sale as QuickBooks saved it. A line for an item group has Group set, the group as its ItemRef, its
// TotalAmount as Amount and its members in Members.
type TxnLineRet struct {
	TxnLineID        string
	ItemRef          Ref
	Desc             string
	Quantity         money.Decimal
	UnitOfMeasure    string
	Rate             money.Decimal
	RatePercent      money.Decimal
	ClassRef         Ref
	Amount           money.Amount
	TaxAmount        money.Amount // AU
	ServiceDate      string
	SalesTaxCodeRef  Ref
	Invoiced         money.Decimal // sales orders: the quantity that was invoiced
	IsManuallyClosed bool          // sales orders: nothing more of it is to be invoiced
	Other1, Other2   string
	DataExt          []DataExtRet

	Group   bool
	Members []TxnLineRet
}
