package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
)

// StockRules say whose quantities count and how they are sent, for one company
// file. The zero value sends nothing.
type StockRules struct {
	// Master is whose quantity counts: quickbooks, bigcommerce, both, or empty.
	Master StockMaster `json:"master,omitempty" yaml:"master,omitempty"`
	// Quantity is which of QuickBooks' figures: on_hand (default), or available,
	// which is on hand less what open sales orders promise.
	Quantity string `json:"quantity,omitempty" yaml:"quantity,omitempty"`
	// Buildable adds to an assembly what its components on hand suffice for.
	Buildable bool `json:"buildable,omitempty" yaml:"buildable,omitempty"`
	// Buffer is kept back of every item, in pieces.
	Buffer int64 `json:"buffer,omitempty" yaml:"buffer,omitempty"`
	// Cap is the most that a store shows; 0 is no cap.
	Cap int64 `json:"cap,omitempty" yaml:"cap,omitempty"`
	// Negative lets a store be told a quantity below nought.
	Negative bool `json:"negative,omitempty" yaml:"negative,omitempty"`
	// Stores are what is particular to a store.
	Stores map[sales.StoreKey]StockStoreRules `json:"stores,omitempty" yaml:"stores,omitempty"`
	// Exceptions are for some items; of several that fit an item the last counts.
	Exceptions []StockException `json:"exceptions,omitempty" yaml:"exceptions,omitempty"`
	// Adjust says how QuickBooks is adjusted.
	Adjust StockAdjust `json:"adjust,omitzero" yaml:"adjust,omitempty"`
	// DriftLimit is how many pieces an item may differ before somebody is told; 0: 10.
	DriftLimit int64 `json:"driftLimit,omitempty" yaml:"drift_limit,omitempty"`
}

// StockStoreRules are what is particular to a store.
type StockStoreRules struct {
	// Buffer is kept back in this store, beside the general one.
	Buffer int64 `json:"buffer,omitempty" yaml:"buffer,omitempty"`
	// Channels keep back for a channel of the store, by its number. BigCommerce
	// counts for all channels of a store together, so the largest counts.
	Channels map[string]int64 `json:"channels,omitempty" yaml:"channels,omitempty"`
	// Location is where quantities are set; 0 is the store's first location.
	Location int64 `json:"location,omitempty" yaml:"location,omitempty"`
	// Off leaves the store's quantities alone.
	Off bool `json:"off,omitempty" yaml:"off,omitempty"`
}

// StockException is a rule for some items.
type StockException struct {
	// Items are full names of items; one that ends in a colon means all below
	// it ("Lamps:").
	Items []string `json:"items" yaml:"items"`
	// Master, where it differs: quickbooks, bigcommerce, both, or none.
	Master   StockMaster `json:"master,omitempty" yaml:"master,omitempty"`
	Buffer   *int64      `json:"buffer,omitempty" yaml:"buffer,omitempty"`
	Cap      *int64      `json:"cap,omitempty" yaml:"cap,omitempty"`
	Negative *bool       `json:"negative,omitempty" yaml:"negative,omitempty"`
}

// StockAdjust says how QuickBooks is adjusted.
type StockAdjust struct {
	// Account is the full name of the account that takes the value.
	Account string `json:"account,omitempty" yaml:"account,omitempty"`
	// Reason is written into the memo.
	Reason string `json:"reason,omitempty" yaml:"reason,omitempty"`
	// Prefix begins the numbers of adjustments, at most 3 characters; default BCQ.
	Prefix string `json:"prefix,omitempty" yaml:"prefix,omitempty"`
}

// MasterNobody, in an exception, leaves its items alone.
const MasterNobody StockMaster = "none"

// ItemStock are the rules for one item.
type ItemStock struct {
	Master      StockMaster
	Available   bool
	Buildable   bool
	Buffer, Cap int64
	Negative    bool
}

// For are the rules for an item, by its full name.
func (r *StockRules) For(item string) ItemStock {
	x := ItemStock{Master: r.Master, Available: r.Quantity == "available", Buildable: r.Buildable, Buffer: r.Buffer, Cap: r.Cap, Negative: r.Negative}
	k := fold(item)
	for i := range r.Exceptions {
		e := &r.Exceptions[i]
		if !e.fits(k) {
			continue
		}
		switch e.Master {
		case MasterNone:
		case MasterNobody:
			x.Master = MasterNone
		default:
			x.Master = e.Master
		}
		if e.Buffer != nil {
			x.Buffer = *e.Buffer
		}
		if e.Cap != nil {
			x.Cap = *e.Cap
		}
		if e.Negative != nil {
			x.Negative = *e.Negative
		}
	}
	return x
}

