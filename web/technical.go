package web

import (
	"bytes"
	"fmt"
	"strings"

	"countinghouse/store"
	"countinghouse/templates"
)

// idsOf are the identifiers of an order's postings, for Technical details.
func idsOf(st store.OrderStory) []templates.Field {
	o := st.Order
	out := []templates.Field{{Name: "BigCommerce order id", Value: fmt.Sprintf("%s/%d", o.Store, o.ID), Mono: true},
		{Name: "Order status", Value: strings.TrimSpace(fmt.Sprintf("%d %s", o.Status, o.StatusLabel)), Mono: true}}
	for _, p := range st.Postings {
		v := fmt.Sprintf("posting %d, revision %d, %s", p.ID, p.Revision, p.State)
		for _, part := range [][2]string{{"TxnID", p.TxnID}, {"EditSequence", p.EditSequence}, {"TxnNumber", p.TxnNumber}, {"lane", p.Lane}} {
			if part[1] != "" {
				v += ", " + part[0] + " " + part[1]
			}
		}
		if p.Code != 0 {
			v += fmt.Sprintf(", status code %d", p.Code)
		}
		if p.Attempts > 0 {
			v += fmt.Sprintf(", tried %d times", p.Attempts)
		}
		out = append(out, templates.Field{Name: kindWord(p.Kind), Value: v, Mono: true})
	}
	return out
}

// shownBytes is how much of one text a page shows.
const shownBytes = 6000

// talksOf are the order's own parts of the requests and answers it was in.
func talksOf(sc scene, st store.OrderStory) []templates.Talk {
	var out []templates.Talk
	for _, x := range st.Exchanges {
		t := templates.Talk{Head: purposeWord(x.Purpose) + ", " + moment(x.SentAt, sc.now),
			Fields: []templates.Field{{Name: "newMessageSetID", Value: x.SetID, Mono: true}, {Name: "Requests in the set", Value: fmt.Sprint(x.Requests), Mono: true}},
			Link:   &templates.Action{Word: "The whole visit", Href: fmt.Sprintf("/activity/visits/%d#set%d", x.Visit, x.Seq)}}
		if x.HResult != "" {
			t.Fields = append(t.Fields, templates.Field{Name: "HRESULT", Value: x.HResult + " " + x.Message, Mono: true})
		}
		for _, p := range st.Postings {
			t.Request = joinedBy("\n", t.Request, elementWith(x.Request, p.ID))
			t.Response = joinedBy("\n", t.Response, elementWith(x.Response, p.ID))
		}
		if t.Request == "" {
			t.Request = clipped(x.Request)
		}
		if t.Response == "" {
			t.Response = clipped(x.Response)
		}
		out = append(out, t)
	}
	return out
}

// elementWith cuts the element out of a message set whose requestID is the
// posting's; empty if it is not there.
func elementWith(body []byte, id store.PostingID) string {
	at := bytes.Index(body, fmt.Appendf(nil, `requestID="p%d"`, id))
	if at < 0 {
		return ""
	}
	from := bytes.LastIndexByte(body[:at], '<')
	if from < 0 {
		return ""
	}
	name, _, _ := strings.Cut(string(body[from+1:at]), " ")
	end := bytes.Index(body[at:], []byte("</"+name+">"))
	if end < 0 {
		end = bytes.IndexByte(body[at:], '>')
		return clipped(body[from : at+end+1])
	}
	return clipped(body[from : at+end+len(name)+3])
}

// clipped is a text at a length that a page can show.
func clipped(b []byte) string {
	if len(b) <= shownBytes {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.ToValidUTF8(string(b[:shownBytes]), "") + fmt.Sprintf("\n… and %s more characters.", templates.Count(len(b)-shownBytes))
}

func purposeWord(p string) string {
	switch p {
	case "post":
		return "Posted documents"
	case "verify":
		return "Read back what was saved"
	case "ask":
		return "Asked what was saved"
	case "read":
		return "Read a list"
	case "links":
		return "Asked for documents that orders are linked to"
	case "entry":
		return "Made an entry of a list"
	case "entry ask":
		return "Asked whether an entry is there"
	case "company":
		return "Asked which company file is open"
	}
	return "Asked QuickBooks"
}
