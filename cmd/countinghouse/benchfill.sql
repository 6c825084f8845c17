-- Many orders, straight into the database of "bench web": the template order
-- (its number is :template) with other numbers, days, people and amounts, in
-- every state, with its posting, its words, its problems and its audit rows; and
-- the counts that the transactions of the store would have kept.
-- Each part ends with a line of dashes alone.

-- The people and channels that they are made of.
CREATE TEMP TABLE first_name AS SELECT column1 AS n, column2 AS name FROM (VALUES (0, 'Elena'), (1, 'Jon'), (2, 'Amara'), (3, 'Kit'), (4, 'Sofia'), (5, 'Ruth'), (6, 'Priya'), (7, 'Nora'), (8, 'Gil'), (9, 'Tobias'), (10, 'Aiko'), (11, 'Leo'), (12, 'Mercy'), (13, 'Ines'), (14, 'Peter'), (15, 'Joana'));
----
CREATE TEMP TABLE last_name AS SELECT column1 AS n, column2 AS name FROM (VALUES (0, 'Marchetti'), (1, 'Bexley'), (2, 'Nwosu'), (3, 'Holloway'), (4, 'Lindgren'), (5, 'Adeyemi'), (6, 'Raman'), (7, 'Castellane'), (8, 'Fontaine'), (9, 'Renner'), (10, 'Lindqvist'), (11, 'Strand'), (12, 'Okafor'), (13, 'Calloway'), (14, 'Vandersloot'), (15, 'Prates'), (16, 'Whitcombe'), (17, 'Brandt'), (18, 'Verano'), (19, 'Achterberg'), (20, 'Oduya'), (21, 'Reyes'), (22, 'Viewer'), (23, 'Hughes'));
----
-- One row for each order: what differs.
CREATE TEMP TABLE made AS
WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < :orders)
SELECT i AS id, (:now - (:orders - i) * 90) * 1048576 + 1 AS seat, strftime('%Y-%m-%dT%H:%M:%S.000000Z', :now - (:orders - i) * 90, 'unixepoch') AS placed,
	date(:now - (:orders - i) * 90, 'unixepoch') AS day, (i * 7919) % 16 AS f, (i * 104729) % 24 AS l, 500 + (i * 37) % 94321 AS total,
	CASE WHEN i % 25 < 3 THEN 'Amazon' WHEN i % 25 < 5 THEN 'eBay' ELSE 'Online' END AS channel,
	CASE WHEN i > :orders - 40 THEN 'waiting' WHEN i > :orders - 200 THEN 'posted' WHEN i % 50 = 0 THEN 'held' WHEN i % 2503 = 0 THEN 'refused'
		WHEN i % 40 = 7 THEN 'excluded' ELSE 'verified' END AS state,
	CASE WHEN i % 31 = 0 THEN 1 ELSE 0 END AS refunds, 'NEW-' || CASE WHEN i % 100 = 0 THEN 0 ELSE i % 1999 END AS sku
FROM count;
----
INSERT INTO sales_order (store, id, company, version, hash, mark, to_plan, state, outcome, status, placed, modified, day, customer, email, channel, currency, decimals,
	total, tax, plan_reason, reason, document, problems, first_read, planned, refunds, seat)
SELECT o.store, m.id, o.company, 1, 'bench', 1, 0, m.state, CASE m.state WHEN 'held' THEN 'hold' WHEN 'excluded' THEN 'exclude' ELSE 'post' END, 11, m.placed, m.placed, m.day,
	f.name || ' ' || l.name, lower(f.name) || '.' || lower(l.name) || (m.id % 9973) || '@example.com', m.channel, 'USD', 2, m.total, 0, '',
	CASE m.state WHEN 'held' THEN 'QuickBooks has no item for SKU ' || m.sku || '.' WHEN 'refused' THEN 'The item Part ' || (m.id % 7) || ' is inactive.'
		WHEN 'excluded' THEN 'It is a test.' ELSE '' END,
	CASE WHEN m.state IN ('held', 'excluded') THEN '' ELSE 'Sales receipt BC' || m.id END, m.state = 'held', m.placed, m.placed, m.refunds, m.seat
