package qbxml

import (
	"slices"

	"countinghouse/money"
)

// AccountQueryRq asks for ledger accounts. QuickBooks does not page it.
type AccountQueryRq struct {
	none
	ListID            []string
	FullName          []string
	MaxReturned       int
	ActiveStatus      string
	FromModifiedDate  string
	ToModifiedDate    string
	NameFilter        *NameFilter
	NameRangeFilter   *NameRangeFilter
	AccountType       []string // see AccountTypes
	IncludeRetElement []string
	OwnerID           []string
}

// AccountTypes are the types of ledger accounts.
func AccountTypes() []string {
	return []string{
		"AccountsPayable", "AccountsReceivable", "Bank", "CostOfGoodsSold", "CreditCard", "Equity", "Expense",
		"FixedAsset", "Income", "LongTermLiability", "NonPosting", "OtherAsset", "OtherCurrentAsset",
		"OtherCurrentLiability", "OtherExpense", "OtherIncome",
	}
}

func (*AccountQueryRq) element() string { return "AccountQueryRq" }

func (q *AccountQueryRq) appendTo(w *writer) {
	list := ListQuery{
		ListID: q.ListID, FullName: q.FullName, MaxReturned: q.MaxReturned, ActiveStatus: q.ActiveStatus,
		FromModifiedDate: q.FromModifiedDate, ToModifiedDate: q.ToModifiedDate,
		NameFilter: q.NameFilter, NameRangeFilter: q.NameRangeFilter,
	}
	list.filters(w, len(q.AccountType) > 0, func() {
		types := AccountTypes()
		for _, t := range q.AccountType {
			if !slices.Contains(types, t) {
				w.problem("AccountType", "is %q, not a type of account", t)
				continue
			}
			w.raw("AccountType", t)
		}
	})
	w.returned(q.IncludeRetElement, q.OwnerID)
}

// AccountRet is a ledger account.
type AccountRet struct {
	Listed
	FullName           string
	ParentRef          Ref
	Sublevel           int
	AccountType        string // see AccountTypes
	SpecialAccountType string // "UndepositedFunds", "SalesTaxPayable", …
	AccountNumber      string
	Desc               string
	Balance            money.Amount
	TotalBalance       money.Amount // with sub-accounts
	SalesTaxCodeRef    Ref
	CurrencyRef        Ref // absent: home currency
	DataExt            []DataExtRet
}
