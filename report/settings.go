package report

import (
	"context"
	"errors"
	"slices"

	"countinghouse/store"
)

// Settings are what the pages of settings show, without the mapping, people,
// tokens and the app, which have shapes of their own. Of secrets only whether
// they are given is told.
type Settings struct {
	Companies []CompanySettings `json:"companies"`
	Stores    []StoreSettings   `json:"stores"`
	SignIn    SignInSettings    `json:"signIn"`
	Alerts    AlertSettings     `json:"alerts"`
	Mail      MailSettings      `json:"mail"`
	Backup    BackupSettings    `json:"backup"`
}

// CompanySettings are a company file's schedule, quiet hours and connection.
type CompanySettings struct {
	Key          string  `json:"key"`
	Name         string  `json:"name"`
	CompanyName  string  `json:"companyName,omitempty"` // that QuickBooks must tell
	User         string  `json:"user"`
	EveryMinutes int     `json:"everyMinutes"`
	QuietFrom    string  `json:"quietFrom,omitempty"`
	QuietTo      string  `json:"quietTo,omitempty"`
	FilePath     string  `json:"filePath,omitempty"`
	FileSeen     string  `json:"fileSeen,omitempty"`
	Places       []Place `json:"places"`
	Stopped      string  `json:"stopped,omitempty"`

	Known         bool   `json:"known"` // QuickBooks told the following
	Product       string `json:"product,omitempty"`
	Edition       string `json:"edition,omitempty"`
	HomeCurrency  string `json:"homeCurrency,omitempty"`
	MultiCurrency bool   `json:"multiCurrency"`
	SalesTax      bool   `json:"salesTax"`
	Classes       bool   `json:"classes"`
	Inventory     bool   `json:"inventory"`
	ClosedThrough string `json:"closedThrough,omitempty"`
}

// Place is one from which a company file was opened.
type Place struct {
	Path      string `json:"path"`
	Seen      string `json:"seen"`
	Confirmed string `json:"confirmed,omitempty"` // empty: nothing is written while it is open from there
	By        string `json:"by,omitempty"`
}

// StoreSettings are how a store is read.
type StoreSettings struct {
	Key          string `json:"key"`
	Company      string `json:"company"`
	Name         string `json:"name"`
	Hash         string `json:"hash"`
	APIURL       string `json:"apiUrl"`
	EverySeconds int    `json:"everySeconds"`
	Webhooks     string `json:"webhooks"` // yes, signed, no
	Disabled     bool   `json:"disabled"`
	App          bool   `json:"app"` // read by the app's permission
	ClientID     string `json:"clientId,omitempty"`
	ClientSecret bool   `json:"clientSecret"` // one is given
	Zone         string `json:"zone,omitempty"`
	Currency     string `json:"currency,omitempty"`
	PostedFrom   string `json:"postedFrom,omitempty"`
}

// SignInSettings are what signing in asks for.
type SignInSettings struct {
	SecondFactor []string `json:"secondFactor"` // roles that must have one
}

// AlertSettings are what is told by e-mail, and what is told now.
type AlertSettings struct {
	Kinds     []AlertKind   `json:"kinds"`
	HeldHours int           `json:"heldHours"`
	DigestAt  string        `json:"digestAt,omitempty"`
	To        []AlertTo     `json:"to"`
	Told      []AlertIsTold `json:"told"`
}

// AlertKind is a kind of alert, and whether it is told.
type AlertKind struct {
	Kind string `json:"kind"`
	On   bool   `json:"on"`
}

// AlertTo is somebody who gets e-mail.
type AlertTo struct {
	Email   string `json:"email"`
	Company string `json:"company,omitempty"`
	Alerts  bool   `json:"alerts"`
	Digest  bool   `json:"digest"`
}

// AlertIsTold is something that was told and has not ended.
type AlertIsTold struct {
	Company string `json:"company,omitempty"`
	Kind    string `json:"kind"`
	Since   string `json:"since"`
	Words   string `json:"words"`
}

// MailSettings are the mail server; its Host is empty where there is none.
type MailSettings struct {
	Host     string `json:"host"`
	Port     int    `json:"port,omitempty"`
	TLS      string `json:"tls,omitempty"`
	User     string `json:"user,omitempty"`
	Password bool   `json:"password"` // one is given
	From     string `json:"from,omitempty"`
	Operator bool   `json:"operator"` // named at the server's start, not on the page
}

// BackupSettings are when backups are made, and those that were.
type BackupSettings struct {
	At       string       `json:"at"` // empty: never by itself
	Keep     int          `json:"keep"`
	Dir      string       `json:"dir,omitempty"`
	Operator bool         `json:"operator"` // said at the server's start, not on the page
	Last     *Backup      `json:"last"`
	Made     []BackupMade `json:"made"`
}

// BackupMade is a backup that was tried.
type BackupMade struct {
	At    string `json:"at"`
	File  string `json:"file,omitempty"`
	Bytes int64  `json:"bytes,omitempty"`
	Daily bool   `json:"daily"`
	Error string `json:"error,omitempty"`
}

// backupsTold bounds the backups that are told, as on the page.
const backupsTold = 20

