package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// oneLife lets the history of a seed happen, but for the steps that are left
// out, and tells what was wrong with it.
func oneLife(ctx context.Context, t *templates, dir string, seed uint64, kill bool, skip map[int]bool) (*life, error) {
	dir, err := os.MkdirTemp(dir, "life-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	l, err := newLife(ctx, t, filepath.Join(dir, "data"), seed, kill, skip)
	if err != nil {
		return nil, err
	}
	defer l.w.close()
	l.run(ctx)
	return l, nil
}

// shortest leaves out of a history that went wrong every step without which it
// goes wrong too, at first many at once.
func shortest(ctx context.Context, t *templates, dir string, bad *life) *life {
	skip := maps.Clone(bad.skip)
	if skip == nil {
		skip = map[int]bool{}
	}
	for n := max(len(bad.steps)/2, 1); ; n /= 2 {
		for at := 0; at < len(bad.steps); {
			steps := bad.steps
			try := maps.Clone(skip)
			for _, s := range steps[at:min(at+n, len(steps))] {
				try[s] = true
			}
			l, err := oneLife(ctx, t, dir, bad.seed, false, try)
			if err != nil || ctx.Err() != nil {
				return bad
			}
			if l.wrong(bad.found[0].kind) {
				bad, skip = l, try
				continue
			}
			at += n
		}
		if n <= 1 {
			return bad
		}
	}
}

// wrong tells whether the history went wrong in a way.
func (l *life) wrong(kind string) bool {
	return slices.ContainsFunc(l.found, func(f finding) bool { return f.kind == kind })
}

// tale is what happened in a history, and what was wrong in the end.
func (l *life) tale() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d, way %d of keeping the books\n", l.seed, l.seed%uint64(len(faultWays())))
	for _, s := range l.story {
		fmt.Fprintln(&b, strings.TrimRight(s, " "))
	}
	for _, f := range l.found {
		fmt.Fprintf(&b, "  %s: %s\n", f.kind, f.text)
	}
	return b.String()
}
