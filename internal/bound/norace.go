//go:build !race

package bound

// slower is how many times longer code may take: no longer.
const slower = 1
