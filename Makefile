# Everything runs in its own virtual environment; nothing outside this folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo

.PHONY: demo test lint format models docs evaluate bench clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "narrative needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs-import]'
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs-import,dev]'
	touch $@

# Scores the bundled example reviews and says where the result is.
demo: $(VENV)/.installed
	$(BIN)/narrative demo -o $(DEMO)

# Lint, formatting, types and tests: what CI runs.
test: $(VENV)/.installed-dev lint
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Trains the bundled model again from data/corpus and the bundled rubrics.
models: $(VENV)/.installed-dev
	$(BIN)/narrative train -r agency -r psa -r departmental -o models/linear

# The figures of models/linear/README.md: leave one source out, and the development sets.
evaluate: $(VENV)/.installed-dev
	$(BIN)/python scripts/evaluate_model.py

# Renews the output shown in README.md and docs/.
docs: $(VENV)/.installed-dev
	$(BIN)/python scripts/update_docs.py

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/throughput.py

clean:
	rm -rf $(VENV) $(DEMO) build dist
