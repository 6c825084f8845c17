package posting

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/store"
)

// A payment of which the store says another sum now is changed with its
// invoice, up and down; each answer may be lost.
func TestAPaymentGrowsAndShrinksWithItsInvoice(t *testing.T) {
	for _, lost := range []string{"", "<InvoiceModRq", "<ReceivePaymentModRq"} {
		for _, now := range []money.Amount{3500, 1500} {
			w := newWorld(t)
			losses := 0
			w.lose = func(request string) bool {
				if lost == "" || losses > 0 || !strings.Contains(request, lost) {
					return false
				}
				losses++
				return true
			}
			w.sell(1)
			before := w.balances()
			pays := func(a money.Amount) books.Link { return books.Link{Use: books.Pays, Kind: books.Invoice, Amount: a} }
			invoice := w.doc(books.Invoice, 1)
			payment := part(w.doc(books.Payment, 1), books.PaymentPart(1), "-P1", 2500, pays(2500))
			w.plan(1, invoice, payment)
			w.visits()
			w.state(1, store.OrderVerified)

			changed := revised(w.doc(books.Invoice, 1), books.Modify)
			changed.Date = invoice.Date
			changed.Lines[0].Amount, changed.Total = now-500, now
			paid := payment
			paid.Operation, paid.Total = books.Modify, now
			paid.Links = []books.Link{{Use: books.Changes, Kind: books.Payment, Part: payment.Part, RefNumber: payment.RefNumber}, pays(now)}
			if now < payment.Total { // the payment is taken off first
				changed.Links = append(changed.Links, books.Link{Use: books.Follows, Kind: books.Payment, Part: paid.Part, RefNumber: paid.RefNumber})
				w.plan(1, paid, changed)
			} else {
				w.plan(1, changed, paid)
			}
			w.visits()
			w.state(1, store.OrderVerified)
			if lost != "" && losses != 1 {
				t.Errorf("no answer to %s was lost", lost)
			}
			for name, n := range w.counts() {
				if n != 1 || len(w.counts()) != 2 {
					t.Errorf("%s stands %d times of %d", name, n, len(w.counts()))
				}
			}
			for _, r := range w.file.Receivables() {
				if r.Balance != 0 {
					t.Errorf("%s owes %s after the change to %s", r.Customer, r.Balance, now.Grouped(2))
				}
			}
			var deposited money.Amount
			for _, u := range w.file.UndepositedFunds() {
				deposited += money.Amount(u.Amount)
			}
			if deposited != now || w.balances() == before {
				t.Errorf("Undeposited Funds have %s, want %s", deposited.Grouped(2), now.Grouped(2))
			}
		}
	}
}

// A payment that a person applied to something else as well stays as it is.
func TestAPaymentThatAPersonAppliedElsewhereIsNotChanged(t *testing.T) {
	w := newWorld(t)
	pays := func(a money.Amount) books.Link { return books.Link{Use: books.Pays, Kind: books.Invoice, Amount: a} }
	for id := 1; id <= 2; id++ {
		w.sell(id)
	}
	payment := part(w.doc(books.Payment, 1), books.PaymentPart(1), "-P1", 4000, pays(2500))
	w.plan(1, w.doc(books.Invoice, 1), payment)
	w.plan(2, w.doc(books.Invoice, 2))
	w.visits()
	paid, other := w.posting(1, books.Payment), w.posting(2, books.Invoice)
	session := w.file.Connect()
	_, _, _, _, err := session.OpenFile("somebody", "")
	w.must(err)
	answer, err := session.ProcessRequest(`<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError"><ReceivePaymentModRq><ReceivePaymentMod><TxnID>` +
		paid.TxnID + `</TxnID><EditSequence>` + paid.EditSequence + `</EditSequence><AppliedToTxnMod><TxnID>` + w.posting(1, books.Invoice).TxnID +
		`</TxnID><PaymentAmount>25.00</PaymentAmount></AppliedToTxnMod><AppliedToTxnMod><TxnID>` + other.TxnID +
		`</TxnID><PaymentAmount>15.00</PaymentAmount></AppliedToTxnMod></ReceivePaymentMod></ReceivePaymentModRq></QBXMLMsgsRq></QBXML>`)
	w.must(err)
	if !strings.Contains(answer, `statusCode="0"`) {
		t.Fatal(answer)
	}
	w.must(session.CloseFile())
	before := w.balances()
	payment.Operation, payment.Total = books.Modify, 3500
	payment.Links = []books.Link{{Use: books.Changes, Kind: books.Payment, Part: payment.Part, RefNumber: payment.RefNumber}, pays(2500)}
	w.plan(1, payment)
	w.visits()
	w.state(1, store.OrderRefused)
	if p := w.posting(1, books.Payment); !strings.Contains(p.Reason, "invoice BC2 with 15.00") {
		t.Errorf("the reason is %q", p.Reason)
	}
	if w.balances() != before {
		t.Error("something was changed")
	}
}
