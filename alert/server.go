package alert

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"strings"

	"countinghouse/store"
)

// MailOf is the server that sends e-mail: the operator's, or else the one that
// an admin named on the page. Without a host there is none.
func MailOf(ctx context.Context, st *store.Store, operators Mail) (Mail, error) {
	if operators.Host != "" {
		return operators, nil
	}
	m, err := st.MailServer(ctx)
	return Mail{Host: m.Host, Port: m.Port, TLS: m.TLS, User: m.User, Password: m.Password, From: m.From}, err
}

// Words tell for people why an e-mail could not be sent: what happened, and
// what to do. They name no secret.
func Words(m Mail, err error) string {
	var dns *net.DNSError
	var timeout net.Error
	var refused *net.OpError
	var said *textproto.Error
	text := err.Error()
	var unknown x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var invalid x509.CertificateInvalidError
	var noTLS tls.RecordHeaderError
	switch {
	case errors.As(err, &dns):
		return "No server of the name " + m.Host + " is known. Look whether the name is written right."
	case errors.As(err, &unknown), errors.As(err, &wrongName), errors.As(err, &invalid):
		return "The certificate of " + m.Host + " isn’t right for that name, so no password was sent to it. Use the name that your e-mail provider gives."
	case errors.As(err, &noTLS), strings.Contains(text, "STARTTLS"):
		return m.Host + " doesn’t encrypt in this way. Choose the other kind of encryption, or the other port: 587 goes with STARTTLS, 465 with TLS from the start."
	case strings.Contains(text, "AUTH"), errors.As(err, &said) && (said.Code == 535 || said.Code == 534 || said.Code == 530):
		return m.Host + " doesn’t take this user and password. Type them again; many providers want a password made for programs."
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return m.Host + " doesn’t answer. Look at the port, and whether a firewall lets this server out."
	case errors.As(err, &refused):
		return "Nothing takes e-mail at " + m.Host + " on this port. Look at the name and the port."
	case strings.Contains(text, "RCPT"), strings.Contains(text, "recipient"):
		return m.Host + " took the sign-in, but not this recipient. Look at the address, and whether the sender may send to it."
	case strings.Contains(text, "MAIL FROM"), strings.Contains(text, "sender"):
		return m.Host + " doesn’t let this sender send. Use an address of your own at that provider."
	}
	return m.Host + " didn’t take the message. Ask whoever looks after it; this server’s log has its words."
}
