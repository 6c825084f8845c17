package soap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// threeRounds is a Desk with three requests to send.
type threeRounds struct {
	scripted
	sent  int
	wrong []string
}

const zeepRequest = "<?xml version=\"1.0\"?>\r\n<QBXML><CustomerQueryRq>R &amp; D é € </CustomerQueryRq></QBXML>\n"

func (d *threeRounds) Authenticate(_ context.Context, user, password, _, _ string) (string, string, error) {
	if user == "fault" {
		return "", "", errors.New("the database is gone")
	}
	if user != "qbwc-northwind" || password != "p<a>ss & word é" {
		d.wrong = append(d.wrong, "login "+user+" "+password)
	}
	return "T-zeep", "", nil
}

func (d *threeRounds) SendRequest(_ context.Context, ticket, hcp, _, country string, major, minor int) (string, error) {
	if ticket != "T-zeep" || country != "US" || major != 13 || minor != 0 || (hcp != "") != (d.sent == 0) {
		d.wrong = append(d.wrong, "request "+ticket+" "+hcp)
	}
	if d.sent == 3 {
		return "", nil
	}
	d.sent++
	return zeepRequest, nil
}

func (d *threeRounds) ReceiveResponse(_ context.Context, _, response, hresult, message string) (int, error) {
	if response != strings.ReplaceAll(zeepRequest, "Rq", "Rs") || hresult != "" || message != "" {
		d.wrong = append(d.wrong, "response "+response)
	}
	return []int{0, 33, 66, 100}[d.sent], nil
}

func TestASOAPLibraryOfAnotherLanguageRunsASession(t *testing.T) {
	const python = "/usr/bin/python3"
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, python, "-c", "import zeep").CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("python3-zeep is missing: %v %s", err, out)
		}
		t.Skip("python3-zeep is missing")
	}
	desk := &threeRounds{scripted: scripted{last: "No work", retry: "done", bye: "3 orders posted"}}
	srv := httptest.NewServer(NewHandler(desk, Options{Version: "Test"}))
	defer srv.Close()
	cmd := exec.CommandContext(ctx, python, filepath.Join("testdata", "session.py"), srv.URL+"/qbwc?wsdl")
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "no_proxy=*", "NO_PROXY=*", "PYTHONDONTWRITEBYTECODE=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, stderr.String())
	}
	if len(desk.wrong) > 0 {
		t.Errorf("the desk heard %q", desk.wrong)
	}
	want := []any{ // zeep reads an empty element as None
		said("serverVersion", "Test"), said("clientVersion", nil), said("authenticate", []any{"T-zeep", nil}),
		said("sendRequestXML", zeepRequest), said("receiveResponseXML", 33.0),
		said("sendRequestXML", zeepRequest), said("receiveResponseXML", 66.0),
		said("sendRequestXML", zeepRequest), said("receiveResponseXML", 100.0),
		said("sendRequestXML", nil), said("getLastError", "No work"), said("connectionError", "done"),
		said("getInteractiveURL", srv.URL+"/qbwc"), said("interactiveRejected", interactiveText), said("interactiveDone", "Done"),
		said("closeConnection", "3 orders posted"),
		[]any{"fault", "soap:Server", "the server could not check the login just now; run the update again, and if this stays, see the server's log"},
	}
	var got []any
	for line := range strings.Lines(string(out)) {
		var c any
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		got = append(got, c)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the session differs (-want +got):\n%s", diff)
	}
}

// said is one answered call as the script prints it.
func said(name string, result any) any { return []any{name, result} }
