package shop

import (
	"strconv"
	"strings"
)

// option is a choice of a variant: Size = Small.
type option struct {
	id, optionID int64
	name, label  string
}

// variant is what can be sold of a product.
type variant struct {
	id      int64
	product *product
	sku     string
	price   Money // own price; 0 takes the product's
	options []option
	upc     string
	at      shelves
}

// product is an entry of the catalogue.
type product struct {
	id       int64
	name     string
	kind     string // physical, digital
	sku      string
	price    Money
	cost     Money
	weight   Money
	taxFree  bool // tax class "Non-Taxable Products"
	brand    string
	variants []*variant // the first is the base variant of a simple product
	children []*variant // a bundle's parts, added as zero-priced lines
	pickList bool       // children come from a product pick list
	reduced  bool       // tax class "Reduced Rate"
	awkward  bool       // see AwkwardGoods
	modified int64
	upc, mpn string
	hidden   bool
	about    string // its description; "" is made of its name
	counted  string // inventory_tracking; "" is by product, or by variant where there are several
}

// tracking tells where the store counts the product.
func (p *product) tracking() string {
	switch {
	case p.counted != "":
		return p.counted
	case p.kind == "digital":
		return "none"
	case len(p.variants) > 1:
		return "variant"
	}
	return "product"
}

// level is what the catalogue tells of a product's stock: of the default
// location (bigcommerce-api §8 gives two readings; the catalogue's own is kept).
func (p *product) level() (n int64) {
	if p.tracking() == "none" {
		return 0
	}
	for _, v := range p.variants {
		if v.holder() == v {
			n += v.level()
		}
	}
	return n
}

// level is what the catalogue tells of a variant's stock: of the default location.
func (v *variant) level() int64 {
	if h := v.holder(); h != nil {
		return max(h.at[0].available(), 0) // the published schema has no less
	}
	return 0
}

// taxClass is the id of the product's tax class.
func (p *product) taxClass() int64 {
	if p.taxFree {
		return classNonTaxable
	}
	if p.reduced {
		return classReduced
	}
	return classDefault
}

// amount is the variant's price.
func (v *variant) amount() Money {
	if v.price != 0 {
		return v.price
	}
	return v.product.price
}

// The store's tax classes; 0 is the default class and is not listed.
const (
	classDefault    = 0
	classNonTaxable = 1
	classShipping   = 2
	classWrapping   = 3
	classReduced    = 4 // where the country has a reduced rate
)

// catalogue is what the shop sells.
type catalogue struct {
	products []*product
	plain    []*variant // physical goods without parts
	pieces   []*variant // sold by the thousand
	noSKU    []*variant
	digital  []*variant
	bundles  []*variant
	long     []*variant // SKUs over 31 characters
	twins    []*variant // SKUs that differ in case only
	ghost    *variant   // of a product that was deleted
	byID     map[int64]*product
	since    int64 // when it began
}

// simple goods: name, cents; a name that begins with * is not taxable, with ! has no SKU.
var simpleGoods = [...]struct {
	name  string
	cents int64
}{
	{"Enamel Camp Mug", 1499}, {"Cast Iron Skillet 10\"", 4295}, {"Beeswax Candle", 1850}, {"Leather Key Fob", 900},
	{"Canvas Tote", 2400}, {"Walnut Cutting Board", 6800}, {"*Raw Wildflower Honey 12 oz", 1125}, {"*Stone-Ground Grits 2 lb", 799},
	{"*Dark Roast Coffee 1 lb", 1695}, {"Brass Compass", 3450}, {"Wool Blanket", 12900}, {"Copper Kettle", 8999},
	{"Pocket Notebook (3-pack)", 1295}, {"Fountain Pen", 3600}, {"Bottled Ink, Blue", 1450}, {"Linen Apron", 4800},
	{"Oak Picture Frame 8×10", 2750}, {"Hand Soap – Lavender", 850}, {"Shaving Kit", 7400}, {"Pruning Shears", 3195},
	{"Garden Trowel", 1999}, {"Seed Tin: Herbs", 1275}, {"Bird Feeder", 3349}, {"Rain Gauge", 1633},
	{"Folding Stool", 5449}, {"Headlamp 300 lm", 2989}, {"Fire Starter", 777}, {"Dog Leash", 2199},
	{"!Mystery Grab Bag", 1500}, {"!Gallery Print (unnumbered)", 9500}, {"Hex Bolt M6 (each)", 33}, {"Washer M6 (each)", 7},
	{"Picnic Basket", 6425}, {"Tin Lantern", 2888}, {"Sheepskin Slippers", 5150}, {"*Pecan Brittle 8 oz", 950},
	{"Hand-Dyed Yarn, Skein", 1925}, {"Pottery Class Voucher (in store)", 8500}, {"Salt & Pepper Mills", 3995}, {"Boot Brush", 1088},
	{"Crème Brûlée Torch", 4350}, {"Trail Map of Big Bend", 1195},
}

