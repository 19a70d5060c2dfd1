# SPDX-License-Identifier: EUPL-1.2
# `make` sets up what is missing and prints the leaflets; `make help` lists the rest.
# All paths are relative, so the folder may be anywhere and have spaces in its name.

SHELL := bash
.DEFAULT_GOAL := leaflets
.PHONY: leaflets sign cluster check test torture windows windows-check bench setup setup-dev lint format pins messages comuni rules older pictures clean help \
	python-packages

UV ?= uv
ifeq ($(OS),Windows_NT)
PYTHON_HERE := .venv/Scripts/python.exe
BENCH_PYTHON := .venv-bench/Scripts/python.exe
else
PYTHON_HERE := .venv/bin/python
BENCH_PYTHON := .venv-bench/bin/python
endif

leaflets: setup ## Set up what is missing, then build the leaflets into output/ (the default)
	@$(PYTHON_HERE) cli.py build

sign: setup ## Add what digital signatures need (leaflet sign, build --sign, verify --signature)
	@.ci/python-packages sign

cluster: setup ## Add what a Dask cluster needs (leaflet build --executor dask)
	@.ci/python-packages cluster

# Tests start Python hundreds of times: it compiles each file once, into one place, also where it is told not to.
check test torture: export PYTHONPYCACHEPREFIX = $(CURDIR)/.venv/bytecode
check test torture: export PYTHONDONTWRITEBYTECODE =
TESTS := -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: ## A minute or two: style, types, the tests that need Python alone, one real sheet (needs Pango)
	@.ci/system-packages check
	@$(MAKE) --no-print-directory lint
	@$(PYTHON_HERE) $(TESTS) -m 'not judged' --hypothesis-profile=check --quiet
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON_HERE) cli.py build melzo --output "$$folder"

test: setup-dev lint ## Set up what is missing, then everything that must pass: style, types, all tests, the judges
	@$(PYTHON_HERE) $(TESTS)

torture: setup-dev ## Kill builds at sixty random moments, and everything else that breaks for real (minutes)
	@LEAFLET_KILLS=60 $(PYTHON_HERE) $(TESTS) tests/faults

windows-check: setup ## Try the program on Windows, under Wine: the same pages, and a clerk's day (two minutes)
	@.ci/system-packages windows
	@$(PYTHON_HERE) .ci/windows.py .venv-windows

windows: setup ## Make dist/volantini-windows, for people with Windows and no Python: files to double-click
	@.ci/system-packages windows
	@$(PYTHON_HERE) .ci/windows.py .venv-windows dist/volantini-windows

bench: ## Measure leaflet beside other ways to the same sheets (BENCH=--help: what to measure)
	@.ci/system-packages run
	@.ci/python-packages bench
	@$(BENCH_PYTHON) benchmarks/peers.py $(BENCH)

setup: ## Install the system and Python packages that leaflet needs
	@.ci/system-packages run
	@.ci/python-packages run

setup-dev: ## Same, and what the tests need: first it says how large that is
	@.ci/system-packages test
	@.ci/python-packages test
	@.ci/npm-packages

python-packages:
	@.ci/python-packages test

lint: python-packages ## Check style and types
	@$(PYTHON_HERE) -m ruff check
	@$(PYTHON_HERE) -m ruff format --check
	@$(PYTHON_HERE) -m mypy

format: python-packages ## Put all code into the one format
	@$(PYTHON_HERE) -m ruff check --fix
	@$(PYTHON_HERE) -m ruff format

PIN = $(UV) pip compile --no-config --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make pins' pyproject.toml --group install

pins: ## Rewrite requirements*.txt with the newest versions (needs uv, or UV=path/to/uv)
	@$(PIN) --output-file requirements.txt
	@$(PIN) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@$(PIN) --extra sign --constraints requirements-dev.txt --output-file requirements-sign.txt
	@$(PIN) --extra cluster --constraints requirements-dev.txt --output-file requirements-cluster.txt
	@$(PIN) --group bench --constraints requirements-dev.txt --output-file requirements-bench.txt

messages: setup ## Bring the catalogues up to date with templates and code
	@$(PYTHON_HERE) .ci/catalogues.py

comuni: setup ## Renew the official Comuni from the public tables of ISTAT and ANPR
	@$(PYTHON_HERE) .ci/comuni.py

rules: setup ## Write the manual of the rules, docs/rules.md
	@$(PYTHON_HERE) -c 'from leaflet.rules.manual import format_manual, pages; print(format_manual(pages()), end="")' > docs/rules.md

older: setup ## Add what templates and texts are in this history to the table of `leaflet migrate` (before a release)
	@$(PYTHON_HERE) .ci/older_files.py

pictures: setup-dev ## Take the pictures of the documentation anew
	@$(PYTHON_HERE) .ci/pictures.py

clean: ## Remove what was made here: .venv, leaflets, caches; the history of printed codes stays
	@rm -rf .venv .venv-bench .venv-windows dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@if [ -d output ]; then find output -mindepth 1 ! -path output/history.jsonl -delete; fi
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS=$$'\t' read -r name what; do printf '  %-13s %s\n' "$$name" "$$what"; done
