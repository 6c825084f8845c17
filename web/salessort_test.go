package web

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/day"
	"countinghouse/sales"
)

// column are the texts of the cells of a table's rows, in their order.
func column(a answer, index int) []string {
	var out []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Data == "tr" && n.Parent.Data == "tbody" {
			i := 0
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type != html.ElementNode {
					continue
				}
				if i == index {
					out = append(out, textOf(c))
				}
				i++
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(a.page)
	return out
}

func sortedHead(a answer) string {
	n := find(a.page, func(n *html.Node) bool { return attr(n, "aria-sort") != "" })
	if n == nil {
		return ""
	}
	return textOf(n) + " " + attr(n, "aria-sort")
}

func TestSalesIsSortedByTheHeadsOfItsColumns(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.learn()
	var orders []sales.Order
	for i, who := range []string{"Zoe Brandt", "Ana Okafor", "mia Prates"} {
		orders = append(orders, order(10001+i, day.New(2026, 11, 9-i), who, []string{"20.00", "3.00", "100.00"}[i]))
	}
	h.plan(posting, orders...)
	h.signIn("vera@larkspurandpine.com")
	a := h.see("/sales")
	number := 0 // a viewer has no ticks
	if got := sortedHead(a); got != "Date descending" {
		t.Errorf("it begins sorted by %q", got)
	}
	for _, step := range []struct {
		head, sorted string
		want         []string
	}{
		{"Customer", "Customer ascending", []string{"10002", "10003", "10001"}}, {"Customer", "Customer descending", []string{"10001", "10003", "10002"}},
		{"Total", "Total descending", []string{"10003", "10001", "10002"}}, {"Total", "Total ascending", []string{"10002", "10001", "10003"}},
		{"Order", "Order descending", []string{"10003", "10002", "10001"}}, {"Date", "Date descending", []string{"10001", "10002", "10003"}}, {"Date", "Date ascending", []string{"10003", "10002", "10001"}},
		{"State", "State ascending", []string{"10001", "10002", "10003"}}, {"Channel", "Channel ascending", []string{"10001", "10002", "10003"}},
	} {
		a = h.see(linkNamed(t, a, step.head))
		if got := sortedHead(a); got != step.sorted {
			t.Errorf("%s: it is sorted by %q, want %q", step.head, got, step.sorted)
		}
		if got := column(a, number); !slices.Equal(got, step.want) {
			t.Errorf("%s: %v, want %v", step.sorted, got, step.want)
		}
	}
	// The sort stays with the filters, the tabs and the export.
	a = h.see("/sales?sort=-total&min=10")
	if got := column(a, number); !slices.Equal(got, []string{"10003", "10001"}) {
		t.Errorf("filtered: %v", got)
	}
	for _, word := range []string{"Waiting 2", "Clear filters"} {
		if href := linkNamed(t, a, word); !strings.Contains(href, "sort=-total") {
			t.Errorf("%s leads to %s", word, href)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(h.see("/sales.csv?sort=-total").body)).ReadAll()
	must(t, err)
	var exported []string
	for _, r := range rows[1:] {
		exported = append(exported, r[1])
	}
	if !slices.Equal(exported, []string{"10003", "10001", "10002"}) {
		t.Errorf("the export has %v", exported)
	}
	if got := sortedHead(h.see("/sales?sort=colour")); got != "Date descending" {
		t.Errorf("a sort that is none: %q", got)
	}
}

func TestASortedListIsPagedInItsOrder(t *testing.T) {
	h := bare(t)
	h.furnish()
	h.learn()
	var orders []sales.Order
	for i := range 120 {
		orders = append(orders, order(1000+i, day.New(2026, 11, 9), "Ana Okafor", fmt.Sprintf("%d.00", 1+(i*7)%120)))
	}
	h.plan(posting, orders...)
	h.signIn("vera@larkspurandpine.com")
	a := h.see("/sales?sort=total")
	var got []string
	for {
		for _, total := range column(a, 6) {
			got = append(got, strings.TrimPrefix(total, "$"))
		}
		n := find(a.page, func(n *html.Node) bool { return n.Data == "a" && textOf(n) == "Next" })
		if n == nil {
			break
		}
		a = h.see(attr(n, "href"))
	}
	if len(got) != 120 || !slices.IsSortedFunc(got, func(a, b string) int { return len(a) - len(b) }) {
		t.Errorf("%d totals: %v", len(got), got)
	}
	wants(t, "the last page", a.text(), "101 to 120 of 120", "Previous")
}
