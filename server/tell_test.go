package server

import (
	"bufio"
	"net"
	"strings"
	"testing"

	"countinghouse/alert"
)

// postOffice takes one letter by SMTP, as a server on this machine does.
func postOffice(t *testing.T) (port int, letter chan string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	letter = make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		say := func(s string) { _, _ = conn.Write([]byte(s + "\r\n")) }
		in, all, data := bufio.NewScanner(conn), "", false
		say("220 ready")
		for in.Scan() {
			line := in.Text()
			all += line + "\n"
			switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); {
			case data && line == ".":
				data = false
				say("250 taken")
				letter <- all
			case data:
			case verb == "DATA":
				data = true
				say("354 go on")
			case verb == "QUIT":
				say("221 bye")
				return
			default:
				say("250 yes")
			}
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, letter
}

func TestALetterAboutAnAccountGoesToItsPersonOnly(t *testing.T) {
	port, letter := postOffice(t)
	st, _ := opened(t)
	s := made(t, st, Listen{Listen: ":8080", PublicURL: "https://books.example.com"})
	s.teller(alert.Mail{})("ana@example.com", "Nobody is told", nil) // there is no mail server
	s.telling.Wait()
	tell := s.teller(alert.Mail{Host: "127.0.0.1", Port: port, TLS: "none", From: "Countinghouse <books@example.com>"})
	tell("ana@example.com", "Your password was changed", []string{"With <b>Firefox</b> on Linux.", "If it wasn’t you, tell an admin."})
	s.telling.Wait()
	select {
	case got := <-letter:
		for _, want := range []string{"RCPT TO:<ana@example.com>", "Subject: Countinghouse: Your password was changed", "&lt;b&gt;Firefox", "https://books.example.com/me"} {
			if !strings.Contains(strings.ReplaceAll(got, "=\n", ""), want) {
				t.Errorf("the letter lacks %q:\n%s", want, got)
			}
		}
		if strings.Count(got, "RCPT TO") != 1 {
			t.Errorf("it goes to several:\n%s", got)
		}
	default:
		t.Error("no letter came")
	}
}
