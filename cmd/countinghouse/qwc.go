package main

import (
	"errors"
	"fmt"

	"countinghouse/server"
	"countinghouse/store"
)

type qwcCommand struct {
	Company   string `arg:"" help:"Key of the company file."`
	PublicURL string `help:"Address under which the Web Connector reaches the server." env:"COUNTINGHOUSE_PUBLIC_URL" default:"http://localhost:8080"`
}

func (c qwcCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	company, err := st.Company(e.ctx, store.CompanyKey(c.Company))
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no company file %q; countinghouse export shows which there are", c.Company)
	}
	if err != nil {
		return err
	}
	body, err := server.QWC(company, c.PublicURL).Encode()
	if err != nil {
		return err
	}
	_, err = e.out.Write(body)
	return err
}
