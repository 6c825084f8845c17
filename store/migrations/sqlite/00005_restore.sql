-- Backup and restore: which database this is, what was put back and when, and
-- what is to be asked of QuickBooks before anything is sent for it.

-- +goose Up
-- One row. The head file beside the database has the same id: a database that
-- was put in the place of another is noticed.
CREATE TABLE installation (
	id   TEXT PRIMARY KEY,
	made TEXT NOT NULL
) STRICT;

-- Every time that a backup was put in place.
CREATE TABLE restoration (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	at         TEXT NOT NULL,
	how        TEXT NOT NULL CHECK (how IN ('restored', 'found', 'told')), -- by the command; noticed at a start; a person said so
	state_of   TEXT NOT NULL,    -- the newest thing that it knew
	audit_rows INTEGER NOT NULL, -- that it had
	lost_rows  INTEGER NOT NULL, -- that were written after it, by the head file; -1: not known
	kept       TEXT NOT NULL,    -- name of the database that was there before; empty: none was kept
	confirmed  TEXT NOT NULL,    -- when a person said that it was right; empty: nobody did
	confirmed_by TEXT NOT NULL
) STRICT;

-- Company files of which QuickBooks may have more than this database knows.
CREATE TABLE restored_company (
	company    TEXT PRIMARY KEY REFERENCES company (key),
	restored   TEXT NOT NULL, -- when
	since      TEXT NOT NULL, -- what QuickBooks did since then may not be known
	asks_until TEXT NOT NULL, -- orders placed before then are asked about before they are posted
	stores_read TEXT NOT NULL DEFAULT '', -- when every store was read again; empty: not yet
	looked     TEXT NOT NULL DEFAULT '', -- when QuickBooks had told all that was made or changed since; empty: not yet
	reread     TEXT NOT NULL DEFAULT ''  -- when what the database knew of that was given back to be read; empty: not yet
) STRICT;

-- What QuickBooks told of documents that were made, changed or deleted since.
CREATE TABLE restored_document (
	company  TEXT NOT NULL REFERENCES company (key),
	txn_id   TEXT NOT NULL,
	kind     TEXT NOT NULL,
	ref      TEXT NOT NULL,
	memo     TEXT NOT NULL,
	day      TEXT NOT NULL,
	total    INTEGER NOT NULL,
	deleted  TEXT NOT NULL, -- when, as QuickBooks writes it; empty: it is there
	homeless INTEGER NOT NULL DEFAULT 0 CHECK (homeless IN (0, 1)), -- 1: it is ours, and no order of it is known
	PRIMARY KEY (company, txn_id)
) STRICT;
CREATE INDEX restored_document_ref ON restored_document (company, ref);
CREATE INDEX restored_document_memo ON restored_document (company, memo) WHERE memo <> '';
CREATE INDEX restored_document_total ON restored_document (company, day, total);
-- What QuickBooks told of is looked up by its id.
CREATE INDEX posting_txn ON posting (company, txn_id) WHERE txn_id <> '';

-- 1: QuickBooks is asked whether it has it before it is sent for the first time.
ALTER TABLE posting ADD COLUMN ask INTEGER NOT NULL DEFAULT 0 CHECK (ask IN (0, 1));
CREATE INDEX posting_ask ON posting (company, rank, id) WHERE ask = 1;

-- Documents that QuickBooks had, and has not any more although nobody deleted
-- them there: the company file was restored.
CREATE TABLE missing (
	posting  INTEGER PRIMARY KEY REFERENCES posting (id),
	company  TEXT NOT NULL REFERENCES company (key),
	found    TEXT NOT NULL
) STRICT;
CREATE INDEX missing_company ON missing (company, posting);
CREATE INDEX posting_newest ON posting (company, posted_at, id) WHERE posted_at <> '';

-- The last backups that were tried.
CREATE TABLE backup_made (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	at    TEXT NOT NULL,
	file  TEXT NOT NULL,
	bytes INTEGER NOT NULL,
	daily INTEGER NOT NULL CHECK (daily IN (0, 1)),
	error TEXT NOT NULL -- empty: it is good
) STRICT;
