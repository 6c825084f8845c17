package books

import (
	"slices"
	"strings"
	"testing"

	"countinghouse/money"
	"countinghouse/sales"
)

// makers are rules that create inventory items.
func makers() (*world, Rules) {
	w, r := newWorld(), rules()
	cogs := entry(Accounts, "Cost of Goods Sold", "CostOfGoodsSold")
	asset := entry(Accounts, "Inventory Asset", "OtherCurrentAsset")
	w.Entries = append(w.Entries, cogs, asset)
	r.Items.Create = NewItemRules{Type: "inventory", Income: "Sales", Cost: "Cost of Goods Sold", Asset: "Inventory Asset"}
	return w, r
}

func TestAnUnknownSKUBecomesANewItem(t *testing.T) {
	w, r := makers()
	o := order()
	o.Lines = slices.Clone(o.Lines)
	o.Lines[0].SKU = "NEW-1"
	p := w.plan(t, o, r)
	d := posted(t, p)[0]
	if len(p.Items) != 1 {
		t.Fatalf("%+v", p.Items)
	}
	x := p.Items[0]
	if x.Key != "main/sku/NEW-1" || x.Name != "NEW-1" || x.PartNumber != "NEW-1" || x.Type != "Inventory" || x.Account.FullName != "Sales" || x.Cost.IsZero() || x.Asset.IsZero() || x.TaxCode.FullName != "Tax" {
		t.Errorf("%+v", x)
	}
	if l := d.Lines[0]; l.ItemKey != x.Key || l.Item.FullName != "NEW-1" || l.Item.ListID != "" || l.Account.FullName != "Sales" {
		t.Errorf("%+v", l)
	}
	// The same SKU on two lines, in whatever case, is one item.
	o.Lines[1].SKU = "new-1"
	if p := w.plan(t, o, r); len(p.Items) != 1 {
		t.Errorf("%+v", p.Items)
	}
}

func TestALongSKUIsShortenedTheSameWayAlways(t *testing.T) {
	w, r := makers()
	long := "BRASS-LANTERN-SMALL-WITH-OAK-HANDLE-AND-GLASS"
	o := order()
	o.Lines = slices.Clone(o.Lines)
	o.Lines[0].SKU = long
	p := w.plan(t, o, r)
	posted(t, p)
	x := p.Items[0]
	if len(x.Name) > 31 || x.Name != skuName(long) || x.PartNumber != "" || x.BarCode != long {
		t.Errorf("%+v", x)
	}
	if !slices.ContainsFunc(p.Notes, func(n sales.Note) bool { return n.Code == "sku-shortened" && strings.Contains(n.Text, x.Name) }) {
		t.Errorf("notes %+v", p.Notes)
	}
	if other := skuName(long + "X"); other == x.Name {
		t.Error("two SKUs have one name")
	}
	// Once it is there it is found by that name.
	w.Items = append(w.Items, item(x.Name, "Inventory", "Sales"))
	p = w.plan(t, o, r)
	if d := posted(t, p)[0]; len(p.Items) != 0 || d.Lines[0].Item != ref(x.Name) {
		t.Errorf("%+v", d.Lines[0])
	}
}

func TestNewItemsNeedTheRightAccounts(t *testing.T) {
	w, r := makers()
	r.Items.Create.Income = "Checking"
	o := order()
	o.Lines = slices.Clone(o.Lines)
	o.Lines[0].SKU = "NEW-1"
	if p := w.plan(t, o, r); codes(p) != "account-kind(Checking)" || len(p.Items) != 0 {
		t.Errorf("%s %s", p.Outcome, codes(p))
	}
	r.Items.Create.Income = "Sales"
	w.Company.Inventory = false
	if p := w.plan(t, o, r); codes(p) != "inventory-off" {
		t.Errorf("%s %s", p.Outcome, codes(p))
	}
}

func TestAnItemGroupIsPostedByItsMembers(t *testing.T) {
	w, r, o := newWorld(), rules(), order()
	kit := w.item("Kit")
	kit.Members = []Ref{{"I-Goods:LANTERN", "Goods:LANTERN"}, {"I-JAR", "JAR"}}
	kit.Quantities = []money.Decimal{money.Int(1), money.Int(3)}
	w.item("Goods:LANTERN").Price, w.item("JAR").Price = dec("30"), dec("5")
	o.Lines = slices.Clone(o.Lines)
	o.Lines[1].SKU = "KIT" // 20.00
	p := w.plan(t, o, r)
	d := posted(t, p)[0]
	proved(t, o, w.Lists, p)
	a, b := d.Lines[1], d.Lines[2]
	// 20.00 by 30.00 and 15.00
	if a.Item != ref("Goods:LANTERN") || a.Amount != 1333 || !a.Quantity.Equal(money.Int(1)) || b.Item != ref("JAR") || b.Amount != 667 || !b.Quantity.Equal(money.Int(3)) {
		t.Errorf("%+v\n%+v", a, b)
	}
	w.item("Goods:LANTERN").Price, w.item("JAR").Price = money.Decimal{}, money.Decimal{}
	if p := w.plan(t, o, r); codes(p) != "group-prices(Kit)" {
		t.Errorf("%s %s", p.Outcome, codes(p))
	}
}

func TestVariantsMayStandUnderTheirProduct(t *testing.T) {
	w, r := makers()
	r.Items.Create.Variants = "sub"
	o := order()
	o.Lines = slices.Clone(o.Lines)
	o.Lines[0].SKU, o.Lines[0].VariantID, o.Lines[0].ProductID = "LAN-S", 11, 7
	o.Lines[1].SKU, o.Lines[1].VariantID, o.Lines[1].ProductID, o.Lines[1].Name = "LAN-L", 12, 7, o.Lines[0].Name
	o.Lines[1].Options = []sales.Option{{Name: "Size", Value: "large"}}
	p := w.plan(t, o, r)
	posted(t, p)
	if len(p.Items) != 3 || p.Items[0].Name != "Brass Lantern" || p.Items[0].Key != "main/product/7" || p.Items[1].Parent.FullName != "Brass Lantern" || p.Items[2].Parent.FullName != "Brass Lantern" {
		t.Fatalf("%+v", p.Items)
	}
	w.Items = append(w.Items, item("Brass Lantern", "Inventory", "Sales"))
	p = w.plan(t, o, r)
	posted(t, p)
	if len(p.Items) != 2 || p.Items[0].Parent != ref("Brass Lantern") {
		t.Errorf("with the product there: %+v", p.Items)
	}
	w.item("Brass Lantern").Type = "Service"
	if p := w.plan(t, o, r); codes(p) != "item-parent(Brass Lantern) item-parent(Brass Lantern)" { // of each line
		t.Errorf("%s %s", p.Outcome, codes(p))
	}
}
