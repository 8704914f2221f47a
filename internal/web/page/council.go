package page

// Council is a council at a glance.
type Council struct {
	ID, Name  string
	Members   int
	Rounds    []Round // newest first
	MayManage bool
}

// CouncilNew makes a council. POST /councils/new: name.
type CouncilNew struct{ Form Form }

// Members are a council's people. Add: POST /councils/{id}/members: name, email, role. Change: POST
// /councils/{id}/members/{member}: role. Remove: POST /councils/{id}/members/{member}/remove.
type Members struct {
	CouncilID, Council string
	List               []Member
	Form               Form
}

// Member is one person in a council.
type Member struct {
	ID, Name, Email string // Email is empty for somebody without
	Role            string // member, advocate or coordinator
	Self            bool
}

// RoundNew starts a round. POST /councils/{id}/rounds/new: title, budget, copy (id of an earlier round).
type RoundNew struct {
	CouncilID, Council string
	Earlier            []Option
	Form               Form
}

func (Council) Template() string    { return "council" }
func (CouncilNew) Template() string { return "council-new" }
func (Members) Template() string    { return "members" }
func (RoundNew) Template() string   { return "round-new" }
