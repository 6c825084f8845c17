package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countinghouse/books"
	"countinghouse/sales"
)

// OrderRef names an order.
type OrderRef struct {
	Store sales.StoreKey `json:"store"`
	ID    sales.OrderID  `json:"id"`
}

// DeedKind is what a Deed does.
type DeedKind string

// The deeds.
const (
	DeedExclude    DeedKind = "exclude"    // Orders, Text: why
	DeedInclude    DeedKind = "include"    // Orders
	DeedApprove    DeedKind = "approve"    // Orders, Text: the rule's name
	DeedDisapprove DeedKind = "disapprove" // Orders, Text: the rule's name
	DeedMap        DeedKind = "map"        // Store, Lines
	DeedCustomer   DeedKind = "customer"   // Orders, ListID; "" is nobody of those that look alike
	DeedUnlink     DeedKind = "unlink"     // Orders, ListID: the customer that was linked before; "" is none
	DeedRestock    DeedKind = "restock"    // Orders (one), Restock
	DeedAdopt      DeedKind = "adopt"      // Orders (one), Document, Text: the number in QuickBooks
	DeedPlan       DeedKind = "plan"       // Orders: look at them again, try again what was refused
	DeedSchedule   DeedKind = "schedule"   // Schedule
	DeedReading    DeedKind = "reading"    // Reading
	DeedCreate     DeedKind = "create"     // Company, Create: items that are to be made in QuickBooks
	DeedUncreate   DeedKind = "uncreate"   // Company, Create: their keys and names
	DeedEntry      DeedKind = "entry"      // Company, NewEntry: what a person has made in a list of QuickBooks; Then, once it is made
	DeedNoEntry    DeedKind = "no_entry"   // Entry
	DeedAskLink    DeedKind = "ask_link"   // Orders (one), Document, Text: the number; QuickBooks is asked for it before it is believed
	DeedUnaskLink  DeedKind = "unask_link" // Orders
)

// Deed is one thing that a person does about orders, the mapping or a schedule, as plain
// data: what takes it back is a Deed as well.
type Deed struct {
	Kind     DeedKind          `json:"kind"`
	Orders   []OrderRef        `json:"orders,omitempty"`
	Store    sales.StoreKey    `json:"store,omitempty"`
	Text     string            `json:"text,omitempty"`
	Lines    []books.SheetLine `json:"lines,omitempty"`
	ListID   string            `json:"listID,omitempty"`
	Restock  []RestockLine     `json:"restock,omitempty"`
	Document books.Kind        `json:"document,omitempty"`
	Schedule *Schedule         `json:"schedule,omitempty"`
	Reading  *Reading          `json:"reading,omitempty"`
	Company  CompanyKey        `json:"company,omitempty"`
	Create   []WantedItem      `json:"create,omitempty"`
	Products []WantedProduct   `json:"products,omitempty"`
	NewEntry *books.NewEntry   `json:"newEntry,omitempty"`
	Then     []Deed            `json:"then,omitempty"`
	Entry    int64             `json:"entry,omitempty"` // a WantedEntry
}

// UnmarshalJSON reads deeds of earlier builds as well, which named the lines of
// the sheet "settings".
func (d *Deed) UnmarshalJSON(body []byte) error {
	type plain Deed
	var was struct {
		plain
		Settings []struct{ Field, Key, Value string } `json:"settings"`
	}
	if err := json.Unmarshal(body, &was); err != nil {
		return err
	}
	*d = Deed(was.plain)
	for _, s := range was.Settings {
		key := s.Field
		if column, ok := strings.CutPrefix(key, "payments."); ok {
			key = "payments.*." + column
		}
		d.Lines = append(d.Lines, books.SheetLine{Key: key, Row: s.Key, Value: s.Value})
	}
	return nil
}

// RestockLine says of one line of a refund whether its goods went back to stock.
type RestockLine struct {
	Refund  int64 `json:"refund"`
	Line    int64 `json:"line"`
	Back    bool  `json:"back"`
	Decided bool  `json:"decided"` // false: nobody has said so yet
}

