package access

import (
	"encoding/base64"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheTableOfRoles(t *testing.T) {
	// From most to least trusted; written out once more, so that a change is seen.
	want := map[Action][]Role{
		OwnAccount:     {Admin, Bookkeeper, Accountant, Viewer},
		See:            {Admin, Bookkeeper, Accountant, Viewer},
		ChangeMapping:  {Admin, Bookkeeper},
		DecideOrders:   {Admin, Bookkeeper},
		ApproveOrders:  {Admin},
		ChangeSettings: {Admin, Bookkeeper},
		Connect:        {Admin},
		ManageUsers:    {Admin},
		SeeAudit:       {Admin, Bookkeeper, Accountant},
	}
	if len(want) != len(Actions()) {
		t.Errorf("there are %d actions, the table has %d", len(Actions()), len(want))
	}
	for _, a := range Actions() {
		for _, r := range append(Roles(), "", "root", "Admin") {
			may := slices.Contains(want[a], r)
			if r.May(a) != may {
				t.Errorf("%q may %s: %v, want %v", r, a, r.May(a), may)
			}
			if (User{Role: r, Disabled: true}).May(a) {
				t.Errorf("a disabled %s may %s", r, a)
			}
			if (User{Role: r}).May(a) != (may || a == OwnAccount) {
				t.Errorf("a person who is %q may %s: %v", r, a, !may)
			}
		}
	}
	for _, r := range Roles() {
		if !r.Valid() {
			t.Errorf("%s is not valid", r)
		}
	}
	if Role("").Valid() || Role("root").Valid() {
		t.Error("a role that is none is valid")
	}
}

func TestAPersonHasARoleInEachCompanyFile(t *testing.T) {
	all := User{Email: "a@b", Role: Viewer, Companies: map[string]Role{"larkspur": Bookkeeper}}
	some := User{Email: "a@b", Companies: map[string]Role{"larkspur": Accountant}}
	admin := User{Email: "a@b", Role: Admin, Companies: map[string]Role{"larkspur": Viewer}}
	gone := User{Email: "a@b", Role: Admin, Disabled: true}
	for _, c := range []struct {
		who     User
		company string
		want    Role
	}{
		{all, "larkspur", Bookkeeper}, {all, "other", Viewer},
		{some, "larkspur", Accountant}, {some, "other", ""}, {some, "", ""},
		{admin, "larkspur", Admin}, {admin, "other", Admin},
		{gone, "larkspur", ""},
	} {
		if got := c.who.In(c.company); got != c.want {
			t.Errorf("%+v is %q in %q, want %q", c.who, got, c.company, c.want)
		}
		for _, a := range Actions() {
			if c.who.MayIn(c.company, a) != c.want.May(a) {
				t.Errorf("%+v may %s in %q: %v", c.who, a, c.company, !c.want.May(a))
			}
			if got, want := c.who.At(c.company).May(a), !c.who.Disabled && (a == OwnAccount || c.want.May(a)); got != want {
				t.Errorf("%+v, looking at %q, may %s: %v", c.who, c.company, a, got)
			}
		}
	}
	for _, u := range []User{{}, {Email: "a@b"}, {Email: "a@b", Role: "root"}, {Role: Viewer}, {Email: "a@b", Companies: map[string]Role{"x": Admin}}, {Email: "a@b", Companies: map[string]Role{"x": ""}}, {Email: "a@b", Role: Viewer, Companies: map[string]Role{"": Viewer}}} {
		if u.Valid() == nil {
			t.Errorf("%+v is taken", u)
		}
	}
	for _, u := range []User{all, some, admin} {
		if err := u.Valid(); err != nil {
			t.Errorf("%+v: %v", u, err)
		}
	}
}

func TestPasswordsAreHashedByArgon2idWithTheCostsOfToday(t *testing.T) {
	hash, err := HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	// OWASP's recommendation: 19 MiB, two passes, one lane; a salt of 16 bytes, a key of 32.
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hashed as %q", hash)
	}
	parts := strings.Split(hash, "$")
	if len(parts[4]) != 22 || len(parts[5]) != 43 {
		t.Errorf("salt of %d and key of %d characters", len(parts[4]), len(parts[5]))
	}
	if other, _ := HashPassword("correct horse"); other == hash {
		t.Error("two hashes of one password are alike: the salt is not random")
	}
	if ok, rehash := VerifyPassword(hash, "correct horse"); !ok || rehash {
		t.Errorf("the right password: %v, to be hashed anew: %v", ok, rehash)
	}
	for _, wrong := range []string{"", "Correct horse", "correct horse ", strings.Repeat("x", MaxPassword+1)} {
		if ok, _ := VerifyPassword(hash, wrong); ok {
			t.Errorf("%.20q is taken for right", wrong)
		}
	}
}

func TestAHashWithOldCostsIsToBeMadeAnew(t *testing.T) {
	salt := []byte("0123456789abcdef")
	old := params{memory: 8 * 1024, passes: 1, lanes: 1}
	hash := phc(old, salt, derive("correct horse", salt, old, hashLen))
	if ok, rehash := VerifyPassword(hash, "correct horse"); !ok || !rehash {
		t.Errorf("right: %v, to be made anew: %v", ok, rehash)
	}
	if ok, rehash := VerifyPassword(hash, "wrong"); ok || rehash {
		t.Error("a wrong password leads to a new hash")
	}
}

func raw(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

func phc(p params, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.memory, p.passes, p.lanes, raw(salt), raw(key))
}

