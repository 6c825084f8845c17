package shop

// taxRate is one named rate of the store's own tax tables.
type taxRate struct {
	id   int64
	name string
	rate rate
}

// place is where a shopper lives: with its own taxes where the seller has nexus.
type place struct {
	city, state, abbr, zip string
	rates                  []taxRate // none: the seller collects no tax there
	shippingTaxed          bool
	deliveryFee            Money  // a retail delivery fee in the name of the state
	code                   string // ISO code of the country; "" is the United States
	// byClass are the rates of tax classes that have their own.
	byClass map[int64][]taxRate
}

// iso is the country's ISO code.
func (p *place) iso() string {
	if p.code == "" {
		return "US"
	}
	return p.code
}

// country is the country's name.
func (p *place) country() string { return countryNames[p.iso()] }

var countryNames = map[string]string{"US": "United States", "CA": "Canada", "GB": "United Kingdom", "AU": "Australia",
	"IE": "Ireland", "FR": "France", "NZ": "New Zealand", "DE": "Germany", "JP": "Japan"}

// zone is the name of the shipping and tax zone.
func (p *place) zone() string { return p.state }

// places are the sample of the country to which the shop sells: nexus in
// Texas, New York, California, Washington and Colorado; none elsewhere.
func places() []*place {
	texas := taxRate{1, "Texas State", 62500}
	york := []taxRate{{5, "New York State", 40000}, {6, "New York City", 45000}, {7, "MCTD", 3750}}
	california := taxRate{8, "California State", 60000}
	washington := taxRate{11, "Washington State", 65000}
	colorado := taxRate{13, "Colorado State", 29000}
	return []*place{
		{city: "Austin", state: "Texas", abbr: "TX", zip: "78701", rates: []taxRate{texas, {2, "Austin City", 20000}}, shippingTaxed: true},
		{city: "Dallas", state: "Texas", abbr: "TX", zip: "75201", rates: []taxRate{texas, {3, "Dallas City", 10000}, {4, "Dallas MTA", 10000}}, shippingTaxed: true},
		{city: "New York", state: "New York", abbr: "NY", zip: "10001", rates: york, shippingTaxed: true},
		{city: "Los Angeles", state: "California", abbr: "CA", zip: "90012", rates: []taxRate{california, {9, "Los Angeles County", 12500}, {10, "LA District", 22500}}},
		{city: "Seattle", state: "Washington", abbr: "WA", zip: "98101", rates: []taxRate{washington, {12, "Seattle", 38500}}, shippingTaxed: true},
		{city: "Denver", state: "Colorado", abbr: "CO", zip: "80202", rates: []taxRate{colorado, {14, "Denver City", 48100}, {15, "RTD", 11000}}, deliveryFee: 28 * Cent},
		{city: "Portland", state: "Oregon", abbr: "OR", zip: "97201"},
		{city: "Bozeman", state: "Montana", abbr: "MT", zip: "59715"},
		{city: "Concord", state: "New Hampshire", abbr: "NH", zip: "03301"},
		{city: "Atlanta", state: "Georgia", abbr: "GA", zip: "30303"},
		{city: "Columbus", state: "Ohio", abbr: "OH", zip: "43215"},
		{city: "Raleigh", state: "North Carolina", abbr: "NC", zip: "27601"},
		{city: "Phoenix", state: "Arizona", abbr: "AZ", zip: "85003"},
	}
}

// sum is all rates together.
func sumRates(rates []taxRate) rate {
	var s rate
	for _, r := range rates {
		s += r.rate
	}
	return s
}
