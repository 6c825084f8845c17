package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"countinghouse/access"
	"countinghouse/sales"
	"countinghouse/stock"
	"countinghouse/store"
	"countinghouse/templates"
)

// The rules for quantities, and switching their sending on.

const (
	stockRulesPath = "/stock/rules"
	stockStartPath = "/stock/start"
)

func stockCrumbs() []templates.Action {
	return []templates.Action{{Word: "Items & stock", Href: "/items"}, {Word: "Quantities", Href: "/stock"}}
}

func masterPicks(on string, none string, more ...templates.Pick) []templates.Pick {
	out := []templates.Pick{{Value: "", Word: none}, {Value: "quickbooks", Word: "QuickBooks: the stores show what QuickBooks has"}, {Value: "bigcommerce", Word: "The store: QuickBooks is adjusted to it"}, {Value: "both", Word: "Both sides: what moves on either moves the other"}}
	out = append(out, more...)
	for i := range out {
		out[i].On = out[i].Value == on
	}
	return out
}

func selectField(name, label string, picks []templates.Pick) templates.SettingsField {
	return templates.SettingsField{Name: name, Label: label, Kind: "select", Picks: picks}
}

func checkField(name, label, hint string, on bool) templates.SettingsField {
	return templates.SettingsField{Name: name, Label: label, Hint: hint, Kind: "check", On: on}
}

func piecesText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (d *desk) stockRules(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.scene(r); err != nil {
		return d.unset(w, r, err, "Rules for quantities", "items")
	}
	return d.stockRulesPage(w, r, settingsForm{})
}

