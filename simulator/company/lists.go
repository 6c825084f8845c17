package company

import (
	"errors"
	"fmt"
	"strings"
)

// List names one of the file's lists for the acts of a user.
type List string

// The lists.
const (
	Accounts       List = "Account"
	Names          List = "Name" // customers, vendors, employees, other names
	Items          List = "Item"
	TaxCodes       List = "SalesTaxCode"
	PaymentMethods List = "PaymentMethod"
	ShipMethods    List = "ShipMethod"
	Terms          List = "Terms"
	Classes        List = "Class"
	Templates      List = "Template"
	CustomerMsgs   List = "CustomerMsg"
	SalesReps      List = "SalesRep"
	Currencies     List = "Currency"
)

// ErrNotFound is returned by the acts of a user for a row or transaction that
// the file does not have.
var ErrNotFound = errors.New("not in the company file")

// anyList is what the acts of a user need of a list.
type anyList interface {
	named(full string) int32
	identified(id string) int32
	entryAt(place int32) *entry
	rename(place int32, name string)
	fullName(place int32) string
	drop(place int32)
}

func (l *list[T, P]) entryAt(place int32) *entry      { return l.at(place).head() }
func (l *list[T, P]) rename(place int32, name string) { renameRow(l, place, name) }
func (l *list[T, P]) drop(place int32)                { l.leave(place); l.at(place).head().deleted = true }
func (f *File) listOf(name List) (l anyList, kind byte, ok bool) {
	switch name {
	case Accounts:
		return &f.accounts, rowAccount, true
	case Names:
		return &f.people, rowPerson, true
	case Items:
		return &f.items, rowItem, true
	}
	for i, s := range smallLists {
		if s == name {
			return f.small(i), rowSimple + byte(i), true
		}
	}
	return nil, 0, false
}

// smallLists are those of simple rows, in the order of their record kinds.
var smallLists = [...]List{TaxCodes, PaymentMethods, ShipMethods, Terms, Classes, Templates, CustomerMsgs, SalesReps, Currencies}

func (f *File) small(i int) *list[simple, *simple] {
	return [...]*list[simple, *simple]{&f.codes, &f.methods, &f.ships, &f.terms, &f.classes, &f.templates, &f.messages, &f.reps, &f.money}[i]
}

// Person is a customer, vendor, employee or other name to be added.
type Person struct {
	Kind      string // "Customer" (default), "Vendor", "Employee", "OtherName"
	Name      string // a job by its full name: "Parent:Job"
	ListID    string // default: the next
	Inactive  bool
	Company   string
	First     string
	Last      string
	Email     string
	Phone     string
	Account   string // account number
	TaxCode   string // customers; default: the taxable code
	TaxItem   string // customers; default: the file's most common one
	Terms     string
	TaxAgency bool   // vendors
	Currency  string // customers; default: home currency
}

// Account is an account to be added.
type Account struct {
	Name     string // a sub-account by its full name
	Type     string // qbXML's AccountType: "Bank", "Income" …
	Special  string // SpecialAccountType, if it is one
	Number   string
	Desc     string
	Inactive bool
	Currency string // default: home currency
}

// Item is an item of any kind to be added. Numbers are decimal texts.
type Item struct {
	Kind       string // "Service", "NonInventory", "OtherCharge", "Inventory", "InventoryAssembly", "FixedAsset", "Subtotal", "Discount", "Payment", "SalesTax", "SalesTaxGroup", "Group"
	Name       string // a sub-item by its full name
	ListID     string // default: the next
	Inactive   bool
	Desc       string
	Price      string // sales price, discount, or the rate in percent of a sales tax item
	Percent    bool   // Price is a percentage
	Cost       string
	Account    string // income account, or the one account; default "Sales"
	COGS       string // default "Cost of Goods Sold"
	Asset      string // default "Inventory Asset"
	Agency     string // sales tax: the vendor
	TaxCode    string // default: the taxable code
	PartNumber string
	BarCode    string
	Quantity   string // on hand at the beginning; at Cost each
	Members    []string
	// MemberQuantities are those of Members, of groups and assemblies; default 1 each.
	MemberQuantities []string
}

// AddPerson adds a row to the names' lists and returns its ListID.
func (f *File) AddPerson(p Person) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return flushed(f, f.addPerson, p)
}

// AddAccount adds an account and returns its ListID.
func (f *File) AddAccount(a Account) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return flushed(f, f.addAccount, a)
}

// AddItem adds an item and returns its ListID.
func (f *File) AddItem(it Item) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return flushed(f, f.addItem, it)
}

// AddItems adds many items at once.
func (f *File) AddItems(n int, item func(i int) Item) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range n {
		if _, err := f.addItem(item(i)); err != nil {
			return err
		}
	}
	return f.flush()
}

// AddPeople adds many names at once.
func (f *File) AddPeople(n int, who func(i int) Person) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range n {
		if _, err := f.addPerson(who(i)); err != nil {
			return err
		}
	}
	return f.flush()
}

// Add adds a row to one of the small lists and returns its ListID. word is
// the PaymentMethodType, the TemplateType, "taxable" or "" for a tax code, or
// the due days of terms.
func (f *File) Add(l List, name, word string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, err := f.addSimple(l, name, word)
	if err != nil {
		return "", err
	}
	return id, f.flush()
}

func flushed[T any](f *File, add func(T) (string, error), row T) (string, error) {
	id, err := add(row)
	if err != nil {
		return "", err
	}
	return id, f.flush()
}

// split finds the parent of a full name.
func split[T any, P rowOf[T]](l *list[T, P], full string) (entry, error) {
	at := strings.LastIndexByte(full, ':')
	e := entry{name: strings.Clone(full[at+1:])}
	switch {
	case e.name == "" || badName(e.name) != "":
		return e, fmt.Errorf("%q is not a name", full)
	case l.named(full) >= 0:
		return e, fmt.Errorf("the name %q is already in use", full)
	case at < 0:
		return e, nil
	}
	parent := l.named(full[:at])
	if parent < 0 {
		return e, fmt.Errorf("parent of %q: %w", full, ErrNotFound)
	}
	e.parent = parent + 1
	return e, nil
}

// forced takes a given ListID over.
func (e *entry) forced(id string) error {
	if id == "" {
		return nil
	}
	num, created, ok := parseID(id)
	if !ok || num <= listIDBase {
		return fmt.Errorf("%q is not a ListID", id)
	}
	e.num, e.created = num-listIDBase, created
	return nil
}

// placeOf finds a row that must be there; "" is none.
func placeOf[T any, P rowOf[T]](l *list[T, P], name, otherwise string) (int32, error) {
	if name == "" {
		name = otherwise
	}
	if name == "" {
		return 0, nil
	}
	p := l.named(name)
	if p < 0 {
		return 0, fmt.Errorf("%q: %w", name, ErrNotFound)
	}
	return p + 1, nil
}
