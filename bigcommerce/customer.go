package bigcommerce

import (
	"context"
	"net/url"
	"strconv"
	"strings"
)

// Customer is a registered customer.
type Customer struct {
	ID                ID   `json:"id"`
	Email             Text `json:"email"`
	FirstName         Text `json:"first_name"`
	LastName          Text `json:"last_name"`
	Company           Text `json:"company"`
	Phone             Text `json:"phone"`
	CustomerGroupID   ID   `json:"customer_group_id"` // 0: none
	TaxExemptCategory Text `json:"tax_exempt_category"`
	DateModified      Date `json:"date_modified"`
}

// Customers reads customers by their ids, up to 250 a call. Deleted ones are
// missing from the answer.
func (c *Client) Customers(ctx context.Context, ids []int64) ([]Customer, error) {
	var out []Customer
	for len(ids) > 0 {
		n := min(len(ids), PageSize)
		rows, err := all3[Customer](ctx, c, call{name: "customers", path: "/v3/customers",
			query: url.Values{"id:in": {joinIDs(ids[:n])}}, scope: ScopeCustomers}, PageSize)
		if err != nil {
			return nil, err
		}
		out, ids = append(out, rows...), ids[n:]
	}
	return out, nil
}

// StoreCredit is what a customer may still spend: a liability of the merchant,
// in the store's default currency (reference: bigcommerce-api §6).
type StoreCredit struct {
	CustomerID ID                       `json:"id"`
	Email      Text                     `json:"email"`
	Amounts    List[StoreCreditBalance] `json:"store_credit_amounts"`
}

// StoreCreditBalance is one balance; no currency is given with it.
type StoreCreditBalance struct {
	Amount Number `json:"amount"`
}

// StoreCredits lists the store credit of all customers, those without any too.
func (c *Client) StoreCredits(ctx context.Context) ([]StoreCredit, error) {
	return all3[StoreCredit](ctx, c, call{name: "store credit", path: "/v3/customers",
		query: url.Values{"include": {"storecredit"}}, scope: ScopeCustomers}, PageSize)
}

func joinIDs(ids []int64) string {
	s := make([]string, len(ids))
	for i, id := range ids {
		s[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(s, ",")
}

// CustomerGroup is a group of customers; they exist only in v2.
type CustomerGroup struct {
	ID        ID   `json:"id"`
	Name      Text `json:"name"`
	IsDefault Flag `json:"is_default"`
}

// CustomerGroups lists the groups.
func (c *Client) CustomerGroups(ctx context.Context) ([]CustomerGroup, error) {
	return all2[CustomerGroup](ctx, c, call{name: "customer groups", path: "/v2/customer_groups", scope: ScopeCustomers})
}
