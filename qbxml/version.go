package qbxml

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a version of qbXML: it chooses the grammar by which QuickBooks
// reads a document.
type Version struct{ Major, Minor int }

// Written is the version that this package is written for: the newest whose
// schema it was checked against. Later editions of QuickBooks take it as well.
func Written() Version { return Version{Major: 13} }

// Oldest is the oldest version that is spoken. Below 6.0 (QuickBooks 2007) some
// of the messages and filters that posting relies on do not exist.
func Oldest() Version { return Version{Major: 6} }

// Less tells whether v is older than w.
func (v Version) Less(w Version) bool {
	return v.Major < w.Major || v.Major == w.Major && v.Minor < w.Minor
}

// String writes "13.0", as it stands in the document.
func (v Version) String() string { return strconv.Itoa(v.Major) + "." + strconv.Itoa(v.Minor) }

// ParseVersion reads "13.0". The old Canadian and British forms with a prefix
// ("CA2.0") are an error: they name other grammars.
func ParseVersion(s string) (Version, error) {
	major, minor, ok := strings.Cut(strings.TrimSpace(s), ".")
	a, errA := strconv.ParseUint(major, 10, 15)
	b, errB := strconv.ParseUint(minor, 10, 15)
	if !ok || errA != nil || errB != nil {
		return Version{}, fmt.Errorf("%q is not a version of qbXML like 13.0", s)
	}
	return Version{Major: int(a), Minor: int(b)}, nil
}

// ParseVersions reads HostRet.SupportedQBXMLVersion, leaving out what is no
// plain version.
func ParseVersions(texts []string) []Version {
	out := make([]Version, 0, len(texts))
	for _, s := range texts {
		if v, err := ParseVersion(s); err == nil {
			out = append(out, v)
		}
	}
	return out
}

// Choose is the version to speak: the newest that is at most Written and that
// QuickBooks understands. QuickBooks tells that twice, as the highest version
// with each first call of a run (major, minor) and as the list of all in
// HostRet; either may be missing (0, none). It is an error, in words for a
// person, when that is older than Oldest.
func Choose(major, minor int, supported ...Version) (Version, error) {
	highest := Version{Major: major, Minor: minor}
	best := Version{}
	for _, v := range supported {
		if !Written().Less(v) && (major == 0 || !highest.Less(v)) && best.Less(v) {
			best = v
		}
	}
	if len(supported) == 0 {
		best = highest
		if Written().Less(best) {
			best = Written()
		}
	}
	if best == (Version{}) {
		return best, fmt.Errorf("QuickBooks did not tell which version of qbXML it speaks; update the Web Connector and QuickBooks on that PC")
	}
	if best.Less(Oldest()) {
		return best, fmt.Errorf("this QuickBooks speaks qbXML %s, but at least %s is needed (QuickBooks 2007 or later)", best, Oldest())
	}
	return best, nil
}

// externalGUIDSince is the version from which ExternalGUID is sent; to older
// ones it is left out, because its exact beginning is not documented and an
// unknown element would make the whole document unreadable.
func externalGUIDSince() Version { return Version{Major: 9} }

// sitesSince is when inventory sites came (qbxml-rules §11).
func sitesSince() Version { return Version{Major: 10} }

// priceRulesSince is when OptionForPriceRuleConflict came: with the 13.0 schema.
func priceRulesSince() Version { return Version{Major: 13} }
