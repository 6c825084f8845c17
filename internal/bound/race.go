//go:build race

package bound

// slower is how many times longer code may take under the race detector.
const slower = 10

// larger is how many times more memory code may take under it: pools
// are emptied at random.
const larger = 2
