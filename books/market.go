package books

import (
	"fmt"
	"slices"
	"strings"

	"countinghouse/sales"
)

// marketplace decides about tax on orders that came from a marketplace: most
// of them remit the tax themselves, and whether this one does isn't told by
// the store (order-arithmetic T9). It is done before anything is added up.
func (p *planner) marketplace() {
	if p.tax == 0 {
		return
	}
	fate := p.taxFate()
	switch fate {
	case "", "own":
	case "leave out":
		p.note("marketplace-tax", "tax", fmt.Sprintf("Tax of %s, which %s collected and pays itself, is left out of the document: %s is posted.",
			p.money(p.tax), p.market(), p.money(p.total-p.tax)))
		p.total, p.tax = p.total-p.tax, 0
	case "item":
		p.marketTax = true
	default:
		p.hold(sales.Problem{
			Code: "marketplace-tax", Subject: p.market(),
			What:  fmt.Sprintf("The order came from the marketplace %s and has %s of tax.", p.market(), p.money(p.tax)),
			Means: "Marketplaces mostly pay such tax to the state themselves; posted as usual, it would be owed a second time.",
			Fix:   "Say in Mapping what becomes of tax that a marketplace collected: an item of its own, left out, or yours as any other.",
		})
	}
}

// taxAsSold makes of a refund's tax what became of the sale's, whatever the
// rules say now.
func (p *planner) taxAsSold() {
	for _, l := range p.sale.Lines {
		if l.Source.Part == "tax" {
			p.marketTax = strings.HasPrefix(l.Source.Text, ofMarket)
			return
		}
	}
	if p.sale.Tax != 0 {
		p.marketTax = false
		return
	}
	p.marketplace()
}

// ofMarket begins the text of tax that a marketplace collected.
const ofMarket = "Tax collected by "

// taxFate is what becomes of the order's tax as a marketplace's: "" is none of one.
func (p *planner) taxFate() string {
	switch strings.ToLower(p.r.taxCase) {
	case "leave out":
		return "leave out"
	case "marketplace":
		return "item"
	case "own":
		return "own"
	}
	if !same(p.o.ChannelType, "marketplace") && !marketplaceSource(p.o.Source) {
		return ""
	}
	if p.r.Tax.Marketplace == "" {
		return "hold"
	}
	return p.r.Tax.Marketplace
}

// market names the marketplace.
func (p *planner) market() string {
	for _, s := range []string{p.o.ChannelName, p.o.Source} {
		if s != "" {
			return s
		}
	}
	return channelName(p.o)
}

// marketItem puts all of the tax on the item for tax of marketplaces.
func (p *planner) marketItem(t *taxPlan) {
	text := ofMarket + p.market()
	if p.refund != nil {
		if e, ok := p.taxedAs(text); ok {
			t.items = []taxItem{{entry: e, names: []string{text}, rates: []string{text}, sum: p.tax.Decimal(p.o.Decimals)}}
			return
		}
	}
	if p.r.Tax.MarketplaceItem == "" {
		p.unmapped("item for tax of marketplaces", "tax that "+p.market()+" collected")
		return
	}
	e, ok := p.chargeItem(p.r.Tax.MarketplaceItem, "tax that a marketplace collected", false)
	if !ok {
		return
	}
	t.items = []taxItem{{entry: e, names: []string{text}, rates: []string{text}, sum: p.tax.Decimal(p.o.Decimals)}}
}

// taxedAs is the item on which the sale's document has the tax of a rate, told
// as "Texas 6.25 %": a refund takes the tax back from where it stands.
func (p *planner) taxedAs(rate string) (Entry, bool) {
	for _, l := range p.sale.Lines {
		if l.Source.Part != "tax" || l.Item.IsZero() || !slices.Contains(strings.Split(l.Source.Text, ", "), rate) {
			continue
		}
		e := Entry{ListID: l.Item.ListID, FullName: l.Item.FullName, Agency: l.Agency, Active: true}
		if l.Agency.IsZero() {
			e.Account = l.Account
		} else {
			e.Type = "SalesTax"
		}
		return e, true
	}
	return Entry{}, false
}

// marketplaceSource tells the order sources that are marketplaces.
func marketplaceSource(source string) bool {
	switch strings.ToLower(source) {
	case "amazon", "ebay", "facebookmarketplace":
		return true
	}
	return false
}
