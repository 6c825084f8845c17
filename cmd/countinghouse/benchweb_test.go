package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"countinghouse/store"
	"countinghouse/web"
)

// unmeasured are the routes that bench web doesn't ask for, and why.
func unmeasured() map[string]string {
	return map[string]string{
		"/static/*":                             "a file of the program",
		"/login":                                "nobody is signed in",
		"/login/code":                           "nobody is signed in",
		"/setup/first":                          "nobody is signed in, and there is no database yet",
		"/setup/{leg}":                          "of the set-up, before there are orders",
		"/app/auth":                             "a call of BigCommerce",
		"/app/load":                             "a call of BigCommerce",
		"/app/uninstall":                        "a call of BigCommerce",
		"/app/remove_user":                      "a call of BigCommerce",
		"/settings/app":                         "there is no app on the server that is measured",
		"/me/second-factor/picture":             "it computes a picture, of nothing that is stored",
		"/me/second-factor/recovery":            "it shows codes once",
		"/settings/qwc/{company}":               "a small file of nothing that is stored in numbers",
		"/sales.csv":                            "a file of the whole list, written as it is read",
		"/sales.json":                           "a file of the whole list, written as it is read",
		"/items.csv":                            "a file of the whole list, written as it is read",
		"/items.json":                           "a file of the whole list, written as it is read",
		"/stock.csv":                            "a file of the whole list, written as it is read",
		"/stock.json":                           "a file of the whole list, written as it is read",
		"/stock/sheet.csv":                      "a file of the whole list, written as it is read",
		"/stock/items/{item}":                   "nothing is followed on the server that is measured",
		"/mapping.csv":                          "a file of the whole mapping",
		"/mapping.json":                         "a file of the whole mapping",
		"/activity.csv":                         "a file of the whole list, written as it is read",
		"/activity.json":                        "a file of the whole list, written as it is read",
		"/activity/audit.csv":                   "a file of the whole list, written as it is read",
		"/activity/audit.json":                  "a file of the whole list, written as it is read",
		"/activity/visits/{visit}/all.json":     "a file of one visit",
		"/activity/visits/{visit}/{seq}/{part}": "a file of one message",
	}
}

// TestEveryPageIsMeasured holds that a page that is added is measured with a
// million orders too, or is said not to be.
func TestEveryPageIsMeasured(t *testing.T) {
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	routes, ok := web.New(web.Options{Store: st, Version: "test", SessionKey: []byte(strings.Repeat("b", 32))}).(chi.Routes)
	if !ok {
		t.Fatal("the pages' handler doesn't tell its routes")
	}
	measured := map[string]bool{}
	names := map[string]bool{}
	for _, p := range benchPages(benchMarks{orders: 1000, middle: "n~x", visit: 7}) {
		if names[p.name] {
			t.Errorf("two pages are called %s", p.name)
		}
		names[p.name] = true
		u, err := url.Parse(p.path)
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		c := chi.NewRouteContext()
		if !routes.Match(c, http.MethodGet, u.EscapedPath()) {
			t.Errorf("%s: there is no page %s", p.name, p.path)
			continue
		}
		measured[c.RoutePattern()] = true
	}
	seen := map[string]bool{}
	err = chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodGet || strings.HasPrefix(route, "/api/") { // the API's lists are the same readings
			return nil
		}
		seen[route] = true
		switch why := unmeasured()[route]; {
		case !measured[route] && why == "":
			t.Errorf("%s is not measured by bench web: name an address of it in benchpages.go", route)
		case measured[route] && why != "":
			t.Errorf("%s is measured, although it is said not to be: %s", route, why)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for route := range unmeasured() {
		if !seen[route] {
			t.Errorf("%s is no route any more", route)
		}
	}
	if len(measured) < 20 {
		t.Errorf("only %d routes are measured", len(measured))
	}
}
