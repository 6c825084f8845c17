package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/access"
	"countinghouse/money"
	"countinghouse/store"
	"countinghouse/templates"
)

// One company file in Settings: when QuickBooks calls, how the Web Connector
// signs in, from where the file was opened, and what to do when it was restored.

func fileURL(key store.CompanyKey) string { return "/settings/files/" + url.PathEscape(string(key)) }

// missingShown bounds how many missing documents are listed.
const missingShown = 50

func (d *desk) fileSettings(w http.ResponseWriter, r *http.Request) error {
	return d.filePage(w, r, settingsForm{})
}

func (d *desk) filePage(w http.ResponseWriter, r *http.Request, f settingsForm) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	c := sc.company
	page, err := d.settingsPage(r, companyName(c), "", f)
	if err != nil {
		return err
	}
	page.Path = fileURL(c.Key)
	b := beat(c, sc.now)
	page.Chip = templates.Status{Glyph: b.Glyph(), Word: b.Head, Kind: b.Kind}
	page.Lead = b.Line + "."
	if secret := d.shownOnce(w, r); secret != "" {
		page.Once = &templates.Once{Head: "The Web Connector’s password is", Secret: secret,
			Line: "It is shown this once. Paste it beside “" + templates.Plain(c.User) + "” in the Web Connector and let it save it. The one before stopped working."}
	}
	state, err := d.fileState(r, sc)
	if err != nil {
		return err
	}
	page.Banner = fileBanner(sc, state, false)
	if state.missing > 0 {
		lost, err := d.missingPanel(r, sc, state, f)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, lost)
	}
	page.Panels = append(page.Panels, placesPanel(r, sc, state), schedulePanel(r, sc, f), connectionPanel(r, sc, f), factsPanel(sc))
	wrong, err := d.wrongFilePanel(r, sc)
	if err != nil {
		return err
	}
	if wrong != nil {
		page.Panels = append(page.Panels, *wrong)
	}
	return d.showSettings(w, r, page, f)
}

// fileState is what a person has to say of a company file.
type fileState struct {
	places  []store.CompanyFile
	unknown []store.CompanyFile // nobody said yet that they are the same file
	missing int
}

// fileState looks only where something stopped the file: all is well otherwise.
func (d *desk) fileState(r *http.Request, sc scene) (fileState, error) {
	var s fileState
	var err error
	if s.places, err = d.Store.CompanyFiles(r.Context(), sc.company.Key); err != nil {
		return s, err
	}
	for _, p := range s.places {
		if p.Accepted.IsZero() {
			s.unknown = append(s.unknown, p)
		}
	}
	s.missing, err = d.Store.CountMissing(r.Context(), sc.company.Key)
	return s, err
}

// fileBanner asks what the open file is, where that stops everything; with the
// way there on other pages than its own.
func fileBanner(sc scene, s fileState, elsewhere bool) *templates.Banner {
	c := sc.company
	var b *templates.Banner
	switch {
	case s.missing > 0:
		b = &templates.Banner{Kind: "bad", Head: "Is this the right company file? " + templates.Plural(s.missing, "document is missing in it", "documents are missing in it"), Lines: []string{
			"They were posted, and nobody deleted them: the file was put back to an older backup, or another copy is open. **Nothing is written** until somebody says which.",
			"Wrong file: open the right one in QuickBooks and choose **Update Selected** in the Web Connector. The file to go on with: have what is missing posted again."}}
	case c.Stopped != "" && len(s.unknown) > 0 && s.unknown[0].Path == store.UntoldPlace:
		b = &templates.Banner{Kind: "bad", Head: "QuickBooks no longer tells from where the company file is open", Lines: []string{
			"A copy or an old backup carries the same mark as the file itself, so **nothing is written**. Look on the QuickBooks PC which file is open.",
			"A copy: open the right file and choose **Update Selected** in the Web Connector. The right one: say so here, or give its place under **Web Connector and file**, and that file is opened."}}
	case c.Stopped != "" && len(s.unknown) > 0 && strings.Contains(c.Stopped, s.unknown[0].Path):
		b = &templates.Banner{Kind: "bad", Head: "The company file is open from another place", Lines: []string{
			"It is open from **" + templates.Plain(s.unknown[0].Path) + "**, where it never was before. A copy or an old backup carries the same mark as the file itself, so **nothing is written**.",
			"A copy: open the right file and choose **Update Selected** in the Web Connector. The same file, moved or renamed, or called otherwise on that PC: say so here."}}
	case c.Stopped != "":
		b = &templates.Banner{Kind: "bad", Head: "Nothing is written to QuickBooks", Lines: []string{templates.Plain(c.Stopped), "What already stands in QuickBooks was not touched."}}
		elsewhere = false
	default:
		return nil
	}
	if elsewhere {
		b.Buttons = true
		b.Links = []templates.Action{{Word: "Say what this file is", Href: fileURL(c.Key), Primary: true}}
	}
	return b
}

