package connector

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func methodsOf(heard []string) string {
	var m []string
	for _, h := range heard {
		name, _, _ := strings.Cut(h, " ")
		m = append(m, name)
	}
	return strings.Join(m, " ")
}

func TestFaultsDoWhatTheirNamesSay(t *testing.T) {
	const before = "serverVersion clientVersion authenticate "
	for name, c := range map[string]struct {
		plan      FaultPlan
		heard     string // "?" behind the last: the server may or may not have heard it
		processed int
		code      int
		outcome   Outcome
	}{
		"the request never leaves": {FaultAt(0, "sendRequestXML", 1, DropBefore), before, 0, 1041, Broken},
		"the request's answer is lost": {FaultAt(0, "sendRequestXML", 1, LoseAnswer),
			before + "sendRequestXML", 0, 1041, Broken},
		"nobody waits for the request": {FaultAt(0, "sendRequestXML", 1, DropAfter),
			before + "sendRequestXML?", 0, 1041, Broken},
		"the response is lost": {FaultAt(0, "receiveResponseXML", 1, DropBefore),
			before + "sendRequestXML", 1, 1042, Broken},
		"the second response is lost": {FaultAt(0, "receiveResponseXML", 2, DropBefore),
			before + "sendRequestXML receiveResponseXML sendRequestXML", 2, 1042, Broken},
		"the percentage is lost": {FaultAt(0, "receiveResponseXML", 1, LoseAnswer),
			before + "sendRequestXML receiveResponseXML", 1, 1042, Broken},
		"the request is asked for twice": {FaultAt(0, "sendRequestXML", 1, SendTwice),
			before + "sendRequestXML sendRequestXML receiveResponseXML sendRequestXML receiveResponseXML closeConnection", 2, 0, Completed},
		"the response is delivered twice": {FaultAt(0, "receiveResponseXML", 1, SendTwice),
			before + "sendRequestXML receiveResponseXML receiveResponseXML closeConnection", 1, 0, Completed},
		"the goodbye is lost": {FaultAt(0, "closeConnection", 1, DropBefore),
			before + "sendRequestXML receiveResponseXML sendRequestXML receiveResponseXML", 2, 1044, Completed},
		"the call for a request is cut": {FaultAt(0, "sendRequestXML", 1, CutCall),
			before, 0, 1041, Broken},
		"the response is cut": {FaultAt(0, "receiveResponseXML", 1, CutCall),
			before + "sendRequestXML", 1, 1042, Broken},
		"the request is cut": {FaultAt(0, "sendRequestXML", 1, CutAnswer),
			before + "sendRequestXML", 0, 1041, Broken},
		"the percentage is cut": {FaultAt(0, "receiveResponseXML", 1, CutAnswer),
			before + "sendRequestXML receiveResponseXML", 1, 1042, Broken},
		"the response comes again behind the next call": {FaultAt(0, "receiveResponseXML", 1, SendAgain),
			before + "sendRequestXML receiveResponseXML sendRequestXML receiveResponseXML receiveResponseXML closeConnection", 2, 0, Completed},
		"another run": {FaultAt(2, "sendRequestXML", 1, DropBefore),
			before + "sendRequestXML receiveResponseXML sendRequestXML receiveResponseXML closeConnection", 2, 0, Completed},
	} {
		t.Run(name, func(t *testing.T) {
			s, qb := ordinary(), &office{}
			res, err := start(t, s, Options{Processor: qb, Added: true, Fault: c.plan}).Run(t.Context())
			if codeOf(err) != c.code || res.Outcome != c.outcome {
				t.Errorf("%v, outcome %q", err, res.Outcome)
			}
			s.mu.Lock()
			heard := methodsOf(s.heard)
			s.mu.Unlock()
			want, maybe := strings.CutSuffix(c.heard, "?")
			if want = strings.TrimSpace(want); heard != want && (!maybe || heard+" sendRequestXML" != want) {
				t.Errorf("the server heard\n%s\nwant\n%s", heard, want)
			}
			if res.Requests != c.processed {
				t.Errorf("QuickBooks carried out %d requests", res.Requests)
			}
			if n := len(qb.calls); n == 0 || qb.calls[n-1] != "close" {
				t.Errorf("QuickBooks' session was left open: %q", qb.calls)
			}
		})
	}
}

func TestTwoAnswersToTheSameCallAreCounted(t *testing.T) {
	s := ordinary() // which answers the repeated call with its next request
	res, err := start(t, s, Options{Processor: &office{}, Added: true, Fault: FaultAt(0, "sendRequestXML", 1, SendTwice)}).Run(t.Context())
	if err != nil || res.Differing != 1 {
		t.Errorf("%v, %d differing answers", err, res.Differing)
	}
	s = ordinary()
	s.answers["sendRequestXML"] = []string{"same"}
	res, err = start(t, s, Options{Processor: &office{}, Added: true, Fault: FaultAt(0, "sendRequestXML", 1, SendTwice)}).Run(t.Context())
	if err != nil || res.Differing != 0 {
		t.Errorf("%v, %d differing answers", err, res.Differing)
	}
}

