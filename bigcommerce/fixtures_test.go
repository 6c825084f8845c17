package bigcommerce

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(sharedDir(t), "fixtures", "bigcommerce", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// answerWith gives a client whose server answers everything with a fixture.
func answerWith(t *testing.T, name string, status int) *Client {
	b := fixture(t, name)
	s, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(b)
	})
	return testClient(t, s.URL)
}

func text(t *testing.T, n Number) string {
	t.Helper()
	d, err := n.Decimal()
	if err != nil {
		t.Errorf("%q: %v", n.Text(), err)
	}
	return d.String()
}

// compare gives two checks: that a value is as published, that nothing failed.
func compare(t *testing.T) (same func(what string, got, want any), ok func(error)) {
	same = func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %v, published is %v", what, got, want)
		}
	}
	ok = func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return same, ok
}

func TestPublishedOrdersAreRead(t *testing.T) {
	ctx := t.Context()
	same, ok := compare(t)
	page, err := answerWith(t, "orders_list.json", 200).Orders(ctx, OrderQuery{})
	ok(err)
	o := page.Rows[0].Order
	same("order", o.ID, ID(100))
	same("total", text(t, o.TotalIncTax), "361.95")
	same("consignments included", o.Consignments.Included, false)
	same("store currency", o.StoreDefaultCurrencyCode, Text(""))
	row, err := answerWith(t, "order_awaiting_payment_with_discount_coupon_fees.json", 200).Order(ctx, 218)
	ok(err)
	same("fees", len(row.Order.Fees.Rows), 2)
	same("fee spelt cost_exc_tax", text(t, row.Order.Fees.Rows[0].Net()), "12.3")
	same("created", row.Order.DateCreated.Time().Unix(), int64(1551822011))
	row, err = answerWith(t, "order_paid_captured.json", 200).Order(ctx, 247)
	ok(err)
	same("amount without decimals", text(t, row.Order.ShippingCostIncTax), "8")

	lines, err := answerWith(t, "order_paid_captured_products.json", 200).OrderProducts(ctx, 247)
	ok(err)
	same("lines", len(lines), 4)
	lines, err = answerWith(t, "order_products_with_options_and_bundle.json", 200).OrderProducts(ctx, 149)
	ok(err)
	same("options", len(lines[0].ProductOptions), 5)
	same("discount code", lines[0].AppliedDiscounts[0].Code, Text(""))
	taxes, err := answerWith(t, "order_taxes.json", 200).OrderTaxes(ctx, 138)
	ok(err)
	same("tax", text(t, taxes[0].LineAmount), "17.64")
	coupons, err := answerWith(t, "order_coupons.json", 200).OrderCoupons(ctx, 120)
	ok(err)
	same("coupon", text(t, coupons[0].Discount), "5")
	fees, err := answerWith(t, "order_fees.json", 200).OrderFees(ctx, 1)
	ok(err)
	same("fees", len(fees), 2)
	ads, err := answerWith(t, "order_shipping_addresses_two.json", 200).OrderShippingAddresses(ctx, 1)
	ok(err)
	same("addresses", len(ads), 2)
	tx, err := answerWith(t, "transactions_square_nonce.json", 200).Transactions(ctx, 121)
	ok(err)
	same("transaction's order", tx[0].OrderID, ID(121))
	same("card", tx[0].CreditCard.Set, false)
}

func TestOtherPublishedAnswersAreRead(t *testing.T) {
	ctx := t.Context()
	same, ok := compare(t)
	st, err := answerWith(t, "store_information.json", 200).Store(ctx)
	ok(err)
	same("zone", st.Timezone.Value.Name, Text("America/Chicago"))
	same("currency", st.Currency, Text("USD"))
	same("offset", text(t, st.Timezone.Value.RawOffset), "-21600")
	at, err := answerWith(t, "time.json", 200).Time(ctx)
	ok(err)
	same("time", at.Unix(), int64(1529512970))

	rs, err := answerWith(t, "refund_get.json", 200).Refund(ctx, 12)
	ok(err)
	same("refund", text(t, rs.TotalAmount)+" "+text(t, rs.TotalTax), "50 5")
	same("refund to", rs.Payments[0].ProviderID, Text("storecredit"))
	same("amount of a refund by quantity", rs.Items[0].RequestedAmount.IsSet(), false)
	sh, err := answerWith(t, "order_shipments_two.json", 200).OrderShipments(ctx, 1)
	ok(err)
	same("shipments", len(sh), 2)
	same("pieces sent", len(sh[0].Items) > 0 && !sh[0].Items[0].Quantity.IsZero(), true)
	gs, err := answerWith(t, "gift_certificates.json", 200).GiftCertificates(ctx, 0)
	ok(err)
	same("certificate", text(t, gs[0].Balance)+" of "+text(t, gs[0].Amount), "500 of 1000")
	cs, err := answerWith(t, "customers_list.json", 200).Customers(ctx, []int64{1})
	ok(err)
	same("customer", cs[0].Email, Text("jane.smith@example.com"))
	count, err := answerWith(t, "orders_count_by_status.json", 200).OrdersCount(ctx, OrderQuery{})
	ok(err)
	same("statuses", len(count.Statuses), 15)
	sts, err := answerWith(t, "order_statuses.json", 200).OrderStatuses(ctx)
	ok(err)
	same("statuses", len(sts), 15)
	chs, err := answerWith(t, "channels.json", 200).Channels(ctx)
	ok(err)
	same("channels", len(chs) > 0 && chs[0].Type != "", true)
	vs, err := answerWith(t, "variants_list.json", 200).Variants(ctx)
	ok(err)
	same("variants", len(vs) > 0 && vs[0].ProductID > 0, true)
	ps, err := answerWith(t, "products_list.json", 200).Products(ctx, at)
	ok(err)
	same("products", len(ps) > 0 && ps[0].Name != "", true)
	tcs, err := answerWith(t, "v2_tax_classes.json", 200).TaxClasses(ctx)
	ok(err)
	same("tax classes", len(tcs) > 0, true)
}

func TestConsignmentExamplesAreRead(t *testing.T) {
	for name, want := range map[string]struct{ shipping, pickups, downloads, certificates int }{
		"order_consignments_shipping.json":         {shipping: 1},
		"order_consignments_pickup.json":           {pickups: 1},
		"order_consignments_pickup_short.json":     {pickups: 1},
		"order_consignments_digital.json":          {downloads: 1},
		"order_consignments_gift_certificate.json": {certificates: 1},
	} {
		var c Consignments
		if err := c.UnmarshalJSON(fixture(t, name)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := struct{ shipping, pickups, downloads, certificates int }{len(c.Shipping), len(c.Pickups), len(c.Downloads), len(c.Email.GiftCertificates)}
		if !c.Included || got != want {
			t.Errorf("%s: %+v", name, got)
		}
		if lines, whole := c.Lines(); whole || len(lines) != 1 {
			t.Errorf("%s: links count as lines: %d, %v", name, len(lines), whole)
		}
	}
}

func TestEveryPublishedErrorHasItsWords(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(sharedDir(t), "fixtures", "bigcommerce", "error_*.json"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d error examples, %v", len(files), err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if title, _ := errorWords(b); title == "" {
			t.Errorf("%s: no words found", filepath.Base(f))
		}
	}
}
