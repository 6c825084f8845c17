// Package company is a simulated QuickBooks company file (Desktop, US edition):
// lists, a double-entry ledger, edit sequences, strict qbXML, status codes.
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
// Three ways in:
//
//   - File.Connect gives a Session, the request processor as the Web Connector
//     sees it: OpenFile, Stamp, HCP, ProcessRequest, CloseFile.
//   - File.SeedStandard, AddAccount, AddItem, AddPerson … fill a file, and the
//     acts of a user in QuickBooks (MakeInactive, Rename, DeleteTxn, VoidTxn,
//     SetClosingDate, OpenDialog, CrashAfter …) disturb it.
//   - TrialBalance, TaxLiability, Receivables, UndepositedFunds, Transactions
//     and PrintTrialBalance tell what the books say.
package company
