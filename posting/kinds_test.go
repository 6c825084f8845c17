package posting

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/store"
)

// refundOrder is an invoice paid in full, a credit memo of one lantern and the
// money back: a part of it as credit on the invoice is not needed, so all of
// it goes to the card and by check.
func (w *shopWorld) refundOrder(id int) []books.Document {
	invoice := w.doc(books.Invoice, id)
	payment := part(w.doc(books.Payment, id), books.PaymentPart(1), "-P1", 2500, books.Link{Use: books.Pays, Kind: books.Invoice, Amount: 2500})
	memo := part(w.doc(books.CreditMemo, id), books.RefundPart(12, 1), "R1", 1000)
	memo.Lines = memo.Lines[:1]
	memo.Lines[0].Quantity, memo.Lines[0].Amount = money.Int(1), 1000
	refunds := func(a money.Amount) books.Link {
		return books.Link{Use: books.Refunds, Kind: books.CreditMemo, Part: memo.Part, Amount: a}
	}
	card := part(w.doc(books.CardRefund, id), memo.Part, "R1", 600, refunds(600))
	check := part(w.doc(books.Check, id), memo.Part, "R1", 400, refunds(400))
	return []books.Document{invoice, payment, memo, card, check}
}

func TestEveryKindIsPostedOnceAndReadBack(t *testing.T) {
	for _, lost := range []string{"", "InvoiceAddRq", "ReceivePaymentAddRq", "CreditMemoAddRq", "ARRefundCreditCardAddRq", "CheckAddRq", "SalesOrderAddRq", "SalesReceiptAddRq", "JournalEntryAddRq"} {
		t.Run("answer lost to "+lost, func(t *testing.T) {
			w := newWorld(t)
			losses := 0
			w.lose = func(request string) bool {
				if lost == "" || !strings.Contains(request, "<"+lost) || losses > 0 {
					return false
				}
				losses++
				return true
			}
			w.sell(1)
			w.sell(2)
			w.sell(3)
			before := w.balances()
			w.plan(1, w.refundOrder(1)...)

			// An invoice on account, paid too much; the rest, and a goodwill credit, go on a second invoice.
			order := w.doc(books.SalesOrder, 2)
			invoice := w.doc(books.Invoice, 2)
			invoice.Links = []books.Link{{Use: books.Fulfils, Kind: books.SalesOrder}}
			over := part(w.doc(books.Payment, 2), books.PaymentPart(2), "-P2", 3000, books.Link{Use: books.Pays, Kind: books.Invoice, Amount: 1500})
			memo := part(w.doc(books.CreditMemo, 2), books.RefundPart(9, 1), "R9", 1000)
			memo.Lines = memo.Lines[1:]
			memo.Lines[0].Quantity, memo.Lines[0].Amount = money.Int(2), 1000
			apply := part(w.doc(books.Application, 2), memo.Part, "", 1000,
				books.Link{Use: books.Pays, Kind: books.Invoice, Amount: 1000}, books.Link{Use: books.Uses, Kind: books.CreditMemo, Part: memo.Part, Amount: 1000})
			w.plan(2, order, invoice, over, memo, apply)

			journal := part(w.doc(books.Journal, 3), books.PaymentPart(3), "J", 2500)
			journal.Lines = []books.Line{
				{Account: w.account("Checking"), Debit: true, Amount: 2500, Desc: journal.Memo},
				{Account: w.account("Sales:Online Store"), Amount: 2500, Desc: journal.Memo},
			}
			w.plan(3, w.doc(books.SalesReceipt, 3), journal)
			w.visits()
			if lost != "" && losses != 1 {
				t.Fatalf("no answer to %s was lost", lost)
			}
			for id := 1; id <= 3; id++ {
				w.state(id, store.OrderVerified)
			}
			for name, n := range w.counts() {
				if n != 1 {
					t.Errorf("%s stands in the company file %d times", name, n)
				}
			}
			if got := len(w.counts()); got != 11 {
				t.Errorf("the company file has %d documents, want 11: %v", got, w.counts())
			}
			for _, r := range w.file.Receivables() {
				if r.Customer == "Ana Okafor" && r.Balance != -1500 {
					t.Errorf("Ana owes %s, want the 15.00 that she paid too much", r.Balance)
				}
			}
			if w.balances() == before {
				t.Error("nothing was posted")
			}
		})
	}
}

