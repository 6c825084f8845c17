package company

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The property: whatever valid documents come, the ledger balances, an
// independent count of the documents gives the same tax and totals, and
// receivables and Undeposited Funds are what the documents say.

// rates of the tax items in hundred-thousandths of a percent, by item.
var rates = map[string][]int64{
	"Austin":               {625_000, 100_000, 100_000},
	"Texas State Tax":      {625_000},
	"Louisiana State Tax":  {445_000},
	"New York City Tax":    {887_500},
	"California State Tax": {725_000},
	"Out of State":         {0},
}

// halfUp is cents times percent, by exact arithmetic.
func halfUp(cents, percent int64) int64 {
	x := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(cents), big.NewInt(percent)), big.NewInt(10_000_000))
	neg := x.Sign() < 0
	x.Abs(x).Add(x, big.NewRat(1, 2))
	q := new(big.Int).Quo(x.Num(), x.Denom()).Int64()
	if neg {
		return -q
	}
	return q
}

type drawnSale struct {
	xml             string
	total, tax, sum int64
}

// drawSale draws the lines of a sale and computes what they must come to.
func drawSale(t *rapid.T, kind, header string) drawnSale {
	taxItem := rapid.SampledFrom([]string{"Austin", "Texas State Tax", "Louisiana State Tax", "New York City Tax", "California State Tax", "Out of State"}).Draw(t, "tax item")
	s := drawnSale{}
	var lines strings.Builder
	taxable := int64(0)
	for range rapid.IntRange(1, 6).Draw(t, "lines") {
		item := rapid.SampledFrom([]string{"Online Product", "TSHIRT-M", "Online Shipping", "Mugs:MUG-BLUE-12", "Mugs:MUG-RED-12", "Engraving"}).Draw(t, "item")
		amount := rapid.Int64Range(0, 100_000).Draw(t, "amount")
		code := rapid.SampledFrom([]string{"Tax", "Non"}).Draw(t, "code")
		fmt.Fprintf(&lines, "<%sLineAdd><ItemRef><FullName>%s</FullName></ItemRef><Quantity>%d</Quantity><Amount>%s</Amount><SalesTaxCodeRef><FullName>%s</FullName></SalesTaxCodeRef></%sLineAdd>",
			kind, item, rapid.IntRange(1, 9).Draw(t, "quantity"), Cents(amount), code, kind)
		s.sum += amount
		if code == "Tax" {
			taxable += amount
		}
	}
	for _, r := range rates[taxItem] {
		s.tax += halfUp(taxable, r)
	}
	s.total = s.sum + s.tax
	s.xml = fmt.Sprintf("<%sAddRq><%sAdd>%s<ItemSalesTaxRef><FullName>%s</FullName></ItemSalesTaxRef>%s</%sAdd></%sAddRq>", kind, kind, header, taxItem, lines.String(), kind, kind)
	return s
}

func TestTheBooksAreWhatTheDocumentsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := New(Options{Now: testClock()})
		if err := SeedStandard(f); err != nil {
			t.Fatal(err)
		}
		s := f.Connect()
		if _, _, _, _, err := s.OpenFile("test", ""); err != nil {
			t.Fatal(err)
		}
		run := func(rq string) string {
			answer, err := s.ProcessRequest(set("", rq))
			if err != nil {
				t.Fatal(err)
			}
			if got := statuses(answer); got != "0" {
				t.Fatalf("%s\n%s", answer, rq)
			}
			return answer
		}
		var tax, undeposited, receivable int64
		var open []string
		left := map[string]int64{}
		ids := []string{}
		customer := "<CustomerRef><FullName>Online Customer</FullName></CustomerRef>"
		for range rapid.IntRange(1, 8).Draw(t, "documents") {
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0, 1:
				x := drawSale(t, "SalesReceipt", customer)
				answer := run(x.xml)
				if value(answer, "TotalAmount") != Cents(x.total).String() || value(answer, "SalesTaxTotal") != Cents(x.tax).String() {
					t.Fatalf("want %d with tax %d:\n%s", x.total, x.tax, answer)
				}
				tax, undeposited = tax+x.tax, undeposited+x.total
				if rapid.IntRange(0, 4).Draw(t, "void") == 0 {
					if err := f.VoidTxn(value(answer, "TxnID")); err != nil {
						t.Fatal(err)
					}
					tax, undeposited = tax-x.tax, undeposited-x.total
				}
				ids = append(ids, value(answer, "TxnID"))
			case 2:
				x := drawSale(t, "Invoice", customer)
				answer := run(x.xml)
				if value(answer, "BalanceRemaining") != Cents(x.total).String() {
					t.Fatalf("want %d:\n%s", x.total, answer)
				}
				tax, receivable = tax+x.tax, receivable+x.total
				if x.total > 0 {
					id := value(answer, "TxnID")
					open, left[id] = append(open, id), x.total
				}
			case 3:
				if len(open) == 0 {
					continue
				}
				id := rapid.SampledFrom(open).Draw(t, "invoice")
				if left[id] == 0 {
					continue
				}
				pay := rapid.Int64Range(1, left[id]).Draw(t, "pay")
				run(strings.Replace(paymentRq(id, Cents(pay).String(), Cents(pay).String()), "Ortiz, Ana", "Online Customer", 1))
				left[id] -= pay
				receivable, undeposited = receivable-pay, undeposited+pay
			}
		}
		var debit, credit Cents
		for _, b := range f.TrialBalance() {
			debit, credit = debit+b.Debit, credit+b.Credit
		}
		if debit != credit {
			t.Fatalf("debit %s, credit %s", debit, credit)
		}
		var owed, due, waiting Cents
		for _, a := range f.TaxLiability() {
			owed += a.Owed
		}
		for _, r := range f.Receivables() {
			due += r.Balance
		}
		for _, u := range f.UndepositedFunds() {
			waiting += u.Amount
		}
		for _, c := range [][2]string{
			{owed.String(), Cents(tax).String()}, {balanceOf(f, "Sales Tax Payable"), Cents(-tax).String()},
			{due.String(), Cents(receivable).String()}, {balanceOf(f, "Accounts Receivable"), Cents(receivable).String()},
			{waiting.String(), Cents(undeposited).String()}, {balanceOf(f, "Undeposited Funds"), Cents(undeposited).String()},
		} {
			if c[0] != c[1] {
				t.Fatalf("the books say %s, the documents %s", c[0], c[1])
			}
		}
		for _, id := range ids {
			if err := f.DeleteTxn(id); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestMulDivIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		c := rapid.Int64Range(1, 1<<62).Draw(t, "c")
		want := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(c))
		neg := want.Sign() < 0
		want.Abs(want).Add(want, big.NewRat(1, 2))
		q := new(big.Int).Quo(want.Num(), want.Denom())
		if neg {
			q.Neg(q)
		}
		got, ok := mulDiv(a, b, c)
		if ok != (q.IsInt64() && q.Int64() != -1<<63) || ok && got != q.Int64() {
			t.Fatalf("%d*%d/%d = %d %v, want %s", a, b, c, got, ok, q)
		}
	})
}

func TestNumbersAreReadAndWrittenExactly(t *testing.T) {
	for _, c := range []struct{ in, cents, price string }{
		{"0", "0.00", "0.00"}, {"-2.99", "-2.99", "-2.99"}, {"+6.50", "6.50", "6.50"}, {"9999999999999.99", "9999999999999.99", ""},
		{"3.33333", "", "3.33333"}, {"0.00001", "", "0.00001"}, {"-0.5", "", "-0.50"},
	} {
		if v, ok := parseDecimal(c.in, 2); c.cents != "" && (!ok || Cents(v).String() != c.cents) {
			t.Errorf("%s: %s", c.in, Cents(v))
		}
		if v, ok := parseDecimal(c.in, 5); c.price != "" && (!ok || string(appendFix(nil, fix(v), 2)) != c.price) {
			t.Errorf("%s: %s", c.in, appendFix(nil, fix(v), 2))
		}
	}
}

func TestARecordReadsAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := txn{kind: invoice, number: 7, date: 20240309, customer: rapid.Int32Range(0, 1<<30).Draw(t, "customer"), percent: fix(rapid.Int64Range(0, 1<<40).Draw(t, "percent")),
			total: rapid.Int64().Draw(t, "total"), ref: rapid.StringN(0, 11, -1).Draw(t, "ref"), memo: rapid.String().Draw(t, "memo"), pending: rapid.Bool().Draw(t, "pending")}
		for range rapid.IntRange(0, 4).Draw(t, "lines") {
			l := line{item: rapid.Int32Range(0, 1<<20).Draw(t, "item"), level: uint8(rapid.IntRange(0, 2).Draw(t, "level")), hasQty: rapid.Bool().Draw(t, "q"), hasSum: rapid.Bool().Draw(t, "s"), desc: rapid.String().Draw(t, "desc")}
			if l.hasQty {
				l.qty = fix(rapid.Int64().Draw(t, "qty"))
			}
			if l.hasSum {
				l.amount = rapid.Int64().Draw(t, "amount")
			}
			if rapid.Bool().Draw(t, "rate") {
				l.rateKind, l.rate = 2, 5
			}
			in.lines = append(in.lines, l)
		}
		in.posts = []post{{account: 3, amount: -5, person: 1}, {account: 4, amount: 5, item: 2, qty: -100}}
		in.applied = []application{{charge: 1, amount: 2, discount: 3, account: 4}}
		out, ok := openTxn(in.seal())
		if len(out.lines) == 0 {
			out.lines = nil
		}
		if !ok || fmt.Sprint(out) != fmt.Sprint(in) {
			t.Fatalf("%v\n%v", out, in)
		}
		// A cut record is told, or reads as less; it never panics.
		rec := in.seal()
		_, _ = openTxn(rec[:rapid.IntRange(0, len(rec)).Draw(t, "cut")])
	})
}
