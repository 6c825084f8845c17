package shop

// newAlike makes registered customers whom a connector may take for each
// other, or whose names QuickBooks cannot hold, and a wholesale group. Their
// ids follow the others'.
func newAlike(where []*place, after, since int64) []*person {
	list := []person{
		// One name, two e-mails, one postcode; and the same elsewhere.
		{first: "Robin", last: "Fairweather", email: "robin@example.com", place: where[0]},
		{first: "Robin", last: "Fairweather", email: "r.fairweather@example.org", place: where[0]},
		{first: "Robin", last: "Fairweather", email: "robin.f@mail.example.net", place: where[1]},
		// One e-mail is unique to a customer; guests share it (see lookAlike).
		{first: "Sam", last: "Okafor", email: "family@example.com", place: where[1]},
		// Case, accents, spaces, punctuation.
		{first: "Chloé", last: "Lefèvre", email: "chloe1@example.com", place: where[2]},
		{first: "CHLOE", last: "LEFEVRE", email: "chloe2@example.com", place: where[2]},
		{first: "Wm. ", last: " O’Brien", email: "wm@example.com", place: where[3]},
		{first: "Wm", last: "O'Brien", email: "william@example.com", place: where[3]},
		// Names of 60 characters that differ at the end only; not Latin; odd.
		{first: "Bartholomew Maximilian Alexander", last: "Featherstonehaugh-Cholmondel", email: "bart@example.com", place: where[4]},
		{first: "Bartholomew Maximilian Alexander", last: "Featherstonehaugh-Cholmondex", email: "bartx@example.com", place: where[4]},
		{first: "Ольга", last: "Константинопольская", email: "olga@example.com", place: where[5]},
		{first: "محمد", last: "الأنصاري", email: "mohammed@example.com", place: where[0]},
		{first: "さくら", last: "田中", company: "株式会社田中商店", email: "sakura@example.com", place: where[1]},
		{first: ".", last: "-", company: "Nameless: Trading \"Co\"\t& Sons", email: "nameless@example.com", place: where[2]},
		{first: "🎁", last: "Gift", email: "emoji@example.com", place: where[3]},
		// The wholesale group, whose prices are lower.
		{first: "Wanda", last: "Wholesale", company: "Wanda's Wares", email: "wanda@example.com", place: where[0], group: 3},
		{first: "Walt", last: "Wholesale", company: "Walt & Daughters", email: "walt@example.com", place: where[9], group: 3},
	}
	people := make([]*person, len(list))
	for i := range list {
		p := &list[i]
		p.id, p.created, p.phone, p.street = after+int64(i)+1, since+int64(i)*3600, "512-555-0199", "12 Main St"
		people[i] = p
	}
	return people
}

// The parts of that list.
const (
	alikePeople   = 8
	awkwardPeople = 7
)

// oneOf is a buyer that fits the kind.
func (s *Shop) oneOf(kind Kind, d dice) *person {
	switch kind {
	case KindLookAlike:
		p := pick(d, s.alike[:alikePeople])
		if d.chance(40) {
			return p
		}
		return lookAlike(p, d, s.where)
	case KindAwkwardName:
		return pick(d, s.alike[alikePeople:alikePeople+awkwardPeople])
	}
	return pick(d, s.alike[alikePeople+awkwardPeople:])
}

// lookAlike is a guest who shares something with a customer: the e-mail under
// another name, the name with another e-mail, or the name and the postcode.
func lookAlike(of *person, d dice, where []*place) *person {
	p := *of
	p.id, p.group = 0, 0
	switch d.IntN(4) {
	case 0:
		p.first, p.last = "Alex", "Okafor"
	case 1:
		p.email, p.place, p.street = "other"+d.hex(4)+"@example.com", pick(d, where), "99 Elsewhere Rd"
	case 2:
		p.email, p.street = "other"+d.hex(4)+"@example.com", "99 Elsewhere Rd"
	case 3:
		p.email, p.company = oddCase(p.email), "c/o "+p.last
	}
	return &p
}
