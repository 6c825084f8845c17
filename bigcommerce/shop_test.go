package bigcommerce_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/simulator/shop"
)

// openShop is a simulated store and a client that reads it over real HTTP.
func openShop(t *testing.T, o shop.Options) (*shop.Shop, *bigcommerce.Client) {
	t.Helper()
	s := shop.New(o)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(func() { srv.Close(); s.Close() })
	c, err := bigcommerce.New(bigcommerce.Options{BaseURL: srv.URL, StoreHash: s.Hash(), Token: s.Token()})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

// same compares an amount that was read with one that is true.
func same(t *testing.T, what string, got bigcommerce.Number, want shop.Money) {
	t.Helper()
	d, err := got.Decimal()
	n := bigcommerce.NumberOf(want.String())
	w, _ := n.Decimal()
	if err != nil || d.Cmp(w) != 0 {
		t.Errorf("%s: %s (%v), want %s", what, got.Text(), err, want)
	}
}

func TestRefundsAreReadWithTheirItemsAndTenders(t *testing.T) {
	s, c := openShop(t, shop.Options{Seed: 3})
	id := s.SellOne(shop.KindCardGiftCredit)
	parts := []shop.RefundPart{{Type: shop.RefundProduct, Quantity: 1, Adjust: -30 * shop.Cent}, {Type: shop.RefundOrder, Amount: 50 * shop.Cent}}
	if _, err := s.RefundWith(id, shop.RefundSpec{Items: parts[1:], Money: []shop.RefundMoney{{Tender: "Credit Card", Amount: 50 * shop.Cent, Declined: true}}}); err != nil {
		t.Fatal(err)
	}
	first, err := s.RefundWith(id, shop.RefundSpec{Reason: "late", Items: parts})
	if err != nil {
		t.Fatal(err)
	}
	other := s.SellOne(shop.KindRefunded)
	truth, _ := s.Truth(id)
	list, err := c.OrderRefunds(t.Context(), id)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d refunds, %v", len(list), err)
	}
	for i, r := range list {
		want := truth.Refunds[i]
		same(t, "total", r.TotalAmount, want.Total)
		same(t, "tax", r.TotalTax, want.Tax)
		if len(r.Payments) != len(want.Payments) || r.Created.Time() != want.At || int64(r.ID) != want.ID {
			t.Errorf("%+v, want %+v", r, want)
		}
		for j, p := range r.Payments {
			same(t, "payment", p.Amount, want.Payments[j].Amount)
			if string(p.ProviderID) != want.Payments[j].Provider || bool(p.Offline) != want.Payments[j].Offline || bool(p.IsDeclined) != want.Payments[j].Declined {
				t.Errorf("payment %+v, want %+v", p, want.Payments[j])
			}
		}
	}
	same(t, "deduction", list[1].Items[0].Adjustments[0].Amount, -30*shop.Cent)
	if p := list[0].Payments[0]; p.DeclinedMessage == "" || p.TransactionID == 0 {
		t.Errorf("declined payment %+v", p)
	}
	one, err := c.Refund(t.Context(), first)
	if err != nil || one.Reason != "late" || int64(one.OrderID) != id {
		t.Errorf("%+v, %v", one, err)
	}
	all, err := c.Refunds(t.Context(), time.Time{})
	if err != nil || len(all) != 3 || int64(all[2].OrderID) != other {
		t.Errorf("%d refunds of the store, %v", len(all), err)
	}
	if _, err := c.Refund(t.Context(), 1); !bigcommerce.Gone(err) {
		t.Errorf("a refund that does not exist: %v", err)
	}
}

