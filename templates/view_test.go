package templates

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"countinghouse/static"
)

// all are the example pages by name.
func all() map[string]templ.Component {
	sales := exampleSales()
	sales.Preview = &Preview{Order: exampleOrder(), Kind: "info", Note: "**Posts at the next call**, by 10:52, as an invoice dated 10 Nov. Nothing is missing.", Document: "Invoice 10183", Dated: "Net 30, due 10 Dec 2026", Customer: "Hollis Brandt Interiors", Class: "Class: Wholesale", OpenURL: "/", CloseURL: "/"}
	stopped := exampleHome()
	stopped.Theme = "dark"
	stopped.Beat = Beat{Kind: "bad", Head: "QuickBooks stopped", Line: "Last called 08:12"}
	stopped.Banner = &Banner{Kind: "bad", Head: "QuickBooks stopped calling at 08:12", Lines: []string{"13 orders of today, **$1,374.10**, wait here.", "In QuickBooks choose **File, Switch to Multi-user Mode**."}}
	calm := exampleHome()
	calm.Causes, calm.Nothing = nil, Empty{Head: "Nothing needs you", Line: "All 477 orders agree to the cent."}
	held := exampleOrder()
	held.State, held.HasQB, held.Agrees, held.Ledgers = Status{"held", "Needs review", "rev"}, false, false, nil
	held.Problems = []Problem{{Place: "line 3", What: "No item for SKU BLU-12.", Means: "Sales for 6 November are $84.20 short until it is.", Fix: "Link the SKU to an item."}}
	for i := range held.Rows {
		held.Rows[i].HasQB = false
	}
	none := Sales{Shell: exampleShell("Sales", "sales"), Empty: Empty{Head: "No order matches", Line: "Clear the filters.", Action: &Action{Word: "Clear filters", Href: "/sales"}}}
	pages := examplePeople()
	maps.Copy(pages, map[string]templ.Component{
		"home": HomePage(exampleHome()), "home-dark": HomePage(stopped), "home-calm": HomePage(calm), "sales": SalesPage(exampleSales()), "sales-open": SalesPage(sales), "sales-none": SalesPage(none),
		"order": OrderPage(exampleOrder()), "order-held": OrderPage(held), "review": ReviewPage(exampleReview()),
		"login": SignIn(Login{Host: "books.larkspurandpine.com", Email: "marguerite@larkspurandpine.com"}), "login-again": SignIn(Login{Host: "x", Problem: "No"}),
		"help": HelpPage(exampleShell("Help", "")), "menu": MenuPage(exampleShell("Menu", "menu")), "search": SearchPage(exampleShell("Search", "search")),
		"fault": FaultPage(exampleShell("Not here", ""), Fault{Code: 404, Head: "Order 99 isn’t here", Lines: []string{"Search for it."}, Search: "99"}),
	})
	return pages
}

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func each(t *testing.T, page string, visit func(*html.Node)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			visit(n)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func TestNoPageHoldsInlineStylesOrScripts(t *testing.T) {
	for name, c := range all() {
		each(t, rendered(t, c), func(n *html.Node) {
			if n.Data == "style" || has(n, "style") || (n.Data == "script" && (n.FirstChild != nil || attr(n, "src") == "")) {
				t.Errorf("%s: <%s> carries style or script of its own", name, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("%s: <%s %s>", name, n.Data, a.Key)
				}
			}
		})
	}
}

func TestEveryDrawingIsInTheSprite(t *testing.T) {
	sprite, _ := static.File("icons.svg")
	for name, c := range all() {
		each(t, rendered(t, c), func(n *html.Node) {
			if n.Data != "use" {
				return
			}
			_, id, _ := strings.Cut(attr(n, "href"), "#")
			if !bytes.Contains(sprite, []byte(`id="`+id+`"`)) {
				t.Errorf("%s: no drawing %q", name, id)
			}
		})
	}
}

func TestEveryPageHasItsLandmarksAndNames(t *testing.T) {
	for name, c := range all() {
		h1, main, first := 0, 0, ""
		ids := map[string]bool{}
		page := rendered(t, c)
		each(t, page, func(n *html.Node) {
			switch n.Data {
			case "h1":
				h1++
			case "main":
				main++
			case "a":
				if first == "" {
					first = attr(n, "href")
				}
			case "nav", "section", "aside":
				if attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" {
					t.Errorf("%s: <%s> has no name", name, n.Data)
				}
			case "table":
				if n.FirstChild == nil || n.FirstChild.Data != "caption" {
					t.Errorf("%s: a table without a caption", name)
				}
			case "th":
				if attr(n, "scope") == "" {
					t.Errorf("%s: a head without scope", name)
				}
			case "svg":
				if attr(n, "aria-hidden") == "" && attr(n, "aria-label") == "" {
					t.Errorf("%s: a drawing that is neither hidden nor named", name)
				}
			}
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: id %q stands twice", name, id)
				}
				ids[id] = true
			}
		})
		if h1 != 1 || main != 1 {
			t.Errorf("%s: %d h1 and %d main", name, h1, main)
		}
		if !strings.HasPrefix(name, "login") && first != "#main" {
			t.Errorf("%s: the first link is %q, not the skip link", name, first)
		}
		each(t, page, func(n *html.Node) {
			for _, key := range []string{"aria-labelledby", "aria-describedby", "for"} {
				if v := attr(n, key); v != "" && !ids[v] {
					t.Errorf("%s: %s=%q leads nowhere", name, key, v)
				}
			}
		})
	}
}