func (d *desk) stockRulesPage(w http.ResponseWriter, r *http.Request, f settingsForm) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	stand, err := stock.StandOf(r.Context(), d.Store, sc.company.Key)
	if err != nil {
		return err
	}
	page, err := d.settingsPage(r, "Rules for quantities", upperFirst(stand.Words()), f)
	if err != nil {
		return err
	}
	page.Crumbs, page.Current, page.Path = stockCrumbs(), "items", stockRulesPath
	rules, lock := stand.Rules, lockFor(r, access.ChangeSettings)
	hidden := func(what, key string) []templates.Field {
		return []templates.Field{{Name: "version", Value: fmt.Sprint(stand.Version)}, {Name: "what", Value: what}, {Name: "key", Value: key}}
	}
	mine := f
	if f.in != nil && f.text("what") != "" { // another form of the page was sent
		mine = settingsForm{}
	}
	on := func(name string, set bool) bool {
		return mine.in == nil && set || mine.in != nil && mine.text(name) != ""
	}
	general := templates.SettingsPanel{ID: "general", Head: "Whose quantities count", Lines: []string{
		"**QuickBooks** is right where the warehouse is run in it: goods that are received, built and counted there are for sale in the store soon after. **The store** is right where people count there. With **both**, what moves on either side moves the other; differences are settled first.",
		"Whoever counts: an order moves stock once. What is sold and not in QuickBooks yet is taken off what a store shows; QuickBooks is adjusted only by what orders and refunds don’t move."},
		Links: []templates.Action{{Word: "First sending", Href: stockStartPath}, {Word: "Quantities", Href: "/stock"}}}
	general.Forms = []templates.SettingsForm{{Action: stockRulesPath, Word: "Save the rules", Primary: true, Lock: lock, Hidden: hidden("", "")[:1], Groups: []templates.SettingsGroup{
		{Fields: []templates.SettingsField{
			selectField("master", "Whose quantities count", masterPicks(mine.or("master", string(rules.Master)), "Neither: they are only shown")),
			selectField("quantity", "QuickBooks’ quantity", []templates.Pick{{Value: "on_hand", Word: "On hand", On: mine.or("quantity", rules.Quantity) != "available"}, {Value: "available", Word: "On hand, less what open sales orders promise", On: mine.or("quantity", rules.Quantity) == "available"}}),
			checkField("buildable", "Add what can be built", "To an assembly, what its components on hand suffice for.", on("buildable", rules.Buildable)),
			plainField("buffer", "Kept back of every item", "text", mine.or("buffer", piecesText(rules.Buffer)), "In pieces. Empty: nothing."),
			plainField("cap", "The most that a store shows", "text", mine.or("cap", piecesText(rules.Cap)), "In pieces. Empty: no cap."),
			checkField("negative", "Tell stores quantities below 0", "Else they show 0.", on("negative", rules.Negative)),
			plainField("drift", "Tell somebody when an item differs by more than", "text", mine.or("drift", piecesText(rules.DriftLimit)), "In pieces. Empty: 10.")}},
		{Head: "Adjustments in QuickBooks", Hint: "Needed where the store counts, or both sides. Whole pieces are shown; parts are rounded down.", Fields: []templates.SettingsField{
			plainField("account", "Account", "text", mine.or("account", rules.Adjust.Account), "Full name of the account that takes the value, such as Inventory Shrinkage."),
			plainField("reason", "Reason", "text", mine.or("reason", rules.Adjust.Reason), "It stands in the memo."),
			plainField("prefix", "Letters before their numbers", "text", mine.or("prefix", rules.Adjust.Prefix), "At most 3. Empty: BCQ.")}}}}}
	page.Panels = append(page.Panels, general, exceptionsPanel(&rules, f, lock, hidden))
	for _, shop := range sc.shops {
		key := string(shop.Key)
		x := rules.Stores[shop.Key]
		own := settingsForm{}
		if f.in != nil && f.text("what") == "store" && f.text("key") == key {
			own = f
		}
		field := func(name string) string { return name + "-" + key }
		page.Panels = append(page.Panels, templates.SettingsPanel{ID: "store-" + key, Head: sc.shopName(shop.Key), Forms: []templates.SettingsForm{{Action: stockRulesPath, Word: "Save for this store", Lock: lock, Hidden: hidden("store", key), Groups: oneGroup(
			checkField(field("off"), "Leave this store’s quantities alone", "", own.in == nil && x.Off || own.in != nil && own.text(field("off")) != ""),
			plainField(field("buffer"), "Kept back in this store besides", "text", own.or(field("buffer"), piecesText(x.Buffer)), "In pieces. Empty: nothing."),
			plainField(field("channels"), "Kept back by channel", "text", own.or(field("channels"), channelsText(x.Channels)), "Number of the channel = pieces, such as 1=2, 667=5. The store counts for all its channels together, so the largest counts."),
			plainField(field("location"), "Location where quantities are set", "text", own.or(field("location"), piecesText(x.Location)), "Number of the location in the store. Empty: the first."))}}})
	}
	return d.showSettings(w, r, page, f)
}

func channelsText(m map[string]int64) string {
	var out []string
	for _, c := range slices.Sorted(maps.Keys(m)) {
		out = append(out, fmt.Sprintf("%s=%d", c, m[c]))
	}
	return strings.Join(out, ", ")
}

