// Command countinghouse is the whole product in one binary: the server
// between BigCommerce stores and a QuickBooks company file, its tools, and the
// simulators that it is rehearsed and tested against.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"countinghouse/report"
	"countinghouse/server"
	"countinghouse/store"
)

// version is set by the linker for releases.
var version = ""

// The exit codes, for scripts.
const (
	exitOK        = 0
	exitFailed    = 1 // it could not be done; the message says why and what to do
	exitUsage     = 2 // the command line is not understood
	exitAttention = 3 // it was done, and something needs a person (check, health, sync)
)

// errAttention ends a command that did its work and found something that
// needs a person; what it is was printed already.
var errAttention = errors.New("something needs attention")

type commands struct {
	server.Config

	Serve    serveCommand    `cmd:"" help:"Run the server."`
	Demo     demoCommand     `cmd:"" help:"Run everything with a simulated store, Web Connector and company file, and a page to watch."`
	Apply    applyCommand    `cmd:"" help:"Bring the settings to what a file declares."`
	Export   exportCommand   `cmd:"" help:"Print the settings as a file for apply; secrets are left out."`
	Check    checkCommand    `cmd:"" help:"Tell what is missing before going live. Exit code 3 if something is."`
	Rehearse rehearseCommand `cmd:"" help:"Post a store's last orders to a simulated company file that has the lists of yours, and print its reports. Exit code 3 if something waits or differs."`
	Orders   ordersCommand   `cmd:"" help:"List orders and where they stand."`
	Order    orderCommand    `cmd:"" help:"One order's whole story: order, plan with its reasons, requests and answers."`
	Explain  explainCommand  `cmd:"" help:"Why an order is posted as it is: rules that apply, documents line by line, debits and credits, tax and stock."`
	Undo     undoCommand     `cmd:"" help:"Take out of QuickBooks what was posted: an order, a visit, all of a mapping version. Exit code 3 if something stays."`
	Redo     redoCommand     `cmd:"" help:"Let orders be posted again that were undone."`
	Decide   decideCommand   `cmd:"" help:"Write down a decision about one order: exclude, approve, restock, customer, try again."`
	Mapping  mappingCommand  `cmd:"" help:"The mapping sheet as a table: export, import, history."`
	Settings settingsCommand `cmd:"" help:"What is set: schedules and quiet hours, how stores are read, alerts, mail, backup. Without secrets."`
	Items    itemsCommand    `cmd:"" help:"Products beside QuickBooks' items: which is which, suggestions, what exists on one side only, and how many."`
	Stock    stockCommand    `cmd:"" help:"Quantities of both sides: what each has and should have, why it is 7, rules, reconciling, sending."`
	Review   reviewCommand   `cmd:"" help:"What needs somebody, grouped by cause; give a cause to a person."`
	Status   statusCommand   `cmd:"" help:"Is everything in the books? When did QuickBooks last call?"`
	Sync     syncCommand     `cmd:"" help:"Read the stores now."`
	QWC      qwcCommand      `cmd:"" name:"qwc" help:"Print the .qwc file of a company file."`
	File     fileCommand     `cmd:"" help:"From where a company file was opened; confirm that a moved or renamed one is the same."`
	User     userCommand     `cmd:"" help:"People: list, add, roles, passwords, second factors, sign-ins."`
	Activity activityCommand `cmd:"" help:"What happened: visits of the Web Connector, one visit, who did what."`
	App      appCommand      `cmd:"" help:"Who opens the desk from BigCommerce's control panel: list, allow, remove."`
	Token    tokenCommand    `cmd:"" help:"Tokens with which programs read the JSON API: list, add, end."`
	Key      keyCommand      `cmd:"" help:"The key that seals stored secrets: which it is, and take a new one."`
	Backup   backupCommand   `cmd:"" help:"Copy the database, also while the server runs."`
	Restore  restoreCommand  `cmd:"" help:"Put a backup in place. QuickBooks is asked for what was posted since before anything is sent."`
	Missing  missingCommand  `cmd:"" help:"What a restored company file has lost, and what is to happen. Exit code 3 if something is missing."`
	Simulate simulateCommand `cmd:"" help:"Run one simulator alone: shop, company or connector."`
	Bench    benchCommands   `cmd:"" help:"Measure posting, answering, intake and memory on a fresh database; or let everything go wrong (bench faults), or measure every page (bench web)."`
	Health   healthCommand   `cmd:"" help:"Ask a running server whether it works. Exit code 3 if not."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// env is what every command gets.
type env struct {
	ctx    context.Context
	config server.Config
	log    *slog.Logger
	out    io.Writer
	errOut io.Writer
}

// open opens the database of the data directory.
func (e *env) open() (*store.Store, error) { return e.config.Open(e.ctx, e.log) }

// json prints a value for scripts.
func (e *env) json(v any) error { return report.Write(e.out, v) }

func (e *env) printf(format string, args ...any) { fmt.Fprintf(e.out, format, args...) }

// cli is who the audit says it was.
func cli() store.Actor {
	name := os.Getenv("SUDO_USER")
	if name == "" {
		name = os.Getenv("USER")
	}
	if name == "" {
		name = "operator"
	}
	return store.Actor{Kind: "cli", Name: name}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its outside passed in; it returns the exit code.
func run(args []string, out, errOut io.Writer) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("countinghouse"),
		kong.Description("Posts BigCommerce orders to QuickBooks Enterprise, each exactly once and to the cent."),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(errOut, "countinghouse:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help was printed
		return exit
	}
	if err != nil {
		fmt.Fprintf(errOut, "countinghouse: %v\nSee countinghouse --help.\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e := &env{ctx: ctx, config: c.Config, log: c.Logger(), out: out, errOut: errOut}
	switch err := parsed.Run(e); {
	case err == nil:
		return exitOK
	case errors.Is(err, errAttention):
		return exitAttention
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(errOut, "countinghouse: stopped")
		return exitFailed
	default:
		fmt.Fprintf(errOut, "countinghouse: %v\n", err)
		return exitFailed
	}
}

type versionCommand struct{}

func (versionCommand) Run(e *env) error {
	e.printf("countinghouse %s\n", versionText())
	return nil
}

// versionText is the release, or the commit that was built.
func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return "dev-" + s.Value[:12]
			}
		}
	}
	return "dev"
}