func TestAWrongTicketIsSentOnce(t *testing.T) {
	s := ordinary()
	_, err := start(t, s, Options{Processor: &office{}, Added: true, Fault: FaultAt(0, "receiveResponseXML", 1, WrongTicket)}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.heard[4], "receiveResponseXML never-given-T-1|") || !strings.HasPrefix(s.heard[6], "receiveResponseXML T-1|") {
		t.Errorf("heard %q", s.heard)
	}
}

func TestFaultsBySeedRepeatThemselves(t *testing.T) {
	draw := func(seed uint64) []Fault {
		plan := FaultsBySeed(seed, 30, DropBefore, LoseAnswer, SendTwice)
		var got []Fault
		for run := 1; run <= 20; run++ {
			for call := 1; call <= 10; call++ {
				got = append(got, plan(Call{Run: run, Number: call}))
			}
		}
		return got
	}
	if diff := cmp.Diff(draw(7), draw(7)); diff != "" {
		t.Errorf("the same seed gave other faults:\n%s", diff)
	}
	if cmp.Equal(draw(7), draw(8)) {
		t.Error("two seeds gave the same faults")
	}
	count := map[Fault]int{}
	for _, f := range draw(7) {
		count[f]++
	}
	if n := 200 - count[NoFault]; n < 30 || n > 90 || count[DropBefore] == 0 || count[LoseAnswer] == 0 || count[SendTwice] == 0 || count[WrongTicket] != 0 {
		t.Errorf("of 200 calls: %v", count)
	}
	if f := FaultsBySeed(1, 100)(Call{}); f != NoFault {
		t.Errorf("no faults were given, and %v was played", f)
	}
}

func TestCallsOfBeforeArriveInTheNextRun(t *testing.T) {
	const before, rest = "serverVersion clientVersion authenticate ", "sendRequestXML receiveResponseXML sendRequestXML receiveResponseXML closeConnection"
	for name, c := range map[string]struct {
		fault         Fault
		first, second string
		stray         int    // the call of before, in the second run
		ticket        string // that it bears
	}{
		"late":               {ArriveLate, before + "sendRequestXML", before + "receiveResponseXML " + rest, 3, "T-1"},
		"once more":          {SendAgainLater, before + rest, before + "receiveResponseXML " + rest, 3, "T-1"},
		"for another ticket": {ArriveElsewhere, before + rest, before + "sendRequestXML receiveResponseXML receiveResponseXML sendRequestXML receiveResponseXML closeConnection", 4, "T-2"},
	} {
		t.Run(name, func(t *testing.T) {
			s := ordinary()
			s.answers["authenticate"] = []string{"<string>T-1</string><string></string>", "<string>T-2</string><string></string>"}
			percent := []string{"50", "100"}
			s.answers["receiveResponseXML"] = percent
			con := start(t, s, Options{Processor: &office{}, Added: true, Fault: FaultAt(1, "receiveResponseXML", 1, c.fault)})
			_, _ = con.Run(t.Context())
			if got := methodsOf(s.heard); got != c.first {
				t.Errorf("in the first run the server heard\n%s\nwant\n%s", got, c.first)
			}
			s.heard, s.count["receiveResponseXML"] = nil, 0
			s.answers["receiveResponseXML"] = []string{"50", "50", "100"} // the stray one counts
			if _, err := con.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := methodsOf(s.heard); got != c.second {
				t.Fatalf("in the second run the server heard\n%s\nwant\n%s", got, c.second)
			}
			if stray := s.heard[c.stray]; !strings.HasPrefix(stray, "receiveResponseXML "+c.ticket+"|<Rs><one/></Rs>|") {
				t.Errorf("the call of before was %q", stray)
			}
			s.heard = nil
			if _, _ = con.Run(t.Context()); strings.Count(methodsOf(s.heard), "receiveResponseXML") != 1 {
				t.Errorf("it came once more: %s", methodsOf(s.heard))
			}
		})
	}
}

func TestTheByteAtWhichACallIsCutCanBeChosen(t *testing.T) {
	for _, f := range []Fault{CutCall, CutAnswer} {
		for _, at := range []int{0, 1, 40, 1 << 20} {
			s := ordinary()
			asked := 0
			con := start(t, s, Options{Processor: &office{}, Added: true, Fault: FaultAt(0, "authenticate", 1, f), CutAt: func(_ Call, size int) int {
				asked = size
				return at
			}})
			if res, err := con.Run(t.Context()); err == nil || res.Outcome != Broken || asked < 100 {
				t.Errorf("%s at %d of %d: %v, %q", f, at, asked, err, res.Outcome)
			}
		}
	}
}
