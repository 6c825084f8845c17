package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"countinghouse/bigcommerce"
	"countinghouse/sales"
	"countinghouse/simulator/shop"
	"countinghouse/store"
)

// post is a house whose shop sends webhooks to a receiver.
type post struct {
	*house
	hooks *Hooks
	url   string
}

func newPost(t *testing.T, so shop.Options, with ...func(*HookOptions)) *post {
	t.Helper()
	so.AnyHookDestination = true
	if so.HookRetries == nil {
		so.HookRetries = []time.Duration{time.Millisecond}
	}
	h := &post{house: newHouse(t, so, func(o *Options) { o.Settle, o.Apart, o.Tick = time.Millisecond, time.Millisecond, 5*time.Millisecond })}
	var handler http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(srv.Close)
	h.url = srv.URL
	o := HookOptions{PublicURL: srv.URL, Plain: true}
	for _, w := range with {
		w(&o)
	}
	h.p.o.Now = h.clock.now
	h.hooks = NewHooks(h.st, h.p, o)
	handler = bigcommerce.NewReceiver(h.hooks, h.p.o.Log)
	return h
}

// setShop changes how the store is connected.
func (h *house) setShop(change func(*store.Shop)) {
	h.t.Helper()
	s, err := h.st.Shop(h.t.Context(), "main")
	must(h.t, err)
	change(&s)
	must(h.t, h.st.SaveShop(h.t.Context(), store.Actor{Kind: "cli", Name: "test"}, s))
}

// compare brings the webhooks to what they should be.
func (h *post) compare() error {
	h.t.Helper()
	s, err := h.st.Shop(h.t.Context(), "main")
	must(h.t, err)
	return h.hooks.compare(h.t.Context(), s)
}

// registered are the webhooks that the shop has, as scope and address.
func (h *post) registered() map[string]bigcommerce.Registration {
	h.t.Helper()
	list, err := h.client().Hooks(h.t.Context())
	must(h.t, err)
	out := map[string]bigcommerce.Registration{}
	for _, r := range list {
		out[string(r.Scope)+" "+string(r.Destination)] = r
	}
	if len(out) != len(list) {
		h.t.Errorf("%d webhooks, %d different ones", len(list), len(out))
	}
	return out
}

func (h *post) client() *bigcommerce.Client {
	h.t.Helper()
	s, err := h.st.Shop(h.t.Context(), "main")
	must(h.t, err)
	c, err := h.hooks.client(s)
	must(h.t, err)
	return c
}

func (h *post) standing() store.Hooks {
	h.t.Helper()
	s, err := h.hooks.standing(h.t.Context(), "main")
	must(h.t, err)
	return s
}

// send sends a message by hand and tells how it was answered.
func (h *post) send(key string, head http.Header, body string) int {
	h.t.Helper()
	req, err := http.NewRequest(http.MethodPost, h.url+bigcommerce.HookPath+key, strings.NewReader(body))
	must(h.t, err)
	req.Header = head
	res, err := http.DefaultClient.Do(req)
	must(h.t, err)
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err != nil || len(b) > 0 {
		h.t.Errorf("it is answered %d %q, %v", res.StatusCode, b, err)
	}
	return res.StatusCode
}

func (h *post) secret() string {
	h.t.Helper()
	d, err := h.st.HookDoors(h.t.Context())
	must(h.t, err)
	return d[0].Secrets[0]
}

func message(scope string, order int64, producer string) string {
	return fmt.Sprintf(`{"scope":%q,"store_id":"1","data":{"type":"order","id":%d},"hash":"x","created_at":%d,"producer":"stores/%s"}`, scope, order, time.Now().Unix(), producer)
}

func signedHead(key, id, body string) http.Header {
	stamp := fmt.Sprint(time.Now().Unix())
	h := http.Header{}
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", stamp)
	h.Set("Webhook-Signature", shop.Sign(key, id, stamp, []byte(body)))
	return h
}

