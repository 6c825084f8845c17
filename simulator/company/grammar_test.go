package company

import "testing"

func TestGrammarTablesCompile(t *testing.T) {
	g, err := theGrammar()
	if err != nil {
		t.Fatal(err)
	}
	if len(g) < 40 {
		t.Fatalf("%d messages", len(g))
	}
}
