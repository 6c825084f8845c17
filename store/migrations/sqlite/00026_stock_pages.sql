-- Lists of quantities: what would be set in a store, what QuickBooks would be
-- adjusted by, what is below nought, what somebody else moved.

-- +goose Up
ALTER TABLE stock_item ADD COLUMN due INTEGER NOT NULL DEFAULT 0; -- by how much QuickBooks is to be adjusted, as compared last
CREATE INDEX stock_item_due ON stock_item (company, item) WHERE due <> 0;
CREATE INDEX stock_item_below ON stock_item (company, item) WHERE on_hand < 0;
CREATE INDEX stock_ware_due ON stock_ware (company, store, variant) WHERE target <> level AND parked = '' AND refused = '' AND asked <> '';
CREATE INDEX stock_event_drift ON stock_event (company, id) WHERE kind IN ('others', 'over');

-- What isn't kept equal any more differs from nothing.
-- +goose StatementBegin
CREATE TRIGGER stock_ware_away AFTER DELETE ON stock_ware
BEGIN
	DELETE FROM stock_difference WHERE store = OLD.store AND variant = OLD.variant;
END;
-- +goose StatementEnd
