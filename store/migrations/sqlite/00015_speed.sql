-- What pages are made of, so that each costs the same among a million orders as
-- among a hundred: what holds orders is counted as it changes, and the indexes
-- of lists hold what their filters ask for.

-- +goose Up
-- How many orders wait for what, and what they come to. The triggers keep it, in
-- whichever transaction changes a problem or a refused order.
CREATE TABLE cause_tally (
	company  TEXT NOT NULL,
	code     TEXT NOT NULL, -- of problem, or 'refused'
	subject  TEXT NOT NULL, -- of problem, or what QuickBooks said
	store    TEXT NOT NULL,
	currency TEXT NOT NULL,
	orders   INTEGER NOT NULL CHECK (orders >= 0),
	total    INTEGER NOT NULL,
	PRIMARY KEY (company, code, subject, store, currency)
) STRICT, WITHOUT ROWID;

INSERT INTO cause_tally (company, code, subject, store, currency, orders, total)
	SELECT company, code, subject, store, currency, count(*), sum(total) FROM problem WHERE leads = 1 GROUP BY company, code, subject, store, currency;
INSERT INTO cause_tally (company, code, subject, store, currency, orders, total)
	SELECT company, 'refused', reason, store, currency, count(*), sum(total) FROM sales_order WHERE state = 'refused' GROUP BY company, reason, store, currency;

-- +goose StatementBegin
CREATE TRIGGER problem_added AFTER INSERT ON problem WHEN NEW.leads = 1 BEGIN
	INSERT INTO cause_tally (company, code, subject, store, currency, orders, total) VALUES (NEW.company, NEW.code, NEW.subject, NEW.store, NEW.currency, 1, NEW.total)
		ON CONFLICT (company, code, subject, store, currency) DO UPDATE SET orders = orders + 1, total = total + excluded.total;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER problem_gone AFTER DELETE ON problem WHEN OLD.leads = 1 BEGIN
	UPDATE cause_tally SET orders = orders - 1, total = total - OLD.total
		WHERE company = OLD.company AND code = OLD.code AND subject = OLD.subject AND store = OLD.store AND currency = OLD.currency;
	DELETE FROM cause_tally WHERE company = OLD.company AND code = OLD.code AND subject = OLD.subject AND store = OLD.store AND currency = OLD.currency AND orders = 0;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER problem_changed BEFORE UPDATE OF company, code, subject, store, currency, total, leads ON problem BEGIN
	SELECT RAISE(ABORT, 'the problems of an order are written anew, never changed: what holds orders is counted by that');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER order_refused AFTER UPDATE OF state, reason, total, currency ON sales_order WHEN NEW.state = 'refused' BEGIN
	INSERT INTO cause_tally (company, code, subject, store, currency, orders, total) VALUES (NEW.company, 'refused', NEW.reason, NEW.store, NEW.currency, 1, NEW.total)
		ON CONFLICT (company, code, subject, store, currency) DO UPDATE SET orders = orders + 1, total = total + excluded.total;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER order_no_longer_refused AFTER UPDATE OF state, reason, total, currency ON sales_order WHEN OLD.state = 'refused' BEGIN
	UPDATE cause_tally SET orders = orders - 1, total = total - OLD.total
		WHERE company = OLD.company AND code = 'refused' AND subject = OLD.reason AND store = OLD.store AND currency = OLD.currency;
	DELETE FROM cause_tally WHERE company = OLD.company AND code = 'refused' AND subject = OLD.reason AND store = OLD.store AND currency = OLD.currency AND orders = 0;
END;
-- +goose StatementEnd

-- Lists are read along these; what a filter asks for besides stands in them, so
-- that only the orders that a page shows are looked up.
DROP INDEX sales_order_placed;
CREATE INDEX sales_order_placed ON sales_order (store, placed, id, day, channel, currency, total, refunds);
DROP INDEX sales_order_state;
CREATE INDEX sales_order_state ON sales_order (store, state, placed, id, day, channel, currency, total, refunds);
-- The orders that QuickBooks refused, by what it said.
CREATE INDEX sales_order_refused ON sales_order (company, reason, store, id) WHERE state = 'refused';
-- The visits in which something was posted.
CREATE INDEX visit_worked ON visit (company, id) WHERE sent > 0 OR posted > 0 OR refused > 0;
