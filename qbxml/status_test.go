package qbxml

import (
	"errors"
	"strings"
	"testing"
)

func TestAdviceDecidesByCodeRequestAndWords(t *testing.T) {
	saved := []any{&SalesReceiptRet{}}
	tests := []struct {
		name  string
		r     Response
		lane  Lane
		retry bool
		probe bool
		words string
	}{
		{"saved", Response{Name: "SalesReceiptAddRs", Rets: saved}, LaneFinished, false, false, ""},
		{"recovered", Response{Name: "SalesReceiptAddRs", Recovery: &ErrorRecovery{TxnID: "1"}}, LaneFinished, false, false, ""},
		{"success without a record", Response{Name: "SalesReceiptAddRs"}, LaneUncertain, false, true, "did not say what it saved"},
		{"warning without a record", Response{Name: "InvoiceAddRs", StatusCode: 550}, LaneUncertain, false, true, "did not say what it saved"},
		{"nothing found", Response{Name: "CustomerQueryRs", StatusCode: 1}, LaneFinished, false, false, ""},
		{"some not found", Response{Name: "CustomerQueryRs", StatusCode: 500}, LaneFinished, false, false, ""},
		{"nothing found on a write", Response{Name: "CustomerAddRs", StatusCode: 1}, LaneUncertain, false, true, ""},
		{"saved, could not be read back", Response{Name: "InvoiceAddRs", StatusCode: 510, Rets: saved}, LaneUncertain, false, true, "could not read it back"},
		{"saved without notes", Response{Name: "CustomerAddRs", StatusCode: 550, Rets: saved}, LaneFinished, false, false, "without its notes"},
		{"unknown remark", Response{Name: "CustomerAddRs", StatusCode: 580, Rets: saved}, LaneFinished, false, false, "remark"},
		{"severity does not matter", Response{Name: "ReceivePaymentAddRs", StatusCode: 3210, Severity: "Info"}, LaneData, false, false, "refused a value"},
		{"internal error on a write", Response{Name: "InvoiceAddRs", StatusCode: 1000}, LaneUncertain, false, true, "internal error"},
		{"internal error on a read", Response{Name: "ItemQueryRs", StatusCode: 1000}, LaneUncertain, true, false, "internal error"},
		{"not ready", Response{Name: "InvoiceAddRs", StatusCode: 1010}, LaneLock, true, false, "not ready"},
		{"our request ID", Response{Name: "InvoiceAddRs", StatusCode: 1060}, LaneBug, false, false, ""},
		{"not of this edition", Response{Name: "InvoiceAddRs", StatusCode: 2000}, LaneBug, false, false, "edition"},
		{"number of another file", Response{Name: "InvoiceAddRs", StatusCode: 3000}, LaneMapping, false, false, "another company file"},
		{"amount not read", Response{Name: "InvoiceAddRs", StatusCode: 3040}, LaneBug, false, false, ""},
		{"too long", Response{Name: "InvoiceAddRs", StatusCode: 3070, Message: `The string "xyz" in the field "Name" is too long.`}, LaneData, false, false, "field Name"},
		{"name taken", Response{Name: "CustomerAddRs", StatusCode: 3100, Message: `The name "Ana Ortiz" of the list element is already in use.`}, LaneMapping, false, true, `"Ana Ortiz" is already used`},
		{"missing customer", Response{Name: "SalesReceiptAddRs", StatusCode: 3140, Message: `There is an invalid reference to QuickBooks Customer "Ortiz, Ana" in the Sales Receipt.  QuickBooks error message: Invalid argument.  The specified record does not exist in the list.`}, LaneMapping, false, false, `does not know the customer "Ortiz, Ana"`},
		{"name with quotes and password", Response{Name: "SalesReceiptAddRs", StatusCode: 3140, Message: `There is an invalid reference to QuickBooks Item "12" Password "Depot"" in the Sales Receipt.`}, LaneMapping, false, false, `item "12\" Password \"Depot\""`},
		{"missing by number", Response{Name: "SalesReceiptAddRs", StatusCode: 3140, Message: `There is an invalid reference to QuickBooks SalesTaxCode "80000A1C-1704067200" in the Sales Receipt line.`}, LaneMapping, false, false, "the sales tax code with the internal number 80000A1C-1704067200"},
		{"missing in another language", Response{Name: "SalesReceiptAddRs", StatusCode: 3140, Message: `Référence non valide.`}, LaneMapping, false, false, "is inactive"},
		{"parent missing", Response{Name: "CustomerAddRs", StatusCode: 3130, Message: `There is an invalid reference to a parent "Web" in the Customers list.`}, LaneMapping, false, false, `parent "Web"`},
		{"paid invoice", Response{Name: "ReceivePaymentAddRs", StatusCode: 3120, Message: `Object "1A2B-1709999999" specified in the request cannot be found.`}, LaneMapping, false, false, "somebody paid or deleted it"},
		{"deleted record", Response{Name: "InvoiceAddRs", StatusCode: 3120, Message: `Object "80000A1C-1704067200" specified in the request cannot be found.`}, LaneMapping, false, false, "80000A1C-1704067200"},
		{"locked", Response{Name: "InvoiceAddRs", StatusCode: 3175}, LaneLock, true, false, "working on the same record"},
		{"locked by words", Response{Name: "CustomerAddRs", StatusCode: 3180, Message: `There was an error when saving a Customers list, element "". QuickBooks error message: This list has been modified by another user.`}, LaneLock, true, false, "working on the same record"},
		{"modified by words", Response{Name: "CustomerModRs", StatusCode: 3170, Message: `… QuickBooks error message: This list has been modified by another user`}, LaneLock, true, false, ""},
		{"a name is no lock", Response{Name: "CustomerAddRs", StatusCode: 3180, Message: `There was an error when saving "modified by another user". QuickBooks error message: No.`}, LaneData, false, false, "could not save"},
		{"closed by words", Response{Name: "InvoiceModRs", StatusCode: 3170, Message: `… QuickBooks error message: you must enter the closing date password`}, LaneSetting, false, false, "books are closed"},
		{"closed", Response{Name: "InvoiceModRs", StatusCode: 3171}, LaneSetting, false, false, "books are closed"},
		{"credit limit", Response{Name: "InvoiceAddRs", StatusCode: 3180, Message: `QuickBooks error message: over the credit limit`}, LaneData, false, false, "credit limit"},
		{"negative", Response{Name: "SalesReceiptAddRs", StatusCode: 3180, Message: `QuickBooks error message: Transaction amount must be positive.`}, LaneData, false, false, "below zero"},
		{"not in balance", Response{Name: "SalesReceiptAddRs", StatusCode: 3180, Message: `QuickBooks error message: Transaction is not in balance.`}, LaneData, false, false, "not in balance"},
		{"exists", Response{Name: "DataExtAddRs", StatusCode: 3180, Message: `QuickBooks error message: already exists`}, LaneUncertain, false, true, "exists already"},
		{"feature by words", Response{Name: "InvoiceAddRs", StatusCode: 3180, Message: `QuickBooks error message: not enabled or not available`}, LaneSetting, false, false, "switched off"},
		{"rights by words", Response{Name: "InvoiceAddRs", StatusCode: 3180, Message: `QuickBooks error message: no permission`}, LaneSetting, false, false, "may not do this"},
		{"catch-all without a reason", Response{Name: "InvoiceAddRs", StatusCode: 3180, Message: `There was an error.`}, LaneData, false, true, "could not save"},
		{"catch-all with a reason", Response{Name: "InvoiceAddRs", StatusCode: 3180, Message: `There was an error. QuickBooks error message: The ship date is odd.`}, LaneData, false, false, "could not save"},
		{"stale", Response{Name: "CustomerModRs", StatusCode: 3200}, LaneStale, true, false, "Somebody changed the customer in QuickBooks after it was read. Nothing was changed."},
		{"overpaid", Response{Name: "ReceivePaymentAddRs", StatusCode: 3210, Message: `The "payment amount" field has an invalid value "20.00".  QuickBooks error message: You cannot pay more than the amount due.`}, LaneData, false, false, "more than what is still open"},
		{"value refused", Response{Name: "InvoiceAddRs", StatusCode: 3210, Message: `The "Due date" field has an invalid value "2001-01-01".`}, LaneData, false, false, "field Due date"},
		{"feature off", Response{Name: "InvoiceAddRs", StatusCode: 3250}, LaneSetting, false, false, "switched off"},
		{"read-only", Response{Name: "InvoiceAddRs", StatusCode: 3263}, LaneSetting, false, false, "reading only"},
		{"not run", Response{Name: "InvoiceAddRs", StatusCode: 3231}, LaneUncertain, false, true, "did not come to"},
		{"iterator gone", Response{Name: "ItemQueryRs", StatusCode: 3391}, LaneStale, true, false, "begins to read"},
		{"unknown on a write", Response{Name: "InvoiceAddRs", StatusCode: 4711}, LaneUncertain, false, true, "status 4711"},
		{"unknown on a read", Response{Name: "ItemQueryRs", StatusCode: 4711}, LaneUncertain, true, false, "status 4711"},
		{"unknown but locked", Response{Name: "InvoiceAddRs", StatusCode: 4711, Message: "It could not be locked."}, LaneLock, true, false, ""},
		{"not understood on a write", Response{Name: "InvoiceAddRs", Err: errors.New("TotalAmount is bad")}, LaneUncertain, false, true, "TotalAmount is bad"},
		{"not understood on a read", Response{Name: "ItemQueryRs", Err: errors.New("TaxRate is bad")}, LaneUncertain, true, false, "TaxRate is bad"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := Advise(tt.r)
			if a.Lane != tt.lane || a.Retry != tt.retry || a.Probe != tt.probe || a.ParseError {
				t.Errorf("got %+v", a)
			}
			checkWords(t, a, tt.r.Message, tt.words)
		})
	}
}

