package bound

import (
	"strconv"
	"strings"
)

// Input is one of the worst inputs, of about a megabyte.
type Input struct{ Name, Text string }

// fill is part as often as it fits into a megabyte.
func fill(part string) string { return strings.Repeat(part, MB/len(part)) }

// half is part as often as it fits into half a megabyte.
func half(part string) string { return strings.Repeat(part, MB/2/len(part)) }

// numbered is a megabyte of parts that all differ: each has # replaced by
// another number.
func numbered(part string) string {
	var b strings.Builder
	before, after, _ := strings.Cut(part, "#")
	for i := 0; b.Len() < MB; i++ {
		b.WriteString(before)
		b.WriteString(strconv.Itoa(i))
		b.WriteString(after)
	}
	return b.String()
}

// Numbers are texts that are hard to read as numbers.
func Numbers() []Input {
	return []Input{
		{"an exponent past all counting", "1e999999999"},
		{"a negative exponent past all counting", "1e-999999999"},
		{"an exponent of many digits", "1e" + fill("9")},
		{"a million digits", fill("7")},
		{"a million digits behind the point", "0." + fill("3")},
		{"a million zeroes in front", fill("0") + "1"},
		{"a million zeroes behind the point", "0." + fill("0") + "1"},
		{"a million signs", fill("-") + "1"},
		{"a million commas", fill("1,")},
		{"a million points", fill("1.")},
		{"digits of another script", fill("٣")},
		{"no UTF-8", fill("\xff")},
	}
}

// XML are documents that are hard to read: what is inside of open and end is
// the trouble, so that it comes where the reader has begun to trust.
func XML(open, end string) []Input {
	in := func(s string) string { return open + s + end }
	return []Input{
		{"nested deep", in(half("<a>") + half("</a>"))},
		{"nested deep, no end", open + fill("<a>")},
		{"many empty elements", in(fill("<a/>"))},
		{"many elements of many names", in(numbered("<a#/>"))},
		{"many ends", in(fill("</a>"))},
		{"one huge attribute", in(`<a b="` + fill("x") + `"/>`)},
		{"one huge attribute of references", in(`<a b="` + fill("&#65;") + `"/>`)},
		{"many attributes", in("<a" + numbered(` b#=""`) + "/>")},
		{"the same attribute many times", in("<a" + fill(` b=""`) + "/>")},
		{"many namespaces", in("<a" + numbered(` xmlns:b#="u"`) + "/>")},
		{"namespaces in every element", in(half(`<a xmlns="u" xmlns:b="v">`) + half("</a>"))},
		{"one huge name", in("<" + fill("a") + "/>")},
		{"one huge text", in("<a>" + fill("x") + "</a>")},
		{"one huge text, no end", open + "<a>" + fill("x")},
		{"many references", in("<a>" + fill("&lt;") + "</a>")},
		{"many references of characters", in("<a>" + fill("&#128512;") + "</a>")},
		{"one huge reference", in("<a>&" + fill("a") + ";</a>")},
		{"one huge number of a character", in("<a>&#" + fill("9") + ";</a>")},
		{"a reference without end", open + "<a>&" + fill("a")},
		{"many ampersands", in("<a>" + fill("&") + "</a>")},
		{"many CDATA sections", in("<a>" + fill("<![CDATA[x]]>") + "</a>")},
		{"one huge CDATA section", in("<a><![CDATA[" + fill("]") + "]]></a>")},
		{"CDATA without end", open + "<a>" + fill("<![CDATA[")},
		{"many comments", in("<a>" + fill("<!---->") + "</a>")},
		{"text in many pieces", in("<a>" + fill("x<!---->") + "</a>")},
		{"a comment without end", open + fill("<!--")},
		{"one huge comment", in("<!--" + fill("- ") + "-->")},
		{"many instructions", in(fill("<?a?>"))},
		{"an instruction without end", open + fill("<?a ")},
		{"a declaration without end", `<?xml version="1.0"` + fill(" ")},
		{"many declarations", fill(`<?xml version="1.0"?>`)},
		{"an entity of entities", billion + in("<a>&i;</a>")},
		{"an entity of a file", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + in("<a>&x;</a>")},
		{"a document type of a stranger", `<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">` + in("<a/>")},
		{"a huge document type", "<!DOCTYPE a [" + numbered(`<!ENTITY a# "x">`) + "]>" + in("<a/>")},
		{"a document type without end", "<!DOCTYPE a " + fill("[")},
		{"angle brackets", open + fill("<")},
		{"closing brackets", open + fill(">")},
		{"spaces", open + fill(" ") + end},
		{"spaces in a tag", open + "<a" + fill(" ") + "/>" + end},
		{"line ends", in("<a>" + fill("\r\n\r") + "</a>")},
		{"quotes without end", open + `<a b="` + fill("'")},
		{"NUL", open + fill("\x00")},
		{"no UTF-8", in("<a>" + fill("\xff") + "</a>")},
		{"characters of four bytes", in("<a>" + fill("😀") + "</a>")},
		{"UTF-16", "\xff\xfe" + fill("<\x00")},
		{"byte order marks", fill("\xef\xbb\xbf")},
		{"many roots", fill(open + "<a/>" + end)},
	}
}

