package shop

// Kind is a kind of order that the simulated seller makes. It decides what is
// particular about the order; the rest is thrown by dice.
type Kind string

// The kinds.
const (
	KindPlain                Kind = "plain"                  // card, no tax, no discount
	KindOrdinary             Kind = "ordinary"               // any shopper anywhere, now and then a coupon
	KindTaxed                Kind = "taxed"                  // a state in which the seller collects tax
	KindPercentCoupon        Kind = "percent coupon"         // coupon type 1
	KindTotalCoupon          Kind = "total coupon"           // coupon type 2
	KindItemCoupon           Kind = "item coupon"            // coupon type 0
	KindShippingCoupon       Kind = "shipping coupon"        // coupon type 3
	KindFreeShipping         Kind = "free shipping coupon"   // coupon type 4
	KindPromotion            Kind = "promotion"              // automatic, on products
	KindOrderPromotion       Kind = "order promotion"        // automatic, on the order
	KindManualDiscount       Kind = "manual discount"        // by staff
	KindHandling             Kind = "handling"               // a handling charge
	KindWrapping             Kind = "gift wrapping"          //
	KindFee                  Kind = "fee"                    // an order fee
	KindBundle               Kind = "bundle"                 // parent with zero-priced children
	KindCustomLine           Kind = "custom line"            // product_id 0
	KindNoSKU                Kind = "no sku"                 //
	KindDigital              Kind = "digital"                // no address
	KindGiftCertificateSold  Kind = "gift certificate sold"  //
	KindGiftCertificateSpent Kind = "gift certificate spent" // a tender
	KindStoreCredit          Kind = "store credit"           // a tender
	KindHugeQuantity         Kind = "huge quantity"          // thousands of one item
	KindManyLines            Kind = "many lines"             // more than 50
	KindFree                 Kind = "free"                   // total 0 by a full discount
	KindSeveralDestinations  Kind = "several destinations"   //
	KindPickup               Kind = "pickup"                 //
	KindMarketplace          Kind = "marketplace"            // Amazon; tax not in the order
	KindMarketplaceTaxed     Kind = "marketplace taxed"      // tax in the order without rows; not in MixAll
	KindPOS                  Kind = "pos"                    // cash at the counter
	KindCheck                Kind = "check"                  //
	KindBankTransfer         Kind = "bank transfer"          // awaiting payment
	KindOnAccount            Kind = "on account"             // purchase order, not paid
	KindExempt               Kind = "exempt"                 // a reseller pays no tax
	KindAuthorized           Kind = "authorized"             // card reserved, not captured
	KindIncomplete           Kind = "incomplete"             // status 0
	KindPending              Kind = "pending"                // status 1
	KindCancelled            Kind = "cancelled"              // status 5
	KindDeclined             Kind = "declined"               // status 6
	KindVerification         Kind = "manual verification"    // status 12
	KindDisputed             Kind = "disputed"               // status 13
	KindRefunded             Kind = "refunded"               // status 4 with its record
	KindPartlyRefunded       Kind = "partly refunded"        // status 14 with its record
	KindAllowance            Kind = "allowance"              // status 14, an ORDER refund without tax
	KindForeignCurrency      Kind = "foreign currency"       // not in MixAll
	KindTestGateway          Kind = "test gateway"           //
	KindMigrated             Kind = "migrated"               // M-MIG
	KindArchived             Kind = "archived"               // is_deleted
)

// Further kinds, the awkward shapes; in MixEverything and AllKinds, not in MixAll.
const (
	KindKitchenSink      Kind = "kitchen sink"          // coupon, promotion, manual discount, wrapping, handling, taxed and untaxed fee
	KindTaxedFee         Kind = "taxed fee"             //
	KindStackedDiscounts Kind = "stacked discounts"     // two coupons, a promotion, a manual discount
	KindPriceOverride    Kind = "price override"        // staff changed a line's price
	KindGroupPrice       Kind = "group price"           // a wholesale customer's prices
	KindPricedBundle     Kind = "priced bundle"         // children with prices of their own
	KindModifiers        Kind = "modifiers"             // options with texts and prices
	KindMixedDelivery    Kind = "goods and downloads"   //
	KindFreeSample       Kind = "free sample"           // price 0, no discount; total 0 where shipping is free
	KindFreeLine         Kind = "free line"             // one line at price 0 among others
	KindHundredLines     Kind = "hundred lines"         // 120
	KindDeletedProduct   Kind = "deleted product"       // product_id of a product that is gone
	KindLongSKU          Kind = "long sku"              // over 31 characters
	KindCaseTwins        Kind = "case twins"            // two SKUs that differ in case only
	KindLookAlike        Kind = "look-alike"            // shares name, e-mail or postcode with another
	KindAwkwardName      Kind = "awkward name"          // 60 characters, not Latin, empty
	KindGiftSoldAndSpent Kind = "gift certificate both" // one sold and one spent in one order
	KindTwoCards         Kind = "two cards"             //
	KindCardGiftCredit   Kind = "three tenders"         // certificate, store credit, card
	KindPartPaid         Kind = "part paid"             // the rest is awaited
	KindOverpaid         Kind = "overpaid"              // by check
	KindPartCaptured     Kind = "part captured"         // the rest is authorized only
	KindMidnight         Kind = "midnight"              // a second before it, or at it
	KindClockChange      Kind = "clock change"          // within an hour of one
)

