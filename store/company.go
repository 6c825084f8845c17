package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"countinghouse/books"
)

// SaveCompany makes or changes a company file's settings, by its key. The
// GUIDs of its .qwc file are made once and never changed, whatever is given:
// QuickBooks knows the connection by them. What QuickBooks told of itself
// (Facts, LastCall, Stopped) isn't touched.
func (s *Store) SaveCompany(ctx context.Context, by Actor, c Company) error {
	if c.Key == "" {
		return errors.New("a company file needs a key")
	}
	return s.write(ctx, func(t *tx) error {
		old, err := scanCompany(t.row, companyColumns+" WHERE key = $1", c.Key)
		switch {
		case errors.Is(err, ErrNotFound):
			return t.newCompany(by, c)
		case err != nil:
			return err
		}
		return t.changeCompany(by, old, c)
	})
}

func (t *tx) changeCompany(by Actor, old, c Company) error {
	changed := diff{}
	changed.text("name", old.Name, c.Name)
	changed.text("user", old.User, c.User)
	changed.secret("password", old.PasswordHash, c.PasswordHash)
	changed.text("schedule", fmt.Sprint(old.EveryMinutes), fmt.Sprint(c.EveryMinutes))
	changed.text("file path", old.FilePath, c.FilePath)
	changed.text("company name", old.ExpectedName, c.ExpectedName)
	changed.text("quiet hours", old.QuietFrom+"-"+old.QuietTo, c.QuietFrom+"-"+c.QuietTo)
	changed.text("batch size", fmt.Sprint(old.BatchSize), fmt.Sprint(c.BatchSize))
	if len(changed) == 0 {
		return nil
	}
	_, err := t.exec(`UPDATE company SET name = $2, user_name = $3, password_hash = $4, every_minutes = $5, file_path = $6,
		expected_name = $7, quiet_from = $8, quiet_to = $9, batch_size = $10 WHERE key = $1`,
		string(c.Key), c.Name, c.User, c.PasswordHash, c.EveryMinutes, c.FilePath, c.ExpectedName, c.QuietFrom, c.QuietTo, c.BatchSize)
	t.log(event{actor: by, action: "company.changed", company: c.Key, subject: "company " + string(c.Key), detail: changed.String()})
	return nameTaken(err, "the Web Connector user name "+c.User)
}

