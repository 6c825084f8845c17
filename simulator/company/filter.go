package company

import (
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// noMatch is QuickBooks' message of status 1.
const noMatch = "A query request did not find a matching object in QuickBooks"

// listFilter is what a list query asks for.
type listFilter struct {
	ids, names []string
	max        int // 0: all
	active     string
	from, to   uint32 // modified, Unix seconds; to 0: no limit
	criterion  string
	name       string
	low, high  string
	kinds      []string // AccountType or PaymentMethodType
}

// readFilter collects the filters among a query's children.
func (c *call) readFilter() (listFilter, *refused) {
	lf := listFilter{active: "ActiveOnly"}
	d := c.d
	for n := d.nodes[c.node].child; n != 0; n = d.nodes[n].next {
		text := d.nodes[n].text
		switch d.nodes[n].el.name {
		case "ListID":
			lf.ids = append(lf.ids, text)
		case "FullName":
			lf.names = append(lf.names, text)
		case "MaxReturned":
			max, err := strconv.Atoi(text)
			if err != nil || max < 1 {
				return lf, refuse(3210, "The \"MaxReturned\" field has an invalid value %q.", text)
			}
			lf.max = max
		case "ActiveStatus":
			lf.active = text
		case "FromModifiedDate", "ToModifiedDate":
			if r := c.modified(n, &lf.from, &lf.to); r != nil {
				return lf, r
			}
		case "NameFilter":
			lf.criterion, lf.name = d.get(n, "MatchCriterion"), fold(d.get(n, "Name"))
		case "NameRangeFilter":
			lf.low, lf.high = fold(d.get(n, "FromName")), fold(d.get(n, "ToName"))
		case "AccountType", "PaymentMethodType":
			lf.kinds = append(lf.kinds, text)
		case "TotalBalanceFilter", "CurrencyFilter", "ClassFilter":
			return lf, refuse(1030, "The filter %s is not supported by the simulated company file.", d.nodes[n].el.name)
		}
	}
	if lf.to != 0 && lf.from > lf.to {
		return lf, refuse(3031, "The \"from\" date is later than the \"to\" date.")
	}
	return lf, nil
}

// modified reads a From… or To… element into the range.
func (c *call) modified(n int32, from, to *uint32) *refused {
	el, text := c.d.nodes[n].el, c.d.nodes[n].text
	if text == "" {
		return nil
	}
	isTo := strings.HasPrefix(el.name, "To")
	at, ok := c.f.parseTime(text, isTo)
	if !ok {
		return refuse(3030, "There was an error when converting the date-time value %q in the field %q.", text, el.name)
	}
	if isTo {
		*to = at
	} else {
		*from = at
	}
	return nil
}

// parseTime reads a DATETIMETYPE. Without an offset it is the PC's local time;
// a day alone is its first second, or its last for the end of a range.
func (f *File) parseTime(s string, end bool) (uint32, bool) {
	day, clock, hasClock := strings.Cut(s, "T")
	p := strings.Split(day, "-")
	if len(p) != 3 {
		return 0, false
	}
	var v [6]int
	for i := range 3 {
		v[i], _ = strconv.Atoi(p[i])
	}
	zone := f.o.Zone
	switch {
	case hasClock:
		if i := strings.IndexAny(clock, "+-"); i >= 0 {
			h, m, _ := strings.Cut(clock[i+1:], ":")
			hours, _ := strconv.Atoi(h)
			minutes, _ := strconv.Atoi(m)
			seconds := hours*3600 + minutes*60
			if clock[i] == '-' {
				seconds = -seconds
			}
			zone, clock = time.FixedZone("", seconds), clock[:i]
		}
		for i, part := range strings.Split(clock, ":") {
			v[3+i], _ = strconv.Atoi(part)
		}
	case end:
		v[3], v[4], v[5] = 23, 59, 59
	}
	t := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], 0, zone)
	if v[3] > 23 || v[4] > 59 || v[5] > 59 || t.In(zone).Day() != v[2] || int(t.In(zone).Month()) != v[1] || t.Unix() < 0 || t.Year() > 2038 {
		return 0, false
	}
	return uint32(t.Unix()), true
}

// admits holds a row against the filters that are not ids or names.
func (lf *listFilter) admits(e *entry, full func() string) bool {
	if lf.active == "ActiveOnly" && e.inactive || lf.active == "InactiveOnly" && !e.inactive ||
		e.modified < lf.from || lf.to != 0 && e.modified > lf.to {
		return false
	}
	if lf.criterion == "" && lf.low == "" && lf.high == "" {
		return true
	}
	name := fold(full())
	return matches(lf.criterion, name, lf.name) && (lf.low == "" || name >= lf.low) && (lf.high == "" || name <= lf.high || strings.HasPrefix(name, lf.high))
}

// matches applies a MatchCriterion; an empty criterion matches all.
func matches(criterion, name, pattern string) bool {
	switch criterion {
	case "StartsWith":
		return strings.HasPrefix(name, pattern)
	case "Contains":
		return strings.Contains(name, pattern)
	case "EndsWith":
		return strings.HasSuffix(name, pattern)
	}
	return true
}

