package books

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Validate finds every setting of the rules that could not be meant, all at
// once. It does not look into QuickBooks' lists: whether a name exists there
// is seen when the lists are read, and by countinghouse check.
func (r Rules) Validate() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	oneOf := func(name, value string, allowed ...string) {
		if value != "" && !slices.Contains(allowed, value) {
			fail("%s is one of %s, not %q", name, strings.Join(allowed, ", "), value)
		}
	}
	oneOf("paid_by", r.PaidBy, "status", "payments")
	oneOf("zero_totals", r.ZeroTotals, "post", "exclude")
	oneOf("customers.policy", r.Customers.Policy, "each", "one")
	oneOf("customers.name_format", r.Customers.NameFormat, "first last", "last, first", "company")
	oneOf("customers.create", r.Customers.Create, "yes", "hold")
	oneOf("tax.treatment", r.Tax.Treatment, "line", "quickbooks")
	for _, m := range r.Items.MatchBy {
		oneOf("items.match_by", m, "name", "part_number", "barcode")
	}
	if r.Customers.Policy == "one" && r.Customers.One == "" {
		fail("customers.one is missing: policy \"one\" needs the name of the customer")
	}
	if len(r.RefPrefix) > 5 || strings.ContainsFunc(r.RefPrefix, func(c rune) bool { return c <= ' ' || c > '~' }) {
		fail("ref_prefix is at most 5 plain characters, since QuickBooks' numbers hold 11")
	}
	if r.Charges.RoundingLimit < 0 || r.Charges.RoundingLimit > 100 {
		fail("charges.rounding_limit is 0 to 100 cents")
	}
	if r.Charges.RoundingLimit > 0 && r.Charges.Rounding == "" {
		fail("charges.rounding is missing: a rounding limit needs the item that takes the difference")
	}
	if n := len(r.Tax.TaxableCode); n > 3 {
		fail("tax.taxable_code is at most 3 characters")
	}
	if n := len(r.Tax.ExemptCode); n > 3 {
		fail("tax.exempt_code is at most 3 characters")
	}
	for name, p := range r.Payments {
		if p.DepositTo == "" && !p.Later {
			fail("payments.%s: deposit_to is missing: the account that the money comes to", name)
		}
	}
	return errors.Join(errs...)
}
