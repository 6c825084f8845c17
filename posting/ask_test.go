package posting

import (
	"testing"

	"countinghouse/books"
	"countinghouse/store"
)

func receipt() *store.Posting {
	return &store.Posting{
		ID: 7, Kind: books.SalesReceipt, RefNumber: "BC1", Total: 1050,
		Document: &books.Document{Kind: books.SalesReceipt, RefNumber: "BC1", Memo: "BigCommerce order 1 (store main)", ExternalGUID: "{A}", Total: 1050},
	}
}

func TestWhatIsInDoubtIsSettledByWhatQuickBooksHas(t *testing.T) {
	ours := found{kind: books.SalesReceipt, id: "T1", ref: "BC1", memo: "BigCommerce order 1 (store main)", guid: "{a}", total: 1050}
	retyped := ours
	retyped.guid = ""
	copied := ours
	copied.id = "T2"
	other := found{kind: books.SalesReceipt, id: "T3", ref: "BC1", memo: "by hand", total: 1050}
	asInvoice := found{kind: books.Invoice, id: "T4", ref: "BC1", memo: "BigCommerce order 1 (store main)", total: 1050}
	changed := ours
	changed.total = 1049
	payment := found{kind: books.Payment, id: "T5", ref: "BC1", memo: "BigCommerce order 1 (store main)"}
	renumbered := ours
	renumbered.ref = "7001"
	renumberedUnmarked := retyped
	renumberedUnmarked.ref = "7001"
	renumberedTwice := renumberedUnmarked
	renumberedTwice.id = "T6"
	renumberedChanged := renumberedUnmarked
	renumberedChanged.total = 900
	reentered := asInvoice
	reentered.ref = "7001"
	for _, c := range []struct {
		name string
		all  []found
		told told
		to   store.PostingState
		id   string
		lane string
	}{
		{"not there: nothing is decided by this", nil, told{}, "", "", ""},
		{"there under another number, with our GUID: adopted", []found{renumbered}, told{}, store.Posted, "T1", ""},
		{"there under another number, with our memo and total: adopted", []found{renumberedUnmarked}, told{}, store.Posted, "T1", ""},
		{"there under two other numbers: a person decides", []found{renumberedUnmarked, renumberedTwice}, told{}, store.Refused, "", "uncertain"},
		{"there, and a copy of it under another number: ours is adopted", []found{ours, renumberedTwice}, told{}, store.Posted, "T1", ""},
		{"there under another number, with our memo and another total: a person decides", []found{renumberedChanged}, told{}, store.Refused, "", "uncertain"},
		{"entered as an invoice of another number: a person decides", []found{reentered}, told{}, store.Refused, "", "uncertain"},
		{"known as another document of the order: it isn't this one", []found{{kind: books.SalesReceipt, id: "KNOWN", ref: "BC1", memo: "BigCommerce order 1 (store main)", total: 1050}}, told{}, "", "", ""},
		{"there with our GUID: adopted", []found{ours}, told{}, store.Posted, "T1", ""},
		{"there with our memo, no GUID told: adopted", []found{retyped}, told{}, store.Posted, "T1", ""},
		{"told twice by two answers: adopted once", []found{ours, ours}, told{}, store.Posted, "T1", ""},
		{"there twice: a person decides", []found{ours, copied}, told{}, store.Refused, "", "uncertain"},
		{"another document has the number: a person decides", []found{other}, told{}, store.Refused, "", "uncertain"},
		{"entered as an invoice: a person decides", []found{asInvoice}, told{}, store.Refused, "", "uncertain"},
		{"ours and another with the number: ours is adopted", []found{other, ours}, told{}, store.Posted, "T1", ""},
		{"there with another total: adopted and shown", []found{changed}, told{}, store.Posted, "T1", laneDiffers},
		{"a payment of that number is no sale", []found{payment}, told{}, "", "", ""},
	} {
		o := settled(receipt(), c.all, c.told)
		if o.To != c.to || o.TxnID != c.id || o.Lane != c.lane {
			t.Errorf("%s: got %s %q lane %q, want %s %q lane %q", c.name, o.To, o.TxnID, o.Lane, c.to, c.id, c.lane)
		}
		if o.To != "" && o.Reason == "" {
			t.Errorf("%s: no reason for people", c.name)
		}
		if o.To == store.Posted && (o.RefNumber != "") != (c.all[0].ref != "BC1") {
			t.Errorf("%s: its number is %q", c.name, o.RefNumber)
		}
	}
}

// settled is what becomes of a posting in doubt by what QuickBooks has.
func settled(q *store.Posting, all []found, t told) store.Outcome {
	others := map[store.PostingID]map[string]store.PostingID{q.ID: {"KNOWN": 1}}
	for _, o := range match([]store.Posting{*q}, all, others, map[string]told{"": t}) {
		return o
	}
	return store.Outcome{}
}

func TestACustomerInDoubtIsOursOnlyByOurMark(t *testing.T) {
	p := &store.Posting{ID: 8, Kind: books.CustomerAdd, Customer: &books.NewCustomer{Name: "Ana Ortiz", AccountNumber: "BC-main-51207"}}
	for _, c := range []struct {
		name string
		all  []found
		to   store.PostingState
		code int
	}{
		{"nobody of that name", nil, "", 0},
		{"our account number", []found{{kind: books.CustomerAdd, id: "C1", ref: "ana ortiz", account: "BC-main-51207"}}, store.Posted, 0},
		{"another customer", []found{{kind: books.CustomerAdd, id: "C2", ref: "Ana Ortiz", account: "77"}}, store.Refused, 3100},
		{"a vendor", []found{{kind: "vendor", id: "vV1", ref: "Ana Ortiz"}}, store.Refused, 3100},
	} {
		o := settled(p, c.all, told{})
		if o.To != c.to || o.Code != c.code {
			t.Errorf("%s: got %s code %d, want %s code %d", c.name, o.To, o.Code, c.to, c.code)
		}
	}
}

func TestListsAreReadAgainFromAnHourBeforeTheNewestChange(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"2026-11-07":                "",
		"2026-11-07T10:30:00-06:00": "2026-11-07T09:30:00",
		"2026-01-01T00:10:00":       "2025-12-31T23:10:00",
	} {
		if got := since(store.ListProgress{ModifiedFrom: in}); got != want {
			t.Errorf("since %q is %q, want %q", in, got, want)
		}
	}
}
