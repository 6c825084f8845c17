package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/books"
	"countinghouse/sales"
	"countinghouse/store"
)

// Declaration is everything that the pages can set, in one YAML file: apply
// brings the server to it, export writes it down. What a declaration does not
// name stays as it is; nothing is ever deleted by leaving it out.
type Declaration struct {
	Companies []CompanyDecl `yaml:"companies,omitempty"`
	Stores    []StoreDecl   `yaml:"stores,omitempty"`
	Users     []UserDecl    `yaml:"users,omitempty"`
	SignIn    *SignInDecl   `yaml:"sign_in,omitempty"`
	Alerts    *AlertsDecl   `yaml:"alerts,omitempty"`
	Mail      *MailDecl     `yaml:"mail,omitempty"`
	Backup    *BackupDecl   `yaml:"backup,omitempty"`
}

// Secret names where a secret stands: never the secret itself, so that a
// declaration can be kept with other files. Left out, the secret stays as it is.
type Secret struct {
	Env  string `yaml:"env,omitempty"`
	File string `yaml:"file,omitempty"`
}

// read fetches the secret; "" when none is named.
func (s *Secret) read(what string) (string, error) {
	switch {
	case s == nil || s.Env == "" && s.File == "":
		return "", nil
	case s.Env != "" && s.File != "":
		return "", fmt.Errorf("%s: name either env or file, not both", what)
	case s.Env != "":
		v := os.Getenv(s.Env)
		if v == "" {
			return "", fmt.Errorf("%s: the environment variable %s is empty; set it and apply again", what, s.Env)
		}
		return v, nil
	}
	b, err := readSecret(s.File)
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	v := strings.TrimRight(string(b), "\r\n")
	if v == "" {
		return "", fmt.Errorf("%s: the file %s is empty", what, s.File)
	}
	return v, nil
}

// maxSecret is the largest secret in bytes.
const maxSecret = 64 << 10

// readSecret reads the file of a secret, which is small.
func readSecret(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory, not the file of a secret", name)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err == nil && len(b) > maxSecret {
		return nil, fmt.Errorf("the file %s is larger than any secret", name)
	}
	return b, err
}

// CompanyDecl declares a company file and its Web Connector login.
type CompanyDecl struct {
	Key          string  `yaml:"key"`
	Name         string  `yaml:"name"`
	User         string  `yaml:"user"`
	Password     *Secret `yaml:"password,omitempty"`
	EveryMinutes int     `yaml:"every_minutes,omitempty"`
	FilePath     string  `yaml:"file_path,omitempty"`
	CompanyName  string  `yaml:"company_name,omitempty"`
	QuietFrom    string  `yaml:"quiet_from,omitempty"`
	QuietTo      string  `yaml:"quiet_to,omitempty"`
	// Create says what is made of what is on one side only.
	Create *store.CreateRules `yaml:"create,omitempty"`
	// Stock says whose quantities count. Sending them is switched on by a person
	// who saw what that would change, and never by a declaration.
	Stock *store.StockRules `yaml:"stock,omitempty"`
}

// StoreDecl declares a BigCommerce store and its mapping.
type StoreDecl struct {
	Key          string       `yaml:"key"`
	Company      string       `yaml:"company"`
	Name         string       `yaml:"name"`
	APIURL       string       `yaml:"api_url,omitempty"`
	LoginURL     string       `yaml:"login_url,omitempty"`
	Hash         string       `yaml:"hash"`
	Token        *Secret      `yaml:"token,omitempty"`
	ClientID     string       `yaml:"client_id,omitempty"`
	ClientSecret *Secret      `yaml:"client_secret,omitempty"`
	PollSeconds  int          `yaml:"poll_seconds,omitempty"`
	Webhooks     string       `yaml:"webhooks,omitempty"`
	Disabled     bool         `yaml:"disabled,omitempty"`
	Rules        *books.Rules `yaml:"rules,omitempty"`
}

