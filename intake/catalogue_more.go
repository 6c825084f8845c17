package intake

import (
	"context"
	"strings"

	"countinghouse/bigcommerce"
	"countinghouse/store"
)

// maxModifierCalls bounds how many calls one reading of a catalogue spends on
// modifiers: BigCommerce tells them of ten products at a time. What is left is
// read with the next reading.
const maxModifierCalls = 30

// categories reads the names of the store's categories, once in a reading. A
// store that doesn't tell them has none here: nothing but rules by category
// needs them.
func (c *catalogueRun) categories(ctx context.Context) error {
	if c.places != nil {
		return nil
	}
	c.places = map[int64]string{}
	all, err := c.client.Categories(ctx)
	if bigcommerce.IsKind(err, bigcommerce.NotFound) || bigcommerce.IsKind(err, bigcommerce.Forbidden) || bigcommerce.IsKind(err, bigcommerce.BadRequest) {
		c.res.Warnings = append(c.res.Warnings, "The store’s categories can't be read, so rules by category fit nothing: "+bigcommerce.Words(err))
		return nil
	}
	for _, x := range all {
		c.places[int64(x.ID)] = clip(string(x.Name), 100)
	}
	return err
}

// placed are the names of a product's categories.
func (c *catalogueRun) placed(p bigcommerce.Product) string {
	var names []string
	for _, id := range p.Categories {
		if name := c.places[int64(id)]; name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, store.CategorySeparator)
}

// more reads what is told of products one by one: what they are put together of.
func (c *catalogueRun) more(ctx context.Context) error {
	for range maxModifierCalls {
		due, err := c.p.st.ProductsToRead(ctx, c.shop.Key, bigcommerce.ModifierPage)
		if err != nil || len(due) == 0 {
			return err
		}
		ids := make([]int64, len(due))
		for i, p := range due {
			ids[i] = p.Product
		}
		got, err := c.client.ModifiersOf(ctx, ids)
		if err != nil {
			return err
		}
		bundles := map[int64]*store.Bundle{}
		for _, m := range got {
			bundles[int64(m.ID)] = bundleOf(m.Modifiers)
		}
		for i := range due { // of one that went meanwhile nothing is known, and that is read
			due[i].Bundle = bundles[due[i].Product]
		}
		if err := c.p.st.SaveProductMore(context.WithoutCancel(ctx), c.shop.Key, due); err != nil {
			return err
		}
	}
	return nil
}

// bundleOf is what product lists put together; nil if there are none. A list
// that must be chosen from and holds one product is a fixed part; every other
// one is a choice of the shopper's.
func bundleOf(all []bigcommerce.Modifier) *store.Bundle {
	var b store.Bundle
	for _, m := range all {
		if !m.IsProductList() {
			continue
		}
		b.Choice = b.Choice || !bool(m.Required) || len(m.OptionValues) != 1
		b.Stock = b.Stock || bool(m.Config.Value.AdjustsInventory)
		b.Price = b.Price || bool(m.Config.Value.AdjustsPricing)
		for _, v := range m.OptionValues {
			if id := int64(v.ValueData.Value.ProductID); id > 0 {
				b.Parts = append(b.Parts, store.BundlePart{Product: id})
			}
		}
	}
	if len(b.Parts) == 0 {
		return nil
	}
	return &b
}
