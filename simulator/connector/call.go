package connector

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/simulator/connector/internal/wcsvc"
)

// call makes one SOAP call: it chooses the fault, bounds the time, counts and
// tells. What breaks is an *Error with the given code.
func (r *run) call(ctx context.Context, method string, code int, do func(context.Context) (string, error)) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	r.result.Calls++
	r.nth[method]++
	r.wire.fault = NoFault
	this := Call{Run: r.c.runs, Number: r.result.Calls, Nth: r.nth[method], Method: method}
	if r.c.o.Fault != nil {
		r.wire.fault = r.c.o.Fault(this)
	}
	r.wire.cut = func(size int) int { return min(max(r.c.o.CutAt(this, size), 0), size) }
	event := Event{Run: r.c.runs, Call: r.result.Calls, Method: method}
	if r.wire.fault != NoFault {
		event.Kind, event.Text = EventFault, r.wire.fault.String()
		r.c.tell(event)
	}
	limited, cancel := context.WithTimeout(ctx, r.c.o.CallTimeout)
	defer cancel()
	began := time.Now()
	said, err := do(limited)
	event.Kind, event.Took, event.Bytes, event.Percent = EventCalled, time.Since(began), r.wire.received, r.result.Percent
	if r.wire.differed {
		r.result.Differing++
	}
	if err != nil {
		event.Err = &Error{Code: code, Method: method, Text: "exception", Err: err}
		if ctx.Err() != nil {
			event.Err = &Error{Code: code, Method: method, Text: "cancelled", Err: ctx.Err()}
		}
		event.Text = "failed: " + err.Error()
		r.c.tell(event)
		return "", event.Err
	}
	event.Text = describe(said)
	r.c.tell(event)
	if len(r.c.late) > 0 {
		r.arrivals(ctx, method)
	}
	return said, nil
}

// describe shows an answer in a line.
func describe(said string) string {
	switch {
	case said == "":
		return "answered with an empty text"
	case len(said) > 80:
		return fmt.Sprintf("asked for: %d bytes of qbXML", len(said))
	}
	return "answered " + said
}

func (r *run) tell(kind EventKind, text string) {
	r.c.tell(Event{Kind: kind, Run: r.c.runs, Text: text})
}

// ticket is the one to be sent now.
func (r *run) ticket() string {
	if r.wire.fault == WrongTicket {
		return "never-given-" + r.result.Ticket
	}
	return r.result.Ticket
}

// value takes the result out of an answer of the generated client.
func value[T any](answer *T, err error, result func() string) (string, error) {
	if err != nil {
		return "", err
	}
	if answer == nil {
		return "", errors.New("no answer")
	}
	return result(), nil
}

// interactive plays the sequence with a person and a browser. reference:
// qbwc-protocol §3.10, in the reading of Intuit's sample.
func (r *run) interactive(ctx context.Context) (more bool, err error) {
	url, err := r.call(ctx, "getInteractiveURL", 1041, func(ctx context.Context) (string, error) {
		a, err := r.service.GetInteractiveURLContext(ctx, &wcsvc.GetInteractiveURL{WcTicket: r.ticket(), SessionID: "wc-1"})
		return value(a, err, func() string { return a.GetInteractiveURLResult })
	})
	if err != nil {
		return false, err
	}
	ok, reason := false, "nobody is at the PC"
	if r.c.o.Interactive != nil {
		ok, reason = r.c.o.Interactive(url)
	}
	if !ok {
		r.result.Outcome = Declined
		r.result.LastError, err = r.call(ctx, "interactiveRejected", 1041, func(ctx context.Context) (string, error) {
			a, err := r.service.InteractiveRejectedContext(ctx, &wcsvc.InteractiveRejected{WcTicket: r.ticket(), Reason: reason})
			return value(a, err, func() string { return a.InteractiveRejectedResult })
		})
		return false, err
	}
	for {
		said, err := r.call(ctx, "interactiveDone", 1041, func(ctx context.Context) (string, error) {
			a, err := r.service.InteractiveDoneContext(ctx, &wcsvc.InteractiveDone{WcTicket: r.ticket()})
			return value(a, err, func() string { return a.InteractiveDoneResult })
		})
		switch {
		case err != nil:
			return false, err
		case strings.EqualFold(said, "continue"):
			return true, nil
		case said != "":
			r.result.Outcome = InteractiveDone
			if !strings.EqualFold(said, "done") {
				r.result.LastError = said
			}
			return false, nil
		}
		if err := r.wait(ctx, r.c.o.InteractiveWait); err != nil {
			return false, err
		}
	}
}
