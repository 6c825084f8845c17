package company

// A transaction acts on the file by its entries in the ledger, by what it pays
// and by what it takes up: payments that it deposits, lines of sales orders
// that it invoices. effect is the one place where all of that happens, times
// 1, or -1 to take it back; a file that is read from the disk is worked out by
// the same.

func (f *File) effect(place int32, t *txn, times int64) {
	g := &f.register
	if !t.pending {
		f.post(t.posts, times)
	}
	for i := range t.applied {
		f.applyOne(place, &t.applied[i], times)
	}
	for i := range t.lines {
		l := &t.lines[i]
		if l.link == 0 {
			continue
		}
		key := lineKey{l.link - 1, l.linkLine}
		switch {
		case t.void:
		case t.kind == invoice:
			if g.invoiced == nil {
				g.invoiced = map[lineKey]fix{}
			}
			qty := l.qty
			if !l.hasQty { // a line without a quantity is invoiced as a whole
				qty = fixOne
			}
			if g.invoiced[key] += fix(times) * qty; g.invoiced[key] == 0 {
				delete(g.invoiced, key)
			}
		case t.kind == deposit && times > 0:
			if g.deposited == nil {
				g.deposited = map[lineKey]int32{}
			}
			g.deposited[key] = place
		case t.kind == deposit:
			delete(g.deposited, key)
		}
	}
}

// applyOne lowers what is open of a credit and of the charge that it pays.
func (f *File) applyOne(credit int32, a *application, times int64) {
	g := &f.register
	if g.paid == nil {
		g.paid = map[int32][]int32{}
	}
	g.rows[credit].open -= times * a.amount
	g.rows[a.charge].open -= times * (a.amount + a.discount)
	list := g.paid[a.charge]
	if times > 0 {
		g.paid[a.charge] = append(list, credit)
		return
	}
	for i, c := range list {
		if c == credit {
			list = append(list[:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(g.paid, a.charge)
		return
	}
	g.paid[a.charge] = list
}

// receivable is what a transaction puts into receivables, in the currency of
// its customer, and whether that is to the customer's credit.
func (f *File) receivable(t *txn) (amount int64, credit bool) {
	switch t.kind {
	case invoice:
		return t.total, false
	case creditMemo, receivePayment:
		return t.total, true
	case cardRefund:
		return t.total, false
	case check, journalEntry:
		for i := range t.lines {
			if a := t.lines[i].override; a != 0 && f.accounts.at(a-1).kind == "AccountsReceivable" {
				amount += t.lines[i].amount
			}
		}
		return int64(magnitude(amount)), amount < 0
	}
	return 0, false
}

// receivableAccount is the account of receivables that a transaction uses, and
// the customer; plus one, 0: none.
func (f *File) receivableAccount(t *txn) (account, customer int32) {
	switch t.kind {
	case invoice, creditMemo:
		return t.account, t.customer
	case receivePayment, cardRefund:
		return t.template, t.customer
	case check, journalEntry:
		for i := range t.lines {
			if a := t.lines[i].override; a != 0 && f.accounts.at(a-1).kind == "AccountsReceivable" {
				return a, t.lines[i].entity
			}
		}
	}
	return 0, 0
}

// bump gives a transaction a new time and EditSequence.
func (f *File) bump(place int32) {
	r := &f.register.rows[place]
	r.modified = f.now()
	r.seq = max(r.modified, r.seq+1)
	f.touch(rowTxn, place)
}

// connect applies a part of a credit that is in the register to a charge.
func (f *File) connect(credit int32, a application) {
	t := f.read(credit)
	t.applied = append(t.applied, a)
	f.applyOne(credit, &a, 1)
	f.regain(&t)
	f.settle(credit, &t)
	f.bump(credit)
}

// release takes back all that credits paid of a charge.
func (f *File) release(charge int32) {
	for len(f.register.paid[charge]) > 0 {
		credit := f.register.paid[charge][0]
		t := f.read(credit)
		rest := t.applied[:0:0]
		for i := range t.applied {
			if t.applied[i].charge == charge {
				f.applyOne(credit, &t.applied[i], -1)
			} else {
				rest = append(rest, t.applied[i])
			}
		}
		t.applied = rest
		f.regain(&t)
		f.settle(credit, &t)
		f.bump(credit)
	}
}

// bumpCharges gives a new EditSequence to the charges that two versions of a
// credit pay differently.
func (f *File) bumpCharges(old, now []application) {
	sums := map[int32]int64{}
	for _, a := range old {
		sums[a.charge] -= a.amount + a.discount
	}
	for _, a := range now {
		sums[a.charge] += a.amount + a.discount
	}
	for charge, sum := range sums {
		if sum != 0 {
			f.bump(charge)
		}
	}
}

// balancedOr1000 is the last net: no transaction may leave the ledger askew.
func balancedOr1000(t *txn) *refused {
	sum := int64(0)
	for _, p := range t.posts {
		sum += p.amount
	}
	if sum != 0 {
		return refuse(1000, "There has been an internal error when processing the request: the transaction is not in balance by %s.", Cents(sum))
	}
	return nil
}

// enter saves a new transaction: gives it its numbers, writes its record into
// the register and its effects into the books. The posts must balance.
func (f *File) enter(t *txn) (int32, *refused) {
	if refusal := balancedOr1000(t); refusal != nil {
		return 0, refusal
	}
	g := &f.register
	g.count++
	t.number = g.count
	now := f.now()
	place := int32(len(g.rows))
	g.rows = append(g.rows, row{num: g.next, created: now, modified: now, seq: now})
	g.next += 1 + uint32(len(t.lines))
	r := &g.rows[place]
	r.open, r.credit = f.receivable(t)
	f.settle(place, t)
	f.effect(place, t, 1)
	f.moved(nil, t.posts)
	f.bumpCharges(nil, t.applied)
	g.enterRef(place)
	g.enterKind(place)
	return place, nil
}

// enterKind notes where transactions are that are looked for without a key.
func (g *register) enterKind(place int32) {
	switch g.rows[place].kind {
	case salesOrder:
		g.orders = append(g.orders, place)
	case creditMemo, journalEntry:
		g.credits = append(g.credits, place)
	}
}

// settle writes a transaction's record over its row.
func (f *File) settle(place int32, t *txn) {
	r := &f.register.rows[place]
	r.rec = t.seal()
	r.ref = refOf(r.rec)
	r.kind, r.date, r.customer, r.total = t.kind, t.date, t.customer, t.total
	r.void, r.pending = t.void, t.pending
	f.touch(rowTxn, place)
}

// replaceTxn books a changed version of a transaction in place of the present one.
func (f *File) replaceTxn(place int32, t *txn) *refused {
	if refusal := balancedOr1000(t); refusal != nil {
		return refusal
	}
	old := f.read(place)
	before, _ := f.receivable(&old)
	after, credit := f.receivable(t)
	keepCleared(&old, t)
	f.effect(place, &old, -1)
	f.effect(place, t, 1)
	f.moved(old.posts, t.posts)
	r := &f.register.rows[place]
	r.open, r.credit = r.open+after-before, credit
	rename := r.ref != t.ref
	f.settle(place, t)
	f.bump(place)
	f.bumpCharges(old.applied, t.applied)
	if rename {
		f.register.reindexRefs()
	}
	return nil
}
