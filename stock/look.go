package stock

import (
	"context"
	"errors"
	"slices"

	"countinghouse/sales"
	"countinghouse/store"
)

// Row is a product of a store with its item, as both sides have them, or an
// item alone.
type Row struct {
	Item    *store.StockItem
	Ware    *store.StockWare // nil: an item that no product is, or the item itself
	Verdict Verdict
	// Target is what the store should show, Parked why its quantity is left alone.
	Target int64
	Parked string
	// Kept is what the store keeps back beside the item's own buffer.
	Kept int64
}

// Differs tells that the store shows another quantity than it should, and that
// it is to be set.
func (r *Row) Differs() bool {
	return r.Ware != nil && r.Parked == "" && r.Ware.Refused == "" && !r.Ware.Asked.IsZero() && r.Target != r.Ware.Level
}

// Why says in a sentence why the ware's quantity is left alone; "": it isn't.
func (r *Row) Why() string {
	if r.Parked != "" || r.Ware == nil {
		return r.Parked
	}
	if r.Ware.Refused != "" {
		return "The store would not set it: " + r.Ware.Refused
	}
	return ""
}

// Look works out rows of a list as they stand now. Rows that went meanwhile are
// left out.
func Look(ctx context.Context, st *store.Store, company store.CompanyKey, refs []store.StockRef) ([]Row, error) {
	rules, _, err := st.StockRules(ctx, company)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range refs {
		ids = append(ids, r.Item)
	}
	slices.Sort(ids)
	items, err := st.StockItems(ctx, company, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, ref := range refs {
		x := items[ref.Item]
		if x == nil {
			continue
		}
		v := Compare(x, &rules)
		if ref.Store == "" {
			out = append(out, Row{Item: x, Verdict: v})
			continue
		}
		if i := wareOf(x, ref.Store, ref.Variant); i >= 0 {
			out = append(out, rowOf(x, i, v, &rules))
		}
	}
	return out, nil
}

func wareOf(x *store.StockItem, key sales.StoreKey, variant int64) int {
	return slices.IndexFunc(x.Wares, func(w store.StockWare) bool { return w.Store == key && w.Variant == variant })
}

func rowOf(x *store.StockItem, i int, v Verdict, rules *store.StockRules) Row {
	return Row{Item: x, Ware: &x.Wares[i], Verdict: v, Target: v.Wares[i].Target, Parked: v.Wares[i].Parked, Kept: rules.Kept(x.Wares[i].Store)}
}

// ItemBySKU is the ListID of the item that a SKU is: of what stores count, or
// else the item of that full name.
func ItemBySKU(ctx context.Context, st *store.Store, company store.CompanyKey, key sales.StoreKey, sku string) (string, error) {
	rows, err := st.WaresBySKU(ctx, company, key, sku)
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		if r.Ware.State == store.WareMatched && r.Item != nil {
			return r.Item.ListID, nil
		}
	}
	entries, err := st.EntriesNamed(ctx, company, "item", sku)
	if err != nil {
		return "", err
	}
	if len(entries) == 0 {
		return "", errors.Join(errNoItem(sku, len(rows) > 0), store.ErrNotFound)
	}
	return entries[0].ListID, nil
}

func errNoItem(sku string, known bool) error {
	if known {
		return errors.New("the product " + sku + " is no item of QuickBooks yet, so nothing keeps its quantity. Link it under Items")
	}
	return errors.New("no product has the SKU " + sku + ", and no item of QuickBooks is called that")
}
