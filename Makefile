# `make` alone lists what there is to do.

PORT     ?= 2718
PYTHON   ?= python3 python3.14 python3.13 python3.12 python3.11
CHROMIUM ?= chromium-headless-shell chromium chromium-browser google-chrome
WORKERS  ?= logical

VENV      := .venv
BIN       := $(VENV)/bin
INSTALLED := $(VENV)/.installed
YEAR      := runs/year.duckdb
PEERS     := .venv-peers
BY_SCHEMA := .venv-schemathesis

export CHROMIUM
export MARIMO_SKIP_UPDATE_CHECK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Bytecode is kept, whatever the shell says: the tests start Python a hundred times.
export PYTHONDONTWRITEBYTECODE :=

# Installs packages of Debian, for who may.
debian = { echo "Installing $(1)"; \
	if [ "$$(id -u)" -ne 0 ]; then sudo=sudo; fi; \
	command -v apt-get >/dev/null \
	    && $$sudo apt-get -qq update \
	    && $$sudo apt-get -qq install --yes $(1) >/dev/null; }

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run lab test check lint format bench bench-peers bench-conform torture pairing browser lock docs pictures baseline clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## Make .venv and install exactly what requirements.lock names
	@:

run: $(YEAR) ## Live a year of 20,000 subscribers (once), then open the workbench; PORT=2718
	@$(BIN)/mybt-sim app --run $(YEAR) --port $(PORT)

lab: $(YEAR) ## Open an editable notebook on the year: its tables, twenty worked questions; it is kept as lab.py
	@$(BIN)/mybt-sim lab --run $(YEAR)

test: setup browser ## Run every check and every test, the browser ones included
	@$(BIN)/python -m tests.support.ahead & ahead=$$!; \
	$(MAKE) --no-print-directory lint || { kill $$ahead; exit 1; }; \
	echo "Compiling what the tests call"; wait $$ahead
	@echo "Testing"
	@$(BIN)/pytest --quiet --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

check: lint ## Check formatting, lint, import order, notebooks and types: a minute, later seconds
	@echo "Checking types"
	@$(BIN)/mypy --no-error-summary

lint: setup ## The same without types, which `make test` checks beside the tests
	@echo "Checking format, lint, import order, notebooks"
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/ruff check --quiet
	@order=$$($(BIN)/lint-imports --no-logo) || { echo "$$order"; exit 1; }
	@$(BIN)/marimo check --strict --quiet notebooks

format: setup ## Format the code and mend what can be mended by machine
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format --quiet

bench: setup ## Measure the speeds next to their yardsticks
	@$(BIN)/mybt-sim bench

bench-peers: $(PEERS)/.installed ## The same simplified day in Mesa, mesa-frames, NumPy, Polars, DuckDB SQL: docs/peers.md
	@$(BIN)/python -m peers $(PEERS)/bin/python

bench-conform: $(BY_SCHEMA)/.installed ## Thirty faults in our server, by Schemathesis beside `conform --faults`: some 25 minutes
	@$(BIN)/python -m peers.by_schema $(BY_SCHEMA)/bin/schemathesis

torture: setup ## Interrupt, kill and damage worlds by the thousand, makers of datasets and servers; live years in all ways; TORTURE_KILLS=1000
	@$(BIN)/pytest --quiet --capture=no tests/torture/torture.py tests/torture/years.py \
	    tests/torture/parts.py tests/torture/touched.py tests/torture/service.py

pairing: setup ## Measure what common luck saves, into docs/pairing.md; goes on where it was stopped
	@$(BIN)/python -m mybt_sim.bench.pairing > docs/pairing.md.part
	@mv docs/pairing.md.part docs/pairing.md

browser: ## Find Chromium and curl for the tests, or install Debian's
	@command -v $(firstword $(CHROMIUM)) >/dev/null || $(call debian,chromium-headless-shell fonts-dejavu-core) || true
	@for name in $(CHROMIUM); do command -v $$name >/dev/null && exit 0; done; \
	    { echo "The browser tests need Chromium: install it, or name one with CHROMIUM=/path/to/chrome." >&2; exit 1; }
	@command -v curl >/dev/null || $(call debian,curl) \
	    || { echo "The tests of docs/api.md need curl: install it." >&2; exit 1; }

lock: setup ## Find the newest allowed versions and write requirements.lock again
	@$(BIN)/uv pip compile pyproject.toml --extra cluster --extra pdf --group dev --output-file requirements.lock \
	    --upgrade --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-config --system-certs --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock"
	@$(BIN)/uv pip compile peers/requirements.in --output-file peers/requirements.lock \
	    --upgrade --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-config --system-certs --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock"
	@$(BIN)/uv pip compile peers/schemathesis/requirements.in --output-file peers/schemathesis/requirements.lock \
	    --upgrade --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-config --system-certs --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock"

docs: setup ## Write the generated pages of docs/ anew
	@$(BIN)/python -m mybt_sim.store.dictionary > docs/data-dictionary.md
	@NUMBA_DISABLE_JIT=1 $(BIN)/python -m tests.support.exercise record
	@$(BIN)/python -m mybt_sim.rulebook.page > docs/rules.md
	@$(BIN)/python -m mybt_sim.operations.page > docs/operations.md
	@$(BIN)/python -m mybt_sim.service.openapi > docs/openapi.json

pictures: setup browser ## Take the screenshots of README and docs anew
	@for name in $(CHROMIUM); do path=$$(command -v $$name) && break; done; \
	$(BIN)/python -m tests.browser.pictures "$$path"

baseline: setup ## Accept the present results as the golden ones; say why in CHANGELOG.md
	@$(BIN)/pytest --quiet tests/golden tests/unit/test_report.py tests/unit/test_calibration.py \
	    -k "golden or kept or attempts" --update-golden

clean: ## Remove the environments, caches and build artefacts; runs/ stays
	@rm -rf $(VENV) $(PEERS) $(BY_SCHEMA) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests notebooks -name __pycache__ -o -name __marimo__ 2>/dev/null | xargs rm -rf

$(INSTALLED): requirements.lock pyproject.toml
	@for python in $(PYTHON); do \
	    $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    echo "Making $(VENV) with $$($$python --version)"; \
	    exec $$python -m venv $(VENV); \
	done; \
	echo "Python 3.11 or newer with its venv module is needed: install it, or name one with PYTHON=/path/to/python3." >&2; \
	exit 1
	@echo "Installing the locked packages, one to four minutes"
	@$(BIN)/pip install --quiet --no-compile --require-hashes --only-binary :all: --requirement requirements.lock
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true # pip does it with one core; some files are templates
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(PEERS)/.installed: peers/requirements.lock | $(INSTALLED)
	@echo "Making $(PEERS) with the packages of peers/requirements.lock"
	@$(BIN)/python -m venv --clear $(PEERS)
	@$(PEERS)/bin/pip install --quiet --require-hashes --only-binary :all: --requirement peers/requirements.lock
	@touch $@

$(BY_SCHEMA)/.installed: peers/schemathesis/requirements.lock | $(INSTALLED)
	@echo "Making $(BY_SCHEMA) with the packages of peers/schemathesis/requirements.lock"
	@$(BIN)/python -m venv --clear $(BY_SCHEMA)
	@$(BY_SCHEMA)/bin/pip install --quiet --require-hashes --only-binary :all: --requirement peers/schemathesis/requirements.lock
	@touch $@

$(YEAR): | $(INSTALLED)
	@echo "Living a year of 20,000 subscribers; the first time its rules are compiled, about a minute"
	@mkdir -p $(@D)
	@$(BIN)/mybt-sim simulate --subscribers 20000 --days 365 --out $@
