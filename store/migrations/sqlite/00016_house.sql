-- The mail server that an admin names on the page of alerts; one row. What the
-- operator names when the server starts stands in no database.

-- +goose Up
CREATE TABLE mail_server (
	name      TEXT PRIMARY KEY, -- 'mail'
	host      TEXT NOT NULL,
	port      INTEGER NOT NULL,
	tls       TEXT NOT NULL,    -- starttls, tls or none
	user_name TEXT NOT NULL,
	password  TEXT NOT NULL,    -- sealed
	sender    TEXT NOT NULL
) STRICT;
