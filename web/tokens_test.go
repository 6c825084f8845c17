package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"countinghouse/access"
)

func TestATokenIsMadeShownOnceUsedAndEnded(t *testing.T) {
	h := story(t)
	h.signIn("tomas@larkspurandpine.com")
	admin := h.http
	wants(t, "Settings", h.see(linkNamed(t, h.see("/settings"), "API tokens")).text(), "No program reads from here.")
	a := h.post(tokensPage, "name", "Month-end report", "role", "accountant", "file", "larkspur", "until", "31 Jan 2027")
	leads(t, "making it", a, tokensPage)
	a = h.see(tokensPage)
	plain := regexp.MustCompile(`chk_[a-z2-7]{52}`).FindString(a.body)
	if !access.LooksLikeToken(plain) {
		t.Fatalf("it is not shown: %s", a.text())
	}
	wants(t, "the page", a.text(), "It is shown this once", "Month-end report", "…"+plain[len(plain)-4:]+", made by Tomas Reyes", "Accountant of Larkspur & Pine, LLC", "Until 31 Jan 2027", "Never used")
	if again := h.see(tokensPage); strings.Contains(again.body, plain) {
		t.Error("it is shown twice")
	}
	var rights struct {
		Name, Ends string
		Roles      map[string]string
	}
	h.ask(plain, apiPath+"/token", &rights)
	if rights.Name != "Month-end report" || rights.Ends != "2027-02-01T06:00:00Z" || rights.Roles["larkspur"] != "accountant" || len(rights.Roles) != 1 {
		t.Errorf("it may %+v", rights)
	}
	h.http = admin
	a = h.see(tokensPage)
	wants(t, "after it was used", a.text(), "Used 10 Nov, 10:48 from 127.0.0.1")
	form := find(a.page, func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/end") })
	if form == nil {
		t.Fatal("there is no way to end it")
	}
	leads(t, "ending it", h.post(attr(form, "action")), tokensPage)
	leads(t, "ending it again", h.post(attr(form, "action")), tokensPage)
	a = h.see(tokensPage)
	wants(t, "the ended token", a.text(), "Ended 10 Nov, 10:48 by Tomas Reyes")
	wants(t, "the audit", h.see("/activity/audit?what=token").text(), "made an API token · Month-end report, accountant of larkspur, until 2027-02-01", "ended an API token · Month-end report")
	if got := h.ask(plain, apiPath+"/token", nil); got.code != http.StatusUnauthorized {
		t.Errorf("it is good after its end: %d", got.code)
	}
}

func TestAFormOfATokenTellsAllThatIsWrongWithIt(t *testing.T) {
	h := story(t)
	h.signIn("tomas@larkspurandpine.com")
	before := h.fingerprint()
	for form, want := range map[string]string{
		"name=&role=admin&until=":                                "A token needs a name|Choose what the token may see|Choose the company files|A token needs an end",
		"name=x&role=viewer&every=yes&until=9+Nov+2026":          "9 Nov 2026 is past",
		"name=x&role=viewer&every=yes&until=31+Dec+2027":         "a year at most",
		"name=x&role=viewer&every=yes&until=soon":                "“soon” is not a day like",
		"name=x&role=viewer&file=nobody&until=31+Jan+2027":       "Choose the company files",
		"name=x&role=bookkeeper&every=yes&until=31+January+2027": "Choose what the token may see",
	} {
		var pairs []string
		for pair := range strings.SplitSeq(form, "&") {
			k, v, _ := strings.Cut(pair, "=")
			pairs = append(pairs, k, strings.ReplaceAll(v, "+", " "))
		}
		a := h.post(tokensPage, pairs...)
		if a.code != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", form, a.code)
		}
		wants(t, form, a.text(), append(strings.Split(want, "|"), "No token was made")...)
		wants(t, form, a.element("title"), "Error:")
		if marked := find(a.page, func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "#f-") }); marked == nil || find(a.page, func(n *html.Node) bool { return "#"+attr(n, "id") == attr(marked, "href") }) == nil {
			t.Errorf("%s: no link leads to the field", form)
		}
	}
	if h.fingerprint() != before {
		t.Error("a refused form changed the database")
	}
}

// Who finds a browser left open must not be able to make a way in.
func TestATokenAsksForThePasswordAgain(t *testing.T) {
	h := story(t)
	h.signIn("tomas@larkspurandpine.com")
	h.now = h.now.Add(freshToSend + time.Minute)
	leads(t, "the page", h.get(tokensPage), "/me/confirm?next=%2Fsettings%2Ftokens")
	leads(t, "a form", h.post(tokensPage, "name", "x", "role", "viewer", "every", "yes", "until", "31 Jan 2027"), "/me/confirm?next=%2Fsettings")
	if list, err := h.store.Tokens(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("a token was made all the same: %v %v", list, err)
	}
	leads(t, "the password", h.post("/me/confirm", "password", password, "next", tokensPage), tokensPage)
	if a := h.get(tokensPage); a.code != http.StatusOK {
		t.Errorf("with the password it answers %d", a.code)
	}
}
