package soap_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countinghouse/simulator/connector"
	"countinghouse/soap"
)

// book is a Desk with a list of requests to send, and the memory that the
// protocol asks of one: the request that is out, the last answer.
type book struct {
	requests []string
	login    string // the answer of authenticate
	path     []string

	mu      sync.Mutex
	logins  int
	ticket  string
	out     bool
	next    int
	done    []string
	message string
	heard   []string
}

func (b *book) note(format string, args ...any) {
	b.heard = append(b.heard, fmt.Sprintf(format, args...))
}

func (b *book) percent() int {
	if b.next == len(b.requests) {
		return 100
	}
	return b.next * 99 / len(b.requests)
}

func (b *book) Authenticate(_ context.Context, user, password, remote, version string) (string, string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.logins++
	b.note("authenticate %s %s from %s, version %s", user, password, remote, version)
	b.ticket, b.message = fmt.Sprintf("ticket-%d", b.logins), ""
	if b.out { // the answer to what was sent never came
		b.out = false
		b.note("unsure of request %d", b.next)
	}
	if password != "pass" {
		return b.ticket, "nvu", nil
	}
	return b.ticket, b.login, nil
}

func (b *book) SendRequest(_ context.Context, ticket, hcp, file, country string, major, minor int) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ticket != b.ticket {
		b.message = "session unknown or expired"
		return "", nil
	}
	if b.next == len(b.requests) {
		b.message = "No work"
		return "", nil
	}
	b.note("send %d: hcp %q, %s %s %d.%d", b.next, hcp, file, country, major, minor)
	b.out = true
	return b.requests[b.next], nil
}

func (b *book) ReceiveResponse(_ context.Context, ticket, response, hresult, message string) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ticket != b.ticket {
		b.message = "session unknown or expired"
		return -1, nil
	}
	if !b.out { // delivered again
		b.note("again %d", b.next)
		return b.percent(), nil
	}
	b.out = false
	b.next++
	b.done = append(b.done, response+hresult+message)
	return b.percent(), nil
}

func (b *book) ConnectionError(_ context.Context, ticket, hresult, message string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note("connectionError %s %s %s", ticket, hresult, message)
	if len(b.path) == 0 {
		return "done", nil
	}
	next := b.path[0]
	b.path = b.path[1:]
	return next, nil
}

func (b *book) LastError(context.Context, string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.message, nil
}

func (b *book) Close(_ context.Context, ticket string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note("close %s", ticket)
	return fmt.Sprintf("%d of %d done", b.next, len(b.requests)), nil
}

// till is a trivial QuickBooks: it answers a request with its text reversed in
// case, and remembers what it carried out.
type till struct {
	hcpText   string
	cannot    int // how many times the file cannot be opened
	throwAt   string
	processed []string
}

type thrown struct{ code, text string }

func (e thrown) Error() string   { return e.text }
func (e thrown) HResult() string { return e.code }

func (q *till) OpenFile(_, path string) (string, string, int, int, error) {
	if q.cannot > 0 {
		q.cannot--
		return "", "", 0, 0, thrown{"0x8004040A", "another company file is open"}
	}
	if path == "" {
		path = `C:\Böoks\x & y.qbw`
	}
	return path, "CA", 16, 1, nil
}
func (q *till) Stamp(string, string) error { return nil }
func (q *till) HCP(string) (string, error) { return q.hcpText, nil }
func (q *till) CloseFile() error           { return nil }
func reply(request string) string          { return strings.ToUpper(request) }
func (q *till) ProcessRequest(r string) (string, error) {
	q.processed = append(q.processed, r)
	if r == q.throwAt {
		return "", thrown{"0x80040400", "QuickBooks found an error when parsing the provided XML text stream."}
	}
	return reply(r), nil
}

