package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// demoLinks is how long the sign-in links of a demonstration are good for. Everybody at the terminal is let in anyway.
const demoLinks = 24 * time.Hour

// tourSlips is how many slips a tour hands out: a round may have a million.
const tourSlips = 100

// Demo is a program with a community in it, invented for trying things out.
type Demo struct {
	*App
	community demoCommunity
}

// NewDemo builds a program on settings that need nothing from outside: letters are kept to be read, and the site is
// found under this machine's own addresses. A data directory that is empty is filled with the community; one that
// holds a demonstration already goes on from there.
func NewDemo(ctx context.Context, config Config, log *slog.Logger) (*Demo, error) {
	config.Demo = true
	config.MailFrom = "post@parentpower.example"
	if config.Community == "Parent Power" {
		config.Community = "Blackbird Leys parents"
	}
	if len(config.Origins) == 0 {
		origins, err := originsOf(config.Listen)
		if err != nil {
			return nil, err
		}
		config.Origins = origins
	}
	a, err := New(ctx, config, log)
	if err != nil {
		return nil, err
	}
	d := &Demo{App: a}
	if d.community, err = a.settle(ctx); err != nil {
		_ = a.Close(context.WithoutCancel(ctx)) // what went wrong first is what matters
		return nil, fmt.Errorf("demonstration: %w", err)
	}
	return d, nil
}

// originsOf are the addresses under which a demonstration can be opened: on the local network first, because that is
// where the phones are, then on this machine.
func originsOf(listen string) ([]string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, fmt.Errorf("--listen %q is not an address and port, such as 127.0.0.1:8080", listen)
	}
	local := []string{"http://localhost:" + port, "http://127.0.0.1:" + port}
	ip := net.ParseIP(host)
	switch {
	case host == "" || ip.IsUnspecified():
		if lan := lanAddress(); lan != "" {
			return append([]string{"http://" + net.JoinHostPort(lan, port)}, local...), nil
		}
		return local, nil
	case host == "localhost" || ip.IsLoopback():
		return local, nil
	}
	return []string{"http://" + net.JoinHostPort(host, port)}, nil
}

// lanAddress is this machine's address on a private network, if it has one.
func lanAddress() string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsPrivate() {
			return n.IP.String()
		}
	}
	return ""
}

// Tour is what somebody needs to walk through a demonstration.
type Tour struct {
	Address   string            `json:"address"`   // links are made from it
	Addresses []string          `json:"addresses"` // all that the site answers to
	Links     map[string]string `json:"links"`     // a sign-in link for each kind of person, good once
	Council   string            `json:"council"`   // its id
	Round     string            `json:"round"`     // the id of the vote that is ready to open
	RoomCode  string            `json:"room_code"`
	RoomURL   string            `json:"room_url"`
	Screen    string            `json:"screen"` // the big screen, for the advocate
	Slips     []string          `json:"slips"`
	Mailbox   string            `json:"mailbox"`
	Token     string            `json:"token"` // for the JSON API, as the advocate
}

// Tour makes fresh links and a token. Earlier ones stay good.
func (d *Demo) Tour(ctx context.Context) (Tour, error) {
	origin := d.config.Origins[0]
	t := Tour{
		Address: origin, Addresses: d.config.Origins, Links: map[string]string{}, Council: d.community.Council,
		Round: d.community.Round, Screen: origin + "/rounds/" + d.community.Round + "/screen", Mailbox: origin + "/mailbox",
	}
	for kind, person := range map[string]string{
		"parent": d.community.Parent, "advocate": d.community.Advocate, "coordinator": d.community.Coordinator,
	} {
		token, err := d.people.OperatorLink(ctx, person, demoLinks)
		if err != nil {
			return t, fmt.Errorf("sign-in link for the %s: %w", kind, err)
		}
		t.Links[kind] = origin + "/sign-in/link?t=" + token
	}
	var err error
	if t.Token, err = d.demoToken(ctx); err != nil {
		return t, fmt.Errorf("token: %w", err)
	}
	room, err := d.people.OpenRoom(ctx, d.community.Advocate, funding.Scope(d.community.Round))
	if err != nil {
		return t, fmt.Errorf("room: %w", err)
	}
	t.RoomCode, t.RoomURL = people.ShowCode(room.Code), origin+"/r/"+room.Code
	for s := range people.SlipsOf(d.store.View(), funding.Scope(d.community.Round)) {
		code, err := d.people.CodeOf(ctx, s)
		if err != nil {
			break // the vote is over: its slips cannot be printed any more
		}
		if t.Slips = append(t.Slips, people.ShowCode(code)); len(t.Slips) == tourSlips {
			break
		}
	}
	return t, nil
}

// String is the tour for a person at a terminal.
func (t Tour) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nParent Power is running: a demonstration with invented people.\n\n")
	fmt.Fprintf(&b, "  On this computer    %s\n", t.Addresses[len(t.Addresses)-1])
	if !strings.Contains(t.Addresses[0], "localhost") {
		fmt.Fprintf(&b, "  On a phone nearby   %s\n", t.Addresses[0])
	}
	fmt.Fprintf(&b, "\nSign in as\n")
	for _, kind := range []string{"advocate", "parent", "coordinator"} {
		fmt.Fprintf(&b, "  %-12s %s\n", kind, t.Links[kind])
	}
	fmt.Fprintf(&b, "\nA vote is ready: sign in as the advocate and open the big screen\n  %s\n", t.Screen)
	fmt.Fprintf(&b, "Scan its QR code with a phone, or go to %s\n", t.RoomURL)
	if len(t.Slips) > 0 {
		fmt.Fprintf(&b, "and use a slip: %s\n", strings.Join(t.Slips[:min(3, len(t.Slips))], "  "))
	}
	fmt.Fprintf(&b, "\nLetters that are sent can be read at %s\nStop with Ctrl+C.\n\n", t.Mailbox)
	return b.String()
}

// demoCommunity names the records of the demonstration that a tour needs.
type demoCommunity struct {
	Council                       string
	Parent, Advocate, Coordinator string
	Round                         string
}

// settle finds the demonstration's community in the store, or makes it.
func (a *App) settle(ctx context.Context) (demoCommunity, error) {
	c, ok := a.findDemo()
	if !ok {
		if err := a.populate(ctx); err != nil {
			return c, err
		}
		if c, ok = a.findDemo(); !ok {
			return c, fmt.Errorf("this data directory holds another community: give the demonstration one of its own with --data")
		}
	}
	return c, nil
}

// findDemo finds the community by what it is made of: a council with each kind of member and a round.
func (a *App) findDemo() (c demoCommunity, ok bool) {
	v := a.store.View()
	for found := range council.Councils.All(v) {
		c = demoCommunity{Council: found.ID}
		for m := range council.Members(v, found.ID) {
			switch m.Role {
			case council.Coordinator:
				c.Coordinator = m.Person
			case council.Advocate:
				c.Advocate = m.Person
			case council.Member:
				if p, known := people.Get(v, m.Person); known && len(p.Email) > 0 {
					c.Parent = m.Person
				}
			}
		}
		c.Round = roundToShow(v, found.ID)
		if c.Parent != "" && c.Advocate != "" && c.Coordinator != "" && c.Round != "" {
			return c, true
		}
	}
	return c, false
}

// roundToShow is the newest round that has not been counted, or else the newest.
func roundToShow(v store.View, council string) string {
	rounds := funding.RoundsOf(v, council)
	for _, r := range rounds {
		if !r.Phase.Counted() {
			return r.ID
		}
	}
	if len(rounds) > 0 {
		return rounds[0].ID
	}
	return ""
}
