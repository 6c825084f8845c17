package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"countinghouse/server"
)

type serveCommand struct {
	server.Listen
}

func (c serveCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	key, err := e.config.SessionKey()
	if err != nil {
		_ = st.Close()
		return err
	}
	s, err := server.New(st, server.Options{Listen: c.Listen, Version: versionText(), Log: e.log, SessionKey: key})
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
