package company

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
// entries leave the books. An invoice with payments cannot be removed.
func (f *File) remove(place int32, void bool) *refused {
	r := &f.register.rows[place]
	what := txnWords[r.kind]
	switch {
	case r.lock:
		return refuse(3175, "There was an error when modifying a %s: its internals could not be locked. They are in use by another user.", what)
	case r.date <= f.prefs.Closing:
		return f.openDate(r.date, what)
	case void && r.void:
		return refuse(3185, "There was an error when voiding a %s: it is void already.", what)
	case len(f.register.paid[place]) > 0:
		return refuse(3160, "Cannot delete the object specified by the id = %q.  QuickBooks error message: This transaction is linked to others.", r.id())
	}
	t := f.read(place)
	if !t.pending && !t.void {
		f.post(t.posts, -1)
	}
	f.apply(place, t.applied, -1)
	t.applied = nil
	now := f.now()
	r.modified, r.seq = now, max(now, r.seq+1)
	if !void {
		r.deleted = true
		f.deleted = append(f.deleted, removal{true, what, r.id(), r.ref, r.created, now})
		f.touch(rowRemoval, int32(len(f.deleted)-1))
		f.touch(rowTxn, place)
		return nil
	}
	t.void, t.total, t.tax, t.subtotal, t.posts = true, 0, 0, 0, nil
	if t.memo == "" {
		t.memo = "VOID:"
	} else {
		t.memo = truncate("VOID: "+t.memo, 4095)
	}
	for i := range t.lines {
		l := &t.lines[i]
		l.amount, l.qty, l.rate = 0, 0, 0
	}
	f.settle(place, &t, 0)
	return nil
}

// replaceTxn books a changed version of a transaction in place of the present one.
func (f *File) replaceTxn(place int32, t *txn, open int64) {
	old := f.read(place)
	if !old.pending {
		f.post(old.posts, -1)
	}
	if !t.pending {
		f.post(t.posts, 1)
	}
	r := &f.register.rows[place]
	now := f.now()
	r.modified, r.seq = now, max(now, r.seq+1)
	rename := r.ref != t.ref
	f.settle(place, t, open)
	if rename {
		f.register.reindexRefs()
	}
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