// billion is ten to the ninth laughs in ten lines.
const billion = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">` +
	`<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">` +
	`<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;"><!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]>`

// JSON are documents that are hard to read: what is inside of open and end is
// the trouble, so that it comes where the reader has begun to trust.
func JSON(open, end string) []Input {
	in := func(s string) string { return open + s + end }
	return []Input{
		{"lists nested deep", in(half("[") + half("]"))},
		{"lists nested deep, no end", open + fill("[")},
		{"objects nested deep", in(half(`{"a":`) + "1" + strings.Repeat("}", MB/2/5))},
		{"objects nested deep, no end", open + fill(`{"a":`)},
		{"ends without beginning", open + fill("]}")},
		{"many empty objects", in("[" + fill("{},") + "{}]")},
		{"many empty lists", in("[" + fill("[],") + "[]]")},
		{"many nulls", in("[" + fill("null,") + "null]")},
		{"many numbers", in("[" + fill("1,") + "1]")},
		{"many empty texts", in("[" + fill(`"",`) + `""]`)},
		{"many names", in("{" + numbered(`"a#":1,`) + `"a":1}`)},
		{"the same name many times", in("{" + fill(`"id":1,`) + `"id":1}`)},
		{"one huge text", in(`"` + fill("x") + `"`)},
		{"one huge name", in(`{"` + fill("x") + `":1}`)},
		{"many escapes", in(`"` + fill(`\u0041`) + `"`)},
		{"halves of surrogates", in(`"` + fill(`\ud800`) + `"`)},
		{"backslashes", in(`"` + fill(`\\`) + `"`)},
		{"a text without end", open + `"` + fill("x")},
		{"no UTF-8", in(`"` + fill("\xff") + `"`)},
		{"NUL", open + fill("\x00")},
		{"spaces", open + fill(" ") + end},
		{"commas", in("[" + fill(",") + "]")},
		{"colons", in("{" + fill(":") + "}")},
	}
}

