package connector

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	gowsdl "github.com/hooklift/gowsdl/soap"

	"countinghouse/simulator/connector/internal/wcsvc"
)

// run is one update from serverVersion to closeConnection.
type run struct {
	c       *Connector
	wire    *wire
	service wcsvc.QBWebConnectorSvcSoap
	began   time.Time
	result  RunResult

	nth    map[string]int // calls made of each method
	opened bool
	file   struct {
		path, country string
		major, minor  int
	}
	hcp string // for the first sendRequestXML, then empty
}

func (c *Connector) newRun() (*run, error) {
	w, err := newWire(c.o.Client)
	if err != nil {
		return nil, err
	}
	r := &run{
		c:       c,
		wire:    w,
		service: wcsvc.NewQBWebConnectorSvcSoap(gowsdl.NewClient(c.app.AppURL, gowsdl.WithHTTPClient(w))),
		began:   time.Now(),
		nth:     map[string]int{},
	}
	w.again = r.keepLate
	return r, nil
}

// do is the whole run. Whatever happens, QuickBooks' session is ended.
func (r *run) do(ctx context.Context) (RunResult, error) {
	r.c.tell(Event{Kind: EventRunStarted, Run: r.c.runs, Text: "update of " + r.c.app.AppName})
	err := r.converse(ctx)
	if cerr := r.closeFile(); err == nil {
		err = cerr
	}
	if err != nil {
		r.result.Code = codeOf(err)
		if r.result.Code != 1044 && r.result.Code != 1015 { // these come after the work was done
			r.result.Outcome = Broken
		}
	}
	r.result.Duration = time.Since(r.began)
	r.c.tell(Event{Kind: EventRunEnded, Run: r.c.runs, Text: r.status(), Percent: r.result.Percent, Took: r.result.Duration, Err: err})
	return r.result, err
}

// status is what the window's status column shows.
func (r *run) status() string {
	s := string(r.result.Outcome)
	for _, more := range []string{r.result.LastError, r.result.Message} {
		if more != "" {
			s += ": " + more
		}
	}
	return s
}

func (r *run) converse(ctx context.Context) error {
	if err := r.greet(ctx); err != nil || r.result.Outcome != "" {
		return err
	}
	file, err := r.login(ctx)
	if err != nil {
		return err
	}
	if r.result.Outcome == "" {
		if err := r.open(ctx, file); err != nil {
			return err
		}
	}
	if r.opened {
		if err := r.exchange(ctx); err != nil {
			return err
		}
	}
	if r.result.Outcome == NotOpened && r.c.o.NoCloseAfterConnectionError {
		return nil
	}
	if err := r.closeFile(); err != nil {
		return err
	}
	r.result.Message, err = r.call(ctx, "closeConnection", 1044, func(ctx context.Context) (string, error) {
		a, err := r.service.CloseConnectionContext(ctx, &wcsvc.CloseConnection{Ticket: r.ticket()})
		return value(a, err, func() string { return a.CloseConnectionResult })
	})
	return err
}

// greet exchanges versions and heeds what the server thinks of ours.
func (r *run) greet(ctx context.Context) (err error) {
	r.result.ServerVersion, err = r.call(ctx, "serverVersion", 1036, func(ctx context.Context) (string, error) {
		a, err := r.service.ServerVersionContext(ctx, &wcsvc.ServerVersion{})
		return value(a, err, func() string { return a.ServerVersionResult })
	})
	if err != nil {
		return err
	}
	said, err := r.call(ctx, "clientVersion", 1036, func(ctx context.Context) (string, error) {
		a, err := r.service.ClientVersionContext(ctx, &wcsvc.ClientVersion{StrVersion: r.c.o.Version})
		return value(a, err, func() string { return a.ClientVersionResult })
	})
	if err != nil {
		return err
	}
	kind, text, _ := strings.Cut(said, ":")
	switch {
	case said == "":
		return nil
	case kind == "W" && (r.c.o.Continue == nil || r.c.o.Continue(text)):
		r.result.Code = 1037
		return nil
	case kind == "W", kind == "E", kind == "O":
		r.result.Outcome, r.result.Code, r.result.Message = VersionRefused, 1037, text
		return nil
	}
	return &Error{Code: 1046, Method: "clientVersion", Text: fmt.Sprintf("bad syntax in the answer %q", said)}
}

// login authenticates; it returns the company file to open.
func (r *run) login(ctx context.Context) (file string, err error) {
	_, err = r.call(ctx, "authenticate", 1012, func(ctx context.Context) (string, error) {
		a, err := r.service.AuthenticateContext(ctx, &wcsvc.Authenticate{StrUserName: r.c.app.UserName, StrPassword: r.c.o.Password})
		if err != nil {
			return "", err
		}
		if a.AuthenticateResult == nil || len(a.AuthenticateResult.Astring) < 2 {
			return "", errors.New("index was outside the bounds of the array")
		}
		for i, s := range []*string{&r.result.Ticket, &file} {
			if got := a.AuthenticateResult.Astring[i]; got != nil {
				*s = *got
			}
		}
		return file, nil
	})
	if err != nil {
		return "", err
	}
	switch file {
	case "none":
		r.result.Outcome = NoData
	case "nvu":
		r.result.Outcome, r.result.Code = InvalidUser, 1040
	case "busy":
		r.result.Outcome = Busy
	}
	return file, nil
}

