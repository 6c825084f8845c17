//go:build !race

package bound

// slower is how many times longer code may take: no longer.
const slower = 1

// larger is how many times more memory code may take: no more.
const larger = 1
