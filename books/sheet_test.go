package books

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"countinghouse/day"
	"countinghouse/money"
)

// wholeSheet are the rules of the example file, with everything that is
// commented out: each key is set.
func wholeSheet(t *testing.T) Rules {
	t.Helper()
	b := read(t, "../docs/countinghouse.example.yaml")
	_, text, _ := strings.Cut(b, "    rules:\n")
	text, _, _ = strings.Cut(text, "\nusers:")
	text = regexp.MustCompile(`(?m)^( *)# `).ReplaceAllString(text, "$1")
	var r struct {
		Rules Rules `yaml:"rules"`
	}
	if err := strictly("    rules:\n"+text, &r); err != nil {
		t.Fatal(err)
	}
	return r.Rules
}

var sameRules = cmp.Options{cmp.AllowUnexported(Rules{}, ItemRules{}), cmp.Comparer(func(a, b money.Decimal) bool { return a.Cmp(b) == 0 }), cmp.Comparer(func(a, b day.Day) bool { return a == b })}

// withoutDefaults leaves out choices that name what an empty one means.
func withoutDefaults(t *testing.T, r Rules) Rules {
	t.Helper()
	out, err := r.clone()
	if err != nil {
		t.Fatal(err)
	}
	for key, p := range sheetPlaces() {
		if p.field == nil || p.table != nil || p.field.Kind != SheetChoice {
			continue
		}
		if v := leafAt(reflect.ValueOf(&out).Elem(), key); textAt(v) == p.field.Choices[0].Value {
			v.SetZero()
		}
	}
	for code, c := range out.Currencies {
		if rest := (CurrencyRule{Rate: c.Rate}); c != rest && c.Rate == "quickbooks" {
			c.Rate = ""
			out.Currencies[code] = c
		}
	}
	return out
}

func TestEverySettingHasItsPlaceOnTheSheetAndNoOther(t *testing.T) {
	keys := keysOf(reflect.TypeFor[Rules](), "")
	var placed []string
	for _, g := range Sheet() {
		for _, p := range g.Parts {
			if p.Field != nil {
				placed = append(placed, p.Field.Key)
				continue
			}
			for _, c := range p.Table.Columns {
				placed = append(placed, c.Key)
			}
		}
	}
	slices.Sort(placed)
	slices.Sort(keys)
	if diff := cmp.Diff(keys, placed); diff != "" {
		t.Errorf("settings and the lines of the sheet (-settings +sheet):\n%s", diff)
	}
	words := map[string]string{}
	for key, p := range sheetPlaces() {
		if p.field == nil {
			continue
		}
		if other := words[strings.ToLower(mappingWhat(p))]; other != "" {
			t.Errorf("%s and %s have the same words: %s", key, other, mappingWhat(p))
		}
		words[strings.ToLower(mappingWhat(p))] = key
		if p.field.Kind == SheetEntry && p.field.List == "" || p.field.Kind == SheetChoice && len(p.field.Choices) < 2 {
			t.Errorf("%s can't be chosen from anything", key)
		}
	}
}

func TestTheSheetSaysWhatTheDeclarationSays(t *testing.T) {
	whole := wholeSheet(t)
	for name, r := range map[string]Rules{"everything": whole, "nothing": {}, "a currency with defaults": {Currencies: map[string]CurrencyRule{"EUR": {Rate: "quickbooks"}}}} {
		lines := r.Lines()
		back, errs := Rules{}.With(lines)
		if len(errs) > 0 {
			t.Fatalf("%s: %v", name, errs)
		}
		if diff := cmp.Diff(withoutDefaults(t, r), back, sameRules); diff != "" {
			t.Errorf("%s (-rules +through the sheet):\n%s", name, diff)
		}
		// The sheet as it stands, sent back, changes nothing.
		again, errs := r.With(lines)
		if diff := cmp.Diff(r, again, sameRules); diff != "" || len(errs) > 0 {
			t.Errorf("%s sent back changes %s %v", name, diff, errs)
		}
		for _, l := range lines {
			if got := r.Value(l.Key, l.Row); got != l.Value {
				t.Errorf("%s: %s is %q, the line says %q", name, l.Name(), got, l.Value)
			}
		}
	}
	// Each value of each choice can be set, unless it means what an empty one does.
	for key, p := range sheetPlaces() {
		if p.field == nil || p.field.Kind != SheetChoice {
			continue
		}
		row := map[bool]string{true: "1"}[p.table != nil]
		for _, o := range p.field.Choices {
			r, errs := whole.With([]SheetLine{{key, row, o.Value}})
			if got := p.field.plain(r.Value(key, row)); len(errs) > 0 || got != p.field.plain(o.Value) {
				t.Errorf("%s set to %q is %q, %v", key, o.Value, got, errs)
			}
		}
	}
}

