# The door to everything: `make help`. Two commands matter: `make dev` and `make test`.
# Every target installs what it needs first; nothing is cached that a fresh machine lacks.

export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export WRANGLER_SEND_METRICS := false

.PHONY: help dev build test tidy bench clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

node_modules/.ready: package.json package-lock.json build/apt.sh
	@sh build/apt.sh
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

dev: node_modules/.ready ## install, build, start the registry and the processor, print an operator's token
	@exec node build/dev.ts

build: node_modules/.ready ## compile Ori to out/ for both targets (RELEASE=1: reproducible, optimised)
	@node build/build.ts

test: node_modules/.ready ## every test; closes with "N passed, N failed"
	@node test/main.ts

tidy: node_modules/.ready ## the tree's laws and the type check
	@tsc --noEmit -p . && tsc --noEmit -p host && node --test build/tidy/*.test.ts

bench: node_modules/.ready ## measure against the alternatives; prints ratios, writes out/bench.json
	@node test/bench/main.ts

clean: ## remove all that was made
	rm -rf out node_modules .wrangler
