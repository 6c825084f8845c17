package stock

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/secret"
	"countinghouse/store"
)

var tester = store.Actor{Kind: "cli", Name: "test"}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shelf is a database with a company file and a store, and a keeper.
type shelf struct {
	t  testing.TB
	st *store.Store
	k  *Keeper
	v  store.Visit
}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	dir := t.TempDir()
	sealer, err := secret.LoadKey(dir)
	must(t, err)
	st, err := store.Open(context.Background(), dir, store.Options{Sealer: sealer})
	must(t, err)
	t.Cleanup(func() { must(t, st.Close()) })
	must(t, st.SaveCompany(t.Context(), tester, store.Company{Key: "books", Name: "Books", User: "books", PasswordHash: "x"}))
	must(t, st.SaveShop(t.Context(), tester, store.Shop{Key: "main", Company: "books", Name: "Main", Token: "x"}))
	v, err := st.OpenVisit(t.Context(), "books", rand.Text(), "10.0.0.9", "2.3.0", 0)
	must(t, err)
	return &shelf{t: t, st: st, k: NewKeeper(st, Options{}), v: v}
}

// told has QuickBooks tell items.
func (s *shelf) told(items ...books.Entry) {
	s.t.Helper()
	s.answer(store.Reply{Response: []byte("<QBXML/>"), Rows: items})
}

func (s *shelf) answer(r store.Reply) {
	s.t.Helper()
	x, err := s.st.MarkSent(s.t.Context(), store.Exchange{Visit: s.v.ID, Purpose: "read", Requests: 1, Request: []byte("<QBXML/>")}, nil)
	must(s.t, err)
	must(s.t, s.st.Answer(s.t.Context(), x, r))
}

// sells has the store tell products, one ware each.
func (s *shelf) sells(wares ...store.Ware) {
	s.t.Helper()
	var products []int64
	for i := range wares {
		if wares[i].Product == 0 {
			wares[i].Product = wares[i].Variant
		}
		products = append(products, wares[i].Product)
	}
	must(s.t, s.st.SaveProducts(s.t.Context(), "main", 1, products, wares))
}

func (s *shelf) match() {
	s.t.Helper()
	_, err := s.k.Match(s.t.Context(), "books")
	must(s.t, err)
}

func (s *shelf) row(variant int64) store.CatalogueRow {
	s.t.Helper()
	r, err := s.st.WareOf(s.t.Context(), "books", "main", variant)
	must(s.t, err)
	return r
}

func (s *shelf) wants(variant int64, state store.WareState, item string, words ...string) {
	s.t.Helper()
	r := s.row(variant)
	name := ""
	if r.Item != nil {
		name = r.Item.FullName
	}
	if r.Ware.State != state || name != item {
		s.t.Errorf("%s (%q) is %s as %q: %s; want %s as %q", r.Ware.Title(), r.Ware.SKU, r.Ware.State, name, r.Ware.Reason, state, item)
	}
	for _, w := range words {
		if !strings.Contains(r.Ware.Reason, w) {
			s.t.Errorf("%s: the reason %q does not say %q", r.Ware.Title(), r.Ware.Reason, w)
		}
	}
}

func item(id, full string, more ...func(*books.Entry)) books.Entry {
	e := books.Entry{Kind: books.Items, ListID: id, FullName: full, Name: full[strings.LastIndex(full, ":")+1:], Active: true, Type: "Inventory"}
	for _, m := range more {
		m(&e)
	}
	return e
}

func part(n string) func(*books.Entry)    { return func(e *books.Entry) { e.PartNumber = n } }
func barcode(n string) func(*books.Entry) { return func(e *books.Entry) { e.BarCode = n } }
func kind(k string) func(*books.Entry)    { return func(e *books.Entry) { e.Type = k } }
func asleep(e *books.Entry)               { e.Active = false }

func ware(variant int64, sku, name string) store.Ware {
	return store.Ware{Variant: variant, SKU: sku, Name: name, Kind: "physical", Tracking: "product"}
}

func (s *shelf) links(links map[string]string) {
	s.t.Helper()
	_, err := s.st.SaveRules(s.t.Context(), tester, "main", books.Rules{Items: books.ItemRules{Links: links}})
	must(s.t, err)
}

func TestAWareStandsWhereAnOrderOfItWouldFindItsItem(t *testing.T) {
	s := newShelf(t)
	s.told(item("1", "Throw:BLU-12"), item("2", "Lamp", part("LMP-1")), item("3", "Mug", asleep), item("4", "Bowl A", part("BWL")), item("5", "Bowl B", part("bwl")),
		item("6", "Sale", kind("Discount")), item("7", "Set", kind("Group")), item("8", "Chair"), item("9", "Stool"))
	s.links(map[string]string{"ch-1": "Chair", "GHOST": "Nothing of the kind"})
	s.sells(ware(1, "blu-12", "Blue throw"), ware(2, "LMP-1", "Lamp"), ware(3, "MUG", "A mug"), ware(4, "BWL", "A bowl"), ware(5, "Sale", "Sale"), ware(6, "SET", "A set"),
		ware(7, "CH-1", "Chair"), ware(8, "GHOST", "Ghost"), ware(9, "  ", "No SKU"), ware(10, "NEW-1", "Something else"), ware(11, "STOOL", "Stool, oak"), ware(12, "stool ", "Stool, ash"))
	s.match()
	s.wants(1, store.WareMatched, "Throw:BLU-12", "matched by name")
	s.wants(2, store.WareMatched, "Lamp", "part number")
	s.wants(3, store.WareUnusable, "", "inactive")
	s.wants(4, store.WareTwice, "", "Bowl A", "Bowl B")
	s.wants(5, store.WareUnusable, "", "discount")
	s.wants(6, store.WareMatched, "Set")
	s.wants(7, store.WareMatched, "Chair", "by a person")
	s.wants(8, store.WareUnusable, "", "Nothing of the kind")
	s.wants(9, store.WareNoSKU, "")
	s.wants(10, store.WareOnly, "")
	s.wants(11, store.WareTwice, "", "Stool, ash", "same item")
	s.wants(12, store.WareTwice, "", "Stool, oak")
}

