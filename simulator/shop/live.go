package shop

import (
	"slices"
	"time"
)

// Act names what can happen to an order.
type Act string

// The acts of Live.
const (
	ActSale          Act = "sale"
	ActPay           Act = "payment"      // what is due, or what was authorized
	ActPayPart       Act = "part payment" // or too much
	ActMarkPaid      Act = "marked as paid"
	ActAuthorize     Act = "authorization"
	ActVoid          Act = "void"
	ActEdit          Act = "edit"
	ActRefund        Act = "refund"
	ActDeclineRefund Act = "refund declined"
	ActShip          Act = "shipment"
	ActShipPieces    Act = "part shipment"
	ActComplete      Act = "completion"
	ActCancel        Act = "cancellation"
	ActDecline       Act = "decline"
	ActDispute       Act = "dispute"
	ActVerify        Act = "verification"
	ActReopen        Act = "reopened" // out of cancelled, declined, disputed, held
	ActAwait         Act = "awaiting payment again"
	ActArchive       Act = "archive"
	ActUnarchive     Act = "unarchive"
	ActDelete        Act = "deletion"
	ActRestore       Act = "restore"
	ActTouch         Act = "touch"
	ActCount         Act = "count"   // a person counts some of the stock
	ActMove          Act = "receipt" // a person adds some to it, or takes some
)

// Acts weighs the acts of Live: an act with weight 0, or left out, does not happen.
type Acts map[Act]int

// ActsAll is a lively store: mostly sales, and of everything else some.
func ActsAll() Acts {
	return Acts{
		ActSale: 34, ActPay: 9, ActPayPart: 5, ActMarkPaid: 2, ActAuthorize: 2, ActVoid: 2, ActEdit: 8, ActRefund: 13, ActDeclineRefund: 1,
		ActShip: 8, ActShipPieces: 4, ActComplete: 3, ActCancel: 3, ActDecline: 1, ActDispute: 1, ActVerify: 1, ActReopen: 1,
		ActAwait: 1, ActArchive: 1, ActUnarchive: 1, ActDelete: 1, ActRestore: 1, ActTouch: 1,
	}
}

// ActsStock is ActsAll with people who count and move stock.
func ActsStock() Acts {
	a := ActsAll()
	a[ActCount], a[ActMove] = 5, 8
	return a
}

// ActsOf are sales and the acts that are named, each as often as ActsAll has it.
func ActsOf(list ...Act) Acts {
	all := ActsAll()
	some := Acts{ActSale: all[ActSale]}
	for _, a := range list {
		some[a] = all[a]
	}
	return some
}

// throw chooses an act by weight.
func (a Acts) throw(d dice) Act {
	list := make([]Act, 0, len(a))
	sum := 0
	for act, w := range a {
		if w > 0 {
			list = append(list, act)
			sum += w
		}
	}
	slices.Sort(list)
	n := d.IntN(max(sum, 1))
	for _, act := range list {
		if n < a[act] {
			return act
		}
		n -= a[act]
	}
	return ActSale
}

// Happening is one thing that happened.
type Happening struct {
	At     time.Time
	Act    Act
	Kind   Kind // of the order
	Order  int64
	Refund int64 // of ActRefund and ActDeclineRefund
	// Variant is whose stock ActCount and ActMove changed; there is no order then.
	Variant int64
}

// Live lets n things happen: sales of the mix, payments, edits, refunds,
// cancellations, shipments and the rest, in any order, spread over the time
// since the last thing that happened, at first over Options.History. It
// returns what happened, in order; Truth tells what came of it. The same
// Options, and the same calls before, give the same life.
//
// While it runs the shop's clock is its own, so no other act should run beside it.
func (s *Shop) Live(n int) []Happening {
	now := s.opt.Now().Unix()
	s.mu.RLock()
	from, before := now-int64(s.opt.History.Seconds()), len(s.happened)
	if k := len(s.orders); k > 0 {
		from = min(max(s.orders[k-1].created, from), now)
	}
	if before > 0 {
		from = min(s.happened[before-1].At.Unix(), now)
	}
	s.mu.RUnlock()
	made := make([]Happening, 0, n)
	for i := range n {
		s.clock.Store(from + (now-from)*int64(i+1)/int64(n))
		h := s.happen(newDice(s.opt.Seed+23, uint64(before+i))) //nolint:gosec // counts are positive
		made = append(made, h)
	}
	s.clock.Store(0)
	s.mu.Lock()
	s.happened = append(s.happened, made...)
	s.mu.Unlock()
	return made
}

// Happened is all that Live let happen, in order.
func (s *Shop) Happened() []Happening {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.happened)
}

// Story is what Live let happen to one order.
func (s *Shop) Story(id int64) []Happening {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []Happening
	for _, h := range s.happened {
		if h.Order == id {
			list = append(list, h)
		}
	}
	return list
}

// happen does one thing. An act that fits none of a few orders is a sale.
func (s *Shop) happen(d dice) Happening {
	act := s.opt.Acts.throw(d)
	h := Happening{At: at(s.now()), Act: act}
	if act == ActCount || act == ActMove {
		if h.Variant = s.handle(act, d); h.Variant != 0 {
			return h
		}
		act = ActSale
	}
	if act != ActSale {
		for range 4 {
			id := s.any(d, act)
			if id == 0 {
				break
			}
			if refund, err := s.do(act, id, d); err == nil {
				h.Order, h.Refund, h.Kind = id, refund, s.kindOf(id)
				return h
			}
		}
	}
	h.Act = ActSale
	h.Order = s.sellAny()
	h.Kind = s.kindOf(h.Order)
	return h
}

