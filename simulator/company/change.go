package company

import "strings"

// txnDelete answers TxnDel and TxnVoid.
func (c *call) txnDelete() *refused {
	f, d := c.f, c.d
	void := c.name == "TxnVoid"
	word, id := d.get(c.node, "TxnDelType"), d.get(c.node, "TxnID")
	if void {
		word = d.get(c.node, "TxnVoidType")
	}
	place := f.register.identified(id)
	if place < 0 || txnWords[f.register.rows[place].kind] != word {
		return notFound(id)
	}
	r := f.register.rows[place]
	refusal := f.remove(place, void)
	if refusal != nil {
		return refusal
	}
	c.wrote = done{'t', place}
	c.begin()
	w := c.w
	w.depth = 1
	if void {
		w.str("TxnVoidType", word)
	} else {
		w.str("TxnDelType", word)
	}
	w.str("TxnID", id)
	if void {
		w.time("TimeCreated", r.created)
		w.time("TimeModified", f.register.rows[place].modified)
	} else {
		w.time("TimeDeleted", f.now())
	}
	w.str("RefNumber", r.ref)
	w.depth = 0
	c.finish()
	return nil
}

// remove voids a transaction (it stays with zero amounts) or deletes it; its
// entries leave the books, and what it paid is open again. Refused is what
// other transactions rest on (QuickBooks sheet §12): a charge that was paid, a
// credit that was refunded, a payment that was deposited, a sales order that
// was invoiced. Reconciled transactions are not refused: QuickBooks only warns
// its user of that, so a connector must look by itself.
func (f *File) remove(place int32, void bool) *refused {
	r := &f.register.rows[place]
	what := txnWords[r.kind]
	switch {
	case r.lock:
		return refuse(3175, "There was an error when modifying a %s: its internals could not be locked. They are in use by another user.", what)
	case r.date <= f.prefs.Closing:
		return closedPeriod(what)
	case void && r.void:
		return refuse(3185, "There was an error when voiding a %s: it is void already.", what)
	}
	t := f.read(place)
	if why := f.restingOn(place, &t); why != "" {
		if void {
			return refuse(3185, "There was an error when voiding a %s, id = %q.  QuickBooks error message: %s", what, r.id(), why)
		}
		return refuse(3160, "Cannot delete the object specified by the id = %q.  QuickBooks error message: %s", r.id(), why)
	}
	if owns(t.kind) {
		f.release(place)
	}
	if !void {
		f.effect(place, &t, -1)
		f.moved(t.posts, nil)
		f.bumpCharges(t.applied, nil)
		f.bump(place)
		r = &f.register.rows[place]
		r.deleted = true
		f.deleted = append(f.deleted, removal{true, what, r.id(), r.ref, r.created, r.modified})
		f.touch(rowRemoval, int32(len(f.deleted)-1))
		return nil
	}
	v := t
	v.applied, v.posts = nil, nil
	v.lines = append([]line(nil), t.lines...)
	v.void, v.total, v.tax, v.subtotal = true, 0, 0, 0
	v.memo = truncate(strings.TrimSuffix("VOID: "+t.memo, " "), 4095)
	for i := range v.lines {
		l := &v.lines[i]
		l.amount, l.qty, l.rate, l.taxAmount = 0, 0, 0, 0
	}
	return f.replaceTxn(place, &v)
}

// owns tells of the charges whose applications are their own doing: a refund
// takes its applications with it.
func owns(k txnKind) bool { return k == cardRefund || k == check }

// restingOn tells what keeps a transaction from being removed; "" is nothing.
func (f *File) restingOn(place int32, t *txn) string {
	g := &f.register
	if !owns(t.kind) && len(g.paid[place]) > 0 {
		return "This transaction is linked to others: a payment or credit is applied to it."
	}
	for _, a := range t.applied {
		if k := g.rows[a.charge].kind; owns(k) {
			return "This transaction is linked to others: it was refunded by a " + txnWords[k] + "."
		}
	}
	if at, ok := f.depositOf(place); ok {
		return "This transaction has been deposited. Change or delete the deposit of " + string(appendDate(nil, g.rows[at].date)) + " first."
	}
	if t.kind == salesOrder {
		for i := range t.lines {
			if g.invoiced[lineKey{place, t.lineNum(&g.rows[place], i)}] != 0 {
				return "This transaction is linked to others: it was invoiced."
			}
		}
	}
	return ""
}

// depositOf finds the deposit that a transaction, or a line of it, went into.
func (f *File) depositOf(place int32) (at int32, ok bool) {
	g := &f.register
	if len(g.deposited) == 0 {
		return 0, false
	}
	if at, ok = g.deposited[lineKey{place, 0}]; ok {
		return at, true
	}
	t := f.read(place)
	for i := range t.lines {
		if at, ok = g.deposited[lineKey{place, t.lineNum(&g.rows[place], i)}]; ok {
			return at, true
		}
	}
	return 0, false
}

// renamePerson changes a name; the full names of jobs below change with it.
func (f *File) renamePerson(place int32, name string) { renameRow(&f.people, place, name) }

func renameRow[T any, P rowOf[T]](l *list[T, P], place int32, name string) {
	below := descendants(l, place)
	for _, p := range below {
		l.leave(p)
	}
	l.at(place).head().name = name
	for _, p := range below {
		l.enter(p)
	}
}

// descendants are a row and all below it.
func descendants[T any, P rowOf[T]](l *list[T, P], place int32) []int32 {
	out := []int32{place}
	for i := range l.rows {
		if p := l.at(int32(i)).head().parent; p != 0 && !l.at(int32(i)).head().deleted {
			for q := p; q != 0; q = l.at(q - 1).head().parent {
				if q-1 == place {
					out = append(out, int32(i))
					break
				}
			}
		}
	}
	return out
}
