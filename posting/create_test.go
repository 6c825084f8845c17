package posting

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/stock"
	"countinghouse/store"
)

// maker is a world whose rules make items of products.
func maker(t testing.TB) (*shopWorld, *stock.Keeper) {
	w := newWorld(t)
	w.must(w.store.SaveCreateRules(t.Context(), store.Actor{Kind: "cli", Name: "test"}, "larkspur", store.CreateRules{
		Items: store.ItemRule{Type: "inventory", Income: "Sales:Online Store", Cost: "Cost of Goods Sold", Asset: "Inventory Asset"}}))
	return w, stock.NewKeeper(w.store, stock.Options{Now: w.desk.o.Now})
}

// offers has the store tell products.
func (w *shopWorld) offers(k *stock.Keeper, wares ...store.Ware) {
	w.t.Helper()
	var products []int64
	for i := range wares {
		wares[i].Store, wares[i].Tracking, wares[i].Kind = "main", "product", "physical"
		if wares[i].Product == 0 {
			wares[i].Product = wares[i].Variant
		}
		products = append(products, wares[i].Product)
	}
	w.must(w.store.SaveProducts(w.t.Context(), "main", 1, products, wares))
	_, err := k.Match(w.t.Context(), "larkspur")
	w.must(err)
}

// proposed are the items that would be made of wares.
func (w *shopWorld) proposed(k *stock.Keeper, edits map[stock.WareRef]stock.ItemEdit, variants ...int64) []stock.Proposal {
	w.t.Helper()
	var refs []stock.WareRef
	for _, v := range variants {
		refs = append(refs, stock.WareRef{Store: "main", Variant: v})
	}
	all, err := k.Propose(w.t.Context(), "larkspur", refs, edits)
	w.must(err)
	if len(all) != len(variants) {
		w.t.Fatalf("%d proposals for %d wares", len(all), len(variants))
	}
	return all
}

// made asks for the items of wares.
func (w *shopWorld) made(k *stock.Keeper, edits map[stock.WareRef]stock.ItemEdit, variants ...int64) store.Step {
	w.t.Helper()
	step, err := k.Create(w.t.Context(), store.Actor{Kind: "person", Name: "ana@example.com"}, "larkspur", store.Step{}, w.proposed(k, edits, variants...))
	w.must(err)
	return step
}

// standsAs is where a ware stands now, and the full name of its item.
func (w *shopWorld) standsAs(k *stock.Keeper, variant int64) (store.WareState, string) {
	w.t.Helper()
	_, err := k.Match(w.t.Context(), "larkspur")
	w.must(err)
	row, err := w.store.WareOf(w.t.Context(), "larkspur", "main", variant)
	w.must(err)
	if row.Item == nil {
		return row.Ware.State, ""
	}
	return row.Ware.State, row.Item.FullName
}

// inFile tells whether QuickBooks has an inventory item of a full name.
func (w *shopWorld) inFile(name string) bool {
	_, _, ok := w.file.OnHand(name)
	return ok
}

func price(s string) money.Decimal { return money.MustDecimal(s) }

func TestAProductBecomesAnItemAtTheNextVisitWithoutStock(t *testing.T) {
	w, k := maker(t)
	w.offers(k, store.Ware{Variant: 1, SKU: "BLU-12", Name: "Blue mug", Price: price("14.95"), Cost: price("6.125"), UPC: "0123456789012"})
	p := w.proposed(k, nil, 1)[0]
	if len(p.Problems) > 0 || p.FullName() != "BLU-12" || p.Want.Link {
		t.Fatalf("%+v", p)
	}
	w.made(k, nil, 1)
	if state, _ := w.standsAs(k, 1); state != store.WareOnly {
		t.Fatalf("before the visit it is %s", state)
	}
	w.visit()
	if state, item := w.standsAs(k, 1); state != store.WareMatched || item != "BLU-12" {
		t.Fatalf("after the visit it is %s as %q", state, item)
	}
	w.visits() // nothing more is sent
	sent := strings.Join(w.sent, "")
	if n := strings.Count(sent, "<ItemInventoryAddRq"); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
	for _, has := range []string{"<SalesPrice>14.95</SalesPrice>", "<PurchaseCost>6.125</PurchaseCost>", "<ManufacturerPartNumber>BLU-12</ManufacturerPartNumber>", "<BarCodeValue>0123456789012</BarCodeValue>"} {
		if !strings.Contains(sent, has) {
			t.Errorf("%s was not sent", has)
		}
	}
	if strings.Contains(sent, "<QuantityOnHand>") {
		t.Error("an opening quantity was guessed")
	}
	if q, v, ok := w.file.OnHand("BLU-12"); !ok || q != 0 || v != 0 {
		t.Errorf("%d on hand for %v, %t", q, v, ok)
	}
}

