package web

import (
	"fmt"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/store"
	"countinghouse/templates"
)

// filed is a document with where it stands.
type filed struct {
	posting store.Posting // zero for one that is only planned
	doc     books.Document
	summary bool // it is the order's part of a daily summary
	out     bool // it was taken out of QuickBooks since
}

// takesOut tells whether the document is the taking out of another.
func (f *filed) takesOut() bool {
	return f.doc.Operation == books.Void || f.doc.Operation == books.Delete
}

// done tells whether QuickBooks did what the posting says.
func (f *filed) done() bool {
	return f.posting.State == store.Posted || f.posting.State == store.Verified
}

func (f *filed) key() string { return fmt.Sprint(f.doc.Kind, "|", f.doc.Part, "|", f.summary) }

// documentsOf are the order's documents in their order: those handed over or
// to be handed over, and those planned that have no posting. What was taken
// out since, and its taking out, is marked so.
func documentsOf(st store.OrderStory) []filed {
	var out []filed
	have := map[string]bool{}
	for i, list := range [][]store.Posting{st.Postings, st.Summaries} {
		for _, p := range list {
			if p.Document == nil || p.State == store.Withdrawn {
				continue
			}
			f := filed{posting: p, doc: *p.Document, summary: i == 1}
			if f.takesOut() && f.done() {
				f.out = true
				for j := range out {
					if out[j].key() == f.key() {
						out[j].out = true
					}
				}
			}
			out = append(out, f)
			have[string(p.Kind)+p.Document.RefNumber] = true
		}
	}
	for _, doc := range st.Plan.Documents {
		if !have[string(doc.Kind)+doc.RefNumber] {
			out = append(out, filed{doc: doc})
		}
	}
	return out
}

// standingOf are the documents that stand in QuickBooks or are to: each as it
// was changed last, and none that was taken out.
func standingOf(st store.OrderStory) []filed {
	var out []filed
	at := map[string]int{}
	for _, f := range documentsOf(st) {
		if f.out || f.takesOut() {
			continue
		}
		if i, again := at[f.key()]; again {
			out[i] = f
			continue
		}
		at[f.key()] = len(out)
		out = append(out, f)
	}
	return out
}

// mainFiled is the sales receipt or invoice that stands, or else the one that
// was there; the newest if there are several.
func mainFiled(st store.OrderStory) (filed, bool) {
	var main filed
	ok := false
	for _, list := range [][]filed{standingOf(st), documentsOf(st)} {
		for _, f := range list {
			switch {
			case f.takesOut():
			case f.doc.Kind == books.SalesReceipt || f.doc.Kind == books.Invoice, f.doc.Kind == books.SalesOrder && !ok:
				main, ok = f, true
			}
		}
		if ok {
			break
		}
	}
	return main, ok
}

// mainDocument is the document of mainFiled.
func mainDocument(st store.OrderStory) (books.Document, bool) {
	f, ok := mainFiled(st)
	return f.doc, ok
}

// dueTotal is what the document has to come to: what the store charged, less
// what was paid with gift certificates and store credit, which stand on it as
// lines of their own.
func dueTotal(st store.OrderStory) money.Amount {
	total := storeTotal(st)
	doc, ok := mainDocument(st)
	if !ok {
		return total
	}
	for _, l := range doc.Lines {
		if l.Source.Part == "gift_certificate_spent" || l.Source.Part == "store_credit" {
			total += l.Source.Amount
		}
	}
	return total
}

// documentHead names a document, and what is done to it if it is no new one.
func documentHead(f filed) string {
	name := strings.TrimSpace(kindWord(f.doc.Kind) + " " + f.doc.RefNumber)
	switch {
	case f.doc.Kind == books.Payment:
		name = "Payment"
	case f.summary:
		name = "In daily " + kindInText(f.doc.Kind) + " " + f.doc.RefNumber
	}
	done := map[books.Operation]string{books.Modify: "changed", books.Void: "voided", books.Delete: "deleted"}[f.doc.Operation]
	switch {
	case done == "":
		return name
	case f.posting.State == store.Refused:
		return name + ", not " + done
	case f.posting.State == store.Ready:
		return name + ", to be " + done
	}
	return name + ", " + done
}

