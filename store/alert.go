package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// Alerts are what is told by e-mail, and to whom. The mail server itself is
// the operator's and stands in no database.
type Alerts struct {
	To []AlertTo `json:"to,omitempty"`
	// HeldHours is after how many hours an order that needs review is told of.
	HeldHours int `json:"heldHours,omitempty"`
	// DigestAt is the time of day of the morning digest, "07:30" in the company
	// file's zone; "": there is none.
	DigestAt string `json:"digestAt,omitempty"`
	// Off are the kinds of AlertKinds that nobody is told of.
	Off []string `json:"off,omitempty"`
}

// AlertKinds are the kinds of alerts: nothing goes to QuickBooks, a store can't
// be read, an order waits for review too long, what stands in QuickBooks is not
// as posted, the last backup failed.
func AlertKinds() []string { return []string{"stopped", "unread", "held", "differs", "backup"} }

// AlertTo is somebody who gets e-mail.
type AlertTo struct {
	Email   string     `json:"email"`
	Company CompanyKey `json:"company,omitempty"` // "": all company files
	Alerts  bool       `json:"alerts,omitempty"`
	Digest  bool       `json:"digest,omitempty"`
}

// Names in the table of settings.
const (
	alertSetting = "alerts"
	toldSetting  = "alert told "  // and company, space, kind: an Alert that was told and not ended
	sentSetting  = "digest sent " // and company: the day of the last digest
)

// Alerts reads what is told to whom; nothing is told by default.
func (s *Store) Alerts(ctx context.Context) (Alerts, error) {
	var a Alerts
	text, err := s.setting(ctx, alertSetting)
	if err != nil || text == "" {
		return a, err
	}
	return a, json.Unmarshal([]byte(text), &a)
}

// SaveAlerts changes it.
func (s *Store) SaveAlerts(ctx context.Context, by Actor, a Alerts) error {
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var old string
		err := t.row("SELECT value FROM setting WHERE name = $1", []any{alertSetting}, &old)
		if err != nil && !errors.Is(err, ErrNotFound) || old == string(b) {
			return err
		}
		t.log(event{actor: by, action: "setting.alerts", subject: "setting", detail: string(b)})
		return t.set(alertSetting, string(b))
	})
}

// setting reads a setting; "" when there is none.
func (s *Store) setting(ctx context.Context, name string) (string, error) {
	var text string
	err := s.row(ctx, "SELECT value FROM setting WHERE name = $1", []any{name}, &text)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return text, err
}

func (t *tx) set(name, value string) error {
	_, err := t.exec("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
	return err
}

// Alert is something that was told by e-mail and has not ended.
type Alert struct {
	Since time.Time `json:"since"`
	Words string    `json:"words"`
}

// ToldAlert is what was told of a kind in a company file and has not ended;
// ErrNotFound when nothing was.
func (s *Store) ToldAlert(ctx context.Context, company CompanyKey, kind string) (Alert, error) {
	var a Alert
	text, err := s.setting(ctx, toldSetting+string(company)+" "+kind)
	if err != nil {
		return a, err
	}
	if text == "" {
		return a, ErrNotFound
	}
	return a, json.Unmarshal([]byte(text), &a)
}

// TellAlert writes down that it was told; EndAlert that its end was.
func (s *Store) TellAlert(ctx context.Context, company CompanyKey, kind string, a Alert) error {
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		t.log(event{action: "alert.told", company: company, subject: alertSubject(company), detail: a.Words})
		return t.set(toldSetting+string(company)+" "+kind, string(b))
	})
}

// EndAlert writes down that the end of what was told is told too.
func (s *Store) EndAlert(ctx context.Context, company CompanyKey, kind string) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec("DELETE FROM setting WHERE name = $1", toldSetting+string(company)+" "+kind)
		if err == nil && n > 0 {
			t.log(event{action: "alert.ended", company: company, subject: alertSubject(company), detail: kind})
		}
		return err
	})
}

// alertSubject is what an alert is about; without a company file the server.
func alertSubject(company CompanyKey) string {
	if company == "" {
		return "server"
	}
	return "company " + string(company)
}

// DigestSent is the day of the last digest; "" before the first.
func (s *Store) DigestSent(ctx context.Context, company CompanyKey) (string, error) {
	return s.setting(ctx, sentSetting+string(company))
}

// SaveDigestSent writes down that a day's digest went out.
func (s *Store) SaveDigestSent(ctx context.Context, company CompanyKey, day string) error {
	return s.write(ctx, func(t *tx) error {
		t.log(event{action: "digest.sent", company: company, subject: "company " + string(company), detail: day})
		return t.set(sentSetting+string(company), day)
	})
}

// HeldSince counts the orders of a company file that need review and were read
// before a time, and tells when the oldest was.
func (s *Store) HeldSince(ctx context.Context, company CompanyKey, before time.Time) (orders int, oldest time.Time, err error) {
	var first sql.NullString
	err = s.row(ctx, `SELECT count(*), min(o.first_read) FROM shop JOIN sales_order o ON o.store = shop.key AND o.state = 'held'
		WHERE shop.company = $1 AND o.first_read <= $2`, []any{string(company), stamp(before)}, &orders, &first)
	if err == nil && first.Valid {
		err = instant{&oldest}.Scan(first.String)
	}
	return orders, oldest, err
}

// Differences counts what stands in QuickBooks otherwise than it was posted.
func (s *Store) Differences(ctx context.Context, company CompanyKey) (int, error) {
	counts, err := s.workCounts(ctx, company)
	return counts[countDiffers], err
}
