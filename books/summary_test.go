package books

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"countinghouse/money"
	"countinghouse/sales"
)

// summaries is a world whose paid sales are posted as daily summaries.
func summaries(style string) (*world, Rules) {
	w, r := newWorld(), rules()
	w.Customers = []Entry{customer("C-9", "Web Sales", "")}
	r.Style, r.Customers.One = style, "Web Sales"
	return w, r
}

func TestAPaidSaleContributesToItsDay(t *testing.T) {
	w, r := summaries("summary")
	p := w.plan(t, order(), r)
	if p.Outcome != Post || len(p.Documents) != 0 || p.Contribution == nil || p.Contribution.Customer.ListID != "C-9" || p.Customer != nil {
		t.Fatalf("%s %s %+v", p.Outcome, codes(p), p)
	}
	if !strings.HasPrefix(p.Summary, "2026-02-28/summary/credit card/") {
		t.Errorf("key %q", p.Summary)
	}
	if p.Contribution.Total != 10394 || p.Contribution.Tax != 0 { // tax as lines, whatever the treatment
		t.Errorf("%+v", p.Contribution)
	}
	o := order()
	o.Status = sales.AwaitingPayment
	if p := w.plan(t, o, r); p.Contribution != nil || len(p.Documents) != 1 || p.Documents[0].Kind != Invoice {
		t.Errorf("an unpaid order: %+v", p)
	}
}

func TestASummaryIsTheSumOfItsOrders(t *testing.T) {
	for _, style := range []string{"summary", "journal"} {
		w, r := summaries(style)
		for i := range w.Items { // a journal entry moves no stock
			if style == "journal" && (w.Items[i].Type == "Inventory" || w.Items[i].Type == "InventoryAssembly") {
				w.Items[i].Type = "NonInventory"
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			var parts []Contribution
			var total money.Amount
			want := map[string]money.Amount{}
			for n := range rapid.IntRange(1, 12).Draw(t, "orders") {
				o := draw(t)
				o.ID, o.Status, o.PaymentMethod, o.Placed = sales.OrderID(n+1), sales.Completed, "Cash", order().Placed
				p := w.plan(t, o, r)
				if p.Contribution == nil {
					t.Fatalf("%s %s", p.Outcome, codes(p))
				}
				parts = append(parts, Contribution{o.ID, *p.Contribution})
				total += p.Contribution.Total
				for _, e := range Effects(*p.Contribution, w.Lists) {
					want[e.Account.FullName+"/"+e.Agency.FullName] += e.Debit - e.Credit
				}
			}
			d, err := MakeSummary("main", "2026-02-28/"+style+"/cash/x", "BC", 1, parts)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]money.Amount{}
			var debit, credit money.Amount
			for _, e := range Effects(d, w.Lists) {
				got[e.Account.FullName+"/"+e.Agency.FullName] += e.Debit - e.Credit
				debit, credit = debit+e.Debit, credit+e.Credit
			}
			if d.Total != total || debit != credit {
				t.Fatalf("total %s, the orders come to %s; debits %s, credits %s", d.Total, total, debit, credit)
			}
			for k, a := range want {
				if got[k] != a {
					t.Fatalf("%s is %s, the orders say %s", k, got[k], a)
				}
			}
			if len(d.RefNumber) > 11 || d.Memo == "" || d.ExternalGUID == "" || !strings.Contains(d.Memo, " 1") {
				t.Fatalf("%q %q", d.RefNumber, d.Memo)
			}
			slices.Reverse(parts)
			if again, _ := MakeSummary("main", "2026-02-28/"+style+"/cash/x", "BC", 1, parts); again.Fingerprint != d.Fingerprint || again.Memo != d.Memo {
				t.Fatal("it depends on the order of the orders")
			}
		})
	}
}

func TestAJournalEntryNeedsItemsWithoutStock(t *testing.T) {
	w, r := summaries("journal")
	if p := w.plan(t, order(), r); codes(p) != "journal-stock(Goods:LANTERN)" {
		t.Errorf("%s %s", p.Outcome, codes(p))
	}
}