func TestNewItemsComeBeforeTheDocumentThatNamesThem(t *testing.T) {
	for _, lost := range []bool{false, true} {
		w := newWorld(t)
		losses := 0
		w.lose = func(request string) bool {
			if !lost || losses > 0 || !strings.Contains(request, "AddRq") {
				return false
			}
			losses++
			return true
		}
		w.sell(1)
		d := w.doc(books.SalesReceipt, 1)
		income := w.account("Sales:Online Store")
		plan := books.Plan{Outcome: books.Post}
		for i, kind := range []string{"NonInventory", "Service", "OtherCharge", "Inventory"} {
			item := books.NewItem{Key: "main/sku/" + kind, Type: kind, Name: "NEW-" + kind, SalesDesc: "New", Account: income, TaxCode: books.Ref{FullName: "Non"}}
			if kind == "Inventory" {
				item.Cost, item.Asset = w.account("Cost of Goods Sold"), w.account("Inventory Asset")
			}
			if kind == "NonInventory" || kind == "Inventory" {
				item.PartNumber = "PN-" + kind
			}
			plan.Items = append(plan.Items, item)
			line := d.Lines[1]
			line.Item, line.ItemKey, line.Amount = books.Ref{}, item.Key, money.Amount(100*(i+1))
			d.Lines = append(d.Lines, line)
			d.Total += line.Amount
		}
		plan.Documents = []books.Document{d}
		w.planAs(1, plan)
		w.visits()
		w.state(1, store.OrderVerified)
		if lost && losses == 0 {
			t.Error("no answer was lost")
		}
		if n := w.counts()["SalesReceipt BC1"]; n != 1 {
			t.Errorf("the receipt stands %d times", n)
		}
	}
}

