-- The last rehearsal of each store: how far it is, and what came of it. It is
-- kept so that it can be left and gone on with, by the server or on the command line.

-- +goose Up
CREATE TABLE rehearsal (
	store  TEXT PRIMARY KEY REFERENCES shop (key),
	run    INTEGER NOT NULL, -- counts them: guards what an earlier one would write
	state  TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'failed', 'done')),
	at     TEXT NOT NULL,    -- the last sign of life
	body   TEXT NOT NULL     -- figures and place, as JSON
) STRICT;
