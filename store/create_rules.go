package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"countinghouse/money"
)

// CreateRules say for a company file what is made of what is on one side only.
// The zero value makes nothing: a person, or a declaration, says first on which
// accounts.
type CreateRules struct {
	// Items is how items are made of products; the rule that fits best counts:
	// that of the product's category, else Digital or Bundles, else Items.
	Items      ItemRule       `json:"items" yaml:"items,omitempty"`
	Digital    *ItemRule      `json:"digital,omitempty" yaml:"digital,omitempty"`
	Bundles    *ItemRule      `json:"bundles,omitempty" yaml:"bundles,omitempty"`
	Categories []CategoryRule `json:"categories,omitempty" yaml:"categories,omitempty"`
	// Automatic has an item made for every product with a SKU that is only in
	// the store and for which none is suggested, without a person's press.
	Automatic bool        `json:"automatic,omitempty" yaml:"automatic,omitempty"`
	Products  ProductRule `json:"products" yaml:"products,omitempty"`
}

// IsZero tells that nothing is said.
func (r CreateRules) IsZero() bool {
	return r.Items == ItemRule{} && r.Digital == nil && r.Bundles == nil && len(r.Categories) == 0 && !r.Automatic && r.Products.Weight.IsZero() && r.Products.Tracking == ""
}

// ItemRule is how an item is made of a product.
type ItemRule struct {
	// Type is inventory, assembly, non_inventory, service or other_charge; "" is
	// not decided.
	Type string `json:"type,omitempty" yaml:"type,omitempty"`
	// Accounts, by full name: income; cost of goods sold (of what isn't counted:
	// the expense, where it is bought too); asset for inventory and assemblies.
	Income string `json:"income,omitempty" yaml:"income,omitempty"`
	Cost   string `json:"cost,omitempty" yaml:"cost,omitempty"`
	Asset  string `json:"asset,omitempty" yaml:"asset,omitempty"`
	// Parent is the item that new ones stand under, by full name; "" is none.
	Parent string `json:"parent,omitempty" yaml:"parent,omitempty"`
	// Variants is "flat" (default) or "sub": under an item of the product's name.
	Variants string `json:"variants,omitempty" yaml:"variants,omitempty"`
	// Name is what an item is called by: "sku" (default) or "title", the
	// product's name with its options.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// TaxCode is the sales tax code, by name; "" leaves it to QuickBooks.
	TaxCode string `json:"taxCode,omitempty" yaml:"tax_code,omitempty"`
}

// CategoryRule is the rule of one of the store's categories.
type CategoryRule struct {
	Category string   `json:"category" yaml:"category"` // by its name in the store, without regard to case
	As       ItemRule `json:"as" yaml:"as"`
}

// ProductRule is how products are made of items. They are always drafts: hidden
// until a person shows them.
type ProductRule struct {
	// Weight is what a product weighs by default, in the store's unit, which
	// BigCommerce asks for of goods that are shipped.
	Weight money.Decimal `json:"weight,omitzero" yaml:"weight,omitempty"`
	// Tracking has the store count what QuickBooks counts: "product" (default)
	// or "none".
	Tracking string `json:"tracking,omitempty" yaml:"tracking,omitempty"`
}

// ItemRuleTypes are the types of new items, by their words in rules.
func ItemRuleTypes() []string {
	return []string{"inventory", "assembly", "non_inventory", "service", "other_charge"}
}

// QuickBooksType is a rule's type in QuickBooks' words; "" for none.
func (r ItemRule) QuickBooksType() string {
	return map[string]string{"inventory": "Inventory", "assembly": "InventoryAssembly", "non_inventory": "NonInventory", "service": "Service", "other_charge": "OtherCharge"}[r.Type]
}

// Counted tells whether QuickBooks keeps how many there are of what the rule makes.
func (r ItemRule) Counted() bool { return r.Type == "inventory" || r.Type == "assembly" }

// check tells all that is wrong with a rule.
func (r ItemRule) check(where string) []error {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %w", where, fmt.Errorf(format, args...)))
	}
	oneOf := func(what, v string, known ...string) {
		for _, k := range known {
			if v == k {
				return
			}
		}
		fail("%s is one of %s, not %q", what, strings.Join(known[1:], ", "), v)
	}
	oneOf("the type", r.Type, append([]string{""}, ItemRuleTypes()...)...)
	oneOf("variants", r.Variants, "", "flat", "sub")
	oneOf("name", r.Name, "", "sku", "title")
	if r.Type != "" && r.Income == "" {
		fail("the income account is missing")
	}
	if r.Counted() && r.Cost == "" {
		fail("the account of the cost of goods sold is missing")
	}
	if r.Counted() && r.Asset == "" {
		fail("the inventory asset account is missing")
	}
	if !r.Counted() && r.Asset != "" {
		fail("only inventory and assemblies have an asset account")
	}
	return errs
}

