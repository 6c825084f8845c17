package connector

import (
	"bytes"
	"context"
	"net/http"
)

// delivery is a call whose bytes arrive once more, or late. Nobody reads the
// answer: the run that made the call is over, or has gone on.
type delivery struct {
	req    *http.Request
	action string
	body   []byte

	behind  string // the method behind whose next call it arrives; "" is any
	renamed bool   // it bears the ticket of the run that is under way then
}

// maxLate bounds what is on its way.
const maxLate = 16

// repeat has the call that was just made arrive again later, where its fault
// wants that.
func (w *wire) repeat(d delivery) {
	switch w.fault {
	case SendAgain:
	case SendAgainLater:
		d.behind = "authenticate"
	case ArriveElsewhere:
		d.behind, d.renamed = "sendRequestXML", true
	default:
		return
	}
	w.again(d)
}

// keepLate is what a wire hands its late calls to.
func (r *run) keepLate(d delivery) {
	if len(r.c.late) < maxLate {
		r.c.late = append(r.c.late, lateCall{d, r.c.runs, r.result.Calls, r.result.Ticket})
	}
}

// lateCall is a delivery with where it was made.
type lateCall struct {
	delivery
	run, call int
	ticket    string
}

// due tells whether the call arrives behind the one that was just made.
func (l *lateCall) due(r *run, method string) bool {
	if l.behind == "" {
		return l.run != r.c.runs || l.call != r.result.Calls
	}
	return l.run != r.c.runs && l.behind == method
}

// arrivals delivers what arrives behind the call that was just made.
func (r *run) arrivals(ctx context.Context, method string) {
	kept := r.c.late[:0]
	var due []lateCall
	for _, l := range r.c.late {
		if l.due(r, method) {
			due = append(due, l)
		} else {
			kept = append(kept, l)
		}
	}
	r.c.late = kept
	for _, l := range due {
		body := l.body
		if l.renamed && l.ticket != "" {
			body = bytes.Replace(body, []byte(l.ticket), []byte(r.result.Ticket), 1)
		}
		r.c.tell(Event{Kind: EventFault, Run: r.c.runs, Call: r.result.Calls, Method: l.action, Text: "a call of before arrives"})
		_, _ = r.wire.send(l.req, ctx, l.action, body) // nobody is there to read the answer
	}
}
