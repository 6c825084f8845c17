-- Tokens with which programs read the JSON API. A token is kept by its hash
-- only: who reads the database can use none.

-- +goose Up
CREATE TABLE api_token (
	id         INTEGER PRIMARY KEY,
	hash       TEXT NOT NULL UNIQUE,
	name       TEXT NOT NULL,
	hint       TEXT NOT NULL,            -- the last characters, by which people know it again
	role       TEXT NOT NULL CHECK (role IN ('viewer', 'accountant')),
	companies  TEXT NOT NULL,            -- keys of company files, each between spaces; '' is every one
	person     TEXT NOT NULL DEFAULT '', -- who made it, and never may less than it; '' is the command line
	made       TEXT NOT NULL,
	made_by    TEXT NOT NULL,            -- for people
	ends       TEXT NOT NULL,
	ended      TEXT NOT NULL DEFAULT '',
	ended_by   TEXT NOT NULL DEFAULT '',
	last_used  TEXT NOT NULL DEFAULT '',
	last_from  TEXT NOT NULL DEFAULT ''
) STRICT;
