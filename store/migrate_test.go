package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"countinghouse/books"
)

// oldDatabase makes a database of an older schema and fills it.
func oldDatabase(t *testing.T, dir string, version int64, rows ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, FileName)+"?_pragma=foreign_keys(1)")
	must(t, err)
	defer func() { must(t, db.Close()) }()
	files, err := fs.Sub(migrations, "migrations/sqlite")
	must(t, err)
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	must(t, err)
	if _, err := p.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if _, err := db.Exec(row); err != nil {
			t.Fatalf("%v in %s", err, row)
		}
	}
}

// The first version knew customers, receipts, invoices and payments, and one
// dependency of each. What was posted then, and what was under way, goes on.
func TestDatabaseOfTheFirstVersionGoesOn(t *testing.T) {
	dir := t.TempDir()
	posting := func(id, order int, kind, state, txn, key string, dependsOn, waits, rank int) string {
		store := "main"
		if order == 0 {
			store = ""
		}
		return fmt.Sprintf(`INSERT INTO posting (id, company, store, order_id, kind, revision, state, waits, stale, mark, rank, customer_key, name_key, fingerprint, body_hash,
			ref, total, day, depends_on, txn_id, created, updated) VALUES (%d, 'larkspur', '%s', %d, '%s', 1, '%s', %d, 0, 1, %d, '%s', '', 'f', 'h',
			'BC%d', 1000, '', %d, '%s', '', '')`, id, store, order, kind, state, waits, rank, key, order, dependsOn, txn)
	}
	body := func(id int, text string) string {
		return fmt.Sprintf("INSERT INTO posting_body (posting, body) VALUES (%d, '%s')", id, text)
	}
	order := func(id int, state string) string {
		return fmt.Sprintf(`INSERT INTO sales_order VALUES ('main', %d, 'larkspur', 1, 'h', 1, 0, '%s', 'post', 11, '2026-11-01T12:00:00.000000Z', '', '2026-11-01', 'Ana',
			'', '', 'USD', 2, 1000, 0, '', '', '', 0, '', '')`, id, state)
	}
	orderBody := `INSERT INTO order_body VALUES ('main', %d, '{"store":"main","id":%d}')`
	oldDatabase(t, dir, 1,
		`INSERT INTO company (key, name, user_name, password_hash, owner_id, file_id, every_minutes, file_path, expected_name, quiet_from, quiet_to, created)
			VALUES ('larkspur', 'Larkspur', 'u', '', '{o}', '{f}', 10, '', '', '', '', '')`,
		`INSERT INTO shop (key, company, name, api_url, login_url, hash, token, client_id, client_secret, poll_seconds, zone, currency, inclusive, disabled, created)
			VALUES ('main', 'larkspur', 'Main', '', '', '', '', '', '', 60, 'UTC', 'USD', 0, 0, '')`,
		order(1, "waiting"), order(2, "posted"), order(3, "waiting"),
		fmt.Sprintf(orderBody, 1, 1), fmt.Sprintf(orderBody, 2, 2), fmt.Sprintf(orderBody, 3, 3),
		posting(1, 0, "customer", "posted", "80-1", "main/1", 0, 0, 0), body(1, `{"key":"main/1","name":"Ana"}`),
		posting(2, 1, "invoice", "posted", "T-2", "main/1", 1, 0, 1), body(2, `{"kind":"invoice","revision":1,"customerKey":"main/1","refNumber":"BC1","total":1000}`),
		posting(3, 1, "payment", "ready", "", "main/1", 2, 0, 2), body(3, `{"kind":"payment","revision":1,"customerKey":"main/1","refNumber":"BC1-P1","appliesTo":"BC1","total":1000}`),
		posting(4, 2, "sales_receipt", "posted", "T-4", "", 0, 0, 1), body(4, `{"kind":"sales_receipt","revision":1,"refNumber":"BC2","total":1000}`),
		posting(5, 3, "invoice", "sent", "", "main/1", 1, 0, 1), body(5, `{"kind":"invoice","revision":1,"customerKey":"main/1","refNumber":"BC3","total":1000}`),
		posting(6, 3, "payment", "ready", "", "main/1", 5, 1, 2), body(6, `{"kind":"payment","revision":1,"customerKey":"main/1","refNumber":"BC3-P1","appliesTo":"BC3","total":1000}`),
		`INSERT INTO customer_link VALUES ('larkspur', 'main/1', '80-1', '', 'countinghouse')`,
		`INSERT INTO visit (id, company, ticket_hash, started, last_call, remote_addr, client_version, state) VALUES (1, 'larkspur', 'x', '', '', '', '', 'open')`,
		`INSERT INTO exchange (id, visit, seq, set_id, purpose, requests, sent_at) VALUES (1, 1, 1, 's', 'post', 1, '')`,
		`INSERT INTO exchange_posting VALUES (1, 5)`, `UPDATE posting SET exchange = 1 WHERE id = 5`,
		`INSERT INTO tally VALUES ('larkspur', '2026-11-01', 'main', 'waiting', 'USD', '', 2, 2000), ('larkspur', '2026-11-01', 'main', 'posted', 'USD', '', 1, 1000)`,
		`INSERT INTO work_count VALUES ('larkspur', 'order:waiting', 2), ('larkspur', 'order:posted', 1), ('larkspur', 'posting:posted', 3), ('larkspur', 'posting:ready', 1),
			('larkspur', 'posting:ready, blocked', 1), ('larkspur', 'posting:sent', 1)`,
	)
	s := openAt(t, dir, newClock())
	must(t, s.Audit(t.Context(), tester, "test.begun", "test", ""))
	checkInvariants(t, s)

	ready, err := s.ClaimReady(t.Context(), "larkspur", 10)
	must(t, err)
	if len(ready) != 1 || ready[0].ID != 3 || len(ready[0].Links) != 1 || ready[0].Links[0].Use != books.Pays || ready[0].Links[0].TxnID != "T-2" ||
		ready[0].Links[0].Amount != 1000 || ready[0].CustomerListID != "80-1" {
		t.Fatalf("what is ready is %+v", ready)
	}
	answer(t, s, 1, posted(5)...) // its answer comes after the upgrade
	if ids := claim(t, s, 10); len(ids) != 2 {
		t.Errorf("ready are %v, want both payments", ids)
	}
	must(t, s.PlanOrder(t.Context(), tester, "main", 1))
	orders, err := s.OrdersToPlan(t.Context(), "larkspur", 10)
	must(t, err)
	if len(orders) != 1 || len(orders[0].Prior) != 1 || !orders[0].Prior[0].Settled || orders[0].Prior[0].Document.RefNumber != "BC1" {
		t.Errorf("what was handed over of order 1 is %+v", orders)
	}
	var orphans int
	must(t, s.row(t.Context(), "SELECT count(*) FROM pragma_foreign_key_check", nil, &orphans))
	if orphans != 0 {
		t.Errorf("%d rows point at nothing", orphans)
	}
	backups, err := filepath.Glob(filepath.Join(dir, "backups", "before-migration-from-1-*"))
	must(t, err)
	if len(backups) != 1 {
		t.Errorf("the backups before the migration are %v", backups)
	}
	// New postings are numbered on, never again from one that was.
	numberedOn(t, s)
	checkInvariants(t, s)
}

func numberedOn(t *testing.T, s *Store) {
	t.Helper()
	saveOrders(t, s, order(9, "12.30"))
	planAll(t, s, func(o PlannedOrder) books.Plan {
		if o.Order.ID != 9 {
			return postPlan(o.Order)
		}
		return postPlan(o.Order, receipt(o.Order))
	})
	if p := postingOf(t, s, 9, books.SalesReceipt); p.ID != 7 {
		t.Errorf("the new posting is number %d, want 7", p.ID)
	}
}
