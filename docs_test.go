package countinghouse

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A document that names a test as what holds a promise must name one that is
// there: docs/security.md and docs/reliability.md rest on nothing else.
func TestTestsThatDocumentsNameAreThere(t *testing.T) {
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w*)`")
	var documents []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case strings.HasSuffix(path, "_test.go"):
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range declared.FindAllStringSubmatch(string(b), -1) {
				there[m[1]] = true
			}
		case strings.HasSuffix(path, ".md"):
			documents = append(documents, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range documents {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			found++
			if !there[m[1]] {
				t.Errorf("%s rests on %s, and there is no such test", path, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no document names a test")
	}
}

// Every point of the standard has an answer, and every "yes" says what holds it.
func TestEveryPointOfTheSecurityStandardHasAnAnswer(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	point := regexp.MustCompile(`^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| (yes|no|does not apply) \| ([^|]+) \|$`)
	seen := map[string]bool{}
	counts := map[string]int{}
	for _, line := range strings.Split(string(b), "\n") {
		if !regexp.MustCompile(`^\| \d`).MatchString(line) {
			continue
		}
		m := point.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("a point is not answered: %s", line)
			continue
		}
		if seen[m[1]] {
			t.Errorf("%s is answered twice", m[1])
		}
		seen[m[1]] = true
		counts[m[4]]++
		if strings.TrimSpace(m[5]) == "" || m[4] == "no" && !strings.Contains(m[5], "needed") {
			t.Errorf("%s: %s, without what it rests on or what would be needed", m[1], m[4])
		}
	}
	for chapter, points := range map[string]int{"1": 38, "2": 53, "3": 18, "4": 9, "5": 30, "6": 13, "7": 12, "8": 15, "9": 7, "10": 5, "11": 8, "12": 15, "13": 13, "14": 23} {
		n := 0
		for p := range seen {
			if strings.HasPrefix(p, chapter+".") {
				n++
			}
		}
		if n != points {
			t.Errorf("chapter %s: %d points are answered, the standard has %d", chapter, n, points)
		}
	}
	if !strings.Contains(string(b), summary(counts)) {
		t.Errorf("the summary is not %q", summary(counts))
	}
}

func summary(counts map[string]int) string {
	return strings.Join([]string{fmt.Sprint(counts["yes"]) + " yes", fmt.Sprint(counts["no"]) + " no", fmt.Sprint(counts["does not apply"]) + " do not apply"}, ", ")
}
