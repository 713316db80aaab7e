#!/usr/bin/env bash
# Run the full benchmarks into bench/results.md; arguments go to bench/run.py. The C++ side is part of
# what `make setup` builds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec .venv/bin/python -m bench.run "$@"
