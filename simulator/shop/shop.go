// Package shop is a simulated BigCommerce store: it sells, and it speaks the
// REST API of BigCommerce over HTTP as the reference sheets and the published
// OpenAPI files describe it, with its rate limits, error bodies, signed
// webhooks and, when asked to, its faults.
//
// It is part of the product (demo, rehearsal, `countinghouse simulate shop`)
// and of its tests. It imports nothing of the product, and keeps its own exact
// money, so that a mistake shared by both sides cannot cancel out.
//
// Where the sheets leave a question open, the shop decides:
//   - Tax is computed per line after discounts, each rate rounded to cents;
//     subtotal_tax is the tax before discounts.
//   - Fees are in the totals, not in the subtotal. Where one is taxed, its tax
//     rows are of type item without a line, for no type is documented for fees.
//   - Shipping is net of shipping coupons, which coupon_discount does not
//     contain (Options.ShippingCouponsInDiscount turns that round).
//   - Totals are before gift certificates and store credit: those are tenders.
//   - Archived orders leave the list; by id they are found, with is_deleted.
//   - An order's totals and tax rows stay as they were when it is refunded.
//   - What is refunded of a line or a charge gives back each rate's tax in
//     proportion, rounded so that all parts together give back the whole;
//     requested amounts are on the side on which prices are entered; deductions
//     (adjustments) change no tax; refunds never exceed what was charged.
//   - Money goes back the way it came, the last tender first, unless told otherwise.
//   - Parameters that an endpoint does not name are refused (400 in v2, 422 in
//     v3), a limit over 250 is 413, another store's hash is 403; transactions of
//     an order without any are 204.
//
// The seller is seeded: the same Options sell the same orders. Everything is
// kept in memory.
package shop

