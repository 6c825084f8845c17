package soap

import (
	_ "embed"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
)

//go:embed qbwc.wsdl
var wsdl string

// wsdlAddress stands in the embedded WSDL where the endpoint's address belongs.
const wsdlAddress = "http://localhost/qbwc"

// page answers GET: the service description for tools, a page for people who
// open the address of the .qwc file in a browser.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) {
	address := h.o.PageURL(r)
	head := w.Header()
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cache-Control", "no-store")
	if wantsWSDL(r.URL.RawQuery) {
		head.Set("Content-Type", "text/xml; charset=utf-8")
		h.send(w, r, WSDL(address))
		return
	}
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	head.Set("Referrer-Policy", "no-referrer")
	h.send(w, r, fmt.Sprintf(pageHTML, html.EscapeString(h.o.Version), html.EscapeString(address)))
}

func (h *Handler) send(w http.ResponseWriter, r *http.Request, body string) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write([]byte(body)); err != nil {
		h.log.Debug("page was not taken", "error", err)
	}
}

// WSDL is the service description with address as the place of the service.
func WSDL(address string) string {
	return strings.Replace(wsdl, `location="`+wsdlAddress+`"`, `location="`+html.EscapeString(address)+`"`, 1)
}

func wantsWSDL(query string) bool {
	for part := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(part, "=")
		if strings.EqualFold(name, "wsdl") {
			return true
		}
	}
	return false
}

// requestURL is the address under which the request came.
func requestURL(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + r.URL.EscapedPath()
}

const pageHTML = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>QuickBooks Web Connector endpoint</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
code { overflow-wrap: anywhere }
</style>
<main>
<h1>This address is for the QuickBooks Web Connector</h1>
<p>The server is running (%[1]s). There is nothing to do here in a browser: the Web Connector on the QuickBooks PC calls this address by itself.</p>
<p>To connect a company file, download its <code>.qwc</code> file from the server's settings and open it on that PC while QuickBooks is open with the company file, in single-user mode, as Admin.</p>
<p>For programmers: the <a href="?wsdl">description of the service</a> (WSDL), served for <code>%[2]s</code>.</p>
</main>
</html>
`