func checkWords(t *testing.T, a Advice, message, want string) {
	t.Helper()
	words := a.Words(message)
	if !strings.Contains(words, want) {
		t.Errorf("words: %s", words)
	}
	if a.Lane != LaneFinished && (a.What == "" || a.Fix == "") {
		t.Errorf("nothing is said: %+v", a)
	}
	if message != "" && !strings.HasSuffix(words, "QuickBooks said: "+message) {
		t.Errorf("QuickBooks' own words are lost: %s", words)
	}
}

func TestReferencesAreNamed(t *testing.T) {
	for _, tt := range []struct {
		code                int
		message, kind, name string
	}{
		{3140, `There is an invalid reference to QuickBooks Customer "X:Y" in the Invoice. ...`, "Customer", "X:Y"},
		{3140, `There is an invalid reference to QuickBooks Payment Method "Visa" in the Receive Payment.`, "Payment Method", "Visa"},
		{3140, `no quotes`, "", ""},
		{3140, `invalid reference to "`, "", ""},
		{3130, `There is an invalid reference to a parent "Web" in the Customers list.`, "parent", "Web"},
		{3120, `Object "" specified in the request cannot be found.`, "", ""},
	} {
		a := Advise(Response{Name: "InvoiceAddRs", StatusCode: tt.code, Message: tt.message})
		if a.Kind != tt.kind || a.Name != tt.name || a.Lane != LaneMapping {
			t.Errorf("%s: %q %q", tt.message, a.Kind, a.Name)
		}
	}
}

