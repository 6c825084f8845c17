package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"countinghouse/access"
)

func TestThePagesAboutPeopleFitAndAreAccessible(t *testing.T) {
	axe := axeSource(t)
	h := story(t)
	u, err := h.store.UserByEmail(t.Context(), "marguerite@larkspurandpine.com")
	must(t, err)
	u.Role = access.Admin
	must(t, h.store.SaveUser(t.Context(), tester, u))
	s := look(t, h.url)
	s.size(1280, 1030)
	s.signIn()
	for _, theme := range []string{"light", "dark"} {
		s.open("/me")
		s.do(chromedp.Click(chromedp.CSS("input[type=radio][value="+theme+"]")), chromedp.Click(chromedp.CSS("form[action='/theme'] button.button")))
		s.until("the theme", "document.documentElement.dataset.theme === '"+theme+"'")
		for _, width := range []int64{1280, 390} {
			s.size(width, 1030)
			for name, path := range map[string]string{"account": "/me", "people": "/settings/people", "person": "/settings/people/vera@larkspurandpine.com", "person-new": "/settings/people/new",
				"password": "/me/password", "factor": "/me/second-factor", "confirm": "/me/confirm?next=/settings/people"} {
				s.open(path)
				where := fmt.Sprintf("%s-%d-%s", name, width, theme)
				s.fits(where)
				s.legible(where)
				s.accessible(where, axe)
			}
		}
	}
	// A form that lacks something, and the second factor at the sign-in.
	s.open("/settings/people/new")
	s.do(chromedp.Click(chromedp.CSS("form[action='/settings/people'] button.primary")))
	s.until("the form again", "document.title.startsWith('Error:')")
	s.accessible("a form that lacks something", axe)
	s.fits("a form that lacks something")
	plain := access.NewFactorSecret()
	must(t, h.store.OfferFactor(t.Context(), "vera@larkspurandpine.com", plain))
	session := access.NewSession("vera@larkspurandpine.com", "", "", h.now)
	must(t, h.store.CreateSession(t.Context(), session))
	must(t, h.store.ConfirmFactor(t.Context(), "vera@larkspurandpine.com", 1, nil, session.ID, access.NewSession("vera@larkspurandpine.com", "", "", h.now)))
	s.open("/me")
	s.do(chromedp.Click(chromedp.CSS("form[action='/logout'] button.button")))
	s.until("the sign-in", "location.pathname === '/login'")
	s.do(chromedp.SendKeys(chromedp.CSS("#email"), "vera@larkspurandpine.com"), chromedp.SendKeys(chromedp.CSS("#password"), password), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("the second factor", "location.pathname === '/login/code' && document.readyState === 'complete'")
	s.accessible("the second factor", axe)
	s.fits("the second factor")
	s.do(chromedp.SendKeys(chromedp.CSS("#code"), codeAt(t, plain, h.now.Add(time.Second))), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("Home", "location.pathname === '/' && document.readyState === 'complete'")
}
