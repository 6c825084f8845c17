package server

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	// maxDeclaration is the largest declaration in bytes: a mapping of tens of
	// thousands of SKUs.
	maxDeclaration = 4 << 20
	// A declaration may have freeMarks lines and commas, and one more for each
	// markBytes bytes. Each costs memory however little stands beside it.
	freeMarks = 5000
	markBytes = 8
	// maxComplaints is how many problems are told at once.
	maxComplaints = 50
)

// readYAML reads a declaration into v, a pointer to a struct with yaml tags.
// It finds all problems, each with its line: unknown and doubled keys, since a
// misspelled mapping would be silently missing, and values of another kind.
// Anchors, aliases and merges are refused: nothing here needs them, and a file
// of a few lines can stand for billions by them.
func readYAML(b []byte, v any) error {
	if len(b) > maxDeclaration {
		return fmt.Errorf("the declaration is larger than %d MB: this is not a Countinghouse file", maxDeclaration>>20)
	}
	if marks := strings.Count(string(b), "\n") + strings.Count(string(b), ","); marks > freeMarks+len(b)/markBytes {
		return errors.New("the declaration has far more lines than text: this is not a Countinghouse file")
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return fmt.Errorf("the declaration can't be read: %s", clipped(strings.TrimPrefix(err.Error(), "yaml: "), 300))
	}
	if len(doc.Content) == 0 {
		return nil // an empty file declares nothing
	}
	var d yamlReader
	d.value("the declaration", doc.Content[0], reflect.ValueOf(v).Elem())
	if d.more > 0 {
		d.problems = append(d.problems, fmt.Errorf("and %d more", d.more))
	}
	if err := errors.Join(d.problems...); err != nil {
		return fmt.Errorf("the declaration can't be read:\n%w", err)
	}
	return nil
}

// yamlReader gathers what is wrong with a declaration.
type yamlReader struct {
	problems []error
	more     int
}

func (d *yamlReader) fail(n *yaml.Node, format string, args ...any) {
	if len(d.problems) == maxComplaints {
		d.more++
		return
	}
	d.problems = append(d.problems, fmt.Errorf("line %d: %s", n.Line, fmt.Sprintf(format, args...)))
}

// value reads one node, of the key that is called name, into v.
func (d *yamlReader) value(name string, n *yaml.Node, v reflect.Value) {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.fail(n, "%s has an anchor or an alias (& or *); write it out, or in quotes if it is meant as text", clipped(name, 60))
		return
	case n.ShortTag() == "!!null":
		return // a key without a value is as if it were not there
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(name, n, v.Elem())
		return
	}
	if t, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if !d.scalar(name, n) {
			return
		}
		if err := t.UnmarshalText([]byte(n.Value)); err != nil {
			d.fail(n, "%s: %s", name, clipped(err.Error(), 200))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.fields(name, n, v)
	case reflect.Map:
		d.entries(name, n, v)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			d.fail(n, "%s is a list: one line with a dash for each, or all in [brackets]", name)
			return
		}
		list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
		for i, c := range n.Content {
			d.value(fmt.Sprintf("%s[%d]", name, i), c, list.Index(i))
		}
		v.Set(list)
	default:
		d.single(name, n, v)
	}
}

// scalar tells whether a node is a single value, and complains if not.
func (d *yamlReader) scalar(name string, n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, "%s is a single value, not a list or keys of its own", name)
		return false
	}
	return true
}

// single reads a text, a number or a yes or no.
func (d *yamlReader) single(name string, n *yaml.Node, v reflect.Value) {
	if !d.scalar(name, n) {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		switch n.Value {
		case "true", "True", "TRUE", "yes", "on":
			v.SetBool(true)
		case "false", "False", "FALSE", "no", "off":
			v.SetBool(false)
		default:
			d.fail(n, "%s is true or false, not %q", name, clipped(n.Value, 40))
		}
	case reflect.Int, reflect.Int64:
		whole, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			d.fail(n, "%s is a whole number, not %s", name, clipped(n.Value, 40))
			return
		}
		v.SetInt(whole)
	default:
		panic("a declaration has a field of kind " + v.Kind().String())
	}
}

// pairs goes through the keys of a mapping; one that is there twice or that
// is no single value is a problem.
func (d *yamlReader) pairs(name string, n *yaml.Node, each func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "%s has keys of its own, each with a colon and a value", name)
		return
	}
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || k.Anchor != "" || k.ShortTag() == "!!merge":
			d.fail(k, "a key of %s is not a plain text", name)
		case seen[k.Value] > 0:
			d.fail(k, "%s stands in line %d already", clipped(k.Value, 60), seen[k.Value])
		default:
			seen[k.Value] = max(k.Line, 1)
			each(k, v)
		}
	}
}

// fields reads a mapping into a struct.
func (d *yamlReader) fields(name string, n *yaml.Node, v reflect.Value) {
	d.pairs(name, n, func(k, value *yaml.Node) {
		t := v.Type()
		for i := range t.NumField() {
			if tag, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); tag == k.Value && tag != "" && tag != "-" {
				d.value(k.Value, value, v.Field(i))
				return
			}
		}
		d.fail(k, "there is no key %q here; is it misspelled?", clipped(k.Value, 60))
	})
}

// entries reads a mapping into a map.
func (d *yamlReader) entries(name string, n *yaml.Node, v reflect.Value) {
	t := v.Type()
	all := reflect.MakeMapWithSize(t, len(n.Content)/2)
	d.pairs(name, n, func(k, value *yaml.Node) {
		key, one := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		before := len(d.problems) + d.more
		d.single("a key of "+name, k, key)
		d.value(k.Value, value, one)
		if len(d.problems)+d.more == before {
			all.SetMapIndex(key, one)
		}
	})
	v.Set(all)
}

// clipped cuts a text that came from a file for use in a message.
func clipped(s string, n int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "?")), " ")
	if r := []rune(s[:min(len(s), 4*n+4)]); len(r) > n {
		return strings.ToValidUTF8(string(r[:n]), "") + "…"
	}
	return s
}

// writeYAML writes what readYAML reads.
func writeYAML(v any) ([]byte, error) {
	var b strings.Builder
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return []byte(b.String()), e.Close()
}
