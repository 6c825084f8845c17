package shop

import "time"

// triple is one charge on both sides of tax.
type triple struct{ ex, inc, tax Money }

func (t *triple) add(u triple) {
	t.ex += u.ex
	t.inc += u.inc
	t.tax += u.tax
}

// Status is an order status id (reference: bigcommerce-api §2.4).
type Status int

// The order statuses.
const (
	Incomplete         Status = 0
	Pending            Status = 1
	Shipped            Status = 2
	PartiallyShipped   Status = 3
	Refunded           Status = 4
	Cancelled          Status = 5
	Declined           Status = 6
	AwaitingPayment    Status = 7
	AwaitingPickup     Status = 8
	AwaitingShipment   Status = 9
	Completed          Status = 10
	AwaitingFulfilment Status = 11
	ManualVerification Status = 12
	Disputed           Status = 13
	PartiallyRefunded  Status = 14
)

// order is an order as the simulated store keeps it. Its amounts are final:
// answers only print them.
type order struct {
	id            int64
	kind          Kind
	contradiction string // what was made to disagree; "" adds up
	status        Status
	created       int64 // Unix seconds
	modified      int64
	shippedAt     int64
	archived      bool
	deleted       bool // gone for good: 404
	inclusive     bool

	customerID     int64
	billing        *person
	channel        int64
	source         string
	externalSource string
	externalID     string
	message, notes string
	externalOrder  string
	poNumber       string
	cart           string
	untaxed        bool  // an exempt buyer, or a marketplace that taxes by itself
	foreign        bool  // sold in the store's second currency
	step           Money // the smallest amount of its currency

	lines   []line
	dests   []destination
	pickup  bool
	coupons []coupon
	fees    []fee
	taxes   []taxRow
	firstID int64 // of tax rows
	roomTax int64 // ids that are kept for them

	sub, ship, hand, wrap, tot triple
	baseShip                   Money
	discount, coupon           Money
	storeCredit, giftCert      Money

	method, paymentStatus, providerID string
	taxProvider                       string
	transactions                      []transaction
	marked                            []marking
	refunds                           []*refund
	shipments                         []shipment
	taken                             []taking // off the stock; nil: nothing
	gaveBack                          bool     // it took something once and gave it back
}

// marking is money of an offline payment that staff took as received by
// setting the status: no transaction tells of it.
type marking struct {
	at     int64
	amount Money
	tender string
	source int64 // transaction that was pending
}

// line is one row of an order.
type line struct {
	id        int64
	variant   *variant // nil for custom lines and gift certificates
	name, sku string
	kind      string // physical, digital, giftcertificate
	quantity  int64
	base      Money // unit price as entered, on the store's side of tax
	list      Money // the catalogue's, where staff changed the price; else 0
	price     triple
	total     triple // before discounts
	charged   triple // after discounts
	applied   []applied
	wrapping  string
	wrapBase  Money
	wrap      triple
	options   []lineOption // modifiers
	class     int64
	dest      int   // index into dests; -1 for what has no address
	parent    int64 // line id of a bundle's parent
	shipped   int64
	refunded  int64
	wrapBack  Money // wrapping refunded, on the store's side of tax
	gift      int64 // gift certificate id
	freeTotal bool  // no discount may touch it (gift certificates)
}

// lineOption is a modifier that the shopper chose or filled in.
type lineOption struct{ name, value, kind string }

// applied is a share of a discount on a line.
type applied struct {
	id, name, code, target string
	amount                 Money
}

type destination struct {
	id       int64
	person   *person
	method   string
	base     Money
	ship     triple
	handBase Money
	hand     triple
	// refunded so far, on the store's side of tax
	shipBack, handBack Money
}

type coupon struct {
	id, couponID int64
	code         string
	face         Money // 5 may be 5 % or 5.00
	kind         int
	discount     Money
}

type fee struct {
	id     int64
	name   string
	base   Money
	cost   triple
	source string
	taxed  bool
	back   Money // refunded so far, on the store's side of tax
}

// taxRow is one row of /taxes?details=true.
type taxRow struct {
	rate   taxRate
	class  int64
	kind   string // item, shipping, handling, gift-wrapping
	dest   int
	line   int // index of the line that the answer names; -1 for none
	of     int // index of what is taxed: a line, a destination, a fee
	amount Money
}

type transaction struct {
	id        int64
	event     string
	method    string
	gateway   string
	gatewayID string
	amount    Money
	status    string
	test      bool
	reference int64
	at        int64
	display   string // offline or custom: the name of the method
	last4     string
	card      string
	code      string // gift certificate
	remaining Money
	// payment is the tender's name in Truth.
	payment string
	taken   Money // of a pending or authorized amount: received so far
	closed  bool  // nothing more comes of a pending or authorized amount
	back    Money // of a received amount: refunded so far
}

// received tells whether the row is money, or a tender, that came in.
func (t *transaction) received() bool {
	return (t.event == "purchase" || t.event == "capture") && t.status == "ok" && !t.test
}

type shipment struct {
	id       int64
	dest     int
	created  int64
	tracking string
	items    []shipmentItem
}

type shipmentItem struct {
	id, product int64
	quantity    int64
}

// quantity is items_total: all lines, bundle children included.
func (o *order) quantity() (n, shipped int64) {
	for i := range o.lines {
		n += o.lines[i].quantity
		shipped += o.lines[i].shipped
	}
	return n, shipped
}

// digital tells whether nothing of the order is sent.
func (o *order) digital() bool {
	for i := range o.lines {
		if o.lines[i].kind == "physical" {
			return false
		}
	}
	return len(o.lines) > 0
}

// at is a moment as the API writes instants of v3.
func at(unix int64) time.Time { return time.Unix(unix, 0).UTC() }

// productID is the id of the line's product; 0 for what is in no catalogue.
func (l *line) productID() int64 {
	if l.variant == nil {
		return 0
	}
	return l.variant.product.id
}
