package company

import (
	"fmt"
	"sort"
)

// Transactions are all transactions that exist, voided ones too, oldest first.
func (f *File) Transactions() []Transaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]Transaction, 0, len(f.register.rows))
	for i := range f.register.rows {
		if !f.register.rows[i].deleted {
			t := f.read(int32(i))
			out = append(out, f.outline(int32(i), &t))
		}
	}
	return out
}

// TransactionsInFull is Transactions with lines, entries and applications.
func (f *File) TransactionsInFull() []Transaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]Transaction, 0, len(f.register.rows))
	for i := range f.register.rows {
		if !f.register.rows[i].deleted {
			out = append(out, f.inFull(int32(i)))
		}
	}
	return out
}

// TransactionInFull is one transaction by its TxnID.
func (f *File) TransactionInFull(id string) (Transaction, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	place := f.register.identified(id)
	if place < 0 {
		return Transaction{}, fmt.Errorf("transaction %q: %w", id, ErrNotFound)
	}
	return f.inFull(place), nil
}

func (f *File) outline(place int32, t *txn) Transaction {
	r := &f.register.rows[place]
	_, deposited := f.depositOf(place)
	cleared := uint8(0)
	for _, p := range t.posts {
		cleared = max(cleared, p.cleared)
	}
	return Transaction{Type: txnWords[r.kind], TxnID: r.id(), EditSequence: seqText(r.seq), RefNumber: r.ref,
		Date: string(appendDate(nil, r.date)), Customer: f.customerName(r.customer), Total: Cents(r.total), Tax: Cents(t.tax),
		Open: Cents(r.open), Memo: t.memo, GUID: t.guid, Void: r.void, Pending: r.pending, Deposited: deposited, Cleared: clearedWords[cleared]}
}

func (f *File) inFull(place int32) Transaction {
	t := f.read(place)
	out := f.outline(place, &t)
	r := &f.register.rows[place]
	for i := range t.lines {
		l := &t.lines[i]
		x := TransactionLine{TxnLineID: string(appendID(nil, t.lineNum(r, i), r.created)), Item: nameAt(&f.items, l.item),
			Account: nameAt(&f.accounts, l.override), Name: nameAt(&f.people, l.entity), Desc: l.desc, Amount: Cents(l.amount),
			Quantity: int64(l.qty), TaxCode: nameAt(&f.codes, l.code), Class: nameAt(&f.classes, l.class)}
		if l.link != 0 {
			x.From = f.register.rows[l.link-1].id()
		}
		out.Lines = append(out.Lines, x)
	}
	for _, p := range t.posts {
		out.Postings = append(out.Postings, Posting{nameAt(&f.accounts, p.account+1), Cents(p.amount), nameAt(&f.people, p.person),
			nameAt(&f.items, p.item), int64(p.qty), clearedWords[p.cleared]})
	}
	for _, a := range t.applied {
		out.Applied = append(out.Applied, Application{f.register.rows[a.charge].id(), Cents(a.amount), Cents(a.discount)})
	}
	return out
}

// nameAt is the full name of a place plus one, "" of 0.
func nameAt[T any, P rowOf[T]](l *list[T, P], placePlusOne int32) string {
	if placePlusOne == 0 {
		return ""
	}
	return l.fullName(placePlusOne - 1)
}

// Receivables are the customers who owe or have a credit, in the customers'
// order.
func (f *File) Receivables() []Receivable {
	f.mu.Lock()
	defer f.mu.Unlock()
	open, credits := map[int32]int64{}, map[int32]int64{}
	for i := range f.register.rows {
		r := &f.register.rows[i]
		switch {
		case r.deleted || r.pending || r.open == 0 || r.customer == 0:
		case r.credit:
			credits[r.customer] += r.open
		default:
			open[r.customer] += r.open
		}
	}
	var out []Receivable
	for i := range f.people.rows {
		p := &f.people.rows[i]
		at := int32(i) + 1
		if p.kind == aCustomer && (p.balance != 0 || open[at] != 0 || credits[at] != 0) {
			out = append(out, Receivable{f.people.fullName(int32(i)), p.listID(), Cents(p.balance), Cents(open[at]), Cents(credits[at])})
		}
	}
	return out
}

// StockOnHand is the stock of every item that is or was stocked or ordered.
func (f *File) StockOnHand() []Stock {
	f.mu.Lock()
	defer f.mu.Unlock()
	ordered := f.onOrders()
	var out []Stock
	for i := range f.items.rows {
		it := &f.items.rows[i]
		if it.kind != inventory && it.kind != assembly || it.qty == 0 && it.value == 0 && ordered[int32(i)+1] == 0 {
			continue
		}
		out = append(out, Stock{f.items.fullName(int32(i)), int64(it.qty), Cents(it.value), int64(ordered[int32(i)+1])})
	}
	return out
}

// BalanceOn is an account's balance at the end of a day (YYYY-MM-DD; "" is
// today and all that is dated later), debit positive. Sub-accounts are not in it.
func (f *File) BalanceOn(account, day string) (Cents, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	place := f.accounts.named(account)
	if place < 0 {
		return 0, fmt.Errorf("account %q: %w", account, ErrNotFound)
	}
	if day == "" {
		return Cents(f.accounts.at(place).balance), nil
	}
	sum, last := int64(0), parseDate(day)
	f.entries(func(r *row, p *post) {
		if p.account == place && r.date <= last {
			sum += p.amount
		}
	})
	return Cents(sum), nil
}

// ByDay is what happened to each account on each day, by account and day.
func (f *File) ByDay() []AccountDay {
	f.mu.Lock()
	defer f.mu.Unlock()
	type key struct {
		account, date int32
	}
	sums := map[key]*AccountDay{}
	f.entries(func(r *row, p *post) {
		k := key{p.account, r.date}
		x := sums[k]
		if x == nil {
			x = &AccountDay{Account: f.accounts.fullName(p.account), Date: string(appendDate(nil, r.date))}
			sums[k] = x
		}
		if p.amount > 0 {
			x.Debit += Cents(p.amount)
		} else {
			x.Credit -= Cents(p.amount)
		}
	})
	out := make([]AccountDay, 0, len(sums))
	for _, x := range sums {
		out = append(out, *x)
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].Account < out[j].Account || out[i].Account == out[j].Account && out[i].Date < out[j].Date
	})
	return out
}

// entries calls visit for every entry in the ledger.
func (f *File) entries(visit func(r *row, p *post)) {
	for i := range f.register.rows {
		r := &f.register.rows[i]
		if r.deleted || r.pending {
			continue
		}
		t := f.read(int32(i))
		for k := range t.posts {
			visit(r, &t.posts[k])
		}
	}
}
