package store

import (
	"strconv"
	"strings"
)

// filter collects conditions of a WHERE clause and their arguments. Conditions
// mark parameters by question marks; text numbers them.
type filter struct {
	conds []string
	args  []any
}

func (f *filter) add(cond string, args ...any) {
	f.conds = append(f.conds, cond)
	f.args = append(f.args, args...)
}

// text is the conditions joined by AND, their parameters numbered from offset+1.
func (f *filter) text(offset int) string {
	var b strings.Builder
	n := offset
	for i, c := range f.conds {
		if i > 0 {
			b.WriteString(" AND ")
		}
		for _, r := range c {
			if r == '?' {
				n++
				b.WriteByte('$')
				b.WriteString(strconv.Itoa(n))
				continue
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// next is the parameter after those of the filter (numbered from 1).
func (f *filter) next() string { return "$" + strconv.Itoa(len(f.args)+1) }