func TestWhatMayBeMeantIsSuggestedWithItsReason(t *testing.T) {
	s := newShelf(t)
	s.told(item("1", "LAN-04"), item("2", "Kettle", barcode("012345678905")), item("3", "Rope", part("R-900")), item("4", "Lantern:Brass Small"),
		item("5", "Cup A 1", part("CUP 1")), item("6", "Cup B 1", part("CUP-1")), item("7", "Blue Wool Blanket"), item("8", "Blue Wool Socks"))
	upc := ware(2, "KTL", "Copper kettle")
	upc.UPC = "012345678905"
	mpn := ware(3, "RP", "Rope, per foot")
	mpn.MPN = "R900"
	brass := ware(4, "BL-S", "Brass lantern")
	brass.Options = "Size: Small"
	s.sells(ware(1, "lan 04", "Lantern"), upc, mpn, brass, ware(5, "CUP.1", "Cup"), ware(6, "XX-1", "Garden gnome, large"))
	s.match()
	s.wants(1, store.WareSuggested, "LAN-04", "spaces and signs", "lan 04 and LAN-04")
	s.wants(2, store.WareSuggested, "Kettle", "barcode", "012345678905")
	s.wants(3, store.WareSuggested, "Rope", "part number", "R900")
	s.wants(4, store.WareSuggested, "Lantern:Brass Small", "“brass”", "“small”")
	s.wants(5, store.WareOnly, "", "Several items", "Cup A 1", "Cup B 1")
	s.wants(6, store.WareOnly, "")
}

func TestAnItemThatIsMadeRenamedOrDeletedIsMatchedAnew(t *testing.T) {
	s := newShelf(t)
	s.sells(ware(1, "BLU-12", "Blue throw"))
	s.match()
	s.wants(1, store.WareOnly, "")
	s.told(item("1", "BLU-12"))
	s.match()
	s.wants(1, store.WareMatched, "BLU-12")
	s.told(item("1", "BLU-13"))
	s.match()
	if r := s.row(1); r.Ware.State == store.WareMatched {
		t.Errorf("it is still %+v", *r.Ware)
	}
	s.told(item("1", "blu-12"))
	s.match()
	s.wants(1, store.WareMatched, "blu-12")
	s.answer(store.Reply{Response: []byte("<QBXML/>"), Kind: books.Items, Deleted: []string{"1"}})
	s.match()
	s.wants(1, store.WareOnly, "")
}

func TestAnAcceptedSuggestionIsTheSettingOfTheMappingAndIsTakenBack(t *testing.T) {
	s := newShelf(t)
	s.told(item("1", "LAN-04"), item("2", "Walnut Serving Tray"))
	s.sells(ware(1, "lan 04", "Lantern"), ware(2, "WT", "Serving tray, walnut"))
	s.match()
	s.wants(2, store.WareSuggested, "Walnut Serving Tray")
	before := s.state()
	step, err := s.k.Accept(t.Context(), tester, "books", store.Step{}, Link{"main", "lan 04", "LAN-04"}, Link{"main", "WT", "Walnut Serving Tray"})
	must(t, err)
	s.wants(1, store.WareMatched, "LAN-04", "by a person")
	s.wants(2, store.WareMatched, "Walnut Serving Tray")
	r, _, err := s.st.Rules(t.Context(), "main")
	must(t, err)
	if r.Items.Links["lan 04"] != "LAN-04" || len(r.Items.Links) != 2 {
		t.Errorf("the mapping has %v", r.Items.Links)
	}
	_, err = s.st.TakeBack(t.Context(), tester, step.ID)
	must(t, err)
	s.match()
	if after := s.state(); after != before {
		t.Errorf("after it was taken back:\n%s\nbefore:\n%s", after, before)
	}
}

// state is where everything stands, as text.
func (s *shelf) state() string {
	s.t.Helper()
	var out strings.Builder
	for _, tab := range store.CatalogueTabs() {
		for after := ""; ; {
			p, err := s.st.CataloguePage(s.t.Context(), store.CatalogueFilter{Company: "books", Tab: tab, After: after, Limit: 7})
			must(s.t, err)
			for _, r := range p.Rows {
				switch {
				case r.Ware == nil:
					fmt.Fprintf(&out, "%s: item %s\n", tab, r.Item.ListID)
				case r.Item == nil:
					fmt.Fprintf(&out, "%s: %d %s\n", tab, r.Ware.Variant, r.Ware.Reason)
				default:
					fmt.Fprintf(&out, "%s: %d as %s %s\n", tab, r.Ware.Variant, r.Item.ListID, r.Ware.Reason)
				}
			}
			if after = p.Next; after == "" {
				break
			}
		}
	}
	return out.String()
}
