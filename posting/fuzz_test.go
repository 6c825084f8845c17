package posting

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"countinghouse/books"
	"countinghouse/internal/bound"
	"countinghouse/sales"
	"countinghouse/simulator/company"
	"countinghouse/store"
)

// tampered is what becomes of one answer of QuickBooks on its way: a part of
// it is replaced, or it comes with an HRESULT.
type tampered struct {
	step     byte   // which answer of the visit
	from, to uint16 // the part of it
	insert   string
	hresult  string
}

func (c tampered) on(response string) string {
	from := min(int(c.from), len(response))
	to := min(max(int(c.to), from), len(response))
	return response[:from] + c.insert + response[to:]
}

// FuzzReceive: an answer of QuickBooks is changed in any place, cut off or
// replaced as a whole, whichever of a visit it is. The desk says how far it is
// or that this run can't go on and why; and whatever it made of it, in the end
// the order's document stands in the company file once, and the order says so,
// or it says in words what it waits for.
func FuzzReceive(f *testing.F) {
	for step := range byte(5) {
		f.Add(step, uint16(0), uint16(0), "", "")
		f.Add(step, uint16(0), uint16(60000), "", "")
		f.Add(step, uint16(0), uint16(60000), "<QBXML><QBXMLMsgsRs/></QBXML>", "")
		f.Add(step, uint16(200), uint16(60000), "", "")
		f.Add(step, uint16(0), uint16(0), "x", "0x80040414")
		f.Add(step, uint16(0), uint16(0), "", "0x80040400")
	}
	f.Add(byte(2), uint16(150), uint16(151), `3180`, "")
	f.Add(byte(3), uint16(0), uint16(60000), `<QBXML><QBXMLMsgsRs newMessageSetID="x" messageSetStatusCode="9004"><SalesReceiptAddRs requestID="1" statusCode="0"><SalesReceiptRet><TxnID>1-2</TxnID><TotalAmount>1e5</TotalAmount></SalesReceiptRet></SalesReceiptAddRs></QBXMLMsgsRs></QBXML>`, "")
	w := newWorld(f)
	id := 0
	f.Fuzz(func(t *testing.T, step byte, from, to uint16, insert, hresult string) {
		id++
		w.t = t
		w.sell(id)
		w.plan(id, w.doc(books.SalesReceipt, id))
		w.tampered(tampered{step % 8, from, to, insert, hresult})
		for range 12 {
			w.now = w.now.Add(3 * time.Hour) // what was put off has its time
			w.visit()
			if st, err := w.store.OrderStory(t.Context(), "main", sales.OrderID(id)); err == nil && st.State == store.OrderVerified {
				break
			}
		}
		w.stands(id)
	})
	w.t = f
}

// tampered is a visit in which one answer is not what QuickBooks said.
func (w *shopWorld) tampered(c tampered) {
	w.t.Helper()
	ctx := w.t.Context()
	w.now = w.now.Add(10 * time.Minute)
	ticket, answer, err := w.desk.Authenticate(ctx, worldUser, worldPassword, "10.0.0.9:5000", "2.3")
	w.must(err)
	if answer == "none" {
		return
	}
	session := w.file.Connect()
	path, country, major, minor, err := session.OpenFile("Countinghouse", "")
	w.must(err)
	for step := byte(0); step < 60; step++ {
		w.now = w.now.Add(time.Second)
		request, err := w.desk.SendRequest(ctx, ticket, "", path, country, major, minor)
		w.must(err)
		if request == "" {
			break
		}
		response, failed := session.ProcessRequest(request)
		hresult, message := "", ""
		var h *company.HResult
		if errors.As(failed, &h) {
			hresult, message = h.Code, h.Message
		}
		if step == c.step {
			response = c.on(response)
			if c.hresult != "" {
				hresult, message, response = c.hresult, c.insert, ""
			}
		}
		var percent int
		bound.CheckIn(w.t, bound.Memory(len(response))+32*bound.MB, func() {
			percent, err = w.desk.ReceiveResponse(ctx, ticket, response, hresult, message)
		})
		w.must(err)
		if percent < 0 {
			if words, err := w.desk.LastError(ctx, ticket); err != nil || strings.TrimSpace(words) == "" {
				w.t.Errorf("the run ends at %d without a word (%v)", percent, err)
			}
		}
		if percent >= 100 || percent < 0 {
			break
		}
	}
	_, err = w.desk.Close(ctx, ticket)
	w.must(err)
	w.must(session.CloseFile())
}

// stands fails unless the order's document is in the file once, or the order
// says what it waits for, and nothing stands twice.
func (w *shopWorld) stands(id int) {
	w.t.Helper()
	n := w.file.CountByRef("SalesReceipt", fmt.Sprintf("BC%d", id))
	story, err := w.store.OrderStory(w.t.Context(), "main", sales.OrderID(id))
	if err != nil {
		w.t.Fatal(err)
	}
	switch {
	case n > 1:
		w.t.Errorf("order %d stands %d times", id, n)
	case story.State == store.OrderVerified && n != 1:
		w.t.Errorf("order %d is verified and stands %d times", id, n)
	case story.State != store.OrderVerified && strings.TrimSpace(story.Reason) == "":
		w.t.Errorf("order %d is %s, without a reason", id, story.State)
	}
}