func TestAnAnswerThatIsLostMakesNoSecondItem(t *testing.T) {
	for _, kind := range []string{"inventory", "service"} {
		w, k := maker(t)
		edit := map[stock.WareRef]stock.ItemEdit{{Store: "main", Variant: 1}: {Rule: store.ItemRule{Type: kind, Income: "Sales:Online Store"}}}
		if kind == "inventory" {
			edit = nil
		}
		w.offers(k, store.Ware{Variant: 1, SKU: "BLU-12", Name: "Blue mug"})
		w.made(k, edit, 1)
		lost := 0
		w.lose = func(request string) bool {
			if strings.Contains(request, "AddRq") && lost == 0 {
				lost++
				return true
			}
			return false
		}
		w.visits()
		if state, item := w.standsAs(k, 1); lost != 1 || state != store.WareMatched || item != "BLU-12" {
			t.Fatalf("%s: %d answers lost, it is %s as %q", kind, lost, state, item)
		}
		c, err := w.store.Creations(t.Context(), "larkspur", true, 0, 10)
		w.must(err)
		if len(c.Rows) != 1 || c.Rows[0].Open() || c.Count != 0 {
			t.Errorf("%s: %+v", kind, c)
		}
	}
}

func TestANameThatIsTakenIsAdoptedOnlyWhenItIsTheSameItem(t *testing.T) {
	w, k := maker(t)
	w.offers(k, store.Ware{Variant: 1, SKU: "BLU-12", Name: "Blue mug"}, store.Ware{Variant: 2, SKU: "RED-7", Name: "Red mug"})
	w.made(k, nil, 1, 2)
	// A bookkeeper makes both meanwhile: one as it is asked for, one as a service.
	_, err := w.file.AddItem(company.Item{Kind: "Inventory", Name: "BLU-12", PartNumber: "BLU-12", Account: "Sales:Online Store"})
	w.must(err)
	_, err = w.file.AddItem(company.Item{Kind: "Service", Name: "RED-7", Account: "Sales:Online Store"})
	w.must(err)
	w.visits()
	c, err := w.store.Creations(t.Context(), "larkspur", true, 0, 10)
	w.must(err)
	states := map[string]store.Creation{}
	for _, x := range c.Rows {
		states[x.SKU] = x
	}
	if x := states["BLU-12"]; x.Open() {
		t.Errorf("the same item was not adopted: %s %s", x.State, x.Reason)
	}
	if x := states["RED-7"]; x.State != store.Refused || x.Code != 3100 {
		t.Errorf("another item of the name: %s, %d, %s", x.State, x.Code, x.Reason)
	}
	// A person chooses another name.
	w.made(k, map[stock.WareRef]stock.ItemEdit{{Store: "main", Variant: 2}: {Name: "RED-7 mug"}}, 2)
	w.visits()
	if !w.inFile("RED-7 mug") {
		t.Error("the item of another name was not made")
	}
}

func TestWhatWasAskedForIsTakenBackUntilItIsSent(t *testing.T) {
	w, k := maker(t)
	w.offers(k, store.Ware{Variant: 1, SKU: "BLU-12", Name: "Blue mug"}, store.Ware{Variant: 2, SKU: "RED-7", Name: "Red mug"})
	step := w.made(k, nil, 1)
	_, err := w.store.TakeBack(t.Context(), store.Actor{Kind: "person", Name: "ana@example.com"}, step.ID)
	w.must(err)
	w.visits()
	if w.inFile("BLU-12") {
		t.Error("what was taken back was made")
	}
	again := w.made(k, nil, 1) // and asked for once more
	w.visits()
	if !w.inFile("BLU-12") {
		t.Error("it was not made")
	}
	if _, err := w.store.TakeBack(t.Context(), store.Actor{Kind: "person", Name: "ana@example.com"}, again.ID); err == nil {
		t.Error("what is in QuickBooks was taken back")
	}
}

