// Package company is a simulated QuickBooks company file (Desktop: US, Canada,
// UK, Australia): lists, a double-entry ledger, receivables and their
// applications, stock, sales tax by agency, several currencies, edit sequences,
// strict qbXML, status codes.
//
// It is part of the product (the demo and the rehearsal post into it) and of
// its tests, and therefore reads and writes qbXML by tables and code of its
// own: it imports nothing of the product, so that a shared mistake cannot
// cancel out. Money is whole cents, prices and quantities are whole
// hundred-thousandths; there are no floats.
//
// What QuickBooks does is taken from the reference sheets (qbxml-rules,
// qbxml-status-codes, QuickBooks sheet, qbwc-protocol §8). Where they say
// "not confirmed", the stricter reading was chosen, so that what passes here
// has a good chance of passing in a real file; such places are marked
// "choice" in the comments.
//
// The chief choices:
//
//   - Adding on or before the closing date is refused (Options.AddsWhenClosed);
//     changing, voiding and deleting there always are (3171).
//   - A transaction that was deposited is neither changed, voided nor deleted.
//     One that was reconciled may be: QuickBooks only warns its user. Neither
//     does the EditSequence tell; CustomDetailReportQuery with the column
//     ClearedStatus does.
//   - A charge with payments or credits is neither voided nor deleted; a credit
//     may be, unless a refund or a check paid it out: what it paid is open again.
//   - A request that only sets credits makes no payment and answers no TxnID.
//   - A check pays a credit out by a line on accounts receivable.
//   - A Mod below what is applied is refused, with 3170; a payment applied
//     beyond what is due, or a refund beyond what is left of a credit, with 3210.
//   - AppliedToTxnMod and ApplyCheckToTxnMod, once sent, are all applications.
//   - Outside the US a discount is taxed by its own code, and where amounts
//     include tax, Subtotal is without it.
//
// Three ways in:
//
//   - File.Connect gives a Session, the request processor as the Web Connector
//     sees it: OpenFile, Stamp, HCP, ProcessRequest, CloseFile.
//   - File.SeedStandard, AddAccount, AddItem, AddPerson … fill a file, and the
//     acts of a user in QuickBooks (MakeInactive, Rename, EditMemo, EditAmount,
//     EditRefNumber, EditDate, DeleteTxn, VoidTxn, Deposit, Reconcile,
//     SetClosingDate, OpenDialog, CrashAfter …) disturb it.
//   - TrialBalance, BalanceOn, ByDay, TaxLiability, Receivables, StockOnHand,
//     UndepositedFunds, Transactions, TransactionsInFull and PrintTrialBalance
//     tell what the books say.
package company
