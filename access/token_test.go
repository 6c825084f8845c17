package access

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestATokenIsKnownByItsFormAndNoTwoAreAlike(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		plain := NewToken()
		if !LooksLikeToken(plain) || seen[plain] {
			t.Fatalf("%s is no token, or was made before", plain)
		}
		seen[plain] = true
		for _, wrong := range []string{plain[1:], plain[:len(plain)-1], plain + "a", strings.ToUpper(plain), plain[:20] + "1" + plain[21:], " " + plain} {
			if LooksLikeToken(wrong) {
				t.Fatalf("%q is taken for a token", wrong)
			}
		}
	}
}

// Whatever a token was made with, it opens no company file that it does not
// name, and none in which its maker may less than it asks.
func TestATokenNeverMayMoreThanItsMaker(t *testing.T) {
	companies := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		maker := User{Email: "m@example.com", Role: rapid.SampledFrom(append(Roles(), "")).Draw(t, "role"), Disabled: rapid.Bool().Draw(t, "disabled"), Companies: map[string]Role{}}
		for _, c := range companies {
			if rapid.Bool().Draw(t, "in "+c) {
				maker.Companies[c] = rapid.SampledFrom(Roles()[1:]).Draw(t, "role in "+c)
			}
		}
		tok := Token{Name: "t", Role: rapid.SampledFrom(TokenRoles()).Draw(t, "token"), Companies: rapid.SliceOfDistinct(rapid.SampledFrom(companies), func(s string) string { return s }).Draw(t, "companies")}
		u := tok.Bearer(&maker, companies)
		for _, c := range companies {
			for _, a := range Actions() {
				if a == OwnAccount || !u.MayIn(c, a) {
					continue
				}
				if !maker.MayIn(c, a) {
					t.Fatalf("in %s the token may %s and its maker not", c, a)
				}
				if len(tok.Companies) > 0 && !strings.Contains(strings.Join(tok.Companies, " "), c) {
					t.Fatalf("the token may %s in %s, which it does not name", a, c)
				}
			}
		}
		for _, a := range Actions() {
			if a != OwnAccount && u.May(a) {
				t.Fatalf("the token may %s on the whole server", a)
			}
		}
	})
}

func TestATokenHasAnEndWithinAYear(t *testing.T) {
	now := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)
	good := Token{Name: "reports", Role: Viewer, Made: now, Ends: now.Add(TokenUsual)}
	if err := good.Valid(now); err != nil {
		t.Fatal(err)
	}
	for what, wrong := range map[string]func(*Token){
		"needs a name": func(x *Token) { x.Name = " " }, "role is one of": func(x *Token) { x.Role = Bookkeeper },
		"to come": func(x *Token) { x.Ends = now }, "a year at most": func(x *Token) { x.Ends = now.Add(TokenLongest + 1) },
	} {
		tok := good
		wrong(&tok)
		if err := tok.Valid(now); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ended := good
	ended.Ended = now
	if !good.Good(now) || good.Good(good.Ends) || good.Good(now.Add(-2*time.Hour)) || ended.Good(now) {
		t.Error("a token is good outside its time, or not within it")
	}
}
