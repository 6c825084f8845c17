package web

import (
	"errors"
	"net/http"
	"sort"
	"time"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// navigation has the entries whose pages exist; each later screen adds its own
// at its place in the product's order.
func navigation() []templates.NavEntry {
	return []templates.NavEntry{
		{Key: "home", Icon: "home", Word: "Home", Href: "/"},
		{Key: "sales", Icon: "sales", Word: "Sales", Href: "/sales"},
		{Key: "review", Icon: "review", Word: "Needs review", Href: "/review"},
		{Key: "customers", Icon: "customers", Word: "Customers", Href: "/customers"},
		{Key: "items", Icon: "items", Word: "Items", Href: "/items"},
		{Key: "mapping", Icon: "mapping", Word: "Mapping", Href: "/mapping"},
		{Key: "activity", Icon: "activity", Word: "Activity", Href: "/activity", Split: true},
		{Key: "settings", Icon: "settings", Word: "Settings", Href: "/settings"},
	}
}

// errNoCompany: nothing is set up yet.
var errNoCompany = errors.New("no company file is set up")

const companyCookie = "company"

// scene is what a page is about: the company file, its stores and the time there.
type scene struct {
	company   store.Company
	companies []store.Company
	shops     []store.Shop
	now       time.Time // in the company's zone
}

// shopName is the store as people call it.
func (s scene) shopName(key sales.StoreKey) string {
	for _, shop := range s.shops {
		if shop.Key == key && shop.Name != "" {
			return shop.Name
		}
	}
	return string(key)
}

// zoneOf is the zone of the first store that told one.
func zoneOf(shops []store.Shop) *time.Location {
	for _, shop := range shops {
		if shop.Zone == "" {
			continue
		}
		if zone, err := time.LoadLocation(shop.Zone); err == nil {
			return zone
		}
	}
	return time.UTC
}

// shell is what stands around a page.
func (d *desk) shell(r *http.Request, title, current string) (templates.Shell, error) {
	sc, err := d.scene(r)
	if err != nil && !errors.Is(err, errNoCompany) && !errors.Is(err, errNoneGiven) {
		return templates.Shell{}, err
	}
	return d.shellOf(r, sc, title, current)
}

func (d *desk) shellOf(r *http.Request, sc scene, title, current string) (templates.Shell, error) {
	u := who(r.Context())
	s := templates.Shell{Title: title, Current: current, Theme: themeOf(r), Path: r.URL.RequestURI(), Nav: navigation(),
		Person: templates.Person{Name: u.Name, Email: u.Email, Role: hereRole(u)}, Companies: len(sc.companies), Company: "No company file yet"}
	if s.Person.Name == "" {
		s.Person.Name = u.Email
	}
	if r.Method != http.MethodGet {
		s.Path = "/"
	}
	if u.May(access.Connect) {
		word, err := d.setupCount(r.Context(), sc)
		if err != nil {
			return s, err
		}
		if word != "" {
			s.Nav = append([]templates.NavEntry{{Key: "setup", Icon: "settings", Word: word, Href: "/setup"}}, s.Nav...)
		}
	}
	if len(sc.companies) == 0 {
		s.Beat = templates.Beat{Kind: "wait", Head: "QuickBooks isn’t connected", Line: "No company file yet"}
		return s, nil
	}
	s.Company = companyName(sc.company)
	s.Beat = beat(sc.company, sc.now)
	causes, err := d.Store.CountCauses(r.Context(), sc.company.Key)
	if err != nil {
		return s, err
	}
	s.Review = causes
	return s, d.toast(r, &s)
}

// companyName is how people know the books: by the name in QuickBooks.
func companyName(c store.Company) string {
	for _, name := range []string{c.Facts.Name, c.ExpectedName, c.Name} {
		if name != "" {
			return name
		}
	}
	return string(c.Key)
}

// pulse is how QuickBooks' calls go.
type pulse int

const (
	never   pulse = iota // it has not called yet
	calling              // it calls as expected
	quiet                // it does not, and need not: quiet hours, or no schedule
	late                 // a call is overdue
	stopped              // it calls, but nothing may be written
)

func pulseOf(c store.Company, now time.Time) pulse {
	switch {
	case c.Stopped != "":
		return stopped
	case c.LastCall.IsZero():
		return never
	case c.EveryMinutes <= 0, now.Sub(c.LastCall) <= 2*every(c)+time.Minute:
		return calling
	case inQuiet(c, now):
		return quiet
	}
	return late
}

func every(c store.Company) time.Duration { return time.Duration(c.EveryMinutes) * time.Minute }

// inQuiet tells whether now is within the quiet hours, which may span midnight.
func inQuiet(c store.Company, now time.Time) bool {
	if c.QuietFrom == "" || c.QuietTo == "" {
		return false
	}
	t := now.Format("15:04")
	if c.QuietFrom <= c.QuietTo {
		return t >= c.QuietFrom && t < c.QuietTo
	}
	return t >= c.QuietFrom || t < c.QuietTo
}

func beat(c store.Company, now time.Time) templates.Beat {
	called := "QuickBooks called " + callTime(c.LastCall, now)
	switch pulseOf(c, now) {
	case never:
		return templates.Beat{Kind: "wait", Head: "QuickBooks hasn’t called", Line: "Waiting for the first call"}
	case stopped:
		line := "Nothing is written"
		if !c.LastCall.IsZero() {
			line = "Last called " + callTime(c.LastCall, now)
		}
		return templates.Beat{Kind: "bad", Head: "QuickBooks stopped", Line: line}
	case late:
		return templates.Beat{Kind: "bad", Head: "QuickBooks stopped", Line: "Last called " + callTime(c.LastCall, now)}
	case quiet:
		return templates.Beat{Kind: "wait", Head: called, Line: "Quiet hours to " + c.QuietTo}
	}
	line := agoShort(now.Sub(c.LastCall))
	if c.EveryMinutes > 0 {
		line += ". Next by " + clock(c.LastCall.Add(every(c)), now)
	}
	return templates.Beat{Kind: "ok", Head: called, Line: line}
}

// nextCall is when QuickBooks is expected again: "by 10:52"; empty if unknown.
func nextCall(c store.Company, now time.Time) string {
	if p := pulseOf(c, now); p != calling || c.EveryMinutes <= 0 {
		return ""
	}
	return "by " + clock(c.LastCall.Add(every(c)), now)
}

// part tells whether only the part of a page that changes by itself is asked for.
func part(r *http.Request) bool {
	return r.Header.Get("HX-Request") != "" && r.URL.Query().Get("part") == "live"
}
