package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"countinghouse/access"
)

func TestThePagesOfTokensAndActivityFitAndAreAccessible(t *testing.T) {
	axe := axeSource(t)
	h := story(t)
	u, err := h.store.UserByEmail(t.Context(), "marguerite@larkspurandpine.com")
	must(t, err)
	u.Role = access.Admin
	must(t, h.store.SaveUser(t.Context(), tester, u))
	h.token(tester, access.Token{Name: "Month-end report of the whole group, for the auditors", Role: access.Accountant, Companies: []string{"larkspur"}})
	h.token(tester, access.Token{Name: "Dashboard"})
	must(t, h.store.EndToken(t.Context(), tester, 2))
	s := look(t, h.url)
	s.size(1280, 1030)
	s.signIn()
	for _, theme := range []string{"light", "dark"} {
		s.open("/me")
		s.do(chromedp.Click(chromedp.CSS("input[type=radio][value="+theme+"]")), chromedp.Click(chromedp.CSS("form[action='/theme'] button.button")))
		s.until("the theme", "document.documentElement.dataset.theme === '"+theme+"'")
		for _, width := range []int64{1280, 390} {
			s.size(width, 1030)
			for name, path := range map[string]string{"tokens": tokensPage, "audit-changes": "/activity/audit?what=user", "visits-failed": "/activity?trouble=any", "visits-wrong": "/activity?from=never", "visit": "/activity/visits/3"} {
				s.open(path)
				where := fmt.Sprintf("%s-%d-%s", name, width, theme)
				s.fits(where)
				s.legible(where)
				s.accessible(where, axe)
			}
		}
	}
	s.open(tokensPage)
	s.do(chromedp.SendKeys(chromedp.CSS("#f-name"), "Reports"), chromedp.Click(chromedp.CSS("form[action='"+tokensPage+"'] button.primary")))
	s.until("the token", "document.querySelector('.banner code') !== null")
	s.fits("the token that was made")
	s.accessible("the token that was made", axe)
}
