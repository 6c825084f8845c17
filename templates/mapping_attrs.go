package templates

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// attrs are a field's attributes, whatever element it is.
func attrs(c Control) templ.Attributes {
	a := templ.Attributes{"id": c.ID, "name": c.Name}
	if c.Error != "" {
		a["aria-invalid"] = "true"
		a["aria-describedby"] = c.hinted()
	}
	switch c.Kind {
	case "choice", "switch":
		return a
	case "lines":
		return a
	case "count":
		a["inputmode"] = "numeric"
	case "amount":
		a["inputmode"] = "decimal"
	case "day":
		a["placeholder"] = "1 Nov 2026"
	}
	if c.Empty != "" {
		a["placeholder"] = c.Empty
	}
	if c.List != "" {
		a["list"] = c.List
	}
	if c.Search != "" {
		a["data-options"] = c.Search
	}
	return a
}

// rowsOf is the height of a field of several lines.
func rowsOf(value string) string {
	return strconv.Itoa(min(max(strings.Count(value, "\n")+1, 2), 8))
}
