package day

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"pgregory.net/rapid"
)

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestAnEveningSaleFallsOnTheStoresDay(t *testing.T) {
	for _, c := range []struct{ at, zone, want string }{
		{"2026-03-01T02:30:00Z", "America/Chicago", "2026-02-28"}, // next UTC day, and the next period
		{"2026-03-01T05:59:59Z", "America/Chicago", "2026-02-28"},
		{"2026-03-01T06:00:00Z", "America/Chicago", "2026-03-01"},
		{"2026-07-01T04:59:59Z", "America/Chicago", "2026-06-30"}, // summer: five hours
		{"2026-07-01T05:00:00Z", "America/Chicago", "2026-07-01"},
		{"2026-11-01T05:30:00Z", "America/Chicago", "2026-11-01"}, // the day clocks go back
		{"2026-11-02T05:59:59Z", "America/Chicago", "2026-11-01"}, // it has 25 hours
		{"2026-12-31T23:59:59Z", "Pacific/Auckland", "2027-01-01"},
		{"2026-06-15T12:00:00Z", "UTC", "2026-06-15"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(at, zone(t, c.zone)).String(); got != c.want {
			t.Errorf("%s in %s is %s, want %s", c.at, c.zone, got, c.want)
		}
	}
}

var zones = []string{
	"UTC", "America/Chicago", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/Havana", "Africa/Cairo",
	"Asia/Beirut", "Atlantic/Azores", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Auckland", "Asia/Tehran",
}

func TestADayBeginsAtItsStartAndNotBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		d := New(2000, 1, 1).Add(rapid.IntRange(0, 14_000).Draw(t, "day"))
		start := d.Start(z)
		if got := Of(start, z); got != d {
			t.Fatalf("%s starts at %s, which is %s", d, start, got)
		}
		if got := Of(start.Add(-time.Nanosecond), z); !got.Before(d) {
			t.Fatalf("the moment before %s (%s) is still %s", d, start, got)
		}
	})
}

func TestADayWithoutMidnightBeginsWhenClocksGoForward(t *testing.T) {
	for _, c := range []struct{ day, zone, want string }{
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"}, // 00:00 became 01:00
		{"2024-03-10", "America/Chicago", "2024-03-10T06:00:00Z"},
		{"2023-11-05", "America/Havana", "2023-11-05T04:00:00Z"}, // midnight came twice
		{"2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00Z"},   // the day before was left out
		{"2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z"},
	} {
		if got := MustParse(c.day).Start(zone(t, c.zone)).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s starts at %s, want %s", c.day, c.zone, got, c.want)
		}
	}
}

func TestAnInstantLiesBetweenItsDaysStartAndTheNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(1_000_000_000, 2_100_000_000).Draw(t, "instant"), 0)
		d := Of(at, z)
		if at.Before(d.Start(z)) {
			t.Fatalf("%s is before the start of its day %s: %s", at.In(z), d, d.Start(z))
		}
		// Where clocks go back over midnight the next day has begun once already.
		if next := d.Add(1).Start(z); !at.Before(next) && at.Sub(next) > 2*time.Hour {
			t.Fatalf("%s of day %s is not before %s", at.In(z), d, next)
		}
	})
}

func TestDaysReadWhatTheyWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New(1970, 1, 1).Add(rapid.IntRange(0, 60_000).Draw(t, "day"))
		back, err := Parse(d.String())
		if err != nil || back != d {
			t.Fatalf("%s is read as %s, %v", d, back, err)
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var again Day
		if err := json.Unmarshal(b, &again); err != nil || again != d {
			t.Fatalf("%s is read as %s, %v", b, again, err)
		}
		n := rapid.IntRange(-1000, 1000).Draw(t, "n")
		if e := d.Add(n); e.Sub(d) != n || e.After(d) != (n > 0) || e.Before(d) != (n < 0) {
			t.Fatalf("%s and %d days is %s", d, n, e)
		}
	})
}

func TestNoDayIsWrittenAsNothing(t *testing.T) {
	var none Day
	if !none.IsZero() || none.String() != "" || none.Human() != "" {
		t.Errorf("no day is written %q, %q", none.String(), none.Human())
	}
	b, err := json.Marshal(none)
	if err != nil || string(b) != `""` {
		t.Errorf("no day as JSON: %s, %v", b, err)
	}
	d := MustParse("2026-11-07")
	if err := json.Unmarshal([]byte(`""`), &d); err != nil || !d.IsZero() {
		t.Errorf("nothing is read as %s, %v", d, err)
	}
	if New(1970, 1, 1).IsZero() {
		t.Error("1 January 1970 is no day")
	}
}

func TestTextsThatAreNoDayAreRefused(t *testing.T) {
	for _, s := range []string{"2026-13-01", "2026-02-30", "7 Nov 2026", "2026-11-7", "1969-12-31", "0001-01-01", "x"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
	if got := MustParse("2026-11-07").Human(); got != "7 Nov 2026" {
		t.Errorf("for people: %s", got)
	}
}
