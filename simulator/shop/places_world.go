package shop

// country is where a store is: its places, the first nexus of which are taxed,
// and what is usual there.
type country struct {
	code, currency, zone string
	inclusive            bool // prices are entered with tax
	nexus                int
	places               func() []*place
}

var countries = map[string]country{
	"US": {"US", "USD", "America/Chicago", false, 6, places},
	"CA": {"CA", "CAD", "America/Toronto", false, 10, placesCA},
	"GB": {"GB", "GBP", "Europe/London", true, 7, placesGB},
	"AU": {"AU", "AUD", "Australia/Sydney", true, 7, placesAU},
}

// abroad are destinations outside a store's own country, where it collects no tax.
func abroad(not string) []*place {
	var all []*place
	for _, p := range []*place{
		{city: "Dublin", state: "Leinster", abbr: "LE", zip: "D02 X285", code: "IE"},
		{city: "Lyon", state: "Rhône", abbr: "RH", zip: "69002", code: "FR"},
		{city: "Auckland", state: "Auckland", abbr: "AK", zip: "1010", code: "NZ"},
		{city: "Köln", state: "Nordrhein-Westfalen", abbr: "NW", zip: "50667", code: "DE"},
		{city: "Kyoto", state: "京都府", abbr: "KY", zip: "604-8571", code: "JP"},
		{city: "Buffalo", state: "New York", abbr: "NY", zip: "14202"},
	} {
		if p.iso() != not {
			all = append(all, p)
		}
	}
	return all
}

// placesCA are Canada's: HST, GST with PST or QST, GST alone. Shipping is taxed.
func placesCA() []*place {
	gst := taxRate{21, "GST", 50000}
	at := func(city, state, abbr, zip string, rates ...taxRate) *place {
		return &place{city: city, state: state, abbr: abbr, zip: zip, code: "CA", rates: rates, shippingTaxed: true}
	}
	return append([]*place{
		at("Toronto", "Ontario", "ON", "M5H 2N2", taxRate{22, "HST ON", 130000}),
		at("Vancouver", "British Columbia", "BC", "V6B 1A1", gst, taxRate{23, "PST BC", 70000}),
		at("Montréal", "Quebec", "QC", "H2Y 1C6", gst, taxRate{24, "QST", 99750}),
		at("Calgary", "Alberta", "AB", "T2P 1J9", gst),
		at("Halifax", "Nova Scotia", "NS", "B3J 1S9", taxRate{25, "HST NS", 140000}),
		at("Winnipeg", "Manitoba", "MB", "R3C 4T3", gst, taxRate{26, "PST MB", 70000}),
		at("Regina", "Saskatchewan", "SK", "S4P 3Y2", gst, taxRate{27, "PST SK", 60000}),
		at("St. John's", "Newfoundland and Labrador", "NL", "A1C 5M2", taxRate{28, "HST NL", 150000}),
		at("Moncton", "New Brunswick", "NB", "E1C 1E8", taxRate{29, "HST NB", 150000}),
		at("Yellowknife", "Northwest Territories", "NT", "X1A 2N9", gst),
	}, abroad("CA")...)
}

// placesGB are the United Kingdom's: VAT 20, 5 and 0 % by tax class, the same
// everywhere, on shipping too.
func placesGB() []*place {
	at := func(city, state, zip string) *place {
		return &place{city: city, state: state, abbr: zip[:2], zip: zip, code: "GB", shippingTaxed: true, rates: []taxRate{{31, "VAT 20%", 200000}},
			byClass: map[int64][]taxRate{classNonTaxable: {{33, "VAT 0%", 0}}, classReduced: {{32, "VAT 5%", 50000}}}}
	}
	return append([]*place{
		at("London", "Greater London", "EC1A 1BB"), at("Manchester", "Greater Manchester", "M1 1AE"), at("Edinburgh", "Midlothian", "EH1 1YZ"),
		at("Cardiff", "Glamorgan", "CF10 1EP"), at("Leeds", "West Yorkshire", "LS1 4AP"), at("Bristol", "Avon", "BS1 4DJ"), at("Norwich", "Norfolk", "NR2 1TF"),
	}, abroad("GB")...)
}

// placesAU are Australia's: GST 10 %, on shipping too; food is free of it.
func placesAU() []*place {
	at := func(city, state, abbr, zip string) *place {
		return &place{city: city, state: state, abbr: abbr, zip: zip, code: "AU", shippingTaxed: true, rates: []taxRate{{41, "GST", 100000}}}
	}
	return append([]*place{
		at("Sydney", "New South Wales", "NSW", "2000"), at("Melbourne", "Victoria", "VIC", "3000"), at("Brisbane", "Queensland", "QLD", "4000"),
		at("Perth", "Western Australia", "WA", "6000"), at("Adelaide", "South Australia", "SA", "5000"), at("Hobart", "Tasmania", "TAS", "7000"),
		at("Darwin", "Northern Territory", "NT", "0800"),
	}, abroad("AU")...)
}

// ofClass is the rates of a tax class at a place: non-taxable goods have none
// unless the place has a rate for them.
func (p *place) ofClass(class int64) []taxRate {
	if r, ok := p.byClass[class]; ok {
		return r
	}
	if class == classNonTaxable {
		return nil
	}
	return p.rates
}

// allRates are the place's rates of all classes.
func (p *place) allRates() []taxRate {
	all := append([]taxRate(nil), p.rates...)
	for _, class := range []int64{classNonTaxable, classReduced} {
		all = append(all, p.byClass[class]...)
	}
	return all
}
