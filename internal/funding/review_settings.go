package funding

import (
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// checkReview tidies what ideas are measured by, and fills in how many reviews one needs.
func (s *Settings) checkReview(c *fault.Checks) {
	s.Guidelines, s.Checklist = filledLines(s.Guidelines), filledLines(s.Checklist)
	c.That(linesWithin(s.Guidelines, MaxGuidelines, maxGuideline), "guidelines", "fault.funding.guidelines", "most", MaxGuidelines, "max", maxGuideline)
	c.That(linesWithin(s.Checklist, MaxChecklist, maxCheckLine), "checklist", "fault.funding.checklist", "most", MaxChecklist, "max", maxCheckLine)
	c.That(s.Reviews >= 0 && s.Reviews <= MaxPanel, "reviews", "fault.funding.reviews", "max", MaxPanel)
	if s.Reviews == 0 {
		s.Reviews = DefaultReviews
	}
}

// begunReviews reports whether somebody has reviewed by a round's checklist: it was agreed then, and stays.
func begunReviews(v store.View, round string) bool {
	for range reviews.Under(v, round+"/") {
		return true
	}
	return false
}

// filledLines are the lines that have words; nil where there are none.
func filledLines(lines []string) (kept []string) {
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

func linesWithin(lines []string, most, length int) bool {
	return len(lines) <= most && !slices.ContainsFunc(lines, func(line string) bool { return !within(line, 1, length) })
}
