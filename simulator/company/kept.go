package company

import "encoding/binary"

// kept is a compact store of optional texts: one byte for the field, the
// length, the text. Records of customers and transactions keep in it what the
// ledger has no use for, so that an empty field costs nothing.
type kept string

// keep appends a field; empty texts are not kept.
func keep(b []byte, field byte, text string) []byte {
	if text == "" {
		return b
	}
	b = append(b, field)
	b = binary.AppendUvarint(b, uint64(len(text)))
	return append(b, text...)
}

// get is the text of a field, "" if it is not there.
func (k kept) get(field byte) string {
	for k != "" {
		f, text, rest := k.first()
		if f == field {
			return text
		}
		k = rest
	}
	return ""
}

// first splits off the first field.
func (k kept) first() (field byte, text string, rest kept) {
	n, size := uvarint(string(k[1:]))
	from := 1 + size
	return k[0], string(k[from : from+int(n)]), k[from+int(n):]
}

// with replaces one field.
func (k kept) with(field byte, text string) kept {
	b := make([]byte, 0, len(k)+len(text)+4)
	for rest := k; rest != ""; {
		f, t, next := rest.first()
		if f != field {
			b = keep(b, f, t)
		}
		rest = next
	}
	return kept(keep(b, field, text))
}

// uvarint reads what binary.AppendUvarint wrote, from a string.
func uvarint(s string) (v uint64, size int) {
	for shift := 0; size < len(s); shift += 7 {
		c := s[size]
		size++
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v, size
		}
	}
	return 0, size
}

func varint(s string) (v int64, size int) {
	u, size := uvarint(s)
	return int64(u>>1) ^ -int64(u&1), size
}
