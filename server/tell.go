package server

import (
	"context"
	"html"
	"strings"
	"time"

	"countinghouse/alert"
)

// tellsAtOnce is how many e-mails about accounts are under way at once; whoever
// changes accounts faster than they go is told no more than that.
const tellsAtOnce = 8

// teller sends people e-mails about their accounts, without making anybody
// wait. One that can't be sent is in the log.
func (s *Server) teller(mail alert.Mail) func(email, subject string, lines []string) {
	if mail.Host == "" {
		return nil
	}
	slots := make(chan struct{}, tellsAtOnce)
	return func(email, subject string, lines []string) {
		select {
		case slots <- struct{}{}:
		default:
			s.log.Warn("an e-mail about an account is left out: too many are under way", "subject", subject)
			return
		}
		s.telling.Go(func() {
			defer func() { <-slots }()
			msg := alert.Message{To: email, Subject: "Countinghouse: " + subject, Text: strings.Join(lines, "\n\n") + "\n\n" + s.listen.Public() + "/me\n"}
			for _, l := range lines {
				msg.HTML += "<p>" + html.EscapeString(l) + "</p>"
			}
			msg.HTML += `<p><a href="` + html.EscapeString(s.listen.Public()) + `/me">Your account</a></p>`
			if err := mail.Send(context.Background(), msg, time.Now()); err != nil { // bounded by itself
				s.log.Error("an e-mail about an account could not be sent", "subject", subject, "error", err)
			}
		})
	}
}
