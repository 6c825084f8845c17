package shop

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestPayingMovesAnOrderOnWithATransaction(t *testing.T) {
	for kind, event := range map[Kind]string{KindBankTransfer: "purchase", KindAuthorized: "capture", KindOnAccount: "purchase"} {
		c := open(t, Options{Seed: 8})
		id := c.shop.SellOne(kind)
		before, _ := c.shop.Truth(id)
		if before.Received() != 0 {
			t.Errorf("%s: %s received before it was paid", kind, before.Received())
		}
		if err := c.shop.Pay(id); err != nil {
			t.Fatal(err)
		}
		after, _ := c.shop.Truth(id)
		if after.Status != AwaitingFulfilment || after.Received() != after.Total {
			t.Errorf("%s: status %d, received %s of %s", kind, after.Status, after.Received(), after.Total)
		}
		list := rows(c.get(fmt.Sprintf("v3/orders/%d/transactions", id)))
		last := list[len(list)-1]
		if last["event"] != event || fmt.Sprint(last["reference_transaction_id"]) != fmt.Sprint(list[0]["id"]) {
			t.Errorf("%s: %v", kind, last)
		}
		if err := c.shop.Pay(id); !errors.Is(err, ErrState) {
			t.Errorf("%s: paid twice: %v", kind, err)
		}
	}
}

func TestStatusesComeWithWhatBelongsToThem(t *testing.T) {
	c := open(t, Options{Seed: 4})
	for kind, want := range map[Kind]Status{
		KindIncomplete: Incomplete, KindPending: Pending, KindCancelled: Cancelled, KindDeclined: Declined, KindBankTransfer: AwaitingPayment,
		KindVerification: ManualVerification, KindDisputed: Disputed, KindRefunded: Refunded, KindPartlyRefunded: PartiallyRefunded,
		KindAllowance: PartiallyRefunded, KindPickup: AwaitingPickup, KindPOS: Completed, KindPlain: AwaitingFulfilment, KindMigrated: Completed,
	} {
		id := c.shop.SellOne(kind)
		if got, _ := c.shop.Truth(id); got.Status != want {
			t.Errorf("%s: status %d, want %d", kind, got.Status, want)
		}
	}
	declined := c.shop.SellOne(KindDeclined)
	if got, _ := c.shop.Truth(declined); got.Received() != 0 {
		t.Errorf("a declined card brought %s", got.Received())
	}
	test := c.shop.SellOne(KindTestGateway)
	if got, _ := c.shop.Truth(test); !got.Test || got.Sale() || got.Received() != 0 {
		t.Errorf("a test order: %+v", got)
	}
}

func TestChangesMoveDateModified(t *testing.T) {
	now := clock()
	c := open(t, Options{Seed: 4, Now: func() time.Time { return now }})
	id := c.shop.SellOne(KindTaxed)
	for name, act := range map[string]func(int64) error{"edit": c.shop.Edit, "ship": c.shop.Ship, "touch": c.shop.Touch, "cancel": c.shop.Cancel, "archive": c.shop.Archive} {
		now = now.Add(time.Minute)
		if err := act(id); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, _ := c.shop.Truth(id); !got.Modified.Equal(now) {
			t.Errorf("%s: modified %s, want %s", name, got.Modified, now)
		}
	}
	if list := rows(c.get("v2/orders")); len(list) > 0 {
		t.Errorf("an archived order is still listed: %v", list[0]["id"])
	}
	if o := c.get(fmt.Sprintf("v2/orders/%d", id)).(object); o["is_deleted"] != true {
		t.Error("read by id, an archived order does not tell that it is")
	}
	if err := c.shop.Cancel(id + 1); !errors.Is(err, ErrNoOrder) {
		t.Errorf("an order that was never sold: %v", err)
	}
}

func TestAConnectorMayWriteThreeFieldsOnly(t *testing.T) {
	c := open(t, Options{Seed: 4})
	id := c.shop.SellOne(KindPlain)
	path := fmt.Sprintf("v2/orders/%d", id)
	if res, b := c.do("PUT", path, `{"status_id":10,"staff_notes":"posted","external_order_id":"SR-1"}`); res.StatusCode != 200 || !strings.Contains(string(b), `"external_order_id":"SR-1"`) {
		t.Errorf("%d %s", res.StatusCode, b)
	}
	for _, body := range []string{`{"total_inc_tax":"1.00"}`, `{"products":[]}`, `{"status_id":99}`, `[`} {
		if res, b := c.do("PUT", path, body); res.StatusCode != 400 {
			t.Errorf("%s: %d %s", body, res.StatusCode, b)
		}
	}
}

func TestTheDemoKeepsSelling(t *testing.T) {
	s := New(Options{Seed: 3})
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	s.Run(ctx, time.Millisecond)
	if n := len(s.Orders()); n < 20 {
		t.Errorf("%d orders in a while", n)
	}
	for _, x := range s.Truths() {
		if x.Day == "" || x.Created.After(time.Now()) {
			t.Errorf("order %d was placed at %s", x.ID, x.Created)
		}
	}
}

func TestTheDayIsTheStoresOwn(t *testing.T) {
	evening := time.Date(2026, 11, 8, 3, 30, 0, 0, time.UTC) // 21:30 of the 7th in Chicago
	s := New(Options{Now: func() time.Time { return evening }})
	if got, _ := s.Truth(s.SellOne(KindPlain)); got.Day != "2026-11-07" {
		t.Errorf("day %s", got.Day)
	}
}
