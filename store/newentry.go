package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"countinghouse/books"
)

// NewEntryState is how far an entry is that a person has made in QuickBooks.
type NewEntryState string

// The states. Names are unique in QuickBooks' lists, and whether an entry is
// there is asked before each sending: so one whose answer was lost is found,
// and never made twice.
const (
	EntryWanted    NewEntryState = "wanted"    // made at the next visit
	EntrySent      NewEntryState = "sent"      // handed over; no answer yet
	EntryMade      NewEntryState = "made"      // in QuickBooks
	EntryRefused   NewEntryState = "refused"   // QuickBooks said no: see Reason
	EntryWithdrawn NewEntryState = "withdrawn" // taken back before it was sent
)

// WantedEntry is an entry that a person has made in QuickBooks.
type WantedEntry struct {
	ID      int64
	Company CompanyKey
	Entry   books.NewEntry
	// Deeds set the lines of the mapping for which it is made, once it is there.
	Deeds   []Deed
	State   NewEntryState
	Found   bool   // QuickBooks had it already
	ListID  string // once it is made
	Reason  string // why it was refused; what could not be set
	Code    int    // QuickBooks' status
	Wanted  time.Time
	By      Actor
	SentAt  time.Time
	Settled time.Time
	// Dropped tells that it was taken back after it was sent: if QuickBooks does
	// not have it, it isn't sent again.
	Dropped bool
}

// dropped stands in place of the deeds of an entry that was taken back after it
// was sent.
const dropped = "[]"

// ErrEntryAsked tells that an entry of that name is being made already.
var ErrEntryAsked = errors.New("an entry of this name is being made in QuickBooks already")

// doEntry notes that an entry is to be made; the deeds are done when it is.
func (t *tx) doEntry(by Actor, d Deed) (*Deed, error) {
	if d.NewEntry == nil || d.NewEntry.Name == "" || d.Company == "" {
		return nil, errors.New("say what is to be made, and in which company file")
	}
	x := *d.NewEntry
	body, err := json.Marshal(x)
	if err != nil {
		return nil, err
	}
	var then []Deed // nil without any: see dropped
	deeds, err := json.Marshal(append(then, d.Then...))
	if err != nil {
		return nil, err
	}
	key := strings.ToLower(x.Name)
	var id int64
	err = t.row("SELECT id FROM new_entry WHERE company = $1 AND list = $2 AND name_key = $3 AND state IN ('wanted', 'sent')", []any{string(d.Company), string(x.List), key}, &id)
	if err == nil {
		return nil, fmt.Errorf("%w: %s", ErrEntryAsked, x.Called())
	}
	if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	// What was refused before is asked for anew, perhaps otherwise.
	if _, err := t.exec("UPDATE new_entry SET state = 'withdrawn', settled = $4 WHERE company = $1 AND list = $2 AND name_key = $3 AND state = 'refused'", string(d.Company), string(x.List), key, t.at); err != nil {
		return nil, err
	}
	if err := t.row(`INSERT INTO new_entry (company, list, name_key, body, deeds, state, wanted, by_kind, by_name) VALUES ($1, $2, $3, $4, $5, 'wanted', $6, $7, $8) RETURNING id`,
		[]any{string(d.Company), string(x.List), key, string(body), string(deeds), t.at, by.Kind, by.Name}, &id); err != nil {
		return nil, err
	}
	t.log(event{actor: by, action: "entry.wanted", company: d.Company, subject: "entry " + x.Called()})
	return &Deed{Kind: DeedNoEntry, Entry: id}, nil
}

