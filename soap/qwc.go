package soap

import (
	"bytes"
	"crypto/rand"
	"encoding/xml"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// QWC is the file by which the Web Connector is told of us: a person opens it
// on the QuickBooks PC, once. It is not read again afterwards, so everything
// in it has to be right the first time and stay the same on every download.
// reference: qwc-file.
//
// There is no field for IsReadOnly, always written as false: with true
// QuickBooks refuses even the Web Connector's own stamps (status 3263). And
// none for QBType (always QBFS) and Style (always the default, Document).
type QWC struct {
	AppName     string // shown, and the name under which QuickBooks grants access: a changed one asks again
	AppID       string // normally empty
	AppURL      string // the SOAP endpoint: https, or http on localhost; never an IP address
	Description string // AppDescription, at most 80 characters
	SupportURL  string // AppSupport: same host as AppURL, must answer GET with 200 when the file is added
	UserName    string // what authenticate is called with; unique for each company, cannot be changed later

	OwnerID string // GUID in braces, one per installation of this server
	FileID  string // GUID in braces, one per company; made once, never changed on re-download

	DisplayName string // AppDisplayName, shown instead of AppName; optional
	UniqueName  string // AppUniqueName: a later file with the same one replaces the entry; optional
	AuthFlags   string // editions that may be used, "0xF" (all) when empty

	Notify       bool   // whether a pop-up appears when an update ends
	PersonalData string // PersonalDataPref, "pdpNotNeeded" when empty
	Unattended   string // UnattendedModePref, "umpOptional" when empty

	EveryMinutes int    // schedule; only one of the two may be given, none leaves it to the user
	EverySeconds int    // schedule in seconds, for less than a minute
	CertURL      string // where the certificate is checked if not at AppURL; optional
}

// QWCProblem is one rule that a QWC breaks.
type QWCProblem struct {
	Element string // as it is called in the file, such as "AppURL"
	What    string // what is wrong and what to do
}

// QWCError tells everything that is wrong with a QWC at once.
type QWCError struct{ Problems []QWCProblem }

// Error lists the problems in the order of the file.
func (e *QWCError) Error() string {
	parts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		parts[i] = p.Element + " " + p.What
	}
	return "the .qwc file would not be accepted: " + strings.Join(parts, "; ")
}

const (
	maxQWCDescription = 80  // the Guide's recommendation; longer ones are cut in the window
	maxQWCText        = 255 // no limit is published; nothing sensible is longer
	maxQWCURL         = 2000
)

// Problems checks every rule of the file and returns what it breaks; empty
// means that the Web Connector will take it.
func (q QWC) Problems() []QWCProblem {
	var c qwcCheck
	c.text("AppName", q.AppName, maxQWCText, true)
	c.text("AppID", q.AppID, maxQWCText, false)
	app := c.address("AppURL", q.AppURL, "QBWC1010", "QBWC1001")
	c.text("AppDescription", q.Description, maxQWCDescription, true)
	support := c.address("AppSupport", q.SupportURL, "QBWC1010", "QBWC1002")
	if app != nil && support != nil && !strings.EqualFold(app.Hostname(), support.Hostname()) {
		c.add("AppSupport", "is on another host (%.100s) than AppURL (%.100s): the Web Connector refuses that (QBWC1000)", support.Hostname(), app.Hostname())
	}
	c.text("UserName", q.UserName, maxQWCText, true)
	if q.UserName != strings.TrimSpace(q.UserName) {
		c.add("UserName", "begins or ends with a space")
	}
	c.guid("OwnerID", q.OwnerID)
	c.guid("FileID", q.FileID)
	c.text("AppDisplayName", q.DisplayName, maxQWCText, false)
	c.text("AppUniqueName", q.UniqueName, maxQWCText, false)
	if q.AuthFlags != "" {
		if n, err := strconv.ParseUint(q.AuthFlags, 0, 32); err != nil || n > 0xF || !authFlagsForm.MatchString(q.AuthFlags) {
			c.add("AuthFlags", "is %.40q; write a mask between 0x0 and 0xF, in hex or decimal (QBWC1034)", q.AuthFlags)
		}
	}
	c.oneOf("PersonalDataPref", q.PersonalData, "pdpNotNeeded", "pdpOptional", "pdpRequired")
	c.oneOf("UnattendedModePref", q.Unattended, "umpRequired", "umpOptional")
	c.schedule(q.EveryMinutes, q.EverySeconds)
	if q.CertURL != "" {
		c.address("CertURL", q.CertURL, "QBWC1048", "QBWC1048")
	}
	return c.problems
}

