-- What is to be made on one side because it is on the other.

-- +goose Up

-- Items that were asked for outside of any order: no plan's change withdraws
-- them, and what the ware's SKU is follows when QuickBooks has them. The item
-- itself is a posting without an order, of that part.
CREATE TABLE wanted_item (
	company  TEXT NOT NULL,
	part     TEXT NOT NULL, -- of the posting
	store    TEXT NOT NULL, -- the ware, as it was when it was asked for; '' for an item that only others stand under
	variant  INTEGER NOT NULL,
	sku      TEXT NOT NULL,
	title    TEXT NOT NULL,
	link     INTEGER NOT NULL CHECK (link IN (0, 1)), -- the SKU is linked to the item: nothing else tells that it is it
	asked    TEXT NOT NULL,
	asked_by TEXT NOT NULL,
	PRIMARY KEY (company, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX wanted_item_ware ON wanted_item (store, variant);

-- What is made of which, and of what kind: one row for each company file, JSON.
CREATE TABLE create_rules (
	company  TEXT PRIMARY KEY REFERENCES company (key),
	body     TEXT NOT NULL,
	saved    TEXT NOT NULL,
	saved_by TEXT NOT NULL
) STRICT;

-- What a product costs and where it stands in the store.
ALTER TABLE ware ADD COLUMN cost TEXT NOT NULL DEFAULT '';
ALTER TABLE ware ADD COLUMN category TEXT NOT NULL DEFAULT ''; -- names, one a line

-- What is read of products one by one: what they are put together of.
CREATE TABLE product_more (
	store    TEXT NOT NULL,
	product  INTEGER NOT NULL,
	modified TEXT NOT NULL, -- the product's, when this was read
	bundle   TEXT NOT NULL, -- JSON; '' for none
	PRIMARY KEY (store, product)
) STRICT, WITHOUT ROWID;

-- Products that are to be made in a store of items of QuickBooks. A product is
-- in one of five states, as a posting is: ready, sent (the call left), unsure
-- (its answer never came: the store is asked by SKU before anything is sent
-- again), posted, refused; withdrawn was taken back before it was sent.
CREATE TABLE wanted_product (
	id       INTEGER PRIMARY KEY,
	company  TEXT NOT NULL,
	store    TEXT NOT NULL REFERENCES shop (key),
	list_id  TEXT NOT NULL, -- the item
	sku      TEXT NOT NULL,
	sku_key  TEXT NOT NULL,
	body     TEXT NOT NULL,
	state    TEXT NOT NULL CHECK (state IN ('ready', 'sent', 'unsure', 'posted', 'refused', 'withdrawn')),
	reason   TEXT NOT NULL DEFAULT '',
	attempts INTEGER NOT NULL DEFAULT 0,
	product  INTEGER NOT NULL DEFAULT 0, -- what the store made
	link     INTEGER NOT NULL CHECK (link IN (0, 1)),
	asked    TEXT NOT NULL,
	asked_by TEXT NOT NULL,
	updated  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX wanted_product_once ON wanted_product (store, sku_key) WHERE state <> 'withdrawn';
CREATE INDEX wanted_product_work ON wanted_product (store, state, id);
CREATE INDEX wanted_product_item ON wanted_product (company, list_id);
