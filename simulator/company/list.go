package company

import (
	"strconv"
	"strings"
	"time"
)

// entry is what every row of a list has.
type entry struct {
	num      uint32 // the number in its ListID
	created  uint32 // Unix seconds; the second half of its ListID
	modified uint32 // Unix seconds
	seq      uint32 // EditSequence: Unix seconds too, but different after each change
	parent   int32  // place of the parent row plus one; 0: none
	inactive bool
	deleted  bool
	lock     bool // a user has its form open (3175)
	name     string
}

func (e *entry) head() *entry { return e }

type rowOf[T any] interface {
	*T
	head() *entry
}

// list is one of the company's lists. Rows never move: a row's place (its
// index) is how other rows and transactions refer to it.
type list[T any, P rowOf[T]] struct {
	rows   []T
	byName map[uint64]int32 // folded full name -> place; see nameKey
	byNum  map[uint32]int32 // only rows whose number is not place plus one
}

// at is the row of a place.
func (l *list[T, P]) at(place int32) P { return P(&l.rows[place]) }

// fullName joins the levels' names by colons.
func (l *list[T, P]) fullName(place int32) string {
	e := l.at(place).head()
	if e.parent == 0 {
		return e.name
	}
	return l.fullName(e.parent-1) + ":" + e.name
}

// level is 0 for a row without a parent.
func (l *list[T, P]) level(place int32) int {
	n := 0
	for p := l.at(place).head().parent; p != 0; p = l.at(p - 1).head().parent {
		n++
	}
	return n
}

// named finds the row with that full name, without regard to case; inactive
// rows too. -1: none.
func (l *list[T, P]) named(full string) int32 {
	for key := foldHash(full); ; key++ {
		place, ok := l.byName[key]
		if !ok {
			return -1
		}
		if place >= 0 && !l.at(place).head().deleted && l.isNamed(place, full) {
			return place
		}
	}
}

// isNamed compares without building the full name of rows at the top level.
func (l *list[T, P]) isNamed(place int32, full string) bool {
	if e := l.at(place).head(); e.parent == 0 {
		return sameFold(e.name, full)
	}
	return sameFold(l.fullName(place), full)
}

// enter writes the row's name into the index. A key whose row was renamed or
// deleted stays as a step for those behind it.
func (l *list[T, P]) enter(place int32) {
	if l.byName == nil {
		l.byName = map[uint64]int32{}
	}
	key := foldHash(l.fullName(place))
	for {
		old, taken := l.byName[key]
		if !taken || old < 0 || old == place {
			break
		}
		key++
	}
	l.byName[key] = place
}

// leave takes the row's present name out of the index.
func (l *list[T, P]) leave(place int32) {
	for key := foldHash(l.fullName(place)); ; key++ {
		old, ok := l.byName[key]
		if !ok {
			return
		}
		if old == place {
			l.byName[key] = -1
			return
		}
	}
}

// add appends a row; num 0 takes the next free number.
func (l *list[T, P]) add(row T, now uint32) int32 {
	e := P(&row).head()
	if e.num == 0 {
		e.num = uint32(len(l.rows)) + 1
		for l.numbered(e.num) >= 0 {
			e.num++
		}
	}
	if e.created == 0 {
		e.created = now
	}
	if e.modified == 0 {
		e.modified, e.seq = e.created, e.created
	}
	return l.place(row)
}

// place appends a row as it is, indexed.
func (l *list[T, P]) place(row T) int32 {
	l.rows = append(l.rows, row)
	place := int32(len(l.rows) - 1)
	e := l.at(place).head()
	if e.num != uint32(place)+1 {
		if l.byNum == nil {
			l.byNum = map[uint32]int32{}
		}
		l.byNum[e.num] = place
	}
	if !e.deleted {
		l.enter(place)
	}
	return place
}

// numbered finds a row by the number of its ListID; -1: none.
func (l *list[T, P]) numbered(num uint32) int32 {
	if num >= 1 && int(num) <= len(l.rows) && l.rows != nil && l.at(int32(num-1)).head().num == num {
		return int32(num - 1)
	}
	if place, ok := l.byNum[num]; ok {
		return place
	}
	return -1
}

// identified finds a row by its ListID, compared as text. -1: none.
func (l *list[T, P]) identified(id string) int32 {
	num, created, ok := parseID(id)
	if !ok || num < listIDBase {
		return -1
	}
	place := l.numbered(num - listIDBase)
	if place < 0 {
		return -1
	}
	if e := l.at(place).head(); e.deleted || e.created != created || id != e.listID() {
		return -1
	}
	return place
}

// listIDBase is the high bit that QuickBooks' ListIDs show: 80000A1C-1704067200.
const listIDBase = 0x80000000

func (e *entry) listID() string { return string(appendListID(nil, e)) }

func appendListID(b []byte, e *entry) []byte { return appendID(b, e.num+listIDBase, e.created) }

func appendID(b []byte, num, created uint32) []byte {
	const hex = "0123456789ABCDEF"
	shift := 28
	for shift > 0 && num>>shift == 0 {
		shift -= 4
	}
	for ; shift >= 0; shift -= 4 {
		b = append(b, hex[num>>shift&15])
	}
	b = append(b, '-')
	return strconv.AppendUint(b, uint64(created), 10)
}

// parseID splits what appendID writes.
func parseID(id string) (num, created uint32, ok bool) {
	a, b, found := strings.Cut(id, "-")
	if !found || a == "" || b == "" {
		return 0, 0, false
	}
	n, err1 := strconv.ParseUint(a, 16, 32)
	c, err2 := strconv.ParseUint(b, 10, 32)
	return uint32(n), uint32(c), err1 == nil && err2 == nil
}

// appendTime writes an instant as QuickBooks does: local time with its offset.
func appendTime(b []byte, unix uint32, zone *time.Location) []byte {
	return time.Unix(int64(unix), 0).In(zone).AppendFormat(b, "2006-01-02T15:04:05-07:00")
}

// badName tells what keeps a text from being the name of a list row (3090).
func badName(s string) string {
	switch {
	case strings.ContainsRune(s, ':'):
		return "a colon"
	case strings.ContainsAny(s, "\t\r\n"):
		return "a tab or a line break"
	}
	return ""
}
