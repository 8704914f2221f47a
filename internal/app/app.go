// Package app is the one place that wires the program together: storage, capabilities, the hub, the site and the
// duties that run beside them. Everything it makes, Close takes apart again in the reverse order.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/parentpower/parentpower/frontend"
	"github.com/parentpower/parentpower/internal/award"
	"github.com/parentpower/parentpower/internal/blob"
	"github.com/parentpower/parentpower/internal/council"
	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/i18n"
	journalmongo "github.com/parentpower/parentpower/internal/journal/mongo"
	"github.com/parentpower/parentpower/internal/live"
	"github.com/parentpower/parentpower/internal/mail"
	"github.com/parentpower/parentpower/internal/media"
	"github.com/parentpower/parentpower/internal/mongodb"
	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/seal"
	"github.com/parentpower/parentpower/internal/store"
	"github.com/parentpower/parentpower/internal/web"
	"github.com/parentpower/parentpower/internal/web/page"
)

// App is a community's program, ready to run. Make it with New.
type App struct {
	config   Config
	log      *slog.Logger
	zone     *time.Location
	words    *i18n.Catalogues
	pages    *page.Renderer
	database *mongodb.Server
	journal  *journalmongo.Journal
	vault    *seal.Vault
	files    *blob.Store
	store    *store.Store
	outbox   *mail.Outbox
	mailbox  *mail.Mailbox // of a demonstration
	media    *media.Library
	people   *people.People
	council  *council.Acts
	funding  *funding.Funding
	award    *award.Acts
	notify   *notify.Notify
	hub      *live.Hub
	topics   *topics
	site     *web.Site
	mirror   *mirror // nil where it is off

	undo []func(context.Context) error // in the order in which things were made
}

// New builds a program from its settings. An error says which setting to mend, and nothing is left behind.
func New(ctx context.Context, config Config, log *slog.Logger) (*App, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(config.Zone)
	if err != nil {
		return nil, err
	}
	a := &App{config: config, log: log, zone: zone}
	for _, step := range []func(context.Context) error{a.openPages, a.openStorage, a.openStore, a.addCapabilities, a.addSite} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, a.Close(context.WithoutCancel(ctx)))
		}
	}
	return a, nil
}

// openStorage opens the database, the journal and the vault.
func (a *App) openStorage(ctx context.Context) (err error) {
	if a.config.MongoDB != "" {
		a.database, err = mongodb.Connect(ctx, a.config.MongoDB)
	} else {
		a.database, err = mongodb.Embedded(ctx, filepath.Join(a.config.Data, "db"))
	}
	if errors.Is(err, mongodb.ErrLocked) {
		return fmt.Errorf("another parentpower is using the data directory %s: stop it, or give this one another with --data", a.config.Data)
	}
	if err != nil {
		return err
	}
	a.later(a.database.Close)
	commits, err := a.database.Collection(ctx, "journal")
	if err != nil {
		return err
	}
	if a.journal, err = journalmongo.Open(ctx, commits); err != nil {
		return err
	}
	a.later(a.journal.Close)
	keys, err := mongodb.NewKeys(ctx, a.database)
	if err != nil {
		return err
	}
	master, err := a.config.master()
	if err != nil {
		return err
	}
	a.vault = seal.New(master, keys)
	if err := a.vault.Warm(ctx); err != nil {
		return err
	}
	a.files, err = blob.New(ctx, a.database, a.vault, time.Now)
	return err
}

// openStore boots the state.
func (a *App) openStore(ctx context.Context) (err error) {
	tables := []store.Registered{mail.Letters, mail.AllContents}
	for _, more := range [][]store.Registered{media.Tables(), people.Tables(), council.Tables(), notify.Tables(), funding.Tables(), award.Tables()} {
		tables = append(tables, more...)
	}
	if a.config.mirrored() {
		target, err := mongodb.NewMirror(ctx, a.database)
		if err != nil {
			return err
		}
		a.mirror = &mirror{journal: a.journal, target: target}
	}
	start := time.Now()
	a.store, err = store.Open(ctx, store.Options{
		Journal: a.journal, Tables: tables, Log: a.log, SnapshotDir: filepath.Join(a.config.Data, "snapshots"), Follow: a.config.Follow,
	})
	if err != nil {
		return err
	}
	a.later(a.store.Close)
	a.log.InfoContext(ctx, "state loaded", "seq", a.store.View().Seq(), "ms", time.Since(start).Milliseconds())
	return nil
}

// addCapabilities makes the acts of each capability.
func (a *App) addCapabilities(ctx context.Context) error {
	deliver, err := a.deliverer()
	if err != nil {
		return err
	}
	from, err := mail.ParseAddress(a.config.MailFrom)
	if err != nil {
		return fmt.Errorf("--mail-from: %w", err)
	}
	a.outbox = mail.NewOutbox(a.store, a.vault, mail.Composer{From: from, Name: a.config.Community, Now: time.Now}, deliver, a.log)
	letters := &letters{outbox: a.outbox, pages: a.pages, origin: a.config.Origins[0], community: a.config.Community}
	a.people = people.New(people.Deps{Store: a.store, Vault: a.vault, Letters: letters, Rand: rand.Reader, Now: time.Now})
	a.media = media.New(media.Deps{Store: a.store, Vault: a.vault, Files: a.files, Now: time.Now})
	a.council = council.New(council.Deps{Store: a.store, People: a.people, Letters: letters})
	a.funding = funding.New(funding.Deps{
		Store: a.store, Vault: a.vault, People: a.people, Letters: letters, Rand: rand.Reader, NewID: a.people.NewID, Now: time.Now,
		Redactor: redactor{a.journal, a.database, a.store},
	})
	a.award = award.New(award.Deps{Store: a.store, Vault: a.vault, People: a.people, Letters: letters, Now: time.Now})
	a.notify = notify.New(notify.Deps{
		Store: a.store, Vault: a.vault, People: a.people, Letters: letters, Zone: a.zone, Now: time.Now,
		Audiences: map[string]notify.Audience{strings.TrimSuffix(funding.ScopePrefix, "/"): a.funding},
	})
	a.topics = newTopics(a.store, a.funding)
	a.hub = live.New(live.Config{Source: a.topics, Origins: a.config.Origins, Log: a.log})
	a.topics.hub = a.hub
	a.later(a.hub.Close)
	a.store.Subscribe(a.topics.hear)
	a.store.Subscribe(a.letGo)
	return a.welcome(ctx)
}

