package company

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sheetExamples are the complete documents of the reference sheet, in order.
func sheetExamples(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(sharedDir(t), "reference", "qbxml-rules.md"))
	if err != nil {
		t.Fatal(err)
	}
	var docs []string
	for _, part := range strings.Split(string(text), "```xml\n")[1:] {
		doc, _, _ := strings.Cut(part, "```")
		docs = append(docs, doc)
	}
	if len(docs) < 12 {
		t.Fatalf("%d examples", len(docs))
	}
	return docs
}

func example(t testing.TB, containing string) string {
	t.Helper()
	for _, d := range sheetExamples(t) {
		if strings.Contains(d, containing) {
			return d
		}
	}
	t.Fatalf("no example with %q", containing)
	return ""
}

func TestTheSheetsSalesReceiptIsPostedAsItSays(t *testing.T) {
	f, s := newTestFile(t)
	answer := ask(t, s, example(t, "sr-100482\""))
	if got := statuses(answer); got != "0" {
		t.Fatalf("statuses %s\n%s", got, answer)
	}
	for element, want := range map[string]string{"TotalAmount": "36.05", "Subtotal": "36.05", "SalesTaxTotal": "0.00", "RefNumber": "BC100482",
		"TxnDate": "2024-03-09", "SalesTaxPercentage": "0.00"} {
		if got := value(answer, element); got != want {
			t.Errorf("%s is %q, want %q", element, got, want)
		}
	}
	if !strings.Contains(answer, "12 Rue de l'Église") {
		t.Error("a Latin-1 character of an address is lost")
	}
	balanced(t, f)
	for account, want := range map[string]string{"Undeposited Funds": "36.05", "Sales:Online Store": "-29.85", "Sales Discounts": "2.99",
		"Shipping Income": "-6.50", "Sales Tax Payable": "-2.69", "Cost of Goods Sold": "12.30"} {
		if got := balanceOf(f, account); got != want {
			t.Errorf("%s: %s, want %s", account, got, want)
		}
	}
	if f.CountByRef("SalesReceipt", "BC100482") != 1 {
		t.Error("not found by its RefNumber")
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
}
