package page

import (
	"html/template"
	"strings"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/i18n"
)

// View is what a template is given: the page as P, the translator's methods and the chrome at hand.
type View struct {
	*i18n.Translator
	Chrome
	P         any
	Languages []i18n.Language
	assets    *Assets
}

// Lang is the code of the language that is spoken, which may not be the one that was asked for.
func (v View) Lang() string { return v.Translator.Lang() }

// With is the same view of something smaller: how a component is given its data.
func (v View) With(p any) View {
	v.P = p
	return v
}

// In is the same view in another language, for what is printed in several.
func (v View) In(voice *i18n.Translator) View {
	v.Translator = voice
	return v
}

// Asset is the address of a built file: "app.css" is "/assets/app-3F2A.css".
func (v View) Asset(name string) string { return v.assets.Path(name) }

// Rich says a message in which *stars* mark what is strong. What fills its places is escaped, and cannot be
// mistaken for a mark.
func (v View) Rich(key string, args ...any) template.HTML { return v.mark(v.T(key, guard(v, args)...)) }

// RichN is Rich for a message that counts.
func (v View) RichN(key string, n int, args ...any) template.HTML {
	return v.mark(v.N(key, n, guard(v, args)...))
}

// star stands for a star that somebody typed; it is a private-use character that no keyboard makes.
const star = "\ue000"

func guard(v View, args []any) []any {
	guarded := make([]any, len(args))
	for i, a := range args {
		if s, ok := a.(string); ok {
			a = strings.ReplaceAll(s, "*", star)
		}
		guarded[i] = a
	}
	return guarded
}

func (v View) mark(text string) template.HTML {
	var out strings.Builder
	for i, part := range strings.Split(template.HTMLEscapeString(text), "*") {
		if i > 0 {
			out.WriteString([]string{"</strong>", "<strong>"}[i%2])
		}
		out.WriteString(part)
	}
	return template.HTML(strings.ReplaceAll(out.String(), star, "*")) //nolint:gosec // escaped above; only our own marks are added
}

// Problem is one line of an error summary; Field is empty when it is about the whole form.
type Problem struct{ Field, Text string }

// ID is that of the input that the line leads to.
func (p Problem) ID() string { return fieldID(p.Field) }

// Problems lists what is wrong with a form, in its order.
func (v View) Problems(f Form) []Problem {
	if f.Fault == nil {
		return nil
	}
	trouble := fault.From(f.Fault)
	if len(trouble.Fields) == 0 {
		return []Problem{{Text: v.Say(trouble.Key, trouble.Args)}}
	}
	list := make([]Problem, len(trouble.Fields))
	for i, field := range trouble.Fields {
		list[i] = Problem{Field: field.Name, Text: v.Say(field.Key, field.Args)}
	}
	return list
}

// Link is somewhere to go, in words that somebody wrote.
func (v View) Link(href, text string) Link { return Link{href, text} }

// Crumb is a way back, in the catalogue's words.
func (v View) Crumb(href, key string) Link { return Link{href, v.T(key)} }

// NoForm is a form in which nothing was typed yet.
func (v View) NoForm() Form { return Form{} }

// Picks is the bar of what chosen projects use of a budget.
func (v View) Picks(budget int64, chosen []Marked) Bar { return v.Spending(budget, projectsOf(chosen)) }

// Sharing is the bar of what projects get of some points.
func (v View) Sharing(points int, chosen []Marked) Bar {
	bar := Shares(points, chosen)
	bar.Label = v.N("bar.points", pointsOf(chosen), "points", points)
	return bar
}

// Spending is the bar of what projects use of a budget.
func (v View) Spending(budget int64, projects []Project) Bar {
	bar := Spend(budget, projects)
	bar.Label = v.T("bar.spent", "cost", cost(projects), "budget", budget)
	return bar
}

// Turnout is the bar of how many have voted.
func (v View) Turnout(r Round) Bar {
	bar := Part(r.Voted, r.Roll)
	bar.Label = v.N("bar.turnout", r.Voted, "roll", r.Roll)
	return bar
}

// Leaves are those who voted, or before that those who are here, among all on the roll.
func (v View) Leaves(r Round) Leaves {
	if r.State == Draft {
		return Leaves{N: r.Here, Of: r.Roll}
	}
	return Leaves{N: r.Voted, Of: r.Roll}
}

// OrNone puts a choice of nothing before others.
func (v View) OrNone(key string, options []Option) []Option {
	return append([]Option{{Text: v.T(key)}}, options...)
}
