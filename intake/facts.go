package intake

import (
	"context"
	"fmt"
	"strings"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/money"
	"countinghouse/store"
)

// factsFor is how long the store's information is trusted before it is read again.
const factsFor = time.Hour

// readFacts reads what of the store itself orders are read by: its zone,
// currency and price entry, the decimals of its currencies, its channels. The
// last two are of other scopes; without them ISO 4217 and channel ids serve.
func readFacts(ctx context.Context, c *bigcommerce.Client, shop store.Shop) (f Facts, zone string, warnings []string, err error) {
	st, err := c.Store(ctx)
	if err != nil {
		return f, "", nil, err
	}
	f = Facts{Store: shop.Key, hash: string(st.ID), Currency: strings.ToUpper(string(st.Currency)), Inclusive: bool(st.PriceEnteredWithTax),
		Decimals: map[string]int{}, Channels: map[int64]Channel{}}
	zone, note := zoneOf(st.Timezone.Value)
	if note != "" {
		warnings = append(warnings, note)
	}
	if n, ok := places(st.Decimals); ok && f.Currency != "" {
		f.Decimals[f.Currency] = n
	}
	currencies, err := c.Currencies(ctx)
	if w, e := dispensable(err); e != nil {
		return f, zone, warnings, e
	} else if w != "" {
		warnings = append(warnings, w)
	}
	for _, k := range currencies {
		if n, ok := places(k.DecimalPlaces); ok && k.Code != "" {
			f.Decimals[strings.ToUpper(string(k.Code))] = n
		}
	}
	channels, err := c.Channels(ctx)
	if w, e := dispensable(err); e != nil {
		return f, zone, warnings, e
	} else if w != "" {
		warnings = append(warnings, w)
	}
	for _, k := range channels {
		f.Channels[int64(k.ID)] = Channel{Name: string(k.Name), Type: string(k.Type)}
	}
	return f, zone, warnings, nil
}

// dispensable turns the refusal of something that orders can be read without
// into a warning.
func dispensable(err error) (warning string, fatal error) {
	if bigcommerce.IsKind(err, bigcommerce.Forbidden) || bigcommerce.IsKind(err, bigcommerce.NotFound) {
		return bigcommerce.Words(err), nil
	}
	return "", err
}

// places reads a number of decimals. More than four no currency has, and the
// store's amounts come with four.
func places(n bigcommerce.Number) (int, bool) {
	d, err := n.Decimal()
	if err != nil || !n.IsSet() || !d.IsWhole() || d.Sign() < 0 || d.Cmp(money.Int(4)) > 0 {
		return 0, false
	}
	a, err := d.Exact(0)
	return int(a), err == nil
}

// zoneOf is the store's zone by its IANA name. Only where that is not known
// here its offset from UTC in winter serves, and a note says so.
func zoneOf(z bigcommerce.Timezone) (name, note string) {
	name = string(z.Name)
	if _, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
		return name, ""
	}
	if d, err := z.RawOffset.Decimal(); err == nil && z.RawOffset.IsSet() {
		if s, err := d.Exact(0); err == nil && s%3600 == 0 && s.Abs() <= 12*3600 {
			hours := int64(s) / 3600
			fixed := "UTC"
			if hours != 0 {
				fixed = fmt.Sprintf("Etc/GMT%+d", -hours) // POSIX: the sign is the other way round
			}
			return fixed, fmt.Sprintf("The store's time zone %q is not known here. Its days are told by its offset of %+d hours in winter; orders near midnight in summer may get the day beside.", cut(name, 60), hours)
		}
	}
	return "UTC", fmt.Sprintf("The store's time zone %q is not known here. Its days are told by UTC; orders near midnight may get the day beside.", cut(name, 60))
}
