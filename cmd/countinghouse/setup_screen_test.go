package main

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"countinghouse/server"
	"countinghouse/simulator/company"
	"countinghouse/simulator/connector"
	"countinghouse/simulator/shop"
)

// emptyWorld is a server on an empty database, with an invitation; a store that
// sold something and a company file are there, and nobody told it of them.
func emptyWorld(t *testing.T) *world {
	t.Helper()
	w := &world{o: worldOptions{Dir: t.TempDir(), Seed: 8, Mix: shop.Mix{shop.KindPlain: 1}, NoPolling: true}}
	w.config = server.Config{Data: w.o.Dir}
	w.Shop, w.Books = w.o.shop(), company.New(w.o.company())
	w.o.Log = slog.New(slog.DiscardHandler)
	if err := stockBooks(w.Books, w.Shop, w.o); err != nil {
		t.Fatal(err)
	}
	open, shutter := context.WithCancel(context.Background())
	w.shutter = shutter
	var err error
	if w.shopURL, err = serveLocal(open, w.Shop.Handler()); err != nil {
		t.Fatal(err)
	}
	if w.Store, err = w.openStore(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.key, err = w.config.SessionKey(); err != nil {
		t.Fatal(err)
	}
	l, err := freeListener("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	w.o.Listen = l.Addr().String()
	w.URL = "http://localhost" + w.o.Listen[strings.LastIndex(w.o.Listen, ":"):]
	s, err := server.New(w.Store, server.Options{Listen: w.listen(), Version: "test", Log: w.o.Log, SessionKey: w.key, ListsEvery: time.Minute, Simulated: true, FirstToken: "the-invitation"})
	if err != nil {
		t.Fatal(err)
	}
	w.Server = s
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	w.serving.Go(func() { _ = s.Serve(ctx, l) })
	t.Cleanup(w.Close)
	return w
}

func TestAnAdminSetsUpFromAnEmptyDatabaseToTheFirstPostedOrder(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(map[bool]string{true: "scripts on", false: "scripts off"}[scripts], func(t *testing.T) {
			ctx := t.Context()
			w := emptyWorld(t)
			w.Shop.Sell(3)
			s := look(t, w.URL, scripts)

			// The first account, by the invitation.
			s.open("/setup/first?token=the-invitation")
			s.write("#f-name", "Tomas Reyes")
			s.write("#f-email", "tomas@hillcountry.example")
			s.write("#f-password", deskPassword)
			s.press("form button.primary", "")
			s.until("the login", "location.pathname === '/login'")
			s.write("#email", "tomas@hillcountry.example")
			s.write("#password", deskPassword)
			s.press("form button.primary", "")
			s.until("the first step", "location.pathname === '/setup/store'")

			// 1. The store: a wrong token is refused by name, the right one taken.
			s.write("#f-name", "demo")
			s.write("#f-path", w.shopURL+"/stores/demo/v3/")
			s.write("#f-token", "wrong")
			s.write("#f-books", w.Books.Name())
			s.press("form[action^='/setup/store'] button.primary", "")
			s.shows("refused the token")
			s.write("#f-token", "shop-token")
			s.press("form[action^='/setup/store'] button.primary", "")
			s.shows("The token was accepted")
			if _, err := w.PollShop(ctx); err != nil {
				t.Fatal(err)
			}

			// 2. QuickBooks: the password that is shown once, and the file's first call.
			s.open("/setup/quickbooks")
			s.press("button[value=password]", "Make a password")
			s.until("the password", "document.querySelector('code.secret')")
			w.Password = seen[string](s, "document.querySelector('code.secret').innerText.trim()")
			all, err := w.Store.Companies(ctx)
			if err != nil || len(all) != 1 {
				t.Fatalf("%d company files, %v", len(all), err)
			}
			qwc, err := server.QWC(all[0], w.URL).Encode()
			if err != nil {
				t.Fatal(err)
			}
			if w.Web, err = connector.New(connector.Options{QWC: qwc, Password: w.Password, Processor: w.Books.Connect(), NoOpWait: 50 * time.Millisecond}); err != nil {
				t.Fatal(err)
			}
			// 3. Its lists are read at its calls.
			if err := w.Visits(ctx, 4); err != nil {
				t.Fatal(err)
			}
			s.open("/setup/quickbooks")
			s.press("button[value=right]", "")
			s.until("the confirmation", "!document.querySelector('button[value=right]')")

			// 4. The mapping: what the orders need, then the sheet.
			s.open("/setup/map")
			s.press("main a", "Map them")
			s.until("the worklist", "location.pathname === '/mapping/open'")
			for seen[bool](s, "Boolean(document.querySelector('button.guess'))") { // what isn't sure is filled in by a person
				n := seen[int](s, "document.querySelectorAll('button.guess').length")
				s.press("button.guess", "Use ")
				s.until("that it is filled in", "document.querySelectorAll('button.guess').length < "+strconv.Itoa(n))
			}
			s.press("button[value=save]", "")
			s.shows("of the mapping is saved")
			s.open("/mapping")
			s.write("input[name='charges.shipping']", "Online Shipping")
			s.write("input[name='tax.zero_item']", "Online Zero Tax")
			s.press("button[value=save]", "")
			s.shows("of the mapping is saved")

			// 5 and 6. The checks, and the rehearsal, which sends nothing.
			s.open("/setup/check")
			s.open("/setup/rehearse")
			s.shows("Would be posted")
			if n := len(inQuickBooks(w)); n != 0 {
				t.Fatalf("%d documents are in QuickBooks before going live", n)
			}
			s.press("button[value=right]", "")
			s.until("that they were found right", "!document.querySelector('button[value=right]')")

			// 7. Live; a day that is none is refused where it stands.
			s.open("/setup/live")
			s.write("#f-from", "soon")
			s.press("form[action^='/setup/live'] button.primary", "")
			s.shows("is not a day like")
			s.do(chromedp.Clear(chromedp.CSS("#f-from")))
			s.write("#f-from", time.Now().AddDate(0, 0, -40).Format("2 Jan 2006"))
			s.press("form[action^='/setup/live'] button.primary", "")
			s.until("Home", "location.pathname === '/'")
			if err := w.Visits(ctx, 4); err != nil {
				t.Fatal(err)
			}
			s.open("/sales")
			if n := len(inQuickBooks(w)); n == 0 {
				t.Fatalf("nothing was posted: %s", s.text())
			}
			s.shows("In QuickBooks")
		})
	}
}
