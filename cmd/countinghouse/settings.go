package main

import (
	"strings"

	"countinghouse/report"
	"countinghouse/server"
)

// settingsCommand tells the settings. The operator's flags of serve are its
// flags too, so that with the same environment it tells what the server does.
type settingsCommand struct {
	server.Backups
	server.Mail
	JSON bool `help:"Print JSON."`
}

// Validate finds what cannot work.
func (c *settingsCommand) Validate() error { return c.Backups.Validate() }

func (c settingsCommand) Run(e *env) error {
	operators, err := c.Settings()
	if err != nil {
		return err
	}
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	mail := report.MailSettings{Operator: operators.Host != "", Host: operators.Host, Port: operators.Port, TLS: operators.TLS, User: operators.User, Password: operators.Password != "", From: operators.From}
	s, err := report.SettingsOf(e.ctx, st, mail, report.BackupSettings{At: c.BackupAt, Keep: c.BackupKeep, Dir: c.BackupDirIn(e.config.Data), Operator: true})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(s)
	}
	printSettings(e, s)
	return nil
}

func printSettings(e *env, s report.Settings) {
	for _, c := range s.Companies {
		quiet := "no quiet hours"
		if c.QuietFrom != "" {
			quiet = "quiet from " + c.QuietFrom + " to " + c.QuietTo
		}
		e.printf("Company file %s: %s, user %s, every %d minutes, %s\n", c.Key, c.Name, c.User, c.EveryMinutes, quiet)
	}
	for _, x := range s.Stores {
		off := ""
		if x.Disabled {
			off = ", not read"
		}
		e.printf("Store %s of %s: %s, every %d seconds, told of changes: %s%s\n", x.Key, x.Company, x.Name, x.EverySeconds, x.Webhooks, off)
	}
	if len(s.SignIn.SecondFactor) > 0 {
		e.printf("A second factor is asked of: %s\n", strings.Join(s.SignIn.SecondFactor, ", "))
	}
	var on []string
	for _, k := range s.Alerts.Kinds {
		if k.On {
			on = append(on, k.Kind)
		}
	}
	e.printf("Alerts: %s; orders held over %d hours; digest at %s\n", strings.Join(on, ", "), s.Alerts.HeldHours, orNever(s.Alerts.DigestAt))
	for _, to := range s.Alerts.To {
		e.printf("  to %s%s: alerts %v, digest %v\n", to.Email, ofCompany(to.Company), to.Alerts, to.Digest)
	}
	for _, t := range s.Alerts.Told {
		e.printf("  ! told since %s%s: %s\n", t.Since, ofCompany(t.Company), t.Words)
	}
	if s.Mail.Host == "" {
		e.printf("Mail server: none, nobody gets e-mail\n")
	} else {
		e.printf("Mail server: %s, port %d, %s, from %s\n", s.Mail.Host, s.Mail.Port, s.Mail.TLS, s.Mail.From)
	}
	e.printf("Backup: at %s, %d kept, in %s\n", orNever(s.Backup.At), s.Backup.Keep, s.Backup.Dir)
	if s.Backup.Last != nil {
		printBackup(e, s.Backup.Last)
	}
}

func orNever(at string) string {
	if at == "" {
		return "never"
	}
	return at
}

func ofCompany(key string) string {
	if key == "" {
		return ""
	}
	return " of " + key
}
