# Needs python3 (3.11 or later) with pip and venv, and the package registry. Everything lands in .venv.
VENV := .venv
BROADSHEET := $(VENV)/bin/broadsheet

.PHONY: setup run test bench lint

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml uv.lock
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(VENV)/bin/uv sync --quiet --frozen --inexact --compile-bytecode
	touch $@

run: setup
	$(BROADSHEET) run seeds/sample_dumps
	$(BROADSHEET) sql "select left(title, 50) as title, authors, publisher_name, republisher_name, published_on, word_count from articles where published_on is not null order by published_on desc, title limit 10"

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

test: setup lint
	$(VENV)/bin/python -m pytest -n 2

bench: setup
	$(VENV)/bin/python -m tests.benchmarks.throughput
