package bigcommerce

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"countinghouse/internal/bound"
	"countinghouse/money"

	"pgregory.net/rapid"
)

func TestAmountsAreReadExactlyInEveryForm(t *testing.T) {
	for in, want := range map[string]string{
		`"64.5300"`: "64.53", `"8"`: "8", `0`: "0", `5.1`: "5.1", `""`: "0", `null`: "0", `"-1.75"`: "-1.75",
		`1e2`: "100", `1.25E-3`: "0.00125", `-12.5e1`: "-125", `"0.0000"`: "0", `" 7 "`: "7", `6.2000000000000002`: "6.2000000000000002",
	} {
		var n Number
		if err := json.Unmarshal([]byte(in), &n); err != nil {
			t.Fatal(err)
		}
		d, err := n.Decimal()
		if err != nil || d.String() != want {
			t.Errorf("%s: %s, %v", in, d, err)
		}
		if set := in != `""` && in != `null`; n.IsSet() != set {
			t.Errorf("%s: set is %v", in, n.IsSet())
		}
	}
}

func TestWhatIsNoNumberIsAnErrorOfItsFieldNotOfThePage(t *testing.T) {
	for _, in := range []string{`"abc"`, `"1,5"`, `"12 USD"`, `"1e400"`, `"--1"`, `"1.2.3"`, `"e5"`, `"123456789012345678901"`, `true`} {
		var o struct {
			A Number `json:"a"`
			B Number `json:"b"`
		}
		if err := json.Unmarshal([]byte(`{"a":`+in+`,"b":"2.50"}`), &o); err != nil {
			t.Errorf("%s broke its page: %v", in, err)
		}
		if d, err := o.A.Decimal(); err == nil {
			t.Errorf("%s was read as %s", in, d)
		}
		if o.A.IsZero() {
			t.Errorf("%s counts as zero", in)
		}
		if d, _ := o.B.Decimal(); d.String() != "2.5" {
			t.Errorf("%s harmed its neighbour: %s", in, d)
		}
	}
}

func TestNumbersSurviveExponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64Range(-999_999_999, 999_999_999).Draw(t, "units")
		scale := rapid.IntRange(0, 6).Draw(t, "scale")
		want := money.NewDecimal(units, scale)
		shift := rapid.IntRange(-6, 6).Draw(t, "shift")
		// units × 10^-scale, written with its point moved and an exponent to move it back.
		text := money.NewDecimal(units, max(scale+shift, 0)).String()
		back := max(scale+shift, 0) - scale
		n := NumberOf(text + "e" + itoa(back))
		d, err := n.Decimal()
		if err != nil || !d.Equal(want) {
			t.Fatalf("%s: %s (%v), want %s", n.Text(), d, err, want)
		}
	})
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

func TestDatesOfBothFormsAreRead(t *testing.T) {
	want := time.Date(2019, 3, 5, 21, 40, 11, 0, time.UTC)
	for _, in := range []string{`"Tue, 05 Mar 2019 21:40:11 +0000"`, `"Tue, 5 Mar 2019 16:40:11 -0500"`, `"2019-03-05T21:40:11Z"`,
		`"2019-03-05T21:40:11+00:00"`, `"2019-03-05T15:40:11.000-06:00"`, `"2019-03-05T21:40:11"`, `"Tue, 05 Mar 2019 21:40:11 +0000\""`} {
		var d Date
		if err := json.Unmarshal([]byte(in), &d); err != nil || !d.Time().Equal(want) || d.Bad() {
			t.Errorf("%s: %v, %v", in, d.Time(), err)
		}
	}
	for in, bad := range map[string]bool{`""`: false, `null`: false, `{}`: false, `"soon"`: true, `"0000-00-00 00:00:00"`: true, `12`: true} {
		var d Date
		if err := json.Unmarshal([]byte(in), &d); err != nil || !d.Time().IsZero() || d.Bad() != bad {
			t.Errorf("%s: %v bad %v, %v", in, d.Time(), d.Bad(), err)
		}
	}
}

func TestAbsentThingsComeInManyForms(t *testing.T) {
	for _, none := range []string{`null`, `{}`, `""`, `[]`, `{ }`} {
		var v struct {
			Card  Maybe[CreditCard] `json:"card"`
			Lines List[OrderTax]    `json:"lines"`
			Text  Text              `json:"text"`
		}
		if err := json.Unmarshal([]byte(`{"card":`+none+`,"lines":`+none+`,"text":`+none+`}`), &v); err != nil {
			t.Errorf("%s: %v", none, err)
		}
		if v.Card.Set || len(v.Lines) != 0 || v.Text != "" {
			t.Errorf("%s: %+v", none, v)
		}
	}
	var v struct {
		A ID               `json:"a"`
		B ID               `json:"b"`
		C ID               `json:"c"`
		D Text             `json:"d"`
		E List[FormField]  `json:"e"`
		F Maybe[FormField] `json:"f"`
		G Flag             `json:"g"`
	}
	err := json.Unmarshal([]byte(`{"a":"176","b":176,"c":"TaxId","d":18.5,"e":{"name":"x"},"f":{"name":"y"},"g":1}`), &v)
	if err != nil || v.A != 176 || v.B != 176 || v.C != 0 || v.D != "18.5" || len(v.E) != 1 || v.E[0].Name != "x" || !v.F.Set || v.F.Value.Name != "y" || !bool(v.G) {
		t.Errorf("%+v, %v", v, err)
	}
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{`"64.5300"`, `8`, `""`, `null`, `1e5`, `"-0.1e-2"`, `"\u0031"`, `{}`, `[1]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var n Number
		var d money.Decimal
		err := errors.New("no JSON")
		bound.Check(t, len(b), func() {
			if json.Unmarshal(b, &n) == nil {
				d, err = n.Decimal()
			}
		})
		if err == nil && !d.Valid() {
			t.Fatalf("%q was accepted and is not exact", n.Text())
		}
		if err == nil && n.IsSet() {
			again, err := NumberOf(d.String()).Decimal()
			if err != nil || !again.Equal(d) {
				t.Fatalf("%q read as %s, that as %s (%v)", n.Text(), d, again, err)
			}
		}
	})
}

func FuzzOrder(f *testing.F) {
	f.Add([]byte(`{"id":1,"fees":[{"id":1,"cost_exc_tax":"1"}],"consignments":{"shipping":[{"line_items":{"resource":"/x"}}]},"billing_address":{"form_fields":[]}}`))
	f.Add([]byte(`{"id":"7","fees":{"fees":[]},"consignments":{"url":"u","resource":"/c"},"date_modified":"Tue, 05 Mar 2019 21:40:11 +0000"}`))
	f.Add([]byte(`{"id":7,"consignments":[{"email":{"gift_certificates":[{"line_items":[{"id":3}]}]}}],"fees":""}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		bound.Check(t, len(b), func() {
			row := readRow(b, time.Time{})
			lines, whole := row.Order.Consignments.Lines()
			if whole && len(lines) == 0 {
				t.Fatal("no line at all counts as all lines")
			}
			errorWords(b)
		})
	})
}
