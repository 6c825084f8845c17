package company

import "time"

// Options describe a new company file. The zero value is a usable US file.
type Options struct {
	// Name is the company's name; default "Sample Store Books".
	Name string
	// Path is the file's full path as QuickBooks on Windows sees it.
	Path string
	// Country is the edition: "US" (default), "CA", "UK" or "AU".
	Country string
	// Now is the clock; default time.Now. Every time in the file comes from it.
	Now func() time.Time
	// Zone is the time zone of the PC on which QuickBooks runs; default US Central.
	Zone *time.Location
	// Seed makes iterator ids and the like differ from file to file; the same
	// seed gives the same file.
	Seed int64
	// ThinkTime is how long QuickBooks takes over one request of a document.
	ThinkTime time.Duration
	// Classes switches class tracking on; off, a ClassRef is refused (3250).
	Classes bool
	// MultiCurrency switches multi-currency on; off, a CurrencyRef or an
	// ExchangeRate is refused (3250).
	MultiCurrency bool
	// AddsWhenClosed accepts new transactions dated on or before the closing
	// date, as some versions are said to do; changing one there never is.
	AddsWhenClosed bool
	// StockMovesItems gives an item another TimeModified, and EditSequence, when a
	// transaction moves its quantity; whether QuickBooks does is not confirmed.
	StockMovesItems bool
	// NoInventory switches inventory off in the preferences: corrections of stock
	// are refused (3250).
	NoInventory bool
	// NoSalesTax switches sales tax off in the preferences.
	NoSalesTax bool
	// TooLongIs3070 answers a text that is too long with status 3070 for its
	// record, as some versions do, instead of refusing the whole document.
	TooLongIs3070 bool
	// QuestionMarks stores '?' for characters outside ISO-8859-1, as some
	// installations do, instead of refusing the whole document.
	QuestionMarks bool
}

func (o Options) withDefaults() Options {
	if o.Name == "" {
		o.Name = "Sample Store Books"
	}
	if o.Path == "" {
		o.Path = `C:\Users\Public\Documents\Intuit\QuickBooks\Company Files\Sample Store Books.qbw`
	}
	switch o.Country {
	case "":
		o.Country = "US"
	case "GB": // as others call it
		o.Country = "UK"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = centralTime()
	}
	return o
}

// centralTime is US Central, or its standard offset where the system has no
// time zone data.
func centralTime() *time.Location {
	if z, err := time.LoadLocation("America/Chicago"); err == nil {
		return z
	}
	return time.FixedZone("CST", -6*3600)
}
