package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"countinghouse/access"
)

// docs/api.md names every route, and its examples are what the API answers; go
// test ./web -run TheAPIsDescription -update writes them anew.
func TestTheAPIsDescriptionIsTrue(t *testing.T) {
	path := filepath.Join("..", "docs", "api.md")
	b, err := os.ReadFile(path)
	must(t, err)
	text := string(b)
	for _, row := range apiRows() {
		if !strings.Contains(text, "\n## "+row.route+"\n") {
			t.Errorf("docs/api.md has no section of %s", row.route)
		}
	}
	h := story(t)
	token := h.token(tester, access.Token{Name: "Month-end report", Role: access.Accountant})
	example := regexp.MustCompile(`(?s)<!-- example (\S+) -->\n.*?<!-- end -->`)
	n := 0
	now := example.ReplaceAllStringFunc(text, func(old string) string {
		n++
		address := example.FindStringSubmatch(old)[1]
		a := h.ask(token, address, nil)
		if len(a.body) > 6000 {
			t.Errorf("the example %s is too long: %d bytes", address, len(a.body))
		}
		return "<!-- example " + address + " -->\n`GET " + address + "`\n\n```json\n" + a.body + "```\n<!-- end -->"
	})
	if n < 10 {
		t.Errorf("only %d examples", n)
	}
	if *update {
		must(t, os.WriteFile(path, []byte(now), 0o644)) //nolint:gosec // a document
	} else if now != text && !t.Failed() {
		t.Error("docs/api.md is stale: run go test ./web -run TheAPIsDescription -update")
	}
}
