package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"countinghouse/access"
	"countinghouse/store"
)

// user checks the declaration of a person. The roles that it names take the
// place of those she has; a password is taken as her own.
func user(ctx context.Context, st *store.Store, d UserDecl, companies map[string]bool, where string) (access.User, []error) {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(where+": "+format, args...)) }
	u, err := st.UserByEmail(ctx, d.Email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return u, []error{err}
	}
	isNew := err != nil
	u.Email, u.Name, u.Role, u.Companies = strings.TrimSpace(d.Email), d.Name, access.Role(d.Role), nil
	if !strings.Contains(u.Email, "@") {
		fail("email is missing or no address")
	}
	if u.Role != "" && !u.Role.Valid() || u.Role == "" && len(d.Companies) == 0 {
		fail("role is one of %v, not %q; or name roles by company file under companies", access.Roles(), d.Role)
	}
	for _, key := range slices.Sorted(maps.Keys(d.Companies)) {
		role := access.Role(d.Companies[key])
		if !role.Valid() || role == access.Admin {
			fail("companies: %s: the role is one of bookkeeper, accountant and viewer, not %q", key, role)
		}
		if !companies[key] {
			fail("companies: the company file %q is not declared", key)
		}
		if u.Companies == nil {
			u.Companies = map[string]access.Role{}
		}
		u.Companies[key] = role
	}
	if d.Disabled != nil {
		u.Disabled = *d.Disabled
	}
	password, err := d.Password.read(where + ": password")
	switch {
	case err != nil:
		errs = append(errs, err)
	case password != "" && isNew || password != "" && !same(u.PasswordHash, password):
		for _, problem := range access.CheckPassword(password, u.Name, u.Email) {
			fail("password: %s", problem)
		}
		if u.PasswordHash, err = access.HashPassword(password); err != nil && len(password) >= access.MinPassword {
			fail("password: %v", err)
		}
	case password == "" && isNew:
		fail("password is missing: name an environment variable or a file")
	}
	return u, errs
}

// same tells whether a password is the one that is set: applied once more, a
// declaration signs nobody out.
func same(hash, password string) bool {
	ok, rehash := access.VerifyPassword(hash, password)
	return ok && !rehash
}
