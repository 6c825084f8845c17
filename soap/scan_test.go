package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"countinghouse/internal/bound"
)

// events writes what the scanner finds, text joined, for comparison.
func events(data []byte) (string, error) {
	s := newScanner(bytes.Clone(data))
	var out, text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&out, "%q\n", text.String())
			text.Reset()
		}
	}
	for {
		t, err := s.next()
		if err != nil {
			return "", err
		}
		switch t.kind {
		case tokenEnd:
			return out.String(), nil
		case tokenOpen:
			flush()
			fmt.Fprintf(&out, "<{%s}%s", t.space, t.local)
			for _, a := range t.attrs {
				fmt.Fprintf(&out, " {%s}%s=%q", a.space, a.local, a.value)
			}
			out.WriteString("\n")
		case tokenClose:
			flush()
			out.WriteString(">\n")
		case tokenText:
			text.Write(t.text)
		}
	}
}

// standardEvents writes what encoding/xml finds, in the same form.
func standardEvents(data []byte) (string, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	d := xml.NewDecoder(bytes.NewReader(data))
	var out, text strings.Builder
	depth := 0
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&out, "%q\n", text.String())
			text.Reset()
		}
	}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			flush()
			depth++
			fmt.Fprintf(&out, "<{%s}%s", t.Name.Space, t.Name.Local)
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
					continue
				}
				fmt.Fprintf(&out, " {%s}%s=%q", a.Name.Space, a.Name.Local, a.Value)
			}
			out.WriteString("\n")
		case xml.EndElement:
			flush()
			depth--
			out.WriteString(">\n")
		case xml.CharData:
			if depth > 0 {
				text.Write(t)
			}
		case xml.Directive:
			return "", errors.New("a document type")
		case xml.Comment: // whose characters it does not check
			if !onlyCharacters(t) {
				return "", errors.New("a character in a comment")
			}
		case xml.ProcInst:
			if !onlyCharacters(t.Inst) {
				return "", errors.New("a character in an instruction")
			}
		}
	}
}

func onlyCharacters(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return !isCharacter(r) })
}

func TestMalformedXMLIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ xml, why string }{
		"nothing":                  {"", "no element"},
		"only space":               {" \n", "no element"},
		"text only":                {"hello", "outside of the root"},
		"text in front":            {"Warning: x<a/>", "outside of the root"},
		"text behind":              {"<a/>x", "outside of the root"},
		"a reference outside":      {"<a/>&#32;", "outside of the root"},
		"two roots":                {"<a/><b/>", "second root"},
		"truncated":                {"<a><b>", "ends inside"},
		"truncated tag":            {"<a", "does not end"},
		"truncated end tag":        {"<a></a", "not closed"},
		"truncated at <":           {"<a><", "ends after <"},
		"crossed tags":             {"<a><b></a></b>", "is ended by"},
		"case differs":             {"<a></A>", "is ended by"},
		"too many ends":            {"<a></a></a>", "too many"},
		"document type":            {"<!DOCTYPE a><a/>", "refused"},
		"entity declaration":       {`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, "refused"},
		"document type inside":     {"<a><!DOCTYPE a></a>", "refused"},
		"undefined entity":         {"<a>&nbsp;</a>", "not defined"},
		"bare ampersand":           {"<a>R & D</a>", "no reference"},
		"bare ampersand, no end":   {"<a>R &</a>", "no reference"},
		"empty reference":          {"<a>&;</a>", "not defined"},
		"number without digits":    {"<a>&#;</a>", "not defined"},
		"hex without digits":       {"<a>&#x;</a>", "no character"},
		"capital X":                {"<a>&#X41;</a>", "no character"},
		"number zero":              {"<a>&#0;</a>", "no character"},
		"number of a control":      {"<a>&#8;</a>", "no character"},
		"number of a surrogate":    {"<a>&#xD800;</a>", "no character"},
		"number too large":         {"<a>&#x110000;</a>", "no character"},
		"number past counting":     {"<a>&#99999999999999999999;</a>", "no character"},
		"number of U+FFFE":         {"<a>&#xFFFE;</a>", "no character"},
		"negative number":          {"<a>&#-5;</a>", "no character"},
		"control character":        {"<a>\x0b</a>", "control character"},
		"NUL":                      {"<a>x\x00</a>", "control character"},
		"control in an attribute":  {"<a b='\x01'/>", "control character"},
		"control in a comment":     {"<a><!--\x01--></a>", "control character"},
		"control in CDATA":         {"<a><![CDATA[\x01]]></a>", "control character"},
		"U+FFFF":                   {"<a>\uffff</a>", "does not have"},
		"U+FFFE in CDATA":          {"<a><![CDATA[\ufffe]]></a>", "does not have"},
		"invalid UTF-8":            {"<a>\xe9</a>", "UTF-8"},
		"overlong UTF-8":           {"<a>\xc0\x80</a>", "UTF-8"},
		"UTF-8 surrogate":          {"<a>\xed\xa0\x80</a>", "UTF-8"},
		"UTF-16":                   {"\xff\xfe<\x00a\x00/\x00>\x00", "UTF-16"},
		"UTF-16 without a mark":    {"\x00<\x00a\x00/\x00>", "UTF-16"},
		"another encoding":         {`<?xml version="1.0" encoding="windows-1252"?><a/>`, "windows-1252"},
		"XML 1.1":                  {`<?xml version="1.1"?><a/>`, "1.1"},
		"late declaration":         {` <?xml version="1.0"?><a/>`, "very beginning"},
		"declaration inside":       {`<a><?xml version="1.0"?></a>`, "very beginning"},
		"declaration, no version":  {`<?xml encoding="utf-8"?><a/>`, "cannot be read"},
		"declaration, wrong order": {`<?xml encoding="utf-8" version="1.0"?><a/>`, "cannot be read"},
		"declaration, no end":      {`<?xml version="1.0"`, "does not end"},
		"empty declaration":        {`<?xml ?><a/>`, "no version"},
		"]]> in text":              {"<a>]]></a>", "]]>"},
		"CDATA without end":        {"<a><![CDATA[x</a>", "does not end"},
		"CDATA outside":            {"<![CDATA[x]]><a/>", "outside"},
		"comment without end":      {"<a><!-- x</a>", "does not end"},
		"-- in a comment":          {"<a><!-- x -- y --></a>", "inside of a comment"},
		"instruction without end":  {"<a><? x</a>", "does not end"},
		"nameless instruction":     {"<a><? x?></a>", "without a name"},
		"unquoted attribute":       {"<a b=1/>", "not quoted"},
		"attribute without value":  {"<a b/>", "no value"},
		"attribute without end":    {"<a b='1/>", "does not end"},
		"attribute with <":         {"<a b='<'/>", "a <"},
		"attribute twice":          {"<a b='1' b='2'/>", "twice"},
		"attributes unseparated":   {"<a b='1'c='2'/>", "no space"},
		"slash in a tag":           {"<a / b='1'/>", "a /"},
		"undeclared prefix":        {"<x:a/>", "not declared"},
		"prefix out of scope":      {"<r><x:a xmlns:x='u'/><x:b/></r>", "not declared"},
		"undeclared attribute":     {"<a x:b='1'/>", "not declared"},
		"two colons":               {"<x:y:z xmlns:x='u'/>", "colon"},
		"colon first":              {"<:a/>", "colon"},
		"digit first":              {"<1a/>", "name was expected"},
		"digit after the colon":    {"<x:1 xmlns:x='u'/>", "colon"},
		"name outside of ASCII":    {"<größe/>", "outside of ASCII"},
		"prefix declared empty":    {"<a xmlns:x=''/>", "cannot be declared"},
		"prefix xmlns declared":    {"<a xmlns:xmlns='u'/>", "cannot be declared"},
		"nested too deep":          {strings.Repeat("<a>", 65) + strings.Repeat("</a>", 65), "nested"},
		"a name without end":       {"<" + strings.Repeat("a", 300) + "/>", "longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := events([]byte(c.xml))
			if err == nil {
				t.Fatalf("%.80q was accepted", c.xml)
			}
			if !strings.Contains(err.Error(), c.why) {
				t.Errorf("it was refused because %q, not because of %q", err, c.why)
			}
		})
	}
}

var wellFormed = map[string]string{
	"plain":              `<a/>`,
	"declaration":        "<?xml version='1.0' encoding=\"UTF-8\" standalone='yes' ?>\n<a></a>\n",
	"byte order mark":    "\xef\xbb\xbf<?xml version=\"1.0\"?><a/>",
	"no declaration":     "\n\r\n<!-- x --><a/><!-- y --><?z?>\n",
	"entities":           `<a>&lt;b c=&quot;1&quot;&gt; R &amp;&amp; D &apos;x&apos; &amp;amp;</a>`,
	"numbers":            `<a>&#65;&#x42;&#xe9;&#x20AC;&#128512;&#x1F600;&#9;&#xA;&#xD;&#x10FFFF;&#0000065;</a>`,
	"wide characters":    "<a>é€😀\ufeff\ufffd\uefff</a>",
	"CDATA":              "<a>1<![CDATA[<b>&amp;]]]]><![CDATA[>]]>2<![CDATA[]]></a>",
	"almost ]]>":         "<a>]] ]>]]&gt;]</a>",
	"line ends":          "<a>1\r\n2\r3\n\r\r\n4</a>",
	"line ends in CDATA": "<a><![CDATA[1\r\n2\r3\n]]></a>",
	"comments in text":   "<a>1<!-- <b> & -->2<?pi ?? ?>3</a>",
	"namespaces":         `<x:a xmlns:x="u" xmlns="v"><b x:c="1" d='2'/><x:b xmlns:x="w"><x:c/></x:b><x:c/><d xmlns=""/></x:a>`,
	"xml prefix":         `<a xml:lang="en"/>`,
	"attribute forms":    "<a b = '\"&quot;&lt;' c\n=\n\"'>\"\n/>",
	"spaces in tags":     "<a ><b\n></b\t></a >",
}

func TestWellFormedXMLIsReadAsTheStandardLibraryReadsIt(t *testing.T) {
	for name, text := range wellFormed {
		t.Run(name, func(t *testing.T) {
			got, err := events([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			want, err := standardEvents([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("read\n%s\nthe standard library reads\n%s", got, want)
			}
		})
	}
}

// stricter are the complaints about documents that encoding/xml lets pass:
// rules of XML, of its namespaces or of this protocol that it does not check.
var stricter = []string{
	"no element", "outside of the root", "outside of ASCII", "second root", "refused", "very beginning",
	"XML declaration", "only UTF-8", "only 1.0", "standalone", "UTF-16", "given twice", "not declared", "cannot be declared",
	"no space before", "nested more", "attributes", "longer than", "a colon", "has a colon", "outside the root", "a CDATA section outside",
	"capital", "a < in the value", "name was expected", "without a name", "a / inside", "the tag <", "]]> outside",
}

// FuzzScan holds the scanner against encoding/xml: whatever it accepts, the
// standard library accepts and reads alike; whatever it refuses, that refuses
// too, but for the rules it does not check.
func FuzzScan(f *testing.F) {
	for _, text := range wellFormed {
		f.Add([]byte(text))
	}
	f.Add([]byte(request(`<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>t</ticket><response>&lt;a/&gt;</response><hresult /></receiveResponseXML>`)))
	f.Add([]byte("<a>&#x</a>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got string
		var err error
		bound.Check(t, len(data), func() { got, err = events(data) })
		want, serr := standardEvents(data)
		switch {
		case err == nil && serr != nil:
			t.Fatalf("%q was accepted; the standard library says %v", data, serr)
		case err == nil && got != want:
			t.Fatalf("%q was read\n%s\nthe standard library reads\n%s", data, got, want)
		case err != nil && serr == nil:
			for _, s := range stricter {
				if strings.Contains(err.Error(), s) {
					return
				}
			}
			if strings.Contains(err.Error(), "no character of XML") && strings.Contains(want, "\ufffd") {
				return // the reference of a surrogate
			}
			t.Fatalf("%q was refused (%v); the standard library accepts it", data, err)
		}
	})
}
