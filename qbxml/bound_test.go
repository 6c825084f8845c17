package qbxml

import (
	"strings"
	"testing"

	"countinghouse/internal/bound"
)

func TestTheWorstAnswersAreReadWithinTheBounds(t *testing.T) {
	const open, end = `<?xml version="1.0" ?><QBXML><QBXMLMsgsRs>`, `</QBXMLMsgsRs></QBXML>`
	around := map[string][2]string{"at the root": {"", ""}, "among the answers": {open, end}}
	for name, ret := range map[string]string{"SalesReceiptAddRs": "SalesReceiptRet", "ItemQueryRs": "ItemServiceRet", "CustomDetailReportQueryRs": "ReportRet"} {
		rs := open + `<` + name + ` statusCode="0">`
		around["in "+ret] = [2]string{rs + `<` + ret + `>`, `</` + ret + `></` + name + `>` + end}
	}
	for where, a := range around {
		for _, in := range bound.XML(a[0], a[1]) {
			t.Run(where+"/"+in.Name, func(t *testing.T) {
				bound.Check(t, len(in.Text), func() { _, _ = Decode(strings.NewReader(in.Text)) })
			})
		}
	}
}

// Many empty records are small in an answer and large when they are read.
func TestAnswersOfManyEmptyRecordsAreReadWithinTheBounds(t *testing.T) {
	for name, ret := range map[string]string{"SalesReceiptQueryRs": "SalesReceiptRet", "InvoiceQueryRs": "InvoiceRet", "ItemQueryRs": "ItemServiceRet",
		"CustomerQueryRs": "CustomerRet", "PreferencesQueryRs": "PreferencesRet", "DepositQueryRs": "DepositRet", "AccountQueryRs": "AccountRet",
		"SalesOrderQueryRs": "SalesOrderRet", "CreditMemoQueryRs": "CreditMemoRet", "CheckQueryRs": "CheckRet", "JournalEntryQueryRs": "JournalEntryRet",
		"CompanyQueryRs": "CompanyRet", "HostQueryRs": "HostRet"} {
		t.Run(ret, func(t *testing.T) {
			for _, one := range []string{"<" + ret + "/>", "<" + ret + "></" + ret + ">"} {
				doc := `<QBXML><QBXMLMsgsRs><` + name + ` statusCode="0">` + strings.Repeat(one, bound.MB/len(one)) + `</` + name + `></QBXMLMsgsRs></QBXML>`
				bound.Check(t, len(doc), func() { _, _ = Decode(strings.NewReader(doc)) })
			}
		})
	}
	for _, line := range []string{"SalesReceiptLineRet", "SalesReceiptLineGroupRet", "DataExtRet", "LinkedTxn"} {
		t.Run(line, func(t *testing.T) {
			one := "<" + line + "/>"
			doc := `<QBXML><QBXMLMsgsRs><SalesReceiptQueryRs statusCode="0"><SalesReceiptRet>` + strings.Repeat(one, bound.MB/len(one)) + `</SalesReceiptRet></SalesReceiptQueryRs></QBXMLMsgsRs></QBXML>`
			bound.Check(t, len(doc), func() { _, _ = Decode(strings.NewReader(doc)) })
		})
	}
	one := `<SalesReceiptAddRs/>`
	doc := `<QBXML><QBXMLMsgsRs>` + strings.Repeat(one, bound.MB/len(one)) + `</QBXMLMsgsRs></QBXML>`
	bound.Check(t, len(doc), func() { _, _ = Decode(strings.NewReader(doc)) })
}

func TestTheWorstTextsAreFittedWithinTheBounds(t *testing.T) {
	for _, one := range []string{"x", "\u0301", "e\u0301", "漢", "ﷺ", "😀", "\xff", "\u200d", "🇩🇪", "👍🏽", " ", "\r\n", ":", "\u0344", "ﬁ", "\uac01"} {
		s := strings.Repeat(one, bound.MB/len(one))
		for _, limit := range []int{0, 41, MaxMemo} {
			bound.Check(t, len(s), func() { Fit(s, limit); FitName(s, limit) })
		}
	}
}
