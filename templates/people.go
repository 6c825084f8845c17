package templates

// Pick is one of several things to choose from.
type Pick struct {
	Value, Word string
	On          bool
}

// FormProblem is what one field of a form still needs.
type FormProblem struct{ Field, Text string }

// problemOf is the text for a field.
func problemOf(ps []FormProblem, field string) string {
	for _, p := range ps {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// People is the list of who may sign in.
type People struct {
	Shell
	Rows   []PersonRow
	Demand []Pick // roles of which a second factor is asked
}

// PersonRow is a person in the list.
type PersonRow struct {
	Name, Email, Href, Roles, Last string
	Factor                         bool
	Disabled                       bool
}

// PersonForm is one person: new, or to be changed.
type PersonForm struct {
	Shell
	New      bool
	Self     bool // the admin looks at herself
	Heading  string
	Action   string
	Name     string
	Email    string
	Role     []Pick
	Files    []FileRole
	Disabled bool
	Problems []FormProblem
	Once     string // a temporary password, shown once
	Factor   string // what there is to say of the second factor
	Resets   bool
	Sessions []SessionRow
}

// FileRole is the role in one company file.
type FileRole struct {
	Key, Name string
	Role      []Pick
}

// SessionRow is one sign-in.
type SessionRow struct {
	Key, Device, Agent, From, Since, Last string
	Here                                  bool
}

// Account is the signed-in person's own page.
type Account struct {
	Shell
	Roles    []Field
	Factor   string
	FactorOn bool
	Asked    bool // a second factor is asked of the role
	Left     string
	Sessions []SessionRow
}

// PasswordForm is the change of one's own password.
type PasswordForm struct {
	Theme     string
	Forced    bool // the password was another's choice
	Problems  []FormProblem
	LeastText string
}

// ConfirmForm asks for the password once more.
type ConfirmForm struct{ Theme, Next, Problem string }

// FactorForm is the set-up of the second factor.
type FactorForm struct {
	Theme       string
	Forced      bool
	AskPassword bool   // the sign-in is not a fresh one
	Secret      string // in groups of four
	Link        string // otpauth address
	Problem     string
}

// CodeForm asks for the second factor.
type CodeForm struct {
	Theme, Host, Next, Problem string
	Recovery                   bool
}

// Recovery shows recovery codes, once.
type Recovery struct {
	Theme string
	Codes []string
}
