package posting

import (
	"testing"

	"countinghouse/books"
	"countinghouse/store"
)

// An Australian file takes the tax of each line as it was collected. A line of
// which it was 0.00 says so: QuickBooks would compute a cent.
func TestWhereTheTaxOfALineIsToldItIsOfEveryTaxedLine(t *testing.T) {
	d := &books.Document{Lines: []books.Line{
		{Item: books.Ref{ListID: "1"}, Amount: 6, Taxable: true},
		{Item: books.Ref{ListID: "2"}, Amount: 4086, Taxable: true, TaxAmount: 409},
		{Item: books.Ref{ListID: "3"}, Amount: 500},
	}}
	p := &store.Posting{Document: d}
	got := lines(p)
	if got[0].TaxAmount == nil || *got[0].TaxAmount != 0 || got[1].TaxAmount == nil || *got[1].TaxAmount != 409 || got[2].TaxAmount != nil {
		t.Errorf("%v %v %v", got[0].TaxAmount, got[1].TaxAmount, got[2].TaxAmount)
	}
	d.Lines[1].TaxAmount = 0
	for i, l := range lines(p) {
		if l.TaxAmount != nil {
			t.Errorf("line %d tells a tax that nobody told", i+1)
		}
	}
}

func TestTheTotalOfAJournalEntryIsTheSumOfItsDebits(t *testing.T) {
	d := &books.Document{Kind: books.Journal, Total: 9000, Lines: []books.Line{{Amount: 9000, Debit: true}, {Amount: 1000, Debit: true}, {Amount: 10000}}}
	if got := totalOf(d); got != 10000 {
		t.Errorf("%s", got)
	}
	d.Kind = books.SalesReceipt
	if got := totalOf(d); got != 9000 {
		t.Errorf("a receipt: %s", got)
	}
}
