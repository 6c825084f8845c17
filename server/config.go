package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"countinghouse/secret"
)

// Config is how the server runs on its machine. What bookkeepers change lives
// in the database, not here. Each setting is a flag of `serve` and an
// environment variable COUNTINGHOUSE_…; docs/configuration.md lists them.
type Config struct {
	Data      string `help:"Directory that holds everything: database, keys, backups." default:"./data" env:"COUNTINGHOUSE_DATA" type:"path"`
	Key       string `help:"Key that seals stored secrets (32 bytes, base64). Default: a key file made once in the data directory." env:"COUNTINGHOUSE_KEY" placeholder:"BASE64"`
	KeyFile   string `help:"File that holds the key." env:"COUNTINGHOUSE_KEY_FILE" type:"path"`
	LogFormat string `help:"Log format: text or json." enum:"text,json" default:"text" env:"COUNTINGHOUSE_LOG_FORMAT"`
	LogLevel  string `help:"Log level: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"COUNTINGHOUSE_LOG_LEVEL"`
}

// Listen is how the server is reached.
type Listen struct {
	Listen        string        `help:"Address to listen on." default:"localhost:8080" env:"COUNTINGHOUSE_LISTEN"`
	PublicURL     string        `help:"Address under which the Web Connector and browsers reach the server, https unless it is this machine." env:"COUNTINGHOUSE_PUBLIC_URL" placeholder:"https://books.example.com"`
	TLSCert       string        `name:"tls-cert" help:"Certificate file (PEM, full chain)." env:"COUNTINGHOUSE_TLS_CERT" type:"path"`
	TLSKey        string        `name:"tls-key" help:"Key file of the certificate (PEM)." env:"COUNTINGHOUSE_TLS_KEY" type:"path"`
	ACMEDomain    []string      `name:"acme-domain" help:"Names for which certificates are fetched and renewed by ACME, as from Let's Encrypt." env:"COUNTINGHOUSE_ACME_DOMAIN" placeholder:"books.example.com"`
	ACMEEmail     string        `name:"acme-email" help:"Address that the certificate authority warns." env:"COUNTINGHOUSE_ACME_EMAIL"`
	ACMEDirectory string        `name:"acme-directory" help:"Directory address of the certificate authority." default:"https://acme-v02.api.letsencrypt.org/directory" env:"COUNTINGHOUSE_ACME_DIRECTORY"`
	ACMEListen    string        `name:"acme-listen" help:"Address on which the authority is answered by plain HTTP and browsers are led to https; none: only on the TLS port." default:":80" env:"COUNTINGHOUSE_ACME_LISTEN"`
	TrustedProxy  []string      `help:"Address ranges of reverse proxies whose X-Forwarded-For is believed." env:"COUNTINGHOUSE_TRUSTED_PROXY" placeholder:"10.0.0.0/8"`
	Lease         time.Duration `help:"How long a Web Connector that stopped calling keeps the company file to itself against another PC." default:"5m" env:"COUNTINGHOUSE_LEASE"`
	Patience      time.Duration `help:"How long QuickBooks may be at work on a batch whose answer never came: what it may be at work on is not made anew before." default:"10m" env:"COUNTINGHOUSE_PATIENCE"`
	Aim           time.Duration `help:"How long one batch should keep QuickBooks busy." default:"10s" env:"COUNTINGHOUSE_AIM"`
	MaxBatch      int           `help:"Largest number of requests in one batch, 1 to 200." default:"64" env:"COUNTINGHOUSE_MAX_BATCH"`
}

