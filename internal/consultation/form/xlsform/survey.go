package xlsform

import (
	"regexp"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/consultation/form"
)

// Types as they stand in the first column, in the spellings that tools accept.
var (
	plainTypes = map[string]form.Type{
		"text": form.ShortText, "string": form.ShortText, "integer": form.Integer, "int": form.Integer, "decimal": form.Decimal,
		"range": form.Range, "note": form.Note, "date": form.Date, "time": form.Time, "datetime": form.DateTime, "audio": form.Audio,
		"image": form.Image, "photo": form.Image, "file": form.File, "calculate": form.Calculate, "acknowledge": form.Acknowledge,
		"trigger": form.Acknowledge, "hidden": form.Hidden, "start": form.Start, "end": form.End, "today": form.Today,
		"begin group": form.BeginGroup, "end group": form.EndGroup, "begin repeat": form.BeginRepeat, "end repeat": form.EndRepeat,
	}
	elsewhere = []string{
		"geopoint", "geotrace", "geoshape", "start-geopoint", "barcode", "video", "deviceid", "subscriberid", "simserial",
		"phonenumber", "phone number", "username", "email", "audit", "background-audio", "background-geopoint", "url", "imei",
		"xml-external", "csv-external", "entity", "osm", "uri:deviceid", "uri:email", "uri:phonenumber", "uri:simserial",
		"uri:subscriberid", "uri:username", "select one external", "select one from file", "select multiple from file",
	}
	selects = regexp.MustCompile(`^(?:add )?(select one|select1|select multiple|select all that apply|rank)(?: prompt| prompt using| from| using)? (\S+?)(?: (or other|or specify other))?$`)
)

// typeOf reads a type, with the list that its answers come from.
func typeOf(text string) (t form.Type, list string, orOther, known bool) {
	spaced := strings.Join(strings.Fields(text), " ")
	lower := strings.ToLower(spaced)
	if t, known = plainTypes[strings.ReplaceAll(lower, "_", " ")]; known {
		return t, "", false, true
	}
	// Only what stands before the list's name is spelt in several ways.
	words := strings.Split(spaced, " ")
	words[0] = strings.ReplaceAll(words[0], "_", " ")
	last := len(words) - 1
	words[last] = strings.Replace(words[last], "or_other", "or other", 1)
	spaced = strings.Join(words, " ")
	m := selects.FindStringSubmatch(lowerBut(spaced))
	if m == nil {
		return "", "", false, false
	}
	switch m[1] {
	case "rank":
		t = form.Rank
	case "select multiple", "select all that apply":
		t = form.SelectMany
	default:
		t = form.SelectOne
	}
	return t, m[2], m[3] != "", true
}

// lowerBut makes the words of a type small, but for the list's name, which is the first that is none of them.
func lowerBut(text string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if small := strings.ToLower(w); slices.Contains(typeWords, small) {
			words[i] = small
		}
	}
	return strings.Join(words, " ")
}

var typeWords = []string{"add", "select", "one", "select1", "multiple", "all", "that", "apply", "rank", "prompt", "using", "from", "or", "other", "specify"}

func (r *reader) survey(s sheet, columns []column) {
	for _, needed := range []string{"type", "name"} {
		if !slices.ContainsFunc(columns, func(c column) bool { return c.key == needed }) {
			r.wrong(s.name, 1, needed, "there is no column %s", needed)
		}
	}
	r.names = map[string]int{}
	r.open = []opened{{names: map[string]int{}}}
	for _, row := range s.rows {
		r.item(cells{r, s.name, row, columns})
	}
	for _, o := range r.open[1:] {
		r.wrong(s.name, o.row, "type", "this %s does not end", strings.TrimPrefix(string(o.begin), "begin_"))
	}
	for _, f := range r.refers {
		switch r.names[f.name] {
		case 0:
			r.wrong(s.name, f.row, f.column, "there is no question ${%s}", f.name)
		case 1:
		default:
			r.wrong(s.name, f.row, f.column, "there are %d questions named %s: which is meant?", r.names[f.name], f.name)
		}
	}
	if len(r.Form.Items) == 0 && len(r.Errors) == 0 {
		r.wrong(s.name, 0, "", "there are no questions")
	}
}

