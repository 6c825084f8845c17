package bigcommerce

import (
	"bytes"
	"context"
	"encoding/json"
)

// Consignments are the destinations of an order by kind of fulfilment. Without
// an include they are a link only, and Included is false.
type Consignments struct {
	Included  bool
	Pickups   List[PickupConsignment]
	Shipping  List[ShippingAddress]
	Downloads List[DigitalConsignment]
	Email     struct {
		GiftCertificates List[DigitalConsignment]
	}
}

type consignmentsJSON struct {
	Resource  Text                     `json:"resource"`
	Pickups   List[PickupConsignment]  `json:"pickups"`
	Shipping  List[ShippingAddress]    `json:"shipping"`
	Downloads List[DigitalConsignment] `json:"downloads"`
	Email     Maybe[struct {
		GiftCertificates List[DigitalConsignment] `json:"gift_certificates"`
	}] `json:"email"`
}

// UnmarshalJSON reads the object form of consignment_structure=object, an
// array of such objects, or a link.
func (c *Consignments) UnmarshalJSON(b []byte) error {
	*c = Consignments{}
	var rows []consignmentsJSON
	switch b = bytes.TrimSpace(b); {
	case isObject(b):
		rows = make([]consignmentsJSON, 1)
		if err := json.Unmarshal(b, &rows[0]); err != nil {
			return err
		}
	case len(b) > 0 && b[0] == '[':
		var err error
		if rows, err = rowsOf[consignmentsJSON](b); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if r.Resource != "" {
			continue
		}
		c.Included = true
		c.Pickups = append(c.Pickups, r.Pickups...)
		c.Shipping = append(c.Shipping, r.Shipping...)
		c.Downloads = append(c.Downloads, r.Downloads...)
		c.Email.GiftCertificates = append(c.Email.GiftCertificates, r.Email.Value.GiftCertificates...)
	}
	return nil
}

// PickupConsignment is what is collected at a location.
type PickupConsignment struct {
	ID          ID                 `json:"id"`
	DisplayName Text               `json:"pickup_method_display_name"`
	LineItems   List[OrderProduct] `json:"line_items"`
}

// DigitalConsignment is what goes out by e-mail: downloads, gift certificates.
type DigitalConsignment struct {
	RecipientEmail Text               `json:"recipient_email"`
	LineItems      List[OrderProduct] `json:"line_items"`
}

// ShippingAddress is a destination with its own shipping and handling cost:
// a shipping consignment, or a row of /shipping_addresses, which differ only in
// the lines.
type ShippingAddress struct {
	ID ID `json:"id"`
	Address
	ShippingMethod     Text   `json:"shipping_method"`
	ItemsTotal         Number `json:"items_total"`
	BaseCost           Number `json:"base_cost"`
	CostExTax          Number `json:"cost_ex_tax"`
	CostIncTax         Number `json:"cost_inc_tax"`
	CostTax            Number `json:"cost_tax"`
	BaseHandlingCost   Number `json:"base_handling_cost"`
	HandlingCostExTax  Number `json:"handling_cost_ex_tax"`
	HandlingCostIncTax Number `json:"handling_cost_inc_tax"`
	HandlingCostTax    Number `json:"handling_cost_tax"`
	// LineItems are only in consignments.
	LineItems List[OrderProduct] `json:"line_items"`
}

// OrderShippingAddresses reads the destinations of an order.
func (c *Client) OrderShippingAddresses(ctx context.Context, order int64) ([]ShippingAddress, error) {
	return all2[ShippingAddress](ctx, c, call{name: "shipping addresses", path: orderPath(order, "shipping_addresses"), scope: ScopeOrders})
}

// Lines are the lines that came with the consignments. whole is false when
// there is none or one of them is a link or lacks a field: then the lines have
// to be read from the order's own list.
func (c Consignments) Lines() (lines []OrderProduct, whole bool) {
	n := 0
	for _, s := range c.Shipping {
		n += len(s.LineItems)
	}
	lines = make([]OrderProduct, 0, n)
	take := func(items List[OrderProduct], address ID) {
		for _, p := range items {
			if p.OrderAddressID == 0 {
				p.OrderAddressID = address
			}
			lines = append(lines, p)
		}
	}
	for _, s := range c.Shipping {
		take(s.LineItems, s.ID)
	}
	for _, p := range c.Pickups {
		take(p.LineItems, 0)
	}
	for _, d := range c.Downloads {
		take(d.LineItems, 0)
	}
	for _, d := range c.Email.GiftCertificates {
		take(d.LineItems, 0)
	}
	whole = c.Included && len(lines) > 0
	for _, p := range lines {
		whole = whole && p.Complete()
	}
	return lines, whole
}

// Fees are the order-level fees. They are sent as an array, as {"fees":[…]},
// as one object, or as a link, when Included is false.
type Fees struct {
	Included bool
	Rows     []Fee
}

// Fee is an order-level fee; it may be a government charge.
type Fee struct {
	ID                  ID     `json:"id"`
	Type                Text   `json:"type"`
	DisplayNameCustomer Text   `json:"display_name_customer"`
	DisplayNameMerchant Text   `json:"display_name_merchant"`
	Source              Text   `json:"source"`
	BaseCost            Number `json:"base_cost"`
	CostExTax           Number `json:"cost_ex_tax"`
	// CostExcTax is how one published example spells CostExTax.
	CostExcTax Number `json:"cost_exc_tax"`
	CostIncTax Number `json:"cost_inc_tax"`
	CostTax    Number `json:"cost_tax"`
}

// Net is the cost without tax under either of its spellings.
func (f Fee) Net() Number {
	if f.CostExTax.IsSet() {
		return f.CostExTax
	}
	return f.CostExcTax
}

// UnmarshalJSON reads all the forms; see Fees.
func (f *Fees) UnmarshalJSON(b []byte) error {
	*f = Fees{}
	b = bytes.TrimSpace(b)
	switch {
	case len(b) > 0 && b[0] == '[':
		var err error
		f.Rows, err = rowsOf[Fee](b)
		f.Included = err == nil
		return err
	case isObject(b):
		var o struct {
			Fee
			Resource Text      `json:"resource"`
			Fees     List[Fee] `json:"fees"`
		}
		if err := json.Unmarshal(b, &o); err != nil {
			return err
		}
		if o.Resource != "" {
			return nil
		}
		f.Included, f.Rows = true, o.Fees
		if o.ID != 0 {
			f.Rows = append(f.Rows, o.Fee)
		}
	case len(b) > 0 && (b[0] == '{' || b[0] == '"'):
		f.Included = true // "" and {}: none
	}
	return nil
}

// OrderFees reads the fees of an order.
func (c *Client) OrderFees(ctx context.Context, order int64) ([]Fee, error) {
	var f Fees
	err := c.get(ctx, call{name: "fees", path: orderPath(order, "fees"), scope: ScopeOrders}, func(a answer) error {
		f = Fees{}
		return a.list(&f)
	})
	return f.Rows, err
}
