package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// ItemQueryRq asks for items of every kind, sales tax items and groups included.
type ItemQueryRq PagedOwnedListQuery

func (*ItemQueryRq) element() string { return "ItemQueryRq" }

func (q *ItemQueryRq) attributes(w *writer) { (*PagedOwnedListQuery)(q).pages(w) }

func (q *ItemQueryRq) appendTo(w *writer) { (*PagedOwnedListQuery)(q).list().write(w, q.OwnerID) }

// ItemSalesTaxQueryRq asks for sales tax items only.
type ItemSalesTaxQueryRq PagedOwnedListQuery

func (*ItemSalesTaxQueryRq) element() string { return "ItemSalesTaxQueryRq" }

func (q *ItemSalesTaxQueryRq) attributes(w *writer) { (*PagedOwnedListQuery)(q).pages(w) }

func (q *ItemSalesTaxQueryRq) appendTo(w *writer) {
	(*PagedOwnedListQuery)(q).list().write(w, q.OwnerID)
}

// ItemSalesTaxGroupQueryRq asks for sales tax groups only.
type ItemSalesTaxGroupQueryRq PagedOwnedListQuery

func (*ItemSalesTaxGroupQueryRq) element() string { return "ItemSalesTaxGroupQueryRq" }

func (q *ItemSalesTaxGroupQueryRq) attributes(w *writer) { (*PagedOwnedListQuery)(q).pages(w) }

func (q *ItemSalesTaxGroupQueryRq) appendTo(w *writer) {
	(*PagedOwnedListQuery)(q).list().write(w, q.OwnerID)
}

// SalesOrPurchase is the accounting of an item that is only sold or only bought.
type SalesOrPurchase struct {
	Desc         string
	Price        *money.Decimal // or PricePercent
	PricePercent *money.Decimal
	AccountRef   Ref
}

// SalesAndPurchase is the accounting of an item that is bought and sold.
type SalesAndPurchase struct {
	SalesDesc         string
	SalesPrice        *money.Decimal
	IncomeAccountRef  Ref
	PurchaseDesc      string
	PurchaseCost      *money.Decimal
	ExpenseAccountRef Ref
	PrefVendorRef     Ref
}

// accounting writes exactly one of the two forms.
func (w *writer) accounting(one *SalesOrPurchase, both *SalesAndPurchase) {
	if (one == nil) == (both == nil) {
		w.problem("", "needs exactly one of SalesOrPurchase and SalesAndPurchase")
	}
	if one != nil {
		w.open("SalesOrPurchase")
		w.text("Desc", one.Desc, MaxDesc)
		w.one("Price and PricePercent", one.Price != nil, one.PricePercent != nil)
		w.decimal("Price", one.Price)
		w.decimal("PricePercent", one.PricePercent)
		w.needRef("AccountRef", one.AccountRef, MaxAccountFullName)
		w.close()
	}
	if both != nil {
		w.open("SalesAndPurchase")
		w.text("SalesDesc", both.SalesDesc, MaxDesc)
		w.decimal("SalesPrice", both.SalesPrice)
		w.needRef("IncomeAccountRef", both.IncomeAccountRef, MaxAccountFullName)
		w.text("PurchaseDesc", both.PurchaseDesc, MaxDesc)
		w.decimal("PurchaseCost", both.PurchaseCost)
		w.needRef("ExpenseAccountRef", both.ExpenseAccountRef, MaxAccountFullName)
		w.ref("PrefVendorRef", both.PrefVendorRef, MaxCustomerName)
		w.close()
	}
}

func (w *writer) barCode(value string) {
	if value == "" {
		return
	}
	w.open("BarCode")
	w.line("BarCodeValue", value, MaxBarCode)
	w.close()
}

// ItemServiceAddRq creates a service item.
type ItemServiceAddRq struct {
	none
	ItemServiceAdd    ItemServiceAdd
	IncludeRetElement []string
}

// ItemServiceAdd is a service item to be created. Exactly one of
// SalesOrPurchase and SalesAndPurchase is set.
type ItemServiceAdd struct {
	Name             string // one level, no colon
	BarCodeValue     string
	IsActive         *bool
	ClassRef         Ref
	ParentRef        Ref
	SalesTaxCodeRef  Ref
	SalesOrPurchase  *SalesOrPurchase
	SalesAndPurchase *SalesAndPurchase
	ExternalGUID     string
}

func (*ItemServiceAddRq) element() string { return "ItemServiceAddRq" }

