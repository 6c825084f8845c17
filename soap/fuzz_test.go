package soap_test

import (
	"errors"
	"testing"
	"time"

	"countinghouse/internal/bound"
	"countinghouse/simulator/connector"
	"countinghouse/soap"
)

// FuzzQWC: a file that we write is one that the Web Connector takes, and says
// there what we said; what it would refuse we refuse first, in words.
func FuzzQWC(f *testing.F) {
	const owner, file = "{7C0B4E62-51F3-4B0A-9F0E-3D2A6C9E4B11}", "{e2b7a5d4-08c9-4f6b-8c35-91d04a7f2c66}"
	f.Add("Countinghouse - A & B", "https://orders.example.com/qbwc", "https://orders.example.com/support", "user", "d", owner, file, "0xF", "u", 10, 0)
	f.Add("ß€\u0301", "http://localhost:8080/qbwc", "http://LOCALHOST/", "u u", "<>&\"'", owner, file, "", "", 0, 30)
	f.Add("a\tb", "https://0x7f.1/", "https://127.0.0.1/", " ", "]]>", "{}", "x", "017", "\r\n", -1, 1<<30)
	f.Add("x", "https://a.example/?a=b&c=%00", "https://a.example:443/", "x", "x", owner, file, "15", "x", 1<<40, 0)
	f.Fuzz(func(t *testing.T, name, app, support, user, description, owner, file, flags, unique string, minutes, seconds int) {
		q := soap.QWC{AppName: name, AppURL: app, SupportURL: support, UserName: user, Description: description, OwnerID: owner, FileID: file,
			AuthFlags: flags, UniqueName: unique, EveryMinutes: minutes, EverySeconds: seconds}
		size := len(name) + len(app) + len(support) + len(user) + len(description) + len(owner) + len(file) + len(flags) + len(unique)
		bound.Check(t, size, func() { written(t, q) })
	})
}

func written(t *testing.T, q soap.QWC) {
	text, err := q.Encode()
	if err != nil {
		var e *soap.QWCError
		if !errors.As(err, &e) || len(e.Problems) == 0 {
			t.Errorf("refused by %T: %v", err, err)
			return
		}
		for _, p := range e.Problems {
			if p.Element == "" || p.What == "" || len(p.What) > 2000 {
				t.Errorf("a problem of %d bytes: %.200q", len(p.What), p)
			}
		}
		return
	}
	got, err := connector.ReadQWC(text)
	if err != nil {
		t.Errorf("the Web Connector refuses what we wrote: %v\n%s", err, text)
		return
	}
	every := time.Duration(q.EveryMinutes) * time.Minute
	if q.EveryMinutes == 0 {
		every = time.Duration(q.EverySeconds) * time.Second
	}
	if got.AppName != q.AppName || got.AppURL != q.AppURL || got.AppSupport != q.SupportURL || got.UserName != q.UserName || got.AppDescription != q.Description ||
		got.OwnerID != q.OwnerID || got.FileID != q.FileID || got.AppUniqueName != q.UniqueName || got.Every != every || len(got.Ignored) > 0 {
		t.Errorf("%+v is read as %+v\n%s", q, got, text)
	}
}
