# isostats. `make` alone lists the targets; each builds the virtual environment in .venv first where it needs one.

PYTHON ?= python3
PYTEST_ARGS ?= -n auto --dist loadfile
# CI adds --cov, which measures what the tests ran and fails under the share in pyproject.toml.
COVERAGE ?=
RUN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help report test lint benchmark validation example notebooks docs lowest constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z.]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: .venv ## the whole answer from the bundled records, in build/report/report.html
	$(RUN)/isostats report data/example/study.toml --out build/report

test: .venv ## the whole test suite, with the examples in the documentation, types and style
	@$(MAKE) --no-print-directory lint & \
	$(RUN)/python -m pytest $(PYTEST_ARGS) $(COVERAGE); tests=$$?; \
	wait $$! || { echo "make lint failed: what it said is above" >&2; exit 1; }; exit $$tests

lint: .venv ## style, types, and which room may import which
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports --no-logo

benchmark: .venv ## time and memory beside other tools (half an hour)
	@for script in tests/benchmarks/bench_*.py; do echo "== $$script"; $(RUN)/python $$script || exit 1; done

validation: .venv ## the long sweeps: further tests, laws on other and more examples each time, and simulated records that set thresholds
	ISOSTATS_WHOLE_SWEEPS=1 $(RUN)/python -m pytest -v -rf -n auto --timeout 3600 -m "validation or swept" tests
	@for script in tests/validation/*_sweep.py; do echo "== $$script"; $(RUN)/python -m tests.validation.$$(basename $$script .py) || exit 1; done

example: .venv ## make data/example, and the README's figures, again from their seed
	$(RUN)/isostats simulate --patients 3000 --seed 85 --out data/example
	$(RUN)/isostats report data/example/study.toml --out build/report
	cp build/report/figures/remission_curve.png data/simulated_remission.png
	cp build/report/figures/ladder.png data/simulated_ladder.png
	cp build/report/figures/specification_curve.png data/simulated_definitions.png

notebooks: .venv ## run the notebooks on the bundled records, into build/notebooks
	$(RUN)/isostats notebooks data/example/study.toml --out build/notebooks

docs: .venv notebooks ## the manual, in build/manual/index.html; a warning is an error
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	$(RUN)/isostats simulate --patients 1500 --seed 7 --details --out build/simulated_registry
	NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --strict

# What computes, draws and reads is at its lowest; the tools of the tests are the newest that go with it.
LOWEST := build/lowest
QUICK := tests/figures/test_saving.py tests/estimate tests/cohort tests/analyses/claims/test_comparison.py \
  tests/evidence/test_cohort_files.py tests/records/test_formats.py tests/records/test_engine.py \
  tests/simulate/test_courses.py tests/cases/test_29_threads.py

lowest: ## the quick tests and a report with the lowest versions that pyproject.toml allows
	mkdir -p build
	$(PYTHON) .ci/lowest_versions.py formats > $(LOWEST).txt
	test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
	  --requirement $(LOWEST).txt hypothesis openpyxl pytest pytest-timeout pytest-xdist statsmodels
	$(LOWEST)/bin/python -m pytest -q -n 2 --dist loadfile -p no:cacheprovider $(QUICK)
	$(LOWEST)/bin/python -m isostats report data/example/study.toml --out build/report-of-lowest

constraints: ## pin the newest versions that fit pyproject.toml, in constraints.txt
	rm -rf build/newest
	$(PYTHON) -m venv build/newest
	build/newest/bin/python -m pip install --quiet '.[test,docs]'
	build/newest/bin/python -m pip freeze --exclude isostats | grep -E '^[A-Za-z0-9._-]+==[^ ]+$$' > constraints.txt

clean: ## remove what was built; .venv stays
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find isostats tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Half an environment is dated back, so that the next make finishes it.
.venv: pyproject.toml constraints.txt
	@command -v $(PYTHON) > /dev/null || { echo "make: $(PYTHON) is not installed; isostats needs Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: isostats needs Python 3.11 or newer and $(PYTHON) is $$($(PYTHON) --version); name another, as in: make PYTHON=python3.12 $(or $(MAKECMDGOALS),help)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	  echo "make: $(PYTHON) cannot make virtual environments; on Debian or Ubuntu install them with: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making the virtual environment in .venv (a few minutes, once) ..."
	@$(PYTHON) -m venv .venv
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]' \
	  || { touch -t 200001010000 .venv; exit 1; }
	@touch .venv
