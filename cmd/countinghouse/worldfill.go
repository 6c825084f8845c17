package main

import (
	"context"
	"time"

	"countinghouse/intake"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// StoreOldOrders stores n orders of the year before going live: they are read,
// planned and excluded, and fill the database as a store's history does.
func (w *world) StoreOldOrders(ctx context.Context, n int) error {
	const page = 250
	first := time.Now().AddDate(-1, 0, 0)
	for at := 0; at < n; at += page {
		batch := make([]sales.Order, 0, page)
		for i := at; i < min(at+page, n); i++ {
			batch = append(batch, oldOrder(i, first.Add(time.Duration(i)*4*time.Minute).UTC()))
		}
		if _, err := w.Store.SaveOrders(ctx, worldShop, batch); err != nil {
			return err
		}
	}
	return w.Planned(ctx)
}

// oldOrder is a plain order of one line.
func oldOrder(i int, at time.Time) sales.Order {
	price := money.NewDecimal(int64(500+i%9000), 2)
	total := sales.Taxed{Ex: price, Inc: price}
	who := sales.Customer{Email: "shopper" + time.Duration(i).String() + "@example.com", FirstName: "Old", LastName: "Shopper"}
	return sales.Order{
		Store: worldShop, ID: sales.OrderID(10_000_000 + i), Status: sales.Completed, StatusLabel: "Completed",
		Placed: at.Truncate(time.Second), Modified: at.Truncate(time.Second), ChannelID: 1, Source: "www", Customer: who,
		Billing:  sales.Address{FirstName: who.FirstName, LastName: who.LastName, Street1: "1 Main St", City: "Austin", State: "Texas", PostalCode: "78701", CountryISO: "US", Email: who.Email},
		Currency: "USD", Decimals: 2, StoreCurrency: "USD", ItemsTotal: 1,
		Lines: []sales.Line{{
			ID: int64(i), ProductID: 100, Name: "Enamel Camp Mug", SKU: "HC-1001", Type: sales.Physical, Quantity: money.Int(1),
			BasePrice: price, BaseTotal: price, Price: total, Total: total,
		}},
		Subtotal: total, Total: total, PaymentMethod: "Credit Card",
	}
}

// PollOther reads another simulated store of the same company file.
func (w *world) PollOther(ctx context.Context, s *shop.Shop, key sales.StoreKey) (intake.Result, error) {
	address, err := serveLocal(ctx, s.Handler())
	if err != nil {
		return intake.Result{}, err
	}
	if err := w.Store.SaveShop(ctx, store.Actor{Kind: "system", Name: "bench"}, store.Shop{
		Key: key, Company: worldCompany, Name: string(key), APIURL: address, LoginURL: address, Hash: string(key), Token: "shop-token",
		PollSeconds: 60, Disabled: true,
	}); err != nil {
		return intake.Result{}, err
	}
	return intake.NewPoller(w.Store, intake.Options{Log: w.o.Log}).Poll(ctx, key)
}
