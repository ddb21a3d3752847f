# Pure Go everywhere: one static binary, the same on every machine.
export CGO_ENABLED = 0
GO ?= go

.PHONY: build test soak bench eval desk lint golden release clean

build: ## the program, as ./parley
	$(GO) build -trimpath -o parley ./cmd/parley

test: ## what a change must pass, under 90 seconds on two cores
	$(GO) test ./...

soak: ## the same tests with full counts, and every fuzz target for a minute, as a table
	$(GO) run ./cmd/parley-lab soak -o docs/soak.md

bench: ## speed and memory, as a table
	$(GO) run ./cmd/parley-lab bench -o docs/bench.md

eval: ## quality on annotated posts, as a page: make eval POSTS=folder DATA=folder
	$(GO) run ./cmd/parley-lab quality -posts $(POSTS) -data $(DATA) -o docs/quality.md

desk: ## the desk in a real browser, and with AXE=axe.min.js every page held against WCAG 2.2
	PARLEY_CHROMIUM=$$(command -v chromium) PARLEY_AXE=$(AXE) $(GO) test -count=1 -run RealBrowser ./internal/web

lint: ## needs golangci-lint, see .golangci.yml
	golangci-lint run ./...

golden: ## rewrite golden files; read the difference before you commit it
	$(GO) test $$(grep -rl --include=*_test.go 'flag.Bool("update"' . | xargs -n 1 dirname | sort -u) -update

PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

release: ## static binaries and their checksums in dist/
	rm -rf dist && mkdir dist
	set -e; for p in $(PLATFORMS); do \
		os=$${p%/*} arch=$${p#*/} ext=; test $$os = windows && ext=.exe || true; \
		GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '-s -w -buildid=' -o dist/parley-$$os-$$arch$$ext ./cmd/parley; \
	done
	cd dist && sha256sum parley-* > SHA256SUMS

clean:
	rm -rf parley dist
