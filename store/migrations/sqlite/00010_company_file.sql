-- The places from which a company file was opened. A copy or a restored backup
-- carries the marks of the file that it was made of, so a new place is a
-- person's word.

-- +goose Up
CREATE TABLE company_file (
	company     TEXT NOT NULL REFERENCES company (key),
	path_key    TEXT NOT NULL, -- lower case, with backslashes
	path        TEXT NOT NULL,
	seen        TEXT NOT NULL, -- first
	accepted    TEXT NOT NULL DEFAULT '',
	accepted_by TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (company, path_key)
) STRICT;
INSERT INTO company_file (company, path_key, path, seen, accepted)
	SELECT key, lower(replace(file_path_seen, '/', '\')), file_path_seen, last_call, last_call FROM company WHERE file_path_seen <> '' AND last_call <> '';