func TestVariantsStandUnderTheirProductWhichIsMadeFirst(t *testing.T) {
	w, k := maker(t)
	rules, err := w.store.CreateRules(t.Context(), "larkspur")
	w.must(err)
	rules.Items.Variants = "sub"
	w.must(w.store.SaveCreateRules(t.Context(), store.Actor{Kind: "cli", Name: "test"}, "larkspur", rules))
	w.offers(k, store.Ware{Variant: 11, Product: 5, SKU: "TEE-S", Name: "Tee", Options: "Size: S"}, store.Ware{Variant: 12, Product: 5, SKU: "TEE-L", Name: "Tee", Options: "Size: L"})
	w.made(k, nil, 11)
	w.made(k, nil, 12)
	w.visits()
	for v, want := range map[int64]string{11: "Tee:TEE-S", 12: "Tee:TEE-L"} {
		if state, item := w.standsAs(k, v); state != store.WareMatched || item != want {
			t.Errorf("%s as %q, not %q", state, item, want)
		}
	}
	if n := strings.Count(strings.Join(w.sent, ""), "<Name>Tee</Name>"); n != 1 {
		t.Errorf("the product's item was sent %d times", n)
	}
}

func TestOrdersThatWaitForASKUGoWhenItsItemIsMade(t *testing.T) {
	w, k := maker(t)
	w.offers(k, store.Ware{Variant: 1, SKU: "BLU-12", Name: "Blue mug"})
	w.sell(1)
	w.planAs(1, books.Plan{Outcome: books.Hold, Problems: []sales.Problem{{Code: "item-missing", Subject: "blu-12", What: "No item is SKU blu-12."}}})
	if n, err := w.store.OrdersToPlan(t.Context(), "larkspur", 10); err != nil || len(n) != 0 {
		t.Fatalf("%d orders are to be planned (%v)", len(n), err)
	}
	w.made(k, nil, 1)
	c, _ := w.calls("10.0.0.9")
	c.goOn("<ItemInventoryAddRq")
	c.answer(c.process())
	if n, err := w.store.OrdersToPlan(t.Context(), "larkspur", 10); err != nil || len(n) != 1 {
		t.Errorf("%d orders are to be planned (%v)", len(n), err)
	}
}

func TestANameOfOnesOwnIsLinkedToTheSKU(t *testing.T) {
	w, k := maker(t)
	w.offers(k, store.Ware{Variant: 1, SKU: strings.Repeat("LONG-SKU-", 7), Name: "Blue mug"})
	edit := map[stock.WareRef]stock.ItemEdit{{Store: "main", Variant: 1}: {Name: "Blue mug"}}
	if p := w.proposed(k, edit, 1)[0]; !p.Want.Link {
		t.Fatalf("nothing would tell that it is the SKU: %+v", p.Want)
	}
	w.made(k, edit, 1)
	w.visits()
	if state, item := w.standsAs(k, 1); state != store.WareMatched || item != "Blue mug" {
		t.Errorf("it is %s as %q", state, item)
	}
	r, _, err := w.store.Rules(t.Context(), "main")
	w.must(err)
	if len(r.Items.Links) != 1 {
		t.Errorf("links %v", r.Items.Links)
	}
}

func TestANewItemsNameFitsAndIsNobodyElses(t *testing.T) {
	w, k := maker(t)
	long := "HC-ANVIL-CAST-STEEL-WITH-STAND-AND-TONGS"
	w.offers(k, store.Ware{Variant: 1, SKU: long + "-055LB", Name: "Anvil"}, store.Ware{Variant: 2, SKU: long + "-075LB", Name: "Anvil"}, store.Ware{Variant: 3, SKU: "A:B", Name: "Colon"})
	seen := map[string]bool{}
	for _, p := range w.proposed(k, nil, 1, 2, 3) {
		name := p.Want.Item.Name
		if len(name) > 31 || strings.Contains(name, ":") || seen[name] || len(p.Problems) > 0 || len(p.Notes) == 0 {
			t.Errorf("%q: %v %v", name, p.Problems, p.Notes)
		}
		seen[name] = true
	}
	for name, why := range map[string]string{"LANTERN": "named LANTERN", strings.Repeat("x", 32): "at most 31", "a:b": "colon"} {
		p := w.proposed(k, map[stock.WareRef]stock.ItemEdit{{Store: "main", Variant: 3}: {Name: name}}, 3)[0]
		if len(p.Problems) != 1 || !strings.Contains(p.Problems[0], why) {
			t.Errorf("%s: %v", name, p.Problems)
		}
	}
}
