package company

import "encoding/binary"

// What few transactions have stands at the end of their record, each value
// with what it is and which line or entry it belongs to; so it costs the many
// others nothing.
const (
	moreExchange byte = iota + 1
	moreLineNum
	moreLineEntity
	moreLineMethod
	moreLineLink
	moreLineLinkLine
	moreLineClosed
	moreLineTax
	morePostForeign
	morePostCleared
)

func (t *txn) sealMore(b []byte) []byte {
	put := func(what byte, at int, value int64) {
		b = binary.AppendUvarint(append(b, what), uint64(at))
		b = binary.AppendVarint(b, value)
	}
	some := func(what byte, at int, value int64) {
		if value != 0 {
			put(what, at, value)
		}
	}
	some(moreExchange, 0, t.exchange)
	for i := range t.lines {
		l := &t.lines[i]
		some(moreLineNum, i, int64(l.num))
		some(moreLineEntity, i, int64(l.entity))
		some(moreLineMethod, i, int64(l.method))
		some(moreLineLink, i, int64(l.link))
		some(moreLineLinkLine, i, int64(l.linkLine))
		if l.closed {
			put(moreLineClosed, i, 1)
		}
		if l.hasTax {
			put(moreLineTax, i, l.taxAmount)
		}
	}
	for i := range t.posts {
		some(morePostForeign, i, t.posts[i].foreign)
		some(morePostCleared, i, int64(t.posts[i].cleared))
	}
	return b
}

func (t *txn) openMore(r *reader) {
	for r.s != "" && !r.bad {
		what, at, v := r.byte(), r.uint(), r.int()
		switch {
		case what == moreExchange:
			t.exchange = v
		case what >= moreLineNum && what <= moreLineTax && at < uint64(len(t.lines)):
			t.lines[at].openMore(what, v)
		case what == morePostForeign && at < uint64(len(t.posts)):
			t.posts[at].foreign = v
		case what == morePostCleared && at < uint64(len(t.posts)):
			t.posts[at].cleared = uint8(v)
		default:
			r.bad = true
		}
	}
}

func (l *line) openMore(what byte, v int64) {
	switch what {
	case moreLineNum:
		l.num = uint32(v)
	case moreLineEntity:
		l.entity = int32(v)
	case moreLineMethod:
		l.method = int32(v)
	case moreLineLink:
		l.link = int32(v)
	case moreLineLinkLine:
		l.linkLine = uint32(v)
	case moreLineClosed:
		l.closed = true
	case moreLineTax:
		l.hasTax, l.taxAmount = true, v
	}
}

// lineNum is the number in a line's TxnLineID.
func (t *txn) lineNum(r *row, i int) uint32 {
	if n := t.lines[i].num; n != 0 {
		return n
	}
	return r.num + 1 + uint32(i)
}

// lineAt finds the line with that number; -1: none.
func (t *txn) lineAt(r *row, num uint32) int {
	for i := range t.lines {
		if t.lineNum(r, i) == num {
			return i
		}
	}
	return -1
}
