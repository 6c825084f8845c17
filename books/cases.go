package books

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"countinghouse/money"
	"countinghouse/sales"
)

// AppliedCase is a case that an order meets, with why.
type AppliedCase struct {
	Name string  `json:"name"`
	Why  string  `json:"why"` // "the channel is eBay and the total is over 1000"
	Then Actions `json:"then"`
}

// For are the rules as they hold for one order: the cases that it meets are
// applied in their order, and later ones win. What it returns has no cases left.
func (r Rules) For(o sales.Order) (Rules, []AppliedCase) {
	style := ""
	if rule, ok := r.paymentRule(o.PaymentMethod); ok {
		style = rule.Style
	}
	if style != "" {
		r.Style = style
	}
	var applied []AppliedCase
	for i, c := range r.Cases {
		why, met := c.When.met(o)
		if !met {
			continue
		}
		name := c.Name
		if name == "" {
			name = "Rule " + strconv.Itoa(i+1)
		}
		applied = append(applied, AppliedCase{Name: name, Why: why, Then: c.Then})
		r.act(c.Then)
		if c.Stop {
			break
		}
	}
	r.Cases = nil
	return r, applied
}

// act changes the rules as a case says.
func (r *Rules) act(a Actions) {
	set := func(to *string, value string) {
		if value != "" {
			*to = value
		}
	}
	set(&r.Style, a.Style)
	set(&r.Class, a.Class)
	set(&r.Terms, a.Terms)
	set(&r.InvoiceTemplate, a.Template)
	set(&r.ReceiptTemplate, a.Template)
	set(&r.Items.all, a.Item)
	set(&r.depositTo, a.DepositTo)
	if a.Customer != "" {
		r.Customers.Policy, r.Customers.One = "one", a.Customer
	}
	switch a.Tax {
	case "line", "quickbooks":
		r.Tax.Treatment = a.Tax
		r.taxCase = "own"
	default:
		set(&r.taxCase, a.Tax)
	}
}

// met tells whether an order meets all conditions, and by what.
func (c Conditions) met(o sales.Order) (why string, met bool) {
	var words []string
	list := func(word string, wanted []string, has ...string) bool {
		if len(wanted) == 0 {
			return true
		}
		for _, w := range wanted {
			for _, h := range has {
				if h != "" && matches(w, h) {
					words = append(words, word+" is "+h)
					return true
				}
			}
		}
		return false
	}
	country := o.Billing
	if len(o.Shipping) > 0 {
		country = o.Shipping[0].Address
	}
	var skus []string
	for _, l := range o.Lines {
		skus = append(skus, strings.TrimSpace(l.SKU))
	}
	met = list("the channel", c.Channels, o.ChannelName, o.ChannelType, strconv.FormatInt(o.ChannelID, 10)) &&
		list("the source", c.Sources, o.Source) &&
		list("the status", c.Statuses, o.StatusLabel, strconv.Itoa(int(o.Status))) &&
		list("the customer group", c.Groups, strconv.FormatInt(o.Customer.GroupID, 10)) &&
		list("the payment method", c.Methods, o.PaymentMethod) &&
		list("the country", c.Countries, country.CountryISO, country.Country) &&
		list("a SKU", c.SKUs, skus...)
	if !met {
		return "", false
	}
	limit := func(word string, than money.Decimal, sign int) bool {
		if than.IsZero() {
			return true
		}
		words = append(words, "the total is "+word+" "+than.String())
		return o.Total.Inc.Cmp(than) == sign
	}
	if !limit("over", c.Over, 1) || !limit("under", c.Under, -1) {
		return "", false
	}
	if c.Guest != "" {
		guest := o.Customer.ID == 0
		if guest != same(c.Guest, "yes") {
			return "", false
		}
		words = append(words, map[bool]string{true: "the shopper is a guest", false: "the shopper is registered"}[guest])
	}
	if len(words) == 0 {
		return "every order", true
	}
	return strings.Join(words, " and "), true
}

// matches compares without regard to case; a * at the end stands for any rest.
func matches(pattern, value string) bool {
	if head, ok := strings.CutSuffix(strings.TrimSpace(pattern), "*"); ok {
		value = strings.TrimSpace(value)
		return len(value) >= len(head) && same(value[:len(head)], head)
	}
	return same(pattern, value)
}

