package posting

import (
	"strings"
	"testing"

	"countinghouse/books"
	"countinghouse/simulator/company"
	"countinghouse/store"
)

// Customers that were made after the backup that the database was restored from.

func TestNewCustomersOfAfterTheBackupAreTakenOver(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	plan := func() {
		d := w.docs[1]
		d.Customer, d.CustomerKey = books.Ref{}, "main/7"
		w.planAs(1, books.Plan{Outcome: books.Post, Documents: []books.Document{d},
			Customer: &books.NewCustomer{Key: "main/7", Name: "Bo Lindqvist", AccountNumber: "BC-7", Email: "bo@example.com"}})
	}
	w.sell(1)
	w.keep(books.SalesReceipt, 1)
	plan()
	w.visits()
	w.state(1, store.OrderVerified)
	before := w.balances()
	w.restore(file)
	w.sell(1)
	plan()
	w.readStore()
	w.visits()
	w.state(1, store.OrderVerified)
	if after := w.balances(); after != before {
		t.Errorf("the books changed from\n%s to\n%s", before, after)
	}
	if p := w.posting(1, books.SalesReceipt); p.CustomerListID == "" {
		t.Error("the receipt has no customer")
	}
}

// bo is an order of a shopper who is new to QuickBooks, planned.
func (w *shopWorld) bo() {
	w.t.Helper()
	w.sell(1)
	d := w.keep(books.SalesReceipt, 1)
	d.Customer, d.CustomerKey = books.Ref{}, "main/7"
	w.planAs(1, books.Plan{Outcome: books.Post, Documents: []books.Document{d},
		Customer: &books.NewCustomer{Key: "main/7", Name: "Bo Lindqvist", AccountNumber: "BC-main-7", Email: "bo@example.com", Phone: "+46 8 123 456 78"}})
}

// A customer that was made after the backup and renamed since is known by our
// account number: no second one is made, and the receipt is found as it is.
func TestACustomerThatWasRenamedAfterTheBackupIsTakenOver(t *testing.T) {
	w := newWorld(t)
	file := w.backup()
	w.bo()
	w.visits()
	w.state(1, store.OrderVerified)
	before, made := w.balances(), w.posting(1, books.SalesReceipt).CustomerListID
	w.must(w.file.Rename(company.Names, "Bo Lindqvist", "Lindqvist Ltd"))
	w.restore(file)
	w.bo()
	w.readStore()
	w.sent = nil
	w.visits()
	w.state(1, store.OrderVerified)
	if n := len(w.having("CustomerAddRq")); n != 0 {
		t.Errorf("it was made again: %d", n)
	}
	if p := w.posting(1, books.SalesReceipt); p.CustomerListID != made {
		t.Errorf("the receipt has the customer %q, not %q", p.CustomerListID, made)
	}
	if after := strings.ReplaceAll(w.balances(), "Lindqvist Ltd", "Bo Lindqvist"); after != before {
		t.Errorf("the books changed from\n%s to\n%s", before, after)
	}
}

// One that looks alike and was made or changed since is for a person to say.
func TestACustomerThatLooksAlikeAfterARestoreIsAPersonsToDecide(t *testing.T) {
	for name, x := range map[string]struct {
		person company.Person
		words  string // empty: a new customer is made
	}{
		"the same address": {company.Person{Name: "Lindqvist Ltd", Email: "BO@example.com"}, "the same e-mail address: Lindqvist Ltd"},
		"the same number":  {company.Person{Name: "Lindqvist Ltd", Phone: "+46 8 123 456 78"}, "the same telephone number: Lindqvist Ltd"},
		"another shopper":  {company.Person{Name: "Lindqvist Ltd", Phone: "+46 8 123 456 78", Account: "BC-main-8"}, ""},
		"inactive":         {company.Person{Name: "Lindqvist Ltd", Email: "bo@example.com", Inactive: true}, ""},
		"nothing the same": {company.Person{Name: "Lindqvist Ltd", Phone: "+46 8 123 456 79", Email: "b@example.com"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			file := w.backup()
			w.restore(file)
			_, err := w.file.AddPerson(x.person)
			w.must(err)
			w.bo()
			w.readStore()
			w.sent = nil
			w.visits()
			made := len(w.having("CustomerAddRq"))
			if x.words == "" {
				w.state(1, store.OrderVerified)
				if made != 1 {
					t.Errorf("%d were made", made)
				}
				return
			}
			customer, err := w.store.Posting(t.Context(), w.posting(1, books.SalesReceipt).DependsOn)
			w.must(err)
			if made != 0 || customer.State != store.Refused || !strings.Contains(customer.Reason, x.words) {
				t.Fatalf("%d were made; it is %s: %s", made, customer.State, customer.Reason)
			}
			w.must(w.store.RetryPosting(t.Context(), bookkeeper, customer.ID))
			w.bo() // planned again
			w.visits()
			w.state(1, store.OrderVerified)
			if made = len(w.having("CustomerAddRq")); made != 1 {
				t.Errorf("on a person's word %d were made", made)
			}
		})
	}
}
