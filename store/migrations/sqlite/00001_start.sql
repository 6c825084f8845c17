-- Instants are fixed-width UTC text (2026-11-07T10:00:00.000000Z, '' for none),
-- days are text (2026-11-07), money is whole minor units, JSON is text.
-- Everything large stands in a table of its own (order_body, posting_body,
-- exchange_body), so that changing a state rewrites a small row.

-- +goose Up
CREATE TABLE company (
	key            TEXT PRIMARY KEY,
	name           TEXT NOT NULL,
	user_name      TEXT NOT NULL UNIQUE,
	password_hash  TEXT NOT NULL,
	owner_id       TEXT NOT NULL,
	file_id        TEXT NOT NULL,
	every_minutes  INTEGER NOT NULL,
	file_path      TEXT NOT NULL,
	expected_name  TEXT NOT NULL,
	quiet_from     TEXT NOT NULL,
	quiet_to       TEXT NOT NULL,
	facts          TEXT NOT NULL DEFAULT '{}',
	file_path_seen TEXT NOT NULL DEFAULT '',
	qbxml_major    INTEGER NOT NULL DEFAULT 0,
	qbxml_minor    INTEGER NOT NULL DEFAULT 0,
	last_call      TEXT NOT NULL DEFAULT '',
	stopped        TEXT NOT NULL DEFAULT '',
	batch_size     INTEGER NOT NULL DEFAULT 0,
	lists_version  INTEGER NOT NULL DEFAULT 0, -- counts changes of its cached lists
	created        TEXT NOT NULL
) STRICT;

CREATE TABLE shop (
	key           TEXT PRIMARY KEY,
	company       TEXT NOT NULL REFERENCES company (key),
	name          TEXT NOT NULL,
	api_url       TEXT NOT NULL,
	login_url     TEXT NOT NULL,
	hash          TEXT NOT NULL,
	token         TEXT NOT NULL, -- sealed
	client_id     TEXT NOT NULL,
	client_secret TEXT NOT NULL, -- sealed
	poll_seconds  INTEGER NOT NULL,
	zone          TEXT NOT NULL,
	currency      TEXT NOT NULL,
	inclusive     INTEGER NOT NULL CHECK (inclusive IN (0, 1)),
	disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
	last_poll     TEXT NOT NULL DEFAULT '',
	last_error    TEXT NOT NULL DEFAULT '',
	created       TEXT NOT NULL
) STRICT;
CREATE INDEX shop_company ON shop (company);

CREATE TABLE rules (
	store    TEXT NOT NULL REFERENCES shop (key),
	version  INTEGER NOT NULL,
	body     TEXT NOT NULL,
	saved    TEXT NOT NULL,
	saved_by TEXT NOT NULL,
	PRIMARY KEY (store, version)
) STRICT;

CREATE TABLE read_cursor (
	store TEXT NOT NULL REFERENCES shop (key),
	name  TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (store, name)
) STRICT;

CREATE TABLE sales_order (
	store       TEXT NOT NULL REFERENCES shop (key),
	id          INTEGER NOT NULL,
	company     TEXT NOT NULL,
	version     INTEGER NOT NULL, -- of the contents
	hash        TEXT NOT NULL,    -- of the contents
	mark        INTEGER NOT NULL, -- counts how often it was marked to be planned: guards a plan
	to_plan     INTEGER NOT NULL CHECK (to_plan IN (0, 1)),
	state       TEXT NOT NULL CHECK (state IN ('new', 'watched', 'excluded', 'held', 'waiting', 'asking', 'refused', 'posted', 'verified')),
	outcome     TEXT NOT NULL CHECK (outcome IN ('', 'post', 'hold', 'exclude', 'watch')),
	status      INTEGER NOT NULL,
	placed      TEXT NOT NULL,
	modified    TEXT NOT NULL,
	day         TEXT NOT NULL,
	customer    TEXT NOT NULL,
	email       TEXT NOT NULL,
	channel     TEXT NOT NULL,
	currency    TEXT NOT NULL,
	decimals    INTEGER NOT NULL,
	total       INTEGER NOT NULL,
	tax         INTEGER NOT NULL,
	plan_reason TEXT NOT NULL,
	reason      TEXT NOT NULL,
	document    TEXT NOT NULL,
	problems    INTEGER NOT NULL,
	first_read  TEXT NOT NULL,
	planned     TEXT NOT NULL,
	PRIMARY KEY (store, id)
) STRICT;
CREATE INDEX sales_order_placed ON sales_order (store, placed, id);
CREATE INDEX sales_order_state ON sales_order (store, state, placed, id);
CREATE INDEX sales_order_channel ON sales_order (store, channel, placed, id) WHERE channel <> '';
CREATE INDEX sales_order_plan ON sales_order (company, placed, store, id) WHERE to_plan = 1;

