package books

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Bounds of a mapping file.
const (
	MaxMappingCSV     = 4 << 20 // bytes
	maxMappingRows    = 50_000
	maxMappingErrors  = 200
	maxMappingColumns = 64
	maxMappingCommas  = 1000 // in one line, those within texts too
)

// The columns of a mapping file. Key and row decide; What is for people, and
// stands for Key where that is left out.
var mappingColumns = []string{"Key", "What", "In the store", "In QuickBooks"}

// MappingError is what is wrong in one line of a mapping file. Line 0 is the
// file itself.
type MappingError struct {
	Line int
	Text string
}

func (e MappingError) Error() string {
	if e.Line == 0 {
		return e.Text
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Text)
}

// MappingErrors are all things that are wrong with a mapping file.
type MappingErrors []MappingError

func (es MappingErrors) Error() string {
	words := make([]string, len(es))
	for i, e := range es {
		words[i] = e.Error()
	}
	return strings.Join(words, "\n")
}

// ParseMappingCSV reads a table of the mapping sheet: one value on each line,
// under the heads Key (or What), In the store, and In QuickBooks, in any order
// and with any other columns between. It takes commas, semicolons and tabs, a
// byte order mark, quotes, and both kinds of line ends. Nothing is looked up:
// what the lines mean is seen by Rules.With. All errors are told at once, as
// MappingErrors, with the lines that are right beside them.
func ParseMappingCSV(body []byte) ([]SheetLine, error) {
	if len(body) > MaxMappingCSV {
		return nil, MappingErrors{{0, fmt.Sprintf("the file is larger than %d MB", MaxMappingCSV>>20)}}
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return nil, MappingErrors{{0, "the file is empty"}}
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}), bytes.HasPrefix(body, []byte{0xfe, 0xff}), bytes.IndexByte(body, 0) >= 0:
		return nil, MappingErrors{{0, "the file is no text in UTF-8: save it as “CSV UTF-8”"}}
	case !utf8.Valid(body):
		return nil, MappingErrors{{1 + bytes.Count(body[:firstBad(body)], []byte("\n")), "it has a letter that is not UTF-8: save the file as “CSV UTF-8”"}}
	}
	p := mappingReader{csv: csv.NewReader(bytes.NewReader(body))}
	p.csv.Comma, p.csv.FieldsPerRecord = delimiter(body), -1
	number := 0
	for line := range bytes.Lines(body) {
		if number++; bytes.Count(line, []byte(string(p.csv.Comma))) > maxMappingCommas {
			return nil, MappingErrors{{number, fmt.Sprintf("the file has more than %d columns", maxMappingColumns)}}
		}
	}
	p.read()
	if len(p.errs) > 0 {
		return p.lines, p.errs
	}
	return p.lines, nil
}

func firstBad(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// delimiter is what separates the heads: the one of comma, semicolon and tab
// that stands there most, outside of quotes.
func delimiter(body []byte) rune {
	var count [3]int
	quoted := false
	for _, c := range body {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			count[0]++
		case c == ';':
			count[1]++
		case c == '\t':
			count[2]++
		}
		if c == '\n' && !quoted {
			break
		}
	}
	best := 0
	for i := range count {
		if count[i] > count[best] {
			best = i
		}
	}
	return []rune{',', ';', '\t'}[best]
}

type mappingReader struct {
	csv   *csv.Reader
	at    [4]int // where each of mappingColumns stands; -1: nowhere
	lines []SheetLine
	errs  MappingErrors
}

func (p *mappingReader) fail(line int, format string, args ...any) {
	if len(p.errs) < maxMappingErrors {
		p.errs = append(p.errs, MappingError{line, fmt.Sprintf(format, args...)})
	}
}

func (p *mappingReader) read() {
	keys, seen := mappingKeys(), map[SheetLine]int{}
	headed, rows := false, 0
	for len(p.errs) < maxMappingErrors {
		record, err := p.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			p.fail(broken.StartLine, "its quotes don’t close: a quote inside of a text is written twice")
			if !headed {
				return
			}
			continue
		}
		if err != nil {
			p.fail(0, "the file can’t be read: %v", err)
			return
		}
		line, _ := p.csv.FieldPos(0)
		if !headed {
			if !p.heads(record, line) {
				return
			}
			headed = true
			continue
		}
		if rows++; rows > maxMappingRows {
			p.fail(line, "the file has more than %d lines", maxMappingRows)
			return
		}
		p.row(record, line, keys, seen)
	}
	if headed && rows == 0 {
		p.fail(0, "the file has heads and no lines")
	}
}

