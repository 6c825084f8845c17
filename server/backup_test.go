package server

import (
	"path/filepath"
	"testing"
	"time"
)

func TestTheDailyBackupIsDueOnceADayAndAgainAnHourAfterItFailed(t *testing.T) {
	b := Backups{BackupAt: "03:15", BackupKeep: 7}
	zone := time.FixedZone("UTC-6", -6*3600)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	none := time.Time{}
	for name, x := range map[string]struct {
		now, began, good, tried time.Time
		want                    bool
	}{
		"a new server waits for its time":        {at(3, 10, 0), at(3, 9, 0), none, none, false},
		"then the first is made":                 {at(4, 3, 15), at(3, 9, 0), none, none, true},
		"one that was made this night is enough": {at(4, 3, 20), at(3, 9, 0), at(4, 3, 16), at(4, 3, 16), false},
		"a night that was missed is made up":     {at(5, 9, 0), at(5, 8, 59), at(3, 3, 16), at(3, 3, 16), true},
		"one that failed just now waits":         {at(4, 3, 40), at(3, 9, 0), at(3, 3, 16), at(4, 3, 16), false},
		"one that failed is tried again":         {at(4, 4, 20), at(3, 9, 0), at(3, 3, 16), at(4, 3, 16), true},
		"also if the clock was set back since":   {at(4, 4, 20), at(3, 9, 0), at(3, 3, 16), at(4, 9, 0), true},
	} {
		if got := b.due(x.now, x.began, x.good, x.tried); got != x.want {
			t.Errorf("%s: due is %v", name, got)
		}
	}
	if (Backups{}).due(at(4, 4, 0), at(1, 0, 0), none, none) {
		t.Error("without a time of the day one is due")
	}
	if err := (Backups{BackupAt: "quarter past three", BackupKeep: 7}).Validate(); err == nil {
		t.Error("nonsense is a time of the day")
	}
	if err := (Backups{BackupAt: "03:15"}).Validate(); err == nil {
		t.Error("no backup is to be kept")
	}
}

func TestTheServerMakesItsDailyBackup(t *testing.T) {
	st, _ := opened(t)
	s, err := New(st, Options{Listen: Listen{Listen: "localhost:0", MaxBatch: 64}})
	must(t, err)
	b := Backups{BackupAt: "03:15", BackupKeep: 2, BackupDir: filepath.Join(t.TempDir(), "backups")}
	now := time.Now()
	for range 3 { // asked again and again it makes one
		s.backupIfDue(t.Context(), b, now, now.Add(-48*time.Hour))
	}
	files, err := filepath.Glob(filepath.Join(b.BackupDir, "countinghouse-*.db"))
	must(t, err)
	good, _, err := st.LastDaily(t.Context())
	must(t, err)
	if len(files) != 1 || good.File != files[0] {
		t.Errorf("there are %v, the last is %+v", files, good)
	}
}
