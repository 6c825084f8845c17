-- Quantities of both sides, by item of QuickBooks and by what a store counts.
-- Quantities of QuickBooks are whole numbers of hundred-thousandths: it keeps
-- five decimals. Those of stores are whole pieces.
--
-- What a reading of QuickBooks holds is told by the numbers of message sets
-- (exchange.id) and by no clock: a document that was settled before a reading
-- was asked for is in it.

-- +goose Up
CREATE TABLE stock_rules (
	company  TEXT NOT NULL REFERENCES company (key),
	version  INTEGER NOT NULL,
	body     TEXT NOT NULL,
	saved    TEXT NOT NULL,
	saved_by TEXT NOT NULL,
	why      TEXT NOT NULL,
	PRIMARY KEY (company, version)
) STRICT;

-- A company file whose quantities are followed. Nothing is sent before live is
-- set, which a person does who saw what the first sending would change.
CREATE TABLE stock_company (
	company    TEXT PRIMARY KEY REFERENCES company (key),
	since      INTEGER NOT NULL, -- readings of message sets up to this are not believed: what was on its way then was not noted
	began      TEXT NOT NULL,
	live       TEXT NOT NULL DEFAULT '',
	live_by    TEXT NOT NULL DEFAULT '',
	settled    TEXT NOT NULL DEFAULT '', -- when the reconciliation was finished
	paused     TEXT NOT NULL DEFAULT ''  -- why nothing is sent, for people; '': it is
) STRICT;

-- How far QuickBooks' transactions and quantities are read: a word for each
-- kind of reading.
CREATE TABLE stock_mark (
	company TEXT NOT NULL REFERENCES company (key),
	name    TEXT NOT NULL,
	value   TEXT NOT NULL,
	PRIMARY KEY (company, name)
) STRICT, WITHOUT ROWID;

-- Orders whose effects are to be worked out anew. The database notes them
-- itself, so that nothing that changes an order or a posting can forget it.
CREATE TABLE stock_todo (
	company  TEXT NOT NULL,
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	mark     INTEGER NOT NULL, -- counts how often it was noted: guards an answer
	PRIMARY KEY (company, store, order_id)
) STRICT, WITHOUT ROWID;

-- The newest message set when QuickBooks was known to have a posting.
CREATE TABLE stock_settled (
	posting  INTEGER PRIMARY KEY,
	exchange INTEGER NOT NULL
) STRICT;

