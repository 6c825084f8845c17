-- How many orders of a day and channel each line of the mapping sheet is about.

-- +goose Up
CREATE TABLE line_use (
	store   TEXT NOT NULL REFERENCES shop (key),
	line    TEXT NOT NULL, -- key and row of the sheet, as books.UseOf names them
	day     TEXT NOT NULL, -- by UTC
	channel TEXT NOT NULL,
	orders  INTEGER NOT NULL,
	PRIMARY KEY (store, line, day, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX line_use_day ON line_use (day);