func TestWebhooksAreRegisteredOnceHealedAndTakenBack(t *testing.T) {
	h := newPost(t, shop.Options{})
	must(t, h.compare())
	first := h.registered()
	if len(first) != len(hookScopes()) || h.standing().State != store.HooksOn || h.standing().Words != "" {
		t.Fatalf("%d webhooks, %+v", len(first), h.standing())
	}
	c := h.client()
	before := c.Stats().Calls
	h.p.o.Client = func(o *bigcommerce.Options) { o.Now, o.Sleep = h.clock.now, h.clock.sleep }
	must(t, h.compare())
	if again := h.registered(); len(again) != len(first) || c.Stats().Calls != before {
		t.Errorf("compared again there are %d", len(again))
	}
	// One deleted, one switched off, one with another secret, one with an
	// address of another program that uses the same account.
	updated := first[bigcommerce.HookOrderUpdated+" "+h.url+"/hooks/bigcommerce/main"]
	must(t, c.DeleteHook(t.Context(), updated.ID))
	created := first[bigcommerce.HookOrderCreated+" "+h.url+"/hooks/bigcommerce/main"]
	must(t, c.UpdateHook(t.Context(), created.ID, string(created.Scope), string(created.Destination), "of somebody else"))
	must(t, c.CreateHook(t.Context(), bigcommerce.HookOrderUpdated, "https://another.example/hooks/bigcommerce/main", "theirs"))
	must(t, h.compare())
	healed := h.registered()
	if len(healed) != len(first)+1 {
		t.Errorf("healed there are %d", len(healed))
	}
	for name, r := range healed {
		if strings.Contains(name, "another.example") {
			continue
		}
		if !bool(r.Active) || r.Secret() != h.secret() {
			t.Errorf("%s: active %v, secret %q", name, r.Active, r.Secret())
		}
	}
	// Another address: those of before go.
	moved := newHooksAt(h, strings.Replace(h.url, "127.0.0.1", "localhost", 1))
	s, err := h.st.Shop(t.Context(), "main")
	must(t, err)
	must(t, moved.compare(t.Context(), s))
	for name := range h.registered() {
		if strings.Contains(name, "127.0.0.1") {
			t.Errorf("%s is left of the address before", name)
		}
	}
	// Not wanted any more, and switched off: all of ours go, the other's stays.
	for _, change := range []func(*store.Shop){
		func(s *store.Shop) { s.Webhooks = store.HooksNo },
		func(s *store.Shop) { s.Webhooks, s.Disabled = store.HooksYes, true },
	} {
		h.setShop(change)
		must(t, h.compare())
		if left := h.registered(); len(left) != 1 || h.standing().State != store.HooksOff || h.standing().Destination != "" {
			t.Errorf("%d webhooks are left, %+v", len(left), h.standing())
		}
		h.setShop(func(s *store.Shop) { s.Webhooks, s.Disabled = store.HooksYes, false })
		must(t, h.compare())
		if n := len(h.registered()); n != len(first)+1 {
			t.Errorf("wanted again there are %d", n)
		}
	}
}

func newHooksAt(h *post, public string) *Hooks {
	return NewHooks(h.st, h.p, HookOptions{PublicURL: public, Plain: true})
}

func TestWithoutAnAddressThatBigCommerceReachesThereAreNoWebhooks(t *testing.T) {
	for public, want := range map[string]bool{
		"https://books.example.com": true, "https://books.example.com:443": true, "https://books.example.com/x": true,
		"": false, "http://books.example.com": false, "https://books.example.com:8443": false, "https://localhost": false, "http://localhost:8080": false, "https://127.0.0.1": false, "books.example.com": false,
	} {
		if got := reachable(public, false); got != want {
			t.Errorf("%q: %v", public, got)
		}
	}
	h := newPost(t, shop.Options{}, func(o *HookOptions) { o.PublicURL, o.Plain = "http://localhost:8080", false })
	must(t, h.compare())
	if s := h.standing(); s.State != store.HooksLocal || len(h.registered()) != 0 {
		t.Errorf("%+v, %d webhooks", s, len(h.registered()))
	}
}