-- An item's quantities as QuickBooks told them last, and what was made of them.
CREATE TABLE stock_item (
	company   TEXT NOT NULL REFERENCES company (key),
	item      TEXT NOT NULL, -- ListID
	on_hand   INTEGER NOT NULL DEFAULT 0,
	promised  INTEGER NOT NULL DEFAULT 0, -- on open sales orders
	ordered   INTEGER NOT NULL DEFAULT 0, -- on purchase orders
	exchange  INTEGER NOT NULL DEFAULT 0, -- that asked for this reading; 0: none yet
	read      TEXT NOT NULL DEFAULT '',
	seen      INTEGER NOT NULL DEFAULT 0, -- on hand of the last reading that was explained
	seen_by   INTEGER NOT NULL DEFAULT 0, -- the message set of that one; 0: none yet
	others    INTEGER NOT NULL DEFAULT 0, -- what others than we moved, in all
	agreed    INTEGER NOT NULL DEFAULT 0, -- how much of others the stores know of
	counted   TEXT NOT NULL DEFAULT '',   -- when a person counted it in QuickBooks since both sides agreed
	ask       INTEGER NOT NULL DEFAULT 0 CHECK (ask IN (0, 1)),  -- QuickBooks is to be asked for it
	work      INTEGER NOT NULL DEFAULT 0 CHECK (work IN (0, 1)), -- it is to be compared
	mark      INTEGER NOT NULL DEFAULT 0, -- counts how often it was to be compared: guards an answer
	PRIMARY KEY (company, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_item_ask ON stock_item (company, item) WHERE ask = 1;
CREATE INDEX stock_item_work ON stock_item (company, item) WHERE work = 1;

-- What an order (or an adjustment of ours, order 0) does to an item: one row
-- for each posting, with what it changes beside the one before; posting 0 is
-- what is not a document yet.
CREATE TABLE stock_effect (
	company  TEXT NOT NULL,
	item     TEXT NOT NULL,
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	posting  INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	sent     INTEGER NOT NULL, -- the message set that it left in; 0: none
	settled  INTEGER NOT NULL, -- see stock_settled; 0: QuickBooks doesn't have it, as far as we know
	seen     INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)), -- an explained reading holds it
	kind     TEXT NOT NULL,    -- sale, refund, adjustment; promise: a sales order, which is in no quantity on hand
	ref      TEXT NOT NULL,    -- number of the document, for people
	at       TEXT NOT NULL,    -- when the order was placed
	PRIMARY KEY (company, item, store, order_id, posting)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_effect_order ON stock_effect (company, store, order_id);
CREATE INDEX stock_effect_open ON stock_effect (company, item) WHERE seen = 0;

-- Of what an item consists whose quantity follows from others: groups, and
-- assemblies that can be built.
CREATE TABLE stock_member (
	company TEXT NOT NULL,
	member  TEXT NOT NULL,
	item    TEXT NOT NULL,
	PRIMARY KEY (company, member, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_member_item ON stock_member (company, item);

-- What a store counts: one of its wares, with what it is in QuickBooks.
CREATE TABLE stock_ware (
	store    TEXT NOT NULL REFERENCES shop (key),
	variant  INTEGER NOT NULL,
	company  TEXT NOT NULL,
	item     TEXT NOT NULL,
	level    INTEGER NOT NULL DEFAULT 0, -- at all locations, as read last
	asked    TEXT NOT NULL DEFAULT '',   -- when that was asked for; '': never
	seen     INTEGER NOT NULL DEFAULT 0, -- of the last reading that was explained
	seen_at  TEXT NOT NULL DEFAULT '',
	others   INTEGER NOT NULL DEFAULT 0, -- what persons and other programs moved there, in all
	agreed   INTEGER NOT NULL DEFAULT 0, -- how much of others QuickBooks knows of
	counted  TEXT NOT NULL DEFAULT '',   -- when a person counted it there since both sides agreed
	joined   INTEGER NOT NULL DEFAULT 0 CHECK (joined IN (0, 1)), -- both sides agreed once, or a person settled what differed
	pushed   INTEGER NOT NULL DEFAULT 0, -- what was set last, while its reading back isn't explained
	pushing  INTEGER NOT NULL DEFAULT 0 CHECK (pushing IN (0, 1)),
	target   INTEGER NOT NULL DEFAULT 0, -- what it should show
	parked   TEXT NOT NULL DEFAULT '',   -- why it is left alone, for people
	refused  TEXT NOT NULL DEFAULT '',   -- why the store would not set it, until somebody has it tried again
	PRIMARY KEY (store, variant)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_ware_item ON stock_ware (company, item, store, variant);
CREATE INDEX stock_ware_parked ON stock_ware (company, store, variant) WHERE parked <> '' OR refused <> '';

-- What an order does to what its store counts.
CREATE TABLE stock_taken (
	store    TEXT NOT NULL,
	variant  INTEGER NOT NULL,
	order_id INTEGER NOT NULL,
	first    INTEGER NOT NULL, -- what was ordered when it was first noted
	quantity INTEGER NOT NULL, -- that the store has moved by now, by its settings
	later    INTEGER NOT NULL, -- that it will move still
	maybe    INTEGER NOT NULL DEFAULT 0, -- that it may have moved besides: whether a part refund puts goods back is not documented
	returned INTEGER NOT NULL DEFAULT 0, -- of that, what readings showed; it is in quantity
	seen     INTEGER NOT NULL DEFAULT 0, -- how much of quantity an explained reading holds
	at       TEXT NOT NULL,
	PRIMARY KEY (store, variant, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_taken_order ON stock_taken (store, order_id);
CREATE INDEX stock_taken_open ON stock_taken (store, variant) WHERE seen <> quantity OR later <> 0 OR maybe <> 0;

-- What is set in a store, and what became of it.
CREATE TABLE stock_push (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	company  TEXT NOT NULL,
	store    TEXT NOT NULL,
	variant  INTEGER NOT NULL,
	location INTEGER NOT NULL,
	item     TEXT NOT NULL,
	was      INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	state    TEXT NOT NULL CHECK (state IN ('sent', 'unsure', 'done', 'refused')),
	reason   TEXT NOT NULL,
	why      TEXT NOT NULL, -- how the figure came to be, for people
	sent     TEXT NOT NULL,
	ended    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX stock_push_open ON stock_push (store, variant) WHERE state IN ('sent', 'unsure');
CREATE INDEX stock_push_ware ON stock_push (store, variant, id);
CREATE INDEX stock_push_company ON stock_push (company, id);

-- Every movement of a quantity that was seen, with what it came to.
CREATE TABLE stock_event (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	company  TEXT NOT NULL,
	item     TEXT NOT NULL,
	store    TEXT NOT NULL,    -- '': QuickBooks
	variant  INTEGER NOT NULL, -- 0: QuickBooks
	kind     TEXT NOT NULL,    -- start, sale, refund, adjustment, push, others, over
	order_id INTEGER NOT NULL,
	ref      TEXT NOT NULL,
	quantity INTEGER NOT NULL, -- hundred-thousandths on both sides
	balance  INTEGER NOT NULL,
	at       TEXT NOT NULL,
	detail   TEXT NOT NULL
) STRICT;
CREATE INDEX stock_event_item ON stock_event (company, item, id);

-- Both sides were counted since they agreed, or a rule says that a person decides.
CREATE TABLE stock_conflict (
	company  TEXT NOT NULL,
	item     TEXT NOT NULL,
	store    TEXT NOT NULL,
	variant  INTEGER NOT NULL,
	books    INTEGER NOT NULL, -- what QuickBooks would have, with what is on its way
	shop     INTEGER NOT NULL, -- what the store would have
	what     TEXT NOT NULL,
	found    TEXT NOT NULL,
	settled  TEXT NOT NULL DEFAULT '' CHECK (settled IN ('', 'books', 'shop')),
	by       TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (company, item, store, variant)
) STRICT, WITHOUT ROWID;

-- The differences of a reconciliation.
CREATE TABLE stock_difference (
	company TEXT NOT NULL,
	store   TEXT NOT NULL,
	variant INTEGER NOT NULL,
	item    TEXT NOT NULL,
	books   INTEGER NOT NULL, -- with what is on its way
	shop    INTEGER NOT NULL,
	found   TEXT NOT NULL,
	choice  TEXT NOT NULL DEFAULT '' CHECK (choice IN ('', 'books', 'shop', 'count')),
	counted INTEGER NOT NULL DEFAULT 0,
	by      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (company, store, variant)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_difference_open ON stock_difference (company, store, variant) WHERE choice = '';

-- How a store moves stock by orders (its own settings).
CREATE TABLE stock_shop (
	store   TEXT PRIMARY KEY REFERENCES shop (key),
	placed  INTEGER NOT NULL CHECK (placed IN (0, 1)), -- when an order is placed; else when it is shipped or completed
	edits   INTEGER NOT NULL CHECK (edits IN (0, 1)),
	refunds INTEGER NOT NULL CHECK (refunds IN (0, 1)),
	read    TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER stock_order_new AFTER INSERT ON sales_order WHEN EXISTS (SELECT 1 FROM stock_company WHERE company = NEW.company)
BEGIN
	INSERT INTO stock_todo (company, store, order_id, mark) VALUES (NEW.company, NEW.store, NEW.id, 1)
		ON CONFLICT (company, store, order_id) DO UPDATE SET mark = stock_todo.mark + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER stock_order_changed AFTER UPDATE OF version, mark, to_plan, outcome, status, state ON sales_order
	WHEN EXISTS (SELECT 1 FROM stock_company WHERE company = NEW.company)
BEGIN
	INSERT INTO stock_todo (company, store, order_id, mark) VALUES (NEW.company, NEW.store, NEW.id, 1)
		ON CONFLICT (company, store, order_id) DO UPDATE SET mark = stock_todo.mark + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER stock_posting_settled AFTER UPDATE OF state ON posting
	WHEN NEW.state IN ('posted', 'verified') AND OLD.state NOT IN ('posted', 'verified') AND EXISTS (SELECT 1 FROM stock_company WHERE company = NEW.company)
BEGIN
	INSERT INTO stock_settled (posting, exchange) VALUES (NEW.id, (SELECT coalesce(max(id), 0) FROM exchange))
		ON CONFLICT (posting) DO UPDATE SET exchange = excluded.exchange;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER stock_posting_changed AFTER UPDATE OF state, exchange, body_hash ON posting WHEN EXISTS (SELECT 1 FROM stock_company WHERE company = NEW.company)
BEGIN
	INSERT INTO stock_todo (company, store, order_id, mark)
		SELECT NEW.company, NEW.store, NEW.order_id, 1 WHERE NEW.order_id > 0 OR NEW.kind = 'adjustment'
		UNION ALL SELECT company, store, order_id, 1 FROM summary_part WHERE NEW.order_id < 0 AND summary = -NEW.order_id
		ON CONFLICT (company, store, order_id) DO UPDATE SET mark = stock_todo.mark + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER stock_posting_new AFTER INSERT ON posting WHEN EXISTS (SELECT 1 FROM stock_company WHERE company = NEW.company)
BEGIN
	INSERT INTO stock_todo (company, store, order_id, mark)
		SELECT NEW.company, NEW.store, NEW.order_id, 1 WHERE NEW.order_id > 0 OR NEW.kind = 'adjustment'
		UNION ALL SELECT company, store, order_id, 1 FROM summary_part WHERE NEW.order_id < 0 AND summary = -NEW.order_id
		ON CONFLICT (company, store, order_id) DO UPDATE SET mark = stock_todo.mark + 1;
END;
-- +goose StatementEnd

-- What a store counts follows what its wares are.
-- +goose StatementBegin
CREATE TRIGGER stock_ware_new AFTER INSERT ON ware WHEN NEW.state = 'matched' AND NEW.tracking <> 'none' AND EXISTS (SELECT 1 FROM stock_company WHERE company = NEW.company)
BEGIN
	INSERT INTO stock_ware (store, variant, company, item) VALUES (NEW.store, NEW.variant, NEW.company, NEW.item) ON CONFLICT (store, variant) DO NOTHING;
	INSERT INTO stock_item (company, item, ask, work) VALUES (NEW.company, NEW.item, 1, 1) ON CONFLICT (company, item) DO UPDATE SET work = 1, mark = stock_item.mark + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER stock_ware_changed AFTER UPDATE OF state, item, tracking ON ware WHEN EXISTS (SELECT 1 FROM stock_company WHERE company = NEW.company)
BEGIN
	DELETE FROM stock_ware WHERE store = NEW.store AND variant = NEW.variant AND (NEW.state NOT IN ('new', 'matched') OR NEW.tracking = 'none' OR NEW.state = 'matched' AND item <> NEW.item);
	INSERT INTO stock_ware (store, variant, company, item) SELECT NEW.store, NEW.variant, NEW.company, NEW.item
		WHERE NEW.state = 'matched' AND NEW.tracking <> 'none' ON CONFLICT (store, variant) DO NOTHING;
	INSERT INTO stock_item (company, item, ask, work) SELECT NEW.company, NEW.item, 1, 1 WHERE NEW.state = 'matched' AND NEW.tracking <> 'none'
		ON CONFLICT (company, item) DO UPDATE SET work = 1, mark = stock_item.mark + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER stock_ware_gone AFTER DELETE ON ware
BEGIN
	DELETE FROM stock_ware WHERE store = OLD.store AND variant = OLD.variant;
END;
-- +goose StatementEnd