func TestAnEmptyValueTakesALineOut(t *testing.T) {
	r := wholeSheet(t)
	for _, l := range r.Lines() {
		if strings.HasPrefix(l.Key, "cases") {
			continue // those are taken out by row
		}
		l.Value = ""
		var errs []LineError
		if r, errs = r.With([]SheetLine{l}); len(errs) > 0 {
			t.Error(errs)
		}
	}
	r = withoutDefaults(t, r) // those named what an empty choice means
	for range len(r.Cases) {
		r, _ = r.With([]SheetLine{{"cases", "1", ""}})
	}
	if diff := cmp.Diff(Rules{Currencies: r.Currencies}, r, sameRules); diff != "" {
		t.Errorf("left over: %s", diff)
	}
	if rest := r.Lines(); len(rest) > 1 { // a currency by defaults alone is a row still
		t.Errorf("left over: %v", rest)
	}
	r, _ = wholeSheet(t).With([]SheetLine{{Key: "payments", Row: "PayPal"}, {Key: "currencies", Row: "EUR"}, {Key: "cases", Row: "2"}})
	if _, there := r.Payments["PayPal"]; there || len(r.Payments) == 0 || r.Currencies != nil || len(r.Cases) != len(wholeSheet(t).Cases)-1 {
		t.Errorf("rows stay: %+v %+v %d", r.Payments, r.Currencies, len(r.Cases))
	}
}

func TestRulesForOrdersAreMovedAndAdded(t *testing.T) {
	named := func(names ...string) Rules {
		var r Rules
		for _, n := range names {
			r.Cases = append(r.Cases, Case{Name: n})
		}
		return r
	}
	order := func(r Rules) string {
		var names []string
		for _, c := range r.Cases {
			names = append(names, c.Name)
		}
		return strings.Join(names, "")
	}
	for _, x := range []struct {
		lines []SheetLine
		want  string
	}{
		{[]SheetLine{{"cases", "3", "1"}}, "CABD"},
		{[]SheetLine{{"cases", "1", "3"}}, "BCAD"},
		{[]SheetLine{{"cases", "2", "2"}}, "ABCD"},
		{[]SheetLine{{"cases", "2", ""}, {"cases", "4", "1"}}, "DAC"},
		{[]SheetLine{{"cases.name", "9", "E"}, {"cases.stop", "9", "yes"}, {"cases.name", "7", ""}}, "ABCDE"},
	} {
		r, errs := named("A", "B", "C", "D").With(x.lines)
		if got := order(r); got != x.want || len(errs) > 0 {
			t.Errorf("%v gives %s, want %s; %v", x.lines, got, x.want, errs)
		}
	}
}

func TestWhatCannotBeMeantIsToldAllAtOnce(t *testing.T) {
	lines := []SheetLine{{"start_date", "", "1/11/2026"}, {"style", "", "memo"}, {"charges.rounding_limit", "", "1.5"}, {"exclude_channels", "", "eBay"},
		{"cases.when.over", "1", "much"}, {"payments.*.later", "Visa", "perhaps"}, {"exclude_orders", "abc", "why"}, {"charges.postage", "", "X"}, {"cases", "9", "1"}}
	before := Rules{}
	r, errs := before.With(lines)
	if len(errs) != len(lines) {
		t.Errorf("%d errors of %d: %v", len(errs), len(lines), errs)
	}
	for _, e := range errs {
		if e.Text == "" || strings.Contains(e.Error(), "strconv") {
			t.Errorf("%v", e)
		}
	}
	if r.StartDate != before.StartDate || r.Style != "" {
		t.Error("what can't be meant was set")
	}
}

func TestAMappingFileComesBackAsItWentOut(t *testing.T) {
	r := wholeSheet(t)
	r.Items.Links["=1+1"] = "'Quoted\""
	r.Items.Links["'-x"] = "a;b,c\td"
	file := MappingCSV(r)
	for name, change := range map[string]func(string) string{
		"as it is":    func(s string) string { return s },
		"BOM, CRLF":   func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
		"blank lines": func(s string) string { return strings.Replace(s, "\n", "\n,,,\n\n", 1) },
	} {
		lines, err := ParseMappingCSV([]byte(change(string(file))))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		back, errs := Rules{}.With(lines)
		if diff := cmp.Diff(withoutDefaults(t, r), back, sameRules); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %v %s", name, errs, diff)
		}
	}
	for line := range strings.Lines(string(file)) {
		for _, cell := range strings.Split(line, ",") {
			if cell = strings.Trim(cell, "\"\n"); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a formula stands in %q", line)
			}
		}
	}
}

