# `make run` and `make test` do all their set-up by themselves; `make help` lists the rest.
PYTHON := .venv/bin/python
WORKERS ?= 2

.PHONY: help run test lint format types dialogues pytest faults snapshots pictures pacers graphs train bench release setup setup-run setup-system lock places
.DEFAULT_GOAL := help

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

run: setup-run ## the bot on Telegram where a token is set, else the preview in the browser
	@exec $(PYTHON) -m bot

test: setup ## lint, types, dialogue lint and every test
	@if [ "$${CI:-}" = true ] && [ "$$(id -u)" = 0 ]; then $(MAKE) --no-print-directory setup-system; fi
	@$(MAKE) --no-print-directory lint types dialogues pytest

lint: setup
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: setup
	$(PYTHON) -m mypy

dialogues: setup
	$(PYTHON) -m bot lint

pytest: setup
	$(PYTHON) -m pytest -n $(WORKERS) $(ARGS)

snapshots: setup ## record the words of the golden transcripts anew, after they were changed
	$(PYTHON) -m pytest -n 0 tests/test_transcripts.py --snapshot-update

pictures: setup ## docs/pictures, taken of the running preview
	$(PYTHON) -m tools.screenshots

pacers: setup ## bot/pictures/films, drawn anew
	$(PYTHON) -m tools.pacers

graphs: setup ## docs/graphs.md, drawn from the compiled machines
	$(PYTHON) -m bot graph > docs/graphs.md

faults: setup ## seeded faults, each of which must turn a named test red
	$(PYTHON) -m tests.faults

train: setup ## bot/listening/model, taught anew (PyTorch, in a folder of its own; about three quarters of an hour)
	@tools/train.sh $(ARGS)

bench: setup ## the figures of docs/performance.md, measured here
	$(PYTHON) -m bot bench

release: setup ## what must hold before a release (fails on helplines older than 180 days)
	$(PYTHON) -m bot lint --release

format: setup ## ruff's format and its safe fixes
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

setup: ## the set-up alone, tests included
	@tools/setup.sh dev

setup-run:
	@tools/setup.sh run

setup-system: ## Debian's chromium, for the browser tests (as root)
	@tools/setup_system.sh

lock: setup ## pyproject.toml to requirements/*.txt (ARGS=--upgrade for newer releases)
	@tools/lock.sh $(ARGS)

places: setup ## the packaged city list, from GeoNames
	@tools/places.sh
