package connector

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Application is what the Web Connector keeps of a .qwc file.
type Application struct {
	AppName, AppID, AppURL, AppDescription, AppSupport string
	UserName, OwnerID, FileID, QBType                  string
	AppDisplayName, AppUniqueName                      string
	AuthFlags                                          uint32
	Notify                                             bool
	PersonalDataPref, UnattendedModePref               string
	Every                                              time.Duration // of the Scheduler; zero: the person sets it
	CertURL                                            string
	Ignored                                            []string // elements that the Web Connector does not know, such as misspelled ones
}

// Elements of the file. Every other one is ignored, as the real program does,
// and named in Application.Ignored. Read only.
var (
	needed   = []string{"AppName", "AppID", "AppURL", "AppDescription", "AppSupport", "UserName", "OwnerID", "FileID", "QBType"}
	optional = []string{"AppDisplayName", "AppUniqueName", "Style", "AuthFlags", "IsReadOnly", "Notify", "PersonalDataPref", "UnattendedModePref", "CertURL"}
	guid     = regexp.MustCompile(`^\{[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}$`)
)

// maxFile is far more than any .qwc file has, in bytes.
const maxFile = 64 << 10

// ReadQWC reads a .qwc file the way the Web Connector does when a person adds
// it: the first thing wrong refuses it, with the code the person would see.
// reference: qwc-file §2, §4; qbwc-protocol §7.
func ReadQWC(data []byte) (Application, error) {
	var app Application
	if len(data) > maxFile {
		return app, refused(1039, "the file cannot be read: it is larger than %d KB", maxFile>>10)
	}
	values, ignored, err := elements(data)
	if err != nil {
		return app, refused(1039, "the file cannot be read: %v", err)
	}
	for _, name := range needed {
		v, ok := values[name]
		if !ok {
			return app, refused(1039, "the element %s is missing", name)
		}
		if v == "" && name != "AppID" {
			return app, refused(1039, "the element %s is empty", name)
		}
	}
	app = Application{
		AppName: values["AppName"], AppID: values["AppID"], AppURL: values["AppURL"], AppDescription: values["AppDescription"],
		AppSupport: values["AppSupport"], UserName: values["UserName"], OwnerID: values["OwnerID"], FileID: values["FileID"],
		QBType: values["QBType"], AppDisplayName: values["AppDisplayName"], AppUniqueName: values["AppUniqueName"],
		PersonalDataPref: values["PersonalDataPref"], UnattendedModePref: values["UnattendedModePref"], CertURL: values["CertURL"],
		Ignored: ignored,
	}
	if err := app.checkAddresses(); err != nil {
		return app, err
	}
	for _, name := range []string{"OwnerID", "FileID"} {
		if !guid.MatchString(values[name]) {
			return app, refused(1039, "%s is not a GUID in braces: %s", name, values[name])
		}
	}
	return app, app.readRest(values)
}

// readRest reads the elements with a fixed set of values.
func (a *Application) readRest(values map[string]string) error {
	if a.QBType != "QBFS" && a.QBType != "QBPOS" {
		return refused(1039, "QBType is %q", a.QBType)
	}
	for name, allowed := range map[string][]string{
		"Style":              {"Document", "DocWrapped", "RPC"},
		"IsReadOnly":         {"true", "false"},
		"Notify":             {"true", "false"},
		"PersonalDataPref":   {"pdpNotNeeded", "pdpOptional", "pdpRequired"},
		"UnattendedModePref": {"umpRequired", "umpOptional"},
	} {
		if v, ok := values[name]; ok && !slices.Contains(allowed, v) {
			return refused(1039, "%s is %q", name, v)
		}
	}
	if s := values["Style"]; s != "" && s != "Document" {
		return refused(1039, "Style %s is not spoken by this simulator", s)
	}
	if values["IsReadOnly"] == "true" {
		return refused(1039, "IsReadOnly is true: QuickBooks refused to write FileID and AppLock into the company file (status 3263)")
	}
	a.Notify = values["Notify"] == "true"
	if v, ok := values["AuthFlags"]; ok {
		n, err := strconv.ParseUint(v, 0, 32)
		if err != nil || n > 0xF {
			return refused(1034, "AuthFlags is %q", v)
		}
		a.AuthFlags = uint32(n)
	}
	for name, unit := range map[string]time.Duration{"RunEveryNMinutes": time.Minute, "RunEveryNSeconds": time.Second} {
		if v, ok := values[name]; ok {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1 {
				return refused(1039, "%s is %q", name, v)
			}
			a.Every = time.Duration(n) * unit
		}
	}
	return nil
}

