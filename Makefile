# `make help` lists the targets. A target first installs what it needs and the machine lacks (scripts/setup).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

BENCHD := .build/release/benchd
# What a package has in /etc/benchd must not reach a checkout.
export BENCHD_CONFIG ?=
VERSION := $(shell sed -n 's/.*static let text = "\(.*\)"$$/\1/p' Sources/benchd/Version.swift)
SWIFT_SOURCES := Package.swift Sources Tests
FUZZ := .build/fuzz
FUZZ_SECONDS ?= 60
FUZZ_LANGUAGE := -swift-version 6 -enable-testing -parse-as-library -package-name benchd \
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature ExistentialAny \
    -enable-upcoming-feature MemberImportVisibility \
    $(foreach module,CArchive CFatal/include CLinux CMicroHTTPD CNettle CPostgres CRecv/include CSQLite3 CYaml CZlib CZstd,-Xcc -fmodule-map-file=Sources/$(module)/module.modulemap)
FUZZ_SWIFT := -O -gline-tables-only -whole-module-optimization -sanitize=fuzzer,address $(FUZZ_LANGUAGE)
FUZZ_RUN = SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 $(FUZZ)
FUZZ_RUN_OPTIONS = -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=1024 -malloc_limit_mb=64 -max_len=16384 -print_final_stats=1
DICTIONARY_OF_requests := -dict=Tests/Fuzz/requests.dict
DICTIONARY_OF_framing := -dict=Tests/Fuzz/requests.dict
# Python settings of the caller must not reach the tests.
PYTEST := env -u PYTHONPATH -u PYTHONHOME PYTHONDONTWRITEBYTECODE=1 .build/venv/bin/python -m pytest
# Tests of drops mostly wait, so more of them run at once than there are cores. A browser needs a core for itself.
SIDE_BY_SIDE := --dist worksteal --numprocesses
HTTP_TESTS := raw_requests http representations upload aborted_transfers access access_log events metrics proxies stop health

.PHONY: help run build test test-full test-busy test-house test-swift test-fuzzers test-statistics test-js test-e2e test-crash-part test-crash test-store test-cluster test-browser lint format check version asan asan-http coverage setup-build setup-test setup-full setup-bench setup-deb setup-image setup-package setup-ship deb image test-package test-package-full order bench bench-full bench-smoke demo-data examples fuzz fuzz-archives fuzz-settings fuzz-framing fuzz-reports fuzz-requests

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, then serve http://127.0.0.1:8000 from inbox/, data/ and templates/; options in ARGS
	@exec $(BENCHD) serve $(ARGS)

build: setup-build ## build .build/release/benchd, with the Swift runtime linked statically
	swift build -c release --static-swift-stdlib --product benchd

order: setup-bench build ## write into Sources/functions.order which functions a start calls, so that the next build puts them side by side
	bench/order $(BENCHD)

test: setup-test ## run everything that must pass before a change lands, and print the time of each suite
	@scripts/suites lint test-house test-swift test-fuzzers test-statistics test-js test-e2e test-crash-part test-browser test-package bench-smoke

test-full: setup-full ## run everything, also what takes minutes: every crash, the fuzzers, all suites on a busy machine
	@SLOW=--slow scripts/suites lint test-house test-swift test-fuzzers test-statistics test-js test-e2e test-crash test-store test-cluster test-browser test-package-full bench-smoke asan-http fuzz test-busy

test-busy: setup-test ## run all suites beside four processes that use the CPU all the time
	@SLOW= scripts/busy $(MAKE) test

test-house: setup-test ## check which room looks into which, and how long files and functions are
	$(PYTEST) -q Tests/House

test-swift: setup-test ## run the unit tests of the Swift modules
	swift test

test-fuzzers: setup-build ## check that the fuzzers fit the modules, without running them
	swift build
	for fuzzer in Archives Settings Framing "Site Reports" "Site Requests"; do \
	    swiftc -typecheck -warnings-as-errors $(FUZZ_LANGUAGE) -I .build/debug/Modules -module-name Fuzzer \
	        $$(for folder in $$fuzzer; do find Tests/Fuzz/$$folder -name '*.swift'; done); \
	done

