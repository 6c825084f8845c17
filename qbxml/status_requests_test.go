package qbxml

import (
	"strings"
	"testing"
)

func TestAdviceSpeaksOfWhatWasAsked(t *testing.T) {
	const found, over = `Object "1A2B-1709999999" specified in the request cannot be found.`, `QuickBooks error message: You cannot pay more than the amount due.`
	for _, tt := range []struct {
		response string
		code     int
		message  string
		lane     Lane
		retry    bool
		words    string
	}{
		{"InvoiceModRs", 3200, "", LaneStale, true, "Somebody changed the document in QuickBooks after it was read"},
		{"SalesReceiptModRs", 3171, "", LaneSetting, false, "the closing date protects it. Nothing was changed. Correct it with a new document"},
		{"CreditMemoModRs", 3170, "QuickBooks error message: enter the closing date password", LaneSetting, false, "the closing date protects it. Nothing was changed"},
		{"TxnDelRs", 3171, "", LaneSetting, false, "does not remove it"},
		{"TxnVoidRs", 3161, "", LaneSetting, false, "does not remove it"},
		{"InvoiceAddRs", 3171, "", LaneSetting, false, "post with the first open day"},
		{"SalesReceiptModRs", 3170, "QuickBooks error message: No.", LaneData, false, "could not change the record. Nothing was changed"},
		{"TxnVoidRs", 3170, "QuickBooks error message: No.", LaneData, false, "could not void the document"},
		{"TxnDelRs", 3160, "", LaneData, false, "a deposit, or a bank reconciliation"},
		{"ListDelRs", 3160, "", LaneData, false, "make it inactive"},
		{"TxnVoidRs", 3185, "", LaneData, false, "could not void the document: something depends on it"},
		{"TxnDelRs", 3175, "", LaneLock, true, "open in QuickBooks. Nothing was changed"},
		{"InvoiceModRs", 3170, "This list has been modified by another user", LaneLock, true, "open in QuickBooks. Nothing was changed"},
		{"InvoiceAddRs", 3176, "", LaneLock, true, "belongs to this one"},
		{"InvoiceModRs", 3290, "", LaneBug, false, "another order"},
		{"ARRefundCreditCardAddRs", 3210, over, LaneData, false, "more than what is left of the credit memo"},
		{"CheckAddRs", 3210, over, LaneData, false, "more than what is left of the credit memo"},
		{"InvoiceModRs", 3210, over, LaneData, false, "above the new total"},
		{"ReceivePaymentModRs", 3210, over, LaneData, false, "more than what is still open on the invoice"},
		{"InvoiceModRs", 3210, `The "Due date" field has an invalid value "x".`, LaneData, false, "field Due date"},
		{"ARRefundCreditCardAddRs", 3210, "Valeur refusée.", LaneData, false, "value of the refund"},
		{"ARRefundCreditCardAddRs", 3120, found, LaneMapping, false, "somebody used it up, voided or deleted it"},
		{"CheckAddRs", 3120, found, LaneMapping, false, "somebody used it up, voided or deleted it"},
		{"CheckAddRs", 3120, `Object "80000A1C-1704067200" specified in the request cannot be found.`, LaneMapping, false, "80000A1C-1704067200: it was deleted"},
		{"InvoiceAddRs", 3120, found, LaneMapping, false, "A sales order, a credit or another record"},
		{"TxnDelRs", 3120, found, LaneStale, false, "somebody deleted it already"},
		{"ListDelRs", 3120, `Object "80000A1C-1704067200" specified in the request cannot be found.`, LaneStale, false, "somebody deleted it already"},
		{"TxnVoidRs", 3120, found, LaneStale, false, "not in QuickBooks any more"},
		{"ReceivePaymentModRs", 3120, found, LaneStale, false, "one that the change applies it to is paid or deleted"},
	} {
		a := Advise(Response{Name: tt.response, StatusCode: tt.code, Message: tt.message})
		if words := a.Words(tt.message); a.Lane != tt.lane || a.Retry != tt.retry || a.Probe || !strings.Contains(words, tt.words) {
			t.Errorf("%s %d: %+v", tt.response, tt.code, a)
		}
	}
}

func TestWhatWasRemovedIsSuccess(t *testing.T) {
	for name, inner := range rsTexts() {
		if removed(name) == nil {
			continue
		}
		r := decodeText(t, response(rsText(name, inner))).Responses[0]
		if a := Advise(r); a.Lane != LaneFinished || a.Probe {
			t.Errorf("%s: %+v", name, a)
		}
		empty := decodeText(t, response(rsText(name, ""))).Responses[0]
		if a := Advise(empty); !a.Probe || len(empty.Rets) != 0 {
			t.Errorf("%s without a word: %+v", name, a)
		}
	}
}

func TestNoRowOfARequestIsHidden(t *testing.T) {
	for i, row := range requestRows {
		for _, suffix := range strings.Fields(row.responses) {
			name := suffix
			if suffix == "ModRs" {
				name = "InvoiceModRs"
			}
			a := Advise(Response{Name: name, StatusCode: row.code, Message: "QuickBooks error message: –"})
			if a.What != row.what || a.Fix != row.fix {
				t.Errorf("row %d is never said for %s: %q", i, name, a.What)
			}
		}
	}
}
