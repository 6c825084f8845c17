package company

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// remoteCall is one call of a request processor over HTTP, so that a company
// file and a Web Connector can run as two programs.
type remoteCall struct {
	App, Path, OwnerID, FileID, Request string
}

// remoteAnswer is its answer. HResult is set when QuickBooks threw.
type remoteAnswer struct {
	File, Country string
	Major, Minor  int
	Text          string
	HResult       string
}

// maxRemote bounds one call: a batch of 200 documents is about half a megabyte.
const maxRemote = 64 << 20

// Handler serves the company file: POST /open, /stamp, /hcp, /process and
// /close are the request processor that Dial speaks to, one session at a time;
// GET /trial-balance and /transactions show its books.
func Handler(f *File) http.Handler {
	var mu sync.Mutex
	session := f.Connect()
	mux := http.NewServeMux()
	calls := map[string]func(remoteCall) (remoteAnswer, error){
		"open": func(c remoteCall) (a remoteAnswer, err error) {
			a.File, a.Country, a.Major, a.Minor, err = session.OpenFile(c.App, c.Path)
			return a, err
		},
		"stamp": func(c remoteCall) (remoteAnswer, error) { return remoteAnswer{}, session.Stamp(c.OwnerID, c.FileID) },
		"hcp":   func(c remoteCall) (a remoteAnswer, err error) { a.Text, err = session.HCP(c.OwnerID); return a, err },
		"process": func(c remoteCall) (a remoteAnswer, err error) {
			a.Text, err = session.ProcessRequest(c.Request)
			return a, err
		},
		"close": func(remoteCall) (remoteAnswer, error) { return remoteAnswer{}, session.CloseFile() },
	}
	for name, call := range calls {
		mux.HandleFunc("POST /"+name, func(w http.ResponseWriter, r *http.Request) {
			var c remoteCall
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRemote)).Decode(&c); err != nil {
				http.Error(w, "the call can't be read: "+err.Error(), http.StatusBadRequest)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			a, err := call(c)
			if err != nil {
				a = remoteAnswer{Text: err.Error(), HResult: "0x80040402"}
				if h, ok := err.(interface{ HResult() string }); ok {
					a.HResult = h.HResult()
				}
			}
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(a)
		})
	}
	mux.HandleFunc("GET /trial-balance", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_ = f.PrintTrialBalance(w)
	})
	mux.HandleFunc("GET /transactions", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(f.Transactions())
	})
	return mux
}

// Remote is a company file that is served by Handler in another program. It
// has the methods of Session.
type Remote struct {
	base   string
	client *http.Client
}

// Dial gives the company file at an address such as http://localhost:8082.
func Dial(address string) *Remote {
	return &Remote{base: strings.TrimRight(address, "/"), client: &http.Client{Timeout: 10 * time.Minute}}
}

func (r *Remote) call(name string, c remoteCall) (remoteAnswer, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return remoteAnswer{}, err
	}
	resp, err := r.client.Post(r.base+"/"+name, "application/json", bytes.NewReader(body))
	if err != nil {
		return remoteAnswer{}, throw("0x80040401", "Could not access QuickBooks: "+err.Error())
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxRemote))
	if err != nil {
		return remoteAnswer{}, throw("0x80010105", "The server threw an exception: "+err.Error())
	}
	if resp.StatusCode != http.StatusOK {
		return remoteAnswer{}, throw("0x80040402", fmt.Sprintf("%s: %s", resp.Status, text))
	}
	var a remoteAnswer
	if err := json.Unmarshal(text, &a); err != nil {
		return remoteAnswer{}, throw("0x80010105", "The server threw an exception: "+err.Error())
	}
	if a.HResult != "" {
		return a, throw(a.HResult, a.Text)
	}
	return a, nil
}

// OpenFile is Session.OpenFile.
func (r *Remote) OpenFile(appName, path string) (file, country string, major, minor int, err error) {
	a, err := r.call("open", remoteCall{App: appName, Path: path})
	return a.File, a.Country, a.Major, a.Minor, err
}

// Stamp is Session.Stamp.
func (r *Remote) Stamp(ownerID, fileID string) error {
	_, err := r.call("stamp", remoteCall{OwnerID: ownerID, FileID: fileID})
	return err
}

// HCP is Session.HCP.
func (r *Remote) HCP(ownerID string) (string, error) {
	a, err := r.call("hcp", remoteCall{OwnerID: ownerID})
	return a.Text, err
}

// ProcessRequest is Session.ProcessRequest.
func (r *Remote) ProcessRequest(request string) (string, error) {
	a, err := r.call("process", remoteCall{Request: request})
	return a.Text, err
}

// CloseFile is Session.CloseFile.
func (r *Remote) CloseFile() error {
	_, err := r.call("close", remoteCall{})
	return err
}
