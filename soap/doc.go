// Package soap is the endpoint that Intuit's QuickBooks Web Connector calls:
// SOAP 1.1, document/literal, written and read by hand, with its WSDL and the
// .qwc file by which the connector learns of us. It knows the protocol only;
// what is said in it is the business of the Desk.
//
// The Web Connector is an old .NET program that reads answers through a
// generated proxy and, when it cannot, ends its run with a code. Ten facts are
// easily got wrong (reference: qbwc-protocol):
//
//  1. The Result element is always there, also for an empty string and for 0.
//     .NET reads an absent one as null and the connector crashes on it (§2.2).
//  2. The members of authenticateResult are called string and stand in
//     Intuit's own namespace. In any other one .NET silently reads an empty
//     array: QBWC1012, index out of range (§2.3).
//  3. An empty string is written with nothing at all inside. A line break for
//     beauty would be taken for the name of a company file (§2.4).
//  4. authenticate answers exactly two strings. The optional third to fifth
//     mean different things in different sources (§3.3).
//  5. The first of them is a ticket also with none, nvu and busy, since
//     closeConnection follows and carries it (§3.3).
//  6. An empty answer to sendRequestXML does not mean "finished": it makes the
//     connector ask getLastError. The finish is 100 from receiveResponseXML
//     (§3.5).
//  7. That percentage is an integer, below 100 until all work is done; 33.3
//     cannot be read, a rounded 100 ends the run with work left (§3.6).
//  8. A record that QuickBooks refused is not a run that failed: a negative
//     percentage ends the run for every other order too (§3.6).
//  9. qbXML travels inside a string: escaped once. As child elements or
//     escaped twice it is not read (§2.5).
//  10. Nobody reads a fault: it ends the update with an exception's text. So a
//     known method with an unknown ticket, or an error of ours, is answered in
//     the method's own words, and a fault (HTTP 500) is kept for what cannot
//     be understood at all (§4).
//
// A request is read by a scanner of our own (scan.go), because responses of
// QuickBooks are many megabytes of XML escaped inside XML; it is bounded,
// refuses document types, and is as strict about well-formedness as
// encoding/xml, against which it is fuzzed.
package soap
