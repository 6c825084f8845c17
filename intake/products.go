package intake

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strings"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/store"
)

// productPatience is how long after a lost answer the store is believed when it
// says that it has no such product: it may be at work on it still.
const productPatience = time.Minute

// productTries is how often a product is sent to which the store answers
// neither yes nor no; then a person looks at it.
const productTries = 5

// productsAtOnce is how many products one round makes.
const productsAtOnce = 25

// MakeProducts makes the products in a store that were asked for, one after the
// other, and tells how many. Each is written down as sent before its call
// leaves, and looked for by its SKU before: one whose answer was lost is never
// made twice.
func (p *Poller) MakeProducts(ctx context.Context, key sales.StoreKey) (int, error) {
	todo, err := p.st.ProductsToMake(ctx, key, productsAtOnce)
	if err != nil || len(todo) == 0 {
		return 0, err
	}
	client, done, err := p.shelves(ctx, key)
	if err != nil {
		return 0, err
	}
	defer done()
	made := 0
	for i := range todo {
		w := &todo[i]
		ok, err := p.makeProduct(ctx, client, w)
		if errors.Is(err, store.ErrChanged) { // it was taken back, or another round was first
			continue
		}
		if err != nil {
			return made, fmt.Errorf("the product %s: %w", w.Product.SKU, err)
		}
		if ok {
			made++
		}
	}
	return made, nil
}

// makeProduct brings one product one step on; true: the store has it now. What
// is written down is, although the context ended meanwhile.
func (p *Poller) makeProduct(ctx context.Context, client *bigcommerce.Client, w *store.WantedProduct) (bool, error) {
	keep := context.WithoutCancel(ctx)
	if w.State == store.Sent { // the server ended while it was on its way
		if err := p.st.ProductUnsure(keep, w.ID, "The store’s answer did not arrive."); err != nil {
			return false, err
		}
		w.State = store.Unsure
	}
	found, err := client.ProductsBySKU(ctx, w.Product.SKU)
	if err != nil {
		return false, err
	}
	if len(found) > 0 {
		return p.productThere(keep, w, found)
	}
	if w.State == store.Unsure {
		if age := p.o.Now().Sub(w.Updated); age >= 0 && age < productPatience {
			return false, nil
		}
		if w.Attempts >= productTries {
			return false, p.st.ProductRefused(keep, w.ID, store.Unsure, fmt.Sprintf("It was sent %d times. The store failed each time without saying why, and does not have it, so it is not sent any more. Look whether the product can be made by hand in the store, change what is unusual in it, or try again later.", w.Attempts))
		}
		if err := p.st.ProductAgain(keep, w.ID, store.Unsure, "The store doesn’t have it; it is sent again."); err != nil {
			return false, err
		}
	}
	if err := p.st.ProductSent(keep, w.ID); err != nil {
		return false, err
	}
	id, err := client.CreateProduct(ctx, newProduct(w.Product))
	switch {
	case err == nil:
		return true, p.st.ProductMade(keep, w.ID, store.Sent, id)
	case errors.Is(err, bigcommerce.ErrTaken):
		return false, p.st.ProductRefused(keep, w.ID, store.Sent, "The store has another product of that name or SKU, and no two may have one. Give it another name, or link that product to the item.")
	case bigcommerce.IsKind(err, bigcommerce.BadRequest), bigcommerce.IsKind(err, bigcommerce.Forbidden), bigcommerce.IsKind(err, bigcommerce.NotFound):
		return false, p.st.ProductRefused(keep, w.ID, store.Sent, "The store would not have it. "+refusalWords(err))
	case bigcommerce.MaybeDone(err):
		return false, errors.Join(err, p.st.ProductUnsure(keep, w.ID, "The store’s answer did not arrive. It is asked whether it has the product before anything is sent again."))
	}
	return false, errors.Join(err, p.st.ProductAgain(keep, w.ID, store.Sent, "The store could not take it yet: "+bigcommerce.Words(err)))
}

// refusalWords are the store's own words where it has some.
func refusalWords(err error) string {
	var e *bigcommerce.APIError
	if errors.As(err, &e) && e.Kind == bigcommerce.BadRequest && e.Title != "" {
		return "It says: " + strings.TrimSuffix(e.Title, ".") + ". Put that right, and try again."
	}
	return bigcommerce.Words(err)
}

// productThere settles a product whose SKU the store has: the one that was
// asked for, or another one.
func (p *Poller) productThere(ctx context.Context, w *store.WantedProduct, found []bigcommerce.Product) (bool, error) {
	for _, f := range found {
		if len(found) == 1 && strings.EqualFold(strings.TrimSpace(string(f.Name)), strings.TrimSpace(w.Product.Name)) {
			return true, p.st.ProductMade(ctx, w.ID, w.State, int64(f.ID))
		}
	}
	return false, p.st.ProductRefused(ctx, w.ID, w.State, "The store has another product of SKU "+w.Product.SKU+". Link that one to the item, or give this one another SKU.")
}

// newProduct is a product as BigCommerce is told it.
func newProduct(n store.NewProduct) bigcommerce.NewProduct {
	out := bigcommerce.NewProduct{Name: n.Name, Type: "physical", SKU: n.SKU, UPC: n.UPC, MPN: n.MPN, Price: n.Price, Cost: n.Cost, Weight: n.Weight, Tracking: "none"}
	if n.Digital {
		out.Type = "digital"
	}
	if n.Counted {
		out.Tracking = "product"
	}
	if n.Description != "" {
		out.Description = "<p>" + strings.ReplaceAll(html.EscapeString(n.Description), "\n", "<br>") + "</p>"
	}
	return out
}

// makeAll makes the products that were asked for in every store that isn't
// disabled.
func (p *Poller) makeAll(ctx context.Context, shops []store.Shop) {
	for _, shop := range shops {
		if shop.Disabled || ctx.Err() != nil {
			continue
		}
		if _, err := p.MakeProducts(ctx, shop.Key); err != nil && ctx.Err() == nil {
			p.o.Log.WarnContext(ctx, "a product could not be made", "store", shop.Key, "reason", bigcommerce.Words(err))
		}
	}
}
