# Parent Power. `make` alone lists the targets. Nothing needs to be set up first but Go, Node 20 or later and make
# (and a C compiler for `make test`, which Go's race detector asks for).
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# Settings: make run LISTEN=127.0.0.1:9000 DATA=/tmp/trial
LISTEN   ?= 0.0.0.0:8080
DATA     ?= data/demo
FUZZTIME ?= 30s
SEEDS    ?= 10000

GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
MODULES  := frontend/node_modules/.package-lock.json
DIST     := frontend/dist/manifest.json

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## Running

.PHONY: run
run: build ## Start a demonstration community on LISTEN, kept in DATA
	bin/parentpower demo --listen $(LISTEN) --data $(DATA)

.PHONY: dev
dev: $(MODULES) ## The same, rebuilt and started again whenever a file changes
	node frontend/dev.mjs --listen $(LISTEN) --data $(DATA)

.PHONY: build
build: $(DIST) ## Build bin/parentpower, front end included
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -o bin/parentpower ./cmd/parentpower

# npm touches this file when it is done, so it is newer than the lock until the lock changes.
$(MODULES): frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund </dev/null
	touch $@

$(DIST): $(MODULES) frontend/build.mjs $(wildcard frontend/islands/* frontend/styles/* frontend/static/*)
	cd frontend && npm run --silent build

## Checking

.PHONY: test
test: chromium go-test web-test e2e ## Everything: Go with -race, front-end checks, browser journeys

.PHONY: go-test
go-test: $(DIST) ## The Go tests, with -race
	go test -race -timeout 20m ./...

.PHONY: web-test
web-test: previews ## Types, styles, and the markup of every page in every state
	cd frontend && npm run --silent types && npm run --silent lint:css && npm run --silent lint:html

.PHONY: previews
previews: $(DIST)
	go test ./internal/web/page -count=1 -args -previews $(CURDIR)/frontend/e2e/results/pages

.PHONY: e2e
e2e: build previews ## Journeys in Chromium, and every page's accessibility
	chromium=$$(.ci/chromium) && cd frontend && export CHROMIUM=$$chromium \
		&& node --test --test-reporter=./e2e/reporter.mjs e2e/*.test.mjs \
		&& node e2e/shots.mjs --axe

.PHONY: lighthouse
lighthouse: build ## Lighthouse as a phone on a slow line: lobby, vote and result reach 98
	CHROMIUM=$$(.ci/chromium) node frontend/e2e/lighthouse.mjs

.PHONY: pictures
pictures: build ## Take the README's pictures anew, from the real program
	CHROMIUM=$$(.ci/chromium) node frontend/e2e/pictures.mjs

.PHONY: chromium
chromium:
	@.ci/chromium >/dev/null

.PHONY: lint
lint: $(DIST) ## golangci-lint with .golangci.yml (builds it the first time)
	go run $(GOLANGCI) run ./...

.PHONY: fuzz
fuzz: ## Every fuzz target, for FUZZTIME each
	grep -rHoE --include='*_test.go' '^func Fuzz[A-Za-z0-9]+' cmd internal | while IFS=: read -r file name; do \
		go test "./$$(dirname "$$file")" -run '^$$' -fuzz "^$${name#func }\$$" -fuzztime $(FUZZTIME) </dev/null; \
	done

.PHONY: seeds
seeds: ## The simulated journal with SEEDS different histories
	PARENTPOWER_SEEDS=$(SEEDS) go test -count=1 -timeout 60m ./internal/store

.PHONY: soak
soak: $(DIST) ## The faults at full size: 50 kills under 10,000 ballots, 1,000 histories (docs/faults.md)
	PARENTPOWER_BALLOTS=10000 PARENTPOWER_KILLS=50 PARENTPOWER_HISTORIES=1000 \
		go test -count=1 -v -timeout 60m ./internal/faults

.PHONY: bench
bench: $(DIST) ## How fast, side by side with other ways (docs/performance.md)
	go run ./internal/bench
	for module in $$(git ls-files '*/go.mod'); do (cd "$$(dirname "$$module")" && go run .); done
	go test -run '^$$' -bench . -benchmem -timeout 60m ./internal/...

.PHONY: clean
clean: ## Remove what was built (not DATA)
	rm -rf bin frontend/node_modules frontend/e2e/results
	find frontend/dist -type f ! -name .gitkeep -delete
