package funding

import (
	"slices"
	"strings"
	"unicode"
)

// Writing is what two ideas are compared by.
type Writing struct{ Title, About string }

const (
	mostAlike  = 3 // more would not be read
	leastAlike = 2 // words in common; one in both titles counts as two
	leastWord  = 4 // letters: shorter words join sentences
)

// Alike are the places of those ideas that share most words with one, the likest first, three at most. Words are
// compared without their endings. A word that more than half of the ideas have tells none of them apart.
func Alike(one Writing, others []Writing) []int {
	usual := usualWords(others)
	title, all := stems(one.Title), stems(one.Title+" "+one.About)
	type found struct{ at, score int }
	var list []found
	for i, o := range others {
		score := 0
		theirTitle := stems(o.Title)
		for word := range stems(o.Title + " " + o.About) {
			switch {
			case !all[word] || usual[word]:
			case title[word] && theirTitle[word]:
				score += 2
			default:
				score++
			}
		}
		if score >= leastAlike {
			list = append(list, found{i, score})
		}
	}
	slices.SortStableFunc(list, func(a, b found) int { return b.score - a.score })
	places := make([]int, min(len(list), mostAlike))
	for i := range places {
		places[i] = list[i].at
	}
	return places
}

// sayLittle are words that most ideas of parents have, in English, whatever they are about.
var sayLittle = stems("about after also child children community club each every families family from group have help into" +
	" kids more need parent people that their them there they this together want week what when which who will with would your")

// usualWords are those that more than half of the ideas have, once there are enough to tell.
func usualWords(ideas []Writing) map[string]bool {
	const enough = 5
	count := map[string]int{}
	for _, i := range ideas {
		for word := range stems(i.Title + " " + i.About) {
			count[word]++
		}
	}
	usual := map[string]bool{}
	for word, n := range count {
		usual[word] = sayLittle[word] || len(ideas) >= enough && 2*n > len(ideas)
	}
	return usual
}

// endings are taken off, the longest first. They are English ones; in other languages the words stay whole.
var endings = []string{"ings", "ing", "ies", "ers", "er", "ed", "es", "s", "y"}

// stems are the words of a text without their endings.
func stems(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) }) {
		if len([]rune(word)) < leastWord {
			continue
		}
		for _, ending := range endings {
			if short, ok := strings.CutSuffix(word, ending); ok && len(short) >= leastWord {
				word = short
				break
			}
		}
		set[word] = true
	}
	return set
}
