package web

import (
	"net/http"

	"countinghouse/access"
)

// Whoever's way of signing in changes is told by e-mail, where there is a mail
// server: a change that she did not make is then seen by the one who can tell.
// No e-mail holds a secret, and nothing waits for it.

const notYou = "If it wasn’t you, tell an admin at once: they end your sign-ins and make a new password."

// tell sends a person a few lines about her account.
func (d *desk) tell(email, subject string, lines ...string) {
	if d.Tell != nil {
		d.Tell(email, subject, lines)
	}
}

func (d *desk) where(r *http.Request) string {
	return device(r.UserAgent()) + ", from " + d.ClientIP(r)
}

// tellNewBrowser is for a sign-in from a browser that the account does not know.
func (d *desk) tellNewBrowser(r *http.Request, u access.User, try access.Try) {
	if !try.Known && !u.LastLogin.IsZero() {
		d.tell(u.Email, "You signed in from a new browser", "With your password somebody signed in: "+d.where(r)+".", "If it was you, nothing is to be done. "+notYou)
	}
}
