-- What lets every list be read, searched and sorted in the same short time among
-- a million orders as among a hundred.

-- +goose Up
-- An order's seat in time: the seconds of 1970 of when it was placed, times 2^20,
-- and a number within the second. By it the words of orders are indexed, so that
-- what a search finds comes newest first.
ALTER TABLE sales_order ADD COLUMN seat INTEGER NOT NULL DEFAULT 0;
UPDATE sales_order SET seat = s.seat FROM (SELECT store AS s, id AS i,
		coalesce(CAST(strftime('%s', placed) AS INTEGER), 0) * 1048576 + row_number() OVER (PARTITION BY substr(placed, 1, 19) ORDER BY store, id) AS seat FROM sales_order) AS s
	WHERE s.s = sales_order.store AND s.i = sales_order.id;
CREATE UNIQUE INDEX sales_order_seat ON sales_order (seat);

-- The words of orders, by their beginnings too. Words are folded and cut by the
-- program; ¤s and ¤c with a text in hexadecimal are the store and the channel.
CREATE VIRTUAL TABLE order_search USING fts5(words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4 5 6 7 8', tokenize="ascii tokenchars '@.-_+#'''");
INSERT INTO order_search (rowid, words)
	SELECT o.seat, w.words || ' ¤s' || hex(o.store) || ' ¤c' || hex(o.channel)
	FROM (SELECT store, order_id, group_concat(word, ' ') AS words FROM order_word GROUP BY store, order_id) AS w
	CROSS JOIN sales_order o ON o.store = w.store AND o.id = w.order_id;
INSERT INTO order_search (rowid, words) SELECT o.seat, o.id || ' ¤s' || hex(o.store) || ' ¤c' || hex(o.channel) FROM sales_order o
	WHERE NOT EXISTS (SELECT 1 FROM order_word w WHERE w.store = o.store AND w.word = CAST(o.id AS TEXT) AND w.order_id = o.id);
DROP TABLE order_word;

-- The least and the greatest number of the orders of a day; it may be wider than
-- that after an order was given another day. By it orders are listed by their
-- numbers without reading those of other days.
CREATE TABLE number_span (
	store TEXT NOT NULL,
	day   TEXT NOT NULL,
	least INTEGER NOT NULL,
	most  INTEGER NOT NULL,
	PRIMARY KEY (store, day)
) STRICT, WITHOUT ROWID;
INSERT INTO number_span (store, day, least, most) SELECT store, day, min(id), max(id) FROM sales_order GROUP BY store, day;

DROP INDEX sales_order_channel;
CREATE INDEX sales_order_channel ON sales_order (store, channel, placed, id);
CREATE INDEX sales_order_customer ON sales_order (store, customer COLLATE NOCASE, placed, id);
DROP INDEX sales_order_state;
CREATE INDEX sales_order_state ON sales_order (store, state, placed, id, day, channel, currency, total, refunds, seat, customer);

-- The orders that a version of the mapping posted.
CREATE INDEX posting_rules ON posting (store, rules_version, order_id) WHERE rules_version > 0;

-- Visits are listed by when they began, and by what they did and what went wrong.
ALTER TABLE visit ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0; -- message sets that QuickBooks could not answer
UPDATE visit SET unanswered = (SELECT count(*) FROM exchange x WHERE x.visit = visit.id AND x.hresult <> '');
DROP INDEX visit_worked;
CREATE INDEX visit_started ON visit (company, started, id);
CREATE INDEX visit_worked ON visit (company, started, id) WHERE sent > 0 OR posted > 0 OR refused > 0;
CREATE INDEX visit_read ON visit (company, started, id) WHERE rows_read > 0;
CREATE INDEX visit_trouble ON visit (company, started, id) WHERE refused > 0 OR state IN ('lost', 'refused') OR unanswered > 0;

-- How many items of each kind stand in each place beside the catalogues (see
-- list_entry.place). The triggers keep it.
CREATE TABLE item_tally (
	company TEXT NOT NULL,
	place   INTEGER NOT NULL,
	type    TEXT NOT NULL,
	items   INTEGER NOT NULL CHECK (items >= 0),
	PRIMARY KEY (company, place, type)
) STRICT, WITHOUT ROWID;
INSERT INTO item_tally (company, place, type, items) SELECT company, place, type, count(*) FROM list_entry WHERE kind = 'item' GROUP BY company, place, type;
-- +goose StatementBegin
CREATE TRIGGER item_added AFTER INSERT ON list_entry WHEN NEW.kind = 'item' BEGIN
	INSERT INTO item_tally (company, place, type, items) VALUES (NEW.company, NEW.place, NEW.type, 1) ON CONFLICT (company, place, type) DO UPDATE SET items = items + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER item_gone AFTER DELETE ON list_entry WHEN OLD.kind = 'item' BEGIN
	UPDATE item_tally SET items = items - 1 WHERE company = OLD.company AND place = OLD.place AND type = OLD.type;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER item_moved AFTER UPDATE OF company, kind, place, type ON list_entry WHEN OLD.kind = 'item' AND (OLD.place <> NEW.place OR OLD.type <> NEW.type) BEGIN
	UPDATE item_tally SET items = items - 1 WHERE company = OLD.company AND place = OLD.place AND type = OLD.type;
	INSERT INTO item_tally (company, place, type, items) VALUES (NEW.company, NEW.place, NEW.type, 1) ON CONFLICT (company, place, type) DO UPDATE SET items = items + 1;
END;
-- +goose StatementEnd
DROP INDEX list_entry_place;
CREATE INDEX list_entry_place ON list_entry (company, place, type, full_name_key, list_id, part_key, barcode_key) WHERE kind = 'item';
