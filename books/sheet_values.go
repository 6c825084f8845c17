package books

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"countinghouse/day"
	"countinghouse/money"
)

// place is where a key of the sheet stands.
type sheetPlace struct {
	field *SheetField
	table *SheetTable
}

// sheetPlaces finds fields, columns and tables by their keys.
func sheetPlaces() map[string]sheetPlace { return sheetPlacesOnce() }

// sheetPlacesOnce is made once: it is looked at for each line of a mapping file.
var sheetPlacesOnce = sync.OnceValue(func() map[string]sheetPlace {
	out := map[string]sheetPlace{}
	for _, g := range Sheet() {
		for _, p := range g.Parts {
			if p.Field != nil {
				out[p.Field.Key] = sheetPlace{field: p.Field}
				continue
			}
			out[p.Table.Key] = sheetPlace{table: p.Table}
			for i := range p.Table.Columns {
				out[p.Table.Columns[i].Key] = sheetPlace{&p.Table.Columns[i], p.Table}
			}
		}
	}
	return out
})

// SheetFieldOf finds a field or column of the sheet by its key, and the table
// that it is a column of (nil: none).
func SheetFieldOf(key string) (SheetField, *SheetTable, bool) {
	p, ok := sheetPlaces()[key]
	if !ok || p.field == nil {
		return SheetField{}, p.table, false
	}
	return *p.field, p.table, true
}

// Name is the line in words: "Sales tax rates, Austin TX: Sales tax item".
func (l SheetLine) Name() string {
	p, ok := sheetPlaces()[l.Key]
	switch {
	case !ok:
		return l.Key
	case p.table == nil:
		return p.field.Label
	}
	row := l.Row
	switch {
	case p.table.Ordered:
		row = "rule " + row
	case row == "" && p.table.Key == "tax.codes":
		row = "lines without tax"
	case row == "*" && p.table.Key == "payments":
		row = "every other way"
	}
	name := p.table.Label + ", " + row
	if p.field != nil && len(p.table.Columns) > 1 {
		name += ": " + p.field.Label
	}
	return name
}

// Word is the value in words: that of a choice, "none" for nothing.
func (l SheetLine) Word() string {
	f, t, ok := SheetFieldOf(l.Key)
	if !ok && t != nil { // the row itself
		if l.Value == "" {
			return "removed"
		}
		return "place " + l.Value
	}
	for i, c := range f.Choices {
		if c.Value == l.Value || l.Value == "" && i == 0 {
			return c.Word
		}
	}
	switch {
	case l.Value == "" && f.Kind == SheetSwitch:
		return "no"
	case l.Value == "" && f.Kind == SheetCount:
		return "0"
	case l.Value == "":
		return "none"
	case f.Kind == SheetDay:
		if d, err := day.Parse(l.Value); err == nil {
			return d.Human()
		}
	}
	return strings.ReplaceAll(l.Value, "\n", ", ")
}

// Lines are all values that the rules set, in the order of the sheet. Applied
// to empty rules they give the same rules.
func (r Rules) Lines() []SheetLine {
	var out []SheetLine
	v := reflect.ValueOf(r)
	for _, g := range Sheet() {
		for _, p := range g.Parts {
			if p.Field != nil {
				if text := textAt(leafAt(v, p.Field.Key)); text != "" {
					out = append(out, SheetLine{Key: p.Field.Key, Value: text})
				}
				continue
			}
			out = append(out, p.Table.lines(leafAt(v, p.Table.Key))...)
		}
	}
	return out
}

// Rows are the names of a table's rows, sorted; of an ordered one the numbers.
func (t *SheetTable) Rows(r Rules) []string {
	v := leafAt(reflect.ValueOf(r), t.Key)
	var out []string
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			out = append(out, strconv.Itoa(i+1))
		}
		return out
	}
	for _, k := range v.MapKeys() {
		out = append(out, fmt.Sprint(k.Interface()))
	}
	slices.Sort(out)
	return out
}

// Value is what the rules say in one line; "" is nothing.
func (r Rules) Value(key, row string) string {
	p, ok := sheetPlaces()[key]
	if !ok || p.field == nil {
		return ""
	}
	v := reflect.ValueOf(r)
	if p.table == nil {
		return textAt(leafAt(v, key))
	}
	at, found := p.table.row(leafAt(v, p.table.Key), row)
	if !found {
		return ""
	}
	return textAt(leafAt(at, p.table.within(key)))
}

