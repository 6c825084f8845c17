package company

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// history makes random documents and changes of them by qbXML and by a user's
// hand. Requests may be refused; whatever happens, the books must be right.
type history struct {
	t *rapid.T
	f *File
	s *Session
	n int
	// foreign tells that the customer uses another currency than the ledger
	foreign bool
	country string
	ids     map[string][]string // by type, also of what is gone
}

func (h *history) ask(rq string) string {
	answer, err := h.s.ProcessRequest(set("", rq))
	if err != nil {
		h.t.Fatalf("%v\nof %s", err, rq)
	}
	if code := statuses(answer); code == "1000" {
		h.t.Fatalf("%s\nof %s", answer, rq)
	}
	return answer
}

func (h *history) add(kind, rq string) {
	answer := h.ask(rq)
	if id := value(answer, "TxnID"); statuses(answer) == "0" && id != "" {
		h.ids[kind] = append(h.ids[kind], id)
	}
}

func (h *history) amount(most int64) string {
	return Cents(rapid.Int64Range(1, most).Draw(h.t, "amount")).String()
}

func (h *history) pick(kind string) string {
	if len(h.ids[kind]) == 0 {
		return "7FFF-1709999999"
	}
	return rapid.SampledFrom(h.ids[kind]).Draw(h.t, kind)
}

// saleLines are one to three lines of a sale.
func (h *history) saleLines(element, id string) string {
	var b strings.Builder
	for range rapid.IntRange(1, 3).Draw(h.t, "lines") {
		item := rapid.SampledFrom([]string{"Mugs:MUG-BLUE-12", "Mugs:MUG-RED-12", "TSHIRT-M", "Online Shipping", "Gift Card Sold", "Ten Percent Off", "Texas State Tax"}[:h.kindsOfItems()]).Draw(h.t, "item")
		b.WriteString("<" + element + ">" + id + "<ItemRef><FullName>" + item + "</FullName></ItemRef>")
		if strings.HasPrefix(item, "Mugs") || item == "TSHIRT-M" {
			fmt.Fprintf(&b, "<Quantity>%d</Quantity>", rapid.IntRange(1, 9).Draw(h.t, "quantity"))
		}
		if item != "Ten Percent Off" {
			b.WriteString("<Amount>" + h.amount(9999) + "</Amount>")
		}
		if h.country != "US" {
			b.WriteString("<SalesTaxCodeRef><FullName>" + rapid.SampledFrom(map[string][]string{"CA": {"S", "Q", "E"}, "UK": {"S", "R", "E"}, "AU": {"GST", "FRE"}}[h.country]).Draw(h.t, "code") + "</FullName></SalesTaxCodeRef>")
		}
		b.WriteString("</" + element + ">")
	}
	return b.String()
}

// kindsOfItems leaves the tax item on a line out where there is none.
func (h *history) kindsOfItems() int {
	if h.country != "US" {
		return 6
	}
	return 7
}

func (h *history) sale(kind string) {
	h.n++
	tax := "<ItemSalesTaxRef><FullName>" + rapid.SampledFrom([]string{"Austin", "Out of State", "New York City Tax"}).Draw(h.t, "tax") + "</FullName></ItemSalesTaxRef>"
	extra := ""
	if h.country != "US" {
		tax = fmt.Sprintf("<IsTaxIncluded>%v</IsTaxIncluded>", rapid.Bool().Draw(h.t, "included"))
	}
	switch {
	case kind == "Invoice" && rapid.IntRange(0, 3).Draw(h.t, "credit") == 0:
		extra = setCredit(h.pick(rapid.SampledFrom([]string{"CreditMemo", "ReceivePayment"}).Draw(h.t, "kind")), h.amount(2000))
	case kind == "Invoice" && rapid.IntRange(0, 3).Draw(h.t, "order") == 0:
		extra = "<LinkToTxnID>" + h.pick("SalesOrder") + "</LinkToTxnID>"
	}
	h.add(kind, fmt.Sprintf("<%sAddRq><%sAdd>%s<TxnDate>2024-03-%02d</TxnDate><RefNumber>D%d</RefNumber>%s%s%s</%sAdd></%sAddRq>",
		kind, kind, forAna, rapid.IntRange(1, 28).Draw(h.t, "day"), h.n, tax, extra, h.saleLines(kind+"LineAdd", ""), kind, kind))
}

