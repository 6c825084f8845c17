package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/secret"
)

// What the pages of Settings change. Each changes only what it names, over what
// stands in the database at that moment: QuickBooks and the store tell of
// themselves while a form is open.

// ChangeCompany changes a company file's settings; an error of change leaves
// them as they are.
func (s *Store) ChangeCompany(ctx context.Context, by Actor, key CompanyKey, change func(*Company) error) error {
	return s.write(ctx, func(t *tx) error {
		old, err := scanCompany(t.row, companyColumns+" WHERE key = $1", string(key))
		if err != nil {
			return err
		}
		c := old
		if err := change(&c); err != nil {
			return err
		}
		return t.changeCompany(by, old, c)
	})
}

// ChangeShop is ChangeCompany for a store. Empty secrets stay as they are.
func (s *Store) ChangeShop(ctx context.Context, by Actor, key sales.StoreKey, change func(*Shop) error) error {
	return s.write(ctx, func(t *tx) error {
		shop, err := s.scanShop(t.row, key)
		if err != nil {
			return err
		}
		if err := change(&shop); err != nil {
			return err
		}
		return t.saveShop(by, shop)
	})
}

// Schedule is when QuickBooks is expected to call a company file, and when
// nothing is asked of it.
type Schedule struct {
	Company      CompanyKey `json:"company"`
	EveryMinutes int        `json:"everyMinutes"`
	QuietFrom    string     `json:"quietFrom,omitempty"` // "22:00" in the zone of its first store; empty: no quiet hours
	QuietTo      string     `json:"quietTo,omitempty"`
}

// Reading is how a store is read.
type Reading struct {
	Store       sales.StoreKey `json:"store"`
	PollSeconds int            `json:"pollSeconds"`
	Webhooks    string         `json:"webhooks"` // HooksYes, HooksNo, HooksSigned
	Disabled    bool           `json:"disabled,omitempty"`
}

func (t *tx) doSchedule(by Actor, d Deed) (*Deed, error) {
	if d.Schedule == nil {
		return nil, errors.New("the schedule is missing")
	}
	old, err := scanCompany(t.row, companyColumns+" WHERE key = $1", string(d.Schedule.Company))
	if err != nil {
		return nil, err
	}
	was := Schedule{old.Key, old.EveryMinutes, old.QuietFrom, old.QuietTo}
	if was == *d.Schedule {
		return nil, nil
	}
	c := old
	c.EveryMinutes, c.QuietFrom, c.QuietTo = d.Schedule.EveryMinutes, d.Schedule.QuietFrom, d.Schedule.QuietTo
	return &Deed{Kind: DeedSchedule, Schedule: &was}, t.changeCompany(by, old, c)
}

func (t *tx) doReading(by Actor, d Deed) (*Deed, error) {
	if d.Reading == nil {
		return nil, errors.New("the reading is missing")
	}
	shop, err := t.s.scanShop(t.row, d.Reading.Store)
	if err != nil {
		return nil, err
	}
	was := Reading{shop.Key, shop.PollSeconds, shop.Webhooks, shop.Disabled}
	if was == *d.Reading {
		return nil, nil
	}
	shop.PollSeconds, shop.Webhooks, shop.Disabled = d.Reading.PollSeconds, d.Reading.Webhooks, d.Reading.Disabled
	return &Deed{Kind: DeedReading, Reading: &was}, t.saveShop(by, shop)
}

// ErrWritten tells that something of ours was sent to a company file.
var ErrWritten = errors.New("something was sent to this company file already")

const anySent = "SELECT count(*) FROM (SELECT 1 FROM posting WHERE company = $1 AND sent_at <> '' LIMIT 1) AS some"

// AnythingSent tells whether anything was ever sent to a company file.
func (s *Store) AnythingSent(ctx context.Context, key CompanyKey) (bool, error) {
	var n int
	err := s.row(ctx, anySent, []any{string(key)}, &n)
	return n > 0, err
}

// ForgetCompanyFile unlearns which file in QuickBooks a company file is, after a
// person said that the wrong one was open: its name, its places and its lists.
// The mark that the wrong one carries is not ours any more, so that it is
// refused from then on; the .qwc file is another one too. What was sent to the
// file can't be unlearnt: ErrWritten.
func (s *Store) ForgetCompanyFile(ctx context.Context, by Actor, key CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		old, err := scanCompany(t.row, companyColumns+" WHERE key = $1", string(key))
		if err != nil {
			return err
		}
		var sent int
		if err := t.row(anySent, []any{string(key)}, &sent); err != nil {
			return err
		}
		if sent > 0 {
			return ErrWritten
		}
		facts, err := json.Marshal(books.Company{})
		if err != nil {
			return err
		}
		if err := t.one("UPDATE company SET file_id = $2, facts = $3, expected_name = '', file_path_seen = '', stopped = '' WHERE key = $1",
			string(key), newGUID(), string(facts)); err != nil {
			return err
		}
		for _, table := range []string{"company_file", "list_entry", "list_progress"} {
			if _, err := t.exec("DELETE FROM "+table+" WHERE company = $1", string(key)); err != nil {
				return err
			}
		}
		t.log(event{actor: by, action: "company.forgotten", company: key, subject: "company " + string(key),
			detail: fmt.Sprintf("%s, in %s, was the wrong file: its name, place and lists are forgotten.", old.Facts.Name, old.FilePathSeen)})
		return t.listsChanged(key)
	})
}

