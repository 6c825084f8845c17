package company

import (
	"strings"
	"testing"
)

func orderRq(ref string, lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("<SalesOrderLineAdd>" + l + "</SalesOrderLineAdd>")
	}
	return "<SalesOrderAddRq><SalesOrderAdd>" + forAna + "<TxnDate>2024-03-08</TxnDate><RefNumber>" + ref + "</RefNumber>" + noRateItem + b.String() + "</SalesOrderAdd></SalesOrderAddRq>"
}

func invoiceOf(ref, links, lines string) string {
	return "<InvoiceAddRq><InvoiceAdd>" + forAna + "<RefNumber>" + ref + "</RefNumber>" + noRateItem + links + lines + "</InvoiceAdd></InvoiceAddRq>"
}

func onOrder(t testing.TB, f *File, item string) int64 {
	t.Helper()
	for _, x := range f.StockOnHand() {
		if x.Item == item {
			return x.Ordered / 100_000
		}
	}
	return -1
}

func TestASalesOrderPostsNothingUntilItIsInvoiced(t *testing.T) {
	f, s := newTestFile(t)
	start := len(f.TrialBalance())
	added := ask(t, s, set("", orderRq("SO1", part("Mugs:MUG-BLUE-12", "<Quantity>4</Quantity><Amount>40.00</Amount>"), part("Online Shipping", "<Amount>6.50</Amount>"))))
	if statuses(added) != "0" || value(added, "TotalAmount") != "46.50" || value(added, "IsFullyInvoiced") != "false" {
		t.Fatal(added)
	}
	order := value(added, "TxnID")
	if len(f.TrialBalance()) != start || onOrder(t, f, "Mugs:MUG-BLUE-12") != 4 {
		t.Error("an order moved the books, or promises no goods")
	}
	lines := linesOf(added)
	linked := func(line, more string) string {
		return "<InvoiceLineAdd>" + more + "<LinkToTxn><TxnID>" + order + "</TxnID><TxnLineID>" + line + "</TxnLineID></LinkToTxn></InvoiceLineAdd>"
	}
	for _, c := range []struct{ name, request, status string }{
		{"an item beside the link", invoiceOf("I0", "", linked(lines[0], part("TSHIRT-M", ""))), "3153"},
		{"more than was ordered", invoiceOf("I0", "", linked(lines[0], "<Quantity>5</Quantity>")), "3210"},
		{"a line that is none", invoiceOf("I0", "", linked("7FFF-1", "")), "3120"},
		{"of another customer", strings.Replace(invoiceOf("I0", "<LinkToTxnID>"+order+"</LinkToTxnID>", ""), "Ortiz, Ana", "Online Customer", 1), "3180"},
		{"a part", invoiceOf("I1", "", linked(lines[0], "<Quantity>1</Quantity>")), "0"},
	} {
		if got := statuses(ask(t, s, set("", c.request))); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
	if onOrder(t, f, "Mugs:MUG-BLUE-12") != 3 || balanceOf(f, "Accounts Receivable") != "10.00" {
		t.Error(balanceOf(f, "Accounts Receivable"), onOrder(t, f, "Mugs:MUG-BLUE-12"))
	}
	first := "<SalesOrderLineMod><TxnLineID>" + lines[0] + "</TxnLineID>"
	if got := statuses(ask(t, s, set("", modRq(t, f, "SalesOrder", order, first+"<Quantity>0</Quantity></SalesOrderLineMod>")))); got != "3170" {
		t.Errorf("an order was lowered below what was invoiced: %s", got)
	}
	rest := ask(t, s, set("", invoiceOf("I2", "<LinkToTxnID>"+order+"</LinkToTxnID>", "")))
	if statuses(rest) != "0" || value(rest, "BalanceRemaining") != "36.50" {
		t.Fatal(rest)
	}
	query := `<SalesOrderQueryRq><TxnID>` + order + `</TxnID><IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns></SalesOrderQueryRq>`
	answer := ask(t, s, set("", query))
	if value(answer, "IsFullyInvoiced") != "true" || value(answer, "Invoiced") != "4" || strings.Count(answer, "<LinkedTxn>") != 2 {
		t.Error(answer)
	}
	if got := statuses(ask(t, s, set("", invoiceOf("I3", "<LinkToTxnID>"+order+"</LinkToTxnID>", "")))); got != "3180" {
		t.Errorf("a closed order was invoiced again: %s", got)
	}
	if err := f.DeleteTxn(order); err == nil {
		t.Error("an order was deleted that was invoiced")
	}
	if out := xmllint(t, added, rest, answer); out != "" {
		t.Error(out)
	}
	// Without the invoices the order is open again, and can go.
	for _, ref := range []string{"I1", "I2"} {
		if err := f.DeleteTxn(idsOf(f)[ref]); err != nil {
			t.Fatal(err)
		}
	}
	if got := value(ask(t, s, set("", query)), "IsFullyInvoiced"); got != "false" || onOrder(t, f, "Mugs:MUG-BLUE-12") != 4 {
		t.Error(got)
	}
	if got := value(ask(t, s, set("", modRq(t, f, "SalesOrder", order, "<IsManuallyClosed>true</IsManuallyClosed>"))), "IsManuallyClosed"); got != "true" || onOrder(t, f, "Mugs:MUG-BLUE-12") != 0 {
		t.Error(got)
	}
	if err := f.DeleteTxn(order); err != nil {
		t.Error(err)
	}
	if len(f.TrialBalance()) != start {
		t.Error(f.TrialBalance())
	}
}
