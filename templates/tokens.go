package templates

// Tokens are the tokens of the JSON API, and the form that makes one.
type Tokens struct {
	Shell
	Address  string // of the API
	Once     string // a token that was just made, shown once
	Rows     []TokenRow
	Problems []FormProblem
	Name     string
	Until    string
	Role     []Pick
	Files    []Pick
	Every    bool // every company file
}

// TokenRow is one token.
type TokenRow struct {
	Name, Hint, Role, Files, By, Ends, Last string
	Over                                    bool   // it opens nothing any more
	End                                     string // address that ends it; "" if it is over
}
