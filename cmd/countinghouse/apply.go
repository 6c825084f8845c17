package main

import (
	"fmt"
	"io"
	"os"

	"countinghouse/server"
)

type applyCommand struct {
	File string `short:"f" required:"" help:"YAML file, or - for standard input." placeholder:"FILE"`
}

func (c applyCommand) Run(e *env) error {
	body, err := readFile(c.File)
	if err != nil {
		return err
	}
	d, err := server.ReadDeclaration(body)
	if err != nil {
		return err
	}
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	done, err := server.Apply(e.ctx, st, cli(), d)
	if err != nil {
		return fmt.Errorf("nothing of %s was applied, or not all of it:\n%w", c.File, err)
	}
	e.printf("Applied: %d company files, %d stores, %d mappings, %d people.\n", done.Companies, done.Stores, done.Rules, done.Users)
	return nil
}

func readFile(name string) ([]byte, error) {
	in := os.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, 16<<20)) // more is refused by its size
}

type exportCommand struct{}

func (exportCommand) Run(e *env) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	body, err := server.Export(e.ctx, st)
	if err != nil {
		return err
	}
	_, err = e.out.Write(body)
	return err
}
