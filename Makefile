# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet --no-strip-extras --generate-hashes --universal --python-version 3.11 --no-header --no-annotate
export UV_PYTHON_DOWNLOADS = never

.PHONY: help demo test check format lock web client check-web clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: .venv/.demo  ## start everything on this machine: database, matches, model, server
	@exec $(BIN)/football demo

test: .venv/.dev  ## run the tests against real servers, with branch coverage
	$(BIN)/pytest --cov --cov-report=term $(or $(ARGS),--cov-fail-under=95)

check: .venv/.dev  ## static checks: format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev  ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/.dev  ## lock the dependencies of pyproject.toml, with hashes
	$(COMPILE) --all-extras pyproject.toml -o requirements/dev.txt
	$(COMPILE) --extra demo -c requirements/dev.txt pyproject.toml -o requirements/demo.txt

web:  ## build the playground into app/static (needs Node.js)
	cd web/playground && npm ci && npm run build

client:  ## generate web/client's operations from the schema and examples/ (needs Node.js)
	cd web/client && npm ci && npm run generate && npm run build

check-web:  ## check that app/static is what web/ builds, and web/client what the schema generates
	cd web/playground && npm ci && npm run check && ./check-build
	cd web/client && npm ci && npm run check

clean:  ## remove the environment and the demo's data
	rm -rf .venv .football .cache

.venv/.demo: requirements/demo.txt pyproject.toml
	@$(MAKE) --no-print-directory environment LOCK=requirements/demo.txt
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml
	@$(MAKE) --no-print-directory environment LOCK=requirements/dev.txt
	@touch .venv/.demo $@

.PHONY: environment
environment:
	@echo "installing $(LOCK) into .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
