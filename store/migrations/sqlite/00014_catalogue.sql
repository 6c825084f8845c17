-- The stores' catalogues beside QuickBooks' items. A ware is what can be sold
-- and counted: a variant of a product; a simple product has one.

-- +goose Up
CREATE TABLE ware (
	store       TEXT NOT NULL REFERENCES shop (key),
	variant     INTEGER NOT NULL,
	product     INTEGER NOT NULL,
	company     TEXT NOT NULL,
	sku         TEXT NOT NULL,
	sku_key     TEXT NOT NULL, -- folded by the program, as list_entry's keys
	also_key    TEXT NOT NULL DEFAULT '', -- the name of an item by which it is found besides: of a link, or of a long SKU
	name        TEXT NOT NULL,
	options     TEXT NOT NULL,
	name_key    TEXT NOT NULL, -- name and options
	upc         TEXT NOT NULL,
	mpn         TEXT NOT NULL,
	price       TEXT NOT NULL,
	kind        TEXT NOT NULL,
	tracking    TEXT NOT NULL CHECK (tracking IN ('none', 'product', 'variant')),
	visible     INTEGER NOT NULL CHECK (visible IN (0, 1)),
	level       INTEGER NOT NULL,
	level_read  TEXT NOT NULL, -- '': nothing is known of how many there are
	modified    TEXT NOT NULL,
	generation  INTEGER NOT NULL, -- of the reading of the whole catalogue that saw it last
	work        INTEGER NOT NULL CHECK (work IN (0, 1, 2)), -- 2: to be matched, 1: a suggestion is to be looked for
	mark        INTEGER NOT NULL DEFAULT 0, -- counts how often it was to be matched: guards an answer
	state       TEXT NOT NULL CHECK (state IN ('new', 'matched', 'suggested', 'only', 'twice', 'unusable', 'nosku')),
	item        TEXT NOT NULL DEFAULT '', -- the ListID that it is, or may be
	reason      TEXT NOT NULL DEFAULT '',
	hint        TEXT NOT NULL DEFAULT '', -- the ListID that was found for it when it matched none
	hint_reason TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (store, variant)
) STRICT;
CREATE INDEX ware_product ON ware (store, product);
CREATE INDEX ware_sku ON ware (company, sku_key, store);
CREATE INDEX ware_also ON ware (company, also_key) WHERE also_key <> '';
CREATE INDEX ware_work ON ware (company, work, store, variant) WHERE work > 0;
CREATE INDEX ware_state ON ware (company, state, name_key, store, variant, sku_key);

-- The items that a ware is, may be, or can't tell apart. Rank as in
-- list_entry.place.
CREATE TABLE ware_match (
	company TEXT NOT NULL,
	list_id TEXT NOT NULL,
	store   TEXT NOT NULL,
	variant INTEGER NOT NULL,
	rank    INTEGER NOT NULL,
	PRIMARY KEY (company, list_id, store, variant),
	FOREIGN KEY (store, variant) REFERENCES ware (store, variant) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX ware_match_ware ON ware_match (store, variant);

-- How many there are at each of a store's places.
CREATE TABLE ware_place (
	store     TEXT NOT NULL,
	variant   INTEGER NOT NULL,
	location  INTEGER NOT NULL,
	name      TEXT NOT NULL,
	available INTEGER NOT NULL,
	on_hand   INTEGER NOT NULL,
	read      TEXT NOT NULL,
	PRIMARY KEY (store, variant, location),
	FOREIGN KEY (store, variant) REFERENCES ware (store, variant) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Where an item stands beside the catalogues: 0 matched, 1 twice, 2 found but
-- of no use, 3 suggested, 4 only in QuickBooks, 5 of a kind that no product is.
ALTER TABLE list_entry ADD COLUMN place INTEGER NOT NULL DEFAULT 4;
ALTER TABLE list_entry ADD COLUMN told TEXT NOT NULL DEFAULT ''; -- when QuickBooks told it last, items only
UPDATE list_entry SET place = 5 WHERE kind = 'item' AND type NOT IN ('Service', 'NonInventory', 'OtherCharge', 'Inventory', 'InventoryAssembly', 'Group');
CREATE INDEX list_entry_place ON list_entry (company, place, full_name_key, list_id, part_key, barcode_key) WHERE kind = 'item';
