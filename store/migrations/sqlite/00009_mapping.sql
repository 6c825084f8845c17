-- Why a mapping was changed.

-- +goose Up
ALTER TABLE rules ADD COLUMN why TEXT NOT NULL DEFAULT '';
