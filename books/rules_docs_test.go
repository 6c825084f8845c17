package books

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"countinghouse/day"
	"countinghouse/money"
)

// keysOf are all keys of a part of the rules, as paths: "payments.*.later".
func keysOf(t reflect.Type, path string) []string {
	switch {
	case t == reflect.TypeFor[money.Decimal]() || t == reflect.TypeFor[day.Day]():
		return []string{path}
	case t.Kind() == reflect.Map && t.Elem().Kind() == reflect.Struct:
		return keysOf(t.Elem(), path+".*")
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return keysOf(t.Elem(), path)
	case t.Kind() != reflect.Struct:
		return []string{path}
	}
	var keys []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		if path != "" {
			name = path + "." + name
		}
		keys = append(keys, keysOf(t.Field(i).Type, name)...)
	}
	return keys
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryKeyOfTheMappingSheetIsDocumentedAndNoOther(t *testing.T) {
	keys := keysOf(reflect.TypeFor[Rules](), "")
	if len(keys) < 70 {
		t.Fatalf("%d keys: %v", len(keys), keys)
	}
	_, sheet, ok := strings.Cut(read(t, "../docs/configuration.md"), "## The mapping sheet\n")
	if !ok {
		t.Fatal("docs/configuration.md has no mapping sheet")
	}
	sheet, _, _ = strings.Cut(sheet, "\n## ")
	var documented []string
	for line := range strings.SplitSeq(sheet, "\n") {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		first, _, _ := strings.Cut(line[2:], " |")
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(first, -1) {
			documented = append(documented, m[1])
		}
	}
	for _, k := range keys {
		if !slices.Contains(documented, k) {
			t.Errorf("docs/configuration.md does not tell %s", k)
		}
	}
	for _, k := range documented {
		if !slices.Contains(keys, k) {
			t.Errorf("docs/configuration.md tells %s, which is no key", k)
		}
	}
}

// TestTheExampleFileHasEveryKeyAndIsTaken reads the example file twice: as it
// stands, and with all that is commented out.
func TestTheExampleFileHasEveryKeyAndIsTaken(t *testing.T) {
	text := read(t, "../docs/countinghouse.example.yaml")
	_, text, _ = strings.Cut(text, "    rules:\n")
	text, _, _ = strings.Cut(text, "\nusers:")
	whole := regexp.MustCompile(`(?m)^( *)# `).ReplaceAllString(text, "$1")
	for name, part := range map[string]string{"as it stands": text, "with everything": whole} {
		var r struct {
			Rules Rules `yaml:"rules"`
		}
		if err := strictly("    rules:\n"+part, &r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := r.Rules.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "as it stands" {
			continue
		}
		var names []string
		for _, n := range r.Rules.Names() {
			names = append(names, n.FullName)
		}
		for _, n := range []string{"Wholesale", "Inventory Asset", "Newsletter coupon", "Autumn sale", "Gift certificates redeemed", "Marketplace tax", "Checking", "Damaged goods", "Bank EUR", "eBay Clearing"} {
			if !slices.Contains(names, n) {
				t.Errorf("%s is not among the names that are looked up before going live", n)
			}
		}
		for _, k := range empty(reflect.ValueOf(r.Rules), "") {
			t.Errorf("docs/countinghouse.example.yaml does not show %s", k)
		}
	}
}

// empty are the keys that no part of the rules sets.
func empty(v reflect.Value, path string) []string {
	set := map[string]bool{}
	filled(v, path, set)
	var out []string
	for _, k := range keysOf(v.Type(), path) {
		if !set[k] {
			out = append(out, k)
		}
	}
	return out
}

func filled(v reflect.Value, path string, set map[string]bool) {
	keys := keysOf(v.Type(), path)
	if len(keys) == 1 && keys[0] == path {
		set[path] = set[path] || !v.IsZero()
		return
	}
	switch v.Kind() {
	case reflect.Map:
		for _, k := range v.MapKeys() {
			filled(v.MapIndex(k), path+".*", set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			filled(v.Index(i), path, set)
		}
	default:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			if name == "" || name == "-" {
				continue
			}
			if path != "" {
				name = path + "." + name
			}
			filled(v.Field(i), name, set)
		}
	}
}

// strictly reads a part of a declaration; an unknown key is an error.
func strictly(text string, into any) error {
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	return d.Decode(into)
}