func TestAMappingFileOfASpreadsheetIsRead(t *testing.T) {
	want := []SheetLine{{"payments.*.deposit_to", "Visa, Mastercard", "1050 Clearing"}, {"tax.rates", "Austin \"TX\"", "TX Austin"}, {"tax.codes", "", "E"}, {"charges.shipping", "", "Shipping"}, {"items.links", "BLU-12", ""}}
	rows := [][]string{{"in quickbooks", "WHAT", "Note", "In the store"}, {"1050 Clearing", "ways of paying: money goes to", "x", `"Visa, Mastercard"`},
		{"TX Austin", "Sales tax rates", "", `"Austin ""TX"""`}, {"E", "Sales tax codes", "", ""}, {"Shipping", "Shipping charged to the customer", "", ""}, {"", "SKUs that are called otherwise", "", "BLU-12"}}
	for _, sep := range []string{",", ";", "\t"} {
		var b strings.Builder
		for _, r := range rows {
			b.WriteString(strings.Join(r, sep) + "\r\n")
		}
		got, err := ParseMappingCSV([]byte(b.String()))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v %s", sep, err, diff)
		}
	}
}

func TestAllThatIsWrongWithAMappingFileIsToldWithItsLine(t *testing.T) {
	file := "Key,In the store,In QuickBooks\n" +
		"charges.postage,,X\n" + // 2
		"charges.shipping,Ground,X\n" + // 3
		"tax.rates,,X\n" + // 4
		"tax.rates,Austin,X\n" +
		"tax.rates,Austin,Y\n" + // 6
		"payments,Visa,\n" + // 7: rows are taken out by hand
		"charges.fees,\"A \"fee\",X\n" + // 8
		",,lonely\n" // 9
	lines, err := ParseMappingCSV([]byte(file))
	var errs MappingErrors
	if !errors.As(err, &errs) {
		t.Fatalf("%v", err)
	}
	var at []int
	for _, e := range errs {
		at = append(at, e.Line)
	}
	if fmt.Sprint(at) != "[2 3 4 6 7 8 9]" {
		t.Errorf("errors stand at %v: %v", at, err)
	}
	if len(lines) != 1 || lines[0].Value != "X" {
		t.Errorf("right are %v", lines)
	}
	for name, file := range map[string]string{"no file": "", "blanks": "\ufeff \r\n", "no heads": "a,b,c\n1,2,3\n", "no lines": "Key,In the store,In QuickBooks\n", "a head is missing": "Key,In QuickBooks\nx,y\n",
		"a head twice": "Key,Key,In the store,In QuickBooks\nx,y\n", "UTF-16": "\xff\xfeK\x00e\x00y\x00", "Latin": "Key,In the store,In QuickBooks\ntax.rates,Gen\xe8ve,X\n", "open quote": "\"Key,In the store", "large": strings.Repeat("x", MaxMappingCSV+1)} {
		if lines, err := ParseMappingCSV([]byte(file)); err == nil || len(lines) > 0 {
			t.Errorf("%s is taken: %v", name, lines)
		}
	}
	if _, err := ParseMappingCSV([]byte("Key,In the store,In QuickBooks\n" + strings.Repeat("x,y,z\n", 1000))); len(err.(MappingErrors)) != maxMappingErrors { //nolint:errorlint // its own
		t.Errorf("%d errors are told", len(err.(MappingErrors))) //nolint:errorlint // its own
	}
}

// Whatever a person links comes back through the file.
func TestAnyNamesSurviveTheMappingFile(t *testing.T) {
	name := rapid.StringMatching(`[-=+@'",;|%\p{L}0-9 ]{1,20}`).Filter(func(s string) bool { return strings.TrimSpace(s) == s && s != "" })
	rapid.Check(t, func(t *rapid.T) {
		r := Rules{Items: ItemRules{Links: rapid.MapOfN(name, name, 1, 6).Draw(t, "links")}, Payments: map[string]PaymentRule{}}
		for k, v := range rapid.MapOfN(name, name, 1, 4).Draw(t, "payments") {
			r.Payments[k] = PaymentRule{DepositTo: v, Later: len(v)%2 == 0}
		}
		lines, err := ParseMappingCSV(MappingCSV(r))
		if err != nil {
			t.Fatal(err)
		}
		back, errs := Rules{}.With(lines)
		if diff := cmp.Diff(r, back, sameRules); diff != "" || len(errs) > 0 {
			t.Fatalf("%v %s", errs, diff)
		}
	})
}
