package company

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// call is one request while it is being answered.
type call struct {
	f     *File
	s     *Session
	d     *document
	w     *out
	node  int32  // the ...Rq element
	name  string // without "Rq": "SalesReceiptAdd"
	rsTop int    // where the Rs element begins in w.b
	id    string
	hasID bool
	wrote done // what a write did, for the message set's record
	// ordered is what sales orders promise of each item, once it was asked for
	ordered map[int32]fix
}

// done tells what a write made or changed.
type done struct {
	kind  byte // 0 nothing, 't' a transaction, 'p' a person, 'i' an item, 'x' something of which recovery tells nothing
	place int32
}

// outcome is what the file remembers of a message set with an ID.
type outcome struct {
	sum     uint64 // of the document's bytes
	stored  bool   // false: the answer was lost before it could be stored (9002)
	answers []answer
}

// answer is one stored response.
type answer struct {
	name, id string
	hasID    bool
	code     int
	message  string
	wrote    done
}

// maxMessageSetID: "use at most 23 characters" (qbxml-rules §6).
const maxMessageSetID = 23

// clearAll is the old ID that deletes the records of all sets.
const clearAll = "ClearAllMessageSets"

// process answers one parsed document. raw is its text, for the checksum.
func (f *File) process(s *Session, d *document, raw string) (string, error) {
	w := &s.out
	w.b, w.only, w.depth, w.zone = append(w.b[:0], "<?xml version=\"1.0\" ?>\n<QBXML>\n"...), nil, 0, f.o.Zone
	uses := d.newID != "" || d.oldID != ""
	status := 0
	var remembered *outcome
	if uses {
		status, remembered = f.messageSet(d, raw)
	}
	w.b = append(w.b, "<QBXMLMsgsRs"...)
	if uses {
		id := d.newID
		if id == "" {
			id = d.oldID
		}
		w.b = append(appendEscaped(append(w.b, ` newMessageSetID="`...), id), '"')
		w.b = append(strconv.AppendInt(append(w.b, ` messageSetStatusCode="`...), int64(status), 10), '"')
	}
	w.b = append(w.b, ">\n"...)
	switch {
	case status != 0:
	case remembered != nil && remembered.stored:
		f.repeat(w, remembered)
	default:
		if err := f.run(s, d, w, remembered); err != nil {
			return "", err
		}
	}
	w.b = append(w.b, "</QBXMLMsgsRs>\n</QBXML>\n"...)
	return string(w.b), nil
}

// messageSet applies the rules of message set IDs (qbxml-rules §6). With
// status 0, a stored outcome is to be repeated, one that is not stored is to
// be filled by running the set, nil means run without remembering.
func (f *File) messageSet(d *document, raw string) (status int, o *outcome) {
	if len(d.newID) > maxMessageSetID || len(d.oldID) > maxMessageSetID {
		return 9004, nil
	}
	old, known := f.sets[d.oldID]
	if len(d.requests) == 0 {
		switch {
		case d.oldID == clearAll:
			clear(f.sets)
			f.touchSets(clearAll)
			return 0, nil
		case d.oldID != "" && !known:
			return 600, nil
		case d.oldID != "" && d.newID == d.oldID:
			if !old.stored {
				return 9002, nil
			}
			return 0, old
		case d.oldID != "":
			f.forget(d.oldID)
		}
		if d.newID == "" {
			return 0, nil
		}
	}
	if d.oldID != "" && d.oldID != d.newID {
		if d.oldID == clearAll {
			clear(f.sets)
		}
		f.forget(d.oldID)
	}
	if d.newID == "" {
		return 0, nil
	}
	sum := checksum(raw)
	if o, known = f.sets[d.newID]; known {
		switch {
		case o.sum != sum:
			return 9001, nil
		case !o.stored:
			return 9002, nil
		}
		return 0, o
	}
	o = &outcome{sum: sum}
	f.sets[strings.Clone(d.newID)] = o
	f.touchSets(d.newID)
	return 0, o
}

func (f *File) forget(id string) {
	delete(f.sets, id)
	f.touchSets(id)
}

func checksum(raw string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(raw))
	return h.Sum64()
}

// run executes the requests in their order. With stopOnError those after the
// first error are not executed and not answered.
func (f *File) run(s *Session, d *document, w *out, o *outcome) error {
	for _, rq := range d.requests {
		f.think()
		if f.faults.crash && f.faults.crashAfter <= 0 {
			return f.crashNow(s, d)
		}
		c := call{f: f, s: s, d: d, w: w, node: rq.node, name: strings.TrimSuffix(rq.name, "Rq"), rsTop: len(w.b)}
		c.id, c.hasID = d.attribute(rq.node, "requestID")
		refusal := c.answer(rq)
		code, message := 0, "Status OK"
		if refusal != nil {
			code, message = refusal.code, refusal.message
		}
		if o != nil {
			o.answers = append(o.answers, answer{c.name, strings.Clone(c.id), c.hasID, code, message, c.wrote})
		}
		if f.crashes(c.wrote) {
			return f.crashNow(s, d)
		}
		f.pauses(c.wrote)
		if code >= 1000 && d.onError == "stopOnError" {
			break
		}
	}
	if o != nil {
		o.stored = true
		f.touchSets(d.newID)
	}
	return nil
}

