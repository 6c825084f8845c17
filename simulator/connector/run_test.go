package connector

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAnOrdinaryRun(t *testing.T) {
	s, qb := ordinary(), &office{}
	c := start(t, s, Options{Processor: qb})
	res, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const open = `C:\Books\open.qbw`
	if diff := cmp.Diff([]string{
		"serverVersion ", "clientVersion 34.0.10012.78", "authenticate user|secret <&>",
		"sendRequestXML T-1|<QBXML>host & co</QBXML>|" + open + "|US|13|0",
		"receiveResponseXML T-1|<Rs><one/></Rs>||",
		"sendRequestXML T-1||" + open + "|US|13|0",
		"receiveResponseXML T-1|<Rs><two/></Rs>||",
		"closeConnection T-1",
	}, s.heard); diff != "" {
		t.Errorf("the server heard (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		`open Test & Co ""`, "stamp " + owner + " " + file, "close",
		`open Test & Co ""`, "hcp " + owner, "process <one/>", "process <two/>", "close",
	}, qb.calls); diff != "" {
		t.Errorf("QuickBooks heard (-want +got)\n%s", diff)
	}
	if res.Outcome != Completed || res.Ticket != "T-1" || res.Message != "OK" || res.ServerVersion != "Test 1" || res.Requests != 2 || res.Calls != 8 || res.Percent != 100 || res.CompanyFile != open || res.Code != 0 {
		t.Errorf("result %+v", res)
	}
	h := s.header[2]
	if h.Get("SOAPAction") != `"http://developer.intuit.com/authenticate"` || h.Get("Content-Type") != "text/xml; charset=utf-8" || h.Get("Cookie") != "crumb=1" || h.Get("Connection") != "" {
		t.Errorf("headers %v", h)
	}
	if s.header[0].Get("Cookie") != "" {
		t.Error("a cookie came before it was set")
	}
	if got := s.raw[4]; !strings.HasPrefix(got, `<?xml version="1.0" encoding="utf-8"?><`) || !strings.Contains(got, `</response><hresult /><message /></receiveResponseXML>`) {
		t.Errorf("on the wire: %s", got)
	}
	if _, err := c.Run(t.Context()); err != nil || s.header[8].Get("Cookie") != "" {
		t.Errorf("the next run: %v, cookie %q", err, s.header[8].Get("Cookie"))
	}
}

