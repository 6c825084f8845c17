package company

import (
	"strings"
	"testing"
)

func TestACheckIsChangedAndAppliedAnew(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>")), memoRq("CM2", part("Online Product", "<Amount>5.00</Amount>"))))
	ids := idsOf(f)
	added := ask(t, s, set("", checkRq(expenseOf("Accounts Receivable", "20.00")+expenseOf("Bank Charges", "1.00"), applyCheck(ids["CM1"], "20.00"))))
	id, lines := value(added, "TxnID"), linesOf(added)
	kept := func(i int, more string) string {
		return "<ExpenseLineMod><TxnLineID>" + lines[i] + "</TxnLineID>" + more + "</ExpenseLineMod>"
	}
	apply := func(id, amount string) string {
		return strings.ReplaceAll(applyCheck(id, amount), "ApplyCheckToTxnAdd", "ApplyCheckToTxnMod")
	}
	for _, c := range []struct{ name, fields, status, open1, open2, bank string }{
		{"a memo", "<Memo>x</Memo>", "0", "10.00", "5.00", "-21.00"},
		{"below what is applied", kept(0, "<Amount>19.99</Amount>"), "3170", "10.00", "5.00", "-21.00"},
		{"another customer on the line", kept(0, "<CustomerRef><FullName>Online Customer</FullName></CustomerRef>"), "3180", "10.00", "5.00", "-21.00"},
		{"lines in another order", kept(1, "") + kept(0, ""), "3290", "10.00", "5.00", "-21.00"},
		{"only the line of receivables", kept(0, ""), "0", "10.00", "5.00", "-20.00"},
		{"a new line", kept(0, "") + "<ExpenseLineMod><TxnLineID>-1</TxnLineID><AccountRef><FullName>Bank Charges</FullName></AccountRef><Amount>2.00</Amount></ExpenseLineMod>", "0", "10.00", "5.00", "-22.00"},
		{"more than is left of a credit", apply(ids["CM2"], "5.01"), "3210", "10.00", "5.00", "-22.00"},
		{"other credits", apply(ids["CM1"], "15.00") + apply(ids["CM2"], "5.00"), "0", "15.00", "0.00", "-22.00"},
		{"more credit than the check pays", apply(ids["CM1"], "20.01"), "3210", "15.00", "0.00", "-22.00"},
		{"no lines while applied", "<ClearExpenseLines>true</ClearExpenseLines>", "3170", "15.00", "0.00", "-22.00"},
	} {
		answer := ask(t, s, set("", modRq(t, f, "Check", id, c.fields)))
		if got := statuses(answer); got != c.status {
			t.Errorf("%s: %s, want %s\n%s", c.name, got, c.status, answer)
		}
		if a, b, bank := openOf(t, f, ids["CM1"]), openOf(t, f, ids["CM2"]), balanceOf(f, "Checking"); a != c.open1 || b != c.open2 || bank != c.bank {
			t.Errorf("%s: open %s and %s, bank %s", c.name, a, b, bank)
		}
		if out := xmllint(t, answer); out != "" {
			t.Error(out)
		}
		balanced(t, f)
	}
}

func TestAnInvoiceUsesCreditsLater(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", invoiceRq("I1", "20.00"), memoRq("CM1", part("Online Product", "<Amount>30.00</Amount>"))))
	ids := idsOf(f)
	for _, c := range []struct{ amount, status, open, left string }{
		{"20.01", "3210", "20.00", "30.00"}, {"15.00", "0", "5.00", "15.00"}, {"5.01", "3210", "5.00", "15.00"}, {"5.00", "0", "0.00", "10.00"},
	} {
		answer := ask(t, s, set("", modRq(t, f, "Invoice", ids["I1"], setCredit(ids["CM1"], c.amount))))
		if statuses(answer) != c.status || openOf(t, f, ids["I1"]) != c.open || openOf(t, f, ids["CM1"]) != c.left {
			t.Errorf("%s: %s", c.amount, answer)
		}
	}
	balanced(t, f)
}
