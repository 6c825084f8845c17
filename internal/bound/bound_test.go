package bound

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// heard is a test that keeps its failures to itself.
type heard struct {
	testing.TB
	said []string
}

func (h *heard) Errorf(format string, args ...any) {
	h.said = append(h.said, fmt.Sprintf(format, args...))
}
func (h *heard) Helper() {}

var kept []byte

func TestWhatTakesTooMuchMemoryFails(t *testing.T) {
	var h heard
	Check(&h, 1000, func() { kept = make([]byte, 3*MB) })
	if len(h.said) != 0 {
		t.Errorf("little memory failed: %q", h.said)
	}
	Check(&h, MB, func() {
		for range 65 * larger { // given back at once, and counted all the same
			kept = make([]byte, MB)
		}
	})
	if len(h.said) != 1 || !strings.Contains(h.said[0], fmt.Sprintf("of memory, more than %d.0 MB", 64*larger)) {
		t.Errorf("65 MB are told as %q", h.said)
	}
}

func TestWhatTakesTooLongFails(t *testing.T) {
	var h heard
	Check(&h, 0, func() {
		for began := cpu(); cpu()-began < Time*slower+10*time.Millisecond; {
			kept = kept[:0]
		}
	})
	if len(h.said) != 1 || !strings.Contains(h.said[0], "of the processor, more than") {
		t.Errorf("more than a second is told as %q", h.said)
	}
}

func TestTheWorstInputsAreAboutAMegabyte(t *testing.T) {
	for _, list := range [][]Input{Numbers(), XML("<r>", "</r>"), JSON(`{"id":`, "}"), YAML(), CSV("a,b\n")} {
		names, large := map[string]bool{}, 0
		for _, in := range list {
			if names[in.Name] {
				t.Errorf("%q is there twice", in.Name)
			}
			names[in.Name] = true
			if len(in.Text) > MB+MB/4 {
				t.Errorf("%q has %d bytes", in.Name, len(in.Text))
			}
			if len(in.Text) > MB/2 {
				large++
			}
		}
		if large < len(list)/2 {
			t.Errorf("only %d of %d are large", large, len(list))
		}
	}
}
