# The program's few commands. Everything lives in .venv; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run demo test check evaluate venv dev format lock clean

run: venv            ## set up and start the daemon with config/monitor.yaml
	$(BIN)/news-monitor run -c config/monitor.yaml

demo: venv           ## the main job on a small recorded news site, without the internet
	$(BIN)/news-monitor demo

venv: $(VENV)/.runtime
dev: $(VENV)/.dev

# The lock is resolved and hashed, so pip resolves nothing (pip 23.2's resolver fails on this set).
$(VENV)/.runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	touch $@

test: dev            ## set up and pass the tests
	$(BIN)/python -m pytest

check: dev           ## the whole gate: format, lint, types, architecture, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

evaluate: dev        ## hold the program against the real data in ../shared/data
	$(BIN)/python -m benchmarks.evaluate

format: dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:                ## resolve anew (needs uv); hashes for every platform, no index address
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --output-file requirements.lock pyproject.toml requirements-build.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --constraint requirements.lock --extra dev --output-file requirements-dev.lock \
	  pyproject.toml requirements-build.in

clean:
	rm -rf $(VENV) build dist *.egg-info
