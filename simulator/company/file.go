package company

import (
	"fmt"
	"sync"
	"time"
)

// File is one simulated company file, with QuickBooks around it. It is safe
// for concurrent use; like QuickBooks it works on one thing at a time.
type File struct {
	mu sync.Mutex
	o  Options
	g  grammar
	// gErr is a mistake in the grammar tables, told by every request.
	gErr error

	accounts  list[account, *account]
	people    list[person, *person] // customers, vendors, employees, other names: one name space
	items     list[item, *item]     // all kinds: one name space
	codes     list[simple, *simple] // sales tax codes
	methods   list[simple, *simple] // payment methods
	ships     list[simple, *simple] // ship methods
	terms     list[simple, *simple]
	classes   list[simple, *simple]
	templates list[simple, *simple]
	messages  list[simple, *simple] // customer messages
	reps      list[simple, *simple] // sales reps: the name is the initials
	money     list[simple, *simple] // currencies, if there are several

	register register
	deleted  []removal
	sets     map[string]*outcome // by newMessageSetID

	prefs  preferences
	faults faults
	user   sessionState
	log    *journal
}

// preferences are the settings and special accounts of the file. Places are
// plus one; 0 is none.
type preferences struct {
	Closing       int32             // YYYYMMDD; changes on or before it are refused (3171)
	TaxItem       int32             // most common sales tax item
	TaxCode       int32             // default taxable code
	NonCode       int32             // default non-taxable code
	AR            int32             // Accounts Receivable
	Undeposited   int32             // Undeposited Funds
	TaxPayable    int32             // Sales Tax Payable
	OpeningEquity int32             // Opening Balance Equity
	Home          int32             // home currency
	Exchange      int32             // Exchange Gain or Loss
	Stamps        map[string]string // FileID by OwnerID, as applications wrote them
}

// account types are qbXML's AccountType words.
type account struct {
	entry
	kind    string
	special string // SpecialAccountType, or ""
	number  string
	desc    string
	balance int64 // in home currency, debit positive

	currency int32 // plus one; 0: home currency
	foreign  int64 // the balance in that currency
}

// personKind is which of the four lists of the one name space a row is of.
type personKind uint8

const (
	aCustomer personKind = iota + 1
	aVendor
	anEmployee
	anOtherName
)

var personWords = [...]string{"", "Customer", "Vendor", "Employee", "OtherName"}

type person struct {
	entry
	kind    personKind
	agency  bool // vendors: collects sales tax
	hasJobs bool
	class   int32
	terms   int32
	rep     int32
	taxCode int32 // customers; places plus one
	taxItem int32
	method  int32
	balance int64 // customers: what they owe, in their currency

	currency int32 // plus one; 0: home currency
	taxOwed  int64 // agencies: what is owed to them
	detail   kept  // fields of customerFields
}

// itemKind is the kind of an item; the words are those of qbXML.
type itemKind uint8

const (
	service itemKind = iota + 1
	nonInventory
	otherCharge
	inventory
	assembly
	fixedAsset
	subtotalItem
	discount
	paymentItem
	salesTax
	salesTaxGroup
	groupItem
)

var itemWords = [...]string{"", "Service", "NonInventory", "OtherCharge", "Inventory", "InventoryAssembly", "FixedAsset",
	"Subtotal", "Discount", "Payment", "SalesTax", "SalesTaxGroup", "Group"}

type item struct {
	entry
	kind    itemKind
	percent bool  // price is a percentage (other charges, discounts)
	buys    bool  // SalesAndPurchase instead of SalesOrPurchase
	taxCode int32 // places plus one, here and below
	income  int32 // the one account of kinds that have one: discount, payment
	cogs    int32 // or expense account
	asset   int32
	agency  int32 // sales tax: the vendor
	price   fix   // sales price, discount, tax rate
	cost    fix   // purchase cost
	qty     fix   // on hand
	value   int64 // of the stock
	desc    string
	more    *itemMore
}

// itemMore is what few items have.
type itemMore struct {
	part, barcode, buyDesc, guid string
	vendor, class, method        int32
	reorder, max                 fix
	members                      []member
}

type member struct {
	item int32 // place plus one
	qty  fix
}

// extra never is nil.
func (it *item) extra() itemMore {
	if it.more == nil {
		return itemMore{}
	}
	return *it.more
}

