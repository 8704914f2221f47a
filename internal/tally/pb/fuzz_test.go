package pb_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// Whatever is uploaded is refused with a reason, or can be counted and written, and reads back as the same.
func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add("\ufeff" + strings.ReplaceAll(small, "\n", "\r\n"))
	f.Add(strings.NewReplacer("approval", "ordinal", "500.25", "500.123456").Replace(small))
	f.Add(strings.NewReplacer("approval", "cumulative", "id;vote", "id;vote;points", "1;a", "1;a;3", "2;a,b", "2;a,b;1,-2", "3;b", "3;b;0").Replace(small))
	f.Add(strings.NewReplacer("approval", "choose-1", "2;a,b", "2;", "Bike", "\"Bike\n").Replace(small))
	f.Add("META\nkey;value\nbudget;1\nvote_type;approval\nmax_sum_cost;1\nPROJECTS\nproject_id;cost\nVOTES\nvote\n")
	f.Add("VOTES;\"\n;;\"\"\"")
	limits := pb.Limits{Bytes: 1 << 16, Projects: 50, Votes: 200, Field: 500}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := pb.Read(strings.NewReader(text), limits)
		if err != nil {
			var known *pb.Error
			if !errors.As(err, &known) || !fault.Is(err, fault.Invalid) || known.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("%v", err)
			}
			return
		}
		e := file.Election()
		if _, err := tally.Count(t.Context(), e, tally.Rules{Method: tally.EqualShares, Completion: tally.Add1U, Cap: 3}); err != nil {
			t.Fatalf("read, but not to be counted: %v", err)
		}
		var out strings.Builder
		if err := pb.Write(&out, file); err != nil {
			return // an ID that can be read only here
		}
		back, err := pb.Read(strings.NewReader(out.String()), pb.DefaultLimits)
		if err != nil {
			t.Fatalf("written, but not to be read: %v\n%s", err, out.String())
		}
		if len(back.Votes) != len(file.Votes) || len(back.Projects) != len(file.Projects) || back.Type != file.Type {
			t.Fatalf("not the same again:\n%s", out.String())
		}
	})
}
