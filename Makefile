# Two commands do everything on a fresh machine: `make demo` and `make test`.
# uv is used where it is, plain venv and pip otherwise.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
comma := ,

.PHONY: demo playground screenshots test test-all soak fuzz format serve bench servicenow-app clean

# $(call install,EXTRAS)
define install
	@echo "installing into $(VENV) ..."
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --seed --allow-existing --python "$(PYTHON)" "$(VENV)" && \
	  uv pip install --quiet --python "$(BIN)/python" -e ".[$(1)]"; \
	else \
	  "$(PYTHON)" -m venv "$(VENV)" && \
	  "$(BIN)/python" -m pip install --quiet --disable-pip-version-check -e ".[$(1)]"; \
	fi
	@touch $@
endef

$(VENV)/installed: pyproject.toml
	$(call install,server)

$(VENV)/installed-dev: pyproject.toml
	$(call install,server$(comma)dev)

demo: $(VENV)/installed  ## both sandboxes, the webhook handler and six tickets, over real HTTP
	@"$(BIN)/empathkit" demo
	@echo "To try it on your own words: make playground"

screenshots: $(VENV)/installed-dev  ## the pictures in docs/pictures, with the Chromium that is installed
	"$(BIN)/python" tools/screenshots.py

playground: $(VENV)/installed  ## a page to try it on in the browser
	@"$(BIN)/empathkit" playground

test: $(VENV)/installed-dev  ## everything CI runs
	"$(BIN)/ruff" format --check .
	"$(BIN)/ruff" check .
	"$(BIN)/mypy"
	"$(BIN)/python" -m pytest -n auto

test-all:  ## the tests on every Python 3.11 to 3.13 at hand
	@PYTHON="$(PYTHON)" bash tools/test-all

soak: $(VENV)/installed-dev  ## a hundred kills, each platform on each database; memory after 100,000 events (about an hour)
	EMPATHKIT_SOAK=100 "$(BIN)/python" -m pytest -n auto tests/serve/test_crash.py tests/serve/test_memory.py tests/serve/test_living_on.py

fuzz: $(VENV)/installed-dev  ## a million inputs nobody would send, others every time; the HTTP surface too
	EMPATHKIT_FUZZ=$${EMPATHKIT_FUZZ:-1000000} EMPATHKIT_FUZZ_CALLS=500 "$(BIN)/python" -m pytest -n auto tests/fuzzing \
	  tests/serve/test_fuzz.py

format: $(VENV)/installed-dev
	"$(BIN)/ruff" format .
	"$(BIN)/ruff" check --fix .

serve: $(VENV)/installed
	"$(BIN)/empathkit" serve

bench: $(VENV)/installed-dev
	@for file in benchmarks/*.py; do echo "== $$file"; "$(BIN)/python" "$$file" || exit 1; done

servicenow-app:  ## the application for an instance, packed as a ZIP; needs Node 20 and npm
	cd integrations/servicenow/platform && npm install --no-audit --no-fund --no-package-lock && npx now-sdk build && npx now-sdk pack

clean:
	rm -rf $(VENV) .venv-* dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
