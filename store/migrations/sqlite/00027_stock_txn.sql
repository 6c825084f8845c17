-- Transactions of QuickBooks that move goods, with the items that they moved
-- when they were read last: a change or a deletion does not tell what they
-- moved before. Those that are gone stay, so that nothing is done twice about them.

-- +goose Up
CREATE TABLE stock_txn (
	company  TEXT NOT NULL REFERENCES company (key),
	txn      TEXT NOT NULL, -- TxnID
	modified TEXT NOT NULL, -- TimeModified as QuickBooks wrote it; 'gone': deleted
	items    TEXT NOT NULL, -- ListIDs, a space between them
	read     TEXT NOT NULL,
	PRIMARY KEY (company, txn)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_txn_read ON stock_txn (company, read);
