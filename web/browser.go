package web

import (
	"crypto/rand"
	"net/http"
	"time"

	"countinghouse/access"
)

// A browser in which somebody signed in keeps a mark. It lets nobody in, but
// tells the throttle that this is the account's own browser, so that guesses
// from elsewhere don't make it wait.

// browserLimit is how long a browser is known after the last sign-in.
const browserLimit = 180 * 24 * time.Hour

// maxMarks is how many accounts a browser is known for.
const maxMarks = 5

func (d *desk) browserCookie() string { return d.cookieName() + "-browser" }

// try is a login of an account, from this browser if it is known, else from
// its address.
func (d *desk) try(r *http.Request, email string) access.Try {
	c, err := d.browsers.New(r, d.browserCookie())
	if mark, ok := c.Values[access.NormalEmail(email)].(string); err == nil && ok && mark != "" {
		return access.Try{Account: email, Place: "browser " + mark, Known: true}
	}
	return access.Try{Account: email, Place: d.ClientIP(r)}
}

// knowBrowser marks the browser as the account's own.
func (d *desk) knowBrowser(w http.ResponseWriter, r *http.Request, email string) error {
	c, err := d.browsers.New(r, d.browserCookie())
	if err != nil || len(c.Values) >= maxMarks {
		c.Values = map[any]any{}
	}
	if _, ok := c.Values[email]; !ok {
		c.Values[email] = rand.Text()
	}
	return c.Save(r, w)
}
