//go:build race

package bound

// slower is how many times longer code may take under the race detector.
const slower = 10