func TestWhatIsNoHashIsNeverRight(t *testing.T) {
	salt, key := raw(make([]byte, 16)), raw(make([]byte, 32))
	for _, hash := range []string{
		"", "x", "$", "plain password", "$2a$10$abcdefghijklmnopqrstuv",
		"$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=18$m=19456,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"$argon2id$v=19$m=19456,t=2,p=1$$" + key,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key + "$",
		// Costs that would take the machine's memory or time.
		"$argon2id$v=19$m=4194304,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=4000000,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=200$" + salt + "$" + key,
		"$argon2id$v=19$m=-1,t=2,p=1$" + salt + "$" + key,
	} {
		for _, password := range []string{"", hash, "x"} {
			if ok, rehash := VerifyPassword(hash, password); ok || rehash {
				t.Errorf("%q takes %q", hash, password)
			}
		}
	}
}

func TestPasswordsHaveALeastAndAGreatestLength(t *testing.T) {
	for n, want := range map[int]error{MinPassword - 1: ErrShort, MinPassword: nil, MaxPassword: nil, MaxPassword + 1: ErrLong} {
		if _, err := HashPassword(strings.Repeat("p", n)); err != want { //nolint:errorlint // these very values
			t.Errorf("%d characters: %v, want %v", n, err, want)
		}
	}
}

var noon = time.Date(2026, 11, 7, 12, 0, 0, 0, time.UTC)

func TestASignInEndsWhenIdleTooLongOrTooOld(t *testing.T) {
	s := NewSession(" Ana@Example.com", "192.0.2.7", strings.Repeat("u", 1000), noon)
	if s.User != "ana@example.com" || len(s.UserAgent) != 256 || len(s.ID) != 43 || s.ID == NewSession("a", "", "", noon).ID {
		t.Errorf("%+v", s)
	}
	at := func(seen, now time.Duration) bool {
		s.LastSeen = noon.Add(seen)
		return s.Expired(noon.Add(now))
	}
	for _, c := range []struct {
		name      string
		seen, now time.Duration
		over      bool
	}{
		{"at once", 0, 0, false},
		{"just before it is idle", 0, IdleLimit - 1, false},
		{"idle", 0, IdleLimit, true},
		{"in use, just before it is too old", AbsoluteLimit - time.Hour, AbsoluteLimit - 1, false},
		{"in use, too old", AbsoluteLimit - 1, AbsoluteLimit, true},
		{"a clock set back a little", 0, -time.Minute, false},
		{"a clock set back far", 0, -2 * time.Hour, true},
	} {
		if got := at(c.seen, c.now); got != c.over {
			t.Errorf("%s: over %v", c.name, got)
		}
		if end := s.Expires(); !s.Expired(end) || s.Expired(end.Add(-1)) {
			t.Errorf("%s: it says that it ends at %v", c.name, end)
		}
	}
	s.LastSeen = noon
	if s.Touch(noon.Add(59*time.Second)) || !s.Touch(noon.Add(time.Minute)) {
		t.Error("last seen is to be written once a minute")
	}
}

func TestPersonalPasswordsThatAreGuessedFirstAreRefused(t *testing.T) {
	for _, p := range []string{
		"", "short", "elevenchars", strings.Repeat("x", MaxPassword+1),
		"password1234", "Password1234!", "P@ssw0rd2026!", "passwordpassword", "123456789012", "1234567890123456", "qwertyuiop123", "Qwerty123456!",
		"aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "iloveyou1234", "letmein12345", "administrator1", "welcome2026!!", "CorrectHorseBatteryStaple",
		"1qaz2wsx3edc", "asdfghjkl123", "quickbooks2026", "countinghouse", "Summer2026!!!", "!!!!!!!!!!!!!!", "marguerite1234", "OduyaMarguerite", "larkspurandpine",
	} {
		if len(CheckPassword(p, "Marguerite Oduya", "marguerite@larkspurandpine.com", "larkspur")) == 0 {
			t.Errorf("%.40q is taken", p)
		}
	}
	for _, p := range []string{
		"violet tractor nine", "gr8 lanterns in the rain", "Zürich liegt am See", "kvq7-ptm2-xz9d-aa41", "日本語のとても長いパスワードです", " leading and trailing ", strings.Repeat("blue tractor ", 70),
		"mangled-oyster", "correct horse battery lamp post",
	} {
		if got := CheckPassword(p, "Marguerite Oduya", "marguerite@larkspurandpine.com"); len(got) != 0 {
			t.Errorf("%.40q: %v", p, got)
		}
	}
}

func TestNoPasswordIsCutOff(t *testing.T) {
	long := strings.Repeat("a longer phrase ", 60)
	hash, err := HashPassword(long + "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{long, long + "y", long + "x ", strings.TrimSpace(long) + "x"} {
		if ok, _ := VerifyPassword(hash, other); ok {
			t.Errorf("of %d characters, %d are looked at", len(long)+1, len(other))
		}
	}
	if ok, _ := VerifyPassword(hash, long+"x"); !ok {
		t.Error("the right one is refused")
	}
}

func TestLongNamesOfGuessesAreNotKept(t *testing.T) {
	const megabyte = 1 << 20
	held := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	th := NewThrottle()
	before, now := held(), time.Unix(1_700_000_000, 0)
	for i := range 100 {
		name := fmt.Sprint(i, strings.Repeat("X", megabyte))
		th.Failed(Try{Account: name, Place: name}, now)
	}
	if grown := int64(held()) - int64(before); grown > 10*megabyte {
		t.Errorf("100 names of a megabyte each keep %d MB", grown/megabyte)
	}
	for range 10 {
		th.Failed(Try{Account: "0" + strings.Repeat("X", megabyte), Place: "192.0.2.8"}, now)
	}
	if th.Wait(Try{Account: "0" + strings.Repeat("X", megabyte), Place: "192.0.2.8"}, now) == 0 {
		t.Error("a long name is not slowed down")
	}
	runtime.KeepAlive(th)
}
