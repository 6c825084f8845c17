package company

import "fmt"

// What a user does with single transactions, beyond editing them.

// EditDate changes a transaction's date (YYYY-MM-DD).
func (f *File) EditDate(id, day string) error {
	if !isDate(day) {
		return fmt.Errorf("%q is not a date", day)
	}
	return f.editTxn(id, func(t *txn) error {
		t.date = parseDate(day)
		return nil
	})
}

// Deposit carries what transactions put into Undeposited Funds to a bank
// account on a day (YYYY-MM-DD; "" is today), and returns the deposit's TxnID.
func (f *File) Deposit(account, day string, ids ...string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	to := f.accounts.named(account)
	if to < 0 {
		return "", fmt.Errorf("account %q: %w", account, ErrNotFound)
	}
	t := &txn{kind: deposit, account: to + 1, date: f.today(), memo: "Deposit"}
	if day != "" {
		t.date = parseDate(day)
	}
	for _, id := range ids {
		place, err := f.txnByID(id)
		if err != nil {
			return "", err
		}
		p := f.read(place)
		waiting := f.depositables(place, &p)
		if len(waiting) == 0 {
			return "", fmt.Errorf("transaction %q has nothing in Undeposited Funds", id)
		}
		for _, x := range waiting {
			l, refusal := f.paymentLine(t, place, f.lineText(place, x.line), id)
			if refusal != nil {
				return "", fmt.Errorf("%s", refusal.message)
			}
			t.lines = append(t.lines, l)
		}
	}
	if len(t.lines) == 0 {
		return "", fmt.Errorf("a deposit needs a payment")
	}
	place, refusal := f.enterDeposit(t)
	if refusal != nil {
		return "", fmt.Errorf("%s", refusal.message)
	}
	return f.register.rows[place].id(), f.flush()
}

// Reconcile marks a transaction's entry of a bank account as reconciled, or
// not. Its EditSequence stays as it is.
func (f *File) Reconcile(id string, reconciled bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	place, err := f.txnByID(id)
	if err != nil {
		return err
	}
	status := uint8(0)
	if reconciled {
		status = 2
	}
	if refusal := f.clear(place, "", status); refusal != nil {
		return fmt.Errorf("%s", refusal.message)
	}
	return f.flush()
}

// Build makes so many pieces of an assembly out of its members, at their
// average cost, on a day (YYYY-MM-DD; "" is today), and returns the TxnID.
func (f *File) Build(name, quantity, day string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	place, qty := f.items.named(name), fixOf(quantity)
	if place < 0 || f.items.at(place).kind != assembly {
		return "", fmt.Errorf("assembly %q: %w", name, ErrNotFound)
	}
	if qty <= 0 {
		return "", fmt.Errorf("%q is not a quantity", quantity)
	}
	it := f.items.at(place)
	t := &txn{kind: buildAssembly, date: f.today(), lines: []line{{item: place + 1, hasQty: true, qty: qty}}}
	if day != "" {
		t.date = parseDate(day)
	}
	var stock shelf
	for _, m := range it.extra().members {
		part := f.items.at(m.item - 1)
		if part.kind != inventory && part.kind != assembly {
			continue
		}
		n, _ := mulDiv(int64(m.qty), int64(qty), int64(fixOne))
		cost := stock.take(m.item, part, fix(n))
		t.total += cost
		t.posts = append(t.posts, post{account: part.asset - 1, amount: -cost, item: m.item, qty: -fix(n)})
	}
	t.posts = append(t.posts, post{account: it.asset - 1, amount: t.total, item: place + 1, qty: qty})
	at, refusal := f.enter(t)
	if refusal != nil {
		return "", fmt.Errorf("%s", refusal.message)
	}
	return f.register.rows[at].id(), f.flush()
}

// EditPayment changes the amount of a payment, which must not be less than
// what it pays.
func (f *File) EditPayment(id string, total Cents) error {
	return f.editTxn(id, func(t *txn) error {
		if t.kind != receivePayment {
			return fmt.Errorf("transaction %q is not a payment", id)
		}
		if _, ok := f.depositOf(f.register.identified(id)); ok {
			return fmt.Errorf("transaction %q was deposited", id)
		}
		sum := int64(0)
		for _, a := range t.applied {
			sum += a.amount
		}
		if int64(total) < sum || total <= 0 {
			return fmt.Errorf("payment %q pays more than that", id)
		}
		t.total = int64(total)
		f.postPayment(t)
		return nil
	})
}
