package company

// anyListQuery answers the query of any list.
func (c *call) anyListQuery() *refused {
	f := c.f
	switch c.name {
	case "AccountQuery":
		return listQuery(c, &f.accounts, func(a *account, lf *listFilter) bool { return lf.kindIs(a.kind) }, c.accountRet)
	case "CustomerQuery":
		return c.peopleQuery(aCustomer)
	case "VendorQuery":
		return c.peopleQuery(aVendor)
	case "EmployeeQuery":
		return c.peopleQuery(anEmployee)
	case "OtherNameQuery":
		return c.peopleQuery(anOtherName)
	case "EntityQuery":
		return c.peopleQuery(0)
	case "SalesTaxCodeQuery":
		return c.simpleQuery(&f.codes, c.codeRet)
	case "PaymentMethodQuery":
		return listQuery(c, &f.methods, func(m *simple, lf *listFilter) bool { return lf.kindIs(m.word) }, c.methodRet)
	case "ShipMethodQuery":
		return c.simpleQuery(&f.ships, c.plainRet(&f.ships, "ShipMethodRet"))
	case "TermsQuery", "StandardTermsQuery":
		return c.simpleQuery(&f.terms, c.termsRet)
	case "ClassQuery":
		return c.simpleQuery(&f.classes, c.classRet)
	case "TemplateQuery":
		return c.simpleQuery(&f.templates, c.templateRet)
	case "CustomerMsgQuery":
		return c.simpleQuery(&f.messages, c.plainRet(&f.messages, "CustomerMsgRet"))
	case "SalesRepQuery":
		return c.simpleQuery(&f.reps, c.repRet)
	case "CurrencyQuery":
		if !f.o.MultiCurrency {
			return refuse(3250, "%s", featureOff)
		}
		return c.simpleQuery(&f.money, c.currencyRet)
	case "DateDrivenTermsQuery", "CustomerTypeQuery":
		return c.simpleQuery(&list[simple, *simple]{}, nil)
	}
	for k, word := range itemWords {
		if c.name == "Item"+word+"Query" { // ItemQuery: every kind
			kind := itemKind(k)
			return listQuery(c, &f.items, func(it *item, _ *listFilter) bool { return kind == 0 || it.kind == kind }, c.itemRet)
		}
	}
	return refuse(1030, "The request %s is not supported.", c.name)
}

// kindIs applies AccountType and PaymentMethodType.
func (lf *listFilter) kindIs(kind string) bool {
	for _, k := range lf.kinds {
		if k == kind {
			return true
		}
	}
	return len(lf.kinds) == 0
}

func (c *call) simpleQuery(l *list[simple, *simple], ret func(int32)) *refused {
	return listQuery(c, l, func(*simple, *listFilter) bool { return true }, ret)
}

func (c *call) peopleQuery(kind personKind) *refused {
	return listQuery(c, &c.f.people, func(p *person, _ *listFilter) bool { return kind == 0 || p.kind == kind }, c.personRet)
}

// listQuery finds the rows of a list that the request asks for and writes the
// page of them: by ListID or FullName (whose absence is told, and which ignore
// all other filters), or by filters.
func listQuery[T any, P rowOf[T]](c *call, l *list[T, P], of func(P, *listFilter) bool, ret func(place int32)) *refused {
	lf, refusal := c.readFilter()
	if refusal != nil {
		return refusal
	}
	rows, status, done, handled := c.turn(lf.max)
	if !handled {
		var places []int32
		missing := ""
		switch {
		case len(lf.ids) > 0:
			places, missing = chosen(lf.ids, l.identified)
		case len(lf.names) > 0:
			places, missing = chosen(lf.names, l.named)
		default:
			for i := range l.rows {
				e := l.at(int32(i)).head()
				if !e.deleted && of(l.at(int32(i)), &lf) && lf.admits(e, func() string { return l.fullName(int32(i)) }) {
					places = append(places, int32(i))
				}
			}
		}
		if len(lf.ids)+len(lf.names) > 0 {
			kept := places[:0]
			for _, p := range places {
				if of(l.at(p), &lf) {
					kept = append(kept, p)
				} else if missing == "" {
					missing = l.fullName(p)
				}
			}
			places, lf.max = kept, 0
		}
		rows, status, done = c.page(places, lf.max, missing)
	}
	if done {
		return status
	}
	for _, p := range rows {
		if !l.at(p).head().deleted {
			ret(p)
		}
	}
	c.finish()
	return status
}