// welcome makes the first coordinator known, where one is named and nobody is one yet: somebody has to be able to sign
// in to a community that has just been set up.
func (a *App) welcome(ctx context.Context) error {
	if a.config.Coordinator == "" {
		return nil
	}
	for p := range people.Persons.All(a.store.View()) {
		if p.Coordinator {
			return nil
		}
	}
	name, _, _ := strings.Cut(a.config.Coordinator, "@")
	_, err := a.people.Add(ctx, "", people.Particulars{Name: name, Email: a.config.Coordinator, Coordinator: true})
	if err != nil {
		return fmt.Errorf("--coordinator %s: %w", a.config.Coordinator, err)
	}
	return nil
}

func (a *App) deliverer() (mail.Deliverer, error) {
	if a.config.Demo {
		a.mailbox = &mail.Mailbox{}
		return a.mailbox, nil
	}
	return a.config.deliverer()
}

// letGo drops what this node holds of rounds that were counted or thrown away, on whichever node: their keys, and
// snapshots from before their ballots were redacted.
func (a *App) letGo(c store.Commit) {
	over, redacted := funding.Finished(c)
	for _, round := range over {
		a.vault.Forget(funding.Scope(round))
	}
	if len(redacted) > 0 {
		go a.forgetSnapshots() // it takes as long as a snapshot does, and the writer is waiting
	}
}

// forgetSnapshots drops all that this node keeps of earlier states. It is called too when the node starts: while it was
// away another may have counted a round, and redacted its ballots everywhere else.
func (a *App) forgetSnapshots() {
	if err := a.store.ForgetSnapshots(); err != nil {
		a.log.Error("forget snapshots", "error", err)
	}
}

// openPages loads what the front end is made of.
func (a *App) openPages(context.Context) (err error) {
	if a.words, err = i18n.Load(frontend.Locales()); err != nil {
		return err
	}
	assets, err := page.LoadAssets(frontend.Dist())
	if err != nil {
		return err
	}
	a.pages, err = page.New(frontend.Templates(), a.words, assets, a.zone)
	return err
}

// addSite makes the site.
func (a *App) addSite(ctx context.Context) error {
	secret, err := a.vault.MAC(ctx, seal.Community, "web.secret", nil)
	if err != nil {
		return err
	}
	config := web.Config{
		Origins: a.config.Origins, Community: a.config.Community, Secret: secret, Proxies: a.config.Proxies,
		Store: a.store, People: a.people, Council: a.council, Funding: a.funding, Award: a.award, Media: a.media, Notify: a.notify,
		Mailbox: a.mailbox, Hub: a.hub,
		Pages: a.pages, Words: a.words, Dist: frontend.Dist(), Ready: a.database.Ping,
		Zone: a.zone, Log: a.log, Demo: a.config.Demo, Development: a.config.Development, Nodes: a.config.Follow > 0,
	}
	if a.config.Demo {
		config.DemoToken = a.demoToken
	}
	a.site, err = web.New(config) //nolint:contextcheck // requests have contexts of their own, which end with the site
	return err
}

// Run serves until ctx ends or something fails for good. It calls ready with the address once it can be reached.
func (a *App) Run(ctx context.Context, ready func(net.Addr)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	listener, err := net.Listen("tcp", a.config.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	var running sync.WaitGroup
	duties := func(run ...func(context.Context)) {
		for _, r := range run {
			running.Go(func() { r(ctx) })
		}
	}
	if a.config.Metrics != "" {
		metrics, err := net.Listen("tcp", a.config.Metrics)
		if err != nil {
			return errors.Join(fmt.Errorf("--metrics: %w", err), listener.Close())
		}
		duties(func(ctx context.Context) { a.serveMetrics(ctx, metrics) })
	}
	duties(a.outbox.Run, a.topics.watchPresence)
	for _, d := range []store.Duty{a.people.SendDuty(), a.people.SweepDuty(), a.media.SweepDuty(), a.funding.Duty(), a.award.Duty(), a.notify.Duty()} {
		running.Go(func() { a.store.Do(ctx, d) })
	}
	running.Go(a.forgetSnapshots)
	failed := make(chan error, 1)
	if a.mirror != nil {
		running.Go(func() { a.store.Do(ctx, a.mirror.duty()) })
	}
	running.Go(func() { failed <- a.site.Serve(listener) })
	ready(listener.Addr())
	select {
	case <-ctx.Done():
		err = nil
	case err = <-failed:
	}
	stop()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	err = errors.Join(err, a.hub.Close(end), a.site.Close(end))
	_ = listener.Close() // by now the site has, unless it was closed before it began to serve
	running.Wait()
	return err
}

// Close takes everything apart that New made. It is safe to call once, after Run has returned.
func (a *App) Close(ctx context.Context) error {
	var errs []error
	for i := len(a.undo) - 1; i >= 0; i-- {
		errs = append(errs, a.undo[i](ctx))
	}
	a.undo = nil
	return errors.Join(errs...)
}

func (a *App) later(undo func(context.Context) error) { a.undo = append(a.undo, undo) }