// An order that was posted by itself, taken out, and is part of a daily summary
// now stands there, however many revisions its own receipt had; and the other
// way round.
func TestASummaryStandsBesideWhatWasTakenOutBefore(t *testing.T) {
	w, r := summaries("summary")
	d := *w.plan(t, order(), r).Contribution
	own := Prior{Kind: SalesReceipt, Revision: 1, Settled: true, RefNumber: "BC1", Date: d.Date, Total: d.Total, Customer: d.Customer, Document: d, Fingerprint: d.Fingerprint}
	out := own
	out.Revision, out.Operation = 2, Void
	summed := own
	summed.Summarized, summed.RefNumber = true, "BCD0228ABCD"
	sumOut := summed
	sumOut.Revision, sumOut.Operation = 2, Void
	again := own
	again.Revision = 3
	for name, prior := range map[string][]Prior{
		"a summary after a void":         {own, out, summed},
		"a receipt after a void summary": {own, out, again, summed, sumOut},
	} {
		if p := w.plan(t, order(), r, prior...); p.Outcome != Post || p.Contribution != nil || len(p.Documents) != 0 {
			t.Errorf("%s: it is posted a second time: %s %s %+v", name, p.Outcome, codes(p), p)
		}
	}
	for name, prior := range map[string][]Prior{"both taken out": {own, out, summed, sumOut}} {
		if p := w.plan(t, order(), r, prior...); p.Contribution == nil {
			t.Errorf("%s: it is not posted again: %s %s", name, p.Outcome, codes(p))
		}
	}
}

// The customer of daily summaries is nobody in particular.
func TestTheCustomerOfSummariesIsNotFilledWithAShoppersFields(t *testing.T) {
	w, r := summaries("summary")
	r.Customers.Fill = "blanks"
	if p := w.plan(t, order(), r); p.Contribution == nil || p.CustomerUpdate != nil {
		t.Errorf("%s %s %+v", p.Outcome, codes(p), p.CustomerUpdate)
	}
}

func TestAnEditedOrderOfASummaryIsHeld(t *testing.T) {
	w, r := summaries("summary")
	p := w.plan(t, order(), r)
	stands := Prior{Kind: SalesReceipt, Revision: 1, Settled: true, Summarized: true, RefNumber: "BCD0228ABCD", Date: p.Contribution.Date,
		Total: p.Contribution.Total, Customer: p.Contribution.Customer, Document: *p.Contribution}
	if again := w.plan(t, order(), r, stands); again.Outcome != Post || len(again.Documents) != 0 || again.Contribution != nil {
		t.Fatalf("an unchanged one: %s %s %+v", again.Outcome, codes(again), again)
	}
	o := order()
	o.Lines = slices.Clone(o.Lines)
	o.Lines[1].Total, o.Lines[1].Price = taxed("21", "21", "0"), taxed("21", "21", "0")
	o.Subtotal, o.Total = taxed("101", "107.60", "6.60"), taxed("99", "104.94", "5.94")
	o.Lines[1].BasePrice, o.Lines[1].BaseTotal = dec("21"), dec("21")
	again := w.plan(t, o, r, stands)
	if again.Outcome != Hold || codes(again) != "changed-after-posting" || !strings.Contains(again.Problems[0].Means, "BCD0228ABCD") {
		t.Errorf("%s %s %+v", again.Outcome, codes(again), again.Problems)
	}
}

func TestSummariesOfOtherDaysOrAccountsAreNotAddedUp(t *testing.T) {
	w, r := summaries("summary")
	a := *w.plan(t, order(), r).Contribution
	b := a
	b.DepositTo = Ref{"x", "Checking"}
	if _, err := MakeSummary("main", "k", "", 1, []Contribution{{1, a}, {2, b}}); err == nil {
		t.Error("two deposit accounts in one summary")
	}
	if _, err := MakeSummary("main", "k", "", 1, nil); err == nil {
		t.Error("a summary of nothing")
	}
}