// item reads one row.
func (r *reader) item(c cells) {
	text, title := c.get("type")
	if text == "" {
		if name, nameTitle := c.get("name"); name != "" {
			r.wrong(c.sheet, c.row.number, nameTitle, "the question %s has no type", name)
		} else {
			r.unsupported(c.sheet, c.row.number, "", "a row without a type is not read")
		}
		return
	}
	t, list, orOther, known := typeOf(text)
	if !known {
		r.unknown(c, text, title)
		return
	}
	if t.Chooses() && len(r.Form.Lists[list]) == 0 {
		r.wrong(c.sheet, c.row.number, title, "there is no list %s on the sheet choices", list)
	}
	if !t.Structure() {
		r.Types[string(t)]++
	}
	name, nameTitle := c.get("name")
	if t == form.EndGroup || t == form.EndRepeat {
		r.end(c, t, title)
	} else {
		r.named(c, name, nameTitle)
	}
	if t == form.BeginGroup || t == form.BeginRepeat {
		r.open = append(r.open, opened{t, c.row.number, map[string]int{}})
	}
	item := form.Item{
		Type: t, Name: name, List: list, OrOther: orOther,
		Label: c.text("label"), Hint: c.text("hint"), Image: c.text("image"), Audio: c.text("audio"),
		ConstraintMessage: c.text("constraint_message"), RequiredMessage: c.text("required_message"),
		Required: r.truth(c, "required"), ReadOnly: r.truth(c, "read_only"),
		Relevant: r.expression(c, "relevant"), Constraint: r.expression(c, "constraint"),
		Calculation: r.expression(c, "calculation"), ChoiceFilter: r.expression(c, "choice_filter"),
		RepeatCount: r.expression(c, "repeat_count"),
	}
	item.Default, _ = c.get("default")
	item.Appearance, _ = c.get("appearance")
	item.Parameters, _ = c.get("parameters")
	if calculation, at := c.get("calculation"); t == form.Calculate && calculation == "" && item.Default == "" {
		r.wrong(c.sheet, c.row.number, at, "there is nothing to work out")
	}
	r.piped(c, "label", "hint", "constraint_message", "required_message")
	r.Form.Items = append(r.Form.Items, item)
}

// unknown notes a type that other tools have, or that none has.
func (r *reader) unknown(c cells, text, title string) {
	spaced := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text, "_", " ")), " "))
	name, nameTitle := c.get("name")
	for _, other := range elsewhere {
		if spaced == other || strings.HasPrefix(spaced, other+" ") {
			r.Types[strings.ReplaceAll(other, " ", "_")]++
			r.named(c, name, nameTitle)
			r.unsupported(c.sheet, c.row.number, title, "the type %s is not supported", text)
			return
		}
	}
	r.wrong(c.sheet, c.row.number, title, "there is no type %q", text)
}

// named notes a question's name, which no other may have in the same group.
func (r *reader) named(c cells, name, title string) {
	inside := r.open[len(r.open)-1].names
	switch before := inside[name]; {
	case name == "":
		r.wrong(c.sheet, c.row.number, title, "there is no name")
		return
	case !form.IsName(name):
		r.wrong(c.sheet, c.row.number, title, "%q is no name: letters, digits, _, - and . only, and no - or . first", name)
		return
	case before > 0:
		r.wrong(c.sheet, c.row.number, title, "row %d has the name %s too", before, name)
	}
	inside[name] = c.row.number
	r.names[name]++
}

// end closes the group or repeat that was opened last.
func (r *reader) end(c cells, t form.Type, title string) {
	last := r.open[len(r.open)-1]
	what := strings.TrimPrefix(string(t), "end_")
	if len(r.open) == 1 {
		r.wrong(c.sheet, c.row.number, title, "there is no %s to end here", what)
		return
	}
	r.open = r.open[:len(r.open)-1]
	if begun := strings.TrimPrefix(string(last.begin), "begin_"); begun != what {
		r.wrong(c.sheet, c.row.number, title, "a %s ends here, but row %d began a %s", what, last.row, begun)
	}
}

// truth reads yes and no, or an expression.
func (r *reader) truth(c cells, key string) *form.Expression {
	text, _ := c.get(key)
	source := ""
	switch strings.ToLower(text) {
	case "":
		return nil
	case "yes", "true", "true()", "1":
		source = "true()"
	case "no", "false", "false()", "0":
		source = "false()"
	default:
		return r.expression(c, key)
	}
	e, _ := form.Parse(source) // one of the two above
	return e
}

var pipe = regexp.MustCompile(`\$\{([^}]*)\}`)

// piped notes the questions that texts take answers from.
func (r *reader) piped(c cells, keys ...string) {
	for _, col := range c.columns {
		if !slices.Contains(keys, col.key) || col.at >= len(c.row.cells) {
			continue
		}
		for _, m := range pipe.FindAllStringSubmatch(c.row.cells[col.at], -1) {
			r.refers = append(r.refers, refer{strings.TrimSpace(m[1]), c.row.number, col.title})
		}
	}
}
