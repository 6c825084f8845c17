package company

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// The request grammar: which elements may stand where, in which order, with
// which values. The tables (grammar_*.go) are in a small notation:
//
//	Name:STR41            one element of a simple type; a number is the longest text
//	Name?  Name*  Name+   optional, any number, at least one
//	Enum:(A|B)            one of these words
//	Ref{A B}              an element with children, in this order
//	(A | B)               one of these; also with ? * +
//	@attr                 an attribute of the surrounding element
//	!Name                 in the schema, but refused by Desktop (qbxml-rules §11)
//	%Name                 refused by the US edition only
//	^Name                 refused by all but the Australian edition
//	~Name                 accepted by the grammar and answered with 3250
//	WORD                  in capitals, without a type: the fragment of that name
//
// Each content model becomes a small deterministic automaton whose states are
// "the element last seen".

// kind is the type of an element's text.
type kind uint8

const (
	complexKind kind = iota // children, no text
	strKind
	idKind
	boolKind
	dateKind
	datetimeKind
	amtKind
	priceKind // also quantities and percentages: the same form
	intKind
	floatKind
	guidKind
	enumKind
)

// refusal is what the edition makes of an element that the schema knows.
type refusal uint8

const (
	welcome refusal = iota
	notInDesktop
	notInUS
	onlyInAustralia
	notInThisEdition
)

// element is one element of the grammar, in its place.
type element struct {
	name    string
	kind    kind
	max     int // longest text in characters; 0: any
	enum    []string
	refuse  refusal
	content *content // complexKind
}

// content is what may stand within an element.
type content struct {
	states   [][]step // state 0 is the beginning, state i+1 is "after position i"
	complete []bool   // whether the element may end in this state
	attrs    []string
}

type step struct {
	el *element
	to int
}

// grammar maps the name of a request ("CustomerQueryRq") to its content.
type grammar map[string]*element

// theGrammar is compiled on first use and never changes.
var theGrammar = sync.OnceValues(func() (grammar, error) {
	return compileGrammar(fragmentTable, strings.Join([]string{listQueryTable, txnQueryTable, listAddTable, txnAddTable, txnModTable, reportTable}, "\n"))
})

// compileGrammar reads the tables: lines "NAME = particles", continued by
// indented lines.
func compileGrammar(fragments, messages string) (grammar, error) {
	c := compiler{fragments: map[string]string{}}
	for name, text := range tableRows(fragments) {
		c.fragments[name] = text
	}
	g := grammar{}
	for name, text := range tableRows(messages) {
		p := particleParser{c: &c, text: text}
		body, err := p.sequence("")
		if err != nil {
			return nil, fmt.Errorf("grammar of %s: %w", name, err)
		}
		g[name] = &element{name: name, content: automaton(body, p.attrs)}
	}
	return g, nil
}

func tableRows(table string) map[string]string {
	rows := map[string]string{}
	name := ""
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.TrimSpace(line) == "":
		case line[0] == ' ' || line[0] == '\t':
			rows[name] += " " + strings.TrimSpace(line)
		default:
			var text string
			name, text, _ = strings.Cut(line, "=")
			name = strings.TrimSpace(name)
			rows[name] = strings.TrimSpace(text)
		}
	}
	return rows
}

// particle is a node of a content model: an element, a sequence or a choice.
type particle struct {
	el       *element
	parts    []particle
	choice   bool
	optional bool
	repeats  bool
}

type compiler struct{ fragments map[string]string }

type particleParser struct {
	c     *compiler
	text  string
	attrs []string
}

// sequence reads particles up to one of the closing bytes (or the end).
func (p *particleParser) sequence(closing string) (particle, error) {
	seq := particle{}
	alternatives := []particle{}
	for {
		p.space()
		if p.text == "" || strings.IndexByte(closing, p.text[0]) >= 0 {
			break
		}
		if p.text[0] == '|' {
			p.text = p.text[1:]
			alternatives = append(alternatives, seq)
			seq = particle{}
			continue
		}
		part, err := p.one()
		if err != nil {
			return seq, err
		}
		if part.el != nil || len(part.parts) > 0 {
			seq.parts = append(seq.parts, part)
		}
	}
	if len(alternatives) == 0 {
		return seq, nil
	}
	return particle{choice: true, parts: append(alternatives, seq)}, nil
}

