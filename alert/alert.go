// Package alert tells people by e-mail what they must not find out too late:
// that QuickBooks stopped or a store can't be read, that an order waits for
// review for over a day, that what stands in QuickBooks differs; each once, and
// its end too. In the morning it sends the figures of the day before.
package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"countinghouse/day"
	"countinghouse/store"
)

// Options are what a Watch needs.
type Options struct {
	Mail Mail   // the operator's; without a host the one that an admin named
	Link string // address of the desk
	Log  *slog.Logger
	Now  func() time.Time
}

// Watch looks after all company files.
type Watch struct {
	st *store.Store
	o  Options
	// seen is since when something lasts that is told only after a while; it can
	// be lost.
	seen  map[string]time.Time
	mail  Mail      // as of the last look
	again time.Time // after mail failed: when it is tried again
}

// New makes a watch over the store.
func New(st *store.Store, o Options) *Watch {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Watch{st: st, o: o, seen: map[string]time.Time{}}
}

// every is how often it looks; after mail failed it waits for pause.
const (
	every = time.Minute
	pause = 5 * time.Minute
)

// Run looks until the context ends. While there is no mail server it does nothing.
func (w *Watch) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := w.Look(ctx); err != nil && ctx.Err() == nil {
			w.o.Log.ErrorContext(ctx, "alerts could not be told", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Look tells what began and ended since the last time, and sends the digests
// that are due. What can't be sent is tried again later.
func (w *Watch) Look(ctx context.Context) error {
	rules, err := w.st.Alerts(ctx)
	if err != nil || len(rules.To) == 0 || w.o.Now().Before(w.again) {
		return err
	}
	if w.mail, err = MailOf(ctx, w.st, w.o.Mail); err != nil || w.mail.Host == "" {
		return err
	}
	companies, err := w.st.Companies(ctx)
	if err != nil {
		return err
	}
	shops, err := w.st.Shops(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range companies {
		b := file{company: c, zone: time.UTC, now: w.o.Now()}
		for _, s := range shops {
			if s.Company == c.Key {
				b.shops = append(b.shops, s)
			}
		}
		for _, s := range b.shops {
			if zone, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" {
				b.zone = zone
				break
			}
		}
		errs = append(errs, w.alerts(ctx, rules, b), w.digest(ctx, rules, b))
	}
	whole := file{zone: time.UTC, now: w.o.Now()}
	failed, err := w.unsaved(ctx)
	if err == nil {
		err = w.alert(ctx, rules, whole, failed)
	}
	return errors.Join(append(errs, err)...)
}

// unsaved tells whether the last backup failed; it is of no company file.
func (w *Watch) unsaved(ctx context.Context) (trouble, error) {
	t := trouble{what: "backup", kind: "backup", subject: "the backup failed", path: "/settings/backup", ended: "A backup was made again."}
	good, tried, err := w.st.LastBackups(ctx)
	if err == nil && tried.Error != "" {
		t.words = "The backup failed: " + strings.TrimSuffix(tried.Error, ".") + ". The books go on as they are, but what happens from now on is in no backup until one is made."
		if good.At.IsZero() {
			t.words += " There is no good backup at all."
		} else {
			t.words += " The last good one is of " + good.At.UTC().Format("2 January 2006, 15:04") + " UTC."
		}
	}
	return t, err
}

// file is one company file as it stands; the zero company is the whole server.
type file struct {
	company store.Company
	shops   []store.Shop
	zone    *time.Location
	now     time.Time
}

func (b file) name() string {
	for _, name := range []string{b.company.Facts.Name, b.company.Name} {
		if name != "" {
			return name
		}
	}
	if b.company.Key == "" {
		return "Countinghouse"
	}
	return string(b.company.Key)
}

// trouble is one thing that is told; words "" says that it isn't so.
type trouble struct {
	what                       string // one of store.AlertKinds
	kind, subject, words, path string
	ended                      string        // the words of its end
	lasts                      time.Duration // it is told once it has lasted so long
}

// heldHours is after how many hours a held order is told of, unless set.
const heldHours = 24

// unread is how long a store may not be read before that is told: one bad
// reading mends itself.
const unread = time.Hour

// troubles looks at everything that is told of a company file.
func (w *Watch) troubles(ctx context.Context, rules store.Alerts, b file) ([]trouble, error) {
	out := []trouble{b.stopped()}
	for _, s := range b.shops {
		t := trouble{what: "unread", kind: "store " + string(s.Key), subject: s.Name + " can't be read", path: "/settings", ended: s.Name + " is read again.", lasts: unread}
		if s.LastError != "" && !s.Disabled {
			t.words = s.Name + ": " + s.LastError
		}
		out = append(out, t)
	}
	hours := rules.HeldHours
	if hours <= 0 {
		hours = heldHours
	}
	held, oldest, err := w.st.HeldSince(ctx, b.company.Key, b.now.Add(-time.Duration(hours)*time.Hour))
	if err != nil {
		return nil, err
	}
	t := trouble{what: "held", kind: "held", path: "/review", ended: "No order waits for review that long any more."}
	if held > 0 {
		t.subject = plural(held, "order waits", "orders wait") + " for review"
		t.words = fmt.Sprintf("%s for review for over %d hours, the oldest since %s. Their sales are missing in QuickBooks until somebody decides. Open Needs review: each cause has its fix.",
			plural(held, "order waits", "orders wait"), hours, oldest.In(b.zone).Format("2 January"))
	}
	differs, err := w.st.Differences(ctx, b.company.Key)
	if err != nil {
		return nil, err
	}
	d := trouble{what: "differs", kind: "differs", path: "/review", ended: "What stands in QuickBooks agrees with what was posted again."}
	if differs > 0 {
		d.subject = "a difference was found in QuickBooks"
		d.words = plural(differs, "document in QuickBooks is", "documents in QuickBooks are") + " not as posted: somebody may have changed or deleted something there. The books and the store disagree until it is put right. Open Needs review: each shows both figures."
	}
	return append(out, t, d), nil
}

// stopped tells whether QuickBooks stopped: nothing may be written, or no call
// came for long outside the quiet hours.
func (b file) stopped() trouble {
	t := trouble{what: "stopped", kind: "stopped", subject: "QuickBooks stopped", path: "/", ended: "QuickBooks calls again, and what waited is posted."}
	c := b.company
	late := max(3*time.Duration(c.EveryMinutes)*time.Minute, time.Hour)
	switch {
	case c.Stopped != "":
		t.words = c.Stopped
	case c.LastCall.IsZero() || c.EveryMinutes <= 0 || b.resting():
	case b.now.Sub(c.LastCall) > late:
		t.words = fmt.Sprintf("QuickBooks has not called since %s. Nothing is posted until it does; nothing is lost. On the QuickBooks PC: is it on, the Web Connector running, Auto-Run ticked, the password saved?",
			c.LastCall.In(b.zone).Format("2 January at 15:04"))
	}
	return t
}

// resting tells whether now is in the quiet hours, or within an hour after
// them, so that no call is overdue.
func (b file) resting() bool {
	c := b.company
	if c.QuietFrom == "" || c.QuietTo == "" {
		return false
	}
	for _, at := range []time.Time{b.now, b.now.Add(-time.Hour)} {
		t := at.In(b.zone).Format("15:04")
		if c.QuietFrom <= c.QuietTo && t >= c.QuietFrom && t < c.QuietTo || c.QuietFrom > c.QuietTo && (t >= c.QuietFrom || t < c.QuietTo) {
			return true
		}
	}
	return false
}

// alerts tells what began and what ended.
func (w *Watch) alerts(ctx context.Context, rules store.Alerts, b file) error {
	list, err := w.troubles(ctx, rules, b)
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range list {
		errs = append(errs, w.alert(ctx, rules, b, t))
	}
	return errors.Join(errs...)
}

func (w *Watch) alert(ctx context.Context, rules store.Alerts, b file, t trouble) error {
	told, err := w.st.ToldAlert(ctx, b.company.Key, t.kind)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	was := err == nil
	if slices.Contains(rules.Off, t.what) {
		if was { // what nobody wants to be told of any more has no end to be told either
			return w.st.EndAlert(ctx, b.company.Key, t.kind)
		}
		return nil
	}
	msg := &text{link: w.o.Link}
	key := string(b.company.Key) + " " + t.kind
	if t.words == "" {
		delete(w.seen, key)
	} else if w.seen[key].IsZero() {
		w.seen[key] = b.now
	}
	switch {
	case was == (t.words != ""):
		return nil // told already, or nothing to tell
	case t.words != "" && b.now.Sub(w.seen[key]) < t.lasts:
		return nil
	case t.words != "":
		msg.say("%s", t.words)
		if err := w.send(ctx, rules, b, func(to store.AlertTo) bool { return to.Alerts }, msg.message(b.name()+": "+t.subject, t.path)); err != nil {
			return err
		}
		return w.st.TellAlert(ctx, b.company.Key, t.kind, store.Alert{Since: b.now, Words: t.words})
	}
	msg.say("%s", t.ended)
	msg.say("It was told on %s: %s", told.Since.In(b.zone).Format("2 January at 15:04"), told.Words)
	if err := w.send(ctx, rules, b, func(to store.AlertTo) bool { return to.Alerts }, msg.message(b.name()+": it is over. "+t.ended, t.path)); err != nil {
		return err
	}
	return w.st.EndAlert(ctx, b.company.Key, t.kind)
}

// send sends to each who wants it. It is told when it reached anybody, so that
// one wrong address has nobody else told again and again; when it reached
// nobody that is an error, and all of it is tried again later.
func (w *Watch) send(ctx context.Context, rules store.Alerts, b file, wants func(store.AlertTo) bool, msg Message) error {
	var errs []error
	reached := 0
	for _, to := range rules.To {
		if !wants(to) || to.Company != "" && to.Company != b.company.Key {
			continue
		}
		msg.To = to.Email
		if err := w.mail.Send(ctx, msg, b.now); err != nil {
			errs = append(errs, fmt.Errorf("e-mail to %s: %w", to.Email, err))
			continue
		}
		reached++
	}
	err := errors.Join(errs...)
	if err != nil && reached > 0 {
		w.o.Log.WarnContext(ctx, "an e-mail did not reach everybody", "error", err)
		return nil
	}
	if err != nil {
		w.again = b.now.Add(pause)
	}
	return err
}

// digest sends the figures of the day before, once, at its hour or as soon
// after it as the server runs.
func (w *Watch) digest(ctx context.Context, rules store.Alerts, b file) error {
	local := b.now.In(b.zone)
	if rules.DigestAt == "" || local.Format("15:04") < rules.DigestAt {
		return nil
	}
	today := day.Of(b.now, b.zone)
	sent, err := w.st.DigestSent(ctx, b.company.Key)
	if err != nil || sent >= today.String() {
		return err
	}
	d := digest{name: b.name(), day: today.Add(-1), called: b.company.LastCall}
	if d.figures, err = w.st.DayFigures(ctx, b.company.Key, d.day, d.day); err != nil {
		return err
	}
	if d.causes, err = w.st.Causes(ctx, b.company.Key); err != nil {
		return err
	}
	d.causes = d.causes[:min(len(d.causes), 10)]
	list, err := w.troubles(ctx, rules, b)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.words != "" && t.kind != "held" {
			d.wrong = append(d.wrong, t.words)
		}
	}
	if err := w.send(ctx, rules, b, func(to store.AlertTo) bool { return to.Digest }, d.message(w.o.Link, b.zone)); err != nil {
		return err
	}
	return w.st.SaveDigestSent(ctx, b.company.Key, today.String())
}
