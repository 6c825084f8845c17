package bigcommerce

import (
	"encoding/json"
	"net/http"
	"sort"
	"strings"
	"time"
)

// refused makes an APIError of an answer that is not 2xx. The HTTP status is
// trusted, not the one in the body: a published example has two different
// ones (reference: bigcommerce-auth-and-limits §5).
func (c *Client) refused(q call, res *http.Response, body []byte) *APIError {
	e := c.fault(q, kindOf(res.StatusCode), "", nil)
	e.Status = res.StatusCode
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		e.Title = "it was sent on to another address, which is never followed with a token"
		return e
	}
	if e.Kind == Limited {
		if d, ok := limitWait(res.Header); ok {
			e.RetryAfter = max(d, time.Millisecond)
		}
	} else {
		e.RetryAfter = retryAfter(res.Header)
	}
	e.Title, e.Message = errorWords(body)
	e.Title, e.Message = c.redact(e.Title), c.redact(e.Message)
	return e
}

// redact takes the token out of a text, should a server have echoed it.
func (c *Client) redact(s string) string { return strings.ReplaceAll(s, c.o.Token, "[token]") }

func kindOf(status int) Kind {
	switch status {
	case http.StatusUnauthorized:
		return Unauthorized
	case http.StatusForbidden:
		return Forbidden
	case http.StatusNotFound, http.StatusGone:
		return NotFound
	case http.StatusTooManyRequests:
		return Limited
	case http.StatusLocked:
		return Unavailable
	}
	switch {
	case status >= 500:
		return Unavailable
	case status >= 400:
		return BadRequest
	}
	return BadAnswer
}

// words is every form of an error body at once.
type words struct {
	Status  Number          `json:"status"`
	Title   Text            `json:"title"`
	Message Text            `json:"message"`
	Detail  Text            `json:"detail"`
	Error   Text            `json:"error"`
	Errors  json.RawMessage `json:"errors"`
	Data    json.RawMessage `json:"data"`
}

// errorWords finds BigCommerce's words in an error body of either form: the
// array of v2, the object of v3 in its variants. HTML, which comes from
// gateways in front, and anything else gives nothing.
func errorWords(body []byte) (title, message string) {
	rows := wordRows(body)
	if len(rows) == 0 {
		return "", ""
	}
	first := rows[0]
	if first.Title == "" && first.Message == "" && first.Error == "" {
		if inner := append(wordRows(first.Data), wordRows(first.Errors)...); len(inner) > 0 {
			first.Title, first.Message = inner[0].Title, inner[0].Message
			first.Error = inner[0].Error
		}
	}
	for _, t := range []Text{first.Title, first.Message, first.Error} {
		if t != "" && title == "" {
			title = short(string(t), 300)
		} else if t != "" {
			message = short(string(t), 300)
		}
	}
	for _, m := range []string{string(first.Detail), fieldErrors(first.Errors)} {
		if m != "" && message == "" {
			message = short(m, 300)
		}
	}
	return title, message
}

func wordRows(b []byte) []words {
	var rows List[words]
	if len(b) == 0 || len(b) > maxWords || looksLikeHTML(b) || bounded(b) != nil || json.Unmarshal(b, &rows) != nil {
		return nil
	}
	return rows
}

// fieldErrors joins {"name":"error.expected.jsstring"}.
func fieldErrors(b json.RawMessage) string {
	var fields map[string]Text
	if json.Unmarshal(b, &fields) != nil {
		return ""
	}
	var parts []string
	for k, v := range fields {
		if v != "" {
			parts = append(parts, k+": "+string(v))
		}
	}
	sort.Strings(parts)
	return strings.Join(parts, "; ")
}
