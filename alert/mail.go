package alert

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Mail is the server that sends e-mail; the operator's settings.
type Mail struct {
	Host     string
	Port     int
	TLS      string // "starttls" (default), "tls", or "none", which is for this machine only
	User     string // "" signs in nowhere
	Password string
	From     string // "Countinghouse <books@example.com>"
}

// Validate finds every setting that cannot work; without a host there is no mail.
func (m Mail) Validate() error {
	if m.Host == "" {
		return nil
	}
	var errs []error
	if m.Port < 1 || m.Port > 65535 {
		errs = append(errs, fmt.Errorf("the mail server's port is 1 to 65535, not %d", m.Port))
	}
	if _, err := mail.ParseAddress(m.From); err != nil {
		errs = append(errs, fmt.Errorf("the sender %q is no e-mail address", m.From))
	}
	switch m.TLS {
	case "", "starttls", "tls":
	case "none":
		if !local(m.Host) {
			errs = append(errs, errors.New("mail without TLS goes to this machine only: password and figures would travel in the clear"))
		}
	default:
		errs = append(errs, fmt.Errorf("the mail server's TLS is starttls, tls or none, not %q", m.TLS))
	}
	if (m.User == "") != (m.Password == "") {
		errs = append(errs, errors.New("the mail server's user and password go together"))
	}
	return errors.Join(errs...)
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// sendTime bounds one e-mail.
const sendTime = 30 * time.Second

// Message is one e-mail, as plain text and as simple HTML.
type Message struct{ To, Subject, Text, HTML string }

// Send sends one e-mail to one person, so that nobody sees the others.
func (m Mail) Send(ctx context.Context, msg Message, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	e := gomail.NewMsg()
	if err := e.From(m.From); err != nil {
		return err
	}
	if err := e.To(msg.To); err != nil {
		return err
	}
	e.Subject(msg.Subject)
	e.SetDateWithValue(now)
	e.SetMessageID()
	e.SetGenHeader("Auto-Submitted", "auto-generated") // so that no holiday notice answers
	e.SetBodyString(gomail.TypeTextPlain, msg.Text)
	e.AddAlternativeString(gomail.TypeTextHTML, msg.HTML)
	o := []gomail.Option{gomail.WithPort(m.Port), gomail.WithTimeout(sendTime)}
	if m.TLS != "tls" {
		// The library leaves a connection open on which it found no TLS.
		var conn net.Conn
		defer func() {
			if conn != nil {
				_ = conn.Close()
			}
		}()
		o = append(o, gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			var d net.Dialer
			var err error
			conn, err = d.DialContext(ctx, network, address)
			return conn, err
		}))
	}
	switch m.TLS {
	case "tls":
		o = append(o, gomail.WithSSL())
	case "none":
		o = append(o, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		o = append(o, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if m.User != "" {
		o = append(o, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(m.User), gomail.WithPassword(m.Password))
	}
	c, err := gomail.NewClient(m.Host, o...)
	if err != nil {
		return err
	}
	return c.DialAndSendWithContext(ctx, e)
}