// meet puts a Desk behind the endpoint and a connector in front of it.
func meet(t *testing.T, desk soap.Desk, o connector.Options) *connector.Connector {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/qbwc", soap.NewHandler(desk, soap.Options{Version: "Test 1.0"}))
	mux.HandleFunc("/support", func(http.ResponseWriter, *http.Request) {})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	address := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	qwc, err := soap.QWC{
		AppName: "Orders <of> Müller & Söhne", AppURL: address + "/qbwc", Description: "d", SupportURL: address + "/support",
		UserName: "qbwc-müller", OwnerID: soap.NewGUID(), FileID: soap.NewGUID(), EverySeconds: 30,
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	o.QWC = qwc
	if o.Password == "" {
		o.Password = "pass"
	}
	c, err := connector.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAWholeSessionWithTheSimulatedConnector(t *testing.T) {
	desk := &book{requests: []string{"<a>é € &amp;\r\n]]></a>", "<b/>", "<c>" + strings.Repeat("<x>1</x>", 100_000) + "</c>"}}
	qb := &till{hcpText: "<QBXML>Höst & co\n</QBXML>", throwAt: "<b/>"}
	c := meet(t, desk, connector.Options{Processor: qb})
	if got := c.Application(); got.AppName != "Orders <of> Müller & Söhne" || got.Every != 30*time.Second || len(got.Ignored) > 0 {
		t.Errorf("the .qwc file was read as %+v", got)
	}
	res, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if res.Outcome != connector.Completed || res.Message != "3 of 3 done" || res.Requests != 3 || res.ServerVersion != "Test 1.0" || res.Ticket != "ticket-1" {
		t.Errorf("%+v", res)
	}
	if diff := cmp.Diff(desk.requests, qb.processed); diff != "" {
		t.Errorf("QuickBooks got other requests:\n%s", diff)
	}
	if diff := cmp.Diff([]string{reply(desk.requests[0]), "0x80040400QuickBooks found an error when parsing the provided XML text stream.", reply(desk.requests[2])}, desk.done); diff != "" {
		t.Errorf("the desk got other responses:\n%s", diff)
	}
	const file = `C:\Böoks\x & y.qbw CA 16.1`
	want := []string{
		"authenticate qbwc-müller pass from 127.0.0.1, version 34.0.10012.78",
		`send 0: hcp "<QBXML>Höst & co\n</QBXML>", ` + file, `send 1: hcp "", ` + file, `send 2: hcp "", ` + file,
		"close ticket-1",
	}
	desk.heard[0] = strings.Replace(desk.heard[0], "from ::1", "from 127.0.0.1", 1)
	if diff := cmp.Diff(want, desk.heard); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	res, err = c.Run(t.Context())
	if err != nil || res.Outcome != connector.Told || res.LastError != "No work" {
		t.Errorf("with nothing to do: %v %+v", err, res)
	}
}

func TestLoginsThatEndAtOnceStillCarryTheirTicket(t *testing.T) {
	for answer, want := range map[string]connector.Outcome{"none": connector.NoData, "busy": connector.Busy, "nvu": connector.InvalidUser} {
		desk := &book{login: answer}
		res, err := meet(t, desk, connector.Options{Processor: &till{}}).Run(t.Context())
		if err != nil || res.Outcome != want || desk.heard[len(desk.heard)-1] != "close ticket-1" {
			t.Errorf("%s: %v %+v, the desk heard %q", answer, err, res, desk.heard)
		}
	}
	desk := &book{}
	res, err := meet(t, desk, connector.Options{Processor: &till{}, Password: "guess"}).Run(t.Context())
	if err != nil || res.Outcome != connector.InvalidUser || res.Code != 1040 {
		t.Errorf("a wrong password: %v %+v", err, res)
	}
}

func TestAFileThatDoesNotOpen(t *testing.T) {
	desk := &book{requests: []string{"<a/>"}, path: []string{`C:\other.qbw`}}
	res, err := meet(t, desk, connector.Options{Processor: &till{cannot: 1}, Added: true}).Run(t.Context())
	if err != nil || res.Outcome != connector.Completed || res.CompanyFile != `C:\other.qbw` {
		t.Errorf("second try: %v %+v", err, res)
	}
	desk = &book{requests: []string{"<a/>"}}
	res, err = meet(t, desk, connector.Options{Processor: &till{cannot: 1}, Added: true}).Run(t.Context())
	if err != nil || res.Outcome != connector.NotOpened || desk.next != 0 {
		t.Errorf("done: %v %+v", err, res)
	}
}

// reference: qbwc-protocol §9.3, 9.4: the answer that is lost is known to be
// lost at the next login, and nothing is sent twice in the same breath.
func TestWhatGetsLostIsKnownAtTheNextLogin(t *testing.T) {
	for name, c := range map[string]struct {
		method    string
		fault     connector.Fault
		unsure    bool
		processed int // by QuickBooks, in both runs
	}{
		"answer of sendRequestXML lost": {"sendRequestXML", connector.LoseAnswer, true, 1},
		"response lost":                 {"receiveResponseXML", connector.DropBefore, true, 2},
		"percentage lost":               {"receiveResponseXML", connector.LoseAnswer, false, 1},
		"request not asked for":         {"sendRequestXML", connector.DropBefore, false, 1},
	} {
		desk, qb := &book{requests: []string{"<a/>"}}, &till{}
		con := meet(t, desk, connector.Options{Processor: qb, Fault: connector.FaultAt(1, c.method, 1, c.fault)})
		var broken *connector.Error
		if _, err := con.Run(t.Context()); !errors.As(err, &broken) {
			t.Errorf("%s: the first run: %v", name, err)
		}
		if _, err := con.Run(t.Context()); err != nil {
			t.Errorf("%s: the second run: %v", name, err)
		}
		if got := strings.Contains(strings.Join(desk.heard, "\n"), "unsure of request 0"); got != c.unsure || len(qb.processed) != c.processed || desk.next != 1 {
			t.Errorf("%s: unsure %v, QuickBooks carried out %d, done %d", name, got, len(qb.processed), desk.next)
		}
	}
}

// reference: qbwc-protocol §9.5, 9.12.
func TestCallsThatArriveTwiceAreAnsweredAlike(t *testing.T) {
	for _, method := range []string{"sendRequestXML", "receiveResponseXML", "getLastError", "closeConnection"} {
		desk, qb := &book{requests: []string{"<a/>", "<b/>"}}, &till{}
		con := meet(t, desk, connector.Options{Processor: qb, Fault: connector.FaultAt(0, method, 1, connector.SendTwice)})
		res, err := con.Run(t.Context())
		if err != nil || res.Differing != 0 || len(qb.processed) != 2 || desk.next != 2 {
			t.Errorf("%s: %v %+v, QuickBooks carried out %q", method, err, res, qb.processed)
		}
	}
}

func TestAnUnknownTicketIsAnsweredPolitely(t *testing.T) {
	for _, method := range []string{"sendRequestXML", "receiveResponseXML"} {
		desk := &book{requests: []string{"<a/>"}}
		con := meet(t, desk, connector.Options{Processor: &till{}, Fault: connector.FaultAt(1, method, 1, connector.WrongTicket)})
		res, err := con.Run(t.Context())
		if err != nil || res.LastError != "session unknown or expired" || res.Outcome == connector.Completed {
			t.Errorf("%s: %v %+v", method, err, res)
		}
	}
}

func TestManyFaultsNeverMakeTheEndpointFault(t *testing.T) {
	desk, qb := &book{requests: strings.Split(strings.Repeat("<a/> ", 199)+"<a/>", " ")}, &till{}
	plan := connector.FaultsBySeed(42, 10, connector.DropBefore, connector.DropAfter, connector.LoseAnswer, connector.SendTwice, connector.WrongTicket)
	con := meet(t, desk, connector.Options{Processor: qb, Fault: plan})
	for range 400 {
		res, err := con.Run(t.Context())
		if err != nil && !strings.Contains(err.Error(), "the connection was closed") {
			t.Fatal(err)
		}
		if res.Outcome == connector.Completed {
			break
		}
	}
	desk.mu.Lock()
	defer desk.mu.Unlock()
	if desk.next != 200 {
		t.Errorf("%d of 200 requests were answered", desk.next)
	}
}

func BenchmarkRoundTrip100KBBothWays(b *testing.B) {
	request := strings.Repeat(`<SalesReceiptAddRq requestID="1"><SalesReceiptAdd><RefNumber>BC-1001</RefNumber></SalesReceiptAdd></SalesReceiptAddRq>`+"\n", 900)
	desk := &book{requests: make([]string, b.N)}
	for i := range desk.requests {
		desk.requests[i] = request
	}
	srv := httptest.NewServer(soap.NewHandler(desk, soap.Options{}))
	defer srv.Close()
	address := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	qwc, err := soap.QWC{AppName: "a", AppURL: address, Description: "d", SupportURL: address, UserName: "u", OwnerID: soap.NewGUID(), FileID: soap.NewGUID()}.Encode()
	if err != nil {
		b.Fatal(err)
	}
	con, err := connector.New(connector.Options{QWC: qwc, Password: "pass", Processor: &till{}, Added: true})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(2 * len(request)))
	b.ReportAllocs()
	b.ResetTimer()
	if res, err := con.Run(b.Context()); err != nil || res.Requests != b.N {
		b.Fatal(err, res)
	}
}
