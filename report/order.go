package report

import (
	"time"

	"countinghouse/store"
)

// Order is an order as scripts read it.
type Order struct {
	Store    string `json:"store"`
	ID       int64  `json:"id"`
	State    string `json:"state"`
	Day      string `json:"day"`
	Placed   string `json:"placed"`
	Customer string `json:"customer"`
	Channel  string `json:"channel,omitempty"`
	Currency string `json:"currency"`
	Total    string `json:"total"`
	Tax      string `json:"tax"`
	Document string `json:"document,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Problems int    `json:"problems,omitempty"`
}

// OrderOf is a row of a list of orders.
func OrderOf(r store.OrderRow) Order {
	return Order{
		Store: string(r.Store), ID: int64(r.ID), State: string(r.State), Day: r.Day.String(),
		Placed: r.Placed.UTC().Format(time.RFC3339), Customer: r.Customer, Channel: r.Channel, Currency: r.Currency,
		Total: r.Total.Text(r.Decimals), Tax: r.Tax.Text(r.Decimals), Document: r.Document, Reason: r.Reason, Problems: r.Problems,
	}
}