// within is the path of a column inside a row; "" is the row itself.
func (t *SheetTable) within(key string) string {
	rest := strings.TrimPrefix(strings.TrimPrefix(key, t.Key), ".")
	return strings.TrimPrefix(rest, "*.")
}

// row is one row of the table's value.
func (t *SheetTable) row(v reflect.Value, row string) (reflect.Value, bool) {
	if t.Ordered {
		n, err := strconv.Atoi(row)
		if err != nil || n < 1 || n > v.Len() {
			return reflect.Value{}, false
		}
		return v.Index(n - 1), true
	}
	key, err := rowKey(v.Type().Key(), row)
	if err != nil || v.IsNil() {
		return reflect.Value{}, false
	}
	at := v.MapIndex(key)
	return at, at.IsValid()
}

// rowKey is a row's name as a key of the map.
func rowKey(t reflect.Type, row string) (reflect.Value, error) {
	if t.Kind() == reflect.String {
		return reflect.ValueOf(row).Convert(t), nil
	}
	n, err := strconv.ParseInt(strings.TrimSpace(row), 10, 64)
	if err != nil {
		return reflect.Value{}, fmt.Errorf("“%s” is not a number", row)
	}
	return reflect.ValueOf(n).Convert(t), nil
}

func (t *SheetTable) lines(v reflect.Value) []SheetLine {
	var out []SheetLine
	add := func(row string, at reflect.Value) {
		before := len(out)
		for i := range t.Columns {
			if text := textAt(leafAt(at, t.within(t.Columns[i].Key))); text != "" {
				out = append(out, SheetLine{t.Columns[i].Key, row, text})
			}
		}
		if len(out) > before {
			return
		}
		for _, c := range t.Columns { // a row of nothing but defaults: one of them keeps it
			if c.Kind == SheetChoice && c.Choices[0].Value != "" {
				out = append(out, SheetLine{c.Key, row, c.Choices[0].Value})
				return
			}
		}
	}
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			add(strconv.Itoa(i+1), v.Index(i))
		}
		return out
	}
	rows := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		rows[fmt.Sprint(k.Interface())] = v.MapIndex(k)
	}
	for _, row := range slices.Sorted(maps.Keys(rows)) {
		add(row, rows[row])
	}
	return out
}

// leafAt goes down a path of the declaration's names. A page asks for hundreds of
// leaves, so where each is found is kept.
func leafAt(v reflect.Value, path string) reflect.Value {
	if path == "" {
		return v
	}
	at := leafPath{v.Type(), path}
	index, known := leafIndexes.Load(at)
	if !known {
		index = leafIndex(at)
		leafIndexes.Store(at, index)
	}
	return v.FieldByIndex(index.([]int)) //nolint:forcetypeassert // it holds nothing else
}

// leafPath is a path below a type.
type leafPath struct {
	of   reflect.Type
	path string
}

var leafIndexes sync.Map // leafPath to []int

func leafIndex(at leafPath) []int {
	name, rest, _ := strings.Cut(at.path, ".")
	for i := range at.of.NumField() {
		f := at.of.Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); tag != name {
			continue
		}
		if rest == "" {
			return []int{i}
		}
		return append([]int{i}, leafIndex(leafPath{f.Type, rest})...)
	}
	panic("the sheet names " + at.path + ", which is no setting") // held by a test over the whole sheet
}

// textAt is a value as the sheet writes it; "" is the zero value.
func textAt(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	switch x := v.Interface().(type) {
	case day.Day:
		return x.String()
	case money.Decimal:
		return x.String()
	case money.Amount:
		return strconv.FormatInt(int64(x), 10)
	case bool:
		return "yes"
	case []string:
		return strings.Join(x, "\n")
	case []int64:
		words := make([]string, len(x))
		for i, n := range x {
			words[i] = strconv.FormatInt(n, 10)
		}
		return strings.Join(words, "\n")
	}
	return v.String()
}

// maxCount is the largest number that a line of counts takes; Validate has
// tighter bounds.
const maxCount = 1_000_000

