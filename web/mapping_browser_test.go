package web

import (
	"testing"

	"github.com/chromedp/chromedp"

	"countinghouse/books"
)

func TestABookkeeperMapsInABrowserAndTheOrdersThatWaitedPost(t *testing.T) {
	h := mappingWorld(t)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.signIn()
	s.open("/mapping/open")
	s.fits("the worklist")
	s.legible("the worklist")
	s.do(chromedp.Click(chromedp.CSS("button[value=effect]")))
	s.until("the effect", "document.querySelector('h1').innerText === 'What this changes'")
	s.fits("the effect")
	s.legible("the effect")
	s.do(chromedp.Click(chromedp.CSS("button[value=save]")))
	s.until("what was saved", "document.querySelector('.toast') && document.querySelector('.toast').innerText.includes('Version 2 of the mapping is saved')")
	h.planned()
	s.open("/sales?state=waiting")
	s.until("the orders that waited", "document.querySelectorAll('tbody tr').length === 3")

	// While somebody types, the field asks for what fits.
	s.open("/mapping")
	s.do(chromedp.SendKeys(chromedp.CSS("input[name='items.custom']"), "red"))
	s.until("the choices", "document.querySelector(\"input[name='items.custom']\").list.options.length === 1")
	s.do(chromedp.SendKeys(chromedp.CSS("input[name='charges.handling']"), "Postage"), chromedp.Click(chromedp.CSS("button[value=save]")))
	s.until("what is wrong", "document.querySelector('[role=alert]') !== null && document.activeElement.getAttribute('role') === 'alert'")
	s.fits("the sheet with errors")
	s.legible("the sheet with errors")
}

func TestTheMappingsPagesFitTheirWindows(t *testing.T) {
	h := mappingWorld(t)
	r, v := h.sheetRules()
	r.Cases = []books.Case{{Name: "eBay over a thousand", When: books.Conditions{Channels: []string{"eBay"}}, Then: books.Actions{Class: "Online", Approve: "large orders are looked at"}}}
	_, err := h.store.SaveRulesFrom(t.Context(), tester, "main", r, v, "Orders from eBay over 1,000 are looked at by Tomas")
	must(t, err)
	s := look(t, h.url)
	s.size(1280, 1030)
	s.signIn()
	for _, theme := range []string{"light", "dark"} {
		s.open("/me")
		s.do(chromedp.Click(chromedp.CSS("input[type=radio][value="+theme+"]")), chromedp.Click(chromedp.CSS("form[action='/theme'] button.button")))
		s.until("the theme", "document.documentElement.dataset.theme === '"+theme+"'")
		for _, width := range []int64{1280, 1000, 390} {
			s.size(width, 1030)
			for name, path := range map[string]string{"sheet": "/mapping", "channel": "/mapping?channel=eBay", "rule": "/mapping/rule?rule=1&try=10500", "history": "/mapping/history", "file": "/mapping/file", "open": "/mapping/open"} {
				s.open(path)
				where := "mapping-" + name + map[int64]string{1280: "-1280-", 1000: "-1000-", 390: "-390-"}[width] + theme
				s.fits(where)
				s.legible(where)
			}
		}
	}
}
