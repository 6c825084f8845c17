package shop

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// enc writes JSON by appending. Order lists are tens of megabytes; with
// encoding/json they would cost more than everything else a bench measures.
type enc struct{ b []byte }

// sep writes the comma before the next element where one is due.
func (e *enc) sep() {
	if n := len(e.b); n > 0 {
		switch e.b[n-1] {
		case '{', '[', ':':
		default:
			e.b = append(e.b, ',')
		}
	}
}

func (e *enc) key(k string) *enc {
	e.sep()
	e.b = append(e.b, '"')
	e.b = append(e.b, k...)
	e.b = append(e.b, '"', ':')
	return e
}

func (e *enc) raw(s string)    { e.b = append(e.b, s...) }
func (e *enc) open(c byte)     { e.sep(); e.b = append(e.b, c) }
func (e *enc) close(c byte)    { e.b = append(e.b, c) }
func (e *enc) null(k string)   { e.key(k).raw("null") }
func (e *enc) number(n int64)  { e.sep(); e.b = strconv.AppendInt(e.b, n, 10) }
func (e *enc) text(s string)   { e.sep(); e.b = appendString(e.b, s) }
func (e *enc) object(k string) { e.key(k).open('{') }
func (e *enc) array(k string)  { e.key(k).open('[') }

func (e *enc) str(k, v string)       { e.key(k); e.b = appendString(e.b, v) }
func (e *enc) int(k string, v int64) { e.key(k); e.b = strconv.AppendInt(e.b, v, 10) }

func (e *enc) bool(k string, v bool) { e.key(k); e.b = strconv.AppendBool(e.b, v) }

// digits writes an id as a string, as some ids of v3 are.
func (e *enc) digits(k string, n int64) {
	e.key(k)
	e.b = append(strconv.AppendInt(append(e.b, '"'), n, 10), '"')
}

// money writes a v2 amount: a string with four decimals.
func (e *enc) money(k string, v Money) {
	e.key(k)
	e.b = append(e.b, '"')
	e.b = v.append4(e.b)
	e.b = append(e.b, '"')
}

// float writes a v3 amount: a number.
func (e *enc) float(k string, v Money) { e.key(k); e.b = v.appendNumber(e.b) }

// triple writes prefix_ex_tax, prefix_inc_tax and prefix_tax.
func (e *enc) triple(prefix string, t triple) {
	e.money(prefix+"_ex_tax", t.ex)
	e.money(prefix+"_inc_tax", t.inc)
	e.money(prefix+"_tax", t.tax)
}

// optional writes a string, or null for "".
func (e *enc) optional(k, v string) {
	if v == "" {
		e.null(k)
		return
	}
	e.str(k, v)
}

const rfc2822 = "Mon, 02 Jan 2006 15:04:05 +0000"

// date2 writes an instant as v2 does; 0 is "".
func (e *enc) date2(k string, unix int64) {
	if unix == 0 {
		e.str(k, "")
		return
	}
	e.key(k)
	e.b = append(e.b, '"')
	e.b = time.Unix(unix, 0).UTC().AppendFormat(e.b, rfc2822)
	e.b = append(e.b, '"')
}

// date3 writes an instant as v3 does.
func (e *enc) date3(k string, unix int64) {
	e.key(k)
	e.b = append(e.b, '"')
	e.b = time.Unix(unix, 0).UTC().AppendFormat(e.b, "2006-01-02T15:04:05+00:00")
	e.b = append(e.b, '"')
}

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(append(b, s[from:i]...), `\ufffd`...)
				i++
				from = i
				continue
			}
			i += n
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hexdigits[c>>4], hexdigits[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
