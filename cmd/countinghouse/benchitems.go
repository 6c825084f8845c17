package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"countinghouse/books"
	"countinghouse/money"
	"countinghouse/stock"
	"countinghouse/store"
)

// benchItemsCommand matches a large catalogue with a large list of items on a
// fresh database.
type benchItemsCommand struct {
	Items    int  `help:"Items in QuickBooks." default:"200000"`
	Products int  `help:"Products in the store, one variant each." default:"50000"`
	JSON     bool `help:"Print JSON."`
}

// benchItemsView is what was measured.
type benchItemsView struct {
	Items        int            `json:"items"`
	Products     int            `json:"products"`
	Seconds      float64        `json:"seconds"`    // of matching, suggestions included
	CPUSeconds   float64        `json:"cpuSeconds"` // of this process meanwhile; 0: not told here
	PeakMB       int64          `json:"peakMB"`     // resident, of the whole process
	AcceptMillis int64          `json:"acceptMillis"`
	PagesMillis  map[string]int `json:"pagesMillis"` // the slowest of ten readings of each tab, and of a search
	Tabs         map[string]int `json:"tabs"`
}

func (c benchItemsCommand) Run(e *env) error {
	dir, err := os.MkdirTemp("", "countinghouse-items-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	e.config.Data = dir
	st, err := e.open()
	if err != nil {
		return err
	}
	defer st.Close()
	if err := c.fill(e, st); err != nil {
		return err
	}
	runtime.GC()
	mem := watchMemory(e.ctx, os.Getpid())
	v := benchItemsView{Items: c.Items, Products: c.Products, PagesMillis: map[string]int{}, Tabs: map[string]int{}}
	k := stock.NewKeeper(st, stock.Options{Log: e.log})
	began, cpu := time.Now(), cpuSeconds()
	if _, err := k.Match(e.ctx, benchCompany); err != nil {
		return err
	}
	v.Seconds, v.CPUSeconds = time.Since(began).Seconds(), cpuSeconds()-cpu
	v.PeakMB = mem.peak() >> 20
	if err := c.pages(e, st, &v); err != nil {
		return err
	}
	links, err := stock.Suggested(e.ctx, st, store.CatalogueFilter{Company: benchCompany})
	if err != nil {
		return err
	}
	if len(links) > 0 {
		began = time.Now()
		if _, err := k.Accept(e.ctx, cli(), benchCompany, store.Step{}, links[0]); err != nil {
			return err
		}
		v.AcceptMillis = time.Since(began).Milliseconds()
	}
	if c.JSON {
		return e.json(v)
	}
	e.printf("%d items and %d products matched in %.1f s (%.1f s of processor time), at most %d MB\n", v.Items, v.Products, v.Seconds, v.CPUSeconds, v.PeakMB)
	e.printf("one suggestion accepted in %d ms\n", v.AcceptMillis)
	for _, t := range store.CatalogueTabs() {
		e.printf("%-10s %7d rows, a page in %d ms at most\n", t, v.Tabs[string(t)], v.PagesMillis[string(t)])
	}
	e.printf("%-10s a page in %d ms at most\n", "search", v.PagesMillis["search"])
	return nil
}

// pages reads the first page of every tab, and of a search, ten times.
func (c benchItemsCommand) pages(e *env, st *store.Store, v *benchItemsView) error {
	ask := func(name string, f store.CatalogueFilter) error {
		f.Company, f.Limit = benchCompany, 50
		var took []time.Duration
		for range 10 {
			began := time.Now()
			p, err := st.CataloguePage(e.ctx, f)
			if err != nil {
				return err
			}
			took = append(took, time.Since(began))
			if name != "search" {
				v.Tabs[name] = p.Tabs[f.Tab]
			}
		}
		v.PagesMillis[name] = int(slices.Max(took).Milliseconds())
		return nil
	}
	for _, t := range store.CatalogueTabs() {
		if err := ask(string(t), store.CatalogueFilter{Tab: t}); err != nil {
			return err
		}
	}
	return ask("search", store.CatalogueFilter{Tab: store.TabOnlyBooks, Search: "copper 1999"})
}

// fill makes a company file with items and a store with products: of twenty
// products eleven match by name, three by part number, two are suggested by
// their SKU and two by their name, one has no SKU and one is nowhere else.
func (c benchItemsCommand) fill(e *env, st *store.Store) error {
	if err := st.SaveCompany(e.ctx, cli(), store.Company{Key: benchCompany, Name: "Bench", User: "bench", PasswordHash: "x"}); err != nil {
		return err
	}
	if err := st.SaveShop(e.ctx, cli(), store.Shop{Key: benchShop, Company: benchCompany, Name: "Bench"}); err != nil {
		return err
	}
	visit, err := st.OpenVisit(e.ctx, benchCompany, rand.Text(), "", "", time.Hour)
	if err != nil {
		return err
	}
	colours := []string{"Amber", "Brass", "Copper", "Walnut", "Indigo", "Scarlet", "Olive", "Ivory"}
	things := []string{"Lantern", "Tray", "Kettle", "Throw", "Bench", "Basket", "Mirror", "Stool", "Bowl", "Clock"}
	name := func(i int) string { return fmt.Sprintf("%s %s %d", colours[i%8], things[i/8%10], i) }
	const at = 1000
	for from := 0; from < c.Items; from += at {
		rows := make([]books.Entry, 0, at)
		for i := from; i < min(from+at, c.Items); i++ {
			n := fmt.Sprintf("SKU-%06d", i)
			if i%20 >= 16 && i%20 < 18 {
				n = name(i)
			}
			rows = append(rows, books.Entry{Kind: books.Items, ListID: fmt.Sprintf("80%06d-1", i), Name: n, FullName: n, Active: true, Type: "Inventory",
				PartNumber: fmt.Sprintf("P%06d", i), OnHand: money.Int(int64(i % 90)), Account: books.Ref{ListID: "A-1", FullName: "Sales"}})
		}
		x, err := st.MarkSent(e.ctx, store.Exchange{Visit: visit.ID, Purpose: "read", Requests: 1, Request: []byte("<QBXML/>")}, nil)
		if err != nil {
			return err
		}
		if err := st.Answer(e.ctx, x, store.Reply{Response: []byte("<QBXML/>"), Rows: rows}); err != nil {
			return err
		}
	}
	for from := 0; from < c.Products; from += 250 {
		var ids []int64
		var wares []store.Ware
		for i := from; i < min(from+250, c.Products); i++ {
			w := store.Ware{Product: int64(i + 1), Variant: int64(i + 1), SKU: fmt.Sprintf("SKU-%06d", i), Name: name(i), Tracking: "product", Level: int64(i % 70), LevelRead: time.Now()}
			switch k := i % 20; {
			case k < 11:
			case k < 14:
				w.SKU = fmt.Sprintf("P%06d", i)
			case k < 16:
				w.SKU = fmt.Sprintf("sku %06d", i)
			case k < 18:
				w.SKU = fmt.Sprintf("OWN-%d", i)
			case k == 18:
				w.SKU = ""
			default:
				w.SKU, w.Name = fmt.Sprintf("NOWHERE-%d", i), "Something else entirely"
			}
			ids, wares = append(ids, w.Product), append(wares, w)
		}
		if err := st.SaveProducts(e.ctx, benchShop, 1, ids, wares); err != nil {
			return err
		}
	}
	return nil
}

// cpuSeconds is the processor time of this process, where Linux tells it.
func cpuSeconds() float64 {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / 100
}
