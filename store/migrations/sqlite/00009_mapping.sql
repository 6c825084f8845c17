-- Why a mapping was changed; and the entries of a kind and type, by name, for
-- the choices of the mapping sheet.

-- +goose Up
ALTER TABLE rules ADD COLUMN why TEXT NOT NULL DEFAULT '';
CREATE INDEX list_entry_type ON list_entry (company, kind, type, full_name_key);
