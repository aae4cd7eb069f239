# Hjemtag. `make run` starts the app, with the fictional municipality if there is no data yet; `make test` tests it.
# HJEMTAG_* and STREAMLIT_* variables are honoured by every target.

PYTHON ?= python3.11
HJEM = $(or $(HJEMTAG_HJEM),data)

BIN := .venv/bin
KLAR := .venv/hjemtag-klar

.PHONY: .venv run test proever lint bench skaermbilleder belastning traefsikkerhed prognosetest laas clean hjaelp
.DEFAULT_GOAL := hjaelp

hjaelp: ## this list
	@grep -hE '^[a-z.]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

.venv: $(KLAR) ## the environment in .venv: the locked packages and the command hjemtag

# Made anew when the packages change; `touch` comes last, so that an interrupted installation is done again.
# Every command is a step that can be repeated. --require-hashes: nothing but what the lock names is installed.
$(KLAR): requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  echo "Hjemtag needs Python 3.11. Install it, or name it: make .venv PYTHON=/path/to/python3.11" >&2; exit 1; }
	@if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(KLAR) ## the app in the browser; with Egeborg, the fictional municipality, when nothing has landed
	@if $(BIN)/hjemtag leverance list --json | grep -q '"id"'; then \
	  $(BIN)/hjemtag generation list --json | grep -q '"generation"' || $(BIN)/hjemtag byg; \
	elif [ "$${HJEMTAG_KOMMUNE:-0998}" = 0998 ]; then \
	  $(BIN)/hjemtag demo --ud "$(HJEM)/demo" && \
	  { $(BIN)/hjemtag indlaes "$(HJEM)/demo" || [ $$? -eq 2 ]; } && $(BIN)/hjemtag byg; \
	fi
	@exec $(BIN)/hjemtag app

test: ## everything that must hold: lint and types beside the tests, and neither may fail
	@$(MAKE) --no-print-directory -j2 lint proever

proever: $(KLAR) ## the tests alone
	@$(BIN)/pytest -n 2 --dist worksteal -rs --ignore=tests/ydelse tests

lint: $(KLAR) ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(KLAR) ## how fast it is
	@$(BIN)/pytest -s tests/ydelse

belastning: $(KLAR) ## forty users at once on the case store, on each database: nothing lost, and how fast a save is
	@$(BIN)/pytest -s tests/ydelse/belastning.py

traefsikkerhed: $(KLAR) ## how much of a planted truth is found: several seeds, the three levels of noise (minutes)
	@$(BIN)/python -m tests.ydelse.traefsikkerhed

prognosetest: $(KLAR) ## how well the forecast does: twenty fictional municipalities, from every month of their past (minutes)
	@$(BIN)/python -m tests.ydelse.prognosetest

skaermbilleder: $(KLAR) ## the README's pictures of the pages, taken anew
	@$(BIN)/python docs/udvikling/tag_skaermbilleder.py

laas: ## lock the packages again after a change in pyproject.toml
	@uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q \
	  pyproject.toml --extra udvikling -o requirements.txt

clean: ## remove what the tools have made; data/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .hypothesis .pytest_cache dist build *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
