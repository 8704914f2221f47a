package page

import "github.com/parentpower/parentpower/internal/fault"

// kindSamples are the pages that look different where ballots give points, or are an order.
func kindSamples(votes map[string]int) []sample {
	points, order := kind(SharePoints), kind(InOrder)
	points.Max, order.Max = 10, 5
	given := []Marked{{projects[0], 0, 6}, {projects[3], 0, 3}}
	placed := []Marked{{projects[3], 1, 3}, {projects[0], 2, 2}, {projects[4], 3, 1}}
	longest := Project{ID: "pl", Index: 27, Title: long, About: long, Cost: 2000000}
	typed := Form{Values: map[string][]string{"points-pa": {"lots"}, "points-pb": {"12"}}}
	twice := Form{Values: map[string][]string{"place-pa": {"1"}, "place-pb": {"1"}}}
	var letters, same fault.Checks
	letters.That(false, "points-pa", "fault.number")
	letters.That(false, "points", "fault.funding.points_over", "over", int64(2), "max", 10)
	same.That(false, "place-pb", "fault.place_twice")
	typed.Fault, twice.Fault = letters.Fault(), same.Fault()
	shown := Screen{Round: sized(points, 200000, 42, 61), Projects: projects, Standings: votes, Site: "bbl.example", Address: "https://bbl.example/r/K7M4QX"}
	one := Vote{Round: order, Projects: projects[:1], Key: "k"}
	one.Round.Max = 1
	const vote, check, voted, words = "/rounds/r1/vote", "/rounds/r1/vote/check", "/rounds/r1/voted", "maple otter lantern 42"
	return []sample{
		{"vote-points", Vote{Round: points, Projects: projects, Chosen: given, Key: "k"}, amina, vote},
		{"vote-points-none", Vote{Round: points, Projects: projects[:1], None: true, Voted: true, Key: "k"}, slip, vote},
		{"vote-points-wrong", Vote{Round: points, Projects: append(projects[:2:2], longest), Chosen: []Marked{{projects[1], 0, 12}}, Key: "k", Form: typed}, amina, vote},
		{"vote-points-empty", Vote{Round: points, Key: "k"}, amina, vote},
		{"vote-points-200", Vote{Round: points, Projects: many(200, long), Key: "k"}, amina, vote},
		{"vote-points-desk", Vote{Round: atDesk(points), Projects: projects, Key: "k"}, &Who{Helped: true}, "/rounds/r1/desk/vote"},
		{"vote-order", Vote{Round: order, Projects: projects, Chosen: placed, Key: "k"}, amina, vote},
		{"vote-order-one", one, slip, vote},
		{"vote-order-wrong", Vote{Round: order, Projects: append(projects[:2:2], longest), Key: "k", Form: twice}, amina, vote},
		{"vote-order-200", Vote{Round: order, Projects: many(200, long), Key: "k"}, amina, vote},
		{"check-points", Check{Round: points, Chosen: append(given[:2:2], Marked{longest, 0, 1}), Key: "k"}, amina, check},
		{"check-points-left", Check{Round: points, Chosen: given, Voted: true, Key: "k"}, amina, check},
		{"check-order", Check{Round: order, Chosen: append(placed[:3:3], Marked{longest, 4, 1}), Key: "k"}, amina, check},
		{"voted-points", Voted{Round: points, Receipt: words, Chosen: given, Standings: standings()}, amina, voted},
		{"voted-order", Voted{Round: order, Receipt: words, Chosen: placed, Hidden: "until-close"}, amina, voted},
		{"voted-none", Voted{Round: order, Receipt: words, None: true, Hidden: "until-close"}, amina, voted},
		{"result-points", inPoints(result(), SharePoints), amina, "/rounds/r1/result"},
		{"result-order", inPoints(result(), InOrder), amina, "/rounds/r1/result"},
		{"screen-points", shown, joy, "/rounds/r1/screen"},
	}
}

func inPoints(r Result, kind string) Result {
	r.Round.Kind = kind
	for i := range r.Outcomes {
		r.Outcomes[i].Points = 6 * r.Outcomes[i].Votes
	}
	return r
}
