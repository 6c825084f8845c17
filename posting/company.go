package posting

import (
	"context"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// hello takes down what sendRequestXML says of the file that is open.
func (d *Desk) hello(s *session, file, country string, major, minor int) {
	if file != "" {
		s.company.FilePathSeen, s.path = file, file
	}
	if country != "" {
		s.company.Facts.Country = country
	}
	if major > 0 {
		s.company.QBXMLMajor, s.company.QBXMLMinor = major, minor
	}
}

// readHCP reads what the first call of a run tells of Host, Company and
// Preferences. If it cannot be read, Countinghouse asks for itself.
func (d *Desk) readHCP(ctx context.Context, s *session, hcp string) error {
	rs, err := qbxml.Decode(strings.NewReader(hcp))
	if err != nil {
		d.log.WarnContext(ctx, "what QuickBooks told of its company file could not be read, it is asked again", "error", err)
		return nil
	}
	who, ok := identityOf(rs, s.company.OwnerID)
	if !ok || who.fileID == "" {
		return nil // no stamp in it: ask the company query with our OwnerID
	}
	return d.recognise(ctx, s, who)
}

// askCompany asks which company file is open, when that is not known yet.
func (d *Desk) askCompany(_ context.Context, s *session) (*set, error) {
	if s.checked {
		return nil, nil
	}
	return d.encode(s, forCompany, []qbxml.Request{
		{ID: "host", Body: &qbxml.HostQueryRq{}},
		{ID: "company", Body: &qbxml.CompanyQueryRq{OwnerID: []string{s.company.OwnerID}}},
		{ID: "preferences", Body: &qbxml.PreferencesQueryRq{}},
	})
}

// companyAnswered takes in the answer to askCompany.
func (d *Desk) companyAnswered(ctx context.Context, s *session, p *set, rs *qbxml.ResponseSet, reply store.Reply) error {
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return err
	}
	who, ok := identityOf(rs, s.company.OwnerID)
	if !ok {
		return d.refuse(ctx, s, "QuickBooks did not tell which company file is open, so nothing is written. Look at the QuickBooks PC: the company file must be open, and Countinghouse must be allowed to read it (Edit, Preferences, Integrated Applications).")
	}
	return d.recognise(ctx, s, who)
}

// identity is what tells one company file from another, and its preferences.
type identity struct {
	fileID string // our stamp in it; empty: none
	facts  books.Company
}

func identityOf(rs *qbxml.ResponseSet, ownerID string) (identity, bool) {
	var who identity
	var known bool
	for _, r := range rs.Responses {
		for _, ret := range r.Rets {
			switch v := ret.(type) {
			case *qbxml.HostRet:
				who.facts.Product = v.ProductName
				if who.facts.Country == "" {
					who.facts.Country = v.Country
				}
			case *qbxml.CompanyRet:
				known = true
				who.facts.Name = v.CompanyName
				if v.AccountantCopyExists {
					who.closedThrough(v.DividingDate)
				}
				for _, x := range v.DataExt {
					if strings.EqualFold(x.DataExtName, "FileID") && (x.OwnerID == "" || strings.EqualFold(x.OwnerID, ownerID)) {
						who.fileID = x.DataExtValue
					}
				}
			case *qbxml.PreferencesRet:
				who.facts.SalesTax = v.SalesTax
				who.facts.Classes = v.ClassTracking
				who.facts.Inventory = v.Inventory
				who.facts.MultiCurrency = v.MultiCurrency
				who.facts.HomeCurrency = v.HomeCurrency
				who.closedThrough(v.ClosingDate)
			}
		}
	}
	return who, known
}

// closedThrough takes the later of the days through which nothing may be
// posted: that of the closed books, and that through which an accountant works
// on a copy (reference: quickbooks-behaviour §11).
func (i *identity) closedThrough(date string) {
	if d, err := day.Parse(date); err == nil && (i.facts.ClosingDate.IsZero() || d.After(i.facts.ClosingDate)) {
		i.facts.ClosingDate = d
	}
}