func (a *Application) checkAddresses() error {
	app, err := address("AppURL", a.AppURL, 1001)
	if err != nil {
		return err
	}
	support, err := address("AppSupport", a.AppSupport, 1002)
	if err != nil {
		return err
	}
	if !strings.EqualFold(app.Hostname(), support.Hostname()) {
		return refused(1000, "AppSupport (%s) is in another domain than AppURL (%s)", support.Hostname(), app.Hostname())
	}
	return nil
}

func address(name, s string, codeIP int) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return nil, refused(1039, "%s is not an address: %s", name, s)
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || strings.Trim(host, "0123456789.") == "" {
		return nil, refused(codeIP, "%s has an IP address: %s", name, s)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !strings.EqualFold(host, "localhost")) {
		return nil, refused(1010, "%s is not https: %s", name, s)
	}
	return u, nil
}

func refused(code int, format string, args ...any) error {
	return &Error{Code: code, Text: fmt.Sprintf("application not added: %.500s", fmt.Sprintf(format, args...))}
}

// elements gives the text of each known element.
func elements(data []byte) (values map[string]string, ignored []string, err error) {
	values = map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(data))
	depth, rooted, path := 0, false, ""
	var text strings.Builder // of the element at path
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			if !rooted {
				return nil, nil, errors.New("it is empty")
			}
			return values, ignored, nil
		}
		if err != nil {
			return nil, nil, err
		}
		switch t := tok.(type) {
		case xml.Directive:
			return nil, nil, errors.New("it has a document type")
		case xml.CharData:
			if depth == 0 && strings.Trim(string(t), "\ufeff \t\r\n") != "" {
				return nil, nil, errors.New("it has text outside of QBWCXML")
			}
			if path != "" {
				text.Write(t)
			}
		case xml.StartElement:
			if depth == 0 && (rooted || t.Name.Local != "QBWCXML" || t.Name.Space != "" || len(t.Attr) > 0) {
				return nil, nil, fmt.Errorf("its root is %s, not one plain QBWCXML", t.Name.Local)
			}
			rooted = true
			known, err := place(values, depth, t.Name.Local)
			if err != nil {
				return nil, nil, err
			}
			if path != "" && known == "" {
				return nil, nil, fmt.Errorf("%s has an element inside", path)
			}
			if path = known; path != "" {
				values[path] = ""
				text.Reset()
			} else if depth > 0 && t.Name.Local != "Scheduler" {
				ignored = append(ignored, t.Name.Local)
			}
			depth++
		case xml.EndElement:
			if path != "" {
				values[path] = text.String()
			}
			depth, path = depth-1, ""
		}
	}
}

// place tells under which name the text of an element is kept, if it is known
// where it stands. Of two schedules only the first counts.
func place(values map[string]string, depth int, name string) (string, error) {
	_, given := values[name]
	switch {
	case depth == 2 && (name == "RunEveryNMinutes" || name == "RunEveryNSeconds"):
		_, minutes := values["RunEveryNMinutes"]
		_, seconds := values["RunEveryNSeconds"]
		if minutes || seconds {
			return "", nil
		}
		return name, nil
	case depth != 1 || !slices.Contains(needed, name) && !slices.Contains(optional, name):
		return "", nil
	case given:
		return "", fmt.Errorf("%s is given twice", name)
	}
	return name, nil
}