// UserDecl declares a person who may sign in.
type UserDecl struct {
	Email string `yaml:"email"`
	Name  string `yaml:"name"`
	// Role holds in every company file that Companies doesn't name.
	Role      string            `yaml:"role,omitempty"`
	Companies map[string]string `yaml:"companies,omitempty"`
	Password  *Secret           `yaml:"password,omitempty"`
	// Disabled has the person not sign in any more; left out it stays.
	Disabled *bool `yaml:"disabled,omitempty"`
	// BigCommerce is as whom she opens the desk from BigCommerce; left out it stays.
	BigCommerce []AppUserDecl `yaml:"bigcommerce,omitempty"`
}

// SignInDecl declares what signing in asks for.
type SignInDecl struct {
	// SecondFactor are the roles that must have a second factor.
	SecondFactor []string `yaml:"second_factor"`
}

// BigCommerce's own addresses, where a declaration names none.
const (
	defaultAPIURL   = "https://api.bigcommerce.com"
	defaultLoginURL = "https://login.bigcommerce.com"
)

// ReadDeclaration reads a declaration; see readYAML.
func ReadDeclaration(b []byte) (Declaration, error) {
	var d Declaration
	err := readYAML(b, &d)
	return d, err
}

// Applied counts what a declaration changed.
type Applied struct {
	Companies, Stores, Rules, Users int
}

// Apply brings the store to the declaration. Every problem is found before
// anything is changed.
func Apply(ctx context.Context, st *store.Store, actor store.Actor, d Declaration) (Applied, error) {
	plan, err := check(ctx, st, d)
	if err != nil {
		return Applied{}, err
	}
	var done Applied
	for _, c := range plan.companies {
		if err := st.SaveCompany(ctx, actor, c); err != nil {
			return done, fmt.Errorf("company %s: %w", c.Key, err)
		}
		done.Companies++
	}
	for _, c := range plan.create {
		if err := st.SaveCreateRules(ctx, actor, c.company, c.rules); err != nil {
			return done, fmt.Errorf("create of company %s: %w", c.company, err)
		}
	}
	for _, s := range plan.shops {
		if err := st.SaveShop(ctx, actor, s); err != nil {
			return done, fmt.Errorf("store %s: %w", s.Key, err)
		}
		done.Stores++
	}
	for _, r := range plan.rules {
		if _, err := st.SaveRules(ctx, actor, r.shop, r.rules); err != nil {
			return done, fmt.Errorf("rules of store %s: %w", r.shop, err)
		}
		done.Rules++
	}
	for _, c := range plan.stock {
		if _, err := st.SaveStockRules(ctx, actor, c.company, c.rules, -1, "declared"); err != nil {
			return done, fmt.Errorf("stock of company %s: %w", c.company, err)
		}
	}
	for _, u := range plan.users {
		if err := st.SaveUser(ctx, actor, u); err != nil {
			return done, fmt.Errorf("user %s: %w", u.Email, err)
		}
		done.Users++
	}
	if err := plan.app.apply(ctx, st, actor); err != nil {
		return done, fmt.Errorf("bigcommerce: %w", err)
	}
	if plan.alerts != nil {
		if err := st.SaveAlerts(ctx, actor, *plan.alerts); err != nil {
			return done, fmt.Errorf("alerts: %w", err)
		}
	}
	if plan.mail != nil {
		if err := st.SaveMailServer(ctx, actor, *plan.mail); err != nil {
			return done, fmt.Errorf("mail: %w", err)
		}
	}
	if plan.backup != nil {
		if err := st.SaveBackupPlan(ctx, actor, *plan.backup); err != nil {
			return done, fmt.Errorf("backup: %w", err)
		}
	}
	if d.SignIn != nil {
		if err := st.DemandFactor(ctx, actor, plan.demand); err != nil {
			return done, fmt.Errorf("sign_in: %w", err)
		}
	}
	return done, nil
}

// changes are a declaration that was found right, with its secrets.
type changes struct {
	companies []store.Company
	shops     []store.Shop
	rules     []shopRules
	create    []createRules
	stock     []stockRules
	users     []access.User
	app       appPeople
	alerts    *store.Alerts
	mail      *store.MailServer
	backup    *store.BackupPlan
	demand    []access.Role
}

type stockRules struct {
	company store.CompanyKey
	rules   store.StockRules
}

type createRules struct {
	company store.CompanyKey
	rules   store.CreateRules
}

