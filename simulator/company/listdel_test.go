package company

import (
	"strings"
	"testing"
)

func TestOnlyUnusedRowsAreDeleted(t *testing.T) {
	f, s := newTestFile(t)
	ask(t, s, set("", receiptRq(1), customerRq("New One"), customerRq("Parent"),
		strings.Replace(customerRq("Job"), "</Name>", "</Name><ParentRef><FullName>Parent</FullName></ParentRef>", 1)))
	del := func(l List, word, name string) string {
		rows, place, _, err := f.row(l, name)
		if err != nil {
			t.Fatal(err)
		}
		return "<ListDelRq><ListDelType>" + word + "</ListDelType><ListID>" + rows.entryAt(place).listID() + "</ListID></ListDelRq>"
	}
	again := del(Names, "Customer", "New One")
	for _, c := range []struct{ name, request, status string }{
		{"a customer with a receipt", del(Names, "Customer", "Ortiz, Ana"), "3160"},
		{"a customer with a job", del(Names, "Customer", "Parent"), "3160"},
		{"the job", del(Names, "Customer", "Parent:Job"), "0"},
		{"the customer without it", del(Names, "Customer", "Parent"), "0"},
		{"another kind of name", del(Names, "Vendor", "New One"), "3120"},
		{"an unused customer", again, "0"},
		{"once more", again, "3120"},
		{"an item that was sold", del(Items, "ItemNonInventory", "TSHIRT-M"), "3160"},
		{"a member of a group", del(Items, "ItemInventory", "Mugs:MUG-RED-12"), "3160"},
		{"an unused item", del(Items, "ItemService", "Engraving"), "0"},
		{"an account that items post to", del(Accounts, "Account", "Shipping Income"), "3160"},
		{"an account of QuickBooks' own", del(Accounts, "Account", "Undeposited Funds"), "3160"},
		{"an unused account", del(Accounts, "Account", "Savings"), "0"},
		{"a payment method that was used", del(PaymentMethods, "PaymentMethod", "Visa"), "3160"},
	} {
		answer := ask(t, s, set("", c.request))
		if got := statuses(answer); got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
		if strings.Contains(answer, "in use") {
			t.Errorf("%s sounds like a lock: %s", c.name, answer)
		}
		if out := xmllint(t, answer); out != "" {
			t.Error(out)
		}
	}
	if got := statuses(ask(t, s, set("", customerRq("New One"), `<ListDeletedQueryRq><ListDelType>Customer</ListDelType></ListDeletedQueryRq>`))); got != "0 0" {
		t.Error(got)
	}
}
