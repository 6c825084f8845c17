package company

import "io"

// Cents is an amount of US money in whole cents.
type Cents int64

// String writes the amount as qbXML does, with two decimals: "-2.99".
func (c Cents) String() string { return string(appendCents(nil, int64(c))) }

// Balance is one account's row of a trial balance: one of Debit and Credit is zero.
type Balance struct {
	Account string // full name
	Type    string // qbXML's AccountType
	Debit   Cents
	Credit  Cents
}

// AgencyTax is the sales tax owed to one agency, over all of time.
type AgencyTax struct {
	Agency string
	Owed   Cents
}

// Receivable is what one customer owes.
type Receivable struct {
	Customer string
	ListID   string
	Balance  Cents
}

// Undeposited is one receipt or payment that lies in Undeposited Funds.
type Undeposited struct {
	TxnID, Type, RefNumber, Customer string
	Amount                           Cents
}

// Transaction is one row of the register.
type Transaction struct {
	Type      string // "SalesReceipt", "Invoice", "ReceivePayment", "InventoryAdjustment"
	TxnID     string
	RefNumber string
	Date      string // YYYY-MM-DD
	Customer  string // full name; empty without one
	Total     Cents  // sales receipts and invoices with tax; payments: the amount received
	Tax       Cents
	Open      Cents // what is left to pay of an invoice, or unapplied of a payment
	Memo      string
	Void      bool
	Pending   bool
}

// PrintTrialBalance writes the trial balance as a table for people.
func (f *File) PrintTrialBalance(w io.Writer) error { return f.printTrialBalance(w) }
