package store

import (
	"testing"
	"time"
)

func TestSomebodyIsRemindedOfACauseOnceAnHour(t *testing.T) {
	s, c := fresh(t)
	ctx := t.Context()
	remind := func(subject string, want bool) time.Time {
		t.Helper()
		last, ok, err := s.Remind(ctx, tester, "larkspur", "needs-approval", subject, "Tomas Reyes")
		must(t, err)
		if ok != want {
			t.Errorf("%s: reminded is %v at %s, want %v", subject, ok, last, want)
		}
		return last
	}
	at := func(subject string) time.Time {
		t.Helper()
		last, err := s.Reminded(ctx, "larkspur", "needs-approval", subject)
		must(t, err)
		return last
	}
	if !at("large orders").IsZero() {
		t.Error("somebody was reminded before anybody was")
	}
	first := remind("large orders", true)
	if got := at("large orders"); !got.Equal(first) || !first.Equal(c.now()) {
		t.Errorf("it was at %s, kept is %s", first, got)
	}
	c.forward(59 * time.Minute)
	if last := remind("large orders", false); !last.Equal(first) {
		t.Errorf("the last time was %s, it says %s", first, last)
	}
	remind("wholesale", true) // another cause has an hour of its own
	c.forward(time.Minute)
	remind("large orders", true)
	page, err := s.Events(ctx, EventFilter{Company: "larkspur", Action: "cause.reminded"})
	must(t, err)
	if events := page.Rows; len(events) != 3 || events[0].Detail != "Tomas Reyes" || events[0].Actor != tester {
		t.Errorf("the audit has %+v", page.Rows)
	}
	// What is over is forgotten, with the next reminder of any cause.
	c.forward(49 * time.Hour)
	remind("wholesale", true)
	if !at("large orders").IsZero() {
		t.Error("a reminder of two days ago is kept")
	}
	var n int
	must(t, s.row(ctx, "SELECT count(*) FROM setting WHERE name >= $1 AND name < $2", []any{"reminded ", "reminded!"}, &n))
	if n != 1 {
		t.Errorf("%d reminders are kept", n)
	}
}
