-- Who may do what: a role for each company file, the second factor, and settings
-- of signing in.

-- +goose Up

-- limited: the role of the person's row counts nowhere, only those of person_company.
ALTER TABLE person ADD COLUMN limited INTEGER NOT NULL DEFAULT 0 CHECK (limited IN (0, 1));
-- temporary: until when a password that somebody else chose is good; '' for one's own.
ALTER TABLE person ADD COLUMN temporary TEXT NOT NULL DEFAULT '';

CREATE TABLE person_company (
	email   TEXT NOT NULL REFERENCES person (email),
	company TEXT NOT NULL REFERENCES company (key),
	role    TEXT NOT NULL CHECK (role IN ('bookkeeper', 'accountant', 'viewer')),
	PRIMARY KEY (email, company)
) STRICT;

-- A person's second factor: the secret of the codes that a telephone shows.
CREATE TABLE second_factor (
	email     TEXT PRIMARY KEY REFERENCES person (email),
	secret    TEXT NOT NULL, -- sealed
	since     TEXT NOT NULL, -- '': offered, not yet proven by a first code
	last_step INTEGER NOT NULL -- of the last code taken: none is taken twice
) STRICT;

CREATE TABLE recovery_code (
	email     TEXT NOT NULL REFERENCES person (email),
	code_hash TEXT NOT NULL,
	PRIMARY KEY (email, code_hash)
) STRICT;

-- What a sign-in still lacks: '' nothing, 'code' the second factor, 'enrol' one
-- has to be set up, 'password' a password of one's own.
ALTER TABLE signin ADD COLUMN lacks TEXT NOT NULL DEFAULT '' CHECK (lacks IN ('', 'code', 'enrol', 'password'));
ALTER TABLE signin ADD COLUMN misses INTEGER NOT NULL DEFAULT 0; -- wrong codes