// furtherKinds lists them.
func furtherKinds() []Kind {
	return []Kind{KindKitchenSink, KindTaxedFee, KindStackedDiscounts, KindPriceOverride, KindGroupPrice, KindPricedBundle, KindModifiers,
		KindMixedDelivery, KindFreeSample, KindFreeLine, KindHundredLines, KindDeletedProduct, KindLongSKU, KindCaseTwins, KindLookAlike,
		KindAwkwardName, KindGiftSoldAndSpent, KindTwoCards, KindCardGiftCredit, KindPartPaid, KindOverpaid, KindPartCaptured, KindMidnight, KindClockChange}
}

// MixEverything is every kind that there is but marketplace tax without rows
// and foreign currency, the awkward ones as often as they can be borne: for
// histories and property tests.
func MixEverything() Mix {
	m := MixAll()
	for _, k := range furtherKinds() {
		m[k] = 12
	}
	m[KindHundredLines], m[KindManyLines] = 1, 1
	m[KindBankTransfer], m[KindAuthorized], m[KindPartCaptured], m[KindPartPaid] = 90, 40, 25, 25 // money that comes later
	return m
}

// Mix weighs the kinds: a kind with weight 0, or left out, is not sold.
type Mix map[Kind]int

// MixAll is a shop's life: mostly ordinary orders, and some of everything else
// but foreign currency and marketplace tax, which need a decision of the
// bookkeeper and are sold only when asked for.
func MixAll() Mix {
	return Mix{
		KindPlain: 120, KindOrdinary: 300, KindTaxed: 200,
		KindPercentCoupon: 30, KindTotalCoupon: 20, KindItemCoupon: 10, KindShippingCoupon: 6, KindFreeShipping: 12,
		KindPromotion: 25, KindOrderPromotion: 15, KindManualDiscount: 8,
		KindHandling: 8, KindWrapping: 12, KindFee: 5, KindBundle: 20, KindCustomLine: 8, KindNoSKU: 6, KindDigital: 15,
		KindGiftCertificateSold: 8, KindGiftCertificateSpent: 6, KindStoreCredit: 5, KindHugeQuantity: 2, KindManyLines: 2,
		KindFree: 4, KindSeveralDestinations: 4, KindPickup: 6, KindMarketplace: 30, KindPOS: 20, KindCheck: 8,
		KindBankTransfer: 25, KindOnAccount: 12, KindExempt: 8, KindAuthorized: 8,
		KindIncomplete: 15, KindPending: 5, KindCancelled: 10, KindDeclined: 8, KindVerification: 4, KindDisputed: 2,
		KindRefunded: 8, KindPartlyRefunded: 8, KindAllowance: 3, KindTestGateway: 3, KindMigrated: 3, KindArchived: 2,
	}
}

// MixPlain is card orders without tax, coupon or any other detail: what a
// bench needs that measures how fast order lists are read.
func MixPlain() Mix { return Mix{KindPlain: 1} }

// MixSales is what a shop sells on a good day: paid orders and orders awaiting
// payment, with tax, discounts and charges, and nothing that must not be posted.
func MixSales() Mix {
	m := MixAll()
	for _, k := range []Kind{
		KindIncomplete, KindPending, KindCancelled, KindDeclined, KindVerification, KindDisputed,
		KindRefunded, KindPartlyRefunded, KindAllowance, KindTestGateway, KindMigrated, KindArchived, KindAuthorized,
	} {
		delete(m, k)
	}
	return m
}

// AllKinds lists every kind, in a fixed order.
func AllKinds() []Kind {
	m := MixAll()
	m[KindForeignCurrency], m[KindMarketplaceTaxed] = 1, 1
	for _, k := range furtherKinds() {
		m[k] = 1
	}
	return m.kinds()
}
