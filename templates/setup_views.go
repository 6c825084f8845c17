package templates

// SetupStep is one step of the set-up path in its list.
type SetupStep struct {
	Word, Line, Href string
	N                int
	Done, On         bool
}

// SetupCheck is one line of a live check.
type SetupCheck struct {
	Kind       string // done, now, open, bad
	Head, Line string
	When       string
	// Part of Whole is how far long work is; a Whole of 0 is none.
	Part, Whole int
	Ask         []SetupAsk
	Link        *Action
}

// Glyph is the check's drawing.
func (c SetupCheck) Glyph() string {
	switch c.Kind {
	case "done":
		return "verified"
	case "bad":
		return "held"
	}
	return "wait"
}

// SetupAsk is a button of a check.
type SetupAsk struct {
	Do, Word string
	Primary  bool
}

// Setup is one page of the set-up path.
type Setup struct {
	Shell
	Steps         []SetupStep
	N             int
	Step          string // "store", "quickbooks", …
	Heading, Lead string
	Store         string
	Checks        []SetupCheck
	Looked        string
	Live          string // address of the checks that are asked for again
	Next, NextURL string
	BackURL       string
	Open          string // "Four checks are open."
	Problems      []FormProblem
	ProblemHead   string
	Values        map[string]string
	Scopes        []string
	QWC, QWCName  string
	User          string
	Password      string // shown once
	Figures       []SetupTable
	Note          string
	NoStore       bool
}

// SetupTable is a part of the rehearsal's figures.
type SetupTable struct {
	Head, Hint string
	Rows       []SetupRow
	Total      *SetupRow
}

// SetupRow is one figure.
type SetupRow struct {
	Word   string
	Sub    string
	Links  []Action
	Count  string
	Amount Money
	Has    bool
	Href   string
}

// First is the page on which the first account is made.
type First struct {
	Theme, Token, Name, Email string
	Problems                  []FormProblem
}
