package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// InventoryAdjustmentQueryRq asks for corrections of stock. Sources differ on
// whether it takes an iterator (qbxml-rules §9): ask by TxnID, RefNumber, or a
// range of dates that is short.
type InventoryAdjustmentQueryRq TxnQuery

func (*InventoryAdjustmentQueryRq) element() string { return "InventoryAdjustmentQueryRq" }

func (q *InventoryAdjustmentQueryRq) attributes(w *writer) { (*TxnQuery)(q).pages(w) }

func (q *InventoryAdjustmentQueryRq) appendTo(w *writer) {
	(*TxnQuery)(q).write(w, MaxRefNumber, "", nil)
}

// InventoryAdjustmentAddRq creates a correction of stock.
type InventoryAdjustmentAddRq struct {
	none
	InventoryAdjustmentAdd InventoryAdjustmentAdd
	IncludeRetElement      []string
}

// InventoryAdjustmentAdd is a correction of stock to be created: more pieces
// come in at average cost against the account, fewer go out at it
// (quickbooks-behaviour §7).
type InventoryAdjustmentAdd struct {
	AccountRef       Ref     // what the worth of the difference is booked to: must be given
	TxnDate          day.Day // must be given
	RefNumber        string  // must be given, at most 11
	InventorySiteRef Ref     // of all lines; absent: the file has no sites, or its default one
	CustomerRef      Ref
	ClassRef         Ref
	Memo             string // at most 4095
	ExternalGUID     string
	Lines            []InventoryAdjustmentLineAdd // at least one
}

// InventoryAdjustmentLineAdd is one item of a correction: exactly one of
// NewQuantity and QuantityDifference is set.
type InventoryAdjustmentLineAdd struct {
	ItemRef            Ref            // an inventory item or an assembly: must be given
	NewQuantity        *money.Decimal // a count: whatever was there before
	QuantityDifference *money.Decimal // positive adds
	LotNumber          string
}

func (*InventoryAdjustmentAddRq) element() string { return "InventoryAdjustmentAddRq" }

func (r *InventoryAdjustmentAddRq) appendTo(w *writer) {
	a := &r.InventoryAdjustmentAdd
	w.open("InventoryAdjustmentAdd")
	w.needRef("AccountRef", a.AccountRef, MaxAccountFullName)
	w.dated(a.TxnDate, a.RefNumber, MaxRefNumber)
	w.sites(a.InventorySiteRef, Ref{})
	w.ref("CustomerRef", a.CustomerRef, MaxCustomerFullName)
	w.ref("ClassRef", a.ClassRef, MaxClassFullName)
	w.text("Memo", a.Memo, MaxMemo)
	w.externalGUID(a.ExternalGUID)
	w.needLines("InventoryAdjustmentLineAdd", len(a.Lines))
	for i := range a.Lines {
		l := &a.Lines[i]
		w.openNth("InventoryAdjustmentLineAdd", i+1)
		w.needRef("ItemRef", l.ItemRef, MaxItemFullName)
		w.open("QuantityAdjustment")
		if (l.NewQuantity == nil) == (l.QuantityDifference == nil) {
			w.problem("", "needs exactly one of NewQuantity and QuantityDifference")
		}
		w.decimal("NewQuantity", l.NewQuantity)
		w.decimal("QuantityDifference", l.QuantityDifference)
		w.line("LotNumber", l.LotNumber, MaxLotNumber)
		w.close()
		w.close()
	}
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// InventoryAdjustmentRet is a correction of stock as QuickBooks saved it.
type InventoryAdjustmentRet struct {
	Saved
	AccountRef       Ref
	InventorySiteRef Ref
	TxnDate          string
	RefNumber        string
	CustomerRef      Ref
	ClassRef         Ref
	Memo             string
	ExternalGUID     string
	Lines            []InventoryAdjustmentLineRet // only with IncludeLineItems, and after an add
	DataExt          []DataExtRet
}

// InventoryAdjustmentLineRet is a line of a correction as QuickBooks saved it:
// a count too is told as its difference.
type InventoryAdjustmentLineRet struct {
	TxnLineID          string
	ItemRef            Ref
	SerialNumber       string
	LotNumber          string
	QuantityDifference money.Decimal
	ValueDifference    money.Amount
}

// InventorySiteQueryRq asks for the sites of Advanced Inventory. It takes no
// iterator and no MaxReturned.
type InventorySiteQueryRq struct {
	none
	ListID            []string
	FullName          []string
	ActiveStatus      string // ActiveOnly (the default), InactiveOnly, AllEntries
	IncludeRetElement []string
}

func (*InventorySiteQueryRq) element() string { return "InventorySiteQueryRq" }

func (q *InventorySiteQueryRq) appendTo(w *writer) {
	w.sited()
	(&ListQuery{ListID: q.ListID, FullName: q.FullName, ActiveStatus: q.ActiveStatus, IncludeRetElement: q.IncludeRetElement}).write(w, nil)
}

// sited is about messages that only files with sites understand (qbxml-rules §11).
func (w *writer) sited() {
	w.since(sitesSince(), "", true)
	if w.country == CountryAU {
		w.problem("", "is not for company files of Australia")
	}
}

// InventorySiteRet is a site of Advanced Inventory.
type InventorySiteRet struct {
	Listed
	ParentSiteRef Ref
	IsDefaultSite bool
	SiteDesc      string
}

// ItemSitesQueryRq asks how many of items are at each site (US only,
// qbxml-rules §11). Of the filters at most one kind is used: ItemTypeFilter, or
// ItemFilter and SiteFilter together. ListID is of the rows, not of the items.
type ItemSitesQueryRq struct {
	Iterator          string
	IteratorID        string
	ListID            []string
	ItemTypeFilter    string // InventoryAndAssembly, Inventory, Assembly
	ItemFilter        *RefFilter
	SiteFilter        *RefFilter
	MaxReturned       int
	ActiveStatus      string
	IncludeRetElement []string
}

func (*ItemSitesQueryRq) element() string { return "ItemSitesQueryRq" }

func (q *ItemSitesQueryRq) attributes(w *writer) {
	w.iterator(q.Iterator, q.IteratorID, q.MaxReturned, len(q.ListID) > 0)
}

func (q *ItemSitesQueryRq) appendTo(w *writer) {
	w.sited()
	w.one("ListID, ItemTypeFilter, and ItemFilter with SiteFilter", len(q.ListID) > 0, q.ItemTypeFilter != "", q.ItemFilter != nil || q.SiteFilter != nil)
	w.ids("ListID", q.ListID)
	w.enum("ItemTypeFilter", q.ItemTypeFilter, "InventoryAndAssembly", "Inventory", "Assembly")
	if q.ItemFilter != nil || q.SiteFilter != nil {
		w.open("ItemSiteFilter")
		w.refFilter("ItemFilter", q.ItemFilter)
		w.refFilter("SiteFilter", q.SiteFilter)
		w.close()
	}
	w.maxReturned(q.MaxReturned)
	w.enum("ActiveStatus", q.ActiveStatus, ActiveOnly, InactiveOnly, AllEntries)
	w.returned(q.IncludeRetElement, nil)
}

// ItemSitesRet is how many of an item there are at a site.
type ItemSitesRet struct {
	ListID               string // of the row
	TimeModified         string
	EditSequence         string
	ItemRef              Ref // ItemInventoryRef or ItemInventoryAssemblyRef
	InventorySiteRef     Ref // absent: no site was told
	QuantityOnHand       money.Decimal
	QuantityOnSalesOrder money.Decimal // QuantityOnSalesOrders
}