FROM made m JOIN first_name f ON f.n = m.f JOIN last_name l ON l.n = m.l JOIN sales_order o ON o.store = :store AND o.id = :template;
----
INSERT INTO order_body (store, order_id, body)
SELECT :store, m.id, replace(b.body, '"id":' || :template || ',', '"id":' || m.id || ',') FROM made m, order_body b WHERE b.store = :store AND b.order_id = :template;
----
INSERT INTO order_search (rowid, words)
SELECT m.seat, m.id || ' ' || lower(f.name) || ' ' || lower(l.name) || ' ' || lower(f.name) || '.' || lower(l.name) || (m.id % 9973) || '@example.com hc-' || (1000 + m.id % 800) || ' ' ||
	(m.total / 100) || '.' || substr('0' || (m.total % 100), -2) || ' ¤s' || hex(:store) || ' ¤c' || hex(m.channel)
FROM made m JOIN first_name f ON f.n = m.f JOIN last_name l ON l.n = m.l ORDER BY m.id;
----
INSERT INTO number_span (store, day, least, most) SELECT :store, day, min(id), max(id) FROM made WHERE true GROUP BY day ON CONFLICT (store, day) DO UPDATE SET least = min(number_span.least, excluded.least), most = max(number_span.most, excluded.most);
----
INSERT INTO problem (store, order_id, idx, company, code, subject, leads, currency, total, place, what, means, fix)
SELECT :store, m.id, 0, :company, 'item-missing', m.sku, 1, 'USD', m.total, 'line 1', 'QuickBooks has no item for SKU ' || m.sku || '.',
	'It is not posted.', 'Link the SKU to an item in Mapping.' FROM made m WHERE m.state = 'held';
----
INSERT INTO posting (company, store, order_id, kind, part, revision, operation, state, waits, stale, mark, rank, customer_key, name_key, fingerprint, body_hash, ref, total, day,
	txn_id, edit_sequence, txn_number, reason, lane, created, updated, sent_at, posted_at, verified_at, rules_version)
SELECT :company, :store, m.id, 'sales_receipt', '', 1, '', CASE m.state WHEN 'waiting' THEN 'ready' ELSE m.state END, 0, 0, 1, 1, '', '', '', 'bench', 'BC' || m.id, m.total, m.day,
	CASE WHEN m.state IN ('posted', 'verified') THEN 'TXN-' || m.id ELSE '' END, '1', CASE WHEN m.state IN ('posted', 'verified') THEN '' || (40000 + m.id) ELSE '' END,
	CASE m.state WHEN 'refused' THEN 'The item Part ' || (m.id % 7) || ' is inactive.' ELSE '' END, CASE m.state WHEN 'refused' THEN 'mapping' ELSE '' END,
	m.placed, m.placed, m.placed, m.placed, m.placed, 1 + m.id * 2 / :orders
FROM made m WHERE m.state NOT IN ('held', 'excluded') ORDER BY m.id;
----
INSERT INTO posting_body (posting, body)
SELECT p.id, replace(b.body, 'BC' || :template, p.ref) FROM posting p, posting t JOIN posting_body b ON b.posting = t.id
WHERE t.store = :store AND t.order_id = :template AND t.kind = 'sales_receipt' AND p.store = :store AND p.body_hash = 'bench';
----
-- Five audit rows for each order, in the order of time.
INSERT INTO event (id, at, actor_kind, actor_name, action, company, store, order_id, subject, detail, hash)
SELECT (SELECT max(id) FROM event) + (m.id - 1) * 5 + a.k, m.placed, CASE WHEN a.k = 5 AND m.id % 50 = 0 THEN 'user' ELSE a.kind END,
	CASE WHEN a.k = 5 AND m.id % 50 = 0 THEN 'mo@bench.example' ELSE a.name END, CASE WHEN a.k = 5 AND m.id % 50 = 0 THEN 'order.excluded_by_person' ELSE a.action END,
	:company, :store, m.id, 'order ' || m.id, a.detail, zeroblob(32)
FROM made m CROSS JOIN (SELECT column1 AS k, column2 AS kind, column3 AS name, column4 AS action, column5 AS detail FROM (VALUES (1, 'system', 'countinghouse', 'order.read', 'Elena, 12.30 USD'),
	(2, 'system', 'countinghouse', 'order.planned', 'Sales receipt'), (3, 'system', 'countinghouse', 'posting.sent', 'Sales receipt'),
	(4, 'connector', 'QuickBooks', 'posting.posted', 'Sales receipt'), (5, 'connector', 'QuickBooks', 'posting.verified', 'Sales receipt'))) a;
