package posting

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"countinghouse/qbxml"
	"countinghouse/store"
)

// ReceiveResponse answers receiveResponseXML with the percentage of the run
// that is done: below 100 while there is work, 100 at the end, negative when
// this run cannot go on. What QuickBooks said is committed before the answer.
func (d *Desk) ReceiveResponse(ctx context.Context, ticket, response, hresult, message string) (int, error) {
	s, err := d.session(ctx, ticket)
	if errors.Is(err, errUnknownTicket) {
		return d.lateAnswer(ctx, ticket, response)
	}
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pending
	if p == nil {
		if s.refusal != "" {
			return -1, nil
		}
		return s.percent, nil // delivered a second time
	}
	if brokenUnsaved && p.exchange == 0 {
		if err := d.commit(ctx, s, p); errors.Is(err, store.ErrChanged) {
			s.pending = nil
			return s.percent, nil
		} else if err != nil {
			return 0, err
		}
	}
	percent, err := d.receive(ctx, s, p, response, hresult, message)
	if errors.Is(err, store.ErrChanged) { // another delivery of the same answer was first
		s.pending = nil
		return s.percent, nil
	}
	if err != nil {
		return 0, err
	}
	s.percent = percent
	return percent, nil
}

// receive takes in the answer to the pending set.
func (d *Desk) receive(ctx context.Context, s *session, p *set, response, hresult, message string) (int, error) {
	reply := store.Reply{Response: []byte(response), HResult: hresult, Message: message, AnsweredAt: d.o.Now()}
	if strings.TrimSpace(hresult) != "" {
		return d.broken(ctx, s, p, reply)
	}
	rs, err := qbxml.Decode(strings.NewReader(response))
	if err != nil {
		return d.unreadable(ctx, s, p, reply, err)
	}
	if p.purpose != forForgotten && !p.own(rs) {
		d.log.WarnContext(ctx, "an answer to another message set was not taken", "visit", s.visit.ID, "purpose", p.purpose)
		return max(s.percent, 1), nil
	}
	d.batchOf(s.company.Key).took(p.requests, reply.AnsweredAt.Sub(p.sentAt), d.o.Aim, d.o.MaxBatch)
	switch p.purpose {
	case forCompany:
		err = d.companyAnswered(ctx, s, p, rs, reply)
	case forStatus:
		err = d.statusAnswered(ctx, s, p, rs, reply)
	case forAsk:
		err = d.askAnswered(ctx, s, p, rs, reply)
	case forLists:
		err = d.listsAnswered(ctx, s, p, rs, reply)
	case forReread:
		err = d.rereadAnswered(ctx, s, p, rs, reply)
	case forPost:
		err = d.postAnswered(ctx, s, p, rs, reply)
	case forVerify:
		err = d.verifyAnswered(ctx, s, p, rs, reply)
	case forKnown:
		err = d.knownAnswered(ctx, s, p, rs, reply)
	case forLook:
		err = d.lookAnswered(ctx, s, p, rs, reply)
	case forAskFirst:
		err = d.askFirstAnswered(ctx, s, p, rs, reply)
	case forEntryAsk:
		err = d.entriesAsked(ctx, s, p, rs, reply)
	case forEntry:
		err = d.entryAnswered(ctx, s, p, rs, reply)
	case forStock:
		err = d.stockAnswered(ctx, s, p, rs, reply)
	case forLinks:
		err = d.linksAnswered(ctx, p, rs, reply)
	case forForgotten:
		err = d.store.Answer(ctx, p.exchange, reply)
	default:
		err = fmt.Errorf("message set of unknown purpose %q", p.purpose)
	}
	if err != nil {
		return 0, err
	}
	s.pending = nil
	s.visit.Trips++
	s.done += p.requests
	if s.refusal != "" {
		return -1, nil
	}
	return d.progress(ctx, s)
}

// progress is the percentage to answer; it prepares what comes next, since
// 100 ends the run.
func (d *Desk) progress(ctx context.Context, s *session) (int, error) {
	next, err := d.prepare(ctx, s)
	if err != nil {
		return 0, err
	}
	if next == nil {
		s.message = s.closing()
		return 100, nil
	}
	w, err := d.store.WorkCounts(ctx, s.company.Key)
	if err != nil {
		return 0, err
	}
	left := w.Ready + w.Unsure + w.Posted + next.requests
	return min(max(100*s.done/(s.done+left), 1), 99), nil
}

func (d *Desk) progressAfter(ctx context.Context, s *session, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return d.progress(ctx, s)
}

// broken takes in an HRESULT: QuickBooks did not answer the set.
func (d *Desk) broken(ctx context.Context, s *session, p *set, reply store.Reply) (int, error) {
	advice := qbxml.AdviseHResult(reply.HResult)
	words := advice.Words(reply.Message)
	s.pending = nil
	s.visit.Trips++
	if p.purpose == forPost {
		reply.Outcomes, reply.Ending = d.brokenPost(s, p, advice, words), store.Failed
	}
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return 0, err
	}
	d.log.WarnContext(ctx, "quickbooks did not answer a message set", "purpose", p.purpose, "hresult", reply.HResult)
	if advice.ParseError && p.purpose == forPost {
		return d.progress(ctx, s) // nothing ran; smaller sets find the record to blame
	}
	if advice.ParseError && p.purpose == forReread && !s.noExtras { // an old QuickBooks may not know the report: it is asked without
		s.noExtras = true
		return d.progress(ctx, s)
	}
	if advice.ParseError && p.purpose == forKnown && !s.known.noDeleted { // an old QuickBooks may not tell of deletions
		s.known.noDeleted = true
		return d.progress(ctx, s)
	}
	if advice.ParseError && p.purpose == forEntry {
		return d.progressAfter(ctx, s, d.entryBroken(ctx, p, words))
	}
	if advice.ParseError && p.purpose == forEntryAsk {
		for _, w := range p.entries {
			s.making.left[w.ID] = true
		}
		return d.progress(ctx, s)
	}
	if p.purpose == forStatus { // an old QuickBooks may not know message set IDs: the query decides
		s.told[p.setID] = told{}
		return d.progress(ctx, s)
	}
	if advice.ParseError && p.purpose == forStock { // this QuickBooks can't be asked so: the next visit tries again
		s.stock.failed = true
		return d.progress(ctx, s)
	}
	if advice.ParseError && p.purpose == forAsk {
		s.tornAll(p)
		return d.progress(ctx, s)
	}
	s.message = words
	return -1, d.store.SetVisitMessage(ctx, s.visit.ID, words)
}

