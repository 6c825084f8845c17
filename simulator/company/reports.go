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

// Receivable is what one customer owes: Balance is Open less Credits.
type Receivable struct {
	Customer string
	ListID   string
	Balance  Cents
	Open     Cents // invoices and other charges that are not paid
	Credits  Cents // credit memos and payments that are not used
}

// Undeposited is one amount that lies in Undeposited Funds.
type Undeposited struct {
	TxnID, TxnLineID, Type, RefNumber, Customer string
	Amount                                      Cents
}

// Transaction is one row of the register.
type Transaction struct {
	Type         string // qbXML's TxnType: "SalesReceipt", "Invoice", "CreditMemo" …
	TxnID        string
	EditSequence string
	RefNumber    string
	Date         string // YYYY-MM-DD
	Customer     string // full name, of a check the payee; empty without one
	Total        Cents  // sales with tax; payments: the amount received
	Tax          Cents  // computed by the header's tax item or the lines' codes
	Open         Cents  // what is left to pay of a charge, or to use of a credit
	Memo         string
	GUID         string // ExternalGUID, as the application that made it gave it
	Void         bool
	Pending      bool
	Deposited    bool
	Cleared      string // "NotCleared", "Pending" or "Cleared", the furthest of its entries
	// Lines and Postings are told by TransactionsInFull and TransactionInFull only.
	Lines    []TransactionLine
	Postings []Posting
	Applied  []Application
}

// TransactionLine is one line of a transaction as it was entered. Quantity is
// in hundred-thousandths.
type TransactionLine struct {
	TxnLineID           string
	Item, Account, Name string // full names
	Desc                string
	Quantity            int64
	Amount              Cents
	TaxCode, Class      string
	From                string // TxnID of the sales order or payment that it comes from
}

// Posting is one entry of the ledger, debits positive. Name is the customer of
// an entry of receivables, the agency of one of Sales Tax Payable. Quantity is
// of stock, in hundred-thousandths.
type Posting struct {
	Account  string
	Amount   Cents
	Name     string
	Item     string
	Quantity int64
	Cleared  string
}

// Application is what a credit paid of a charge.
type Application struct {
	Charge   string // TxnID
	Amount   Cents
	Discount Cents
}

// Stock is what is on hand of an item. Quantities are in hundred-thousandths.
type Stock struct {
	Item     string
	Quantity int64
	Value    Cents
	Ordered  int64 // promised by open sales orders
}

// AccountDay is what one day's transactions did to an account.
type AccountDay struct {
	Account string
	Date    string // YYYY-MM-DD
	Debit   Cents
	Credit  Cents
}

// PrintTrialBalance writes the trial balance as a table for people.
func (f *File) PrintTrialBalance(w io.Writer) error { return f.printTrialBalance(w) }
