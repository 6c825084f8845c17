package qbxml

import (
	"errors"
	"strings"
	"testing"
)

func TestOnlyTheFourEditionsAreKnown(t *testing.T) {
	for told, want := range map[string]string{"US": "US", "us ": "US", "": "", "CA": "CA", "Canada": "CA", "UK": "UK", "AU": "AU", "Australia": "AU"} {
		if got, err := ParseCountry(told); err != nil || got != want {
			t.Errorf("%q: %q, %v", told, got, err)
		}
	}
	if got, err := ParseCountry("IN"); err == nil || got != "" || !strings.Contains(err.Error(), "IN edition") {
		t.Errorf("%q, %v", got, err)
	}
	_, err := MessageSet{Version: Written(), Country: "FR", OnError: StopOnError, Requests: []Request{{ID: "1", Body: &HostQueryRq{}}}}.Encode()
	if err == nil || !strings.Contains(err.Error(), `Country is "FR"`) {
		t.Error(err)
	}
}

// TestWhatOtherEditionsTakeIsRefusedForTheUS: the schema allows it for all
// (qbxml-rules §11).
func TestWhatOtherEditionsTakeIsRefusedForTheUS(t *testing.T) {
	for _, country := range []string{"", CountryUS} {
		for _, body := range foreignRequests() {
			doc, err := MessageSet{Version: Written(), Country: country, OnError: StopOnError, Requests: []Request{{ID: "1", Body: body}}}.Encode()
			var bad *EncodeError
			if !errors.As(err, &bad) || doc != nil {
				t.Errorf("%T for %q: %v, %d bytes", body, country, err, len(doc))
				continue
			}
			var included, amount bool
			for _, f := range bad.Fields {
				included = included || strings.HasSuffix(f.Field, "/IsTaxIncluded") && strings.Contains(f.Problem, "QuickBooks US refuses it")
				amount = amount || strings.HasSuffix(f.Field, "/TaxAmount") && strings.Contains(f.Problem, "only for company files of Australia")
			}
			if !included || !amount {
				t.Errorf("%T for %q: %v", body, country, err)
			}
		}
	}
}

func TestEachEditionTakesWhatItHas(t *testing.T) {
	receipt := func(change func(*SalesReceiptAdd)) any { return broken(change) }
	for _, tt := range []struct {
		name    string
		body    any
		refused string // countries
	}{
		{"tax included", receipt(func(s *SalesReceiptAdd) { s.IsTaxIncluded = new(true) }), "US"},
		{"tax not included", receipt(func(s *SalesReceiptAdd) { s.IsTaxIncluded = new(false) }), "US"},
		{"tax of a line", receipt(func(s *SalesReceiptAdd) { s.Lines[0].TaxAmount = amountOf("1") }), "US CA UK"},
		{"code of three", receipt(func(s *SalesReceiptAdd) { s.Lines[0].SalesTaxCodeRef = named("GST") }), ""},
		{"code of six", receipt(func(s *SalesReceiptAdd) { s.Lines[0].SalesTaxCodeRef = named("GSTCAP") }), "US CA UK"},
		{"code of seven", receipt(func(s *SalesReceiptAdd) { s.CustomerSalesTaxCodeRef = named("GSTCAPX") }), "US CA UK AU"},
		{"site", receipt(func(s *SalesReceiptAdd) { s.Lines[0].InventorySiteRef = named("Main") }), "AU"},
		{"code of a check", &CheckAddRq{CheckAdd: CheckAdd{
			AccountRef: id(1), RefNumber: "1", TxnDate: salesReceiptMinimal().SalesReceiptAdd.TxnDate, SalesTaxCodeRef: named("GST"),
			ExpenseLineAdd: []ExpenseLineAdd{{AccountRef: id(2), Amount: amountOf("1")}},
		}}, "US"},
	} {
		for _, country := range []string{CountryUS, CountryCA, CountryUK, CountryAU} {
			_, err := MessageSet{Version: Written(), Country: country, OnError: StopOnError, Requests: []Request{{ID: "1", Body: tt.body}}}.Encode()
			if refused := strings.Contains(tt.refused, country); (err != nil) != refused {
				t.Errorf("%s in %s: %v", tt.name, country, err)
			}
		}
	}
}
