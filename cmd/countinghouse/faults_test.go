package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestNoFaultAtAnyWirePostsTwiceLosesOrMisstates lets 300 small stores live
// while everything goes wrong that can: at the Web Connector's line, in
// QuickBooks and on its PC, at the store's platform, on the server's disk and
// clock, by persons. Then it is quiet, and each order stands in the company
// file once and to the cent, or says why not. COUNTINGHOUSE_FAULTS=17 (or
// 17-400) takes other seeds; see also bench faults.
func TestNoFaultAtAnyWirePostsTwiceLosesOrMisstates(t *testing.T) {
	c := faultsCommand{N: 300, Kills: 1}
	if s := os.Getenv("COUNTINGHOUSE_FAULTS"); s != "" {
		a, b, _ := strings.Cut(s, "-")
		from, _ := strconv.Atoi(a)
		c.Seed, c.N = uint64(from), 1
		if b != "" {
			to, _ := strconv.Atoi(b)
			c.N = to - from
		}
	}
	dir, err := faultsDir("")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	r := &lives{c: c, dir: dir, told: func(text string) { t.Error(text) }}
	began := time.Now()
	if err := r.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.print(t.Output(), time.Since(began))
	if c.N >= 300 && len(r.counts) < 45 {
		t.Errorf("only %d kinds of faults were played", len(r.counts))
	}
}

// TestBrokenBuildsPostTwiceInTheSameHistories builds the command twice with
// one of the two things left out on which all of it rests: that a message set
// is committed as sent before a byte of it leaves, and that QuickBooks is asked
// before anything in doubt is sent again. The same histories must find it.
func TestBrokenBuildsPostTwiceInTheSameHistories(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("there is no go command to build with")
		}
		t.Skip("there is no go command to build with")
	}
	for _, tag := range []string{"broken_unsaved", "broken_unasked"} {
		t.Run(tag, func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), tag)
			build := exec.CommandContext(t.Context(), goTool, "build", "-tags", tag, "-o", binary, ".")
			build.Env = append(os.Environ(), "CGO_ENABLED=0")
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			out, err := exec.CommandContext(t.Context(), binary, "bench", "faults", "-n", "100", "--kills", "0", "--first", "--whole").CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
				t.Fatalf("the histories did not find it: %v\n%s", err, out)
			}
			if !regexp.MustCompile(`(?m)^ *[1-9][0-9]*  (documents that stand twice|orders that were lost or never came to rest)$`).Match(out) {
				t.Errorf("no duplicate and no loss was found:\n%s", out)
			}
			first, _, _ := strings.Cut(string(out[max(bytes.Index(out, []byte(" histories, "))-5, 0):]), ";")
			t.Logf("found after%s", first)
		})
	}
}