// Encode writes the file, or returns a *QWCError with all that is wrong. The
// order of elements is the one that most projects use; QBWC takes any.
func (q QWC) Encode() ([]byte, error) {
	if p := q.Problems(); len(p) > 0 {
		return nil, &QWCError{Problems: p}
	}
	var b bytes.Buffer
	element := func(name, value string) {
		b.WriteString("  <" + name + ">")
		xml.EscapeText(&b, []byte(value)) //nolint:errcheck // a bytes.Buffer does not fail
		b.WriteString("</" + name + ">\r\n")
	}
	optional := func(name, value string) {
		if value != "" {
			element(name, value)
		}
	}
	b.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<QBWCXML>\r\n")
	element("AppName", q.AppName)
	element("AppID", q.AppID) // there even when empty: without it QBWC1039
	element("AppURL", q.AppURL)
	element("AppDescription", q.Description)
	element("AppSupport", q.SupportURL)
	element("UserName", q.UserName)
	element("OwnerID", q.OwnerID)
	element("FileID", q.FileID)
	element("QBType", "QBFS")
	optional("AppDisplayName", q.DisplayName)
	optional("AppUniqueName", q.UniqueName)
	element("AuthFlags", or(q.AuthFlags, "0xF"))
	element("IsReadOnly", "false")
	element("Notify", strconv.FormatBool(q.Notify))
	element("PersonalDataPref", or(q.PersonalData, "pdpNotNeeded"))
	element("UnattendedModePref", or(q.Unattended, "umpOptional"))
	switch {
	case q.EveryMinutes > 0:
		fmt.Fprintf(&b, "  <Scheduler>\r\n    <RunEveryNMinutes>%d</RunEveryNMinutes>\r\n  </Scheduler>\r\n", q.EveryMinutes)
	case q.EverySeconds > 0:
		fmt.Fprintf(&b, "  <Scheduler>\r\n    <RunEveryNSeconds>%d</RunEveryNSeconds>\r\n  </Scheduler>\r\n", q.EverySeconds)
	}
	optional("CertURL", q.CertURL)
	b.WriteString("</QBWCXML>\r\n")
	return b.Bytes(), nil
}

// ServeQWC sends the file as a download that keeps its name and extension. It
// writes nothing and returns the *QWCError when the file would not be accepted.
func ServeQWC(w http.ResponseWriter, filename string, q QWC) error {
	data, err := q.Encode()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream") // as application/xml browsers show it, or append .xml
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="`+qwcFilename(filename)+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	_, err = w.Write(data)
	return err
}

// NewGUID makes a random GUID in the form that QuickBooks wants: upper case,
// in braces.
func NewGUID() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // never returns an error: it ends the program instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("{%X-%X-%X-%X-%X}", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

var (
	guidForm      = regexp.MustCompile(`^\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$`)
	authFlagsForm = regexp.MustCompile(`^(0[xX][0-9A-Fa-f]+|[1-9][0-9]*|0)$`)
	hostForm      = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)
	numericLabel  = regexp.MustCompile(`^([0-9]+|0[xX][0-9A-Fa-f]*)$`)
)

// qwcCheck collects problems.
type qwcCheck struct{ problems []QWCProblem }

func (c *qwcCheck) add(element, format string, args ...any) {
	c.problems = append(c.problems, QWCProblem{Element: element, What: fmt.Sprintf(format, args...)})
}

func (c *qwcCheck) text(element, s string, most int, required bool) {
	if required && strings.TrimSpace(s) == "" {
		c.add(element, "is missing")
		return
	}
	if n := utf8.RuneCountInString(s); n > most {
		c.add(element, "has %d characters; at most %d fit", n, most)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff }) {
		c.add(element, "has a line break or another character that cannot be shown")
	}
}

func (c *qwcCheck) guid(element, s string) {
	switch {
	case s == "":
		c.add(element, "is missing")
	case guidForm.MatchString("{" + s + "}"):
		c.add(element, "has no braces around its GUID (QBWC1039)")
	case !guidForm.MatchString(s):
		c.add(element, "is not a GUID in braces (QBWC1039): %.60q", s)
	case strings.Trim(s, "{}-0") == "":
		c.add(element, "is the empty GUID; every installation and company needs its own")
	}
}

func (c *qwcCheck) oneOf(element, s string, allowed ...string) {
	if s == "" {
		return
	}
	for _, a := range allowed {
		if s == a {
			return
		}
	}
	c.add(element, "is %.40q; it may be %s", s, strings.Join(allowed, ", "))
}

func (c *qwcCheck) schedule(minutes, seconds int) {
	if minutes < 0 || seconds < 0 {
		c.add("Scheduler", "has a negative interval")
	}
	if minutes > 0 && seconds > 0 {
		c.add("Scheduler", "has both minutes and seconds; the Web Connector heeds only the first")
	}
}

// address checks one URL; it is nil when too broken to be compared.
func (c *qwcCheck) address(element, s, codeHTTPS, codeIP string) *url.URL {
	if s == "" {
		c.add(element, "is missing")
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Opaque != "" || len(s) > maxQWCURL || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		c.add(element, "is not a complete web address: %.200q", s)
		return nil
	}
	host := u.Hostname()
	local := strings.EqualFold(host, "localhost")
	switch {
	case u.Scheme == "https" || u.Scheme == "http" && local:
	case u.Scheme == "http":
		c.add(element, "must begin with https:// (http:// only for localhost) (%s)", codeHTTPS)
	default:
		c.add(element, "must be an https address, not %.20s: (%s)", u.Scheme, codeHTTPS)
	}
	switch {
	case isIP(host):
		c.add(element, "has an IP address; use a host name (%s)", codeIP)
	case !hostForm.MatchString(host):
		c.add(element, "has a host name that is none: %.100q", host)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			c.add(element, "has a port that is none: %.40q", port)
		}
	}
	if u.User != nil {
		c.add(element, "has a user or password in it; everyone on that PC could read it")
	}
	if u.Fragment != "" {
		c.add(element, "has a part behind #, which is never sent")
	}
	return u
}

// isIP knows addresses in every way that Windows takes for one, also the
// old ones: 2130706433 and 0x7f.1 are 127.0.0.1.
func isIP(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil || net.ParseIP(host) != nil {
		return true
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	return numericLabel.MatchString(labels[len(labels)-1])
}

// qwcFilename makes a name that needs no quoting in any header or file system.
func qwcFilename(name string) string {
	name = strings.TrimSuffix(name, ".qwc")
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		return '-'
	}, name)
	name = strings.Trim(name, "-.")
	if name == "" {
		name = "countinghouse"
	}
	return name[:min(len(name), 80)] + ".qwc"
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
