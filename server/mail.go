package server

import (
	"context"
	"errors"
	"fmt"
	"net/mail"

	"countinghouse/access"
	"countinghouse/alert"
	"countinghouse/store"
)

// Mail is the server that alerts and digests are sent by. It is the
// operator's, stands in no database and is never exported; who gets what is
// declared (AlertsDecl).
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
	a := store.Alerts{HeldHours: d.HeldHours, DigestAt: d.DigestAt}
	var errs []error
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
	if err != nil || len(a.To) == 0 {
		return nil, err
	}
	d := &AlertsDecl{HeldHours: a.HeldHours, DigestAt: a.DigestAt}
	for _, to := range a.To {
		d.To = append(d.To, AlertToDecl{Email: to.Email, Company: string(to.Company), Alerts: to.Alerts, Digest: to.Digest})
	}
	return d, nil
}