type shopRules struct {
	shop  sales.StoreKey
	rules books.Rules
}

// check reads secrets and existing rows, and finds every problem.
func check(ctx context.Context, st *store.Store, d Declaration) (changes, error) {
	var out changes
	var problems []error
	known := map[string]bool{}
	existing, err := st.Companies(ctx)
	if err != nil {
		return out, err
	}
	login := map[string]string{} // whose a Web Connector's user name is
	for _, c := range existing {
		known[string(c.Key)] = true
		login[c.User] = string(c.Key)
	}
	once := map[string]bool{}
	twice := func(kind, key, where string) {
		if once[kind+key] {
			problems = append(problems, fmt.Errorf("%s: %q is declared twice", where, key))
		}
		once[kind+key] = true
	}
	for i, c := range d.Companies {
		where := fmt.Sprintf("companies[%d] %q", i, c.Key)
		row, errs := company(ctx, st, c, where)
		problems = append(problems, errs...)
		twice("company", c.Key, where)
		if other := login[c.User]; other != "" && other != c.Key {
			problems = append(problems, fmt.Errorf("%s: the user %s is the login of company %q already; each company file needs its own", where, c.User, other))
		}
		login[c.User] = c.Key
		known[c.Key] = true
		out.companies = append(out.companies, row)
		if c.Create != nil {
			if err := c.Create.Validate(); err != nil {
				problems = append(problems, fmt.Errorf("%s: create: %w", where, err))
			}
			out.create = append(out.create, createRules{row.Key, *c.Create})
		}
		if c.Stock != nil {
			if err := c.Stock.Check(); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", where, err))
			}
			out.stock = append(out.stock, stockRules{row.Key, *c.Stock})
		}
	}
	for i, s := range d.Stores {
		where := fmt.Sprintf("stores[%d] %q", i, s.Key)
		row, errs := shop(ctx, st, s, where)
		problems = append(problems, errs...)
		twice("store", s.Key, where)
		if !known[s.Company] {
			problems = append(problems, fmt.Errorf("%s: its company %q is not declared", where, s.Company))
		}
		out.shops = append(out.shops, row)
		if s.Rules == nil {
			continue
		}
		if err := s.Rules.Validate(); err != nil {
			problems = append(problems, fmt.Errorf("%s: rules: %w", where, err))
		}
		out.rules = append(out.rules, shopRules{row.Key, *s.Rules})
	}
	for i, u := range d.Users {
		where := fmt.Sprintf("users[%d] %q", i, u.Email)
		row, errs := user(ctx, st, u, known, where)
		problems = append(problems, errs...)
		twice("user", access.NormalEmail(u.Email), where)
		out.users = append(out.users, row)
	}
	var errs []error
	out.app, errs = appUsers(ctx, st, d.Users, out.shops)
	problems = append(problems, errs...)
	if d.Alerts != nil {
		a, errs := d.Alerts.read(known)
		problems = append(problems, errs...)
		out.alerts = &a
	}
	if d.Mail != nil {
		m, errs := d.Mail.read(ctx, st)
		problems = append(problems, errs...)
		out.mail = &m
	}
	if d.Backup != nil {
		b, errs := d.Backup.read()
		problems = append(problems, errs...)
		out.backup = &b
	}
	if d.SignIn != nil {
		for _, r := range d.SignIn.SecondFactor {
			if !access.Role(r).Valid() {
				problems = append(problems, fmt.Errorf("sign_in: second_factor: a role is one of %v, not %q", access.Roles(), r))
			}
			out.demand = append(out.demand, access.Role(r))
		}
	}
	return out, errors.Join(problems...)
}

// keyOK tells whether a short name can stand in addresses and files.
func keyOK(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return true
}

const keyRule = "a key is 1 to 32 of a-z, 0-9, - and _"

