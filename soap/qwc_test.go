package soap

import (
	"encoding/xml"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func goodQWC() QWC {
	return QWC{
		AppName:      "Countinghouse - Northwind & Sons",
		AppURL:       "https://orders.example.com/qbwc",
		Description:  "Posts BigCommerce orders to QuickBooks",
		SupportURL:   "https://orders.example.com/support",
		UserName:     "qbwc-northwind",
		OwnerID:      "{7C0B4E62-51F3-4B0A-9F0E-3D2A6C9E4B11}",
		FileID:       "{e2b7a5d4-08c9-4f6b-8c35-91d04a7f2c66}",
		UniqueName:   "Countinghouse-northwind",
		EveryMinutes: 10,
	}
}

func TestQWCByteForByte(t *testing.T) {
	got, err := goodQWC().Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`<?xml version="1.0" encoding="utf-8"?>
<QBWCXML>
  <AppName>Countinghouse - Northwind &amp; Sons</AppName>
  <AppID></AppID>
  <AppURL>https://orders.example.com/qbwc</AppURL>
  <AppDescription>Posts BigCommerce orders to QuickBooks</AppDescription>
  <AppSupport>https://orders.example.com/support</AppSupport>
  <UserName>qbwc-northwind</UserName>
  <OwnerID>{7C0B4E62-51F3-4B0A-9F0E-3D2A6C9E4B11}</OwnerID>
  <FileID>{e2b7a5d4-08c9-4f6b-8c35-91d04a7f2c66}</FileID>
  <QBType>QBFS</QBType>
  <AppUniqueName>Countinghouse-northwind</AppUniqueName>
  <AuthFlags>0xF</AuthFlags>
  <IsReadOnly>false</IsReadOnly>
  <Notify>false</Notify>
  <PersonalDataPref>pdpNotNeeded</PersonalDataPref>
  <UnattendedModePref>umpOptional</UnattendedModePref>
  <Scheduler>
    <RunEveryNMinutes>10</RunEveryNMinutes>
  </Scheduler>
</QBWCXML>
`, "\n", "\r\n")
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEveryRuleOfTheQWCFile(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*QWC)
		element string // empty: nothing is wrong
		why     string
	}{
		"good":                     {func(*QWC) {}, "", ""},
		"localhost by http":        {func(q *QWC) { q.AppURL, q.SupportURL = "http://localhost:8080/qbwc", "http://localhost:8080/support" }, "", ""},
		"localhost by https":       {func(q *QWC) { q.AppURL, q.SupportURL = "https://localhost/qbwc", "https://LOCALHOST/support" }, "", ""},
		"another port":             {func(q *QWC) { q.SupportURL = "https://orders.example.com:8443/" }, "", ""},
		"host in other case":       {func(q *QWC) { q.SupportURL = "https://Orders.Example.COM/support" }, "", ""},
		"seconds":                  {func(q *QWC) { q.EveryMinutes, q.EverySeconds = 0, 30 }, "", ""},
		"no schedule":              {func(q *QWC) { q.EveryMinutes = 0 }, "", ""},
		"flags in decimal":         {func(q *QWC) { q.AuthFlags = "15" }, "", ""},
		"no name":                  {func(q *QWC) { q.AppName = " " }, "AppName", "missing"},
		"line break in the name":   {func(q *QWC) { q.AppName = "a\nb" }, "AppName", "line break"},
		"broken UTF-8":             {func(q *QWC) { q.AppName = "a\xff" }, "AppName", "cannot be shown"},
		"endless name":             {func(q *QWC) { q.AppName = strings.Repeat("x", 256) }, "AppName", "256 characters"},
		"no description":           {func(q *QWC) { q.Description = "" }, "AppDescription", "missing"},
		"description, 80":          {func(q *QWC) { q.Description = strings.Repeat("é", 80) }, "", ""},
		"description, 81":          {func(q *QWC) { q.Description = strings.Repeat("é", 81) }, "AppDescription", "81 characters"},
		"no address":               {func(q *QWC) { q.AppURL = "" }, "AppURL", "missing"},
		"http on a real host":      {func(q *QWC) { q.AppURL = "http://orders.example.com/qbwc" }, "AppURL", "QBWC1010"},
		"ftp":                      {func(q *QWC) { q.AppURL = "ftp://orders.example.com/qbwc" }, "AppURL", "https"},
		"no scheme":                {func(q *QWC) { q.AppURL = "orders.example.com/qbwc" }, "AppURL", "complete web address"},
		"an IPv4 address":          {func(q *QWC) { q.AppURL, q.SupportURL = "https://192.0.2.1/qbwc", "https://192.0.2.1/" }, "AppURL", "QBWC1001"},
		"an IPv6 address":          {func(q *QWC) { q.AppURL, q.SupportURL = "https://[2001:db8::1]/qbwc", "https://[2001:db8::1]/" }, "AppURL", "QBWC1001"},
		"an IP in one number":      {func(q *QWC) { q.AppURL, q.SupportURL = "https://2130706433/", "https://2130706433/" }, "AppURL", "QBWC1001"},
		"an IP in hex":             {func(q *QWC) { q.AppURL, q.SupportURL = "https://0x7f.1/", "https://0x7f.1/" }, "AppURL", "QBWC1001"},
		"loopback by number":       {func(q *QWC) { q.AppURL, q.SupportURL = "http://127.0.0.1/", "http://127.0.0.1/" }, "AppURL", "QBWC1001"},
		"a password in the URL":    {func(q *QWC) { q.AppURL = "https://u:p@orders.example.com/qbwc" }, "AppURL", "password"},
		"a fragment":               {func(q *QWC) { q.AppURL = "https://orders.example.com/qbwc#x" }, "AppURL", "#"},
		"a space in the URL":       {func(q *QWC) { q.AppURL = "https://orders.example.com/q b" }, "AppURL", "complete web address"},
		"a port too high":          {func(q *QWC) { q.AppURL = "https://orders.example.com:70000/" }, "AppURL", "port"},
		"a host that is none":      {func(q *QWC) { q.AppURL, q.SupportURL = "https://-x-/", "https://-x-/" }, "AppURL", "host name"},
		"no support":               {func(q *QWC) { q.SupportURL = "" }, "AppSupport", "missing"},
		"support on another host":  {func(q *QWC) { q.SupportURL = "https://www.example.com/" }, "AppSupport", "QBWC1000"},
		"support by http":          {func(q *QWC) { q.SupportURL = "http://orders.example.com/" }, "AppSupport", "QBWC1010"},
		"no user":                  {func(q *QWC) { q.UserName = "" }, "UserName", "missing"},
		"space behind the user":    {func(q *QWC) { q.UserName = "u " }, "UserName", "space"},
		"no owner":                 {func(q *QWC) { q.OwnerID = "" }, "OwnerID", "missing"},
		"owner without braces":     {func(q *QWC) { q.OwnerID = "7C0B4E62-51F3-4B0A-9F0E-3D2A6C9E4B11" }, "OwnerID", "no braces"},
		"a GUID too short":         {func(q *QWC) { q.FileID = "{7C0B4E62-51F3-4B0A-9F0E-3D2A6C9E4B1}" }, "FileID", "not a GUID"},
		"a GUID with other things": {func(q *QWC) { q.FileID = "{7C0B4E62-51F3-4B0A-9F0E-3D2A6C9E4B1G}" }, "FileID", "not a GUID"},
		"the empty GUID":           {func(q *QWC) { q.FileID = "{00000000-0000-0000-0000-000000000000}" }, "FileID", "empty GUID"},
		"flags too high":           {func(q *QWC) { q.AuthFlags = "0x10" }, "AuthFlags", "QBWC1034"},
		"flags in octal":           {func(q *QWC) { q.AuthFlags = "017" }, "AuthFlags", "QBWC1034"},
		"flags in words":           {func(q *QWC) { q.AuthFlags = "all" }, "AuthFlags", "QBWC1034"},
		"personal data in words":   {func(q *QWC) { q.PersonalData = "no" }, "PersonalDataPref", "pdpNotNeeded"},
		"unattended in words":      {func(q *QWC) { q.Unattended = "yes" }, "UnattendedModePref", "umpOptional"},
		"both schedules":           {func(q *QWC) { q.EverySeconds = 1 }, "Scheduler", "both"},
		"negative schedule":        {func(q *QWC) { q.EveryMinutes = -1 }, "Scheduler", "negative"},
		"certificate by http":      {func(q *QWC) { q.CertURL = "http://cert.example.com/" }, "CertURL", "QBWC1048"},
		"certificate elsewhere":    {func(q *QWC) { q.CertURL = "https://cert.example.com/" }, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			q := goodQWC()
			c.change(&q)
			data, err := q.Encode()
			if c.element == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var bad *QWCError
			if !errors.As(err, &bad) || data != nil {
				t.Fatalf("got %q, %v", data, err)
			}
			for _, p := range bad.Problems {
				if p.Element == c.element && strings.Contains(p.What, c.why) {
					return
				}
			}
			t.Errorf("problems %+v; want one of %s about %q", bad.Problems, c.element, c.why)
		})
	}
}

