# make run | test | simulate | faults | bench | lint | translations | clean. Each sets up what it needs.

PYTHON ?= python3
VENV := .venv
IN := $(VENV)/bin/
PIP := $(IN)python -m pip install --quiet --disable-pip-version-check

# A stamp per content of the lists of packages: an unchanged list never calls pip.
RUNTIME := $(VENV)/.has-$(shell cksum < requirements.txt | cut -d' ' -f1)
DEV := $(VENV)/.has-dev-$(shell cat requirements.txt requirements-dask.txt requirements-dev.txt | cksum | cut -d' ' -f1)
BENCH := $(VENV)/.has-bench-$(shell cat requirements.txt requirements-dask.txt requirements-dev.txt requirements-bench.txt | cksum | cut -d' ' -f1)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard jury/translations/*/LC_MESSAGES/*.po))

# Debian's own browser when we may install it; the browser tests say what is missing otherwise.
define BROWSER
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y chromium fonts-noto-cjk; \
fi || echo "The browser could not be installed: its tests will be skipped (with CI=true: fail)."
endef

.PHONY: run test simulate faults bench lint translations clean
.DEFAULT_GOAL := run

run: $(RUNTIME) translations
	@exec $(IN)python -m jury.serve

test: $(DEV) translations lint
	@$(BROWSER)
	$(IN)python -m pytest -n 2 --dist worksteal

# What `make test` does a hundred times over, ten thousand times; hours on two cores.
simulate: $(DEV) translations
	JURY_SIMULATE=$${JURY_SIMULATE:-10000} $(IN)python -m pytest -n 2 tests/simulation

# The faults in the counts that are published; half an hour.
faults: $(DEV) translations
	JURY_FAULTS=whole $(IN)python -m pytest -s tests/faults

bench: $(BENCH) translations
	$(IN)python -m bench

lint: $(DEV)
	$(IN)ruff check .
	$(IN)ruff format --check .
	$(IN)lint-imports
	$(IN)mypy

translations: $(CATALOGUES)

%.mo: %.po | $(RUNTIME)
	@$(IN)pybabel --quiet compile --input-file $< --output-file $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Jury needs Python 3.11 or newer, and $(PYTHON) is not. Name one: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): | $(VENV)/bin/python
	$(PIP) -r requirements.txt
	@touch $@

$(DEV): | $(VENV)/bin/python
	$(PIP) -r requirements-dev.txt
	@touch $(RUNTIME) $@

$(BENCH): | $(VENV)/bin/python
	$(PIP) -r requirements-bench.txt
	@touch $(RUNTIME) $(DEV) $@

# Data in instance/ (for root under /var/lib/jury) are nobody's rubbish and stay.
clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find jury tests bench migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	find jury -name '*.mo' -delete