// missingPanel lists what the file has lost, and takes a person's word.
func (d *desk) missingPanel(r *http.Request, sc scene, s fileState, f settingsForm) (templates.SettingsPanel, error) {
	rows, err := d.Store.Missing(r.Context(), sc.company.Key)
	if err != nil {
		return templates.SettingsPanel{}, err
	}
	n := templates.Plural(s.missing, "document", "documents")
	p := templates.SettingsPanel{ID: "missing", Head: n + " missing in the open file", Table: &templates.SettingsTable{Caption: "What is missing, oldest first", Heads: []string{"Document", "Day", "Posted", "Amount"}}}
	for i := range rows {
		if i == missingShown {
			p.Hint = fmt.Sprintf("The first %d are listed", missingShown)
			break
		}
		m := &rows[i]
		row := templates.SettingsRow{Head: m.Name(), Cells: []string{"", moment(m.PostedAt, sc.now)}}
		if m.Document != nil {
			row.Cells[0] = dayIn(m.Day, sc.now)
			a := amountOf(m.Total, m.Document.Decimals)
			row.Amount = &a
		}
		if m.Order > 0 {
			row.Href = orderURL(m.Store, m.Order)
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Forms = []templates.SettingsForm{{Action: fileURL(sc.company.Key) + "/missing", Lock: lockFor(r, access.Connect), Do: "wrong", Word: "The wrong file was open", Primary: true,
		Line:   "**Another file should be open.** Nothing changes here; writing goes on by itself once the right one is open and has all of them.",
		Groups: oneGroup(plainField("why", "Why", "text", f.or("why", ""), "Like: the copy for the accountant was open on ACCT-PC. It stands in the record of who did what."))},
		{Action: fileURL(sc.company.Key) + "/missing", Lock: lockFor(r, access.Connect), Do: "again", Word: "Post " + n + " again", Risk: true, Hidden: []templates.Field{{Name: "count", Value: fmt.Sprint(s.missing)}},
			Line:   "**This file is the one to go on with.** What is missing is posted again, and nothing else; QuickBooks is asked about each before it is sent. What somebody changed by hand in QuickBooks after the backup is lost with it.",
			Groups: oneGroup(plainField("why_again", "Why", "text", f.or("why_again", ""), "Like: the disk broke, and the backup of Friday was put back."))}}
	return p, nil
}

// placesPanel are the places from which the file was opened.
func placesPanel(r *http.Request, sc scene, s fileState) templates.SettingsPanel {
	p := templates.SettingsPanel{ID: "f-places", Head: "Where the file is", Table: &templates.SettingsTable{Caption: "Places from which the company file was opened", Heads: []string{"Place", "First seen", "Confirmed"}}}
	if len(s.places) == 0 {
		p.Lines = []string{"QuickBooks has not opened it for the Web Connector yet."}
	}
	for _, x := range s.places {
		row := templates.SettingsRow{Head: placeWords(x.Path), Cells: []string{moment(x.Seen, sc.now)}}
		switch {
		case x.Accepted.IsZero():
			row.Sub = "Nothing is written while the file is open from here."
			row.Form = &templates.SettingsForm{Action: fileURL(sc.company.Key) + "/place", Lock: lockFor(r, access.Connect), Hidden: []templates.Field{{Name: "path", Value: x.Path}},
				Word: "It is the same file", Small: true, Label: "It is the same file at " + placeWords(x.Path)}
		case x.By != "":
			row.State = templates.Status{Glyph: "verified", Word: "By " + x.By, Kind: "ok"}
		default:
			row.State = templates.Status{Glyph: "verified", Word: "First place", Kind: "ok"}
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	return p
}

// placeWords name a place from which a company file was opened.
func placeWords(path string) string {
	if path == store.UntoldPlace {
		return "A place that QuickBooks doesn’t tell"
	}
	return path
}

func schedulePanel(r *http.Request, sc scene, f settingsForm) templates.SettingsPanel {
	c := sc.company
	quiet := "None"
	if c.QuietFrom != "" {
		quiet = c.QuietFrom + " to " + c.QuietTo
	}
	p := templates.SettingsPanel{ID: "schedule", Head: "Schedule and quiet hours", Facts: factsOf("Calls every", templates.Plural(c.EveryMinutes, "minute", "minutes"), "Quiet hours", quiet)}
	form := templates.SettingsForm{Action: fileURL(c.Key), Word: "Save the schedule", Primary: true, Lock: lockFor(r, access.ChangeSettings), Groups: oneGroup(
		plainField("every", "QuickBooks calls every … minutes", "text", f.or("every", fmt.Sprint(c.EveryMinutes)), "1 to 1,440. The Web Connector keeps the interval that it was given: after changing it, set the same under Every-Min in the Web Connector, or download the .qwc file again and add it there."),
		plainField("quiet_from", "Quiet from", "text", f.or("quiet_from", c.QuietFrom), "Like 22:00, in the time of "+zoneWord(sc)+". Nothing is asked of QuickBooks in these hours, as during a backup. Empty: none."),
		plainField("quiet_to", "Quiet until", "text", f.or("quiet_to", c.QuietTo), "Like 05:30; it may be of the next day."))}
	p.Forms = append(p.Forms, form)
	return p
}

// zoneWord names the zone in which quiet hours are.
func zoneWord(sc scene) string {
	for _, s := range sc.shops {
		if s.Zone != "" {
			return s.Zone
		}
	}
	return "UTC until a store is connected"
}

func connectionPanel(r *http.Request, sc scene, f settingsForm) templates.SettingsPanel {
	c, lock := sc.company, lockFor(r, access.Connect)
	p := templates.SettingsPanel{ID: "connection", Head: "Web Connector and file", Facts: factsOf("Name here", c.Name, "Name in QuickBooks", c.ExpectedName, "User of the Web Connector", c.User, "File that is opened", c.FilePath)}
	if lock == "" {
		p.Links = []templates.Action{{Word: "Download .qwc file", Href: "/settings/qwc/" + url.PathEscape(string(c.Key)), Icon: "download"}}
	}
	p.Forms = []templates.SettingsForm{
		{Action: fileURL(c.Key) + "/connection", Word: "Save the connection", Lock: lock, Groups: oneGroup(
			plainField("name", "Name here", "text", f.or("name", c.Name), "As people call these books; the Web Connector shows it too."),
			plainField("company_name", "Name in QuickBooks", "text", f.or("company_name", c.ExpectedName), "A file of another name is not written to. Change it when the company was renamed in QuickBooks. Empty: learnt at the next call."),
			plainField("file_path", "File that is opened", "text", f.or("file_path", c.FilePath), "Like C:\\Books\\Larkspur.qbw, on the QuickBooks PC. Empty: the one that is open."),
			plainField("user", "User of the Web Connector", "text", f.or("user", c.User), "After changing it, download the .qwc file again and add it in the Web Connector."))},
		{Action: fileURL(c.Key) + "/password", Word: "Make a new password", Lock: lock, Line: "The Web Connector’s password is kept in no readable form. A new one is shown once; the one before stops working at once, and nothing is posted until the new one is in the Web Connector."}}
	p.IDs = []templates.Field{{Name: "Short name, on the command line", Value: string(c.Key), Mono: true}}
	return p
}

func factsPanel(sc scene) templates.SettingsPanel {
	c := sc.company
	p := templates.SettingsPanel{ID: "facts", Head: "What QuickBooks said of the file"}
	if !c.Facts.Known {
		p.Lines = []string{"Nothing yet: it is read at the first call."}
		return p
	}
	p.Hint = "At the last call, " + callTime(c.LastCall, sc.now)
	yes := func(on bool) string {
		if on {
			return "On"
		}
		return "Off"
	}
	closed := "None"
	if !c.Facts.ClosingDate.IsZero() {
		closed = "Through " + c.Facts.ClosingDate.Human()
	}
	p.Facts = factsOf("Company", c.Facts.Name, "QuickBooks", c.Facts.Product, "Edition", c.Facts.Country, "Home currency", c.Facts.HomeCurrency, "Several currencies", yes(c.Facts.MultiCurrency),
		"Sales tax", yes(c.Facts.SalesTax), "Classes", yes(c.Facts.Classes), "Inventory", yes(c.Facts.Inventory), "Closed books", closed, "File", c.FilePathSeen)
	return p
}

// wrongFilePanel unlearns a file to which nothing was sent yet.
func (d *desk) wrongFilePanel(r *http.Request, sc scene) (*templates.SettingsPanel, error) {
	if !sc.company.Facts.Known {
		return nil, nil
	}
	sent, err := d.Store.AnythingSent(r.Context(), sc.company.Key)
	if err != nil || sent {
		return nil, err
	}
	return &templates.SettingsPanel{ID: "wrong", Head: "Is it another file?", Lines: []string{"Nothing was sent to **" + templates.Plain(companyName(sc.company)) + "** yet, so it can still be unlearnt: its name, its place and its lists. Its mark is refused from then on."},
		Forms: []templates.SettingsForm{{Action: fileURL(sc.company.Key) + "/forget", Word: "No, another file", Lock: lockFor(r, access.Connect), Hidden: []templates.Field{{Name: "seen", Value: sc.company.Facts.Name}}}}}, nil
}

// saveSchedule: POST /settings/files/{company}.
func (d *desk) saveSchedule(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	s := store.Schedule{Company: sc.company.Key, EveryMinutes: f.whole("every", "The interval", 24*60), QuietFrom: f.hour("quiet_from"), QuietTo: f.hour("quiet_to")}
	switch {
	case (s.QuietFrom == "") != (s.QuietTo == ""):
		f.fail("quiet_to", "Quiet hours need both a beginning and an end. Type the other one, or leave both empty.")
	case s.QuietFrom != "" && s.QuietFrom == s.QuietTo:
		f.fail("quiet_to", "Quiet hours that end when they begin are none. Type another end, or leave both empty.")
	}
	if len(f.problems) > 0 {
		return d.filePage(w, r, f)
	}
	head := "QuickBooks is expected every " + templates.Plural(s.EveryMinutes, "minute", "minutes")
	if s.QuietFrom != "" {
		head += ", not from " + s.QuietFrom + " to " + s.QuietTo
	}
	head += "."
	if s.EveryMinutes != sc.company.EveryMinutes {
		head += " Set the same in the Web Connector."
	}
	step, err := d.do(r, sc, store.Step{Head: head}, store.Deed{Kind: store.DeedSchedule, Schedule: &s})
	if err != nil {
		return err
	}
	return did(w, r, fileURL(sc.company.Key), step.ID)
}

// saveConnection: POST /settings/files/{company}/connection.
func (d *desk) saveConnection(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	name, expected, path, user := f.text("name"), f.text("company_name"), f.text("file_path"), f.text("user")
	if name == "" || len(name) > 100 {
		f.fail("name", "The books need a name of up to 100 characters. Type it as people call them.")
	}
	if len(expected) > 200 {
		f.fail("company_name", "QuickBooks has no name longer than 200 characters. Type it as QuickBooks shows it.")
	}
	if len(path) > 500 {
		f.fail("file_path", "The path is longer than 500 characters. Shorten it, or leave it empty.")
	}
	if user == "" || len(user) > 100 {
		f.fail("user", "The Web Connector needs a user name of up to 100 characters, of its own for each company file.")
	}
	all, err := d.Store.Companies(r.Context())
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Key != sc.company.Key && c.User == user {
			f.fail("user", "Another company file has this user already. Type a different one.")
		}
	}
	if len(f.problems) > 0 {
		return d.filePage(w, r, f)
	}
	err = d.Store.ChangeCompany(r.Context(), d.actor(r), sc.company.Key, func(c *store.Company) error {
		c.Name, c.ExpectedName, c.FilePath, c.User = name, expected, path, user
		return nil
	})
	if err != nil {
		return err
	}
	head := "The connection is saved."
	if user != sc.company.User || name != sc.company.Name {
		head += " Download the .qwc file again and add it in the Web Connector."
	}
	return d.noted(w, r, fileURL(sc.company.Key), head)
}

// renewConnector: POST /settings/files/{company}/password.
func (d *desk) renewConnector(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	plain := access.NewPassword()
	hash, err := access.HashPassword(plain)
	if err != nil {
		return err
	}
	err = d.Store.ChangeCompany(r.Context(), d.actor(r), sc.company.Key, func(c *store.Company) error {
		c.PasswordHash = hash
		return nil
	})
	if err != nil {
		return err
	}
	return d.showOnce(w, r, plain, fileURL(sc.company.Key))
}

// acceptPlace: POST /settings/files/{company}/place.
func (d *desk) acceptPlace(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	path := r.PostForm.Get("path")
	err = d.Store.AcceptCompanyFile(r.Context(), d.actor(r), sc.company.Key, path)
	if errors.Is(err, store.ErrNotFound) {
		f.fail("places", "The company file was never opened from there, so nothing was confirmed. Choose one of the places that are listed.")
		return d.filePage(w, r, f)
	}
	if err != nil {
		return err
	}
	return d.noted(w, r, fileURL(sc.company.Key), "The file at "+placeWords(path)+" is the same one. Writing goes on at the next call.")
}

// sayMissing: POST /settings/files/{company}/missing.
func (d *desk) sayMissing(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	field := "why"
	if f.text("do") == "again" {
		field = "why_again"
	}
	why := f.text(field)
	if text := tooLong(why, 500, "Say why: it stands in the record of who did what."); text != "" {
		f.fail(field, text)
	}
	n, err := d.Store.CountMissing(r.Context(), sc.company.Key)
	if err != nil {
		return err
	}
	if n == 0 {
		f.problems = nil
		f.fail("places", "Nothing is missing any more: somebody decided meanwhile, or QuickBooks has it all again. There is nothing left to do.")
	} else if f.text("do") == "again" && f.text("count") != fmt.Sprint(n) {
		f.fail(field, fmt.Sprintf("%s missing now, another number than when you looked. Look at them, then press the button again.", templates.Plural(n, "document is", "documents are")))
	}
	if f.text("do") != "again" && f.text("do") != "wrong" {
		f.fail(field, "The form didn’t say what is to be done. Press one of its buttons.")
	}
	if len(f.problems) > 0 {
		return d.filePage(w, r, f)
	}
	if f.text("do") == "wrong" {
		if err := d.Store.AwaitRightFile(r.Context(), d.actor(r), sc.company.Key, why); err != nil {
			return err
		}
		return d.noted(w, r, fileURL(sc.company.Key), "Nothing was changed. Writing goes on once the right file is open and has all "+money.Amount(n).Grouped(0)+".")
	}
	n, err = d.Store.PostMissingAgain(r.Context(), d.actor(r), sc.company.Key, why)
	if err != nil {
		return err
	}
	d.planned(r, sc)
	return d.noted(w, r, fileURL(sc.company.Key), templates.Plural(n, "document goes", "documents go")+" to QuickBooks again at the next call; it is asked about each before.")
}

// forgetFile: POST /settings/files/{company}/forget.
func (d *desk) forgetFile(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	if c := sc.company; !c.Facts.Known || r.PostForm.Get("seen") != c.Facts.Name {
		f.fail("places", "Meanwhile QuickBooks told of another file, or of none, so nothing was unlearnt. Look at what it says now.")
		return d.filePage(w, r, f)
	}
	err = d.unlearn(r, sc)
	if errors.Is(err, store.ErrWritten) {
		f.fail("places", writtenAlready)
		return d.filePage(w, r, f)
	}
	if err != nil {
		return err
	}
	return d.noted(w, r, fileURL(sc.company.Key), "The file is unlearnt. "+nextFile)
}

const (
	writtenAlready = "Something was sent to this file already, so it can’t be unlearnt: those documents stand in it. Take them out by Activity, then set up a company file of its own for the right one."
	nextFile       = "Remove the application in the Web Connector, open the right company file in QuickBooks, download the .qwc file again and add it there."
)

// unlearn forgets which file a company file is, and that somebody confirmed it.
func (d *desk) unlearn(r *http.Request, sc scene) error {
	if err := d.Store.ForgetCompanyFile(r.Context(), d.actor(r), sc.company.Key); err != nil {
		return err
	}
	for _, shop := range sc.shops {
		if err := d.Store.SetCursor(r.Context(), shop.Key, saidFile, ""); err != nil {
			return err
		}
	}
	return nil
}
