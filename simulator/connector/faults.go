package connector

import (
	"math/rand/v2"
)

// Fault is one way in which a call goes wrong.
type Fault int

// The faults that can be played.
const (
	// NoFault leaves the call alone.
	NoFault Fault = iota
	// DropBefore breaks the connection before the call is sent: the server
	// hears nothing. On receiveResponseXML it is the response that is lost
	// after QuickBooks has carried out the request.
	DropBefore
	// DropAfter breaks the connection as soon as the call has been sent: the
	// server hears it and cannot answer.
	DropAfter
	// LoseAnswer lets the server answer and loses the answer on its way. On
	// sendRequestXML it is a request that the server believes to be sent.
	LoseAnswer
	// SendTwice delivers the call twice and heeds the second answer, as a
	// .NET client does when a kept-alive connection dies under it.
	SendTwice
	// WrongTicket sends a ticket that the server never gave.
	WrongTicket
	// CutCall breaks the connection in the middle of the call, at the byte that
	// Options.CutAt says: the server reads a part of it.
	CutCall
	// CutAnswer breaks the connection in the middle of the answer, at the byte
	// that Options.CutAt says.
	CutAnswer
	// SendAgain delivers the call, and once more behind the next call.
	SendAgain
	// SendAgainLater delivers the call, and once more behind the login of the
	// next run.
	SendAgainLater
	// ArriveLate breaks the connection, but the call was on its way: it arrives
	// behind the login of the next run.
	ArriveLate
	// ArriveElsewhere delivers the call, and once more in the next run, under
	// that run's ticket, when it was asked for its first request.
	ArriveElsewhere
)

// Faults are all of them.
func Faults() []Fault {
	return []Fault{DropBefore, DropAfter, LoseAnswer, SendTwice, WrongTicket, CutCall, CutAnswer, SendAgain, SendAgainLater, ArriveLate, ArriveElsewhere}
}

// String names the fault.
func (f Fault) String() string {
	names := [...]string{"no fault", "connection dropped before the call", "connection dropped after the call", "answer lost", "call sent twice", "wrong ticket",
		"call cut", "answer cut", "call sent again behind the next one", "call sent again in the next run", "call arrives in the next run", "call sent again under another ticket"}
	if f < 0 || int(f) >= len(names) {
		return "unknown fault"
	}
	return names[f]
}

// Call is a call about to be made.
type Call struct {
	Run    int    // counted from 1
	Number int    // within the run, counted from 1
	Nth    int    // of this method within the run, counted from 1
	Method string // such as "sendRequestXML"
}

// FaultPlan decides what goes wrong with a call; the same calls must give the
// same faults.
type FaultPlan func(Call) Fault

// FaultAt plays one fault in the nth call of a method, in the given run (0:
// in every run).
func FaultAt(run int, method string, nth int, f Fault) FaultPlan {
	return func(c Call) Fault {
		if (run == 0 || c.Run == run) && c.Method == method && c.Nth == nth {
			return f
		}
		return NoFault
	}
}

// FaultsBySeed plays a fault, one of those given, in about percent of a
// hundred calls. The choice hangs on the seed and the place of the call only.
func FaultsBySeed(seed uint64, percent int, faults ...Fault) FaultPlan {
	return func(c Call) Fault {
		if len(faults) == 0 {
			return NoFault
		}
		r := rand.New(rand.NewPCG(seed, uint64(c.Run)<<32|uint64(c.Number)))
		if r.IntN(100) >= percent {
			return NoFault
		}
		return faults[r.IntN(len(faults))]
	}
}
