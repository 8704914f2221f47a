package funding

import (
	"slices"
	"testing"
)

func TestAlikeFindsIdeasByTheWordsTheyShare(t *testing.T) {
	ideas := []Writing{
		{"Bike repair evenings", "Dads and lads mend bikes together."},
		{"Saturday breakfasts", "Cooking breakfast with toddlers at the hall."},
		{"Swahili stories", "Songs and stories every second Sunday."},
		{"A sewing club", "Learn to sew curtains and clothes."},
		{"Garden for all", "Growing food behind the hall."},
		{"قراءة القصص", "نقرأ القصص للأطفال كل أحد."},
	}
	for name, c := range map[string]struct {
		one  Writing
		want []int
	}{
		"a title in other words":      {Writing{"Repairing bicycles", "A mechanic helps to repair a bike."}, []int{0}},
		"plural and other endings":    {Writing{"Toddler breakfast", "We cook."}, []int{1}},
		"one word is not enough":      {Writing{"Hall cleaning", "Paint and brushes."}, nil},
		"nothing in common":           {Writing{"Driving theory", "Test fees."}, nil},
		"the likest first":            {Writing{"Story breakfast", "Saturday breakfast with stories on Sunday, and songs."}, []int{2, 1}},
		"words that all ideas use":    {Writing{"A club for parents", "Every week, together with children."}, nil},
		"another script":              {Writing{"القصص", "نقرأ القصص"}, []int{5}},
		"nothing was written as yet":  {Writing{}, nil},
		"short words join sentences":  {Writing{"At the end of it", "and so on for all"}, nil},
		"marks and capitals are none": {Writing{"SWAHILI, stories!", ""}, []int{2}},
	} {
		if got := Alike(c.one, ideas); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestAlikeShowsThreeAtMost(t *testing.T) {
	same := Writing{"Bike repair", "Tools."}
	if got := Alike(same, []Writing{same, same, same, same}); len(got) != 3 {
		t.Errorf("%d of them", len(got))
	}
}
