package company

import (
	"regexp"
	"strings"
	"testing"
)

// seqOf is a transaction's present EditSequence.
func seqOf(t failer, f *File, id string) string {
	t.Helper()
	place := f.register.identified(id)
	if place < 0 {
		t.Fatalf("no transaction %s", id)
	}
	return seqText(f.register.rows[place].seq)
}

// modRq changes a transaction with its present EditSequence.
func modRq(t failer, f *File, kind, id, fields string) string {
	return "<" + kind + "ModRq><" + kind + "Mod><TxnID>" + id + "</TxnID><EditSequence>" + seqOf(t, f, id) + "</EditSequence>" + fields + "</" + kind + "Mod></" + kind + "ModRq>"
}

var lineIDs = regexp.MustCompile(`<TxnLineID>([^<]+)</TxnLineID>`)

// linesOf are a Ret's TxnLineIDs in order.
func linesOf(answer string) []string {
	var out []string
	for _, m := range lineIDs.FindAllStringSubmatch(answer, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestAModChangesOnlyWhatIsSent(t *testing.T) {
	f, s := newTestFile(t)
	added := ask(t, s, set("", receiptRq(1)))
	id := value(added, "TxnID")
	answer := ask(t, s, set("", modRq(t, f, "SalesReceipt", id, "<RefNumber>BC1-2</RefNumber><Memo></Memo>")))
	if statuses(answer) != "0" || value(answer, "RefNumber") != "BC1-2" || value(answer, "Memo") != "" {
		t.Fatal(answer)
	}
	for _, same := range []string{"TotalAmount", "TxnDate", "Addr1", "TxnNumber", "Rate", "Desc"} {
		if value(answer, same) != value(added, same) {
			t.Errorf("%s: %q became %q", same, value(added, same), value(answer, same))
		}
	}
	if strings.Join(linesOf(answer), " ") != strings.Join(linesOf(added), " ") {
		t.Error("the lines have other ids")
	}
	if value(answer, "EditSequence") == value(added, "EditSequence") || f.CountByRef("", "BC1-2") != 1 || f.CountByRef("", "BC1") != 0 {
		t.Error(answer)
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	stale := strings.Replace(modRq(t, f, "SalesReceipt", id, "<Memo>x</Memo>"), seqOf(t, f, id), value(added, "EditSequence"), 1)
	if got := statuses(ask(t, s, set("", stale))); got != "3200" {
		t.Error(got)
	}
	balanced(t, f)
}

func TestLinesOfAModAreThoseThatAreMentioned(t *testing.T) {
	f, s := newTestFile(t)
	line := func(item, more string) string {
		return "<InvoiceLineAdd>" + part(item, more) + "</InvoiceLineAdd>"
	}
	rq := "<InvoiceAddRq><InvoiceAdd>" + forAna + "<RefNumber>I1</RefNumber>" + noRateItem +
		line("Mugs:MUG-BLUE-12", "<Quantity>3</Quantity><Amount>30.00</Amount>") + line("TSHIRT-M", "<Quantity>2</Quantity><Rate>19.00</Rate>") +
		line("Online Shipping", "<Amount>5.00</Amount>") + "</InvoiceAdd></InvoiceAddRq>"
	added := ask(t, s, set("", rq))
	id, lines := value(added, "TxnID"), linesOf(added)
	kept := func(i int, more string) string {
		return "<InvoiceLineMod><TxnLineID>" + lines[i] + "</TxnLineID>" + more + "</InvoiceLineMod>"
	}
	fresh := "<InvoiceLineMod><TxnLineID>-1</TxnLineID>" + part("Engraving", "<Amount>7.00</Amount>") + "</InvoiceLineMod>"
	for _, c := range []struct{ name, fields, status string }{
		{"lines in another order", kept(1, "") + kept(0, ""), "3290"},
		{"a line that is none", "<InvoiceLineMod><TxnLineID>7FFF-1</TxnLineID></InvoiceLineMod>", "3120"},
		{"a malformed line id", "<InvoiceLineMod><TxnLineID>x</TxnLineID></InvoiceLineMod>", "3000"},
		{"below zero", kept(0, "<Amount>-50.00</Amount>"), "3180"},
	} {
		if got := statuses(ask(t, s, set("", modRq(t, f, "Invoice", id, c.fields)))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	// The mugs go back to stock, one more shirt at its rate, engraving is new, shipping stays.
	answer := ask(t, s, set("", modRq(t, f, "Invoice", id, kept(1, "<Quantity>3</Quantity>")+fresh+kept(2, ""))))
	if statuses(answer) != "0" || value(answer, "BalanceRemaining") != "69.00" {
		t.Fatal(answer)
	}
	now := linesOf(answer)
	if len(now) != 3 || now[0] != lines[1] || now[2] != lines[2] || now[1] == lines[0] {
		t.Errorf("%v became %v", lines, now)
	}
	if qty, worth, _ := f.OnHand("Mugs:MUG-BLUE-12"); qty != 500*100_000 || worth != 205000 {
		t.Errorf("stock %d worth %s", qty, worth)
	}
	for account, want := range map[string]string{"Accounts Receivable": "69.00", "Sales:Online Store": "-64.00", "Shipping Income": "-5.00", "Cost of Goods Sold": "0.00"} {
		if got := balanceOf(f, account); got != want {
			t.Errorf("%s: %s, want %s", account, got, want)
		}
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	// Its new lines are found by their ids again, in a record after it too.
	ask(t, s, set("", receiptRq(7)))
	again := ask(t, s, set("", modRq(t, f, "Invoice", id, "<InvoiceLineMod><TxnLineID>"+now[1]+"</TxnLineID><Amount>8.00</Amount></InvoiceLineMod>")))
	if statuses(again) != "0" || value(again, "BalanceRemaining") != "8.00" {
		t.Error(again)
	}
	balanced(t, f)
}

func TestAModIsRefusedWhereOthersRestOnIt(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", invoiceRq("I1", "100.00"), memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>")), receiptRq(1)))
	ids := idsOf(f)
	invoice, memo := ids["I1"], ids["CM1"]
	paid := ask(t, s, set("", paymentOf("60.00", appliedTo(invoice, "<PaymentAmount>60.00</PaymentAmount>")), cardRefundRq("", refundOf(memo, "20.00"))))
	if statuses(paid) != "0 0" {
		t.Fatal(paid)
	}
	payment := value(paid, "TxnID")
	line := func(kind, id string) string {
		q := ask(t, s, set("", "<"+kind+"QueryRq><TxnID>"+id+"</TxnID><IncludeLineItems>true</IncludeLineItems></"+kind+"QueryRq>"))
		return "<" + kind + "LineMod><TxnLineID>" + linesOf(q)[0] + "</TxnLineID>"
	}
	invoiceLine, memoLine := line("Invoice", invoice), line("CreditMemo", memo)
	for _, c := range []struct{ name, kind, id, fields, status string }{
		{"an invoice below what was paid", "Invoice", invoice, invoiceLine + "<Amount>59.99</Amount></InvoiceLineMod>", "3170"},
		{"an invoice to what was paid", "Invoice", invoice, invoiceLine + "<Amount>60.00</Amount></InvoiceLineMod>", "0"},
		{"the customer of a paid invoice", "Invoice", invoice, "<CustomerRef><FullName>Online Customer</FullName></CustomerRef>", "3170"},
		{"a credit memo below what was refunded", "CreditMemo", memo, memoLine + "<Amount>19.99</Amount></CreditMemoLineMod>", "3170"},
		{"a credit memo to what was refunded", "CreditMemo", memo, memoLine + "<Amount>20.00</Amount></CreditMemoLineMod>", "0"},
		{"a payment below what it pays", "ReceivePayment", payment, "<TotalAmount>59.99</TotalAmount>", "3210"},
		{"a payment that applies more than is due", "ReceivePayment", payment, "<TotalAmount>70.00</TotalAmount><AppliedToTxnMod><TxnID>" + invoice + "</TxnID><PaymentAmount>60.01</PaymentAmount></AppliedToTxnMod>", "3210"},
		{"a payment that applies less", "ReceivePayment", payment, "<TotalAmount>70.00</TotalAmount><AppliedToTxnMod><TxnID>" + invoice + "</TxnID><PaymentAmount>50.00</PaymentAmount></AppliedToTxnMod>", "0"},
		{"another type", "SalesReceipt", invoice, "<Memo>x</Memo>", "3120"},
		{"into the closed period", "SalesReceipt", ids["BC1"], "<TxnDate>2020-01-01</TxnDate>", "3171"},
	} {
		if c.name == "into the closed period" {
			if err := f.SetClosingDate("2020-12-31"); err != nil {
				t.Fatal(err)
			}
		}
		if got := ask(t, s, set("", modRq(t, f, c.kind, c.id, c.fields))); statuses(got) != c.status {
			t.Errorf("%s: %s, want %s\n%s", c.name, statuses(got), c.status, got)
		}
		balanced(t, f)
	}
	if openOf(t, f, invoice) != "10.00" || openOf(t, f, payment) != "20.00" || openOf(t, f, memo) != "0.00" {
		t.Error(f.Transactions())
	}
	if err := f.SetClosingDate("2024-03-20"); err != nil {
		t.Fatal(err)
	}
	for _, rq := range []string{modRq(t, f, "SalesReceipt", ids["BC1"], "<Memo>x</Memo>"),
		"<TxnVoidRq><TxnVoidType>SalesReceipt</TxnVoidType><TxnID>" + ids["BC1"] + "</TxnID></TxnVoidRq>",
		"<TxnDelRq><TxnDelType>SalesReceipt</TxnDelType><TxnID>" + ids["BC1"] + "</TxnID></TxnDelRq>"} {
		if got := statuses(ask(t, s, set("", rq))); got != "3171" {
			t.Errorf("%s: %s", rq, got)
		}
	}
}

func TestVoidAndDeleteGiveBackWhatATransactionDid(t *testing.T) {
	f, s := newTestFile(t)
	start := f.TrialBalance()
	ask(t, s, set("", memoRq("CM1", part("Mugs:MUG-BLUE-12", "<Quantity>3</Quantity><Amount>30.00</Amount>")), invoiceRq("I1", "100.00")))
	ids := idsOf(f)
	refund := value(ask(t, s, set("", cardRefundRq("", refundOf(ids["CM1"], "20.00")))), "TxnID")
	check := value(ask(t, s, set("", checkRq(expenseOf("Accounts Receivable", "4.00"), applyCheck(ids["CM1"], "4.00")))), "TxnID")
	ask(t, s, set("", paymentOf("", appliedTo(ids["I1"], setCredit(ids["CM1"], "6.00")))))
	del := func(kind, id string) string {
		return "<TxnDelRq><TxnDelType>" + kind + "</TxnDelType><TxnID>" + id + "</TxnID></TxnDelRq>"
	}
	void := func(kind, id string) string {
		return "<TxnVoidRq><TxnVoidType>" + kind + "</TxnVoidType><TxnID>" + id + "</TxnID></TxnVoidRq>"
	}
	for _, c := range []struct{ name, request, status string }{
		{"a refunded credit memo", del("CreditMemo", ids["CM1"]), "3160"},
		{"a refunded credit memo, to be voided", void("CreditMemo", ids["CM1"]), "3185"},
		{"an invoice that a credit paid", void("Invoice", ids["I1"]), "3185"},
		{"the wrong type", del("Invoice", ids["CM1"]), "3120"},
		{"the card refund", void("ARRefundCreditCard", refund), "0"},
		{"the card refund once more", void("ARRefundCreditCard", refund), "3185"},
		{"the check", del("Check", check), "0"},
		{"the credit memo", void("CreditMemo", ids["CM1"]), "0"},
		{"a voided one, to be changed", modRq(t, f, "CreditMemo", ids["CM1"], "<Memo>x</Memo>"), "3200"},
		{"the invoice", del("Invoice", ids["I1"]), "0"},
		{"the invoice once more", del("Invoice", ids["I1"]), "3120"},
	} {
		if got := statuses(ask(t, s, set("", c.request))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
		balanced(t, f)
	}
	if got := statuses(ask(t, s, set("", modRq(t, f, "CreditMemo", ids["CM1"], "<Memo>x</Memo>")))); got != "3170" {
		t.Errorf("a voided credit memo was changed: %s", got)
	}
	if now := f.TrialBalance(); len(now) != len(start) || now[0] != start[0] || now[len(now)-1] != start[len(start)-1] {
		t.Errorf("%v\n%v", start, now)
	}
	if len(f.Receivables()) != 0 {
		t.Error(f.Receivables())
	}
	answer := ask(t, s, set("", `<TxnDeletedQueryRq><TxnDelType>Check</TxnDelType><TxnDelType>Invoice</TxnDelType></TxnDeletedQueryRq>`))
	if strings.Count(answer, "<TxnDeletedRet>") != 2 {
		t.Error(answer)
	}
}

func TestAnItemGroupIsKeptOrBuiltAnewByAMod(t *testing.T) {
	f, s := newTestFile(t)
	added := ask(t, s, set("", "<SalesReceiptAddRq><SalesReceiptAdd>"+forAna+noRateItem+
		"<SalesReceiptLineGroupAdd><ItemGroupRef><FullName>Mug Pair</FullName></ItemGroupRef></SalesReceiptLineGroupAdd></SalesReceiptAdd></SalesReceiptAddRq>"))
	id, lines := value(added, "TxnID"), linesOf(added)
	group := func(more string) string {
		return modRq(t, f, "SalesReceipt", id, "<SalesReceiptLineGroupMod><TxnLineID>"+lines[0]+"</TxnLineID>"+more+"</SalesReceiptLineGroupMod>")
	}
	answer := ask(t, s, set("", group("")))
	if value(answer, "TotalAmount") != "19.90" || strings.Join(linesOf(answer), " ") != strings.Join(lines, " ") {
		t.Error(answer)
	}
	answer = ask(t, s, set("", group("<SalesReceiptLineMod><TxnLineID>"+lines[2]+"</TxnLineID><Amount>5.00</Amount></SalesReceiptLineMod>")))
	if value(answer, "TotalAmount") != "5.00" || len(linesOf(answer)) != 2 {
		t.Error(answer)
	}
	answer = ask(t, s, set("", group("<Quantity>2</Quantity>")))
	if value(answer, "TotalAmount") != "39.80" || len(linesOf(answer)) != 3 || linesOf(answer)[0] != lines[0] {
		t.Error(answer)
	}
	if qty, _, _ := f.OnHand("Mugs:MUG-RED-12"); qty != 498*100_000 {
		t.Error(qty)
	}
	balanced(t, f)
}

// failer is a test, or the property of one.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}
