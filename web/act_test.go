package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/sales"
	"countinghouse/store"
)

// sendAct sends the form of a page that asks.
func (h *house) sendAct(a answer, changes ...string) answer {
	h.t.Helper()
	form := formOf(h.t, a, "act")
	button := find(a.page, func(n *html.Node) bool {
		return n.Data == "button" && attr(n, "name") == "do" && strings.Contains(attr(n, "class"), "button")
	})
	if button == nil {
		h.t.Fatalf("the page has no button: %.600s", a.text())
	}
	form.Set("do", attr(button, "value"))
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return h.do(http.MethodPost, "/act", form)
}

// pressed sends the little form around a button of the page.
func (h *house) pressed(a answer, word string) answer {
	h.t.Helper()
	var button *html.Node
	form := find(a.page, func(n *html.Node) bool {
		if n.Data != "form" {
			return false
		}
		button = find(n, func(b *html.Node) bool { return b.Data == "button" && textOf(b) == word })
		return button != nil
	})
	if form == nil {
		h.t.Fatalf("no button %q", word)
	}
	values := url.Values{attr(button, "name"): {attr(button, "value")}}
	for n := range form.Descendants() {
		if n.Data == "input" {
			values.Add(attr(n, "name"), attr(n, "value"))
		}
	}
	return h.do(http.MethodPost, attr(form, "action"), values)
}

func TestAnOrderIsExcludedAndLetInFromItsPage(t *testing.T) {
	h := story(t)
	a := h.see(linkNamed(t, h.see("/orders/main/10531"), "Exclude…"))
	wants(t, "the page that asks", a.text(), "Keep order 10531 out of QuickBooks?", "Elena Marchetti", "64.20", "Exclude order 10531")
	b := h.sendAct(a)
	if b.code != http.StatusUnprocessableEntity {
		t.Fatalf("without a reason it answers %d", b.code)
	}
	wants(t, "the title", b.element("title"), "Error:")
	wants(t, "without a reason", b.text(), "Nothing was changed: 1 thing to correct", "Say why: it stands with the order.")
	a = h.follow(h.sendAct(a, "why", "Entered by hand"))
	wants(t, "the order after it", a.text(), "Order 10531 is kept out of QuickBooks. Entered by hand.", "Undo", "kept the order out of QuickBooks")
	a = h.follow(h.pressed(a, "Let it into QuickBooks again"))
	wants(t, "the order after that", a.text(), "Order 10531 is let into QuickBooks like any other.")
	if d, err := h.store.Decisions(t.Context(), "main", 10531); err != nil || d.Excluded != "" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAnOrderIsTakenOutOfQuickBooksAfterLookingAtWhatStays(t *testing.T) {
	h := story(t)
	a := h.see(linkNamed(t, h.see("/orders/main/10180"), "Take it out of QuickBooks…"))
	wants(t, "the preview", a.text(), "Take order 10180 out of QuickBooks?", "Invoice BC10180", "Voided", "Payment BC10180", "Deleted", "443.83", "Void 2 documents", "somebody edited, deposited or reconciled it")
	del := find(a.page, func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "choice=delete") })
	wants(t, "the preview of deleting", h.see(attr(del, "href")).text(), "Delete 2 documents")
	if b := h.sendAct(a); b.code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason it answers %d", b.code)
	}
	a = h.follow(h.sendAct(a, "why", "Sold twice"))
	wants(t, "the order after it", a.text(), "2 documents are taken out of QuickBooks at the next call.", "Sold twice", "Post it again…")
	wants(t, "a second undo", h.see(linkNamed(t, a, "Take it out of QuickBooks…")).text(), "Nothing of order 10180 is to be taken out", "Taken out already")
	a = h.follow(h.sendAct(h.see(linkNamed(t, a, "Post it again…")), "why", "It was not"))
	wants(t, "the order after redo", a.text(), "1 order is posted again at the next call.")
	if d, err := h.store.Decisions(t.Context(), "main", 10180); err != nil || d.Undone != "" {
		t.Errorf("%+v, %v", d, err)
	}
	wants(t, "an order of which nothing was undone", h.see("/act?do=redo&o=main/10183").text(), "Post order 10183 again?")
	if b := h.sendAct(h.see("/act?do=redo&o=main/10183")); b.code != http.StatusUnprocessableEntity || !strings.Contains(b.text(), "there is nothing to post again") {
		t.Errorf("it answers %d", b.code)
	}
}

func TestAVisitIsTakenOutAsAWhole(t *testing.T) {
	h := story(t)
	visit := h.see(linkNamed(t, h.see("/activity"), "10 Nov, 10:42"))
	a := h.see(linkNamed(t, visit, "Take out what it posted…"))
	wants(t, "the preview", a.text(), "Take all that this visit posted out of QuickBooks?", "Sales receipt BC10567", "Voided", "Never sent, and won’t be", "Void 2 documents")
	a = h.follow(h.sendAct(a, "why", "Wrong mapping"))
	wants(t, "the page after it", a.text(), "taken out of QuickBooks at the next call.")
}

func TestARefusedDocumentIsTriedAgainFromTheOrder(t *testing.T) {
	h := story(t)
	a := h.follow(h.pressed(h.see("/orders/main/10366"), "Try it again"))
	wants(t, "the order after it", a.text(), "Sales receipt BC10366 is tried again at the next call.")
	if n := h.toPlan(); n != 1 {
		t.Errorf("%d orders are planned again", n)
	}
}

