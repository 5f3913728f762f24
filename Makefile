# `make help` lists what there is. Every target that needs something installs it first (scripts/setup).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

BENCHD := .build/release/benchd
SWIFT_SOURCES := Package.swift Sources Tests
FUZZ := .build/fuzz
# A caller's Python settings must not reach the tests.
PYTEST := env -u PYTHONPATH -u PYTHONHOME PYTHONDONTWRITEBYTECODE=1 .build/venv/bin/python -m pytest
# Tests of drops wait more than they work, so there are more of them at once than cores; a browser needs a core for itself.
SIDE_BY_SIDE := --dist worksteal --numprocesses

.PHONY: help run build test test-swift test-js test-e2e test-crash-part test-crash test-browser lint format check setup-build setup-test fuzz

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, then serve http://127.0.0.1:8000 from inbox/, data/ and templates/; options in ARGS
	@exec $(BENCHD) serve $(ARGS)

build: setup-build ## build .build/release/benchd, with the Swift runtime linked statically
	swift build -c release --static-swift-stdlib --product benchd

test: setup-test lint test-swift test-js test-e2e test-crash-part test-browser ## run everything that must pass before a change lands
	@echo "All suites passed."

test-swift: setup-build ## run the unit tests of the Swift modules
	swift test

test-js: setup-test ## run the unit tests of the pages' modules
	node --test Tests/JavaScript/*.test.mjs

test-e2e: setup-test build ## run the built daemon against rsync, curl and a real inbox
	$(PYTEST) $(SIDE_BY_SIDE) 4 Tests/EndToEnd

test-crash-part: setup-test build ## kill the daemon, cut its power and fill its disk at an evenly spread part of its calls
	$(PYTEST) Tests/Crash

test-crash: setup-test build ## do so at every call, and drop a hundred thousand files at once
	$(PYTEST) Tests/Crash --every-call

test-browser: setup-test build ## compare what Chromium draws with the reports
	$(PYTEST) $(SIDE_BY_SIDE) 2 Tests/Browser

lint: ## check the formatting of the Swift sources
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

format: ## format the Swift sources
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

fuzz: setup-build ## feed mutated archives to the archive reader for a minute; libFuzzer's options in ARGS
	mkdir -p $(FUZZ)/corpus
	swiftc -O -gline-tables-only -whole-module-optimization -swift-version 6 -parse-as-library -package-name benchd -module-name ArchiveFuzzer \
	    -sanitize=fuzzer,address -use-ld=lld $(addprefix -I Sources/,CArchive CLinux CNettle CSQLite3) \
	    $$(find Sources/Store Tests/Fuzz -name '*.swift') -o $(FUZZ)/archives
	SWIFT_BACKTRACE=enable=no $(FUZZ)/archives -max_total_time=60 -max_len=16384 -timeout=20 -rss_limit_mb=768 -malloc_limit_mb=64 \
	    -artifact_prefix=$(FUZZ)/ $(ARGS) $(FUZZ)/corpus Tests/Fuzz/corpus

check: lint build test ## lint, build and test

setup-build:
	@scripts/setup build

setup-test:
	@scripts/setup test
