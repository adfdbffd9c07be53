# Fairway. The two commands: `make demo` and `make test`. Nothing else needs to be installed first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test test-stores test-spark test-setup lint browser-tools lock messages clean

VENV := .venv
PORT ?= 8000
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 2 ? 2 : n > 4 ? 4 : n)))
RUN := $(VENV)/bin
STEPS := know govern trust match meet sign land chain
SEEK_PYTHON = for p in "$${PYTHON:-}" python3.11 python3; do \
	[ -n "$$p" ] && command -v "$$p" >/dev/null && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; exit; }; done
# What Python compiles is kept: else every process of a run compiles Django and the tests anew.
unexport PYTHONDONTWRITEBYTECODE
APT := apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

setup: $(VENV)/.core ## install Fairway into .venv (both commands below do this first)

$(VENV)/bin/uv: requirements/setup.txt
	@python=$$($(SEEK_PYTHON)) || true
	[ -n "$$python" ] || { echo "Fairway needs Python 3.11 or newer. Install it (Debian 12: apt-get install python3 python3-venv) or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	echo "==> Making $(VENV) with $$($$python --version)"
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "This Python has no venv module. Run as root: apt-get install python3-venv" >&2; exit 1; }
	  echo "==> Installing python3-venv"
	  apt-get update -qq; $(APT) python3-venv >/dev/null
	fi
	$$python -m venv $(VENV)
	$(RUN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/setup.txt || \
	  { echo "pip could not fetch uv. Check the network and the package index pip is set up with, then run make again." >&2; exit 1; }
	touch $@

# Sync a hashed lock into the environment, then put Fairway itself in place.
define SYNC
	echo "==> Installing the packages of $(1)"
	$(RUN)/uv pip sync -q --python $(RUN)/python --require-hashes $(1) || \
	  { echo "==> uv did not manage; trying pip"; $(RUN)/python -m pip install -q --require-hashes -r $(1); } || \
	  { echo "The packages could not be fetched. Check the network and the package index, then run make again." >&2; exit 1; }
	$(RUN)/uv pip install -q --python $(RUN)/python --no-deps --no-build-isolation -e . || $(RUN)/python -m pip install -q --no-deps --no-build-isolation -e .
endef

$(VENV)/.core: requirements/core.txt pyproject.toml $(VENV)/bin/uv
	@if [ -f $(VENV)/.test ]; then touch $@; exit 0; fi
	$(call SYNC,requirements/core.txt)
	touch $@

$(VENV)/.test: requirements/test.txt requirements/core.txt pyproject.toml $(VENV)/bin/uv
	@$(call SYNC,requirements/test.txt)
	touch $@ $(VENV)/.core

demo: setup ## set up, load the Changchun 2021 example and serve it on http://127.0.0.1:8000
	@exec $(RUN)/fairway demo --port $(PORT)

demo-reset: setup ## forget the demo's data, then as `make demo`
	@exec $(RUN)/fairway demo --port $(PORT) --reset

# Pages show what queries read, and queries are tested on both stores: one half of the pages' tests runs on each.
TURNS := --pages-by-turns

test-stores: TURNS :=
test-stores: test ## as `make test`, with the tests of all pages on SQLite and on PostgreSQL too (before a release)

test: test-setup ## install what the tests need and run them all (SQLite, PostgreSQL, Chromium)
	@echo "==> Style"
	$(STYLE)
	walls=$$(mktemp); trap 'rm -f "$$walls"' EXIT
	($(WALLS)) >"$$walls" 2>&1 & walling=$$!
	echo "==> Tests on PostgreSQL, and those that need no store, lines of engines and actions counted (meanwhile types and import rules)"
	stored=0; $(RUN)/python -m tests.postgres $(RUN)/python -m pytest -p tests.counting -m "not browser and not example" $(TURNS) -n $(WORKERS) --dist worksteal || stored=$$?
	walled=0; wait "$$walling" || walled=$$?
	echo "==> Types, import rules"
	cat "$$walls"
	[ "$$stored$$walled" = 00 ] || exit 1
	echo "==> Tests on SQLite, with the browser and the examples"
	$(RUN)/pytest -m "store or browser or example" $(TURNS) -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-spark: $(VENV)/.test ## install Spark and Java too, and run what is worked out on Spark
	@if ! command -v java >/dev/null; then
	  [ "$$(id -u)" = 0 ] || { echo "Spark needs Java 17. Run as root: apt-get install default-jre-headless" >&2; exit 1; }
	  apt-get -o DPkg::Lock::Timeout=300 update -qq; $(APT) default-jre-headless >/dev/null
	fi
	$(RUN)/uv pip install -q --python $(RUN)/python --require-hashes -r requirements/spark.txt
	# PySpark leaves its own sockets to be closed by the interpreter.
	$(RUN)/pytest -m spark -W "ignore:unclosed:ResourceWarning" -W "ignore::pytest.PytestUnraisableExceptionWarning"

test-setup: browser-tools $(VENV)/.test

browser-tools:
	@missing=""
	[ -x /usr/bin/chromium ] || missing="$$missing chromium"
	[ -d /usr/lib/postgresql ] || missing="$$missing postgresql"
	command -v msgfmt >/dev/null || missing="$$missing gettext"
	ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || missing="$$missing fonts-noto-cjk"
	[ -z "$$missing" ] && exit 0
	[ "$$(id -u)" = 0 ] || { echo "The tests need:$$missing. Run as root: apt-get install$$missing" >&2; exit 1; }
	echo "==> Installing$$missing"
	apt-get -o DPkg::Lock::Timeout=300 update -qq
	DEBIAN_FRONTEND=noninteractive $(APT) $$missing >/dev/null

STYLE = $(RUN)/ruff check .; $(RUN)/ruff format --check .
WALLS = $(RUN)/mypy; $(RUN)/lint-imports

lint: $(VENV)/.test ## style, types and import rules
	@echo "==> Style, types, import rules"
	$(STYLE)
	$(WALLS)

messages: $(VENV)/.test ## collect texts to translate, step by step, and compile them
	@admin=$(CURDIR)/$(RUN)/django-admin; export DJANGO_SETTINGS_MODULE=tests.settings PYTHONPATH=$(CURDIR)
	collect="makemessages -l zh_Hans --no-location --no-obsolete -v 0"
	(cd src/fairway && $$admin $$collect $(STEPS:%=-i "%/*"))
	for step in . $(STEPS); do
	  [ $$step = . ] || (cd src/fairway/$$step && $$admin $$collect)
	  sed -i '/^"POT-Creation-Date/d' src/fairway/$$step/locale/zh_Hans/LC_MESSAGES/django.po
	  msgfmt --check-format -o src/fairway/$$step/locale/zh_Hans/LC_MESSAGES/django.mo src/fairway/$$step/locale/zh_Hans/LC_MESSAGES/django.po
	done

lock: $(VENV)/bin/uv ## resolve the requirements anew
	@for set in setup core test; do
	  $(RUN)/uv pip compile requirements/$$set.in -o requirements/$$set.txt --upgrade --no-emit-index-url --no-header --generate-hashes --universal --python-version 3.11 -q
	done

clean: ## remove the environment and the demo's data
	@rm -rf $(VENV) .fairway
