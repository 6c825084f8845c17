package bigcommerce

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"countinghouse/money"
)

// Number is an amount, a quantity, a percent or a rate in any of the forms in
// which BigCommerce sends one: "64.5300", "8", 0, 5.1, "" or null (reference:
// bigcommerce-api §1). It keeps the literal text, so that nothing is lost
// through a float, and decoding never fails: what is no number is reported by
// Decimal, at the field it stands in, not as a broken page of 250 orders.
type Number struct {
	text string
	set  bool
}

// NumberOf makes a Number of its text; for tests and callers that build values.
func NumberOf(text string) Number { return Number{text: text, set: text != ""} }

// IsSet tells whether the field was there with a value; "" and null are none.
func (n Number) IsSet() bool { return n.set }

// Text is the number as it was sent, "" for none.
func (n Number) Text() string { return n.text }

// Decimal is the exact value; 0 when there is none. It is an error if the
// text is no decimal number or needs more digits than money.Decimal holds.
func (n Number) Decimal() (money.Decimal, error) {
	if !n.set {
		return money.Decimal{}, nil
	}
	t, err := plain(n.text)
	if err != nil {
		return money.Decimal{}, err
	}
	return money.ParseDecimal(t)
}

// IsZero tells whether the value is missing or exactly 0.
func (n Number) IsZero() bool {
	d, err := n.Decimal()
	return err == nil && d.IsZero()
}

// maxExponent bounds numbers like 1e5, which JSON allows: more than this could
// not be held exactly anyway.
const maxExponent = 18

// plain writes a number that has an exponent without one, exactly.
func plain(s string) (string, error) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, nil
	}
	exp, err := strconv.Atoi(strings.TrimPrefix(s[i+1:], "+"))
	if err != nil || exp > maxExponent || exp < -maxExponent {
		return "", fmt.Errorf("%w: %q", money.ErrAmount, short(s, 40))
	}
	mant, sign := s[:i], ""
	if strings.HasPrefix(mant, "-") {
		mant, sign = mant[1:], "-"
	}
	whole, frac, _ := strings.Cut(mant, ".")
	if whole == "" && frac == "" {
		return "", fmt.Errorf("%w: %q", money.ErrAmount, short(s, 40))
	}
	point := len(whole) + exp
	all := whole + frac
	if point > len(all) {
		all += strings.Repeat("0", point-len(all))
	}
	if point < 1 {
		all = strings.Repeat("0", 1-point) + all
		point = 1
	}
	out := sign + all[:point]
	if point < len(all) {
		out += "." + strings.TrimRight(all[point:], "0")
	}
	return strings.TrimSuffix(out, "."), nil
}

// UnmarshalJSON keeps the literal; see Number.
func (n *Number) UnmarshalJSON(b []byte) error {
	t := literal(b)
	*n = Number{text: t, set: t != ""}
	return nil
}

// MarshalJSON writes the text as a JSON string, as BigCommerce's v2 does.
func (n Number) MarshalJSON() ([]byte, error) { return json.Marshal(n.text) }

// Text is a text that BigCommerce sends as a string, a number, null, {} or "":
// payment_provider_id, external ids, credit_card_type.
type Text string

// UnmarshalJSON reads all those forms; objects and lists are "".
func (t *Text) UnmarshalJSON(b []byte) error {
	*t = Text(literal(b))
	return nil
}

// ID is a numeric id, which some answers send as a string ("order_id":"176").
// null, "" and what is no number are 0, which is no id.
type ID int64

// UnmarshalJSON reads both forms.
func (i *ID) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(literal(b), 10, 64)
	if err != nil {
		n = 0
	}
	*i = ID(n)
	return nil
}

// Flag is a yes or no: true, "true", 1, "1"; everything else is no.
type Flag bool

// UnmarshalJSON reads all those forms.
func (f *Flag) UnmarshalJSON(b []byte) error {
	t := literal(b)
	*f = Flag(t == "true" || t == "1")
	return nil
}

// Date is an instant in any of the forms in which BigCommerce sends one: RFC
// 2822 in v2, ISO 8601 in v3, "" or null for none, and once with a stray quote.
type Date struct {
	at   time.Time
	text string
}

// Time is the instant in UTC; the zero time when there is none or it cannot be read.
func (d Date) Time() time.Time { return d.at }

// Bad tells that there was a text which is no date.
func (d Date) Bad() bool { return d.at.IsZero() && d.text != "" }

// Text is the date as it was sent.
func (d Date) Text() string { return d.text }

// UnmarshalJSON never fails; see Bad.
func (d *Date) UnmarshalJSON(b []byte) error {
	t := strings.Trim(literal(b), "\" ")
	*d = Date{text: t, at: parseDate(t)}
	return nil
}

// MarshalJSON writes RFC 3339, or "" for none.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.at.IsZero() {
		return []byte(`""`), nil
	}
	return json.Marshal(d.at.Format(time.RFC3339))
}

func parseDate(t string) time.Time {
	if t == "" {
		return time.Time{}
	}
	layouts := []string{
		"Mon, 2 Jan 2006 15:04:05 -0700", time.RFC3339, time.RFC1123,
		"2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly,
	}
	for _, l := range layouts {
		if at, err := time.Parse(l, t); err == nil && at.Year() >= 1970 && at.Year() < 2200 {
			return at.UTC()
		}
	}
	return time.Time{}
}

// Maybe is an object that is sent as null, {}, [] or "" when there is none.
type Maybe[T any] struct {
	Value T
	Set   bool
}

// UnmarshalJSON reads an object; everything else is none.
func (m *Maybe[T]) UnmarshalJSON(b []byte) error {
	*m = Maybe[T]{}
	if !isObject(b) {
		return nil
	}
	m.Set = true
	return json.Unmarshal(b, &m.Value)
}

// List is a list that is sent as an array, or as a bare object when it has one
// row, or as null, "" or {} when it has none.
type List[T any] []T

// UnmarshalJSON reads all those forms.
func (l *List[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	b = bytes.TrimSpace(b)
	switch {
	case len(b) > 0 && b[0] == '[':
		rows, err := rowsOf[T](b)
		if err != nil {
			return err
		}
		*l = rows
	case isObject(b):
		var row T
		if err := json.Unmarshal(b, &row); err != nil {
			return err
		}
		*l = List[T]{row}
	}
	return nil
}

// isObject tells whether the JSON value is an object with something in it.
func isObject(b []byte) bool {
	b = bytes.TrimSpace(b)
	return len(b) > 2 && b[0] == '{' && len(bytes.TrimSpace(b[1:len(b)-1])) > 0
}

// literal is the text of a JSON string or number or boolean; "" for null,
// objects and lists.
func literal(b []byte) string {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return ""
	}
	switch b[0] {
	case '"':
		if len(b) > 1 && bytes.IndexByte(b, '\\') < 0 {
			return strings.TrimSpace(strings.ToValidUTF8(string(b[1:len(b)-1]), "\uFFFD"))
		}
		var s string
		if json.Unmarshal(b, &s) != nil {
			return ""
		}
		return strings.TrimSpace(s)
	case '{', '[', 'n':
		return ""
	}
	return string(b)
}

// short cuts a text that came from outside for use in a message.
func short(s string, n int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "?"), func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