func company(ctx context.Context, st *store.Store, d CompanyDecl, where string) (store.Company, []error) {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %w", where, fmt.Errorf(format, args...)))
	}
	c, err := st.Company(ctx, store.CompanyKey(d.Key))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return c, []error{err}
	}
	isNew := err != nil
	c.Key, c.Name, c.User = store.CompanyKey(d.Key), d.Name, d.User
	c.EveryMinutes, c.FilePath = d.EveryMinutes, d.FilePath
	c.QuietFrom, c.QuietTo = d.QuietFrom, d.QuietTo
	if d.CompanyName != "" {
		c.ExpectedName = d.CompanyName
	}
	if c.EveryMinutes == 0 {
		c.EveryMinutes = 10
	}
	if !keyOK(d.Key) {
		fail(keyRule)
	}
	if strings.TrimSpace(d.Name) == "" {
		fail("name is missing: the company's name, as people call it")
	}
	if strings.TrimSpace(d.User) == "" {
		fail("user is missing: the Web Connector's user name, one for each company file")
	}
	if c.EveryMinutes < 1 || c.EveryMinutes > 24*60 {
		fail("every_minutes is 1 to 1440")
	}
	if (d.QuietFrom == "") != (d.QuietTo == "") {
		fail("quiet hours have both a beginning and an end: quiet_from and quiet_to")
	} else if d.QuietFrom != "" && d.QuietFrom == d.QuietTo {
		fail("quiet hours that end when they begin are none: leave out quiet_from and quiet_to")
	}
	for _, q := range []string{d.QuietFrom, d.QuietTo} {
		if q != "" && !clock(q) {
			fail("quiet hours are times such as 22:00, not %q", q)
		}
	}
	password, err := d.Password.read(where + ": password")
	switch {
	case err != nil:
		errs = append(errs, err)
	case password != "":
		if c.PasswordHash, err = access.HashPassword(password); err != nil {
			fail("password: %v", err)
		}
	case isNew:
		fail("password is missing: name an environment variable or a file that holds the Web Connector's password")
	}
	return c, errs
}

func shop(ctx context.Context, st *store.Store, d StoreDecl, where string) (store.Shop, []error) {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %w", where, fmt.Errorf(format, args...)))
	}
	s, err := st.Shop(ctx, sales.StoreKey(d.Key))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return s, []error{err}
	}
	isNew := err != nil
	s.Key, s.Company, s.Name, s.Hash = sales.StoreKey(d.Key), store.CompanyKey(d.Company), d.Name, d.Hash
	s.APIURL, s.LoginURL = orDefault(d.APIURL, defaultAPIURL), orDefault(d.LoginURL, defaultLoginURL)
	s.ClientID, s.Disabled = d.ClientID, d.Disabled
	s.PollSeconds = d.PollSeconds
	if d.Webhooks != "" {
		s.Webhooks = d.Webhooks
	}
	if !slices.Contains([]string{"", store.HooksYes, store.HooksNo, store.HooksSigned}, d.Webhooks) {
		fail("webhooks is yes, no or signed, not %q", d.Webhooks)
	}
	if s.PollSeconds == 0 {
		s.PollSeconds = 60
	}
	if !keyOK(d.Key) {
		fail(keyRule)
	}
	if strings.TrimSpace(d.Name) == "" {
		fail("name is missing")
	}
	if d.Hash == "" {
		fail("hash is missing: the part of the API path after /stores/")
	}
	for name, address := range map[string]string{"api_url": s.APIURL, "login_url": s.LoginURL} {
		if err := checkURL(address); err != nil {
			fail("%s: %v", name, err)
		}
	}
	if s.PollSeconds < 1 || s.PollSeconds > 24*3600 {
		fail("poll_seconds is 1 to 86400")
	}
	token, err := d.Token.read(where + ": token")
	if err != nil {
		errs = append(errs, err)
	}
	if token != "" && token != s.Token {
		s.Token, s.App = token, false // of an API account from now on
	}
	if s.Token == "" && isNew && err == nil {
		fail("token is missing: name an environment variable or a file that holds the API account's access token")
	}
	secret, err := d.ClientSecret.read(where + ": client_secret")
	if err != nil {
		errs = append(errs, err)
	}
	if secret != "" {
		s.ClientSecret = secret
	}
	return s, errs
}

func orDefault(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

// clock tells whether s is a time of day such as 22:00.
func clock(s string) bool {
	return len(s) == 5 && s[2] == ':' && s >= "00:00" && s[:2] < "24" && s[3:] < "60" &&
		strings.Trim(s, "0123456789:") == ""
}
