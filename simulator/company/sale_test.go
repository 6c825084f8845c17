package company

import (
	"strings"
	"testing"
)

// sums is what a sale's answer says of its sums.
func sums(answer string) string {
	return value(answer, "Subtotal") + " + " + value(answer, "SalesTaxTotal") + " = " + value(answer, "TotalAmount")
}

func austin(lines ...string) string {
	return receipt("<ItemSalesTaxRef><FullName>Austin</FullName></ItemSalesTaxRef>", lines...)
}

func TestSumsOfASaleAreThoseOfQuickBooks(t *testing.T) {
	taxed := "<SalesTaxCodeRef><FullName>Tax</FullName></SalesTaxCodeRef>"
	for _, c := range []struct {
		name, request, want string
	}{
		// Austin: 6.25 % + 1 % + 1 %, each rounded half up by itself. On 0.50: 0.03125 -> 0.03, twice 0.005 -> 0.01; 8.25 % at once would be 0.04.
		{"a group's members are rounded each by itself", austin(lineOf("Online Product", "<Amount>0.50</Amount>"+taxed)), "0.50 + 0.05 = 0.55"},
		{"tax is on the sum, not on each line", austin(lineOf("Online Product", "<Amount>0.33</Amount>"+taxed), lineOf("Online Product", "<Amount>0.33</Amount>"+taxed)), "0.66 + 0.06 = 0.72"},
		{"a line coded Non is not taxed", austin(lineOf("Online Product", "<Amount>100.00</Amount>"+nonTax), lineOf("Online Product", "<Amount>100.00</Amount>"+taxed)), "200.00 + 8.25 = 208.25"},
		{"without a code the item's default taxes", austin(lineOf("Online Product", "<Amount>100.00</Amount>")), "100.00 + 8.25 = 108.25"},
		{"without a tax item the file's most common one taxes", receipt("", lineOf("Online Product", "<Amount>100.00</Amount>")), "100.00 + 8.25 = 108.25"},
		{"a customer who is not taxable pays none", receipt("<CustomerRef><FullName>Wholesale Partner LLC</FullName></CustomerRef><ItemSalesTaxRef><FullName>Austin</FullName></ItemSalesTaxRef>", lineOf("Online Product", "<Amount>100.00</Amount>"+taxed)), "100.00 + 0.00 = 100.00"},
		{"the header's customer code wins", receipt("<ItemSalesTaxRef><FullName>Austin</FullName></ItemSalesTaxRef><CustomerSalesTaxCodeRef><FullName>Non</FullName></CustomerSalesTaxCodeRef>", lineOf("Online Product", "<Amount>100.00</Amount>"+taxed)), "100.00 + 0.00 = 100.00"},
		{"a taxable discount lowers the tax", austin(lineOf("Online Product", "<Amount>100.00</Amount>"+taxed), lineOf("Online Discount", "<Amount>-20.00</Amount>"+taxed)), "80.00 + 6.60 = 86.60"},
		{"an untaxed discount does not", austin(lineOf("Online Product", "<Amount>100.00</Amount>"+taxed), lineOf("Online Discount", "<Amount>-20.00</Amount>"+nonTax)), "80.00 + 8.25 = 88.25"},
		{"a flat discount is spread over taxed and untaxed lines", austin(lineOf("Online Product", "<Amount>100.00</Amount>"+taxed), lineOf("Online Product", "<Amount>300.00</Amount>"+nonTax), lineOf("Online Discount", "<Amount>-40.00</Amount>"+taxed)), "360.00 + 7.43 = 367.43"},
		{"a percentage works on the line above only", austin(lineOf("Online Product", "<Amount>100.00</Amount>"+nonTax), lineOf("Online Product", "<Amount>50.00</Amount>"+nonTax), lineOf("Ten Percent Off", "")), "145.00 + 0.00 = 145.00"},
		{"after a subtotal it works on the subtotal", austin(lineOf("Online Product", "<Amount>100.00</Amount>"+nonTax), lineOf("Online Product", "<Amount>50.00</Amount>"+nonTax), lineOf("Subtotal", ""), lineOf("Ten Percent Off", "")), "135.00 + 0.00 = 135.00"},
		{"quantity and rate", receipt(noRate, lineOf("Online Product", "<Quantity>3</Quantity><Rate>3.33333</Rate>")), "10.00 + 0.00 = 10.00"},
		{"an amount wins over a rate", receipt(noRate, lineOf("Online Product", "<Quantity>3</Quantity><Rate>99</Rate><Amount>10.00</Amount>")), "10.00 + 0.00 = 10.00"},
		{"nothing given: one at the item's price", receipt(noRate, lineOf("TSHIRT-M", "")), "19.00 + 0.00 = 19.00"},
		{"only a quantity: at the item's price", receipt(noRate, lineOf("TSHIRT-M", "<Quantity>2.5</Quantity>")), "47.50 + 0.00 = 47.50"},
		{"an amount of nothing is free", receipt(noRate, lineOf("TSHIRT-M", "<Quantity>1</Quantity><Amount>0.00</Amount>")), "0.00 + 0.00 = 0.00"},
		{"half a cent is rounded up", receipt(noRate, lineOf("Online Product", "<Quantity>1</Quantity><Rate>0.005</Rate>")), "0.01 + 0.00 = 0.01"},
		{"a tax line keeps its amount", receipt(noRate, lineOf("Online Product", "<Amount>10.00</Amount>"), lineOf("Texas State Tax", "<Amount>0.77</Amount>")), "10.77 + 0.00 = 10.77"},
		{"a payment item lowers the total", receipt(noRate, lineOf("Online Product", "<Amount>10.00</Amount>"), lineOf("Payment Received", "<Amount>4.00</Amount>")), "6.00 + 0.00 = 6.00"},
		{"a description line counts nothing", receipt(noRate, lineOf("Online Product", "<Amount>10.00</Amount>"), "<SalesReceiptLineAdd><Desc>a note</Desc></SalesReceiptLineAdd>"), "10.00 + 0.00 = 10.00"},
		{"a group's members have their own prices", receipt(noRate, "<SalesReceiptLineGroupAdd><ItemGroupRef><FullName>Mug Pair</FullName></ItemGroupRef><Quantity>2</Quantity></SalesReceiptLineGroupAdd>"), "39.80 + 0.00 = 39.80"},
	} {
		f, s := newTestFile(t)
		answer := ask(t, s, set("", c.request))
		if got := statuses(answer); got != "0" {
			t.Errorf("%s: %s\n%s", c.name, got, answer)
			continue
		}
		if got := sums(answer); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		balanced(t, f)
	}
}

