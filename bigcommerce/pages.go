package bigcommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

// PageSize is the number of rows asked for per page: the most that
// BigCommerce's guide allows (reference: bigcommerce-api §1).
const PageSize = 250

// maxPages stops a list that never ends.
const maxPages = 20_000

var errSamePage = errors.New("the same page twice")

// lastPage tells whether a page of n rows ends its list; largest is the longest
// page that the server gave so far. A short page ends it, except where its
// length looks like a cap that the server puts on every page: the largest limit
// of v2 lists is not documented for all of them, and taking a capped page for
// the last one would lose orders. Asking once more costs one call and tells.
func lastPage(n, limit, largest int) bool {
	if largest < limit {
		switch n {
		case 50, 100, 200:
			return n < largest
		}
	}
	return n < limit
}

// all2 reads every page of a v2 list: a bare array, 204 or an empty array at its end.
func all2[T any](ctx context.Context, c *Client, q call) ([]T, error) {
	var out []T
	var before []byte
	largest := 0
	for page := 1; page <= maxPages; page++ {
		var rows rows2[T]
		var body []byte
		p := q.page(page, PageSize)
		err := c.get(ctx, p, func(a answer) error {
			rows, body = nil, a.body
			return a.list(&rows)
		})
		if err != nil {
			return nil, err
		}
		if repeated(page, body, before) {
			if len(rows) < PageSize {
				break // the server does not page this list: it was complete
			}
			return nil, c.unreadable(p, answer{body: body}, errSamePage)
		}
		out = append(out, rows...)
		largest = max(largest, len(rows))
		if lastPage(len(rows), PageSize, largest) {
			break
		}
		before = body
	}
	return out, nil
}

// rows2 is a v2 list: a bare array.
type rows2[T any] []T

// UnmarshalJSON reads the rows.
func (r *rows2[T]) UnmarshalJSON(b []byte) error {
	rows, err := rowsOf[T](b)
	*r = rows
	return err
}

// repeated tells that a server gave one page twice: it knows no pages.
func repeated(page int, body, before []byte) bool {
	return page > 1 && len(body) > 2 && bytes.Equal(body, before)
}

// page3 is the envelope of a v3 list.
type page3[T any] struct {
	Data rows3[T]        `json:"data"`
	Meta Maybe[pageMeta] `json:"meta"`
}

// rows3 tells an empty list from an answer that has none.
type rows3[T any] struct {
	rows []T
	set  bool
}

// UnmarshalJSON reads the rows; null is an empty list.
func (r *rows3[T]) UnmarshalJSON(b []byte) error {
	var err error
	r.rows, err = rowsOf[T](b)
	r.set = true
	return err
}

var errNoData = errors.New("a list was expected")

type pageMeta struct {
	Pagination Maybe[struct {
		Total       int `json:"total"`
		CurrentPage int `json:"current_page"`
		TotalPages  int `json:"total_pages"`
	}] `json:"pagination"`
	Cursor Maybe[struct {
		EndCursor Text `json:"end_cursor"`
		Links     Maybe[struct {
			Next Text `json:"next"`
		}] `json:"links"`
	}] `json:"cursor_pagination"`
}

// all3 reads every page of a v3 list. Where the list offers a cursor it goes
// by that, since pages of a list that changes meanwhile lose or repeat rows;
// else by the page numbers; without either (refunds have an empty meta) until
// a page is short. limit 0 leaves the page size to the server and is for
// lists that document no paging parameters.
func all3[T any](ctx context.Context, c *Client, q call, limit int) ([]T, error) {
	var out []T
	var before []byte
	cursor := ""
	for page := 1; page <= maxPages; page++ {
		p := q.page(page, limit)
		if cursor != "" {
			p.query.Del("page")
			p.query.Set("after", cursor)
		}
		if limit == 0 && page == 1 {
			p.query.Del("page")
		}
		var got page3[T]
		var body []byte
		err := c.get(ctx, p, func(a answer) error {
			got, body = page3[T]{}, a.body
			if err := a.list(&got); err != nil || a.status == http.StatusNoContent || got.Data.set {
				return err
			}
			return errNoData
		})
		if err != nil {
			return nil, err
		}
		if len(got.Data.rows) > 0 && repeated(page, body, before) {
			if len(got.Data.rows) < limit {
				break
			}
			return nil, c.unreadable(p, answer{body: body}, errSamePage)
		}
		out = append(out, got.Data.rows...)
		before = body
		next, more := got.more(page, limit)
		if !more || len(got.Data.rows) == 0 || next != "" && next == cursor {
			break
		}
		cursor = next
	}
	return out, nil
}

func (p page3[T]) more(page, limit int) (cursor string, more bool) {
	m := p.Meta.Value
	switch {
	case m.Cursor.Set && m.Cursor.Value.Links.Value.Next != "" && m.Cursor.Value.EndCursor != "":
		return string(m.Cursor.Value.EndCursor), true
	case m.Cursor.Set && !m.Pagination.Set:
		return "", false
	case m.Pagination.Set:
		return "", m.Pagination.Value.TotalPages > page
	case limit == 0:
		return "", false
	}
	return "", !lastPage(len(p.Data.rows), limit, 0)
}

// one3 reads a single v3 record.
func one3[T any](ctx context.Context, c *Client, q call) (T, error) {
	var got struct {
		Data T `json:"data"`
	}
	err := c.get(ctx, q, func(a answer) error {
		got.Data = *new(T)
		return must(a, &got)
	})
	return got.Data, err
}

// one2 reads a single v2 record.
func one2[T any](ctx context.Context, c *Client, q call) (T, error) {
	var got T
	err := c.get(ctx, q, func(a answer) error {
		got = *new(T)
		return must(a, &got)
	})
	return got, err
}

// must decodes a body that has to be an object.
func must(a answer, v any) error {
	b := bytes.TrimSpace(a.body)
	if len(b) > 0 && b[0] != '{' {
		if json.Valid(b) {
			return errors.New("a record was expected")
		}
	}
	if len(b) == 0 {
		return errors.New("the answer is empty")
	}
	return decode(b, v)
}

// page is the call for one page; limit 0 leaves its size to the server.
func (q call) page(page, limit int) call {
	v := url.Values{}
	for k, s := range q.query {
		v[k] = s
	}
	v.Set("page", strconv.Itoa(page))
	if limit > 0 {
		v.Set("limit", strconv.Itoa(limit))
	}
	q.query = v
	return q
}