// doNoEntry takes back that an entry is to be made. One that was handed over
// stays in QuickBooks; what it was made for is as before.
func (t *tx) doNoEntry(by Actor, d Deed) (*Deed, error) {
	w, backs, err := t.wantedEntry(d.Entry)
	if err != nil {
		return nil, err
	}
	name := "entry " + w.Entry.Called()
	switch w.State {
	case EntryWanted, EntryRefused:
		t.log(event{actor: by, action: "entry.withdrawn", company: w.Company, subject: name})
		return nil, t.one("UPDATE new_entry SET state = 'withdrawn', settled = $3 WHERE id = $1 AND state = $2", w.ID, string(w.State), t.at)
	case EntrySent: // it may be there: only what it was for is dropped
		t.log(event{actor: by, action: "entry.kept", company: w.Company, subject: name, detail: "It may be in QuickBooks already, and stays there. The mapping isn't set."})
		t.stays = true
		return nil, t.one("UPDATE new_entry SET deeds = $2 WHERE id = $1 AND state = 'sent'", w.ID, dropped)
	case EntryMade:
		t.log(event{actor: by, action: "entry.kept", company: w.Company, subject: name, detail: "It is in QuickBooks, and stays there. The mapping is as before."})
		t.stays = true
		for _, b := range backs {
			if _, err := t.do(by, b); err != nil {
				return nil, err
			}
		}
		return nil, t.one("UPDATE new_entry SET backs = '' WHERE id = $1", w.ID)
	case EntryWithdrawn:
	}
	return nil, nil
}

const wantedColumns = "SELECT id, company, body, deeds, backs, state, found, list_id, reason, code, wanted, by_kind, by_name, sent_at, settled FROM new_entry WHERE "

// scanWanted reads a row; backs take back what its deeds did.
func scanWanted(scan func(...any) error) (w WantedEntry, backs []Deed, err error) {
	var body, deeds, back string
	if err = scan(&w.ID, &w.Company, &body, &deeds, &back, &w.State, &w.Found, &w.ListID, &w.Reason, &w.Code, instant{&w.Wanted}, &w.By.Kind, &w.By.Name, instant{&w.SentAt}, instant{&w.Settled}); err != nil {
		return w, nil, err
	}
	if back == "" {
		back = "null"
	}
	w.Dropped = deeds == dropped
	return w, backs, errors.Join(json.Unmarshal([]byte(body), &w.Entry), json.Unmarshal([]byte(deeds), &w.Deeds), json.Unmarshal([]byte(back), &backs))
}

func (t *tx) wantedEntry(id int64) (WantedEntry, []Deed, error) {
	var w WantedEntry
	var backs []Deed
	some := false
	err := t.query(wantedColumns+"id = $1", []any{id}, func(r *sql.Rows) error {
		var err error
		w, backs, err = scanWanted(r.Scan)
		some = true
		return err
	})
	if err == nil && !some {
		err = ErrNotFound
	}
	return w, backs, err
}

func (s *Store) wantedEntries(ctx context.Context, where string, args ...any) ([]WantedEntry, error) {
	var out []WantedEntry
	err := s.query(ctx, wantedColumns+where, args, func(r *sql.Rows) error {
		w, _, err := scanWanted(r.Scan)
		out = append(out, w)
		return err
	})
	return out, err
}

// EntriesToMake are those that a visit makes in QuickBooks, or asks for, oldest
// first.
func (s *Store) EntriesToMake(ctx context.Context, key CompanyKey, limit int) ([]WantedEntry, error) {
	return s.wantedEntries(ctx, "company = $1 AND state IN ('wanted', 'sent') ORDER BY id LIMIT $2", string(key), limit)
}

// EntriesOpen are those that are made, or that QuickBooks refused, oldest first.
func (s *Store) EntriesOpen(ctx context.Context, key CompanyKey) ([]WantedEntry, error) {
	return s.wantedEntries(ctx, "company = $1 AND state IN ('wanted', 'sent', 'refused') ORDER BY id LIMIT 500", string(key))
}

// WantedEntryOf is one of them, whatever its state; ErrNotFound if there is none.
func (s *Store) WantedEntryOf(ctx context.Context, id int64) (WantedEntry, error) {
	found, err := s.wantedEntries(ctx, "id = $1", id)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return WantedEntry{}, err
	}
	return found[0], nil
}

