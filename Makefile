# Every target sets up what it needs; only Python 3.11 or newer and make are assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
RUNTIME := $(VENV)/.runtime
STAMP := $(VENV)/.development
NEO4J_HOME ?= .neo4j
ARCADEDB_HOME ?= .arcadedb
ARCADEDB := .arcadedb-server
ARCADEDB_STAMP := $(ARCADEDB)/.installed
FAST := .neo4j-fast
BENCH := .venv-bench
BENCH_STAMP := $(BENCH)/.installed
BENCH_STORE ?= .bench-store

.PHONY: setup demo test check exhaust bench bench-wsc08 bench-country bench-http bench-load notebooks wheel \
	neo4j neo4j-stop bench-neo4j arcadedb arcadedb-stop arcadedb-test clean
.DEFAULT_GOAL := setup

setup: $(STAMP)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "welfarenet needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

# What `make demo` needs: the run-time lock, and setuptools from the other lock to install ourselves.
$(RUNTIME): requirements.lock requirements-dev.lock pyproject.toml .ci/links.py | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements.lock
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements-dev.lock > $(VENV)/setuptools.lock
	$(PIP) --require-hashes -r $(VENV)/setuptools.lock
	$(PIP) --no-deps --no-build-isolation -e .
	$(BIN)/python .ci/links.py
	@touch $@

$(STAMP): requirements-dev.lock $(RUNTIME)
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(RUNTIME)
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

# Other solvers live in an environment of their own; ours is read from the folders, not installed.
$(BENCH_STAMP): requirements-bench.lock .ci/links.py
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-bench.lock
	$(BENCH)/bin/python .ci/links.py
	@touch $@

bench: $(STAMP) $(BENCH_STAMP)
	PYTHONPATH=.links:tests $(BIN)/python -m bench.table --solvers $(BENCH)/bin/python --write

bench-wsc08: $(BENCH_STAMP)
	PYTHONPATH=.links:tests $(BENCH)/bin/python -m bench.wsc08 --write

# A country through the real index: snapshot, questions, growth, the map of gaps.
bench-country: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m bench.national questions --write
	PYTHONPATH=tests $(BIN)/python -m bench.national growth --write
	PYTHONPATH=tests $(BIN)/python -m bench.national gaps --write

# A country in a real store, written once, and two servers on it; the store takes some gigabytes.
bench-http: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m bench.real_store $(BENCH_STORE) --write
	PYTHONPATH=tests $(BIN)/python -m bench.http_load $(BENCH_STORE) --write

# Rows a second and peak memory of a load of 20,000 rows.
bench-load: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m bench.load

notebooks: $(STAMP)
	$(BIN)/python -m pytest tests/test_notebooks.py

wheel: $(STAMP)
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

# A real Neo4j Community server on loopback, in the background; prints its address. Needs Docker, or Java 17 and Maven.
neo4j:
	@$(PYTHON) .ci/neo4j.py start --home $(NEO4J_HOME)

neo4j-stop:
	@$(PYTHON) .ci/neo4j.py stop --home $(NEO4J_HOME)

# The extra neo4j-fast stands beside the environment, so that tests run with what is installed by default.
$(FAST)/.installed: requirements-neo4j-fast.lock | $(STAMP)
	$(PIP) --upgrade --require-hashes --target $(FAST) -r requirements-neo4j-fast.lock
	@touch $@

# On a server of its own, which it empties; takes some minutes.
bench-neo4j: $(STAMP) $(FAST)/.installed
	@NEO4J_HEAP=1g NEO4J_PAGECACHE=512m $(PYTHON) .ci/neo4j.py start --home .neo4j-bench
	@WELFARENET_TEST_NEO4J=.neo4j-bench PYTHONPATH=$(FAST):tests$${PYTHONPATH:+:$$PYTHONPATH} $(BIN)/python tests/bench/neo4j_server.py; \
	code=$$?; $(PYTHON) .ci/neo4j.py stop --home .neo4j-bench; exit $$code

# The package is a server with a Java of its own (71 MB); nothing of it is imported, nor what it depends on.
$(ARCADEDB_STAMP): requirements-arcadedb.lock | $(VENV)/bin/python
	rm -rf $(ARCADEDB)
	$(PIP) --no-deps --require-hashes --target $(ARCADEDB) -r requirements-arcadedb.lock
	@touch $@

# The experimental third store on loopback, in the background; prints its address.
arcadedb: $(ARCADEDB_STAMP)
	@$(PYTHON) .ci/arcadedb.py start --home $(ARCADEDB_HOME)

arcadedb-stop:
	@$(PYTHON) .ci/arcadedb.py stop --home $(ARCADEDB_HOME)

# On a server of its own, which it empties; takes some minutes.
arcadedb-test: $(STAMP) $(ARCADEDB_STAMP)
	@$(PYTHON) .ci/arcadedb.py start --home .arcadedb-test
	@WELFARENET_TEST_ARCADEDB=.arcadedb-test $(BIN)/python -m pytest tests/conformance \
	    tests/test_arcadedb.py tests/test_neo4j_faults.py tests/test_neo4j_questions.py -k arcadedb; \
	code=$$?; $(PYTHON) .ci/arcadedb.py stop --home .arcadedb-test; exit $$code

clean:
	rm -rf $(VENV) $(BENCH) .bench-store $(ARCADEDB) $(FAST) .links build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
