package company

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func abroad(country string) func(*Options) { return func(o *Options) { o.Country = country } }

func coded(amount, code, more string) string {
	return "<SalesReceiptLineAdd>" + part("Online Product", "<Quantity>1</Quantity><Amount>"+amount+"</Amount>"+more+"<SalesTaxCodeRef><FullName>"+code+"</FullName></SalesTaxCodeRef>") + "</SalesReceiptLineAdd>"
}

func codedReceipt(header string, lines ...string) string {
	return "<SalesReceiptAddRq><SalesReceiptAdd>" + forAna + header + strings.Join(lines, "") + "</SalesReceiptAdd></SalesReceiptAddRq>"
}

func TestOutsideTheUSTheTaxIsInTheLinesCodes(t *testing.T) {
	gross := "<IsTaxIncluded>true</IsTaxIncluded>"
	for _, c := range []struct {
		name, country, request, want string
		owed                         map[string]string
	}{
		{"GST and PST, each rounded by itself", "CA", codedReceipt("", coded("0.30", "S", "")), "0.30 + 0.04 = 0.34",
			map[string]string{"Receiver General": "0.02", "BC Minister of Finance": "0.02"}},
		{"the sum of a code's lines is taxed", "CA", codedReceipt("", coded("0.05", "G", ""), coded("0.05", "G", ""), coded("10.00", "H", ""), coded("5.00", "E", "")), "15.10 + 1.31 = 16.41",
			map[string]string{"Receiver General": "1.31"}},
		{"QST with its three decimals", "CA", codedReceipt("", coded("100.00", "Q", "")), "100.00 + 14.98 = 114.98",
			map[string]string{"Receiver General": "5.00", "Revenu Quebec": "9.98"}},
		{"VAT within the prices", "UK", codedReceipt(gross, coded("12.00", "S", ""), coded("10.50", "R", ""), coded("5.00", "Z", "")), "25.00 + 2.50 = 27.50",
			map[string]string{"HM Revenue & Customs": "2.50"}},
		{"VAT on top of the prices", "UK", codedReceipt("", coded("12.00", "S", "")), "12.00 + 2.40 = 14.40",
			map[string]string{"HM Revenue & Customs": "2.40"}},
		{"two components within the price", "CA", codedReceipt(gross, coded("11.20", "S", "")), "10.00 + 1.20 = 11.20",
			map[string]string{"Receiver General": "0.50", "BC Minister of Finance": "0.70"}},
		{"the tax of a line as it is sent", "AU", codedReceipt("", coded("10.00", "GST", "<TaxAmount>1.01</TaxAmount>"), coded("10.00", "GST", ""), coded("3.00", "EXPORT", "")), "23.00 + 2.01 = 25.01",
			map[string]string{"Australian Taxation Office": "2.01"}},
		{"the tax of a line as it is sent, within the price", "AU", codedReceipt(gross, coded("11.00", "GST", "<TaxAmount>0.99</TaxAmount>")), "10.01 + 0.99 = 11.00",
			map[string]string{"Australian Taxation Office": "0.99"}},
	} {
		f, s := newTestFile(t, abroad(c.country))
		answer := ask(t, s, set("", c.request))
		if statuses(answer) != "0" || sums(answer) != c.want {
			t.Errorf("%s: %s, want %s\n%s", c.name, sums(answer), c.want, answer)
			continue
		}
		for _, a := range f.TaxLiability() {
			if c.owed[a.Agency] != a.Owed.String() {
				t.Errorf("%s: %s is owed %s, want %s", c.name, a.Agency, a.Owed, c.owed[a.Agency])
			}
		}
		if income := balanceOf(f, "Sales:Online Store"); "-"+value(answer, "Subtotal") != income {
			t.Errorf("%s: income %s", c.name, income)
		}
		if len(f.TaxLiability()) != len(c.owed) {
			t.Errorf("%s: %v", c.name, f.TaxLiability())
		}
		balanced(t, f)
		if c.country != "AU" {
			if out := xmllint(t, answer, ask(t, s, set("", `<SalesTaxCodeQueryRq/>`))); out != "" {
				t.Error(out)
			}
		}
	}
}