func TestNoRowOfTheTableIsHidden(t *testing.T) {
	for i, row := range statusRows {
		if row.from > row.to || row.lane == "" || row.what == "" || row.lane != LaneFinished && row.fix == "" {
			t.Errorf("row %d: %+v", i, row)
		}
		if got := rowOf(row.from); got.what != row.what && row.from != 2 {
			t.Errorf("code %d is decided by another row: %s", row.from, got.what)
		}
	}
}

func TestStatusOfASetIsAdvised(t *testing.T) {
	for status, want := range map[int]Lane{0: LaneFinished, 600: LaneUncertain, 9001: LaneBug, 9002: LaneUncertain, 9004: LaneBug, 9005: LaneUncertain, 9150: LaneBug, 777: LaneUncertain} {
		a := AdviseSet(status)
		if a.Lane != want || a.Probe != (status != 0) {
			t.Errorf("%d: %+v", status, a)
		}
	}
}

func TestHResultTellsWhetherTheOutcomeIsKnown(t *testing.T) {
	for _, tt := range []struct {
		hresult           string
		lane              Lane
		retry, probe, bad bool
		words             string
	}{
		{"0x80040400", LaneBug, false, false, true, "nothing of it was done"},
		{"80040400", LaneBug, false, false, true, ""},
		{"0X80040400 ", LaneBug, false, false, true, ""},
		{"0x80040423", LaneBug, false, false, false, "version"},
		{"0x80040414", LaneLock, true, true, false, "dialog"},
		{"0x8004041b", LaneLock, true, true, false, "locked"},
		{"0x8004041A", LaneSetting, false, true, false, "Integrated Applications"},
		{"0x8004040A", LaneSetting, false, true, false, "Another company file"},
		{"0x80010105", LaneUncertain, false, true, false, "crashed"},
		{"0x80049999", LaneUncertain, true, true, false, "0x80049999"},
		{"", LaneUncertain, true, true, false, "without a number"},
	} {
		a := AdviseHResult(tt.hresult)
		if a.Lane != tt.lane || a.Retry != tt.retry || a.Probe != tt.probe || a.ParseError != tt.bad || !strings.Contains(a.Words(""), tt.words) {
			t.Errorf("%s: %+v", tt.hresult, a)
		}
	}
}
