// Package static holds the files that browsers fetch once: style sheet,
// scripts, icons and the mark. They are embedded into the binary and served
// under a name with a hash of their content, so that a browser may keep them
// for ever and a new version is fetched at once.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Handler is to be mounted.
const Prefix = "/static/"

//go:embed files
var embedded embed.FS

type file struct {
	name  string // "app.css"
	url   string // "/static/app-1a2b3c4d.css"
	mime  string
	bytes []byte // as written
	sent  []byte // as browsers get it
}

type shelf struct {
	byName map[string]file
	byURL  map[string]file
}

// load reads the embedded files once; they cannot change while the program runs.
var load = sync.OnceValue(func() shelf {
	s := shelf{byName: map[string]file{}, byURL: map[string]file{}}
	entries, err := fs.ReadDir(embedded, "files")
	if err != nil {
		return s
	}
	for _, e := range entries {
		b, err := embedded.ReadFile("files/" + e.Name())
		if err != nil {
			continue
		}
		f := file{name: e.Name(), url: hashed(e.Name(), b), mime: mimeOf(e.Name()), bytes: b, sent: b}
		if path.Ext(e.Name()) == ".css" {
			f.sent = Shrunk(b)
		}
		s.byName[f.name] = f
		s.byURL[f.url] = f
	}
	return s
})

func hashed(name string, b []byte) string {
	sum := sha256.Sum256(b)
	ext := path.Ext(name)
	return Prefix + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext
}

func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "text/plain; charset=utf-8"
}

// URL is the address of a file under its content hash: URL("app.css"). A name
// that is not there gives an address that answers 404, which the page tests find.
func URL(name string) string {
	if f, ok := load().byName[name]; ok {
		return f.url
	}
	return Prefix + name
}

// Icon is the address of one drawing of the sprite: Icon("home").
func Icon(name string) string { return URL("icons.svg") + "#" + name }

// File is the content of a file by its plain name; ok is false if there is none.
func File(name string) (content []byte, ok bool) {
	f, ok := load().byName[name]
	return f.bytes, ok
}

// Shrunk is a style sheet without its comments and the blanks that mean
// nothing: what is written for people is not sent to browsers.
func Shrunk(css []byte) []byte {
	out := make([]byte, 0, len(css))
	blank := false
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case c == '/' && i+1 < len(css) && css[i+1] == '*':
			end := bytes.Index(css[i+2:], []byte("*/"))
			if end < 0 {
				return out
			}
			i, blank = i+end+3, true
			continue
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			blank = true
			continue
		}
		if blank && len(out) > 0 && !strings.ContainsRune("{};:,>", rune(out[len(out)-1])) && c != '>' && c != '{' && c != '}' && c != ';' && c != ',' {
			out = append(out, ' ')
		}
		blank = false
		switch c {
		case '}':
			out = append(bytes.TrimSuffix(out, []byte(";")), c)
		case '"', '\'':
			end := bytes.IndexByte(css[i+1:], c)
			if end < 0 {
				return append(out, css[i:]...)
			}
			out = append(out, css[i:i+end+2]...)
			i += end + 1
		default:
			out = append(out, c)
		}
	}
	return out
}

// Handler serves the files under their hashed names, to be kept for a year.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := load().byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "These files can only be read.", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.mime)
		h.Set("Content-Length", strconv.Itoa(len(f.sent)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method == http.MethodGet {
			_, _ = w.Write(f.sent)
		}
	})
}