func TestRateAndAmountOfALine(t *testing.T) {
	for _, c := range []struct{ line, quantity, rate, amount string }{
		{"<Quantity>3</Quantity><Amount>10.00</Amount>", "3", "3.33333", "10.00"},
		{"<Quantity>4</Quantity><Rate>2.5</Rate>", "4", "2.50", "10.00"},
		{"<Amount>10.00</Amount>", "", "", "10.00"},
		{"<Rate>7</Rate><Amount>10.00</Amount>", "", "", "10.00"},
		{"<Quantity>0</Quantity><Amount>10.00</Amount>", "0", "", "10.00"},
	} {
		_, s := newTestFile(t)
		answer := ask(t, s, set("", receipt(noRate, lineOf("Online Product", c.line))))
		got := value(answer, "SalesReceiptLineRet")
		if value(got, "Quantity") != c.quantity || value(got, "Rate") != c.rate || value(got, "Amount") != c.amount {
			t.Errorf("%s: %s", c.line, got)
		}
	}
}

func TestTaxIsOwedToTheAgencyOfEachComponent(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", austin(lineOf("Online Product", "<Amount>100.00</Amount>")),
		receipt(noRate, lineOf("Online Product", "<Amount>10.00</Amount>"), lineOf("Louisiana State Tax", "<Amount>0.45</Amount>"))))
	owed := map[string]string{}
	for _, a := range f.TaxLiability() {
		owed[a.Agency] = a.Owed.String()
	}
	want := map[string]string{"Texas Comptroller": "6.25", "City of Austin": "1.00", "Austin MTA": "1.00", "Louisiana Dept of Revenue": "0.45"}
	if len(owed) != len(want) {
		t.Errorf("%v", owed)
	}
	for a, w := range want {
		if owed[a] != w {
			t.Errorf("%s is owed %s, want %s", a, owed[a], w)
		}
	}
	if got := balanceOf(f, "Sales Tax Payable"); got != "-8.70" {
		t.Error(got)
	}
}