// Validate finds every setting that cannot work.
func (l Listen) Validate() error {
	var errs []error
	if (l.TLSCert == "") != (l.TLSKey == "") {
		errs = append(errs, errors.New("--tls-cert and --tls-key go together"))
	}
	if len(l.ACMEDomain) > 0 {
		if l.TLSCert != "" {
			errs = append(errs, errors.New("--acme-domain and --tls-cert exclude each other: certificates come from an authority or from files"))
		}
		for _, d := range l.ACMEDomain {
			if net.ParseIP(d) != nil || !strings.Contains(d, ".") || strings.ContainsAny(d, "/:*@ ") {
				errs = append(errs, fmt.Errorf("--acme-domain %q is no host name such as books.example.com", d))
			}
		}
		if u, err := url.Parse(l.ACMEDirectory); err != nil || u.Scheme != "https" || u.Host == "" {
			errs = append(errs, fmt.Errorf("--acme-directory %q is no https address", l.ACMEDirectory))
		}
	}
	if l.MaxBatch < 1 || l.MaxBatch > 200 {
		errs = append(errs, errors.New("--max-batch is 1 to 200"))
	}
	if l.PublicURL != "" {
		if u, err := url.Parse(l.PublicURL); err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
			errs = append(errs, fmt.Errorf("--public-url %q: the Web Connector needs https, or http on localhost", l.PublicURL))
		}
	}
	for _, p := range l.TrustedProxy {
		if _, _, err := net.ParseCIDR(p); err != nil {
			errs = append(errs, fmt.Errorf("--trusted-proxy %q is no address range such as 10.0.0.0/8", p))
		}
	}
	return errors.Join(errs...)
}

// Public is the address under which the server is reached.
func (l Listen) Public() string {
	if l.PublicURL != "" {
		return strings.TrimRight(l.PublicURL, "/")
	}
	scheme := "http"
	if l.TLSCert != "" || len(l.ACMEDomain) > 0 {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(l.Listen)
	if len(l.ACMEDomain) > 0 {
		if host = l.ACMEDomain[0]; err == nil && port == "443" {
			return scheme + "://" + host
		}
	}
	if err != nil {
		return scheme + "://" + l.Listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost" // the Web Connector refuses addresses that are numbers
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// Logger makes the log that the settings ask for.
func (c Config) Logger() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // the enum allows known names only
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: redact}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, opts))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, opts))
}

// redact keeps what must never be logged out of the log, whoever logs it.
func redact(_ []string, a slog.Attr) slog.Attr {
	switch strings.ToLower(a.Key) {
	case "password", "token", "secret", "client_secret", "authorization", "cookie", "x-auth-token":
		return slog.String(a.Key, "(hidden)")
	}
	return a
}

// Sealer opens or makes the key that seals secrets at rest.
func (c Config) Sealer() (*secret.Sealer, error) {
	switch {
	case c.Key != "":
		return secret.Parse(c.Key)
	case c.KeyFile != "":
		return secret.LoadFile(c.KeyFile)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory can't be made: %w", err)
	}
	return secret.LoadKey(c.Data)
}

// KeyPath is the file of the key; "" if it was given as text.
func (c Config) KeyPath() string {
	switch {
	case c.Key != "":
		return ""
	case c.KeyFile != "":
		return c.KeyFile
	}
	return filepath.Join(c.Data, secret.FileName)
}

// CertCache is the directory of certificates that an authority gave.
func (c Config) CertCache() string { return filepath.Join(c.Data, "acme") }

// SessionKeyPath is the file of the session cookie's key.
func (c Config) SessionKeyPath() string { return filepath.Join(c.Data, "session.key") }

// SessionKey is the key of the browser's session cookie: made once and kept in
// the data directory, so that a restart signs nobody out.
func (c Config) SessionKey() ([]byte, error) {
	path := c.SessionKeyPath()
	if err := secret.Private(path); err != nil {
		return nil, err
	}
	key, err := os.ReadFile(path)
	if err == nil && len(key) == sessionKeySize {
		return key, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return c.NewSessionKey()
}

const sessionKeySize = 64

// NewSessionKey makes a new key of the session cookie: once the server starts
// with it, everybody signs in again.
func (c Config) NewSessionKey() ([]byte, error) {
	key := make([]byte, sessionKeySize)
	_, _ = rand.Read(key) // never fails, see crypto/rand
	return key, secret.WriteFile(c.SessionKeyPath(), key)
}