// answer executes one request and writes its Rs element; the status of a
// refusal is returned for the record.
func (c *call) answer(rq request) *refused {
	refusal := c.precheck(rq)
	if refusal == nil {
		refusal = c.handle()
	}
	if refusal != nil && refusal.code != 0 && !refusal.written() {
		c.w.b = c.w.b[:c.rsTop]
		c.w.only, c.w.depth = nil, 0
		c.w.status(c.name, c.id, c.hasID, refusal.code, severityOf(refusal.code), refusal.message)
		if c.name == "ClearedStatusMod" { // this Rs has no content, not even white space
			c.w.b = append(c.w.b, " />\n"...)
			return refusal
		}
		c.w.b = append(c.w.b, ">\n</"...)
		c.w.b = append(append(c.w.b, c.name...), "Rs>\n"...)
	}
	return refusal
}

// written tells whether the handler has written its Rs element although its
// status is not 0: queries do, when they found nothing or not everything.
func (r *refused) written() bool { return r.code == 1 || r.code == 500 }

func (c *call) precheck(rq request) *refused {
	switch {
	case len([]rune(c.id)) > 50:
		c.id = string([]rune(c.id)[:50])
		return refuse(1060, "The requestID is longer than the maximum of 50 characters.")
	case rq.missing != "":
		return refuse(3250, "%s (%s)", featureOff, rq.missing)
	case rq.tooLong != "":
		return refuse(3070, "The string in the field %q is too long.", rq.tooLong)
	}
	return c.f.refuses(c.name)
}

// begin writes the Rs element's start with status OK.
func (c *call) begin() {
	c.w.status(c.name, c.id, c.hasID, 0, "Info", "Status OK")
	c.w.b = append(c.w.b, ">\n"...)
}

func (c *call) finish() {
	c.w.only = nil
	c.w.b = append(append(append(c.w.b, "</"...), c.name...), "Rs>\n"...)
}

// only takes over the request's IncludeRetElement.
func (c *call) only() { c.w.only = c.d.all(c.node, "IncludeRetElement") }

// handle executes the request and writes its Rs element, or refuses it.
func (c *call) handle() *refused {
	switch c.name {
	case "HostQuery":
		return c.hostQuery()
	case "CompanyQuery":
		return c.companyQuery()
	case "PreferencesQuery":
		return c.preferencesQuery()
	case "CustomerAdd":
		return c.customerAdd()
	case "CustomerMod":
		return c.customerMod()
	case "ReceivePaymentAdd":
		return c.paymentAdd()
	case "ReceivePaymentMod":
		return c.paymentMod()
	case "ARRefundCreditCardAdd":
		return c.refundAdd()
	case "JournalEntryAdd":
		return c.journalAdd()
	case "InventoryAdjustmentAdd":
		return c.adjustmentAdd()
	case "DepositAdd":
		return c.depositAdd()
	case "ReceivePaymentToDepositQuery":
		return c.toDepositQuery()
	case "ClearedStatusMod":
		return c.clearedMod()
	case "CustomDetailReportQuery":
		return c.reportQuery()
	case "CheckAdd":
		return c.checkAdd()
	case "CheckMod":
		return c.checkMod()
	case "ListDel":
		return c.listDelete()
	case "TxnDel", "TxnVoid":
		return c.txnDelete()
	case "TransactionQuery":
		return c.transactionQuery()
	case "TxnDeletedQuery", "ListDeletedQuery":
		return c.deletedQuery()
	}
	switch c.name {
	case "ItemSalesTaxAdd":
		return c.taxItemAdd()
	case "PaymentMethodAdd", "ShipMethodAdd", "ClassAdd", "StandardTermsAdd":
		return c.simpleAdd()
	case "AccountAdd":
		return c.accountAdd()
	}
	if strings.HasPrefix(c.name, "Item") && strings.HasSuffix(c.name, "Add") {
		return c.itemAdd()
	}
	for k := salesReceipt; int(k) < len(txnWords); k++ {
		verb, ok := strings.CutPrefix(c.name, txnWords[k])
		switch {
		case !ok:
		case verb == "Add" && k.isSale():
			return c.saleAdd(k)
		case verb == "Mod" && k.isSale():
			return c.saleMod(k)
		case verb == "Query":
			return c.txnQuery(k)
		}
	}
	return c.anyListQuery()
}

// repeat answers a set that was run before from its record: the statuses, and
// for what was written an ErrorRecovery aggregate instead of the full Ret.
func (f *File) repeat(w *out, o *outcome) {
	for _, a := range o.answers {
		w.status(a.name, a.id, a.hasID, a.code, severityOf(a.code), a.message)
		if a.name == "ClearedStatusMod" {
			w.b = append(w.b, " />\n"...)
			continue
		}
		w.b = append(w.b, ">\n"...)
		f.errorRecovery(w, a.wrote)
		w.b = append(append(append(w.b, "</"...), a.name...), "Rs>\n"...)
	}
}

func (f *File) errorRecovery(w *out, wrote done) {
	w.only, w.depth = nil, 1
	switch wrote.kind {
	case 't':
		r := &f.register.rows[wrote.place]
		t := f.read(wrote.place)
		w.ret("ErrorRecovery")
		w.str("TxnID", r.id())
		w.int("TxnNumber", int64(t.number))
		w.int("EditSequence", int64(r.seq))
		w.str("ExternalGUID", t.guid)
		w.retEnd("ErrorRecovery")
	case 'p', 'i':
		var e *entry
		guid := ""
		if wrote.kind == 'p' {
			p := f.people.at(wrote.place)
			e, guid = &p.entry, p.detail.get(fieldGUID)
		} else {
			it := f.items.at(wrote.place)
			e, guid = &it.entry, it.extra().guid
		}
		w.ret("ErrorRecovery")
		w.str("ListID", e.listID())
		w.int("EditSequence", int64(e.seq))
		w.str("ExternalGUID", guid)
		w.retEnd("ErrorRecovery")
	}
	w.depth = 0
}
