package stock

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"countinghouse/store"
)

// MasterWord is a master, for people.
func MasterWord(m store.StockMaster) string {
	switch m {
	case store.MasterQuickBooks:
		return "QuickBooks"
	case store.MasterBigCommerce:
		return "The store"
	case store.MasterBoth:
		return "Both sides"
	case store.MasterNobody:
		return "Neither: left alone"
	case store.MasterNone:
	}
	return "Neither"
}

// RuleLines are the rules for quantities, each as its name and what it says.
func RuleLines(r *store.StockRules) [][2]string {
	out := [][2]string{{"Whose quantities count", MasterWord(r.Master)}}
	add := func(name, format string, args ...any) {
		out = append(out, [2]string{name, fmt.Sprintf(format, args...)})
	}
	quantity := "on hand"
	if r.Quantity == "available" {
		quantity = "on hand, less what sales orders promise"
	}
	if r.Buildable {
		quantity += ", with what can be built of assemblies"
	}
	add("QuickBooks’ quantity", "%s", quantity)
	if r.Buffer > 0 {
		add("Kept back of every item", "%d", r.Buffer)
	}
	if r.Cap > 0 {
		add("The most that a store shows", "%d", r.Cap)
	}
	if r.Negative {
		add("Below 0", "stores are told it")
	}
	for _, key := range slices.Sorted(maps.Keys(r.Stores)) {
		x := r.Stores[key]
		var parts []string
		if x.Off {
			parts = append(parts, "left alone")
		}
		if x.Buffer > 0 {
			parts = append(parts, fmt.Sprintf("%d kept back", x.Buffer))
		}
		for _, c := range slices.Sorted(maps.Keys(x.Channels)) {
			parts = append(parts, fmt.Sprintf("%d kept back for channel %s", x.Channels[c], c))
		}
		if x.Location > 0 {
			parts = append(parts, fmt.Sprintf("set at location %d", x.Location))
		}
		add("Store "+string(key), "%s", strings.Join(parts, ", "))
	}
	for _, e := range r.Exceptions {
		add("Exception: "+strings.Join(e.Items, "; "), "%s", ExceptionWords(&e))
	}
	if r.Adjust.Account != "" {
		add("Adjustments are booked to", "%s", r.Adjust.Account)
	}
	if r.Adjust.Reason != "" {
		add("Their reason", "%s", r.Adjust.Reason)
	}
	limit := r.DriftLimit
	if limit == 0 {
		limit = 10
	}
	add("Somebody is told when an item differs by more than", "%d", limit)
	return out
}

// ExceptionWords say what an exception changes.
func ExceptionWords(e *store.StockException) string {
	var parts []string
	if e.Master != store.MasterNone {
		parts = append(parts, MasterWord(e.Master))
	}
	if e.Buffer != nil {
		parts = append(parts, fmt.Sprintf("%d kept back", *e.Buffer))
	}
	if e.Cap != nil && *e.Cap > 0 {
		parts = append(parts, fmt.Sprintf("at most %d shown", *e.Cap))
	}
	if e.Cap != nil && *e.Cap == 0 {
		parts = append(parts, "no cap")
	}
	if e.Negative != nil {
		parts = append(parts, map[bool]string{true: "below 0 is told", false: "never below 0"}[*e.Negative])
	}
	if len(parts) == 0 {
		return "as the rules say"
	}
	return strings.Join(parts, ", ")
}
