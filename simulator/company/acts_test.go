package company

import (
	"bytes"
	"strings"
	"testing"
)

func TestWhatAUserDoesIsSeenByQueries(t *testing.T) {
	f, s := newTestFile(t)
	id := value(ask(t, s, set("", receiptRq(1))), "TxnID")
	query := func() string {
		return ask(t, s, set("", `<SalesReceiptQueryRq><TxnID>`+id+`</TxnID><IncludeLineItems>true</IncludeLineItems></SalesReceiptQueryRq>`))
	}
	seq := value(query(), "EditSequence")
	changed := func(what string) {
		t.Helper()
		balanced(t, f)
		if now := value(query(), "EditSequence"); now == seq {
			t.Errorf("%s: the same EditSequence", what)
		} else {
			seq = now
		}
	}
	if err := f.EditMemo(id, "by hand"); err != nil {
		t.Fatal(err)
	}
	changed("memo")
	if err := f.EditAmount(id, 0, 10000); err != nil {
		t.Fatal(err)
	}
	changed("amount")
	if answer := query(); value(answer, "TotalAmount") != "106.20" || value(answer, "Memo") != "by hand" {
		t.Error(answer)
	}
	if got := balanceOf(f, "Undeposited Funds"); got != "106.20" {
		t.Error(got)
	}
	if err := f.EditRefNumber(id, "OTHER"); err != nil {
		t.Fatal(err)
	}
	if f.CountByRef("", "BC1") != 0 || f.CountByRef("", "OTHER") != 1 {
		t.Error("the changed RefNumber is not found")
	}
	changed("RefNumber")
	if err := f.VoidTxn(id); err != nil {
		t.Fatal(err)
	}
	changed("void")
	if answer := query(); value(answer, "TotalAmount") != "0.00" || !strings.HasPrefix(value(answer, "Memo"), "VOID:") {
		t.Error(answer)
	}
	if err := f.DeleteTxn(id); err != nil {
		t.Fatal(err)
	}
	if got := statuses(query()); got != "1" {
		t.Error(got)
	}
	answer := ask(t, s, set("", `<TxnDeletedQueryRq><TxnDelType>SalesReceipt</TxnDelType></TxnDeletedQueryRq>`))
	if value(answer, "TxnID") != id || value(answer, "RefNumber") != "OTHER" {
		t.Error(answer)
	}
	if err := f.DeleteTxn(id); err == nil {
		t.Error("deleted twice")
	}
}

func TestAnInvoiceWithPaymentsCannotBeRemoved(t *testing.T) {
	f, s := newTestFile(t)
	id := value(ask(t, s, set("", invoiceRq("I1", "10.00"))), "TxnID")
	payment := value(ask(t, s, set("", paymentRq(id, "10.00", "10.00"))), "TxnID")
	if f.DeleteTxn(id) == nil || f.VoidTxn(id) == nil {
		t.Error("removed")
	}
	if err := f.DeleteTxn(payment); err != nil {
		t.Fatal(err)
	}
	if r := f.Receivables(); len(r) != 1 || r[0].Balance != 1000 {
		t.Errorf("%v", r)
	}
	if err := f.DeleteTxn(id); err != nil {
		t.Error(err)
	}
	balanced(t, f)
}

func TestACustomerIsChangedFieldByField(t *testing.T) {
	_, s := newTestFile(t)
	mod := func(seq, fields string) string {
		return ask(t, s, set("", `<CustomerModRq><CustomerMod><ListID>80000A1C-1704067200</ListID><EditSequence>`+seq+`</EditSequence>`+fields+`</CustomerMod></CustomerModRq>`))
	}
	seq := value(ask(t, s, set("", `<CustomerQueryRq><ListID>80000A1C-1704067200</ListID></CustomerQueryRq>`)), "EditSequence")
	answer := mod(seq, "<FirstName></FirstName><BillAddress><Addr1>x</Addr1></BillAddress><Phone>337-555-0199</Phone>")
	if statuses(answer) != "0" || value(answer, "Phone") != "337-555-0199" || value(answer, "FirstName") != "" || value(answer, "LastName") != "Ortiz" || value(answer, "Addr1") != "x" {
		t.Error(answer)
	}
	if got := statuses(mod(seq, "<Phone>1</Phone>")); got != "3200" {
		t.Error(got)
	}
	answer = mod(value(answer, "EditSequence"), "<Name>Ortiz, A.</Name>")
	if value(answer, "FullName") != "Ortiz, A." {
		t.Error(answer)
	}
	if got := statuses(ask(t, s, set("", `<CustomerQueryRq><FullName>Ortiz, Ana</FullName></CustomerQueryRq>`, `<CustomerQueryRq><FullName>ortiz, a.</FullName></CustomerQueryRq>`))); got != "1 0" {
		t.Error(got)
	}
}

func TestAParentsNewNameIsInItsChildrensFullName(t *testing.T) {
	f, s := newTestFile(t)
	if err := f.Rename(Items, "Mugs", "Cups"); err != nil {
		t.Fatal(err)
	}
	if got := statuses(ask(t, s, set("", `<ItemQueryRq><FullName>Cups:MUG-BLUE-12</FullName></ItemQueryRq>`, `<ItemQueryRq><FullName>Mugs:MUG-BLUE-12</FullName></ItemQueryRq>`))); got != "0 1" {
		t.Error(got)
	}
	if err := f.Rename(Items, "Cups:MUG-BLUE-12", "MUG-RED-12"); err == nil {
		t.Error("two items of one name")
	}
}

func TestOrderedRefusalsHitWritesOnly(t *testing.T) {
	f, s := newTestFile(t)
	f.RefuseWrites(2, 3175, "in use by another user")
	if got := statuses(ask(t, s, set("", `<HostQueryRq/>`, receiptRq(1), receiptRq(2), receiptRq(3)))); got != "0 3175 3175 0" {
		t.Error(got)
	}
}

func TestTheTrialBalanceIsPrintedForPeople(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", receipt(noRate+"<DepositToAccountRef><FullName>Checking</FullName></DepositToAccountRef>", lineOf("Online Product", "<Amount>1234567.89</Amount>"))))
	var b bytes.Buffer
	if err := f.PrintTrialBalance(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Sample Store Books", "Trial Balance as of 2024-03-09", "1,234,567.89", "TOTAL"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing:\n%s", want, b.String())
		}
	}
}
