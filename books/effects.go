package books

import "countinghouse/money"

// Effects are the debits and credits of the document; they balance. Lines on
// one account stand together, but sales and what was taken off them stay
// apart, as an accountant reads them. Cost of goods and stock are QuickBooks'
// own and not shown. The effects of a change are those of the whole document
// as it is then; of one that is void or deleted there are none.
func Effects(d Document, l Lists) []Effect {
	b := &ledger{}
	if d.Operation == Void || d.Operation == Delete {
		return nil // what it takes back is told by the document that it changes
	}
	sign := money.Amount(1)
	switch d.Kind {
	case Payment:
		b.post(orUndeposited(d.DepositTo), Ref{}, d.Total)
		b.post(orReceivable(d.ARAccount), Ref{}, -d.Total)
		return b.rows
	case CardRefund, Check:
		b.post(orReceivable(d.ARAccount), Ref{}, d.Total)
		b.post(orUndeposited(d.RefundFrom), Ref{}, -d.Total)
		return b.rows
	case Journal:
		for _, line := range d.Lines {
			amount := line.Amount
			if !line.Debit {
				amount = -amount
			}
			b.post(line.Account, line.Agency, amount)
		}
		return b.rows
	case Invoice:
		b.post(orReceivable(d.ARAccount), Ref{}, d.Total)
	case SalesReceipt:
		b.post(orUndeposited(d.DepositTo), Ref{}, d.Total)
	case CreditMemo:
		sign = -1
		b.post(orReceivable(d.ARAccount), Ref{}, -d.Total)
	default: // a sales order and an application of credit post nothing
		return nil
	}
	for _, line := range d.Lines {
		account := line.Account
		if account.IsZero() {
			account = Ref{FullName: "account of the item " + line.Item.FullName}
		}
		b.post(account, line.Agency, -sign*line.Amount)
	}
	for _, t := range d.TaxShares {
		b.post(taxPayable(l), t.Agency, -sign*t.Amount)
	}
	return b.rows
}

// ledger gathers effects by account, agency and side.
type ledger struct{ rows []Effect }

// post debits an amount, or credits a negative one; nought leaves no row.
func (b *ledger) post(account, agency Ref, a money.Amount) {
	if a == 0 {
		return
	}
	for i := range b.rows {
		r := &b.rows[i]
		if r.Account == account && r.Agency == agency && (r.Debit > 0) == (a > 0) {
			r.add(a)
			return
		}
	}
	e := Effect{Account: account, Agency: agency}
	e.add(a)
	b.rows = append(b.rows, e)
}

func (e *Effect) add(a money.Amount) {
	if a > 0 {
		e.Debit += a
	} else {
		e.Credit -= a
	}
}

// orUndeposited is QuickBooks' own choice where no account is given.
func orUndeposited(r Ref) Ref {
	if r.IsZero() {
		return Ref{FullName: "Undeposited Funds"}
	}
	return r
}

func orReceivable(r Ref) Ref {
	if r.IsZero() {
		return Ref{FullName: "Accounts Receivable"}
	}
	return r
}