func TestARegistrationThatIsRefusedIsTold(t *testing.T) {
	h := newPost(t, shop.Options{})
	h.setShop(func(s *store.Shop) { s.Token = "wrong" })
	if err := h.compare(); err == nil {
		t.Error("it was not refused")
	}
	if s := h.standing(); s.State != store.HooksFailed || !strings.Contains(s.Words, "refused the token") {
		t.Errorf("%+v", s)
	}
	h.setShop(func(s *store.Shop) { s.Token = "shop-token" })
	must(t, h.compare())
	if s := h.standing(); s.State != store.HooksOn || s.Words != "" {
		t.Errorf("%+v", s)
	}
}

func TestTheSecretIsChangedAndBothAreLetInMeanwhile(t *testing.T) {
	h := newPost(t, shop.Options{UnsignedHooks: true})
	must(t, h.compare())
	old := h.secret()
	h.clock.slept.Add(int64(secretFor + time.Hour))
	must(t, h.compare())
	if h.secret() == old {
		t.Fatal("the secret is three months old and stays")
	}
	body := message(bigcommerce.HookOrderUpdated, 1, "demo")
	for secret, want := range map[string]int{old: 200, h.secret(): 200, "another": 401} {
		if got := h.send("main", http.Header{bigcommerce.HookHeader: {secret}}, body); got != want {
			t.Errorf("%q is answered %d", secret, got)
		}
	}
}