// EntryLeaves notes, before a byte leaves, that an entry is handed over.
// ErrChanged: it was taken back meanwhile.
func (s *Store) EntryLeaves(ctx context.Context, id int64) error {
	return s.write(ctx, func(t *tx) error {
		w, _, err := t.wantedEntry(id)
		if err != nil {
			return err
		}
		if w.Dropped {
			return ErrChanged
		}
		if w.State == EntryWanted {
			t.log(event{action: "entry.sent", company: w.Company, subject: "entry " + w.Entry.Called()})
		}
		return t.one("UPDATE new_entry SET state = 'sent', sent_at = $2 WHERE id = $1 AND state IN ('wanted', 'sent')", id, t.at)
	})
}

// EntryIsThere notes that an entry is in QuickBooks, found or made, and sets the
// lines of the mapping that it was made for, by the person who wanted it.
// Orders that wait are planned again by themselves. ErrChanged: it was settled
// before.
func (s *Store) EntryIsThere(ctx context.Context, id int64, listID string, found bool) error {
	return s.write(ctx, func(t *tx) error {
		w, _, err := t.wantedEntry(id)
		if err != nil {
			return err
		}
		if w.State != EntryWanted && w.State != EntrySent {
			return ErrChanged
		}
		var backs []Deed
		reason := ""
		for _, d := range w.Deeds {
			back, err := t.do(w.By, d)
			switch { // it is there; what can't follow is a person's, and stops no other
			case errors.Is(err, ErrRules):
				reason = "It is in QuickBooks, and the mapping could not be set to it: " + err.Error()
			case errors.Is(err, ErrEntryAsked):
				reason = "It is in QuickBooks, and the mapping was not set: " + err.Error() + ". Choose both in Mapping once they are there"
			case err != nil:
				return err
			case back != nil:
				backs = append([]Deed{*back}, backs...)
			}
		}
		b, err := json.Marshal(backs)
		if err != nil {
			return err
		}
		action := "entry.made"
		if found && w.State == EntryWanted {
			action = "entry.found"
		}
		t.log(event{actor: quickbooks, action: action, company: w.Company, subject: "entry " + w.Entry.Called(), detail: reason})
		return t.one("UPDATE new_entry SET state = 'made', list_id = $2, found = $3, reason = $4, backs = $5, settled = $6 WHERE id = $1 AND state IN ('wanted', 'sent')",
			id, listID, flag(found && w.State == EntryWanted), reason, string(b), t.at)
	})
}

// EntryDropped ends an entry that was taken back after it was sent, and that
// QuickBooks does not have. ErrChanged: it is none.
func (s *Store) EntryDropped(ctx context.Context, id int64) error {
	return s.write(ctx, func(t *tx) error {
		w, _, err := t.wantedEntry(id)
		if err != nil {
			return err
		}
		t.log(event{actor: quickbooks, action: "entry.withdrawn", company: w.Company, subject: "entry " + w.Entry.Called(), detail: "It was taken back, and QuickBooks doesn't have it."})
		return t.one("UPDATE new_entry SET state = 'withdrawn', settled = $3 WHERE id = $1 AND state = 'sent' AND deeds = $2", id, dropped, t.at)
	})
}

// EntryRefused notes that QuickBooks will not have an entry, and why in words.
func (s *Store) EntryRefused(ctx context.Context, id int64, code int, reason string) error {
	return s.write(ctx, func(t *tx) error {
		w, _, err := t.wantedEntry(id)
		if err != nil {
			return err
		}
		t.log(event{actor: quickbooks, action: "entry.refused", company: w.Company, subject: "entry " + w.Entry.Called(), detail: reason})
		return t.one("UPDATE new_entry SET state = 'refused', code = $2, reason = $3, settled = $4 WHERE id = $1 AND state IN ('wanted', 'sent')", id, code, reason, t.at)
	})
}
