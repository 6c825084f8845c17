package company

import "strings"

// listDelete answers ListDel. A row that a transaction or another row uses is
// not deleted (3160).
func (c *call) listDelete() *refused {
	f, d := c.f, c.d
	word, id := d.get(c.node, "ListDelType"), d.get(c.node, "ListID")
	l, ok := listWithWord(word)
	if !ok {
		return notFound(id)
	}
	rows, kind, _ := f.listOf(l)
	place := rows.identified(id)
	if place < 0 || f.delWord(l, place) != word {
		return notFound(id)
	}
	e := rows.entryAt(place)
	if e.lock {
		return refuse(3175, "There was an error when deleting a %s: its internals could not be locked. They are in use by another user.", word)
	}
	if by := f.usedBy(l, place); by != "" {
		return refuse(3160, "Cannot delete the object specified by the id = %q.  QuickBooks error message: You cannot delete this list element because %s.", id, by)
	}
	full := rows.fullName(place)
	x := removal{false, word, id, full, e.created, f.now()}
	f.deleted = append(f.deleted, x)
	rows.drop(place)
	f.touch(rowRemoval, int32(len(f.deleted)-1))
	f.touch(kind, place)
	c.wrote = done{kind: 'x'}
	c.begin()
	w := c.w
	w.depth = 1
	w.str("ListDelType", word)
	w.str("ListID", id)
	w.time("TimeDeleted", x.Removed)
	w.str("FullName", full)
	w.depth = 0
	c.finish()
	return nil
}

// listWithWord is the list of a ListDelType.
func listWithWord(word string) (List, bool) {
	switch word {
	case "Customer", "Vendor", "Employee", "OtherName":
		return Names, true
	case "StandardTerms":
		return Terms, true
	case "Template":
		return "", false
	case "Account":
		return Accounts, true
	}
	if strings.HasPrefix(word, "Item") {
		return Items, true
	}
	for _, l := range smallLists {
		if string(l) == word {
			return l, true
		}
	}
	return "", false
}

// usedBy tells what uses a row, in words that do not sound like a lock.
func (f *File) usedBy(l List, place int32) string {
	p := place + 1
	switch {
	case l == Accounts && f.accounts.at(place).special != "":
		return "it is an account that QuickBooks itself needs"
	case f.hasChildren(l, p):
		return "it has elements below it"
	case f.rowsUse(l, p):
		return "another list element refers to it"
	}
	for i := range f.register.rows {
		if r := &f.register.rows[i]; !r.deleted {
			if t := f.read(int32(i)); t.uses(l, p) {
				return "a transaction refers to it"
			}
		}
	}
	return ""
}

func (f *File) hasChildren(l List, p int32) bool {
	switch l {
	case Accounts:
		return childOf(&f.accounts, p)
	case Names:
		return childOf(&f.people, p)
	case Items:
		return childOf(&f.items, p)
	case Classes:
		return childOf(&f.classes, p)
	}
	return false
}

func childOf[T any, P rowOf[T]](l *list[T, P], p int32) bool {
	for i := range l.rows {
		if e := l.at(int32(i)).head(); e.parent == p && !e.deleted {
			return true
		}
	}
	return false
}

// rowsUse tells whether a row of another list refers to the row.
func (f *File) rowsUse(l List, p int32) bool {
	for i := range f.items.rows {
		it := &f.items.rows[i]
		if it.deleted {
			continue
		}
		more := it.extra()
		switch l {
		case Accounts:
			if it.income == p || it.cogs == p || it.asset == p {
				return true
			}
		case Names:
			if it.agency == p || more.vendor == p {
				return true
			}
		case TaxCodes:
			if it.taxCode == p {
				return true
			}
		case Classes:
			if more.class == p {
				return true
			}
		case PaymentMethods:
			if more.method == p {
				return true
			}
		case Items:
			for _, m := range more.members {
				if m.item == p {
					return true
				}
			}
		}
	}
	for i := range f.people.rows {
		w := &f.people.rows[i]
		if w.deleted {
			continue
		}
		switch {
		case l == Terms && w.terms == p, l == SalesReps && w.rep == p, l == TaxCodes && w.taxCode == p,
			l == Items && w.taxItem == p, l == PaymentMethods && w.method == p, l == Classes && w.class == p:
			return true
		}
	}
	return l == Items && f.prefs.TaxItem == p || l == TaxCodes && (f.prefs.TaxCode == p || f.prefs.NonCode == p)
}

// uses tells whether a transaction refers to a row.
func (t *txn) uses(l List, p int32) bool {
	switch l {
	case Names:
		if t.customer == p {
			return true
		}
	case Terms:
		return t.terms == p
	case PaymentMethods:
		if t.method == p {
			return true
		}
	case ShipMethods:
		return t.ship == p
	case CustomerMsgs:
		return t.note == p
	case SalesReps:
		return t.rep == p
	case Templates:
		return t.template == p && t.kind.isSale()
	case Classes:
		if t.class == p {
			return true
		}
	case TaxCodes:
		if t.custCode == p {
			return true
		}
	case Items:
		if t.taxItem == p {
			return true
		}
	case Accounts:
		if t.account == p || t.template == p && !t.kind.isSale() {
			return true
		}
	}
	for i := range t.lines {
		x := &t.lines[i]
		switch {
		case l == Items && x.item == p, l == Classes && x.class == p, l == TaxCodes && x.code == p,
			l == Accounts && x.override == p, l == Names && x.entity == p, l == PaymentMethods && x.method == p:
			return true
		}
	}
	for _, x := range t.posts {
		if l == Accounts && x.account+1 == p || l == Names && x.person == p {
			return true
		}
	}
	return false
}
