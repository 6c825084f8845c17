package company

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// The file on disk is a journal of rows: a frame for every row that was added
// or changed, the newest of a row counts. What follows from the rows
// (balances, stock, what is open) is worked out when the file is read. A frame
// that a crash left torn at the end is dropped: it was never answered.

const magic = "countinghouse company 1\n"

// The kinds of frames.
const (
	rowAccount byte = iota + 1
	rowPerson
	rowItem
	rowTxn
	rowRemoval
	rowPrefs
	rowSet
	rowSimple // and following, in the order of smallLists
)

// journal collects what changed until it is written.
type journal struct {
	file  *os.File
	dirty []change
	seen  map[change]bool
	sets  []string
	buf   []byte
}

type change struct {
	kind  byte
	place int32
}

// touch notes that a row was added or changed.
func (f *File) touch(kind byte, place int32) {
	if f.log == nil {
		return
	}
	c := change{kind, place}
	if f.log.seen[c] {
		return
	}
	f.log.seen[c] = true
	f.log.dirty = append(f.log.dirty, c)
}

func (f *File) touchSets(id string) {
	if f.log != nil {
		f.log.sets = append(f.log.sets, id)
	}
}

// flush writes what was touched to the disk, and waits for it.
func (f *File) flush() error {
	j := f.log
	if j == nil || len(j.dirty)+len(j.sets) == 0 {
		return nil
	}
	j.buf = j.buf[:0]
	for _, c := range j.dirty {
		j.buf = f.frame(j.buf, c)
	}
	for _, id := range j.sets {
		j.buf = f.setFrame(j.buf, id)
	}
	j.dirty, j.sets = j.dirty[:0], j.sets[:0]
	clear(j.seen)
	if _, err := j.file.Write(j.buf); err != nil {
		return err
	}
	return j.file.Sync()
}

// Open reads the company file kept at path, or makes a new one there, and
// keeps it there from now on: every answered document is on the disk.
// fresh tells that the file is new and wants to be seeded.
func Open(path string, o Options) (f *File, fresh bool, err error) {
	data, err := os.Open(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		f, fresh = New(o), true
	case err != nil:
		return nil, false, err
	default:
		f, err = Load(data, o)
		_ = data.Close()
		if err != nil {
			return nil, false, fmt.Errorf("company file %s: %w", path, err)
		}
	}
	// Write a compact copy beside it and put it in its place in one step.
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, false, err
	}
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, false, err
	}
	if err = f.Save(file); err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return nil, false, errors.Join(err, file.Close())
	}
	f.log = &journal{file: file, seen: map[change]bool{}}
	return f, fresh, nil
}

// Close writes what is left and lets go of the file on the disk, if there is one.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.log == nil {
		return nil
	}
	err := errors.Join(f.flush(), f.log.file.Close())
	f.log = nil
	return err
}

// Save writes the whole file.
func (f *File) Save(w io.Writer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	bw := bufio.NewWriterSize(w, 1<<16)
	if _, err := bw.WriteString(magic); err != nil {
		return err
	}
	var buf []byte
	write := func(kind byte, n int) error {
		for i := range n {
			buf = f.frame(buf[:0], change{kind, int32(i)})
			if _, err := bw.Write(buf); err != nil {
				return err
			}
		}
		return nil
	}
	counts := []struct {
		kind byte
		n    int
	}{{rowPrefs, 1}, {rowAccount, len(f.accounts.rows)}, {rowPerson, len(f.people.rows)}, {rowItem, len(f.items.rows)},
		{rowTxn, len(f.register.rows)}, {rowRemoval, len(f.deleted)}}
	for i := range smallLists {
		counts = append(counts, struct {
			kind byte
			n    int
		}{rowSimple + byte(i), len(f.small(i).rows)})
	}
	for _, c := range counts {
		if err := write(c.kind, c.n); err != nil {
			return err
		}
	}
	for id := range f.sets {
		if _, err := bw.Write(f.setFrame(buf[:0], id)); err != nil {
			return err
		}
	}
	return bw.Flush()
}

// Load reads what Save or a journal wrote. A torn end is dropped.
func Load(r io.Reader, o Options) (*File, error) {
	br := bufio.NewReaderSize(r, 1<<16)
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(br, head); err != nil || string(head) != magic {
		return nil, fmt.Errorf("this is not a simulated company file")
	}
	f := newFile(o)
	for {
		kind, place, payload, err := readFrame(br)
		if errors.Is(err, errTorn) || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := f.takeFrame(kind, place, payload); err != nil {
			return nil, err
		}
	}
	return f, f.workOut()
}

// maxFrame bounds a frame: a transaction of a thousand lines with long texts.
const maxFrame = 1 << 26

var errTorn = errors.New("torn frame")

func readFrame(br *bufio.Reader) (kind byte, place int32, payload string, err error) {
	n, err := binary.ReadUvarint(br)
	if err != nil || n > maxFrame {
		return 0, 0, "", errTorn
	}
	b := make([]byte, n+4)
	if _, err := io.ReadFull(br, b); err != nil {
		return 0, 0, "", errTorn
	}
	body := b[:n]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(b[n:]) {
		return 0, 0, "", errTorn
	}
	r := reader{s: string(body)}
	kind = r.byte()
	p := r.uint()
	return kind, int32(p), r.s, nil
}

// appendFrame closes a frame whose body begins at start of b, by moving it
// behind its length.
func appendFrame(b []byte, body []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(body)))
	b = append(b, body...)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(body))
}

func (f *File) frame(b []byte, c change) []byte {
	body := binary.AppendUvarint([]byte{c.kind}, uint64(c.place))
	switch c.kind {
	case rowAccount:
		body = f.accounts.at(c.place).seal(body)
	case rowPerson:
		body = f.people.at(c.place).seal(body)
	case rowItem:
		body = f.items.at(c.place).seal(body)
	case rowTxn:
		r := &f.register.rows[c.place]
		for _, v := range []uint32{r.num, r.created, r.modified, r.seq} {
			body = binary.AppendUvarint(body, uint64(v))
		}
		body = append(append(body, flags(r.deleted)), r.rec...)
	case rowRemoval:
		body = appendJSON(body, f.deleted[c.place])
	case rowPrefs:
		body = appendJSON(body, savedPrefs{f.prefs, f.o.Name, f.o.Path, f.o.Country, f.o.Classes, f.o.NoSalesTax, f.o.MultiCurrency})
	default:
		body = f.small(int(c.kind - rowSimple)).at(c.place).seal(body)
	}
	return appendFrame(b, body)
}

// savedPrefs are the preferences with the options that belong to the file.
type savedPrefs struct {
	preferences
	Name, Path, Country string
	Classes, NoSalesTax bool
	MultiCurrency       bool
}

func appendJSON(b []byte, v any) []byte {
	text, err := json.Marshal(v)
	if err != nil { // plain structs of texts and numbers: cannot fail
		return b
	}
	return append(b, text...)
}
