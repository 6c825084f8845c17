package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// writer is the one connection that writes. Its statements stay prepared.
type writer struct {
	slot  chan struct{} // holds a token while nobody writes
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func newWriter(conn *sql.Conn) *writer {
	w := &writer{slot: make(chan struct{}, 1), conn: conn, stmts: map[string]*sql.Stmt{}}
	w.slot <- struct{}{}
	return w
}

func (w *writer) close() error {
	<-w.slot // nobody writes any more
	var errs []error
	for _, st := range w.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// tx is a transaction that writes. It collects the audit rows and what changes
// in the counters; both are written just before the commit.
type tx struct {
	s   *Store
	ctx context.Context
	now time.Time
	at  string // now, as text

	events []event
	work   map[workKey]int
	tally  map[tallyKey]tallied
	uses   map[useKey]int
	spans  map[spanKey]span

	// broken is the first error of a statement. SQLite ends a transaction by
	// itself when the disk is full or can't be read: what ran after it would
	// stand alone and at once. So nothing runs any more.
	broken error

	stays bool // what was made in QuickBooks stays there though it is taken back
	sends bool // something leaves for QuickBooks when this is committed
	last  head // the audit's end with this transaction; zero: it wrote none
}

// write runs fn in a transaction: all of it happens, or nothing. Once begun it
// isn't interrupted by the caller's context, which would only waste the work.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	select {
	case <-s.w.slot:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.w.slot <- struct{}{} }()
	now := s.now()
	t := &tx{s: s, ctx: context.WithoutCancel(ctx), now: now, at: stamp(now), work: map[workKey]int{}, tally: map[tallyKey]tallied{}, uses: map[useKey]int{}, spans: map[spanKey]span{}}
	if _, err := t.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := fn(t)
	if err == nil {
		err = t.flush()
	}
	if err == nil {
		err = t.broken // that fn made nothing of
	}
	if err == nil {
		_, err = t.exec("COMMIT")
	}
	if err == nil {
		s.committed(t)
	}
	if err != nil {
		t.broken = nil
		if _, undo := t.exec("ROLLBACK"); undo != nil {
			s.log.ErrorContext(ctx, "a transaction could not be rolled back", "error", undo)
		}
	}
	return err
}

func (t *tx) flush() error {
	return errors.Join(t.flushWork(), t.flushTally(), t.flushUses(), t.flushSpans(), t.flushEvents())
}

// prepared is a statement; none of a transaction of which one failed.
func (t *tx) prepared(query string) (*sql.Stmt, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	if st := t.s.w.stmts[query]; st != nil {
		return st, nil
	}
	st, err := t.s.w.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, query)
	}
	t.s.w.stmts[query] = st
	return st, nil
}

// failed keeps the first error of a statement: the transaction is over with it.
func (t *tx) failed(err error) error {
	if err != nil && t.broken == nil && !errors.Is(err, sql.ErrNoRows) {
		t.broken = err
	}
	return err
}

// exec runs a statement and tells how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	st, err := t.prepared(query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, t.failed(err)
	}
	return res.RowsAffected()
}

// one runs a statement that must change exactly one row; else ErrChanged.
func (t *tx) one(query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err == nil && n != 1 {
		err = ErrChanged
	}
	return err
}

// row reads one row; none is ErrNotFound.
func (t *tx) row(query string, args []any, dest ...any) error {
	st, err := t.prepared(query)
	if err != nil {
		return err
	}
	return found(t.failed(st.QueryRowContext(t.ctx, args...).Scan(dest...)))
}

// query gives each row to scan. The rows are read to their end before another
// statement runs: there is one connection.
func (t *tx) query(query string, args []any, scan func(*sql.Rows) error) error {
	st, err := t.prepared(query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(t.ctx, args...)
	if err != nil {
		return t.failed(err)
	}
	err = each(rows, scan)
	_ = t.failed(rows.Err()) // what scan says of a row breaks nothing
	return err
}

// chunks are the sizes in which many rows go into one statement: few
// different texts, so that each stays prepared.
var chunks = [...]int{64, 16, 4, 1}

// insertRows inserts rows of the width of cols (flat in args). Head is
// "INSERT INTO t (a, b) VALUES", tail what follows the rows.
func (t *tx) insertRows(head string, cols int, args []any, tail string) error {
	_, err := t.overRows(head, nil, cols, args, tail)
	return err
}

// overRows runs a statement over rows of values that stand between head and
// tail, and tells how many rows of the table it changed. The fixed arguments
// are numbered, and all of them stand in head (see rowsText).
func (t *tx) overRows(head string, fixed []any, cols int, args []any, tail string) (int64, error) {
	var changed int64
	for len(args) > 0 {
		n := 1
		for _, size := range chunks {
			if len(args) >= size*cols {
				n = size
				break
			}
		}
		k, err := t.exec(rowsText(head, cols, n, tail), append(fixed[:len(fixed):len(fixed)], args[:n*cols]...)...)
		if err != nil {
			return changed, err
		}
		changed += k
		args = args[n*cols:]
	}
	return changed, nil
}

// rowsText writes the rows with bare question marks, and so does inText:
// SQLite keeps numbered parameters in a list that the driver searches from its
// beginning for each one, which with hundreds of them costs more than the
// statement itself. Bare ones count on from the last; on PostgreSQL these two
// functions are to write $n.
func rowsText(head string, cols, n int, tail string) string {
	row := " (" + strings.Repeat("?, ", cols-1) + "?),"
	rows := strings.Repeat(row, n)
	return head + rows[:len(rows)-1] + tail
}

// inSizes are the lengths of IN lists, for the same reason as chunks.
var inSizes = [...]int{1, 8, 32, 128, 512}

// inLists runs fn for chunks of values with the text of an IN list. The list's
// parameters must come after all others of the statement (see rowsText). It is
// padded to one of few sizes by repeating the last value, which changes nothing.
func inLists[T any](values []T, fn func(list string, args []any) error) error {
	largest := inSizes[len(inSizes)-1]
	for len(values) > 0 {
		part := values[:min(len(values), largest)]
		values = values[len(part):]
		size := largest
		for _, s := range inSizes {
			if s >= len(part) {
				size = s
				break
			}
		}
		args := make([]any, size)
		for i := range args {
			args[i] = part[min(i, len(part)-1)]
		}
		if err := fn("("+strings.Repeat("?,", size-1)+"?)", args); err != nil {
			return err
		}
	}
	return nil
}

// stampLayout is how instants stand in the database: fixed width, so that text
// order is time order.
const stampLayout = "2006-01-02T15:04:05.000000Z"

// stamp writes an instant; none is the empty text.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampLayout)
}

// instant scans what stamp wrote.
type instant struct{ t *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("an instant is %T in the database, not text", v)
	}
	if s == "" {
		*i.t = time.Time{}
		return nil
	}
	t, err := time.Parse(stampLayout, s)
	if err != nil {
		return fmt.Errorf("%q is no instant", s)
	}
	*i.t = t
	return nil
}

// flag is a bool as it stands in the database.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
