package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countinghouse/books"
	"countinghouse/store"
	"countinghouse/templates"
)

func (d *desk) mapping(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Mapping", "mapping")
	}
	s, err := d.shellOf(r, sc, "Mapping", "mapping")
	if err != nil {
		return err
	}
	page := templates.Mapping{Shell: s, Lead: "Where each dollar goes."}
	if len(sc.shops) == 0 {
		page.Empty = &templates.Empty{Head: "No store yet", Line: "A mapping belongs to a store. Connect one by **countinghouse apply -f**."}
		return d.render(w, r, http.StatusOK, templates.MappingPage(page))
	}
	shop := shopOf(sc, r.URL.Query().Get("store"))
	for _, other := range sc.shops {
		page.Tabs = append(page.Tabs, templates.Tab{Word: sc.shopName(other.Key), Href: "/mapping?store=" + url.QueryEscape(string(other.Key)), On: other.Key == shop.Key})
	}
	rules, version, err := d.Store.Rules(r.Context(), shop.Key)
	if err != nil && version != 0 {
		return err
	}
	numbers, err := d.accountNumbers(r.Context(), sc)
	if err != nil {
		return err
	}
	page.Groups = sheet(rules, numbers)
	mapped, all := 0, 0
	for _, g := range page.Groups {
		for _, row := range g.Rows {
			if row.State.Word != "" {
				all++
			}
			if row.State.Kind == "ok" {
				mapped++
			}
		}
	}
	page.Lead = fmt.Sprintf("Where each dollar of **%s** goes. %d of %d lines are mapped.", templates.Plain(sc.shopName(shop.Key)), mapped, all)
	return d.render(w, r, http.StatusOK, templates.MappingPage(page))
}

func mapped() templates.Status {
	return templates.Status{Glyph: "verified", Word: "Mapped", Kind: "ok"}
}

func notMapped() templates.Status {
	return templates.Status{Glyph: "held", Word: "Not mapped", Kind: "rev"}
}

// line is a row that names one QuickBooks entry; without one, orders that
// need it are held.
func line(what, sub, entry string) templates.SheetRow {
	row := templates.SheetRow{Store: what, StoreSub: sub, QB: strings.ReplaceAll(entry, ":", ": "), State: mapped()}
	if entry == "" {
		row.QB, row.QBSub, row.State = "–", "Orders with it are held", notMapped()
	}
	return row
}

// choice is a row that says how something is done.
func choice(what, chosen, sub string) templates.SheetRow {
	return templates.SheetRow{Store: what, QB: chosen, QBSub: sub}
}

// sheet is the mapping as an accountant reads it.
func sheet(r books.Rules, numbers map[string]string) []templates.SheetGroup {
	return []templates.SheetGroup{
		{ID: "start", Head: "Start", Hint: "From which day, and under which number", Rows: startRows(r)},
		{ID: "sell", Head: "What you sell", Hint: "Income account, item by item", Rows: itemRows(r)},
		{ID: "tax", Head: "Sales tax", Hint: "Sales tax item, and through it the agency", Rows: taxRows(r)},
		{ID: "charges", Head: "Shipping, discounts and fees", Hint: "The item of everything that is no product", Rows: chargeRows(r)},
		{ID: "paid", Head: "How customers paid", Hint: "Payment method, and where the money lands", Rows: paymentRows(r, numbers)},
		{ID: "customers", Head: "Customers", Hint: "Whom a document names", Rows: customerRows(r)},
		{ID: "documents", Head: "Documents", Hint: "Accounts, terms and forms", Rows: documentRules(r, numbers)},
	}
}

func startRows(r books.Rules) []templates.SheetRow {
	first := line("Orders placed from", "Earlier ones are never posted", r.StartDate.Human())
	if r.StartDate.IsZero() {
		first.QBSub = "Nothing is posted without a day"
	}
	prefix := "The order number alone"
	if r.RefPrefix != "" {
		prefix = r.RefPrefix + " and the order number"
	}
	paid := "The store’s order status"
	if r.PaidBy == "payments" {
		paid = "The order’s transactions"
	}
	free := "Posted"
	if r.ZeroTotals == "exclude" {
		free = "Excluded"
	}
	return []templates.SheetRow{first, choice("Number in QuickBooks", prefix, ""), choice("What makes an order paid", paid, "Paid: sales receipt. Unpaid: invoice"), choice("Free orders", free, "")}
}

