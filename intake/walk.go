package intake

import (
	"context"
	"errors"
	"time"

	"countinghouse/bigcommerce"
)

// walk reads all orders that a query selects, page by page, although they
// change while it reads.
//
// Page numbers would lose orders: one that changes moves to the end of the
// list, every row behind it moves up, and the first of the next page is never
// seen. So each page is asked for by the sort key at which the one before
// ended, less one second, since a changed order's new place is behind that
// point. Rows that come twice are told by their content (see run.fresh).
//
// Where so many orders changed in the same second that a page does not get
// beyond it (a bulk change), that second is read in the order of the ids.
// A server that does not sort is read by page numbers, and the mark is only
// moved at the end.
type walk struct {
	client *bigcommerce.Client
	query  bigcommerce.OrderQuery // filters and limit; the bound below moves
	// byID walks in the order of the ids: for a back-fill by day of order.
	byID bool

	min      time.Time // lower bound of the next page
	second   *second   // a crowded second that is being read by id
	numbered int       // next page number, when the server does not sort; 0: it does
	lastID   int64
	done     bool
	pages    int
	stuck    int
	seen     map[int64]time.Time
}

// second is a crowded time, from and to included.
type second struct {
	from, to time.Time
	lastID   int64
}

// errCircles tells that a server gives the same rows for ever.
var errCircles = errors.New("the store's list of orders goes round in circles: it does not heed the bounds that it is asked for")

// maxStuck is how many pages in a row may bring nothing new.
const maxStuck = 3

// leaf is one page of a walk.
type leaf struct {
	rows []bigcommerce.OrderRow
	at   time.Time // the server's clock
	// through is the change up to which all is read once this page is saved;
	// zero when the page does not tell.
	through time.Time
	// unsorted says that the server does not sort: only the end of the walk
	// tells how far it came.
	unsorted bool
}

// next reads one page; ok is false when the walk is at its end.
func (w *walk) next(ctx context.Context) (l leaf, ok bool, err error) {
	if w.done {
		return leaf{}, false, nil
	}
	if w.seen == nil {
		w.seen = map[int64]time.Time{}
		w.min = w.query.MinModified
		w.lastID = w.query.MinID - 1
	}
	var p bigcommerce.OrderPage
	ended := w.second
	switch {
	case w.numbered > 0:
		p, err = w.readNumbered(ctx)
	case w.second != nil:
		p, err = w.readSecond(ctx)
	case w.byID:
		p, err = w.readByID(ctx)
	default:
		p, l.through, err = w.readByChange(ctx)
	}
	if err != nil {
		return leaf{}, false, err
	}
	w.pages++
	if w.moves(p.Rows) {
		w.stuck = 0
	} else if w.stuck++; w.stuck >= maxStuck && !w.done {
		return leaf{}, false, errCircles
	}
	l.rows, l.at, l.unsorted = p.Rows, p.At, w.numbered > 0
	if ended != nil && w.second == nil {
		l.through = ended.to
	}
	return l, true, nil
}

// moves tells whether a page brought anything that the walk had not seen.
func (w *walk) moves(rows []bigcommerce.OrderRow) bool {
	moved := len(rows) == 0
	for _, r := range rows {
		id, at := int64(r.Order.ID), r.Order.DateModified.Time()
		if was, ok := w.seen[id]; !ok || !was.Equal(at) {
			moved = true
		}
		w.seen[id] = at
	}
	return moved
}

func (w *walk) readByChange(ctx context.Context) (p bigcommerce.OrderPage, through time.Time, err error) {
	q := w.query
	q.Sort, q.MinModified = "date_modified:asc", w.min
	p, err = w.client.Orders(ctx, q)
	if err != nil {
		return p, through, err
	}
	last, sorted := changes(p.Rows)
	switch {
	case !sorted:
		w.numbered = 2 // this was page 1
		w.done = p.Last
		return p, time.Time{}, nil
	case p.Last:
		w.done = true
	case last.Add(-time.Second).After(w.min):
		w.min = last.Add(-time.Second)
	default:
		w.second = &second{from: w.min, to: last}
		return p, time.Time{}, nil
	}
	return p, last, nil
}

// readSecond reads a crowded second in the order of the ids.
func (w *walk) readSecond(ctx context.Context) (bigcommerce.OrderPage, error) {
	s := w.second
	q := w.query
	q.Sort, q.MinModified, q.MaxModified, q.MinID = "id:asc", s.from, s.to, s.lastID+1
	p, err := w.client.Orders(ctx, q)
	if err != nil {
		return p, err
	}
	last, sorted := ids(p.Rows)
	switch {
	case p.Last:
		w.second, w.min = nil, s.to.Add(time.Second)
	case !sorted || last <= s.lastID:
		w.second, w.numbered = nil, 1
	default:
		s.lastID = last
	}
	return p, nil
}

func (w *walk) readByID(ctx context.Context) (bigcommerce.OrderPage, error) {
	q := w.query
	q.Sort, q.MinID = "id:asc", w.lastID+1
	p, err := w.client.Orders(ctx, q)
	if err != nil {
		return p, err
	}
	last, sorted := ids(p.Rows)
	switch {
	case p.Last:
		w.done = true
	case !sorted || last <= w.lastID:
		w.numbered = 2
	default:
		w.lastID = last
	}
	return p, nil
}

// readNumbered pages by number, for servers that do not sort.
func (w *walk) readNumbered(ctx context.Context) (bigcommerce.OrderPage, error) {
	q := w.query
	q.MinModified, q.Page = w.min, w.numbered
	p, err := w.client.Orders(ctx, q)
	w.numbered++
	w.done = p.Last && err == nil
	return p, err
}

// changes is the last time of change of a page, and whether its rows come in
// that order and all tell it.
func changes(rows []bigcommerce.OrderRow) (last time.Time, sorted bool) {
	for _, r := range rows {
		at := r.Order.DateModified.Time()
		if at.IsZero() || at.Before(last) {
			return last, false
		}
		last = at
	}
	return last, true
}

func ids(rows []bigcommerce.OrderRow) (last int64, sorted bool) {
	for _, r := range rows {
		if int64(r.Order.ID) <= last {
			return last, false
		}
		last = int64(r.Order.ID)
	}
	return last, true
}
