package bigcommerce

import (
	"context"
	"time"
)

// Store is what a store says of itself (reference: bigcommerce-api §9).
type Store struct {
	ID        Text            `json:"id"` // the store hash
	StoreID   ID              `json:"store_id"`
	Domain    Text            `json:"domain"`
	SecureURL Text            `json:"secure_url"`
	Name      Text            `json:"name"`
	Status    Text            `json:"status"`
	Country   Text            `json:"country"`
	Timezone  Maybe[Timezone] `json:"timezone"`
	Currency  Text            `json:"currency"`
	Decimals  Number          `json:"decimal_places"`
	// PriceEnteredWithTax is the setting of today, not that of an order's day.
	PriceEnteredWithTax Flag `json:"is_price_entered_with_tax"`
	PlanName            Text `json:"plan_name"`
	DefaultChannelID    ID   `json:"default_channel_id"`
}

// Timezone is the store's zone: an IANA name, and the seconds from UTC in
// winter and in summer for names that are not known here.
type Timezone struct {
	Name      Text   `json:"name"`
	RawOffset Number `json:"raw_offset"`
	DSTOffset Number `json:"dst_offset"`
}

// Store reads the store's information: the first call after a token was
// entered, because 200 proves host, hash, token and a scope at once.
func (c *Client) Store(ctx context.Context) (Store, error) {
	return one2[Store](ctx, c, call{name: "store", path: "/v2/store", scope: ScopeInformation})
}

// Time reads the server's clock.
func (c *Client) Time(ctx context.Context) (time.Time, error) {
	got, err := one2[struct {
		Time ID `json:"time"`
	}](ctx, c, call{name: "time", path: "/v2/time", scope: ScopeInformation})
	return time.Unix(int64(got.Time), 0).UTC(), err
}

// Currency is a currency of the store.
type Currency struct {
	ID              ID     `json:"id"`
	Code            Text   `json:"currency_code"`
	IsDefault       Flag   `json:"is_default"`
	IsTransactional Flag   `json:"is_transactional"`
	Enabled         Flag   `json:"enabled"`
	ExchangeRate    Number `json:"currency_exchange_rate"`
	DecimalPlaces   Number `json:"decimal_places"`
}

// Currencies lists the store's currencies.
func (c *Client) Currencies(ctx context.Context) ([]Currency, error) {
	return all2[Currency](ctx, c, call{name: "currencies", path: "/v2/currencies", scope: ScopeInformation})
}

// Channel is a sales channel.
type Channel struct {
	ID       ID   `json:"id"`
	Name     Text `json:"name"`
	Type     Text `json:"type"` // pos, marketplace, storefront, marketing
	Platform Text `json:"platform"`
	Status   Text `json:"status"`
}

// Channels lists the store's channels.
func (c *Client) Channels(ctx context.Context) ([]Channel, error) {
	return all3[Channel](ctx, c, call{name: "channels", path: "/v3/channels", scope: ScopeChannels}, PageSize)
}

// TaxSettings are the store's tax settings.
type TaxSettings struct {
	TaxEnteredWithPrices Text `json:"tax_entered_with_prices"`
	FallbackStrategy     Text `json:"fallback_strategy"` // FIXED charges a flat 10 % when the provider fails
	RoundingStrategy     Text `json:"rounding_strategy"`
}

// TaxSettings reads the store's tax settings.
func (c *Client) TaxSettings(ctx context.Context) (TaxSettings, error) {
	return one3[TaxSettings](ctx, c, call{name: "tax settings", path: "/v3/tax/settings", scope: ScopeInformation})
}

// TaxClass is a class of goods for tax; 0 is the default class.
type TaxClass struct {
	ID   ID   `json:"id"` // a string in the answer
	Name Text `json:"name"`
}

// TaxClasses lists the tax classes.
func (c *Client) TaxClasses(ctx context.Context) ([]TaxClass, error) {
	return all2[TaxClass](ctx, c, call{name: "tax classes", path: "/v2/tax_classes", scope: ScopeInformation})
}
