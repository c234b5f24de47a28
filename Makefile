SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: help libraries build verifier vectors demo test format lint bench docs pieces clean

# One release build serves demonstration and tests; some tests look inside the modules that they test.
release := -c release -Xswiftc -enable-testing
products := .build/release
sources := Package.swift Sources Tests

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

libraries: ## install the C libraries if they are missing (Debian, Ubuntu)
	@.ci/libraries

build: libraries ## build the release products
	swift build $(release)

verifier: libraries ## build touchmark-verify as one file that needs only the C library
	@.ci/verifier

vectors: build ## write the test vectors anew
	@rm -rf .build/vectors && $(products)/touchmark vectors --out .build/vectors
	@rm -rf Fixtures/Vectors/bundles && cp -R .build/vectors/. Fixtures/Vectors/

demo: build ## play a small world and show what can be proved about it
	@PATH="$(CURDIR)/$(products):$$PATH" Fixtures/demo.sh demo

test: libraries ## build and run all tests; print which were skipped and why
	swift build $(release) --build-tests
	@# Apart: tests of programs wait on threads that services under test in the same process would need.
	swift test $(release) --skip-build --skip CommandTests 2>&1 | tee .build/tests.log
	swift test $(release) --skip-build --filter CommandTests 2>&1 | tee -a .build/tests.log
	@echo; echo "Skipped:"; grep -E '^[^ ]+ (Test|Suite) .* skipped: ' .build/tests.log || echo "none"

format: ## format the sources in place
	swift format --in-place --recursive $(sources)

lint: ## fail where the sources are not formatted as the house does
	swift format lint --strict --recursive $(sources)

bench: libraries ## run the benchmarks, on a build without test access
	swift build -c release
	@for name in append single rebuild verify; do $(products)/touchmark bench $$name --json; done

docs: libraries ## check that what the documents show at a terminal is what happens
	swift build $(release) --build-tests
	swift test $(release) --skip-build --filter TranscriptTests

pieces: ## list the files of the verifier's page anew, after one was added or removed
	@cd Sources/VerifierPage && files=$$(find Engine Page -type f | LC_ALL=C sort) && { \
	    echo '// Made by "make pieces". #embed is of C23, which the compiler has and SwiftPM has no name for.'; \
	    echo '#pragma clang diagnostic ignored "-Wc23-extensions"'; echo '#include "CVerifierPage.h"'; n=0; \
	    for file in $$files; do printf '\nstatic const unsigned char piece%d[] = {\n#embed "../VerifierPage/%s"\n};\n' $$n $$file; n=$$((n + 1)); done; \
	    printf '\nstatic const struct touchmark_page_piece pieces[] = {\n'; n=0; \
	    for file in $$files; do printf '    {"%s", piece%d, sizeof piece%d},\n' $$file $$n $$n; n=$$((n + 1)); done; \
	    printf '};\n\nconst struct touchmark_page_piece *touchmark_page_pieces(size_t *count) {\n'; \
	    printf '    *count = sizeof pieces / sizeof pieces[0];\n    return pieces;\n}\n'; } > ../CVerifierPage/Pieces.c

clean: ## remove what was built and played
	rm -rf .build .build-static demo
