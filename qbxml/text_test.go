package qbxml

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"countinghouse/internal/bound"
)

func TestFitWritesWhatQuickBooksCanHold(t *testing.T) {
	tests := []struct{ name, in, want, note string }{
		{"plain", "12 Main St", "12 Main St", ""},
		{"accents of ISO-8859-1 stay", "Élise Müller Ångström ½ £5", "Élise Müller Ångström ½ £5", ""},
		{"composed without a note", "Cafe\u0301", "Café", ""},
		{"Polish", "Łódź Zażółć gęślą jaźń", "Lódz Zazólc gesla jazn", "10 letters that QuickBooks cannot hold were written plainly: Ł as L, ź as z, ż as z, ł as l, ć as c, ę as e, ś as s, ą as a, ń as n"},
		{"Hungarian, Czech, Croatian", "Győr Šiška Řehoř Đurđević ů", "Gyor Siska Rehor Durdevic u", "letters that QuickBooks cannot hold"},
		{"Turkish, Romanian", "ığşİĞŞ țș", "igsIGS ts", "letters that QuickBooks cannot hold"},
		{"ligatures", "œuvre ĳ ﬁn ẞ", "oeuvre ij fin SS", "letters"},
		{"as much of the marks as can stay", "ế ǖ x\u030C", "ê ü x", "ế as ê, ǖ as ü"},
		{"quotes and dashes", "“It’s” – ok — …", `"It's" - ok - ...`, "typographic characters were written plainly: “ ’ ” – — …"},
		{"signs", "Mug™ 5 € • №3", "Mug(TM) 5 EUR * No.3", "typographic"},
		{"special spaces", "a\u00A0b\u202Fc\u3000d", "a b c d", ""},
		{"wide letters", "ＡＢＣ１", "ABC1", "letters"},
		{"lost", "漢字 и 😀", "?? ? ?", "4 characters that QuickBooks cannot hold were replaced by a question mark: 漢, 字, и, 😀"},
		{"a family is one character", "👨\u200D👩\u200D👧!", "?!", "1 character that QuickBooks cannot hold was replaced by a question mark: 👨\u200D👩\u200D👧"},
		{"a flag and a skin tone", "🇩🇪👍🏽", "??", "2 characters"},
		{"invisible", "a\u200Bb\u00ADc\uFEFFd\x07e\u0085f", "abcde\nf", "4 invisible characters removed"},
		{"line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd", ""},
		{"ends", " a b \n", "a b", "extra spaces removed"},
		{"bytes that are no text", "a\xff\xfeb", "a?b", "1 character"},
		{"colon stays", "a: b", "a: b", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Fit(tt.in, MaxMemo)
			if got.Text != tt.want {
				t.Errorf("got %q, want %q", got.Text, tt.want)
			}
			if notes := strings.Join(got.Notes, "; "); tt.note == "" && notes != "" || !strings.Contains(notes, tt.note) {
				t.Errorf("notes %q", notes)
			}
		})
	}
}

func TestEveryLetterHasItsNeighbour(t *testing.T) {
	if n := utf8.RuneCountInString(withoutMarks); n != len(plainLetters) {
		t.Fatalf("%d letters and %d neighbors", n, len(plainLetters))
	}
	if got := Fit(withoutMarks, 99); got.Text != plainLetters {
		t.Errorf("%q", got.Text)
	}
	// Croatian and Icelandic look alike but are not: ð and Ð are in ISO-8859-1.
	if got := Fit("Đđ Ðð", 9); got.Text != "Dd Ðð" {
		t.Errorf("%q", got.Text)
	}
}

func TestFitShortensInCharactersAndSaysSo(t *testing.T) {
	got := Fit(strings.Repeat("é", 53), MaxAddrLine)
	if got.Text != strings.Repeat("é", 41) || len(got.Notes) != 1 || got.Notes[0] != "shortened from 53 to 41 characters" {
		t.Errorf("%q %q", got.Text, got.Notes)
	}
	// The length counts after the replacements, and no space is left at the cut.
	got = Fit("ab… cd", 6)
	if got.Text != "ab..." || got.Notes[len(got.Notes)-1] != "shortened from 8 to 5 characters" {
		t.Errorf("%q %q", got.Text, got.Notes)
	}
	if got := Fit("abc", 0); got.Text != "" || len(got.Notes) != 1 {
		t.Errorf("%q %q", got.Text, got.Notes)
	}
}

func TestFitNameMakesOneLevelOfOneLine(t *testing.T) {
	got := FitName("  Mugs:MUG\tBLUE\n 12：oz  ", MaxItemName)
	if got.Text != "Mugs-MUG BLUE 12-oz" {
		t.Errorf("%q", got.Text)
	}
	notes := strings.Join(got.Notes, "; ")
	for _, want := range []string{"colon replaced by a hyphen", "line breaks and extra spaces removed"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes %q lack %q", notes, want)
		}
	}
	if got := FitName("a  b", 41); got.Text != "a b" || got.Notes[0] != "extra spaces removed" {
		t.Errorf("%q %q", got.Text, got.Notes)
	}
}

