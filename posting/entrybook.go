package posting

import (
	"context"
	"fmt"
	"strings"

	"countinghouse/books"
	"countinghouse/store"
)

// EntryBook looks up entries of QuickBooks' lists for the sheet, each once.
type EntryBook struct {
	store   *store.Store
	company store.CompanyKey
	named   map[string][]books.Entry // by list and folded name
	empty   map[books.ListKind]bool  // lists that were not read yet
}

// NewEntryBook looks up the lists of a company file.
func NewEntryBook(st *store.Store, company store.CompanyKey) *EntryBook {
	return &EntryBook{store: st, company: company, named: map[string][]books.Entry{}, empty: map[books.ListKind]bool{}}
}

// listWords is an entry of a list in a bookkeeper's words.
func listWords(k books.ListKind) string { return strings.ReplaceAll(string(k), "_", " ") }

// Lines finds the entries that lines name, writes their names as QuickBooks
// spells them, and tells all that can't stand there. A list that was never read
// refuses nothing: its names are looked up when it is.
func (b *EntryBook) Lines(ctx context.Context, lines []books.SheetLine) ([]books.LineError, error) {
	if err := b.Resolve(ctx, lines); err != nil {
		return nil, err
	}
	var errs []books.LineError
	for i := range lines {
		l := &lines[i]
		f, _, ok := books.SheetFieldOf(l.Key)
		if !ok || f.Kind != books.SheetEntry || l.Value == "" {
			continue
		}
		e, problem, err := b.Check(ctx, f, l.Value)
		if err != nil {
			return nil, err
		}
		if problem != "" {
			errs = append(errs, books.LineError{Line: *l, Text: problem})
		} else if e.ListID != "" {
			l.Value = EntryName(e)
		}
	}
	return errs, nil
}

func entryKey(kind books.ListKind, name string) string {
	return string(kind) + "|" + strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// EntryName is the name by which a mapping names an entry.
func EntryName(e books.Entry) string {
	if e.FullName != "" {
		return e.FullName
	}
	return e.Name
}

// Resolve looks up all entries that lines name.
func (b *EntryBook) Resolve(ctx context.Context, lines []books.SheetLine) error {
	wanted := map[books.ListKind][]string{}
	for _, l := range lines {
		f, _, ok := books.SheetFieldOf(l.Key)
		if !ok || f.Kind != books.SheetEntry || l.Value == "" {
			continue
		}
		if _, known := b.named[entryKey(f.List, l.Value)]; !known {
			b.named[entryKey(f.List, l.Value)] = nil
			wanted[f.List] = append(wanted[f.List], l.Value)
		}
	}
	for kind, names := range wanted {
		found, err := b.store.EntriesNamed(ctx, b.company, kind, names...)
		if err != nil {
			return err
		}
		for _, name := range names {
			b.named[entryKey(kind, name)] = pickNamed(found, name)
		}
	}
	return nil
}

// pickNamed are the entries of that full name, else of that last level.
func pickNamed(found []books.Entry, name string) []books.Entry {
	var full, last []books.Entry
	for _, e := range found {
		switch {
		case books.SameName(EntryName(e), name):
			full = append(full, e)
		case books.SameName(e.Name, name):
			last = append(last, e)
		}
	}
	if len(full) > 0 {
		return full
	}
	return last
}

// Of is the entry that a name means, if it is one.
func (b *EntryBook) Of(kind books.ListKind, name string) (books.Entry, bool) {
	found := b.named[entryKey(kind, name)]
	for _, e := range found {
		if e.Active {
			return e, true
		}
	}
	if len(found) > 0 {
		return found[0], true
	}
	return books.Entry{}, false
}

// Unread tells whether a list was never read: then nothing is known to be missing.
func (b *EntryBook) Unread(ctx context.Context, kind books.ListKind) (bool, error) {
	if known, ok := b.empty[kind]; ok {
		return known, nil
	}
	n, err := b.store.CountEntries(ctx, b.company, kind, nil, 1)
	b.empty[kind] = n == 0
	return n == 0, err
}

func (b *EntryBook) accountOf(ctx context.Context, item books.Entry) (books.Entry, error) {
	if item.Account.FullName == "" {
		return books.Entry{}, nil
	}
	found, err := b.store.EntriesNamed(ctx, b.company, books.Accounts, item.Account.FullName)
	for _, e := range found {
		if e.ListID == item.Account.ListID || item.Account.ListID == "" && books.SameName(e.FullName, item.Account.FullName) {
			return e, err
		}
	}
	return books.Entry{}, err
}

// Check tells which entry a name means, or why it can't stand in a field.
func (b *EntryBook) Check(ctx context.Context, f books.SheetField, name string) (books.Entry, string, error) {
	found := b.named[entryKey(f.List, name)]
	var active []books.Entry
	for _, e := range found {
		if e.Active {
			active = append(active, e)
		}
	}
	switch {
	case len(found) == 0:
		unread, err := b.Unread(ctx, f.List)
		if unread || err != nil {
			return books.Entry{}, "", err // looked up when QuickBooks told its lists
		}
		return books.Entry{}, fmt.Sprintf("QuickBooks has no %s named “%s”: choose one of its list", listWords(f.List), name), nil
	case len(active) > 1:
		return books.Entry{}, fmt.Sprintf("several are named “%s”: write the whole name, such as %s", name, EntryName(active[0])), nil
	case len(active) == 0:
		return books.Entry{}, f.Fits(found[0], books.Entry{}), nil
	}
	account := books.Entry{}
	if f.Liability {
		var err error
		if account, err = b.accountOf(ctx, active[0]); err != nil {
			return books.Entry{}, "", err
		}
	}
	return active[0], f.Fits(active[0], account), nil
}
