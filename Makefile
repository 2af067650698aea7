# `make` alone lists the targets. The environment is made in .venv on first use and kept until pyproject.toml changes.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
# Tests start ptetui hundreds of times: what Python compiles is kept, in __pycache__.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test check test-long monkeys fuzz mutants lab-test lab-others bench screenshots screenshots-check docs wheel clean

help:            ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: $(READY)    ## start the app on real captured words; make run ARGS="-l s390 0x402" starts it on a word
	@$(VENV)/bin/ptetui $(or $(ARGS),replay ptetui/captures/x86_64-6.12.json)

# Tests of the app wait more than they compute: two cores are busy with six workers.
test: check      ## lint, types, import rules, then all tests but the long ones
	$(PY) -m compileall -q ptetui layouts
	$(PY) -m pytest -m "not long and not lab" -n 6 --dist worksteal

check: $(READY)  ## lint, types and import rules only
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test-long: $(READY) ## the longer runs: the monkey's 9,000 events, all terminals, the fuzzer, installed
	$(PY) -m pytest -m "long and not lab" -n 6 --dist worksteal

monkeys: $(READY) ## 100,000 random events on every screen, over 24 seeds; EVENTS=9000 for fewer
	PTETUI_MONKEY=$(or $(EVENTS),100000) $(PY) -m pytest -m long -n 2 --dist worksteal tests/abuse/test_monkey.py

# libFuzzer counts what the process has in memory: Python and the catalogue take 150 MB of the 350.
fuzz: $(READY)   ## every parser under atheris, a minute each; make fuzz FUZZ="log tour" FOR=600 for ten of these
	$(PY) -m pip install --quiet atheris
	for target in $(or $(FUZZ),$$($(PY) -m tests.abuse.guided)); do \
	    $(PY) -m tests.abuse.guided $$target -max_total_time=$(or $(FOR),60) -rss_limit_mb=350 -timeout=20 || exit 1; \
	done

mutants: $(READY) ## plant errors in the rules of Life, one at a time: which does no test notice?
	PYTHONPATH=. $(PY) tests/mutants.py

lab-test: $(READY) ## tests that boot a kernel: /boot's, or the one in PTETUI_LAB_KERNEL; MARK=lab kills it, too
	$(PY) -m pytest -m "$(or $(MARK),lab and not long)" -rs tests/sources/lab tests/tui/test_lab.py

lab-others: $(READY) ## boot 6.1, 6.12 and the newest kernel of five architectures; downloads 1 GB of packages once
	PTETUI_LAB_KERNELS=$$(.ci/kernels) $(PY) -m pytest -m lab -rs -v tests/sources/lab/test_others.py

bench: $(READY)  ## how fast, as ratios within one run; ARGS="paint starts" measures these only
	$(PY) tests/bench.py $(ARGS)

screenshots: $(READY) ## build all pictures in screenshots/
	$(PY) screenshots/build.py

screenshots-check: $(READY) ## whether the pictures are what is drawn now
	$(PY) screenshots/build.py --check

docs: $(READY)   ## write the generated pages: the manual page, what a tour can show
	$(PY) docs/build.py
	$(PY) -m ptetui.pictures

wheel: $(READY)  ## a wheel in dist/, layouts included
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:           ## remove the environment and what was built
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	$(PY) -m compileall -q ptetui layouts
	@touch $@
