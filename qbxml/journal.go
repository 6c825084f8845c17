package qbxml

import (
	"countinghouse/day"
	"countinghouse/money"
)

// JournalEntryQueryRq asks for journal entries.
type JournalEntryQueryRq TxnQuery

func (*JournalEntryQueryRq) element() string { return "JournalEntryQueryRq" }

func (q *JournalEntryQueryRq) attributes(w *writer) { (*TxnQuery)(q).pages(w) }

func (q *JournalEntryQueryRq) appendTo(w *writer) { (*TxnQuery)(q).write(w, MaxRefNumber, "", nil) }

// JournalEntryAddRq creates a journal entry.
type JournalEntryAddRq struct {
	none
	JournalEntryAdd   JournalEntryAdd
	IncludeRetElement []string
}

// JournalEntryAdd is a journal entry to be created. Its debits equal its
// credits. It has no memo of its own, which Desktop does not take
// (qbxml-rules §11): each line has one.
type JournalEntryAdd struct {
	TxnDate      day.Day // must be given
	RefNumber    string  // must be given, at most 11
	IsAdjustment *bool
	// IsAmountsEnteredInHomeCurrency tells of an entry in another currency (CurrencyRef)
	// whether its amounts are in that of the company.
	IsAmountsEnteredInHomeCurrency *bool
	CurrencyRef                    Ref            // absent: home currency
	ExchangeRate                   *money.Decimal // home units for one foreign
	ExternalGUID                   string
	Lines                          []JournalLineAdd // at least two
}

// JournalLineAdd is a line of a journal entry.
type JournalLineAdd struct {
	Credit     bool          // else a debit
	AccountRef Ref           // must be given
	Amount     *money.Amount // must be given, not below zero
	Memo       string        // at most 4095
	EntityRef  Ref           // with an A/R account the customer, with sales tax payable the agency: must be given
	ClassRef   Ref
}

func (*JournalEntryAddRq) element() string { return "JournalEntryAddRq" }

func (r *JournalEntryAddRq) appendTo(w *writer) {
	j := &r.JournalEntryAdd
	w.open("JournalEntryAdd")
	w.dated(j.TxnDate, j.RefNumber, MaxRefNumber)
	w.flag("IsAdjustment", j.IsAdjustment)
	w.flag("IsAmountsEnteredInHomeCurrency", j.IsAmountsEnteredInHomeCurrency)
	w.ref("CurrencyRef", j.CurrencyRef, MaxCurrencyName)
	w.rate(j.ExchangeRate)
	w.externalGUID(j.ExternalGUID)
	j.appendLines(w)
	w.close()
	w.returned(r.IncludeRetElement, nil)
}

// appendLines writes the lines, which must be in balance.
func (j *JournalEntryAdd) appendLines(w *writer) {
	if len(j.Lines) < 2 {
		w.problem("JournalDebitLine", "is missing, there must be at least a debit and a credit")
	}
	var debits, credits money.Amount
	for i := range j.Lines {
		l := &j.Lines[i]
		tag, sum := "JournalDebitLine", &debits
		if l.Credit {
			tag, sum = "JournalCreditLine", &credits
		}
		w.openNth(tag, i+1)
		w.needRef("AccountRef", l.AccountRef, MaxAccountFullName)
		if l.Amount != nil {
			*sum += *l.Amount
			if *l.Amount < 0 {
				w.problem("Amount", "is %s, it must not be below zero", *l.Amount)
			}
		}
		w.needAmount("Amount", l.Amount)
		w.text("Memo", l.Memo, MaxMemo)
		w.ref("EntityRef", l.EntityRef, MaxCustomerFullName)
		w.ref("ClassRef", l.ClassRef, MaxClassFullName)
		w.close()
	}
	if debits != credits {
		w.problem("", "is not in balance: debits are %s, credits %s", debits, credits)
	}
}

// JournalEntryRet is a journal entry as QuickBooks saved it.
type JournalEntryRet struct {
	Saved
	TxnDate      string
	RefNumber    string
	IsAdjustment bool
	CurrencyRef  Ref
	ExchangeRate string
	ExternalGUID string
	Lines        []JournalLineRet // only with IncludeLineItems, and after an add
	DataExt      []DataExtRet
}

// JournalLineRet is a line of a journal entry as QuickBooks saved it.
type JournalLineRet struct {
	Credit     bool // else a debit
	TxnLineID  string
	AccountRef Ref
	Amount     money.Amount
	Memo       string
	EntityRef  Ref
	ClassRef   Ref
}