// YAML are documents that are hard to read.
func YAML() []Input {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'j'; c++ {
		p := "*" + string(c-1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat(p+",", 9) + p + "]\n"
	}
	merge := "a: &a {x: 1}\n"
	for c := 'b'; c < 'j'; c++ {
		p := "*" + string(c-1)
		merge += string(c) + ": &" + string(c) + " {<<: [" + strings.Repeat(p+",", 9) + p + "]}\n"
	}
	var steps strings.Builder
	for i := 0; steps.Len() < MB; i++ {
		steps.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return []Input{
		{"aliases of aliases", bomb},
		{"merges of merges", merge},
		{"an alias of itself", "a: &a [*a]\n"},
		{"an alias of itself in a mapping", "a: &a {b: *a}\n"},
		{"many aliases of one text", "a: &a \"" + strings.Repeat("x", MB/2) + "\"\nb: [" + half("*a,") + "*a]\n"},
		{"many anchors", numbered("- &a# x\n")},
		{"sequences nested deep", half("[") + half("]")},
		{"sequences nested deep, no end", fill("[")},
		{"mappings nested deep", half("{a: ") + strings.Repeat("}", MB/8)},
		{"mappings nested deep, no end", fill("{a: ")},
		{"block sequences nested deep", fill("- ")},
		{"mappings nested by steps", steps.String()},
		{"explicit keys", fill("? ")},
		{"explicit keys in lines", fill("? a\n")},
		{"many documents", fill("---\n")},
		{"many ends of documents", fill("...\n")},
		{"many keys", numbered("a#: 1\n")},
		{"the same key many times", fill("a: 1\n")},
		{"many empty keys", fill(":\n")},
		{"many items", fill("-\n")},
		{"one huge text", "a: \"" + fill("x") + "\"\n"},
		{"one huge text in a block", "a: |\n" + fill("  x\n")},
		{"one huge text, folded", "a: >\n" + fill("  x\n\n")},
		{"one huge plain text", "a: " + fill("x ") + "\n"},
		{"plain text of many lines", "a: b\n" + fill("  x\n")},
		{"one huge key", fill("x") + ": 1\n"},
		{"a text without end", "a: \"" + fill("x")},
		{"a text without end, single", "a: '" + fill("''")},
		{"many escapes", "a: \"" + fill(`\u0041`) + "\"\n"},
		{"many tags", fill("!!str ")},
		{"one huge tag", "a: !" + fill("x") + " 1\n"},
		{"binary", "a: !!binary " + fill("A") + "\n"},
		{"many comments", fill("#\n")},
		{"one huge comment", "#" + fill("#") + "\n"},
		{"many directives", fill("%YAML 1.2\n")},
		{"tabs", fill("\t")},
		{"tabs in lines", "a:\n" + fill("\t- b\n")},
		{"spaces", fill(" ")},
		{"line ends", fill("\n")},
		{"returns", fill("\r")},
		{"commas", "[" + fill(",") + "]"},
		{"colons", fill(":")},
		{"dashes", fill("-")},
		{"ampersands", fill("&a ")},
		{"asterisks", fill("*a ")},
		{"percents", fill("%")},
		{"pipes", fill("|")},
		{"quotes", fill("\"")},
		{"quotes, single", fill("'")},
		{"backslashes", "\"" + fill("\\")},
		{"NUL", fill("\x00")},
		{"no UTF-8", "a: " + fill("\xff") + "\n"},
		{"byte order marks", fill("\xef\xbb\xbf")},
		{"UTF-16", "\xff\xfe" + fill("a\x00")},
		{"a number of a million digits", "a: " + fill("7") + "\n"},
		{"a number past all counting", "a: 1e999999999\n"},
		{"a number in base 60", "a: 1" + fill(":59") + "\n"},
		{"underscores in a number", "a: 1" + fill("_") + "1\n"},
	}
}

// CSV are tables that are hard to read; the first line is header, which ends
// with a line end.
func CSV(header string) []Input {
	return []Input{
		{"quotes", header + fill("\"")},
		{"a quote without end", header + "\"" + fill("x")},
		{"a quote without end over lines", header + "\"" + fill("x\n")},
		{"one huge field", header + fill("x") + "\n"},
		{"many fields", header + fill(",") + "\n"},
		{"many rows", header + fill("x\n")},
		{"many rows of empty fields", header + fill(",,\n")},
		{"many empty rows", header + fill("\n")},
		{"returns", header + fill("\r")},
		{"many columns in the header", numbered("a#,") + "a\n"},
		{"many headers", fill(header)},
		{"formulas", header + fill("=1+1,") + "\n"},
		{"semicolons", header + fill(";") + "\n"},
		{"tabs", header + fill("\t") + "\n"},
		{"NUL", header + fill("\x00")},
		{"no UTF-8", header + fill("\xff,\n")},
		{"byte order marks", fill("\xef\xbb\xbf")},
		{"UTF-16", "\xff\xfe" + fill(",\x00")},
	}
}
