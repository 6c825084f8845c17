package report

import (
	"context"

	"countinghouse/store"
)

// Cause is a cause as scripts read it.
type Cause struct {
	Code     string  `json:"code"`
	Subject  string  `json:"subject,omitempty"`
	What     string  `json:"what"`
	Fix      string  `json:"fix"`
	Orders   int     `json:"orders"`
	Amount   string  `json:"amount"`
	Currency string  `json:"currency"`
	First    []int64 `json:"firstOrders"`
	Owner    string  `json:"owner,omitempty"`
	Note     string  `json:"note,omitempty"`
}

// Causes are all causes for which orders of a company file need review.
func Causes(ctx context.Context, st *store.Store, key store.CompanyKey) ([]Cause, error) {
	held, err := st.Causes(ctx, key)
	if err != nil {
		return nil, err
	}
	refused, err := st.RefusedCauses(ctx, key)
	if err != nil {
		return nil, err
	}
	owners, err := st.Owners(ctx, key)
	if err != nil {
		return nil, err
	}
	views := []Cause{}
	for _, c := range append(held, refused...) {
		if c.Code == store.CauseRefused {
			if err := st.Explain(ctx, key, &c); err != nil {
				return nil, err
			}
		}
		v := Cause{Code: c.Code, Subject: c.Subject, What: c.What, Fix: c.Fix, Orders: c.Orders, Amount: c.Amount.Text(2), Currency: c.Currency, First: []int64{}}
		for _, id := range c.FirstOrders {
			v.First = append(v.First, int64(id))
		}
		for _, o := range owners {
			if o.Code == c.Code && o.Subject == c.Subject {
				v.Owner, v.Note = o.Email, o.Note
			}
		}
		views = append(views, v)
	}
	return views, nil
}