test-statistics: setup-test ## compare the statistics with scipy
	swift build --product statistics-probe
	$(PYTEST) -q Tests/Statistics

test-js: setup-test ## run the unit tests of the pages' scripts
	node --test Tests/JavaScript/*.test.mjs

test-e2e: setup-test build ## run the built daemon against rsync, curl and a real inbox
	$(PYTEST) $(SIDE_BY_SIDE) 6 $(SLOW) Tests/EndToEnd

test-crash-part: setup-test build ## kill the daemon, cut its power and fill its disk, at some of its calls, evenly spread
	$(PYTEST) $(SIDE_BY_SIDE) 3 Tests/Crash

test-crash: setup-test build ## do the same at every call, and drop a hundred thousand files at once
	$(PYTEST) $(SIDE_BY_SIDE) 3 Tests/Crash --every-call

test-store: setup-test build ## run the end-to-end tests, and those that kill the daemon, against a PostgreSQL that they start
	BENCHD_TEST_STORE=postgres $(PYTEST) $(SIDE_BY_SIDE) 6 $(SLOW) Tests/EndToEnd
	BENCHD_TEST_STORE=postgres $(PYTEST) $(SIDE_BY_SIDE) 3 Tests/Crash/test_kill.py $(if $(SLOW),--every-call)

test-cluster: setup-test build ## run several daemons with one PostgreSQL, cut and kill what they are made of, promote a standby
	$(PYTEST) $(SLOW) Tests/Cluster

test-browser: setup-test build ## compare what Chromium draws with the reports
	$(PYTEST) $(SIDE_BY_SIDE) 2 $(SLOW) Tests/Browser

lint: ## check the formatting of the Swift sources
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

test-package: setup-package build ## build the Debian package, judge it, install it in a fresh Debian, run the daemon there as its unit says
	$(PYTEST) Tests/Packaging

test-package-full: setup-ship build ## the same, and upgrades under systemd, two builds compared, the container image, a start as Render does it
	$(PYTEST) --slow Tests/Packaging

deb: setup-deb build ## build a Debian package in .build/package
	@packaging/build-deb $(BENCHD) .build/package

image: setup-image build ## build a container image in .build/image, without Docker
	@packaging/build-image $(BENCHD) .build/image

format: ## format the Swift sources
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

version: ## print the version that Sources/benchd/Version.swift has
	@echo $(VERSION)

asan: setup-test ## run the unit tests of the Swift modules with AddressSanitizer, built in .build/asan
	ASAN_OPTIONS=detect_leaks=0 swift test --sanitize=address --scratch-path .build/asan

asan-http: setup-test ## run the tests of HTTP on a daemon with AddressSanitizer, built in .build/asan
	swift build --sanitize=address --scratch-path .build/asan --product benchd
	BENCHD_PROGRAM=.build/asan/debug/benchd ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=4 SWIFT_BACKTRACE=enable=no \
	    $(PYTEST) $(SIDE_BY_SIDE) 4 $(addprefix Tests/EndToEnd/test_,$(addsuffix .py,$(HTTP_TESTS)))

coverage: setup-test ## print how many lines of each Swift module the unit tests run, built in .build/coverage
	@scripts/coverage .build/coverage

fuzz: setup-build fuzz-archives fuzz-settings fuzz-framing fuzz-reports fuzz-requests ## fuzz archives, settings, framing, reports and requests, each for FUZZ_SECONDS (60); libFuzzer's options in ARGS

# The Swift files in folders: make builds a module or program again if one of its files is newer.
swift_sources = $(shell find $(1) -name '*.swift')

$(FUZZ)/fatal.o: Sources/CFatal/fatal.c Sources/CFatal/include/CFatal.h
	mkdir -p $(FUZZ)
	clang -O1 -g -fsanitize=address -I Sources/CFatal/include -c $< -o $@

$(FUZZ)/recv.o: Sources/CRecv/recv.c Sources/CRecv/include/CRecv.h
	mkdir -p $(FUZZ)
	clang -O1 -g -fsanitize=address -I Sources/CRecv/include -c $< -o $@

# A module for the fuzzers: $(1) is its name, $(2) are the modules that it uses.
define fuzz_module
$(FUZZ)/$(1).o: $(call swift_sources,Sources/$(1)) $(patsubst %,$(FUZZ)/%.o,$(2))
	swiftc $(FUZZ_SWIFT) -module-name $(1) -I $(FUZZ) -emit-module -emit-module-path $(FUZZ)/$(1).swiftmodule -emit-object $$(filter %.swift,$$^) -o $$@
endef
FUZZ_ARCHIVES := System JSON Model Reports Archives Analysis Store
FUZZ_SITE := $(FUZZ_ARCHIVES) HTTP Templates Drawing Web
$(eval $(call fuzz_module,System,fatal))
$(eval $(call fuzz_module,JSON,System))
$(eval $(call fuzz_module,Model,JSON))
$(eval $(call fuzz_module,Archives,Model))
$(eval $(call fuzz_module,Reports,Model))
$(eval $(call fuzz_module,Analysis,Model))
$(eval $(call fuzz_module,Store,Reports Archives Analysis))
$(eval $(call fuzz_module,HTTP,System recv))
$(eval $(call fuzz_module,Templates,System))
$(eval $(call fuzz_module,Drawing,Model))
$(eval $(call fuzz_module,Web,Store Analysis HTTP Templates Drawing))

FUZZ_PROGRAM = swiftc $(FUZZ_SWIFT) -module-name Fuzzer -I $(FUZZ) -use-ld=lld $^ -o $@

$(FUZZ)/archives: $(call swift_sources,Tests/Fuzz/Archives) $(patsubst %,$(FUZZ)/%.o,fatal $(FUZZ_ARCHIVES))
	$(FUZZ_PROGRAM)

$(FUZZ)/settings: $(call swift_sources,Tests/Fuzz/Settings) $(patsubst %,$(FUZZ)/%.o,fatal System JSON Model Archives)
	$(FUZZ_PROGRAM)

$(FUZZ)/framing: $(call swift_sources,Tests/Fuzz/Framing) $(patsubst %,$(FUZZ)/%.o,fatal recv System HTTP)
	$(FUZZ_PROGRAM)

$(FUZZ)/reports $(FUZZ)/requests: $(call swift_sources,Tests/Fuzz/Site) $(patsubst %,$(FUZZ)/%.o,fatal recv $(FUZZ_SITE))

$(FUZZ)/reports: $(call swift_sources,Tests/Fuzz/Reports)
	$(FUZZ_PROGRAM)

$(FUZZ)/requests: $(call swift_sources,Tests/Fuzz/Requests)
	$(FUZZ_PROGRAM)

fuzz-archives fuzz-settings fuzz-framing fuzz-reports fuzz-requests: fuzz-%: $(FUZZ)/%
	mkdir -p $(FUZZ)/corpus/$*
	$(FUZZ_RUN)/$* $(FUZZ_RUN_OPTIONS) $(DICTIONARY_OF_$*) -artifact_prefix=$(FUZZ)/$*- $(ARGS) $(FUZZ)/corpus/$* Tests/Fuzz/corpus/$*

bench: setup-bench build ## measure benchd beside nginx and others in minutes, write docs/performance.md, say what became worse; options in ARGS
	@bench/measure bench $(ARGS)

bench-full: setup-bench build ## the same with longer rounds and larger libraries, and how measures grow: hours
	@bench/measure full $(ARGS)

bench-smoke: setup-test setup-bench build ## one very short round of each row of the bench: does everything run and answer as it must?
	$(PYTEST) -q Tests/Bench
	@bench/measure smoke $(ARGS)
	@bench/farm stores --effort smoke

demo-data: setup-build ## fill .build/demo-data with RUNS (100000) runs that look real, with planted differences
	@bench/demo-data $(RUNS)

examples: ## drop the real runs of examples/ into inbox/ while benchd runs, and print where to look; INBOX and URL choose another benchd
	@scripts/examples "$(or $(INBOX),inbox)" "$(or $(URL),http://127.0.0.1:8000)"

check: lint build test ## lint, build and test

setup-build:
	@scripts/setup build

setup-test:
	@scripts/setup test

setup-full:
	@scripts/setup full

setup-bench:
	@scripts/setup bench

setup-deb:
	@scripts/setup deb

setup-image:
	@scripts/setup image

setup-package:
	@scripts/setup package

setup-ship:
	@scripts/setup ship