func exceptionsPanel(rules *store.StockRules, f settingsForm, lock string, hidden func(string, string) []templates.Field) templates.SettingsPanel {
	if f.in == nil || f.text("what") != "exception" {
		f = settingsForm{}
	}
	p := templates.SettingsPanel{ID: "exceptions", Head: "Exceptions", Hint: "Of several that fit an item the last counts", Table: &templates.SettingsTable{Caption: "Exceptions", Heads: []string{"Items", "What counts for them", "Take out"}}}
	if len(rules.Exceptions) == 0 {
		p.Lines = []string{"None: the rules above hold for every item."}
	}
	for i := range rules.Exceptions {
		e := &rules.Exceptions[i]
		row := templates.SettingsRow{Head: strings.Join(e.Items, "; "), Cells: []string{stock.ExceptionWords(e)}}
		if lock == "" {
			row.Form = &templates.SettingsForm{Action: stockRulesPath, Word: "Take out", Small: true, Label: "Take out the exception for " + row.Head, Hidden: hidden("remove", fmt.Sprint(i))}
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Forms = []templates.SettingsForm{{Action: stockRulesPath, Word: "Add the exception", Lock: lock, Hidden: hidden("exception", ""), Groups: oneGroup(
		plainField("items", "Items", "text", f.or("items", ""), "Full names in QuickBooks, with semicolons between. A name that ends in a colon means all below it: Lamps:"),
		selectField("e-master", "Whose quantities count", masterPicks(f.or("e-master", ""), "As the rules say", templates.Pick{Value: "none", Word: "Neither: left alone"})),
		plainField("e-buffer", "Kept back", "text", f.or("e-buffer", ""), "Empty: as the rules say."),
		plainField("e-cap", "The most that a store shows", "text", f.or("e-cap", ""), "0: no cap. Empty: as the rules say."),
		selectField("e-negative", "Below 0", []templates.Pick{{Word: "As the rules say", On: f.or("e-negative", "") == ""}, {Value: "yes", Word: "Tell stores", On: f.or("e-negative", "") == "yes"}, {Value: "no", Word: "Show 0", On: f.or("e-negative", "") == "no"}}))}}
	return p
}

// pieces reads a number of pieces; nil: none was typed.
func (f *settingsForm) pieces(name, what string) *int64 {
	text := f.text(name)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > 2_147_483_647 {
		f.fail(name, fmt.Sprintf("%s is a whole number from 0, not “%s”.", what, typedText(text)))
		n = 0
	}
	return &n
}

func orZero(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// saveStockRules: POST /stock/rules.
func (d *desk) saveStockRules(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	rules, _, err := d.Store.StockRules(r.Context(), sc.company.Key)
	if err != nil {
		return err
	}
	f := settingsForm{in: r.PostForm}
	read, err := strconv.ParseInt(f.text("version"), 10, 64)
	if err != nil || read < 0 {
		f.fail("master", "The page is not whole. Open it again, and say it once more.")
	}
	head := "The rules for quantities are saved."
	field := "master"
	switch f.text("what") {
	case "":
		f.general(&rules)
	case "store":
		key := f.text("key")
		i := slices.IndexFunc(sc.shops, func(s store.Shop) bool { return string(s.Key) == key })
		if i < 0 {
			return store.ErrNotFound
		}
		f.ofStore(&rules, sc.shops[i].Key)
		field, head = "buffer-"+key, "The rules for "+sc.shopName(sc.shops[i].Key)+" are saved."
	case "exception":
		f.exception(&rules)
		field, head = "items", "The exception is added."
	case "remove":
		i, err := strconv.Atoi(f.text("key"))
		if err != nil || i < 0 || i >= len(rules.Exceptions) {
			return store.ErrNotFound
		}
		rules.Exceptions = slices.Delete(slices.Clone(rules.Exceptions), i, i+1)
		field, head = "items", "The exception is taken out."
	default:
		return store.ErrNotFound
	}
	if len(f.problems) == 0 {
		_, err = d.Store.SaveStockRules(r.Context(), d.actor(r), sc.company.Key, rules, read, "")
		switch {
		case errors.Is(err, store.ErrChanged):
			f.fail(field, "Somebody else changed the rules meanwhile, and nothing of yours was saved. Look at what holds now, and say it again.")
		case err != nil && ruleError(&rules, err):
			f.fail(field, sentence(upperFirst(strings.ReplaceAll(strings.TrimPrefix(err.Error(), "stock: "), "adjust: ", ""))))
		case err != nil:
			return err
		}
	}
	if len(f.problems) > 0 {
		return d.stockRulesPage(w, r, f)
	}
	return d.noted(w, r, stockRulesPath, head)
}

// ruleError tells that what was typed is why rules were refused.
func ruleError(r *store.StockRules, err error) bool {
	return r.Check() != nil || strings.Contains(err.Error(), "QuickBooks has no account")
}

func (f *settingsForm) general(r *store.StockRules) {
	r.Master, r.Quantity = store.StockMaster(f.text("master")), f.text("quantity")
	if r.Quantity == "on_hand" {
		r.Quantity = ""
	}
	if !slices.Contains([]store.StockMaster{store.MasterNone, store.MasterQuickBooks, store.MasterBigCommerce, store.MasterBoth}, r.Master) {
		f.fail("master", "Choose whose quantities count.")
	}
	if r.Quantity != "" && r.Quantity != "available" {
		f.fail("quantity", "Choose which of QuickBooks’ quantities is meant.")
	}
	r.Buildable, r.Negative = f.text("buildable") != "", f.text("negative") != ""
	r.Buffer, r.Cap, r.DriftLimit = orZero(f.pieces("buffer", "What is kept back")), orZero(f.pieces("cap", "The most that is shown")), orZero(f.pieces("drift", "The difference"))
	r.Adjust = store.StockAdjust{Account: f.text("account"), Reason: f.text("reason"), Prefix: f.text("prefix")}
	if len(r.Adjust.Prefix) > 3 {
		f.fail("prefix", "At most 3 letters stand before the number of an adjustment.")
	}
	if len(r.Adjust.Reason) > 200 {
		f.fail("reason", "The reason has at most 200 characters.")
	}
	if r.Adjust.Account == "" && (r.Uses(store.MasterBigCommerce) || r.Uses(store.MasterBoth)) {
		f.fail("account", "QuickBooks books the value of what is adjusted to an account. Name one, such as Inventory Shrinkage.")
	}
}

func (f *settingsForm) ofStore(r *store.StockRules, key sales.StoreKey) {
	name := func(s string) string { return s + "-" + string(key) }
	x := store.StockStoreRules{Off: f.text(name("off")) != "", Buffer: orZero(f.pieces(name("buffer"), "What is kept back")), Location: orZero(f.pieces(name("location"), "The location"))}
	for _, part := range strings.FieldsFunc(f.text(name("channels")), func(c rune) bool { return c == ',' || c == ';' }) {
		channel, pieces, _ := strings.Cut(part, "=")
		channel = strings.TrimSpace(channel)
		n, err := strconv.ParseInt(strings.TrimSpace(pieces), 10, 64)
		if _, bad := strconv.ParseInt(channel, 10, 64); err != nil || bad != nil || n < 0 || n > 2_147_483_647 {
			f.fail(name("channels"), fmt.Sprintf("“%s” is no channel’s number with pieces, such as 667=5.", typedText(strings.TrimSpace(part))))
			continue
		}
		if x.Channels == nil {
			x.Channels = map[string]int64{}
		}
		x.Channels[channel] = n
	}
	stores := maps.Clone(r.Stores)
	if stores == nil {
		stores = map[sales.StoreKey]store.StockStoreRules{}
	}
	if stores[key] = x; !x.Off && x.Buffer == 0 && x.Location == 0 && len(x.Channels) == 0 {
		delete(stores, key)
	}
	r.Stores = stores
}

func (f *settingsForm) exception(r *store.StockRules) {
	e := store.StockException{Master: store.StockMaster(f.text("e-master")), Buffer: f.pieces("e-buffer", "What is kept back"), Cap: f.pieces("e-cap", "The most that is shown")}
	for _, s := range strings.Split(f.text("items"), ";") {
		if s = strings.TrimSpace(s); s != "" {
			e.Items = append(e.Items, s)
		}
	}
	if len(e.Items) == 0 {
		f.fail("items", "Name the items, by their full names in QuickBooks.")
	}
	switch f.text("e-negative") {
	case "yes":
		e.Negative = new(bool)
		*e.Negative = true
	case "no":
		e.Negative = new(bool)
	}
	if e.Master == store.MasterNone && e.Buffer == nil && e.Cap == nil && e.Negative == nil {
		f.fail("e-master", "Say what counts for these items instead.")
	}
	if (e.Master == store.MasterBigCommerce || e.Master == store.MasterBoth) && r.Adjust.Account == "" {
		f.fail("e-master", "QuickBooks would be adjusted, and no account is named for that. Name it above first.")
	}
	r.Exceptions = append(slices.Clone(r.Exceptions), e)
}

// startRows is how many of what the first sending changes are listed.
const startRows = 20

// stockStart shows what sending changes, and switches it: GET /stock/start.
func (d *desk) stockStart(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.scene(r); err != nil {
		return d.unset(w, r, err, "First sending", "items")
	}
	return d.stockStartPage(w, r, settingsForm{})
}

func (d *desk) stockStartPage(w http.ResponseWriter, r *http.Request, f settingsForm) error {
	sc, err := d.scene(r)
	if err != nil {
		return err
	}
	stand, err := stock.StandOf(r.Context(), d.Store, sc.company.Key)
	if err != nil {
		return err
	}
	page, err := d.settingsPage(r, "First sending", upperFirst(stand.Words()), f)
	if err != nil {
		return err
	}
	page.Crumbs, page.Current, page.Path, page.ProblemHead = stockCrumbs(), "items", stockStartPath, "Nothing was switched on"
	if stand.Began.IsZero() {
		page.Banner = stockNote(stand)
		return d.showSettings(w, r, page, f)
	}
	effect := templates.SettingsPanel{ID: "effect", Head: "What sending changes now", Facts: []templates.Field{
		{Name: "Followed", Value: templates.Plural(stand.Followed, "product", "products")}, {Name: "To be set in stores", Value: templates.Count(stand.ToSet)}, {Name: "To be adjusted in QuickBooks", Value: templates.Plural(stand.ToAdjust, "item", "items")}, {Name: "Left alone", Value: templates.Count(stand.Left)}, {Name: "Differences that nobody settled", Value: templates.Count(stand.Differences)}},
		Links: []templates.Action{{Word: "All that is set in stores", Href: "/stock?tab=store"}, {Word: "All that QuickBooks is adjusted by", Href: "/stock?tab=books"}, {Word: "What is left alone", Href: "/stock?tab=left"}}}
	if stand.Todo > 0 {
		effect.Lines = append(effect.Lines, templates.Plural(stand.Todo, "item or order is", "items and orders are")+" still being worked out: these figures are not final.")
	}
	for _, tab := range []store.StockTab{store.StockShops, store.StockBooks} {
		if effect.Table != nil {
			break // of the stores' or, without any, of QuickBooks'
		}
		p, err := d.Store.StockPage(r.Context(), store.StockFilter{Company: sc.company.Key, Tab: tab, Limit: startRows})
		if err != nil {
			return err
		}
		rows, err := stock.Look(r.Context(), d.Store, sc.company.Key, p.Refs)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		effect.Table = &templates.SettingsTable{Caption: "What sending changes", Heads: []string{"Product", "Now", "Then"}}
		for i := range rows {
			v := stockRow(&rows[i], sc)
			row := templates.SettingsRow{Head: v.Name, Sub: joinedBy(" · ", v.Sub, v.Item), Href: v.Href, Cells: []string{v.Store}, State: templates.Status{Glyph: "wait", Word: v.Should, Kind: "wait"}}
			if tab == store.StockBooks {
				should := rows[i].Item.OnHand + rows[i].Verdict.Figures.Coming + rows[i].Verdict.Adjust
				row.Cells, row.State.Word = []string{rows[i].Item.OnHand.String()}, should.String()
			}
			effect.Table.Rows = append(effect.Table.Rows, row)
		}
	}
	page.Panels = append(page.Panels, effect)
	sending := templates.SettingsPanel{ID: "sending", Head: "Sending"}
	switch {
	case stand.Live.IsZero():
		line := "From then on these quantities are set and adjusted, and kept up to date every few seconds. Nothing was sent until now."
		if stand.Differences > 0 || stand.Rules.Uses(store.MasterBoth) && stand.Settled.IsZero() {
			line = "Both sides count, and the reconciliation isn’t done: settle what differs under **Reconcile** first."
			sending.Links = []templates.Action{{Word: "Reconcile", Href: reconcilePath}}
		}
		sending.Forms = []templates.SettingsForm{{Action: "/stock/live", Line: line, Word: "Send quantities from now on", Primary: true, Lock: lockFor(r, access.Connect), Groups: oneGroup(
			checkField("seen", "I have seen what this changes", "", false))}}
	case stand.Paused != "":
		sending.Lines = []string{"Stopped: **" + templates.Plain(stand.Paused) + "**"}
		sending.Forms = []templates.SettingsForm{{Action: "/stock/pause", Do: "go", Word: "Go on sending", Primary: true, Lock: lockFor(r, access.ChangeSettings)}}
	default:
		sending.Facts = factsOf("Sent since", moment(stand.Live, sc.now), "Switched on by", stand.LiveBy)
		sending.Forms = []templates.SettingsForm{{Action: "/stock/pause", Do: "stop", Word: "Stop sending", Lock: lockFor(r, access.ChangeSettings), Groups: oneGroup(plainField("why", "Why", "text", f.or("why", ""), "It is shown to everybody, such as: the shelf is being counted."))}}
	}
	page.Panels = append(page.Panels, sending)
	return d.showSettings(w, r, page, f)
}

// stockLive switches sending on: POST /stock/live.
func (d *desk) stockLive(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	f := settingsForm{in: r.PostForm}
	stand, err := stock.StandOf(r.Context(), d.Store, sc.company.Key)
	if err != nil {
		return err
	}
	switch {
	case stand.Began.IsZero():
		f.fail("seen", "Nobody chose whose quantities count. Choose it under Rules first.")
	case f.text("seen") == "":
		f.fail("seen", "Look at what sending changes, and say that you have seen it.")
	case stand.Differences > 0:
		f.fail("seen", sentence(upperFirst(store.ErrUnsettled.Error())))
	}
	if len(f.problems) == 0 {
		err := d.Store.StockGoesLive(r.Context(), d.actor(r), sc.company.Key)
		switch {
		case errors.Is(err, store.ErrUnsettled), err != nil && stand.Master == store.MasterNone && len(stand.Rules.Exceptions) == 0:
			f.fail("seen", sentence(upperFirst(err.Error())))
		case err != nil:
			return err
		}
	}
	if len(f.problems) > 0 {
		return d.stockStartPage(w, r, f)
	}
	return d.noted(w, r, stockStartPath, "Quantities are sent from now on.")
}

// stockPause stops sending, or has it go on: POST /stock/pause.
func (d *desk) stockPause(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	f := settingsForm{in: r.PostForm}
	why, head := "", "Quantities are sent again."
	if f.text("do") != "go" {
		if why, head = f.text("why"), "Sending of quantities is stopped."; why == "" || len(why) > 300 {
			f.fail("why", "Say why sending is stopped, in at most 300 characters: others see it.")
			return d.stockStartPage(w, r, f)
		}
	}
	if err := d.Store.StockPause(r.Context(), d.actor(r), sc.company.Key, why); err != nil {
		return err
	}
	return d.noted(w, r, stockStartPath, head)
}

// conflictsShown is how many counts of both sides one page lists.
const conflictsShown = 50

// stockConflicts are items counted on both sides: GET /stock/conflicts.
func (d *desk) stockConflicts(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Counted on both sides", "items")
	}
	all, err := d.Store.StockConflicts(r.Context(), sc.company.Key, conflictsShown)
	if err != nil {
		return err
	}
	var f settingsForm
	page, err := d.settingsPage(r, "Counted on both sides", "Say whose count is right; the other side follows. Until then both are left as they are.", f)
	if err != nil {
		return err
	}
	page.Crumbs, page.Current, page.Path = stockCrumbs(), "items", "/stock/conflicts"
	if len(all) == 0 {
		page.Panels = []templates.SettingsPanel{{ID: "none", Head: "Nothing is to be decided", Lines: []string{"No item was counted on both sides since they agreed."}}}
	}
	lock := lockFor(r, access.ChangeSettings)
	for i, c := range all {
		p := templates.SettingsPanel{ID: "c" + strconv.Itoa(i), Head: c.Title, Hint: c.Name, Lines: []string{templates.Plain(c.What)}, Facts: factsOf("QuickBooks would have", c.Books.String(), "The store would have", c.Shop.String(), "Found", moment(c.Found, sc.now)), Links: []templates.Action{{Word: "Why", Href: stockItemURL(c.Item)}}}
		if c.Settled != "" {
			p.Lines = append(p.Lines, "It was decided, and is carried out at the next comparison.")
		} else {
			hidden := []templates.Field{{Name: "item", Value: c.Item}, {Name: "store", Value: string(c.Store)}, {Name: "number", Value: fmt.Sprint(c.Variant)}}
			p.Forms = []templates.SettingsForm{{Action: "/stock/conflicts", Do: "books", Word: "QuickBooks is right", Lock: lock, Hidden: hidden}, {Action: "/stock/conflicts", Do: "shop", Word: "The store is right", Lock: lock, Hidden: hidden}}
		}
		page.Panels = append(page.Panels, p)
	}
	return d.showSettings(w, r, page, f)
}

// settleConflict: POST /stock/conflicts.
func (d *desk) settleConflict(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return store.ErrNotFound
	}
	f := settingsForm{in: r.PostForm}
	n, err := strconv.ParseInt(f.text("number"), 10, 64)
	side := f.text("do")
	if err != nil || side != "books" && side != "shop" {
		return store.ErrNotFound
	}
	if err := d.Store.SettleStockConflict(r.Context(), d.actor(r), sc.company.Key, f.text("item"), sales.StoreKey(f.text("store")), n, side); err != nil {
		return err
	}
	return d.noted(w, r, "/stock/conflicts", "It is decided. The other side follows.")
}

// movedShown is how many movements of others one page lists.
const movedShown = 50

// stockMoved is what others moved, newest first: GET /stock/moved.
func (d *desk) stockMoved(w http.ResponseWriter, r *http.Request) error {
	sc, err := d.scene(r)
	if err != nil {
		return d.unset(w, r, err, "Moved by others", "items")
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	all, err := stock.Drift(r.Context(), d.Store, sc.company.Key, max(before, 0), movedShown+1)
	if err != nil {
		return err
	}
	var f settingsForm
	page, err := d.settingsPage(r, "Moved by others", "What neither orders nor Countinghouse moved: goods received, counted or corrected on either side.", f)
	if err != nil {
		return err
	}
	page.Crumbs, page.Current = stockCrumbs(), "items"
	p := templates.SettingsPanel{ID: "moved", Head: "Newest first", Table: &templates.SettingsTable{Caption: "What others moved, newest first", Heads: []string{"Item", "Where", "When", "Expected", "Found"}}, Links: []templates.Action{{Word: "Sold, but inactive in QuickBooks", Href: itemsURL("/items", store.CatalogueFilter{Tab: store.TabUnusable}, "")}, {Word: "Below 0", Href: "/stock?tab=below"}}}
	if len(all) == 0 {
		p.Lines = []string{"Nobody moved anything that wasn’t expected."}
	}
	for i, e := range all {
		if i == movedShown {
			p.Links = append(p.Links, templates.Action{Word: "Older", Href: "/stock/moved?before=" + strconv.FormatInt(all[i-1].ID, 10)})
			break
		}
		m := moveView(sc, e.StockEvent)
		row := templates.SettingsRow{Head: e.Name, Sub: m.What, Href: stockItemURL(e.Item), Cells: []string{m.Where, m.When, e.Expected.String()}, State: templates.Status{Glyph: "wait", Word: m.Then, Kind: "wait"}}
		if e.Against {
			row.State.Glyph, row.State.Kind, row.Sub = "held", "rev", m.What+". The other side counts, so it is set back."
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	page.Panels = []templates.SettingsPanel{p}
	return d.showSettings(w, r, page, f)
}
