package company

import (
	"fmt"
	"io"
	"sort"
)

// post carries entries into the books, times is 1, or -1 to take them out.
// What balances in itself leaves the trial balance in balance.
func (f *File) post(posts []post, times int64) {
	for _, p := range posts {
		a := f.accounts.at(p.account)
		a.balance += times * p.amount
		a.foreign += times * p.foreign
		if p.person != 0 {
			who := f.people.at(p.person - 1)
			if p.account == f.prefs.TaxPayable-1 {
				who.taxOwed -= times * p.amount
			} else {
				sum := p.amount
				if a.currency != 0 {
					sum = p.foreign
				}
				who.balance += times * sum
			}
		}
		if p.item != 0 {
			it := f.items.at(p.item - 1)
			it.qty += fix(times) * p.qty
			it.value += times * p.amount
		}
	}
}

// refOf is the RefNumber within a record, sharing its memory.
func refOf(rec string) string {
	r := reader{s: rec[2:]}
	return r.text()
}

// read opens a transaction's record.
func (f *File) read(place int32) txn {
	t, _ := openTxn(f.register.rows[place].rec)
	return t
}

// TrialBalance is the balance of every account that has one, in the order of
// the chart of accounts. The sums of Debit and Credit are equal.
func (f *File) TrialBalance() []Balance {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.trialBalance()
}

func (f *File) trialBalance() []Balance {
	var out []Balance
	for i := range f.accounts.rows {
		a := &f.accounts.rows[i]
		if a.balance == 0 {
			continue
		}
		b := Balance{Account: f.accounts.fullName(int32(i)), Type: a.kind}
		if a.balance > 0 {
			b.Debit = Cents(a.balance)
		} else {
			b.Credit = Cents(-a.balance)
		}
		out = append(out, b)
	}
	sort.SliceStable(out, func(i, j int) bool { return accountOrder(out[i].Type) < accountOrder(out[j].Type) })
	return out
}

// accountTypes in the order of QuickBooks' chart of accounts.
var accountTypes = [...]string{"Bank", "AccountsReceivable", "OtherCurrentAsset", "FixedAsset", "OtherAsset", "AccountsPayable", "CreditCard",
	"OtherCurrentLiability", "LongTermLiability", "Equity", "Income", "CostOfGoodsSold", "Expense", "OtherIncome", "OtherExpense", "NonPosting"}

func accountOrder(kind string) int {
	for i, k := range accountTypes {
		if k == kind {
			return i
		}
	}
	return len(accountTypes)
}

// TaxLiability is the sales tax owed, by agency, agencies without any left out.
func (f *File) TaxLiability() []AgencyTax {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []AgencyTax
	for i := range f.people.rows {
		if p := &f.people.rows[i]; p.taxOwed != 0 {
			out = append(out, AgencyTax{f.people.fullName(int32(i)), Cents(p.taxOwed)})
		}
	}
	return out
}

// UndepositedFunds is what waits for a deposit; refunds out of it are negative.
func (f *File) UndepositedFunds() []Undeposited {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Undeposited
	f.waiting(func(place int32, t *txn, x depositable) {
		r := &f.register.rows[place]
		out = append(out, Undeposited{r.id(), f.lineText(place, x.line), txnWords[r.kind], r.ref, f.customerName(x.entity), Cents(x.amount)})
	})
	return out
}

func (f *File) customerName(placePlusOne int32) string {
	if placePlusOne == 0 {
		return ""
	}
	return f.people.fullName(placePlusOne - 1)
}

// CountByRef is how many transactions of that type ("" for any) have that
// RefNumber, to the letter. More than one is a double posting.
func (f *File) CountByRef(kind, ref string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	f.register.withRef(ref, true, func(place int32) {
		if kind == "" || txnWords[f.register.rows[place].kind] == kind {
			n++
		}
	})
	return n
}

// OnHand is the quantity of a stock item in hundred-thousandths, and what it is
// worth. ok is false for a name that no item has.
func (f *File) OnHand(item string) (quantity int64, value Cents, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	place := f.items.named(item)
	if place < 0 {
		return 0, 0, false
	}
	it := f.items.at(place)
	return int64(it.qty), Cents(it.value), true
}

func (f *File) printTrialBalance(w io.Writer) error {
	f.mu.Lock()
	rows := f.trialBalance()
	day := appendDate(nil, f.today())
	f.mu.Unlock()
	if _, err := fmt.Fprintf(w, "%s\nTrial Balance as of %s\n\n%-44s %16s %16s\n", f.o.Name, day, "", "Debit", "Credit"); err != nil {
		return err
	}
	var debit, credit Cents
	for _, b := range rows {
		d, c := "", ""
		if b.Debit != 0 {
			d = b.Debit.grouped()
		} else {
			c = b.Credit.grouped()
		}
		debit, credit = debit+b.Debit, credit+b.Credit
		if _, err := fmt.Fprintf(w, "%-44s %16s %16s\n", b.Account, d, c); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%-44s %16s %16s\n", "TOTAL", debit.grouped(), credit.grouped())
	return err
}

// grouped writes with thousands separators, for people: "1,234.50".
func (c Cents) grouped() string {
	s := c.String()
	start := 0
	if s[0] == '-' {
		start = 1
	}
	for i := len(s) - 6; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
