package company

import (
	"strconv"
	"time"
)

// out writes a response. Elements are appended; nothing is built as a tree.
type out struct {
	b     []byte
	only  []string // IncludeRetElement: which children of a Ret are wanted; nil: all
	depth int      // 0: directly within a Ret
	zone  *time.Location
}

// wants tells whether an element at this depth was asked for.
func (w *out) wants(name string) bool {
	if w.only == nil || w.depth > 0 {
		return true
	}
	for _, o := range w.only {
		if o == name {
			return true
		}
	}
	return false
}

// open starts an aggregate within a Ret; false: it is not wanted.
func (w *out) open(name string) bool {
	if !w.wants(name) {
		return false
	}
	w.b = append(append(append(w.b, '<'), name...), ">\n"...)
	w.depth++
	return true
}

func (w *out) close(name string) {
	w.depth--
	w.b = append(append(append(w.b, "</"...), name...), ">\n"...)
}

// ret starts a Ret element, whose children IncludeRetElement chooses from.
func (w *out) ret(name string)    { w.b = append(append(append(w.b, '<'), name...), ">\n"...) }
func (w *out) retEnd(name string) { w.b = append(append(append(w.b, "</"...), name...), ">\n"...) }

// str writes an element unless its text is empty.
func (w *out) str(name, v string) {
	if v == "" || !w.wants(name) {
		return
	}
	w.start(name)
	w.b = appendEscaped(w.b, v)
	w.end(name)
}

func (w *out) start(name string) { w.b = append(append(append(w.b, '<'), name...), '>') }
func (w *out) end(name string) {
	w.b = append(append(append(w.b, "</"...), name...), ">\n"...)
}

func (w *out) boolean(name string, v bool) {
	if w.wants(name) {
		w.start(name)
		w.b = strconv.AppendBool(w.b, v)
		w.end(name)
	}
}

func (w *out) int(name string, v int64) {
	if w.wants(name) {
		w.start(name)
		w.b = strconv.AppendInt(w.b, v, 10)
		w.end(name)
	}
}

func (w *out) cents(name string, v int64) {
	if w.wants(name) {
		w.start(name)
		w.b = appendCents(w.b, v)
		w.end(name)
	}
}

// number writes a price, quantity or percentage with at least min decimals.
func (w *out) number(name string, v fix, min int) {
	if w.wants(name) {
		w.start(name)
		w.b = appendFix(w.b, v, min)
		w.end(name)
	}
}

func (w *out) date(name string, d int32) {
	if d != 0 && w.wants(name) {
		w.start(name)
		w.b = appendDate(w.b, d)
		w.end(name)
	}
}

func (w *out) time(name string, unix uint32) {
	if w.wants(name) {
		w.start(name)
		w.b = appendTime(w.b, unix, w.zone)
		w.end(name)
	}
}

// head writes what every list Ret begins with.
func (w *out) head(e *entry) {
	if w.wants("ListID") {
		w.start("ListID")
		w.b = appendListID(w.b, e)
		w.end("ListID")
	}
	w.time("TimeCreated", e.created)
	w.time("TimeModified", e.modified)
	w.int("EditSequence", int64(e.seq))
}

// writeRef writes a ...Ref element for a place plus one; nothing for 0.
func writeRef[T any, P rowOf[T]](w *out, name string, l *list[T, P], placePlusOne int32) {
	if placePlusOne == 0 || !w.open(name) {
		return
	}
	e := l.at(placePlusOne - 1).head()
	w.start("ListID")
	w.b = appendListID(w.b, e)
	w.end("ListID")
	w.start("FullName")
	if e.parent == 0 {
		w.b = appendEscaped(w.b, e.name)
	} else {
		w.b = appendEscaped(w.b, l.fullName(placePlusOne-1))
	}
	w.end("FullName")
	w.close(name)
}

// writeTree writes ParentRef and Sublevel.
func writeTree[T any, P rowOf[T]](w *out, l *list[T, P], place int32) {
	writeRef(w, "ParentRef", l, l.at(place).head().parent)
	w.int("Sublevel", int64(l.level(place)))
}

// status begins the Rs element: its name, request id, status.
func (w *out) status(name, requestID string, hasID bool, code int, severity, message string) {
	w.b = append(append(append(w.b, '<'), name...), "Rs"...)
	if hasID {
		w.b = append(appendEscaped(append(w.b, ` requestID="`...), requestID), '"')
	}
	w.b = strconv.AppendInt(append(w.b, ` statusCode="`...), int64(code), 10)
	w.b = append(append(append(w.b, `" statusSeverity="`...), severity...), `" statusMessage="`...)
	w.b = append(appendEscaped(w.b, message), '"')
}

// severityOf is what QuickBooks says beside a code. reference: qbxml-status-codes §1.
func severityOf(code int) string {
	switch {
	case code < 500:
		return "Info"
	case code < 1000:
		return "Warn"
	}
	return "Error"
}
