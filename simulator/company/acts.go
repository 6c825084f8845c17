package company

import (
	"fmt"
	"strings"
)

// What a user does in QuickBooks, and what happens to the program: for tests
// and for the demo. Names are full names; ListIDs are understood as well.

// faults are what is about to happen to the request processor.
type faults struct {
	crash      bool // after so many more writes
	crashAfter int
	refusals   int // so many more writes are refused
	refusal    refused
	forget     bool // a crash loses the set's record
	pause      func()
	pauseAfter int
	open       thrown
	request    thrown
}

// row finds a row of a list by full name or ListID.
func (f *File) row(l List, name string) (anyList, int32, byte, error) {
	rows, kind, ok := f.listOf(l)
	if !ok {
		return nil, 0, 0, fmt.Errorf("list %q: %w", l, ErrNotFound)
	}
	place := rows.named(name)
	if place < 0 {
		place = rows.identified(name)
	}
	if place < 0 {
		return nil, 0, 0, fmt.Errorf("%s %q: %w", l, name, ErrNotFound)
	}
	return rows, place, kind, nil
}

// edit does something with a row and gives it a new EditSequence.
func (f *File) edit(l List, name string, do func(rows anyList, place int32) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, place, kind, err := f.row(l, name)
	if err != nil {
		return err
	}
	if err := do(rows, place); err != nil {
		return err
	}
	f.changed(rows.entryAt(place))
	f.touch(kind, place)
	return f.flush()
}

// SetActive makes a row active or inactive. Inactive rows still block their name.
func (f *File) SetActive(l List, name string, active bool) error {
	return f.edit(l, name, func(rows anyList, place int32) error {
		rows.entryAt(place).inactive = !active
		return nil
	})
}

// MakeInactive is SetActive with false.
func (f *File) MakeInactive(l List, name string) error { return f.SetActive(l, name, false) }

// Rename gives a row another name within its level; its ListID stays.
func (f *File) Rename(l List, name, to string) error {
	return f.edit(l, name, func(rows anyList, place int32) error {
		full := to
		if old := rows.fullName(place); strings.Contains(old, ":") {
			full = old[:strings.LastIndexByte(old, ':')+1] + to
		}
		if badName(to) != "" || to == "" {
			return fmt.Errorf("%q is not a name", to)
		}
		if at := rows.named(full); at >= 0 && at != place {
			return fmt.Errorf("the name %q is already in use", full)
		}
		rows.rename(place, strings.Clone(to))
		return nil
	})
}

// DeleteRow deletes a row from a list. Unlike QuickBooks it does not ask
// whether the row is used; transactions keep showing its name.
func (f *File) DeleteRow(l List, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, place, kind, err := f.row(l, name)
	if err != nil {
		return err
	}
	e := rows.entryAt(place)
	f.deleted = append(f.deleted, removal{false, f.delWord(l, place), e.listID(), rows.fullName(place), e.created, f.now()})
	rows.drop(place)
	f.touch(rowRemoval, int32(len(f.deleted)-1))
	f.touch(kind, place)
	return f.flush()
}

// delWord is the ListDelType of a row.
func (f *File) delWord(l List, place int32) string {
	switch l {
	case Names:
		return personWords[f.people.at(place).kind]
	case Items:
		return "Item" + itemWords[f.items.at(place).kind]
	case Terms:
		return "StandardTerms"
	}
	return string(l)
}

// Lock opens a row's form in front of another user: requests that use a locked
// customer or item are answered with 3175 until it is closed again.
func (f *File) Lock(l List, name string, locked bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, place, _, err := f.row(l, name)
	if err == nil {
		rows.entryAt(place).lock = locked
	}
	return err
}

// txnByID finds a transaction.
func (f *File) txnByID(id string) (int32, error) {
	place := f.register.identified(id)
	if place < 0 {
		return 0, fmt.Errorf("transaction %q: %w", id, ErrNotFound)
	}
	return place, nil
}

// LockTxn opens a transaction's form in front of another user (3175).
func (f *File) LockTxn(id string, locked bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	place, err := f.txnByID(id)
	if err == nil {
		f.register.rows[place].lock = locked
	}
	return err
}

// DeleteTxn deletes a transaction; TxnDeletedQuery will tell of it.
func (f *File) DeleteTxn(id string) error { return f.removeTxn(id, false) }

// VoidTxn voids a transaction: it stays, with zero amounts.
func (f *File) VoidTxn(id string) error { return f.removeTxn(id, true) }

func (f *File) removeTxn(id string, void bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	place, err := f.txnByID(id)
	if err != nil {
		return err
	}
	if r := f.remove(place, void); r != nil {
		return fmt.Errorf("%s", r.message)
	}
	return f.flush()
}

