# make train   set up, fine-tune the default configuration, evaluate it, tag an article
# make test    the tests that take seconds
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: train test test-all smoke lint clean

train: $(VENV)/.train
	$(BIN)/depeche train --config configs/compact.yaml

test: $(VENV)/.dev
	$(BIN)/python -m pytest

test-all: $(VENV)/.dev lint
	$(BIN)/python -m pytest -m "slow or not slow"

smoke: $(VENV)/.train
	$(BIN)/depeche train --config configs/smoke.yaml

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.train: pyproject.toml constraints/train.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints/train.txt -e '.[train]'
	touch $@

$(VENV)/.dev: $(VENV)/.train
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints/train.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) runs build dist
