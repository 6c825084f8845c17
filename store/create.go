package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"countinghouse/books"
	"countinghouse/sales"
)

// Items that a person, or a rule, has made for products outside of any order.
// Each is a posting like those that orders have made (kind item, no order), by
// the same key for the same SKU: whoever asks first, it is made once. What is
// told here of its ware says what follows when QuickBooks has it.

// WantedItem is an item that is to be made in QuickBooks.
type WantedItem struct {
	Item books.NewItem `json:"item"`
	// Store, Variant and SKU are the ware that it is for; zero for an item that
	// only others stand under.
	Store   sales.StoreKey `json:"store,omitempty"`
	Variant int64          `json:"variant,omitempty"`
	SKU     string         `json:"sku,omitempty"`
	Title   string         `json:"title,omitempty"` // the ware's, for people
	// Link has the SKU linked to the item once it is there, since nothing else
	// would tell that it is it.
	Link bool `json:"link,omitempty"`
}

// ErrWanted tells that an item can't be asked for, or be taken back; the words
// say why.
var ErrWanted = errors.New("that can't be done")

// doCreate asks for items. One that stands in QuickBooks already, or whose name
// is another's, stops all of them.
func (t *tx) doCreate(by Actor, d Deed) (*Deed, error) {
	p := &planning{t: t, company: d.Company, entries: map[entryKey]resolved{}, touched: map[orderKey]bool{}}
	back := Deed{Kind: DeedUncreate, Company: d.Company}
	for i := range d.Create {
		w := &d.Create[i]
		asked, err := p.want(by, w)
		if err != nil {
			return nil, err
		}
		if asked {
			back.Create = append(back.Create, WantedItem{Item: books.NewItem{Key: w.Item.Key, Name: w.Item.Name, Parent: w.Item.Parent}, Store: w.Store, Variant: w.Variant, SKU: w.SKU})
		}
	}
	if err := t.derive(p.touched); err != nil {
		return nil, err
	}
	if len(back.Create) == 0 {
		return nil, nil
	}
	return &back, nil
}

// want asks for one item; false: it was asked for already, and stays as it is now asked for.
func (p *planning) want(by Actor, w *WantedItem) (bool, error) {
	t := p.t
	full := w.Item.FullName()
	if err := t.nameFree(p.company, w); err != nil {
		return false, err
	}
	k, n := entryKey{books.ItemAdd, w.Item.Key}, &newEntry{entryKey{books.ItemAdd, w.Item.Key}, w.Item.Name, &w.Item}
	e, err := t.entryStands(p.company, k)
	if err != nil {
		return false, err
	}
	asked := false
	switch {
	case e == nil:
		asked = true
	case e.state == Sent, e.state == Unsure, e.state == Refused && e.lane == laneUncertain:
		return false, fmt.Errorf("%w: %s is on its way into QuickBooks already. Wait for the next update", ErrWanted, full)
	case e.state == Ready:
		if _, err := p.reviveEntry(e, k, n); err != nil { // as it is asked for now
			return false, err
		}
	default:
		asked = true
	}
	r, err := p.findEntry(k, n)
	if err != nil {
		return false, err
	}
	if !r.waits {
		return false, fmt.Errorf("%w: QuickBooks has the item %s already. Link the product to it, or choose another name", ErrWanted, full)
	}
	var rows int64
	if rows, err = t.exec(`INSERT INTO wanted_item (company, part, store, variant, sku, title, link, asked, asked_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (company, part) DO UPDATE SET store = excluded.store, variant = excluded.variant, sku = excluded.sku, title = excluded.title, link = excluded.link
		WHERE excluded.store <> ''`, string(p.company), w.Item.Key, string(w.Store), w.Variant, w.SKU, w.Title, flag(w.Link), t.at, by.Name); err != nil {
		return false, err
	}
	if asked || rows > 0 {
		t.log(event{actor: by, action: "item.asked_for", company: p.company, store: w.Store, subject: "item " + full,
			detail: fmt.Sprintf("%s, to be made in QuickBooks for SKU %s", itemWord(w.Item.Type), w.SKU)})
	}
	return asked, nil
}

func itemWord(itemType string) string {
	switch itemType {
	case "Inventory":
		return "inventory item"
	case "InventoryAssembly":
		return "inventory assembly"
	case "NonInventory":
		return "non-inventory item"
	case "OtherCharge":
		return "other charge item"
	}
	return "service item"
}

// entryStands is the newest posting of a list entry; nil if there is none.
func (t *tx) entryStands(company CompanyKey, k entryKey) (*existing, error) {
	var e existing
	err := t.row(`SELECT id, revision, operation, state, waits, lane, ref, body_hash FROM posting
		WHERE store = '' AND order_id = 0 AND kind = $1 AND part = $2 AND company = $3 ORDER BY revision DESC LIMIT 1`,
		[]any{string(k.kind), k.key, string(company)}, &e.id, &e.revision, &e.operation, &e.state, &e.waits, &e.lane, &e.ref, &e.bodyHash)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return &e, err
}