func (e *StockException) fits(folded string) bool {
	for _, name := range e.Items {
		n := fold(name)
		if n == folded || strings.HasSuffix(n, ":") && strings.HasPrefix(folded, n) {
			return true
		}
	}
	return false
}

// Kept is what a store keeps back beside the item's buffer.
func (r *StockRules) Kept(key sales.StoreKey) int64 {
	x := r.Stores[key]
	most := int64(0)
	for _, n := range x.Channels {
		most = max(most, n)
	}
	return x.Buffer + most
}

// uses tells whether any item has a master.
func (r *StockRules) uses(m StockMaster) bool {
	return r.Master == m || slices.ContainsFunc(r.Exceptions, func(e StockException) bool { return e.Master == m })
}

// Uses tells whether any item has a master.
func (r *StockRules) Uses(m StockMaster) bool { return r.uses(m) }

// Words say for people whose quantities count.
func (r *StockRules) Words() string {
	word := map[StockMaster]string{MasterNone: "nobody", MasterQuickBooks: "QuickBooks", MasterBigCommerce: "BigCommerce", MasterBoth: "both sides"}[r.Master]
	if n := len(r.Exceptions); n > 0 {
		word += fmt.Sprintf(", with %d exceptions", n)
	}
	return word
}

// Check tells all that is wrong with the rules, for people.
func (r *StockRules) Check() error {
	var bad []error
	fail := func(format string, args ...any) { bad = append(bad, fmt.Errorf(format, args...)) }
	master := func(where string, m StockMaster, more ...StockMaster) {
		if !slices.Contains(append([]StockMaster{MasterNone, MasterQuickBooks, MasterBigCommerce, MasterBoth}, more...), m) {
			fail("%s: master is quickbooks, bigcommerce or both, not %q", where, m)
		}
	}
	master("stock", r.Master)
	if q := r.Quantity; q != "" && q != "on_hand" && q != "available" {
		fail("stock: quantity is on_hand or available, not %q", q)
	}
	notBelow := func(where string, n int64) {
		if n < 0 || n > maxStock {
			fail("%s is from 0 to %d pieces, not %d", where, int64(maxStock), n)
		}
	}
	notBelow("stock: buffer", r.Buffer)
	notBelow("stock: cap", r.Cap)
	notBelow("stock: drift_limit", r.DriftLimit)
	for _, key := range slices.Sorted(maps.Keys(r.Stores)) {
		x := r.Stores[key]
		notBelow("stock: store "+string(key)+": buffer", x.Buffer)
		notBelow("stock: store "+string(key)+": location", x.Location)
		for _, c := range slices.Sorted(maps.Keys(x.Channels)) {
			notBelow("stock: store "+string(key)+": channel "+c, x.Channels[c])
		}
	}
	for i, e := range r.Exceptions {
		where := fmt.Sprintf("stock: exception %d", i+1)
		master(where, e.Master, MasterNobody)
		if len(e.Items) == 0 {
			fail("%s names no items", where)
		}
		if e.Buffer != nil {
			notBelow(where+": buffer", *e.Buffer)
		}
		if e.Cap != nil {
			notBelow(where+": cap", *e.Cap)
		}
	}
	if len(r.Adjust.Prefix) > 3 {
		fail("stock: adjust: prefix has at most 3 characters, not %d", len(r.Adjust.Prefix))
	}
	if (r.uses(MasterBigCommerce) || r.uses(MasterBoth)) && strings.TrimSpace(r.Adjust.Account) == "" {
		fail("stock: adjust: account is missing. QuickBooks books the value of what is adjusted to an account; name one, such as Inventory Shrinkage")
	}
	return errors.Join(bad...)
}

// maxStock is the largest quantity that BigCommerce takes (reference:
// bigcommerce-api §8).
const maxStock = 2_147_483_647

