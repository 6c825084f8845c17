package company

import (
	"strings"
	"testing"
)

func euros(t testing.TB) (*File, *Session) {
	t.Helper()
	f, s := newTestFile(t, func(o *Options) { o.MultiCurrency = true })
	answer := ask(t, s, set("", strings.Replace(customerRq("Müller, Eva"), "</CustomerAdd>", "<CurrencyRef><FullName>Euro</FullName></CurrencyRef></CustomerAdd>", 1)))
	if statuses(answer) != "0" || !strings.Contains(answer, "<FullName>Euro</FullName>") {
		t.Fatal(answer)
	}
	return f, s
}

func forEva(rq, rate string) string {
	rq = strings.Replace(rq, "Ortiz, Ana", "Müller, Eva", 1)
	if rate == "" {
		return rq
	}
	rate = "<ExchangeRate>" + rate + "</ExchangeRate>"
	for _, before := range []string{"<InvoiceLineAdd>", "<CreditMemoLineAdd>", "<PaymentMethodRef>", "<AppliedToTxnAdd>", "<RefundAppliedToTxnAdd>", "<SalesReceiptLineAdd>"} {
		if before == "<PaymentMethodRef>" && strings.Contains(rq, "Refund") {
			continue
		}
		if strings.Contains(rq, before) {
			return strings.Replace(rq, before, rate+before, 1)
		}
	}
	return rq
}

func TestTheLedgerIsInHomeCurrency(t *testing.T) {
	f, s := euros(t)
	answer := ask(t, s, set("", forEva(invoiceRq("I1", "100.00"), "1.1")))
	if statuses(answer) != "0" || value(answer, "BalanceRemaining") != "100.00" || value(answer, "BalanceRemainingInHomeCurrency") != "110.00" || value(answer, "ExchangeRate") != "1.10" {
		t.Fatal(answer)
	}
	invoice := value(answer, "TxnID")
	for account, want := range map[string]string{"Accounts Receivable - EUR": "110.00", "Sales:Online Store": "-110.00"} {
		if got := balanceOf(f, account); got != want {
			t.Errorf("%s: %s, want %s", account, got, want)
		}
	}
	paid := ask(t, s, set("", forEva(paymentOf("100.00", appliedTo(invoice, "<PaymentAmount>100.00</PaymentAmount>")), "1.2")))
	if statuses(paid) != "0" || value(paid, "TotalAmountInHomeCurrency") != "120.00" {
		t.Fatal(paid)
	}
	for account, want := range map[string]string{"Accounts Receivable - EUR": "0.00", "Undeposited Funds": "120.00", "Exchange Gain or Loss": "-10.00"} {
		if got := balanceOf(f, account); got != want {
			t.Errorf("%s: %s, want %s", account, got, want)
		}
	}
	memo := ask(t, s, set("", forEva(memoRq("CM1", part("Online Product", "<Amount>10.00</Amount>")), "1.2")))
	refund := ask(t, s, set("", forEva(cardRefundRq("", refundOf(value(memo, "TxnID"), "10.00")), "1.3")))
	if statuses(memo+refund) != "0 0" {
		t.Fatal(memo, refund)
	}
	if a, b := balanceOf(f, "Accounts Receivable - EUR"), balanceOf(f, "Exchange Gain or Loss"); a != "0.00" || b != "-9.00" {
		t.Error(a, b)
	}
	queries := ask(t, s, set("", `<CurrencyQueryRq/>`, `<PreferencesQueryRq/>`, `<CustomerQueryRq/>`, `<AccountQueryRq/>`, `<ReceivePaymentToDepositQueryRq/>`, `<TransactionQueryRq/>`))
	if !strings.Contains(queries, "<IsMultiCurrencyOn>true") {
		t.Error(queries)
	}
	if out := xmllint(t, answer, paid, memo, refund, queries); out != "" {
		t.Error(out)
	}
	if err := f.DeleteTxn(value(refund, "TxnID")); err != nil {
		t.Fatal(err)
	}
	if got := balanceOf(f, "Exchange Gain or Loss"); got != "-10.00" {
		t.Errorf("the gain of a deleted refund: %s", got)
	}
	balanced(t, f)
}