// do carries a deed out, and tells what takes it back; nil is nothing.
func (t *tx) do(by Actor, d Deed) (*Deed, error) {
	switch d.Kind {
	case DeedExclude, DeedInclude, DeedApprove, DeedDisapprove, DeedAdopt:
		return t.doOrders(by, d)
	case DeedMap:
		return t.doMap(by, d)
	case DeedCustomer, DeedUnlink:
		return t.doCustomer(by, d)
	case DeedRestock:
		return t.doRestock(by, d)
	case DeedSchedule:
		return t.doSchedule(by, d)
	case DeedReading:
		return t.doReading(by, d)
	case DeedCreate:
		return t.doCreate(by, d)
	case DeedUncreate:
		return t.doUncreate(by, d)
	case DeedProduct:
		return t.doProduct(by, d)
	case DeedUnproduct:
		return t.doUnproduct(by, d)
	case DeedEntry:
		return t.doEntry(by, d)
	case DeedNoEntry:
		return t.doNoEntry(by, d)
	case DeedAskLink:
		return t.doAskLink(by, d)
	case DeedUnaskLink:
		return t.doUnaskLink(by, d)
	case DeedPlan:
		for _, o := range d.Orders {
			if err := t.planAgain(by, o); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	return nil, fmt.Errorf("there is no deed %q", d.Kind)
}

// doOrders are the deeds that decide about each of some orders. An order for
// which it is so already is left alone, and stays so when the deed is taken back.
func (t *tx) doOrders(by Actor, d Deed) (*Deed, error) {
	back := Deed{Text: d.Text}
	if d.Text = strings.TrimSpace(d.Text); d.Text == "" && d.Kind != DeedInclude {
		return nil, errors.New("say why")
	}
	why := map[string][]OrderRef{} // of what is included again, to exclude it by the same words
	for _, o := range d.Orders {
		changed := false
		var err error
		switch d.Kind {
		case DeedExclude, DeedAdopt:
			back.Kind = DeedInclude
			text := d.Text
			if d.Kind == DeedAdopt {
				if err := t.adopt(by, o, d.Document, d.Text); err != nil {
					return nil, err
				}
				text = "It stands in QuickBooks already, as " + lowerFirst(postingName(d.Document, books.Add, d.Text)) + "."
			}
			err = t.decide(by, o.Store, o.ID, "order.excluded_by_person", text, func(x *books.Decisions) error {
				changed = x.Excluded == ""
				x.Excluded = text
				if d.Kind == DeedAdopt {
					x.Linking, x.LinkSays = "", ""
				}
				return nil
			})
		case DeedInclude:
			back.Kind = DeedExclude
			err = t.decide(by, o.Store, o.ID, "order.included", "It is posted like any other.", func(x *books.Decisions) error {
				if x.Excluded != "" {
					why[x.Excluded] = append(why[x.Excluded], o)
				}
				x.Excluded = ""
				return nil
			})
			if err == nil {
				_, err = t.exec("DELETE FROM adopted WHERE store = $1 AND order_id = $2", string(o.Store), int64(o.ID))
			}
		case DeedApprove:
			back.Kind = DeedDisapprove
			err = t.decide(by, o.Store, o.ID, "order.approved", "Rule "+d.Text, func(x *books.Decisions) error {
				if x.Approved == nil {
					x.Approved = map[string]string{}
				}
				changed = x.Approved[d.Text] == ""
				x.Approved[d.Text] = by.Name
				return nil
			})
		default: // DeedDisapprove
			err = t.decide(by, o.Store, o.ID, "order.disapproved", "Rule "+d.Text, func(x *books.Decisions) error {
				delete(x.Approved, d.Text)
				return nil
			})
		}
		if err != nil {
			return nil, fmt.Errorf("order %d: %w", o.ID, err)
		}
		if changed {
			back.Orders = append(back.Orders, o)
		}
	}
	if d.Kind == DeedInclude {
		for text, orders := range why {
			if len(orders) > len(back.Orders) { // several reasons can't be one deed: the commonest goes back
				back.Text, back.Orders = text, orders
			}
		}
	}
	if back.Kind == "" || len(back.Orders) == 0 {
		return nil, nil
	}
	return &back, nil
}

// adopt notes the document by which an order stands in QuickBooks already.
func (t *tx) adopt(by Actor, o OrderRef, kind books.Kind, number string) error {
	if kind == "" {
		return errors.New("say what kind of document it is")
	}
	var company CompanyKey
	if err := t.row("SELECT company FROM sales_order WHERE store = $1 AND id = $2", []any{string(o.Store), int64(o.ID)}, &company); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO adopted (store, order_id, company, kind, number, adopted, adopted_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (store, order_id) DO UPDATE SET kind = excluded.kind, number = excluded.number, adopted = excluded.adopted, adopted_by = excluded.adopted_by`,
		string(o.Store), int64(o.ID), string(company), string(kind), strings.ToUpper(number), t.at, by.Name)
	if err == nil { // a person said so: it is no question any more
		_, err = t.exec("DELETE FROM link_question WHERE store = $1 AND order_id = $2", string(o.Store), int64(o.ID))
	}
	return err
}

// doMap sets lines of a store's mapping; what is unsettled is planned again.
func (t *tx) doMap(by Actor, d Deed) (*Deed, error) {
	var body string
	err := t.row("SELECT body FROM rules WHERE store = $1 ORDER BY version DESC LIMIT 1", []any{string(d.Store)}, &body)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	var r books.Rules
	if body != "" {
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return nil, err
		}
	}
	back := Deed{Kind: DeedMap, Store: d.Store}
	now := r
	for _, l := range d.Lines { // one after the other: a later one may spell its row as an earlier one does
		old := now.Spelled(l)
		l.Row = old.Row
		next, wrong := now.With([]books.SheetLine{l})
		if len(wrong) > 0 {
			return nil, fmt.Errorf("%w: %w", ErrRules, wrong[0])
		}
		if len(next.Changes(now)) > 0 {
			back.Lines = append(back.Lines, old)
		}
		now = next
	}
	if len(back.Lines) == 0 {
		return nil, nil
	}
	if err := now.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRules, err)
	}
	slices.Reverse(back.Lines)
	_, err = t.saveRules(by, d.Store, now)
	return &back, err
}

// doCustomer says who bought, for each of some orders.
func (t *tx) doCustomer(by Actor, d Deed) (*Deed, error) {
	back := Deed{Kind: DeedUnlink}
	for _, o := range d.Orders {
		before, err := t.linkedTo(o)
		if err != nil {
			return nil, err
		}
		if d.Kind == DeedUnlink && d.ListID == "" {
			err = t.unlink(by, o)
		} else {
			err = t.chooseCustomer(by, o.Store, o.ID, d.ListID)
		}
		if err != nil {
			return nil, err
		}
		back.ListID = before
		back.Orders = append(back.Orders, o)
	}
	if d.Kind == DeedUnlink || len(back.Orders) == 0 {
		return nil, nil
	}
	return &back, nil
}

// customerKeyOf is by what the shopper of an order is linked.
func (t *tx) customerKeyOf(o OrderRef) (CompanyKey, string, error) {
	var company CompanyKey
	var body []byte
	if err := t.row(`SELECT o.company, b.body FROM sales_order o JOIN order_body b ON b.store = o.store AND b.order_id = o.id
		WHERE o.store = $1 AND o.id = $2`, []any{string(o.Store), int64(o.ID)}, &company, &body); err != nil {
		return "", "", err
	}
	var order sales.Order
	if err := json.Unmarshal(body, &order); err != nil {
		return "", "", err
	}
	return company, order.CustomerKey(), nil
}

// linkedTo is the customer that the order's shopper is linked to; "" is none.
func (t *tx) linkedTo(o OrderRef) (string, error) {
	company, key, err := t.customerKeyOf(o)
	if err != nil {
		return "", err
	}
	var listID string
	err = t.row("SELECT list_id FROM customer_link WHERE company = $1 AND customer_key = $2", []any{string(company), key}, &listID)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return listID, err
}

// unlink takes back who bought.
func (t *tx) unlink(by Actor, o OrderRef) error {
	company, key, err := t.customerKeyOf(o)
	if err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM customer_link WHERE company = $1 AND customer_key = $2", string(company), key); err != nil {
		return err
	}
	return t.decide(by, o.Store, o.ID, "order.customer", "Nobody has said yet who bought.", func(x *books.Decisions) error {
		x.NewCustomer = false
		return nil
	})
}

// doRestock says for lines of refunds whether the goods went back to stock.
func (t *tx) doRestock(by Actor, d Deed) (*Deed, error) {
	back := Deed{Kind: DeedRestock, Orders: d.Orders}
	for _, o := range d.Orders {
		for _, l := range d.Restock {
			words := "it isn't said yet what became of the goods"
			if l.Decided {
				words = "the goods " + backWords(l.Back)
			}
			err := t.decide(by, o.Store, o.ID, "order.restock", fmt.Sprintf("Refund %d, line %d: %s.", l.Refund, l.Line, words), func(x *books.Decisions) error {
				before, was := x.Restock[l.Refund][l.Line]
				back.Restock = append(back.Restock, RestockLine{l.Refund, l.Line, before, was})
				if !l.Decided {
					delete(x.Restock[l.Refund], l.Line)
					return nil
				}
				if x.Restock == nil {
					x.Restock = map[int64]map[int64]bool{}
				}
				if x.Restock[l.Refund] == nil {
					x.Restock[l.Refund] = map[int64]bool{}
				}
				x.Restock[l.Refund][l.Line] = l.Back
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return &back, nil
}

func backWords(back bool) string {
	if back {
		return "went back to stock"
	}
	return "did not go back to stock"
}

// planAgain has an order looked at again, and tries again what QuickBooks
// refused of it, where it is certain that QuickBooks does not have it.
func (t *tx) planAgain(by Actor, o OrderRef) error {
	var company CompanyKey
	if err := t.row("SELECT company FROM sales_order WHERE store = $1 AND id = $2", []any{string(o.Store), int64(o.ID)}, &company); err != nil {
		return err
	}
	t.log(event{actor: by, action: "order.plan_again", company: company, store: o.Store, order: o.ID, subject: orderSubject(o.ID)})
	if err := t.mark(company, o.Store, []sales.OrderID{o.ID}); err != nil {
		return err
	}
	return nil
}
