package shop

import (
	"strconv"
	"strings"
)

// person is a shopper: registered (id > 0) or a guest (id 0).
type person struct {
	id                   int64
	first, last, company string
	email, phone         string
	street, street2      string
	place                *place
	exempt               string // tax_exempt_category; "" is taxable
	group                int64
	created              int64 // Unix seconds
	credit               Money
}

var (
	firstNames = [...]string{"Jane", "John", "Maria", "James", "Linda", "Robert", "Susan", "David", "Karen", "Thomas", "José", "Zoë", "François", "Björn", "Łukasz", "Siobhán", "Ana", "Priya", "Wei", "Grace", "Hank", "Olive"}
	lastNames  = [...]string{"Doe", "Smith", "Garcia", "Johnson", "Nguyen", "Brown", "Núñez", "Müller", "Lefèvre", "Åkesson", "Wójcik", "O'Brien", "Patel", "Chen", "MacDonald", "van der Berg", "Lee", "Walker", "Hughes", "Ortiz"}
	companies  = [...]string{"Acme Supply Co.", "Lone Star Outfitters", "Smith & Sons, Inc.", "Rocky Mountain Bakery LLC", "Blue Heron: Gifts & Cards", "Müller Werkzeugbau GmbH", "The Very Long and Distinguished Company of Northern Provisions and Dry Goods, Incorporated", "A+ Plumbing", "Harbor \"Fresh\" Fish", "Café Olé"}
	streets    = [...]string{"Main St", "Congress Ave", "Elm Street", "5th Avenue", "Sunset Blvd", "Pine Rd", "Oak Lane", "Río Grande St", "County Road 212", "Peachtree Pl NW"}
	mailHosts  = [...]string{"example.com", "example.org", "mail.example.net"}
)

// ascii turns a name into the local part of an address.
func ascii(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case strings.ContainsRune("áàâäåã", r):
			b.WriteByte('a')
		case strings.ContainsRune("éèêë", r):
			b.WriteByte('e')
		case strings.ContainsRune("óòôöø", r):
			b.WriteByte('o')
		case strings.ContainsRune("úùûü", r):
			b.WriteByte('u')
		case r == 'ñ':
			b.WriteByte('n')
		case r == 'ç':
			b.WriteByte('c')
		case r == 'ł':
			b.WriteByte('l')
		}
	}
	return b.String()
}

// newPerson makes a shopper; number tells people of one name apart in their e-mail.
func newPerson(d dice, where []*place, number int) person {
	p := person{first: pick(d, firstNames[:]), last: pick(d, lastNames[:]), place: pick(d, where)}
	p.email = ascii(p.first) + "." + ascii(p.last) + strconv.Itoa(number) + "@" + pick(d, mailHosts[:])
	p.phone = "512-555-" + strconv.Itoa(1000+d.IntN(9000))
	p.street = strconv.Itoa(d.between(1, 9999)) + " " + pick(d, streets[:])
	if d.chance(15) {
		p.street2 = "Suite " + strconv.Itoa(d.between(100, 990))
	}
	if d.chance(12) {
		p.company = pick(d, companies[:])
	}
	return p
}

// newCustomers makes the registered customers, the awkward ones first: names
// that QuickBooks cannot hold as they are, one name with two addresses, a
// buyer who pays no tax, an account customer.
func newCustomers(seed uint64, where []*place, n int, since int64) []*person {
	d := newDice(seed, 1<<40)
	known := []person{
		{first: "Jane", last: "Doe", email: "jane.doe@example.com", place: where[0]},
		{first: "Jane", last: "Doe", email: "jane.d@example.org", place: where[6]},
		{first: "Maximiliana", last: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh", email: "max@example.com", place: where[1]},
		{first: "小龍", last: "李", email: "li@example.com", place: where[4]},
		{first: "Thị Hương", last: "Nguyễn", email: "huong@example.com", place: where[3]},
		{first: "Pat", last: "Reseller", company: "Lone Star Outfitters", email: "Buying@LoneStar.Example.com", place: where[0], exempt: "RESALE"},
		{first: "Ann", last: "Account", company: "Smith & Sons, Inc.", email: "ap@smith.example.com", place: where[9], group: 1},
		{first: "Zoë", last: "Müller", company: "Blue Heron: Gifts & Cards", email: "zoe@example.com", place: where[5], credit: 25 * Unit},
		{first: "A", last: "B", email: "ab@example.com", place: where[2]},
	}
	people := make([]*person, 0, n)
	for i := range max(n, len(known)) {
		p := newPerson(d, where, i)
		if i < len(known) {
			k := known[i]
			k.phone, k.street = p.phone, p.street
			p = k
		}
		p.id = int64(i + 1)
		p.created = since - int64(d.IntN(400*86400))
		people = append(people, &p)
	}
	return people
}