func TestEachCountryRefusesWhatItDoesNotHave(t *testing.T) {
	header := "<ItemSalesTaxRef><FullName>GST</FullName></ItemSalesTaxRef>"
	_, ca := newTestFile(t, abroad("CA"))
	_, au := newTestFile(t, abroad("AU"))
	_, us := newTestFile(t)
	if got := statuses(ask(t, ca, set("", codedReceipt(header, coded("1.00", "G", ""))))); got != "3180" {
		t.Errorf("a tax item in the header: %s", got)
	}
	if got := statuses(ask(t, ca, set("", codedReceipt("", "<SalesReceiptLineAdd>"+part("GST", "<Amount>1.00</Amount>")+"</SalesReceiptLineAdd>")))); got != "3140" {
		t.Errorf("a tax item on a line: %s", got)
	}
	if got := statuses(ask(t, ca, set("", strings.Replace(customerRq("X"), "</Name>", "</Name>"+header, 1)))); got != "3250" {
		t.Errorf("a tax item of a customer: %s", got)
	}
	if got := statuses(ask(t, au, set("", codedReceipt("", coded("1.00", "FRE", "<TaxAmount>0.10</TaxAmount>"))))); got != "3180" {
		t.Errorf("tax of a code without: %s", got)
	}
	for _, c := range []struct {
		s  *Session
		rq string
	}{
		{ca, codedReceipt("", coded("1.00", "G", "<TaxAmount>0.05</TaxAmount>"))},
		{ca, codedReceipt("", coded("1.00", "EXPORT", ""))},
		{us, codedReceipt("<IsTaxIncluded>true</IsTaxIncluded>", coded("1.00", "Tax", ""))},
		{us, codedReceipt("", coded("1.00", "Tax", "<TaxAmount>0.05</TaxAmount>"))},
		{us, codedReceipt("", coded("1.00", "Taxes", ""))},
	} {
		if h := refusedDoc(t, c.s, set("", c.rq)); h.Code != hrParse {
			t.Errorf("%s: %s", h.Code, c.rq)
		}
	}
}

func TestTaxWithinPricesNeverChangesTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		country := rapid.SampledFrom([]string{"CA", "UK", "AU"}).Draw(t, "country")
		codes := map[string][]string{"CA": {"G", "S", "Q", "H", "E"}, "UK": {"S", "R", "Z", "E"}, "AU": {"GST", "FRE"}}[country]
		f := New(Options{Now: testClock(), Country: country})
		if err := SeedStandard(f); err != nil {
			t.Fatal(err)
		}
		s := f.Connect()
		if _, _, _, _, err := s.OpenFile("test", ""); err != nil {
			t.Fatal(err)
		}
		kind := rapid.SampledFrom([]string{"SalesReceipt", "CreditMemo"}).Draw(t, "kind")
		var lines strings.Builder
		sum := int64(0)
		for range rapid.IntRange(1, 6).Draw(t, "lines") {
			amount := rapid.Int64Range(0, 10_000).Draw(t, "amount")
			sum += amount
			lines.WriteString(coded(Cents(amount).String(), rapid.SampledFrom(codes).Draw(t, "code"), ""))
		}
		rq := strings.ReplaceAll(strings.Replace(codedReceipt("<IsTaxIncluded>true</IsTaxIncluded>", lines.String()), "Ortiz, Ana", "Online Customer", 1), "SalesReceipt", kind)
		answer, err := s.ProcessRequest(set("", rq))
		if err != nil || statuses(answer) != "0" || value(answer, "TotalAmount") != Cents(sum).String() {
			t.Fatal(err, answer)
		}
		x, err := f.TransactionInFull(value(answer, "TxnID"))
		if err != nil {
			t.Fatal(err)
		}
		var all, tax Cents
		for _, p := range x.Postings {
			all += p.Amount
			if p.Account == "Sales Tax Payable" {
				tax += p.Amount
			}
		}
		if all != 0 || fmt.Sprint(max(tax, -tax)) != fmt.Sprint(x.Tax) {
			t.Fatalf("%+v", x)
		}
	})
}
