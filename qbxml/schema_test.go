package qbxml

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"countinghouse/day"
	"countinghouse/money"
)

func TestEveryRequestIsValidByIntuitsSchema(t *testing.T) {
	docs := map[string][]byte{}
	var together []Request
	for name, body := range allRequests() {
		docs[name] = encode(t, name, body)
		together = append(together, Request{ID: name, Body: body})
	}
	all, err := MessageSet{Version: Written(), NewID: "set-1", OnError: StopOnError, Requests: together}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	docs["all"] = all
	for i, body := range foreignRequests() {
		docs[fmt.Sprintf("AU-%d", i)] = encodeFor(t, CountryAU, "1", body)
	}
	docs["status"] = mustEncode(t, MessageSet{Version: Written(), NewID: "set-1", OldID: "set-1", OnError: StopOnError})
	docs["forget"] = mustEncode(t, MessageSet{Version: Written(), OldID: "ClearAllMessageSets", OnError: StopOnError})
	validate(t, docs)
}

func mustEncode(t *testing.T, m MessageSet) []byte {
	t.Helper()
	doc, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestAnySaleIsValidByIntuitsSchema writes sales of random texts and figures,
// as they come out of Fit.
func TestAnySaleIsValidByIntuitsSchema(t *testing.T) {
	text := func(limit int) *rapid.Generator[string] {
		return rapid.Map(rapid.String(), func(s string) string { return Fit(s, limit).Text })
	}
	name := func(limit int) *rapid.Generator[string] {
		return rapid.Map(rapid.String(), func(s string) string { return FitName("n"+s, limit).Text })
	}
	sale := rapid.Custom(func(t *rapid.T) any {
		r := salesReceiptMinimal()
		s := &r.SalesReceiptAdd
		s.RefNumber = name(MaxRefNumber).Draw(t, "number")
		s.Memo = text(MaxMemo).Draw(t, "memo")
		s.CustomerRef.FullName = name(MaxCustomerName).Draw(t, "customer")
		s.ShipMethodRef.FullName = name(MaxShipMethodName).Draw(t, "method")
		s.BillAddress = Address{Addr1: text(MaxAddrLine).Draw(t, "line"), City: text(MaxCity).Draw(t, "city"), State: text(MaxState).Draw(t, "state"), PostalCode: text(MaxPostalCode).Draw(t, "code")}
		s.TxnDate = day.MustParse("1970-01-01").Add(rapid.IntRange(0, 24855).Draw(t, "day"))
		for range rapid.IntRange(0, 5).Draw(t, "lines") {
			s.Lines = append(s.Lines, TxnLineAdd{
				ItemRef: named("Item"), Desc: text(MaxDesc).Draw(t, "desc"),
				Quantity: new(money.NewDecimal(rapid.Int64Range(-99999999999999, 99999999999999).Draw(t, "quantity"), rapid.IntRange(4, 5).Draw(t, "decimals"))),
				Amount:   new(money.Amount(rapid.Int64Range(-int64(money.MaxAmount), int64(money.MaxAmount)).Draw(t, "amount"))),
			})
		}
		return r
	})
	docs := map[string][]byte{}
	for seed := range 100 {
		docs[fmt.Sprint(seed)] = encode(t, "1", sale.Example(seed))
	}
	validate(t, docs)
}

// refusedByUS are names that the schema has and US QuickBooks Desktop does not
// take (qbxml-rules §11), and card data, which are never sent.
var refusedByUS = []string{
	"IsTaxable", "DiscountLineAdd", "SalesTaxLineAdd", "ShippingLineAdd", "TaxAmount", "IsTaxIncluded", "Suffix", "PrintAs",
	"Mobile", "Pager", "SalesTaxCountry", "TaxRegistrationNumber", "PurchaseTaxCodeRef", "rollbackOnError", "CreditCardTxnInfo",
	"CreditCardInfo", "responseData",
}

func TestWhatUSDesktopRefusesIsNeverWritten(t *testing.T) {
	for name, body := range allRequests() {
		doc := string(encode(t, name, body))
		for _, tag := range refusedByUS {
			if strings.Contains(doc, tag) {
				t.Errorf("%s has %s", name, tag)
			}
		}
		if _, ok := body.(*SalesReceiptAddRq); ok {
			for _, tag := range []string{"PONumber", "TermsRef", "CurrencyRef"} {
				if strings.Contains(doc, tag) {
					t.Errorf("%s has %s", name, tag)
				}
			}
		}
		if _, ok := body.(*InvoiceAddRq); ok && strings.Contains(doc, "CurrencyRef") {
			t.Errorf("%s has CurrencyRef", name)
		}
		for i, c := range []byte(doc) {
			if c >= 0x80 || c < ' ' && c != '\n' {
				t.Fatalf("%s is not plain ASCII at byte %d: %q", name, i, c)
			}
		}
	}
}

// TestEveryFieldIsWritten sees to it that no field of a request is forgotten:
// each is set in one of the requests above, and its element is then there.
func TestEveryFieldIsWritten(t *testing.T) {
	written := map[string]bool{}
	for name, body := range allRequests() {
		doc := encode(t, name, body)
		seeFields(t, doc, reflect.ValueOf(body).Elem(), written)
	}
	for _, body := range foreignRequests() {
		seeFields(t, encodeFor(t, CountryAU, "1", body), reflect.ValueOf(body).Elem(), written)
	}
	for _, body := range allRequests() {
		eachField(reflect.TypeOf(body).Elem(), func(owner reflect.Type, f reflect.StructField) {
			if !written[owner.Name()+"."+f.Name] {
				t.Errorf("%s.%s is set in no request of this test", owner.Name(), f.Name)
			}
		})
	}
}

// elementOf names the elements of fields that are not called like them.
func elementOf(field string) string {
	switch field {
	case "Lines":
		return "Line"
	case "Group":
		return "LineGroupAdd>"
	case "ModGroup":
		return "LineGroupMod>"
	case "Members":
		return "LineMod>"
	case "Clear":
		return "></"
	case "Credit":
		return "<JournalCreditLine>"
	case "PriceRuleConflict":
		return "<OptionForPriceRuleConflict>"
	case "TxnTypeFilter":
		return "<TxnTypeFilter>"
	case "TxnKind":
		return "QueryRq requestID"
	case "Iterator":
		return ` iterator="`
	case "IteratorID":
		return ` iteratorID="`
	}
	return "<" + field + ">"
}

func seeFields(t *testing.T, doc []byte, v reflect.Value, written map[string]bool) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			seeFields(t, doc, v.Elem(), written)
		}
	case reflect.Slice:
		for i := range v.Len() {
			seeFields(t, doc, v.Index(i), written)
		}
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[Ref]().PkgPath() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() || v.Field(i).IsZero() {
				continue
			}
			written[v.Type().Name()+"."+f.Name] = true
			if !f.Anonymous && !bytes.Contains(doc, []byte(elementOf(f.Name))) {
				t.Errorf("%s.%s is set but not written", v.Type().Name(), f.Name)
			}
			seeFields(t, doc, v.Field(i), written)
		}
	}
}

func eachField(typ reflect.Type, visit func(reflect.Type, reflect.StructField)) {
	eachFieldOnce(typ, visit, map[reflect.Type]bool{})
}

func eachFieldOnce(typ reflect.Type, visit func(reflect.Type, reflect.StructField), seen map[reflect.Type]bool) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice:
		eachFieldOnce(typ.Elem(), visit, seen)
	case reflect.Struct:
		if seen[typ] || typ.PkgPath() != reflect.TypeFor[Ref]().PkgPath() {
			return
		}
		seen[typ] = true // members of a group are lines again
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() {
				visit(typ, f)
				eachFieldOnce(f.Type, visit, seen)
			}
		}
	}
}