// setText writes a value of the sheet. "" is the zero value.
func setText(v reflect.Value, text string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		v.SetZero()
		return nil
	}
	switch x := v.Addr().Interface().(type) {
	case *day.Day:
		d, err := day.Parse(text)
		if err != nil {
			return fmt.Errorf("“%s” is not a day like 2026-11-01", text)
		}
		*x = d
	case *money.Decimal:
		d, err := money.ParseDecimal(strings.ReplaceAll(text, ",", ""))
		if err != nil {
			return fmt.Errorf("“%s” is not an amount like 1,000.00", text)
		}
		*x = d
	case *money.Amount:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 || n > maxCount {
			return fmt.Errorf("“%s” is not a whole number of cents", text)
		}
		*x = money.Amount(n)
	case *bool:
		switch strings.ToLower(text) {
		case "yes", "true", "on":
			*x = true
		case "no", "false":
			*x = false
		default:
			return fmt.Errorf("write yes or nothing, not “%s”", text)
		}
	case *[]string:
		*x = linesOf(text)
	case *[]int64:
		var out []int64
		for _, line := range linesOf(text) {
			n, err := strconv.ParseInt(line, 10, 64)
			if err != nil {
				return fmt.Errorf("“%s” is not a channel’s number", line)
			}
			out = append(out, n)
		}
		*x = out
	default:
		v.SetString(text)
	}
	return nil
}