func (h *history) mod(kind string) {
	id := h.pick(kind)
	place := h.f.register.identified(id)
	if place < 0 {
		return
	}
	fields := "<Memo>changed</Memo>"
	switch r := &h.f.register.rows[place]; rapid.IntRange(0, 2).Draw(h.t, "how") {
	case 0:
		fields = h.saleLines(kind+"LineMod", "<TxnLineID>-1</TxnLineID>")
	case 1:
		t := h.f.read(place)
		for i := range t.lines {
			if rapid.Bool().Draw(h.t, "keep") {
				more := ""
				if t.lines[i].hasQty && rapid.Bool().Draw(h.t, "quantity") {
					more = fmt.Sprintf("<Quantity>%d</Quantity>", rapid.IntRange(1, 9).Draw(h.t, "quantity"))
				}
				fields += "<" + kind + "LineMod><TxnLineID>" + string(appendID(nil, t.lineNum(r, i), r.created)) + "</TxnLineID>" + more + "</" + kind + "LineMod>"
			}
		}
	}
	h.ask(modRq(h.t, h.f, kind, id, fields))
}

func (h *history) checkMod() {
	id := h.pick("Check")
	place := h.f.register.identified(id)
	if place < 0 {
		return
	}
	fields := "<Memo>changed</Memo>"
	if rapid.Bool().Draw(h.t, "apply") {
		fields += "<ApplyCheckToTxnMod><TxnID>" + h.pick("CreditMemo") + "</TxnID><Amount>" + h.amount(2000) + "</Amount></ApplyCheckToTxnMod>"
	}
	if t := h.f.read(place); rapid.Bool().Draw(h.t, "line") && len(t.lines) > 0 {
		r := &h.f.register.rows[place]
		fields += "<ExpenseLineMod><TxnLineID>" + string(appendID(nil, t.lineNum(r, 0), r.created)) + "</TxnLineID><Amount>" + h.amount(2000) + "</Amount></ExpenseLineMod>"
	}
	h.ask(modRq(h.t, h.f, "Check", id, fields))
}

func (h *history) paymentMod() {
	id := h.pick("ReceivePayment")
	if h.f.register.identified(id) < 0 {
		return
	}
	fields := "<TotalAmount>" + h.amount(9999) + "</TotalAmount>"
	if rapid.Bool().Draw(h.t, "apply") {
		fields += "<AppliedToTxnMod><TxnID>" + h.pick("Invoice") + "</TxnID><PaymentAmount>" + h.amount(9999) + "</PaymentAmount></AppliedToTxnMod>"
	}
	h.ask(modRq(h.t, h.f, "ReceivePayment", id, fields))
}

var historyKinds = []string{"SalesReceipt", "Invoice", "CreditMemo", "SalesOrder", "ReceivePayment", "ARRefundCreditCard", "Check", "JournalEntry", "Deposit"}