func (t *tx) newCompany(by Actor, c Company) error {
	if c.OwnerID == "" {
		c.OwnerID = newGUID()
	}
	if c.FileID == "" {
		c.FileID = newGUID()
	}
	_, err := t.exec(`INSERT INTO company (key, name, user_name, password_hash, owner_id, file_id, every_minutes, file_path,
		expected_name, quiet_from, quiet_to, batch_size, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		string(c.Key), c.Name, c.User, c.PasswordHash, c.OwnerID, c.FileID, c.EveryMinutes, c.FilePath,
		c.ExpectedName, c.QuietFrom, c.QuietTo, c.BatchSize, t.at)
	t.log(event{actor: by, action: "company.added", company: c.Key, subject: "company " + string(c.Key), detail: c.Name})
	return nameTaken(err, "the Web Connector user name "+c.User)
}

const companyColumns = `SELECT key, name, user_name, password_hash, owner_id, file_id, every_minutes, file_path, expected_name,
	quiet_from, quiet_to, facts, file_path_seen, qbxml_major, qbxml_minor, last_call, stopped, batch_size FROM company`

// rowReader is tx.row, or Store.row with its context bound.
type rowReader func(query string, args []any, dest ...any) error

func (s *Store) reader(ctx context.Context) rowReader {
	return func(query string, args []any, dest ...any) error { return s.row(ctx, query, args, dest...) }
}

func scanCompany(row rowReader, query string, arg any) (Company, error) {
	var c Company
	var facts string
	if err := row(query, []any{arg}, c.dest(&facts)...); err != nil {
		return Company{}, err
	}
	return c, json.Unmarshal([]byte(facts), &c.Facts)
}

func (c *Company) dest(facts *string) []any {
	return []any{&c.Key, &c.Name, &c.User, &c.PasswordHash, &c.OwnerID, &c.FileID, &c.EveryMinutes, &c.FilePath, &c.ExpectedName,
		&c.QuietFrom, &c.QuietTo, facts, &c.FilePathSeen, &c.QBXMLMajor, &c.QBXMLMinor, instant{&c.LastCall}, &c.Stopped, &c.BatchSize}
}

// Company finds a company file.
func (s *Store) Company(ctx context.Context, key CompanyKey) (Company, error) {
	return scanCompany(s.reader(ctx), companyColumns+" WHERE key = $1", string(key))
}

// CompanyByUser finds the company file of a Web Connector user name.
func (s *Store) CompanyByUser(ctx context.Context, user string) (Company, error) {
	return scanCompany(s.reader(ctx), companyColumns+" WHERE user_name = $1", user)
}

// Companies are all company files, by key.
func (s *Store) Companies(ctx context.Context) ([]Company, error) {
	var out []Company
	err := s.query(ctx, companyColumns+" ORDER BY key", nil, func(r *sql.Rows) error {
		var c Company
		var facts string
		if err := r.Scan(c.dest(&facts)...); err != nil {
			return err
		}
		out = append(out, c)
		return json.Unmarshal([]byte(facts), &out[len(out)-1].Facts)
	})
	return out, err
}

// LearnCompany writes down what a recognised company file said of itself. Its
// name becomes the expected one if there is none yet, and what stopped it is over.
func (s *Store) LearnCompany(ctx context.Context, v VisitID, key CompanyKey, facts books.Company, path string, major, minor int) error {
	body, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		old, err := scanCompany(t.row, companyColumns+" WHERE key = $1", string(key))
		if err != nil {
			return err
		}
		expected := old.ExpectedName
		if expected == "" {
			expected = facts.Name
		}
		if old.Facts != facts || old.FilePathSeen != path || old.QBXMLMajor != major || old.QBXMLMinor != minor || old.ExpectedName != expected {
			t.log(event{actor: quickbooks, action: "company.recognised", company: key, subject: "company " + string(key),
				detail: fmt.Sprintf("%s, %s, qbXML %d.%d, %s (visit %d)", facts.Name, facts.Product, major, minor, path, v)})
		}
		missing, err := t.missingIDs(key)
		if err != nil {
			return err
		}
		stopped := ""
		if len(missing) > 0 { // that is looked at next
			stopped = old.Stopped
		}
		if old.Stopped != "" && stopped == "" {
			t.log(event{actor: quickbooks, action: "company.resumed", company: key, subject: "company " + string(key), detail: "It was stopped: " + old.Stopped})
		}
		return t.one(`UPDATE company SET facts = $2, file_path_seen = $3, qbxml_major = $4, qbxml_minor = $5, expected_name = $6,
			stopped = $8, last_call = $7 WHERE key = $1`, string(key), string(body), path, major, minor, expected, t.at, stopped)
	})
}

// StopCompany says why nothing is written to a company file; the empty reason
// resumes it.
func (s *Store) StopCompany(ctx context.Context, key CompanyKey, reason string) error {
	return s.write(ctx, func(t *tx) error {
		var old string
		if err := t.row("SELECT stopped FROM company WHERE key = $1", []any{string(key)}, &old); err != nil || old == reason {
			return err
		}
		e := event{action: "company.stopped", company: key, subject: "company " + string(key), detail: reason}
		if reason == "" {
			e.action, e.detail = "company.resumed", "It was stopped: "+old
		}
		t.log(e)
		return t.one("UPDATE company SET stopped = $2 WHERE key = $1", string(key), reason)
	})
}

// TouchCompany notes that QuickBooks called, when there is nothing to do. It
// happens with every poll, so it leaves no audit row.
func (s *Store) TouchCompany(ctx context.Context, key CompanyKey) error {
	return s.write(ctx, func(t *tx) error {
		return t.one("UPDATE company SET last_call = $2 WHERE key = $1", string(key), t.at)
	})
}

// newGUID is a random GUID in braces, as a .qwc file wants it.
func newGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("{%x-%x-%x-%x-%x}", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// diff collects for the audit what a change changed; never a secret.
type diff []string

func (d *diff) text(what, old, now string) {
	if old != now {
		*d = append(*d, fmt.Sprintf("%s: %q, was %q", what, now, old))
	}
}

func (d *diff) secret(what, old, now string) {
	if old != now {
		*d = append(*d, what+" changed")
	}
}

func (d diff) String() string { return strings.Join(d, "; ") }

// nameTaken turns a unique violation into words.
func nameTaken(err error, what string) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY) {
		return fmt.Errorf("%s is taken", what)
	}
	return err
}