func itemRows(r books.Rules) []templates.SheetRow {
	by := r.Items.MatchBy
	if len(by) == 0 {
		by = []string{"name", "part_number"}
	}
	words := make([]string, len(by))
	for i, b := range by {
		words[i] = strings.ReplaceAll(b, "_", " ")
	}
	rows := []templates.SheetRow{choice("Products whose SKU is found in QuickBooks", "The item’s own income account", "Looked for in "+strings.Join(words, ", then "))}
	for _, sku := range sortedKeys(r.Items.Links) {
		rows = append(rows, line("SKU "+sku, "Linked by a person", r.Items.Links[sku]))
	}
	rows = append(rows, line("Products without a SKU", "Custom products", r.Items.Custom))
	if r.Items.Fallback != "" {
		rows = append(rows, line("SKUs that match nothing", "", r.Items.Fallback))
	} else {
		rows = append(rows, choice("SKUs that match nothing", "Held for review", ""))
	}
	return append(rows, line("Gift certificates sold", "A liability, never income", r.Charges.GiftCertificate))
}

func taxRows(r books.Rules) []templates.SheetRow {
	how := choice("How tax is written", "As lines of its own, exactly as collected", "Under a sales tax item of 0%")
	if r.Tax.Treatment == "quickbooks" {
		how = choice("How tax is written", "QuickBooks computes it by the sales tax item", "And it is compared to the cent")
	}
	rows := []templates.SheetRow{how}
	for _, rate := range sortedKeys(r.Tax.Rates) {
		rows = append(rows, line(rate, "Rate in the store", r.Tax.Rates[rate]))
	}
	return append(rows, line("Orders without tax", "A sales tax item of 0%", r.Tax.ZeroItem))
}

func chargeRows(r books.Rules) []templates.SheetRow {
	c := r.Charges
	coupon := line("Coupons", "", c.Coupon)
	if c.Coupon == "" && c.Discount != "" {
		coupon = line("Coupons", "As discounts", c.Discount)
	}
	rows := []templates.SheetRow{line("Shipping charged to the customer", "", c.Shipping), line("Handling", "", c.Handling), line("Gift wrapping", "", c.Wrapping), line("Discounts and promotions", "", c.Discount), coupon}
	for _, f := range sortedKeys(c.Fees) {
		rows = append(rows, line(f, "Fee", c.Fees[f]))
	}
	if c.RoundingLimit > 0 {
		return append(rows, line("Rounding differences up to "+c.RoundingLimit.Grouped(2), "", c.Rounding))
	}
	return append(rows, choice("Rounding differences", "None allowed", "An order that is a cent off is held"))
}

func paymentRows(r books.Rules, numbers map[string]string) []templates.SheetRow {
	var rows []templates.SheetRow
	for _, m := range sortedKeys(r.Payments) {
		p := r.Payments[m]
		name := m
		if m == "*" {
			name = "Every other way of paying"
		}
		row := line(name, "", p.Method)
		if p.Method == "" && p.DepositTo != "" {
			row = line(name, "", "No payment method")
		}
		row.QBSub = "To " + account(p.DepositTo, numbers)
		if p.DepositTo == "" {
			row.QBSub = "To Undeposited Funds"
		}
		if p.Later {
			row.StoreSub = "Paid later: an invoice until then"
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		rows = append(rows, line("Every way of paying", "", ""))
	}
	return rows
}

func customerRows(r books.Rules) []templates.SheetRow {
	c := r.Customers
	if c.Policy == "one" {
		return []templates.SheetRow{line("Everybody", "One customer for all orders", c.One)}
	}
	names := map[string]string{"last, first": "Last name, first name", "company": "The company, else first and last name"}[c.NameFormat]
	if names == "" {
		names = "First and last name"
	}
	create := "Created in QuickBooks"
	if c.Create == "hold" {
		create = "Held for review"
	}
	return []templates.SheetRow{choice("Each person", "A customer of their own", "Found by link, e-mail, then name"), choice("Name of a new customer", names, ""), choice("Somebody QuickBooks doesn’t know", create, "")}
}

func documentRules(r books.Rules, numbers map[string]string) []templates.SheetRow {
	rows := []templates.SheetRow{line("Unpaid invoices", "Accounts receivable", account(r.ReceivableAccount, numbers))}
	optional := func(what, entry string) {
		if entry != "" {
			rows = append(rows, line(what, "", entry))
		}
	}
	optional("Class of every document", r.Class)
	optional("Terms of invoices", r.Terms)
	optional("Template of invoices", r.InvoiceTemplate)
	optional("Template of sales receipts", r.ReceiptTemplate)
	for _, m := range sortedKeys(r.ShipMethods) {
		rows = append(rows, line(m, "Shipping method", r.ShipMethods[m]))
	}
	for _, c := range r.ExcludeChannels {
		rows = append(rows, choice(fmt.Sprintf("Orders of channel %d", c), "Not posted", ""))
	}
	return rows
}

// shopOf finds a store of the scene by its key; the first if there is none.
func shopOf(sc scene, key string) store.Shop {
	for _, s := range sc.shops {
		if string(s.Key) == key {
			return s
		}
	}
	return sc.shops[0]
}
