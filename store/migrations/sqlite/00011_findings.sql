-- Documents of ours that QuickBooks told were deleted there, since it forgets
-- deletions after about 90 days and what is gone would look then as if the
-- company file had been restored without it. And what the app was told.

-- +goose Up
CREATE TABLE deleted_there (
	company TEXT NOT NULL REFERENCES company (key),
	txn_id  TEXT NOT NULL,
	at      TEXT NOT NULL, -- as QuickBooks writes it
	told    TEXT NOT NULL, -- when it first told of it
	PRIMARY KEY (company, txn_id)
) STRICT, WITHOUT ROWID;

-- When BigCommerce last said that an app was uninstalled although its token
-- still reads the store; empty: it did not. The first reading that is refused
-- decides.
ALTER TABLE app_install ADD COLUMN doubted TEXT NOT NULL DEFAULT '';
