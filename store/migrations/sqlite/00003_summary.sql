-- Daily summaries: one document for the paid orders of a day.

-- +goose Up
-- A summary that was made. Its posting has the negative id as its order: the
-- summary stands for many.
CREATE TABLE summary (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	company TEXT NOT NULL REFERENCES company (key),
	store   TEXT NOT NULL REFERENCES shop (key),
	key     TEXT NOT NULL, -- books.Plan.Summary
	made    TEXT NOT NULL
) STRICT;
CREATE INDEX summary_key ON summary (store, key);

-- What an order contributes: one row for each order, so that it is part of one
-- summary at most.
CREATE TABLE summary_part (
	store    TEXT NOT NULL,
	order_id INTEGER NOT NULL,
	company  TEXT NOT NULL,
	key      TEXT NOT NULL,
	day      TEXT NOT NULL,
	hash     TEXT NOT NULL,
	body     TEXT NOT NULL,              -- a document
	summary  INTEGER NOT NULL DEFAULT 0, -- 0: it waits for its day to end
	PRIMARY KEY (store, order_id),
	FOREIGN KEY (store, order_id) REFERENCES sales_order (store, id)
) STRICT;
CREATE INDEX summary_part_waits ON summary_part (company, day) WHERE summary = 0;
CREATE INDEX summary_part_of ON summary_part (summary) WHERE summary > 0;
