# Needs Python 3.10 or newer, git and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_RUN := -m pytest -q -p tests.starting
# What has to reach every line. The rest runs whole commands, each of which would load coverage.
MEASURED := tests/unit tests/backends \
	$(patsubst %,tests/flows/test_%.py,merge prune rebase restore)

.PHONY: help demo test matrix lint format types contracts docs conformance corpus random clean

help: ## show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/demo.stamp ## run the main job on a sample app
	@$(BIN)/python sample_apps/demo.py

test: $(VENV)/test.stamp ## run the tests on this interpreter
	@# Most tests start processes of squashkit, which begin twice as fast with bytecode.
	$(BIN)/python -m compileall -q squashkit
	$(BIN)/coverage erase
	$(BIN)/coverage run $(PYTEST_RUN) $(MEASURED) $(PYTEST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=92
	$(BIN)/python $(PYTEST_RUN) $(addprefix --ignore=,$(MEASURED)) $(PYTEST)

matrix: $(VENV)/matrix.stamp ## run the tests on every supported pair of Python and Django here
	$(BIN)/nox $(or $(NOX),--tags tests)

lint: $(VENV)/lint.stamp ## check style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(VENV)/lint.stamp ## mend style and formatting
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(VENV)/lint.stamp $(VENV)/test.stamp ## check types
	$(BIN)/mypy

contracts: $(VENV)/lint.stamp ## check who may import whom
	$(BIN)/lint-imports

docs: $(VENV)/docs.stamp ## build the documentation
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

conformance: $(VENV)/demo.stamp ## run Django's own tests of its optimiser on ours (needs the package index)
	$(BIN)/python -m tests.conformance.run $(CONFORMANCE)

corpus: $(VENV)/demo.stamp ## squash and prove published packages (slow, needs the package index)
	$(BIN)/python -m tests.corpus.run $(CORPUS)

random: $(VENV)/demo.stamp ## squash random histories and compare: make random RANDOM="--count 20000"
	$(BIN)/python -m tests.properties.run $(RANDOM)

clean: ## remove everything that was made
	rm -rf $(VENV) .nox .conformance .corpus .coverage* site

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"

$(VENV)/demo.stamp: $(VENV)/bin/python pyproject.toml
	$(PIP) install --editable .
	@touch $@

# One rule for each dependency group of pyproject.toml.
$(VENV)/%.stamp: $(VENV)/demo.stamp
	$(PIP) install --group $*
	@touch $@
