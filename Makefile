# Needs python3 (3.11 or newer, with venv), make and git. `make` lists what it can do.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test clients differential leaks check bench contract lock clean runtime tools

WORKERS ?= 2
OPERATIONS ?= 5000
CASES ?= 10000
SEED ?=

BIN := .venv/bin
# The first interpreter that runs and is new enough; a version manager's shim may exist and not run.
FIND_PYTHON := for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
		>/dev/null 2>&1 && break; \
	python=; \
	done; \
	if [ -z "$$python" ]; then \
	echo "No usable python3 found: 3.11 or newer with its venv module is needed." >&2; \
	exit 1; \
	fi

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: runtime ## start the server (PORT=9000 DATA=elsewhere), setting everything up first
	@exec $(BIN)/python -m cli serve $${PORT:+--port "$$PORT"} $${DATA:+--data "$$DATA"}

test: tools ## run every test, which takes some minutes; the rules and the engine must be covered to the last branch
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup --cov --cov-report=term-missing --cov-fail-under=100

clients: tools ## ask a server with Apollo, urql, Relay and codegen; needs npm, which installs them in tests/clients
	@command -v npm >/dev/null || { echo "npm was not found: Node.js 20 or newer brings it" >&2; exit 1; }
	@npm --prefix tests/clients ci --silent && $(BIN)/pytest -q tests/clients

differential: tools ## ask the engine and graphql-core the same, until they disagree (OPERATIONS=5000 SEED=)
	@$(BIN)/python -m tests.differential --operations $(OPERATIONS) $(if $(SEED),--seed $(SEED))

leaks: tools ## ask as people who may not see all, until one learns too much (CASES=10000 SEED=)
	@$(BIN)/python -m tests.leaks --cases $(CASES) $(if $(SEED),--seed $(SEED))

check: tools ## lint, check types and layers, and hold the code to its own rules
	@echo "ruff: lint and format" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@echo "basedpyright: types" && $(BIN)/basedpyright
	@echo "import-linter: layers" && $(BIN)/lint-imports --no-logo
	@echo "gates: sizes, contract, edges, words" && $(BIN)/pytest -q tests/gates

bench: tools ## run every benchmark
	@for file in benchmarks/[a-z]*.py benchmarks/engine benchmarks/edge; do \
		name=$$(basename $$file .py); echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; \
	done

contract: runtime ## write schema/schema.graphql from the schema as served
	@$(BIN)/python -m cli contract --write

lock: ## choose the newest versions again and lock them with hashes
	@$(FIND_PYTHON); .ci/lock $$python

clean: ## remove the environment and caches; never the data
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

runtime:
	@$(FIND_PYTHON); $$python -I .ci/environment.py requirements.txt

tools:
	@$(FIND_PYTHON); $$python -I .ci/environment.py requirements.txt requirements-dev.txt
