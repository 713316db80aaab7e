# Thin on purpose: each target is one script or one command. `make` alone prints this list.
.DEFAULT_GOAL := help
.PHONY: help run setup test test-cpp test-python dll lint bench docs golden lock clean

MIA := .venv/bin/mia

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: setup ## Set up whatever is missing, then play the demo (ARGS="--seconds 20 --seed 7")
	@$(MIA) demo $(ARGS)

setup: ## Set up the checkout: system packages, .venv, the compiled modules
	@scripts/setup.sh

test: ## Run every test: C++ (ctest), C++ under sanitizers, Python (pytest), the Windows DLL under wine
	@scripts/test.sh cpp windows python

test-cpp: ## Run the C++ tests alone; needs no Python
	@scripts/test.sh cpp

test-python: ## Run the Python tests alone
	@scripts/test.sh python

dll: ## Cross-build the study DLL for Windows (ACS_SOURCE_DIR=folder of Sierra's headers)
	@scripts/dll.sh

lint: ## Check formatting, style and types of both languages
	@scripts/lint.sh

bench: setup ## Run the full benchmarks into bench/results.md (ARGS are passed on)
	@scripts/bench.sh $(ARGS)

docs: ## Print docs/wire.md from the schema
	@scripts/docs.sh

golden: setup ## Add to tests/golden what new layouts lack there; what is there stays
	@scripts/golden.sh

lock: ## Refresh requirements/*.lock from pyproject.toml (ARGS=--upgrade)
	@scripts/lock.sh $(ARGS)

clean: ## Remove everything that was built or set up
	@rm -rf build dist .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@rm -f python/mia_core/*.so python/mia_core/*.pyd python/mia_core/*.dll
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
