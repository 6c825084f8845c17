package qbxml

import (
	"testing"

	"countinghouse/day"
)

// brokenMod is a valid change of an invoice with one thing changed.
func brokenMod(change func(*InvoiceMod)) any {
	r := &InvoiceModRq{InvoiceMod: InvoiceMod{TxnID: "1-1", EditSequence: "1", Lines: []TxnLineMod{{TxnLineID: "1-2"}}}}
	change(&r.InvoiceMod)
	return r
}

func brokenRefund(change func(*ARRefundCreditCardAdd)) any {
	r := &ARRefundCreditCardAddRq{ARRefundCreditCardAdd: ARRefundCreditCardAdd{
		CustomerRef: id(1), TxnDate: day.MustParse("2024-03-15"), RefNumber: "R1",
		RefundAppliedToTxnAdd: []RefundAppliedToTxnAdd{{TxnID: "1-1", RefundAmount: amountOf("1")}},
	}}
	change(&r.ARRefundCreditCardAdd)
	return r
}

func brokenCheck(change func(*CheckAdd)) any {
	r := &CheckAddRq{CheckAdd: CheckAdd{
		AccountRef: id(1), TxnDate: day.MustParse("2024-03-15"), RefNumber: "1",
		ExpenseLineAdd: []ExpenseLineAdd{{AccountRef: id(2), Amount: amountOf("5")}},
	}}
	change(&r.CheckAdd)
	return r
}

func brokenJournal(change func(*JournalEntryAdd)) any {
	r := &JournalEntryAddRq{JournalEntryAdd: JournalEntryAdd{TxnDate: day.MustParse("2024-03-15"), RefNumber: "1", Lines: []JournalLineAdd{
		{AccountRef: id(1), Amount: amountOf("5")}, {Credit: true, AccountRef: id(2), Amount: amountOf("5")},
	}}}
	change(&r.JournalEntryAdd)
	return r
}

func brokenInvoice(change func(*InvoiceAdd)) any {
	r := invoiceMinimal()
	change(&r.InvoiceAdd)
	return r
}

func brokenPayment(change func(*ReceivePaymentAdd)) any {
	r := paymentMinimal()
	change(&r.ReceivePaymentAdd)
	return r
}

func brokenCredit(change func(*CreditMemoAdd)) any {
	r := creditMemoMinimal()
	change(&r.CreditMemoAdd)
	return r
}

func brokenOrder(change func(*SalesOrderAdd)) any {
	i := invoiceMinimal().InvoiceAdd
	r := &SalesOrderAddRq{SalesOrderAdd: SalesOrderAdd{CustomerRef: i.CustomerRef, TxnDate: i.TxnDate, RefNumber: i.RefNumber, Lines: i.Lines}}
	change(&r.SalesOrderAdd)
	return r
}

