package server

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/alert"
	"countinghouse/store"
)

// Mail is the server that alerts and digests are sent by, as the operator names
// it: it stands in no database and is never exported, and goes before the one
// that is declared (MailDecl) or named on the page. Who gets what is declared
// too (AlertsDecl).
type Mail struct {
	MailHost         string `help:"Mail server for alerts and the morning digest; left out, no e-mail is sent." env:"COUNTINGHOUSE_MAIL_HOST" placeholder:"mail.example.com"`
	MailPort         int    `help:"Its port." default:"587" env:"COUNTINGHOUSE_MAIL_PORT"`
	MailTLS          string `name:"mail-tls" help:"How it is encrypted: starttls, tls, or none for a server on this machine." enum:"starttls,tls,none" default:"starttls" env:"COUNTINGHOUSE_MAIL_TLS"`
	MailUser         string `help:"User to sign in with." env:"COUNTINGHOUSE_MAIL_USER"`
	MailPassword     string `help:"Password." env:"COUNTINGHOUSE_MAIL_PASSWORD"`
	MailPasswordFile string `help:"File that holds the password." env:"COUNTINGHOUSE_MAIL_PASSWORD_FILE" type:"path"`
	MailFrom         string `help:"Sender." env:"COUNTINGHOUSE_MAIL_FROM" placeholder:"\"Countinghouse <books@example.com>\""`
}

// Settings completes the mail server's settings from its password's file and
// finds what cannot work.
func (m Mail) Settings() (alert.Mail, error) {
	out := alert.Mail{Host: m.MailHost, Port: m.MailPort, TLS: m.MailTLS, User: m.MailUser, Password: m.MailPassword, From: m.MailFrom}
	if m.MailPasswordFile != "" {
		if m.MailPassword != "" {
			return out, errors.New("--mail-password and --mail-password-file: name one of them")
		}
		var err error
		if out.Password, err = (&Secret{File: m.MailPasswordFile}).read("--mail-password-file"); err != nil {
			return out, err
		}
	}
	return out, out.Validate()
}

// AlertsDecl declares what is told by e-mail, and to whom. What it leaves out
// of itself is not told; left out as a whole, it stays as it is.
type AlertsDecl struct {
	HeldHours int           `yaml:"held_hours,omitempty"`
	DigestAt  string        `yaml:"digest_at,omitempty"`
	Off       []string      `yaml:"off,omitempty"`
	To        []AlertToDecl `yaml:"to,omitempty"`
}

// AlertToDecl declares who gets e-mail.
type AlertToDecl struct {
	Email   string `yaml:"email"`
	Company string `yaml:"company,omitempty"`
	Alerts  bool   `yaml:"alerts,omitempty"`
	Digest  bool   `yaml:"digest,omitempty"`
}

// read finds every problem of the declaration.
func (d AlertsDecl) read(known map[string]bool) (store.Alerts, []error) {
	a := store.Alerts{HeldHours: d.HeldHours, DigestAt: d.DigestAt, Off: d.Off}
	var errs []error
	for _, kind := range d.Off {
		if !slices.Contains(store.AlertKinds(), kind) {
			errs = append(errs, fmt.Errorf("alerts: off: a kind is one of %s, not %q", strings.Join(store.AlertKinds(), ", "), kind))
		}
	}
	if d.HeldHours < 0 || d.HeldHours > 24*31 {
		errs = append(errs, errors.New("alerts: held_hours is 1 to 744"))
	}
	if d.DigestAt != "" && !clock(d.DigestAt) {
		errs = append(errs, fmt.Errorf("alerts: digest_at is a time such as 07:30, not %q", d.DigestAt))
	}
	for i, to := range d.To {
		email := access.NormalEmail(to.Email)
		if p, err := mail.ParseAddress(email); err != nil || p.Address != email {
			errs = append(errs, fmt.Errorf("alerts: to[%d]: %q is no e-mail address", i, to.Email))
		}
		if to.Company != "" && !known[to.Company] {
			errs = append(errs, fmt.Errorf("alerts: to[%d]: company %q is not declared", i, to.Company))
		}
		if !to.Alerts && !to.Digest {
			errs = append(errs, fmt.Errorf("alerts: to[%d]: say alerts: true, digest: true, or both", i))
		}
		a.To = append(a.To, store.AlertTo{Email: email, Company: store.CompanyKey(to.Company), Alerts: to.Alerts, Digest: to.Digest})
	}
	return a, errs
}

