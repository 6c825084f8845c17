package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/day"
	"countinghouse/money"
	"countinghouse/store"
	"countinghouse/templates"
)

func today(sc scene) day.Day { return day.Of(sc.now, sc.now.Location()) }

func (d *desk) home(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Home", "home")
	}
	h, err := d.homePage(r, sc)
	if err != nil {
		return err
	}
	if part(r) {
		return d.render(w, r, http.StatusOK, templates.HomeLive(h))
	}
	return d.render(w, r, http.StatusOK, templates.HomePage(h))
}

func (d *desk) homePage(r *http.Request, sc scene) (templates.Home, error) {
	ctx := r.Context()
	s, err := d.shellOf(r, sc, "Home", "home")
	if err != nil {
		return templates.Home{}, err
	}
	h := templates.Home{Shell: s, When: sc.now.Format("Monday 2 January 2006, 15:04"), Poll: "every 2s"}
	minutes, err := d.homeCauses(ctx, sc, &h)
	if err != nil {
		return h, err
	}
	if err := d.homeHeading(ctx, sc, &h, minutes); err != nil {
		return h, err
	}
	if h.Days, err = d.chartDays(ctx, sc, 14); err != nil {
		return h, err
	}
	if err := d.homeFigures(ctx, sc, &h); err != nil {
		return h, err
	}
	if h.End, err = d.monthEnd(ctx, sc); err != nil {
		return h, err
	}
	if h.QB, err = d.quickBooks(ctx, sc); err != nil {
		return h, err
	}
	h.Banner, err = d.stopBanner(r, sc)
	return h, err
}

// homeShown bounds how many causes Home lists.
const homeShown = 7

// homeCauses are what needs somebody, quickest first, and the minutes of all.
func (d *desk) homeCauses(ctx context.Context, sc scene, h *templates.Home) (int, error) {
	all, err := d.causeList(ctx, sc, false)
	if err != nil {
		return 0, err
	}
	total, yours, admins := 0, 0, 0
	for i := range all {
		others := all[i].Code == "needs-approval" && !who(ctx).May(access.ApproveOrders)
		if others {
			admins++
		} else {
			yours++
			total += minutesFor(all[i].Code)
		}
		if i >= homeShown {
			continue
		}
		row, err := d.causeRow(ctx, sc, &all[i])
		if err != nil {
			return 0, err
		}
		if row.Text != "" && row.Kind == "rev" {
			row.Line += " " + templates.Plain(row.Text)
		}
		if others {
			row.Minutes = 0
			if err := d.reminded(ctx, sc, all[i], &row); err != nil {
				return 0, err
			}
		}
		row.Primary = i == 0
		h.Causes = append(h.Causes, row)
	}
	h.CausesNote = templates.Plural(yours, "cause", "causes") + fmt.Sprintf(", %d min", total)
	if admins > 0 {
		h.CausesNote = fmt.Sprintf("%d for you, %d min · %d for an admin", yours, total, admins)
	}
	h.CausesMore = max(0, len(all)-homeShown)
	return total, nil
}

// homeHeading computes the sentence: the last day through which every document
// agrees, then what is open, then the minutes.
func (d *desk) homeHeading(ctx context.Context, sc scene, h *templates.Home, minutes int) error {
	open, err := d.Store.OpenOrders(ctx, sc.company.Key)
	if err != nil {
		return err
	}
	all, err := d.Store.StateFigures(ctx, sc.company.Key, day.Day{}, day.Day{})
	if err != nil {
		return err
	}
	verified, n := all[store.OrderVerified], 0
	for _, f := range all {
		n += f.Count
	}
	h.Nothing = templates.Empty{Head: "Nothing needs you", Line: "Every order is placed, or waits for the next call."}
	switch {
	case n == 0:
		h.Heading = "No orders have been read yet"
		h.Lead = firstReading(sc)
	case open.Orders == 0:
		h.Heading = "Everything through " + longDay(today(sc), sc.now) + " agrees to the cent."
		were := "were"
		if verified.Count == 1 {
			were = "was"
		}
		h.Lead = templates.Plural(verified.Count, "order", "orders") + ", **" + sums(verified.Sums) + "**, " + were + " read back from QuickBooks."
		h.Nothing.Line = "Every order is in QuickBooks and agrees to the cent." + nextCallSentence(sc)
	default:
		h.Heading = openHeading(sc, open, verified)
		h.Lead = openLead(sc, open, len(h.Causes), minutes)
	}
	return nil
}