// nameFree tells whether an item's name is nobody else's: all items of a company
// file share their names, with their parents' before them.
func (t *tx) nameFree(company CompanyKey, w *WantedItem) error {
	full := w.Item.FullName()
	var n int
	if err := t.row("SELECT count(*) FROM list_entry WHERE company = $1 AND kind = 'item' AND full_name_key = $2", []any{string(company), fold(full)}, &n); err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%w: QuickBooks has an item named %s already. Link the product to it, or choose another name", ErrWanted, full)
	}
	var other string
	err := t.query(`SELECT p.part, b.body FROM posting p JOIN posting_body b ON b.posting = p.id WHERE p.company = $1 AND p.kind = 'item' AND p.name_key <> '' AND p.name_key = $2 AND p.part <> $3
		AND p.order_id = 0 AND p.operation = '' AND (p.state IN ('ready', 'sent', 'unsure') OR p.state = 'refused' AND p.lane = 'uncertain')`,
		[]any{string(company), fold(w.Item.Name), w.Item.Key}, func(r *sql.Rows) error {
			var part string
			var body []byte
			if err := r.Scan(&part, &body); err != nil {
				return err
			}
			var i books.NewItem
			err := json.Unmarshal(body, &i)
			if fold(i.FullName()) == fold(full) {
				other = part
			}
			return err
		})
	if err == nil && other != "" {
		err = fmt.Errorf("%w: another product's item is to be named %s. Choose another name", ErrWanted, full)
	}
	return err
}

// doUncreate takes back what was asked for, as long as none of it was sent.
func (t *tx) doUncreate(by Actor, d Deed) (*Deed, error) {
	touched := map[orderKey]bool{}
	for i := len(d.Create) - 1; i >= 0; i-- {
		w := &d.Create[i]
		e, err := t.entryStands(d.Company, entryKey{books.ItemAdd, w.Item.Key})
		if err != nil {
			return nil, err
		}
		switch {
		case e == nil, e.state == Withdrawn:
		case e.state == Ready, e.state == Refused && e.lane != laneUncertain:
			if err := t.dependents([]PostingID{e.id}, touched); err != nil {
				return nil, err
			}
			if err := t.withdraw(settled{id: e.id, company: d.Company, kind: books.ItemAdd, part: w.Item.Key, operation: e.operation, state: e.state,
				waits: e.waits, lane: e.lane, ref: e.ref}); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("%w: %s was sent to QuickBooks already, so it isn't taken back. Make the item inactive there if it isn't wanted", ErrWanted, w.Item.FullName())
		}
		if _, err := t.exec("DELETE FROM wanted_item WHERE company = $1 AND part = $2", string(d.Company), w.Item.Key); err != nil {
			return nil, err
		}
		t.log(event{actor: by, action: "item.not_asked_for", company: d.Company, store: w.Store, subject: "item " + w.Item.FullName()})
	}
	for k := range touched { // an order that waits for one of them is looked at anew
		if err := t.mark(d.Company, k.store, []sales.OrderID{k.id}); err != nil {
			return nil, err
		}
	}
	return nil, t.derive(touched)
}

// wantedMade notes what follows of items that are in QuickBooks now: SKUs that
// are to be linked to them are, and the orders that waited for those SKUs are
// planned again.
func (t *tx) wantedMade(made []settled) error {
	links := map[sales.StoreKey][]books.SheetLine{}
	for _, p := range made {
		var w WantedItem
		var body []byte
		err := t.row(`SELECT w.store, w.sku, w.link, b.body FROM wanted_item w JOIN posting_body b ON b.posting = $3 WHERE w.company = $1 AND w.part = $2`,
			[]any{string(p.company), p.part, int64(p.id)}, &w.Store, &w.SKU, &w.Link, &body)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := json.Unmarshal(body, &w.Item); err != nil {
			return err
		}
		if w.Link {
			links[w.Store] = append(links[w.Store], books.SheetLine{Key: "items.links", Row: w.SKU, Value: w.Item.FullName()})
		}
		if err := t.waitersGo(p.company, w.Store, w.SKU); err != nil {
			return err
		}
	}
	for key, lines := range links {
		_, err := t.doMap(system, Deed{Kind: DeedMap, Store: key, Lines: lines})
		if errors.Is(err, ErrRules) { // the answer of QuickBooks counts all the same
			t.log(event{actor: system, action: "item.not_linked", store: key, subject: "store " + string(key), detail: err.Error()})
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// waitersGo has the orders planned again that wait for a SKU's item.
func (t *tx) waitersGo(company CompanyKey, key sales.StoreKey, sku string) error {
	var ids []sales.OrderID
	err := t.query("SELECT DISTINCT subject, order_id FROM problem WHERE company = $1 AND store = $2 AND leads = 1 AND code IN "+itemCauses+" AND lower(subject) = lower($3)",
		[]any{string(company), string(key), sku}, func(r *sql.Rows) error {
			var subject string
			var id sales.OrderID
			err := r.Scan(&subject, &id)
			ids = append(ids, id)
			return err
		})
	if err != nil || len(ids) == 0 {
		return err
	}
	return t.mark(company, key, ids)
}

// isWanted tells whether an item was asked for outside of any order.
func (t *tx) isWanted(p settled) (bool, error) {
	var n int
	err := t.row("SELECT count(*) FROM wanted_item WHERE company = $1 AND part = $2", []any{string(p.company), p.part}, &n)
	return n > 0 && p.kind == books.ItemAdd && p.operation == books.Add, err
}
