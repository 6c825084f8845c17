// Package qbxml holds the qbXML messages that are exchanged with QuickBooks
// Desktop (US edition, and those of Canada, the UK and Australia, which
// MessageSet.Country tells apart): requests and responses as typed values, their
// encoding and decoding, the rules of texts and lengths, and the table of
// status codes with what each means to a bookkeeper.
//
// The fields of every request stand in the order of Intuit's 13.0 schema,
// because QuickBooks refuses a whole document for one element out of place.
// What cannot be written correctly is refused by MessageSet.Encode with all
// its problems at once, so that QuickBooks never sees a document that it
// cannot parse.
//
// The package does no I/O of its own and keeps no state. Comments such as
// "qbxml-rules §4" name the section of the reference sheet that a rule is
// taken from.
package qbxml
