package report

import (
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// Rehearsal is what came of posting a store's orders to a simulated company
// file. Amounts are in the home currency where none is named.
type Rehearsal struct {
	Store    sales.StoreKey `json:"store"`
	State    string         `json:"state"` // running, stopped, failed, done
	Since    string         `json:"since"`
	Version  int64          `json:"version"` // of the mapping
	Began    string         `json:"began"`
	Ended    string         `json:"ended,omitempty"`
	By       string         `json:"by"`
	Wrong    string         `json:"wrong,omitempty"`
	Orders   int            `json:"orders"`
	Done     int            `json:"done"`
	Posted   int            `json:"posted"`
	Held     int            `json:"held"`
	Refused  int            `json:"refused"`
	Excluded int            `json:"excluded"`
	Waiting  int            `json:"waiting"`

	Accounts    []RehearsedFigure `json:"accounts"` // trial balance, debits less credits
	Taxes       []RehearsedFigure `json:"taxes"`    // owed, by agency
	Receivables []RehearsedFigure `json:"receivables"`
	Others      string            `json:"otherReceivables,omitempty"` // of customers who are not listed

	Causes   []store.RehearsedCause `json:"causes"`
	Compared []RehearsedBeside      `json:"compared"`
}

// RehearsedFigure is one figure.
type RehearsedFigure struct {
	Name   string `json:"name"`
	Type   string `json:"type,omitempty"`
	Amount string `json:"amount"`
}

// RehearsedBeside is a figure of the store beside that of the books.
type RehearsedBeside struct {
	What     string `json:"what"` // sales, refunds
	Currency string `json:"currency"`
	Store    string `json:"store"`
	Books    string `json:"books"`
	Same     bool   `json:"same"`
}

// RehearsalOf is a rehearsal for scripts.
func RehearsalOf(r store.Rehearsal) Rehearsal {
	out := Rehearsal{Store: r.Store, State: string(r.State), Since: r.Since.String(), Version: r.Version, Began: Stamp(r.Began), Ended: Stamp(r.Ended), By: r.By, Wrong: r.Wrong,
		Orders: r.Orders, Done: r.Done, Posted: r.Posted, Held: r.Held, Refused: r.Refused, Excluded: r.Excluded, Waiting: r.Waiting,
		Causes: r.Causes, Compared: []RehearsedBeside{}}
	if out.Causes == nil {
		out.Causes = []store.RehearsedCause{}
	}
	figures := func(all []store.Rehearsed) []RehearsedFigure {
		list := []RehearsedFigure{}
		for _, x := range all {
			list = append(list, RehearsedFigure{x.Name, x.Type, x.Amount.String()})
		}
		return list
	}
	out.Accounts, out.Taxes, out.Receivables = figures(r.Accounts), figures(r.Taxes), figures(r.Receivables)
	if r.Others.Amount != money.Amount(0) {
		out.Others = r.Others.Amount.String()
	}
	for _, c := range r.Compared {
		out.Compared = append(out.Compared, RehearsedBeside{c.What, c.Currency, c.Store.Text(c.Decimals), c.Books.Text(c.Decimals), c.Store == c.Books})
	}
	return out
}
