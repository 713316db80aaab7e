#!/usr/bin/env bash
# Run the full benchmarks, optimized build, into bench/results.md; arguments go to bench/run.py.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/progress.sh

say "building the C++ side of the benchmarks"
quietly configure-release cmake --preset release
quietly build-release cmake --build --preset release
exec .venv/bin/python bench/run.py "$@"