// alertsOf is the declaration of what is told; nil if nothing is.
func alertsOf(ctx context.Context, st *store.Store) (*AlertsDecl, error) {
	a, err := st.Alerts(ctx)
	if err != nil || len(a.To) == 0 && len(a.Off) == 0 && a.HeldHours == 0 && a.DigestAt == "" {
		return nil, err
	}
	d := &AlertsDecl{HeldHours: a.HeldHours, DigestAt: a.DigestAt, Off: a.Off}
	for _, to := range a.To {
		d.To = append(d.To, AlertToDecl{Email: to.Email, Company: string(to.Company), Alerts: to.Alerts, Digest: to.Digest})
	}
	return d, nil
}

// MailDecl declares the mail server, where the operator named none at the start.
// Left out as a whole it stays as it is; an empty host is none.
type MailDecl struct {
	Host     string  `yaml:"host"`
	Port     int     `yaml:"port,omitempty"`
	TLS      string  `yaml:"tls,omitempty"`
	User     string  `yaml:"user,omitempty"`
	Password *Secret `yaml:"password,omitempty"`
	From     string  `yaml:"from,omitempty"`
}

// read finds every problem of the declaration. A password that is left out is
// the one that there was, while the user is.
func (d MailDecl) read(ctx context.Context, st *store.Store) (store.MailServer, []error) {
	if d.Host == "" {
		return store.MailServer{}, nil
	}
	m := store.MailServer{Host: d.Host, Port: d.Port, TLS: orDefault(d.TLS, "starttls"), User: d.User, From: d.From}
	if m.Port == 0 {
		m.Port = 587
	}
	var errs []error
	var err error
	if m.Password, err = d.Password.read("mail: password"); err != nil {
		return m, []error{err}
	}
	if m.Password == "" && m.User != "" {
		old, err := st.MailServer(ctx)
		if err == nil && old.User == m.User {
			m.Password = old.Password
		}
	}
	if err := (alert.Mail{Host: m.Host, Port: m.Port, TLS: m.TLS, User: m.User, Password: m.Password, From: m.From}).Validate(); err != nil {
		errs = append(errs, fmt.Errorf("mail: %w", err))
	}
	return m, errs
}

// mailOf is the declaration of the mail server that an admin named; nil: none.
func mailOf(ctx context.Context, st *store.Store) (*MailDecl, error) {
	m, err := st.MailServer(ctx)
	if err != nil || m.Host == "" {
		return nil, err
	}
	return &MailDecl{Host: m.Host, Port: m.Port, TLS: m.TLS, User: m.User, From: m.From}, nil
}

// BackupDecl declares when backups are made. Left out as a whole it stays as it
// is; where they are written is the operator's (Backups).
type BackupDecl struct {
	At   string `yaml:"at"` // "never": none
	Keep int    `yaml:"keep,omitempty"`
}

func (d BackupDecl) read() (store.BackupPlan, []error) {
	p := store.BackupPlan{At: d.At, Keep: d.Keep}
	var errs []error
	if p.Keep == 0 {
		p.Keep = 7
	}
	if p.Keep < 1 || p.Keep > store.MostBackups {
		errs = append(errs, fmt.Errorf("backup: keep is 1 to %d", store.MostBackups))
	}
	switch {
	case d.At == "never":
		p.At = ""
	case !clock(d.At):
		errs = append(errs, fmt.Errorf("backup: at is a time such as 03:15, or never, not %q", d.At))
	}
	return p, errs
}

// backupOf is what an admin said of backups; nil: the operator's settings hold.
func backupOf(ctx context.Context, st *store.Store) (*BackupDecl, error) {
	p, err := st.BackupPlan(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &BackupDecl{At: orDefault(p.At, "never"), Keep: p.Keep}, err
}
