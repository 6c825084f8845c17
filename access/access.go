// Package access says who may do what: people and their roles, their
// passwords and sessions, and how wrong logins are slowed down. It holds
// values and rules only; the store keeps the rows.
package access

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Role is what a person is trusted with: an admin on the whole server, the
// others in each company file that is given to them.
type Role string

// The roles, from all to least.
const (
	Admin      Role = "admin"      // connections, people, everything else
	Bookkeeper Role = "bookkeeper" // mapping, held orders, sending
	Accountant Role = "accountant" // sees everything, also who did what; changes nothing
	Viewer     Role = "viewer"     // sees
)

// Roles are all roles, from most to least trusted.
func Roles() []Role { return []Role{Admin, Bookkeeper, Accountant, Viewer} }

// Action is something that a person may be allowed to do.
type Action string

// The actions. OwnAccount, Connect and ManageUsers are of the whole server; the
// others are of one company file, and who may do them is asked of the role there.
const (
	OwnAccount     Action = "own-account"     // one's own password, sign-ins, theme; signing out
	See            Action = "see"             // every page that shows no secret
	ChangeMapping  Action = "change-mapping"  // rules, links of items and customers
	DecideOrders   Action = "decide-orders"   // plan again, try again, exclude
	ApproveOrders  Action = "approve-orders"  // what a rule holds for an admin
	ChangeSettings Action = "change-settings" // schedule, quiet hours, polling
	Connect        Action = "connect"         // stores, company files, their credentials, the .qwc file
	ManageUsers    Action = "manage-users"
	SeeAudit       Action = "see-audit"
)

// Actions are all actions.
func Actions() []Action {
	return []Action{OwnAccount, See, ChangeMapping, DecideOrders, ApproveOrders, ChangeSettings, Connect, ManageUsers, SeeAudit}
}

// OfServer tells whether the action is of the whole server rather than of one
// company file.
func (a Action) OfServer() bool { return a == OwnAccount || a == Connect || a == ManageUsers }

// May tells whether the role allows the action. An unknown role allows nothing.
func (r Role) May(a Action) bool {
	switch r {
	case Admin:
		return true
	case Bookkeeper:
		return a == OwnAccount || a == See || a == ChangeMapping || a == DecideOrders || a == ChangeSettings || a == SeeAudit
	case Accountant:
		return a == OwnAccount || a == See || a == SeeAudit
	case Viewer:
		return a == OwnAccount || a == See
	}
	return false
}

// Valid tells whether it is one of Roles.
func (r Role) Valid() bool {
	switch r {
	case Admin, Bookkeeper, Accountant, Viewer:
		return true
	}
	return false
}

// User is a person who may sign in.
type User struct {
	Email string // identity; kept in the form of NormalEmail
	Name  string
	// Role is the person's role in every company file that Companies does not
	// name; empty: the person sees those of Companies only. An admin is one
	// everywhere.
	Role Role
	// Companies are the roles in single company files, by their key; never Admin.
	Companies    map[string]Role
	PasswordHash string // argon2id, PHC text; empty: cannot sign in
	// Temporary is until when a password that somebody else chose is good; at
	// the first sign-in the person chooses her own. Zero: it is her own.
	Temporary time.Time
	TwoFactor bool // a second factor is set up; the store keeps it
	Disabled  bool
	Created   time.Time
	LastLogin time.Time // zero: never
}

// In is the person's role in a company file; empty: none, and the person must
// not learn that there is such a file.
func (u User) In(company string) Role {
	if u.Disabled {
		return ""
	}
	if r, own := u.Companies[company]; own && u.Role != Admin {
		return r
	}
	return u.Role
}

// MayIn tells whether the person may do it in a company file.
func (u User) MayIn(company string, a Action) bool { return u.In(company).May(a) }

// At is the person as the pages of one company file see them: Role is the one
// there.
func (u User) At(company string) User {
	u.Role = u.In(company)
	return u
}

// May tells whether the person may do it by the role that Role names. Everybody
// who may sign in has an account of their own; a disabled person may nothing.
func (u User) May(a Action) bool { return !u.Disabled && (a == OwnAccount || u.Role.May(a)) }

// Valid tells what is wrong with a person's roles: there must be one, and an
// admin of a single company file is no admin.
func (u User) Valid() error {
	if u.Email == "" {
		return errors.New("a person needs an e-mail address")
	}
	if u.Role != "" && !u.Role.Valid() || u.Role == "" && len(u.Companies) == 0 {
		return fmt.Errorf("a person needs one of the roles %v, for all company files or for some", Roles())
	}
	for company, r := range u.Companies {
		if !r.Valid() || r == Admin || company == "" {
			return fmt.Errorf("the role in company file %q is one of bookkeeper, accountant and viewer, not %q; an admin is one of the whole server", company, r)
		}
	}
	return nil
}

// NormalEmail is the form in which e-mail addresses are compared and kept.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
