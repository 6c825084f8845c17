package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// tlsSide is how the listener speaks TLS; nil where it doesn't.
type tlsSide struct {
	config *tls.Config
	// challenge answers what the certificate authority asks by plain HTTP, and
	// leads everybody else to https; nil without an authority.
	challenge http.Handler
}

// newTLS makes the TLS side of the settings: certificate files, which may be
// renewed while the server runs, or an authority that gives certificates.
func newTLS(l Listen, cache string, log *slog.Logger, client *http.Client) (*tlsSide, error) {
	switch {
	case l.TLSCert != "":
		files := &certFiles{cert: l.TLSCert, key: l.TLSKey, log: log}
		if _, err := files.load(); err != nil {
			return nil, fmt.Errorf("the certificate can't be used: %w", err)
		}
		return &tlsSide{config: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: files.get}}, nil
	case len(l.ACMEDomain) > 0:
		if err := os.MkdirAll(cache, 0o700); err != nil {
			return nil, err
		}
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, Email: l.ACMEEmail, HostPolicy: autocert.HostWhitelist(l.ACMEDomain...), Cache: autocert.DirCache(cache),
			Client: &acme.Client{DirectoryURL: l.ACMEDirectory, HTTPClient: client, UserAgent: "countinghouse"}}
		c := m.TLSConfig()
		c.MinVersion = tls.VersionTLS12
		c.GetCertificate = named{m.HostPolicy, c.GetCertificate, log}.get
		return &tlsSide{config: c, challenge: m.HTTPHandler(nil)}, nil
	}
	return nil, nil
}

// named gives the certificates of an authority and tells when one can't be had.
type named struct {
	ours autocert.HostPolicy
	give func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	log  *slog.Logger
}

func (n named) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	got, err := n.give(hello)
	if err != nil { // strangers ask for all kinds of names; only trouble with our own is worth a line
		level := slog.LevelDebug
		if n.ours(hello.Context(), hello.ServerName) == nil {
			level = slog.LevelError
		}
		n.log.Log(hello.Context(), level, "no certificate", "name", hello.ServerName, "error", err)
	}
	return got, err
}

// certFiles is a certificate in files. When they are renewed, connections that
// begin later get the new one; a pair that can't be used is left alone and told.
type certFiles struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  [2]fileStamp
	looked time.Time
}

type fileStamp struct {
	at   time.Time
	size int64
}

// lookAgain is how often the files are looked at while connections come.
const lookAgain = time.Second

func (c *certFiles) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) >= lookAgain {
		if changed, err := c.changed(); err != nil || changed {
			if err == nil {
				_, err = c.read()
			}
			if err != nil {
				c.log.ErrorContext(hello.Context(), "the renewed certificate can't be used; the one from before still is", "error", err)
			} else {
				c.log.InfoContext(hello.Context(), "the certificate was renewed", "until", c.pair.Leaf.NotAfter)
			}
		}
		c.looked = time.Now()
	}
	return c.pair, nil
}

func (c *certFiles) load() (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.changed(); err != nil {
		return nil, err
	}
	return c.read()
}

// changed tells whether the files are others than those last looked at.
func (c *certFiles) changed() (bool, error) {
	var now [2]fileStamp
	for i, path := range []string{c.cert, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return false, err
		}
		now[i] = fileStamp{info.ModTime(), info.Size()}
	}
	changed := now != c.stamp
	c.stamp = now
	return changed, nil
}

func (c *certFiles) read() (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return nil, err
	}
	c.pair = &pair
	return c.pair, nil
}

// answerChallenges listens for what the certificate authority asks by plain
// HTTP, until the context ends. A port that can't be had is told and done
// without: authorities ask on the TLS port too.
func (s *Server) answerChallenges(ctx context.Context) {
	if s.tls == nil || s.tls.challenge == nil || s.listen.ACMEListen == "none" {
		return
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", s.listen.ACMEListen)
	if err != nil {
		s.log.WarnContext(ctx, "plain HTTP can't be listened to; the certificate is asked for over TLS only", "listen", s.listen.ACMEListen, "error", err)
		return
	}
	srv := &http.Server{Handler: s.tls.challenge, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	go func() {
		<-ctx.Done()
		_ = srv.Close()
	}()
	if err := srv.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
		s.log.ErrorContext(ctx, "the listener for plain HTTP stopped", "error", err)
	}
}
