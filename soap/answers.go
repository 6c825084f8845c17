package soap

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"strings"
)

// sentences that are shown in the Web Connector's window when the Desk has
// none: an empty one leaves a person with a blank error (QBWC1031).
const (
	noErrorText     = "The server recorded no error. Its Activity page shows what happened in this run."
	deskFailedText  = "The server had an internal error; nothing is lost. Run the update again, and if this stays, see the server's log."
	interactiveText = "This application never needs a person at the Web Connector."
)

// answer asks the Desk and writes its answer into out. The error is a fault;
// there is one only where no answer could make sense. What will never be
// delivered again is taken also from a caller who hangs up meanwhile.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, c *call, out *bytes.Buffer) (err error) {
	defer h.recover(&err)
	write := func(result string) {
		out.Grow(len(result) + len(result)/4 + 512)
		out.Write(appendResult(out.AvailableBuffer(), c.method, result))
	}
	switch c.method {
	case "serverVersion", "getServerVersion":
		write(h.o.Version)
	case "clientVersion":
		rememberVersion(w, r, c.text("strVersion"))
		write("") // anything else opens a dialog on an unattended PC, or is QBWC1046
	case "authenticate":
		return h.authenticate(r, c, out)
	case "sendRequestXML":
		result, err := h.sendRequest(r, c)
		if err != nil {
			return err
		}
		write(result)
	case "receiveResponseXML":
		out.Write(appendInteger(out.AvailableBuffer(), c.method, h.receiveResponse(r, c)))
	case "connectionError":
		result, err := h.desk.ConnectionError(context.WithoutCancel(r.Context()), c.text("ticket"), c.text("hresult"), c.text("message"))
		if h.failed(c, err) {
			result = "done"
		}
		write(result)
	case "getLastError":
		result, err := h.desk.LastError(r.Context(), c.text("ticket"))
		if h.failed(c, err) {
			result = deskFailedText
		}
		write(line(result, noErrorText))
	case "closeConnection":
		result, err := h.desk.Close(context.WithoutCancel(r.Context()), c.text("ticket"))
		if h.failed(c, err) {
			result = ""
		}
		write(line(result, "OK"))
	case "getInteractiveURL":
		write(h.o.PageURL(r))
	case "interactiveRejected":
		write(interactiveText)
	case "interactiveDone", "isInteractiveDone":
		write("Done")
	}
	return nil
}

func (h *Handler) authenticate(r *http.Request, c *call, out *bytes.Buffer) error {
	// Nobody's name or password is longer; a copy keeps no megabytes in memory or in the log.
	user, password := short(c.text("strUserName")), short(c.text("strPassword"))
	ticket, answer, err := h.desk.Authenticate(r.Context(), user, password, h.o.ClientIP(r), rememberedVersion(r))
	if h.failed(c, err) {
		return &fault{code: "Server", text: "the server could not check the login just now; run the update again, and if this stays, see the server's log"}
	}
	if ticket == "" { // closeConnection follows in any case and wants to carry one
		h.log.Error("the desk gave no ticket", "answer", answer)
		ticket = rand.Text()
	}
	out.Write(appendStrings(out.AvailableBuffer(), c.method, ticket, answer))
	return nil
}

// maxLogin is far more than a name or a password has, in bytes.
const maxLogin = 1024

// short is s if it is no longer than a login may be, else more of it than is right.
func short(s string) string {
	if len(s) <= maxLogin {
		return s
	}
	return strings.ToValidUTF8(s[:maxLogin], "") + "…"
}

func (h *Handler) sendRequest(r *http.Request, c *call) (string, error) {
	major, err := c.integer("qbXMLMajorVers")
	if err != nil {
		return "", err
	}
	minor, err := c.integer("qbXMLMinorVers")
	if err != nil {
		return "", err
	}
	result, err := h.desk.SendRequest(r.Context(), c.text("ticket"), c.text("strHCPResponse"), c.text("strCompanyFileName"), c.text("qbXMLCountry"), major, minor)
	if h.failed(c, err) {
		return "", nil
	}
	return result, nil
}

func (h *Handler) receiveResponse(r *http.Request, c *call) int {
	percent, err := h.desk.ReceiveResponse(context.WithoutCancel(r.Context()), c.text("ticket"), c.text("response"), c.text("hresult"), c.text("message"))
	if h.failed(c, err) {
		return -1
	}
	if percent > 100 {
		h.log.Error("the desk gave more than 100 percent", "percent", percent)
		percent = 100
	}
	return percent
}

// failed logs an error of the Desk.
func (h *Handler) failed(c *call, err error) bool {
	if err == nil {
		return false
	}
	h.log.Error("web connector call failed", "method", c.method, "error", err)
	return true
}

// line makes one line of a text for the Web Connector's status column, and
// takes the fallback for none.
func line(s, fallback string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return fallback
	}
	return s
}

// The Web Connector says its version before it has a ticket. It keeps cookies
// within a run, so the version travels to authenticate in one: the endpoint
// stays without memory. Nothing hangs on it; it is for people to read.
const versionCookie = "wcversion"

func rememberVersion(w http.ResponseWriter, r *http.Request, version string) {
	if version = plainVersion(version); version != "" {
		http.SetCookie(w, &http.Cookie{Name: versionCookie, Value: version, Path: r.URL.Path, MaxAge: 600, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode})
	}
}

func rememberedVersion(r *http.Request) string {
	cookie, err := r.Cookie(versionCookie)
	if err != nil {
		return ""
	}
	return plainVersion(cookie.Value)
}

// plainVersion is the version when it looks like one: dotted text, short.
func plainVersion(s string) string {
	if len(s) > 40 {
		return ""
	}
	for _, c := range []byte(s) {
		if c != '.' && c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return ""
		}
	}
	return s
}
