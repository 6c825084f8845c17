package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"countinghouse/stock"
	"countinghouse/store"
)

const stockedStore = `
companies:
  - {key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}, stock: {master: both, buffer: 2, quantity: available, stores: {s: {location: 3, channels: {"7": 4}}}, exceptions: [{items: ["Lamps:"], master: none}, {items: [Gift wrap], cap: 9}], adjust: {account: Shrinkage, reason: Counted}}}
stores:
  - {key: s, company: a, name: S, hash: h, token: {env: TEST_TOKEN}}
`

func TestTheRulesForQuantitiesAreDeclaredExportedAndTold(t *testing.T) {
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
	do("apply", "-f", write("bad.yaml", `companies: [{key: a, name: A, user: qbwc-a, password: {env: TEST_QB_PASSWORD}, stock: {master: everybody, buffer: -1}}]`)).
		want(t, exitFailed, "master is quickbooks, bigcommerce or both", "stock: buffer is from 0")
	do("apply", "-f", write("c.yaml", stockedStore)).want(t, exitOK)
	do("stock", "rules").want(t, exitOK, "Version 1: the quantities of both sides, with 2 exceptions count", "on hand, less what sales orders promise", "Store s: 4 kept back for channel 7, set at location 3", "Exception: Lamps:: Neither: left alone", "Exception: Gift wrap: at most 9 shown", "Adjustments are booked to: Shrinkage")
	out := do("export")
	out.want(t, exitOK, "master: both", "- Gift wrap", "account: Shrinkage")
	do("apply", "-f", write("again.yaml", out.out)).want(t, exitOK)
	var rules struct {
		Version int64
		Rules   store.StockRules
	}
	if err := json.Unmarshal([]byte(do("stock", "rules", "--json").out), &rules); err != nil || rules.Version != 1 || rules.Rules.Stores["s"].Channels["7"] != 4 {
		t.Errorf("%v %+v", err, rules)
	}
	var stand stock.Stand
	if err := json.Unmarshal([]byte(do("stock", "status", "--json").out), &stand); err != nil || stand.Master != store.MasterBoth || stand.Began.IsZero() || !stand.Live.IsZero() {
		t.Errorf("%v %+v", err, stand)
	}
	do("stock", "live").want(t, exitFailed, "look first at what this changes")
	do("stock", "live", "--seen").want(t, exitFailed, "differences that nobody settled")
	do("stock", "reconcile", "end").want(t, exitOK, "Nothing is sent yet")
	do("stock", "live", "--seen").want(t, exitOK, "are sent since")
	do("stock", "pause", "--why", "The shelf is counted").want(t, exitOK, "Sending is stopped: The shelf is counted")
	do("stock", "status").want(t, exitAttention, "Sending is stopped")
	do("stock", "go-on").want(t, exitOK, "are sent since")
	do("stock", "explain", "NOWHERE").want(t, exitFailed, "no product has the SKU NOWHERE")
	do("stock", "list").want(t, exitOK, "SHOULD SHOW")
	do("stock", "reconcile", "sheet").want(t, exitOK, "store,number,sku,product,item,in quickbooks,in store,counted")
	do("stock", "reconcile", "count", write("count.csv", "store,number,counted\ns,1,x\n")).want(t, exitFailed, "nothing of", "line 2: “x”")
	do("stock", "reconcile", "count", write("count2.csv", "store,number,counted\ns,1,5\n")).want(t, exitAttention, "0 settled", "The store has no such product any more")
	do("stock", "conflicts").want(t, exitOK, "IN QUICKBOOKS")
	do("stock", "moved").want(t, exitOK, "EXPECTED")
}