// MailServer sends alerts, digests and what people are told of their accounts,
// unless the operator named one when the server was started.
type MailServer struct {
	Host     string // "": none
	Port     int
	TLS      string // starttls, tls or none
	User     string
	Password string // sealed in the database
	From     string // "Countinghouse <books@example.com>"
}

const mailRow = "mail"

var mailPlace = secret.Place{Table: "mail_server", Column: "password", Row: mailRow}

// MailServer is the mail server that an admin named; the zero value is none.
func (s *Store) MailServer(ctx context.Context) (MailServer, error) {
	m, err := scanMail(s.reader(ctx))
	if err == nil {
		m.Password, err = s.open(m.Password, mailPlace)
	}
	return m, err
}

func scanMail(row rowReader) (MailServer, error) {
	var m MailServer
	err := row("SELECT host, port, tls, user_name, password, sender FROM mail_server WHERE name = $1", []any{mailRow}, &m.Host, &m.Port, &m.TLS, &m.User, &m.Password, &m.From)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return m, err
}

// SaveMailServer names the mail server, or with an empty host none. An empty
// password stays as it is while the user does.
func (s *Store) SaveMailServer(ctx context.Context, by Actor, m MailServer) error {
	return s.write(ctx, func(t *tx) error {
		old, err := scanMail(t.row)
		if err != nil {
			return err
		}
		was := old.Password
		if old.Password, err = s.open(was, mailPlace); err != nil {
			old.Password = "" // of a key that is gone: given anew
		}
		if m.Password == "" && m.User == old.User && m.User != "" {
			m.Password = old.Password
		}
		changed := diff{}
		changed.text("host", old.Host, m.Host)
		changed.text("port", fmt.Sprint(old.Port), fmt.Sprint(m.Port))
		changed.text("TLS", old.TLS, m.TLS)
		changed.text("user", old.User, m.User)
		changed.secret("password", old.Password, m.Password)
		changed.text("sender", old.From, m.From)
		if len(changed) == 0 {
			return nil
		}
		t.log(event{actor: by, action: "setting.mail", subject: "setting", detail: changed.String()})
		if m.Host == "" {
			_, err := t.exec("DELETE FROM mail_server WHERE name = $1", mailRow)
			return err
		}
		sealed, err := s.seal(m.Password, mailPlace)
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO mail_server (name, host, port, tls, user_name, password, sender) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (name) DO UPDATE SET host = excluded.host, port = excluded.port, tls = excluded.tls, user_name = excluded.user_name, password = excluded.password, sender = excluded.sender`,
			mailRow, m.Host, m.Port, m.TLS, m.User, sealed, m.From)
		return err
	})
}

// BackupPlan is when the server makes a backup by itself, as an admin said;
// where they are written is the operator's.
type BackupPlan struct {
	At   string `json:"at"` // "03:15" in the server's time zone; "": never
	Keep int    `json:"keep"`
}

const backupSetting = "backup"

// MostBackups is how many daily backups can be kept.
const MostBackups = 365

// BackupPlan is what an admin said; ErrNotFound while the operator's settings hold.
func (s *Store) BackupPlan(ctx context.Context) (BackupPlan, error) {
	var p BackupPlan
	text, err := s.setting(ctx, backupSetting)
	if err != nil {
		return p, err
	}
	if text == "" {
		return p, ErrNotFound
	}
	return p, json.Unmarshal([]byte(text), &p)
}

// SaveBackupPlan changes it.
func (s *Store) SaveBackupPlan(ctx context.Context, by Actor, p BackupPlan) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var old string
		err := t.row("SELECT value FROM setting WHERE name = $1", []any{backupSetting}, &old)
		if err != nil && !errors.Is(err, ErrNotFound) || old == string(b) {
			return err
		}
		t.log(event{actor: by, action: "setting.backup", subject: "setting", detail: string(b)})
		return t.set(backupSetting, string(b))
	})
}

// BackupsMade are the last backups, good and bad, the newest first.
func (s *Store) BackupsMade(ctx context.Context, limit int) ([]BackupMade, error) {
	var out []BackupMade
	err := s.query(ctx, "SELECT at, file, bytes, daily, error FROM backup_made ORDER BY id DESC LIMIT $1", []any{limit}, func(r *sql.Rows) error {
		var b BackupMade
		err := r.Scan(instant{&b.At}, &b.File, &b.Bytes, &b.Daily, &b.Error)
		out = append(out, b)
		return err
	})
	return out, err
}
