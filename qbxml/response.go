package qbxml

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ResponseSet is a document from QuickBooks.
type ResponseSet struct {
	// NewMessageSetID and MessageSetStatus are there (HasStatus) only when the
	// request used error recovery: 0 normal, 600 unknown ID, 9001 to 9005 see
	// qbxml-rules §6.
	NewMessageSetID  string
	MessageSetStatus int
	HasStatus        bool
	Responses        []Response
}

// Response is the answer to one request. QuickBooks leaves out the answers to
// requests that it did not run.
type Response struct {
	Name              string // "SalesReceiptAddRs"
	RequestID         string
	StatusCode        int // 0 success, 1 nothing found, 500 some not found; see Advise
	Severity          string
	Message           string // for people, in the language of the edition
	IteratorID        string
	IteratorRemaining int
	HasIterator       bool
	// Rets are pointers to this package's ...Ret types, in the order in which
	// they came. Kinds that are not known are left out.
	Rets []any
	// Recovery tells the IDs of what was saved when the whole Ret is not known
	// any more (qbXML 11 and later).
	Recovery *ErrorRecovery
	// Err tells that something of this response could not be understood, naming
	// the element. A Ret with such a value is left out of Rets, the others stay.
	Err error
}

// ErrorRecovery tells what an add or change of a remembered message set saved.
type ErrorRecovery struct {
	ListID       string
	OwnerID      string
	TxnID        string
	TxnNumber    string
	EditSequence string
	ExternalGUID string
}

// ErrNoResponse tells that a well-formed document is no answer of QuickBooks.
var ErrNoResponse = errors.New("not a qbXML response")

// ErrTooLong tells that a document is longer than MaxResponse.
var ErrTooLong = errors.New("longer than any answer of QuickBooks")

// Decode reads a document from QuickBooks: an answer to a message set, or what
// the first call of a run tells of Host, Company and Preferences. Elements may
// come in any order and unknown ones are passed over. The declared encoding
// does not matter, since the Web Connector hands over Unicode text. DTDs, own
// entities, content after the root, nesting deeper than 64 and documents
// longer than MaxResponse are refused.
//
// A value that cannot be understood is no error here: see Response.Err.
func Decode(r io.Reader) (*ResponseSet, error) {
	rs, err := DecodeLenient(r)
	if err != nil {
		return nil, err
	}
	return rs, nil
}

// DecodeLenient is Decode that returns, beside the error, the responses that
// were complete before the document broke. It is for showing what can be
// shown; nothing may be decided on an answer that is not whole.
func DecodeLenient(r io.Reader) (*ResponseSet, error) {
	s, err := readAll(r)
	if err != nil {
		return &ResponseSet{}, err
	}
	rs := &ResponseSet{}
	sc := &scanner{s: s, stack: make([]string, 0, 16)}
	if !sc.child() {
		if sc.err == nil || strings.TrimSpace(s) == "" {
			return rs, fmt.Errorf("%w: it is empty", ErrNoResponse)
		}
		return rs, sc.err
	}
	root, found := sc.name, false
	for sc.child() {
		if sc.name == "QBXMLMsgsRs" && root == "QBXML" && !found {
			found = true
			rs.read(sc)
			continue
		}
		sc.skip()
	}
	switch {
	case sc.err != nil:
		return rs, sc.err
	case !found:
		return rs, fmt.Errorf("%w: it has no QBXMLMsgsRs", ErrNoResponse)
	}
	return rs, sc.trailing()
}

// readAll reads the text, bounded, with everything that XML does not allow
// written as U+FFFD.
func readAll(r io.Reader) (string, error) {
	var b strings.Builder
	if sized, ok := r.(interface{ Len() int }); ok {
		b.Grow(min(max(sized.Len(), 0), MaxResponse) + 1)
	}
	n, err := io.Copy(&b, io.LimitReader(r, MaxResponse+1))
	if err != nil {
		return "", fmt.Errorf("reading a qbXML response: %w", err)
	}
	if n > MaxResponse {
		return "", ErrTooLong
	}
	s := strings.TrimPrefix(b.String(), "\uFEFF")
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return strings.Map(func(r rune) rune {
				if !allowed(r) {
					return utf8.RuneError
				}
				return r
			}, s), nil
		}
	}
	return s, nil
}

// trailing refuses content after the root.
func (sc *scanner) trailing() error {
	for {
		rest := strings.TrimLeft(sc.s[sc.pos:], " \t\r\n")
		sc.pos = len(sc.s) - len(rest)
		switch {
		case rest == "":
			return nil
		case strings.HasPrefix(rest, "<!--"):
			sc.skipTo("-->")
		case strings.HasPrefix(rest, "<?"):
			sc.skipTo("?>")
		default:
			sc.fail("content after the end of the document")
		}
		if sc.err != nil {
			return sc.err
		}
	}
}

