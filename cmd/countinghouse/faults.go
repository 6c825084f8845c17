package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"countinghouse/server"
	"countinghouse/store"
)

type benchCommands struct {
	Speed  benchCommand      `cmd:"" default:"withargs" help:"Measure posting, answering, intake and memory on a fresh database."`
	Faults faultsCommand     `cmd:"" help:"Let small stores live while everything that can break does, and hold the books against them. Exit code 1 if one order is there twice, lost, or a cent off."`
	Web    benchWebCommand   `cmd:"" help:"Measure every page over a million orders. Exit code 3 if one takes 100 ms or more."`
	Items  benchItemsCommand `cmd:"" help:"Match 50,000 products with 200,000 items on a fresh database."`
	Victim victimCommand     `cmd:"" hidden:"" help:"The server of a history, which is killed."`
}

type faultsCommand struct {
	N       int    `short:"n" help:"Histories." default:"1000"`
	Seed    uint64 `help:"The first history; the others follow. With -n 1 a history that went wrong is told again." default:"0"`
	Kills   int    `help:"In so many of a hundred histories the server is a process of its own, and is killed (kill -9)." default:"4"`
	Workers int    `help:"Histories at a time; 0 is one for each core." default:"0"`
	Dir     string `help:"Directory for the databases; by default in memory, where the system has such a place." type:"path"`
	First   bool   `help:"End at the first document that stands twice, or order that is lost."`
	Whole   bool   `help:"Tell the whole story of a history that went wrong, not the shortest that goes wrong too."`
}

func (c faultsCommand) Run(e *env) error {
	dir, err := faultsDir(c.Dir)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	began := time.Now()
	r := &lives{c: c, dir: dir, told: func(text string) { fmt.Fprintln(e.errOut, text) }}
	r.progress = func() {
		fmt.Fprintf(e.errOut, "  %d of %d histories, %d wrong, %d kills, %s\n", r.done, c.N, r.wrong, r.killed, time.Since(began).Round(time.Second))
	}
	if err := r.run(e.ctx); err != nil {
		return err
	}
	r.print(e.out, time.Since(began))
	if e.ctx.Err() != nil {
		return e.ctx.Err()
	}
	if r.wrong > 0 {
		return fmt.Errorf("%d of %d histories went wrong", r.wrong, r.done)
	}
	return nil
}

// faultsDir makes a directory for databases. What is lost with the power is
// not what histories are about, so memory will do: a killed process leaves
// there what it would leave on a disk.
func faultsDir(in string) (string, error) {
	if in == "" {
		if dir, err := os.MkdirTemp("/dev/shm", "countinghouse-faults-"); err == nil {
			return dir, nil
		}
	}
	return os.MkdirTemp(in, "countinghouse-faults-")
}

// lives are many histories.
type lives struct {
	c    faultsCommand
	dir  string
	told func(text string) // of what went wrong
	// progress, if not nil, is called behind every hundredth history.
	progress func()

	mu                sync.Mutex
	done, wrong       int
	orders, documents int
	processes, killed int
	counts            map[string]int
	kinds             map[string]int // of findings
	slowest           time.Duration
	worst             uint64 // seed of the slowest
	broken            error
	stop              atomic.Bool
}

// run lets them happen.
func (r *lives) run(ctx context.Context) error {
	r.counts, r.kinds = map[string]int{}, map[string]int{}
	workers := r.c.Workers
	if workers <= 0 {
		workers = runtime.NumCPU()
	}
	all := newTemplates(filepath.Join(r.dir, "templates"))
	var next atomic.Uint64
	var wg sync.WaitGroup
	for range min(workers, max(r.c.N, 1)) {
		wg.Go(func() {
			for ctx.Err() == nil && !r.stop.Load() {
				n := next.Add(1) - 1
				if n >= uint64(max(r.c.N, 0)) { //nolint:gosec // not negative
					return
				}
				r.one(ctx, all, r.c.Seed+n)
			}
		})
	}
	wg.Wait()
	return r.broken
}

