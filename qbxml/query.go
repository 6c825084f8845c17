package qbxml

// The statuses of list entries to ask for. QuickBooks' default is ActiveOnly:
// inactive entries are not found although their names are taken.
const (
	ActiveOnly   = "ActiveOnly"
	InactiveOnly = "InactiveOnly"
	AllEntries   = "All"
)

// The values of Iterator.
const (
	IteratorStart    = "Start"
	IteratorContinue = "Continue"
	IteratorStop     = "Stop"
)

// NameFilter finds names by a part of them.
type NameFilter struct {
	MatchCriterion string // StartsWith, Contains, EndsWith
	Name           string
}

// NameRangeFilter finds names between two, both included; either may be empty.
type NameRangeFilter struct{ FromName, ToName string }

// ListQuery is what list queries share. Use one of ListID, FullName, or the
// filters after them; without any the query returns all active entries.
//
// FromModifiedDate and ToModifiedDate are local time of the QuickBooks PC
// without an offset ("2026-11-07T10:00:00"), both inclusive.
type ListQuery struct {
	ListID            []string
	FullName          []string
	MaxReturned       int    // 0: all
	ActiveStatus      string // ActiveOnly (the default), InactiveOnly, AllEntries
	FromModifiedDate  string
	ToModifiedDate    string
	NameFilter        *NameFilter
	NameRangeFilter   *NameRangeFilter
	IncludeRetElement []string // only these children of each Ret
}

// OwnedListQuery is a ListQuery that can also return custom fields.
type OwnedListQuery struct {
	ListID            []string
	FullName          []string
	MaxReturned       int
	ActiveStatus      string
	FromModifiedDate  string
	ToModifiedDate    string
	NameFilter        *NameFilter
	NameRangeFilter   *NameRangeFilter
	IncludeRetElement []string
	OwnerID           []string // "0": fields that users see; a GUID: those of that application
}

// PagedListQuery is a ListQuery that QuickBooks answers in pages: Start with
// MaxReturned, then Continue with the IteratorID that came and the same
// filters. The iterator lives as long as the Web Connector's run.
type PagedListQuery struct {
	Iterator          string // "", IteratorStart, IteratorContinue, IteratorStop
	IteratorID        string
	ListID            []string
	FullName          []string
	MaxReturned       int // with an iterator: the size of a page
	ActiveStatus      string
	FromModifiedDate  string
	ToModifiedDate    string
	NameFilter        *NameFilter
	NameRangeFilter   *NameRangeFilter
	IncludeRetElement []string
}

// PagedOwnedListQuery is a PagedListQuery that can also return custom fields.
type PagedOwnedListQuery struct {
	Iterator          string
	IteratorID        string
	ListID            []string
	FullName          []string
	MaxReturned       int
	ActiveStatus      string
	FromModifiedDate  string
	ToModifiedDate    string
	NameFilter        *NameFilter
	NameRangeFilter   *NameRangeFilter
	IncludeRetElement []string
	OwnerID           []string
}

func (q *OwnedListQuery) list() *ListQuery {
	return &ListQuery{
		ListID: q.ListID, FullName: q.FullName, MaxReturned: q.MaxReturned, ActiveStatus: q.ActiveStatus,
		FromModifiedDate: q.FromModifiedDate, ToModifiedDate: q.ToModifiedDate,
		NameFilter: q.NameFilter, NameRangeFilter: q.NameRangeFilter, IncludeRetElement: q.IncludeRetElement,
	}
}

func (q *PagedListQuery) list() *ListQuery {
	return &ListQuery{
		ListID: q.ListID, FullName: q.FullName, MaxReturned: q.MaxReturned, ActiveStatus: q.ActiveStatus,
		FromModifiedDate: q.FromModifiedDate, ToModifiedDate: q.ToModifiedDate,
		NameFilter: q.NameFilter, NameRangeFilter: q.NameRangeFilter, IncludeRetElement: q.IncludeRetElement,
	}
}