// families of variants.
var families = [...]struct {
	name, code string
	cents      int64
	option     string
	labels     []string
}{
	{"Logo T-Shirt", "TEE", 2400, "Size", []string{"Small", "Medium", "Large", "XL"}},
	{"Hooded Sweatshirt", "HOOD", 5600, "Size", []string{"Small", "Medium", "Large", "XL", "XXL"}},
	{"Wool Socks", "SOCK", 1600, "Color", []string{"Red", "Navy", "Charcoal"}},
	{"Work Gloves", "GLOVE", 2899, "Size", []string{"S", "M", "L"}},
	{"Bandana", "BAND", 995, "Color", []string{"Red", "Blue", "Black", "Paisley"}},
	{"Rain Jacket", "RAIN", 14900, "Size", []string{"Small", "Medium", "Large"}},
	{"Paint, Pint", "PAINT", 2150, "Color", []string{"Barn Red", "Sky", "Sage", "Ochre", "Chalk"}},
	{"Belt", "BELT", 4495, "Length", []string{"32", "34", "36", "38"}},
	{"Tea Sampler", "TEA", 1350, "Blend", []string{"Green", "Black", "Herbal"}},
	{"Rope, per Foot", "ROPE", 49, "Weight", []string{"3/8\"", "1/2\""}},
}

func newCatalogue(since int64, country string) *catalogue {
	c := &catalogue{byID: map[int64]*product{}, since: since}
	next := func(p product) *product {
		p.id = int64(100 + len(c.products))
		p.brand, p.modified = "Hill Country", since+int64(len(c.products))*3600
		p.cost = (p.price * 45 / 100).roundCents()
		if p.kind == "physical" {
			p.weight = Money(1+len(p.name)%7) * Unit
		}
		q := &p
		c.products = append(c.products, q)
		c.byID[q.id] = q
		return q
	}
	base := func(p *product) *variant {
		v := &variant{id: p.id*10 + 1, product: p, sku: p.sku, at: stocked(500)}
		if p.price < Unit/2 {
			v.at = stocked(50_000) // sold by the thousand
		}
		p.variants = []*variant{v}
		return v
	}
	for i, g := range simpleGoods {
		name := strings.TrimLeft(g.name, "*!")
		p := product{name: name, kind: "physical", price: Money(g.cents) * Cent, taxFree: g.name[0] == '*', reduced: country == "GB" && i%6 == 5 && g.name[0] != '*', sku: "HC-" + strconv.Itoa(1001+i)}
		if g.name[0] == '!' {
			p.sku = ""
		}
		v := base(next(p))
		if p.sku == "" {
			c.noSKU = append(c.noSKU, v)
		} else {
			c.plain = append(c.plain, v)
			if p.price < Unit/2 {
				c.pieces = append(c.pieces, v)
			}
		}
	}
	for i, f := range families {
		p := next(product{name: f.name, kind: "physical", price: Money(f.cents) * Cent, sku: f.code})
		for j, label := range f.labels {
			v := &variant{id: p.id*10 + int64(j+1), product: p, at: stocked(100), sku: f.code + "-" + strings.ToUpper(strings.NewReplacer(" ", "", "\"", "", "/", "").Replace(label))}
			v.options = []option{{id: int64(500 + i*10 + j), optionID: int64(50 + i), name: f.option, label: label}}
			if label == "XXL" {
				v.price = p.price + 300*Cent
			}
			p.variants = append(p.variants, v)
			c.plain = append(c.plain, v)
		}
	}
	for i, name := range []string{"Field Guide (PDF)", "Sourdough Course (video)", "Ambient Forest (MP3)", "Pattern: Tote Bag"} {
		c.digital = append(c.digital, base(next(product{name: name, kind: "digital", price: Money(799+i*500) * Cent, sku: "DL-" + strconv.Itoa(i+1)})))
	}
	for i, name := range []string{"Camp Kitchen Set", "Gardener's Gift Box", "Build-Your-Own Tea Box"} {
		p := next(product{name: name, kind: "physical", price: Money(7900+i*1505) * Cent, sku: "SET-" + strconv.Itoa(i+1), pickList: i == 2})
		p.children = []*variant{c.plain[i*3], c.plain[i*3+1], c.plain[i*3+20]}
		c.bundles = append(c.bundles, base(p))
	}
	odd := func(name, sku string, cents int64) *variant {
		return base(next(product{name: name, kind: "physical", price: Money(cents) * Cent, sku: sku, awkward: true}))
	}
	c.long = []*variant{
		odd("Anvil, Cast Steel", "HC-ANVIL-CAST-STEEL-WITH-STAND-AND-TONGS-055LB", 18900),
		odd("Anvil, Cast Steel, heavy", "HC-ANVIL-CAST-STEEL-WITH-STAND-AND-TONGS-075LB", 23900), // the first 31 characters are the same
	}
	c.twins = []*variant{odd("Kerosene Lamp", "Lamp-K1", 3300), odd("Kerosene Lamp Wick", "LAMP-k1", 450)}
	c.ghost = &variant{id: 991, product: &product{id: 99, name: "Discontinued Butter Churn", kind: "physical", price: 5900 * Cent, sku: "OLD-CHURN"}, sku: "OLD-CHURN"}
	return c
}
