package page

import (
	"time"

	"github.com/parentpower/parentpower/frontend"
	"github.com/parentpower/parentpower/internal/i18n"
)

// voices are something printed in these languages.
func voices(codes ...string) Voices {
	words, err := i18n.Load(frontend.Locales())
	if err != nil {
		panic(err)
	}
	v := Voices{Chosen: Form{Values: map[string][]string{"lang": codes}}}
	for _, l := range words.Languages() {
		v.Known = append(v.Known, Option{Value: l.Code, Text: l.Name})
	}
	for _, code := range codes {
		v.Speak = append(v.Speak, words.For(code, now, time.UTC))
	}
	return v
}

func batchOf(state string, form Form) Batch {
	return Batch{
		Round: round(Voting), Batch: BatchLine{ID: "b1", Name: "Saturday, table 1", State: state, Clerks: []string{"Joy"}, Opened: now},
		Projects: projects, MayEnter: true, Form: form,
	}
}

func counted(b Batch, replacing int) Batch {
	b.Batch.Good, b.Batch.Spoilt, b.Replacing = 17, 2, replacing
	b.Entered = []EnteredPaper{{2, ""}, {17, "unclear"}}
	return b
}

// paperSamples are the pages of ballot papers, made, printed and taken in.
func paperSamples() []sample {
	differ, done, third, ranked := batchOf("open", Form{}), batchOf("open", Form{}), batchOf("open", Form{}), batchOf("open", Form{})
	differ.Again, differ.Entered = []int{3, 12}, []EnteredPaper{{2, ""}, {17, "unclear"}, {18, ""}}
	done.Done, done.Entered = true, []EnteredPaper{{2, ""}}
	third.MayEnter = false
	ranked.Round.Kind, ranked.Round.Max = "rank", 3
	late := batchOf("agreed", Form{})
	late.Round = round(Closed)
	batches := []BatchLine{
		{"b3", "Saturday, table 3", "open", []string{"Joy"}, 0, 0, now}, {"b2", long[:60], "agreed", []string{"Joy", long}, 12, 1, now},
		{"b1", "Saturday, table 1", "in", []string{"Joy", "Amina"}, 17, 2, now},
	}
	waiting := Manage{Round: round(Voting), Projects: projects, Ready: true, Slips: 20, Members: 41, Waiting: 2}
	sheet := PaperSheet{round(Voting), projects, []string{"17-KD", "18-AC"}, 219, voices("en", "ar")}
	ranking := PaperSheet{ranked.Round, many(30, "Dads and lads bike repair"), []string{"1-XY"}, 0, voices("en")}
	return []sample{
		{"papers", Papers{Round: round(Voting), Made: 120, MayMake: true, Batches: batches}, joy, "/rounds/r1/papers"},
		{"papers-none", Papers{Round: round(Draft), MayMake: true, Form: wrong("number")}, joy, "/rounds/r1/papers"},
		{"papers-closed", Papers{Round: round(Closed), Made: 120, Batches: batches[1:]}, joy, "/rounds/r1/papers"},
		{"papers-print", sheet, joy, "/rounds/r1/papers/print"},
		{"papers-print-rank", ranking, joy, "/rounds/r1/papers/print"},
		{"slips-print-two", SlipSheet{round(Draft), "bbl.example", []PrintedSlip{{1, "K7M4Q-XRT2H-WP9A", "https://bbl.example/s/x"}}, 0, voices("en", "ar")}, joy, "/rounds/r1/slips/print"},
		{"batch", batchOf("open", Form{}), joy, "/rounds/r1/batches/b1"},
		{"batch-wrong", batchOf("open", wrong("paper", "pick", "spoilt")), joy, "/rounds/r1/batches/b1"},
		{"batch-differs", differ, joy, "/rounds/r1/batches/b1"},
		{"batch-waiting", done, joy, "/rounds/r1/batches/b1"},
		{"batch-third", third, joy, "/rounds/r1/batches/b1"},
		{"batch-rank", ranked, joy, "/rounds/r1/batches/b1"},
		{"batch-agreed", counted(batchOf("agreed", Form{}), 3), joy, "/rounds/r1/batches/b1"},
		{"batch-in", counted(batchOf("in", Form{}), 0), joy, "/rounds/r1/batches/b1"},
		{"batch-late", late, joy, "/rounds/r1/batches/b1"},
		{"confirm-put-batch", Confirm{Round: round(Voting), What: "put-batch", Name: "Saturday, table 1", Action: "/x", Back: "/y"}, joy, "/x"},
		{"confirm-drop-batch", Confirm{Round: round(Voting), What: "drop-batch", Name: "Saturday, table 1", Action: "/x", Back: "/y"}, joy, "/x"},
		{"manage-waiting", waiting, joy, "/rounds/r1/manage"},
	}
}
