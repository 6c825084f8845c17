package templates

// SettingsPanels is one page of Settings: what is set, panel by panel, each with
// the forms that change it.
type SettingsPanels struct {
	Shell
	Heading     string
	Crumbs      []Action // above the heading; none: Settings
	Chip        Status
	Lead        string
	ProblemHead string
	Problems    []FormProblem
	Banner      *Banner
	Once        *Once
	Panels      []SettingsPanel
}

// Once is a secret that a page shows this one time.
type Once struct{ Head, Secret, Line string }

// SettingsPanel is what is set of one thing.
type SettingsPanel struct {
	ID, Head, Hint string
	Lines          []string // with **bold** parts
	Facts          []Field
	Table          *SettingsTable
	Links          []Action
	Forms          []SettingsForm
	IDs            []Field // for Technical details
}

// SettingsTable lists things of a panel: places, backups, documents.
type SettingsTable struct {
	Caption string
	Heads   []string
	Rows    []SettingsRow
}

// SettingsRow is one of them, with a form of its own if it needs a decision.
type SettingsRow struct {
	Head, Sub string
	Href      string
	Cells     []string
	State     Status
	Amount    *Money
	Form      *SettingsForm
}

// SettingsForm is one form; what Lock says stands in place of a form for whom
// may not send it.
type SettingsForm struct {
	Action  string
	Line    string // before the fields, with **bold** parts
	Hidden  []Field
	Groups  []SettingsGroup
	Word    string // of the button
	Do      string // its value, if the form has several
	Primary bool
	Risk    bool
	Lock    string
	Small   bool // a button in a table
	Label   string
}

// SettingsGroup are fields with a heading of their own, if any.
type SettingsGroup struct {
	Head   string
	Hint   string
	Fields []SettingsField
}

// SettingsField is one field of a form.
type SettingsField struct {
	Name, Label, Hint string
	Kind              string // of an input; or select, check
	Value             string
	Complete          string
	Picks             []Pick
	On                bool
}
