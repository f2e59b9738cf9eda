# Every target sets up what it needs; only Python 3.11 or newer and make are assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup demo test check exhaust notebooks wheel clean
.DEFAULT_GOAL := setup

setup: $(STAMP)

# The run-time environment is the development one: one lock decides what is tested and what is shown.
$(STAMP): requirements-dev.lock pyproject.toml .ci/links.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "welfarenet needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python .ci/links.py
	@touch $@

demo: $(STAMP)
	$(BIN)/welfarenet demo

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .links/welfarenet tests
	$(BIN)/lint-imports

exhaust: $(STAMP)
	WELFARENET_EXHAUST=1 $(BIN)/python -m pytest -m exhaust

notebooks: $(STAMP)
	$(BIN)/python -m pytest tests/test_notebooks.py

wheel: $(STAMP)
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:
	rm -rf $(VENV) .links build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