// netOf is what the order's sale and its credit memos come to in QuickBooks.
func netOf(st store.OrderStory, sale books.Document) string {
	net, less := sale.Total, ""
	for _, f := range standingOf(st) {
		if f.doc.Kind == books.CreditMemo && f.done() {
			a := max(f.doc.Total, -f.doc.Total)
			net -= a
			less += " less " + amountOf(a, f.doc.Decimals).Text()
		}
	}
	if less == "" {
		return "In QuickBooks: **" + amountOf(net, sale.Decimals).Text() + "**"
	}
	return "Net in QuickBooks: " + amountOf(sale.Total, sale.Decimals).Text() + less + " = **" + amountOf(net, sale.Decimals).Text() + "**"
}

// timelineOf is what happened, and what is still expected. What was taken out
// is one step where the order was posted again since.
func timelineOf(sc scene, st store.OrderStory) []templates.Node {
	o := st.Order
	channel := o.ChannelName
	if channel == "" {
		channel = sc.shopName(o.Store)
	}
	nodes := []templates.Node{{Kind: "done", Glyph: "verified", Head: "Ordered", Lines: []string{moment(o.Placed, sc.now), channel},
		Amount: amountOf(storeTotal(st), o.Decimals), Has: true}}
	again := len(standingOf(st)) > 0
	taken, last := 0, time.Time{}
	var after []templates.Node
	for _, f := range documentsOf(st) {
		switch {
		case f.out && again:
			if f.takesOut() {
				taken, last = taken+1, latest(last, f.posting.PostedAt)
			}
		case f.out && !f.takesOut():
		default:
			after = append(after, documentNode(sc, f))
		}
	}
	if taken > 0 {
		nodes = append(nodes, templates.Node{Kind: "done", Glyph: "verified", Head: "Taken out before",
			Lines: []string{templates.Plural(taken, "document", "documents"), moment(last, sc.now)}})
	}
	nodes = append(nodes, after...)
	switch st.State {
	case store.OrderVerified:
		nodes = append(nodes, templates.Node{Kind: "done", Glyph: "verified", Head: "Read back", Lines: []string{moment(lastVerified(st), sc.now), "Agrees to the cent"}})
	case store.OrderPosted, store.OrderWaiting, store.OrderAsking, store.OrderNew:
		nodes = append(nodes, templates.Node{Kind: "due", Glyph: "wait", Head: "Read back", Lines: []string{"After it is posted"}})
	case store.OrderHeld:
		nodes = append(nodes, templates.Node{Kind: "ask", Glyph: "held", Head: "Needs review", Lines: []string{templates.Plural(len(st.Problems), "thing", "things") + " to put right"}})
	case store.OrderExcluded, store.OrderWatched:
		nodes = append(nodes, templates.Node{Kind: "due", Glyph: "excluded", Head: templates.OrderStatus(st.State).Word, Lines: []string{st.Reason}})
	}
	for i := range nodes[:len(nodes)-1] {
		nodes[i].Next = nodes[i+1].Kind != "done"
	}
	return nodes
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func documentNode(sc scene, f filed) templates.Node {
	n := templates.Node{Head: documentHead(f), Amount: shown(f.doc), Has: !f.takesOut()}
	p := f.posting
	switch p.State {
	case store.Posted, store.Verified:
		n.Kind, n.Glyph = "done", "verified"
		n.Lines = []string{moment(p.PostedAt, sc.now)}
		detail := f.doc.PaymentMethod.FullName
		if p.TxnNumber != "" {
			detail = joinedBy(", ", "Trans. "+p.TxnNumber, detail)
		}
		if detail != "" {
			n.Lines = append(n.Lines, detail)
		}
	case store.Refused:
		n.Kind, n.Glyph, n.Lines = "stop", "refused", []string{"QuickBooks refused it", moment(p.Updated, sc.now)}
		switch p.Lane {
		case "changed": // it was never asked to
			n.Lines[0] = "Nothing was changed"
		case "parked":
			n.Lines[0] = "Set aside: no answer came"
		case "uncertain":
			n.Lines[0] = "It may be in QuickBooks"
		}
	case store.Unsure:
		n.Kind, n.Glyph, n.Lines = "ask", "ask", []string{"No answer came", "QuickBooks is asked first"}
	case store.Sent:
		n.Kind, n.Glyph, n.Lines = "due", "wait", []string{"Sent " + clock(p.SentAt, sc.now), "QuickBooks is answering"}
	default:
		n.Kind, n.Glyph, n.Lines = "due", "wait", []string{"At the next call", "Dated " + dayIn(f.doc.Date, sc.now)}
	}
	return n
}
