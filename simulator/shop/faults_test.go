package shop

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// try sends a GET and tells what became of it.
func (c *client) try(path string) (status int, body string, head http.Header, err error) {
	req, err := http.NewRequest("GET", c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("X-Auth-Token", c.shop.Token())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, string(b), res.Header, err
}

func TestFaultsHappenWhenAskedFor(t *testing.T) {
	c := open(t, Options{Seed: 1})
	c.shop.Sell(10)
	run := func(f Faults) (int, string, http.Header, error) {
		c.shop.SetFaults(f)
		return c.try("v2/orders")
	}
	if status, body, _, err := run(FaultOn("/orders", 1, Fault{Cut: true})); err == nil {
		t.Errorf("a cut page was read to its end: %d, %d bytes", status, len(body))
	}
	if status, body, _, _ := c.try("v2/orders"); status != 200 || !json.Valid([]byte(body)) {
		t.Errorf("the second time: %d", status)
	}
	if status, body, _, err := run(FaultOn("/orders", 1, Fault{CutSilently: true})); err != nil || status != 200 || json.Valid([]byte(body)) {
		t.Errorf("silently cut: %d %v, valid JSON", status, err)
	}
	for _, at := range []int{1, 250, 999} {
		if _, body, _, err := run(FaultOn("/orders", 1, Fault{CutSilently: true, CutAt: at})); err != nil || json.Valid([]byte(body)) && body != "" {
			t.Errorf("cut at %d of a thousand: %v, %d bytes of valid JSON", at, err, len(body))
		}
	}
	if status, body, _, err := run(FaultOn("/orders", 1, Fault{Redirect: "/stores/demo/v2/time"})); err != nil || status != 200 || !strings.Contains(body, "time") {
		t.Errorf("led elsewhere: %d %s %v", status, body, err)
	}
	if status, body, _, _ := run(FaultOn("/orders", 1, Fault{Page: true})); status != 200 || !strings.HasPrefix(body, "<html>") {
		t.Errorf("a login page: %d %s", status, body)
	}
	if status, body, _, _ := run(FaultOn("/orders", 1, Fault{Status: 502, HTML: true})); status != 502 || !strings.HasPrefix(body, "<html>") {
		t.Errorf("a gateway's page: %d %s", status, body)
	}
	if status, _, head, _ := run(FaultOn("/orders", 1, Fault{Status: 429})); status != 429 || head.Get("X-Rate-Limit-Time-Reset-Ms") == "" {
		t.Errorf("429 with headers: %d %v", status, head)
	}
	if status, _, head, _ := run(FaultOn("/orders", 1, Fault{Status: 429, NoLimitHeaders: true})); status != 429 || head.Get("X-Rate-Limit-Time-Reset-Ms") != "" {
		t.Errorf("429 without headers: %d %v", status, head)
	}
	for _, want := range []int{401, 403, 500, 503, 504} {
		if status, body, _, _ := run(FaultBurst(want, 1, 1)); status != want || !strings.HasPrefix(body, "[{") {
			t.Errorf("%d %s, want %d", status, body, want)
		}
	}
	start := time.Now()
	if status, _, _, _ := run(FaultOn("/orders", 0, Fault{Delay: 30 * time.Millisecond})); status != 200 || time.Since(start) < 30*time.Millisecond {
		t.Errorf("slow: %d after %s", status, time.Since(start))
	}
	c.shop.SetFaults(FaultFlapping(2, 1))
	var got []int
	for range 6 {
		status, _, _, _ := c.try("v2/time")
		got = append(got, status)
	}
	if fmt.Sprint(got) != "[200 200 503 200 200 503]" {
		t.Errorf("flapping: %v", got)
	}
}

func TestAnOrderCanChangeBetweenTwoPages(t *testing.T) {
	c := open(t, Options{Seed: 3, Mix: MixPlain()})
	ids := c.shop.Sell(10)
	c.shop.SetFaults(FaultOn("/orders", 2, Fault{Before: func() {
		if err := c.shop.Touch(ids[0]); err != nil {
			t.Error(err)
		}
	}}))
	seen := map[int64]int{}
	for page := 1; page <= 2; page++ {
		for _, o := range rows(c.get(fmt.Sprintf("v2/orders?limit=5&sort=date_modified:asc&page=%d", page))) {
			seen[number(t, o, "id")]++
		}
	}
	// The list moved by one: an order is lost, as it is on the real platform.
	if len(seen) == 10 {
		t.Errorf("nothing moved between the pages: %v", seen)
	}
}

func TestWeatherIsTheSameForTheSameSeed(t *testing.T) {
	seen := func(seed uint64) string {
		c := open(t, Options{Seed: 1})
		c.shop.Sell(3)
		c.shop.SetFaults(FaultWeather(seed, 500))
		var got []string
		for range 30 {
			status, _, _, err := c.try("v2/orders")
			got = append(got, fmt.Sprint(status, err != nil))
		}
		return strings.Join(got, " ")
	}
	a, b, other := seen(5), seen(5), seen(6)
	if a != b || a == other || !strings.Contains(a, "200 false") || !strings.Contains(a, "50") {
		t.Errorf("weather of seed 5:\n%s\n%s\nof seed 6:\n%s", a, b, other)
	}
}
