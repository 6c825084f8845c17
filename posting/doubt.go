package posting

import (
	"context"
	"fmt"
	"time"

	"countinghouse/qbxml"
	"countinghouse/store"
)

// doubts are what a visit learned of what is in doubt.
type doubts struct {
	told    map[string]told // what the message set status said, by set ID
	asked   map[store.PostingID]asked
	foundOf map[string]bool // something of the set is in QuickBooks, by set ID
	// portion is how many postings are asked for at a time, after an answer that
	// could not be read whole; 0: as many as there are.
	portion int
	// everyone: QuickBooks would not tell documents by customer, so whoever's are asked for.
	everyone bool
	doubtful string // what is left in doubt and why, for the end of the visit
}

// asked is how a posting was asked for in this visit.
type asked struct {
	missing int  // so often it was not there
	off     bool // not again in this visit
}

// asksEnough is how often what is missing is asked for before anything is
// sent: by number, and in a later trip by customer and day too.
const asksEnough = 2

func newDoubts() doubts {
	return doubts{told: map[string]told{}, asked: map[store.PostingID]asked{}, foundOf: map[string]bool{}}
}

// toAsk are the postings to be asked for next.
func (s *doubts) toAsk(unsure []store.Posting) []store.Posting {
	var out []store.Posting
	most := askChunk
	if s.portion > 0 {
		most = s.portion
	}
	for i := range unsure {
		a := s.asked[unsure[i].ID]
		if !a.off && a.missing < asksEnough && len(out) < most {
			out = append(out, unsure[i])
		}
	}
	return out
}

// putOff leaves a posting in doubt until the next visit.
func (s *doubts) putOff(id store.PostingID) {
	a := s.asked[id]
	a.off = true
	s.asked[id] = a
}

// unheard is a posting whose question, among those of so many, was not
// answered: it is asked again in other words or a smaller portion, else in the
// next visit. The others don't wait for it.
func (s *doubts) unheard(q *store.Posting, got *heardOf, n int) {
	torn, refused := false, false
	near := s.asked[q.ID].missing > 0
	for _, id := range questionsOf(q, near) {
		torn = torn || got.torn[id]
		refused = refused || isNear(id) && !got.answered[id] && !got.torn[id]
	}
	switch {
	case refused && !s.everyone: // a customer that was deleted or merged: QuickBooks tells nothing by it
		s.everyone = true
	case torn && n > 1:
		s.portion = max(n/2, 1)
	default:
		s.putOff(q.ID)
		s.doubtful = notAsked
	}
}

// notAsked and tooEarly say why something is left in doubt.
const (
	notAsked = "QuickBooks could not be asked about everything that it may have saved. What it could not be asked about isn't sent again until it answers."
	tooEarly = "An answer of QuickBooks was lost a short while ago, and it may be at work on that batch still. It is asked again with the next update before anything of it is sent again."
)

// tornAll is a set of questions of which nothing could be read.
func (s *doubts) tornAll(p *set) {
	if len(p.postings) > 1 {
		s.portion = max(len(p.postings)/2, 1)
		return
	}
	for i := range p.postings {
		s.putOff(p.postings[i].ID)
	}
	s.doubtful = notAsked
}

// asksAnew forgets what was heard of postings that are sent, again or made
// anew: if that answer is lost too, everything is asked from the beginning.
// What was missing before they left says nothing of what is there now.
func (s *doubts) asksAnew(p *set) {
	delete(s.told, p.setID)
	for i := range p.postings {
		delete(s.asked, p.postings[i].ID)
	}
}

// maxSends is how often the very bytes of a set are sent. What fails each time
// then goes out anew, each record by itself, so that one that QuickBooks or
// the line fails at stops none of the others.
const maxSends = 3

// maxLost is how often a record is sent whose answer is lost each time
// although the questions about it come through, before a person is asked.
const maxLost = 8

// laneParked marks a posting that was sent too often in vain.
const laneParked = "parked"

// NeverSaid stands in the reason of what was parked: QuickBooks did not refuse it.
const NeverSaid = "QuickBooks never said what became of it"

// missing decides about what QuickBooks was asked for and does not have. The
// very bytes leave again under the same ID where nothing says that QuickBooks
// began with the set: if it is at work on it still, behind a dialog or on
// another PC, it recognises them and saves nothing twice. What a set left out
// that did run is made anew.
func (d *Desk) missing(ctx context.Context, s *session) (*set, error) {
	if len(s.asked) == 0 || s.back.holds {
		return nil, nil
	}
	sets, err := d.store.DoubtfulSets(ctx, s.company.Key)
	if err != nil {
		return nil, err
	}
	unsure, err := d.store.UnsurePostings(ctx, s.company.Key, len(s.asked)+askChunk)
	if err != nil {
		return nil, err
	}
	bySet := map[int64][]*store.Posting{}
	for i := range unsure {
		q := &unsure[i]
		if a := s.asked[q.ID]; !a.off && a.missing >= asksEnough {
			bySet[q.Exchange] = append(bySet[q.Exchange], q)
		}
	}
	var outcomes []store.Outcome
	var again *set
	pause := ""
	for i := range sets {
		x := &sets[i]
		gone := bySet[x.Exchange]
		if len(gone) == 0 {
			continue
		}
		if d.leavesAgain(s, x, gone) {
			if again != nil {
				continue // one after the other
			}
			if again, err = d.again(ctx, x, gone); err != nil {
				return nil, err
			}
			continue
		}
		for _, q := range gone {
			o, wait := d.absent(s, x, q)
			if o == nil {
				s.putOff(q.ID)
				s.doubtful = tooEarly
				continue
			}
			outcomes = append(outcomes, *o)
			pause = orFirst(pause, wait)
		}
	}
	if len(outcomes) > 0 {
		if err := d.settleUnsent(ctx, s, outcomes); err != nil {
			return nil, err
		}
	}
	if pause != "" {
		return nil, d.refuse(ctx, s, pause)
	}
	return again, nil
}