func TestHowRunsEnd(t *testing.T) {
	modal := quickbooksError{"0x80040414", "a modal dialog is open"}
	for name, c := range map[string]struct {
		answers map[string][]string
		office  office
		options Options
		outcome Outcome
		code    int
		last    string   // LastError
		methods []string // behind authenticate
	}{
		"none":          {answers: map[string][]string{"authenticate": {"<string>T-1</string><string>none</string>"}}, outcome: NoData, methods: []string{"closeConnection T-1"}},
		"nvu":           {answers: map[string][]string{"authenticate": {"<string>T-1</string><string>nvu</string>"}}, outcome: InvalidUser, code: 1040, methods: []string{"closeConnection T-1"}},
		"busy":          {answers: map[string][]string{"authenticate": {"<string>T-1</string><string>busy</string>"}}, outcome: Busy, methods: []string{"closeConnection T-1"}},
		"five strings":  {answers: map[string][]string{"authenticate": {"<string>T-1</string><string>none</string><string>60</string><string>10</string><string>5</string>"}}, outcome: NoData, methods: []string{"closeConnection T-1"}},
		"nothing to do": {answers: map[string][]string{"sendRequestXML": {""}, "getLastError": {"No work"}}, outcome: Told, last: "No work", methods: []string{"sendRequestXML", "getLastError T-1", "closeConnection T-1"}},
		"NoOp, then text": {answers: map[string][]string{"sendRequestXML": {"NoOp"}, "getLastError": {"NoOp", "enough"}}, outcome: Told, last: "enough",
			methods: []string{"sendRequestXML", "getLastError T-1", "sendRequestXML", "getLastError T-1", "closeConnection T-1"}},
		"NoOp from getLastError only": {answers: map[string][]string{"sendRequestXML": {""}, "getLastError": {"NoOp"}}, outcome: Told, last: "NoOp", methods: []string{"sendRequestXML", "getLastError T-1", "closeConnection T-1"}},
		"NoOp, then work": {answers: map[string][]string{"sendRequestXML": {"NoOp", "x"}, "getLastError": {"NoOp"}, "receiveResponseXML": {"100"}}, outcome: Completed, last: "NoOp",
			methods: []string{"sendRequestXML", "getLastError T-1", "sendRequestXML", "receiveResponseXML T-1|<Rs>x</Rs>||", "closeConnection T-1"}},
		"negative": {answers: map[string][]string{"receiveResponseXML": {"-1"}}, outcome: Failed, last: "something is wrong",
			methods: []string{"sendRequestXML", "receiveResponseXML T-1|<Rs><one/></Rs>||", "getLastError T-1", "closeConnection T-1"}},
		"zero goes on": {answers: map[string][]string{"receiveResponseXML": {"0", "100"}}, outcome: Completed,
			methods: []string{"sendRequestXML", "receiveResponseXML T-1|<Rs><one/></Rs>||", "sendRequestXML", "receiveResponseXML T-1|<Rs><two/></Rs>||", "closeConnection T-1"}},
		"QuickBooks throws": {office: office{processErr: quickbooksError{"0x80040400", "bad <XML>"}}, answers: map[string][]string{"receiveResponseXML": {"100"}}, outcome: Completed,
			methods: []string{"sendRequestXML", "receiveResponseXML T-1||0x80040400|bad <XML>", "closeConnection T-1"}},
		"QuickBooks throws without a code": {office: office{processErr: errors.New("crash")}, answers: map[string][]string{"receiveResponseXML": {"100"}}, outcome: Completed,
			methods: []string{"sendRequestXML", "receiveResponseXML T-1||0x80040402|crash", "closeConnection T-1"}},
		"not opened": {office: office{openErr: []error{modal}}, outcome: NotOpened, code: 1013, methods: []string{"connectionError T-1|0x80040414|a modal dialog is open", "closeConnection T-1"}},
		"not opened, no closing": {office: office{openErr: []error{modal}}, options: Options{NoCloseAfterConnectionError: true}, outcome: NotOpened, code: 1013,
			methods: []string{"connectionError T-1|0x80040414|a modal dialog is open"}},
		"DONE": {office: office{openErr: []error{modal}}, answers: map[string][]string{"connectionError": {"DONE"}}, outcome: NotOpened, code: 1013,
			methods: []string{"connectionError T-1|0x80040414|a modal dialog is open", "closeConnection T-1"}},
		"opened at the second try": {office: office{openErr: []error{modal}}, answers: map[string][]string{"connectionError": {`C:\other.qbw`}, "receiveResponseXML": {"100"}}, outcome: Completed,
			methods: []string{"connectionError T-1|0x80040414|a modal dialog is open", "sendRequestXML", "receiveResponseXML T-1|<Rs><one/></Rs>||", "closeConnection T-1"}},
		"an E version": {answers: map[string][]string{"clientVersion": {"E:too old"}}, outcome: VersionRefused, code: 1037},
		"an O version": {answers: map[string][]string{"clientVersion": {"O:2.3"}}, outcome: VersionRefused, code: 1037},
		"a W version, declined": {answers: map[string][]string{"clientVersion": {"W:old"}}, outcome: VersionRefused, code: 1037,
			options: Options{Continue: func(w string) bool { return w != "old" }}},
		"a W version, accepted": {answers: map[string][]string{"clientVersion": {"W:old"}, "authenticate": {"<string>T-1</string><string>none</string>"}}, outcome: NoData, code: 1037, methods: []string{"closeConnection T-1"}},
		"interactive, declined": {answers: map[string][]string{"sendRequestXML": {""}, "getLastError": {"Interactive mode"}, "getInteractiveURL": {"https://x/"}, "interactiveRejected": {"as you like"}}, outcome: Declined, last: "as you like",
			methods: []string{"sendRequestXML", "getLastError T-1", "getInteractiveURL T-1|wc-1", "interactiveRejected T-1|nobody is at the PC", "closeConnection T-1"}},
		"interactive": {answers: map[string][]string{"sendRequestXML": {""}, "getLastError": {"Interactive mode"}, "getInteractiveURL": {"https://x/"}, "interactiveDone": {"", "Done"}}, outcome: InteractiveDone, last: "Interactive mode",
			options: Options{Interactive: func(url string) (bool, string) { return url == "https://x/", "" }},
			methods: []string{"sendRequestXML", "getLastError T-1", "getInteractiveURL T-1|wc-1", "interactiveDone T-1", "interactiveDone T-1", "closeConnection T-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := ordinary()
			for method, answers := range c.answers {
				s.answers[method] = answers
			}
			c.options.Processor, c.options.Added = &c.office, true
			res, err := start(t, s, c.options).Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if res.Outcome != c.outcome || res.Code != c.code || res.LastError != c.last {
				t.Errorf("ended %q, code %d, last error %q", res.Outcome, res.Code, res.LastError)
			}
			if c.outcome == VersionRefused {
				if len(s.heard) != 2 {
					t.Errorf("the server heard %q", s.heard)
				}
				return
			}
			var got []string
			for _, h := range s.heard[3:] {
				if strings.HasPrefix(h, "sendRequestXML") {
					h = "sendRequestXML"
				}
				got = append(got, h)
			}
			if diff := cmp.Diff(c.methods, got); diff != "" {
				t.Errorf("behind authenticate (-want +got)\n%s", diff)
			}
			if n := len(c.office.calls); n > 0 && c.outcome != NotOpened && c.office.calls[n-1] != "close" {
				t.Errorf("QuickBooks' session was left open: %q", c.office.calls)
			}
		})
	}
}

