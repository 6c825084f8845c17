// Package countinghouse holds no code: this test keeps the direction of the
// imports of the whole module, as docs/decisions.md tells it.
package countinghouse

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// layers is the one direction in which packages may import each other:
// a package may import its own layer's nouns where listed, and any lower layer.
//
//	nouns <- store <- verbs <- edges <- server <- cmd
var layers = map[string]int{
	"money": 0, "day": 0, "sales": 0, "books": 0, "access": 0, "secret": 0, "qbxml": 0,
	"bigcommerce": 0, "soap": 0,
	"store":  1,
	"intake": 2, "posting": 2, "stock": 2, "alert": 2, "report": 2,
	"static": 3, "templates": 3, "web": 3,
	"server": 4,
	"cmd":    5,
}

// siblings are the imports that are allowed within one layer.
var siblings = map[string][]string{
	"sales":       {"money", "day"},
	"books":       {"money", "day", "sales", "qbxml"},
	"qbxml":       {"money", "day"},
	"bigcommerce": {"money", "day"},
	"templates":   {"static"},
	"web":         {"static", "templates"},
}

// outside knows its protocol only: of our nouns it may use these.
var outside = map[string][]string{
	"bigcommerce": {"money", "day"},
	"soap":        {},
}

// faces tells which packages a simulator must not import: all of the
// product's, so that a shared mistake cannot cancel out.
const simulator = "simulator"

func TestImportsGoInOneDirectionOnly(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != "." && (strings.HasPrefix(name, ".") || name == "tools" || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := filepath.ToSlash(filepath.Dir(path))
		seen[room(from)] = true
		for _, spec := range file.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if ours, ok := strings.CutPrefix(to, "countinghouse/"); ok {
				if why := forbidden(from, ours); why != "" {
					t.Errorf("%s imports %s: %s", path, to, why)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{"money", "books", "store", "posting", "web", "server", "cmd"} {
		if !seen[must] {
			t.Errorf("package %s was not found: does the test still read the module?", must)
		}
	}
}

// room is the top-level folder of a package.
func room(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

// forbidden tells why package from must not import package to, both relative
// to the module; empty if it may.
func forbidden(from, to string) string {
	a, b := room(from), room(to)
	if a == b {
		if a == simulator && simulatorOf(from) != simulatorOf(to) {
			return "simulators stand apart from each other"
		}
		return ""
	}
	if a == simulator {
		return "a simulator never imports what the product is made of"
	}
	if b == simulator {
		if a == "cmd" || a == "server" {
			return ""
		}
		return "only the command and the server may run simulators"
	}
	if allowed, ok := outside[a]; ok && !contains(allowed, b) {
		return a + " knows its protocol only"
	}
	la, ok := layers[a]
	if !ok {
		return "package " + a + " has no layer in this test"
	}
	lb, ok := layers[b]
	if !ok {
		return "package " + b + " has no layer in this test"
	}
	if la == lb && !contains(siblings[a], b) {
		return a + " and " + b + " are of one layer"
	}
	if la < lb {
		return a + " is below " + b
	}
	return ""
}

func simulatorOf(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func TestTheImportRuleRefusesAWrongDirection(t *testing.T) {
	for _, c := range [][2]string{{"books", "store"}, {"store", "posting"}, {"simulator/company", "qbxml"}, {"soap", "books"}, {"web", "server"}, {"sales", "books"}} {
		if forbidden(c[0], c[1]) == "" {
			t.Errorf("%s may import %s", c[0], c[1])
		}
	}
	for _, c := range [][2]string{{"posting", "store"}, {"books", "sales"}, {"cmd/countinghouse", "simulator/shop"}, {"server", "web"}} {
		if why := forbidden(c[0], c[1]); why != "" {
			t.Errorf("%s may not import %s: %s", c[0], c[1], why)
		}
	}
}

func TestEveryDirectDependencyHasItsReason(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(mod)) {
		f := strings.Fields(line)
		if len(f) == 2 && strings.Contains(f[0], ".") && strings.HasPrefix(f[1], "v") {
			n++
			if !strings.Contains(string(doc), f[0]) {
				t.Errorf("docs/dependencies.md gives no reason for %s", f[0])
			}
		}
	}
	if n == 0 {
		t.Fatal("no direct dependency was found in go.mod")
	}
}
