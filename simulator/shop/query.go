package shop

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// int reads a whole number; 0 and false if the parameter is absent.
func (c *call) int(name string) (int64, bool) {
	text, ok := c.query[name]
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		c.bad("Query parameter \"" + name + "\" value must be integer. For input string: \"" + text + "\".")
		return 0, false
	}
	return n, true
}

// money reads an amount such as 12.50.
func (c *call) money(name string) (Money, bool) {
	text, ok := c.query[name]
	if !ok {
		return 0, false
	}
	units, part, _ := strings.Cut(text, ".")
	for len(part) < 4 {
		part += "0"
	}
	n, err := strconv.ParseInt(units+part, 10, 64)
	if err != nil || len(part) > 4 || units == "" {
		c.bad("The field '" + name + "' is invalid.")
		return 0, false
	}
	return Money(n), true
}

// dates2 are the forms in which v2 takes instants (bigcommerce-api §1).
var dates2 = [...]string{time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"}

// date reads an instant in Unix seconds.
func (c *call) date(name string) (int64, bool) {
	text, ok := c.query[name]
	if !ok {
		return 0, false
	}
	layouts := dates2[:]
	if !c.v2 {
		layouts = dates2[2:]
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Unix(), true
		}
	}
	c.bad("The field '" + name + "' is invalid: '" + text + "' is no date. A '+' must be encoded as %2B.")
	return 0, false
}

// list reads comma-separated words, each one of allowed if there are any.
func (c *call) list(name string, allowed ...string) []string {
	text := c.query[name]
	if text == "" {
		return nil
	}
	words := strings.Split(text, ",")
	for _, w := range words {
		if len(allowed) > 0 && !slices.Contains(allowed, w) {
			c.bad("The field '" + name + "' is invalid: '" + w + "'.")
		}
	}
	return words
}

// numbers reads comma-separated ids; nil if the parameter is absent.
func (c *call) numbers(name string) map[int64]bool {
	text, ok := c.query[name]
	if !ok {
		return nil
	}
	set := map[int64]bool{}
	for _, w := range strings.Split(text, ",") {
		n, err := strconv.ParseInt(strings.TrimSpace(w), 10, 64)
		if err != nil {
			c.bad("Query parameter \"" + name + "\" value must be integer. For input string: \"" + w + "\".")
		}
		set[n] = true
	}
	return set
}

// words reads comma-separated words as a set; nil if the parameter is absent.
func (c *call) words(name string) map[string]bool {
	text, ok := c.query[name]
	if !ok {
		return nil
	}
	set := map[string]bool{}
	for _, w := range strings.Split(text, ",") {
		set[w] = true
	}
	return set
}

// maxLimit is the largest page; more is refused (auth-and-limits §5: 413).
const maxLimit = 250

// page reads page and limit.
func (c *call) page() (page, limit int) { return c.pageOf(maxLimit) }

// pageOf reads page and limit where a page may have other than maxLimit rows.
func (c *call) pageOf(most int64) (page, limit int) {
	page, limit = 1, 50
	if n, ok := c.int("page"); ok {
		if n < 1 {
			c.bad("The field 'page' is invalid.")
		}
		page = int(min(n, 1<<30))
	}
	if n, ok := c.int("limit"); ok {
		switch {
		case n < 1:
			c.bad("The field 'limit' is invalid.")
		case n > most:
			c.problem = &problem{413, "The maximum limit is " + strconv.FormatInt(most, 10) + "."}
		}
		limit = int(min(max(n, 1), most))
	}
	return page, limit
}

// cutPage is the asked-for part of a list.
func cutPage[T any](list []T, page, limit int) []T {
	from := (page - 1) * limit
	if from < 0 || from >= len(list) {
		return nil
	}
	return list[from:min(from+limit, len(list))]
}