func TestAnOrderIsApprovedOnItsPageByWhomTheRuleAsks(t *testing.T) {
	h := story(t)
	r := h.rules()
	r.Cases = []books.Case{{Name: "Large", When: books.Conditions{Over: money.Int(1)}, Then: books.Actions{Approve: "large"}}}
	_, err := h.store.SaveRules(t.Context(), tester, "main", r)
	must(t, err)
	h.plan(heldFor("needs-approval", "Large", ""), order(10601, day.New(2026, 11, 10), "Gil Fontaine", "1246.00"))
	a := h.see("/orders/main/10601")
	wants(t, "the order for a bookkeeper", a.text(), "Approve it", "The rule “Large” asks for an admin.")
	if b := h.pressed(a, "Approve it"); b.code != http.StatusForbidden {
		t.Errorf("a bookkeeper's approval answers %d", b.code)
	}
	h.http = browser(t)
	h.signIn("tomas@larkspurandpine.com")
	h.follow(h.pressed(h.see("/orders/main/10601"), "Approve it"))
	if d, err := h.store.Decisions(t.Context(), "main", 10601); err != nil || d.Approved["Large"] == "" {
		t.Errorf("%+v, %v", d, err)
	}
	if b := h.do(http.MethodPost, "/act", url.Values{"do": {"approve"}, "o": {"main/10601"}, "rule": {"No such rule"}}); b.code != http.StatusNotFound {
		t.Errorf("a rule that is none answers %d", b.code)
	}
}

func TestAnOrderIsLinkedCommentedAndItsGoodsAreSaidOnItsPage(t *testing.T) {
	h := story(t)
	o := order(10602, day.New(2026, 11, 10), "Ana Poe", "46.00")
	o.Refunds = []sales.Refund{{ID: 7, Created: noon, Items: []sales.RefundItem{{Kind: sales.RefundProduct, ID: 1, Quantity: money.Int(1)}}}}
	h.plan(held, o)
	a := h.see(linkNamed(t, h.see("/orders/main/10602"), "Goods that came back…"))
	if b := h.sendAct(a); b.code != http.StatusUnprocessableEntity {
		t.Errorf("saying nothing answers %d", b.code)
	}
	a = h.follow(h.sendAct(a, "goods~main~10602~7~1", "yes"))
	wants(t, "the order", a.text(), "What became of the goods of order 10602 is said.")
	form := formOf(t, a, "comment")
	form.Set("do", "comment")
	form.Set("text", "Asked the shopper.")
	wants(t, "the order", h.follow(h.do(http.MethodPost, "/act", form)).text(), "Marguerite Oduya commented", "Asked the shopper.")
	a = h.see(linkNamed(t, h.see("/orders/main/10602"), "Link a document…"))
	if b := h.sendAct(a); b.code != http.StatusUnprocessableEntity {
		t.Errorf("a link without a number answers %d", b.code)
	}
	a = h.follow(h.sendAct(a, "document", "invoice", "number", "9847"))
	wants(t, "the order’s line of time", a.text(), "Invoice 9847", "QuickBooks is asked at its next call")
}

// An order that was posted is linked to no other document: both would stand in
// QuickBooks, and the answer about the other one would be nowhere to be seen.
func TestAPostedOrderIsLinkedToNoOtherDocument(t *testing.T) {
	h := story(t)
	a := h.see("/orders/main/10180")
	if strings.Contains(a.text(), "Link a document…") {
		t.Error("its page offers to link it")
	}
	b := h.sendAct(h.see("/act?do=link&o=main/10180&back=/orders/main/10180"), "document", "invoice", "number", "9847")
	if b.code != http.StatusUnprocessableEntity {
		t.Errorf("it answers %d", b.code)
	}
	wants(t, "the refusal", b.text(), "Order 10180 was posted as invoice BC10180 and stands in QuickBooks", "Take it out of QuickBooks first, then link it.")
	if q, err := h.store.LinkQuestionOf(t.Context(), store.OrderRef{Store: "main", ID: 10180}); err == nil {
		t.Errorf("QuickBooks is asked: %+v", q)
	}
}

// The page of an order that a person excluded after it was posted says so: it
// agrees, and what happens to it in the store is not followed.
func TestAnOrderExcludedAfterItWasPostedSaysSo(t *testing.T) {
	h := story(t)
	a := h.follow(h.sendAct(h.see(linkNamed(t, h.see("/orders/main/10180"), "Exclude…")), "why", "Kept by hand"))
	wants(t, "the order", a.text(), "Order 10180 is left alone from now on; what stands in QuickBooks stays. Kept by hand.", "Excluded: Kept by hand. What stands in QuickBooks stays as it is.")
}

func TestActsAboutNothingAreRefused(t *testing.T) {
	h := story(t)
	for path, want := range map[string]int{"/act?do=exclude": 422, "/act?do=dance&o=main/10531": 404, "/act?do=exclude&o=elsewhere/1": 404, "/act?do=exclude&o=main/424242": 404, "/act?do=undo&visit=99": 404, "/act?do=undo&visit=x": 404} {
		if a := h.get(path); a.code != want {
			t.Errorf("%s answers %d, want %d", path, a.code, want)
		}
	}
	h.http = browser(t)
	h.signIn("vera@larkspurandpine.com")
	a := h.see("/orders/main/10531")
	wants(t, "the order for a viewer", a.text(), "Exclude…", "Look at it again")
	if b := h.pressed(a, "Look at it again"); b.code != http.StatusForbidden {
		t.Errorf("a viewer's press answers %d", b.code)
	}
	if events, err := h.store.Events(t.Context(), store.EventFilter{Action: "order.plan_again"}); err != nil || len(events.Rows) != 0 {
		t.Errorf("%v, %v", events, err)
	}
}
