-- Adjustments that QuickBooks refuses: of several items each is tried alone, and
-- the one that it is about is left alone.

-- +goose Up
ALTER TABLE stock_item ADD COLUMN refused TEXT NOT NULL DEFAULT ''; -- why QuickBooks would not adjust it, for people; until somebody has it tried again
ALTER TABLE stock_item ADD COLUMN alone INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1)); -- an adjustment with others was refused: it is adjusted by itself next
