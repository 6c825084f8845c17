package soap

import (
	"net/http"
)

// Handler is the endpoint; mount it at the path that the .qwc file names.
type Handler struct{ desk Desk }

// NewHandler makes the endpoint: POST is the Web Connector, GET a page for
// people, GET with ?wsdl the service description.
func NewHandler(desk Desk, o Options) http.Handler { return &Handler{desk: desk} }

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {}
