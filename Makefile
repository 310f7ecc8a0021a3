# Needs python3 (3.11 or later) with pip and venv, and the package registry. Everything lands in .venv.
VENV := .venv
BROADSHEET := $(VENV)/bin/broadsheet

.PHONY: setup run dashboard test bench lint superset test-superset

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml uv.lock
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(VENV)/bin/uv sync --quiet --frozen --inexact --compile-bytecode
	touch $@

run: setup
	$(BROADSHEET) run seeds/sample_dumps
	$(BROADSHEET) sql "select left(title, 50) as title, authors, publisher_name, republisher_name, published_on, word_count from articles where published_on is not null order by published_on desc, title limit 10"

dashboard: setup
	$(BROADSHEET) dashboard --output warehouse/dashboard.html

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

test: setup lint
	$(VENV)/bin/python -m pytest -n 2

bench: setup
	$(VENV)/bin/python -m tests.benchmarks.throughput

# Apache Superset over the warehouse of `make run`, or over another: make superset WAREHOUSE=news.duckdb
WAREHOUSE := warehouse/broadsheet.duckdb
SUPERSET := warehouse/dashboards/superset

.superset/installed: $(SUPERSET)/requirements.txt | setup
	$(VENV)/bin/uv venv --quiet --clear --python 3.11 .superset/env
	$(VENV)/bin/uv pip install --quiet --python .superset/env/bin/python -r $<
	touch $@

superset: .superset/installed
	bash $(SUPERSET)/serve.sh $(WAREHOUSE)

test-superset: .superset/installed
	BROADSHEET_TEST_SUPERSET=1 $(VENV)/bin/python -m pytest -n 0 tests/superset
