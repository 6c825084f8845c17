package qbxml

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestCreditMemoTellsWhatIsLeftOfIt(t *testing.T) {
	v := oneRet[CreditMemoRet](t, response(rsText("CreditMemoAddRs", creditMemoRetText)))
	if v.TxnID != "1A2B-1709999999" || v.EditSequence != "1709911112" || v.TotalAmount != 1077 || v.CreditRemaining != 306 ||
		v.Subtotal+v.SalesTaxTotal != v.TotalAmount || len(v.Lines) != 3 || v.Lines[0].TxnLineID != "1A2C-1709999999" {
		t.Errorf("%+v", v)
	}
	if len(v.LinkedTxns) != 1 || v.LinkedTxns[0].TxnType != "Invoice" || v.LinkedTxns[0].Amount != -771 {
		t.Errorf("%+v", v.LinkedTxns)
	}
	if g := v.Lines[2]; !g.Group || g.TxnLineID != "1A2E-1" || len(g.Members) != 2 || g.Members[0].TaxAmount != 271 {
		t.Errorf("%+v", g)
	}
}

func TestSalesOrderTellsWhatWasInvoiced(t *testing.T) {
	v := oneRet[SalesOrderRet](t, response(rsText("SalesOrderQueryRs", salesOrderRetText)))
	if !v.IsFullyInvoiced || v.TotalAmount != 1077 || len(v.Lines) != 2 || v.Lines[0].Invoiced.String() != "2" || v.Lines[0].Quantity.String() != "3" {
		t.Errorf("%+v", v)
	}
}

func TestRefundTellsItsCredits(t *testing.T) {
	v := oneRet[ARRefundCreditCardRet](t, response(rsText("ARRefundCreditCardAddRs", refundRetText)))
	want := RefundAppliedToTxnRet{TxnID: "1C-1", TxnType: "CreditMemo", TxnDate: "2024-03-15", RefNumber: "BC100501R1", CreditRemaining: 306, RefundAmount: 771}
	if v.TotalAmount != 771 || !slices.Equal(v.RefundAppliedToTxn, []RefundAppliedToTxnRet{want}) {
		t.Errorf("%+v", v)
	}
}

func TestJournalKeepsDebitsAndCreditsApart(t *testing.T) {
	v := oneRet[JournalEntryRet](t, response(rsText("JournalEntryAddRs", journalRetText)))
	if len(v.Lines) != 2 || v.Lines[0].Credit || !v.Lines[1].Credit || v.Lines[0].Amount != 500 || v.Lines[1].AccountRef.FullName != "Sales" {
		t.Errorf("%+v", v.Lines)
	}
}

func TestDepositTellsWhatWasDeposited(t *testing.T) {
	v := oneRet[DepositRet](t, response(rsText("DepositQueryRs", depositRetText)))
	if v.DepositTotal != 9638 || len(v.DepositLines) != 2 || v.DepositLines[0].TxnID != "1A-1" || v.DepositLines[1].TxnID != "" || v.DepositLines[1].Amount != -312 {
		t.Errorf("%+v", v)
	}
}

func TestReportTellsWhatWasCleared(t *testing.T) {
	v := oneRet[ReportRet](t, response(rsText("CustomDetailReportQueryRs", reportText)))
	if v.NumRows != 4 || len(v.Columns) != 15 || len(v.Rows) != 2 {
		t.Fatalf("%+v", v)
	}
	first := v.Rows[0]
	if first.TxnID != "1A-1" || first.Amount != -123450 || first.Name != "Ana & Ben" || first.Account != "Checking" || !first.IsCleared() || v.Rows[1].IsCleared() {
		t.Errorf("%+v", v.Rows)
	}
	if got := v.ClearedTxns(); !slices.Equal(got, []string{"1A-1"}) {
		t.Errorf("%v", got)
	}
	bad := decodeText(t, response(rsText("CustomDetailReportQueryRs", strings.Replace(reportText, "-1234.50", "much", 1)))).Responses[0]
	if bad.Err == nil || !strings.Contains(bad.Err.Error(), `in ReportRet: Amount is "much"`) || len(bad.Rets) != 0 {
		t.Errorf("%v, %d", bad.Err, len(bad.Rets))
	}
}

// What is not surely open counts as cleared: QuickBooks' marks are not confirmed.
func TestOnlyWhatIsSurelyNotClearedIsNotCleared(t *testing.T) {
	for status, want := range map[string]bool{"": false, " ": false, "NotCleared": false, "Not Cleared": false, "Uncleared": false, "Cleared": true, "Pending": true, "*": true, "√": true, "X": true} {
		if got := (TxnDetailRow{ClearedStatus: status}).IsCleared(); got != want {
			t.Errorf("%q: %v", status, got)
		}
	}
}

func TestWhatWasRemovedIsRead(t *testing.T) {
	texts := rsTexts()
	void := oneRet[TxnVoidRet](t, response(rsText("TxnVoidRs", texts["TxnVoidRs"])))
	gone := oneRet[TxnDelRet](t, response(rsText("TxnDelRs", texts["TxnDelRs"])))
	entry := oneRet[ListDelRet](t, response(rsText("ListDelRs", texts["ListDelRs"])))
	if void.TxnVoidType != "Invoice" || void.TxnID != "1-1" || void.RefNumber != "BC1" || gone.TxnDelType != "ReceivePayment" || gone.TimeDeleted == "" ||
		entry.ListDelType != "Customer" || entry.ListID != "8-1" || entry.FullName != "Ana" {
		t.Errorf("%+v %+v %+v", void, gone, entry)
	}
	recovered := decodeText(t, response(rsText("TxnVoidRs", `<Unknown/><ErrorRecovery><TxnID>1-1</TxnID></ErrorRecovery>`))).Responses[0]
	if recovered.Recovery == nil || len(recovered.Rets) != 0 {
		t.Errorf("%+v", recovered)
	}
}

// TestEditSequenceIsCarriedAsItCame: it is opaque, whatever it looks like.
func TestEditSequenceIsCarriedAsItCame(t *testing.T) {
	for _, sequence := range []string{"1709911112", "0", "00017", "aZ-9 &<>", "1234567890123456"} {
		text := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(sequence)
		doc := response(rsText("InvoiceQueryRs", fmt.Sprintf(`<InvoiceRet><TxnID>1-1</TxnID><EditSequence>%s</EditSequence></InvoiceRet>`, text)))
		read := oneRet[InvoiceRet](t, doc)
		sent := string(encode(t, "1", &InvoiceModRq{InvoiceMod: InvoiceMod{TxnID: read.TxnID, EditSequence: read.EditSequence, Memo: "x"}}))
		if read.EditSequence != sequence || !strings.Contains(sent, "<EditSequence>"+text+"</EditSequence>") {
			t.Errorf("%q became %q in %s", sequence, read.EditSequence, sent)
		}
	}
}
