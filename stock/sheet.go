package stock

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"countinghouse/sales"
	"countinghouse/store"
)

// SheetRow is a line of a count sheet: what both sides say of a product, and a
// field for what was counted.
type SheetRow struct {
	Store   sales.StoreKey
	Variant int64
	SKU     string
	Name    string
	Item    string
	Books   store.Count // with what is on its way
	Shop    int64
}

// SheetRows gives each line of a count sheet: of the products of which both
// sides differ under a filter, or of all that are followed.
func SheetRows(ctx context.Context, st *store.Store, f store.StockDifferenceFilter, all bool, each func(SheetRow) error) error {
	list := func(refs []store.StockRef) error {
		rows, err := Look(ctx, st, f.Company, refs)
		if err != nil {
			return err
		}
		for _, r := range rows {
			w := SheetRow{Store: r.Ware.Store, Variant: r.Ware.Variant, SKU: r.Ware.SKU, Name: r.Ware.Title, Item: r.Item.Entry.FullName,
				Books: r.Verdict.Figures.Have + r.Verdict.Figures.Coming, Shop: r.Ware.Level + r.Ware.Later}
			if err := each(w); err != nil {
				return err
			}
		}
		return nil
	}
	if all {
		p := store.StockFilter{Company: f.Company, Tab: store.StockAll, Store: f.Store, Search: f.Search, Limit: 500}
		for {
			page, err := st.StockPage(ctx, p)
			if err == nil {
				err = list(page.Refs)
			}
			if p.After = page.Next; err != nil || p.After == "" {
				return err
			}
		}
	}
	f.Settled, f.After, f.Limit = false, "", 500
	for {
		page, err := st.StockDifferences(ctx, f)
		if err != nil {
			return err
		}
		refs := make([]store.StockRef, len(page.Rows))
		for i, d := range page.Rows {
			refs[i] = store.StockRef{Item: d.Item, Store: d.Store, Variant: d.Variant}
		}
		if err := list(refs); err != nil {
			return err
		}
		if f.After = page.Next; f.After == "" {
			return nil
		}
	}
}

// sheetHeads are the columns of a count sheet; store, number and counted are
// read back.
var sheetHeads = []string{"store", "number", "sku", "product", "item", "in quickbooks", "in store", "counted"}

// WriteSheet writes a count sheet as a table for a spreadsheet.
func WriteSheet(ctx context.Context, w io.Writer, st *store.Store, f store.StockDifferenceFilter, all bool) error {
	out := csv.NewWriter(w)
	if err := out.Write(sheetHeads); err != nil {
		return err
	}
	err := SheetRows(ctx, st, f, all, func(r SheetRow) error {
		return out.Write([]string{string(r.Store), strconv.FormatInt(r.Variant, 10), plain(r.SKU), plain(r.Name), plain(r.Item), r.Books.String(), strconv.FormatInt(r.Shop, 10), ""})
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

// plain keeps a text from being taken for a formula by a spreadsheet.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// MaxSheet is the largest count sheet that is read, in bytes.
const MaxSheet = 8 << 20

// maxCounted is the largest quantity that a store takes.
const maxCounted = 2_147_483_647

// ReadSheet reads what was counted from a count sheet: the columns store,
// number and counted, wherever they stand. Lines where nothing was counted are
// passed over. All that is wrong is told, each with its line.
func ReadSheet(body []byte) ([]Settling, []error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if len(body) > MaxSheet {
		return nil, []error{errors.New("the file is too large for a count sheet")}
	}
	in := csv.NewReader(bytes.NewReader(body))
	in.FieldsPerRecord = -1
	if head, _, _ := bytes.Cut(body, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		in.Comma = ';' // as spreadsheets write it where the comma is in numbers
	}
	heads, err := in.Read()
	if err != nil {
		return nil, []error{errors.New("the file is empty, or no table of a spreadsheet (CSV)")}
	}
	at := map[string]int{}
	for i, h := range heads {
		at[strings.ToLower(strings.TrimSpace(h))] = i
	}
	for _, h := range []string{"store", "number", "counted"} {
		if _, ok := at[h]; !ok {
			return nil, []error{fmt.Errorf("the table has no column “%s”. Take out the count sheet, fill in its column “counted” and leave the others as they are", h)}
		}
	}
	var out []Settling
	var bad []error
	lines := map[string]int{}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := in.FieldPos(0)
		if err != nil {
			return nil, append(bad, fmt.Errorf("line %d can’t be read: a quotation mark is missing or stands too much", line))
		}
		cell := func(name string) string {
			if i := at[name]; i < len(cells) {
				return strings.TrimSpace(cells[i])
			}
			return ""
		}
		if cell("counted") == "" {
			continue
		}
		fail := func(format string, args ...any) {
			bad = append(bad, fmt.Errorf("line %d: "+format, append([]any{line}, args...)...))
		}
		n, err := strconv.ParseInt(strings.TrimSuffix(cell("counted"), ".0"), 10, 64)
		if err != nil || n < 0 || n > maxCounted {
			fail("“%s” is no whole number from 0 of pieces that were counted", short(cell("counted")))
		}
		variant, err := strconv.ParseInt(cell("number"), 10, 64)
		if err != nil || cell("store") == "" {
			fail("its store or number is missing or was changed, so that nobody can tell which product it is")
			continue
		}
		key := cell("store") + "/" + cell("number")
		if first := lines[key]; first > 0 {
			fail("the product stands in line %d already", first)
		}
		lines[key] = line
		out = append(out, Settling{Store: sales.StoreKey(cell("store")), Variant: variant, Choice: store.ChooseCount, Counted: n})
	}
	if len(bad) == 0 && len(out) == 0 {
		bad = append(bad, errors.New("nothing was counted: the column “counted” is empty in every line"))
	}
	return slices.Clip(out), bad
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
