-- Entries of QuickBooks' lists that a person has made for lines of the mapping,
-- and documents that QuickBooks is asked for before an order is linked to them.

-- +goose Up
CREATE TABLE new_entry (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	company   TEXT NOT NULL REFERENCES company (key),
	list      TEXT NOT NULL,
	name_key  TEXT NOT NULL,             -- the full name in lower case
	body      TEXT NOT NULL,             -- books.NewEntry
	deeds     TEXT NOT NULL,             -- []Deed: lines of the sheet, set once it is there
	backs     TEXT NOT NULL DEFAULT '',  -- []Deed: what takes them back
	state     TEXT NOT NULL CHECK (state IN ('wanted', 'sent', 'made', 'refused', 'withdrawn')),
	found     INTEGER NOT NULL DEFAULT 0 CHECK (found IN (0, 1)), -- it was there already
	list_id   TEXT NOT NULL DEFAULT '',
	reason    TEXT NOT NULL DEFAULT '',  -- why it was refused
	code      INTEGER NOT NULL DEFAULT 0,
	wanted    TEXT NOT NULL,
	by_kind   TEXT NOT NULL,
	by_name   TEXT NOT NULL,
	sent_at   TEXT NOT NULL DEFAULT '',
	settled   TEXT NOT NULL DEFAULT '',
	CHECK (state <> 'made' OR list_id <> '')
) STRICT;
CREATE INDEX new_entry_open ON new_entry (company, id) WHERE state IN ('wanted', 'sent', 'refused');

-- Of several with one name in one list only one is made.
CREATE UNIQUE INDEX new_entry_name ON new_entry (company, list, name_key) WHERE state IN ('wanted', 'sent');

CREATE TABLE link_question (
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	company  TEXT NOT NULL,
	kind     TEXT NOT NULL,            -- books.Kind
	number   TEXT NOT NULL,
	state    TEXT NOT NULL CHECK (state IN ('asking', 'differs', 'missing')),
	found    TEXT NOT NULL DEFAULT '', -- []FoundDocument: what QuickBooks has under that number
	asked    TEXT NOT NULL,
	by_kind  TEXT NOT NULL,
	by_name  TEXT NOT NULL,
	answered TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (store, order_id),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;
CREATE INDEX link_question_open ON link_question (company, asked) WHERE state = 'asking';
