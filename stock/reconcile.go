package stock

import (
	"context"
	"errors"
	"fmt"

	"countinghouse/sales"
	"countinghouse/store"
)

// Settling is what a person says of one product before both sides are kept
// equal, or when she counted it: which side is right, or how many there are.
type Settling struct {
	Store   sales.StoreKey
	Variant int64
	Choice  string // store.ChooseBooks, ChooseShop, ChooseCount
	Counted int64  // what can be sold: without what is sold and not shipped yet
}

// Unsettled tells why one product couldn't be settled.
type Unsettled struct {
	Store   sales.StoreKey
	Variant int64
	Name    string
	Why     string
}

// Settle carries out what a person said of products. Those of which it can't
// be done are told, and the others are settled nevertheless. It tells how many
// were.
func Settle(ctx context.Context, st *store.Store, by store.Actor, company store.CompanyKey, all []Settling) (int, []Unsettled, error) {
	rules, _, err := st.StockRules(ctx, company)
	if err != nil {
		return 0, nil, err
	}
	n := 0
	var not []Unsettled
	for _, s := range all {
		why, name, err := settle(ctx, st, by, company, &rules, s)
		if err != nil {
			return n, not, err
		}
		if why != "" {
			not = append(not, Unsettled{Store: s.Store, Variant: s.Variant, Name: name, Why: why})
			continue
		}
		n++
	}
	return n, not, nil
}

// stillMoving tells why a product can't be settled at this moment.
const stillMoving = "Its quantity is moving just now: an order, a setting or a reading of it isn’t worked out yet. Say it again in a minute."

func settle(ctx context.Context, st *store.Store, by store.Actor, company store.CompanyKey, rules *store.StockRules, s Settling) (why, name string, err error) {
	row, err := st.WareOf(ctx, company, s.Store, s.Variant)
	if errors.Is(err, store.ErrNotFound) {
		return "The store has no such product any more.", fmt.Sprintf("product %d of the store %s", s.Variant, s.Store), nil
	}
	if err != nil {
		return "", "", err
	}
	name = row.Ware.Title()
	if row.Item == nil || row.Ware.State != store.WareMatched {
		return "It is no item of QuickBooks any more.", name, nil
	}
	items, err := st.StockItems(ctx, company, []string{row.Item.ListID})
	if err != nil {
		return "", name, err
	}
	x := items[row.Item.ListID]
	i := -1
	if x != nil {
		i = wareOf(x, s.Store, s.Variant)
	}
	if i < 0 {
		return "The store doesn’t count it.", name, nil
	}
	w, r := &x.Wares[i], rules.For(x.Entry.FullName)
	f := FiguresOf(x, r)
	if r.Master != store.MasterBoth {
		return "By the rules not both sides count for it, so that there is nothing to settle.", name, nil
	}
	if why := whyParked(x, w, r, rules, f); why != "" {
		return why, name, nil
	}
	if !f.Known || f.Doubt || !x.Explained || !w.Quiet() {
		return stillMoving, name, nil
	}
	there := f.Have + f.Coming
	out := store.StockSettlement{StockDifference: store.StockDifference{Item: row.Item.ListID, Store: s.Store, Variant: s.Variant, Books: there, Shop: w.SeenLevel + w.Later, Choice: s.Choice, Counted: s.Counted}, Mark: x.Mark}
	switch s.Choice {
	case store.ChooseShop:
		out.Moves = out.Shop + r.Buffer + rules.Kept(s.Store) - there.Floor()
	case store.ChooseCount:
		out.Moves = s.Counted - there.Floor()
	}
	err = st.SettleStock(ctx, by, company, out)
	switch {
	case errors.Is(err, store.ErrChanged):
		return stillMoving, name, nil
	case errors.Is(err, store.ErrTwiceRight):
		return "Another product is the same item, and its quantity was taken for the item’s already. Say that QuickBooks is right for this one: it follows.", name, nil
	}
	return "", name, err
}

// SettleAll settles every difference under a filter with one choice: books or
// shop.
func SettleAll(ctx context.Context, st *store.Store, by store.Actor, f store.StockDifferenceFilter, choice string) (int, []Unsettled, error) {
	f.Settled, f.After, f.Limit = false, "", 500
	n := 0
	var not []Unsettled
	for {
		p, err := st.StockDifferences(ctx, f)
		if err != nil {
			return n, not, err
		}
		all := make([]Settling, len(p.Rows))
		for i, d := range p.Rows {
			all[i] = Settling{Store: d.Store, Variant: d.Variant, Choice: choice}
		}
		done, rest, err := Settle(ctx, st, by, f.Company, all)
		n += done
		not = append(not, rest...)
		if err != nil {
			return n, not, err
		}
		if f.After = p.Next; f.After == "" {
			return n, not, nil
		}
	}
}

// EndReconciliation tells that every difference is settled, so that both sides
// may be kept equal. Why it isn't is told for people, as an error that wraps
// store.ErrUnsettled.
func EndReconciliation(ctx context.Context, st *store.Store, by store.Actor, company store.CompanyKey) error {
	rules, _, err := st.StockRules(ctx, company)
	if err != nil {
		return err
	}
	orders, items, err := st.StockTodo(ctx, company)
	if err != nil {
		return err
	}
	unread, err := st.StockUnjoined(ctx, company, func(item string) bool { return rules.For(item).Master == store.MasterBoth })
	if err != nil {
		return err
	}
	if orders+items+unread > 0 {
		return fmt.Errorf("%d products are still being read or compared, so that nobody knows yet whether they differ. Wait until they are, and settle what differs: %w", max(unread, items), store.ErrUnsettled)
	}
	return st.StockReconciled(ctx, by, company)
}
