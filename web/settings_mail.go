package web

import (
	"fmt"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/alert"
	"countinghouse/store"
	"countinghouse/templates"
)

// What is told by e-mail, to whom, and by which mail server.

const alertsPath = "/settings/alerts"

// mostRecipients bounds how many people one form has.
const mostRecipients = 50

// alertWords say what each kind of alert is about.
func alertWords(kind string) (label, hint string) {
	switch kind {
	case "stopped":
		return "QuickBooks stopped", "Nothing may be written, or no call came for three intervals and at least an hour, quiet hours apart."
	case "unread":
		return "A store can’t be read", "For an hour."
	case "held":
		return "Orders wait for review", "Longer than the hours below."
	case "differs":
		return "A difference was found", "A document in QuickBooks is not as it was posted."
	}
	return "No backup could be made", "Told to those who get the alerts of every company file."
}

func (d *desk) alertSettings(w http.ResponseWriter, r *http.Request) error {
	return d.alertPage(w, r, settingsForm{}, nil)
}

// alertPage shows it; typed are the recipients of a form that can't be taken.
func (d *desk) alertPage(w http.ResponseWriter, r *http.Request, f settingsForm, typed []store.AlertTo) error {
	page, err := d.settingsPage(r, "Alerts and mail", "Each thing is told once, and its end too. The morning digest has the figures of the day before.", f)
	if err != nil {
		return err
	}
	rules, err := d.Store.Alerts(r.Context())
	if err != nil {
		return err
	}
	companies, err := d.Store.Companies(r.Context())
	if err != nil {
		return err
	}
	server, err := alert.MailOf(r.Context(), d.Store, d.Mail)
	if err != nil {
		return err
	}
	if server.Host == "" {
		page.Banner = &templates.Banner{Kind: "rev", Head: "Nobody gets e-mail", Lines: []string{"There is no mail server yet, so nobody is told when QuickBooks stops or an order waits. Name one below and send a test message."}}
	}
	page.Panels = []templates.SettingsPanel{alertsPanel(rules, companies, f, typed), d.mailPanel(server, f), testPanel(r, server, f)}
	return d.showSettings(w, r, page, f)
}

func alertsPanel(rules store.Alerts, companies []store.Company, f settingsForm, typed []store.AlertTo) templates.SettingsPanel {
	form := templates.SettingsForm{Action: alertsPath, Word: "Save the alerts", Primary: true}
	kinds := templates.SettingsGroup{Head: "What is told"}
	for _, kind := range store.AlertKinds() {
		label, hint := alertWords(kind)
		on := !slices.Contains(rules.Off, kind)
		if f.in != nil && f.in.Has("form") {
			on = f.in.Get("kind-"+kind) != ""
		}
		kinds.Fields = append(kinds.Fields, templates.SettingsField{Name: "kind-" + kind, Label: label, Hint: hint, Kind: "check", On: on})
	}
	hours := 24
	if rules.HeldHours > 0 {
		hours = rules.HeldHours
	}
	form.Hidden = []templates.Field{{Name: "form", Value: "alerts"}}
	form.Groups = []templates.SettingsGroup{kinds, {Fields: []templates.SettingsField{
		plainField("held_hours", "An order may wait for review … hours", "text", f.or("held_hours", fmt.Sprint(hours)), "1 to 744. Then it is told of."),
		plainField("digest_at", "The morning digest goes out at", "text", f.or("digest_at", rules.DigestAt), "Like 07:30, in the store’s time. Empty: there is none.")}}}
	to := rules.To
	if typed != nil {
		to = typed
	}
	for i := range len(to) + 1 {
		var x store.AlertTo
		head, hint := "Another recipient", "Leave the address empty for none."
		if i < len(to) {
			x, head, hint = to[i], fmt.Sprintf("Recipient %d", i+1), "Empty the address to tell this person nothing any more."
		}
		n := fmt.Sprint(i)
		picks := []templates.Pick{{Value: "", Word: "Every company file", On: x.Company == ""}}
		for _, c := range companies {
			picks = append(picks, templates.Pick{Value: string(c.Key), Word: companyName(c), On: x.Company == c.Key})
		}
		form.Groups = append(form.Groups, templates.SettingsGroup{Head: head, Fields: []templates.SettingsField{
			{Name: "email-" + n, Label: "E-mail", Kind: "email", Value: x.Email, Complete: "off", Hint: hint},
			{Name: "of-" + n, Label: "Of", Kind: "select", Picks: picks},
			{Name: "alerts-" + n, Label: "Alerts", Kind: "check", On: x.Alerts || i == len(to)},
			{Name: "digest-" + n, Label: "Morning digest", Kind: "check", On: x.Digest}}})
	}
	form.Hidden = append(form.Hidden, templates.Field{Name: "rows", Value: fmt.Sprint(len(to) + 1)})
	return templates.SettingsPanel{ID: "alerts", Head: "Alerts and the morning digest", Hint: templates.Plural(len(rules.To), "recipient", "recipients"), Forms: []templates.SettingsForm{form}}
}