import (
	"cmp"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options make a shop. The zero value is a tax-exclusive store in Chicago's
// zone that sells in USD and answers to the token "shop-token".
type Options struct {
	Seed  uint64
	Hash  string // store hash; default "demo"
	Token string // X-Auth-Token; default "shop-token"
	// Scopes are the token's permissions (reference: bigcommerce-auth-and-limits
	// §2); nil has all of them.
	Scopes []string
	// ClientSecret signs webhooks; default "shop-client-secret".
	ClientSecret string
	// Country is where the store is: "US" (default), "CA", "GB" or "AU". It
	// decides places, tax rates, and the defaults of Zone and Currency; stores in
	// GB and AU are tax-inclusive unless NetPrices is set.
	Country   string
	NetPrices bool
	// Zone is the store's IANA time zone; default "America/Chicago", Toronto's,
	// London's, Sydney's.
	Zone string
	// Currency of the store; two decimals; default the country's.
	Currency string
	// SecondCurrency is what foreign orders are in, also one without decimals
	// (JPY) or with three (KWD); default EUR, or USD for a store in EUR. SecondRate is its units for one of the store's
	// currency; default "0.9100000000".
	SecondCurrency, SecondRate string
	// Inclusive makes prices tax-inclusive: M of order-arithmetic is then the
	// inc_tax side.
	Inclusive bool
	// ShippingCouponsInDiscount tells coupon_discount to contain what shipping
	// coupons (types 3, 4) took off although shipping is already net of them:
	// one of two readings that the sheet leaves open (order-arithmetic §5.5b).
	ShippingCouponsInDiscount bool
	// QuietMoney lets refunds and transactions that do not change an order's
	// status leave its date_modified as it is, without an update event: whether
	// they move it is not documented (bigcommerce-api §2.2).
	QuietMoney bool
	// FeeRefundsNameOrder writes the order's id into refunded fees instead of the
	// fee's: the published files say both (bigcommerce-api §11).
	FeeRefundsNameOrder bool
	// NoTaxDetail leaves line_item_type and order_product_id out of tax rows
	// even with details=true, as older answers do.
	NoTaxDetail bool
	// Now is the clock; default time.Now.
	Now func() time.Time
	// History is how far back the first Sell begins; default 30 days.
	History time.Duration
	// Mix weighs the kinds of orders; default MixAll.
	Mix Mix
	// Acts weighs what Live lets happen; default ActsAll.
	Acts Acts
	// Contradictions is how many of a thousand orders are made not to add up.
	Contradictions int
	// Customers is the number of registered customers, beside a few look-alikes
	// and awkward names; default 120.
	Customers int
	// FirstOrder is the first order's id; default 1001.
	FirstOrder int64
	// Quota is the number of requests per Window; default 100,000 per 30 s.
	Quota  int
	Window time.Duration
	// NoGzip answers uncompressed whatever the client accepts.
	NoGzip bool
	// MultiCurrency makes answers carry the store currency and its rate, as a
	// store with several currencies does; a Mix with KindForeignCurrency turns it on.
	MultiCurrency bool
	// Locations is at how many places the store keeps stock: 1 (default) to 4.
	// Orders take from the first.
	Locations int
	// Inventory says when orders move stock; see InventorySettings.
	Inventory InventorySettings
	// PartRefundsRestock lets part refunds put their pieces back, which the
	// events are said not to tell (bigcommerce-api §4, open).
	PartRefundsRestock bool
	// StockEndsAtZero keeps stock from falling below zero when more is sold than
	// there is; NegativeStock lets adjustments set it below zero. Neither is documented.
	StockEndsAtZero, NegativeStock bool
	// StockLag is how many requests later an adjustment is done: they are
	// asynchronous (bigcommerce-api §8).
	StockLag int
	// AdjustmentsPartly does the good items of an adjustment that is refused for
	// others; whether it is all or nothing is not documented.
	AdjustmentsPartly bool
	// StockMovesModify lets every movement of stock move its product's
	// date_modified, which is not documented.
	StockMovesModify bool
	// KeepStockMoves remembers every movement, for StockMoves.
	KeepStockMoves bool
	// BaseURL is written into links; default "https://api.bigcommerce.com".
	BaseURL string
	// AnyHookDestination lets webhooks go to plain http and any port, for tests
	// and demos on one machine. The real platform wants https on port 443.
	AnyHookDestination bool
	// UnsignedHooks sends webhooks without a signature, as deliveries to
	// store-level accounts may be (bigcommerce-webhooks §5.2, open).
	UnsignedHooks bool
	// HookRetries are the pauses before each redelivery; default the real
	// schedule (reference: bigcommerce-webhooks §4).
	HookRetries []time.Duration
	// HookClient delivers webhooks; default a client with a 10 s timeout.
	HookClient *http.Client
	Log        *slog.Logger
}

// Shop is one simulated store. Its methods may be called from several goroutines.
type Shop struct {
	opt   Options
	zone  *time.Location
	goods *catalogue
	where []*place
	nexus int // the first so many of them are taxed
	meter *meter

	clock atomic.Int64 // of Live; 0 while it does not run

	// Stock, guarded by mu.
	moving   InventorySettings
	moves    []StockMove
	late     []lateWrite
	served   int            // requests so far
	adjusted int            // adjustments so far
	closed   map[int64]bool // locations that are switched off

	mu        sync.RWMutex
	happened  []Happening
	customers []*person       // by id-1
	alike     []*person       // look-alikes and awkward names, with the ids after those
	orders    []*order        // by id
	refunds   []*refund       // by id
	gifts     []*gift         // by id
	credits   map[int64]Money // store credit that refunds gave, by customer
	next      ids
	sortMu    sync.Mutex
	version   uint64 // counts every change of orders
	sorted    map[string]sortedOrders
	kinds     []Kind
	weights   []int
	total     int
	hooks     []*hook
	accounts  []*account // who may call the API
	apps      []*App
	faults    func(FaultRequest) Fault
	hookFault func(n int) HookFault
	seen      map[string]int
	calls     int
	post      *postman
}

// ids are the counters from which the store takes its numbers.
type ids struct {
	line, address, tax, coupon, fee, transaction, refund, payment, shipment, hook, gift int64
	// buyer is who buys next, instead of whom the dice say.
	buyer *Buyer
}

// New makes a shop that has not sold anything yet.
func New(o Options) *Shop {
	o = o.withDefaults()
	zone, err := time.LoadLocation(o.Zone)
	if err != nil {
		o.Log.Warn("unknown time zone, using UTC", "zone", o.Zone)
		zone, o.Zone = time.UTC, "UTC"
	}
	now := o.Now().Unix()
	s := &Shop{opt: o, zone: zone, where: countries[o.Country].places(), nexus: countries[o.Country].nexus, sorted: map[string]sortedOrders{}, seen: map[string]int{}, credits: map[int64]Money{}}
	s.goods = newCatalogue(now-200*86400, o.Country)
	s.customers = newCustomers(o.Seed, s.where, o.Customers, now-30*86400)
	s.alike = newAlike(s.where, int64(len(s.customers)), now-20*86400)
	s.next = ids{line: 2000, address: 700, tax: 5000, coupon: 40, fee: 10, transaction: 86000000, refund: 10, payment: 20, shipment: 300, hook: 18048000, gift: 60}
	s.setMix(o.Mix)
	s.moving = o.Inventory
	s.meter = newMeter(o.Quota, o.Window)
	s.accounts = []*account{{clientID: clientID, secret: o.ClientSecret, token: o.Token, scopes: o.Scopes}}
	s.post = newPostman(s)
	return s
}

func (o Options) withDefaults() Options {
	o.Hash = cmp.Or(o.Hash, "demo")
	o.Token = cmp.Or(o.Token, "shop-token")
	o.ClientSecret = cmp.Or(o.ClientSecret, "shop-client-secret")
	home, ok := countries[o.Country]
	if !ok {
		home = countries["US"]
		o.Country = home.code
	}
	o.Inclusive = o.Inclusive || home.inclusive && !o.NetPrices
	o.Zone = cmp.Or(o.Zone, home.zone)
	o.Currency = cmp.Or(o.Currency, home.currency)
	if o.SecondCurrency == "" {
		if o.SecondCurrency = "EUR"; o.Currency == "EUR" {
			o.SecondCurrency = "USD"
		}
	}
	o.SecondRate = cmp.Or(o.SecondRate, "0.9100000000")
	if o.Now == nil {
		o.Now = time.Now
	}
	o.History = cmp.Or(o.History, 30*24*time.Hour)
	if len(o.Mix) == 0 {
		o.Mix = MixAll()
	}
	if len(o.Acts) == 0 {
		o.Acts = ActsAll()
	}
	o.Customers = cmp.Or(o.Customers, 120)
	o.FirstOrder = cmp.Or(o.FirstOrder, 1001)
	o.Quota = cmp.Or(o.Quota, 100_000)
	o.Window = cmp.Or(o.Window, 30*time.Second)
	o.BaseURL = strings.TrimRight(cmp.Or(o.BaseURL, "https://api.bigcommerce.com"), "/")
	if o.HookRetries == nil {
		for _, n := range []int{60, 180, 300, 600, 900, 1800, 3600, 7200, 21600, 50400, 86400} {
			o.HookRetries = append(o.HookRetries, time.Duration(n)*time.Second)
		}
	}
	if o.HookClient == nil {
		o.HookClient = &http.Client{Timeout: 10 * time.Second}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// kinds lists the kinds with weight in a fixed order.
func (m Mix) kinds() []Kind {
	var ks []Kind
	for k, w := range m {
		if w > 0 {
			ks = append(ks, k)
		}
	}
	slices.Sort(ks)
	return ks
}

func (s *Shop) setMix(m Mix) {
	s.kinds, s.weights, s.total = m.kinds(), nil, 0
	for _, k := range s.kinds {
		s.weights = append(s.weights, m[k])
		s.total += m[k]
	}
}

// throw chooses a kind by weight.
func (s *Shop) throw(d dice) Kind {
	n := d.IntN(max(s.total, 1))
	for i, w := range s.weights {
		if n < w {
			return s.kinds[i]
		}
		n -= w
	}
	return KindOrdinary
}

// now is the shop's clock in whole seconds, as date_modified has it; while Live
// runs, the moment of what happens.
func (s *Shop) now() int64 {
	if t := s.clock.Load(); t != 0 {
		return t
	}
	return s.opt.Now().Unix()
}

// Token is the X-Auth-Token that the shop answers to.
func (s *Shop) Token() string { return s.opt.Token }

// Hash is the store's hash: the path is /stores/{hash}/v2.
func (s *Shop) Hash() string { return s.opt.Hash }

// ClientSecret is the key of webhook signatures.
func (s *Shop) ClientSecret() string { return s.opt.ClientSecret }