// brokenPost is what becomes of the postings of a set that got an HRESULT.
// After a parse error nothing ran: a set of one is refused, a larger one is
// tried in halves. After anything else the outcome is unknown.
func (d *Desk) brokenPost(s *session, p *set, advice qbxml.Advice, words string) []store.Outcome {
	outcomes := make([]store.Outcome, 0, len(p.postings))
	for _, q := range p.postings {
		o := store.Outcome{Posting: q.ID, From: store.Sent, To: store.Unsure, Lane: string(qbxml.LaneUncertain), Reason: words}
		if advice.ParseError {
			o.To, o.Lane, o.Reason = store.Ready, "", ""
			if len(p.postings) == 1 {
				o.To, o.Lane, o.Reason = store.Refused, string(qbxml.LaneBug), words
			}
		}
		outcomes = append(outcomes, o)
	}
	if advice.ParseError {
		d.batchOf(s.company.Key).halve(len(p.postings))
	}
	return outcomes
}

// unreadable takes in an answer that is no qbXML: whatever QuickBooks did is
// unknown, so everything of the set is asked about.
func (d *Desk) unreadable(ctx context.Context, s *session, p *set, reply store.Reply, cause error) (int, error) {
	s.pending = nil
	s.visit.Trips++
	words := "QuickBooks' answer could not be read (" + cause.Error() + "). What it did with the last batch is asked before anything is sent again."
	if p.purpose == forPost {
		for _, q := range p.postings {
			reply.Outcomes = append(reply.Outcomes, store.Outcome{Posting: q.ID, From: store.Sent, To: store.Unsure, Lane: string(qbxml.LaneUncertain), Reason: words})
		}
	}
	if reply.Message == "" {
		reply.Message = cause.Error()
	}
	if err := d.store.Answer(ctx, p.exchange, reply); err != nil {
		return 0, err
	}
	if p.purpose == forAsk { // one record may be what can't be read: the others don't wait for it
		s.tornAll(p)
		return d.progress(ctx, s)
	}
	s.message = words
	return -1, d.store.SetVisitMessage(ctx, s.visit.ID, words)
}

// lost is called when the answer to the pending set will not come any more.
func (d *Desk) lost(ctx context.Context, s *session) error {
	p := s.pending
	s.pending, s.next = nil, nil
	if brokenUnsaved && p.exchange == 0 {
		return nil
	}
	reply := store.Reply{Message: "No answer came."}
	if p.purpose == forStock { // a page of a list that was lost does not come again
		s.stock = stockCheck{}
	}
	if p.purpose == forPost {
		for _, q := range p.postings {
			reply.Outcomes = append(reply.Outcomes, store.Outcome{
				Posting: q.ID, From: store.Sent, To: store.Unsure, Lane: string(qbxml.LaneUncertain),
				Reason: "QuickBooks' answer did not arrive. It is asked whether it saved this before anything is sent again.",
			})
		}
	}
	err := d.store.Answer(ctx, p.exchange, reply)
	if errors.Is(err, store.ErrChanged) {
		return nil
	}
	return err
}

// lateAnswer is the answer of a visit that is over or was superseded. Its
// postings are in doubt already; the words of QuickBooks are kept as evidence
// and the run is told to end. What they say is settled by asking.
func (d *Desk) lateAnswer(ctx context.Context, ticket, response string) (int, error) {
	if ticket == "" || response == "" {
		return -1, nil
	}
	visit, err := d.store.VisitByTicket(ctx, ticket)
	if errors.Is(err, store.ErrNotFound) {
		return -1, nil
	}
	if err != nil {
		return 0, err
	}
	d.log.WarnContext(ctx, "an answer came after its visit was over", "visit", visit.ID)
	return -1, d.store.Audit(ctx, store.Actor{Kind: "connector", Name: visit.RemoteAddr}, "visit.late_answer",
		fmt.Sprintf("visit %d", visit.ID), "An answer of QuickBooks came after this visit was over. It is settled by asking.")
}

// ConnectionError answers connectionError: QuickBooks could not be opened.
// "done" ends the run; a second try would ask for the same file again.
func (d *Desk) ConnectionError(ctx context.Context, ticket, hresult, message string) (string, error) {
	s, err := d.session(ctx, ticket)
	if errors.Is(err, errUnknownTicket) {
		return "done", nil
	}
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	advice := qbxml.AdviseHResult(hresult)
	words := advice.Words(message)
	s.message = words
	if s.pending != nil {
		if err := d.lost(ctx, s); err != nil {
			return "", err
		}
	}
	if err := d.store.StopCompany(ctx, s.company.Key, words); err != nil {
		return "", err
	}
	return "done", d.store.SetVisitMessage(ctx, s.visit.ID, words)
}
