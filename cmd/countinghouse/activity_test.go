package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"countinghouse/report"
	"countinghouse/simulator/shop"
)

func TestActivityIsToldOnTheCommandLine(t *testing.T) {
	w := openWorld(t, worldOptions{Seed: 5, Mix: shop.MixPlain(), NoPolling: true})
	ctx := t.Context()
	if err := w.Start(ctx); err != nil {
		t.Fatal(err)
	}
	id := w.Shop.Sell(1)[0]
	if err := w.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	t.Setenv("COUNTINGHOUSE_DATA", w.o.Dir)
	do := func(args ...string) said {
		t.Helper()
		var out, errOut bytes.Buffer
		code := run(args, &out, &errOut)
		return said{out.String(), errOut.String(), code}
	}
	read := func(into any, args ...string) {
		t.Helper()
		said := do(append(args, "--json")...)
		if said.code != exitOK {
			t.Fatalf("%v: %s%s", args, said.out, said.err)
		}
		if err := json.Unmarshal([]byte(said.out), into); err != nil {
			t.Fatal(err)
		}
	}
	var visits []report.Visit
	read(&visits, "activity", "visits", "--order", fmt.Sprint(id), "--did", "posted")
	if len(visits) == 0 || visits[0].Posted == 0 {
		t.Fatalf("the visits are %+v", visits)
	}
	var story report.VisitStory
	read(&story, "activity", "visit", fmt.Sprint(visits[0].ID), "--wire")
	if len(story.Documents) != 2 || story.Documents[0].Kind != "customer" || story.Documents[0].Order != 0 || story.Documents[0].Total != "" || story.Documents[1].Order != id || len(story.Wire) == 0 || story.Wire[0].Request == "" {
		t.Errorf("the visit is %+v, %+v", story.Visit, story.Documents)
	}
	var rows []report.AuditRow
	read(&rows, "activity", "audit", "--order", fmt.Sprint(id), "--what", "posting")
	if len(rows) == 0 || rows[0].Order != id {
		t.Errorf("the audit is %+v", rows)
	}
	do("activity").want(t, exitOK, "QUICKBOOKS WORKED")
	do("activity", "visit", "99999").want(t, exitFailed, "there is no visit 99999")
	do("activity", "audit", "--company", "nobody").want(t, exitFailed, `there is no company file "nobody"`)
	do("activity", "audit", "--from", "2026-11-02", "--to", "2026-11-01").want(t, exitFailed, "is before")
	do("activity", "visits", "--trouble", "fire").want(t, exitUsage, "must be one of")
}