// recognise decides whether the open file is the one that this login is for.
// Before it says yes not one write leaves (reference: qwc-file §4).
func (d *Desk) recognise(ctx context.Context, s *session, who identity) error {
	c := &s.company
	country := c.Facts.Country
	if who.facts.Country == "" || country != "" {
		who.facts.Country = country
	}
	if who.facts.Country == "" {
		who.facts.Country = "US"
	}
	if who.facts.HomeCurrency == "" {
		who.facts.HomeCurrency = homeCurrency(who.facts.Country)
	}
	who.facts.Known = true
	switch {
	case who.fileID != "" && !strings.EqualFold(who.fileID, c.FileID):
		return d.refuse(ctx, s, fmt.Sprintf("Another company file is open: %q carries the mark of a different connection. Nothing is written to it. Open %s in QuickBooks and update again.", who.facts.Name, expected(*c)))
	case who.fileID == "" && c.ExpectedName == "":
		return d.refuse(ctx, s, fmt.Sprintf("The open company file %q carries no mark of this connection, so it isn't certain that it is the right one. Nothing is written. Remove the application in the Web Connector and add the .qwc file again, or confirm the company's name in Countinghouse (company_name).", who.facts.Name))
	case c.ExpectedName != "" && !strings.EqualFold(strings.TrimSpace(c.ExpectedName), strings.TrimSpace(who.facts.Name)):
		return d.refuse(ctx, s, fmt.Sprintf("The open company file is %q, but these books are %q. Nothing is written. Open the right file in QuickBooks and update again; if the company was renamed, confirm the new name in Countinghouse (company_name).", who.facts.Name, c.ExpectedName))
	}
	if words, err := d.placeRefused(ctx, s, who); err != nil || words != "" {
		if err != nil {
			return err
		}
		return d.refuse(ctx, s, words)
	}
	if _, err := qbxml.Choose(c.QBXMLMajor, c.QBXMLMinor); err != nil {
		return d.refuse(ctx, s, err.Error())
	}
	s.checked = true
	if c.Facts != who.facts { // a period was opened, a feature switched on: what was refused for it may go now
		d.setUnchanged(c.Key, false)
	}
	c.Facts = who.facts
	if c.ExpectedName == "" {
		c.ExpectedName = who.facts.Name
	}
	c.Stopped = ""
	return d.store.LearnCompany(ctx, s.visit.ID, c.Key, who.facts, c.FilePathSeen, c.QBXMLMajor, c.QBXMLMinor)
}

// placeRefused looks at the place of the file that is open. A copy and a
// restored backup carry the marks of the file that they were made of, so another
// place is a person's word; and one that isn't told is a place of its own
// (whether the Web Connector always tells it is not documented). The words are
// why nothing is written; empty: the place is known.
func (d *Desk) placeRefused(ctx context.Context, s *session, who identity) (string, error) {
	c := &s.company
	if s.path == "" && who.fileID == "" && c.FilePath == "" {
		return fmt.Sprintf("QuickBooks does not tell from where the company file %q is open, and the file carries no mark of this connection, so it isn't certain that it is the right one. Nothing is written. "+
			"Remove the application in the Web Connector and add the .qwc file again, which marks the file; or give the file's place in Countinghouse (Settings, %s, Web Connector and file), and that file is opened.", who.facts.Name, named(*c)), nil
	}
	known, err := d.store.SeeCompanyFile(ctx, c.Key, s.path)
	switch {
	case err != nil || known:
		return "", err
	case s.path == "":
		return fmt.Sprintf("QuickBooks no longer tells from where the company file %q is open. It carries the mark of this connection, but so does every copy and restored backup of it, so nothing is written. "+
			"Look on the QuickBooks PC which file is open. If it is a copy, open the right file and update again. If it is the right one, confirm that in Countinghouse: Settings, %s, Where the file is. Or give its place there under Web Connector and file, and that file is opened.",
			who.facts.Name, named(*c)), nil
	}
	return fmt.Sprintf("The company file %q is open from another place than before: %s. It carries the mark of this connection, but so does every copy and restored backup of it, so nothing is written. "+
		"If it is a copy, open the right file in QuickBooks and update again. If the file was moved or renamed, or this PC names its place otherwise, confirm the place in Countinghouse: Settings, %s, Where the file is.", who.facts.Name, s.path, named(*c)), nil
}

// refuse ends the run before anything is written, and says why to the person
// at the QuickBooks PC and in Countinghouse.
func (d *Desk) refuse(ctx context.Context, s *session, words string) error {
	s.refusal = words
	d.log.WarnContext(ctx, "company file refused", "company", s.company.Key)
	if err := d.store.SetVisitMessage(ctx, s.visit.ID, words); err != nil {
		return err
	}
	return d.store.StopCompany(ctx, s.company.Key, words)
}

// named is how the pages call a company file.
func named(c store.Company) string {
	for _, name := range []string{c.Facts.Name, c.ExpectedName, c.Name} {
		if name != "" {
			return name
		}
	}
	return string(c.Key)
}

func expected(c store.Company) string {
	if c.ExpectedName != "" {
		return fmt.Sprintf("%q", c.ExpectedName)
	}
	return fmt.Sprintf("the company file of %q", c.Name)
}

// homeCurrency is the currency of a company file with multicurrency off: that
// of its edition.
func homeCurrency(country string) string {
	switch country {
	case "CA":
		return "CAD"
	case "UK":
		return "GBP"
	case "AU":
		return "AUD"
	}
	return "USD"
}
