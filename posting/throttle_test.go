package posting

import (
	"fmt"
	"testing"
)

func TestAStrangersGuessesDoNotKeepTheWebConnectorOut(t *testing.T) {
	w := newWorld(t) // it called from 10.0.0.9
	login := func(from, password string) string {
		_, answer, err := w.desk.Authenticate(t.Context(), worldUser, password, from+":5000", "2.3")
		w.must(err)
		return answer
	}
	for i := range 40 {
		if answer := login(fmt.Sprintf("198.51.100.%d", i), "a guess"); answer != "nvu" {
			t.Fatalf("a guess is answered %q", answer)
		}
	}
	// The right password, from a strange address, must wait with the guesses.
	if answer := login("192.0.2.1", worldPassword); answer != "nvu" {
		t.Errorf("from a strange address the login is answered %q at once", answer)
	}
	if answer := login("10.0.0.9", worldPassword); answer == "nvu" {
		t.Error("the Web Connector is kept out by a stranger's guesses")
	}
	// Also after a restart: where it called from stands in the database.
	w.desk = NewDesk(w.store, w.desk.planner, w.desk.o)
	for i := range 40 {
		login(fmt.Sprintf("198.51.100.%d", i), "a guess")
	}
	if answer := login("10.0.0.9", worldPassword); answer == "nvu" {
		t.Error("after a restart the Web Connector is kept out by a stranger's guesses")
	}
}
