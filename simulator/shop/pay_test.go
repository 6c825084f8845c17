package shop

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestAnOrderIsPaidByInstalmentsAndMovesOnWithTheLast(t *testing.T) {
	now := clock()
	c := open(t, Options{Seed: 41, Now: func() time.Time { return now }})
	id := c.shop.SellOne(KindBankTransfer)
	x, _ := c.shop.Truth(id)
	pay := func(m Money, by string) {
		t.Helper()
		now = now.Add(25 * time.Hour)
		if err := c.shop.PayWith(id, m, by); err != nil {
			t.Fatal(err)
		}
	}
	pay(3*Unit, "Credit Card")
	pay(2*Unit, "Credit Card")
	pay(Unit, "Gift Certificate")
	if y, _ := c.shop.Truth(id); y.Status != AwaitingPayment || y.Due() != x.Total-6*Unit || len(y.Payments) != 3 {
		t.Errorf("status %d, %s due, payments %v", y.Status, y.Due(), y.Payments)
	}
	if err := c.shop.PayWith(id, x.Total, "Gift Certificate"); !errors.Is(err, ErrState) {
		t.Errorf("a certificate paid more than is due: %v", err)
	}
	pay(x.Total-6*Unit+50*Cent, "Bank Transfer") // 50 cents too much
	y, _ := c.shop.Truth(id)
	if y.Status != AwaitingFulfilment || y.Due() != -50*Cent || y.Tenders["Credit Card"] != 5*Unit || y.Payments[3].Tender != "Bank Transfer" {
		t.Errorf("status %d, %s due, %v", y.Status, y.Due(), y.Tenders)
	}
	days := map[string]bool{}
	for _, p := range y.Payments {
		days[p.Day] = true
	}
	if len(days) != 4 || days[x.Day] {
		t.Errorf("days of payment %v, of the order %s", days, x.Day)
	}
	if o := c.get(fmt.Sprintf("v2/orders/%d", id)).(object); o["gift_certificate_amount"] != "1.0000" {
		t.Errorf("certificates %v", o["gift_certificate_amount"])
	}
}

func TestWhatIsAuthorizedIsMoneyOnlyOnceCaptured(t *testing.T) {
	c := open(t, Options{Seed: 42})
	id := c.shop.SellOne(KindAuthorized)
	x, _ := c.shop.Truth(id)
	if x.Received() != 0 || x.Reserved != x.Total {
		t.Errorf("%s received, %s reserved of %s", x.Received(), x.Reserved, x.Total)
	}
	if err := c.shop.Capture(id, x.Total+Cent); !errors.Is(err, ErrState) {
		t.Errorf("more captured than authorized: %v", err)
	}
	for _, m := range []Money{Unit, 2 * Unit} {
		if err := c.shop.Capture(id, m); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.shop.Void(id); err != nil {
		t.Fatal(err)
	}
	y, _ := c.shop.Truth(id)
	if y.Received() != 3*Unit || y.Reserved != 0 {
		t.Errorf("%s received, %s reserved", y.Received(), y.Reserved)
	}
	events := ""
	for _, r := range rows(c.get(fmt.Sprintf("v3/orders/%d/transactions", id))) {
		events += r["event"].(string) + " "
	}
	if events != "authorization capture capture void " {
		t.Errorf("transactions %s", events)
	}
	if err := c.shop.Capture(id, 0); !errors.Is(err, ErrState) {
		t.Errorf("captured after a void: %v", err)
	}
	if err := c.shop.Authorize(id, y.Due()); err != nil {
		t.Fatal(err)
	}
	if err := c.shop.Capture(id, 0); err != nil {
		t.Fatal(err)
	}
	if y, _ = c.shop.Truth(id); y.Due() != 0 {
		t.Errorf("%s due", y.Due())
	}
}

func TestMarkedAsPaidByStatusOnlyTruthTellsTheMoney(t *testing.T) {
	c := open(t, Options{Seed: 43})
	id := c.shop.SellOne(KindBankTransfer)
	if err := c.shop.MarkPaid(id); err != nil {
		t.Fatal(err)
	}
	x, _ := c.shop.Truth(id)
	if x.Status != AwaitingFulfilment || x.Received() != 0 || len(x.Payments) != 1 || !x.Payments[0].Marked || x.Payments[0].Amount != x.Total {
		t.Errorf("%+v", x.Payments)
	}
	if list := rows(c.get(fmt.Sprintf("v3/orders/%d/transactions", id))); len(list) != 1 || list[0]["event"] != "pending" {
		t.Errorf("transactions %v", list)
	}
	if err := c.shop.MarkPaid(id); !errors.Is(err, ErrState) {
		t.Errorf("marked twice: %v", err)
	}
	if err := c.shop.PayWith(id, Cent, "Gift Certificate"); !errors.Is(err, ErrState) {
		t.Errorf("a certificate paid what was marked as paid: %v", err)
	}
	if err := c.shop.Refund(id); err != nil {
		t.Fatal(err)
	}
	if x, _ = c.shop.Truth(id); x.TendersOut["Bank Transfer"] != x.Total {
		t.Errorf("out %v", x.TendersOut)
	}
	for _, f := range tell(t, c, id) {
		t.Error(f)
	}
}

func TestGiftCertificatesAndStoreCreditKeepTheirBalances(t *testing.T) {
	c := open(t, Options{Seed: 44})
	sold := c.shop.SellOne(KindGiftCertificateSold)
	x, _ := c.shop.Truth(sold)
	list := rows(c.get(fmt.Sprintf("v2/gift_certificates?order_id=%d", sold)))
	if len(list) != 1 || list[0]["amount"] != x.GiftCertificates.String() || list[0]["balance"] != list[0]["amount"] {
		t.Errorf("sold %s: %v", x.GiftCertificates, list)
	}
	spent := c.shop.SellOne(KindGiftCertificateSpent)
	tx := rows(c.get(fmt.Sprintf("v3/orders/%d/transactions", spent)))[0]["gift_certificate"].(object)
	balance := func() string {
		return rows(c.get("v2/gift_certificates?code=" + tx["code"].(string)))[0]["balance"].(string)
	}
	before := balance()
	y, _ := c.shop.Truth(spent)
	if _, err := c.shop.RefundWith(spent, RefundSpec{Items: []RefundPart{{Type: RefundOrder, Amount: Unit}}, Money: []RefundMoney{{"Gift Certificate", Unit, false}}}); err != nil {
		t.Fatalf("%v of %v", err, y.Tenders)
	}
	if after := balance(); after == before {
		t.Errorf("balance %s before and after a refund to the certificate", after)
	}
	credit := c.shop.SellOne(KindStoreCredit)
	z, _ := c.shop.Truth(credit)
	read := func() string {
		p := rows(c.get(fmt.Sprintf("v3/customers?include=storecredit&id:in=%d", z.CustomerID)))[0]
		return fmt.Sprint(rows(p["store_credit_amounts"])[0]["amount"])
	}
	before = read()
	if _, err := c.shop.RefundWith(credit, RefundSpec{Items: []RefundPart{{Type: RefundOrder, Amount: Unit}}, Money: []RefundMoney{{"Store Credit", Unit, false}}}); err != nil {
		t.Fatal(err)
	}
	if after := read(); after == before {
		t.Errorf("store credit %s before and after", after)
	}
}
