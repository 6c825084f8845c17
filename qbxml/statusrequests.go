package qbxml

import "strings"

// requestRow is what a code means for one type of request, where the row of
// the code says it too generally.
type requestRow struct {
	code      int
	responses string // suffixes of the names of responses, separated by spaces
	what, fix string
}

// Words that several rows share.
const (
	notChanged = " Nothing was changed."
	inOpenDays = "Correct it with a new document in an open period, or the bookkeeper sets the closing date back in QuickBooks (Edit, Preferences, Accounting)."
)

// requestRows are searched from the top; they never change
// (qbxml-status-codes §2; quickbooks-behaviour §3 to §5, §11, §12).
var requestRows = [...]requestRow{
	{3160, "TxnDelRs", "QuickBooks does not delete this document, because another one depends on it: a payment or credit applied to it, a deposit, or a bank reconciliation.", "Undo in QuickBooks what depends on it (unapply the payment, take it out of the deposit), then delete it again; or leave it and correct it with a new document."},
	{3160, "ListDelRs", "QuickBooks does not delete this entry, because a document uses it.", "Leave it. If nobody shall use it any more, make it inactive in QuickBooks."},
	{3161, "TxnDelRs TxnVoidRs", "The books are closed for the day of this document, so QuickBooks does not remove it." + notChanged, inOpenDays},
	{3171, "ModRs", "The books are closed for the day of this document: the closing date protects it." + notChanged, inOpenDays},
	{3171, "TxnDelRs TxnVoidRs", "The books are closed for the day of this document, so QuickBooks does not remove it." + notChanged, inOpenDays},
	{3170, "TxnVoidRs", "QuickBooks could not void the document." + notChanged, readAndDecide},
	{3170, "TxnDelRs ListDelRs", "QuickBooks could not delete the record." + notChanged, readAndDecide},
	{3170, "ModRs", "QuickBooks could not change the record." + notChanged, readAndDecide},
	{3175, "ModRs TxnDelRs TxnVoidRs ListDelRs", "Somebody has this record, or one that belongs to it, open in QuickBooks." + notChanged, "It is tried again by itself. If it stays so, close the form that is open in QuickBooks."},
	{3185, "TxnVoidRs", "QuickBooks could not void the document: something depends on it, such as a payment, a deposit or a bank reconciliation." + notChanged, "Undo in QuickBooks what depends on it, then void it again; or correct it with a new document."},
	{3200, "CustomerModRs", "Somebody changed the customer in QuickBooks after it was read." + notChanged, "Countinghouse reads it again and compares."},
	{3200, "ModRs", "Somebody changed the document in QuickBooks after it was read." + notChanged, "Countinghouse reads it again and compares. If a person edited it, both versions are shown side by side for a decision."},
	{3210, "ModRs", "QuickBooks refused a value of the change." + notChanged, readAndDecide},
	{3210, "ARRefundCreditCardAddRs", "QuickBooks refused a value of the refund.", readAndDecide},
	{3290, "ModRs", "The lines of the document stand in another order in QuickBooks than they were sent." + notChanged, tellSupport},
}

// byRequest says it in the words of the request, unless QuickBooks' own words
// already decided what it is.
func (a *Advice) byRequest(response string) {
	for i := range requestRows {
		row := &requestRows[i]
		if a.What != rowOf(row.code).what || a.What == "" {
			continue
		}
		for _, suffix := range strings.Fields(row.responses) {
			if strings.HasSuffix(response, suffix) {
				a.What, a.Fix = row.what, row.fix
				return
			}
		}
	}
}

// overApplied is about amounts above what is open: QuickBooks says "You cannot
// pay more than the amount due", whatever was applied.
func (a *Advice) overApplied(response string) {
	switch response {
	case "ARRefundCreditCardAddRs", "CheckAddRs":
		a.What = "The refund is more than what is left of the credit memo: a part of it was applied or refunded by hand, or its total differs."
		a.Fix = "Compare the credit memo's remaining credit in QuickBooks with the refund; correct one of them, or record the refund by hand and exclude it here."
	case "InvoiceAddRs", "InvoiceModRs", "CreditMemoModRs":
		a.What = "More would be applied than is open: the credit was used elsewhere, or what was already paid is above the new total."
		a.Fix = "Compare the payments and credits of the document in QuickBooks with the order, correct them there, then send it again."
	default:
		a.What = "The payment is more than what is still open on the invoice: it was paid by hand, or its total differs."
		a.Fix = "Compare the invoice's balance in QuickBooks with the order; correct one of them, or record the payment by hand and exclude it here."
	}
}

// gone is about a document that a request names and QuickBooks does not find
// among those that it may use; false when the request names none.
func (a *Advice) gone(response string) bool {
	switch {
	case response == "ReceivePaymentAddRs":
		a.What = "The invoice that this payment belongs to was not found among those still open: somebody paid or deleted it."
		a.Fix = "Look at the invoice in QuickBooks. If it is paid there, exclude the payment here."
	case response == "ARRefundCreditCardAddRs" || response == "CheckAddRs" && !isListEntry(a.Name):
		a.What = "The credit memo that this refund pays out was not found among those with something left: somebody used it up, voided or deleted it."
		a.Fix = "Look at the credit memo in QuickBooks. If it was refunded there, exclude the refund here."
	case response == "InvoiceAddRs" && a.Name != "" && !isListEntry(a.Name):
		a.What = "A sales order, a credit or another record that this invoice names was not found among those still open: somebody invoiced, used or deleted it."
		a.Fix = "Look at the sales order and the credits of the customer in QuickBooks. If the order is invoiced there, exclude it here; if an entry of a list is gone, choose another one in the mappings."
	case response == "TxnDelRs" || response == "ListDelRs":
		a.Lane = LaneStale
		a.What = "It is not in QuickBooks any more: somebody deleted it already, or merged it with another."
		a.Fix = "Countinghouse looks for it again. If it was deleted on purpose, there is nothing to do."
	case response == "TxnVoidRs" || strings.HasSuffix(response, "ModRs") && !isListEntry(a.Name):
		a.Lane = LaneStale
		a.What = "The document is not in QuickBooks any more, or one that the change applies it to is paid or deleted." + notChanged
		a.Fix = "Countinghouse reads it again. If somebody deleted it, decide whether it shall be posted anew."
	default:
		return false
	}
	return true
}

// isListEntry tells whether an internal number is surely of an entry of a list
// and not of a document: "80000A1C-1704067200".
func isListEntry(id string) bool {
	return strings.HasPrefix(id, "8") && strings.IndexByte(id, '-') == 8 && isListID(id)
}