// What QuickBooks says is in the way is shown with both versions, and nothing
// is changed.
func TestChangesAreNeverBlind(t *testing.T) {
	changed := func(w *shopWorld) books.Document {
		d := revised(w.doc(books.SalesReceipt, 1), books.Modify)
		d.Lines[0].Quantity, d.Lines[0].Amount, d.Total = money.Int(3), 3000, 3500
		return d
	}
	void := func(w *shopWorld) books.Document { return revised(w.doc(books.SalesReceipt, 1), books.Void) }
	for _, c := range []struct {
		name string
		do   func(w *shopWorld, txn string)
		doc  func(w *shopWorld) books.Document
		// want is the state of the posting, words what its reason has.
		want  store.PostingState
		words []string
	}{
		{"untouched, changed", nil, changed, store.Verified, nil},
		{"untouched, voided", nil, void, store.Verified, nil},
		{"a person made the same change", func(w *shopWorld, id string) {
			w.must(w.file.EditAmount(id, 0, 3000))
		}, func(w *shopWorld) books.Document {
			d := revised(w.doc(books.SalesReceipt, 1), books.Modify)
			d.Lines[0].Amount, d.Total = 3000, 3500
			return d
		}, store.Verified, nil},
		{"a person changed an amount", func(w *shopWorld, id string) { w.must(w.file.EditAmount(id, 0, 1900)) }, changed, store.Refused,
			[]string{"Somebody changed sales receipt BC1 in QuickBooks", "QuickBooks has", "2 × LANTERN 19.00", "The order says now", "3 × LANTERN 30.00", "total 35.00"}},
		{"a person changed the memo", func(w *shopWorld, id string) { w.must(w.file.EditMemo(id, "Ana's lanterns")) }, void, store.Refused,
			[]string{"Somebody changed sales receipt BC1", "the memo is Ana's lanterns"}},
		{"a person deleted it, then it changes", func(w *shopWorld, id string) { w.must(w.file.DeleteTxn(id)) }, changed, store.Refused,
			[]string{"was deleted in QuickBooks", "The order says now"}},
		{"a person deleted it, then it is voided", func(w *shopWorld, id string) { w.must(w.file.DeleteTxn(id)) }, void, store.Verified, []string{}},
		{"a person voided it, then it is voided", func(w *shopWorld, id string) { w.must(w.file.VoidTxn(id)) }, void, store.Verified, []string{}},
		{"a person voided it, then it changes", func(w *shopWorld, id string) { w.must(w.file.VoidTxn(id)) }, changed, store.Refused, []string{"in QuickBooks"}},
		{"the books were closed", func(w *shopWorld, _ string) { w.must(w.file.SetClosingDate("2026-12-31")) }, changed, store.Refused,
			[]string{"the books are closed through 31 Dec 2026"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.sell(1)
			w.plan(1, w.doc(books.SalesReceipt, 1))
			w.visits()
			w.state(1, store.OrderVerified)
			if c.do != nil {
				c.do(w, w.posting(1, books.SalesReceipt).TxnID)
			}
			before := w.balances()
			w.plan(1, c.doc(w))
			w.visits()
			p := w.posting(1, books.SalesReceipt)
			if p.Revision != 2 || p.State != c.want {
				t.Fatalf("the change is %s: %s", p.State, p.Reason)
			}
			for _, words := range c.words {
				if !strings.Contains(p.Reason, words) {
					t.Errorf("the reason has no %q: %s", words, p.Reason)
				}
			}
			if c.want == store.Refused {
				w.state(1, store.OrderRefused)
				if w.balances() != before {
					t.Errorf("it was refused, and the books changed")
				}
				w.plan(1, c.doc(w)) // planned the same again, it is not tried again by itself
				w.visits()
				if p := w.posting(1, books.SalesReceipt); p.State != store.Refused {
					t.Errorf("it was tried again: %s", p.State)
				}
			}
		})
	}
}

// What a person put back as it was is changed when a person says to try again,
// and the story shows what QuickBooks was asked.
func TestARefusedChangeIsTriedAgainOnDemand(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.visits()
	txn := w.posting(1, books.SalesReceipt).TxnID
	w.must(w.file.EditAmount(txn, 0, 1900))
	d := revised(w.doc(books.SalesReceipt, 1), books.Modify)
	d.Lines[0].Amount, d.Total = 1800, 2300
	w.plan(1, d)
	w.visits()
	w.state(1, store.OrderRefused)
	st, err := w.store.OrderStory(t.Context(), "main", 1)
	w.must(err)
	if n := len(st.Exchanges); n == 0 || st.Exchanges[n-1].Purpose != forReread || !strings.Contains(string(st.Exchanges[n-1].Response), "19.00") {
		t.Errorf("the story does not show what QuickBooks said of the receipt: %d exchanges", n)
	}
	w.must(w.file.EditAmount(txn, 0, 2000))
	w.must(w.store.RetryPosting(t.Context(), store.Actor{Kind: "user", Name: "ana"}, w.posting(1, books.SalesReceipt).ID))
	w.plan(1, d)
	w.visits()
	w.state(1, store.OrderVerified)
}

