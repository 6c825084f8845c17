package main

import (
	"slices"
	"strings"

	"countinghouse/cmd/countinghouse/internal/truth"
)

// summing is what all orders together must have done to the books.
type summing struct {
	effect truth.Effect
	owed   map[string]truth.Cents // by customer of the books
}

func (s *summing) add(want truth.Effect, got *booked) {
	s.effect.Add(want)
	if got != nil {
		s.owed[got.customer] += want.Accounts["Accounts Receivable"]
	}
}

// trialBalance is the trial balance of a world's books, debits positive.
func trialBalance(w *world) map[string]truth.Cents {
	all := map[string]truth.Cents{}
	for _, b := range w.Books.TrialBalance() {
		all[b.Account] = truth.Cents(b.Debit - b.Credit)
	}
	return all
}

// sums holds QuickBooks' own reports against the sums of all orders: trial
// balance, sales tax liability by agency, receivables by customer, undeposited
// funds, stock on hand.
func (p *proving) sums(want *summing) {
	slack := truth.Cents(want.effect.Parts)
	moved := trialBalance(p.w)
	for account, before := range p.opening {
		moved[account] -= before
	}
	var list []string
	exact := append(slices.Clone(moneyAccounts), "Sales Tax Payable", truth.StockAsset, truth.CostOfGoods)
	figures(&list, "trial balance of ", want.effect.Accounts, moved, func(account string) truth.Cents {
		if slices.Contains(exact, account) {
			return 0
		}
		return slack
	})
	owed := map[string]truth.Cents{}
	for _, a := range p.w.Books.TaxLiability() {
		owed[a.Agency] = truth.Cents(a.Owed)
	}
	figures(&list, "sales tax owed to ", want.effect.Agencies, owed, func(string) truth.Cents { return slack })
	receivables := map[string]truth.Cents{}
	for _, r := range p.w.Books.Receivables() {
		if receivables[r.Customer] = truth.Cents(r.Balance); r.Open-r.Credits != r.Balance {
			p.Errorf("%s owes %s, but %s are open and %s are credits", r.Customer, r.Balance, r.Open, r.Credits)
		}
	}
	figures(&list, "owed by ", want.owed, receivables, func(string) truth.Cents { return 0 })
	funds := map[string]truth.Cents{}
	for _, u := range p.w.Books.UndepositedFunds() {
		funds["Undeposited Funds"] += truth.Cents(u.Amount)
	}
	figures(&list, "waiting for a deposit: ", map[string]truth.Cents{"Undeposited Funds": want.effect.Accounts["Undeposited Funds"]}, funds, func(string) truth.Cents { return 0 })
	stock := map[string]int64{}
	for _, x := range p.w.Books.StockOnHand() {
		if _, ours := p.settings.Goods[x.Item]; ours && x.Quantity != 100_000*100_000 {
			stock[x.Item] = x.Quantity/100_000 - 100_000
		}
	}
	figures(&list, "stock on hand of ", want.effect.Stock, stock, func(string) int64 { return 0 })
	if len(list) > 0 {
		p.Errorf("all orders together:\n    %s", strings.Join(list, "\n    "))
	}
}
