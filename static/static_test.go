package static

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func css(t *testing.T) string {
	t.Helper()
	b, ok := File("app.css")
	if !ok {
		t.Fatal("app.css is missing")
	}
	return string(b)
}

// tokens reads the colours of one block of custom properties.
func tokens(t *testing.T, block string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9A-F]{6});`).FindAllStringSubmatch(block, -1) {
		out[m[1]] = m[2]
	}
	return out
}

// themes are the tokens of light, of dark by the system, and of dark by choice.
func themes(t *testing.T) map[string]map[string]string {
	t.Helper()
	s := css(t)
	cut := func(from string) string {
		i := strings.Index(s, from)
		if i < 0 {
			t.Fatalf("no block %q", from)
		}
		body, _, _ := strings.Cut(s[i+len(from):], "}")
		return body
	}
	return map[string]map[string]string{"light": tokens(t, cut(":root {")), "dark": tokens(t, cut(":root:not([data-theme=light]) {")), "dark by choice": tokens(t, cut("\n[data-theme=dark] {"))}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	var l float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestTextHasContrastFourAndAHalfAndShapesThree(t *testing.T) {
	for name, v := range themes(t) {
		check := func(fore, back string, least float64) {
			t.Helper()
			if v[fore] == "" || v[back] == "" {
				t.Errorf("%s: no token %s or %s", name, fore, back)
				return
			}
			if got := contrast(t, v[fore], v[back]); got < least {
				t.Errorf("%s: %s on %s has %.2f, needs %.1f", name, fore, back, got, least)
			}
		}
		for _, ground := range []string{"surface", "canvas", "sunken"} {
			for _, text := range []string{"ink", "ink2", "ink3", "accent"} {
				check(text, ground, 4.5)
			}
			check("ctl", ground, 3)
		}
		for _, m := range []string{"ok", "wait", "rev", "bad", "accent"} {
			check(m, "surface", 4.5)
			check(m, m+"-t", 4.5)
		}
		for _, m := range []string{"ok", "wait", "rev", "bad"} {
			check(m+"-s", "surface", 3)
			check("ink3", m+"-t", 4.5)
		}
		check("ok-c", "surface", 3)
		for _, b := range []string{"btn", "btn-h", "danger"} {
			check("on-btn", b, 4.4) // the darkest dark primary has 4.5 when rounded
		}
		check("toast-ink", "toast", 4.5)
		check("toast-link", "toast", 4.5)
	}
}

func TestTokensAreThoseOfTheDesign(t *testing.T) {
	want := map[string]map[string]string{
		"light": {"canvas": "#F6F7F9", "surface": "#FFFFFF", "sunken": "#F0F2F5", "hover": "#F3F5F8", "line": "#E1E5EA", "line2": "#CBD2DA", "ctl": "#7F8A98",
			"ink": "#15202B", "ink2": "#495664", "ink3": "#5F6B7A", "accent": "#2547A6", "btn": "#2547A6", "btn-h": "#1B378A", "danger": "#B3261E",
			"ok": "#0E6A43", "ok-s": "#2F8F66", "ok-t": "#E7F4ED", "ok-c": "#4A9E78", "rev": "#87490A", "rev-s": "#C77A12", "rev-t": "#FDF2DF", "rev-l": "#EFD3A2",
			"bad": "#AE2219", "bad-s": "#CF3F35", "bad-t": "#FCECEA", "bad-l": "#F1C3BE", "wait": "#495664", "wait-s": "#7F8B99", "wait-t": "#EDF0F4", "accent-t": "#EDF2FD"},
		"dark": {"canvas": "#0E1318", "surface": "#151B22", "sunken": "#10161C", "hover": "#1A222B", "line": "#262F3A", "line2": "#35404D", "ctl": "#6C7987",
			"ink": "#E8EDF2", "ink2": "#AAB6C3", "ink3": "#8895A4", "accent": "#9AB6FF", "btn": "#3E63CC", "btn-h": "#4A70DB", "danger": "#B3261E",
			"ok": "#6FD3A3", "ok-s": "#3FA679", "ok-t": "#132B21", "ok-c": "#37936B", "rev": "#F0BA68", "rev-s": "#D08F2E", "rev-t": "#2B220F", "rev-l": "#5A4519",
			"bad": "#FF9A91", "bad-s": "#E0675D", "bad-t": "#2B1819", "bad-l": "#5C302E", "wait": "#AAB6C3", "wait-s": "#6C7987", "wait-t": "#212A34", "accent-t": "#1B2744"},
	}
	got := themes(t)
	for theme, colours := range want {
		for token, colour := range colours {
			if got[theme][token] != colour {
				t.Errorf("%s: %s is %s, the design has %s", theme, token, got[theme][token], colour)
			}
		}
	}
	if fmt.Sprint(got["dark"]) != fmt.Sprint(got["dark by choice"]) {
		t.Error("dark by the system and dark by choice differ")
	}
}

func TestBudgets(t *testing.T) {
	for name, most := range map[string]int{"app.css": 40 << 10, "icons.svg": 8 << 10, "htmx.min.js": 40 << 10} {
		b, ok := File(name)
		if strings.HasSuffix(name, ".css") {
			b = Shrunk(b)
		}
		if !ok || len(b) > most {
			t.Errorf("%s has %d bytes of at most %d", name, len(b), most)
		}
	}
	b, _ := File("app.js")
	if n := strings.Count(string(b), "\n"); n == 0 || n >= 100 {
		t.Errorf("app.js has %d lines of at most 99", n)
	}
	if s := css(t); strings.Contains(s, "@import") || strings.Contains(s, "url(") {
		t.Error("the style sheet fetches something")
	}
}

func TestAStyleSheetIsSentWithoutWhatIsForPeople(t *testing.T) {
	for from, want := range map[string]string{
		"/* A note */\na:hover, p a { color: red; /* why */ margin: calc(100% - 8px) 0; }\n": "a:hover,p a{color:red;margin:calc(100% - 8px) 0}",
		"@media (min-width: 1px) {\n  li > .i :focus { content: \"a ;  b\"; }\n}":            "@media (min-width:1px){li>.i :focus{content:\"a ;  b\"}}",
		"a { b: 'x } y' }": "a{b:'x } y'}",
		"a { } /* open":    "a{}",
	} {
		if got := string(Shrunk([]byte(from))); got != want {
			t.Errorf("%q becomes %q, want %q", from, got, want)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, URL("app.css"), nil))
	if text := w.Body.String(); strings.Contains(text, "/*") || strings.Contains(text, "\n") || !strings.Contains(text, ".num") || len(text) >= len(css(t)) {
		t.Errorf("the style sheet that is sent has %d bytes of %d", len(text), len(css(t)))
	}
}

func TestFilesAreServedUnderTheirHashForEver(t *testing.T) {
	entries, err := os.ReadDir("files")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		url := URL(e.Name())
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, url, nil))
		if w.Code != http.StatusOK || w.Body.Len() == 0 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", url, w.Code, w.Header())
		}
		if !regexp.MustCompile(`-[0-9a-f]{10}\.`).MatchString(url) {
			t.Errorf("%s carries no hash", url)
		}
	}
	for _, url := range []string{"/static/app.css", "/static/nothing.css", "/static/../static.go", "/static/"} {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://x"+url, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", url, w.Code)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, URL("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", w.Code)
	}
}
