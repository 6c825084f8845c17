package access

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MinPersonal is the least length of a person's password, in characters. Longer
// is what helps; no kinds of characters are asked for (NIST SP 800-63B §5.1.1.2).
const MinPersonal = 12

// CheckPassword tells everything that is wrong with a password that a person
// wants; own are words that guessers try first, such as her name and e-mail.
// The Web Connector's password is not a person's and is not asked here.
func CheckPassword(password string, own ...string) []string {
	var problems []string
	if n := utf8.RuneCountInString(password); n < MinPersonal {
		problems = append(problems, fmt.Sprintf("It has %d characters; use %d or more. A few words in a row are easy to keep in mind.", n, MinPersonal))
	}
	if len(password) > MaxPassword {
		problems = append(problems, fmt.Sprintf("It is longer than %d characters.", MaxPassword))
		return problems
	}
	if len(problems) == 0 && guessable(password, own) {
		problems = append(problems, "It is one of those that are guessed first: a common word, a name, a row of keys or figures, or the same over again. Use words that don’t belong together.")
	}
	return problems
}

// guessable tells whether a password is made of nothing but what is tried
// first. Of the lists of the worst passwords hardly any has twelve characters;
// those that do are such words and rows, drawn out with figures and marks.
func guessable(password string, own []string) bool {
	p := plainLetters(password)
	if len(p) == 0 {
		return true // marks only
	}
	words := strings.Fields(worstWords)
	for _, o := range own {
		for _, w := range strings.FieldsFunc(strings.ToLower(o), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(w) >= 3 {
				words = append(words, plainLetters(w))
			}
		}
	}
	// The shortest way to write it: what is not of a known word, row or
	// repetition must be at least as long as a short unknown word.
	unknown := make([]int, len(p)+1)
	for i := 1; i <= len(p); i++ {
		unknown[i] = unknown[i-1] + 1
		for _, w := range words {
			if strings.HasSuffix(p[:i], w) {
				unknown[i] = min(unknown[i], unknown[i-len(w)])
			}
		}
		for n := 3; n <= min(i, longestRow); n++ {
			if isRow(p[i-n : i]) {
				unknown[i] = min(unknown[i], unknown[i-n]+1) // a row costs as much as its first sign
			}
		}
	}
	return unknown[len(p)] < 5 || repeats(p)
}

// plainLetters writes a password as guessers do: small letters, figures and
// marks that stand for letters read as those, other marks left out.
func plainLetters(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch r {
		case '@', '4':
			r = 'a'
		case '$', '5':
			r = 's'
		case '!':
			r = 'i'
		case '0':
			r = 'o'
		case '3':
			r = 'e'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// longestRow is the alphabet.
const longestRow = 26

// isRow tells whether three or more signs stand in a row: on the keyboard, in
// the alphabet, as figures, or one sign over again; forwards or backwards.
func isRow(s string) bool {
	if strings.Count(s, s[:1]) == len(s) {
		return true
	}
	for row := range strings.FieldsSeq(rows) {
		if strings.Contains(row, s) {
			return true
		}
	}
	return false
}

// repeats tells whether it is a short part over and over.
func repeats(s string) bool {
	for n := 1; n <= 6 && n <= len(s)/2; n++ {
		if strings.HasPrefix(strings.Repeat(s[:n], len(s)/n+1), s) {
			return true
		}
	}
	return false
}

// rows are written in the letters of plainLetters: 4 is a, 5 is s, 0 is o, 3 is e.
const rows = `12eas6789o1ea o9876sae21 abcdefghijklmnopqrstuvwxyz zyxwvutsrqponmlkjihgfedcba
qwertyuiop poiuytrewq asdfghjkl lkjhgfdsa zxcvbnm mnbvcxz qwertz zertq azerty ytreza 1qaz2wsxeedc 1qazxsw2 q1w2eeart 1q2weeara
qazwsxedc 147 2s8 e69 159 7se aoo ooo 2o2o 2o21 2o22 2o2e 2o2a 2o2s 2o26 2o27 199o 1991 1992 199e 199a 199s 1996 1997 1998 1999 1980 19ao 1984`

// worstWords are the words of which the worst passwords are made, in the
// letters of plainLetters, and what this server is about.
const worstWords = `password passwort passwd pass word secret secure security login logon signin admin administrator root user guest test tester testing
default changeme change welcome letmein enter access master superuser system server computer internet network hello hallo hola bonjour
iloveyou love loveyou lovely lover princess sunshine dragon monkey football soccer baseball basketball hockey golf tennis starwars superman batman
spiderman pokemon shadow michael jordan jennifer jessica ashley daniel charlie thomas robert andrew joshua matthew nicole amanda hunter killer
freedom whatever trustno1 trustme nothing forever family mother father sister brother baby angel angels flower summer winter spring autumn
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
money dollar bank business company office account accounts accounting accountant bookkeeper bookkeeping books ledger invoice finance payroll
countinghouse quickbooks quickbook intuit bigcommerce shop store webconnector connector qbwc
google facebook yahoo hotmail gmail microsoft windows apple samsung iphone linux amazon twitter linkedin
london paris berlin newyork america american canada england germany france chocolate cookie coffee pepper ginger cheese banana orange
purple yellow blue green black white silver golden diamond cookie buster harley ranger ferrari mustang porsche mercedes corvette
jesus christ heaven blessed god faith hope fuckyou fuck shit sexy asshole bitch qwerty asdf zxcv abc abcd the and my is of new old one two three
correcthorsebatterystaple correct horse battery staple`
