package web

import (
	"net/url"
	"strings"

	"countinghouse/sales"
	"countinghouse/store"
	"countinghouse/templates"
)

// remedies are the pages on which a problem is put right, or on which what is
// needed for it is found. Codes that are not known lead to the mapping's sheet
// when their words name it.
func remedies(key sales.StoreKey, code, subject, fix string) []templates.Action {
	sheet := func(part string) templates.Action {
		return templates.Action{Word: "See the mapping", Href: "/mapping?store=" + url.QueryEscape(string(key)) + "#" + part}
	}
	find := func(list, word string) templates.Action {
		a := templates.Action{Word: word, Href: "/" + list}
		if subject != "" {
			a.Href += "?q=" + url.QueryEscape(subject)
		}
		return a
	}
	switch {
	case code == "quickbooks-unknown":
		return []templates.Action{{Word: "See QuickBooks’ visits", Href: "/activity"}}
	case strings.HasPrefix(code, "item-"):
		return []templates.Action{find("items", "Look for the item"), sheet("sell")}
	case strings.HasPrefix(code, "customer-"):
		return []templates.Action{find("customers", "Look for the customer"), sheet("customers")}
	case strings.HasPrefix(code, "tax-"):
		return []templates.Action{sheet("tax")}
	case strings.HasPrefix(code, "payment-"):
		return []templates.Action{sheet("paid")}
	case strings.HasPrefix(code, "fee-"), code == "rounding":
		return []templates.Action{sheet("charges")}
	case code == "no-start-date", code == "ref-number":
		return []templates.Action{sheet("start")}
	case strings.Contains(fix, "Mapping"):
		return []templates.Action{sheet("documents")}
	}
	return nil
}

// causeHead names a cause. Where several orders share one that has no subject
// of its own, the words of the first would be about that order alone.
func causeHead(c store.Cause) string {
	if c.Orders > 1 && c.Subject == "" {
		n := templates.Plural(c.Orders, "order", "orders")
		switch c.Code {
		case "gift-certificate-tender":
			return n + " were paid in part with gift certificates"
		case "store-credit-tender":
			return n + " were paid in part with store credit"
		case "manual-verification":
			return n + " wait for verification in the store"
		case "disputed":
			return "The payments of " + n + " are disputed"
		case "refunded", "refunded-after-posting":
			return n + " have refunds"
		case "changed-after-posting":
			return n + " were changed after they were posted"
		case "cancelled-after-posting":
			return n + " were cancelled after they were posted"
		case "archived-after-posting":
			return n + " were archived after they were posted"
		case "doubted-after-posting":
			return n + " are in doubt after they were posted"
		case "unsold-after-posting", "unpaid-after-posting":
			return n + " are no longer paid after they were posted"
		case "no-date":
			return n + " have a day that no books can have"
		case "not-exact":
			return n + " have amounts that can’t be kept exactly"
		case "discount-unexplained":
			return n + " have discounts that their figures don’t explain"
		case "tax-rows-missing", "tax-rows-differ":
			return n + " have tax whose rates don’t add up to it"
		case "document-differs":
			return n + " would differ from their documents"
		}
	}
	return strings.TrimSuffix(c.What, ".")
}
