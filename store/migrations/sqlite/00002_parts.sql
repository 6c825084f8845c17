-- What happens to a sale: documents by part and operation, what each needs of
-- others, what persons decided, what was taken out of QuickBooks again.
--
-- The table posting is made anew for its new identity. Its children keep
-- pointing at it by name: the check of their references waits until the end.

-- +goose Up
PRAGMA defer_foreign_keys = ON;

-- One attempt to take things out of QuickBooks again.
CREATE TABLE undo (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	company  TEXT NOT NULL REFERENCES company (key),
	scope    TEXT NOT NULL, -- for people: "order 100482", "visit 17"
	choice   TEXT NOT NULL CHECK (choice IN ('void', 'delete')),
	why      TEXT NOT NULL,
	asked    TEXT NOT NULL,
	asked_by TEXT NOT NULL
) STRICT;
CREATE INDEX undo_company ON undo (company, id);

-- What persons decided about one order (books.Decisions).
CREATE TABLE order_decision (
	store      TEXT NOT NULL,
	order_id   INTEGER NOT NULL,
	body       TEXT NOT NULL,
	decided    TEXT NOT NULL,
	decided_by TEXT NOT NULL,
	PRIMARY KEY (store, order_id),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;

CREATE TABLE posting_copy AS SELECT * FROM posting;
DROP TABLE posting;
CREATE TABLE posting (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	company       TEXT NOT NULL REFERENCES company (key),
	store         TEXT NOT NULL,    -- empty for list entries, which orders share
	order_id      INTEGER NOT NULL, -- 0 for list entries
	kind          TEXT NOT NULL,    -- one of books.Kind
	part          TEXT NOT NULL,    -- of the order; the key of a list entry
	revision      INTEGER NOT NULL CHECK (revision > 0),
	operation     TEXT NOT NULL CHECK (operation IN ('', 'modify', 'void', 'delete')),
	state         TEXT NOT NULL CHECK (state IN ('ready', 'sent', 'unsure', 'posted', 'verified', 'refused', 'withdrawn')),
	waits         INTEGER NOT NULL CHECK (waits IN (0, 1)), -- for depends_on, or for one of posting_link
	stale         INTEGER NOT NULL CHECK (stale IN (0, 1)), -- its order is to be planned again
	mark          INTEGER NOT NULL,                         -- of the order when this was planned
	rank          INTEGER NOT NULL,                         -- what is sent first; see ranks in the program
	customer_key  TEXT NOT NULL,
	name_key      TEXT NOT NULL, -- of a new customer or item
	fingerprint   TEXT NOT NULL,
	body_hash     TEXT NOT NULL,
	ref           TEXT NOT NULL,
	total         INTEGER NOT NULL,
	day           TEXT NOT NULL,
	depends_on    INTEGER NOT NULL DEFAULT 0, -- the customer that is made for it; all else is in posting_link
	rules_version INTEGER NOT NULL DEFAULT 0, -- of the store's rules when it was planned; 0: not known
	undo          INTEGER NOT NULL DEFAULT 0, -- the undo that made it; 0: a plan did
	attempts      INTEGER NOT NULL DEFAULT 0,
	solo          INTEGER NOT NULL DEFAULT 0 CHECK (solo IN (0, 1)),
	not_before    TEXT NOT NULL DEFAULT '',
	txn_id        TEXT NOT NULL DEFAULT '',
	edit_sequence TEXT NOT NULL DEFAULT '',
	txn_number    TEXT NOT NULL DEFAULT '',
	code          INTEGER NOT NULL DEFAULT 0,
	lane          TEXT NOT NULL DEFAULT '',
	reason        TEXT NOT NULL DEFAULT '',
	created       TEXT NOT NULL,
	updated       TEXT NOT NULL,
	sent_at       TEXT NOT NULL DEFAULT '',
	posted_at     TEXT NOT NULL DEFAULT '',
	verified_at   TEXT NOT NULL DEFAULT '',
	exchange      INTEGER NOT NULL DEFAULT 0,
	CHECK (state NOT IN ('posted', 'verified') OR txn_id <> '')
) STRICT;
INSERT INTO posting (id, company, store, order_id, kind, part, revision, operation, state, waits, stale, mark, rank, customer_key, name_key, fingerprint,
		body_hash, ref, total, day, depends_on, attempts, solo, not_before, txn_id, edit_sequence, txn_number, code, lane, reason, created, updated,
		sent_at, posted_at, verified_at, exchange)
	SELECT id, company, store, order_id, kind, CASE WHEN kind = 'customer' THEN customer_key ELSE '' END, revision, '', state, waits, stale, mark, rank,
		customer_key, name_key, fingerprint, body_hash, ref, total, day, CASE WHEN kind = 'payment' THEN 0 ELSE depends_on END, attempts, solo,
		not_before, txn_id, edit_sequence, txn_number, code, lane, reason, created, updated, sent_at, posted_at, verified_at, exchange
	FROM posting_copy;

-- Nothing is posted twice: one row for each revision of each document of an
-- order, and of each list entry.
CREATE UNIQUE INDEX posting_document ON posting (store, order_id, kind, part, revision);
CREATE INDEX posting_name ON posting (company, name_key) WHERE name_key <> '';
CREATE INDEX posting_claim ON posting (company, rank, id) WHERE state = 'ready' AND waits = 0 AND stale = 0;
CREATE INDEX posting_later ON posting (company, not_before) WHERE state = 'ready' AND not_before <> '';
CREATE INDEX posting_sent ON posting (company, exchange) WHERE state = 'sent';
CREATE INDEX posting_unsure ON posting (company, id) WHERE state = 'unsure';
CREATE INDEX posting_unread ON posting (company, id) WHERE state = 'posted' AND lane = '';
CREATE INDEX posting_refused ON posting (company, lane, id) WHERE state = 'refused';
CREATE INDEX posting_depends ON posting (depends_on) WHERE depends_on > 0;
CREATE INDEX posting_undo ON posting (undo) WHERE undo > 0;

-- What a posting needs beside its customer: it is sent when all of it is in
-- QuickBooks.
CREATE TABLE posting_link (
	posting INTEGER NOT NULL REFERENCES posting (id),
	needs   INTEGER NOT NULL REFERENCES posting (id),
	use     TEXT NOT NULL, -- one of books.LinkUse
	amount  INTEGER NOT NULL,
	PRIMARY KEY (posting, needs, use)
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_link_needs ON posting_link (needs);
INSERT INTO posting_link (posting, needs, use, amount)
	SELECT id, depends_on, 'pays', total FROM posting_copy WHERE kind = 'payment' AND depends_on > 0;
DROP TABLE posting_copy;
