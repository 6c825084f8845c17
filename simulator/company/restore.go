package company

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
)

func (e *entry) seal(b []byte) []byte {
	for _, v := range []uint32{e.num, e.created, e.modified, e.seq, uint32(e.parent)} {
		b = binary.AppendUvarint(b, uint64(v))
	}
	return keepText(append(b, flags(e.inactive, e.deleted)), e.name)
}

func (e *entry) openEntry(r *reader) {
	for _, v := range []*uint32{&e.num, &e.created, &e.modified, &e.seq} {
		*v = uint32(r.uint())
	}
	e.parent = r.place()
	f := r.byte()
	e.inactive, e.deleted = f&1 != 0, f&2 != 0
	e.name = strings.Clone(r.text())
}

func (a *account) seal(b []byte) []byte {
	b = a.entry.seal(b)
	for _, s := range []string{a.kind, a.special, a.number, a.desc} {
		b = keepText(b, s)
	}
	return binary.AppendUvarint(b, uint64(a.currency))
}

func (p *person) seal(b []byte) []byte {
	b = append(p.entry.seal(b), byte(p.kind), flags(p.agency, p.hasJobs))
	for _, v := range []int32{p.class, p.terms, p.rep, p.taxCode, p.taxItem, p.method} {
		b = binary.AppendUvarint(b, uint64(v))
	}
	return binary.AppendUvarint(keepText(b, string(p.detail)), uint64(p.currency))
}

func (it *item) seal(b []byte) []byte {
	b = append(it.entry.seal(b), byte(it.kind), flags(it.percent, it.buys, it.more != nil))
	for _, v := range []int32{it.taxCode, it.income, it.cogs, it.asset, it.agency} {
		b = binary.AppendUvarint(b, uint64(v))
	}
	b = binary.AppendVarint(binary.AppendVarint(b, int64(it.price)), int64(it.cost))
	b = keepText(b, it.desc)
	if it.more == nil {
		return b
	}
	m := it.more
	for _, s := range []string{m.part, m.barcode, m.buyDesc, m.guid} {
		b = keepText(b, s)
	}
	for _, v := range []int32{m.vendor, m.class, m.method} {
		b = binary.AppendUvarint(b, uint64(v))
	}
	b = binary.AppendVarint(binary.AppendVarint(b, int64(m.reorder)), int64(m.max))
	b = binary.AppendUvarint(b, uint64(len(m.members)))
	for _, x := range m.members {
		b = binary.AppendVarint(binary.AppendUvarint(b, uint64(x.item)), int64(x.qty))
	}
	return b
}

func (s *simple) seal(b []byte) []byte {
	b = append(keepText(s.entry.seal(b), s.word), flags(s.taxable))
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(s.days)), uint64(s.item))
	return binary.AppendVarint(b, s.rate)
}

// takeRow puts a row read from the disk in its place.
func takeRow[T any, P rowOf[T]](l *list[T, P], place int32, row T) error {
	switch {
	case int(place) < len(l.rows):
		l.rows[place] = row
	case int(place) == len(l.rows):
		l.rows = append(l.rows, row)
	default:
		return fmt.Errorf("row %d of a list follows row %d", place, len(l.rows)-1)
	}
	return nil
}

func (f *File) takeFrame(kind byte, place int32, payload string) error {
	r := &reader{s: payload}
	if place < 0 {
		return fmt.Errorf("frame of kind %d has no place", kind)
	}
	switch {
	case kind == rowAccount:
		var a account
		a.openEntry(r)
		a.kind, a.special, a.number, a.desc = r.text(), r.text(), r.text(), r.text()
		a.currency = r.place()
		return takeRow(&f.accounts, place, a)
	case kind == rowPerson:
		return takeRow(&f.people, place, openPerson(r))
	case kind == rowItem:
		return takeRow(&f.items, place, openItem(r))
	case kind == rowTxn:
		return f.takeTxn(place, r)
	case kind == rowRemoval:
		var x removal
		if err := json.Unmarshal([]byte(payload), &x); err != nil {
			return err
		}
		f.deleted = append(f.deleted[:min(int(place), len(f.deleted))], x)
		return nil
	case kind == rowPrefs:
		var p savedPrefs
		if err := json.Unmarshal([]byte(payload), &p); err != nil {
			return err
		}
		f.prefs = p.preferences
		if f.prefs.Stamps == nil {
			f.prefs.Stamps = map[string]string{}
		}
		f.o.Name, f.o.Path, f.o.Classes, f.o.NoSalesTax = p.Name, p.Path, p.Classes, p.NoSalesTax
		if p.Country != "" {
			f.o.Country, f.o.MultiCurrency = p.Country, p.MultiCurrency
		}
		return nil
	case kind == rowSet:
		return f.takeSet(payload)
	case kind >= rowSimple && int(kind-rowSimple) < len(smallLists):
		var s simple
		s.openEntry(r)
		s.word = r.text()
		s.taxable = r.byte()&1 != 0
		s.days, s.item, s.rate = r.place(), r.place(), r.int() // files of before have none: 0
		return takeRow(f.small(int(kind-rowSimple)), place, s)
	}
	return fmt.Errorf("unknown frame %d", kind)
}

func openPerson(r *reader) (p person) {
	p.openEntry(r)
	p.kind = personKind(r.byte())
	f := r.byte()
	p.agency, p.hasJobs = f&1 != 0, f&2 != 0
	for _, v := range []*int32{&p.class, &p.terms, &p.rep, &p.taxCode, &p.taxItem, &p.method} {
		*v = r.place()
	}
	p.detail = kept(strings.Clone(r.text()))
	p.currency = r.place()
	return p
}