func firstReading(sc scene) string {
	if len(sc.shops) == 0 {
		return "No store is connected to this company file."
	}
	for _, s := range sc.shops {
		if s.LastError != "" {
			return "**" + templates.Plain(sc.shopName(s.Key)) + "** could not be read: " + templates.Plain(s.LastError)
		}
	}
	return "They appear here as soon as the store has been read."
}

func nextCallSentence(sc scene) string {
	if by := nextCall(sc.company, sc.now); by != "" {
		return " The next call is " + by + "."
	}
	return ""
}

func openHeading(sc scene, open store.OpenOrders, verified store.Figure) string {
	if through := open.First.Add(-1); verified.Count > 0 && !open.EarliestOrder.IsZero() && !through.Before(open.EarliestOrder) {
		return "Everything through " + longDay(through, sc.now) + " agrees to the cent."
	}
	return templates.Plural(verified.Count, "order agrees", "orders agree") + " to the cent, " + templates.Count(open.Orders) + " to go."
}

func openLead(sc scene, open store.OpenOrders, causes, minutes int) string {
	days := "of " + longDay(open.First, sc.now)
	if open.Last.After(open.First) {
		from := longDay(open.First, sc.now)
		if a, b := open.First.Time(), open.Last.Time(); a.Month() == b.Month() && a.Year() == b.Year() {
			from = a.Format("2")
		}
		days = "of " + from + " to " + longDay(open.Last, sc.now)
	}
	verb, waiting := "are", "wait"
	if open.Orders == 1 {
		verb, waiting = "is", "waits"
	}
	said := templates.Plural(open.Orders, "order", "orders") + " " + days + ", **" + sums(open.Sums) + "**, "
	if causes == 0 {
		return said + waiting + " for QuickBooks. Nobody needs to act."
	}
	return said + verb + " not confirmed in QuickBooks yet. About **" + templates.Plural(minutes, "minute", "minutes") + "** of your time puts right what waits for you."
}

// chartDays are the last n days, today last, in the currency most orders have.
func (d *desk) chartDays(ctx context.Context, sc scene, n int) ([]templates.ChartDay, error) {
	to := today(sc)
	from := to.Add(1 - n)
	figures, err := d.Store.DayFigures(ctx, sc.company.Key, from, to)
	if err != nil {
		return nil, err
	}
	currency := commonCurrency(sc, figures)
	days := make([]templates.ChartDay, n)
	for i := range days {
		days[i] = templates.ChartDay{Day: from.Add(i), Decimals: money.Decimals(currency), Sign: templates.Sign(currency)}
	}
	for _, f := range figures {
		i := f.Day.Sub(from)
		if i < 0 || i >= n {
			continue
		}
		c := &days[i]
		c.Orders += f.Store.Count
		c.Opens += f.Held.Count
		c.Soons += f.Waiting.Count + f.Posted.Count
		if f.Currency == currency {
			c.Agree += f.Verified.Sum
			c.Open += f.Held.Sum
			c.Soon += f.Waiting.Sum + f.Posted.Sum
		}
	}
	return days, nil
}