// StockRules are the rules of a company file for quantities and their version;
// the zero rules and 0 when there are none.
func (s *Store) StockRules(ctx context.Context, company CompanyKey) (StockRules, int64, error) {
	return stockRulesBy(func(q string, args []any, dest ...any) error { return s.row(ctx, q, args, dest...) }, company)
}

func (t *tx) stockRules(company CompanyKey) (StockRules, int64, error) {
	return stockRulesBy(t.row, company)
}

func stockRulesBy(row func(string, []any, ...any) error, company CompanyKey) (StockRules, int64, error) {
	var r StockRules
	var version int64
	var body []byte
	err := row("SELECT version, body FROM stock_rules WHERE company = $1 ORDER BY version DESC LIMIT 1", []any{string(company)}, &version, &body)
	if errors.Is(err, ErrNotFound) {
		return r, 0, nil
	}
	if err != nil {
		return r, 0, err
	}
	return r, version, json.Unmarshal(body, &r)
}

// SaveStockRules keeps a new version of the rules for quantities and begins to
// follow them. Read is the version that was changed (0: none; -1: whatever
// stands); ErrChanged if another one stands by now. Rules that let both sides
// count are refused with ErrUnsettled while sending is on and differences are
// not settled. Choosing another master stops the sending until a person has
// seen anew what it would change.
func (s *Store) SaveStockRules(ctx context.Context, by Actor, company CompanyKey, r StockRules, read int64, why string) (int64, error) {
	if err := r.Check(); err != nil {
		return 0, err
	}
	if len(why) > maxWhy {
		return 0, fmt.Errorf("why rules are changed has at most %d characters", maxWhy)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	var version int64
	err = s.write(ctx, func(t *tx) error {
		var known int
		if err := t.row("SELECT count(*) FROM company WHERE key = $1", []any{string(company)}, &known); err != nil {
			return err
		}
		if known == 0 {
			return fmt.Errorf("there is no company file %s: %w", company, ErrNotFound)
		}
		was, v, err := t.stockRules(company)
		if err != nil {
			return err
		}
		if read != anyVersion && read != v {
			return fmt.Errorf("version %d of the stock rules was changed, version %d stands: %w", read, v, ErrChanged)
		}
		version = v
		before, err := json.Marshal(was)
		if err != nil {
			return err
		}
		if v > 0 && string(before) == string(body) {
			return nil
		}
		if r.Adjust.Account != was.Adjust.Account {
			if err := t.refusedAgain(company); err != nil {
				return err
			}
		}
		if a := r.Adjust.Account; a != "" {
			var n int
			if err := t.row("SELECT count(*) FROM list_entry WHERE company = $1 AND kind = $2", []any{string(company), string(books.Accounts)}, &n); err != nil {
				return err
			}
			found := 0
			if err := t.row("SELECT count(*) FROM list_entry WHERE company = $1 AND kind = $2 AND full_name_key = $3", []any{string(company), string(books.Accounts), fold(a)}, &found); err != nil {
				return err
			}
			if n > 0 && found == 0 {
				return fmt.Errorf("stock: adjust: QuickBooks has no account named %s, as its accounts were last read", a)
			}
		}
		version++
		if _, err := t.exec("INSERT INTO stock_rules (company, version, body, saved, saved_by, why) VALUES ($1, $2, $3, $4, $5, $6)",
			string(company), version, string(body), t.at, by.Name, strings.TrimSpace(why)); err != nil {
			return err
		}
		t.log(event{actor: by, action: "stock.rules", company: company, subject: "company " + string(company),
			detail: fmt.Sprintf("version %d: the quantities of %s count", version, r.Words())})
		if err := t.followStock(by, company); err != nil {
			return err
		}
		if !sameMasters(was, r) {
			if _, err := t.exec("UPDATE stock_company SET live = '', live_by = '', settled = '' WHERE company = $1", string(company)); err != nil {
				return err
			}
		}
		return t.compareAll(company)
	})
	return version, err
}

// sameMasters tells whether the same side counts for every item.
func sameMasters(a, b StockRules) bool {
	if a.Master != b.Master {
		return false
	}
	of := func(r StockRules) (out []string) {
		for _, e := range r.Exceptions {
			if e.Master != MasterNone {
				out = append(out, string(e.Master)+" "+strings.Join(e.Items, "|"))
			}
		}
		return out
	}
	return slices.Equal(of(a), of(b))
}