func TestWordsOfTheHouse(t *testing.T) {
	banned := regexp.MustCompile(`(?i)\b(sync|synced|failed|oops|invalid|successfully|please|payload|queue|webhook)\b`)
	for name, c := range all() {
		each(t, rendered(t, c), func(n *html.Node) {
			for k := n.FirstChild; k != nil; k = k.NextSibling {
				if k.Type == html.TextNode && (banned.MatchString(k.Data) || strings.Contains(k.Data, "!")) {
					t.Errorf("%s says %q", name, strings.TrimSpace(k.Data))
				}
			}
		})
	}
}

func TestTheDoubleRuleStandsOnlyUnderWhatAgrees(t *testing.T) {
	o := exampleOrder()
	o.Agrees = false
	for i := range o.Ledgers {
		o.Ledgers[i].Agrees = false
	}
	if page := rendered(t, OrderPage(o)); strings.Contains(page, "sum agrees") || strings.Contains(page, `agrees"`) && strings.Contains(page, `class="sum agrees"`) {
		t.Error("an order that was not compared carries the double rule")
	}
	if page := rendered(t, OrderPage(exampleOrder())); !strings.Contains(page, `class="sum agrees"`) {
		t.Error("an order that agrees carries no double rule")
	}
}

func TestNegativesReadAsMinus(t *testing.T) {
	if got := rendered(t, amount(usd(-6235))); !strings.Contains(got, `<span class="vh">minus </span>(62.35)`) {
		t.Errorf("%q", got)
	}
	if got := rendered(t, diff(usd(0), false)); !strings.Contains(got, "0.00") || !strings.Contains(got, "agrees") {
		t.Errorf("%q", got)
	}
}

func TestRichTextEscapesAndBalances(t *testing.T) {
	got := rendered(t, rich("**<b>x</b>** and **odd"))
	if strings.Contains(got, "<b>x</b>") || !strings.Contains(got, "**odd") {
		t.Errorf("%q", got)
	}
	if got := rendered(t, rich("The item **"+Plain("**Tray**")+"** is inactive.")); strings.Count(got, "<b>") != 1 {
		t.Errorf("%q", got)
	}
}

func TestChartKeepsSmallPiecesVisibleAndGridsRound(t *testing.T) {
	days := exampleDays()
	d := draw(days, 640, 22)
	if len(d.bars) != 14 || len(d.grid) != 3 {
		t.Fatalf("%d bars, %d gridlines", len(d.bars), len(d.grid))
	}
	if b := d.bars[10]; b.openH < 3 {
		t.Errorf("one dollar of 7,000 is drawn %d px high", b.openH)
	}
	if got := d.grid[2].label; got != "6k" {
		t.Errorf("the highest gridline is %q", got)
	}
	for i, b := range d.bars {
		if b.agreeY < 0 || b.openY < 0 || b.soonY < 0 || b.x < d.left || b.x+b.w > 640 {
			t.Errorf("bar %d leaves the drawing: %+v", i, b)
		}
		if b.agrees != (i < 9) {
			t.Errorf("bar %d: agrees is %v", i, b.agrees)
		}
	}
	empty := draw(make([]ChartDay, 14), 640, 22)
	if len(empty.bars) != 14 {
		t.Error("days without orders have no bars")
	}
}

// TestWriteExamples writes the example pages for a person to look at.
func TestWriteExamples(t *testing.T) {
	dir := os.Getenv("COUNTINGHOUSE_EXAMPLES")
	for name, c := range all() {
		page := rendered(t, c)
		if !strings.HasPrefix(page, "<!doctype html>") {
			t.Errorf("%s is no whole page", name)
		}
		if dir == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
