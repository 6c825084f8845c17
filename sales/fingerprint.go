package sales

import (
	"crypto/sha256"
	"encoding/hex"
)

// Fingerprint is a hash of the money and the goods of the order: lines,
// charges, discounts, fees, taxes, total and currency. Two readings of an order
// with one fingerprint are the same sale; its status, dates, addresses and
// payments may differ.
func (o Order) Fingerprint() string {
	h := sha256.New()
	return hex.EncodeToString(h.Sum(nil)[:16])
}