// began tells whether QuickBooks has begun with a set, as far as anything says.
func (s *doubts) began(x *store.DoubtfulSet) bool {
	return s.told[x.SetID].began || s.foundOf[x.SetID] || !x.Whole
}

// leavesAgain tells whether the very bytes of a set leave again.
func (d *Desk) leavesAgain(s *session, x *store.DoubtfulSet, gone []*store.Posting) bool {
	for _, q := range gone {
		if !isAddition(q) {
			return false
		}
	}
	return !s.began(x) && x.SetID != "" && x.Sends < maxSends && len(gone) == len(x.Postings) &&
		(x.Ending != store.Unanswered || d.age(x) >= d.o.Patience/10)
}

// again is the set that is sent once more.
func (d *Desk) again(ctx context.Context, x *store.DoubtfulSet, gone []*store.Posting) (*set, error) {
	was, err := d.store.Exchange(ctx, x.Exchange)
	if err != nil {
		return nil, err
	}
	out := &set{purpose: forPost, setID: x.SetID, bytes: was.Request, requests: was.Requests, again: x.Exchange}
	for _, q := range gone {
		out.postings = append(out.postings, *q)
	}
	return out, nil
}

// absent is what becomes of an addition that QuickBooks does not have; nil: it
// is too early to say. The text is why the whole company file must wait.
func (d *Desk) absent(s *session, x *store.DoubtfulSet, q *store.Posting) (o *store.Outcome, pause string) {
	o = &store.Outcome{Posting: q.ID, From: store.Unsure}
	t := s.told[x.SetID]
	if r := t.said[requestID(q.ID)]; r != nil {
		return o, d.remembered(o, q, r)
	}
	over := x.Ending != store.Unanswered || t.stored
	switch {
	case !s.began(x) && x.Sends < maxSends && s.all(x):
		return nil, "" // it is sent again unchanged, a little later
	case !over && d.age(x) < d.o.Patience:
		return nil, "" // QuickBooks may be at work on it still
	}
	o.To, o.Attempt, o.Solo = store.Ready, true, x.Ending != store.Answered && q.Attempts > 0
	o.Reason = "QuickBooks doesn't have it; it is sent again."
	refusedAgain(o, q, "it isn't there")
	most := maxLost
	if x.Ending == store.Failed || t.began && !t.stored {
		most = maxTries
	}
	if o.To == store.Ready && q.Code == 0 && q.Attempts+1 >= most {
		o.To, o.Lane = store.Refused, laneParked
		o.Reason = fmt.Sprintf("It was sent %d times. "+NeverSaid+", and each time it was asked it wasn't there: this record may be what QuickBooks or the line to it fails at. "+
			"It isn't sent again by itself. Look for unusual characters or sizes in the order, enter it by hand and exclude it, or try again.", q.Attempts+1)
	}
	return o, ""
}

// all tells whether everything of a set was asked for and is missing.
func (s *doubts) all(x *store.DoubtfulSet) bool {
	for _, id := range x.Postings {
		if a := s.asked[id]; a.off || a.missing < asksEnough {
			return false
		}
	}
	return true
}

// remembered is what becomes of a record of which QuickBooks remembers what it
// answered, and which it does not have.
func (d *Desk) remembered(o *store.Outcome, q *store.Posting, r *qbxml.Response) (pause string) {
	if r.StatusCode == 0 {
		o.To, o.Lane = store.Refused, string(qbxml.LaneUncertain)
		o.Reason = "QuickBooks says that it saved this, but it isn't there any more: somebody may have deleted it, or changed it beyond recognition. Decide whether it should be posted again."
		return ""
	}
	pause = d.outcome(o, q, r)
	if o.To == store.Unsure { // it was asked just now
		o.To, o.Lane, o.Attempt = store.Ready, "", true
		o.Reason = "QuickBooks doesn't have it; it is sent again."
		known := *q
		known.Code, known.Reason = r.StatusCode, qbxml.Advise(*r).Words(r.Message)
		refusedAgain(o, &known, "it isn't there")
	}
	return pause
}

// age is how long ago a set was sent. The clock may have been set back since:
// then it counts from when the set was first seen.
func (d *Desk) age(x *store.DoubtfulSet) time.Duration {
	now := d.o.Now()
	if age := now.Sub(x.SentAt); age >= 0 {
		return age
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	first, known := d.seen[x.Exchange]
	if !known || first.After(now) {
		d.seen[x.Exchange] = now
		return 0
	}
	return now.Sub(first)
}

// within tells whether an instant is less than a span away. One that seems to
// come is so too, since the clock may have been set back, but never for longer
// than the span: nothing waits for ever for a clock to catch up.
func within(now, then time.Time, span time.Duration) bool {
	age := now.Sub(then)
	return -span < age && age < span
}