func TestEncodeRefusesChangesRefundsAndOrdersThatQuickBooksCouldNotRead(t *testing.T) {
	for _, tt := range []struct {
		name    string
		body    any
		field   string
		problem string
	}{
		{"change of nothing", brokenMod(func(m *InvoiceMod) { m.TxnID = "" }), "InvoiceMod/TxnID", "is missing"},
		{"change without sequence", brokenMod(func(m *InvoiceMod) { m.EditSequence = "" }), "InvoiceMod/EditSequence", "is missing"},
		{"sequence too long", brokenMod(func(m *InvoiceMod) { m.EditSequence = "12345678901234567" }), "InvoiceMod/EditSequence", "at most 16"},
		{"line without ID", brokenMod(func(m *InvoiceMod) { m.Lines[0].TxnLineID = "" }), "InvoiceMod/InvoiceLineMod[1]/TxnLineID", "is missing"},
		{"line twice", brokenMod(func(m *InvoiceMod) { m.Lines = append(m.Lines, m.Lines[0]) }), "InvoiceMod/TxnLineID", `"1-2" is used twice`},
		{"new line empty", brokenMod(func(m *InvoiceMod) { m.Lines[0].TxnLineID = NewLine }), "InvoiceMod/InvoiceLineMod[1]", "is empty"},
		{"new group of nothing", brokenMod(func(m *InvoiceMod) {
			m.Lines[0] = TxnLineMod{TxnLineID: NewLine, ModGroup: &TxnLineGroupMod{}}
		}), "InvoiceMod/InvoiceLineGroupMod[1]/ItemGroupRef", "is missing"},
		{"group with fields", brokenMod(func(m *InvoiceMod) { m.Lines[0].ModGroup, m.Lines[0].Desc = &TxnLineGroupMod{}, "x" }), "InvoiceMod/InvoiceLineGroupMod[1]", "sets fields of a plain line"},
		{"group within a group", brokenMod(func(m *InvoiceMod) {
			m.Lines[0].ModGroup = &TxnLineGroupMod{Members: []TxnLineMod{{TxnLineID: "1-3", ModGroup: &TxnLineGroupMod{}}}}
		}), "InvoiceMod/InvoiceLineGroupMod[1]", "has a group within a group"},
		{"group of an add", brokenMod(func(m *InvoiceMod) { m.Lines[0].LinkToTxn = &LinkToTxn{"1", "2"} }), "InvoiceMod/TxnLineMod", "only new documents take"},
		{"emptied and set", brokenMod(func(m *InvoiceMod) { m.Memo, m.Clear = "x", []string{"Memo"} }), "InvoiceMod/Memo", "cannot be emptied"},
		{"emptied but no text", brokenMod(func(m *InvoiceMod) { m.Clear = []string{"CustomerRef"} }), "InvoiceMod/CustomerRef", "cannot be emptied"},
		{"customer emptied by a wrong name", &CustomerModRq{CustomerMod: CustomerMod{ListID: "8-1", EditSequence: "1", Clear: []string{"Name"}}}, "CustomerMod/Name", "cannot be emptied"},
		{"credit of nothing", brokenInvoice(func(i *InvoiceAdd) { i.SetCredit = []SetCredit{{AppliedAmount: amountOf("1")}} }), "InvoiceAdd/SetCredit[1]/CreditTxnID", "is missing"},
		{"credit of zero", brokenInvoice(func(i *InvoiceAdd) { i.SetCredit = []SetCredit{{CreditTxnID: "1", AppliedAmount: amountOf("0")}} }), "InvoiceAdd/SetCredit[1]/AppliedAmount", "above zero"},
		{"link without line", brokenInvoice(func(i *InvoiceAdd) { i.Lines[0].LinkToTxn = &LinkToTxn{TxnID: "1"} }), "InvoiceAdd/InvoiceLineAdd[1]/LinkToTxn/TxnLineID", "is missing"},
		{"order line closed on an invoice", brokenInvoice(func(i *InvoiceAdd) { i.Lines[0].IsManuallyClosed = new(true) }), "InvoiceAdd/InvoiceLineAdd[1]/IsManuallyClosed", "cannot stand on a line"},
		{"link of a sales order", brokenOrder(func(o *SalesOrderAdd) { o.Lines[0].LinkToTxn = &LinkToTxn{"1", "2"} }), "SalesOrderAdd/SalesOrderLineAdd[1]/LinkToTxn", "cannot stand on a line"},
		{"service date of a sales order", brokenOrder(func(o *SalesOrderAdd) { o.Lines[0].ServiceDate = o.TxnDate }), "SalesOrderAdd/SalesOrderLineAdd[1]/ServiceDate", "cannot stand on a line"},
		{"account of a sales order", brokenOrder(func(o *SalesOrderAdd) { o.Lines[0].OverrideItemAccountRef = id(1) }), "SalesOrderAdd/SalesOrderLineAdd[1]/OverrideItemAccountRef", "cannot stand on a line"},
		{"sales order of nothing", brokenOrder(func(o *SalesOrderAdd) { o.Lines = nil }), "SalesOrderAdd/SalesOrderLineAdd", "at least one line"},
		{"price rule of a credit memo", brokenCredit(func(c *CreditMemoAdd) { c.Lines[0].PriceRuleConflict = "Zero" }), "CreditMemoAdd/CreditMemoLineAdd[1]/OptionForPriceRuleConflict", "cannot stand on a line"},
		{"credit memo number too long", brokenCredit(func(c *CreditMemoAdd) { c.RefNumber = "BC100482-R12" }), "CreditMemoAdd/RefNumber", "at most 11"},
		{"credit memo of nobody", brokenCredit(func(c *CreditMemoAdd) { c.CustomerRef = Ref{} }), "CreditMemoAdd/CustomerRef", "is missing"},
		{"application of nothing", brokenPayment(func(p *ReceivePaymentAdd) {
			p.IsAutoApply, p.AppliedToTxnAdd = nil, []AppliedToTxnAdd{{TxnID: "1"}}
		}), "ReceivePaymentAdd/AppliedToTxnAdd[1]/PaymentAmount", "is missing"},
		{"both ways of application", brokenPayment(func(p *ReceivePaymentAdd) {
			p.AppliedToTxnAdd = []AppliedToTxnAdd{{TxnID: "1", PaymentAmount: amountOf("1")}}
		}), "ReceivePaymentAdd", "exactly one of"},
		{"changed payment of more than it is", &ReceivePaymentModRq{ReceivePaymentMod: ReceivePaymentMod{
			TxnID: "1", EditSequence: "1", TotalAmount: amountOf("1"), AppliedToTxnMod: []AppliedToTxnMod{{TxnID: "2", PaymentAmount: amountOf("1.01")}},
		}}, "ReceivePaymentMod/AppliedToTxnMod", "applies 1.01, but the payment is 1.00"},
		{"refund of no credit", brokenRefund(func(a *ARRefundCreditCardAdd) { a.RefundAppliedToTxnAdd = nil }), "ARRefundCreditCardAdd/RefundAppliedToTxnAdd", "at least one credit"},
		{"refund below zero", brokenRefund(func(a *ARRefundCreditCardAdd) { a.RefundAppliedToTxnAdd[0].RefundAmount = amountOf("-1") }), "ARRefundCreditCardAdd/RefundAppliedToTxnAdd[1]/RefundAmount", "above zero"},
		{"refund without amount", brokenRefund(func(a *ARRefundCreditCardAdd) { a.RefundAppliedToTxnAdd[0].RefundAmount = nil }), "ARRefundCreditCardAdd/RefundAppliedToTxnAdd[1]/RefundAmount", "is missing"},
		{"check of no account", brokenCheck(func(c *CheckAdd) { c.AccountRef = Ref{} }), "CheckAdd/AccountRef", "is missing"},
		{"check without number", brokenCheck(func(c *CheckAdd) { c.RefNumber = "" }), "CheckAdd/RefNumber", "is missing"},
		{"check without day", brokenCheck(func(c *CheckAdd) { c.TxnDate = day.Day{} }), "CheckAdd/TxnDate", "is missing"},
		{"check for nothing", brokenCheck(func(c *CheckAdd) { c.ExpenseLineAdd = nil }), "CheckAdd/ExpenseLineAdd", "at least one line"},
		{"check applies more than it is", brokenCheck(func(c *CheckAdd) { c.ApplyCheckToTxnAdd = []ApplyCheckToTxnAdd{{"1", amountOf("5.01")}} }), "CheckAdd/ApplyCheckToTxnAdd", "applies 5.01, but the check is 5.00"},
		{"journal out of balance", brokenJournal(func(j *JournalEntryAdd) { j.Lines[0].Amount = amountOf("5.01") }), "JournalEntryAdd", "debits are 5.01, credits 5.00"},
		{"journal below zero", brokenJournal(func(j *JournalEntryAdd) {
			j.Lines = append(j.Lines, JournalLineAdd{AccountRef: id(3), Amount: amountOf("-1")}, JournalLineAdd{AccountRef: id(3), Amount: amountOf("1")})
		}), "JournalEntryAdd/JournalDebitLine[3]/Amount", "not be below zero"},
		{"journal without account", brokenJournal(func(j *JournalEntryAdd) { j.Lines[1].AccountRef = Ref{} }), "JournalEntryAdd/JournalCreditLine[2]/AccountRef", "is missing"},
		{"journal of one line", brokenJournal(func(j *JournalEntryAdd) { j.Lines = []JournalLineAdd{{AccountRef: id(1), Amount: amountOf("0")}} }), "JournalEntryAdd/JournalDebitLine", "at least a debit and a credit"},
		{"void of a payment", &TxnVoidRq{TxnVoidType: "ReceivePayment", TxnID: "1"}, "TxnVoidType", "not a known kind"},
		{"void of nothing", &TxnVoidRq{TxnVoidType: "Invoice"}, "TxnID", "is missing"},
		{"deletion of no type", &TxnDelRq{TxnID: "1"}, "TxnDelType", "is missing"},
		{"deletion of a paycheck", &TxnDelRq{TxnDelType: "Paycheck", TxnID: "1"}, "TxnDelType", "not a known kind"},
		{"deletion of no entry", &ListDelRq{ListDelType: "Customer"}, "ListID", "is missing"},
		{"report of no columns", &CustomDetailReportQueryRq{SummarizeRowsBy: "TotalOnly"}, "IncludeColumn", "is missing"},
		{"report back in time", &CustomDetailReportQueryRq{
			SummarizeRowsBy: "TotalOnly", IncludeColumn: []string{"TxnID"}, FromReportDate: day.MustParse("2024-03-02"), ToReportDate: day.MustParse("2024-03-01"),
		}, "ReportPeriod/ToReportDate", "is before FromReportDate"},
		{"deposits by ID and day", &DepositQueryRq{TxnID: []string{"1"}, TxnDateRangeFilter: &TxnDateRangeFilter{}}, "", "has 2 of TxnID"},
	} {
		t.Run(tt.name, func(t *testing.T) { checkRefused(t, tt.body, tt.field, tt.problem) })
	}
}