// skipped is why a case leaves the order out; "" if none does.
func (p *planner) skipped() string {
	for _, c := range p.applied {
		if c.Then.Skip != "" {
			return fmt.Sprintf("The rule %s leaves it out, because %s: %s", c.Name, c.Why, c.Then.Skip)
		}
	}
	return ""
}

// approvals holds an order that a case wants approved, until a person did.
func (p *planner) approvals() {
	for _, c := range p.applied {
		if c.Then.Approve == "" {
			continue
		}
		if _, ok := p.decisions.Approved[c.Name]; ok {
			continue
		}
		p.hold(sales.Problem{
			Code: "needs-approval", Subject: c.Name,
			What:  fmt.Sprintf("The rule %s wants this order approved, because %s: %s", c.Name, c.Why, c.Then.Approve),
			Means: p.short(), Fix: "Look at the order and approve it, or exclude it.",
		})
	}
}

// linking holds an order of which a person says that it stands in QuickBooks
// already, until QuickBooks was asked.
func (p *planner) linking() {
	if p.decisions.Linking == "" {
		return
	}
	x := sales.Problem{Code: "link-asking", Subject: p.name(), What: fmt.Sprintf("%s is said to stand in QuickBooks as %s; QuickBooks is asked at its next call.", p.name(), p.decisions.Linking),
		Means: "Nothing of it is posted before the answer, so that it doesn't stand there twice.", Fix: "Wait for the next call, or take the link back."}
	if p.decisions.LinkSays != "" {
		x.Code, x.What, x.Fix = "link-unclear", fmt.Sprintf("%s was to be linked to %s. %s", p.name(), p.decisions.Linking, p.decisions.LinkSays), "Look at both: link it all the same, name another document, or take the link back."
	}
	p.hold(x)
}

// caseReasons tell on the document which cases changed what.
func (p *planner) caseReasons() []Reason {
	var why []Reason
	for _, c := range p.applied {
		if changes := c.Then.words(); changes != "" {
			why = append(why, Reason{"rule", fmt.Sprintf("The rule %s applies, because %s: %s", c.Name, c.Why, changes)})
		}
		if by, ok := p.decisions.Approved[c.Name]; ok && c.Then.Approve != "" {
			why = append(why, Reason{"rule", fmt.Sprintf("%s approved it (rule %s)", by, c.Name)})
		}
	}
	return why
}

// words tell what actions change.
func (a Actions) words() string {
	var w []string
	for _, x := range []struct{ word, value string }{
		{"document style", a.Style}, {"customer", a.Customer}, {"class", a.Class}, {"terms", a.Terms}, {"template", a.Template},
		{"item", a.Item}, {"deposit account", a.DepositTo}, {"tax", a.Tax},
	} {
		if x.value != "" {
			w = append(w, x.word+" "+x.value)
		}
	}
	return strings.Join(w, ", ")
}

// validate finds what can't be meant in a case.
func (c Case) validate(place string, fail func(string, ...any), oneOf func(string, string, ...string)) {
	oneOf(place+".then.style", c.Then.Style, styles...)
	oneOf(place+".then.tax", c.Then.Tax, "line", "quickbooks", "own", "leave out", "marketplace")
	oneOf(place+".then.approve_by", c.Then.ApproveBy, "admin", "bookkeeper")
	oneOf(place+".when.guest", c.When.Guest, "yes", "no")
	if c.Name == "" && c.Then.Approve != "" {
		fail("%s.name is missing: an approval is remembered by it", place)
	}
	if c.Then.ApproveBy != "" && c.Then.Approve == "" {
		fail("%s.then.approve_by says who approves, but nothing needs approval: say why in approve", place)
	}
	if c.Then == (Actions{}) {
		fail("%s.then is missing: a rule without an action changes nothing", place)
	}
	for _, country := range c.When.Countries {
		if len(country) != 2 {
			fail("%s.when.countries: %q is no country of two letters, such as US", place, country)
		}
	}
	if slices.Contains(c.When.SKUs, "*") {
		fail("%s.when.skus: * alone is every SKU; leave the condition out", place)
	}
}

// styles are the document styles.
var styles = []string{"receipt", "invoice", "order", "summary", "journal"}
