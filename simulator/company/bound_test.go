package company

import (
	"strings"
	"testing"

	"countinghouse/internal/bound"
)

func TestTheWorstRequestsAreReadWithinTheBounds(t *testing.T) {
	g, err := theGrammar()
	if err != nil {
		t.Fatal(err)
	}
	whole := set("", receiptRq(1))
	at := strings.Index(whole, "<SalesReceiptAdd>") + len("<SalesReceiptAdd>")
	for where, around := range map[string][2]string{"at the root": {"", ""}, "in a request": {whole[:at], whole[at:]}} {
		for _, in := range bound.XML(around[0], around[1]) {
			t.Run(where+"/"+in.Name, func(t *testing.T) {
				bound.Check(t, len(in.Text), func() {
					var d document
					_ = parse(g, in.Text, &d, &Options{}) // refused or not: it ends
				})
			})
		}
	}
}
