package main

import (
	"encoding/json"
	"strings"
	"testing"

	"countinghouse/simulator/shop"
)

// Over the whole loop: the company file is restored, the Web Connector tells
// the person at the PC, and what is missing is posted again on a word.
func TestARestoredCompanyFileIsToldAndMadeWholeAgainOverTheWholeLoop(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 17, Mix: shop.MixSales(), NoPolling: true})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	w.Shop.Sell(25)
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	old, err := w.Books.BackUp()
	if err != nil {
		t.Fatal(err)
	}
	w.Shop.Sell(30)
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.Books.Restore(old); err != nil {
		t.Fatal(err)
	}
	w.Shop.Sell(1)
	if _, err := w.PollShop(ctx); err != nil {
		t.Fatal(err)
	}
	result, err := w.Web.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if told := result.LastError + result.Message; !strings.Contains(told, "was restored to a backup of about") {
		t.Errorf("the person at the PC reads: %+v", result)
	}
	t.Setenv("COUNTINGHOUSE_DATA", w.o.Dir)
	do := func(args ...string) said {
		var out, errOut strings.Builder
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	do("status").want(t, exitOK, "Stopped: The company file of", "are missing, and nobody deleted them")
	do("missing", "--company", "nobody").want(t, exitFailed, `there is no company file "nobody"`)
	do("missing", "--post-again").want(t, exitUsage, "say why")
	do("missing", "--post-again", "--wrong-file", "--why", "x").want(t, exitUsage, "either --post-again or --wrong-file")
	do("missing").want(t, exitAttention, "demo: The company file of", "Sales receipt BC")
	var views []missingView
	if err := json.Unmarshal([]byte(do("missing", "--json").out), &views); err != nil || len(views) != 1 || len(views[0].Missing) < 25 || views[0].Missing[0].Total == "" && views[0].Missing[1].Total == "" {
		t.Errorf("%v: %+v", err, views)
	}
	do("missing", "--wrong-file", "--why", "The old file was open.").want(t, exitOK, "Nothing was changed.")
	do("missing", "--post-again", "--why", "The disk broke.").want(t, exitOK, "are posted again with the next update")
	do("missing").want(t, exitOK, "Nothing is missing")
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	onlyOnce(t, w)
	reasons(t, w)
	agrees(t, w, 40)
}
