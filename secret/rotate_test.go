package secret

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAChangeOfKeysLeavesEverythingOpenAtEachStep(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	running, err := LoadKey(dir) // a server that goes on all the while
	if err != nil {
		t.Fatal(err)
	}
	old, err := running.Seal("tok-1", token)
	if err != nil {
		t.Fatal(err)
	}
	first := running.Current()
	opens := func(step string, sealed ...string) {
		t.Helper()
		fresh, err := LoadKey(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []*Sealer{running, fresh} {
			for _, text := range sealed {
				if got, err := s.Open(text, token); err != nil || got != "tok-1" {
					t.Errorf("%s: %q, %v", step, got, err)
				}
			}
		}
	}
	id, added, err := AddKey(path)
	if err != nil || !added || id == first {
		t.Fatalf("%s, %v, %v", id, added, err)
	}
	opens("after the new key was added", old)
	again, err := running.Seal("tok-1", token)
	if err != nil || KeyID(again) != id {
		t.Fatalf("the running server seals with %s, the new key is %s: %v", KeyID(again), id, err)
	}
	// Interrupted and begun again, it makes no third key.
	if other, added, err := AddKey(path); err != nil || added || other != id {
		t.Errorf("%s, %v, %v", other, added, err)
	}
	opens("after it was begun again", old, again)
	retired, err := DropOld(path)
	if err != nil || len(retired) != 1 || !strings.Contains(retired[0], first) {
		t.Fatalf("%v, %v", retired, err)
	}
	opens("at the end", again)
	fresh, err := LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fresh.Open(old, token); err == nil {
		t.Error("the old key is still in the file")
	}
	kept, err := LoadFile(retired[0])
	if err != nil {
		t.Fatal(err)
	}
	if got, err := kept.Open(old, token); err != nil || got != "tok-1" {
		t.Errorf("the retired key opens %q, %v", got, err)
	}
	if retired, err := DropOld(path); err != nil || len(retired) != 0 {
		t.Errorf("once more: %v, %v", retired, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Errorf("left behind: %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestAKeyFileThatOthersCanReachIsRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	if _, err := LoadKey(dir); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[os.FileMode]string{0o640: "can be read by others", 0o604: "can be read by others", 0o622: "others", 0o600: "", 0o400: ""} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadKey(dir)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "chmod 600")) {
			t.Errorf("%v: %v", mode, err)
		}
	}
	// A mounted secret may be read by a group, never be changed.
	if err := os.Chmod(path, 0o440); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadFile(path); err != nil {
		t.Errorf("a mounted secret: %v", err)
	}
	if err := os.Chmod(path, 0o660); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadFile(path); err == nil || !strings.Contains(err.Error(), "may be written by others") {
		t.Errorf("a key file that a group may change: %v", err)
	}
}
