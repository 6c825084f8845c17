package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countinghouse/report"
)

const mappedStore = `
companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}}]
stores:
  - {key: s, company: a, name: S, hash: h, token: {env: TEST_TOKEN}, rules: {start_date: "2026-11-01", charges: {shipping: Shipping}, payments: {Visa: {deposit_to: Checking}}}}
`

func TestTheMappingGoesOutAndInOnTheCommandLine(t *testing.T) {
	do := command(t)
	t.Setenv("TEST_QB_PASSWORD", "a long password")
	t.Setenv("TEST_TOKEN", "token-1")
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	do("mapping", "export").want(t, exitFailed, "no store")
	do("apply", "-f", write("c.yaml", mappedStore)).want(t, exitOK)
	out := do("mapping", "export")
	out.want(t, exitOK, "Key,What,In the store,In QuickBooks", "charges.shipping,Shipping charged to the customer,,Shipping", "payments.*.deposit_to,Ways of paying: Money goes to,Visa,Checking")

	file := write("m.csv", strings.ReplaceAll(out.out, ",Shipping\n", ",Freight\n")+"tax.rates,,Austin,TX Austin\n")
	do("mapping", "import", file, "--preview").want(t, exitOK, "Shipping charged to the customer: Shipping → Freight", "Sales tax rates, Austin: none → TX Austin", "Nothing was saved.")
	do("mapping", "import", file, "--why", "the new agency").want(t, exitOK, "Saved as version 2 of store s.")
	do("mapping", "import", file).want(t, exitOK, "Nothing changes")
	do("mapping", "history").want(t, exitOK, "Version 2", "the new agency", "Shipping → Freight", "Version 1")
	var versions []versionJSON
	if err := json.Unmarshal([]byte(do("mapping", "history", "--json").out), &versions); err != nil || len(versions) != 2 || len(versions[0].Changes) != 2 {
		t.Errorf("%v %+v", err, versions)
	}
	var sheet report.Sheet
	if err := json.Unmarshal([]byte(do("mapping", "export", "--json").out), &sheet); err != nil || sheet.Version != 2 || len(sheet.Lines) != 4 {
		t.Errorf("%v %+v", err, sheet)
	}
	do("mapping", "import", write("bad.csv", "Key,In the store,In QuickBooks\ncharges.postage,,X\nref_prefix,Y,Z\n")).want(t, exitFailed, "nothing of", "line 2: “charges.postage” is no line of the mapping sheet", "line 3:")
	do("mapping", "import", write("worse.csv", "Key,In the store,In QuickBooks\nref_prefix,,TOOLONG\nstyle,,memo\n")).want(t, exitFailed, "Letters before QuickBooks’ number: at most 5", "“memo” is none of its choices")
	do("mapping", "history").want(t, exitOK, "Version 2")
}
