package connector

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

//go:generate go tool gowsdl -d internal -p wcsvc -o wcsvc.go ../../soap/qbwc.wsdl

// Options of a Connector. QWC and Processor are needed.
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

	// InteractiveWait is how long an empty interactiveDone waits; 60 s if zero.
	InteractiveWait time.Duration

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

	// CutAt says behind how many of its bytes a call or an answer is cut; nil
	// cuts it in the middle.
	CutAt func(c Call, size int) int

	// Event is told what happens, for display; it is called from Run's goroutine.
	Event func(Event)
}

// Connector is one application in one Web Connector on one PC.
type Connector struct {
	o       Options
	app     Application
	running sync.Mutex // the UpdateLock: one update at a time
	added   bool
	runs    int
	late    []lateCall // what is still on its way; guarded by running
}

// ErrRunning is an update that was asked for while another one runs.
var ErrRunning = errors.New("an update is running already")

// New reads the .qwc file and makes a connector; a file that the real program
// would refuse is an *Error with its code. Nothing is called yet.
func New(o Options) (*Connector, error) {
	if o.Processor == nil {
		return nil, errors.New("connector: no request processor")
	}
	app, err := ReadQWC(o.QWC)
	if err != nil {
		return nil, err
	}
	if o.Version == "" {
		o.Version = "34.0.10012.78"
	}
	if o.NoOpWait == 0 {
		o.NoOpWait = 5 * time.Second
	}
	if o.InteractiveWait == 0 {
		o.InteractiveWait = time.Minute
	}
	if o.CallTimeout == 0 {
		o.CallTimeout = 100 * time.Second
	}
	if o.MaxConnectionErrors == 0 {
		o.MaxConnectionErrors = 25
	}
	if o.CutAt == nil {
		o.CutAt = func(_ Call, size int) int { return size / 2 }
	}
	if o.Client == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.Proxy = nil
		transport.MaxIdleConnsPerHost = 2
		transport.DisableCompression = true
		o.Client = &http.Client{Transport: transport}
	}
	return &Connector{o: o, app: app, added: o.Added}, nil
}

// Application is what the .qwc file said.
func (c *Connector) Application() Application { return c.app }

// Add adds the application as the person does who opens the .qwc file: the
// support page must answer, QuickBooks must let us in, and FileID is stamped
// into the company file. Run does it first if it was not done.
func (c *Connector) Add(ctx context.Context) error {
	if !c.running.TryLock() {
		return ErrRunning
	}
	defer c.running.Unlock()
	return c.add(ctx)
}

func (c *Connector) add(ctx context.Context) error {
	if err := c.support(ctx); err != nil {
		return err
	}
	if _, _, _, _, err := c.o.Processor.OpenFile(c.app.AppName, ""); err != nil {
		return &Error{Code: 1007, Text: "could not connect to QuickBooks while adding the application", Err: err}
	}
	stamped := c.o.Processor.Stamp(c.app.OwnerID, c.app.FileID)
	closed := c.o.Processor.CloseFile()
	if stamped != nil {
		return &Error{Code: 1026, Text: "FileID could not be registered in the company file", Err: stamped}
	}
	if closed != nil {
		return &Error{Code: 1015, Text: "ending the QuickBooks session failed", Err: closed}
	}
	c.added = true
	return nil
}

// support looks whether the support page answers by itself, without leading
// elsewhere: a page behind a login is one of the mistakes people make.
func (c *Connector) support(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.o.CallTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.app.AppSupport, nil)
	if err != nil {
		return &Error{Code: 1003, Text: "AppSupport could not be reached", Err: err}
	}
	client := *c.o.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		return &Error{Code: 1003, Text: "AppSupport could not be reached", Err: err}
	}
	res.Body.Close() //nolint:errcheck // only the status is of interest
	if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusAccepted {
		return &Error{Code: 1004, Text: "AppSupport " + c.app.AppSupport + " answered " + res.Status}
	}
	return nil
}

// Run is one update, as by "Update Selected". The error is an *Error with the
// code that the person would see when the conversation itself broke; a run
// that ended in good order, even with bad news, has none, and RunResult tells.
func (c *Connector) Run(ctx context.Context) (RunResult, error) {
	if !c.running.TryLock() {
		return RunResult{}, ErrRunning
	}
	defer c.running.Unlock()
	if !c.added {
		if err := c.add(ctx); err != nil {
			return RunResult{Outcome: Broken, Code: codeOf(err)}, err
		}
	}
	c.runs++
	r, err := c.newRun()
	if err != nil {
		return RunResult{Outcome: Broken}, err
	}
	return r.do(ctx)
}

// Poll runs at once and then on schedule, until the context ends; every zero
// takes the schedule of the .qwc file, and without one ten minutes. A run that
// failed is reported by Event, and the next one comes all the same.
func (c *Connector) Poll(ctx context.Context, every time.Duration) error {
	if every <= 0 {
		every = c.app.Every
	}
	if every <= 0 {
		every = 10 * time.Minute
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if _, err := c.Run(ctx); err != nil && ctx.Err() == nil {
			c.tell(Event{Kind: EventRunFailed, Run: c.runs, Text: err.Error(), Err: err})
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

func (c *Connector) tell(e Event) {
	if c.o.Event != nil {
		e.At = time.Now()
		c.o.Event(e)
	}
}

func codeOf(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}
