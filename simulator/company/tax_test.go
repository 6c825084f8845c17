package company

import (
	"strings"
	"testing"
)

func TestATaxItemOnALineCorrectsTheComputedTaxByACent(t *testing.T) {
	taxed := "<SalesTaxCodeRef><FullName>Tax</FullName></SalesTaxCodeRef>"
	austinRef := "<ItemSalesTaxRef><FullName>Austin</FullName></ItemSalesTaxRef>"
	for _, c := range []struct {
		name string
		rq   string
		sums string
		owed map[string]string
	}{
		{"a cent more, to one agency of a group", receipt(austinRef, lineOf("Online Product", "<Amount>100.00</Amount>"+taxed), lineOf("Austin City Tax", "<Amount>0.01</Amount>")),
			"100.01 + 8.25 = 108.26", map[string]string{"Texas Comptroller": "6.25", "City of Austin": "1.01", "Austin MTA": "1.00"}},
		{"a cent less", receipt(austinRef, lineOf("Online Product", "<Amount>100.00</Amount>"+taxed), lineOf("Texas State Tax", "<Amount>-0.01</Amount>")),
			"99.99 + 8.25 = 108.24", map[string]string{"Texas Comptroller": "6.24", "City of Austin": "1.00", "Austin MTA": "1.00"}},
		{"all of it on lines under a zero item", receipt(noRate, lineOf("Online Product", "<Amount>100.00</Amount>"+nonTax), lineOf("Texas State Tax", "<Amount>6.26</Amount>"), lineOf("Austin City Tax", "<Amount>0.99</Amount>")),
			"107.25 + 0.00 = 107.25", map[string]string{"Texas Comptroller": "6.26", "City of Austin": "0.99"}},
	} {
		for _, kind := range []string{"SalesReceipt", "CreditMemo"} {
			f, s := newTestFile(t)
			rq := c.rq
			if kind == "CreditMemo" {
				rq = strings.ReplaceAll(rq, "SalesReceipt", kind)
				if !strings.Contains(rq, "CustomerRef") {
					rq = strings.Replace(rq, "<CreditMemoAdd>", "<CreditMemoAdd>"+forAna, 1)
				}
			}
			answer := ask(t, s, set("", rq))
			if statuses(answer) != "0" || sums(answer) != c.sums {
				t.Errorf("%s, %s: %s, want %s", c.name, kind, sums(answer), c.sums)
			}
			for _, a := range f.TaxLiability() {
				want := c.owed[a.Agency]
				if kind == "CreditMemo" {
					want = "-" + want
				}
				if a.Owed.String() != want {
					t.Errorf("%s, %s: %s is owed %s, want %s", c.name, kind, a.Agency, a.Owed, want)
				}
			}
			if got := len(f.TaxLiability()); got != len(c.owed) {
				t.Errorf("%s: %d agencies", c.name, got)
			}
			balanced(t, f)
		}
	}
	_, s := newTestFile(t)
	if got := statuses(ask(t, s, set("", receipt(noRate, lineOf("Austin", "<Amount>1.00</Amount>"))))); got != "3140" {
		t.Errorf("a tax group on a line: %s", got)
	}
}

func TestAddingIntoTheClosedPeriodIsAnOption(t *testing.T) {
	f, s := newTestFile(t, func(o *Options) { o.AddsWhenClosed = true })
	if err := f.SetClosingDate("2024-03-31"); err != nil {
		t.Fatal(err)
	}
	answer := ask(t, s, set("", receiptRq(1), invoiceRq("I1", "10.00"), memoRq("CM1", part("Online Product", "<Amount>3.00</Amount>")), journalRq(side("Debit", "Checking", "1.00", ""), side("Credit", "Sales", "1.00", ""))))
	if got := statuses(answer); got != "0 0 0 0" {
		t.Error(got)
	}
	id := idsOf(f)["BC1"]
	for _, rq := range []string{modRq(t, f, "SalesReceipt", id, "<Memo>x</Memo>"), "<TxnDelRq><TxnDelType>SalesReceipt</TxnDelType><TxnID>" + id + "</TxnID></TxnDelRq>"} {
		if got := statuses(ask(t, s, set("", rq))); got != "3171" {
			t.Error(got)
		}
	}
}