func TestAChangeKeepsTheLinesThatStay(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	d := w.doc(books.Invoice, 1)
	pay := part(w.doc(books.Payment, 1), books.PaymentPart(1), "-P1", 1000, books.Link{Use: books.Pays, Kind: books.Invoice, Amount: 1000})
	w.plan(1, d, pay) // the payment moves the invoice's EditSequence, but not its contents
	w.visits()
	m := revised(d, books.Modify)
	first := m.Lines[0]
	m.Lines = []books.Line{m.Lines[1], first, m.Lines[1]}
	m.Lines[1].Quantity, m.Lines[1].Amount = money.Int(1), 1000
	m.Lines[2].Desc = "Another wick"
	m.Total, m.Memo, m.BillTo.Lines = 2000, "", []string{"Ana Okafor"}
	w.plan(1, m)
	w.sent = nil
	w.visits()
	w.state(1, store.OrderVerified)
	mod := ""
	for _, s := range w.sent {
		if strings.Contains(s, "<InvoiceModRq") {
			mod = s
		}
	}
	if strings.Count(mod, "<TxnLineID>-1</TxnLineID>") != 1 || strings.Count(mod, "<TxnLineID>") != 3 {
		t.Errorf("the change keeps and adds other lines than it should: %s", mod)
	}
	if !strings.Contains(mod, "<Memo></Memo>") && !strings.Contains(mod, "<Memo/>") || !strings.Contains(mod, "Addr2") {
		t.Errorf("the change does not empty what is gone: %s", mod)
	}
	for _, r := range w.file.Receivables() {
		if r.Customer == "Ana Okafor" && r.Balance != 1000 {
			t.Errorf("Ana owes %s, want 10.00", r.Balance)
		}
	}
}

func TestAChangeOfTheAddressAloneIsSent(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.visits()
	d := revised(w.doc(books.SalesReceipt, 1), books.Modify)
	d.BillTo.City = "Baton Rouge"
	w.plan(1, d)
	w.sent = nil
	w.visits()
	w.state(1, store.OrderVerified)
	if n := strings.Count(strings.Join(w.sent, ""), "<City>Baton Rouge</City>"); n != 1 {
		t.Errorf("the new address was sent %d times", n)
	}
}

func TestAnswersLostAroundChangesAndVoidsAreSettledByReading(t *testing.T) {
	for _, lost := range []string{"SalesReceiptModRq", "TxnVoidRq", "TxnDelRq"} {
		for _, carried := range []bool{true, false} {
			t.Run(lost, func(t *testing.T) {
				w := newWorld(t)
				w.sell(1)
				w.plan(1, w.doc(books.SalesReceipt, 1))
				w.visits()
				losses := 0
				w.lose = func(request string) bool {
					if losses > 0 || !strings.Contains(request, "<"+lost) {
						return false
					}
					losses++
					return true
				}
				d := revised(w.doc(books.SalesReceipt, 1), map[string]books.Operation{"SalesReceiptModRq": books.Modify, "TxnVoidRq": books.Void, "TxnDelRq": books.Delete}[lost])
				if d.Operation == books.Modify {
					d.Lines[0].Amount, d.Total = 1800, 2300
				}
				if !carried { // QuickBooks never saw it
					w.file.RefuseWrites(1, 3175, "could not be locked. They are in use by another user")
				}
				w.plan(1, d)
				w.visits()
				for range 3 {
					w.now = w.now.Add(2 * 60 * 60 * 1e9)
					w.visits()
				}
				if losses != 1 {
					t.Fatalf("%d answers were lost", losses)
				}
				w.state(1, store.OrderVerified)
				p := w.posting(1, books.SalesReceipt)
				if p.Operation != d.Operation || p.State != store.Verified {
					t.Errorf("it is %s: %s", p.State, p.Reason)
				}
				writes := 0
				for _, s := range w.sent {
					writes += strings.Count(s, "<"+lost)
				}
				if want := map[bool]int{true: 1, false: 2}[carried]; writes != want {
					t.Errorf("it was sent %d times, want %d", writes, want)
				}
			})
		}
	}
}

