package web

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/templates"
)

// dayIn is "10 Nov" within the year of now, "10 Nov 2025" otherwise.
func dayIn(d day.Day, now time.Time) string {
	if d.IsZero() {
		return ""
	}
	if d.Time().Year() == now.Year() {
		return d.Time().Format("2 Jan")
	}
	return d.Human()
}

// longDay is "5 November" within the year of now, "5 November 2025" otherwise.
func longDay(d day.Day, now time.Time) string {
	if d.Time().Year() == now.Year() {
		return d.Time().Format("2 January")
	}
	return d.Time().Format("2 January 2006")
}

// moment is "2 Nov, 14:06" in the zone of now.
func moment(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	if t.Year() == now.Year() {
		return t.Format("2 Jan, 15:04")
	}
	return t.Format("2 Jan 2006, 15:04")
}

func clock(t, now time.Time) string { return t.In(now.Location()).Format("15:04") }

// callTime is the time of a call: of today without the day.
func callTime(t, now time.Time) string {
	if t = t.In(now.Location()); t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return moment(t, now)
}

// ago is "6 minutes ago", "2 h 36 min ago".
func ago(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return "Just now"
	case d < time.Minute:
		return templates.Plural(int(d/time.Second), "second", "seconds") + " ago"
	case d < time.Hour:
		return templates.Plural(int(d/time.Minute), "minute", "minutes") + " ago"
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %d min ago", int(d/time.Hour), int(d/time.Minute)%60)
	}
	return templates.Plural(int(d/(24*time.Hour)), "day", "days") + " ago"
}

// agoShort is "6 min ago".
func agoShort(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return "Just now"
	case d < time.Minute:
		return fmt.Sprintf("%d s ago", int(d/time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d/time.Minute))
	}
	return ago(d)
}

// took is how long something took: "0.4 s", "12 s", "2 min 5 s".
func took(d time.Duration) string {
	switch {
	case d < 0:
		return ""
	case d < 100*time.Millisecond:
		return "under 0.1 s"
	case d < 10*time.Second:
		tenths := int(d / (100 * time.Millisecond))
		return fmt.Sprintf("%d.%d s", tenths/10, tenths%10)
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d/time.Second))
	}
	return fmt.Sprintf("%d min %d s", int(d/time.Minute), int(d/time.Second)%60)
}

// hereRole is the person's role where she is; somebody without one there may
// still have one elsewhere.
func hereRole(u access.User) string {
	if u.Role == "" {
		return "without a role here"
	}
	return roleWord(u.Role)
}

func roleWord(r access.Role) string {
	switch r {
	case access.Admin:
		return "Admin"
	case access.Bookkeeper:
		return "Bookkeeper"
	case access.Accountant:
		return "Accountant"
	case access.Viewer:
		return "Viewer"
	}
	return "No role"
}

// kindWord is a kind of document in an accountant's words.
func kindWord(k books.Kind) string {
	switch k {
	case books.SalesReceipt:
		return "Sales receipt"
	case books.Invoice:
		return "Invoice"
	case books.Payment:
		return "Payment"
	case books.CreditMemo:
		return "Credit memo"
	case books.CardRefund:
		return "Card refund"
	case books.Check:
		return "Check"
	case books.SalesOrder:
		return "Sales order"
	case books.Journal:
		return "Journal entry"
	case books.Application:
		return "Application of a credit"
	case books.CustomerAdd:
		return "Customer"
	case books.CustomerUpdate:
		return "Change of a customer"
	case books.ItemAdd:
		return "Item"
	}
	return "Document"
}

// kindInText is a kind of document within a sentence.
func kindInText(k books.Kind) string { return strings.ToLower(kindWord(k)) }

func amountOf(a money.Amount, decimals int) templates.Money {
	return templates.Money{Amount: a, Decimals: decimals}
}

func signed(a money.Amount, currency string) templates.Money {
	return templates.Money{Amount: a, Decimals: money.Decimals(currency), Sign: templates.Sign(currency)}
}

// sums writes the money of several currencies, the largest code last: "$12.00 and €3.00".
func sums(m map[string]money.Amount) string {
	var parts []string
	for _, c := range sortedKeys(m) {
		parts = append(parts, signed(m[c], c).Text())
	}
	if len(parts) == 0 {
		return "$0.00"
	}
	return listed(parts)
}

// listed is "a", "a and b", "a, b and c".
func listed(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// typedDay reads a day as a person writes it; years that are left out are the
// newest that does not lie ahead.
func typedDay(s string, today day.Day) (day.Day, error) {
	d, err := readDay(s, today)
	if err == nil && !d.IsZero() && (d.Before(day.New(1970, 1, 1)) || d.After(day.New(2099, 12, 31))) {
		return day.Day{}, fmt.Errorf("“%s” is no day of these books: they reach from 1970 to 2099", typedText(s))
	}
	return d, err
}

func readDay(s string, today day.Day) (day.Day, error) {
	t := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " "))
	switch t {
	case "":
		return day.Day{}, nil
	case "today":
		return today, nil
	case "yesterday":
		return today.Add(-1), nil
	}
	for _, form := range []string{"2006-01-02", "2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006"} {
		if at, err := time.Parse(form, t); err == nil {
			return day.Of(at, time.UTC), nil
		}
	}
	for _, form := range []string{"2 Jan", "2 January", "Jan 2", "January 2"} {
		if at, err := time.Parse(form, t); err == nil {
			d := day.New(today.Time().Year(), at.Month(), at.Day())
			if d.After(today) {
				d = day.New(today.Time().Year()-1, at.Month(), at.Day())
			}
			return d, nil
		}
	}
	return day.Day{}, fmt.Errorf("“%s” is not a day like 10 Nov 2026", typedText(s))
}

// typedText is what was typed, or as much of it as fits into a sentence.
func typedText(s string) string {
	if r := []rune(s[:min(len(s), 400)]); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// typedAmount reads an amount as a person writes it: "1,000.00", "$84.20", "(62.35)".
func typedAmount(s string) (money.Amount, error) {
	t := strings.NewReplacer(",", "", "$", "", "€", "", "£", "", " ", "").Replace(s)
	if strings.HasPrefix(t, "(") && strings.HasSuffix(t, ")") {
		t = "-" + strings.Trim(t, "()")
	}
	a, err := money.ParseAmount(t, 2)
	if err != nil {
		return 0, fmt.Errorf("“%s” is not an amount like 1,000.00", typedText(s))
	}
	return a, nil
}

// lowerFirst begins a text with a small letter: it goes on a sentence.
func lowerFirst(s string) string { return changeFirst(s, unicode.ToLower) }

// upperFirst begins a text with a capital letter.
func upperFirst(s string) string { return changeFirst(s, unicode.ToUpper) }

func changeFirst(s string, change func(rune) rune) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(change(r)) + s[n:]
}
