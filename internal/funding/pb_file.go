package funding

import (
	"strconv"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

// PBFile is a round's counted ballots in the field's own format, for anybody to count again; for a scrutineer also
// where the round is too small to publish them. It fails with NotFound, Conflict before the result, and Forbidden.
func PBFile(v store.View, id string, scrutineer bool) (*pb.File, error) {
	r, err := RoundByID(v, id)
	if err != nil {
		return nil, err
	}
	res, err := ResultOf(v, id)
	if err != nil {
		return nil, err
	}
	if !scrutineer && !MayPublish(r, res) {
		return nil, fault.New(fault.Forbidden, "fault.funding.too_small_to_publish", "min", r.Publish)
	}
	projects := ProjectsOf(v, id)
	about := pb.Meta{
		{Key: "description", Value: r.Title}, {Key: "rule", Value: string(r.Rule)}, {Key: "currency", Value: "GBP"},
		{Key: "date_begin", Value: r.Opened.Format("02.01.2006")}, {Key: "date_end", Value: r.Closed.Format("02.01.2006")},
	}
	if r.Most > 0 {
		about = append(about, pb.Field{Key: "max_length", Value: strconv.Itoa(r.Most)})
	}
	if r.Points > 0 {
		about = append(about, pb.Field{Key: "max_sum_points", Value: strconv.Itoa(r.Points)})
	}
	won := make(map[int32]string, len(res.Winners))
	for _, n := range res.Winners {
		won[n] = "1"
	}
	return pb.FromElection(electionOf(r, projects, boxOf(v, id)), about, func(i int) map[string]string {
		selected := won[projects[i].Number]
		if selected == "" {
			selected = "0"
		}
		return map[string]string{"name": projects[i].Title, "selected": selected}
	}), nil
}