func (r *ItemServiceAddRq) appendTo(w *writer) {
	i := &r.ItemServiceAdd
	w.open("ItemServiceAdd")
	w.name(i.Name, MaxItemName)
	w.barCode(i.BarCodeValue)
	w.flag("IsActive", i.IsActive)
	w.ref("ClassRef", i.ClassRef, MaxClassFullName)
	w.ref("ParentRef", i.ParentRef, MaxItemFullName)
	w.taxCode("SalesTaxCodeRef", i.SalesTaxCodeRef)
	w.accounting(i.SalesOrPurchase, i.SalesAndPurchase)
	w.externalGUID(i.ExternalGUID)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ItemNonInventoryAddRq creates a non-inventory item.
type ItemNonInventoryAddRq struct {
	none
	ItemNonInventoryAdd ItemNonInventoryAdd
	IncludeRetElement   []string
}

// ItemNonInventoryAdd is a non-inventory item to be created. Its ParentRef
// stands before its ClassRef, unlike in all other items.
type ItemNonInventoryAdd struct {
	Name                   string
	BarCodeValue           string
	IsActive               *bool
	ParentRef              Ref
	ClassRef               Ref
	ManufacturerPartNumber string
	SalesTaxCodeRef        Ref
	SalesOrPurchase        *SalesOrPurchase
	SalesAndPurchase       *SalesAndPurchase
	ExternalGUID           string
}

func (*ItemNonInventoryAddRq) element() string { return "ItemNonInventoryAddRq" }

func (r *ItemNonInventoryAddRq) appendTo(w *writer) {
	i := &r.ItemNonInventoryAdd
	w.open("ItemNonInventoryAdd")
	w.name(i.Name, MaxItemName)
	w.barCode(i.BarCodeValue)
	w.flag("IsActive", i.IsActive)
	w.ref("ParentRef", i.ParentRef, MaxItemFullName)
	w.ref("ClassRef", i.ClassRef, MaxClassFullName)
	w.line("ManufacturerPartNumber", i.ManufacturerPartNumber, MaxPartNumber)
	w.taxCode("SalesTaxCodeRef", i.SalesTaxCodeRef)
	w.accounting(i.SalesOrPurchase, i.SalesAndPurchase)
	w.externalGUID(i.ExternalGUID)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ItemOtherChargeAddRq creates an item for a charge: shipping, wrapping, a fee.
type ItemOtherChargeAddRq struct {
	none
	ItemOtherChargeAdd ItemOtherChargeAdd
	IncludeRetElement  []string
}

// ItemOtherChargeAdd is an other charge item to be created.
type ItemOtherChargeAdd struct {
	Name             string
	BarCodeValue     string
	IsActive         *bool
	ClassRef         Ref
	ParentRef        Ref
	SalesTaxCodeRef  Ref
	SalesOrPurchase  *SalesOrPurchase
	SalesAndPurchase *SalesAndPurchase
	ExternalGUID     string
}

func (*ItemOtherChargeAddRq) element() string { return "ItemOtherChargeAddRq" }

func (r *ItemOtherChargeAddRq) appendTo(w *writer) {
	i := &r.ItemOtherChargeAdd
	w.open("ItemOtherChargeAdd")
	w.name(i.Name, MaxItemName)
	w.barCode(i.BarCodeValue)
	w.flag("IsActive", i.IsActive)
	w.ref("ClassRef", i.ClassRef, MaxClassFullName)
	w.ref("ParentRef", i.ParentRef, MaxItemFullName)
	w.taxCode("SalesTaxCodeRef", i.SalesTaxCodeRef)
	w.accounting(i.SalesOrPurchase, i.SalesAndPurchase)
	w.externalGUID(i.ExternalGUID)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ItemInventoryAddRq creates an inventory item.
type ItemInventoryAddRq struct {
	none
	ItemInventoryAdd  ItemInventoryAdd
	IncludeRetElement []string
}

// ItemInventoryAdd is an inventory item to be created, with its three
// accounts. QuantityOnHand, TotalValue and InventoryDate make an opening
// adjustment.
type ItemInventoryAdd struct {
	Name                   string
	BarCodeValue           string
	IsActive               *bool
	ClassRef               Ref
	ParentRef              Ref
	ManufacturerPartNumber string
	SalesTaxCodeRef        Ref
	SalesDesc              string
	SalesPrice             *money.Decimal
	IncomeAccountRef       Ref
	PurchaseDesc           string
	PurchaseCost           *money.Decimal
	COGSAccountRef         Ref
	PrefVendorRef          Ref
	AssetAccountRef        Ref
	ReorderPoint           *money.Decimal
	Max                    *money.Decimal
	QuantityOnHand         *money.Decimal
	TotalValue             *money.Amount
	InventoryDate          day.Day
	ExternalGUID           string
}

func (*ItemInventoryAddRq) element() string { return "ItemInventoryAddRq" }

func (r *ItemInventoryAddRq) appendTo(w *writer) {
	i := &r.ItemInventoryAdd
	w.open("ItemInventoryAdd")
	w.name(i.Name, MaxItemName)
	w.barCode(i.BarCodeValue)
	w.flag("IsActive", i.IsActive)
	w.ref("ClassRef", i.ClassRef, MaxClassFullName)
	w.ref("ParentRef", i.ParentRef, MaxItemFullName)
	w.line("ManufacturerPartNumber", i.ManufacturerPartNumber, MaxPartNumber)
	w.taxCode("SalesTaxCodeRef", i.SalesTaxCodeRef)
	w.text("SalesDesc", i.SalesDesc, MaxDesc)
	w.decimal("SalesPrice", i.SalesPrice)
	w.needRef("IncomeAccountRef", i.IncomeAccountRef, MaxAccountFullName)
	w.text("PurchaseDesc", i.PurchaseDesc, MaxDesc)
	w.decimal("PurchaseCost", i.PurchaseCost)
	w.needRef("COGSAccountRef", i.COGSAccountRef, MaxAccountFullName)
	w.ref("PrefVendorRef", i.PrefVendorRef, MaxCustomerName)
	w.needRef("AssetAccountRef", i.AssetAccountRef, MaxAccountFullName)
	w.decimal("ReorderPoint", i.ReorderPoint)
	w.decimal("Max", i.Max)
	w.decimal("QuantityOnHand", i.QuantityOnHand)
	w.amount("TotalValue", i.TotalValue)
	w.day("InventoryDate", i.InventoryDate)
	w.externalGUID(i.ExternalGUID)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ItemDiscountAddRq creates a discount item.
type ItemDiscountAddRq struct {
	none
	ItemDiscountAdd   ItemDiscountAdd
	IncludeRetElement []string
}

// ItemDiscountAdd is a discount item to be created.
type ItemDiscountAdd struct {
	Name                string
	BarCodeValue        string
	IsActive            *bool
	ClassRef            Ref
	ParentRef           Ref
	ItemDesc            string
	SalesTaxCodeRef     Ref
	DiscountRate        *money.Decimal // or DiscountRatePercent
	DiscountRatePercent *money.Decimal
	AccountRef          Ref
	ExternalGUID        string
}

func (*ItemDiscountAddRq) element() string { return "ItemDiscountAddRq" }

func (r *ItemDiscountAddRq) appendTo(w *writer) {
	i := &r.ItemDiscountAdd
	w.open("ItemDiscountAdd")
	w.name(i.Name, MaxItemName)
	w.barCode(i.BarCodeValue)
	w.flag("IsActive", i.IsActive)
	w.ref("ClassRef", i.ClassRef, MaxClassFullName)
	w.ref("ParentRef", i.ParentRef, MaxItemFullName)
	w.text("ItemDesc", i.ItemDesc, MaxDesc)
	w.taxCode("SalesTaxCodeRef", i.SalesTaxCodeRef)
	w.one("DiscountRate and DiscountRatePercent", i.DiscountRate != nil, i.DiscountRatePercent != nil)
	w.decimal("DiscountRate", i.DiscountRate)
	w.decimal("DiscountRatePercent", i.DiscountRatePercent)
	w.needRef("AccountRef", i.AccountRef, MaxAccountFullName)
	w.externalGUID(i.ExternalGUID)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// ItemRet is an item of any of the twelve kinds; fields that a kind does not
// have are empty.
type ItemRet struct {
	Listed
	// Kind is the element's name without Item and Ret: Service, NonInventory,
	// OtherCharge, Inventory, InventoryAssembly, FixedAsset, Subtotal,
	// Discount, Payment, SalesTax, SalesTaxGroup, Group.
	Kind                   string
	FullName               string // all levels; the Name for kinds without levels
	ParentRef              Ref
	Sublevel               int
	ClassRef               Ref
	ManufacturerPartNumber string
	BarCodeValue           string
	SalesTaxCodeRef        Ref
	Desc                   string // what sales lines are filled with
	PurchaseDesc           string
	Price                  money.Decimal
	PricePercent           money.Decimal // SalesOrPurchase, or the percent of a discount
	PurchaseCost           money.Decimal

	// IncomeAccount is where sales are booked: IncomeAccountRef, or the one
	// AccountRef of an item that is only sold (or only bought), of a discount,
	// or the deposit account of a payment item.
	IncomeAccount  Ref
	ExpenseAccount Ref // bought and sold: the cost
	COGSAccount    Ref // inventory
	AssetAccount   Ref // inventory, fixed assets
	PrefVendor     Ref

	TaxRate   money.Decimal // sales tax: percent
	TaxVendor Ref           // sales tax: the agency

	Members []ItemMember // of sales tax groups and item groups

	QuantityOnHand       money.Decimal
	QuantityOnOrder      money.Decimal
	QuantityOnSalesOrder money.Decimal
	AverageCost          money.Decimal
	ExternalGUID         string
	DataExt              []DataExtRet
}

// ItemMember is a member of a group; sales tax groups have no quantities.
type ItemMember struct {
	ItemRef  Ref
	Quantity money.Decimal
}
