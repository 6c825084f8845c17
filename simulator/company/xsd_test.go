package company

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// The schema, read by itself, is rendered in the notation of the grammar
// tables and compiled; the automata must be the same. So order, occurrence,
// choices, types, lengths and words of every message are held to the schema.

type xsdNode struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []xsdNode  `xml:",any"`
}

func (n *xsdNode) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *xsdNode) child(name string) *xsdNode {
	for i := range n.Children {
		if n.Children[i].XMLName.Local == name {
			return &n.Children[i]
		}
	}
	return nil
}

type schema struct{ elements, types, groups map[string]*xsdNode }

func readSchema(t *testing.T) schema {
	s := schema{map[string]*xsdNode{}, map[string]*xsdNode{}, map[string]*xsdNode{}}
	for _, file := range []string{"qbxmltypes130", "qbxml130", "qbxmlso130", "qbxmlops130"} {
		data, err := os.ReadFile(filepath.Join(sharedDir(t), "qbxml", file+".xsd"))
		if err != nil {
			t.Fatal(err)
		}
		var root xsdNode
		if err := xml.Unmarshal(data, &root); err != nil {
			t.Fatal(err)
		}
		for i := range root.Children {
			n := &root.Children[i]
			switch n.XMLName.Local {
			case "element":
				s.elements[n.attr("name")] = n
			case "complexType", "simpleType":
				s.types[n.attr("name")] = n
			case "group":
				s.groups[n.attr("name")] = n
			}
		}
	}
	return s
}

func occurs(n *xsdNode) string {
	switch n.attr("minOccurs") + "/" + n.attr("maxOccurs") {
	case "/", "1/1":
		return ""
	case "0/", "0/1":
		return "?"
	case "/unbounded", "1/unbounded":
		return "+"
	}
	return "*"
}

func (s schema) simple(n *xsdNode) string {
	r := n.child("restriction")
	if r == nil {
		return ""
	}
	name := strings.TrimSuffix(r.attr("base"), "TYPE")
	var words []string
	for i := range r.Children {
		switch c := &r.Children[i]; c.XMLName.Local {
		case "maxLength":
			name += c.attr("value")
		case "enumeration":
			words = append(words, c.attr("value"))
		}
	}
	if words != nil {
		return "(" + strings.Join(words, "|") + ")"
	}
	return name
}

func (s schema) render(n *xsdNode) string {
	var parts []string
	for i := range n.Children {
		c := &n.Children[i]
		switch c.XMLName.Local {
		case "sequence":
			if inner := s.render(c); occurs(c) != "" {
				parts = append(parts, "("+inner+")"+occurs(c))
			} else {
				parts = append(parts, inner)
			}
		case "choice":
			var alts []string
			for k := range c.Children {
				alts = append(alts, s.render(&xsdNode{Children: c.Children[k : k+1]}))
			}
			parts = append(parts, "("+strings.Join(alts, " | ")+")"+occurs(c))
		case "group":
			parts = append(parts, s.render(s.groups[c.attr("ref")]))
			if occurs(c) != "" {
				parts[len(parts)-1] = "(" + parts[len(parts)-1] + ")" + occurs(c)
			}
		case "attribute":
			parts = append(parts, "@"+c.attr("name"))
		case "element":
			parts = append(parts, s.element(c))
		}
	}
	return strings.Join(parts, " ")
}

func (s schema) element(c *xsdNode) string {
	def, name := c, c.attr("name")
	if ref := c.attr("ref"); ref != "" {
		def, name = s.elements[ref], ref
	}
	head := name + occurs(c)
	if typ := def.attr("type"); typ != "" {
		if t := s.types[typ]; t != nil && t.XMLName.Local == "complexType" {
			return head + "{" + s.render(t) + "}"
		}
		return head + ":" + strings.TrimSuffix(typ, "TYPE")
	}
	if st := def.child("simpleType"); st != nil {
		return head + ":" + s.simple(st)
	}
	ct := def.child("complexType")
	if sc := ct.child("simpleContent"); sc != nil {
		ext := sc.child("extension")
		return head + ":" + strings.TrimSuffix(ext.attr("base"), "TYPE") + "@" + ext.child("attribute").attr("name")
	}
	return head + "{" + s.render(ct) + "}"
}

// flat writes a compiled content model as text, to be compared.
func flat(c *content, indent string) string {
	var b strings.Builder
	attrs := append([]string(nil), c.attrs...)
	sort.Strings(attrs)
	fmt.Fprintf(&b, "%sattrs %v\n", indent, attrs)
	for i, steps := range c.states {
		fmt.Fprintf(&b, "%s%d complete=%v:", indent, i, c.complete[i])
		for _, st := range steps {
			fmt.Fprintf(&b, " %s->%d", st.el.name, st.to)
		}
		b.WriteByte('\n')
	}
	seen := map[*element]bool{}
	for _, steps := range c.states {
		for _, st := range steps {
			if el := st.el; !seen[el] {
				seen[el] = true
				fmt.Fprintf(&b, "%s%s kind=%d max=%d %v\n", indent, el.name, el.kind, el.max, el.enum)
				if el.content != nil {
					b.WriteString(flat(el.content, indent+"  "))
				}
			}
		}
	}
	return b.String()
}

func TestEveryGrammarTableSaysWhatTheSchemaSays(t *testing.T) {
	s := readSchema(t)
	g, err := theGrammar()
	if err != nil {
		t.Fatal(err)
	}
	for name, el := range g {
		typ := s.types[name+"Type"]
		if typ == nil {
			t.Errorf("%s is not in the schema", name)
			continue
		}
		want, err := compileGrammar("", name+" = "+s.render(typ))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := flat(el.content, ""), flat(want[name].content, ""); got != want {
			gl, wl := strings.Split(got, "\n"), strings.Split(want, "\n")
			for i := range min(len(gl), len(wl)) {
				if gl[i] != wl[i] {
					t.Errorf("%s differs from the schema:\n  table:  %s\n  schema: %s", name, gl[i], wl[i])
					break
				}
			}
			if len(gl) != len(wl) {
				t.Errorf("%s: %d lines, schema %d", name, len(gl), len(wl))
			}
		}
	}
}
