package books

import "testing"

// BenchmarkMakePlan: planning must not be what posting waits for.
func BenchmarkMakePlan(b *testing.B) {
	w, r, o := newWorld(), rules(), order()
	l, zone := w.look(NeedsOf(o, r)), chicago(b)
	b.ReportAllocs()
	for b.Loop() {
		if p := MakePlan(o, r, l, zone, nil, Decisions{}); p.Outcome != Post {
			b.Fatal(p.Outcome)
		}
	}
}
