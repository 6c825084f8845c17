package connector

import (
	"encoding/xml"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is taken out of a long answer is what the generated client would read.
func TestLongResultsAreReadAsTheStandardLibraryReadsThem(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "é", "😀", "&lt;", "&gt;", "&amp;", "&quot;", "&apos;", "&#65;", "&#xe9;", "&#x1F600;", "&#13;", "\r\n", "\r", "\n", "\t", "]", ">", "]]&gt;",
		"&nbsp;", "&#0;", "&#x110000;", "&#;", "&", ";", "\x01", "\xff", "&#xFFFE;"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "text"), "")
		var want struct {
			Text string `xml:",chardata"`
		}
		werr := xml.Unmarshal([]byte("<a>"+text+"</a>"), &want)
		got, err := unescape([]byte(text))
		if (err == nil) != (werr == nil) {
			t.Fatalf("%q: %v, the standard library says %v", text, err, werr)
		}
		if err == nil && got != want.Text {
			t.Fatalf("%q is read %q, the standard library reads %q", text, got, want.Text)
		}
	})
}

func TestASurrogateIsNoCharacter(t *testing.T) { // though the standard library lets it pass
	if got, err := unescape([]byte("&#xD800;")); err == nil {
		t.Errorf("read as %q", got)
	}
}

func TestALongRequestArrivesWhole(t *testing.T) {
	for _, n := range []int{longText - 1, longText, longText + 1, 3 * longText} {
		s, qb := ordinary(), &office{}
		s.answers["sendRequestXML"] = []string{strings.Repeat("x", n-4) + "&lt;"}
		s.answers["receiveResponseXML"] = []string{"100"}
		_, err := start(t, s, Options{Processor: qb, Added: true}).Run(t.Context())
		if want := "process " + strings.Repeat("x", n-4) + "<"; err != nil || qb.calls[2] != want {
			t.Errorf("%d bytes: %v, QuickBooks got %d", n, err, len(qb.calls[2]))
		}
		s.answers["sendRequestXML"] = []string{strings.Repeat("x", n) + "&nbsp;"}
		if _, err := start(t, s, Options{Processor: qb, Added: true}).Run(t.Context()); codeOf(err) != 1041 {
			t.Errorf("%d bytes and an undefined entity: %v", n, err)
		}
	}
}