func TestShipmentsAreReadWithTheirPieces(t *testing.T) {
	s, c := openShop(t, shop.Options{Seed: 4})
	id := s.SellOne(shop.KindHugeQuantity)
	if list, err := c.OrderShipments(t.Context(), id); err != nil || len(list) != 0 {
		t.Errorf("before anything was sent: %d, %v", len(list), err)
	}
	x, _ := s.Truth(id)
	if err := s.ShipPieces(id, x.Lines[0].ID, 300); err != nil {
		t.Fatal(err)
	}
	if err := s.Ship(id); err != nil {
		t.Fatal(err)
	}
	list, err := c.OrderShipments(t.Context(), id)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d shipments, %v", len(list), err)
	}
	if it := list[0].Items[0]; int64(it.OrderProductID) != x.Lines[0].ID || it.Quantity.Text() != "300" || list[0].DateCreated.Time().IsZero() {
		t.Errorf("%+v", list[0])
	}
	lines, err := c.OrderProducts(t.Context(), id)
	if err != nil || lines[0].QuantityShipped.Text() != lines[0].Quantity.Text() {
		t.Errorf("%+v, %v", lines[0], err)
	}
}

func TestADeletedOrderIsToldFromAnArchivedOne(t *testing.T) {
	s, c := openShop(t, shop.Options{Seed: 5})
	archived, deleted := s.SellOne(shop.KindTaxed), s.SellOne(shop.KindTaxed)
	if err := s.Archive(archived); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(deleted); err != nil {
		t.Fatal(err)
	}
	if row, err := c.Order(t.Context(), archived); err != nil || !row.Order.IsDeleted {
		t.Errorf("archived: %v", err)
	}
	_, err := c.Order(t.Context(), deleted)
	if !bigcommerce.Gone(err) {
		t.Fatalf("deleted: %v", err)
	}
	words := bigcommerce.Words(err)
	for _, w := range []string{"has no order 1002 any more", "deleted in the store", "undo its posting"} {
		if !strings.Contains(words, w) {
			t.Errorf("%q does not say %q", words, w)
		}
	}
	if page, err := c.Orders(t.Context(), bigcommerce.OrderQuery{}); err != nil || len(page.Rows) != 0 {
		t.Errorf("%d rows are listed, %v", len(page.Rows), err)
	}
	if _, err := c.OrderRefunds(t.Context(), deleted); !bigcommerce.Gone(err) {
		t.Errorf("refunds of a deleted order: %v", err)
	}
}

func TestLiabilitiesToShoppersAreRead(t *testing.T) {
	s, c := openShop(t, shop.Options{Seed: 6})
	sold, spent := s.SellOne(shop.KindGiftCertificateSold), s.SellOne(shop.KindGiftCertificateSpent)
	x, _ := s.Truth(sold)
	y, _ := s.Truth(spent)
	list, err := c.OrderGiftCertificates(t.Context(), sold)
	if err != nil || len(list) != 1 || list[0].Code == "" {
		t.Fatalf("%+v, %v", list, err)
	}
	same(t, "sold", list[0].Amount, x.GiftCertificates)
	same(t, "balance", list[0].Balance, x.GiftCertificates)
	all, err := c.GiftCertificates(t.Context(), int64(list[0].ID)+1)
	if err != nil || len(all) != 1 {
		t.Errorf("%d certificates after that, %v", len(all), err)
	}
	txs, err := c.Transactions(t.Context(), spent)
	if err != nil || !txs[0].GiftCertificate.Set || txs[0].GiftCertificate.Value.Code != all[0].Code {
		t.Errorf("%+v, %v", txs, err)
	}
	same(t, "spent", txs[0].Amount, y.Tenders["Gift Certificate"])
	credit := s.SellOne(shop.KindStoreCredit)
	if _, err := s.RefundWith(credit, shop.RefundSpec{Items: []shop.RefundPart{{Type: shop.RefundOrder, Amount: 70 * shop.Cent}},
		Money: []shop.RefundMoney{{Tender: "Store Credit", Amount: 70 * shop.Cent}}}); err != nil {
		t.Fatal(err)
	}
	z, _ := s.Truth(credit)
	credits, err := c.StoreCredits(t.Context())
	if err != nil || len(credits) < 120 {
		t.Fatalf("%d customers, %v", len(credits), err)
	}
	for _, k := range credits {
		if int64(k.CustomerID) == z.CustomerID && k.Amounts[0].Amount.IsZero() {
			t.Errorf("customer %d has no credit after a refund to it", k.CustomerID)
		}
	}
	groups, err := c.CustomerGroups(t.Context())
	if err != nil || len(groups) != 3 {
		t.Errorf("%d groups, %v", len(groups), err)
	}
}