func TestFitNameWithKeepsWhatMakesTheNameUnique(t *testing.T) {
	for _, tt := range []struct {
		name, suffix string
		limit        int
		want         string
	}{
		{"Hubert Blaine Wolfeschlegelsteinhausen", "(BC 51207)", 41, "Hubert Blaine Wolfeschlegelste (BC 51207)"},
		{"Ana", "(BC 1)", 41, "Ana (BC 1)"},
		{"", "(BC 1)", 41, "(BC 1)"},
		{"Ana", "", 41, "Ana"},
		{"Ana", "(BC 51207)", 5, "(BC 5"},
		{"Ana", "BC:1", 41, "Ana BC-1"},
	} {
		if got := FitNameWith(tt.name, tt.suffix, tt.limit); got.Text != tt.want {
			t.Errorf("%q + %q: %q", tt.name, tt.suffix, got.Text)
		}
	}
}

// checkFitted holds for every text whatever.
func checkFitted(t rapid.TB, s string, limit int) {
	for _, name := range []bool{false, true} {
		got := fit(s, limit, name)
		if n := utf8.RuneCountInString(got.Text); n > limit {
			t.Fatalf("%q has %d characters, more than %d", got.Text, n, limit)
		}
		for _, r := range got.Text {
			if r == '\n' || r == '\t' {
				if name {
					t.Fatalf("%q has a line break", got.Text)
				}
				continue
			}
			if r < ' ' || r >= 0x7F && r <= 0xA0 || r == 0xAD || r > 0xFF {
				t.Fatalf("%q has %U", got.Text, r)
			}
		}
		if name && (strings.Contains(got.Text, ":") || strings.Contains(got.Text, "  ")) || strings.TrimSpace(got.Text) != got.Text {
			t.Fatalf("%q is no tidy name", got.Text)
		}
		if again := fit(got.Text, limit, name); again.Text != got.Text || len(again.Notes) > 0 {
			t.Fatalf("%q becomes %q when fitted again: %q", got.Text, again.Text, again.Notes)
		}
		if len(got.Notes) == 0 && seen(got.Text) != seen(norm.NFC.String(s)) {
			t.Fatalf("%q became %q without a note", s, got.Text)
		}
	}
}

// seen is what a reader sees: kinds of spaces and line ends look alike.
func seen(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\u00A0", " ", "\u1680", " ",
		"\u2000", " ", "\u2001", " ", "\u2002", " ", "\u2003", " ", "\u2004", " ", "\u2005", " ", "\u2006", " ", "\u2007", " ",
		"\u2008", " ", "\u2009", " ", "\u200A", " ", "\u202F", " ", "\u205F", " ", "\u3000", " ").Replace(s)
}

func TestEveryTextFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringN(0, 60, -1), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.StringOf(rapid.SampledFrom([]rune("aé:ł \n\t\r漢😀\u0301\u200D\u00A0’…🇩🇪👍🏽ﬁ½")))).Draw(t, "text")
		checkFitted(t, s, rapid.IntRange(0, 50).Draw(t, "limit"))
	})
}

func FuzzFit(f *testing.F) {
	for _, s := range []string{"", "Łódź: 漢", "a\u0301\u200D👩", "：：", "\xff\x00", "  a\r\n "} {
		f.Add(s, 41)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		bound.Check(t, len(s), func() { checkFitted(t, s, min(max(limit, 0), MaxMemo)) })
	})
}

func TestFittedTextsAlwaysEncode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := salesReceiptMinimal()
		s := &r.SalesReceiptAdd
		s.Memo = Fit(rapid.String().Draw(t, "memo"), MaxMemo).Text
		s.BillAddress.Addr1 = Fit(rapid.String().Draw(t, "address"), MaxAddrLine).Text
		s.Lines[0].Desc = Fit(rapid.String().Draw(t, "desc"), MaxDesc).Text
		doc, err := MessageSet{Version: Written(), OnError: StopOnError, Requests: []Request{{ID: "1", Body: r}}}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range doc {
			if c >= 0x80 {
				t.Fatalf("not plain ASCII: %q", doc)
			}
		}
		// What QuickBooks reads is what was written.
		sc := &scanner{s: string(doc), stack: make([]string, 0, 16)}
		memo := ""
		for depth := 0; sc.child(); {
			if sc.name == "Memo" {
				memo = sc.text()
				break
			}
			if depth++; sc.name == "TxnDate" || sc.name == "RefNumber" || sc.name == "BillAddress" {
				sc.skip()
			}
		}
		if sc.err != nil || memo != s.Memo {
			t.Fatalf("%q was read as %q, %v", s.Memo, memo, sc.err)
		}
	})
}
