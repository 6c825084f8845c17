package sales

import (
	"fmt"
	"strconv"
	"strings"
)

// Email is the shopper's address: the account's, or for guests the billing
// address's; lower case, because that is how people are told apart.
func (o Order) Email() string {
	for _, e := range []string{o.Customer.Email, o.Billing.Email} {
		if e = strings.ToLower(strings.TrimSpace(e)); e != "" {
			return e
		}
	}
	return ""
}

// PersonName is the first and last name of who bought: of the billing address,
// which is what the shopper wrote for this order, else of the account.
func (o Order) PersonName() (first, last string) {
	first, last = strings.TrimSpace(o.Billing.FirstName), strings.TrimSpace(o.Billing.LastName)
	if first == "" && last == "" {
		first, last = strings.TrimSpace(o.Customer.FirstName), strings.TrimSpace(o.Customer.LastName)
	}
	return first, last
}

// CompanyName is the company of who bought, if any.
func (o Order) CompanyName() string {
	if c := strings.TrimSpace(o.Billing.Company); c != "" {
		return c
	}
	return strings.TrimSpace(o.Customer.Company)
}

// CustomerName is how the customer is shown: "first last", "last, first",
// "company" (the company where there is one) or a pattern of {first}, {last},
// {company}, {email} and {id}; without a name the company, then the e-mail
// address, then the customer's number.
func (o Order) CustomerName(format string) string {
	first, last := o.PersonName()
	company := o.CompanyName()
	name := strings.TrimSpace(first + " " + last)
	if format == "last, first" && first != "" && last != "" {
		name = last + ", " + first
	}
	if strings.Contains(format, "{") {
		if name := strings.Join(strings.Fields(o.pattern(format)), " "); strings.Trim(name, " ,;()-") != "" {
			return name
		}
	}
	switch {
	case format == "company" && company != "":
		return company
	case name != "":
		return name
	case company != "":
		return company
	case o.Email() != "":
		return o.Email()
	case o.Customer.ID != 0:
		return fmt.Sprintf("BigCommerce customer %d", o.Customer.ID)
	}
	return fmt.Sprintf("BigCommerce order %d", o.ID)
}

// fields are what a pattern of names may hold.
func (o Order) fields() map[string]string {
	first, last := o.PersonName()
	id := ""
	if o.Customer.ID != 0 {
		id = strconv.FormatInt(o.Customer.ID, 10)
	}
	return map[string]string{"{first}": first, "{last}": last, "{company}": o.CompanyName(), "{email}": o.Email(), "{id}": id}
}

// pattern fills a pattern in; what surrounds an empty field in parentheses goes with it.
func (o Order) pattern(format string) string {
	for field, value := range o.fields() {
		if value == "" {
			format = strings.ReplaceAll(format, "("+field+")", "")
		}
		format = strings.ReplaceAll(format, field, strings.ReplaceAll(value, "{", ""))
	}
	return strings.Trim(format, " ,;-")
}

// UnknownField is the first field of a pattern that CustomerName doesn't know; "" if none.
func UnknownField(pattern string) string {
	known := Order{}.fields()
	for rest := pattern; ; {
		i := strings.Index(rest, "{")
		if i < 0 {
			return ""
		}
		j := strings.Index(rest[i:], "}")
		if j < 0 {
			return rest[i:]
		}
		field := rest[i : i+j+1]
		if _, ok := known[field]; !ok {
			return field
		}
		rest = rest[i+j+1:]
	}
}

// CustomerKey is the identity of who bought within a company file:
// "main/51207" for a registered customer, "main/guest/ana@example.com" for a
// guest, and "main/order/10482" for one who left no address. In another
// currency than the store's own it is another customer, "main/51207/EUR",
// because QuickBooks keeps one currency with each.
func (o Order) CustomerKey() string {
	currency := ""
	if o.StoreCurrency != "" && !strings.EqualFold(o.Currency, o.StoreCurrency) {
		currency = "/" + strings.ToUpper(o.Currency)
	}
	switch {
	case o.Customer.ID != 0:
		return fmt.Sprintf("%s/%d%s", o.Store, o.Customer.ID, currency)
	case o.Email() != "":
		return fmt.Sprintf("%s/guest/%s%s", o.Store, o.Email(), currency)
	}
	return fmt.Sprintf("%s/order/%d%s", o.Store, o.ID, currency)
}

// Description is a line's name with its options: "Brass Lantern (Size: small, Colour: Blue)".
func (l Line) Description() string {
	var opts []string
	for _, o := range l.Options {
		if v := strings.TrimSpace(o.Value); v != "" {
			opts = append(opts, strings.TrimSpace(o.Name)+": "+v)
		}
	}
	if len(opts) == 0 {
		return l.Name
	}
	return l.Name + " (" + strings.Join(opts, ", ") + ")"
}
