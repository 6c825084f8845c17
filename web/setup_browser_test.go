package web

import (
	"testing"

	"github.com/chromedp/chromedp"

	"countinghouse/store"
)

func TestTheSetUpPathIsWalkedInABrowser(t *testing.T) {
	h := emptyHouse(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.open("/setup/first?token=the-invitation")
	s.fits("the first account")
	s.legible("the first account")
	s.do(chromedp.SendKeys(chromedp.CSS("#f-name"), "Tomas Reyes"), chromedp.SendKeys(chromedp.CSS("#f-email"), "tomas@larkspur.example"), chromedp.SendKeys(chromedp.CSS("#f-password"), "seven green lamps dance"), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("the login", "location.pathname === '/login'")
	s.do(chromedp.SendKeys(chromedp.CSS("#email"), "tomas@larkspur.example"), chromedp.SendKeys(chromedp.CSS("#password"), "seven green lamps dance"), chromedp.Click(chromedp.CSS("form button.primary")))
	s.until("the first step", "location.pathname === '/setup/store'")

	// The rest of the connection is somebody else's work: the page notices it.
	must(t, h.store.SaveCompany(t.Context(), tester, store.Company{Key: "larkspur", Name: "Larkspur & Pine, LLC", User: "qbwc-larkspur", EveryMinutes: 10}))
	must(t, h.store.SaveShop(t.Context(), tester, store.Shop{Key: "main", Company: "larkspur", Name: "larkspurandpine.com", APIURL: "https://api.bigcommerce.com", Hash: "abc123", Zone: "America/Chicago", Currency: "USD", Token: "t", PollSeconds: 30}))
	must(t, h.store.SaveShopPoll(t.Context(), "main", h.now, ""))
	s.open("/setup")
	s.until("the second step", "location.pathname === '/setup/quickbooks'")
	s.do(chromedp.Click(chromedp.CSS("button[value=password]")))
	s.until("the password", "document.querySelector('code.secret') !== null")
	h.learn()
	s.until("what QuickBooks said", "document.querySelector('#checks').innerText.includes('Is it the right company file?') && document.querySelector('button[value=right]') !== null")
	s.fits("the second step")
	s.legible("the second step")
	s.do(chromedp.Click(chromedp.CSS("button[value=right]")))
	s.until("the confirmation", "document.querySelector('button[value=right]') === null")
	h.tell()
	for _, theme := range []string{"light", "dark"} {
		s.open("/me")
		s.do(chromedp.Click(chromedp.CSS("input[type=radio][value="+theme+"]")), chromedp.Click(chromedp.CSS("form[action='/theme'] button.button")))
		s.until("the theme", "document.documentElement.dataset.theme === '"+theme+"'")
		for _, width := range []int64{1280, 1000, 390} {
			s.size(width, 1030)
			for _, step := range setupSteps {
				s.open("/setup/" + step)
				where := "setup-" + step + map[int64]string{1280: "-1280-", 1000: "-1000-", 390: "-390-"}[width] + theme
				s.fits(where)
				s.legible(where)
			}
		}
	}
}
