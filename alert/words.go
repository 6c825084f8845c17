package alert

import (
	"fmt"
	"html"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/store"
)

// text builds an e-mail: paragraphs, and rows of names and figures.
type text struct {
	plain, rich strings.Builder
	link        string
}

func (t *text) say(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	t.plain.WriteString(s + "\n\n")
	t.rich.WriteString("<p>" + html.EscapeString(s) + "</p>\n")
}

func (t *text) rows(rows [][2]string) {
	width := 0
	for _, r := range rows {
		width = max(width, len([]rune(r[0])))
	}
	t.rich.WriteString("<table>\n")
	for _, r := range rows {
		fmt.Fprintf(&t.plain, "  %s%s  %s\n", r[0], strings.Repeat(" ", width-len([]rune(r[0]))), r[1])
		t.rich.WriteString(`<tr><td>` + html.EscapeString(r[0]) + `</td><td align="right">` + html.EscapeString(r[1]) + "</td></tr>\n")
	}
	t.plain.WriteString("\n")
	t.rich.WriteString("</table>\n")
}

// message closes it with the way to the desk.
func (t *text) message(subject, path string) Message {
	if t.link != "" {
		t.plain.WriteString(t.link + path + "\n")
		t.rich.WriteString(`<p><a href="` + html.EscapeString(t.link+path) + `">Open Countinghouse</a></p>` + "\n")
	}
	return Message{Subject: oneLine(subject), Text: t.plain.String(), HTML: "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><body>\n" + t.rich.String() + "</body></html>\n"}
}

// oneLine keeps a subject to its line, whatever a name holds.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)), " ")
	if r := []rune(s); len(r) > 150 {
		return string(r[:150]) + "…"
	}
	return s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// digest are the figures of a day.
type digest struct {
	name    string // of the company file
	day     day.Day
	figures []store.DayFigure
	causes  []store.Cause
	called  time.Time
	wrong   []string // what has been told and goes on
}

// agreed tells whether every order of the day is in the books, to the cent.
func (d digest) agreed() bool {
	for _, f := range d.figures {
		if f.Verified.Count != f.Store.Count || f.Verified.Sum != f.Store.Sum {
			return false
		}
	}
	return true
}

func (d digest) message(link string, zone *time.Location) Message {
	t := &text{link: link}
	orders := 0
	for _, f := range d.figures {
		orders += f.Store.Count
	}
	when := d.day.Human()
	var subject string
	switch {
	case orders == 0:
		subject = fmt.Sprintf("%s: no orders on %s", d.name, when)
		t.say("No order of %s belongs in the books.", when)
	case d.agreed():
		subject = fmt.Sprintf("%s: %s, all agree to the cent", d.name, plural(orders, "order", "orders"))
		t.say("All orders of %s are in QuickBooks and agree to the cent.", when)
	default:
		subject = fmt.Sprintf("%s: not all of %s are in QuickBooks yet", d.name, plural(orders, "order", "orders"))
		t.say("Not all orders of %s are in QuickBooks yet. Sales for that day are short until they are.", when)
	}
	for _, f := range d.figures {
		rows := [][2]string{{"The store sold", figure(f.Store, f.Currency)}, {"In QuickBooks, read back", figure(f.Verified, f.Currency)}}
		for _, r := range []struct {
			name string
			f    store.Figure
		}{{"In QuickBooks, not read back yet", f.Posted}, {"Waiting for QuickBooks", f.Waiting}, {"Needs review", f.Held}, {"Excluded", f.Excluded}} {
			if r.f.Count > 0 {
				rows = append(rows, [2]string{r.name, figure(r.f, f.Currency)})
			}
		}
		t.rows(rows)
	}
	if len(d.causes) > 0 {
		t.say("What needs you, of all days:")
		var rows [][2]string
		for _, c := range d.causes {
			rows = append(rows, [2]string{c.What, plural(c.Orders, "order", "orders")})
		}
		t.rows(rows)
	}
	for _, w := range d.wrong {
		t.say("%s", w)
	}
	if d.called.IsZero() {
		t.say("QuickBooks has never called.")
	} else {
		t.say("QuickBooks last called on %s.", d.called.In(zone).Format("2 January at 15:04"))
	}
	return t.message(subject, "/")
}

func figure(f store.Figure, currency string) string {
	return fmt.Sprintf("%s, %s %s", plural(f.Count, "order", "orders"), f.Sum.Grouped(2), currency)
}
