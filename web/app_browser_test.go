package web

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestTheAppsPagesFitTheirWindowsAndAreAccessible(t *testing.T) {
	axe := axeSource(t)
	h := newTile(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.open("/login")
	s.do(chromedp.SendKeys(chromedp.CSS("#email"), "tomas@larkspurandpine.com"), chromedp.SendKeys(chromedp.CSS("#password"), password), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("Home", "location.pathname === '/'")
	shown := func(name, path string) {
		for _, width := range []int64{1280, 390} {
			s.size(width, 1030)
			s.open(path)
			where := fmt.Sprintf("%s-%d", name, width)
			s.fits(where)
			s.legible(where)
			s.accessible(where, axe)
		}
	}
	shown("app-none", "/settings/app")
	h.install()
	shown("app-waits", "/settings/app")
	h.connectStore()
	h.do(http.MethodPost, "/settings/app", url.Values{"do": {"person"}, "hash": {"g5cd38"}, "email": {bo.Email}, "person": {"marguerite@larkspurandpine.com"}})
	shown("app-connected", "/settings/app")
	shown("settings-app", "/settings")
	for _, width := range []int64{1280, 390} {
		s.size(width, 700)
		for name, token := range map[string]string{"door-open": h.app.Payload(bo), "door-nobody": h.app.Payload(h.shop.Owner()), "door-forged": "x"} {
			s.open("/app/load?signed_payload_jwt=" + url.QueryEscape(token))
			where := fmt.Sprintf("%s-%d", name, width)
			s.fits(where)
			s.legible(where)
			s.accessible(where, axe)
		}
	}
}