func (q *PagedOwnedListQuery) list() *ListQuery {
	return &ListQuery{
		ListID: q.ListID, FullName: q.FullName, MaxReturned: q.MaxReturned, ActiveStatus: q.ActiveStatus,
		FromModifiedDate: q.FromModifiedDate, ToModifiedDate: q.ToModifiedDate,
		NameFilter: q.NameFilter, NameRangeFilter: q.NameRangeFilter, IncludeRetElement: q.IncludeRetElement,
	}
}

// filters writes the choice of a list query; more is what follows the name
// filters within that choice for the kind of list, used tells whether it is used.
func (q *ListQuery) filters(w *writer, used bool, more func()) {
	filtered := q.MaxReturned != 0 || q.ActiveStatus != "" || q.FromModifiedDate != "" || q.ToModifiedDate != "" ||
		q.NameFilter != nil || q.NameRangeFilter != nil || used
	w.one("ListID, FullName and the filters", len(q.ListID) > 0, len(q.FullName) > 0, filtered)
	w.ids("ListID", q.ListID)
	w.lines("FullName", q.FullName, MaxCustomerFullName)
	w.maxReturned(q.MaxReturned)
	w.enum("ActiveStatus", q.ActiveStatus, ActiveOnly, InactiveOnly, AllEntries)
	w.dateTime("FromModifiedDate", q.FromModifiedDate)
	w.dateTime("ToModifiedDate", q.ToModifiedDate)
	w.one("NameFilter and NameRangeFilter", q.NameFilter != nil, q.NameRangeFilter != nil)
	if f := q.NameFilter; f != nil {
		w.open("NameFilter")
		w.needEnum("MatchCriterion", f.MatchCriterion, "StartsWith", "Contains", "EndsWith")
		w.needLine("Name", f.Name)
		w.close()
	}
	if f := q.NameRangeFilter; f != nil {
		w.open("NameRangeFilter")
		w.line("FromName", f.FromName, 0)
		w.line("ToName", f.ToName, 0)
		w.close()
	}
	if more != nil {
		more()
	}
}

// write writes a whole list query.
func (q *ListQuery) write(w *writer, owners []string) {
	q.filters(w, false, nil)
	w.returned(q.IncludeRetElement, owners)
}

// returned writes what each Ret of the answer shall have.
func (w *writer) returned(elements, owners []string) {
	w.lines("IncludeRetElement", elements, MaxRetElement)
	for _, id := range owners {
		if id == "" {
			w.problem("OwnerID", "is empty")
		}
		w.guid("OwnerID", id)
	}
}

// iterator writes the attributes by which QuickBooks pages an answer. An
// iterator cannot run over entries that are asked for one by one.
func (w *writer) iterator(iterator, id string, maxReturned int, byID bool) {
	switch iterator {
	case "":
		if id != "" {
			w.problem("iteratorID", "is set without an iterator")
		}
		return
	case IteratorStart:
		if id != "" {
			w.problem("iteratorID", "is set although the iterator starts")
		}
	case IteratorContinue, IteratorStop:
		if id == "" {
			w.problem("iteratorID", "is missing")
		}
	default:
		w.problem("iterator", "is %q, not one of Start, Continue, Stop", iterator)
	}
	if maxReturned < 1 && iterator != IteratorStop {
		w.problem("MaxReturned", "is missing, an iterator needs the size of a page")
	}
	if byID {
		w.problem("iterator", "cannot be used with IDs, names or numbers")
	}
	w.check("iteratorID", id, 0, false)
	w.attribute("iterator", iterator)
	w.attribute("iteratorID", id)
}

func (w *writer) needEnum(tag, value string, allowed ...string) {
	if value == "" {
		w.problem(tag, "is missing")
	}
	w.enum(tag, value, allowed...)
}

func (w *writer) needLine(tag, value string) {
	if value == "" {
		w.problem(tag, "is missing")
	}
	w.line(tag, value, 0)
}

// pages writes the iterator of a paged list query.
func (q *PagedListQuery) pages(w *writer) {
	w.iterator(q.Iterator, q.IteratorID, q.MaxReturned, len(q.ListID)+len(q.FullName) > 0)
}

// pages writes the iterator of a paged list query.
func (q *PagedOwnedListQuery) pages(w *writer) {
	w.iterator(q.Iterator, q.IteratorID, q.MaxReturned, len(q.ListID)+len(q.FullName) > 0)
}