// open opens the company file, asking the server what to do as long as it
// cannot be opened, and queries host, company and preferences.
func (r *run) open(ctx context.Context, file string) error {
	for tries := 0; ; tries++ {
		path, country, major, minor, err := r.c.o.Processor.OpenFile(r.c.app.AppName, file)
		if err == nil {
			r.opened = true
			r.file.path, r.file.country, r.file.major, r.file.minor = path, country, major, minor
			r.result.CompanyFile = path
			break
		}
		r.result.Code = 1013
		if tries == r.c.o.MaxConnectionErrors {
			return &Error{Code: 1013, Text: fmt.Sprintf("the server asked for another try %d times", tries), Err: err}
		}
		code, message := hresultOf(err)
		file, err = r.call(ctx, "connectionError", 1045, func(ctx context.Context) (string, error) {
			a, err := r.service.ConnectionErrorContext(ctx, &wcsvc.ConnectionError{Ticket: r.ticket(), Hresult: code, Message: message})
			return value(a, err, func() string { return a.ConnectionErrorResult })
		})
		if err != nil {
			return err
		}
		if strings.EqualFold(file, "done") {
			r.result.Outcome = NotOpened
			return nil
		}
	}
	r.result.Code = 0
	r.tell(EventOpened, "opened "+r.file.path)
	hcp, err := r.c.o.Processor.HCP(r.c.app.OwnerID)
	if err != nil {
		return &Error{Code: 1014, Text: "the host, company and preferences queries failed", Err: err}
	}
	r.hcp = hcp
	return nil
}

// exchange is the loop of requests and responses. It returns when
// closeConnection is due.
func (r *run) exchange(ctx context.Context) error {
	for {
		request, err := r.call(ctx, "sendRequestXML", 1041, func(ctx context.Context) (string, error) {
			a, err := r.service.SendRequestXMLContext(ctx, &wcsvc.SendRequestXML{
				Ticket: r.ticket(), StrHCPResponse: r.hcp, StrCompanyFileName: r.file.path,
				QbXMLCountry: r.file.country, QbXMLMajorVers: int32(r.file.major), QbXMLMinorVers: int32(r.file.minor),
			})
			return value(a, err, func() string { return r.wire.long + a.SendRequestXMLResult })
		})
		if err != nil {
			return err
		}
		r.hcp = ""
		if request == "" || request == "NoOp" {
			if more, err := r.idle(ctx, request); err != nil || !more {
				return err
			}
			continue
		}
		percent, err := r.carryOut(ctx, request)
		if err != nil {
			return err
		}
		switch {
		case percent < 0:
			r.result.Outcome = Failed
			_, err := r.lastError(ctx)
			return err
		case percent == 100:
			r.result.Outcome = Completed
			return nil
		}
	}
}

// carryOut gives a request to QuickBooks and its response to the server.
func (r *run) carryOut(ctx context.Context, request string) (percent int, err error) {
	began := time.Now()
	response, perr := r.c.o.Processor.ProcessRequest(request)
	took := time.Since(began)
	r.result.Requests++
	r.result.Processing += took
	var code, message string
	if perr != nil {
		response = ""
		code, message = hresultOf(perr)
	}
	r.c.tell(Event{Kind: EventProcessed, Run: r.c.runs, Text: fmt.Sprintf("QuickBooks read %d bytes and wrote %d", len(request), len(response)), Bytes: len(response), Took: took, Err: perr})
	_, err = r.call(ctx, "receiveResponseXML", 1042, func(ctx context.Context) (string, error) {
		a, err := r.service.ReceiveResponseXMLContext(ctx, &wcsvc.ReceiveResponseXML{Ticket: r.ticket(), Response: response, Hresult: code, Message: message})
		if err != nil {
			return "", err
		}
		percent = int(a.ReceiveResponseXMLResult)
		r.result.Percent = percent
		return fmt.Sprintf("%d %%", percent), nil
	})
	return percent, err
}

// idle asks why there was no request, and waits when told to. more means that
// sendRequestXML is to be called again.
func (r *run) idle(ctx context.Context, request string) (more bool, err error) {
	said, err := r.lastError(ctx)
	if err != nil {
		return false, err
	}
	switch {
	case said == "NoOp" && request == "NoOp":
		r.tell(EventWaiting, "waiting "+r.c.o.NoOpWait.String())
		return true, r.wait(ctx, r.c.o.NoOpWait)
	case said == "Interactive mode":
		return r.interactive(ctx)
	}
	r.result.Outcome = Told
	return false, nil
}

// lastError asks what the person is to be told.
func (r *run) lastError(ctx context.Context) (said string, err error) {
	said, err = r.call(ctx, "getLastError", 1043, func(ctx context.Context) (string, error) {
		a, err := r.service.GetLastErrorContext(ctx, &wcsvc.GetLastError{Ticket: r.ticket()})
		return value(a, err, func() string { return a.GetLastErrorResult })
	})
	if err == nil {
		r.result.LastError = said
	}
	return said, err
}

func (r *run) wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (r *run) closeFile() error {
	if !r.opened {
		return nil
	}
	r.opened = false
	if err := r.c.o.Processor.CloseFile(); err != nil {
		return &Error{Code: 1015, Text: "ending the QuickBooks session failed", Err: err}
	}
	return nil
}
