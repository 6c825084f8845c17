package posting

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBatchesGrowWhileQuickBooksIsQuickAndShrinkWhenItIsSlow(t *testing.T) {
	var b batchSize
	if got := b.size(200); got != firstBatch {
		t.Fatalf("the first batch has %d requests, want %d", got, firstBatch)
	}
	for range 5 {
		b.took(b.size(200), time.Duration(b.size(200))*10*time.Millisecond, 10*time.Second, 200)
	}
	if got := b.size(200); got != 200 {
		t.Fatalf("after quick answers a batch has %d requests, want 200", got)
	}
	b.took(200, 100*time.Second, 10*time.Second, 200)
	if got := b.size(200); got != 20 {
		t.Fatalf("after half a second a request a batch has %d requests, want the 20 that take ten seconds", got)
	}
}

func TestASmallSetForWantOfWorkDoesNotGrowBatches(t *testing.T) {
	b := batchSize{n: 40}
	b.took(3, 3*time.Millisecond, 10*time.Second, 200)
	if b.n != 40 {
		t.Fatalf("batches have %d requests, want 40 as before", b.n)
	}
}

func TestAnUnreadableSetIsHalvedUntilOneRequestIsLeft(t *testing.T) {
	b := batchSize{n: 200}
	for n, want := 200, 100; n > 1; n, want = want, max(want/2, 1) {
		b.halve(n)
		if b.n != want {
			t.Fatalf("a set of %d was refused unread: next %d, want %d", n, b.n, want)
		}
	}
}

func TestBatchesStayBetweenOneAndTheMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := batchSize{}
		for range 20 {
			most := rapid.IntRange(1, 200).Draw(t, "most")
			n := rapid.IntRange(0, 300).Draw(t, "n")
			took := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "took"))
			b.took(n, took, 10*time.Second, most)
			if s := b.size(most); s < 1 || s > most {
				t.Fatalf("a batch of %d, most %d", s, most)
			}
		}
	})
}
