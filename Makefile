# `make run` and `make test` do everything on a machine with Python 3.11, Node 20 and make.
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
DEMO_ENV := dev/demo-env
RUN_TESTS = $(PY) -m pytest -n auto --dist loadgroup

.PHONY: help run install css lock check test test-fast test-services services services-stop bench bench-evaluation
help:
	@echo "make run            install, load the demo and serve it on http://127.0.0.1:$(PORT)"
	@echo "make test           install and pass every test that needs no server"
	@echo "make test-fast      the quick part of them: no browser, and not every address of the site"
	@echo "make check          style, types, templates, imports, migrations, deployment settings, pins"
	@echo "make test-services  start a real PostgreSQL, Redis, mail catcher and Elasticsearch and pass the tests against them (no browser tests)"
	@echo "make services       start these; make services-stop ends all of them"
	@echo "make bench          measure (loads the demo first)"
	@echo "make bench-evaluation  how often the intervals of before and after hold the truth, over many invented months"

$(VENV)/.installed: requirements.txt requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed and was not found as '$(PYTHON)'. Say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	test -e $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

static/build/main.css: node_modules/.installed $(shell find static/scss static/js -type f 2>/dev/null)
	npm run --silent build

install: $(VENV)/.installed static/build/main.css
css: static/build/main.css

run: install
	@PORT=$(PORT) $(DEMO_ENV) $(PY) -m dev.run

lock:
	$(PY) -m piptools compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links -o requirements.txt requirements.in
	$(PY) -m piptools compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links -o requirements-dev.txt requirements-dev.in

check: install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	dev/test-env $(VENV)/bin/mypy
	$(VENV)/bin/djlint --lint --quiet templates
	$(VENV)/bin/lint-imports
	dev/test-env $(PY) manage.py makemigrations --check --dry-run
	dev/production-env $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m dev.pins

test: install
	$(RUN_TESTS) -m "not services"

test-fast: install
	$(RUN_TESTS) -m "not services and not browser and not whole_site"

test-services: install
	set -e; eval "$$(dev/services start)"; $(RUN_TESTS) --create-db -m "not browser and not same_on_any_server"

services: install
	dev/services start

services-stop:
	dev/services stop

bench: install
	$(DEMO_ENV) $(PY) manage.py migrate -v0
	$(DEMO_ENV) $(PY) manage.py collectstatic --noinput -v0
	$(DEMO_ENV) $(PY) manage.py load_demo
	$(DEMO_ENV) $(PY) -m tests.bench

bench-evaluation: install
	$(PY) -m tests.bench.evaluation