// SettingsOf reads them. mail and backup are what the operator said, for where
// nobody said otherwise on the page.
func SettingsOf(ctx context.Context, st *store.Store, mail MailSettings, backup BackupSettings) (Settings, error) {
	s := Settings{Companies: []CompanySettings{}, Stores: []StoreSettings{}, SignIn: SignInSettings{SecondFactor: []string{}}, Mail: mail, Backup: backup}
	companies, err := st.Companies(ctx)
	if err != nil {
		return s, err
	}
	for _, c := range companies {
		one, err := companyOf(ctx, st, c)
		if err != nil {
			return s, err
		}
		s.Companies = append(s.Companies, one)
	}
	if err := s.stores(ctx, st); err != nil {
		return s, err
	}
	demanded, err := st.FactorDemanded(ctx)
	if err != nil {
		return s, err
	}
	for _, r := range demanded {
		s.SignIn.SecondFactor = append(s.SignIn.SecondFactor, string(r))
	}
	if err := s.alerts(ctx, st, companies); err != nil {
		return s, err
	}
	if !mail.Operator {
		m, err := st.MailServer(ctx)
		if err != nil {
			return s, err
		}
		s.Mail = MailSettings{Host: m.Host, Port: m.Port, TLS: m.TLS, User: m.User, Password: m.Password != "", From: m.From}
	}
	return s, s.backups(ctx, st)
}

func companyOf(ctx context.Context, st *store.Store, c store.Company) (CompanySettings, error) {
	out := CompanySettings{Key: string(c.Key), Name: c.Name, CompanyName: c.ExpectedName, User: c.User, EveryMinutes: c.EveryMinutes, QuietFrom: c.QuietFrom, QuietTo: c.QuietTo,
		FilePath: c.FilePath, FileSeen: c.FilePathSeen, Places: []Place{}, Stopped: c.Stopped, Known: c.Facts.Known, Product: c.Facts.Product, Edition: c.Facts.Country,
		HomeCurrency: c.Facts.HomeCurrency, MultiCurrency: c.Facts.MultiCurrency, SalesTax: c.Facts.SalesTax, Classes: c.Facts.Classes, Inventory: c.Facts.Inventory}
	if !c.Facts.ClosingDate.IsZero() {
		out.ClosedThrough = c.Facts.ClosingDate.String()
	}
	places, err := st.CompanyFiles(ctx, c.Key)
	for _, p := range places {
		out.Places = append(out.Places, Place{p.Path, Stamp(p.Seen), Stamp(p.Accepted), p.By})
	}
	return out, err
}

func (s *Settings) stores(ctx context.Context, st *store.Store) error {
	shops, err := st.Shops(ctx)
	if err != nil {
		return err
	}
	for _, x := range shops {
		out := StoreSettings{Key: string(x.Key), Company: string(x.Company), Name: x.Name, Hash: x.Hash, APIURL: x.APIURL, EverySeconds: x.PollSeconds, Webhooks: x.Webhooks, Disabled: x.Disabled,
			App: x.App, ClientID: x.ClientID, ClientSecret: x.ClientSecret != "", Zone: x.Zone, Currency: x.Currency}
		if out.Webhooks == "" {
			out.Webhooks = store.HooksYes
		}
		rules, _, err := st.Rules(ctx, x.Key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if !rules.StartDate.IsZero() {
			out.PostedFrom = rules.StartDate.String()
		}
		s.Stores = append(s.Stores, out)
	}
	return nil
}

func (s *Settings) alerts(ctx context.Context, st *store.Store, companies []store.Company) error {
	a, err := st.Alerts(ctx)
	if err != nil {
		return err
	}
	s.Alerts = AlertSettings{HeldHours: a.HeldHours, DigestAt: a.DigestAt, To: []AlertTo{}, Told: []AlertIsTold{}}
	if s.Alerts.HeldHours == 0 {
		s.Alerts.HeldHours = 24
	}
	for _, kind := range store.AlertKinds() {
		s.Alerts.Kinds = append(s.Alerts.Kinds, AlertKind{kind, !slices.Contains(a.Off, kind)})
	}
	for _, to := range a.To {
		s.Alerts.To = append(s.Alerts.To, AlertTo{to.Email, string(to.Company), to.Alerts, to.Digest})
	}
	told := func(company store.CompanyKey, kind string) error {
		x, err := st.ToldAlert(ctx, company, kind)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil {
			s.Alerts.Told = append(s.Alerts.Told, AlertIsTold{string(company), kind, Stamp(x.Since), x.Words})
		}
		return err
	}
	errs := []error{told("", "backup")}
	for _, c := range companies {
		for _, kind := range []string{"stopped", "held", "differs"} {
			errs = append(errs, told(c.Key, kind))
		}
		for _, x := range s.Stores {
			if x.Company == string(c.Key) {
				errs = append(errs, told(c.Key, "store "+x.Key))
			}
		}
	}
	return errors.Join(errs...)
}

func (s *Settings) backups(ctx context.Context, st *store.Store) error {
	p, err := st.BackupPlan(ctx)
	switch {
	case err == nil:
		s.Backup.At, s.Backup.Keep, s.Backup.Operator = p.At, p.Keep, false
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	if s.Backup.Last, err = BackupOf(ctx, st); err != nil {
		return err
	}
	made, err := st.BackupsMade(ctx, backupsTold)
	s.Backup.Made = []BackupMade{}
	for _, b := range made {
		s.Backup.Made = append(s.Backup.Made, BackupMade{Stamp(b.At), b.File, b.Bytes, b.Daily, b.Error})
	}
	return err
}
