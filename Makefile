# OpModel. `make demo` shows it, `make test` proves it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install demo serve test check audit bench docs lock clean

help:           ## Say what each command does
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 16

install: $(VENV)/.installed  ## Make .venv with the locked packages, so that .venv/bin/opmodel runs

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "OpModel needs Python 3.11 or newer: make install PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install   ## Build the demo company and open the dashboard on http://localhost:8501
	$(BIN)/opmodel demo

serve: install  ## Run the dashboard on your own store
	$(BIN)/opmodel serve

test: install   ## Run every test, the real browser included
	$(BIN)/python -m tests.browser_at_hand --install
	$(BIN)/python -m tests.proxy_at_hand --install
	$(BIN)/pytest -q -n 2 --dist loadscope --no-loadscope-reorder --ignore=tests/browser tests
	$(BIN)/pytest -q tests/browser

check: install  ## Lint, types, the rules of the house, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

audit: install  ## Compare the locked packages with what is known of vulnerabilities (needs the net)
	$(BIN)/python -m tests.known_vulnerabilities

bench: install  ## Measure imports and pages, as ratios in one run
	$(BIN)/python -m tests.bench

docs: install   ## Write the generated pages under docs/ anew
	$(BIN)/python docs/generate.py

lock:           ## Pin the newest allowed versions, with hashes (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.lock

clean:          ## Remove the environment and every cache, never a store
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
