package qbxml

// VendorQueryRq asks for vendors.
type VendorQueryRq PagedOwnedListQuery

func (*VendorQueryRq) element() string { return "VendorQueryRq" }

func (q *VendorQueryRq) attributes(w *writer) { (*PagedOwnedListQuery)(q).pages(w) }

func (q *VendorQueryRq) appendTo(w *writer) { (*PagedOwnedListQuery)(q).list().write(w, q.OwnerID) }

// EntityQueryRq asks for customers, vendors, employees and other names at
// once: they share one name space, so this is how to ask whether a name is
// taken (with ActiveStatus AllEntries).
type EntityQueryRq PagedListQuery

func (*EntityQueryRq) element() string { return "EntityQueryRq" }

func (q *EntityQueryRq) attributes(w *writer) { (*PagedListQuery)(q).pages(w) }

func (q *EntityQueryRq) appendTo(w *writer) { (*PagedListQuery)(q).list().write(w, nil) }

// EmployeeQueryRq asks for employees. QuickBooks does not page it. Ask with
// IncludeRetElement: employees have personal data that nothing needs.
type EmployeeQueryRq OwnedListQuery

func (*EmployeeQueryRq) element() string { return "EmployeeQueryRq" }

func (*EmployeeQueryRq) attributes(*writer) {}

func (q *EmployeeQueryRq) appendTo(w *writer) { (*OwnedListQuery)(q).list().write(w, q.OwnerID) }

// OtherNameQueryRq asks for other names. QuickBooks does not page it.
type OtherNameQueryRq OwnedListQuery

func (*OtherNameQueryRq) element() string { return "OtherNameQueryRq" }

func (*OtherNameQueryRq) attributes(*writer) {}

func (q *OtherNameQueryRq) appendTo(w *writer) { (*OwnedListQuery)(q).list().write(w, q.OwnerID) }

// Listed is what every entry of a list has. With IncludeRetElement only what
// was asked for is there.
type Listed struct {
	ListID       string
	TimeCreated  string // as QuickBooks writes it: local time, with an offset that may be off by an hour
	TimeModified string
	EditSequence string
	Name         string // one level
	IsActive     bool   // true when QuickBooks did not tell
}

// VendorRet is a vendor; sales tax agencies are vendors.
type VendorRet struct {
	Listed
	CompanyName      string
	FirstName        string
	LastName         string
	Email            string
	IsSalesTaxAgency bool
	CurrencyRef      Ref
}

// EmployeeRet is an employee, of whom only the name matters: it is taken.
type EmployeeRet struct{ Listed }

// OtherNameRet is an other name.
type OtherNameRet struct {
	Listed
	CompanyName string
	FirstName   string
	LastName    string
	Email       string
}
