-- What people do at the desk: who looks after a cause, what was done that can
-- be taken back, lists that were saved; and what lists are searched by.

-- +goose Up
-- Who looks after what holds orders: one person for each cause.
CREATE TABLE cause_owner (
	company     TEXT NOT NULL REFERENCES company (key),
	code        TEXT NOT NULL,
	subject     TEXT NOT NULL,
	email       TEXT NOT NULL, -- of a person
	note        TEXT NOT NULL,
	assigned    TEXT NOT NULL,
	assigned_by TEXT NOT NULL,
	PRIMARY KEY (company, code, subject)
) STRICT, WITHOUT ROWID;

-- What somebody did at the desk, with what taking it back needs.
CREATE TABLE desk_step (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	company   TEXT NOT NULL REFERENCES company (key),
	once_key  TEXT NOT NULL UNIQUE, -- of the form: a second press does nothing
	at        TEXT NOT NULL,
	by_name   TEXT NOT NULL,
	head      TEXT NOT NULL, -- for people
	amount    INTEGER NOT NULL,
	currency  TEXT NOT NULL,
	body      TEXT NOT NULL, -- store.Undoing as JSON; '' cannot be taken back
	undone    TEXT NOT NULL DEFAULT '',
	undone_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX desk_step_company ON desk_step (company, at);

-- A list of orders that somebody saved: a name for an address.
CREATE TABLE saved_view (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	company  TEXT NOT NULL REFERENCES company (key),
	owner    TEXT NOT NULL, -- e-mail of a person; '' is everybody's
	name     TEXT NOT NULL,
	query    TEXT NOT NULL,
	saved    TEXT NOT NULL,
	saved_by TEXT NOT NULL,
	UNIQUE (company, owner, name)
) STRICT;

-- An order that stands in QuickBooks by a document which was not made here.
CREATE TABLE adopted (
	store      TEXT NOT NULL,
	order_id   INTEGER NOT NULL,
	company    TEXT NOT NULL,
	kind       TEXT NOT NULL, -- one of books.Kind
	number     TEXT NOT NULL, -- as QuickBooks shows it
	adopted    TEXT NOT NULL,
	adopted_by TEXT NOT NULL,
	PRIMARY KEY (store, order_id),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;
CREATE INDEX adopted_number ON adopted (company, number);

-- How many refunds the store tells of an order.
ALTER TABLE sales_order ADD COLUMN refunds INTEGER NOT NULL DEFAULT 0;
UPDATE sales_order SET refunds = 1 WHERE EXISTS (SELECT 1 FROM posting p
	WHERE p.store = sales_order.store AND p.order_id = sales_order.id AND p.kind IN ('credit_memo', 'card_refund', 'check'));
CREATE INDEX sales_order_refunds ON sales_order (refunds, store, placed, id, day, channel, currency, total) WHERE refunds > 0;
-- Lists by amount are answered by this index alone. It begins with the amount,
-- so that no list of a store is read along it instead of along its time, and
-- holds nothing that changes with an order's state.
CREATE INDEX sales_order_total ON sales_order (total, store, placed, id, day, channel, currency);

-- Entries of one type, to choose from.
CREATE INDEX list_entry_type ON list_entry (company, kind, type, full_name_key);

-- A document's number in QuickBooks, as people search for it.
CREATE INDEX posting_ref ON posting (company, ref) WHERE order_id > 0;
CREATE INDEX posting_txn_number ON posting (company, txn_number) WHERE order_id > 0 AND txn_number <> '';

-- What a person did.
CREATE INDEX event_person ON event (actor_name, id) WHERE actor_kind = 'user';
