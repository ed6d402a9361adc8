# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUPPLY := .venv-supply
# Three for each processor, as the tests wait for the program about as often as they compute; not more than 8 that way.
WORKERS ?= $(shell $(PYTHON) -c 'import os; n = os.cpu_count() or 1; print(max(n, min(3 * n, 8)))')

# The tests start the program hundreds of times: compiled once, whatever the environment says of it.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo web test test-all test-postgresql test-team check lint types compiled format lock docs man deb container snapshots bench soak sbom licences audit thin clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

# A stamp for each environment: the locks are installed once, and again when they change.
$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("billia-tui needs Python 3.11 or newer; try: make PYTHON=python3.12 demo") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.demo: $(VENV)/.run requirements/demo.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/demo.txt
	@touch $@

$(VENV)/.extras: $(VENV)/.demo requirements/extras.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/extras.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.demo requirements/dev.txt
	@echo "Setting up the tools of the tests (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.demo  ## open the console on demo data
	@$(BIN)/billia demo

web: $(VENV)/.extras  ## serve the pages behind the links of mails, over the demo data
	@$(BIN)/python -m billia_tui.commands.web_demo

test: $(VENV)/.dev  ## lint, check types and layers, run all tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types compiled
	$(BIN)/python -m pytest -n $(WORKERS) -m "not long"

test-all: $(VENV)/.dev  ## the same with the long ones, and the screens on PostgreSQL
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types compiled
	$(BIN)/python -m pytest -n $(WORKERS)
	@$(MAKE) --no-print-directory test-postgresql

test-team: $(VENV)/.dev  ## what the operations do on PostgreSQL, under the login of docs/team.md
	$(BIN)/python -m pytest -n $(WORKERS) --login console -k "not sqlite" tests/operations tests/db

test-postgresql: $(VENV)/.dev  ## the screens on PostgreSQL; the operations always run on both
	$(BIN)/python -m pytest -n $(WORKERS) --store postgresql tests/screens

check: test  ## the same as CI

lint: $(VENV)/.dev  ## ruff and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

# The tests, once, before many workers at the same time would each do it.
compiled: $(VENV)/.dev
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null || true  # what is wrong with them, their run says

types: $(VENV)/.dev  ## the strict type checker
	$(BIN)/mypy

format: $(VENV)/.dev  ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.run  ## write docs/keys.md from the table of keys
	$(BIN)/python -m billia_tui.keys.made > docs/keys.md

deb:  ## build a package of Debian in dist/, of its python3; packaging/try-deb tries it on a clean one
	packaging/build-deb

container:  ## build an image with podman or docker
	$(shell command -v podman || echo docker) build --tag billia-tui --file packaging/Containerfile .

man: $(VENV)/.run  ## write the manual pages of all commands into dist/man
	$(BIN)/python -m billia_tui.completion.manual dist/man

snapshots: $(VENV)/.dev  ## renew the snapshots; then look at every changed picture
	$(BIN)/python -m pytest tests/screens -n $(WORKERS) --snapshot-update

bench: $(VENV)/.dev  ## start, bytes and keys as ratios to their floors
	$(BIN)/python -m bench

soak: $(VENV)/.dev  ## the same harm many times: kills, races, faults, damaged files, random keys; half an hour
	$(BIN)/python -m tests.trials $(SOAK)

thin:  ## build the wheel textual-thin in dist/: the display, for programs of others (docs/thin.md)
	$(PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist thin/

lock:  ## renew the locks (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -c requirements/run.txt pyproject.toml --extra demo -o requirements/demo.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -c requirements/demo.txt pyproject.toml --all-extras -o requirements/extras.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -c requirements/extras.txt pyproject.toml --all-extras --group dev -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --group supply -o requirements/supply.txt
	echo 'flit_core>=3.11,<5' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -o requirements/build.txt

# What a user gets, all extras with it, and what looks at it, each in an environment of its own: the tools are no part of what they list.
$(SUPPLY)/.made: requirements/extras.txt requirements/supply.txt
	@rm -rf $(SUPPLY) && $(PYTHON) -m venv $(SUPPLY)/run && $(PYTHON) -m venv $(SUPPLY)/tools
	@$(SUPPLY)/run/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/extras.txt
	@$(SUPPLY)/tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/supply.txt
	@touch $@

sbom: $(SUPPLY)/.made  ## a software bill of materials of what a user gets, in dist/
	@mkdir -p dist
	$(SUPPLY)/tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o dist/billia-tui.cdx.json $(SUPPLY)/run

licences: $(SUPPLY)/.made  ## renew the table in docs/licences.md
	@{ echo "# Licences of what a user gets"; echo; echo "Written by \`make licences\`, as the packages declare them."; echo; \
	  $(SUPPLY)/tools/bin/pip-licenses --python=$(SUPPLY)/run/bin/python --format=markdown --order=name --ignore-packages pip setuptools; } > docs/licences.md

audit: $(SUPPLY)/.made  ## known vulnerabilities of what is locked (asks a service over the network)
	$(SUPPLY)/tools/bin/pip-audit --disable-pip --require-hashes -r requirements/extras.txt

clean:  ## remove the environment and caches
	rm -rf $(VENV) $(SUPPLY) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
