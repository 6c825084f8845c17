package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// remindSetting and company, space, code, bar, subject: when somebody was
// reminded of a cause.
const remindSetting = "reminded "

// remindEvery is how soon somebody can be reminded of the same cause again.
const remindEvery = time.Hour

func remindName(key CompanyKey, code, subject string) string {
	return remindSetting + string(key) + " " + code + "|" + subject
}

// Remind writes down that a person has others reminded of a cause; false: they
// were a short while ago, at last.
func (s *Store) Remind(ctx context.Context, by Actor, key CompanyKey, code, subject, whom string) (last time.Time, ok bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		name := remindName(key, code, subject)
		var old string
		err := t.row("SELECT value FROM setting WHERE name = $1", []any{name}, &old)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil {
			if err := (instant{&last}).Scan(old); err != nil {
				return err
			}
			if t.now.Sub(last) < remindEvery {
				return nil
			}
		}
		var stale []string // what is over by now
		err = t.query("SELECT name, value FROM setting WHERE name >= $1 AND name < $2", []any{remindSetting, strings.TrimSuffix(remindSetting, " ") + "!"}, func(r *sql.Rows) error {
			var name, value string
			var at time.Time
			if err := r.Scan(&name, &value); err != nil {
				return err
			}
			if err := (instant{&at}).Scan(value); err != nil {
				return err
			}
			if t.now.Sub(at) > 48*time.Hour {
				stale = append(stale, name)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, name := range stale {
			if _, err := t.exec("DELETE FROM setting WHERE name = $1", name); err != nil {
				return err
			}
		}
		last, ok = t.now, true
		t.log(event{actor: by, action: "cause.reminded", company: key, subject: "cause " + code + " " + subject, detail: whom})
		return t.set(name, t.at)
	})
	return last, ok, err
}

// Reminded is when somebody was last reminded of a cause; zero: not lately.
func (s *Store) Reminded(ctx context.Context, key CompanyKey, code, subject string) (time.Time, error) {
	var at time.Time
	text, err := s.setting(ctx, remindName(key, code, subject))
	if err != nil || text == "" {
		return at, err
	}
	return at, instant{&at}.Scan(text)
}