func openItem(r *reader) (it item) {
	it.openEntry(r)
	it.kind = itemKind(r.byte())
	f := r.byte()
	it.percent, it.buys = f&1 != 0, f&2 != 0
	for _, v := range []*int32{&it.taxCode, &it.income, &it.cogs, &it.asset, &it.agency} {
		*v = r.place()
	}
	it.price, it.cost = fix(r.int()), fix(r.int())
	it.desc = strings.Clone(r.text())
	if f&4 == 0 {
		return it
	}
	m := &itemMore{}
	for _, s := range []*string{&m.part, &m.barcode, &m.buyDesc, &m.guid} {
		*s = strings.Clone(r.text())
	}
	m.vendor, m.class, m.method = r.place(), r.place(), r.place()
	m.reorder, m.max = fix(r.int()), fix(r.int())
	m.members = make([]member, r.count())
	for i := range m.members {
		m.members[i] = member{r.place(), fix(r.int())}
	}
	it.more = m
	return it
}

func (f *File) takeTxn(place int32, r *reader) error {
	x := row{}
	for _, v := range []*uint32{&x.num, &x.created, &x.modified, &x.seq} {
		*v = uint32(r.uint())
	}
	x.deleted = r.byte()&1 != 0
	x.rec = strings.Clone(r.s)
	g := &f.register
	switch {
	case int(place) < len(g.rows):
		g.rows[place] = x
	case int(place) == len(g.rows):
		g.rows = append(g.rows, x)
	default:
		return fmt.Errorf("transaction %d follows %d", place, len(g.rows)-1)
	}
	return nil
}

// workOut derives indexes, balances, stock and what is open from the rows.
func (f *File) workOut() error {
	reindex(&f.accounts)
	reindex(&f.people)
	reindex(&f.items)
	for i := range smallLists {
		reindex(f.small(i))
	}
	g := &f.register
	for i := range g.rows {
		r := &g.rows[i]
		t, ok := openTxn(r.rec)
		if !ok || !f.refersWell(&t) {
			return fmt.Errorf("transaction %s is damaged", r.id())
		}
		r.ref, r.kind, r.date, r.customer, r.total = t.ref, t.kind, t.date, t.customer, t.total
		r.void, r.pending = t.void, t.pending
		r.open, r.credit = f.receivable(&t)
		g.next = max(g.next, r.num+1+uint32(len(t.lines)))
		for k := range t.lines {
			g.next = max(g.next, t.lines[k].num+1)
		}
		g.count = max(g.count, t.number)
	}
	for i := range g.rows {
		if !g.rows[i].deleted {
			t := f.read(int32(i))
			f.effect(int32(i), &t, 1)
		}
		g.enterRef(int32(i))
		g.enterKind(int32(i))
	}
	return nil
}

// refersWell tells whether all places that the ledger follows exist.
func (f *File) refersWell(t *txn) bool {
	for _, p := range t.posts {
		if int(p.account) >= len(f.accounts.rows) || int(p.person) > len(f.people.rows) || int(p.item) > len(f.items.rows) {
			return false
		}
	}
	for _, a := range t.applied {
		if int(a.charge) >= len(f.register.rows) {
			return false
		}
	}
	for i := range t.lines {
		l := &t.lines[i]
		if int(l.link) > len(f.register.rows) || int(l.entity) > len(f.people.rows) || int(l.override) > len(f.accounts.rows) {
			return false
		}
	}
	return int(t.customer) <= len(f.people.rows)
}

func reindex[T any, P rowOf[T]](l *list[T, P]) {
	rows := l.rows
	l.rows, l.byName, l.byNum = make([]T, 0, len(rows)), nil, nil
	for _, row := range rows {
		l.place(row)
	}
}

// savedSet is a message set's record on the disk.
type savedSet struct {
	ID      string
	Gone    bool `json:",omitempty"`
	Sum     uint64
	Stored  bool
	Answers []savedAnswer `json:",omitempty"`
}

type savedAnswer struct {
	Name, ID string
	HasID    bool
	Code     int
	Message  string
	Kind     byte
	Place    int32
}

func (f *File) setFrame(b []byte, id string) []byte {
	s := savedSet{ID: id, Gone: true}
	if o, ok := f.sets[id]; ok {
		s.Gone, s.Sum, s.Stored = false, o.sum, o.stored
		for _, a := range o.answers {
			s.Answers = append(s.Answers, savedAnswer{a.name, a.id, a.hasID, a.code, a.message, a.wrote.kind, a.wrote.place})
		}
	}
	return appendFrame(b, appendJSON([]byte{rowSet, 0}, s))
}

func (f *File) takeSet(payload string) error {
	var s savedSet
	if err := json.Unmarshal([]byte(payload), &s); err != nil {
		return err
	}
	if s.Gone {
		if s.ID == clearAll {
			clear(f.sets)
		}
		delete(f.sets, s.ID)
		return nil
	}
	o := &outcome{sum: s.Sum, stored: s.Stored}
	for _, a := range s.Answers {
		if a.Place < 0 {
			return fmt.Errorf("message set %q is damaged", s.ID)
		}
		o.answers = append(o.answers, answer{a.Name, a.ID, a.HasID, a.Code, a.Message, done{a.Kind, a.Place}})
	}
	f.sets[s.ID] = o
	return nil
}
