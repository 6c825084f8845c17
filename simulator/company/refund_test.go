package company

import (
	"strings"
	"testing"
)

const forAna = "<CustomerRef><FullName>Ortiz, Ana</FullName></CustomerRef>"

// memoRq is a credit memo over lines.
func memoRq(ref string, lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("<CreditMemoLineAdd>" + l + "</CreditMemoLineAdd>")
	}
	return "<CreditMemoAddRq><CreditMemoAdd>" + forAna + "<TxnDate>2024-03-15</TxnDate><RefNumber>" + ref + "</RefNumber>" + noRateItem + b.String() + "</CreditMemoAdd></CreditMemoAddRq>"
}

const noRateItem = "<ItemSalesTaxRef><FullName>Out of State</FullName></ItemSalesTaxRef>"

func part(item, more string) string {
	return "<ItemRef><FullName>" + item + "</FullName></ItemRef>" + more
}

func cardRefundRq(from string, applied ...string) string {
	if from != "" {
		from = "<RefundFromAccountRef><FullName>" + from + "</FullName></RefundFromAccountRef>"
	}
	return "<ARRefundCreditCardAddRq><ARRefundCreditCardAdd>" + forAna + from + "<TxnDate>2024-03-15</TxnDate><RefNumber>R1</RefNumber><PaymentMethodRef><FullName>Visa</FullName></PaymentMethodRef>" +
		strings.Join(applied, "") + "</ARRefundCreditCardAdd></ARRefundCreditCardAddRq>"
}

func refundOf(txn, amount string) string {
	return "<RefundAppliedToTxnAdd><TxnID>" + txn + "</TxnID><RefundAmount>" + amount + "</RefundAmount></RefundAppliedToTxnAdd>"
}

func checkRq(lines, applied string) string {
	return "<CheckAddRq><CheckAdd><AccountRef><FullName>Checking</FullName></AccountRef><PayeeEntityRef><FullName>Ortiz, Ana</FullName></PayeeEntityRef><RefNumber>1001</RefNumber>" + applied + lines + "</CheckAdd></CheckAddRq>"
}

func expenseOf(account, amount string) string {
	return "<ExpenseLineAdd><AccountRef><FullName>" + account + "</FullName></AccountRef><Amount>" + amount + "</Amount></ExpenseLineAdd>"
}

func applyCheck(txn, amount string) string {
	return "<ApplyCheckToTxnAdd><TxnID>" + txn + "</TxnID><Amount>" + amount + "</Amount></ApplyCheckToTxnAdd>"
}

func paymentOf(total string, applied ...string) string {
	if total != "" {
		total = "<TotalAmount>" + total + "</TotalAmount>"
	}
	return "<ReceivePaymentAddRq><ReceivePaymentAdd>" + forAna + total + strings.Join(applied, "") + "</ReceivePaymentAdd></ReceivePaymentAddRq>"
}

func setCredit(txn, amount string) string {
	return "<SetCredit><CreditTxnID>" + txn + "</CreditTxnID><AppliedAmount>" + amount + "</AppliedAmount></SetCredit>"
}

func appliedTo(invoice, inside string) string {
	return "<AppliedToTxnAdd><TxnID>" + invoice + "</TxnID>" + inside + "</AppliedToTxnAdd>"
}

// openOf is what is open of a transaction.
func openOf(t testing.TB, f *File, id string) string {
	t.Helper()
	for _, x := range f.Transactions() {
		if x.TxnID == id {
			return x.Open.String()
		}
	}
	return "none"
}

