package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"countinghouse/server"
	"countinghouse/store"
)

type serveCommand struct {
	server.Listen
	server.Backups
	server.App
	server.Mail
}

// Validate finds every setting that cannot work.
func (c *serveCommand) Validate() error {
	return errors.Join(c.Listen.Validate(), c.Backups.Validate())
}

func (c serveCommand) Run(e *env) error {
	app, err := c.Credentials(c.Listen)
	if err != nil {
		return err
	}
	post, err := c.Settings()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(e.config.Data, 0o700); err != nil {
		return err
	}
	lock, err := store.LockServer(e.config.Data)
	if errors.Is(err, store.ErrInUse) {
		return fmt.Errorf("another server runs on %s, or a backup is being restored there: two must not work on one directory", e.config.Data)
	}
	if err != nil {
		return err
	}
	defer func() { _ = lock.Release() }()
	st, err := e.open()
	if err != nil {
		return err
	}
	key, err := e.config.SessionKey()
	if err != nil {
		_ = st.Close()
		return err
	}
	token, err := invite(e, st, c.Public())
	if err != nil {
		_ = st.Close()
		return err
	}
	s, err := server.New(st, server.Options{FirstToken: token, Listen: c.Listen, Backups: c.Backups, Version: versionText(), Log: e.log, SessionKey: key, App: app, Mail: post, CertCache: e.config.CertCache()})
	if err != nil {
		_ = st.Close()
		return err
	}
	err = s.Run(e.ctx)
	if cerr := st.Close(); err == nil {
		err = cerr
	}
	return err
}

// invite prints where the first account of an empty server is made; the
// address holds until there is one, or until the server is started again.
func invite(e *env, st *store.Store, public string) (string, error) {
	people, err := st.Users(e.ctx)
	if err != nil || len(people) > 0 {
		return "", err
	}
	token := rand.Text()
	e.printf("Nobody can sign in yet. Make the first account here:\n\n  %s/setup/first?token=%s\n\n", strings.TrimSuffix(public, "/"), token)
	return token, nil
}

type healthCommand struct {
	URL string `help:"Address of the server." default:"http://localhost:8080" env:"COUNTINGHOUSE_HEALTH_URL"`
}

func (c healthCommand) Run(e *env) error {
	ctx, cancel := context.WithTimeout(e.ctx, 4*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(c.URL, "/")+"/health", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Fprintf(e.errOut, "The server at %s does not answer: %v\n", c.URL, err)
		return errAttention
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
	e.printf("%s\n", strings.TrimSpace(string(body)))
	if resp.StatusCode != http.StatusOK {
		return errAttention
	}
	return nil
}
