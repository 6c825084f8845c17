package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"countinghouse/store"
)

// benchPage is an address that bench web asks for, with its name.
type benchPage struct{ name, path string }

// benchMarks are what addresses name of the database.
type benchMarks struct {
	orders int
	middle string // a place amid the list of orders
	visit  int64
}

// benchPages are every page, filter, search and sort that the desk offers. A
// test holds that each route that shows a page is among them.
func benchPages(m benchMarks) []benchPage {
	pages := append(benchSales(m), benchSorts()...)
	return append(append(pages, benchLists(m)...), benchSettings()...)
}

// benchDays are the days that filters are tried with: a month ago, two years ago.
func benchDays() (month, years string) {
	now := time.Now().UTC()
	return url.QueryEscape(now.AddDate(0, -1, 0).Format("2 Jan 2006")), url.QueryEscape(now.AddDate(-2, 0, 0).Format("2 Jan 2006"))
}

func benchSales(m benchMarks) []benchPage {
	from, long := benchDays()
	some, after := fmt.Sprint(m.orders/2), "after="+url.QueryEscape(m.middle)
	return []benchPage{
		{"Home", "/"}, {"Home, what changes", "/?part=live"}, {"Needs review", "/review"}, {"Needs review, by amount", "/review?sort=amount"}, {"Needs review, excluding", "/review?act=exclude"}, {"Needs review, fixed today", "/review?tab=fixed"},
		{"Sales", "/sales"}, {"Sales, what changes", "/sales?part=live"}, {"Sales, waiting", "/sales?state=waiting"}, {"Sales, needs review", "/sales?state=review"}, {"Sales, in QuickBooks", "/sales?state=posted"}, {"Sales, excluded", "/sales?state=excluded"}, {"Sales, refunds", "/sales?state=refunds"},
		{"Sales, a page in the middle", "/sales?" + after}, {"Sales, in QuickBooks, in the middle", "/sales?state=posted&" + after},
		{"Sales, a month", "/sales?from=" + from}, {"Sales, two years, one state", "/sales?state=posted&from=" + long}, {"Sales, a channel", "/sales?channel=eBay"}, {"Sales, a channel and a state", "/sales?channel=eBay&state=review"},
		{"Sales, amount at least", "/sales?min=900"}, {"Sales, amount at least, rare", "/sales?min=948.20"}, {"Sales, amount, none", "/sales?min=5000"}, {"Sales, amounts between", "/sales?min=10&max=20"}, {"Sales, amount of a channel", "/sales?min=940&channel=Amazon"}, {"Sales, amount of a month", "/sales?min=500&from=" + from}, {"Sales, amount in review", "/sales?min=900&state=review"}, {"Sales, refunds of an amount", "/sales?state=refunds&min=900"},
		{"Search, a number", "/sales?q=" + some}, {"Search, an e-mail", "/sales?q=ruth.adeyemi17%40example.com"}, {"Search, a last name", "/sales?q=adeyemi"}, {"Search, a first name", "/sales?q=elena"}, {"Search, first and last name", "/sales?q=ruth+adeyemi"}, {"Search, first and last name, found", "/sales?q=elena+marchetti"},
		{"Search, a beginning", "/sales?q=ad"}, {"Search, one letter", "/sales?q=e"}, {"Search, one figure", "/sales?q=1"}, {"Search, a long name", "/sales?q=marchetti"}, {"Search, a SKU", "/sales?q=hc-1234"}, {"Search, an amount", "/sales?q=%24123.45"}, {"Search, nothing found", "/sales?q=zzzz"},
		{"Search in a state", "/sales?q=adeyemi&state=review"}, {"Search in a rare state", "/sales?q=adeyemi&state=waiting"}, {"Search in the largest state", "/sales?q=adeyemi&state=posted"}, {"Search in a channel", "/sales?q=adeyemi&channel=eBay"}, {"Search in a month", "/sales?q=elena&from=" + from}, {"Search among refunds", "/sales?q=elena&state=refunds"},
		{"Search of an amount", "/sales?q=adeyemi&min=900"}, {"Search, in the middle", "/sales?q=adeyemi&" + after},
		{"Search field", "/search"}, {"Search field, an order", "/search?q=" + some}, {"Search field, a QuickBooks number", "/search?q=" + fmt.Sprint(40000+m.orders/3)}, {"Search field, a document", "/search?q=BC" + some},
		{"Order", "/orders/bench/" + some}, {"Sales with a preview", "/sales?open=bench/" + some}, {"What is done with ticked orders", "/act?do=exclude&o=bench/" + some},
	}
}

