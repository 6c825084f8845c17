-- Webhooks, and stores that are connected by the single-click app.

-- +goose Up
ALTER TABLE shop ADD COLUMN webhooks TEXT NOT NULL DEFAULT 'yes' CHECK (webhooks IN ('yes', 'no', 'signed'));
ALTER TABLE shop ADD COLUMN app INTEGER NOT NULL DEFAULT 0 CHECK (app IN (0, 1)); -- its token came by the app

-- A store's webhooks: by what they are known, where they stand, how they go.
CREATE TABLE shop_hook (
	store       TEXT PRIMARY KEY REFERENCES shop (key),
	secret      TEXT NOT NULL,            -- sealed
	made        TEXT NOT NULL,            -- when the secret was
	old_secret  TEXT NOT NULL DEFAULT '', -- sealed; the one before
	destination TEXT NOT NULL DEFAULT '', -- the address at which they are registered; '' not
	state       TEXT NOT NULL DEFAULT '' CHECK (state IN ('', 'on', 'off', 'local', 'failed')),
	words       TEXT NOT NULL DEFAULT '',
	checked     TEXT NOT NULL DEFAULT '',
	last_event  TEXT NOT NULL DEFAULT '',
	signed_by   TEXT NOT NULL DEFAULT '', -- which client secret signed; '' none was ever seen to
	doubt       TEXT NOT NULL DEFAULT '', -- what was wrong with messages of late
	doubted     TEXT NOT NULL DEFAULT ''
) STRICT;

-- Messages that came, so that one that comes again does nothing. They are
-- swept after the days in which BigCommerce sends them again.
CREATE TABLE hook_event (
	store    TEXT NOT NULL REFERENCES shop (key),
	id       TEXT NOT NULL,
	scope    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	received TEXT NOT NULL,
	to_read  INTEGER NOT NULL CHECK (to_read IN (0, 1)), -- its order is to be looked at
	PRIMARY KEY (store, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hook_event_received ON hook_event (received);
CREATE INDEX hook_event_to_read ON hook_event (store, received, order_id) WHERE to_read = 1;

-- Who installed the app: permission to read a store, given in BigCommerce.
-- An admin here connects it to a company file.
CREATE TABLE app_install (
	hash        TEXT PRIMARY KEY,
	token       TEXT NOT NULL, -- sealed; '' once it is a store's, or uninstalled
	scopes      TEXT NOT NULL,
	user_id     INTEGER NOT NULL,
	user_email  TEXT NOT NULL,
	owner_id    INTEGER NOT NULL,
	owner_email TEXT NOT NULL,
	account     TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('waits', 'connected', 'uninstalled')),
	installed   TEXT NOT NULL,
	changed     TEXT NOT NULL
) STRICT;

-- Which person of ours a user of BigCommerce's control panel is, as an admin
-- said. The user's number is learnt when the app is first opened.
CREATE TABLE app_person (
	hash      TEXT NOT NULL,
	email     TEXT NOT NULL,               -- of the user in BigCommerce
	user_id   INTEGER NOT NULL DEFAULT 0,
	person    TEXT NOT NULL REFERENCES person (email),
	connected TEXT NOT NULL,
	last_used TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (hash, email)
) STRICT;
CREATE INDEX app_person_person ON app_person (person);

-- Callbacks that came, each of which counts once; and tickets that open the
-- desk once.
CREATE TABLE app_once (
	id      TEXT PRIMARY KEY,
	person  TEXT NOT NULL, -- whom a ticket signs in; '' for callbacks
	expires TEXT NOT NULL
) STRICT;
CREATE INDEX app_once_expires ON app_once (expires);