// Somebody changes the document between the reading and the change: it is read
// again, and then refused or done.
func TestAChangeThatMeetsAnotherEditSequenceIsReadAgain(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.plan(1, w.doc(books.SalesReceipt, 1))
	w.visits()
	txn := w.posting(1, books.SalesReceipt).TxnID
	edits := 0
	w.meanwhile = func(request string) {
		if strings.Contains(request, "<SalesReceiptQueryRq") && strings.Contains(request, "<IncludeLineItems") && strings.Contains(request, txn) && edits < 1 {
			edits++
			w.must(w.file.EditMemo(txn, "touched")) // and put back as it was
			w.must(w.file.EditMemo(txn, w.doc(books.SalesReceipt, 1).Memo))
		}
	}
	d := revised(w.doc(books.SalesReceipt, 1), books.Modify)
	d.Lines[0].Amount, d.Total = 1800, 2300
	w.plan(1, d)
	w.sent = nil
	w.visits()
	w.state(1, store.OrderVerified)
	mods := 0
	for _, s := range w.sent {
		mods += strings.Count(s, "<SalesReceiptModRq")
	}
	if edits != 1 || mods != 2 {
		t.Errorf("%d edits, the change was sent %d times, want 2", edits, mods)
	}
}

func TestBlankFieldsAreFilledAndOthersLeftAlone(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	w.planAs(1, books.Plan{Outcome: books.Post, Documents: []books.Document{w.doc(books.SalesReceipt, 1)},
		CustomerUpdate: &books.CustomerFill{Customer: w.customer, Phone: "337-555-0142", Email: "other@example.com", CompanyName: "Lanterns LLC"}})
	w.sent = nil
	w.visits()
	w.state(1, store.OrderVerified)
	mod := ""
	for _, s := range w.sent {
		if strings.Contains(s, "<CustomerModRq") {
			mod = s
		}
	}
	if !strings.Contains(mod, "337-555-0142") || !strings.Contains(mod, "Lanterns LLC") || strings.Contains(mod, "other@example.com") {
		t.Errorf("the change of the customer is %s", mod)
	}
	w.sell(2)
	w.planAs(2, books.Plan{Outcome: books.Post, Documents: []books.Document{w.doc(books.SalesReceipt, 2)},
		CustomerUpdate: &books.CustomerFill{Customer: w.customer, Phone: "337-555-9999"}})
	w.sent = nil
	w.visits()
	for _, s := range w.sent {
		if strings.Contains(s, "<CustomerModRq") {
			t.Errorf("a field was filled that was not blank: %s", s)
		}
	}
	if p := w.posting(2, books.CustomerUpdate); p.State != store.Verified {
		t.Errorf("the fill is %s: %s", p.State, p.Reason)
	}
}

// A payment is taken off its invoice as far as that got smaller, before the
// invoice itself is changed: QuickBooks lowers none below what was paid of it.
func TestAPaymentIsChangedWithItsInvoice(t *testing.T) {
	w := newWorld(t)
	w.sell(1)
	pays := func(a money.Amount) books.Link { return books.Link{Use: books.Pays, Kind: books.Invoice, Amount: a} }
	invoice := w.doc(books.Invoice, 1)
	first := part(w.doc(books.Payment, 1), books.PaymentPart(1), "-P1", 2000, pays(2000))
	second := part(w.doc(books.Payment, 1), books.PaymentPart(2), "-P2", 500, pays(500))
	w.plan(1, invoice, first, second)
	w.visits()
	w.state(1, store.OrderVerified)

	first = revised(first, books.Modify, pays(1500))
	second = revised(second, books.Modify) // nothing is left for it to pay
	invoice = revised(w.doc(books.Invoice, 1), books.Modify, books.Link{Use: books.Follows, Kind: books.Payment, Part: first.Part},
		books.Link{Use: books.Follows, Kind: books.Payment, Part: second.Part})
	invoice.Lines[0].Quantity, invoice.Lines[0].Amount, invoice.Total = money.Int(1), 1000, 1500
	w.plan(1, first, second, invoice)
	w.visits()
	w.state(1, store.OrderVerified)
	for _, r := range w.file.Receivables() {
		if r.Customer == "Ana Okafor" && (r.Balance != -1000 || r.Open != 0 || r.Credits != 1000) {
			t.Errorf("Ana owes %s, with %s open and a credit of %s", r.Balance, r.Open, r.Credits)
		}
	}
}
