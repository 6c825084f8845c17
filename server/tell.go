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
// wait, by the operator's mail server or the one that an admin named. One that
// can't be sent is in the log; without a mail server nobody is told.
func (s *Server) teller(operators alert.Mail) func(email, subject string, lines []string) {
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
			mail, err := alert.MailOf(context.Background(), s.Store, operators)
			if err != nil || mail.Host == "" {
				if err != nil {
					s.log.Error("an e-mail about an account could not be sent", "subject", subject, "error", err)
				}
				return
			}
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
