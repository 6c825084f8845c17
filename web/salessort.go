package web

import (
	"strings"

	"countinghouse/day"
	"countinghouse/store"
	"countinghouse/templates"
)

// sortNewest is how Sales is sorted when nothing is chosen.
const sortNewest store.OrderSort = "-date"

// sortColumns are the heads of Sales that sort, with how each begins: what is
// newest or largest first, names from A.
func sortColumns() []struct {
	by        store.OrderSort
	down      bool
	up, fewer string // what the two directions are called
} {
	return []struct {
		by        store.OrderSort
		down      bool
		up, fewer string
	}{
		{"date", true, "Oldest first", "Newest first"},
		{"number", true, "Lowest number first", "Highest number first"},
		{"customer", false, "Customer, A to Z", "Customer, Z to A"},
		{"channel", false, "Channel, A to Z", "Channel, Z to A"},
		{"state", false, "State, waiting first", "State, waiting last"},
		{"total", true, "Smallest total first", "Largest total first"},
	}
}

// sorted tells the page how it is sorted, and where its heads lead. A wide
// search is by its date, whatever was asked.
func (a asked) sorted(wide bool, p *templates.Sales) {
	asked := a.filter.Sort
	if asked == "" {
		asked = sortNewest
	}
	is := asked
	if by, _ := asked.Parts(); wide && by != "date" {
		is = sortNewest
		p.SortNote = "Too many orders are found to sort them so: they stand newest first. Add a word, or days, to the search."
	}
	by, down := is.Parts()
	p.Heads, p.Caption = map[string]templates.SortHead{}, "Orders"
	for _, c := range sortColumns() {
		h := templates.SortHead{}
		next := c.down
		if c.by == by {
			if h.Sort, next = "ascending", !down; down {
				h.Sort = "descending"
			}
		}
		to := c.by
		if next {
			to = "-" + c.by
		}
		if h.Word = c.up; next {
			h.Word = c.fewer
		}
		h.Href = a.url("/sales", "sort", sortInAddress(to))
		p.Heads[string(c.by)] = h
		for _, o := range []struct {
			value store.OrderSort
			word  string
		}{{"-" + c.by, c.fewer}, {c.by, c.up}} {
			if o.value == is {
				p.Caption = "Orders, " + strings.ToLower(o.word[:1]) + o.word[1:]
			}
			p.Sorts = append(p.Sorts, templates.Choice{Value: sortInAddress(o.value), Word: o.word, On: o.value == asked})
		}
	}
	p.SortOn = a.filter.Sort != ""
	switch is {
	case sortNewest:
		p.Before, p.After = "Newer", "Older"
	case "date":
		p.Before, p.After = "Older", "Newer"
	default:
		p.Before, p.After = "Previous", "Next"
	}
}

// sortInAddress is how a sort stands in the address; what needs not be said is "".
func sortInAddress(s store.OrderSort) string {
	if s == sortNewest {
		return ""
	}
	return string(s)
}

// lookedThrough says how far a search looked.
func lookedThrough(f store.OrderFilter, d day.Day) string {
	if f.Sort == "date" {
		return "until " + d.Human()
	}
	return "back to " + d.Human()
}
