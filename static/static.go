// Package static holds the files that browsers fetch once: style sheet,
// scripts, icons and the mark. They are embedded into the binary and served
// under a name with a hash of their content, so that a browser may keep them
// for ever and a new version is fetched at once.
package static

import (
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
	bytes []byte
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
		f := file{name: e.Name(), url: hashed(e.Name(), b), mime: mimeOf(e.Name()), bytes: b}
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
		h.Set("Content-Length", strconv.Itoa(len(f.bytes)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method == http.MethodGet {
			_, _ = w.Write(f.bytes)
		}
	})
}
