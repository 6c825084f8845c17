package templates

import "github.com/a-h/templ"

// examplePeople are the pages about people and their accounts.
func examplePeople() map[string]templ.Component {
	signins := []SessionRow{{Key: "a1", Device: "Firefox on Windows", From: "192.0.2.7", Since: "3 Nov, 09:12", Last: "10 Nov, 10:40"}, {Key: "b2", Device: "Safari on iPhone", From: "198.51.100.4", Since: "10 Nov, 08:01", Last: "10 Nov, 10:47", Here: true}}
	roles := []Pick{{Value: "", Word: "No role, only those below"}, {Value: "bookkeeper", Word: "Bookkeeper", On: true}}
	form := PersonForm{Shell: exampleShell("Marguerite Oduya", "settings"), Heading: "Marguerite Oduya", Action: "/settings/people/m@example.com", Name: "Marguerite Oduya", Role: roles,
		Files: []FileRole{{Key: "larkspur", Name: "Larkspur & Pine, LLC", Role: roles}}, Factor: "A code from the telephone is asked for.", Resets: true, Sessions: signins, Once: "abcd-efgh-2345-6789"}
	wrong := PersonForm{Shell: exampleShell("Error: Add a person", "settings"), New: true, Heading: "Add a person", Action: "/settings/people", Role: roles,
		Problems: []FormProblem{{"name", "The name is missing."}, {"email", "This is no e-mail address."}, {"role", "The person needs a role."}}}
	return map[string]templ.Component{
		"me": MePage(Account{Shell: exampleShell("Your account", ""), Roles: []Field{{Name: "Larkspur & Pine, LLC", Value: "Bookkeeper"}}, Factor: "By e-mail, password and a code.", FactorOn: true, Left: "9 recovery codes are left.", Sessions: signins}),
		"people": PeoplePage(People{Shell: exampleShell("People", "settings"), Rows: []PersonRow{{Name: "Marguerite Oduya", Email: "m@example.com", Href: "/settings/people/m@example.com", Roles: "Bookkeeper", Last: "10 Nov, 10:40", Factor: true}, {Name: "Gone", Email: "g@example.com", Href: "/settings/people/g@example.com", Disabled: true, Last: "Never"}},
			Demand: []Pick{{Value: "admin", Word: "Admin", On: true}, {Value: "bookkeeper", Word: "Bookkeeper"}}}),
		"person": PersonPage(form), "person-wrong": PersonPage(wrong),
		"password":       PasswordPage(PasswordForm{LeastText: "At least 12 characters."}),
		"password-wrong": PasswordPage(PasswordForm{Forced: true, Problems: []FormProblem{{"old", "This is not your password."}, {"new", "It has 5 characters."}}}),
		"factor":         FactorPage(FactorForm{AskPassword: true, Secret: "ABCD EFGH IJKL MNOP", Link: "otpauth://totp/x?secret=ABCD"}), "factor-wrong": FactorPage(FactorForm{Forced: true, Problem: "This isn’t the code."}),
		"confirm": ConfirmPage(ConfirmForm{Next: "/settings/people"}), "confirm-wrong": ConfirmPage(ConfirmForm{Next: "/", Problem: "This is not your password."}),
		"code": CodePage(CodeForm{Host: "books.example.com", Next: "/"}), "code-recovery": CodePage(CodeForm{Host: "books.example.com", Recovery: true, Problem: "This code isn’t right."}),
		"recovery": RecoveryPage(Recovery{Codes: []string{"abcdef-ghijkl-mnopqr-stuvwx"}}), "recovery-shown": RecoveryPage(Recovery{}),
	}
}