func (p *particleParser) one() (particle, error) {
	switch p.text[0] {
	case '@':
		p.text = p.text[1:]
		p.attrs = append(p.attrs, p.word())
		return particle{}, nil
	case '(':
		p.text = p.text[1:]
		part, err := p.sequence(")")
		if err != nil || p.text == "" {
			return part, fmt.Errorf("unclosed group: %w", err)
		}
		p.text = p.text[1:]
		p.occurs(&part)
		return part, nil
	}
	refuse := welcome
	switch p.text[0] {
	case '!':
		refuse, p.text = notInDesktop, p.text[1:]
	case '%':
		refuse, p.text = notInUS, p.text[1:]
	case '^':
		refuse, p.text = onlyInAustralia, p.text[1:]
	case '~':
		refuse, p.text = notInThisEdition, p.text[1:]
	}
	name := p.word()
	if name == "" {
		return particle{}, fmt.Errorf("unexpected %q", p.text[:min(20, len(p.text))])
	}
	part := particle{el: &element{name: name, refuse: refuse}}
	p.occurs(&part)
	switch {
	case p.eat('{'):
		inner := particleParser{c: p.c, text: p.text}
		body, err := inner.sequence("}")
		if err != nil || inner.text == "" {
			return part, fmt.Errorf("in %s: unclosed: %w", name, err)
		}
		p.text = inner.text[1:]
		part.el.content = automaton(body, inner.attrs)
		return part, nil
	case p.eat(':'):
		return part, p.simple(part.el)
	}
	text, ok := p.c.fragments[name]
	if !ok {
		return part, fmt.Errorf("no fragment %s", name)
	}
	inner := particleParser{c: p.c, text: text}
	body, err := inner.sequence("")
	body.optional, body.repeats = part.optional, part.repeats
	p.attrs = append(p.attrs, inner.attrs...)
	return body, err
}

// simple reads a type: STR41, AMT, (A|B).
func (p *particleParser) simple(el *element) error {
	if p.eat('(') {
		list, rest, ok := strings.Cut(p.text, ")")
		if !ok {
			return fmt.Errorf("unclosed enumeration of %s", el.name)
		}
		el.kind, el.enum, p.text = enumKind, strings.Split(list, "|"), rest
		return nil
	}
	word := p.word()
	letters := strings.TrimRight(word, "0123456789")
	kinds := map[string]kind{"STR": strKind, "ID": idKind, "BOOL": boolKind, "DATE": dateKind, "DATETIME": datetimeKind,
		"AMT": amtKind, "PRICE": priceKind, "QUAN": priceKind, "PERCENT": priceKind, "INT": intKind, "FLOAT": floatKind, "GUID": guidKind}
	k, ok := kinds[letters]
	if !ok {
		return fmt.Errorf("type %s of %s", word, el.name)
	}
	el.kind = k
	if k == idKind {
		el.max = 36
	}
	if digits := word[len(letters):]; digits != "" {
		n, err := strconv.Atoi(digits)
		if err != nil {
			return err
		}
		el.max = n
	}
	if p.eat('@') { // an attribute of an element with text
		el.content = &content{attrs: []string{p.word()}}
	}
	return nil
}

func (p *particleParser) occurs(part *particle) {
	switch {
	case p.eat('?'):
		part.optional = true
	case p.eat('*'):
		part.optional, part.repeats = true, true
	case p.eat('+'):
		part.repeats = true
	}
}

func (p *particleParser) eat(c byte) bool {
	if p.text != "" && p.text[0] == c {
		p.text = p.text[1:]
		return true
	}
	return false
}

func (p *particleParser) space() { p.text = strings.TrimLeft(p.text, " \t") }

func (p *particleParser) word() string {
	n := 0
	for n < len(p.text) && (p.text[n] >= 'a' && p.text[n] <= 'z' || p.text[n] >= 'A' && p.text[n] <= 'Z' || p.text[n] >= '0' && p.text[n] <= '9') {
		n++
	}
	w := p.text[:n]
	p.text = p.text[n:]
	return w
}

// positions numbers the element occurrences of a content model: Glushkov's
// construction, which is deterministic for what a schema may say.
type positions struct {
	els    []*element
	follow [][]int
}

// automaton compiles a content model.
func automaton(body particle, attrs []string) *content {
	var ps positions
	first, last, nullable := ps.walk(body)
	c := &content{attrs: attrs, complete: make([]bool, len(ps.els)+1), states: make([][]step, len(ps.els)+1)}
	c.complete[0] = nullable
	for _, i := range last {
		c.complete[i+1] = true
	}
	c.states[0] = ps.steps(first)
	for i := range ps.els {
		c.states[i+1] = ps.steps(ps.follow[i])
	}
	return c
}

func (ps *positions) steps(to []int) []step {
	out := make([]step, 0, len(to))
	for _, i := range to {
		out = append(out, step{ps.els[i], i + 1})
	}
	return out
}

func (ps *positions) walk(p particle) (first, last []int, nullable bool) {
	switch {
	case p.el != nil:
		i := len(ps.els)
		ps.els = append(ps.els, p.el)
		ps.follow = append(ps.follow, nil)
		first, last = []int{i}, []int{i}
	case p.choice:
		for _, alt := range p.parts {
			f, l, n := ps.walk(alt)
			first, last, nullable = append(first, f...), append(last, l...), nullable || n
		}
	default:
		nullable = true
		for _, part := range p.parts {
			f, l, n := ps.walk(part)
			for _, i := range last {
				ps.follow[i] = append(ps.follow[i], f...)
			}
			if nullable {
				first = append(first, f...)
			}
			if !n {
				last = nil
			}
			last = append(last, l...)
			nullable = nullable && n
		}
	}
	if p.repeats {
		for _, i := range last {
			ps.follow[i] = append(ps.follow[i], first...)
		}
	}
	return first, last, nullable || p.optional
}
