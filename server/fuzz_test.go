package server

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"countinghouse/internal/bound"
	"countinghouse/store"
)

func TestTheWorstDeclarationsAreReadWithinTheBounds(t *testing.T) {
	for _, in := range bound.YAML() {
		t.Run(in.Name, func(t *testing.T) {
			bound.Check(t, len(in.Text), func() {
				if _, err := ReadDeclaration([]byte(in.Text)); err != nil && len(err.Error()) > 20_000 {
					t.Errorf("it is told in %d bytes", len(err.Error()))
				}
			})
		})
	}
	// As large as a megabyte gets with what belongs into one.
	large := func(line string) string {
		var b strings.Builder
		b.WriteString("stores:\n- key: s\n  company: a\n  rules:\n    items:\n      links:\n")
		for i := 0; b.Len() < bound.MB; i++ {
			b.WriteString(strings.ReplaceAll(line, "#", strings.Repeat(string(rune('a'+i%26)), 2)+strings.Repeat("0", 3)+strconv.Itoa(i)))
		}
		return b.String()
	}
	for _, line := range []string{"        \"#\": \"Goods:#\"\n", "        #: G\n", "        '#': 5\n"} {
		text := large(line)
		bound.Check(t, len(text), func() {
			d, err := ReadDeclaration([]byte(text))
			if err != nil || len(d.Stores) != 1 || len(d.Stores[0].Rules.Items.Links) < 10_000 {
				t.Errorf("%q: %v", line, err)
			}
		})
	}
}

// FuzzDeclaration: a declaration is refused in words, each with its line, or
// it is the same when it is written and read again; and what can be applied
// can be exported and applied once more.
func FuzzDeclaration(f *testing.F) {
	os.Clearenv() // no secret of this machine is one of a declaration
	st, err := Config{Data: filepath.Join(f.TempDir(), "data")}.Open(context.Background(), nil)
	if err != nil {
		f.Fatal(err)
	}
	defer st.Close()
	must(f, st.SaveCompany(context.Background(), operator, store.Company{Key: "a", Name: "A", User: "u", PasswordHash: "x"}))
	must(f, st.SaveShop(context.Background(), operator, store.Shop{Key: "s", Company: "a", Name: "S", Hash: "h", Token: "t", APIURL: defaultAPIURL, LoginURL: defaultLoginURL}))
	example, err := os.ReadFile("../docs/countinghouse.example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	_, rules, _ := bytes.Cut(example, []byte("    rules:\n"))
	for _, s := range []string{
		"companies:\n- {key: a, name: A, user: u, every_minutes: 5, quiet_from: \"22:00\", quiet_to: \"06:30\"}\n",
		"stores:\n- key: s\n  company: a\n  name: S\n  hash: h\n  poll_seconds: 30\n  disabled: true\n  rules:\n    start_date: 2026-01-01\n    cases: [{name: x, when: {over: 5.50}, then: {skip: y}}]\n",
		"users: [{email: a@example.com, name: A, role: admin}]\n",
		"stores:\n- {key: s, company: a, name: S, hash: h, rules: {items: {links: {A: B, \"C: D\": 'E''s'}}, exclude_orders: {7: why}, currencies: {EUR: {rate: \"1.1\"}}}}\n",
		"# only words\n", "--- \n...\n", "a: &a [*a]\n", "companies: |\n  text\n", "x: !!binary AA==\n", "companies: {key: a}\n", "stores:\n- key: s\n  key: t\n",
		"stores:\n- key: s\n  company: a\n  name: S\n  hash: h\n  rules:\n" + string(rules[:min(len(rules), 600)]),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		bound.CheckIn(t, 32*bound.MB+bound.Memory(len(text)), func() { roundTrip(t, st, text) })
	})
}

func roundTrip(t *testing.T, st *store.Store, text []byte) {
	var d Declaration
	var err error
	bound.Check(t, len(text), func() { d, err = ReadDeclaration(text) })
	if err != nil {
		if s := err.Error(); len(s) > 20_000 || !strings.Contains(s, "declaration") {
			t.Errorf("%d bytes: %.300q", len(s), s)
		}
		return
	}
	written, err := writeYAML(d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadDeclaration(written)
	if err != nil {
		t.Fatalf("what was written can't be read: %v\n%s", err, written)
	}
	if twice, err := writeYAML(again); err != nil || !bytes.Equal(written, twice) {
		t.Fatalf("written %s\nread and written %s (%v)", written, twice, err)
	}
	for i := range d.Companies {
		d.Companies[i].Password = nil
	}
	for i := range d.Stores {
		d.Stores[i].Token, d.Stores[i].ClientSecret = nil, nil
		if d.Stores[i].Rules != nil {
			_ = d.Stores[i].Rules.Validate() // its words are below
		}
	}
	for i := range d.Users {
		d.Users[i].Password = nil
	}
	if _, err := Apply(context.Background(), st, operator, d); err != nil {
		if err.Error() == "" {
			t.Error("refused without a word")
		}
		return
	}
	exported, err := Export(context.Background(), st)
	if err != nil {
		t.Fatal(err)
	}
	same, err := ReadDeclaration(exported)
	if err != nil {
		t.Fatalf("what was exported can't be read: %v\n%s", err, exported)
	}
	if _, err := Apply(context.Background(), st, operator, same); err != nil {
		t.Fatalf("what was exported can't be applied: %v\n%s", err, exported)
	}
}
