package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// CompanyFile is a place from which a company file was opened in QuickBooks.
type CompanyFile struct {
	Path     string // as QuickBooks on its PC says it
	Seen     time.Time
	Accepted time.Time // zero: nobody said that it is the same file
	By       string    // who did; empty: it was the first place
}

// UntoldPlace stands for the place of a company file when the Web Connector does
// not tell it. Whether it always tells it is not documented (reference:
// qbwc-protocol §3.5). No path reads so: they are full.
const UntoldPlace = "not told"

// SamePlace tells whether two paths name the same place on a PC.
func SamePlace(a, b string) bool { return pathKey(a) == pathKey(b) }

func pathKey(path string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(path), "/", `\`))
}

// SeeCompanyFile notes from where a company file was opened, and tells whether
// that place is known: it is the first one, the declared one, or one that a
// person accepted. The same file may have several places, as PCs name shared
// folders differently. Without a path it is UntoldPlace, which is known as well
// while a place is declared: then the Web Connector is told which file to open.
func (s *Store) SeeCompanyFile(ctx context.Context, key CompanyKey, path string) (known bool, err error) {
	if strings.TrimSpace(path) == "" {
		path = UntoldPlace
	}
	err = s.write(ctx, func(t *tx) error {
		var accepted, declared string
		var places int
		err := t.row("SELECT accepted FROM company_file WHERE company = $1 AND path_key = $2", []any{string(key), pathKey(path)}, &accepted)
		if err == nil && accepted != "" {
			known = true
			return nil
		}
		seen := err == nil
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := t.row("SELECT file_path, (SELECT count(*) FROM company_file WHERE company = key AND accepted <> '') FROM company WHERE key = $1",
			[]any{string(key)}, &declared, &places); err != nil {
			return err
		}
		if declared != "" && path == UntoldPlace {
			known = true
			return nil
		}
		known = places == 0 || declared != "" && pathKey(declared) == pathKey(path)
		if known {
			return t.acceptFile(key, path, "")
		}
		if seen {
			return nil
		}
		t.log(event{actor: quickbooks, action: "company.other_place", company: key, subject: "company " + string(key), detail: path})
		_, err = t.exec("INSERT INTO company_file (company, path_key, path, seen) VALUES ($1, $2, $3, $4)", string(key), pathKey(path), path, t.at)
		return err
	})
	return known, err
}

// AcceptCompanyFile is a person's word that a company file that was opened from
// another place is the same file: it was moved or renamed, or another PC calls
// its place so. What stopped the company file for it is over.
func (s *Store) AcceptCompanyFile(ctx context.Context, by Actor, key CompanyKey, path string) error {
	return s.write(ctx, func(t *tx) error {
		var accepted string
		if err := t.row("SELECT accepted FROM company_file WHERE company = $1 AND path_key = $2", []any{string(key), pathKey(path)}, &accepted); err != nil {
			return err
		}
		if accepted != "" {
			return nil
		}
		t.log(event{actor: by, action: "company.place_accepted", company: key, subject: "company " + string(key), detail: path})
		return t.acceptFile(key, path, by.Name)
	})
}

func (t *tx) acceptFile(key CompanyKey, path, by string) error {
	_, err := t.exec(`INSERT INTO company_file (company, path_key, path, seen, accepted, accepted_by) VALUES ($1, $2, $3, $4, $4, $5)
		ON CONFLICT (company, path_key) DO UPDATE SET accepted = excluded.accepted, accepted_by = excluded.accepted_by`,
		string(key), pathKey(path), path, t.at, by)
	return err
}

// CompanyFiles are the places from which a company file was opened, the newest
// first.
func (s *Store) CompanyFiles(ctx context.Context, key CompanyKey) ([]CompanyFile, error) {
	var out []CompanyFile
	err := s.query(ctx, "SELECT path, seen, accepted, accepted_by FROM company_file WHERE company = $1 ORDER BY seen DESC, path_key", []any{string(key)}, func(r *sql.Rows) error {
		var f CompanyFile
		err := r.Scan(&f.Path, instant{&f.Seen}, instant{&f.Accepted}, &f.By)
		out = append(out, f)
		return err
	})
	return out, err
}