// simple is a row of one of the small lists.
type simple struct {
	entry
	word    string // PaymentMethodType, TemplateType, description of a code
	taxable bool   // sales tax codes
	rate    int64  // currencies: home currency for one unit, in hundred-millionths
	item    int32  // sales tax codes outside the US: the tax item or group; plus one
	days    int32  // terms: due days
}

// removal is a deleted object, as TxnDeletedQuery and ListDeletedQuery tell.
type removal struct {
	Txn              bool
	Word             string // TxnDelType or ListDelType
	ID, Name         string // RefNumber or FullName
	Created, Removed uint32
}

// New makes an empty company file: only the accounts, tax codes and templates
// that QuickBooks itself makes. SeedStandard fills it.
func New(o Options) *File {
	f := newFile(o)
	f.seedSpecial()
	return f
}

func newFile(o Options) *File {
	f := &File{o: o.withDefaults(), sets: map[string]*outcome{}}
	f.g, f.gErr = theGrammar()
	f.prefs.Stamps = map[string]string{}
	f.register.byRef = map[uint64]int32{}
	f.register.next = 1
	return f
}

// Name is the company's name.
func (f *File) Name() string { return f.o.Name }

// Path is the company file's full path.
func (f *File) Path() string { return f.o.Path }

// now is the clock in the file's resolution.
func (f *File) now() uint32 { return uint32(f.o.Now().Unix()) }

// today is the date on the PC's wall.
func (f *File) today() int32 { return dateOf(f.o.Now().In(f.o.Zone)) }

func dateOf(t time.Time) int32 { return int32(t.Year()*10000 + int(t.Month())*100 + t.Day()) }

// parseDate reads YYYY-MM-DD, checked by the grammar, as YYYYMMDD; "" is 0.
func parseDate(s string) int32 {
	n := int32(0)
	for i := 0; i < len(s); i++ {
		if s[i] != '-' {
			n = n*10 + int32(s[i]-'0')
		}
	}
	return n
}

func appendDate(b []byte, d int32) []byte {
	for i, div := range []int32{10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1} {
		if i == 4 || i == 6 {
			b = append(b, '-')
		}
		b = append(b, byte('0'+d/div%10))
	}
	return b
}

func addDays(d, days int32) int32 {
	return dateOf(time.Date(int(d/10000), time.Month(d/100%100), int(d%100+days), 0, 0, 0, 0, time.UTC))
}

// changed gives a row a new time and a new EditSequence.
func (f *File) changed(e *entry) {
	now := f.now()
	e.modified = now
	e.seq = max(now, e.seq+1)
}

// refused is the refusal of one request: its status code and message.
type refused struct {
	code    int
	message string
}

func refuse(code int, format string, args ...any) *refused {
	return &refused{code, fmt.Sprintf(format, args...)}
}

// noSuchRecord is the second half of many of QuickBooks' messages.
const noSuchRecord = "QuickBooks error message: Invalid argument.  The specified record does not exist in the list."

func badReference(what, name, where string) *refused {
	return refuse(3140, "There is an invalid reference to QuickBooks %s %q in the %s.  %s", what, name, where, noSuchRecord)
}

func missingElement(name string) *refused {
	return refuse(3150, "There is a missing element: %q.", name)
}

const featureOff = "This feature is not enabled or not available in this version of QuickBooks."

// reference resolves a ...Ref element to a place plus one: by ListID if there
// is one, else by FullName. 0: the element is absent or empty.
// Inactive rows are refused like missing ones (QuickBooks sheet §8).
func reference[T any, P rowOf[T]](d *document, n int32, l *list[T, P], what, where string) (int32, *refused) {
	if n == 0 {
		return 0, nil
	}
	place, name := int32(-1), ""
	for c := d.nodes[n].child; c != 0; c = d.nodes[c].next {
		text := d.nodes[c].text
		if text == "" {
			continue
		}
		name = text
		if d.nodes[c].el.name == "ListID" {
			if _, _, ok := parseID(text); !ok {
				return 0, refuse(3000, "The given object ID %q in the field \"list id\" is invalid.", text)
			}
			place = l.identified(text)
			break
		}
		place = l.named(text)
	}
	if name == "" {
		return 0, nil
	}
	if len(name) > 255 {
		return 0, refuse(3070, "The string %q in the field \"FullName\" is too long.", name[:60]+"…")
	}
	if place < 0 || l.at(place).head().inactive {
		return 0, badReference(what, name, where)
	}
	return place + 1, nil
}