func TestAMessageWakesThePollerAndPollingStaysTheTruth(t *testing.T) {
	h := newPost(t, shop.Options{Mix: shop.MixPlain(), Seed: 2})
	h.setShop(func(s *store.Shop) { s.PollSeconds = 3600; s.ClientSecret = h.shop.ClientSecret() })
	must(t, h.compare())
	h.shop.Sell(3)
	h.shop.WaitHooks()
	saved := make(chan struct{}, 1000)
	h.p.o.Saved = func() { saved <- struct{}{} }
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { h.p.Run(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	wait := func(what string) {
		t.Helper()
		select {
		case <-saved:
		case <-time.After(20 * time.Second):
			t.Fatal(what)
		}
	}
	wait("the first poll did not come")
	h.shop.SellOne(shop.KindPlain)
	wait("a message came and nothing was polled")
	if s := h.standing(); !s.Signed || s.LastEvent.IsZero() || s.Doubt != "" {
		t.Errorf("%+v", s)
	}
}

// Ten thousand messages are one thing to look at: they cost few calls and few
// transactions, and each is answered.
func TestAStormOfMessagesMakesFewCalls(t *testing.T) {
	n := 10_000
	if raceEnabled || testing.Short() {
		n = 1000
	}
	h := newPost(t, shop.Options{Mix: shop.MixPlain()})
	h.setShop(func(s *store.Shop) { s.PollSeconds = 3600 })
	h.p.o.Settle, h.p.o.Apart = 50*time.Millisecond, 300*time.Millisecond
	must(t, h.compare())
	h.shop.Sell(5)
	h.shop.WaitHooks()
	h.poll()
	before := int(h.hooks.Counts()["main"].Taken)
	calls := h.p.state("main").client.Stats().Calls
	secret, began := h.secret(), time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { h.p.Run(ctx); close(done) }()
	work := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	answers := map[int]int{}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	for range 32 {
		wg.Go(func() {
			for i := range work {
				body := message(bigcommerce.HookOrderUpdated, int64(i), "demo")
				req, err := http.NewRequest(http.MethodPost, h.url+bigcommerce.HookPath+"main", strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set(bigcommerce.HookHeader, secret)
				req.Header.Set("Webhook-Id", fmt.Sprint(i))
				res, err := client.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				_ = res.Body.Close()
				mu.Lock()
				answers[res.StatusCode]++
				mu.Unlock()
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	took := time.Since(began)
	cancel()
	<-done
	client.CloseIdleConnections()
	calls = h.p.state("main").client.Stats().Calls - calls
	t.Logf("%d messages in %v: %d calls", n, took, calls)
	if answers[200] != n {
		t.Errorf("answers: %v", answers)
	}
	// Each poll is at least 300 ms after the one before, and costs the list and the refunds.
	if most := 5 * (int(took/(300*time.Millisecond)) + 2); calls > most {
		t.Errorf("%d calls, at most %d", calls, most)
	}
	if c := h.hooks.Counts()["main"]; int(c.Taken) != n+before {
		t.Errorf("%+v", c)
	}
}

func TestMessagesRepeatedLateForgedAndForNothingDoNoHarm(t *testing.T) {
	h := newPost(t, shop.Options{Mix: shop.MixSales(), Seed: 5, HookRetries: []time.Duration{}})
	h.setShop(func(s *store.Shop) { s.ClientSecret = h.shop.ClientSecret() })
	must(t, h.compare())
	h.shop.SetHookFaults(func(n int) shop.HookFault {
		return []shop.HookFault{{}, {Repeat: 3}, {Delay: 3 * time.Millisecond}, {BadSignature: true, BadSecret: true}, {StaleBy: time.Hour, BadSecret: true}, {NoSignature: true, BadSecret: true}, {Drop: true}, {Producer: "other"}}[n%8]
	})
	for i, id := range h.shop.Sell(40) {
		acts := []func(int64) error{h.shop.Touch, h.shop.Edit, h.shop.Ship, h.shop.Pay, h.shop.RefundAllowance, h.shop.Cancel}
		if err := acts[i%len(acts)](id); err != nil && !errors.Is(err, shop.ErrState) {
			t.Fatal(err)
		}
	}
	h.shop.WaitHooks()
	h.shop.SetHookFaults(nil)
	key := h.shop.ClientSecret()
	for _, id := range []int64{0, 5, 999_999_999} { // unknown here, unknown there
		for _, scope := range []string{bigcommerce.HookTransactionCreated, bigcommerce.HookOrderArchived, "store/cart/created", ""} {
			body := message(scope, id, "demo")
			if got := h.send("main", signedHead(key, fmt.Sprintf("by-hand-%s-%d", scope, id), body), body); got != 200 {
				t.Errorf("%s of %d is answered %d", scope, id, got)
			}
		}
	}
	h.later()
	h.poll()
	h.agree()
	c := h.hooks.Counts()["main"]
	if c.Taken == 0 || c.Repeated == 0 || c.Refused == 0 {
		t.Errorf("not all of it happened: %+v", c)
	}
	if off := len(h.registered()); off != len(hookScopes()) {
		t.Errorf("%d webhooks", off)
	}
	again := h.poll()
	if again.Orders != 0 {
		t.Errorf("nothing changed, and %d orders were read", again.Orders)
	}
}

func TestNothingIsToldToWhoeverProvesNothing(t *testing.T) {
	h := newPost(t, shop.Options{})
	h.setShop(func(s *store.Shop) { s.ClientSecret = "client" })
	must(t, h.compare())
	secret, body := h.secret(), message(bigcommerce.HookOrderUpdated, 1, "demo")
	own := func() http.Header { return http.Header{bigcommerce.HookHeader: {secret}} }
	for name, c := range map[string]struct {
		key, body string
		head      http.Header
	}{
		"no proof":                   {"main", body, http.Header{}},
		"another secret":             {"main", body, http.Header{bigcommerce.HookHeader: {"x"}}},
		"another store's path":       {"nobody", body, own()},
		"no store's path":            {"", body, own()},
		"a path beyond":              {"main/../main", body, own()},
		"an endless path":            {strings.Repeat("a", 100), body, own()},
		"another store's message":    {"main", message(bigcommerce.HookOrderUpdated, 1, "other"), own()},
		"too large":                  {"main", body + strings.Repeat(" ", bigcommerce.MaxHook), own()},
		"signed with another secret": {"main", body, signedHead("x", "m", body)},
	} {
		if got := h.send(c.key, c.head, c.body); got != http.StatusUnauthorized {
			t.Errorf("%s is answered %d", name, got)
		}
	}
	req, err := http.NewRequest(http.MethodGet, h.url+bigcommerce.HookPath+"main", nil)
	must(t, err)
	req.Header = own()
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET is answered %d", res.StatusCode)
	}
	if got := h.send("main", own(), body); got != 200 {
		t.Errorf("with the secret: %d", got)
	}
	// Once BigCommerce was seen to sign, its signature is required.
	if got := h.send("main", signedHead("client", "m1", body), body); got != 200 {
		t.Errorf("signed: %d", got)
	}
	if got := h.send("main", own(), body); got != http.StatusUnauthorized {
		t.Errorf("without a signature after one was seen: %d", got)
	}
	// Another client secret was entered: it is learnt anew.
	h.setShop(func(s *store.Shop) { s.ClientSecret = "entered wrong" })
	h.hooks.forgetDoors()
	both := signedHead("client", "m2", body)
	both.Set(bigcommerce.HookHeader, secret)
	if got := h.send("main", both, body); got != 200 || !strings.Contains(h.standing().Doubt, "client secret") {
		t.Errorf("%d, %+v", got, h.standing())
	}
	h.setShop(func(s *store.Shop) { s.Webhooks = store.HooksSigned })
	h.hooks.forgetDoors()
	if got := h.send("main", own(), body); got != http.StatusUnauthorized {
		t.Errorf("without a signature where the setting asks for one: %d", got)
	}
	h.hooks.blame(t.Context())
	if s := h.standing(); !strings.Contains(s.Doubt, "do not prove") {
		t.Errorf("%+v", s)
	}
}

// A payment need not move the order in the store's list (reference:
// bigcommerce-api §2.2): its message has the order read.
func TestAPaymentThatMovesNothingIsReadByItsMessage(t *testing.T) {
	h := newPost(t, shop.Options{Mix: shop.MixPlain(), QuietMoney: true})
	h.p.o.Detail = Detail{Transactions: Always}
	must(t, h.compare())
	id := sales.OrderID(h.shop.SellOne(shop.KindAuthorized))
	h.poll()
	was, err := h.st.Order(t.Context(), "main", id)
	must(t, err)
	truth, _ := h.shop.Truth(int64(id))
	must(t, h.shop.Authorize(int64(id), truth.Total))
	h.shop.WaitHooks()
	h.later()
	r := h.poll()
	now, err := h.st.Order(t.Context(), "main", id)
	must(t, err)
	if len(now.Payments) <= len(was.Payments) || r.Orders != 1 {
		t.Errorf("%d transactions before, %d after; %d orders read", len(was.Payments), len(now.Payments), r.Orders)
	}
	if r := h.poll(); r.Orders != 0 {
		t.Errorf("it is read again and again: %+v", r)
	}
}

func TestAMessageIsRefusedForNowWhileItCantBeKept(t *testing.T) {
	h := newPost(t, shop.Options{}, func(o *HookOptions) { o.Patience = 30 * time.Millisecond })
	must(t, h.compare())
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, store.FileName))
	must(t, err)
	defer db.Close()
	lock, err := db.Conn(t.Context())
	must(t, err)
	_, err = lock.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	must(t, err)
	head, body := http.Header{bigcommerce.HookHeader: {h.secret()}, "Webhook-Id": {"m"}}, message(bigcommerce.HookOrderUpdated, 1, "demo")
	for range 3 {
		if got := h.send("main", head, body); got != http.StatusServiceUnavailable {
			t.Errorf("it is answered %d", got)
		}
	}
	_, err = lock.ExecContext(t.Context(), "ROLLBACK")
	must(t, err)
	must(t, lock.Close())
	for began := time.Now(); h.send("main", head, body) != http.StatusOK; {
		if time.Since(began) > 20*time.Second {
			t.Fatal("the database is free, and no message is taken")
		}
	}
}

func TestChangesThatNoMessageToldOfAreToldOf(t *testing.T) {
	h := newPost(t, shop.Options{Mix: shop.MixPlain()})
	must(t, h.compare())
	h.shop.SetHookFaults(func(int) shop.HookFault { return shop.HookFault{Drop: true} })
	found := func() {
		h.shop.Sell(1)
		h.poll()
		h.clock.slept.Add(int64(silence + time.Minute))
		h.hooks.blame(t.Context())
	}
	h.clock.slept.Add(int64(time.Hour))
	found()
	if s := h.standing(); !strings.Contains(s.Doubt, "BigCommerce did not tell") {
		t.Errorf("%+v", s)
	}
	if s := h.hooks.state("main"); !s.look {
		t.Error("the webhooks are not looked at")
	}
}

func TestRunRegistersAndFollowsTheSettings(t *testing.T) {
	h := newPost(t, shop.Options{}, func(o *HookOptions) { o.Tick = 5 * time.Millisecond })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { h.hooks.Run(ctx); close(done) }()
	until := func(want store.HookState) {
		t.Helper()
		for began := time.Now(); h.standing().State != want; {
			if time.Since(began) > 20*time.Second {
				t.Fatalf("%+v", h.standing())
			}
		}
	}
	until(store.HooksOn)
	h.setShop(func(s *store.Shop) { s.Webhooks = store.HooksNo })
	until(store.HooksOff)
	cancel()
	<-done
	if n := len(h.registered()); n != 0 {
		t.Errorf("%d webhooks are left", n)
	}
}

// The messages of a store that the app connected are signed with the app's
// client secret, which the server has and not the store's row.
func TestMessagesOfTheAppsStoresAreProvedByTheAppsSecret(t *testing.T) {
	h := newPost(t, shop.Options{Mix: shop.MixPlain()}, func(o *HookOptions) { o.AppSecret = "app-secret" })
	app := h.shop.NewApp(shop.AppOptions{ClientID: "app", ClientSecret: "app-secret", Scopes: bigcommerce.LeastScopes(), Auth: "https://books.example.com/app/auth"})
	in, err := bigcommerce.ParseInstall(app.Code())
	must(t, err)
	g, err := bigcommerce.App{AppKeys: bigcommerce.AppKeys{ClientID: "app", ClientSecret: "app-secret"}, LoginURL: h.house.url, AuthCallback: "https://books.example.com/app/auth"}.Exchange(t.Context(), in)
	must(t, err)
	h.setShop(func(s *store.Shop) {
		s.Token, s.App, s.ClientSecret, s.Webhooks = g.Token, true, "of the account before", store.HooksSigned
	})
	must(t, h.compare())
	h.shop.Sell(3)
	h.shop.WaitHooks()
	if c := h.hooks.Counts()["main"]; c.Taken < 6 || c.Refused != 0 || !h.standing().Signed {
		t.Errorf("%+v, %+v", c, h.standing())
	}
	if r := h.poll(); r.New != 3 {
		t.Errorf("%+v", r)
	}
	if _, err := app.Uninstall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.p.Poll(t.Context(), "main"); !bigcommerce.IsKind(err, bigcommerce.Unauthorized) {
		t.Errorf("the app is gone, and polling says %v", err)
	}
	h.setShop(func(s *store.Shop) { s.App = true })
	if _, err := h.st.SaveAppInstall(t.Context(), store.AppInstall{Hash: "demo", Token: "x"}); err != nil {
		t.Fatal(err)
	}
	// What BigCommerce could not be asked about is true when a reading is refused.
	must(t, h.st.UninstallApp(t.Context(), store.Callback{ID: "1", Hash: "demo", Issued: time.Now(), Expires: time.Now().Add(time.Hour)}, false))
	if _, err := h.p.Poll(t.Context(), "main"); !bigcommerce.IsKind(err, bigcommerce.Unauthorized) {
		t.Errorf("polling says %v", err)
	}
	if s, err := h.st.Shop(t.Context(), "main"); err != nil || s.LastError != store.AppIsGone || s.Token != "" {
		t.Errorf("people read %q, %v", s.LastError, err)
	}
	if _, err := h.p.Poll(t.Context(), "main"); err == nil || err.Error() != store.AppIsGone {
		t.Errorf("polling says %v", err)
	}
	if s, err := h.st.Shop(t.Context(), "main"); err != nil || s.LastError != store.AppIsGone {
		t.Errorf("people read %q, %v", s.LastError, err)
	}
}