// read reads the QBXMLMsgsRs that was opened.
func (rs *ResponseSet) read(sc *scanner) {
	rs.NewMessageSetID = sc.attr("newMessageSetID")
	if status := sc.attr("messageSetStatusCode"); status != "" {
		n, err := strconv.Atoi(strings.TrimSpace(status))
		if err != nil {
			sc.fail("messageSetStatusCode is %q", clip(status))
			return
		}
		rs.MessageSetStatus, rs.HasStatus = n, true
	}
	for sc.child() {
		if len(rs.Responses) >= maxResponses {
			sc.fail("more than %d answers, which no message set asks for", maxResponses)
			return
		}
		var r Response
		r.read(sc)
		if sc.err == nil {
			rs.Responses = append(rs.Responses, r)
		}
	}
}

// read reads the response that was opened.
func (r *Response) read(sc *scanner) {
	r.Name = strings.Clone(sc.name)
	r.RequestID = sc.attr("requestID")
	r.Severity = sc.attr("statusSeverity")
	r.Message = sc.attr("statusMessage")
	r.IteratorID = sc.attr("iteratorID")
	if code := strings.TrimSpace(sc.attr("statusCode")); code == "" {
		r.StatusCode, r.Err = -1, errors.New("statusCode is missing")
	} else if n, err := strconv.Atoi(code); err != nil {
		r.StatusCode, r.Err = -1, fmt.Errorf("statusCode is %q, which is not a whole number", clip(code))
	} else {
		r.StatusCode = n
	}
	if left := sc.attr("iteratorRemainingCount"); left != "" {
		n, err := strconv.Atoi(strings.TrimSpace(left))
		if err != nil && r.Err == nil {
			r.Err = fmt.Errorf("iteratorRemainingCount is %q, which is not a whole number", clip(left))
		}
		r.IteratorRemaining, r.HasIterator = n, err == nil
	}
	gone := removed(r.Name)
	for sc.child() {
		sc.bad = nil
		name := sc.name
		if name == "ErrorRecovery" {
			r.Recovery = sc.recovery()
			continue
		}
		if gone != nil && sc.removal(gone) {
			if len(r.Rets) == 0 {
				r.Rets = append(r.Rets, gone)
			}
			continue
		}
		ret := sc.ret()
		switch {
		case ret == nil:
			sc.skip()
		case sc.bad == nil:
			r.Rets = append(r.Rets, ret)
		case r.Err == nil:
			r.Err = fmt.Errorf("in %s: %w", name, sc.bad)
		}
	}
}

func (sc *scanner) recovery() *ErrorRecovery {
	v := &ErrorRecovery{}
	for sc.child() {
		switch sc.name {
		case "ListID":
			v.ListID = sc.text()
		case "OwnerID":
			v.OwnerID = sc.text()
		case "TxnID":
			v.TxnID = sc.text()
		case "TxnNumber":
			v.TxnNumber = sc.text()
		case "EditSequence":
			v.EditSequence = sc.text()
		case "ExternalGUID":
			v.ExternalGUID = sc.text()
		default:
			sc.skip()
		}
	}
	return v
}

// ret reads the Ret that was opened; nil, and nothing consumed, when its kind
// is not known.
func (sc *scanner) ret() any {
	switch sc.name {
	case "SalesReceiptRet":
		return sc.salesReceipt()
	case "InvoiceRet":
		return sc.invoice()
	case "ReceivePaymentRet":
		return sc.payment()
	case "CreditMemoRet":
		return sc.creditMemo()
	case "JournalEntryRet":
		return sc.journalEntry()
	case "DepositRet":
		return sc.deposit()
	case "InventoryAdjustmentRet":
		return sc.adjustment()
	case "InventorySiteRet":
		return sc.site()
	case "ItemSitesRet":
		return sc.itemSites()
	case "ReceivePaymentToDepositRet":
		return sc.toDeposit()
	case "ReportRet":
		return sc.report()
	case "CurrencyRet":
		return sc.currency()
	case "SalesOrderRet":
		return sc.salesOrder()
	case "ARRefundCreditCardRet":
		return sc.refund()
	case "CheckRet":
		return sc.check()
	case "TransactionRet":
		return sc.transaction()
	case "TxnDeletedRet":
		return sc.txnDeleted()
	case "CustomerRet":
		return sc.customer()
	case "VendorRet":
		return sc.vendor()
	case "EmployeeRet":
		return sc.employee()
	case "OtherNameRet":
		return sc.otherName()
	case "AccountRet":
		return sc.account()
	case "SalesTaxCodeRet":
		return sc.salesTaxCode()
	case "PaymentMethodRet":
		return sc.paymentMethod()
	case "ShipMethodRet":
		return sc.shipMethod()
	case "StandardTermsRet":
		return sc.terms(false)
	case "DateDrivenTermsRet":
		return sc.terms(true)
	case "ClassRet":
		return sc.class()
	case "TemplateRet":
		return sc.template()
	case "ListDeletedRet":
		return sc.listDeleted()
	case "HostRet":
		return sc.host()
	case "CompanyRet":
		return sc.company()
	case "PreferencesRet":
		return sc.preferences()
	}
	if kind, ok := goodsKind(sc.name); ok {
		return sc.goods(kind)
	}
	if kind, ok := itemKind(sc.name); ok {
		return sc.item(kind)
	}
	return nil
}
