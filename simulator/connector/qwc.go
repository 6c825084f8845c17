package connector

import "time"

// Application is what the Web Connector keeps of a .qwc file.
type Application struct {
	AppName, AppID, AppURL, AppDescription, AppSupport string
	UserName, OwnerID, FileID, QBType                  string
	AppDisplayName, AppUniqueName                      string
	AuthFlags                                          uint32
	Notify                                             bool
	PersonalDataPref, UnattendedModePref               string
	Every                                              time.Duration // of the Scheduler; zero: the person sets it
	CertURL                                            string
	Ignored                                            []string // elements that the Web Connector does not know, such as misspelt ones
}