CREATE TABLE order_body (
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	body     TEXT NOT NULL,
	PRIMARY KEY (store, order_id),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;

-- What an order said before it changed.
CREATE TABLE order_version (
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	version  INTEGER NOT NULL,
	replaced TEXT NOT NULL,
	body     BLOB NOT NULL, -- deflated JSON
	PRIMARY KEY (store, order_id, version),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;

CREATE TABLE order_word (
	store    TEXT NOT NULL,
	word     TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	PRIMARY KEY (store, word, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_plan (
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	planned  TEXT NOT NULL,
	hash     TEXT NOT NULL,
	body     TEXT NOT NULL, -- without what stands in posting_body
	postings TEXT NOT NULL, -- ids, in the order of the documents
	PRIMARY KEY (store, order_id),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;

CREATE TABLE problem (
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	idx      INTEGER NOT NULL,
	company  TEXT NOT NULL,
	code     TEXT NOT NULL,
	subject  TEXT NOT NULL,
	leads    INTEGER NOT NULL CHECK (leads IN (0, 1)), -- the first of its cause in the order
	currency TEXT NOT NULL,
	total    INTEGER NOT NULL, -- of the order
	place    TEXT NOT NULL,
	what     TEXT NOT NULL,
	means    TEXT NOT NULL,
	fix      TEXT NOT NULL,
	PRIMARY KEY (store, order_id, idx),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;
CREATE INDEX problem_cause ON problem (company, code, subject, store, order_id, currency, total) WHERE leads = 1;

-- How many orders and how much money are in each state on each day, kept by
-- the transactions that change states.
CREATE TABLE tally (
	company  TEXT NOT NULL,
	day      TEXT NOT NULL,
	store    TEXT NOT NULL,
	state    TEXT NOT NULL,
	currency TEXT NOT NULL,
	channel  TEXT NOT NULL,
	orders   INTEGER NOT NULL,
	total    INTEGER NOT NULL,
	PRIMARY KEY (company, day, store, state, currency, channel)
) STRICT, WITHOUT ROWID;

-- How much work there is, kept by the transactions that change it.
CREATE TABLE work_count (
	company TEXT NOT NULL,
	name    TEXT NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (company, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE posting (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	company       TEXT NOT NULL REFERENCES company (key),
	store         TEXT NOT NULL,
	order_id      INTEGER NOT NULL,
	kind          TEXT NOT NULL CHECK (kind IN ('customer', 'sales_receipt', 'invoice', 'payment')),
	revision      INTEGER NOT NULL CHECK (revision > 0),
	state         TEXT NOT NULL CHECK (state IN ('ready', 'sent', 'unsure', 'posted', 'verified', 'refused', 'withdrawn')),
	waits         INTEGER NOT NULL CHECK (waits IN (0, 1)), -- for depends_on
	stale         INTEGER NOT NULL CHECK (stale IN (0, 1)), -- its order is to be planned again
	mark          INTEGER NOT NULL,                         -- of the order when this was planned
	rank          INTEGER NOT NULL,                         -- customers before documents before payments
	customer_key  TEXT NOT NULL,
	name_key      TEXT NOT NULL, -- of a new customer
	fingerprint   TEXT NOT NULL,
	body_hash     TEXT NOT NULL,
	ref           TEXT NOT NULL,
	total         INTEGER NOT NULL,
	day           TEXT NOT NULL,
	depends_on    INTEGER NOT NULL DEFAULT 0,
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
-- Nothing is posted twice: one row for each document of an order.
CREATE UNIQUE INDEX posting_document ON posting (store, order_id, kind, revision) WHERE kind <> 'customer';
CREATE UNIQUE INDEX posting_customer ON posting (company, customer_key, revision) WHERE kind = 'customer';
CREATE INDEX posting_name ON posting (company, name_key) WHERE kind = 'customer';
CREATE INDEX posting_claim ON posting (company, rank, id) WHERE state = 'ready' AND waits = 0 AND stale = 0;
CREATE INDEX posting_later ON posting (company, not_before) WHERE state = 'ready' AND not_before <> '';
CREATE INDEX posting_sent ON posting (company, exchange) WHERE state = 'sent';
CREATE INDEX posting_unsure ON posting (company, id) WHERE state = 'unsure';
CREATE INDEX posting_unread ON posting (company, id) WHERE state = 'posted' AND lane = '';
CREATE INDEX posting_refused ON posting (company, lane, id) WHERE state = 'refused';
CREATE INDEX posting_depends ON posting (depends_on) WHERE depends_on > 0;

CREATE TABLE posting_body (
	posting INTEGER PRIMARY KEY REFERENCES posting (id),
	body    TEXT NOT NULL
) STRICT;

CREATE TABLE customer_link (
	company      TEXT NOT NULL REFERENCES company (key),
	customer_key TEXT NOT NULL,
	list_id      TEXT NOT NULL,
	linked       TEXT NOT NULL,
	linked_by    TEXT NOT NULL,
	PRIMARY KEY (company, customer_key)
) STRICT;

CREATE TABLE visit (
	id             INTEGER PRIMARY KEY AUTOINCREMENT,
	company        TEXT NOT NULL REFERENCES company (key),
	ticket_hash    TEXT NOT NULL UNIQUE,
	started        TEXT NOT NULL,
	ended          TEXT NOT NULL DEFAULT '',
	last_call      TEXT NOT NULL,
	remote_addr    TEXT NOT NULL,
	client_version TEXT NOT NULL,
	state          TEXT NOT NULL CHECK (state IN ('open', 'closed', 'lost', 'refused')),
	sent           INTEGER NOT NULL DEFAULT 0,
	posted         INTEGER NOT NULL DEFAULT 0,
	refused        INTEGER NOT NULL DEFAULT 0,
	verified       INTEGER NOT NULL DEFAULT 0,
	rows_read      INTEGER NOT NULL DEFAULT 0,
	trips          INTEGER NOT NULL DEFAULT 0,
	busy_us        INTEGER NOT NULL DEFAULT 0,
	message        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX visit_company ON visit (company, id);
CREATE UNIQUE INDEX visit_open ON visit (company) WHERE state = 'open';

CREATE TABLE exchange (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	visit       INTEGER NOT NULL REFERENCES visit (id),
	seq         INTEGER NOT NULL,
	set_id      TEXT NOT NULL,
	purpose     TEXT NOT NULL,
	requests    INTEGER NOT NULL,
	hresult     TEXT NOT NULL DEFAULT '',
	message     TEXT NOT NULL DEFAULT '',
	sent_at     TEXT NOT NULL,
	answered_at TEXT NOT NULL DEFAULT '',
	UNIQUE (visit, seq)
) STRICT;
CREATE UNIQUE INDEX exchange_set ON exchange (set_id, purpose) WHERE set_id <> '' AND purpose = 'post';
CREATE UNIQUE INDEX exchange_open ON exchange (visit) WHERE answered_at = '';

CREATE TABLE exchange_body (
	exchange INTEGER NOT NULL REFERENCES exchange (id),
	side     TEXT NOT NULL CHECK (side IN ('request', 'response')),
	body     BLOB NOT NULL, -- deflated
	PRIMARY KEY (exchange, side)
) STRICT;

CREATE TABLE exchange_posting (
	exchange INTEGER NOT NULL REFERENCES exchange (id),
	posting  INTEGER NOT NULL REFERENCES posting (id),
	PRIMARY KEY (exchange, posting)
) STRICT, WITHOUT ROWID;
CREATE INDEX exchange_posting_posting ON exchange_posting (posting);

CREATE TABLE list_entry (
	company       TEXT NOT NULL REFERENCES company (key),
	kind          TEXT NOT NULL,
	list_id       TEXT NOT NULL,
	name_key      TEXT NOT NULL, -- keys are folded by the program: NFC, single spaces, lower case
	full_name_key TEXT NOT NULL,
	part_key      TEXT NOT NULL,
	barcode_key   TEXT NOT NULL,
	email_key     TEXT NOT NULL,
	type          TEXT NOT NULL,
	body          TEXT NOT NULL,
	PRIMARY KEY (company, kind, list_id)
) STRICT;
CREATE INDEX list_entry_full_name ON list_entry (company, kind, full_name_key);
CREATE INDEX list_entry_name ON list_entry (company, kind, name_key) WHERE name_key <> full_name_key;
CREATE INDEX list_entry_part ON list_entry (company, kind, part_key) WHERE part_key <> '';
CREATE INDEX list_entry_barcode ON list_entry (company, kind, barcode_key) WHERE barcode_key <> '';
CREATE INDEX list_entry_email ON list_entry (company, kind, email_key) WHERE email_key <> '';
CREATE INDEX list_entry_group ON list_entry (company, list_id) WHERE kind = 'item' AND type = 'SalesTaxGroup';

CREATE TABLE list_progress (
	company       TEXT NOT NULL REFERENCES company (key),
	kind          TEXT NOT NULL,
	modified_from TEXT NOT NULL,
	modified_seen TEXT NOT NULL,
	iterator_id   TEXT NOT NULL,
	remaining     INTEGER NOT NULL,
	done          INTEGER NOT NULL CHECK (done IN (0, 1)),
	started       TEXT NOT NULL,
	finished      TEXT NOT NULL,
	rows_read     INTEGER NOT NULL,
	PRIMARY KEY (company, kind)
) STRICT;

-- The audit. Each row's hash is of the hash before it and of its own contents.
CREATE TABLE event (
	id         INTEGER PRIMARY KEY,
	at         TEXT NOT NULL,
	actor_kind TEXT NOT NULL,
	actor_name TEXT NOT NULL,
	action     TEXT NOT NULL,
	company    TEXT NOT NULL,
	store      TEXT NOT NULL,
	order_id   INTEGER NOT NULL,
	subject    TEXT NOT NULL,
	detail     TEXT NOT NULL,
	hash       BLOB NOT NULL
) STRICT;
CREATE INDEX event_order ON event (store, order_id, id) WHERE order_id <> 0;
CREATE INDEX event_other ON event (action, id) WHERE order_id = 0;

CREATE TABLE person (
	email         TEXT PRIMARY KEY,
	name          TEXT NOT NULL,
	role          TEXT NOT NULL CHECK (role IN ('admin', 'bookkeeper', 'accountant', 'viewer')),
	password_hash TEXT NOT NULL,
	disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
	created       TEXT NOT NULL,
	last_login    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE signin (
	id_hash    TEXT PRIMARY KEY,
	email      TEXT NOT NULL REFERENCES person (email),
	created    TEXT NOT NULL,
	last_seen  TEXT NOT NULL,
	remote     TEXT NOT NULL,
	user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX signin_email ON signin (email);

CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;