// sellAny sells one order of the mix, now.
func (s *Shop) sellAny() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextOrder()
	d := newDice(s.opt.Seed+7, uint64(id)) //nolint:gosec // ids are positive
	o := s.compose(id, s.throw(d), s.now())
	if d.IntN(1000) < s.opt.Contradictions {
		s.contradict(o, d)
	}
	s.keep(o)
	s.announce([]int64{id})
	return id
}

func (s *Shop) kindOf(id int64) Kind {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.order(id).kind
}

// any picks an order, mostly a young one, to which the act may happen; 0 if
// the dice find none.
func (s *Shop) any(d dice, act Act) int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := len(s.orders)
	if n == 0 {
		return 0
	}
	for range 40 {
		i := d.IntN(n)
		if d.chance(70) {
			i = n - 1 - d.IntN(min(n, 300))
		}
		if o := s.orders[i]; o.fits(act) {
			return o.id
		}
	}
	return 0
}

// dead tells whether a sale came to nothing.
func (o *order) dead() bool { return o.status == Cancelled || o.status == Declined }

// fits tells whether an act makes sense for an order; the act itself may still
// refuse.
func (o *order) fits(act Act) bool {
	if o.deleted != (act == ActRestore) {
		return false
	}
	if o.archived && act != ActUnarchive && act != ActRestore && act != ActRefund {
		return false
	}
	ours := o.contradiction == "" && o.kind != KindMigrated && o.kind != KindTestGateway
	switch act {
	case ActPay:
		return ours && !o.dead() && (o.openOf("pending") >= 0 || o.openOf("authorization") >= 0)
	case ActVoid:
		return ours && o.openOf("authorization") >= 0
	case ActPayPart:
		return ours && !o.dead() && o.channel != channelAmazon && (o.due() > 0 || o.status == AwaitingPayment)
	case ActAuthorize:
		return ours && !o.dead() && o.channel != channelAmazon && o.due() > 0 && o.openOf("authorization") < 0
	case ActMarkPaid:
		return ours && o.status == AwaitingPayment
	case ActEdit:
		return ours && !o.dead() && o.channel != channelAmazon && o.kind != KindMarketplaceTaxed
	case ActRefund:
		return ours && len(o.transactions) > 0
	case ActDeclineRefund:
		return len(o.refunds) > 0
	case ActShip, ActShipPieces:
		return !o.dead() && o.status != Incomplete && o.status != Pending && len(o.dests) > 0
	case ActComplete:
		return o.status == Shipped || o.status == AwaitingPickup
	case ActReopen:
		return o.dead() || o.status == Disputed || o.status == ManualVerification
	case ActAwait:
		return ours && o.status == AwaitingFulfilment
	case ActUnarchive:
		return o.archived
	case ActCancel, ActDecline, ActDispute, ActVerify:
		return !o.dead() && o.status != Refunded
	}
	return true
}

// do does an act to an order.
func (s *Shop) do(act Act, id int64, d dice) (refund int64, err error) {
	switch act {
	case ActPay:
		return 0, s.Pay(id)
	case ActPayPart:
		return 0, s.payPartOf(id, d)
	case ActAuthorize:
		s.mu.RLock()
		due := s.order(id).due()
		s.mu.RUnlock()
		return 0, s.Authorize(id, due)
	case ActMarkPaid:
		return 0, s.MarkPaid(id)
	case ActVoid:
		return 0, s.Void(id)
	case ActEdit:
		return 0, s.EditRandom(id, d.Uint64())
	case ActRefund:
		return s.RefundRandom(id, d.Uint64())
	case ActDeclineRefund:
		x, _ := s.lastRefund(id)
		return x, s.DeclineRefund(id, x)
	case ActShip:
		return 0, s.Ship(id)
	case ActShipPieces:
		return 0, s.shipSome(id, d)
	case ActReopen:
		return 0, s.SetStatus(id, AwaitingFulfilment)
	case ActArchive:
		return 0, s.Archive(id)
	case ActUnarchive:
		return 0, s.Unarchive(id)
	case ActDelete:
		return 0, s.Delete(id)
	case ActRestore:
		return 0, s.Restore(id)
	case ActTouch:
		return 0, s.Touch(id)
	}
	return 0, s.SetStatus(id, map[Act]Status{ActComplete: Completed, ActCancel: Cancelled, ActDecline: Declined, ActDispute: Disputed,
		ActVerify: ManualVerification, ActAwait: AwaitingPayment}[act])
}

// payPartOf pays a part of what is due, seldom more than that.
func (s *Shop) payPartOf(id int64, d dice) error {
	s.mu.RLock()
	o := s.order(id)
	due, guest, step := o.due(), o.customerID == 0, o.step
	s.mu.RUnlock()
	by := []string{"Credit Card", "PayPal", "Check", "Cash", "Bank Transfer", tenderGift}
	if !guest {
		by = append(by, tenderCredit)
	}
	amount := Money(1+d.Int64N(max(int64(due/step), 1))) * step
	if d.chance(5) {
		amount = due + fit(Money(d.between(1, 900))*Cent, step)
	}
	return s.PayWith(id, amount, pick(d, by))
}

func (s *Shop) lastRefund(id int64) (int64, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	o := s.order(id)
	if len(o.refunds) == 0 {
		return 0, false
	}
	return o.refunds[len(o.refunds)-1].id, true
}

// shipSome sends some pieces of a line.
func (s *Shop) shipSome(id int64, d dice) error {
	s.mu.RLock()
	o := s.order(id)
	line, pieces := int64(0), int64(0)
	for range 4 {
		if l := &o.lines[d.IntN(len(o.lines))]; l.dest >= 0 && l.shipped < l.quantity {
			line, pieces = l.id, 1+d.Int64N(l.quantity-l.shipped)
			break
		}
	}
	s.mu.RUnlock()
	return s.ShipPieces(id, line, pieces)
}