func TestStockLeavesAtAverageCost(t *testing.T) {
	f, s := newTestFile(t)
	if _, err := f.AddItem(Item{Kind: "Inventory", Name: "Vase", Price: "20.00", Cost: "3.33333", Quantity: "3"}); err != nil {
		t.Fatal(err)
	}
	vase := receipt(noRate, lineOf("Vase", "<Quantity>2</Quantity><Amount>40.00</Amount>"), lineOf("Vase", "<Quantity>1</Quantity><Amount>20.00</Amount>"))
	if got := statuses(ask(t, s, set("", vase))); got != "0" {
		t.Fatal(got)
	}
	qty, value, _ := f.OnHand("Vase")
	if qty != 0 || value != 0 {
		t.Errorf("%d left, worth %s", qty, value)
	}
	if got := balanceOf(f, "Cost of Goods Sold"); got != "10.00" {
		t.Error(got)
	}
	// Below zero the purchase cost is taken.
	ask(t, s, set("", receipt(noRate, lineOf("Vase", "<Quantity>1</Quantity><Amount>20.00</Amount>"))))
	if qty, value, _ = f.OnHand("Vase"); qty != -int64(fixOne) || value.String() != "-3.33" {
		t.Errorf("%d left, worth %s", qty, value)
	}
	balanced(t, f)
}

func TestClassesAreTakenOverByTheLines(t *testing.T) {
	_, s := newTestFile(t, func(o *Options) { o.Classes = true })
	answer := ask(t, s, set("", receipt("<ClassRef><FullName>Online:BigCommerce</FullName></ClassRef>", lineOf("Online Product", "<Amount>1.00</Amount>"),
		lineOf("Online Product", "<ClassRef><FullName>Wholesale</FullName></ClassRef><Amount>1.00</Amount>"))))
	if strings.Count(answer, "Online:BigCommerce") != 2 || strings.Count(answer, "Wholesale") != 1 {
		t.Error(answer)
	}
}

func TestAPendingSaleDoesNotPost(t *testing.T) {
	f, s := newTestFile(t)
	before := balanceOf(f, "Undeposited Funds")
	answer := ask(t, s, set("", receipt("<IsPending>true</IsPending>"+noRate, lineOf("Online Product", "<Amount>1.00</Amount>"))))
	if value(answer, "TotalAmount") != "1.00" || value(answer, "IsPending") != "true" || balanceOf(f, "Undeposited Funds") != before {
		t.Error(answer)
	}
}

func TestADocumentWithoutNumberGetsTheNext(t *testing.T) {
	_, s := newTestFile(t)
	ask(t, s, set("", receipt("<RefNumber>41</RefNumber>"+noRate, lineOf("Online Product", "<Amount>1.00</Amount>"))))
	answer := ask(t, s, set("", receipt(noRate, lineOf("Online Product", "<Amount>1.00</Amount>"))))
	if got := value(answer, "RefNumber"); got != "42" {
		t.Error(got)
	}
}
