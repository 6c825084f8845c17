package company

import "fmt"

// SetTaxItem makes a sales tax item or group the most common one (Edit,
// Preferences, Sales Tax): who sends no ItemSalesTaxRef gets it. A file without
// one tells no sales tax preferences, as if sales tax were switched off.
func (f *File) SetTaxItem(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	place := f.items.named(name)
	if place < 0 {
		return fmt.Errorf("there is no item %q", name)
	}
	if k := f.items.at(place).kind; k != salesTax && k != salesTaxGroup {
		return fmt.Errorf("%q is no sales tax item", name)
	}
	f.prefs.TaxItem = place + 1
	f.touch(rowPrefs, 0)
	return f.flush()
}
