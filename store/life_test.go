package store

import (
	"testing"

	"countinghouse/books"
)

func TestReceiptGoesFromReadToVerified(t *testing.T) {
	s, _ := fresh(t)
	readyOrders(t, s, 3)
	wantState(t, s, 1, OrderWaiting)
	v := visit(t, s)
	ids := claim(t, s, 10)
	if len(ids) != 3 {
		t.Fatalf("%d postings are ready, want 3", len(ids))
	}
	x := send(t, s, v, ids...)
	answer(t, s, x, posted(ids...)...)
	wantState(t, s, 2, OrderPosted)
	unread, err := s.UnverifiedPostings(t.Context(), "larkspur", 10)
	must(t, err)
	x = send(t, s, v)
	var verified []Outcome
	for _, p := range unread {
		verified = append(verified, Outcome{Posting: p.ID, From: Posted, To: Verified})
	}
	answer(t, s, x, verified...)
	wantState(t, s, 3, OrderVerified)
	w, err := s.WorkCounts(t.Context(), "larkspur")
	must(t, err)
	if want := (Work{Verified: 3}); w != want {
		t.Errorf("work is %+v, want %+v", w, want)
	}
	checkInvariants(t, s)
	st, err := s.OrderStory(t.Context(), "main", 2)
	must(t, err)
	if len(st.Exchanges) != 2 || string(st.Exchanges[0].Request) != "<QBXML/>" || string(st.Exchanges[0].Response) != "<QBXML>answer</QBXML>" {
		t.Errorf("the story has the exchanges %+v", st.Exchanges)
	}
	if len(st.Plan.Documents) != 1 || st.Plan.Documents[0].RefNumber != "BC2" {
		t.Errorf("the story's plan has the documents %+v", st.Plan.Documents)
	}
}

func TestNewCustomerGoesBeforeItsDocumentAndIsShared(t *testing.T) {
	s, _ := fresh(t)
	a, b := order(1, "10.00"), order(2, "20.00")
	b.Billing = a.Billing // the same guest
	saveOrders(t, s, a, b)
	planAll(t, s, func(o PlannedOrder) books.Plan { return newCustomerPlan(o.Order) })
	v := visit(t, s)
	ids := claim(t, s, 10)
	if len(ids) != 1 {
		t.Fatalf("%d postings are ready, want the customer alone", len(ids))
	}
	lists, err := s.Lists(t.Context(), "larkspur", books.Needs{CustomerKey: a.CustomerKey()})
	must(t, err)
	if lists.PendingCustomer == nil || lists.PendingCustomer.Name != "Ana Okafor1" {
		t.Errorf("the pending customer is %+v", lists.PendingCustomer)
	}
	x := send(t, s, v, ids...)
	answer(t, s, x, Outcome{Posting: ids[0], From: Sent, To: Posted, TxnID: "80-1", EditSequence: "7"})
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 2 || ready[0].CustomerListID != "80-1" || ready[1].CustomerListID != "80-1" {
		t.Fatalf("the documents are %+v", ready)
	}
	lists, err = s.Lists(t.Context(), "larkspur", books.Needs{CustomerKey: a.CustomerKey(), Emails: []string{"ANA1@example.com"}})
	must(t, err)
	if lists.Linked == nil || lists.Linked.ListID != "80-1" || len(lists.Customers) != 1 {
		t.Errorf("the customer is not in the lists: %+v", lists)
	}
	checkInvariants(t, s)
}

func TestPaymentWaitsForItsInvoice(t *testing.T) {
	s, _ := fresh(t)
	saveOrders(t, s, order(1, "10.00"))
	planAll(t, s, func(o PlannedOrder) books.Plan { return invoicePlan(o.Order) })
	v := visit(t, s)
	ids := claim(t, s, 10)
	if len(ids) != 1 {
		t.Fatalf("%d postings are ready, want the invoice alone", len(ids))
	}
	answer(t, s, send(t, s, v, ids...), posted(ids...)...)
	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].Kind != books.Payment || len(ready[0].Links) != 1 || ready[0].Links[0].TxnID != "TXN-1" || ready[0].CustomerListID != "C-1" {
		t.Fatalf("the payment is %+v", ready)
	}
	wantState(t, s, 1, OrderWaiting)
	checkInvariants(t, s)
}