func (d *desk) mailPanel(m alert.Mail, f settingsForm) templates.SettingsPanel {
	p := templates.SettingsPanel{ID: "mail", Head: "Mail server"}
	kinds := map[string]string{"tls": "TLS from the start", "none": "None, on this machine only"}
	if m.Host != "" {
		p.Facts = factsOf("Server", m.Host, "Port", fmt.Sprint(m.Port), "Encryption", orWords(kinds[m.TLS], "STARTTLS"), "User", m.User, "Sender", m.From)
	}
	if d.Mail.Host != "" {
		p.Lines = []string{"Whoever runs this server named it when it was started, and changes it there."}
		return p
	}
	if m.Port == 0 {
		m.Port, m.TLS = 587, "starttls"
	}
	way := f.or("tls", m.TLS)
	p.Forms = []templates.SettingsForm{{Action: alertsPath + "/mail", Word: "Save the mail server", Groups: oneGroup(
		plainField("host", "Server", "text", f.or("host", m.Host), "Like mail.example.com. Empty: no e-mail is sent."),
		plainField("port", "Port", "text", f.or("port", fmt.Sprint(m.Port)), "587 goes with STARTTLS, 465 with TLS from the start."),
		templates.SettingsField{Name: "tls", Label: "Encryption", Kind: "select", Picks: []templates.Pick{{Value: "starttls", Word: "STARTTLS", On: way == "starttls"}, {Value: "tls", Word: "TLS from the start", On: way == "tls"}, {Value: "none", Word: "None, on this machine only", On: way == "none"}}},
		plainField("user", "User", "text", f.or("user", m.User), "Empty: the server takes mail without a sign-in."),
		templates.SettingsField{Name: "password", Label: "Password", Kind: "password", Complete: "off", Hint: "It is sealed and never shown. Empty: the one that is there, while the user stays."},
		plainField("from", "Sender", "text", f.or("from", m.From), "Like Countinghouse <books@example.com>."))}}
	return p
}

func testPanel(r *http.Request, m alert.Mail, f settingsForm) templates.SettingsPanel {
	p := templates.SettingsPanel{ID: "test", Head: "Try it", Forms: []templates.SettingsForm{{Action: alertsPath + "/test", Word: "Send a test message", Groups: oneGroup(plainField("to", "To", "email", f.or("to", who(r.Context()).Email), ""))}}}
	if m.Host == "" {
		p.Forms[0].Lock = "Save a mail server first."
	}
	return p
}

// saveAlerts: POST /settings/alerts.
func (d *desk) saveAlerts(w http.ResponseWriter, r *http.Request) error {
	f := settingsForm{in: r.PostForm}
	a := store.Alerts{HeldHours: f.whole("held_hours", "The time that an order may wait", 744), DigestAt: f.hour("digest_at")}
	for _, kind := range store.AlertKinds() {
		if f.text("kind-"+kind) == "" {
			a.Off = append(a.Off, kind)
		}
	}
	companies, err := d.Store.Companies(r.Context())
	if err != nil {
		return err
	}
	seen := map[store.AlertTo]bool{}
	for i := range mostRecipients {
		n := fmt.Sprint(i)
		to := store.AlertTo{Email: access.NormalEmail(f.text("email-" + n)), Company: store.CompanyKey(f.text("of-" + n)), Alerts: f.text("alerts-"+n) != "", Digest: f.text("digest-"+n) != ""}
		if to.Email == "" {
			continue
		}
		if !anAddress(to.Email) {
			f.fail("email-"+n, "“"+typedText(to.Email)+"” is no e-mail address such as ana@example.com. Type it again, or empty it.")
		}
		if to.Company != "" && !slices.ContainsFunc(companies, func(c store.Company) bool { return c.Key == to.Company }) {
			f.fail("of-"+n, "Choose one of the company files.")
		}
		if !to.Alerts && !to.Digest {
			f.fail("alerts-"+n, typedText(to.Email)+" would get nothing. Tick alerts, the digest or both, or empty the address.")
		}
		one := store.AlertTo{Email: to.Email, Company: to.Company}
		if seen[one] {
			f.fail("email-"+n, typedText(to.Email)+" stands here twice for the same company files. Empty one of them.")
		}
		seen[one] = true
		a.To = append(a.To, to)
	}
	if a.DigestAt == "" && slices.ContainsFunc(a.To, func(to store.AlertTo) bool { return to.Digest }) {
		f.fail("digest_at", "Somebody is to get the digest, and it has no hour. Type one like 07:30, or untick the digest.")
	}
	if len(f.problems) > 0 {
		if a.To == nil {
			a.To = []store.AlertTo{}
		}
		return d.alertPage(w, r, f, a.To)
	}
	if err := d.Store.SaveAlerts(r.Context(), d.actor(r), a); err != nil {
		return err
	}
	return d.noted(w, r, alertsPath, "The alerts are saved.")
}