// Validate tells all that is wrong with the rules.
func (r CreateRules) Validate() error {
	errs := r.Items.check("items")
	if r.Digital != nil {
		errs = append(errs, r.Digital.check("digital")...)
	}
	if r.Bundles != nil {
		errs = append(errs, r.Bundles.check("bundles")...)
	}
	seen := map[string]bool{}
	for i, c := range r.Categories {
		where := fmt.Sprintf("categories[%d]", i)
		errs = append(errs, c.As.check(where)...)
		switch k := fold(c.Category); {
		case k == "":
			errs = append(errs, fmt.Errorf("%s: the category's name is missing", where))
		case seen[k]:
			errs = append(errs, fmt.Errorf("%s: the category %s has a rule already", where, c.Category))
		default:
			seen[k] = true
		}
	}
	if r.Automatic && r.Items.Type == "" {
		errs = append(errs, errors.New("automatic: say first as what items are made (items)"))
	}
	if t := r.Products.Tracking; t != "" && t != "product" && t != "none" {
		errs = append(errs, fmt.Errorf("products: tracking is product or none, not %q", t))
	}
	if r.Products.Weight.Sign() < 0 {
		errs = append(errs, errors.New("products: the weight can't be below zero"))
	}
	return errors.Join(errs...)
}

// RuleFor is the rule for a ware: of its category, else of its kind.
func (r CreateRules) RuleFor(w Ware, bundle bool) ItemRule {
	for _, name := range strings.Split(w.Category, CategorySeparator) {
		for _, c := range r.Categories {
			if name != "" && fold(c.Category) == fold(name) {
				return c.As
			}
		}
	}
	switch {
	case bundle && r.Bundles != nil:
		return *r.Bundles
	case w.Kind == "digital" && r.Digital != nil:
		return *r.Digital
	}
	return r.Items
}

// CategorySeparator stands between the names of a ware's categories.
const CategorySeparator = "\n"

// CreateRules are a company file's rules of what is made; the zero value if
// there are none.
func (s *Store) CreateRules(ctx context.Context, company CompanyKey) (CreateRules, error) {
	var r CreateRules
	var body []byte
	err := s.row(ctx, "SELECT body FROM create_rules WHERE company = $1", []any{string(company)}, &body)
	if errors.Is(err, ErrNotFound) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(body, &r)
}

// SaveCreateRules sets a company file's rules of what is made. ErrRules with all
// that is wrong if they don't hold together.
func (s *Store) SaveCreateRules(ctx context.Context, by Actor, company CompanyKey, r CreateRules) error {
	if err := r.Validate(); err != nil {
		return fmt.Errorf("%w: %w", ErrRules, err)
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var was string
		err := t.row("SELECT body FROM create_rules WHERE company = $1", []any{string(company)}, &was)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if was == string(body) {
			return nil
		}
		t.log(event{actor: by, action: "create_rules.changed", company: company, subject: "company file " + string(company), detail: r.words()})
		_, err = t.exec(`INSERT INTO create_rules (company, body, saved, saved_by) VALUES ($1, $2, $3, $4)
			ON CONFLICT (company) DO UPDATE SET body = excluded.body, saved = excluded.saved, saved_by = excluded.saved_by`, string(company), string(body), t.at, by.Name)
		return err
	})
}

// words say what the rules are, for the audit.
func (r CreateRules) words() string {
	of := func(what string, i ItemRule) string {
		if i.Type == "" {
			return ""
		}
		text := what + " as " + strings.ReplaceAll(i.Type, "_", "-")
		for _, a := range []string{i.Income, i.Cost, i.Asset} {
			if a != "" {
				text += ", " + a
			}
		}
		for _, more := range []string{i.Variants, i.Name, i.Parent, i.TaxCode} {
			if more != "" {
				text += ", " + more
			}
		}
		return text + "."
	}
	parts := []string{of("Items", r.Items)}
	if r.Digital != nil {
		parts = append(parts, of("Goods that aren’t shipped", *r.Digital))
	}
	if r.Bundles != nil {
		parts = append(parts, of("Bundles", *r.Bundles))
	}
	for _, c := range r.Categories {
		parts = append(parts, of("The category "+c.Category, c.As))
	}
	if r.Automatic {
		parts = append(parts, "Without a person.")
	}
	if !r.Products.Weight.IsZero() {
		parts = append(parts, "Products weigh "+r.Products.Weight.String()+".")
	}
	if r.Products.Tracking != "" {
		parts = append(parts, "Products are counted: "+r.Products.Tracking+".")
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}