func (h *history) step() {
	switch rapid.IntRange(0, 17).Draw(h.t, "step") {
	case 17:
		h.checkMod()
	case 0, 1:
		h.sale("SalesReceipt")
	case 2, 3:
		h.sale("Invoice")
	case 4:
		h.sale("CreditMemo")
	case 5:
		h.sale("SalesOrder")
	case 6:
		h.add("ReceivePayment", paymentOf(h.amount(9999), appliedTo(h.pick("Invoice"), "<PaymentAmount>"+h.amount(5000)+"</PaymentAmount>")))
	case 7:
		h.add("ReceivePayment", paymentOf(h.amount(9999), "<IsAutoApply>"+fmt.Sprint(rapid.Bool().Draw(h.t, "auto"))+"</IsAutoApply>"))
	case 8:
		h.ask(paymentOf("", appliedTo(h.pick("Invoice"), setCredit(h.pick("CreditMemo"), h.amount(3000)))))
	case 9:
		h.add("ARRefundCreditCard", cardRefundRq("", refundOf(h.pick("CreditMemo"), h.amount(3000))))
	case 10:
		amount := h.amount(2000)
		h.add("Check", checkRq(expenseOf("Accounts Receivable", amount), applyCheck(h.pick(rapid.SampledFrom([]string{"CreditMemo", "ReceivePayment"}).Draw(h.t, "credit")), amount)))
	case 11:
		amount := h.amount(2000)
		h.add("JournalEntry", journalRq(side("Debit", rapid.SampledFrom([]string{"Undeposited Funds", "Accounts Receivable"}).Draw(h.t, "account"), amount, "Ortiz, Ana"), side("Credit", "Sales Tax Payable", amount, h.agency())))
	case 12:
		h.add("Deposit", "<DepositAddRq><DepositAdd><DepositToAccountRef><FullName>Checking</FullName></DepositToAccountRef><DepositLineAdd><PaymentTxnID>"+
			h.pick(rapid.SampledFrom([]string{"SalesReceipt", "ReceivePayment", "ARRefundCreditCard", "JournalEntry"}).Draw(h.t, "payment"))+"</PaymentTxnID></DepositLineAdd></DepositAdd></DepositAddRq>")
	case 13:
		h.mod(rapid.SampledFrom(historyKinds[:4]).Draw(h.t, "kind"))
	case 14:
		h.paymentMod()
	case 15:
		kind := rapid.SampledFrom(historyKinds).Draw(h.t, "kind")
		h.ask("<TxnDelRq><TxnDelType>" + kind + "</TxnDelType><TxnID>" + h.pick(kind) + "</TxnID></TxnDelRq>")
	case 16:
		kind := rapid.SampledFrom(historyKinds).Draw(h.t, "kind")
		if err := h.f.VoidTxn(h.pick(kind)); err == nil && kind == "Invoice" {
			return
		}
	}
}

// agency is one of the country's sales tax agencies.
func (h *history) agency() string {
	if agencies := taxesOf[h.country].agencies; len(agencies) > 0 {
		return strings.ReplaceAll(agencies[0], "&", "&amp;")
	}
	return "City of Austin"
}

// check holds the books against what their own records say.
func (h *history) check() {
	t, f := h.t, h.f
	var debit, credit, ledger Cents
	for _, b := range f.TrialBalance() {
		debit, credit = debit+b.Debit, credit+b.Credit
		if b.Account == "Accounts Receivable" {
			ledger = b.Debit - b.Credit
		}
	}
	if debit != credit {
		t.Fatalf("debit %s, credit %s", debit, credit)
	}
	var open Cents
	for _, r := range f.Receivables() {
		if r.Open-r.Credits != r.Balance || r.Open < 0 || r.Credits < 0 {
			t.Fatalf("%+v", r)
		}
		open += r.Balance
	}
	if h.foreign {
		a := f.accounts.at(f.accounts.named("Accounts Receivable - EUR"))
		if Cents(a.foreign) != open {
			t.Fatalf("customers owe EUR %s, the account says %s", open, Cents(a.foreign))
		}
	} else if open != ledger {
		t.Fatalf("customers owe %s, the ledger says %s", open, ledger)
	}
	var waiting, owed Cents
	for _, u := range f.UndepositedFunds() {
		waiting += u.Amount
	}
	for _, a := range f.TaxLiability() {
		owed += a.Owed
	}
	if a, b := waiting.String(), balanceOf(f, "Undeposited Funds"); a != b && !h.foreign {
		t.Fatalf("%s waits for a deposit, the ledger says %s", a, b)
	}
	if a, b := (-owed).String(), balanceOf(f, "Sales Tax Payable"); a != b {
		t.Fatalf("agencies are owed %s, the ledger says %s", a, b)
	}
	var worth Cents
	for _, x := range f.StockOnHand() {
		worth += x.Value
	}
	if a, b := worth.String(), balanceOf(f, "Inventory Asset"); a != b {
		t.Fatalf("stock is worth %s, the ledger says %s", a, b)
	}
	paid := map[string]Cents{}
	all := f.TransactionsInFull()
	for _, x := range all {
		for _, a := range x.Applied {
			paid[a.Charge] += a.Amount + a.Discount
			paid[x.TxnID] += a.Amount
		}
	}
	for _, x := range all {
		switch x.Type {
		case "Invoice", "CreditMemo", "ReceivePayment", "ARRefundCreditCard", "Check":
			if x.Open != x.Total-paid[x.TxnID] || x.Open < 0 {
				t.Fatalf("%+v: %s is paid of it", x, paid[x.TxnID])
			}
		}
	}
}

func TestAnyHistoryLeavesTheBooksRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		foreign := rapid.IntRange(0, 3).Draw(t, "foreign") == 0
		country := rapid.SampledFrom([]string{"US", "US", "CA", "UK", "AU"}).Draw(t, "country")
		f := New(Options{Now: testClock(), MultiCurrency: foreign, Country: country})
		if err := SeedStandard(f); err != nil {
			t.Fatal(err)
		}
		ana := Person{Name: "Ortiz, Ana"}
		if foreign {
			ana.Currency = "Euro"
		}
		if _, err := f.AddPerson(ana); err != nil {
			t.Fatal(err)
		}
		var start bytes.Buffer
		if err := f.PrintTrialBalance(&start); err != nil {
			t.Fatal(err)
		}
		h := &history{t: t, f: f, s: f.Connect(), foreign: foreign, country: country, ids: map[string][]string{}}
		if _, _, _, _, err := h.s.OpenFile("test", ""); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			if foreign {
				if err := f.SetExchangeRate("Euro", fmt.Sprintf("1.%04d", rapid.IntRange(0, 9999).Draw(t, "rate"))); err != nil {
					t.Fatal(err)
				}
			}
			h.step()
			h.check()
		}
		// A file that is read from the disk says the same.
		var saved bytes.Buffer
		if err := f.Save(&saved); err != nil {
			t.Fatal(err)
		}
		again, err := Load(&saved, Options{Now: testClock()})
		if err != nil {
			t.Fatal(err)
		}
		told := func(f *File) string {
			return fmt.Sprint(f.TrialBalance(), f.TaxLiability(), f.Receivables(), f.UndepositedFunds(), f.StockOnHand(), f.TransactionsInFull())
		}
		if a, b := told(f), told(again); a != b {
			t.Fatalf("read again:\n%s\nbefore:\n%s", b, a)
		}
		// Taken back in the right order, nothing is left.
		for _, kind := range []string{"Deposit", "ARRefundCreditCard", "Check", "ReceivePayment", "CreditMemo", "Invoice", "SalesOrder", "SalesReceipt", "JournalEntry"} {
			for _, id := range h.ids[kind] {
				if f.register.identified(id) >= 0 {
					if err := f.DeleteTxn(id); err != nil {
						t.Fatalf("%s %s: %v", kind, id, err)
					}
				}
			}
		}
		var end bytes.Buffer
		if err := f.PrintTrialBalance(&end); err != nil {
			t.Fatal(err)
		}
		_, before, _ := strings.Cut(start.String(), "\n\n")
		if _, after, _ := strings.Cut(end.String(), "\n\n"); after != before {
			t.Fatalf("%s\nbefore:\n%s", after, before)
		}
	})
}

func TestTheJournalOnTheDiskTellsTheSameHistory(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		path := filepath.Join(dir, fmt.Sprintf("%d.company", n))
		f, _, err := Open(path, Options{Now: testClock()})
		if err != nil {
			t.Fatal(err)
		}
		if err := SeedStandard(f); err != nil {
			t.Fatal(err)
		}
		if _, err := f.AddPerson(Person{Name: "Ortiz, Ana"}); err != nil {
			t.Fatal(err)
		}
		h := &history{t: t, f: f, s: f.Connect(), country: "US", ids: map[string][]string{}}
		if _, _, _, _, err := h.s.OpenFile("test", ""); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(5, 25).Draw(t, "steps") {
			h.step()
		}
		for _, kind := range []string{"Deposit", "Check"} {
			for _, id := range h.ids[kind] {
				_ = f.Reconcile(id, true) // refused where nothing is left to reconcile
			}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Load(bytes.NewReader(data), Options{Now: testClock()})
		if err != nil {
			t.Fatal(err)
		}
		told := func(f *File) string {
			return fmt.Sprint(f.TrialBalance(), f.TaxLiability(), f.Receivables(), f.UndepositedFunds(), f.StockOnHand(), f.TransactionsInFull())
		}
		if a, b := told(f), told(again); a != b {
			t.Fatalf("read again:\n%s\nbefore:\n%s", b, a)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	})
}
