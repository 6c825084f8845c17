package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/store"
	"countinghouse/templates"
)

// A link that QuickBooks did not bear out is decided at the order or in Needs
// review, by the same buttons in the same words.
const (
	linkConfirm = "It is this order: link it"
	linkBack    = "Take the link back"
	linkAnother = "Name another document…"
)

// linkKey names what a person saw when she decided: which document, and which
// answer of QuickBooks' about it.
func linkKey(q store.LinkQuestion) string {
	return fmt.Sprintf("%s/%s/%d", q.Kind, q.Number, q.Answered.UnixNano())
}

// compareLink puts what the order says beside what QuickBooks has.
func compareLink(q store.LinkQuestion) []templates.Compared {
	out := []templates.Compared{{Head: "Order " + fmt.Sprint(int64(q.Order.ID)), Customer: q.Customer, Day: q.Day.Human(), Total: amountOf(q.Total, q.Decimals)}}
	for _, f := range q.Found {
		head := kindWord(f.Kind) + " " + f.Number
		if f.Void {
			head += ", void"
		}
		if f.Of != "" {
			head += ", of " + f.Of + ","
		}
		out = append(out, templates.Compared{Head: head + " in QuickBooks", Customer: pathName(f.Customer), Day: f.Date.Human(), Total: amountOf(f.Total, q.Decimals)})
	}
	return out
}

// confirmLink is the deed that links an order to what QuickBooks has although
// it isn't as the order is; what was not before the person's eyes isn't confirmed.
func (d *desk) confirmLink(ctx context.Context, o store.OrderRef, in url.Values) (store.Deed, []correction, error) {
	q, err := d.Store.LinkQuestionOf(ctx, o)
	if errors.Is(err, store.ErrNotFound) || err == nil && q.State != store.LinkDiffers {
		return store.Deed{}, []correction{{"link", "", "There is nothing to confirm any more: it was linked or taken back meanwhile, or QuickBooks has no such document."}}, nil
	}
	if err != nil {
		return store.Deed{}, nil, err
	}
	if in.Get("link") != linkKey(q) {
		return store.Deed{}, []correction{{"link", "", "Another document was named meanwhile, or QuickBooks answered anew. Nothing was linked. Look at what QuickBooks has now, then decide."}}, nil
	}
	return store.Deed{Kind: store.DeedAdopt, Orders: []store.OrderRef{o}, Document: q.Kind, Text: q.Number}, nil, nil
}

// linkedTo is the order that waits for a decision about its link, and the
// question; ErrNotFound if several wait, or it was decided meanwhile.
func (d *desk) linkedTo(ctx context.Context, sc scene, c store.Cause) (store.LinkQuestion, error) {
	refs, err := d.Store.CauseOrders(ctx, sc.company.Key, c.Code, c.Subject, store.OrderRef{}, 2)
	if err != nil {
		return store.LinkQuestion{}, err
	}
	if len(refs) != 1 { // the same number in two stores: each at its order
		return store.LinkQuestion{}, store.ErrNotFound
	}
	return d.Store.LinkQuestionOf(ctx, refs[0])
}

// linkRemedy offers in Needs review what the order's page offers.
func (d *desk) linkRemedy(ctx context.Context, sc scene, c store.Cause, wrong []correction, f *templates.Fix) error {
	q, err := d.linkedTo(ctx, sc, c)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	f.Wrong = textOfField(wrong, "link")
	f.Do, f.Primary, f.Plain, f.Waits = "unlink", linkBack, true, "Waits for your decision"
	if q.State == store.LinkAsking {
		f.Waits = "Waits for QuickBooks’ answer"
	}
	if q.State == store.LinkDiffers {
		f.Compared, f.Link = compareLink(q), linkKey(q)
		f.Do, f.Primary, f.Plain = "linked", linkConfirm, false
		f.Also = &templates.Choice{Value: "unlink", Word: linkBack}
	}
	return nil
}

// doLink confirms a link or takes it back, from Needs review.
func (d *desk) doLink(r *http.Request, sc scene, a about, in url.Values) (store.StepID, []correction, error) {
	q, err := d.linkedTo(r.Context(), sc, a.cause)
	if errors.Is(err, store.ErrNotFound) {
		return 0, []correction{{"link", "", "There is nothing to decide any more: it was linked or taken back meanwhile."}}, nil
	}
	if err != nil {
		return 0, nil, err
	}
	if in.Get("do") == "unlink" {
		step, err := d.do(r, sc, store.Step{Once: in.Get("once"), Head: fmt.Sprintf("Order %d is not linked to a document, and goes on like any other.", q.Order.ID)}, store.Deed{Kind: store.DeedUnaskLink, Orders: []store.OrderRef{q.Order}})
		return step.ID, nil, err
	}
	deed, wrong, err := d.confirmLink(r.Context(), q.Order, in)
	if err != nil || len(wrong) > 0 {
		return 0, wrong, err
	}
	step, err := d.do(r, sc, adoptionStep(in, q.Order, deed), deed)
	return step.ID, nil, err
}

// isLink tells whether a cause is about a link to a document.
func isLink(code string) bool { return strings.HasPrefix(code, "link-") }
