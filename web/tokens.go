package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"countinghouse/access"
	"countinghouse/day"
	"countinghouse/store"
	"countinghouse/templates"
)

// API tokens: which programs may read, for admins. As everything that gives
// somebody a way in, the page asks for the password again (confirm.go).

const tokensPage = "/settings/tokens"

func (d *desk) tokenList(w http.ResponseWriter, r *http.Request) error {
	p, err := d.tokenPage(r)
	if err != nil {
		return err
	}
	p.Once = d.shownOnce(w, r)
	return d.render(w, r, http.StatusOK, templates.TokensPage(p))
}

func (d *desk) tokenPage(r *http.Request) (templates.Tokens, error) {
	p := templates.Tokens{Address: d.baseURL(r) + apiPath}
	var err error
	if p.Shell, err = d.shell(r, "API tokens", "settings"); err != nil {
		return p, err
	}
	tokens, err := d.Store.Tokens(r.Context())
	if err != nil {
		return p, err
	}
	companies, err := d.Store.Companies(r.Context())
	if err != nil {
		return p, err
	}
	names, err := d.names(r.Context())
	if err != nil {
		return p, err
	}
	now := d.localNow(r)
	for _, t := range tokens {
		row := templates.TokenRow{Name: t.Name, Hint: "…" + t.Hint, Role: roleWord(t.Role), Files: "every company file", By: t.MadeBy + " (command line)", Ends: "Until " + day.Of(t.Ends.Add(-1), now.Location()).Human(), Last: "Never used"}
		if len(t.Companies) > 0 {
			var files []string
			for _, c := range companies {
				if slices.Contains(t.Companies, string(c.Key)) {
					files = append(files, companyName(c))
				}
			}
			row.Files = listed(files)
		}
		if t.Person != "" {
			row.By = actorWord(store.Actor{Kind: "user", Name: t.Person}, names)
		}
		if !t.LastUsed.IsZero() {
			row.Last = "Used " + moment(t.LastUsed, now) + " from " + t.LastFrom
		}
		switch {
		case !t.Ended.IsZero():
			by := t.EndedBy
			if names[by] != "" {
				by = names[by]
			}
			row.Ends, row.Over = "Ended "+moment(t.Ended, now)+" by "+by, true
		case !t.Good(d.Now()):
			row.Ends, row.Over = "Over since "+moment(t.Ends, now), true
		default:
			row.End = fmt.Sprintf("%s/%d/end", tokensPage, t.ID)
		}
		p.Rows = append(p.Rows, row)
	}
	for _, role := range access.TokenRoles() {
		word := "Viewer: all but who did what"
		if role == access.Accountant {
			word = "Accountant: also who did what"
		}
		p.Role = append(p.Role, templates.Pick{Value: string(role), Word: word, On: role == access.Viewer})
	}
	for _, c := range companies {
		p.Files = append(p.Files, templates.Pick{Value: string(c.Key), Word: companyName(c)})
	}
	p.Every, p.Until = true, day.Of(now, now.Location()).Add(int(access.TokenUsual.Hours())/24).Human()
	return p, nil
}

// makeToken makes a token and shows it this once.
func (d *desk) makeToken(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return unreadable()
	}
	p, err := d.tokenPage(r)
	if err != nil {
		return err
	}
	var problems []templates.FormProblem
	add := func(field, text string) {
		problems = append(problems, templates.FormProblem{Field: field, Text: text})
	}
	now := d.localNow(r)
	t := access.Token{Name: strings.TrimSpace(r.PostForm.Get("name")), Role: access.Role(r.PostForm.Get("role"))}
	if t.Name == "" || len(t.Name) > 100 {
		add("name", "A token needs a name of up to 100 characters. Say what it is for, such as “Month-end report”.")
	}
	if !slices.Contains(access.TokenRoles(), t.Role) {
		add("role", "Choose what the token may see.")
	}
	every, files := r.PostForm.Get("every") != "", r.PostForm["file"]
	for i := range p.Files {
		if p.Files[i].On = slices.Contains(files, p.Files[i].Value); p.Files[i].On && !every {
			t.Companies = append(t.Companies, p.Files[i].Value)
		}
	}
	if !every && len(t.Companies) == 0 {
		add("every", "Choose the company files that it may see, or every one.")
	}
	last, err := typedDay(r.PostForm.Get("until"), day.Of(now, now.Location()))
	switch ends := last.Add(1).Start(now.Location()); {
	case err != nil:
		add("until", err.Error()+". Type the last day on which it is to be good, with its year.")
	case last.IsZero():
		add("until", "A token needs an end. Type the last day on which it is to be good.")
	case !ends.After(now):
		add("until", last.Human()+" is past. Type a day to come, with its year.")
	case ends.Sub(now) > access.TokenLongest:
		add("until", "A token is good for a year at most. Type an earlier day; another token can be made when it is over.")
	default:
		t.Ends = ends
	}
	if len(problems) > 0 {
		p.Problems, p.Title, p.Name, p.Until, p.Every = problems, "Error: "+p.Title, t.Name, r.PostForm.Get("until"), every
		choose(p.Role, string(t.Role))
		return d.render(w, r, http.StatusUnprocessableEntity, templates.TokensPage(p))
	}
	plain := access.NewToken()
	if _, err := d.Store.AddToken(r.Context(), d.actor(r), plain, t); err != nil {
		return err
	}
	d.tell(who(r.Context()).Email, "An API token was made in your name", "“"+t.Name+"” reads until "+last.Human()+" and never sees more than you do.", "If you didn’t make it, end it under Settings, API tokens, and change your password.")
	return d.showOnce(w, r, plain, tokensPage)
}

// endToken ends a token; one that was ended before stays so.
func (d *desk) endToken(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "token"), 10, 64)
	if err != nil {
		return store.ErrNotFound
	}
	if err := d.Store.EndToken(r.Context(), d.actor(r), id); err != nil && !errors.Is(err, store.ErrChanged) {
		return err
	}
	http.Redirect(w, r, tokensPage, http.StatusSeeOther)
	return nil
}
