package shop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// mostAdjustments is the longest list of one adjustment (bigcommerce-api §8).
const mostAdjustments = 2000

// adjustment is one item of a request that writes stock.
type adjustment struct {
	v     *variant
	place int
	n     int64
}

// lateWrite is an adjustment that was accepted and is not done yet.
type lateWrite struct {
	due      int // the request before which it is done
	absolute bool
	items    []adjustment
}

// putAbsolute answers PUT /inventory/adjustments/absolute.
func putAbsolute(s *Shop, c *call) { s.adjust(c, true) }

// postRelative answers POST /inventory/adjustments/relative.
func postRelative(s *Shop, c *call) { s.adjust(c, false) }

// adjust reads, checks and does an adjustment. It is refused as a whole for
// any one item (Options.AdjustmentsPartly: the others are done all the same).
func (s *Shop) adjust(c *call, absolute bool) {
	rows, problem := readAdjustment(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if problem != "" {
		c.fail(422, problem)
		return
	}
	if len(rows) > mostAdjustments {
		c.fail(413, "The maximum number of items is "+strconv.Itoa(mostAdjustments)+".")
		return
	}
	find := s.goods.index()
	var good []adjustment
	var bad []string
	twice := map[adjustment]bool{}
	for i, r := range rows {
		a, title := s.adjustable(r, absolute, find)
		key := adjustment{v: a.v, place: a.place}
		switch {
		case title == "" && twice[key]:
			bad = append(bad, fmt.Sprintf("[Item %d is there twice for its location]", i))
		case title != "":
			bad = append(bad, title)
		default:
			twice[key] = true
			good = append(good, a)
		}
	}
	if len(bad) == 0 || s.opt.AdjustmentsPartly {
		s.late = append(s.late, lateWrite{due: s.served + s.opt.StockLag, absolute: absolute, items: good})
		if s.opt.StockLag == 0 {
			s.settleStock(true)
		}
	}
	if len(bad) > 0 {
		c.fail(422, strings.Join(bad[:min(len(bad), 20)], " "))
		return
	}
	s.adjusted++
	var e enc
	e.open('{')
	e.str("transaction_id", "txn-"+strconv.FormatUint(s.opt.Seed, 36)+"-"+strconv.Itoa(s.adjusted))
	e.close('}')
	c.send(200, e.b)
}

// settleStock does what was accepted and is due; all of it if asked to.
func (s *Shop) settleStock(all bool) {
	for len(s.late) > 0 && (all || s.late[0].due <= s.served) {
		w := s.late[0]
		s.late = s.late[1:]
		for _, a := range w.items {
			if w.absolute {
				s.moved(a.v, a.place, a.n, MovedByAdjustment, 0, true)
			} else {
				s.shift(a.v, a.place, a.n, MovedByAdjustment, 0)
			}
		}
	}
}

// SettleStock does at once all adjustments that the API accepted and did not do yet.
func (s *Shop) SettleStock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settleStock(true)
}

// adjustmentRow is one item of the request; pointers tell what was given.
type adjustmentRow struct {
	Location *int64  `json:"location_id"`
	SKU      *string `json:"sku"`
	Variant  *int64  `json:"variant_id"`
	Product  *int64  `json:"product_id"`
	Quantity *int64  `json:"quantity"`
}

// readAdjustment reads the body; problem is what is wrong with its form.
func readAdjustment(c *call) (rows []adjustmentRow, problem string) {
	body, err := io.ReadAll(io.LimitReader(c.r.Body, 4<<20))
	if err != nil || !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json") {
		return nil, "The body is not JSON."
	}
	var in struct {
		Reason *string         `json:"reason"`
		Items  []adjustmentRow `json:"items"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil || d.More() {
		return nil, "JSON data is missing or invalid"
	}
	if len(in.Items) == 0 {
		return nil, "Payload contains invalid fields: items must not be empty"
	}
	for i, r := range in.Items {
		keys := 0
		for _, given := range []bool{r.SKU != nil, r.Variant != nil, r.Product != nil} {
			if given {
				keys++
			}
		}
		switch {
		case r.Location == nil:
			return nil, fmt.Sprintf("Payload contains invalid fields: items.%d.location_id is required", i)
		case keys != 1:
			return nil, fmt.Sprintf("Payload contains invalid fields: items.%d needs one of sku, variant_id, product_id", i)
		case r.Quantity == nil:
			return nil, fmt.Sprintf("Payload contains invalid fields: items.%d.quantity is required", i)
		case *r.Quantity > mostStock || *r.Quantity < -mostStock:
			return nil, fmt.Sprintf("Payload contains invalid fields: items.%d.quantity must not be above %d", i, mostStock)
		}
	}
	return in.Items, ""
}

// goodsIndex finds variants by their ids, and what holds stock by SKU.
type goodsIndex struct {
	byID  map[int64]*variant
	bySKU map[string]*variant
}

func (c *catalogue) index() goodsIndex {
	x := goodsIndex{byID: map[int64]*variant{}, bySKU: map[string]*variant{}}
	for _, p := range c.products {
		for _, v := range p.variants {
			x.byID[v.id] = v
		}
	}
	for _, v := range c.heldIn() {
		if sku := v.stockSKU(); sku != "" {
			x.bySKU[sku] = v
		}
	}
	return x
}

// adjustable finds what an item means, and whether it may be adjusted so.
func (s *Shop) adjustable(r adjustmentRow, absolute bool, find goodsIndex) (a adjustment, title string) {
	a.place = slices.IndexFunc(s.stockPlaces(), func(p stockPlace) bool { return p.id == *r.Location })
	if a.place < 0 {
		return a, fmt.Sprintf("[Location with location_id %d was not found]", *r.Location)
	}
	a.n = *r.Quantity
	name := ""
	var found *variant
	switch {
	case r.SKU != nil:
		name = "sku " + *r.SKU
		found = find.bySKU[*r.SKU]
	case r.Variant != nil:
		name = fmt.Sprintf("variant_id %d", *r.Variant)
		if found = find.byID[*r.Variant]; found != nil && found.product.tracking() == "product" {
			return a, "[Item with " + name + " is tracked by product, please update stock by product id]"
		}
	default:
		name = fmt.Sprintf("product_id %d", *r.Product)
		if p := s.goods.byID[*r.Product]; p != nil && len(p.variants) > 0 {
			found = p.variants[0]
			if p.tracking() == "variant" {
				return a, "[Item with " + name + " is tracked by variant, please update stock by variant id]"
			}
		}
	}
	switch {
	case found == nil:
		return a, "[Item with " + name + " was not found]"
	case found.holder() == nil:
		return a, "[Item with " + name + " is not tracked]"
	}
	a.v = found.holder()
	x := a.v.at[a.place]
	switch {
	case !absolute && !x.counted:
		return a, "Items with identity: [" + name + "] requires absolute adjustment before relative"
	case absolute && a.n < 0 && !s.opt.NegativeStock:
		return a, "[Item with " + name + " can't have a quantity below 0]"
	case !absolute && (x.onHand+a.n > mostStock || a.n < 0 && x.onHand+a.n < 0 && !s.opt.NegativeStock):
		return a, "[Item with " + name + " would have a quantity that is not allowed]"
	}
	return a, ""
}