func TestCurrenciesOfCustomersAndAccountsMustFit(t *testing.T) {
	f, s := euros(t)
	for _, a := range []Account{{Name: "Euro Bank", Type: "Bank", Currency: "Euro"}, {Name: "Pound Bank", Type: "Bank", Currency: "British Pound Sterling"}} {
		if _, err := f.AddAccount(a); err != nil {
			t.Fatal(err)
		}
	}
	into := func(account string) string {
		return noRate + "<DepositToAccountRef><FullName>" + account + "</FullName></DepositToAccountRef>"
	}
	line := lineOf("Online Product", "<Amount>10.00</Amount>"+nonTax)
	home := func(account string) string { return receipt(forAna+into(account), line) }
	eva := func(account string) string {
		return forEva(receipt("<CustomerRef><FullName>Müller, Eva</FullName></CustomerRef>"+into(account), line), "")
	}
	for _, c := range []struct{ name, request, status string }{
		{"a euro customer's receivables in dollars", strings.Replace(forEva(invoiceRq("I1", "1.00"), ""), "<TxnDate>", "<ARAccountRef><FullName>Accounts Receivable</FullName></ARAccountRef><TxnDate>", 1), "3180"},
		{"a dollar customer's receivables in euros", strings.Replace(invoiceRq("I1", "1.00"), "<TxnDate>", "<ARAccountRef><FullName>Accounts Receivable - EUR</FullName></ARAccountRef><TxnDate>", 1), "3180"},
		{"euros to the euro bank", eva("Euro Bank"), "0"},
		{"euros to the home bank", eva("Checking"), "0"},
		{"euros to the pound bank", eva("Pound Bank"), "3180"},
		{"dollars to the euro bank", home("Euro Bank"), "3180"},
		{"a rate for dollars", receipt(forAna+noRate+"<ExchangeRate>1.1</ExchangeRate>", line), "3210"},
		{"a rate of nothing", receipt(forAna+noRate+"<ExchangeRate>0</ExchangeRate>", line), "3210"},
	} {
		if got := statuses(ask(t, s, set("", c.request))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	if got := balanceOf(f, "Euro Bank"); got != "10.85" {
		t.Errorf("ten euros at the stored rate: %s", got)
	}
	if got := statuses(ask(t, s, set("", `<CustomerQueryRq><FullName>Müller, Eva</FullName></CustomerQueryRq>`))); got != "0" {
		t.Error(got)
	}
	_, off := newTestFile(t)
	if got := statuses(ask(t, off, set("", `<CurrencyQueryRq/>`))); got != "3250" {
		t.Error(got)
	}
	balanced(t, f)
}

func TestEveryKindOfAnswerWithCurrenciesFollowsTheSchema(t *testing.T) {
	f, s := euros(t)
	eva := func(rq string) string { return strings.ReplaceAll(rq, "Ortiz, Ana", "Müller, Eva") }
	ask(t, s, set("", eva(invoiceRq("I1", "50.00")), eva(memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>"))), eva(orderRq("SO1", part("TSHIRT-M", "<Quantity>2</Quantity>"))), journalRq(side("Debit", "Checking", "1.00", ""), side("Credit", "Sales", "1.00", ""))))
	ids := idsOf(f)
	receivable := strings.Replace(expenseOf("Accounts Receivable - EUR", "5.00"), "</Amount>", "</Amount><CustomerRef><FullName>Müller, Eva</FullName></CustomerRef>", 1)
	answer := ask(t, s, set("", eva(checkRq(receivable, applyCheck(ids["CM1"], "5.00"))), eva(cardRefundRq("", refundOf(ids["CM1"], "5.00"))),
		eva(paymentOf("20.00", appliedTo(ids["I1"], "<PaymentAmount>20.00</PaymentAmount>"+setCredit(ids["CM1"], "5.00")))), eva(receipt(forAna+noRate, lineOf("TSHIRT-M", "")))))
	if got := statuses(answer); got != "0 0 0 0" {
		t.Fatal(answer)
	}
	deposit := "<DepositAdd><DepositToAccountRef><FullName>Checking</FullName></DepositToAccountRef>"
	for _, u := range f.UndepositedFunds() {
		deposit += "<DepositLineAdd><PaymentTxnID>" + u.TxnID + "</PaymentTxnID></DepositLineAdd>"
	}
	docs := []string{answer, ask(t, s, set("", "<DepositAddRq>"+deposit+"</DepositAdd></DepositAddRq>"))}
	if got := statuses(docs[1]); got != "0" {
		t.Fatal(docs[1])
	}
	for _, kind := range historyKinds {
		links := "<IncludeLinkedTxns>true</IncludeLinkedTxns>"
		switch kind {
		case "SalesReceipt", "ReceivePayment", "ARRefundCreditCard", "JournalEntry", "Deposit":
			links = ""
		}
		docs = append(docs, ask(t, s, set("", "<"+kind+"QueryRq><IncludeLineItems>true</IncludeLineItems>"+links+"</"+kind+"QueryRq>")))
	}
	if out := xmllint(t, docs...); out != "" {
		t.Error(out)
	}
	if got := balanceOf(f, "Undeposited Funds"); got != "0.00" {
		t.Errorf("a deposit at home left %s in Undeposited Funds", got)
	}
	balanced(t, f)
}