func TestAnEndlessConnectionErrorIsGivenUp(t *testing.T) {
	s := ordinary()
	s.answers["connectionError"] = []string{""}
	qb := &office{}
	for range 10 {
		qb.openErr = append(qb.openErr, errors.New("no"))
	}
	res, err := start(t, s, Options{Processor: qb, Added: true, MaxConnectionErrors: 3}).Run(t.Context())
	if codeOf(err) != 1013 || res.Outcome != Broken || s.count["connectionError"] != 3 {
		t.Errorf("%v, %+v after %d connection errors", err, res, s.count["connectionError"])
	}
}

// A .NET proxy crashes over these, or reads something else than was meant.
func TestAnAnswerThatDotNetCannotReadEndsTheRun(t *testing.T) {
	good := func(method string) string { return envelope(method, "x") }
	replace := func(method, result, old, new string) string {
		return "!" + strings.Replace(envelope(method, result), old, new, 1)
	}
	for name, c := range map[string]struct {
		method, answer string
		code           int
		why            string
	}{
		"no result":                       {"sendRequestXML", replace("sendRequestXML", "", "<sendRequestXMLResult></sendRequestXMLResult>", ""), 1041, "0 elements"},
		"result elsewhere":                {"receiveResponseXML", replace("receiveResponseXML", "50", "<receiveResponseXMLResult>", `<receiveResponseXMLResult xmlns="">`), 1042, "was expected"},
		"response elsewhere":              {"sendRequestXML", replace("sendRequestXML", "", "http://developer.intuit.com/", "http://developer.intuit.com"), 1041, "was expected"},
		"strings elsewhere":               {"authenticate", `<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/Arrays">T</string><string xmlns="http://schemas.microsoft.com/2003/10/Serialization/Arrays"></string>`, 1012, "inside of its result"},
		"one string":                      {"authenticate", "<string>T</string>", 1012, "outside the bounds"},
		"no string":                       {"authenticate", "", 1012, "outside the bounds"},
		"a percentage with a point":       {"receiveResponseXML", "33.3", 1042, "correct format"},
		"an empty percentage":             {"receiveResponseXML", "", 1042, "correct format"},
		"a percentage in words":           {"receiveResponseXML", "done", 1042, "correct format"},
		"more than a hundred":             {"receiveResponseXML", "101", 1042, "is 101"},
		"SOAP 1.2":                        {"getLastError", replace("getLastError", "", "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), 1043, "was expected"},
		"text in front":                   {"sendRequestXML", "!Warning: mysql\n" + good("sendRequestXML"), 1041, "in front of the envelope"},
		"text behind":                     {"sendRequestXML", "!" + good("sendRequestXML") + "x", 1041, "behind the envelope"},
		"qbXML not escaped":               {"sendRequestXML", "<QBXML/>", 1041, "inside of its result"},
		"another method's answer":         {"sendRequestXML", "!" + good("closeConnection"), 1041, "was expected"},
		"two answers":                     {"sendRequestXML", replace("sendRequestXML", "", "</soap:Body>", "</soap:Body><soap:Body/>"), 1041, "2 elements"},
		"cut off":                         {"sendRequestXML", "!" + good("sendRequestXML")[:200], 1041, "end"},
		"nothing":                         {"sendRequestXML", "!", 1041, "in front of"},
		"a fault":                         {"authenticate", `!<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>out of order</faultstring></s:Fault></s:Body></s:Envelope>`, 1012, "out of order"},
		"a document type":                 {"sendRequestXML", "!<!DOCTYPE x>" + good("sendRequestXML"), 1041, "document type"},
		"an undefined entity":             {"sendRequestXML", "&nbsp;", 1041, "entity"},
		"a bad clientVersion":             {"clientVersion", "2.0", 1046, "bad syntax"},
		"white space for the empty text":  {"clientVersion", "\n", 1046, "bad syntax"},
		"a fault at the end of it all":    {"closeConnection", "!<x:Fault></x:Fault>", 1044, "unable to process"},
		"a fault in getLastError":         {"getLastError", "!<x:Fault></x:Fault>", 1043, "unable to process"},
		"a fault in connectionError":      {"connectionError", "!<x:Fault></x:Fault>", 1045, "unable to process"},
		"a fault in receiveResponseXML":   {"receiveResponseXML", "!<x:Fault></x:Fault>", 1042, "unable to process"},
		"a prefix that was not declared":  {"sendRequestXML", replace("sendRequestXML", "", "<sendRequestXMLResponse ", "<q:sendRequestXMLResponse "), 1041, "not declared"},
		"end tags that do not fit":        {"sendRequestXML", replace("sendRequestXML", "", "</sendRequestXMLResult>", "</Result>"), 1041, "ends nothing"},
		"a declaration in the wrong spot": {"sendRequestXML", "!<!-- x -->" + good("sendRequestXML"), 1041, "not at the beginning"},
	} {
		t.Run(name, func(t *testing.T) {
			s, qb := ordinary(), &office{}
			switch c.method {
			case "getLastError":
				s.answers["sendRequestXML"] = []string{""}
			case "connectionError":
				qb.openErr = []error{errors.New("no")}
			}
			s.answers[c.method] = []string{c.answer}
			res, err := start(t, s, Options{Processor: qb, Added: true}).Run(t.Context())
			if codeOf(err) != c.code || res.Code != c.code || !strings.Contains(err.Error(), c.why) {
				t.Fatalf("%v; want QBWC%d about %q", err, c.code, c.why)
			}
			if want := Broken; c.code != 1044 && res.Outcome != want {
				t.Errorf("outcome %q", res.Outcome)
			}
			if last := s.heard[len(s.heard)-1]; !strings.HasPrefix(last, c.method) {
				t.Errorf("after the exception it called %s", last)
			}
		})
	}
}

func TestAnswersInOtherGarbAreRead(t *testing.T) {
	for name, answer := range map[string]string{
		"prefixes":        `!<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:q="http://developer.intuit.com/"><e:Header/><e:Body><q:authenticateResponse><q:authenticateResult><q:string>T-1</q:string><q:string/></q:authenticateResult></q:authenticateResponse></e:Body></e:Envelope>`,
		"white space":     "!" + strings.ReplaceAll(strings.ReplaceAll(envelope("authenticate", "<string>T-1</string><string/>"), "><", ">\r\n  <"), "?>\r\n  <", "?>\n<"),
		"byte order mark": "!\xef\xbb\xbf" + envelope("authenticate", "<string>T-1</string><string></string>"),
		"CDATA":           "<string><![CDATA[T-1]]></string><string><!-- <x> --></string>",
	} {
		s := ordinary()
		s.answers["authenticate"] = []string{answer}
		res, err := start(t, s, Options{Processor: &office{}, Added: true}).Run(t.Context())
		if err != nil || res.Outcome != Completed || res.Ticket != "T-1" {
			t.Errorf("%s: %v %+v", name, err, res)
		}
	}
}

func TestOtherHTTPAnswersEndTheRun(t *testing.T) {
	for name, c := range map[string]struct {
		status      int
		contentType string
		body, why   string
	}{
		"HTML":            {200, "text/html", "<html/>", "content type"},
		"a SOAP 1.2 type": {200, "application/soap+xml", envelope("serverVersion", ""), "content type"},
		"another charset": {200, "text/xml; charset=windows-1252", envelope("serverVersion", ""), "windows-1252"},
		"not found":       {404, "text/html", "", "404"},
		"a redirect":      {302, "text/xml", "", "302"},
		"a bad gateway":   {502, "text/xml", "", "502"},
		"a plain 500":     {500, "text/plain", "oops", "500"},
	} {
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.contentType)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			w.Write([]byte(c.body)) //nolint:errcheck // the caller is there
		})
		_, err := start(t, h, Options{Processor: &office{}, Added: true}).Run(t.Context())
		if codeOf(err) != 1036 || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOneRunAtATimeAndItCanBeCancelled(t *testing.T) {
	s := ordinary()
	s.answers["sendRequestXML"] = []string{"NoOp"}
	s.answers["getLastError"] = []string{"NoOp"}
	waiting := make(chan struct{}, 1)
	c := start(t, s, Options{Processor: &office{}, Added: true, Event: func(e Event) {
		if e.Kind == EventWaiting {
			select {
			case waiting <- struct{}{}:
			default:
			}
		}
	}})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := c.Run(ctx)
		done <- err
	}()
	<-waiting
	if _, err := c.Run(t.Context()); !errors.Is(err, ErrRunning) {
		t.Errorf("a second run: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestPollingGoesOnAfterAFailedRun(t *testing.T) {
	s := ordinary()
	s.answers["authenticate"] = []string{"<string>one only</string>", "<string>T-1</string><string>none</string>"}
	ctx, cancel := context.WithCancel(t.Context())
	var failed, ended int
	c := start(t, s, Options{Processor: &office{}, Added: true, Event: func(e Event) {
		switch {
		case e.Kind == EventRunFailed && codeOf(e.Err) == 1012:
			failed++
		case e.Kind == EventRunEnded && e.Err == nil:
			if ended++; ended == 2 {
				cancel()
			}
		}
	}})
	if err := c.Poll(ctx, time.Millisecond); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if failed != 1 || ended != 2 {
		t.Errorf("%d runs failed, %d ended well", failed, ended)
	}
}