----
INSERT INTO visit (company, ticket_hash, started, ended, last_call, remote_addr, client_version, state, sent, posted, refused, trips, busy_us)
SELECT :company, 'bench' || m.id, m.placed, m.placed, m.placed, '10.0.0.9', '2.3.0.207', 'closed', m.id % 3 / 2, m.id % 3 / 2, 0, 2, 900000 FROM made m WHERE m.id % 10 < 3 ORDER BY m.id;
----
-- QuickBooks' long lists: 200,000 items and 500,000 customers like the first of each.
INSERT INTO list_entry (company, kind, list_id, name_key, full_name_key, part_key, barcode_key, email_key, type, body)
WITH RECURSIVE count(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM count WHERE i < 200000)
SELECT e.company, e.kind, 'I-' || i, replace(e.name_key, '000001', printf('%06d', i)), replace(e.full_name_key, '000001', printf('%06d', i)), replace(e.part_key, '000001', printf('%06d', i)), '', '', e.type,
	replace(replace(e.body, '"I-1"', '"I-' || i || '"'), '000001', printf('%06d', i)) FROM count CROSS JOIN list_entry e WHERE e.company = :company AND e.kind = 'item' AND e.list_id = 'I-1';
----
INSERT INTO list_entry (company, kind, list_id, name_key, full_name_key, part_key, barcode_key, email_key, type, body)
WITH RECURSIVE count(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM count WHERE i < 500000)
SELECT e.company, e.kind, 'C-' || i, replace(e.name_key, '000001', printf('%06d', i)), replace(e.full_name_key, '000001', printf('%06d', i)), '', '', replace(e.email_key, '000001', printf('%06d', i)), e.type,
	replace(replace(e.body, '"C-1"', '"C-' || i || '"'), '000001', printf('%06d', i)) FROM count CROSS JOIN list_entry e WHERE e.company = :company AND e.kind = 'customer' AND e.list_id = 'C-1';
----
-- 50,000 products of the store beside the items: most are one, some may be, some are not.
INSERT INTO ware (store, variant, product, company, sku, sku_key, name, options, name_key, upc, mpn, price, kind, tracking, visible, level, level_read, modified, generation, work, state, item, reason)
WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < 50000)
SELECT :store, i, i, :company, CASE WHEN i % 20 = 19 THEN '' ELSE printf('PN%06d', i) END, CASE WHEN i % 20 = 19 THEN '' ELSE printf('pn%06d', i) END, printf('Part %06d', i), '', printf('part %06d', i), '', '', '9.95', 'physical', 'product', 1, i % 50,
	strftime('%Y-%m-%dT%H:%M:%S.000000Z', :now, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%S.000000Z', :now, 'unixepoch'), 1, 0,
	CASE WHEN i % 20 < 11 THEN 'matched' WHEN i % 20 < 14 THEN 'suggested' WHEN i % 20 < 17 THEN 'only' WHEN i % 20 = 17 THEN 'twice' WHEN i % 20 = 18 THEN 'unusable' ELSE 'nosku' END,
	CASE WHEN i % 20 < 14 THEN 'I-' || i ELSE '' END, CASE WHEN i % 20 < 14 THEN 'the same name' ELSE '' END FROM count;
----
UPDATE list_entry SET place = CASE WHEN CAST(substr(list_id, 3) AS INTEGER) % 20 < 11 THEN 0 ELSE 3 END
WHERE company = :company AND kind = 'item' AND CAST(substr(list_id, 3) AS INTEGER) <= 50000 AND CAST(substr(list_id, 3) AS INTEGER) % 20 < 14;
----
DELETE FROM tally;
----
INSERT INTO tally (company, day, store, state, currency, channel, orders, total)
SELECT company, day, store, state, currency, channel, count(*), sum(total) FROM sales_order GROUP BY company, day, store, state, currency, channel;
----
DELETE FROM work_count;
----
INSERT INTO work_count (company, name, n) SELECT company, 'order:' || state, count(*) FROM sales_order GROUP BY company, state;
----
INSERT INTO work_count (company, name, n) SELECT company, 'posting:' || state, count(*) FROM posting GROUP BY company, state;
----
DELETE FROM cause_tally;
----
INSERT INTO cause_tally (company, code, subject, store, currency, orders, total)
SELECT company, code, subject, store, currency, count(*), sum(total) FROM problem WHERE leads = 1 GROUP BY company, code, subject, store, currency;
----
INSERT INTO cause_tally (company, code, subject, store, currency, orders, total)
SELECT company, 'refused', reason, store, currency, count(*), sum(total) FROM sales_order WHERE state = 'refused' GROUP BY company, reason, store, currency;
