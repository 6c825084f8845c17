package connector

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Options of a Connector. QWC, Password and Processor are needed.
type Options struct {
	// QWC is the text of the .qwc file, as downloaded.
	QWC []byte

	// Password is what the person typed into the Web Connector's window.
	Password string

	// Processor is QuickBooks with its company file.
	Processor RequestProcessor

	// Added skips the adding of the application in the first Run (the support
	// page's answer, the stamps in the company file): it was added before.
	Added bool

	// Version is what the connector says of itself; "34.0.10012.78" if empty.
	Version string

	// Client carries the calls; nil makes one that keeps its connections.
	// Cookies are kept for one run, as the real program does.
	Client *http.Client

	// NoOpWait is how long "NoOp" waits before asking again; 5 s if zero.
	NoOpWait time.Duration

	// CallTimeout bounds one call; 100 s if zero, the default of .NET.
	CallTimeout time.Duration

	// MaxConnectionErrors ends a run whose server answers every
	// connectionError with another file: the real program would go on for
	// ever. 25 if zero.
	MaxConnectionErrors int

	// NoCloseAfterConnectionError leaves out the closeConnection behind a
	// connectionError that was answered with "done": whether the real program
	// calls it is not documented, so a server must bear both.
	NoCloseAfterConnectionError bool

	// Interactive plays the person in front of the browser when the server
	// asks for one; it returns false and a reason to decline. Nil declines.
	Interactive func(url string) (ok bool, reason string)

	// Continue plays the person who is shown a "W:" warning of clientVersion;
	// nil continues.
	Continue func(warning string) bool

	// Fault is asked before every call; nil means a perfect world.
	Fault FaultPlan

	// Event is told what happens, for display; it is called from Run's goroutine.
	Event func(Event)
}

// Connector is one application in one Web Connector on one PC.
type Connector struct {
	o       Options
	app     Application
	running sync.Mutex
	added   bool
	runs    int
}

// New reads the .qwc file and makes a connector; a file that the real program
// would refuse is an *Error with its code. Nothing is called yet.
func New(o Options) (*Connector, error) {
	return nil, errors.New("connector: not read")
}

// Application is what the .qwc file said.
func (c *Connector) Application() Application { return c.app }

// Add adds the application as the person does who opens the .qwc file: the
// support page must answer, QuickBooks must let us in, and FileID is stamped
// into the company file. Run does it first if it was not done.
func (c *Connector) Add(ctx context.Context) error { return nil }

// Run is one update, as by "Update Selected". The error is an *Error with the
// code that the person would see when the conversation itself broke; a run
// that ended in good order, even with bad news, has none, and RunResult tells.
func (c *Connector) Run(ctx context.Context) (RunResult, error) { return RunResult{}, nil }

// Poll runs at once and then on schedule, until the context ends; every zero
// takes the schedule of the .qwc file. A run that failed is reported by
// Event, and the next one comes all the same.
func (c *Connector) Poll(ctx context.Context, every time.Duration) error { return nil }
