package company

import (
	"strings"
	"testing"
)

// invoiceRq is an invoice without tax.
func invoiceRq(ref, amount string) string {
	return `<InvoiceAddRq><InvoiceAdd><CustomerRef><FullName>Ortiz, Ana</FullName></CustomerRef><TxnDate>2024-03-10</TxnDate><RefNumber>` + ref +
		`</RefNumber><TermsRef><FullName>Net 30</FullName></TermsRef><ItemSalesTaxRef><FullName>Out of State</FullName></ItemSalesTaxRef>` +
		`<InvoiceLineAdd><ItemRef><FullName>Online Product</FullName></ItemRef><Amount>` + amount + `</Amount></InvoiceLineAdd></InvoiceAdd></InvoiceAddRq>`
}

func TestTheSheetsInvoiceIsPaidByTheSheetsPayment(t *testing.T) {
	f, s := newTestFile(t)
	answer := ask(t, s, example(t, "inv-100501"))
	if got := statuses(answer); got != "0 0" {
		t.Fatalf("%s\n%s", got, answer)
	}
	// The sheet's invoice sends no tax code: the file's tax is added, which a
	// payment of 99.50 leaves open.
	if got := value(answer, "BalanceRemaining"); got != "107.72" {
		t.Error(got)
	}
	if r := f.Receivables(); len(r) != 1 || r[0].Balance != 822 || r[0].ListID != "80000A1C-1704067200" {
		t.Errorf("%v", r)
	}
	if u := f.UndepositedFunds(); len(u) != 1 || u[0].RefNumber != "BC100501-P1" || u[0].Amount != 9950 {
		t.Errorf("%v", u)
	}
	balanced(t, f)
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
}

func TestPaymentsAgainstAnInvoice(t *testing.T) {
	f, s := newTestFile(t)
	invoice := value(ask(t, s, set("", invoiceRq("I1", "100.00"))), "TxnID")
	for _, c := range []struct{ name, request, status string }{
		{"more than is due", paymentRq(invoice, "100.01", "100.01"), "3210"},
		{"more applied than paid", paymentRq(invoice, "10.00", "20.00"), "3210"},
		{"negative", paymentRq(invoice, "10.00", "-1.00"), "3210"},
		{"nothing", strings.Replace(paymentRq(invoice, "10.00", ""), "<PaymentAmount></PaymentAmount>", "", 1), "3150"},
		{"of another customer", strings.Replace(paymentRq(invoice, "10.00", "10.00"), "Ortiz, Ana", "Online Customer", 1), "3120"},
		{"a part", paymentRq(invoice, "40.00", "40.00"), "0"},
		{"more than is left", paymentRq(invoice, "60.01", "60.01"), "3210"},
		{"the rest, some unapplied", paymentRq(invoice, "65.00", "60.00"), "0"},
		{"of a paid invoice", paymentRq(invoice, "1.00", "1.00"), "3120"},
	} {
		if got := statuses(ask(t, s, set("", c.request))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	answer := ask(t, s, set("", `<InvoiceQueryRq><TxnID>`+invoice+`</TxnID><IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns></InvoiceQueryRq>`))
	if value(answer, "IsPaid") != "true" || value(answer, "BalanceRemaining") != "0.00" || strings.Count(answer, "<LinkedTxn>") != 2 ||
		value(answer, "DueDate") != "2024-04-09" {
		t.Error(answer)
	}
	if out := xmllint(t, answer); out != "" {
		t.Error(out)
	}
	if got := balanceOf(f, "Accounts Receivable"); got != "-5.00" {
		t.Error(got)
	}
	balanced(t, f)
}

func TestAutoApplyTakesTheExactInvoiceElseTheOldest(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", invoiceRq("I1", "100.00"), strings.Replace(invoiceRq("I2", "50.00"), "2024-03-10", "2024-03-01", 1), invoiceRq("I3", "70.00")))
	auto := func(amount string) string {
		return "<ReceivePaymentAddRq><ReceivePaymentAdd><CustomerRef><FullName>Ortiz, Ana</FullName></CustomerRef><TotalAmount>" + amount + "</TotalAmount><IsAutoApply>true</IsAutoApply></ReceivePaymentAdd></ReceivePaymentAddRq>"
	}
	ask(t, s, set("", auto("70.00"), auto("60.00")))
	open := map[string]string{}
	for _, x := range f.Transactions() {
		if x.Type == "Invoice" {
			open[x.RefNumber] = x.Open.String()
		}
	}
	if open["I3"] != "0.00" || open["I2"] != "0.00" || open["I1"] != "90.00" {
		t.Errorf("%v", open)
	}
}

func TestAJobsInvoiceIsPaidByItsCustomer(t *testing.T) {
	f, s := newTestFile(t)
	if _, err := f.AddPerson(Person{Name: "Ortiz, Ana:Kitchen"}); err != nil {
		t.Fatal(err)
	}
	invoice := value(ask(t, s, set("", strings.Replace(invoiceRq("I1", "100.00"), "Ortiz, Ana", "Ortiz, Ana:Kitchen", 1))), "TxnID")
	if got := statuses(ask(t, s, set("", paymentRq(invoice, "100.00", "100.00")))); got != "0" {
		t.Error(got)
	}
}
