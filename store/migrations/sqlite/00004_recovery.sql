-- Message sets that are sent again unchanged, and how each came to its end.

-- +goose Up
-- ending: '' no answer came, so QuickBooks may be at work on it still; 'failed'
-- it ended without an answer that says what became of it; 'answered' it said.
ALTER TABLE exchange ADD COLUMN ending TEXT NOT NULL DEFAULT '' CHECK (ending IN ('', 'failed', 'answered'));
-- again: the exchange whose very bytes this one sent once more; 0: none.
ALTER TABLE exchange ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
DROP INDEX exchange_set;
CREATE UNIQUE INDEX exchange_set ON exchange (set_id, purpose) WHERE set_id <> '' AND purpose = 'post' AND again = 0;
CREATE INDEX exchange_sends ON exchange (set_id) WHERE set_id <> '' AND purpose = 'post';
