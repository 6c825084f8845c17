package company

import (
	"strings"
	"testing"
)

func journalRq(lines ...string) string {
	return "<JournalEntryAddRq><JournalEntryAdd><TxnDate>2024-03-09</TxnDate><RefNumber>J1</RefNumber>" + strings.Join(lines, "") + "</JournalEntryAdd></JournalEntryAddRq>"
}

func side(kind, account, amount, entity string) string {
	if entity != "" {
		entity = "<EntityRef><FullName>" + entity + "</FullName></EntityRef>"
	}
	return "<Journal" + kind + "Line><AccountRef><FullName>" + account + "</FullName></AccountRef><Amount>" + amount + "</Amount>" + entity + "</Journal" + kind + "Line>"
}

func TestAJournalEntryBalancesAndNamesWhomItConcerns(t *testing.T) {
	f, s := newTestFile(t)
	for _, c := range []struct{ name, request, status string }{
		{"out of balance", journalRq(side("Debit", "Checking", "10.00", ""), side("Credit", "Sales", "9.99", "")), "3180"},
		{"receivables without a customer", journalRq(side("Debit", "Accounts Receivable", "10.00", ""), side("Credit", "Sales", "10.00", "")), "3180"},
		{"receivables of a vendor", journalRq(side("Debit", "Accounts Receivable", "10.00", "Jane Doe"), side("Credit", "Sales", "10.00", "")), "3180"},
		{"two lines of receivables", journalRq(side("Debit", "Accounts Receivable", "10.00", "Ortiz, Ana"), side("Credit", "Accounts Receivable", "10.00", "Online Customer")), "3180"},
		{"sales tax without an agency", journalRq(side("Debit", "Checking", "10.00", ""), side("Credit", "Sales Tax Payable", "10.00", "Jane Doe")), "3180"},
		{"a negative amount", journalRq(side("Debit", "Checking", "-10.00", ""), side("Credit", "Sales", "-10.00", "")), "3210"},
		{"a day's sales", journalRq(side("Debit", "Undeposited Funds", "80.00", ""), side("Debit", "Accounts Receivable", "28.25", "Ortiz, Ana"), side("Credit", "Sales", "100.00", ""), side("Credit", "Sales Tax Payable", "8.25", "Texas Comptroller")), "0"},
	} {
		if got := statuses(ask(t, s, set("", c.request))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	entry := idsOf(f)["J1"]
	if openOf(t, f, entry) != "28.25" || f.TaxLiability()[0].Owed != 825 || f.Receivables()[0].Open != 2825 {
		t.Error(f.Transactions(), f.TaxLiability(), f.Receivables())
	}
	answer := ask(t, s, set("", paymentOf("28.25", appliedTo(entry, "<PaymentAmount>28.25</PaymentAmount>")), `<JournalEntryQueryRq><IncludeLineItems>true</IncludeLineItems></JournalEntryQueryRq>`))
	if statuses(answer) != "0 0" || strings.Count(answer, "<JournalCreditLine>") != 2 || openOf(t, f, entry) != "0.00" {
		t.Error(answer)
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	if f.DeleteTxn(entry) == nil {
		t.Error("a journal entry was deleted that a payment paid")
	}
	balanced(t, f)
}

func TestTheSheetsDepositTakesThePaymentAndTheFee(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", strings.Replace(receiptRq(1), "2.69", "66.64", 1)))
	id := idsOf(f)["BC1"]
	answer := ask(t, s, set("", `<ReceivePaymentToDepositQueryRq/>`))
	if value(answer, "TxnID") != id || value(answer, "Amount") != "100.00" {
		t.Fatal(answer)
	}
	doc := strings.Replace(example(t, "dep-20240311"), "1A2B-1709999999", id, 1)
	deposited := ask(t, s, doc)
	if statuses(deposited) != "0" || value(deposited, "DepositTotal") != "96.88" {
		t.Fatal(deposited)
	}
	for account, want := range map[string]string{"Checking": "96.88", "Merchant Fees": "3.12", "Undeposited Funds": "0.00"} {
		if got := balanceOf(f, account); got != want {
			t.Errorf("%s: %s, want %s", account, got, want)
		}
	}
	if len(f.UndepositedFunds()) != 0 {
		t.Error(f.UndepositedFunds())
	}
	query := ask(t, s, set("", `<DepositQueryRq><IncludeLineItems>true</IncludeLineItems></DepositQueryRq>`))
	if strings.Count(query, "<DepositLineRet>") != 2 || !strings.Contains(query, "<TxnType>SalesReceipt</TxnType>") {
		t.Error(query)
	}
	if out := xmllint(t, answer, deposited, query); out != "" {
		t.Error(out)
	}
	// What was deposited stays as it is until the deposit goes.
	again := strings.Replace(strings.Replace(doc, "newMessageSetID=\"bc1-dep-20240311-1\"", "", 1), "Merchant Fees", "Bank Charges", 1)
	for _, c := range []struct{ name, request, status string }{
		{"a second deposit", again, "3120"},
		{"a change", set("", modRq(t, f, "SalesReceipt", id, "<Memo>x</Memo>")), "3170"},
		{"a void", set("", "<TxnVoidRq><TxnVoidType>SalesReceipt</TxnVoidType><TxnID>"+id+"</TxnID></TxnVoidRq>"), "3185"},
		{"a deletion", set("", "<TxnDelRq><TxnDelType>SalesReceipt</TxnDelType><TxnID>"+id+"</TxnID></TxnDelRq>"), "3160"},
		{"the deposit's deletion", set("", "<TxnDelRq><TxnDelType>Deposit</TxnDelType><TxnID>"+value(deposited, "TxnID")+"</TxnID></TxnDelRq>"), "0"},
		{"a change after it", set("", modRq(t, f, "SalesReceipt", id, "<Memo>x</Memo>")), "0"},
		{"a deposit after it", again, "0"},
	} {
		if got := statuses(ask(t, s, c.request)); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	balanced(t, f)
}

func TestAUserDepositsAndReconcilesAndAReportTells(t *testing.T) {
	f, s := newTestFile(t)
	memo := value(ask(t, s, set("", memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>")))), "TxnID")
	ask(t, s, set("", receiptRq(1), receiptRq(2), cardRefundRq("", refundOf(memo, "10.00"))))
	ids := idsOf(f)
	report := func() string {
		return ask(t, s, set("", `<CustomDetailReportQueryRq><CustomDetailReportType>CustomTxnDetail</CustomDetailReportType><ReportPeriod><FromReportDate>2024-01-01</FromReportDate></ReportPeriod>`+
			`<ReportAccountFilter><FullName>Checking</FullName></ReportAccountFilter><SummarizeRowsBy>TotalOnly</SummarizeRowsBy>`+
			`<IncludeColumn>TxnID</IncludeColumn><IncludeColumn>TxnType</IncludeColumn><IncludeColumn>ClearedStatus</IncludeColumn><IncludeColumn>Amount</IncludeColumn></CustomDetailReportQueryRq>`))
	}
	if got := report(); strings.Contains(got, "DataRow") {
		t.Error(got)
	}
	deposit, err := f.Deposit("Checking", "2024-03-16", ids["BC1"], ids["R1"])
	if err != nil {
		t.Fatal(err)
	}
	if got := balanceOf(f, "Checking"); got != "26.05" {
		t.Error(got)
	}
	if _, err := f.Deposit("Checking", "", ids["BC1"]); err == nil {
		t.Error("deposited twice")
	}
	row := `<ColData colID="1" value="` + deposit + `" /><ColData colID="2" value="Deposit" /><ColData colID="3" value="%" /><ColData colID="4" value="26.05" />`
	before := report()
	if !strings.Contains(before, strings.Replace(row, "%", "NotCleared", 1)) {
		t.Error(before)
	}
	seq := seqOf(t, f, deposit)
	if err := f.Reconcile(deposit, true); err != nil {
		t.Fatal(err)
	}
	after := report()
	if !strings.Contains(after, strings.Replace(row, "%", "Cleared", 1)) || seqOf(t, f, deposit) != seq {
		t.Error(after)
	}
	cleared := func(id, status string) string {
		return "<ClearedStatusModRq><ClearedStatusMod><TxnID>" + id + "</TxnID><ClearedStatus>" + status + "</ClearedStatus></ClearedStatusMod></ClearedStatusModRq>"
	}
	answer := ask(t, s, set("", cleared(deposit, "Pending"), cleared(memo, "Cleared"), cleared(ids["BC2"], "Cleared")))
	if statuses(answer) != "0 3180 0" {
		t.Error(answer)
	}
	if x, err := f.TransactionInFull(deposit); err != nil || x.Cleared != "Pending" || len(x.Lines) != 2 || x.Lines[0].From != ids["BC1"] {
		t.Errorf("%+v %v", x, err)
	}
	if out := xmllint(t, before, after, answer); out != "" {
		t.Error(out)
	}
	balanced(t, f)
}

func TestReadOutsAgreeWithEachOther(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", receiptRq(1), invoiceRq("I1", "100.00"), memoRq("CM1", part("Mugs:MUG-BLUE-12", "<Quantity>2</Quantity><Amount>30.00</Amount>"))))
	sums := map[string]Cents{}
	for _, d := range f.ByDay() {
		sums[d.Account] += d.Debit - d.Credit
	}
	for _, b := range f.TrialBalance() {
		at, err := f.BalanceOn(b.Account, "2099-12-31")
		if err != nil || at != b.Debit-b.Credit || sums[b.Account] != at {
			t.Errorf("%s: %v %s %s %v", b.Account, b, at, sums[b.Account], err)
		}
	}
	if at, _ := f.BalanceOn("Accounts Receivable", "2024-03-12"); at != 10000 {
		t.Error(at)
	}
	for _, x := range f.TransactionsInFull() {
		sum := Cents(0)
		for _, p := range x.Postings {
			sum += p.Amount
		}
		if sum != 0 {
			t.Errorf("%+v", x)
		}
	}
	r := f.Receivables()
	if len(r) != 1 || r[0].Open != 10000 || r[0].Credits != 3000 || r[0].Balance != 7000 {
		t.Error(r)
	}
}