// editTxn books a transaction as changed by do.
func (f *File) editTxn(id string, do func(t *txn) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	place, err := f.txnByID(id)
	if err != nil {
		return err
	}
	t := f.read(place)
	if err := do(&t); err != nil {
		return err
	}
	if r := f.replaceTxn(place, &t); r != nil {
		return fmt.Errorf("%s", r.message)
	}
	return f.flush()
}

// EditMemo changes a transaction's memo.
func (f *File) EditMemo(id, memo string) error {
	return f.editTxn(id, func(t *txn) error {
		t.memo = memo
		return nil
	})
}

// EditRefNumber changes a transaction's RefNumber, which users are free to do.
func (f *File) EditRefNumber(id, ref string) error {
	return f.editTxn(id, func(t *txn) error {
		t.ref = ref
		return nil
	})
}

// EditAmount changes the amount of one line (from 0) of a sale; tax and totals
// follow.
func (f *File) EditAmount(id string, lineNo int, amount Cents) error {
	return f.editTxn(id, func(t *txn) error {
		if at, ok := f.depositOf(f.register.identified(id)); ok {
			return fmt.Errorf("transaction %q was deposited on %s", id, appendDate(nil, f.register.rows[at].date))
		}
		if !t.kind.isSale() || lineNo < 0 || lineNo >= len(t.lines) || !t.lines[lineNo].hasSum {
			return fmt.Errorf("transaction %q has no amount in line %d", id, lineNo)
		}
		before, old := t.total, *t
		lines := t.lines
		lines[lineNo].amount = int64(amount)
		lines[lineNo].rateKind = 0
		t.lines, t.tax = nil, 0
		s := seller{c: &call{f: f}, t: t, where: txnWords[t.kind]}
		for _, l := range lines {
			if l.item == 0 || l.level == 1 {
				t.lines = append(t.lines, l)
				continue
			}
			in := s.asBefore(&l)
			if r := s.count(l, in); r != nil {
				return fmt.Errorf("%s", r.message)
			}
		}
		if r := s.total(); r != nil {
			return fmt.Errorf("%s", r.message)
		}
		if place := f.register.identified(id); t.kind != salesReceipt && f.register.rows[place].open+t.total-before < 0 {
			return fmt.Errorf("more is applied to %q than that", id)
		}
		f.repost(&old, t, s.taxes, s.included)
		return nil
	})
}

// SetClosingDate closes the books up to a day (YYYY-MM-DD), which is included;
// "" opens them.
func (f *File) SetClosingDate(on string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if on != "" && !isDate(on) {
		return fmt.Errorf("%q is not a date", on)
	}
	f.prefs.Closing = parseDate(on)
	f.touch(rowPrefs, 0)
	return f.flush()
}

// SetClasses switches class tracking on or off.
func (f *File) SetClasses(on bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.o.Classes = on
	f.touch(rowPrefs, 0)
	return f.flush()
}

// OpenDialog opens or closes a modal dialog: 0x80040414.
func (f *File) OpenDialog(open bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.user.dialog = open
}

// OpenOtherFile makes QuickBooks hold another company file ("" for this one
// again): 0x8004040A.
func (f *File) OpenOtherFile(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.user.otherPath = path
}

// CloseInQuickBooks leaves QuickBooks without an open file: an empty path then
// opens nothing (0x80040417).
func (f *File) CloseInQuickBooks() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.user.closed = true
}

// OpenInQuickBooks has the user open the file in QuickBooks again.
func (f *File) OpenInQuickBooks() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.user.closed = false
}

// SetBusy makes QuickBooks refuse sessions for the moment: 0x8004041B.
func (f *File) SetBusy(busy bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.user.busy = busy
}

// CrashAfter lets QuickBooks crash once, after so many more records were saved:
// they stay, no answer is given, 0x80010105. With 0 it crashes at the next
// request, before it is executed.
func (f *File) CrashAfter(writes int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults.crash, f.faults.crashAfter = true, writes
}

// RefuseWrites answers the next n Add, Mod, Void and Del requests with a
// status instead of executing them.
func (f *File) RefuseWrites(n, statusCode int, message string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults.refusals, f.faults.refusal = n, refused{statusCode, message}
}

// crashes counts a write down and tells whether QuickBooks crashes now.
func (f *File) crashes(wrote done) bool {
	if !f.faults.crash {
		return false
	}
	if wrote.kind != 0 {
		f.faults.crashAfter--
	}
	if f.faults.crashAfter > 0 {
		return false
	}
	return true
}

// crashNow ends QuickBooks under a session.
func (f *File) crashNow(s *Session, d *document) error {
	f.faults.crash = false
	if f.faults.forget && d.newID != "" {
		f.forget(d.newID)
	}
	s.dead, s.open = true, false
	return throw(hrCrash, "The server threw an exception.")
}

// refuses takes one of the ordered refusals for a request that writes.
func (f *File) refuses(name string) *refused {
	if f.faults.refusals == 0 || strings.HasSuffix(name, "Query") {
		return nil
	}
	f.faults.refusals--
	r := f.faults.refusal
	return &r
}