func TestAllProblemsOfAQWCAtOnce(t *testing.T) {
	_, err := QWC{}.Encode()
	var bad *QWCError
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	for _, element := range []string{"AppName", "AppURL", "AppDescription", "AppSupport", "UserName", "OwnerID", "FileID"} {
		if !strings.Contains(err.Error(), element+" is missing") {
			t.Errorf("%s is not named in %v", element, err)
		}
	}
	if len(bad.Problems) != 7 {
		t.Errorf("%d problems: %v", len(bad.Problems), err)
	}
}

func TestANewGUIDIsOne(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		g := NewGUID()
		if !guidForm.MatchString(g) || g != strings.ToUpper(g) || g[15] != '4' || !strings.ContainsRune("89AB", rune(g[20])) {
			t.Fatalf("%q is no random GUID", g)
		}
		if seen[g] {
			t.Fatalf("%q came twice", g)
		}
		seen[g] = true
	}
}

// Whatever passes the rules is XML that says what it was given.
func TestWhatPassesIsWrittenFaithfully(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := goodQWC()
		q.AppName = rapid.StringN(1, 60, -1).Draw(t, "name")
		q.Description = rapid.String().Draw(t, "description")
		q.UserName = rapid.StringMatching(`[ a-z<>&'"]{1,12}`).Draw(t, "user")
		data, err := q.Encode()
		if err != nil {
			return
		}
		var back struct {
			AppName, AppDescription, UserName string
		}
		if err := xml.Unmarshal(data, &back); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		if back.AppName != q.AppName || back.AppDescription != q.Description || back.UserName != q.UserName {
			t.Fatalf("%+v came back as %+v", q, back)
		}
	})
}

func TestTheQWCIsADownload(t *testing.T) {
	for name, want := range map[string]string{
		"northwind":          `attachment; filename="northwind.qwc"`,
		"northwind.qwc":      `attachment; filename="northwind.qwc"`,
		`a"b; c/../d` + "\r": `attachment; filename="a-b--c-..-d.qwc"`,
		"..":                 `attachment; filename="countinghouse.qwc"`,
		"Zoë":                `attachment; filename="Zo.qwc"`,
	} {
		w := httptest.NewRecorder()
		if err := ServeQWC(w, name, goodQWC()); err != nil {
			t.Fatal(err)
		}
		if got := w.Header().Get("Content-Disposition"); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(w.Body.String(), "<QBWCXML>") {
			t.Errorf("%q: %v %s", name, w.Header(), w.Body)
		}
	}
	w := httptest.NewRecorder()
	if err := ServeQWC(w, "x", QWC{}); err == nil || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("a bad file was served: %v %v %s", err, w.Header(), w.Body)
	}
}