func TestACreditMemoReturnsGoodsTaxAndIncome(t *testing.T) {
	f, s := newTestFile(t)
	before, worth, _ := f.OnHand("Mugs:MUG-BLUE-12")
	taxed := "<SalesTaxCodeRef><FullName>Tax</FullName></SalesTaxCodeRef>"
	answer := ask(t, s, set("", strings.Replace(memoRq("CM1", part("Mugs:MUG-BLUE-12", "<Quantity>2</Quantity><Amount>20.00</Amount>"+taxed), part("Online Shipping", "<Amount>5.00</Amount>")), "Out of State", "Austin", 1)))
	if statuses(answer) != "0" || value(answer, "TotalAmount") != "26.65" || value(answer, "CreditRemaining") != "26.65" || value(answer, "SalesTaxTotal") != "1.65" {
		t.Fatal(answer)
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	for account, want := range map[string]string{"Accounts Receivable": "-26.65", "Sales:Online Store": "20.00", "Shipping Income": "5.00",
		"Sales Tax Payable": "1.65", "Cost of Goods Sold": "-8.20"} {
		if got := balanceOf(f, account); got != want {
			t.Errorf("%s: %s, want %s", account, got, want)
		}
	}
	after, more, _ := f.OnHand("Mugs:MUG-BLUE-12")
	if after-before != 200_000 || more-worth != 820 {
		t.Errorf("stock %d worth %s more", after-before, more-worth)
	}
	owed := map[string]string{}
	for _, a := range f.TaxLiability() {
		owed[a.Agency] = a.Owed.String()
	}
	if owed["Texas Comptroller"] != "-1.25" || owed["City of Austin"] != "-0.20" || owed["Austin MTA"] != "-0.20" {
		t.Errorf("%v", owed)
	}
	balanced(t, f)
}

func TestTheSheetsCreditMemoIsRefundedToTheCard(t *testing.T) {
	f, s := newTestFile(t)
	doc := strings.Replace(example(t, "cm-100501"), "<Memo>BigCommerce refund 1", noRateItem+"<Memo>BigCommerce refund 1", 1)
	answer := ask(t, s, doc)
	if statuses(answer) != "0 0" || value(answer, "RefundAmount") != "9.95" {
		t.Fatal(answer)
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	if got := balanceOf(f, "Undeposited Funds"); got != "-9.95" {
		t.Error(got)
	}
	if got := balanceOf(f, "Accounts Receivable"); got != "0.00" {
		t.Error(got)
	}
	memo := value(answer, "TxnID")
	query := ask(t, s, set("", `<CreditMemoQueryRq><TxnID>`+memo+`</TxnID><IncludeLinkedTxns>true</IncludeLinkedTxns></CreditMemoQueryRq>`,
		`<ARRefundCreditCardQueryRq><RefNumber>BC100501R1</RefNumber><IncludeLineItems>true</IncludeLineItems></ARRefundCreditCardQueryRq>`))
	if value(query, "CreditRemaining") != "0.00" || value(query, "TxnType") != "ARRefundCreditCard" || strings.Count(query, "<RefundAppliedToTxnRet>") != 1 {
		t.Error(query)
	}
	if out := xmllint(t, query); out != "" {
		t.Error(out)
	}
	balanced(t, f)
}

func TestRefundsPayOnlyWhatIsLeftOfACredit(t *testing.T) {
	f, s := newTestFile(t)
	memo := value(ask(t, s, set("", memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>")))), "TxnID")
	invoice := value(ask(t, s, set("", invoiceRq("I1", "100.00"))), "TxnID")
	if _, err := f.AddAccount(Account{Name: "Other Receivables", Type: "AccountsReceivable"}); err != nil {
		t.Fatal(err)
	}
	other := "<ARAccountRef><FullName>Other Receivables</FullName></ARAccountRef><TxnDate>"
	for _, c := range []struct{ name, request, status string }{
		{"more than the credit", cardRefundRq("", refundOf(memo, "30.01")), "3210"},
		{"more in two parts", cardRefundRq("", refundOf(memo, "20.00"), refundOf(memo, "10.01")), "3210"},
		{"nothing", cardRefundRq("", refundOf(memo, "0.00")), "3210"},
		{"of an invoice", cardRefundRq("", refundOf(invoice, "1.00")), "3120"},
		{"of a transaction that is none", cardRefundRq("", refundOf("7FFF-1709999999", "1.00")), "3120"},
		{"of another customer", strings.Replace(cardRefundRq("", refundOf(memo, "1.00")), "Ortiz, Ana", "Online Customer", 1), "3120"},
		{"another receivables account", strings.Replace(cardRefundRq("", refundOf(memo, "1.00")), "<TxnDate>", other, 1), "3180"},
		{"out of an income account", cardRefundRq("Sales", refundOf(memo, "1.00")), "3140"},
		{"a part out of the bank", cardRefundRq("Checking", refundOf(memo, "12.00")), "0"},
		{"more than is left", cardRefundRq("", refundOf(memo, "18.01")), "3210"},
		{"a check to another than the customer", strings.Replace(checkRq(strings.Replace(expenseOf("Accounts Receivable", "5.00"), "</Amount>", "</Amount>"+forAna, 1), ""), "Ortiz, Ana", "Jane Doe", 1), "3180"},
		{"a check on Sales Tax Payable to a customer", checkRq(expenseOf("Sales Tax Payable", "5.00"), ""), "3180"},
		{"a check without a receivables line", checkRq(expenseOf("Merchant Fees", "5.00"), applyCheck(memo, "5.00")), "3180"},
		{"a check that applies more than it pays", checkRq(expenseOf("Accounts Receivable", "5.00"), applyCheck(memo, "5.01")), "3210"},
		{"a check for a part", checkRq(expenseOf("Accounts Receivable", "8.00"), applyCheck(memo, "8.00")), "0"},
		{"the rest", cardRefundRq("", refundOf(memo, "10.00")), "0"},
		{"of a credit with nothing left", cardRefundRq("", refundOf(memo, "0.01")), "3210"},
	} {
		if got := statuses(ask(t, s, set("", c.request))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	if got := openOf(t, f, memo); got != "0.00" {
		t.Error(got)
	}
	if a, b := balanceOf(f, "Checking"), balanceOf(f, "Undeposited Funds"); a != "-20.00" || b != "-10.00" {
		t.Error(a, b)
	}
	answer := ask(t, s, set("", `<CheckQueryRq><IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns></CheckQueryRq>`))
	if value(answer, "Amount") != "8.00" || value(answer, "TxnType") != "CreditMemo" {
		t.Error(answer)
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	if f.DeleteTxn(memo) == nil || f.VoidTxn(memo) == nil {
		t.Error("a credit that was refunded was removed")
	}
	balanced(t, f)
}

func TestCreditsAreAppliedToInvoices(t *testing.T) {
	f, s := newTestFile(t)
	answer := ask(t, s, set("", invoiceRq("I1", "100.00"), memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>")),
		paymentOf("25.00", "<IsAutoApply>false</IsAutoApply>")))
	ids := idsOf(f)
	invoice, memo, credit := ids["I1"], ids["CM1"], ids[""]
	if statuses(answer) != "0 0 0" || openOf(t, f, credit) != "25.00" {
		t.Fatal(answer, ids)
	}
	for _, c := range []struct{ name, request, status string }{
		{"more credit than there is", paymentOf("", appliedTo(invoice, setCredit(memo, "30.01"))), "3210"},
		{"credits and payment above what is due", paymentOf("80.00", appliedTo(invoice, "<PaymentAmount>80.00</PaymentAmount>"+setCredit(memo, "20.01"))), "3210"},
		{"the same credit twice", paymentOf("", appliedTo(invoice, setCredit(memo, "20.00")+setCredit(memo, "10.01"))), "3210"},
		{"an invoice as a credit", paymentOf("", appliedTo(invoice, setCredit(invoice, "1.00"))), "3120"},
		{"nothing applied and nothing paid", paymentOf("0.00", "<IsAutoApply>false</IsAutoApply>"), "3180"},
		{"no total", paymentOf("", appliedTo(invoice, "<PaymentAmount>1.00</PaymentAmount>")), "3210"},
	} {
		if got := statuses(ask(t, s, set("", c.request))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	before := len(f.Transactions())
	answer = ask(t, s, set("", paymentOf("", appliedTo(invoice, setCredit(memo, "30.00")))))
	if statuses(answer) != "0" || value(answer, "BalanceRemaining") != "70.00" || len(f.Transactions()) != before {
		t.Errorf("a credit alone: %s", answer)
	}
	answer = ask(t, s, set("", paymentOf("50.00", appliedTo(invoice, "<PaymentAmount>45.00</PaymentAmount>"+setCredit(credit, "25.00")))))
	if statuses(answer) != "0" || value(answer, "UnusedPayment") != "5.00" {
		t.Error(answer)
	}
	query := ask(t, s, set("", `<InvoiceQueryRq><TxnID>`+invoice+`</TxnID><IncludeLinkedTxns>true</IncludeLinkedTxns></InvoiceQueryRq>`))
	if value(query, "IsPaid") != "true" || value(query, "BalanceRemaining") != "0.00" || strings.Count(query, "<LinkedTxn>") != 3 {
		t.Error(query)
	}
	if got := statuses(ask(t, s, set("", paymentOf("1.00", appliedTo(invoice, "<PaymentAmount>1.00</PaymentAmount>"))))); got != "3120" {
		t.Errorf("a paid invoice: %s", got)
	}
	if got := balanceOf(f, "Accounts Receivable"); got != "-5.00" {
		t.Error(got)
	}
	if out := xmllint(t, answer, query); out != "" {
		t.Error(out)
	}
	// Taking the credit back opens the invoice again.
	if err := f.DeleteTxn(memo); err != nil {
		t.Fatal(err)
	}
	if got := openOf(t, f, invoice); got != "30.00" {
		t.Error(got)
	}
	balanced(t, f)
}

func TestAnInvoiceUsesACreditAtOnce(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>"))))
	memo := idsOf(f)["CM1"]
	with := func(ref, amount string) string {
		return strings.Replace(invoiceRq(ref, "20.00"), "<InvoiceLineAdd>", setCredit(memo, amount)+"<InvoiceLineAdd>", 1)
	}
	answer := ask(t, s, set("", with("I1", "20.01"), with("I2", "20.00"), with("I3", "10.01"), with("I4", "10.00")))
	if got := statuses(answer); got != "3210 0 3210 0" {
		t.Fatal(got, answer)
	}
	ids := idsOf(f)
	if openOf(t, f, ids["I2"]) != "0.00" || openOf(t, f, ids["I4"]) != "10.00" || openOf(t, f, memo) != "0.00" {
		t.Error(f.Transactions())
	}
	balanced(t, f)
}

func TestOnePaymentPaysSeveralInvoices(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", invoiceRq("I1", "100.00"), invoiceRq("I2", "50.00")))
	ids := idsOf(f)
	pay := func(a, b string) string {
		return paymentOf("120.00", appliedTo(ids["I1"], "<PaymentAmount>"+a+"</PaymentAmount>"), appliedTo(ids["I2"], "<PaymentAmount>"+b+"</PaymentAmount>"))
	}
	if got := statuses(ask(t, s, set("", pay("100.00", "20.01"), pay("60.00", "50.01"), pay("70.00", "50.00")))); got != "3210 3210 0" {
		t.Error(got)
	}
	if openOf(t, f, ids["I1"]) != "30.00" || openOf(t, f, ids["I2"]) != "0.00" {
		t.Error(f.Transactions())
	}
}

// idsOf are the TxnIDs by RefNumber.
func idsOf(f *File) map[string]string {
	out := map[string]string{}
	for _, x := range f.Transactions() {
		out[x.RefNumber] = x.TxnID
	}
	return out
}

func TestACrashAfterCreditsWereSetLeavesThemSet(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", invoiceRq("I1", "20.00"), memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>"))))
	ids := idsOf(f)
	doc := set(`newMessageSetID="C" onError="stopOnError"`, paymentOf("", appliedTo(ids["I1"], setCredit(ids["CM1"], "20.00"))))
	f.CrashAfter(1)
	if h := refusedDoc(t, s, doc); h.Code != hrCrash {
		t.Fatal(h.Code)
	}
	if openOf(t, f, ids["I1"]) != "0.00" || openOf(t, f, ids["CM1"]) != "10.00" {
		t.Error(f.Transactions())
	}
	s = open(t, f)
	if answer := ask(t, s, doc); !strings.Contains(answer, `messageSetStatusCode="9002"`) {
		t.Error(answer)
	}
	if got := statuses(ask(t, s, set("", paymentOf("", appliedTo(ids["I1"], setCredit(ids["CM1"], "1.00")))))); got != "3120" {
		t.Errorf("set again: %s", got)
	}
}
