package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"

	"countinghouse/store"
)

// Export writes the declaration that Apply would need to come to the present
// settings. Secrets are left out: applied again, they stay as they are.
func Export(ctx context.Context, st *store.Store) ([]byte, error) {
	var d Declaration
	companies, err := st.Companies(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range companies {
		d.Companies = append(d.Companies, CompanyDecl{
			Key: string(c.Key), Name: c.Name, User: c.User, EveryMinutes: c.EveryMinutes,
			FilePath: c.FilePath, CompanyName: c.ExpectedName, QuietFrom: c.QuietFrom, QuietTo: c.QuietTo,
		})
		create, err := st.CreateRules(ctx, c.Key)
		if err != nil {
			return nil, err
		}
		if !create.IsZero() {
			d.Companies[len(d.Companies)-1].Create = &create
		}
		rules, version, err := st.StockRules(ctx, c.Key)
		if err != nil {
			return nil, err
		}
		if version > 0 {
			d.Companies[len(d.Companies)-1].Stock = &rules
		}
	}
	shops, err := st.Shops(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range shops {
		decl := StoreDecl{
			Key: string(s.Key), Company: string(s.Company), Name: s.Name, APIURL: s.APIURL, LoginURL: s.LoginURL,
			Hash: s.Hash, ClientID: s.ClientID, PollSeconds: s.PollSeconds, Webhooks: s.Webhooks, Disabled: s.Disabled,
		}
		rules, _, err := st.Rules(ctx, s.Key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			decl.Rules = &rules
		}
		d.Stores = append(d.Stores, decl)
	}
	users, err := st.Users(ctx)
	if err != nil {
		return nil, err
	}
	people, err := st.AppPeople(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		decl := UserDecl{Email: u.Email, Name: u.Name, Role: string(u.Role), BigCommerce: appUsersOf(people, shops, u.Email)}
		if u.Disabled {
			decl.Disabled = &u.Disabled
		}
		for company, role := range u.Companies {
			if decl.Companies == nil {
				decl.Companies = map[string]string{}
			}
			decl.Companies[company] = string(role)
		}
		d.Users = append(d.Users, decl)
	}
	demanded, err := st.FactorDemanded(ctx)
	if err != nil {
		return nil, err
	}
	if len(demanded) > 0 {
		d.SignIn = &SignInDecl{}
		for _, r := range demanded {
			d.SignIn.SecondFactor = append(d.SignIn.SecondFactor, string(r))
		}
	}
	if d.Alerts, err = alertsOf(ctx, st); err != nil {
		return nil, err
	}
	if d.Mail, err = mailOf(ctx, st); err != nil {
		return nil, err
	}
	if d.Backup, err = backupOf(ctx, st); err != nil {
		return nil, err
	}
	body, err := writeYAML(d)
	if err != nil {
		return nil, err
	}
	head := "# Countinghouse: apply with `countinghouse apply -f FILE`.\n# Passwords, tokens and client secrets are left out; where they are, they stay.\n"
	return append([]byte(head), body...), nil
}

// checkURL tells why an address cannot be used for a store: a token never
// travels over plain HTTP, but to this very machine.
func checkURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return fmt.Errorf("%q is not an address such as https://api.bigcommerce.com", address)
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return fmt.Errorf("%q is plain HTTP: the token would travel in the clear; use https", address)
	}
	return fmt.Errorf("%q is not an https address", address)
}

// loopback tells whether a host is this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
