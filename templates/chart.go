package templates

import (
	"strconv"
	"strings"

	"countinghouse/day"
	"countinghouse/money"
)

// ChartDay is a day of the chart "Agreement by day".
type ChartDay struct {
	Day                  day.Day
	Agree, Open, Soon    money.Amount // verified; needs somebody; waits
	Orders, Opens, Soons int
	Decimals             int
	Sign                 string
}

// Store is what the store sold on the day.
func (d ChartDay) Store() money.Amount { return d.Agree + d.Open + d.Soon }

// Agrees tells whether every order of the day was read back and agrees.
func (d ChartDay) Agrees() bool { return d.Orders > 0 && d.Opens == 0 && d.Soons == 0 }

// Word names the state of the day for those who read the table.
func (d ChartDay) Word() string {
	switch {
	case d.Orders == 0:
		return "No orders"
	case d.Opens > 0:
		return Plural(d.Opens, "order needs review", "orders need review")
	case d.Soons > 0:
		return Plural(d.Soons, "order waits", "orders wait")
	}
	return "Agrees"
}

// bar is a drawn day; coordinates are in pixels of the chart.
type bar struct {
	x, w           int
	agreeY, agreeH int
	openY, openH   int
	soonY, soonH   int
	countY         int
	count          string
	agrees, empty  bool
	label, label2  string
	today          bool
	center         int
}

type gridline struct {
	y     int
	label string
}

// drawing is the geometry of a chart.
type drawing struct {
	width, height int
	left          int
	base          int
	grid          []gridline
	bars          []bar
}

const (
	chartTop  = 24 // room for the number of open orders above the highest bar
	chartRoom = 104
)

// draw lays the days out at a width; the last day is today. Figures are
// positive sums; a piece that is not zero is at least 3 pixels high.
func draw(days []ChartDay, width, barWidth int) drawing {
	d := drawing{width: width, height: chartTop + chartRoom + 44, left: 40, base: chartTop + chartRoom}
	if len(days) == 0 {
		return d
	}
	var highest money.Amount = 1
	for _, day := range days {
		highest = max(highest, day.Store())
	}
	step := gridStep(highest)
	for i := money.Amount(1); i <= 3 && highest >= 3; i++ { // days without anything have no scale
		d.grid = append(d.grid, gridline{y: d.base - scaled(step*i, highest), label: short(step*i, days[0].Decimals)})
	}
	room := width - d.left
	for i, day := range days {
		d.bars = append(d.bars, oneBar(day, highest, d, i, room*i/len(days), room/len(days), barWidth, i == len(days)-1))
	}
	return d
}

func oneBar(c ChartDay, highest money.Amount, d drawing, i, offset, slot, width int, today bool) bar {
	b := bar{w: width, x: d.left + offset + (slot-width)/2, agrees: c.Agrees(), empty: c.Orders == 0, today: today}
	b.center = b.x + width/2
	y := d.base
	place := func(a money.Amount) (int, int) {
		if a <= 0 {
			return y, 0
		}
		h := max(3, scaled(a, highest))
		y -= h
		at := y
		y -= 2
		return at, h
	}
	b.agreeY, b.agreeH = place(c.Agree)
	b.openY, b.openH = place(c.Open)
	b.soonY, b.soonH = place(c.Soon)
	b.countY = y - 4
	if c.Opens > 0 {
		b.count = Count(c.Opens)
	}
	t := c.Day.Time()
	b.label = strconv.Itoa(t.Day())
	switch {
	case today:
		b.label2 = "Today"
	case i == 0 || t.Day() == 1:
		b.label2 = t.Format("Jan")
	}
	return b
}

func scaled(a, highest money.Amount) int {
	return int(int64(a) * chartRoom / max(1, int64(highest)))
}

// gridStep is the largest round step of which three fit below the highest bar.
func gridStep(highest money.Amount) money.Amount {
	var best money.Amount = 1
	for power := money.Amount(1); power <= highest; power *= 10 {
		for _, m := range []money.Amount{10, 15, 20, 25, 30, 40, 50, 60, 80} {
			if s := power * m / 10; s > best && 3*s <= highest {
				best = s
			}
		}
	}
	return best
}

// short writes a grid label: "4k", "1.5k", "250".
func short(a money.Amount, decimals int) string {
	whole := a
	for range decimals {
		whole /= 10
	}
	switch {
	case whole >= 1_000_000:
		return tenths(whole/100_000) + "m"
	case whole >= 1_000:
		return tenths(whole/100) + "k"
	}
	if whole == 0 {
		return a.Text(decimals)
	}
	return whole.Text(0)
}

func tenths(n money.Amount) string {
	return strings.TrimSuffix((n/10).Text(0)+"."+(n%10).Text(0), ".0")
}

// lastDays are the newest n days.
func lastDays(days []ChartDay, n int) []ChartDay {
	if len(days) > n {
		return days[len(days)-n:]
	}
	return days
}

// chartSentence says in words what the chart shows.
func chartSentence(days []ChartDay) string {
	if len(days) == 0 {
		return "No days yet."
	}
	agree, opens, soons := 0, 0, 0
	for _, d := range days {
		if d.Agrees() || d.Orders == 0 {
			agree++
		}
		opens += d.Opens
		soons += d.Soons
	}
	return "Of the " + Count(len(days)) + " days to " + days[len(days)-1].Day.Human() + ", " + Count(agree) +
		" agree; " + Plural(opens, "order needs review", "orders need review") + " and " + Plural(soons, "waits", "wait") + "."
}

// stripX is where tick i of n stands in a strip 600 wide.
func stripX(i, n int) string {
	if n <= 1 {
		return "4"
	}
	return strconv.FormatFloat(4+float64(i)*592/float64(n-1), 'f', 1, 64)
}

func stripSentence(ticks []Tick) string {
	calls, missing := 0, 0
	for _, t := range ticks {
		switch t {
		case TickCalled:
			calls++
		case TickMissed:
			missing++
		}
	}
	switch {
	case calls+missing == 0:
		return "No calls were expected today."
	case missing == 0:
		return "QuickBooks called whenever it was expected since midnight."
	}
	return "Of " + Plural(calls+missing, "stretch", "stretches") + " of today, QuickBooks called in " + Count(calls) + "."
}
