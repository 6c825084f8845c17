package connector

import (
	"errors"
	"strings"
	"testing"

	"countinghouse/internal/bound"
)

// FuzzReadQWC: a file is added or refused with the code that a person would see.
func FuzzReadQWC(f *testing.F) {
	f.Add([]byte(qwcFor("https://orders.example.com")))
	f.Add([]byte("\xef\xbb\xbf<QBWCXML><AppName>a<!-- -->b<![CDATA[c]]></AppName><Scheduler><RunEveryNSeconds>1</RunEveryNSeconds></Scheduler></QBWCXML>"))
	f.Add([]byte("<QBWCXML><a/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		bound.Check(t, len(data), func() { added(t, data) })
	})
}

// added fails unless a file is refused with a code and words, or complete.
func added(t testing.TB, data []byte) {
	t.Helper()
	app, err := ReadQWC(data)
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Code < 1000 || e.Code > 1100 || e.Text == "" || len(e.Text) > 2000 {
			t.Errorf("refused by %T: %.300v", err, err)
		}
		return
	}
	if app.AppName == "" || app.UserName == "" || !guid.MatchString(app.OwnerID) || !guid.MatchString(app.FileID) || app.Every < 0 || app.AuthFlags > 0xF {
		t.Errorf("added as %+v", app)
	}
}

func TestTheWorstFilesAreReadWithinTheBounds(t *testing.T) {
	const open, end = "<QBWCXML><AppName>", "</AppName></QBWCXML>"
	for _, piece := range []string{"x<!---->", "<![CDATA[x]]>", "x<?a?>", "&lt;"} {
		text := open + strings.Repeat(piece, (maxFile-100)/len(piece)) + end
		bound.Check(t, len(text), func() { added(t, []byte(text)) })
	}
	for where, around := range map[string][2]string{
		"at the root":   {"", ""},
		"in the file":   {"<QBWCXML>", "</QBWCXML>"},
		"in an element": {"<QBWCXML><AppName>", "</AppName></QBWCXML>"},
	} {
		for _, in := range bound.XML(around[0], around[1]) {
			if at := maxFile - len(around[1]); len(in.Text) > maxFile { // as much of it as is looked at
				whole := in.Text
				in.Text = in.Text[:at] + around[1]
				bound.Check(t, len(whole), func() { added(t, []byte(whole)) })
			}
			t.Run(where+"/"+in.Name, func(t *testing.T) {
				bound.Check(t, len(in.Text), func() { added(t, []byte(in.Text)) })
			})
		}
	}
}