func commonCurrency(sc scene, figures []store.DayFigure) string {
	counts := map[string]int{}
	best := sc.company.Facts.HomeCurrency
	for _, f := range figures {
		counts[f.Currency] += f.Store.Count
	}
	for _, c := range sortedKeys(counts) {
		if best == "" || counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// homeFigures are the orders of today and of the month by where they stand.
func (d *desk) homeFigures(ctx context.Context, sc scene, h *templates.Home) error {
	now := today(sc)
	first := day.New(now.Time().Year(), now.Time().Month(), 1)
	h.Month = now.Time().Format("January")
	h.MonthURL = "/sales?from=" + first.String() + "&to=" + now.String()
	dayFigures, err := d.Store.StateFigures(ctx, sc.company.Key, now, now)
	if err != nil {
		return err
	}
	month, err := d.Store.StateFigures(ctx, sc.company.Key, first, now)
	if err != nil {
		return err
	}
	currency := figureCurrency(sc, month)
	row := func(word string, states ...store.OrderState) templates.FigureRow {
		f := templates.FigureRow{Word: word, Today: amountOf(0, money.Decimals(currency)), Month: amountOf(0, money.Decimals(currency))}
		for _, s := range states {
			f.Count += dayFigures[s].Count
			f.Today.Amount += dayFigures[s].Sums[currency]
			f.Month.Amount += month[s].Sums[currency]
		}
		return f
	}
	in := row("In QuickBooks", store.OrderVerified, store.OrderPosted)
	in.Today.Sign, in.Month.Sign = templates.Sign(currency), templates.Sign(currency)
	waiting := row("Waiting", store.OrderNew, store.OrderWaiting, store.OrderAsking)
	held := row("Needs review", store.OrderHeld, store.OrderRefused)
	total := row("Store", store.OrderVerified, store.OrderPosted, store.OrderNew, store.OrderWaiting, store.OrderAsking, store.OrderHeld, store.OrderRefused)
	total.Total = true
	total.Today.Sign, total.Month.Sign = templates.Sign(currency), templates.Sign(currency)
	total.Agrees = total.Count > 0 && dayFigures[store.OrderVerified].Count == total.Count
	h.Figures = []templates.FigureRow{in, waiting, held, total}
	return nil
}

func figureCurrency(sc scene, m map[store.OrderState]store.Figure) string {
	totals := map[string]money.Amount{}
	for _, f := range m {
		for c, a := range f.Sums {
			totals[c] += a
		}
	}
	best := sc.company.Facts.HomeCurrency
	for _, c := range sortedKeys(totals) {
		if best == "" || totals[c] > totals[best] {
			best = c
		}
	}
	return best
}

// quickBooks is the panel about the calls of the Web Connector.
func (d *desk) quickBooks(ctx context.Context, sc scene) (templates.QuickBooks, error) {
	c, now := sc.company, sc.now
	midnight := today(sc).Start(now.Location())
	visits, err := d.Store.VisitsSince(ctx, c.Key, midnight)
	if err != nil {
		return templates.QuickBooks{}, err
	}
	q := templates.QuickBooks{From: "00:00", To: clock(now, now), File: "Not seen yet", PostedLast: "Nothing yet"}
	for _, v := range visits {
		q.Refused += v.Refused
	}
	if len(visits) > 0 {
		q.PostedLast = templates.Plural(visits[len(visits)-1].Posted, "document", "documents")
	}
	if c.Facts.Known {
		q.File = "Recognised"
	}
	q.Line = "Called " + callTime(c.LastCall, now)
	if !c.LastCall.IsZero() {
		q.Big = ago(now.Sub(c.LastCall))
	}
	switch pulseOf(c, now) {
	case never:
		q.Chip = templates.Status{Glyph: "wait", Word: "Not yet", Kind: "wait"}
		q.Big, q.Line = "No call yet", "QuickBooks calls once its Web Connector knows this server."
		return q, nil
	case stopped:
		q.Chip = templates.Status{Glyph: "refused", Word: "Stopped", Kind: "bad"}
		q.File = "Nothing is written"
	case late:
		q.Chip = templates.Status{Glyph: "refused", Word: "Stopped", Kind: "bad"}
		q.Line = fmt.Sprintf("Last called %s, expected every %s", callTime(c.LastCall, now), templates.Plural(c.EveryMinutes, "minute", "minutes"))
	case quiet:
		q.Chip = templates.Status{Glyph: "wait", Word: "Quiet hours", Kind: "wait"}
		q.Line += ", quiet until " + c.QuietTo
	case calling:
		q.Chip = templates.Status{Glyph: "verified", Word: "Connected", Kind: "ok"}
		if by := nextCall(c, now); by != "" {
			q.Line += ", next " + by
		}
	}
	q.Ticks = ticks(visits, midnight, now, every(c))
	q.Reading, err = d.reading(ctx, sc)
	return q, err
}

// ticks cuts the day so far into stretches of the schedule, at most 64.
func ticks(visits []store.Visit, midnight, now time.Time, every time.Duration) []templates.Tick {
	elapsed := now.Sub(midnight)
	if elapsed < time.Minute {
		return nil
	}
	step := max(every, elapsed/64, time.Minute)
	n := int(elapsed / step)
	if n < 2 {
		return nil
	}
	out := make([]templates.Tick, n)
	first := n
	for _, v := range visits {
		last := v.LastCall
		if last.Before(v.Started) {
			last = v.Started
		}
		for t := v.Started; !t.After(last); t = t.Add(step) {
			if i := int(t.Sub(midnight) / step); i >= 0 && i < n {
				out[i] = templates.TickCalled
				first = min(first, i)
			}
		}
	}
	if every > 0 {
		for i := first; i < n; i++ {
			if out[i] == templates.TickNone {
				out[i] = templates.TickMissed
			}
		}
	}
	return out
}

// reading tells how far QuickBooks' lists are read while that is under way.
func (d *desk) reading(ctx context.Context, sc scene) (string, error) {
	all, err := d.Store.ListsProgress(ctx, sc.company.Key)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		if !p.Done && p.Rows > 0 {
			return fmt.Sprintf("Reading %s, %s so far", listWord(p.Kind), templates.Count(p.Rows)), nil
		}
	}
	return "", nil
}

func listWord(k books.ListKind) string {
	switch k {
	case books.Accounts:
		return "accounts"
	case books.Customers:
		return "customers"
	case books.Vendors:
		return "vendors"
	case books.Employees:
		return "employees"
	case books.OtherNames:
		return "other names"
	case books.Items:
		return "items"
	case books.SalesTaxCodes:
		return "sales tax codes"
	case books.PaymentMethods:
		return "payment methods"
	case books.ShipMethods:
		return "ship methods"
	case books.TermsList:
		return "terms"
	case books.Classes:
		return "classes"
	case books.Templates:
		return "templates"
	}
	return "lists"
}

// stopBanner is the first thing on Home when nothing goes into the books:
// cause and cure.
func (d *desk) stopBanner(r *http.Request, sc scene) (*templates.Banner, error) {
	ctx, c, now := r.Context(), sc.company, sc.now
	waits := ""
	if f, err := d.Store.StateFigures(ctx, c.Key, day.Day{}, day.Day{}); err == nil {
		n := f[store.OrderWaiting].Count + f[store.OrderNew].Count
		if n > 0 {
			waits = templates.Plural(n, "order", "orders") + ", **" + sums(added(f[store.OrderWaiting].Sums, f[store.OrderNew].Sums)) + "**, wait here. "
		}
	}
	switch pulseOf(c, now) {
	case never:
		return &templates.Banner{Kind: "info", Head: "QuickBooks hasn’t called yet", Buttons: true,
			Lines: []string{waits + "Nothing is in the books from here until it calls.",
				"On the accounting PC open the **QuickBooks Web Connector**, choose **Add an Application** and the .qwc file of this company file, enter the password, and choose **Update Selected** with QuickBooks open."},
			Links: []templates.Action{{Word: "Get the .qwc file", Href: "/settings", Icon: "download"}}}, nil
	case stopped:
		b, err := d.stoppedBanner(r, sc)
		if b != nil && waits != "" {
			b.Lines = append(b.Lines, waits+"Nothing is lost: every order is kept until writing goes on.")
		}
		return b, err
	case late:
		return &templates.Banner{Kind: "bad", Head: "QuickBooks stopped calling at " + callTime(c.LastCall, now),
			Lines: []string{waits + "Nothing is lost: every order is kept until QuickBooks calls again.",
				"On the accounting PC see that the PC is on, that somebody is signed in to it, and that the **QuickBooks Web Connector** runs with **Auto-Run** ticked for this company file. **Update Selected** there calls at once and shows what is in the way."}}, nil
	}
	for _, shop := range sc.shops {
		if shop.LastError != "" {
			return &templates.Banner{Kind: "rev", Head: sc.shopName(shop.Key) + " can’t be read", Lines: []string{templates.Plain(shop.LastError), "New orders are missing here until it can. What was read before goes on to QuickBooks."}}, nil
		}
	}
	return d.failedBackup(r, now), nil
}

// stoppedBanner tells why nothing is written, and leads to where a person says
// what the open file is; nil: nothing is stopped.
func (d *desk) stoppedBanner(r *http.Request, sc scene) (*templates.Banner, error) {
	if sc.company.Stopped == "" {
		return nil, nil
	}
	state, err := d.fileState(r, sc)
	return fileBanner(sc, state, true), err
}
