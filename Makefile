# SPDX-License-Identifier: Apache-2.0
# The front door of the build. Each target is one script or one CMake preset; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
# Seconds for each fuzz target, and messages for the benchmark.
SECONDS_EACH ?= 60
MESSAGES ?= 1000000
# Runs of each system; empty: three below five million messages, else one.
RUNS ?=
# Million messages in the case after each delivery of bench-growth.
SIZES ?= 1,10,30,60,100
export JOBS

.PHONY: help demo app build test test-web test-app bench bench-growth bench-build fuzz lint install uninstall deb clean

help: ## Show these lines
	@echo 'Verbatim. Start with:  make demo'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null || grep '##' Makefile

demo: build ## Install what is missing, build, and walk through a small case step by step
	@scripts/demo.sh

app: build ## Build the review app, and serve it with a made-up case and a user for each role
	@scripts/build-app.sh
	@scripts/demo-app.sh

build: ## Build build/verbatim and build/verbatim-verify, installing what is missing
	@scripts/build.sh

test: ## Build everything and run all tests; the last line counts them
	@scripts/test.sh

test-web: ## Build the review app and test every page of it in Chromium
	@scripts/install-deps.sh --web
	@scripts/build-web.sh --test

test-app: build ## Build the review app into the server and test both together in Chromium
	@scripts/test-app.sh

bench: bench-build ## Measure ingest and search against SQLite FTS5 and Xapian (MESSAGES=1000000)
	@bench/run.py --build build/bench --messages $(MESSAGES) $(if $(RUNS),--runs $(RUNS)) --update-docs

bench-growth: bench-build ## Measure one case growing to 100 million messages (SIZES=1,10,30,60,100; 45 GB, half an hour)
	@bench/growth.py --build build/bench --sizes $(SIZES) --update-docs

bench-build:
	@scripts/install-deps.sh --build --bench
	@scripts/fetch-libchdb.sh build/bench
	@cmake --preset bench > build/bench.configure.log || { cat build/bench.configure.log; exit 1; }
	@cmake --build build/bench --parallel $(JOBS) -- --quiet

fuzz: ## Run every fuzz target for SECONDS_EACH=60 seconds (TARGETS="name ..." for some)
	@scripts/fuzz.sh

lint: ## Layout, static analysis, floors and spelling
	@scripts/lint.sh

install: build ## Install under PREFIX=/usr/local (DESTDIR is honoured)
	@scripts/install.sh "$(DESTDIR)" "$(PREFIX)"

uninstall: ## Remove what `make install` put under PREFIX
	@scripts/install.sh --remove "$(DESTDIR)" "$(PREFIX)"

deb: build ## Build a Debian package in build/
	@scripts/make-deb.sh

clean: ## Remove build/ (the cached libchdb package stays)
	rm -rf build
