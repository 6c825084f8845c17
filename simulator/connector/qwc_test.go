package connector

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAGoodFileIsRead(t *testing.T) {
	text := strings.Replace(qwcFor("https://orders.example.com"), "<QBType>", "<AppUniqueName>u</AppUniqueName><AuthFlags>0xF</AuthFlags><IsReadOnly>false</IsReadOnly><PersonalDataPrep>x</PersonalDataPrep><Notify>true</Notify><QBType>", 1)
	got, err := ReadQWC([]byte("\xef\xbb\xbf" + text))
	if err != nil {
		t.Fatal(err)
	}
	want := Application{
		AppName: "Test & Co", AppURL: "https://orders.example.com/qbwc", AppDescription: "d", AppSupport: "https://orders.example.com/support", UserName: "user",
		OwnerID: owner, FileID: file, QBType: "QBFS", AppUniqueName: "u", AuthFlags: 15, Notify: true, Every: 10 * time.Minute, Ignored: []string{"PersonalDataPrep"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOnlyTheFirstScheduleCounts(t *testing.T) {
	for inner, want := range map[string]time.Duration{
		"<RunEveryNSeconds>30</RunEveryNSeconds><RunEveryNMinutes>5</RunEveryNMinutes>": 30 * time.Second,
		"<RunEveryNMinutes>5</RunEveryNMinutes><RunEveryNSeconds>30</RunEveryNSeconds>": 5 * time.Minute,
		"": 0,
	} {
		got, err := ReadQWC([]byte(strings.Replace(qwcFor("http://localhost"), "<RunEveryNMinutes>10</RunEveryNMinutes>", inner, 1)))
		if err != nil || got.Every != want {
			t.Errorf("%s: %v, %v", inner, got.Every, err)
		}
	}
}

func TestABadFileIsRefusedWithItsCode(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		code     int
		why      string
	}{
		"http":                       {"https://a.example/qbwc", "http://a.example/qbwc", 1010, "not https"},
		"IP address":                 {"https://a.example/qbwc", "https://192.0.2.1/qbwc", 1001, "IP address"},
		"IPv6 address":               {"https://a.example/qbwc", "https://[::1]/qbwc", 1001, "IP address"},
		"IP address of support":      {"https://a.example/support", "https://192.0.2.1/", 1002, "IP address"},
		"another domain":             {"https://a.example/support", "https://b.example/", 1000, "another domain"},
		"no address":                 {"https://a.example/qbwc", "qbwc", 1039, "not an address"},
		"no AppID":                   {"<AppID></AppID>", "", 1039, "AppID is missing"},
		"no user":                    {"<UserName>user</UserName>", "", 1039, "UserName is missing"},
		"an empty user":              {"<UserName>user", "<UserName>", 1039, "UserName is empty"},
		"user twice":                 {"<UserName>", "<UserName>x</UserName><UserName>", 1039, "given twice"},
		"misspelled element":         {"AppDescription", "Appdescription", 1039, ""},
		"GUID without braces":        {owner, strings.Trim(owner, "{}"), 1039, "OwnerID is not a GUID"},
		"file GUID":                  {file, "{1}", 1039, "FileID is not a GUID"},
		"QBType":                     {"QBFS", "qbfs", 1039, "QBType"},
		"read-only":                  {"<QBType>", "<IsReadOnly>true</IsReadOnly><QBType>", 1039, "3263"},
		"read-only in other letters": {"<QBType>", "<IsReadOnly>False</IsReadOnly><QBType>", 1039, "IsReadOnly"},
		"AuthFlags":                  {"<QBType>", "<AuthFlags>0x20</AuthFlags><QBType>", 1034, "AuthFlags"},
		"style":                      {"<QBType>", "<Style>RPC</Style><QBType>", 1039, "Style"},
		"schedule":                   {"10</RunEveryNMinutes>", "0</RunEveryNMinutes>", 1039, "RunEveryNMinutes"},
		"personal data":              {"<QBType>", "<PersonalDataPref>none</PersonalDataPref><QBType>", 1039, "PersonalDataPref"},
		"bare ampersand":             {"&amp;", "&", 1039, "cannot be read"},
		"another root":               {"QBWCXML", "qbwcxml", 1039, "root"},
		"a namespace":                {"<QBWCXML>", `<QBWCXML xmlns="urn:x">`, 1039, "root"},
		"an attribute":               {"<QBWCXML>", `<QBWCXML a="1">`, 1039, "root"},
		"a second root":              {"</QBWCXML>", "</QBWCXML><QBWCXML/>", 1039, "root"},
		"text behind":                {"</QBWCXML>", "</QBWCXML>x", 1039, "text outside"},
		"a document type":            {"<QBWCXML>", "<!DOCTYPE x><QBWCXML>", 1039, "document type"},
		"an element in a text":       {"<UserName>user", "<UserName><b/>user", 1039, "element inside"},
		"cut off":                    {"</QBWCXML>", "", 1039, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			text := qwcFor("https://a.example")
			changed := strings.ReplaceAll(text, c.old, c.new)
			if changed == text {
				t.Fatal("the test changes nothing")
			}
			_, err := New(Options{QWC: []byte(changed), Processor: &office{}})
			if codeOf(err) != c.code || !strings.Contains(err.Error(), c.why) {
				t.Errorf("%v; want QBWC%d about %q", err, c.code, c.why)
			}
		})
	}
}

func TestAddingLooksAtTheSupportPageAndStampsTheFile(t *testing.T) {
	for name, c := range map[string]struct {
		support int
		office  office
		code    int
		calls   int
	}{
		"all well":         {0, office{}, 0, 3},
		"accepted":         {http.StatusAccepted, office{}, 0, 3},
		"not found":        {http.StatusNotFound, office{}, 1004, 0},
		"a login":          {http.StatusFound, office{}, 1004, 0},
		"QuickBooks is up": {0, office{openErr: []error{errors.New("closed")}}, 1007, 1},
		"FileID is taken":  {0, office{stampErr: errors.New("another FileID")}, 1026, 3},
		"not ended":        {0, office{closeErr: errors.New("x")}, 1015, 3},
	} {
		s := ordinary()
		s.support = c.support
		connector := start(t, s, Options{Processor: &c.office})
		err := connector.Add(t.Context())
		if codeOf(err) != c.code || (err == nil) != (c.code == 0) || len(c.office.calls) != c.calls {
			t.Errorf("%s: %v, QuickBooks heard %q", name, err, c.office.calls)
		}
		if c.code != 0 {
			if res, err := connector.Run(t.Context()); c.support != 0 && (codeOf(err) != c.code || res.Code != c.code || len(s.heard) > 0) {
				t.Errorf("%s: the run went on: %v", name, err)
			}
		}
	}
	srv := httptest.NewServer(http.NotFoundHandler())
	address := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	srv.Close()
	c, err := New(Options{QWC: []byte(qwcFor(address)), Processor: &office{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Add(t.Context()); codeOf(err) != 1003 {
		t.Errorf("nobody there: %v", err)
	}
}