func anAddress(email string) bool {
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && len(email) <= 254
}

// saveMail: POST /settings/alerts/mail.
func (d *desk) saveMail(w http.ResponseWriter, r *http.Request) error {
	f := settingsForm{in: r.PostForm}
	m := store.MailServer{Host: f.text("host"), TLS: f.text("tls"), User: f.text("user"), Password: r.PostForm.Get("password"), From: f.text("from")}
	if d.Mail.Host != "" {
		f.fail("host", "Whoever runs this server named the mail server when it was started, and changes it there.")
		return d.alertPage(w, r, f, nil)
	}
	if m.Host != "" {
		m.Port = f.whole("port", "The port", 65535)
		if len(m.Host) > 253 || strings.ContainsAny(m.Host, " /:@") {
			f.fail("host", "“"+typedText(m.Host)+"” is no name of a server such as mail.example.com. Leave out https:// and the port.")
		}
		if !slices.Contains([]string{"starttls", "tls", "none"}, m.TLS) {
			f.fail("tls", "Choose how the connection is encrypted.")
		} else if m.TLS == "none" && (alert.Mail{Host: m.Host, Port: 25, TLS: "none", From: "a@example.com"}).Validate() != nil {
			f.fail("tls", "Without encryption mail goes to this machine only: password and figures could be read on the way. Choose STARTTLS or TLS.")
		}
		if a, err := mail.ParseAddress(m.From); err != nil || len(m.From) > 254 || a.Address == "" {
			f.fail("from", "The sender is no e-mail address. Type one that this server may send from, like Countinghouse <books@example.com>.")
		}
		old, err := d.Store.MailServer(r.Context())
		if err != nil {
			return err
		}
		switch {
		case m.User == "" && m.Password != "":
			f.fail("user", "There is a password and no user. Type both, or neither.")
		case m.User != "" && m.Password == "" && (old.User != m.User || old.Password == ""):
			f.fail("password", "Type the password of "+typedText(m.User)+".")
		}
	} else {
		m = store.MailServer{}
	}
	if len(f.problems) > 0 {
		return d.alertPage(w, r, f, nil)
	}
	if err := d.Store.SaveMailServer(r.Context(), d.actor(r), m); err != nil {
		return err
	}
	head := "The mail server is saved. Send a test message."
	if m.Host == "" {
		head = "No e-mail is sent any more."
	}
	return d.noted(w, r, alertsPath, head)
}

// testMail: POST /settings/alerts/test.
func (d *desk) testMail(w http.ResponseWriter, r *http.Request) error {
	f := settingsForm{in: url.Values{"to": {r.PostForm.Get("to")}}}
	to := access.NormalEmail(f.text("to"))
	if !anAddress(to) {
		f.fail("to", "“"+typedText(to)+"” is no e-mail address such as ana@example.com. Type it again.")
		return d.alertPage(w, r, f, nil)
	}
	m, err := alert.MailOf(r.Context(), d.Store, d.Mail)
	if err != nil {
		return err
	}
	if m.Host == "" {
		f.fail("to", "There is no mail server yet, so nothing was sent. Name one above and save it first.")
		return d.alertPage(w, r, f, nil)
	}
	msg := alert.Message{To: to, Subject: "Countinghouse: a test message", Text: "This is the test message of " + d.baseURL(r) + ". Alerts and the morning digest come the same way.\n",
		HTML: "<p>This is the test message of Countinghouse. Alerts and the morning digest come the same way.</p>"}
	if err := m.Send(r.Context(), msg, d.Now()); err != nil {
		d.Log.Warn("a test message could not be sent", "host", m.Host, "error", err)
		f.fail("to", "The test message was not sent. "+alert.Words(m, err))
		return d.alertPage(w, r, f, nil)
	}
	return d.noted(w, r, alertsPath, m.Host+" took the test message to "+to+". Look whether it arrived.")
}