// heads finds the columns by their names.
func (p *mappingReader) heads(record []string, line int) bool {
	p.at = [4]int{-1, -1, -1, -1}
	if len(record) > maxMappingColumns {
		p.fail(line, "the file has more than %d columns", maxMappingColumns)
		return false
	}
	for i, head := range record {
		for c, name := range mappingColumns {
			if same(head, name) {
				if p.at[c] >= 0 {
					p.fail(line, "the head %s stands there twice", name)
				}
				p.at[c] = i
			}
		}
	}
	if p.at[0] < 0 && p.at[1] < 0 {
		p.fail(line, "the heads are not there: the first line needs Key (or What), In the store, and In QuickBooks")
	} else {
		for _, c := range []int{2, 3} {
			if p.at[c] < 0 {
				p.fail(line, "the head %s is missing", mappingColumns[c])
			}
		}
	}
	return len(p.errs) == 0
}

func (p *mappingReader) cell(record []string, column int) string {
	if at := p.at[column]; at >= 0 && at < len(record) {
		return unguarded(strings.TrimSpace(strings.ReplaceAll(record[at], "\r\n", "\n")))
	}
	return ""
}

func (p *mappingReader) row(record []string, line int, keys map[string]string, seen map[SheetLine]int) {
	l := SheetLine{Key: p.cell(record, 0), Row: p.cell(record, 2), Value: p.cell(record, 3)}
	what := p.cell(record, 1)
	if l.Key == "" && what == "" && l.Row == "" && l.Value == "" {
		return // a blank line of a spreadsheet
	}
	named := l.Key
	if named == "" {
		named = what
	}
	key, ok := keys[strings.ToLower(named)]
	if !ok {
		if named == "" {
			p.fail(line, "it doesn’t say what it is: Key and What are empty")
		} else {
			p.fail(line, "“%s” is no line of the mapping sheet", short(named))
		}
		return
	}
	l.Key = key
	place := sheetPlaces()[key]
	switch {
	case place.table == nil && l.Row != "":
		p.fail(line, "%s stands once on the sheet: leave In the store empty, it says “%s”", place.field.Label, short(l.Row))
		return
	case place.table != nil && l.Row == "" && key != "tax.codes":
		p.fail(line, "%s: In the store is empty", place.table.Label)
		return
	}
	if len(l.Row) > maxRow || len(l.Value) > maxValue {
		p.fail(line, "a text is longer than %d characters", maxRow)
		return
	}
	at := SheetLine{Key: l.Key, Row: l.Row}
	if first := seen[at]; first > 0 {
		p.fail(line, "%s stands in line %d already", l.Name(), first)
		return
	}
	seen[at] = line
	p.lines = append(p.lines, l)
}

// maxRow bounds the name of a row in the store.
const maxRow = 500

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// mappingKeys are the keys that a file may name, by key and by words.
func mappingKeys() map[string]string {
	out := map[string]string{}
	for key, p := range sheetPlaces() {
		if p.field == nil {
			continue // whole rows are taken out by hand
		}
		out[key] = key
		out[strings.ToLower(mappingWhat(p))] = key
	}
	return out
}

// mappingWhat is a line's kind in words: "Ways of paying: Money goes to".
func mappingWhat(p sheetPlace) string {
	switch {
	case p.table == nil:
		return p.field.Label
	case len(p.table.Columns) == 1:
		return p.table.Label
	}
	return p.table.Label + ": " + p.field.Label
}

// MappingCSV writes the values that the rules set, as ParseMappingCSV reads
// them. No cell is a formula to a spreadsheet.
func MappingCSV(r Rules) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	places := sheetPlaces()
	_ = w.Write(mappingColumns) // a buffer takes everything
	for _, l := range r.Lines() {
		_ = w.Write([]string{l.Key, mappingWhat(places[l.Key]), guarded(l.Row), guarded(l.Value)})
	}
	w.Flush()
	return b.Bytes()
}

// A cell that begins with one of these is a formula to some spreadsheet.
const formulas = "=+-@\t\r\n|%"

// guarded puts an apostrophe before what a spreadsheet would compute, and
// before what looks as if one stood there already.
func guarded(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != "" && strings.ContainsRune(formulas, rune(rest[0])) {
		return "'" + s
	}
	return s
}

// unguarded takes away what guarded put there.
func unguarded(s string) string {
	if rest := strings.TrimLeft(s, "'"); strings.HasPrefix(s, "'") && rest != "" && strings.ContainsRune(formulas, rune(rest[0])) {
		return s[1:]
	}
	return s
}