func linesOf(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// LineError is what is wrong with one line of the sheet, in a bookkeeper's words.
type LineError struct {
	Line SheetLine
	Text string
}

// Error names the line and what is wrong.
func (e LineError) Error() string { return e.Line.Name() + ": " + e.Text }

// clone is a copy that shares nothing.
func (r Rules) clone() (Rules, error) {
	var out Rules
	body, err := json.Marshal(r)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(body, &out)
}

// With are the rules with lines of the sheet set; what no line names stays.
// An empty value takes a line out; a line whose key is that of a table takes
// out a whole row, or moves it to the place that the value names. A value that
// means what holds already changes nothing. Rows of an ordered table beyond
// its end are added to it, in the order of their numbers. It tells every line
// that can't be meant, at once.
func (r Rules) With(lines []SheetLine) (Rules, []LineError) {
	out, err := r.clone()
	if err != nil {
		return r, []LineError{{Text: err.Error()}}
	}
	var errs []LineError
	places := sheetPlaces()
	e := sheetEdit{rules: &out, old: r, added: map[string]int{}}
	for _, l := range lines {
		p, ok := places[l.Key]
		if !ok {
			errs = append(errs, LineError{l, "there is no such line on the mapping sheet"})
			continue
		}
		if err := e.set(p, l); err != nil {
			errs = append(errs, LineError{l, err.Error()})
		}
	}
	if err := e.arrange(); err != nil {
		errs = append(errs, *err)
	}
	return out, errs
}

// sheetEdit is the work of one With.
type sheetEdit struct {
	rules *Rules
	old   Rules
	added map[string]int // rows beyond the end: where they stand
	moved []SheetLine
}

func (e *sheetEdit) set(p sheetPlace, l SheetLine) error {
	root := reflect.ValueOf(e.rules).Elem()
	switch {
	case p.table == nil:
		if p.field.Means(l.Value, e.old.Value(l.Key, "")) {
			return nil
		}
		return p.field.write(leafAt(root, l.Key), l.Value)
	case p.table.Ordered && p.field == nil:
		e.moved = append(e.moved, l)
		return nil
	case p.table.Ordered:
		return e.setCase(p, l)
	}
	m := leafAt(root, p.table.Key)
	key, err := rowKey(m.Type().Key(), l.Row)
	if err != nil {
		return err
	}
	if m.IsNil() {
		m.Set(reflect.MakeMap(m.Type()))
	}
	if p.field == nil { // the row itself
		m.SetMapIndex(key, reflect.Value{})
		return e.emptied(m)
	}
	row := reflect.New(m.Type().Elem()).Elem()
	was := m.MapIndex(key)
	if was.IsValid() {
		row.Set(was)
		if p.field.Means(l.Value, textAt(leafAt(was, p.table.within(l.Key)))) {
			return nil
		}
	}
	if err := p.field.write(leafAt(row, p.table.within(l.Key)), l.Value); err != nil {
		return err
	}
	if row.IsZero() {
		m.SetMapIndex(key, reflect.Value{})
		return e.emptied(m)
	}
	m.SetMapIndex(key, row)
	return nil
}

// emptied makes a map without rows none, as the declaration without it has.
func (e *sheetEdit) emptied(m reflect.Value) error {
	if m.Len() == 0 {
		m.SetZero()
	}
	return nil
}

func (e *sheetEdit) setCase(p sheetPlace, l SheetLine) error {
	n, err := strconv.Atoi(l.Row)
	switch {
	case err != nil || n < 1 || n > maxCases:
		return fmt.Errorf("“%s” is no place of a rule: write 1 to %d", l.Row, maxCases)
	case n > len(e.old.Cases):
		at, known := e.added[l.Row]
		if !known {
			if strings.TrimSpace(l.Value) == "" {
				return nil
			}
			e.rules.Cases = append(e.rules.Cases, Case{})
			at = len(e.rules.Cases)
			e.added[l.Row] = at
		}
		n = at
	case p.field.Means(l.Value, e.old.Value(l.Key, l.Row)):
		return nil
	}
	row := reflect.ValueOf(&e.rules.Cases[n-1]).Elem()
	return p.field.write(leafAt(row, p.table.within(l.Key)), l.Value)
}

// maxCases bounds the rules for particular orders.
const maxCases = 500

// arrange takes out and moves rules for particular orders, after all others.
func (e *sheetEdit) arrange() *LineError {
	type placed struct {
		at   int
		c    Case
		gone bool
	}
	if len(e.moved) == 0 {
		return nil
	}
	rows := make([]placed, len(e.rules.Cases))
	for i, c := range e.rules.Cases {
		rows[i] = placed{at: 2 * (i + 1), c: c}
	}
	for _, l := range e.moved {
		n, err := strconv.Atoi(l.Row)
		if err != nil || n < 1 || n > len(rows) {
			return &LineError{l, "there is no rule at this place"}
		}
		if l.Value == "" {
			rows[n-1].gone = true
			continue
		}
		to, err := strconv.Atoi(strings.TrimSpace(l.Value))
		switch {
		case err != nil || to < 1 || to > maxCases:
			return &LineError{l, fmt.Sprintf("“%s” is no place of a rule: write 1 to %d", l.Value, maxCases)}
		case to < n:
			rows[n-1].at = 2*to - 1 // before the one that stands there
		case to > n:
			rows[n-1].at = 2*to + 1
		}
	}
	rows = slices.DeleteFunc(rows, func(p placed) bool { return p.gone })
	slices.SortStableFunc(rows, func(a, b placed) int { return a.at - b.at })
	e.rules.Cases = nil
	for _, p := range rows {
		e.rules.Cases = append(e.rules.Cases, p.c)
	}
	return nil
}

// Means tells whether a value means what holds already.
func (f *SheetField) Means(value, was string) bool {
	return f.plain(value) == f.plain(was)
}

// plain is a value in its one form: the default of a choice is its own name.
func (f *SheetField) plain(value string) string {
	value = strings.Join(linesOf(value), "\n")
	if f.Kind == SheetChoice && value == "" {
		return f.Choices[0].Value
	}
	if f.Kind == SheetSwitch && strings.EqualFold(value, "no") || f.Kind == SheetCount && value == "0" {
		return ""
	}
	return value
}

// write sets a value that is none of the choices only if it is taken back.
func (f *SheetField) write(v reflect.Value, value string) error {
	value = strings.Join(linesOf(value), "\n")
	if f.Kind == SheetChoice && value != "" && !slices.ContainsFunc(f.Choices, func(o SheetOption) bool { return o.Value == value }) {
		found := false
		for _, o := range f.Choices { // its words will do
			if strings.EqualFold(o.Word, value) {
				value, found = o.Value, true
			}
		}
		if !found && v.Kind() != reflect.Slice {
			return errors.New("“" + value + "” is none of its choices")
		}
	}
	if len(value) > maxValue {
		return fmt.Errorf("it is longer than %d characters", maxValue)
	}
	return setText(v, value)
}

// maxValue bounds one value of the sheet; a list of SKUs may be long.
const maxValue = 8000