// chosen looks every key up; missing is the first that was not found.
func chosen(keys []string, find func(string) int32) (places []int32, missing string) {
	seen := map[int32]bool{}
	for _, k := range keys {
		switch p := find(k); {
		case p >= 0 && !seen[p]:
			seen[p] = true
			places = append(places, p)
		case p < 0 && missing == "":
			missing = k
		}
	}
	return places, missing
}

func (c *call) accountRet(place int32) {
	w, a := c.w, c.f.accounts.at(place)
	w.ret("AccountRet")
	w.head(&a.entry)
	w.str("Name", a.name)
	if w.wants("FullName") {
		w.str("FullName", c.f.accounts.fullName(place))
	}
	w.boolean("IsActive", !a.inactive)
	writeTree(w, &c.f.accounts, place)
	w.str("AccountType", a.kind)
	w.str("SpecialAccountType", a.special)
	w.str("AccountNumber", a.number)
	w.str("Desc", a.desc)
	switch a.kind { // QuickBooks keeps no balance of the accounts of the profit and loss statement
	case "Income", "CostOfGoodsSold", "Expense", "OtherIncome", "OtherExpense", "NonPosting":
	default:
		balance := a.balance
		if a.currency != 0 {
			balance = a.foreign
		}
		switch a.kind {
		case "AccountsPayable", "CreditCard", "OtherCurrentLiability", "LongTermLiability", "Equity":
			balance = -balance
		}
		w.cents("Balance", balance)
		w.cents("TotalBalance", balance)
	}
	w.str("CashFlowClassification", "None")
	c.currencyRef(a.currency)
	w.retEnd("AccountRet")
}

// plainRet is for lists whose rows are no more than a name.
func (c *call) plainRet(l *list[simple, *simple], name string) func(int32) {
	return func(place int32) {
		c.simpleHead(name, l.at(place))
		c.w.retEnd(name)
	}
}

func (c *call) simpleHead(name string, s *simple) {
	c.w.ret(name)
	c.w.head(&s.entry)
	c.w.str("Name", s.name)
	c.w.boolean("IsActive", !s.inactive)
}

func (c *call) codeRet(place int32) {
	s := c.f.codes.at(place)
	c.simpleHead("SalesTaxCodeRet", s)
	c.w.boolean("IsTaxable", s.taxable)
	c.w.str("Desc", s.word)
	writeRef(c.w, "ItemPurchaseTaxRef", &c.f.items, s.item)
	writeRef(c.w, "ItemSalesTaxRef", &c.f.items, s.item)
	c.w.retEnd("SalesTaxCodeRet")
}

func (c *call) methodRet(place int32) {
	s := c.f.methods.at(place)
	c.simpleHead("PaymentMethodRet", s)
	c.w.str("PaymentMethodType", s.word)
	c.w.retEnd("PaymentMethodRet")
}

func (c *call) termsRet(place int32) {
	s := c.f.terms.at(place)
	c.simpleHead("StandardTermsRet", s)
	c.w.int("StdDueDays", int64(s.days))
	c.w.retEnd("StandardTermsRet")
}

func (c *call) templateRet(place int32) {
	s := c.f.templates.at(place)
	c.simpleHead("TemplateRet", s)
	c.w.str("TemplateType", s.word)
	c.w.retEnd("TemplateRet")
}

func (c *call) repRet(place int32) {
	s := c.f.reps.at(place)
	c.w.ret("SalesRepRet")
	c.w.head(&s.entry)
	c.w.str("Initial", s.name)
	c.w.boolean("IsActive", !s.inactive)
	c.w.retEnd("SalesRepRet")
}

func (c *call) classRet(place int32) {
	w, s := c.w, c.f.classes.at(place)
	w.ret("ClassRet")
	w.head(&s.entry)
	w.str("Name", s.name)
	w.str("FullName", c.f.classes.fullName(place))
	w.boolean("IsActive", !s.inactive)
	writeTree(w, &c.f.classes, place)
	w.retEnd("ClassRet")
}
