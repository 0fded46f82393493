# A clone, Python 3.11 or newer with venv, make and git are all that is needed: each target sets up what it uses, in this
# folder and nowhere else. Settings of pip and npm (proxy, index, certificates) are taken from the environment as usual.

PYTHON ?= python3
BIN := .venv/bin
DIST ?= dist
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Without compiling all of every package, set-up takes half the time; Python compiles what is really imported.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile --constraint constraints.txt
PYTEST := $(BIN)/python -m pytest
LOCK := package.json package-lock.json .npmrc

# A machine's own Chromium may be named: make test CHROMIUM=/usr/bin/chromium
ifdef CHROMIUM
export CHROMIUM
TESTABLE := .venv/.test node_modules/.test node_modules/.assets
else
TESTABLE := .venv/.test node_modules/.test node_modules/.assets .browser/.ready
endif

.PHONY: help demo serve test lint types arrows bench soak golden quotes pictures contact-sheets preview wheel format constraints set-up clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

demo: set-up  ## the main job on invented people, into the folder demo/
	$(BIN)/fulfilment --workspace demo demo

serve: set-up  ## both sites on the workspace demo/, on this machine only
	$(BIN)/webform serve --workspace demo

test: lint types arrows $(TESTABLE)  ## every check and test but the long ones; what CI runs
	$(PYTEST) -n 2 --dist loadfile

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.test
	$(BIN)/mypy

arrows: .venv/.test
	$(BIN)/lint-imports

bench: .venv/.test node_modules/.assets  ## measured ratios against the plain way, beside their goals
	$(BIN)/python -m tests.bench

soak: $(TESTABLE)  ## everything, with the full matrices and long properties
	$(PYTEST) -n 2 --dist loadfile --hypothesis-profile soak -m "not bench"

golden: $(TESTABLE)  ## accept the pages as they look now as the expected pictures
	$(PYTEST) -n 2 --dist loadfile -m "not bench" --accept-golden

contact-sheets: $(TESTABLE)  ## every letter, page and question in every language as PNG, in build/contact-sheets/
	$(BIN)/python -m tests.contact_sheets

preview: contact-sheets  ## one page with every text beside its translations and its pictures, build/preview.html
	$(BIN)/fulfilment content preview --screens build/contact-sheets/screens build/preview.html

quotes: .venv/.test  ## help texts and tables in README and docs, as the program prints them now
	$(BIN)/python -m tests.help_texts

pictures: $(TESTABLE)  ## the pictures of the README
	$(BIN)/python -m tests.pictures

wheel: set-up  ## one file with all code, content, fonts and static files, in $(DIST)/
	rm -rf build/lib build/bdist.*  # else a file deleted since would still be in it
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir $(DIST) .

format: .venv/.test  ## lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

constraints:  ## install the newest releases into a venv of their own and write down what they are
	rm -rf build/newest && $(PYTHON) -m venv build/newest
	build/newest/bin/python -m pip --disable-pip-version-check install --quiet '.[assets,test,postgres,gunicorn]'
	{ head -n 1 constraints.txt; build/newest/bin/python -m pip freeze | grep -v '^patient-survey'; } > build/constraints.txt
	mv build/constraints.txt constraints.txt

clean:  ## remove what set-up and runs have made, the workspace demo/ included
	rm -rf .venv node_modules .browser build dist demo *.egg-info fulfilment/paper/fonts webform/static/nhsuk webform/static/fonts

# Set-up, once. A stamp is newer than what it was made from.

set-up: .venv/.run node_modules/.assets  ## what demo and serve need, no more

.venv/.made:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.made constraints.txt setup.cfg setup.py pyproject.toml
	$(PIP) --editable '.[assets]'
	@touch $@

.venv/.test: .venv/.run
	$(PIP) --editable '.[assets,test]'
	@touch $@

node_modules/.run: $(LOCK) | .venv/.run
	npm ci --omit=dev --loglevel=error
	@touch $@

node_modules/.test: $(LOCK) | .venv/.run
	npm ci --loglevel=error
	@touch $@ node_modules/.run

node_modules/.assets: node_modules/.run fulfilment/assets.py
	$(BIN)/python -m fulfilment.assets
	@touch $@

.browser/.ready: node_modules/.test tests/browser/unpack.mjs
	node tests/browser/unpack.mjs .browser fulfilment/paper/fonts
	@touch $@