// benchSorts are every sort of Sales with each of its main filters.
func benchSorts() []benchPage {
	from, long := benchDays()
	filters := []benchPage{{"", ""}, {", needs review", "state=review"}, {", in QuickBooks", "state=posted"}, {", excluded", "state=excluded"}, {", refunds", "state=refunds"}, {", a channel", "channel=eBay"}, {", a month", "from=" + from}, {", until two years ago", "to=" + long}, {", an amount", "min=900"}, {", a search", "q=adeyemi"}, {", a narrow search", "q=ruth.adeyemi"}}
	var out []benchPage
	for _, by := range store.OrderSorts() {
		for _, sort := range []string{string(by), "-" + string(by)} {
			for _, f := range filters {
				out = append(out, benchPage{"Sorted by " + sort + f.name, "/sales?" + strings.TrimPrefix(f.path+"&sort="+sort, "&")})
			}
		}
	}
	return out
}

// benchLists are the lists other than Sales.
func benchLists(m benchMarks) []benchPage {
	from, long := benchDays()
	some := fmt.Sprint(m.orders / 2)
	out := []benchPage{
		{"Activity", "/activity"}, {"Activity, visits that posted", "/activity?did=posted"}, {"Activity, visits that read lists", "/activity?did=read"}, {"Activity, visits that failed", "/activity?trouble=any"}, {"Activity, visits that broke off", "/activity?trouble=lost"}, {"Activity, visits without an answer", "/activity?trouble=unanswered"}, {"Activity, visits with refusals", "/activity?trouble=refused"}, {"Activity, visits turned away", "/activity?trouble=turned"},
		{"Activity, visits of an order", "/activity?order=" + some}, {"Activity, visits of days", "/activity?from=" + long + "&to=" + from}, {"Activity, visits in the middle", "/activity?before=" + fmt.Sprint(m.visit)}, {"Activity, a visit", "/activity/visits/" + fmt.Sprint(m.visit)},
		{"Activity, who did what", "/activity/audit"}, {"Activity, of some days", "/activity/audit?from=2026-01-10&to=2026-01-20"}, {"Activity, of a person", "/activity/audit?who=mo%40bench.example"}, {"Activity, of a kind", "/activity/audit?what=rules"}, {"Activity, of an order", "/activity/audit?order=" + some},
		{"Customers", "/customers"}, {"Customers, searched", "/customers?q=cust"}, {"Customers, found by number", "/customers?q=customer+4000"}, {"Customers, nothing found", "/customers?q=zzzz"},
		{"Items", "/items"}, {"Items, searched", "/items?q=part+001"}, {"Items, nothing found", "/items?q=zzzz"}, {"Items, choosing another", "/items/choose?w=bench/15&q=part+1"}, {"Items, to be made", "/items/create?link=bench/15&link=bench/16"}, {"Items, made", "/items/made"}, {"Items, to be sold", "/items/sell"},
		{"Quantities", "/stock"}, {"Quantities, moved by others", "/stock/moved"}, {"Quantities, counted on both sides", "/stock/conflicts"}, {"Quantities, reconciling", "/stock/reconcile"}, {"Quantities, rules", "/stock/rules"}, {"Quantities, first sending", "/stock/start"}, {"Quantities, count sheet", "/stock/sheet"},
		{"Mapping", "/mapping"}, {"Mapping, of a channel", "/mapping?store=bench&channel=eBay"}, {"Mapping, a rule", "/mapping/rule?store=bench"}, {"Mapping, to map", "/mapping/open"}, {"Mapping, history", "/mapping/history"}, {"Mapping, taking back", "/mapping/undo?store=bench&version=2"}, {"Mapping, as a file", "/mapping/file"}, {"Mapping, choices while typing", "/mapping/options?key=charges.shipping&q=part+19"}, {"Mapping, no choice", "/mapping/options?key=charges.shipping&q=zzzz"},
	}
	for _, t := range store.CatalogueTabs() {
		out = append(out, benchPage{"Items, " + string(t), "/items?tab=" + string(t)}, benchPage{"Items, " + string(t) + ", searched", "/items?q=part+0001&tab=" + string(t)}, benchPage{"Items, " + string(t) + ", of a store", "/items?store=bench&tab=" + string(t)}, benchPage{"Items, " + string(t) + ", of a kind", "/items?type=NonInventory&tab=" + string(t)})
	}
	return out
}

// benchSettings are the pages that hold little: they are as quick as the shell
// around every page.
func benchSettings() []benchPage {
	return []benchPage{
		{"Settings", "/settings"}, {"Settings, company file", "/settings/files/bench"}, {"Settings, store", "/settings/stores/bench"}, {"Settings, people", "/settings/people"}, {"Settings, a person", "/settings/people/mo%40bench.example"}, {"Settings, a new person", "/settings/people/new"}, {"Settings, API tokens", "/settings/tokens"},
		{"Settings, alerts", "/settings/alerts"}, {"Settings, backup", "/settings/backup"}, {"Company files", "/books"}, {"You", "/me"}, {"You, who you are", "/me/confirm"}, {"You, password", "/me/password"}, {"You, second factor", "/me/second-factor"}, {"Help", "/help"}, {"Menu", "/menu"}, {"Set-up", "/setup"},
	}
}
