# Two commands do all the set-up: `make run` and `make test`. Both create .venv when it is missing.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
STAMP := $(VENV)/.ready

.PHONY: run test test-local check format lint types imports messages messages-check snapshots build clean

run: $(STAMP)
	$(BIN)/hotseat

test: $(STAMP)
	$(BIN)/pytest

# A small real model behind the protocol: proves the plumbing, not quality. Fetches about 130 MB once.
test-local: $(STAMP)
	$(BIN)/python tools/local_model.py .cache/local-model
	HOTSEAT_LOCAL_MODEL=.cache/local-model $(BIN)/pytest -n 0 tests/local

check: $(STAMP) format lint types imports messages-check
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

format: $(STAMP)
	$(BIN)/ruff format --check src tests benchmarks

lint: $(STAMP)
	$(BIN)/ruff check src tests benchmarks tools

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

messages: $(STAMP)
	$(BIN)/python tools/messages.py --update

messages-check: $(STAMP)
	$(BIN)/python tools/messages.py

snapshots: $(STAMP)
	$(BIN)/pytest --snapshot-update

build: $(STAMP)
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) dist build

$(STAMP): pyproject.toml constraints.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev --editable .
	touch $(STAMP)
