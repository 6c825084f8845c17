package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"countinghouse/access"
	"countinghouse/money"
)

// StepID is one thing that somebody did at the desk.
type StepID int64

// Step is what somebody did at the desk, to be shown and to be taken back.
type Step struct {
	ID      StepID
	Company CompanyKey
	// Once is the key of the form that it came by: the same key again does
	// nothing. Empty: a key is made.
	Once     string
	At       time.Time
	By       string // e-mail
	Head     string // what was done, for people
	Amount   money.Amount
	Currency string
	// CanUndo tells that taking it back is possible and was not done.
	CanUndo bool
	Undone  time.Time // zero: it stands
	// Again tells that the key was used before: this is what was done then.
	Again bool
}

// ErrUndone tells that a step was taken back already, or can't be.
var ErrUndone = errors.New("it was taken back already, or can't be taken back")

// ErrRules tells that a mapping would not hold together; what is wrong follows.
var ErrRules = errors.New("the mapping would not hold together")

// Do carries out deeds as one step: all of them or none. Orders that are
// touched are planned again by themselves.
func (s *Store) Do(ctx context.Context, by Actor, step Step, deeds ...Deed) (Step, error) {
	if step.Once == "" {
		step.Once = rand.Text()
	}
	err := s.write(ctx, func(t *tx) error {
		switch old, err := scanStep(t.row, "once_key = $1", step.Once); {
		case err == nil:
			step, step.Again = old, true
			return nil
		case !errors.Is(err, ErrNotFound):
			return err
		}
		var backs []Deed
		for _, d := range deeds {
			back, err := t.do(by, d)
			if err != nil {
				return err
			}
			if back != nil {
				backs = append(backs, *back)
			}
		}
		slices.Reverse(backs)
		body := ""
		if len(backs) > 0 {
			b, err := json.Marshal(backs)
			if err != nil {
				return err
			}
			body = string(b)
		}
		step.At, step.By, step.CanUndo = t.now, by.Name, body != ""
		return t.row(`INSERT INTO desk_step (company, once_key, at, by_name, head, amount, currency, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
			[]any{string(step.Company), step.Once, t.at, by.Name, step.Head, int64(step.Amount), step.Currency, body}, &step.ID)
	})
	return step, err
}

// TakeBack undoes a step of the desk: what it decided is as before, and the
// orders are planned again. What stands in QuickBooks meanwhile stays: that is
// Undo's.
func (s *Store) TakeBack(ctx context.Context, by Actor, id StepID) (Step, error) {
	var step Step
	err := s.write(ctx, func(t *tx) error {
		var body string
		var err error
		if step, err = scanStep(t.row, "id = $1", int64(id)); err != nil {
			return err
		}
		if !step.CanUndo {
			return ErrUndone
		}
		if err := t.row("SELECT body FROM desk_step WHERE id = $1", []any{int64(id)}, &body); err != nil {
			return err
		}
		var backs []Deed
		if err := json.Unmarshal([]byte(body), &backs); err != nil {
			return err
		}
		for _, d := range backs {
			if _, err := t.do(by, d); err != nil {
				return err
			}
		}
		t.log(event{actor: by, action: "step.taken_back", company: step.Company, subject: fmt.Sprintf("step %d", id), detail: step.Head})
		step.CanUndo, step.Undone = false, t.now
		if t.stays {
			step.Head += " What was made in QuickBooks meanwhile stays there; nothing of the mapping leads to it."
		}
		return t.one("UPDATE desk_step SET undone = $2, undone_by = $3, head = $4 WHERE id = $1 AND undone = ''", int64(id), t.at, by.Name, step.Head)
	})
	return step, err
}

const stepColumns = "SELECT id, company, once_key, at, by_name, head, amount, currency, body <> '' AND undone = '', undone FROM desk_step WHERE "

func (step *Step) dest() []any {
	return []any{&step.ID, &step.Company, &step.Once, instant{&step.At}, &step.By, &step.Head, &step.Amount, &step.Currency, &step.CanUndo, instant{&step.Undone}}
}

func scanStep(row rowReader, where string, arg any) (Step, error) {
	var step Step
	err := row(stepColumns+where, []any{arg}, step.dest()...)
	return step, err
}

// StepOf is one step of the desk.
func (s *Store) StepOf(ctx context.Context, id StepID) (Step, error) {
	return scanStep(s.reader(ctx), "id = $1", int64(id))
}

// StepsSince are what was done at the desk since then, newest first, at most
// limit of them; what was taken back is left out.
func (s *Store) StepsSince(ctx context.Context, key CompanyKey, since time.Time, limit int) ([]Step, error) {
	var out []Step
	err := s.query(ctx, stepColumns+"company = $1 AND at >= $2 AND undone = '' ORDER BY at DESC, id DESC LIMIT $3", []any{string(key), stamp(since), pageLimit(limit)}, func(r *sql.Rows) error {
		var step Step
		err := r.Scan(step.dest()...)
		out = append(out, step)
		return err
	})
	return out, err
}

// Owner is who looks after a cause.
type Owner struct {
	Code, Subject string
	Email         string
	Note          string
	At            time.Time
	By            string
}

// Assign gives a cause to a person, with a note for her; an empty e-mail
// gives it to nobody. The person must be one who may sign in.
func (s *Store) Assign(ctx context.Context, by Actor, key CompanyKey, code, subject, email, note string) error {
	return s.write(ctx, func(t *tx) error {
		e := event{actor: by, action: "cause.assigned", company: key, subject: "cause " + code, detail: subject + ": to " + email}
		if note != "" {
			e.detail += ". " + note
		}
		if email = access.NormalEmail(email); email == "" {
			n, err := t.exec("DELETE FROM cause_owner WHERE company = $1 AND code = $2 AND subject = $3", string(key), code, subject)
			if n > 0 {
				e.detail = subject + ": to nobody"
				t.log(e)
			}
			return err
		}
		var disabled bool
		if err := t.row("SELECT disabled FROM person WHERE email = $1", []any{email}, &disabled); err != nil {
			return err
		}
		if disabled {
			return ErrNotFound
		}
		t.log(e)
		_, err := t.exec(`INSERT INTO cause_owner (company, code, subject, email, note, assigned, assigned_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (company, code, subject) DO UPDATE SET email = excluded.email, note = excluded.note, assigned = excluded.assigned, assigned_by = excluded.assigned_by`,
			string(key), code, subject, email, note, t.at, by.Name)
		return err
	})
}

// Owners are who looks after the causes of a company file.
func (s *Store) Owners(ctx context.Context, key CompanyKey) ([]Owner, error) {
	var out []Owner
	err := s.query(ctx, "SELECT code, subject, email, note, assigned, assigned_by FROM cause_owner WHERE company = $1 ORDER BY code, subject", []any{string(key)}, func(r *sql.Rows) error {
		var o Owner
		err := r.Scan(&o.Code, &o.Subject, &o.Email, &o.Note, instant{&o.At}, &o.By)
		out = append(out, o)
		return err
	})
	return out, err
}

// Comment adds a person's words to an order's story. They can't be taken
// back: they stand in the audit.
func (s *Store) Comment(ctx context.Context, by Actor, o OrderRef, text string) error {
	return s.write(ctx, func(t *tx) error {
		var company CompanyKey
		if err := t.row("SELECT company FROM sales_order WHERE store = $1 AND id = $2", []any{string(o.Store), int64(o.ID)}, &company); err != nil {
			return err
		}
		t.log(event{actor: by, action: "order.commented", company: company, store: o.Store, order: o.ID, subject: orderSubject(o.ID), detail: text})
		return nil
	})
}

// Adopted is the document by which an order stands in QuickBooks without
// having been posted from here.
type Adopted struct {
	Kind   string // one of books.Kind
	Number string
	At     time.Time
	By     string
}

// AdoptedBy is the document that an order was linked to; ErrNotFound if none.
func (s *Store) AdoptedBy(ctx context.Context, o OrderRef) (Adopted, error) {
	var a Adopted
	err := s.row(ctx, "SELECT kind, number, adopted, adopted_by FROM adopted WHERE store = $1 AND order_id = $2", []any{string(o.Store), int64(o.ID)},
		&a.Kind, &a.Number, instant{&a.At}, &a.By)
	return a, err
}

// View is a list of orders that somebody saved.
type View struct {
	ID    int64
	Owner string // e-mail; "" is everybody's
	Name  string
	Query string // of the address of Sales
}

// SaveView keeps a list under a name; the same name again replaces it.
func (s *Store) SaveView(ctx context.Context, by Actor, key CompanyKey, v View) error {
	return s.write(ctx, func(t *tx) error {
		t.log(event{actor: by, action: "view.saved", company: key, subject: "view " + v.Name, detail: v.Query})
		_, err := t.exec(`INSERT INTO saved_view (company, owner, name, query, saved, saved_by) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (company, owner, name) DO UPDATE SET query = excluded.query, saved = excluded.saved, saved_by = excluded.saved_by`,
			string(key), v.Owner, v.Name, v.Query, t.at, by.Name)
		return err
	})
}

// RemoveView takes away a view of a person's own, or one of everybody's.
func (s *Store) RemoveView(ctx context.Context, by Actor, key CompanyKey, id int64) error {
	return s.write(ctx, func(t *tx) error {
		var name string
		if err := t.row("DELETE FROM saved_view WHERE id = $1 AND company = $2 AND owner IN ('', $3) RETURNING name", []any{id, string(key), by.Name}, &name); err != nil {
			return err
		}
		t.log(event{actor: by, action: "view.removed", company: key, subject: "view " + name})
		return nil
	})
}

// Views are everybody's views and those of one person, by name.
func (s *Store) Views(ctx context.Context, key CompanyKey, owner string) ([]View, error) {
	var out []View
	err := s.query(ctx, "SELECT id, owner, name, query FROM saved_view WHERE company = $1 AND owner IN ('', $2) ORDER BY name, owner LIMIT 100", []any{string(key), owner}, func(r *sql.Rows) error {
		var v View
		err := r.Scan(&v.ID, &v.Owner, &v.Name, &v.Query)
		out = append(out, v)
		return err
	})
	return out, err
}
