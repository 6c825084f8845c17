package templates

// AppDoor is what BigCommerce's control panel shows of the app, in its frame.
type AppDoor struct {
	Theme string
	Head  string
	Lines []string // may hold **bold** parts
	// Ticket opens the desk once, in a tab of its own; "" for none.
	Ticket string
	// Link leads to the desk, in a tab of its own, where there is no ticket.
	Link string
}

// AppSettings are the app's installations, and who opens the desk by it.
type AppSettings struct {
	Shell
	Head     string // of the problems
	Problems []FormProblem
	Lead     string
	// Addresses are the callbacks, as the app's profile needs them.
	Addresses []Field
	Installs  []AppInstall
	People    []AppPerson
	// Hash, Email and Person are choices for a new connection.
	Hash, Person []Pick
	Email        string
}

// AppInstall is one store that gave the app permission.
type AppInstall struct {
	Hash  string
	Head  string
	State Status
	Line  string
	Facts []Field
	IDs   []Field // for technical details
	// Waits offers to connect it: as a new store, or in place of the API account
	// of the store Takes.
	Waits     bool
	Takes     string
	Key, Name string
	Companies []Pick
}

// AppPerson is who opens the desk from BigCommerce.
type AppPerson struct{ Person, Email, Hash, Store, Last string }
