package stock

import (
	"context"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// Line is one line of an account of a quantity.
type Line struct {
	Text     string      `json:"text"`
	Quantity store.Count `json:"quantity"`
	// Times is how many movements it sums up; 0: it is no sum of movements.
	Times int            `json:"times,omitempty"`
	Store sales.StoreKey `json:"store,omitempty"` // of an order
	Order sales.OrderID  `json:"order,omitempty"`
}

// Account is how a figure comes to be: its lines sum up to it.
type Account struct {
	Head  string      `json:"head"`
	Lines []Line      `json:"lines"`
	Total store.Count `json:"total"`
}

func (a *Account) add(l Line) {
	if l.Quantity != 0 {
		a.Lines = append(a.Lines, l)
	}
}

// rest is what the lines lack to a figure.
func (a *Account) rest(to store.Count) store.Count {
	for _, l := range a.Lines {
		to -= l.Quantity
	}
	return to
}

// Side is one side's account of an item, with what it should have.
type Side struct {
	Store   sales.StoreKey `json:"store,omitempty"` // "": QuickBooks
	Variant int64          `json:"variant,omitempty"`
	SKU     string         `json:"sku,omitempty"`
	Name    string         `json:"name"`
	// Has is how the figure that the side shows came to be.
	Has Account `json:"has"`
	// Should is how the figure comes to be that the store should show, or that
	// QuickBooks should have; nil where nothing follows from the other side.
	Should *Account `json:"should,omitempty"`
	Parked string   `json:"leftAlone,omitempty"`
}

// Explanation answers: why is it 7?
type Explanation struct {
	Item   string            `json:"item"`
	Name   string            `json:"name"`
	Master store.StockMaster `json:"master"`
	Books  Side              `json:"quickbooks"`
	Shops  []Side            `json:"stores"`
	// Conflict is why a person must decide; "": nobody must.
	Conflict string `json:"conflict,omitempty"`
	Row      Row    `json:"-"`
}

// movedWords are the kinds of movements, for people.
func movedWords(kind string, shop bool) string {
	word := map[string]string{"start": "When quantities were first followed", "sale": "Sold by orders", "refund": "Put back by refunds", "adjustment": "Adjusted by Countinghouse",
		"push": "Set by Countinghouse", "others": "Moved in QuickBooks, by others", "over": "Sold more than there was, or set over an order of the same moment"}[kind]
	switch {
	case word == "":
		return kind
	case kind == "others" && shop:
		return "Moved in the store, by others"
	}
	return word
}

// MovedWords are a movement's kind, for people.
func MovedWords(e store.StockEvent) string { return movedWords(e.Kind, e.Store != "") }

// Explain works out for an item how the figures of both sides came to be, and
// what each should have. The lines of every account sum up to its figure: what
// is known of the movements, and in a line of its own what isn't worked out
// yet. ErrNotFound for an item whose quantity nobody follows.
func Explain(ctx context.Context, st *store.Store, company store.CompanyKey, item string) (Explanation, error) {
	items, err := st.StockItems(ctx, company, []string{item})
	if err != nil {
		return Explanation{}, err
	}
	x := items[item]
	if x == nil {
		return Explanation{}, store.ErrNotFound
	}
	rules, _, err := st.StockRules(ctx, company)
	if err != nil {
		return Explanation{}, err
	}
	sums, err := st.StockSums(ctx, company, item)
	if err != nil {
		return Explanation{}, err
	}
	v := Compare(x, &rules)
	out := Explanation{Item: item, Name: x.Entry.FullName, Master: v.Rules.Master, Conflict: v.Conflict, Row: Row{Item: x, Verdict: v}}
	out.Books = Side{Name: x.Entry.FullName, Has: has("In QuickBooks, on hand", sums, "", 0)}
	if books.Stocked(x.Entry.Type) {
		out.Books.Has.Total = x.OnHand
		out.Books.Has.add(Line{Text: "Not worked out yet whose it was", Quantity: out.Books.Has.rest(x.OnHand)})
	} else {
		out.Books.Parked = "QuickBooks counts no items of this kind by themselves."
	}
	if v.Rules.Master == store.MasterBigCommerce || v.Rules.Master == store.MasterBoth {
		out.Books.Should = shouldBooks(x, &v)
	}
	for i := range x.Wares {
		w := &x.Wares[i]
		side := Side{Store: w.Store, Variant: w.Variant, SKU: w.SKU, Name: w.Title, Parked: v.Wares[i].Parked, Has: has("In the store", sums, w.Store, w.Variant)}
		side.Has.Total = store.Pieces(w.Level)
		rest := side.Has.rest(side.Has.Total)
		if taken := store.Pieces(w.Taken); taken != 0 && (rest == taken || rest < 0 && taken < 0 && taken > rest) {
			side.Has.add(Line{Text: "Orders since the last settled reading", Quantity: taken})
			rest -= taken
		}
		if w.Pushing || w.Doubt {
			side.Has.add(Line{Text: "Set by Countinghouse, not read back yet", Quantity: rest})
		} else {
			side.Has.add(Line{Text: "Not worked out yet whose it was", Quantity: rest})
		}
		if w.Refused != "" && side.Parked == "" {
			side.Parked = "The store would not set it: " + w.Refused
		}
		if side.Parked == "" && v.Figures.Known && (v.Rules.Master == store.MasterQuickBooks || v.Rules.Master == store.MasterBoth) {
			side.Should = shouldShop(x, &v, rules.Kept(w.Store), v.Wares[i].Target)
		}
		out.Shops = append(out.Shops, side)
	}
	return out, nil
}

// has sums up what moved one side.
func has(head string, sums []store.StockSum, key sales.StoreKey, variant int64) Account {
	a := Account{Head: head}
	for _, s := range sums {
		if s.Store == key && s.Variant == variant {
			a.Lines = append(a.Lines, Line{Text: movedWords(s.Kind, key != ""), Quantity: s.Quantity, Times: s.Times})
		}
	}
	return a
}

// onTheWay are the movements that QuickBooks' last reading doesn't hold.
func onTheWay(a *Account, x *store.StockItem, v *Verdict, sure bool) {
	sum := store.Count(0)
	held := func(e store.OpenEffect) bool {
		return e.Kind == "promise" && v.Rules.Available && e.Settled > 0 && e.Settled < x.Exchange
	}
	for _, e := range x.Open {
		if held(e) {
			continue
		}
		var text string
		switch {
		case e.Store == "":
			text = "An adjustment that is on its way to QuickBooks"
		case e.Quantity > 0:
			text = "A refund that QuickBooks hasn’t counted yet"
		default:
			text = "Sold, and not counted by QuickBooks yet"
		}
		a.add(Line{Text: text, Quantity: e.Quantity, Times: 1, Store: e.Store, Order: e.Order})
		sum += e.Quantity
	}
	if sure {
		a.add(Line{Text: "Refunds count once QuickBooks has them", Quantity: v.Figures.Sure - sum})
	} else {
		a.add(Line{Text: "On its way besides", Quantity: v.Figures.Coming - sum})
	}
}

// have are the lines of QuickBooks' own figure.
func have(a *Account, x *store.StockItem, v *Verdict) {
	if x.Entry.Type == "Group" {
		a.add(Line{Text: "What its members suffice for", Quantity: v.Figures.Have})
		return
	}
	a.add(Line{Text: "QuickBooks has on hand", Quantity: x.OnHand})
	promised := store.Count(0)
	if v.Rules.Available {
		promised = -x.Promised
		a.add(Line{Text: "Promised on sales orders", Quantity: promised})
	}
	a.add(Line{Text: "Can be built of its components", Quantity: v.Figures.Have - x.OnHand - promised})
}

// shouldShop is how what a store should show comes to be.
func shouldShop(x *store.StockItem, v *Verdict, kept, target int64) *Account {
	a := &Account{Head: "The store should show", Total: store.Pieces(target)}
	have(a, x, v)
	onTheWay(a, x, v, v.Rules.Master == store.MasterQuickBooks)
	if v.Rules.Master == store.MasterBoth {
		a.add(Line{Text: "Moved in the stores, and QuickBooks will be told", Quantity: v.Adjust})
	}
	there := a.rest(0)
	a.add(Line{Text: "Only whole pieces are shown", Quantity: store.Pieces((-there).Floor()) + there})
	a.add(Line{Text: "Kept back of every item", Quantity: store.Pieces(-v.Rules.Buffer)})
	a.add(Line{Text: "Kept back in this store", Quantity: store.Pieces(-kept)})
	rest := a.rest(a.Total)
	switch {
	case rest < 0:
		a.add(Line{Text: "No more than the cap is shown", Quantity: rest})
	case rest > 0:
		a.add(Line{Text: "Never shown below 0", Quantity: rest})
	}
	return a
}

// shouldBooks is how what QuickBooks should have comes to be: what it has, what
// is on its way, and what it is adjusted by.
func shouldBooks(x *store.StockItem, v *Verdict) *Account {
	if x.Entry.Type == "Group" || !books.Stocked(x.Entry.Type) || !v.Figures.Known {
		return nil
	}
	a := &Account{Head: "QuickBooks should have"}
	a.add(Line{Text: "QuickBooks has on hand", Quantity: x.OnHand})
	onTheWay(a, x, v, false)
	a.add(Line{Text: "To be adjusted by Countinghouse", Quantity: v.Adjust})
	a.Total = -a.rest(0)
	return a
}
