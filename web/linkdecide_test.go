package web

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/sales"
	"countinghouse/store"
)

// linkShown is which answer of QuickBooks' about a link a page shows.
func linkShown(a answer) string {
	n := find(a.page, func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "link" })
	if n == nil {
		return ""
	}
	return attr(n, "value")
}

// linkAnswered is a link to invoice 9847 of order 2 that QuickBooks answered.
func (h *house) linkAnswered(found ...store.FoundDocument) {
	h.t.Helper()
	ref := store.OrderRef{Store: "main", ID: 2}
	_, err := h.store.Do(h.t.Context(), tester, store.Step{Company: "larkspur", Head: "It is asked."}, store.Deed{Kind: store.DeedAskLink, Orders: []store.OrderRef{ref}, Document: books.Invoice, Text: "9847"})
	must(h.t, err)
	q, err := h.store.LinkQuestionOf(h.t.Context(), ref)
	must(h.t, err)
	must(h.t, h.store.LinkAnswered(h.t.Context(), q, found, false))
	d, err := h.store.Decisions(h.t.Context(), "main", 2)
	must(h.t, err)
	h.plan(func(sales.Order) books.Plan {
		return books.Plan{Outcome: books.Hold, Problems: []sales.Problem{{Code: "link-unclear", Subject: "Order 2", What: "Order 2 was to be linked to invoice 9847. " + d.LinkSays,
			Means: "Nothing of it is posted before the answer, so that it doesn't stand there twice.", Fix: "Look at both: link it all the same, name another document, or take the link back."}}}
	})
}

// foundInvoice is what QuickBooks has, with another total and day than the order.
var foundInvoice = store.FoundDocument{TxnID: "1-2", Kind: books.Invoice, Number: "9847", Customer: "Ana:Okafor", Date: day.New(2026, 11, 8), Total: 1250}

// linkHouse is a house whose order 2 waits for a decision about its link.
func linkHouse(t testing.TB, differs bool) *house {
	h := heldHouse(t, 2, heldFor("disputed", "", ""))
	if differs {
		h.linkAnswered(foundInvoice)
	} else {
		h.linkAnswered()
	}
	return h
}

func TestALinkThatDiffersIsDecidedInNeedsReviewAsAtTheOrder(t *testing.T) {
	h := heldHouse(t, 2, heldFor("disputed", "", ""))
	h.linkAnswered(foundInvoice)
	path := "/review?cause=" + causeID("link-unclear", "Order 2")
	a := h.see(path)
	wants(t, "the cause", a.text(), "Invoice 9847 in QuickBooks", "Ana: Okafor", "8 Nov 2026", "12.50", "Waits for your decision", linkConfirm, linkBack, linkAnother)
	wantsNot(t, "the cause", a.text(), "again", "Posts by itself")
	wants(t, "the order", h.see("/orders/main/2").text(), linkConfirm, linkBack, linkAnother)
	if form := formOf(t, h.see(linkNamed(t, a, linkAnother)), "fix"); form.Get("order") != "main/2" {
		t.Errorf("another document is asked for with %v", form)
	}
	// Meanwhile another answer came: what she saw is not what she would confirm.
	h.now = h.now.Add(60e9)
	more := foundInvoice
	more.Total = 990
	h.linkAnswered(more)
	stale := h.press(a, "linked")
	if stale.code != http.StatusUnprocessableEntity {
		t.Fatalf("an answer that nobody saw is confirmed: %d", stale.code)
	}
	wants(t, "what came meanwhile", stale.text(), "Nothing was linked.", "9.90")
	ref := store.OrderRef{Store: "main", ID: 2}
	if _, err := h.store.AdoptedBy(t.Context(), ref); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("it is linked: %v", err)
	}
	wants(t, "after it", h.follow(h.press(stale, "linked")).text(), "Order 2 is linked to invoice 9847 in QuickBooks, and left alone here.")
	if _, err := h.store.AdoptedBy(t.Context(), ref); err != nil {
		t.Errorf("it isn't linked: %v", err)
	}
	if again := h.press(stale, "linked"); again.code < 400 && again.code != http.StatusSeeOther {
		t.Errorf("the same press again answers %d", again.code)
	}
}

func TestALinkToNothingIsTakenBackOrNamedAnewInNeedsReview(t *testing.T) {
	h := heldHouse(t, 2, heldFor("disputed", "", ""))
	h.linkAnswered()
	a := h.see("/review?cause=" + causeID("link-unclear", "Order 2"))
	wants(t, "the cause", a.text(), linkBack, linkAnother)
	wantsNot(t, "the cause", a.text(), linkConfirm)
	forged := formOf(t, a, "fix")
	forged.Set("do", "linked")
	if b := h.do(http.MethodPost, "/review/fix", forged); b.code != http.StatusUnprocessableEntity || !strings.Contains(b.text(), "There is nothing to confirm any more") {
		t.Errorf("what QuickBooks doesn't have is confirmed: %d", b.code)
	}
	h.signIn("vera@larkspurandpine.com")
	if b := h.press(h.see("/review?cause="+causeID("link-unclear", "Order 2")), "unlink"); b.code != http.StatusForbidden {
		t.Errorf("who only reads is answered %d", b.code)
	}
	h.signIn("marguerite@larkspurandpine.com")
	wants(t, "after it", h.follow(h.press(a, "unlink")).text(), "Order 2 is not linked to a document, and goes on like any other.")
	if _, err := h.store.LinkQuestionOf(t.Context(), store.OrderRef{Store: "main", ID: 2}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the question stands: %v", err)
	}
}