// iterator is a query that is read page by page.
type iterator struct {
	query  string // name of the request
	sum    uint64 // of its filters: each page must ask the same
	places []int32
}

// page cuts what a query found to the page that is to be answered, and writes
// the start of the Rs element. missing tells of ids or names that were not
// found. done: the answer has no rows and is complete.
func (c *call) page(places []int32, max int, missing string) (rows []int32, status *refused, done bool) {
	meta, _ := c.d.attribute(c.node, "metaData")
	mode, hasIterator := c.d.attribute(c.node, "iterator")
	count := len(places)
	remaining, id := 0, ""
	switch {
	case mode == "Start":
		id = c.s.newIterator()
		if max > 0 && len(places) > max {
			rest := append([]int32(nil), places[max:]...)
			c.s.iterators[id] = &iterator{c.name, c.filterSum(), rest}
			places, remaining = places[:max], len(rest)
		}
	case max > 0 && len(places) > max:
		places = places[:max]
	}
	return c.writePage(places, pageInfo{count, remaining, id, hasIterator, meta, missing})
}

type pageInfo struct {
	count, remaining int
	id               string
	iterates         bool
	meta, missing    string
}

// turn answers iterator="Continue" or "Stop"; handled is false for a query
// that is not one of these.
func (c *call) turn(max int) (rows []int32, status *refused, done, handled bool) {
	mode, _ := c.d.attribute(c.node, "iterator")
	if mode != "Continue" && mode != "Stop" {
		return nil, nil, false, false
	}
	id, _ := c.d.attribute(c.node, "iteratorID")
	it, ok := c.s.iterators[id]
	if !ok || it.query != c.name || mode == "Continue" && it.sum != c.filterSum() {
		return nil, refuse(3391, "The iteratorID %q is not valid: it is unknown in this session, or the query is another one.", id), true, true
	}
	places := it.places
	if mode == "Stop" {
		delete(c.s.iterators, id)
		_, _, done = c.writePage(nil, pageInfo{0, 0, id, true, "", ""})
		return nil, nil, done, true
	}
	if max > 0 && len(places) > max {
		it.places, places = places[max:], places[:max]
	} else {
		delete(c.s.iterators, id)
		it.places = nil
	}
	rows, status, done = c.writePage(places, pageInfo{len(places), len(it.places), id, true, "", ""})
	return rows, status, done, true
}

func (c *call) writePage(places []int32, p pageInfo) (rows []int32, status *refused, done bool) {
	w := c.w
	switch {
	case p.count == 0 && !c.stops():
		status = &refused{1, noMatch}
	case p.missing != "":
		status = refuse(500, "The query request has not been fully completed. There was a required element (%q) that could not be found in QuickBooks.", p.missing)
	}
	code, message := 0, "Status OK"
	if status != nil {
		code, message = status.code, status.message
	}
	w.status(c.name, c.id, c.hasID, code, severityOf(code), message)
	if p.meta == "MetaDataOnly" || p.meta == "MetaDataAndResponseData" {
		w.b = append(strconv.AppendInt(append(w.b, ` retCount="`...), int64(p.count), 10), '"')
	}
	if p.iterates {
		w.b = append(strconv.AppendInt(append(w.b, ` iteratorRemainingCount="`...), int64(p.remaining), 10), '"')
		w.b = append(append(append(w.b, ` iteratorID="`...), p.id...), '"')
	}
	if len(places) == 0 || p.meta == "MetaDataOnly" {
		w.b = append(w.b, " />\n"...)
		return nil, status, true
	}
	w.b = append(w.b, ">\n"...)
	c.only()
	return places, status, false
}

func (c *call) stops() bool {
	mode, _ := c.d.attribute(c.node, "iterator")
	return mode == "Stop"
}

// filterSum is the same for queries with the same filters; MaxReturned may differ.
func (c *call) filterSum() uint64 {
	h := fnv.New64a()
	var walk func(n int32)
	walk = func(n int32) {
		for ; n != 0; n = c.d.nodes[n].next {
			if c.d.nodes[n].el.name == "MaxReturned" {
				continue
			}
			_, _ = h.Write([]byte(c.d.nodes[n].el.name + "=" + c.d.nodes[n].text + ";"))
			walk(c.d.nodes[n].child)
		}
	}
	walk(c.d.nodes[c.node].child)
	return h.Sum64()
}

// newIterator makes an id of the form that QuickBooks uses.
func (s *Session) newIterator() string {
	s.nextIter++
	h := fnv.New64a()
	_, _ = h.Write([]byte(strconv.FormatInt(s.f.o.Seed, 36) + "/" + strconv.Itoa(s.f.user.sessions) + "/" + strconv.Itoa(s.nextIter)))
	x := strconv.FormatUint(h.Sum64()|1<<63, 16)
	return "{" + x[:8] + "-" + x[8:12] + "-4" + x[13:16] + "-9" + x[1:4] + "-" + x[:4] + x[8:16] + "}"
}
