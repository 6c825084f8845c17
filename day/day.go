// Package day holds a calendar day, and the day on which an instant falls in
// a time zone. Books are kept by day, stores by instant: the one place where
// the two meet is Of.
package day

import (
	"fmt"
	"time"
)

// Day is a calendar day without a zone, as QuickBooks' TxnDate. The zero Day
// is no day.
type Day struct{ days int32 } // days since 1969-12-31, so that 0 is no day

// New is the given calendar day; out-of-range months and days carry over as
// in time.Date.
func New(year int, month time.Month, dom int) Day {
	return Of(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC), time.UTC)
}

// Of is the day on which the instant falls in the zone.
func Of(t time.Time, zone *time.Location) Day {
	y, m, d := t.In(zone).Date()
	return Day{int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400) + 1}
}

// Parse reads "2026-11-07".
func Parse(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, fmt.Errorf("%.40q is not a day like 2026-11-07", s)
	}
	if t.Year() < 1970 {
		return Day{}, fmt.Errorf("%q is before 1970, which no books that we keep reach", s)
	}
	return Of(t, time.UTC), nil
}

// MustParse is for constants and tests.
func MustParse(s string) Day {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero tells whether this is no day.
func (d Day) IsZero() bool { return d.days == 0 }

// Time is midnight UTC of the day, for formatting.
func (d Day) Time() time.Time { return time.Unix(int64(d.days-1)*86400, 0).UTC() }

// Start is the first instant of the day in the zone. Where a change of clocks
// leaves out midnight it is the instant of that change; where midnight comes
// twice it is the first. Of a day that a zone left out as a whole (Samoa, 30
// December 2011) it is the start of the next.
func (d Day) Start(zone *time.Location) time.Time {
	t := d.Time()
	noon := time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, zone)
	// Every zone is within 26 hours of UTC, so the day begins after low and
	// before high, and days never run backwards but for repeats around midnight.
	low, high := noon.Add(-40*time.Hour), noon.Add(40*time.Hour)
	for at := low; at.Before(high); {
		if !Of(at, zone).Before(d) {
			return at
		}
		_, next := at.ZoneBounds()
		_, offset := at.Zone()
		midnight := t.Add(-time.Duration(offset) * time.Second).In(zone)
		switch {
		case midnight.After(at) && (next.IsZero() || midnight.Before(next)):
			at = midnight
		case next.IsZero():
			return midnight
		default:
			at = next
		}
	}
	return high
}

// Add is the day n days later.
func (d Day) Add(n int) Day { return Day{d.days + int32(n)} }

// Before tells whether d is earlier than e.
func (d Day) Before(e Day) bool { return d.days < e.days }

// After tells whether d is later than e.
func (d Day) After(e Day) bool { return d.days > e.days }

// Sub is the number of days from e to d.
func (d Day) Sub(e Day) int { return int(d.days - e.days) }

// String writes "2026-11-07", or nothing for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Human writes "7 Nov 2026".
func (d Day) Human() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("2 Jan 2006")
}

// MarshalText writes the form of String.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of String.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Day{}
		return nil
	}
	p, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}
