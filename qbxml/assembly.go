package qbxml

import "countinghouse/money"

// ItemInventoryAssemblyAddRq creates an inventory assembly: goods that are
// built of others.
type ItemInventoryAssemblyAddRq struct {
	none
	ItemInventoryAssemblyAdd ItemInventoryAssemblyAdd
	IncludeRetElement        []string
}

// ItemInventoryAssemblyAdd is an assembly to be created, with its three
// accounts and its parts. Its opening quantity is never told: what there is of
// an assembly is built, or adjusted.
type ItemInventoryAssemblyAdd struct {
	Name                      string
	BarCodeValue              string
	IsActive                  *bool
	ClassRef                  Ref
	ParentRef                 Ref
	ManufacturerPartNumber    string
	SalesTaxCodeRef           Ref
	SalesDesc                 string
	SalesPrice                *money.Decimal
	IncomeAccountRef          Ref
	PurchaseDesc              string
	PurchaseCost              *money.Decimal
	COGSAccountRef            Ref
	PrefVendorRef             Ref
	AssetAccountRef           Ref
	BuildPoint                *money.Decimal
	Max                       *money.Decimal
	ExternalGUID              string
	ItemInventoryAssemblyLine []ItemInventoryAssemblyLine
}

// ItemInventoryAssemblyLine is what one assembly is built of.
type ItemInventoryAssemblyLine struct {
	ItemInventoryRef Ref
	Quantity         *money.Decimal
}

func (*ItemInventoryAssemblyAddRq) element() string { return "ItemInventoryAssemblyAddRq" }

func (r *ItemInventoryAssemblyAddRq) appendTo(w *writer) {
	i := &r.ItemInventoryAssemblyAdd
	w.open("ItemInventoryAssemblyAdd")
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
	w.decimal("BuildPoint", i.BuildPoint)
	w.decimal("Max", i.Max)
	w.externalGUID(i.ExternalGUID)
	for n := range i.ItemInventoryAssemblyLine {
		p := &i.ItemInventoryAssemblyLine[n]
		w.openNth("ItemInventoryAssemblyLine", n+1)
		w.needRef("ItemInventoryRef", p.ItemInventoryRef, MaxItemFullName)
		w.decimal("Quantity", p.Quantity)
		w.close()
	}
	w.close()
	w.returned(r.IncludeRetElement, nil)
}
