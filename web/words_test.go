package web

import (
	"strings"
	"testing"
	"time"

	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/store"
	"countinghouse/templates"
)

func TestDaysAreReadAsTheyAreTyped(t *testing.T) {
	today := day.New(2026, 11, 10)
	for typed, want := range map[string]string{"10 Nov 2026": "2026-11-10", " 3 november ": "2026-11-03", "Nov 3, 2026": "2026-11-03", "2026-11-03": "2026-11-03", "today": "2026-11-10", "Yesterday": "2026-11-09",
		"24 Dec": "2025-12-24", "": "", "11/10": "error", "31 Feb 2026": "error", "soon": "error"} {
		got, err := typedDay(typed, today)
		if text := got.String(); err == nil && text != want || err != nil && want != "error" {
			t.Errorf("%q is %s, %v, want %s", typed, text, err, want)
		}
	}
}

func TestAmountsAreReadAsAccountantsWriteThem(t *testing.T) {
	for typed, want := range map[string]money.Amount{"1,000.00": 100000, "$84.20": 8420, "(62.35)": -6235, "12": 1200} {
		if got, err := typedAmount(typed); err != nil || got != want {
			t.Errorf("%q is %d, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "abc", "1.234", "1e5"} {
		if got, err := typedAmount(typed); err == nil {
			t.Errorf("%q is taken for %d", typed, got)
		}
	}
}

func TestDatesAreNeverAllDigits(t *testing.T) {
	zone, err := time.LoadLocation("America/Chicago")
	must(t, err)
	now := noon.In(zone)
	if got := moment(noon.Add(-24*time.Hour), now); got != "9 Nov, 10:48" {
		t.Errorf("%q", got)
	}
	if got := moment(noon.Add(-400*24*time.Hour), now); got != "6 Oct 2025, 11:48" {
		t.Errorf("%q", got)
	}
	if got := callTime(noon.Add(-11*time.Hour), now); got != "9 Nov, 23:48" {
		t.Errorf("a call of yesterday is %q", got)
	}
	for d, want := range map[time.Duration]string{3 * time.Second: "Just now", 40 * time.Second: "40 seconds ago", time.Minute: "1 minute ago", 6 * time.Minute: "6 minutes ago", 156 * time.Minute: "2 h 36 min ago", 50 * time.Hour: "2 days ago"} {
		if got := ago(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

func TestThePulseOfQuickBooks(t *testing.T) {
	at := func(ago time.Duration) store.Company {
		return store.Company{LastCall: noon.Add(-ago), EveryMinutes: 10}
	}
	night := at(3 * time.Hour)
	night.QuietFrom, night.QuietTo = "16:00", "17:00"
	over := at(3 * time.Hour)
	over.QuietFrom, over.QuietTo = "22:00", "06:00"
	manual := at(100 * time.Hour)
	manual.EveryMinutes = 0
	halted := at(time.Minute)
	halted.Stopped = "Another company file is open."
	for name, c := range map[string]struct {
		company store.Company
		want    pulse
	}{"never": {store.Company{EveryMinutes: 10}, never}, "on time": {at(6 * time.Minute), calling}, "one missed": {at(20 * time.Minute), calling}, "overdue": {at(30 * time.Minute), late},
		"quiet hours": {night, quiet}, "outside of quiet hours": {over, late}, "without a schedule": {manual, calling}, "stopped": {halted, stopped}} {
		if got := pulseOf(c.company, noon); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if over.QuietFrom = "16:30"; pulseOf(over, noon) != quiet {
		t.Error("quiet hours over midnight are not seen")
	}
}

func TestTheCallStripShowsWhereCallsAreMissing(t *testing.T) {
	midnight := noon.Truncate(24 * time.Hour)
	now := midnight.Add(2 * time.Hour)
	var visits []store.Visit
	for m := 30; m < 80; m += 10 {
		at := midnight.Add(time.Duration(m) * time.Minute)
		visits = append(visits, store.Visit{Started: at, LastCall: at.Add(time.Second)})
	}
	got := ""
	for _, tick := range ticks(visits, midnight, now, 10*time.Minute) {
		got += map[templates.Tick]string{templates.TickNone: ".", templates.TickCalled: "|", templates.TickMissed: "x"}[tick]
	}
	if got != "...|||||xxxx" {
		t.Errorf("the strip is %q", got)
	}
	if len(ticks(nil, midnight, midnight.Add(23*time.Hour), time.Minute)) > 64 {
		t.Error("the strip has more than 64 ticks")
	}
}

func TestAnOrderShowsOnlyItsOwnPartOfAMessageSet(t *testing.T) {
	body := []byte(`<QBXML><SalesReceiptAddRq requestID="p1"><RefNumber>A</RefNumber></SalesReceiptAddRq><SalesReceiptAddRq requestID="p12"><RefNumber>B</RefNumber></SalesReceiptAddRq><CustomerAddRs requestID="p3"/></QBXML>`)
	if got := elementWith(body, 1); got != `<SalesReceiptAddRq requestID="p1"><RefNumber>A</RefNumber></SalesReceiptAddRq>` {
		t.Errorf("%s", got)
	}
	if got := elementWith(body, 12); !strings.Contains(got, ">B<") || strings.Contains(got, ">A<") {
		t.Errorf("%s", got)
	}
	if got := elementWith(body, 3); got != `<CustomerAddRs requestID="p3"/>` {
		t.Errorf("%s", got)
	}
	if got := elementWith(body, 99); got != "" {
		t.Errorf("%s", got)
	}
}

func TestCellsAreNoFormulas(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx"} {
		if got := cell(s); got != "'"+s {
			t.Errorf("%q stays %q", s, got)
		}
	}
	if got := cell("Ana = Bo"); got != "Ana = Bo" {
		t.Errorf("%q", got)
	}
}
