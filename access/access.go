// Package access says who may do what: people and their roles, their
// passwords and sessions, and how wrong logins are slowed down. It holds
// values and rules only; the store keeps the rows.
package access

import (
	"strings"
	"time"
)

// Role is what a person is trusted with.
type Role string

// The roles, from all to least.
const (
	Admin      Role = "admin"      // connections, people, everything else
	Bookkeeper Role = "bookkeeper" // mapping, held orders, sending
	Accountant Role = "accountant" // sees everything, changes mapping; no connections
	Viewer     Role = "viewer"     // sees
)

// Roles are all roles, from most to least trusted.
func Roles() []Role { return []Role{Admin, Bookkeeper, Accountant, Viewer} }

// Action is something that a person may be allowed to do.
type Action string

// The actions.
const (
	See            Action = "see"             // every page that shows no secret
	ChangeMapping  Action = "change-mapping"  // rules, links of items and customers
	DecideOrders   Action = "decide-orders"   // plan again, try again, exclude
	ChangeSettings Action = "change-settings" // schedule, quiet hours, polling
	Connect        Action = "connect"         // stores, company files, their credentials, the .qwc file
	ManageUsers    Action = "manage-users"
	SeeAudit       Action = "see-audit"
)

// Actions are all actions.
func Actions() []Action {
	return []Action{See, ChangeMapping, DecideOrders, ChangeSettings, Connect, ManageUsers, SeeAudit}
}

// May tells whether the role allows the action. An unknown role allows nothing.
func (r Role) May(a Action) bool {
	switch r {
	case Admin:
		return true
	case Bookkeeper:
		return a == See || a == ChangeMapping || a == DecideOrders || a == ChangeSettings || a == SeeAudit
	case Accountant:
		return a == See || a == ChangeMapping || a == SeeAudit
	case Viewer:
		return a == See
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
	Email        string // identity; kept in the form of NormalEmail
	Name         string
	Role         Role
	PasswordHash string // argon2id, PHC text; empty: cannot sign in
	Disabled     bool
	Created      time.Time
	LastLogin    time.Time // zero: never
}

// May tells whether the user may do it: a disabled one may nothing.
func (u User) May(a Action) bool { return !u.Disabled && u.Role.May(a) }

// NormalEmail is the form in which e-mail addresses are compared and kept.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
