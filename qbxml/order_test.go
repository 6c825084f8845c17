package qbxml

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestAnyPartOfAnyRequestIsValidByIntuitsSchema leaves fields out at random:
// what Encode then still writes is valid, so order and optionality are those of
// the schema whatever is set.
func TestAnyPartOfAnyRequestIsValidByIntuitsSchema(t *testing.T) {
	docs := map[string][]byte{}
	keep := func(country string, body any, name string, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 7))
		v := reflect.New(reflect.TypeOf(body).Elem())
		v.Elem().Set(reflect.ValueOf(body).Elem())
		thin(rng, v.Elem(), 0.15+0.5*rng.Float64())
		doc, err := MessageSet{Version: Written(), Country: country, OnError: StopOnError, Requests: []Request{{ID: "1", Body: v.Interface()}}}.Encode()
		if err == nil {
			docs[fmt.Sprintf("%s-%s-%d", name, country, seed)] = doc
		}
	}
	for seed := range uint64(12) {
		for name, body := range allRequests() {
			if strings.HasSuffix(name, "AddRq") || strings.HasSuffix(name, "ModRq") || seed == 0 {
				keep("", body, name, seed)
			}
		}
		for i, body := range foreignRequests() {
			keep(CountryAU, body, fmt.Sprint(i), seed)
		}
	}
	seen := map[string]bool{}
	for name := range docs {
		_, element, _ := strings.Cut(name, "-")
		seen[strings.SplitN(element, "-", 2)[0]] = true
	}
	for _, body := range creditRequests() {
		if name := body.(message).element(); !seen[name] {
			t.Errorf("no part of a %s could be written", name)
		}
	}
	validate(t, docs)
}

// thin leaves out fields with the given likelihood, but not those that a
// request is refused without.
func thin(rng *rand.Rand, v reflect.Value, share float64) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type().Elem().Kind() == reflect.Struct && v.Type().Elem().PkgPath() == reflect.TypeFor[Ref]().PkgPath() {
			n := reflect.New(v.Type().Elem())
			n.Elem().Set(v.Elem())
			thin(rng, n.Elem(), share)
			v.Set(n)
		}
	case reflect.Slice:
		n := reflect.MakeSlice(v.Type(), 0, v.Len())
		for i := range v.Len() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.Index(i))
			thin(rng, e, share)
			n = reflect.Append(n, e)
		}
		v.Set(n)
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[Ref]().PkgPath() || v.Type() == reflect.TypeFor[Ref]() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			switch f.Name {
			case "TxnID", "EditSequence", "ListID", "TxnLineID", "TxnDate", "RefNumber", "CustomerRef", "AccountRef", "Name", "Lines",
				"TotalAmount", "CreditTxnID", "AppliedAmount", "RefundAmount", "TxnVoidType", "TxnDelType", "ListDelType", "TxnLineAdd",
				"Amount", "ApplyCheckToTxnAdd", "ExpenseLineAdd", "RefundAppliedToTxnAdd", "Group", "ModGroup", "ItemGroupRef", "PaymentAmount":
			default:
				if rng.Float64() < share {
					v.Field(i).SetZero()
					continue
				}
			}
			thin(rng, v.Field(i), share)
		}
	}
}

// TestOrderOfElementsMatters sees to it that the schema, and with it the tests
// above, notices an element out of its place: two neighbours of different names
// are exchanged in each new document and each change of one.
func TestOrderOfElementsMatters(t *testing.T) {
	schema := filepath.Join(sharedDir(t), "qbxml", "qbxmlops130.xsd")
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		missing(t, "xmllint is not installed (Debian: libxml2-utils)")
	}
	dir := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", schema}
	files := 0
	for name, body := range allRequests() {
		if !strings.HasSuffix(name, "AddRq") && !strings.HasSuffix(name, "ModRq") {
			continue
		}
		doc := encode(t, "1", body)
		tag := strings.TrimSuffix(body.(message).element(), "Rq")
		for i, mutant := range exchanged(doc, tag) {
			file := filepath.Join(dir, fmt.Sprintf("%s-%d.xml", name, i))
			if err := os.WriteFile(file, mutant, 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, file)
			files++
		}
	}
	if files < 200 {
		t.Fatalf("only %d documents were made", files)
	}
	out, _ := exec.Command(tool, args...).CombinedOutput() // an exit status of 3 is what is wanted
	refused := bytes.Count(out, []byte(" fails to validate"))
	for _, line := range strings.Split(string(out), "\n") {
		if strings.HasSuffix(line, " validates") {
			t.Errorf("an element out of its place was not noticed: %s", filepath.Base(line))
		}
	}
	if refused != files {
		t.Errorf("%d of %d were refused", refused, files)
	}
}

// exchanged are copies of the document, each with two neighbouring children of
// the element exchanged.
func exchanged(doc []byte, tag string) [][]byte {
	from := bytes.Index(doc, []byte("<"+tag+">")) + len(tag) + 2
	end := bytes.Index(doc, []byte("</"+tag+">"))
	type part struct {
		name       string
		start, end int
	}
	var parts []part
	for at := from; at < end; {
		gt := bytes.IndexByte(doc[at:], '>')
		name := string(doc[at+1 : at+gt])
		stop := at + bytes.Index(doc[at:], []byte("</"+name+">")) + len(name) + 3
		parts = append(parts, part{name, at, stop})
		at = stop
	}
	var out [][]byte
	for i := 1; i < len(parts); i++ {
		a, b := parts[i-1], parts[i]
		if a.name == b.name || strings.Contains(a.name, "Line") && strings.Contains(b.name, "Line") {
			continue // lines and groups, debits and credits stand in any order
		}
		m := bytes.Clone(doc[:a.start])
		m = append(m, doc[b.start:b.end]...)
		m = append(m, doc[a.start:a.end]...)
		out = append(out, append(m, doc[b.end:]...))
	}
	return out
}
