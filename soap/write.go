package soap

import (
	"strconv"
	"unicode/utf8"
)

// The answers are written by hand, byte for byte the same every time, because
// every SOAP library drops or moves something that the Web Connector needs
// (package comment, 1 to 3).

const (
	envelopeHead = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="` + nsEnvelope + `"><soap:Body>`
	envelopeTail = `</soap:Body></soap:Envelope>`
)

// appendResult writes the answer of a method whose result is a string.
func appendResult(b []byte, method, result string) []byte {
	b = openResult(b, method)
	b = appendText(b, result)
	return closeResult(b, method)
}

// appendInteger writes the answer of receiveResponseXML.
func appendInteger(b []byte, method string, result int) []byte {
	b = openResult(b, method)
	b = strconv.AppendInt(b, int64(result), 10)
	return closeResult(b, method)
}

// appendStrings writes the answer of authenticate.
func appendStrings(b []byte, method string, results ...string) []byte {
	b = openResult(b, method)
	for _, r := range results {
		b = append(b, "<string>"...)
		b = appendText(b, r)
		b = append(b, "</string>"...)
	}
	return closeResult(b, method)
}

func openResult(b []byte, method string) []byte {
	b = append(b, envelopeHead...)
	b = append(b, '<')
	b = append(b, method...)
	b = append(b, `Response xmlns="`+nsIntuit+`"><`...)
	b = append(b, method...)
	return append(b, `Result>`...)
}

func closeResult(b []byte, method string) []byte {
	b = append(b, "</"...)
	b = append(b, method...)
	b = append(b, "Result></"...)
	b = append(b, method...)
	b = append(b, "Response>"...)
	return append(b, envelopeTail...)
}

// appendFault writes a fault. detail is there, empty, because SOAP 1.1 §4.4
// wants it whenever the body could not be processed.
func appendFault(b []byte, f *fault) []byte {
	b = append(b, envelopeHead+`<soap:Fault><faultcode>soap:`...)
	b = append(b, f.code...)
	b = append(b, `</faultcode><faultstring>`...)
	b = appendText(b, f.text)
	return append(b, `</faultstring><detail></detail></soap:Fault>`+envelopeTail...)
}

// How a byte is written: as it is, by a reference, or after a closer look.
const (
	asIs = iota
	escaped
	closer // control characters, and all that is not ASCII
)

// writing is read only.
var writing = func() (c [256]byte) {
	for i := range c {
		if i < 0x20 && i != '\t' && i != '\n' || i >= 0x80 {
			c[i] = closer
		}
	}
	for _, b := range []byte("&<>\r") {
		c[b] = escaped
	}
	return c
}()

// appendText writes text escaped once, in one pass. What XML has no character
// for becomes U+FFFD: a fault over it would help nobody.
func appendText(b []byte, s string) []byte {
	last := 0
	for i := 0; i < len(s); {
		switch writing[s[i]] {
		case asIs:
			i++
			continue
		case escaped:
			b = append(b, s[last:i]...)
			switch s[i] {
			case '&':
				b = append(b, "&amp;"...)
			case '<':
				b = append(b, "&lt;"...)
			case '>':
				b = append(b, "&gt;"...)
			case '\r': // a literal one would be read as a line feed
				b = append(b, "&#xD;"...)
			}
			i++
			last = i
		case closer:
			r, n := utf8.DecodeRuneInString(s[i:])
			if (r != utf8.RuneError || n > 1) && isCharacter(r) {
				i += n
				continue
			}
			b = append(b, s[last:i]...)
			b = append(b, "\ufffd"...)
			i += n
			last = i
		}
	}
	return append(b, s[last:]...)
}
