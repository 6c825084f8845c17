package posting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/qbxml"
	"countinghouse/store"
)

// After a backup of Countinghouse was restored a customer that was made since
// is found by its name. One that somebody renamed in QuickBooks meanwhile is
// found by our mark, its account number, in the list that was read again; one
// that looks alike is shown to a person before a second one is made.

// alikeFor is how long after a restore customers that look alike are looked
// for. Our mark is looked for always.
const alikeFor = 30 * 24 * time.Hour

// lookalikes are the customers of a company file that postings may stand for.
type lookalikes struct {
	read    bool // the list was read since the restore: what isn't in it isn't there
	entries []books.Entry
	since   time.Time // what was made or changed before was known when the customer was planned; zero: only marks count
}

// lookAlike looks for the customers that are to be made, in the list that was
// read before.
func (d *Desk) lookAlike(ctx context.Context, s *session, postings []store.Posting) (lookalikes, error) {
	a := lookalikes{read: true}
	var some []books.NewCustomer
	for i := range postings {
		if postings[i].Kind == books.CustomerAdd {
			some = append(some, *postings[i].Customer)
		}
	}
	if len(some) == 0 {
		return a, nil
	}
	progress, err := d.store.ListProgress(ctx, s.company.Key, books.Customers)
	if err != nil {
		return a, err
	}
	a.read = progress.Done
	r, err := d.store.RestoredCompany(ctx, s.company.Key)
	switch {
	case err == nil:
		a.read = a.read && !progress.Finished.Before(r.Restored)
		if within(d.o.Now(), r.Restored, alikeFor) {
			a.since = r.Since.Add(-lookMargin)
		}
	case !errors.Is(err, store.ErrNotFound):
		return a, err
	}
	if a.read {
		a.entries, err = d.store.CustomersLike(ctx, s.company.Key, some)
	}
	return a, err
}

// settle decides about a customer that QuickBooks doesn't have by name.
func (a *lookalikes) settle(o *store.Outcome, q *store.Posting) {
	c := q.Customer
	var marked, others []books.Entry
	for _, e := range a.entries {
		switch {
		case strings.EqualFold(e.FullName, c.Name): // a name that is taken is found out when it is sent
		case c.AccountNumber != "" && strings.EqualFold(e.Number, c.AccountNumber):
			marked = append(marked, e)
		case strings.HasPrefix(strings.ToUpper(e.Number), "BC-"): // another shopper's
		case e.Active && a.isNew(e) && sameAs(e, c) != "":
			others = append(others, e)
		}
	}
	refuse := func(why string) {
		o.To, o.Lane, o.Reason = store.Refused, string(qbxml.LaneUncertain), why
	}
	switch {
	case len(marked) == 1:
		e := marked[0]
		o.To, o.TxnID, o.EditSequence = store.Posted, e.ListID, e.EditSequence
		o.Reason = fmt.Sprintf("It was made after the backup that was restored: QuickBooks has it with our account number %s, and the name %s. It was taken over, nothing was sent.", e.Number, e.FullName)
	case len(marked) > 1:
		refuse(fmt.Sprintf("A backup was restored, and QuickBooks has several customers with our account number %s: %s. It isn't certain which one this shopper is, so none is made. Take the number off all but one there, let the Web Connector update, and try again.",
			c.AccountNumber, namesOf(marked)))
	case len(others) > 0:
		same := sameAs(others[0], c)
		refuse(fmt.Sprintf("A backup was restored, and QuickBooks has a customer that was made or changed since and has the same %s: %s. It may be %s under another name, so no second one is made. "+
			"If it is, name it %s there again, let the Web Connector update, and try again. If it is somebody else, try again: a new customer is made, unless one has the shopper's e-mail address.",
			same, namesOf(others), c.Name, c.Name))
	}
}

// isNew tells whether a customer was made or changed since the backup; one of
// which that can't be told counts.
func (a *lookalikes) isNew(e books.Entry) bool {
	if a.since.IsZero() {
		return false
	}
	at, err := time.Parse(time.RFC3339, e.Modified)
	return err != nil || !at.Before(a.since)
}

// sameAs is what a customer has in common with one that is to be made; empty:
// nothing that tells a person from another.
func sameAs(e books.Entry, c *books.NewCustomer) string {
	switch {
	case c.Email != "" && strings.EqualFold(strings.TrimSpace(e.Email), strings.TrimSpace(c.Email)):
		return "e-mail address"
	case digits(c.Phone) != "" && digits(e.Phone) == digits(c.Phone):
		return "telephone number"
	}
	return ""
}

// digits are those of a telephone number; empty: too few to be one.
func digits(s string) string {
	out := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if len(out) < 6 {
		return ""
	}
	return out
}

func namesOf(entries []books.Entry) string {
	var out []string
	for _, e := range entries {
		out = append(out, e.FullName)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
