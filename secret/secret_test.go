package secret

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var token = Place{Table: "shop", Column: "token", Row: "main"}

func sealer(t testing.TB, current Key, older ...Key) *Sealer {
	t.Helper()
	s, err := NewSealer(current, older...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsSealedOpensAtItsPlaceOnly(t *testing.T) {
	k := NewKey()
	s := sealer(t, k)
	sealed, err := s.Seal("tok-123", token)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(sealed, "v1:"+k.ID()+":") || strings.Contains(sealed, "tok-123") {
		t.Errorf("sealed as %q", sealed)
	}
	if again, _ := s.Seal("tok-123", token); again == sealed {
		t.Error("the same text is sealed alike twice: a nonce came again")
	}
	if got, err := s.Open(sealed, token); err != nil || got != "tok-123" {
		t.Errorf("%q, %v", got, err)
	}
	for _, elsewhere := range []Place{{"shop", "token", "other"}, {"shop", "client_secret", "main"}, {"company", "token", "main"}, {"sho", "ptoken", "main"}, {}} {
		if got, err := s.Open(sealed, elsewhere); !errors.Is(err, ErrTampered) || got != "" {
			t.Errorf("it opens at %v: %q, %v", elsewhere, got, err)
		}
	}
	if sealed, err := s.Seal("", token); sealed != "" || err != nil {
		t.Errorf("nothing is sealed as %q", sealed)
	}
	if got, err := s.Open("", token); got != "" || err != nil {
		t.Errorf("nothing opens as %q, %v", got, err)
	}
}

func TestEveryChangedByteIsNoticed(t *testing.T) {
	s := sealer(t, NewKey())
	sealed, err := s.Seal("a token", token)
	if err != nil {
		t.Fatal(err)
	}
	head, text, _ := strings.Cut(sealed[3:], ":")
	body, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	for i := range body {
		changed := append([]byte(nil), body...)
		changed[i] ^= 1
		if got, err := s.Open("v1:"+head+":"+base64.RawStdEncoding.EncodeToString(changed), token); !errors.Is(err, ErrTampered) {
			t.Fatalf("byte %d was changed: %q, %v", i, got, err)
		}
	}
	for n := range body {
		if got, err := s.Open("v1:"+head+":"+base64.RawStdEncoding.EncodeToString(body[:n]), token); !errors.Is(err, ErrTampered) {
			t.Fatalf("cut to %d bytes: %q, %v", n, got, err)
		}
	}
	for _, text := range []string{"tok-123", "v1:", "v1:" + head, "v2:" + sealed[3:], sealed + "!", "::"} {
		if got, err := s.Open(text, token); !errors.Is(err, ErrTampered) {
			t.Errorf("%q opens as %q, %v", text, got, err)
		}
	}
}

func TestAnotherKeyIsNamedAndOlderKeysOpen(t *testing.T) {
	old, now := NewKey(), NewKey()
	sealed, err := sealer(t, old).Seal("tok-123", token)
	if err != nil {
		t.Fatal(err)
	}
	got, err := sealer(t, now).Open(sealed, token)
	if !errors.Is(err, ErrKey) || got != "" || !strings.Contains(err.Error(), old.ID()) {
		t.Errorf("the wrong key: %q, %v", got, err)
	}
	both := sealer(t, now, old)
	if got, err := both.Open(sealed, token); err != nil || got != "tok-123" {
		t.Errorf("the older key: %q, %v", got, err)
	}
	if !both.Stale(sealed) {
		t.Error("what an older key sealed is not known as stale")
	}
	fresh, err := both.Seal("tok-123", token)
	if err != nil || both.Stale(fresh) || !strings.Contains(fresh, now.ID()) {
		t.Errorf("sealed anew as %q, %v", fresh, err)
	}
}

func TestAKeyIsThirtyTwoBytesInBase64AndStaysOutOfTexts(t *testing.T) {
	k := NewKey()
	url := strings.NewReplacer("+", "-", "/", "_").Replace(k.Text())
	for _, text := range []string{k.Text(), strings.TrimRight(k.Text(), "="), " " + k.Text() + "\n", url} {
		if got, err := ParseKey(text); err != nil || got != k {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, says := range map[string]string{
		"":            "has 0 bytes",
		"not base64!": "not base64",
		base64.StdEncoding.EncodeToString(make([]byte, 16)): "has 16 bytes",
		base64.StdEncoding.EncodeToString(make([]byte, 33)): "has 33 bytes",
	} {
		if _, err := ParseKey(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(form, k); got != "key "+k.ID() {
			t.Errorf("%s prints %q", form, got)
		}
	}
	if other := NewKey(); other == k || other.ID() == k.ID() {
		t.Error("two keys are alike")
	}
}

func TestKeysOfAFileAndOfASetting(t *testing.T) {
	a, b := NewKey(), NewKey()
	sealed, err := sealer(t, b).Seal("x", token)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(path, []byte(a.Text()+"\r\n"+b.Text()+"\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fromFile, err := LoadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fromText, err := Parse(a.Text() + "," + b.Text())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Sealer{fromFile, fromText} {
		if got, err := s.Open(sealed, token); err != nil || got != "x" || !s.Stale(sealed) {
			t.Errorf("%q, %v", got, err)
		}
	}
	if _, err := LoadFile(path + ".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if err := os.WriteFile(path, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadFile(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a file of rubbish: %v", err)
	}
	if _, err := LoadOrCreate(path); err == nil {
		t.Error("a file of rubbish was replaced by a new key")
	}
}

func TestProcessesThatStartAtOnceAgreeOnOneKey(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	texts := make([]string, 16)
	for i := range texts {
		wg.Go(func() {
			s, err := LoadKey(dir)
			if err != nil {
				t.Error(err)
				return
			}
			texts[i], err = s.Seal("x", token)
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s, err := LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, sealed := range texts {
		if got, err := s.Open(sealed, token); err != nil || got != "x" {
			t.Errorf("%q, %v", got, err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "secret.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}