// one is one history.
func (r *lives) one(ctx context.Context, all *templates, seed uint64) {
	began := time.Now()
	kill := int(seed*2654435761%100) < r.c.Kills //nolint:gosec // a hundred
	l, err := oneLife(ctx, all, r.dir, seed, kill, nil)
	if ctx.Err() != nil {
		return
	}
	if err == nil && len(l.found) > 0 && !r.c.Whole && !kill {
		l = shortest(ctx, all, r.dir, l)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.broken = errors.Join(r.broken, fmt.Errorf("seed %d: %w", seed, err))
		r.stop.Store(true)
		return
	}
	r.done++
	if took := time.Since(began); took > r.slowest {
		r.slowest, r.worst = took, seed
	}
	if kill {
		r.processes++
	}
	r.orders += l.orders
	r.documents += l.documents
	r.killed += l.kills
	tally(r.counts, l.counts)
	if r.progress != nil && r.done%100 == 0 {
		defer r.progress()
	}
	if len(l.found) == 0 {
		return
	}
	r.wrong++
	for _, f := range l.found {
		r.kinds[f.kind]++
	}
	if r.wrong <= 20 {
		r.told(l.tale())
	}
	if r.c.First && (l.wrong("duplicate") || l.wrong("loss")) {
		r.stop.Store(true)
	}
}

// print tells what happened, and what was wrong with it.
func (r *lives) print(out io.Writer, took time.Duration) {
	fmt.Fprintf(out, "%d histories, %d of them with a server that was killed (kill -9, %d times): %d orders, %d documents in QuickBooks; %s, the longest %s (seed %d).\n\n%s\n",
		r.done, r.processes, r.killed, r.orders, r.documents, took.Round(time.Second), r.slowest.Round(10*time.Millisecond), r.worst, faultTable(r.counts))
	for _, k := range findingKinds {
		fmt.Fprintf(out, "%8d  %s\n", r.kinds[k.kind], k.what)
	}
}

// findingKinds are all kinds of findings.
var findingKinds = []struct{ kind, what string }{
	{"duplicate", "documents that stand twice"}, {"loss", "orders that were lost or never came to rest"}, {"cents", "orders or accounts that are a cent off"},
	{"stranger", "documents of no order"}, {"wrong file", "documents in another company file"}, {"reason", "orders that wait without a reason"},
	{"audit", "broken chains of the audit"}, {"stuck", "histories that did not come to rest"},
}

// victimCommand is the server of a history whose process is killed.
type victimCommand struct {
	Listen string `required:""`
	Clock  string `required:"" type:"path" help:"File with the time, in nanoseconds."`
	Die    int    `help:"End with kill -9 at this commit."`
	Behind bool   `help:"Behind the commit instead of before it."`
}

func (c victimCommand) Run(e *env) error {
	disk := watchDisk(e.config.Data)
	disk.kill = func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL) }
	sealer, err := e.config.Sealer()
	if err != nil {
		return err
	}
	clock := clockFile(c.Clock)
	st, err := store.Open(e.ctx, e.config.Data, store.Options{Sealer: sealer, Now: clock.Now})
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // it is killed anyway
	s, err := server.New(st, server.Options{Listen: server.Listen{Listen: c.Listen, Lease: 5 * time.Minute, Aim: 10 * time.Second, MaxBatch: 8},
		Version: "history", Log: slog.New(slog.DiscardHandler), SessionKey: make([]byte, 64), Simulated: true, Now: clock.Now})
	if err != nil {
		return err
	}
	if c.Die > 0 {
		disk.Die(c.Die, c.Behind)
	}
	ctx, stop := signal.NotifyContext(e.ctx, syscall.SIGTERM)
	defer stop()
	return s.Run(ctx)
}

// clockFile is a file that holds the time.
type clockFile string

// Now reads it.
func (c clockFile) Now() time.Time {
	b, err := os.ReadFile(string(c))
	if err == nil {
		if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil {
			return time.Unix(0, n).UTC()
		}
	}
	return time.Now()
}

// write sets it.
func (c clockFile) write(t time.Time) error {
	next := string(c) + ".next"
	if err := os.WriteFile(next, strconv.AppendInt(nil, t.UnixNano(), 10), 0o600); err != nil {
		return err
	}
	return os.Rename(next, string(c))
}
